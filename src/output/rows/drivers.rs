//! What `drivers` finds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What drives some metrics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriversFile {
    /// Version of this format.
    pub format: u32,
    /// Name of the model.
    pub model: String,
    /// Title of the model.
    pub title: String,
    /// As-of date.
    pub as_of: String,
    /// Draws of each pair of points.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Sampler.
    pub sampler: String,
    /// What was fixed, as `NAME=VALUE`.
    pub fixed: Vec<String>,
    /// Label of the primary track, and the date on which the outcome is read.
    pub primary_track: (String, String),
    /// By metric.
    pub metrics: Vec<DriversOf>,
}

/// What drives one metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriversOf {
    /// What is measured.
    pub metric: String,
    /// For what.
    pub scope: String,
    /// When.
    pub period: String,
    /// Unit.
    pub unit: String,
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
    /// Share of the variance that lies between outcomes of the talks; the rest is within them.
    pub between_outcomes: f64,
    /// Each outcome.
    pub outcomes: Vec<OutcomeSpread>,
    /// Shares of the variance, by group and by input.
    pub shares: Vec<DriverRow>,
    /// The metric with all inputs at their medians and every decision by its largest probability.
    pub at_medians: f64,
    /// The metric with one input moved, largest swing first.
    pub tornado: Vec<TornadoRow>,
}

/// A metric given an outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeSpread {
    /// State of the primary track.
    pub outcome: String,
    /// Its label.
    pub label: String,
    /// Its probability.
    pub probability: f64,
    /// Mean given the outcome; none where it was never drawn.
    pub mean: Option<f64>,
    /// Standard deviation given the outcome.
    pub sd: Option<f64>,
}

/// Shares of the variance of one group or input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriverRow {
    /// `group` or `input`.
    pub level: String,
    /// Its name.
    pub name: String,
    /// Its name in words.
    pub label: String,
    /// Whether it is correlated with inputs outside it.
    pub correlated: bool,
    /// `Var E[y | u] / Var y`: what knowing it alone would take away.
    pub first_order: ShareNote,
    /// `E Var[y | all others] / Var y`: what would be left if all others were known.
    pub total: ShareNote,
    /// Its part of the variance when every interaction and correlation is divided fairly; parts of a level sum to one.
    pub shapley: ShareNote,
}

/// A share with its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShareNote {
    /// The share.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// A metric with one input moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TornadoRow {
    /// The input.
    pub input: String,
    /// `number`, `lever` or `decision`.
    pub kind: String,
    /// What it was set to: its 5 % quantile, `off`, or the state that gives the lowest value.
    pub low_setting: String,
    /// The metric there.
    pub at_low: f64,
    /// What it was set to: its 95 % quantile, `on`, or the state that gives the highest value.
    pub high_setting: String,
    /// The metric there.
    pub at_high: f64,
}
