//! What `compare` finds: rows of its CSV and the shape of its JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Differences between a model and changed versions of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompareFile {
    /// Version of this format.
    pub format: u32,
    /// Name of the model.
    pub model: String,
    /// Title of the model.
    pub title: String,
    /// As-of date.
    pub as_of: String,
    /// Unit of money.
    pub money: String,
    /// Destination market.
    pub destination: String,
    /// First and last month simulated.
    pub horizon: (String, String),
    /// Exports to the destination, money per year.
    pub exports: f64,
    /// Number of draws of every case.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Sampler.
    pub sampler: String,
    /// What was fixed in all cases, as `NAME=VALUE`.
    pub fixed: Vec<String>,
    /// Labels of the sector groups by id.
    pub groups: Vec<(String, String)>,
    /// The tables, in order.
    pub tables: Vec<CompareTable>,
    /// All figures.
    pub rows: Vec<CompareRow>,
}

/// Cases that are shown together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CompareTable {
    /// `policies`, `chips` or `earlier`.
    pub table: String,
    /// What is compared with what, in words.
    pub title: String,
    /// Id and label of the cases, in order.
    pub cases: Vec<(String, String)>,
}

/// One statistic of a paired difference, or of the base itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompareRow {
    /// `policies`, `chips` or `earlier`.
    pub table: String,
    /// The case; `base` for the model itself, whose figures are effects, not differences.
    pub case: String,
    /// What is measured.
    pub metric: String,
    /// For what.
    pub scope: String,
    /// When.
    pub period: String,
    /// `mean`, `sd`, `p05` to `p95` of the difference in each draw; `prob>0` and `prob<0` that it is above or below zero.
    pub statistic: String,
    /// Its value.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
    /// The error that the mean would have if the two sides had random numbers of their own.
    pub mcse_unpaired: Option<f64>,
    /// Unit.
    pub unit: String,
}
