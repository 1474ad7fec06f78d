//! Published estimates beside the model.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A row of `published.csv` in a results folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PublishedRow {
    /// Id.
    pub id: String,
    /// Who estimated.
    pub who: String,
    /// Date of publication.
    pub date: String,
    /// The scenario.
    pub scenario: String,
    /// The scenario in words.
    pub scenario_label: String,
    /// The metric of the model that comes nearest.
    pub metric: String,
    /// Its scope.
    pub scope: String,
    /// Its period.
    pub period: String,
    /// The estimate, from.
    pub low: f64,
    /// The estimate, to.
    pub high: f64,
    /// The study's horizon.
    pub horizon: String,
    /// The study's method.
    pub method: String,
    /// The model's mean under the scenario.
    pub model_mean: f64,
    /// Its Monte Carlo standard error.
    pub model_mcse: Option<f64>,
    /// The model's quantiles under the scenario.
    pub model_p05: f64,
    /// 25 %
    pub model_p25: f64,
    /// 50 %
    pub model_p50: f64,
    /// 75 %
    pub model_p75: f64,
    /// 95 %
    pub model_p95: f64,
    /// Share of the model's draws below the middle of the published range.
    pub model_below: f64,
    /// Unit.
    pub unit: String,
    /// Where the estimate was read.
    pub source: String,
}
