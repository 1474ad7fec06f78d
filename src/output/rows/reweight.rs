//! What `reweight` finds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EstimateNote;

/// Stored draws under other probabilities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReweightFile {
    /// Version of this format.
    pub format: u32,
    /// Name of the model.
    pub model: String,
    /// Title of the model.
    pub title: String,
    /// The results folder.
    pub run: String,
    /// Good draws stored.
    pub draws: u64,
    /// How many equally weighted draws carry as much.
    pub effective_draws: f64,
    /// What was set.
    pub set: Vec<SetNote>,
    /// Label of the primary track, and the date on which the outcome is read.
    pub primary_track: (String, String),
    /// Destination market.
    pub destination: String,
    /// Labels of groups of sectors by id.
    pub groups: Vec<(String, String)>,
    /// Probabilities of the outcomes.
    pub outcomes: Vec<ReweightedOutcome>,
    /// Estimates.
    pub rows: Vec<ReweightRow>,
}

/// A probability that was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetNote {
    /// The lever, or the decision and its state.
    pub name: String,
    /// Probability in the run; for a decision, given that it is reached.
    pub before: f64,
    /// Probability now.
    pub now: f64,
    /// For a decision: base odds of all its states that do the same in a new run.
    pub odds: Vec<(String, f64)>,
}

/// An outcome before and now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReweightedOutcome {
    /// State of the primary track.
    pub outcome: String,
    /// Its label.
    pub label: String,
    /// Probability in the run.
    pub before: EstimateNote,
    /// Probability now.
    pub now: EstimateNote,
}

/// A statistic before and now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReweightRow {
    /// What is measured.
    pub metric: String,
    /// For what.
    pub scope: String,
    /// When.
    pub period: String,
    /// `mean`, `p05`, `p50`, `p95`
    pub statistic: String,
    /// In the run.
    pub before: f64,
    /// Monte Carlo standard error in the run.
    pub mcse_before: Option<f64>,
    /// Now.
    pub now: f64,
    /// Monte Carlo standard error now.
    pub mcse_now: Option<f64>,
    /// Unit.
    pub unit: String,
}
