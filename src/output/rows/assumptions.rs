//! Rows of `assumptions.csv` and of `kanzei inputs`: every uncertain input.

use serde::{Deserialize, Serialize};

/// An uncertain input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssumptionRow {
    /// Its dotted name, e.g. `substitution.cars`.
    pub name: String,
    /// What it is about, in the model's words: a lever, a decision, a line, a sector; empty where the model has none.
    pub label: String,
    /// `number`, `lever` or `decision`.
    pub kind: String,
    /// Name of its distribution, the probability of a lever, or date and base odds of a decision.
    pub distribution: String,
    /// 5 % quantile of a number.
    pub p05: Option<f64>,
    /// Median of a number.
    pub p50: Option<f64>,
    /// 95 % quantile of a number.
    pub p95: Option<f64>,
    /// Unit of a number; empty where it has none.
    pub unit: String,
    /// `estimated`, `elicited` or `unstated`.
    pub evidence: String,
    /// Where it comes from, in words.
    pub source: String,
}
