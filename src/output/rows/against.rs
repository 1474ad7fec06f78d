//! Two runs set against each other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A run minus another run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgainstFile {
    /// Version of this format.
    pub format: u32,
    /// The run that the report is about.
    pub run: RunLabel,
    /// The run that is subtracted.
    pub against: RunLabel,
    /// Input files in which the two differ.
    pub inputs: Vec<InputChange>,
    /// Whether differences were taken draw by draw; else there are means only.
    pub paired: bool,
    /// Why they were not, or what of the draws is not shared; else empty.
    pub reason: String,
    /// All figures.
    pub rows: Vec<AgainstRow>,
}

/// What tells a run from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunLabel {
    /// The results folder, as it was named.
    pub folder: String,
    /// SHA-256 of its `manifest.json`.
    pub manifest: String,
    /// Name of the model.
    pub model: String,
    /// Title of the model.
    pub title: String,
    /// As-of date.
    pub as_of: String,
    /// Labels of the overlays that changed the model, in order.
    pub overlays: Vec<String>,
    /// What was fixed, as `NAME=VALUE`.
    pub fixed: Vec<String>,
    /// Number of draws.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Sampler.
    pub sampler: String,
}

/// An input file in which two runs differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InputChange {
    /// Path within `inputs/`.
    pub file: String,
    /// Its SHA-256 in the run; none where the run has no such file.
    pub run: Option<String>,
    /// Its SHA-256 in the other.
    pub against: Option<String>,
}

/// One statistic of a difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgainstRow {
    /// What is measured.
    pub metric: String,
    /// For what.
    pub scope: String,
    /// When.
    pub period: String,
    /// `mean`; where paired also `sd`, `p05`, `p50`, `p95` of the difference in each draw, and `prob>0` that it is above zero.
    pub statistic: String,
    /// Its value.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
    /// The error that the mean has if the two runs do not share random numbers.
    pub mcse_unpaired: Option<f64>,
    /// Unit.
    pub unit: String,
}
