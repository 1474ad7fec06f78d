//! A model: validated data only, without files and without randomness.
//!
//! Every number that may be uncertain is an entry of the register [`uncertain::Inputs`]; the other parts hold its
//! position. A draw is a value for each entry, and everything else follows.

pub mod calendar;
pub mod economy;
pub mod evidence;
pub mod flows;
pub mod measure;
pub mod negotiation;
pub mod parameters;
pub mod pins;
pub mod tariffs;
pub mod trade;
pub mod uncertain;

#[cfg(test)]
pub mod fixture;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::ids::{RegionId, SectorId};

/// A sector group that results are reported for.
#[derive(Clone, Debug)]
pub struct SectorGroup {
    /// Id, e.g. `auto`.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// Its sectors.
    pub sectors: Vec<SectorId>,
}

/// A model, ready to be drawn from.
///
/// ```
/// let model = kanzei::input::load_model("models/two-sector".as_ref())?.model;
/// assert_eq!(model.economy.sectors(), 2);
/// assert_eq!(model.trade.lines[0].id, "tariffed-goods");
/// # Ok::<(), kanzei::error::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Model {
    /// Name, as used for the default results folder.
    pub name: String,
    /// Title in words.
    pub title: String,
    /// The question that the model answers.
    pub question: String,
    /// Unit of money, e.g. `billion yen`.
    pub money: String,
    /// Destination market, in words.
    pub destination: String,
    /// The region of the accounts that levies the tariffs, where it is one of them.
    pub destination_region: Option<RegionId>,
    /// Regions whose sectors are reported one by one, and by quarter; home first.
    pub detailed_regions: Vec<RegionId>,
    /// The currency for one US dollar, where the model gives it.
    pub dollar_rate: Option<f64>,
    /// Known limits of the model, in words.
    pub limits: Vec<String>,
    /// History up to this date is fact.
    pub as_of: NaiveDate,
    /// The months simulated.
    pub calendar: calendar::Calendar,
    /// GDP that effects are measured against, money per year.
    pub gdp: f64,
    /// Input–output accounts.
    pub economy: economy::Economy,
    /// Groups of sectors.
    pub groups: Vec<SectorGroup>,
    /// Trade with the destination.
    pub trade: trade::Trade,
    /// Tariff programmes and history.
    pub tariffs: tariffs::Tariffs,
    /// Tracks and levers.
    pub negotiation: negotiation::Negotiation,
    /// Behavioural parameters.
    pub parameters: parameters::Parameters,
    /// The register of inputs.
    pub inputs: uncertain::Inputs,
    /// Inputs, levers and decisions that overlays fix.
    pub fixed: pins::Pins,
    /// What happened after the as-of date.
    pub observed: Vec<evidence::Observation>,
    /// What others estimated.
    pub published: Vec<evidence::PublishedEstimate>,
    /// Thresholds by metric, for the probabilities `prob<=X`.
    pub thresholds: BTreeMap<String, Vec<f64>>,
}
