//! What `score` finds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PublishedRow;

/// A run against what happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreFile {
    /// Version of this format.
    pub format: u32,
    /// Name of the model.
    pub model: String,
    /// Title of the model.
    pub title: String,
    /// As-of date.
    pub as_of: String,
    /// The results folder.
    pub run: String,
    /// Draws that were scored.
    pub draws: u64,
    /// What the first benchmark is.
    pub benchmark: String,
    /// Every observation.
    pub rows: Vec<ScoreRow>,
    /// Over all published figures: how many, and how the model and its benchmarks did.
    pub overall: Vec<OverallRow>,
    /// In words.
    pub words: Vec<String>,
    /// Published estimates beside the model.
    pub published: Vec<PublishedRow>,
}

/// A forecast of one observation, and how it did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreRow {
    /// Id of the observation.
    pub id: String,
    /// Its name in words.
    pub label: String,
    /// `figure`, `date`, `state` or `input`.
    pub kind: String,
    /// `model`, `constant-elasticity` or `published-estimates`.
    pub forecast: String,
    /// What happened.
    pub observed: String,
    /// Unit.
    pub unit: String,
    /// Quantiles of the forecast; of dates as dates.
    pub p05: String,
    /// 25 %
    pub p25: String,
    /// 50 %
    pub p50: String,
    /// 75 %
    pub p75: String,
    /// 95 %
    pub p95: String,
    /// Continuous ranked probability score, in the unit of the figure or in days: smaller is better.
    pub crps: Option<f64>,
    /// −ln of the forecast's density, or probability, of what happened: smaller is better.
    pub log_score: Option<f64>,
    /// Forecast probability of less than what happened.
    pub pit: Option<f64>,
    /// Forecast probability of what happened, for dates within 15 days and states.
    pub probability: Option<f64>,
    /// Whether it lies in the middle half of the forecast.
    pub in_50: Option<bool>,
    /// Whether it lies in the 90 % interval.
    pub in_90: Option<bool>,
    /// When the figure was published.
    pub published: String,
    /// Where it was read.
    pub source: String,
}

/// All figures together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OverallRow {
    /// `model`, `constant-elasticity` or `published-estimates`.
    pub forecast: String,
    /// Figures that it has a forecast of.
    pub figures: usize,
    /// Share of them inside its 50 % interval.
    pub in_50: f64,
    /// Share of them inside its 90 % interval.
    pub in_90: f64,
    /// Mean CRPS.
    pub crps: f64,
    /// Mean CRPS of the model over the same figures.
    pub crps_model: f64,
    /// Mean log score.
    pub log_score: f64,
    /// Mean log score of the model over the same figures.
    pub log_score_model: f64,
}
