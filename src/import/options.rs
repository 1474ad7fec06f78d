//! What the user asks of an import, checked before anything is read.

use std::path::PathBuf;

use super::reader::ReadOptions;
use crate::error::{Error, Result};

/// How competitive imports are spread over the buyers of a good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportShares {
    /// `m` = imports over domestic use; exports are domestic in full.
    #[default]
    DomesticUse,
    /// `m` = imports over all use; exports contain imports as every other use does.
    AllUse,
}

/// What is done with a table whose rows and columns do not add up to its output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Balance {
    /// Small residuals go to inventories and net taxes; larger ones are problems.
    #[default]
    Residuals,
    /// Flows and final demand are adjusted biproportionally to the published totals.
    Ras,
}

/// What becomes of the regions that are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    /// One region with this code.
    Region(String),
    /// Buyers and sellers outside the table: exports and imports.
    Trade,
}

impl Default for Rest {
    fn default() -> Self {
        Self::Region("ROW".into())
    }
}

/// What the user asks of an import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the reader is told.
    pub read: ReadOptions,
    /// How competitive imports are spread.
    pub imports: ImportShares,
    /// What is done about imbalances.
    pub balance: Balance,
    /// Codes of the regions to keep, in the order wanted; all if empty.
    pub regions: Vec<String>,
    /// What becomes of the others.
    pub rest: Rest,
    /// Table of regions that are put together.
    pub region_map: Option<PathBuf>,
    /// Table of sectors that are put together or split.
    pub sector_map: Option<PathBuf>,
    /// Table of persons employed.
    pub employment: Option<PathBuf>,
    /// Compensation of employees as a share of value added.
    pub labour_share: Option<f64>,
    /// New units of money per unit of the table's.
    pub rate: Option<f64>,
    /// The exporting region of the model to come.
    pub home: Option<String>,
    /// The region that levies tariffs in the model to come.
    pub destination: Option<String>,
}

/// Share of value added that is labour income where a table does not say: about one half in most national accounts.
pub const LABOUR_SHARE: f64 = 0.5;

impl Options {
    /// Checks what can be checked without the table.
    ///
    /// # Errors
    /// [`Error::Settings`] with the option, what was found and what to give.
    pub fn check(&self) -> Result<()> {
        let wrong = |text: String| Err(Error::Settings(text));
        if let Some(rate) = self.rate
            && !(rate.is_finite() && rate > 0.0)
        {
            return wrong(format!("--rate {rate}: new units of money per unit of the table's are above 0."));
        }
        if self.rate.is_some() && self.read.money.is_none() {
            return wrong(
                "--rate needs --money, the name of the new unit, e.g. --money \"billion yen\".".into(),
            );
        }
        if let Some(share) = self.labour_share
            && !(0.0..=1.0).contains(&share)
        {
            return wrong(format!(
                "--labour-share {share}: a share of value added lies in [0, 1]; 0.5 is half."
            ));
        }
        if self.regions.is_empty() && self.rest != Rest::default() {
            return wrong("--rest needs --regions, the codes of the regions that are kept.".into());
        }
        for (position, code) in self.regions.iter().enumerate() {
            if self.regions[..position].contains(code) {
                return wrong(format!("--regions names {code} twice. Name each region once."));
            }
        }
        if let Rest::Region(code) = &self.rest {
            let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
            if code.is_empty() || !code.chars().all(plain) {
                return wrong(format!("--rest {code}: a region code has letters, digits, _ and - only."));
            }
            if self.regions.contains(code) {
                return wrong(format!(
                    "--rest {code}: --regions keeps a region of that code. Choose another code."
                ));
            }
        }
        if self.home.is_some() && self.home == self.destination {
            return wrong("--home and --destination are the same region. Name two.".into());
        }
        Ok(())
    }

    /// The options that shape the result, as they are written on the command line.
    pub fn written(&self) -> Vec<String> {
        let mut list = Vec::new();
        let mut add = |name: &str, value: String| list.push(format!("--{name} {value}"));
        let file = |path: &PathBuf| {
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        };
        if let Some(year) = self.read.year {
            add("year", year.to_string());
        }
        if let Some(country) = &self.read.country {
            add("country", country.clone());
        }
        if let Some(decimal) = self.read.decimal {
            add("decimal", if decimal == ',' { "comma".into() } else { "point".into() });
        }
        if self.imports == ImportShares::AllUse {
            add("imports", "all-use".into());
        }
        if self.balance == Balance::Ras {
            add("balance", "ras".into());
        }
        if !self.regions.is_empty() {
            add("regions", self.regions.join(","));
            match &self.rest {
                Rest::Trade => add("rest", "trade".into()),
                Rest::Region(code) => add("rest", code.clone()),
            }
        }
        for (name, path) in [
            ("region-map", &self.region_map),
            ("sector-map", &self.sector_map),
            ("employment", &self.employment),
        ] {
            if let Some(path) = path {
                add(name, file(path));
            }
        }
        if let Some(share) = self.labour_share {
            add("labour-share", share.to_string());
        }
        if let Some(money) = &self.read.money {
            add("money", format!("\"{money}\""));
        }
        if let Some(rate) = self.rate {
            add("rate", rate.to_string());
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_options_are_told_before_anything_is_read() {
        let told = |options: Options| options.check().unwrap_err().to_string();
        let money = ReadOptions { money: Some("billion yen".into()), ..ReadOptions::default() };
        assert!(told(Options { rate: Some(2.0), ..Options::default() }).contains("--rate needs --money"));
        let rate = Options { rate: Some(-1.0), read: money.clone(), ..Options::default() };
        assert!(told(rate).contains("--rate -1"));
        assert!(told(Options { labour_share: Some(50.0), ..Options::default() }).contains("[0, 1]"));
        assert!(told(Options { rest: Rest::Trade, ..Options::default() }).contains("--rest needs --regions"));
        let regions = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(told(Options { regions: regions(&["JPN", "JPN"]), ..Options::default() }).contains("twice"));
        assert!(
            told(Options { regions: regions(&["JPN", "ROW"]), ..Options::default() })
                .contains("another code")
        );
        let dotted =
            Options { regions: regions(&["JPN"]), rest: Rest::Region("R.W".into()), ..Options::default() };
        assert!(told(dotted).contains("letters, digits"));
        assert!(Options { rate: Some(0.11), read: money, ..Options::default() }.check().is_ok());
    }
}
