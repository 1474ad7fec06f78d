//! What the user asks of a starter model, and the two ends of its trade.

use chrono::NaiveDate;

use super::trade::free_id;
use crate::error::{Error, Result};
use crate::ids::{RegionId, closest, is_id};
use crate::import::Origin;
use crate::model::economy::Economy;

/// Share of home's exports that goes to the destination where the table does not say: a placeholder.
pub const EXPORT_SHARE: f64 = 0.15;

/// What the user asks of a starter model.
#[derive(Clone, Debug)]
pub struct Request {
    /// Name of the model.
    pub name: String,
    /// The exporting region; that of the import if none.
    pub home: Option<String>,
    /// The region that levies tariffs; that of the import if none.
    pub destination: Option<String>,
    /// History up to this date is fact.
    pub as_of: NaiveDate,
    /// Unit of money; that of the import if none.
    pub money: Option<String>,
    /// Share of every line's exports that goes to the destination, in a table of one country; [`EXPORT_SHARE`] if none.
    pub export_share: Option<f64>,
    /// Codes of the sectors that make goods; found by code and name if empty.
    pub goods: Vec<String>,
}

/// The exporting country and the one that levies tariffs.
#[derive(Clone, Debug)]
pub struct Ends {
    /// Home in the accounts.
    pub home: RegionId,
    /// Its id in the model.
    pub home_id: String,
    /// Its name.
    pub home_name: String,
    /// The destination in the accounts; none where these are of one country.
    pub destination: Option<RegionId>,
    /// Its name.
    pub destination_name: String,
}

impl Request {
    /// The unit of money.
    ///
    /// # Errors
    /// Neither the user nor the import names one.
    pub fn money(&self, origin: Option<&Origin>) -> Result<String> {
        self.money.clone().or_else(|| origin.map(|origin| origin.money.clone())).ok_or_else(|| {
            Error::Settings(
                "economy/ has no origin.toml: name the unit of money, e.g. --money \"billion yen\".".into(),
            )
        })
    }

    /// Checks what can be checked without the table.
    ///
    /// # Errors
    /// [`Error::Settings`] with what was found and what to give.
    pub fn check(&self) -> Result<()> {
        if !is_id(&self.name) {
            return Err(Error::Settings(format!(
                "`{}` cannot be the name of a model: lower-case letters, digits, - and _ only. Give another by --name.",
                self.name
            )));
        }
        if let Some(share) = self.export_share
            && !(share > 0.0 && share <= 1.0)
        {
            return Err(Error::Settings(format!(
                "--export-share {share}: a share of exports lies in (0, 1]; 0.15 is 15 %."
            )));
        }
        Ok(())
    }

    /// Share of every line's exports that goes to the destination, where the table does not say.
    pub fn share_of_exports(&self) -> f64 {
        self.export_share.unwrap_or(EXPORT_SHARE)
    }

    /// Finds home and the destination in the accounts.
    ///
    /// # Errors
    /// One of them is not named, or not there.
    pub fn ends(&self, economy: &Economy, origin: Option<&Origin>) -> Result<Ends> {
        let of_origin = |pick: fn(&Origin) -> Option<String>| origin.and_then(pick);
        let home = self.home.clone().or_else(|| of_origin(|o| o.home.clone().or_else(|| o.country.clone())));
        let destination = self.destination.clone().or_else(|| of_origin(|o| o.destination.clone()));
        let needed = |option: &str, what: &str| Error::Settings(format!("name {what} by {option}."));
        let home = home.ok_or_else(|| needed("--home", "the exporting country"))?;
        let destination =
            destination.ok_or_else(|| needed("--destination", "the country that levies tariffs"))?;
        if home == destination {
            return Err(Error::Settings(format!("home and the destination are both {home}. Name two.")));
        }
        if !economy.is_regional() {
            let known = origin.and_then(|origin| origin.country.as_ref()).filter(|country| **country != home);
            if let Some(country) = known {
                return Err(Error::Settings(format!("--home {home}: the table is of {country}.")));
            }
            return Ok(Ends {
                home: RegionId(0),
                home_id: free_id(&home, &["all".to_string(), "rest-of-world".to_string()]),
                home_name: home,
                destination: None,
                destination_name: destination,
            });
        }
        if self.export_share.is_some() {
            let text =
                "--export-share is for tables of one country; this one says what goes where. Leave it out.";
            return Err(Error::Settings(text.into()));
        }
        let regions = &economy.accounts.regions;
        let find = |option: &str, code: &str| {
            economy.find_region(code).ok_or_else(|| {
                let codes = || regions.iter().map(|region| region.code.as_str());
                let remedy = match closest(code, codes()) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => format!("The regions are {}.", codes().collect::<Vec<_>>().join(" ")),
                };
                Error::Settings(format!("{option}: there is no region `{code}` in the accounts. {remedy}"))
            })
        };
        let (from, to) = (find("--home", &home)?, find("--destination", &destination)?);
        Ok(Ends {
            home: from,
            home_id: free_id(&home, &["all".to_string()]),
            home_name: regions[from.0].name.clone(),
            destination: Some(to),
            destination_name: regions[to.0].name.clone(),
        })
    }
}
