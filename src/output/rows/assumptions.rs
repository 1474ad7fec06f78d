//! Rows of `assumptions.csv` and of `kanzei inputs`: every uncertain input.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What stands between the parts of a label.
pub const BETWEEN_PARTS: &str = " · ";

/// An uncertain input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AssumptionRow {
    /// Its dotted name, e.g. `substitution.cars`.
    pub name: String,
    /// What it is, in words: a kind of number and what it is about in the model, or a lever or decision. Its parts are
    /// joined by [`BETWEEN_PARTS`].
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

impl AssumptionRow {
    /// The parts of its label, from the general to the particular; each can be translated.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.label.split(BETWEEN_PARTS)
    }
}
