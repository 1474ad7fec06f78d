//! The public file format of results: rows of the CSV files and the shape of `summary.json` and `manifest.json`.

mod against;
mod assumptions;
mod compare;
mod drivers;
mod multipliers;
mod published;
mod report;
mod reweight;
mod score;
mod talks;
mod verify;

pub use against::{AgainstFile, AgainstRow, InputChange, RunLabel};
pub use assumptions::{AssumptionRow, BETWEEN_PARTS};
pub use compare::{CompareFile, CompareRow, CompareTable};
pub use drivers::{DriverRow, DriversFile, DriversOf, OutcomeSpread, ShareNote, TornadoRow};
pub use multipliers::{LineMultipliers, MultipliersFile, Needs, RoundNote, SectorMultipliers, SupplierNote};
pub use published::PublishedRow;
pub use report::ReportNote;
pub use reweight::{ReweightFile, ReweightRow, ReweightedOutcome, SetNote};
pub use score::{OverallRow, ScoreFile, ScoreRow};
pub use talks::{DecisionNote, MoveNote};
pub use verify::{FileState, VerifiedFile, VerifyFile};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the results format.
pub const FORMAT: u32 = 1;

/// A row of `metrics.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricRow {
    /// What is measured, e.g. `gdp_real`.
    pub metric: String,
    /// For what: `total`, `group:auto`, `sector:D29`, `linegroup:autos`, `line:cars`, `investment`, `lever:fund`.
    pub scope: String,
    /// When: `2025-07`, `2025Q3`, `2025`, `FY2025`, or `all` for the whole horizon.
    pub period: String,
    /// `all`, or a state of the primary track.
    pub outcome: String,
    /// `mean`, `sd`, `p05`, `deterministic`, `prob<=-0.5`, …
    pub statistic: String,
    /// Its value.
    pub value: f64,
    /// Its Monte Carlo standard error; empty where there is none.
    pub mcse: Option<f64>,
    /// Unit.
    pub unit: String,
}

/// A row of `sectors.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SectorRow {
    /// What is measured: `output`, `value_added`, `jobs_supported`, `headcount`.
    pub metric: String,
    /// Code of the sector.
    pub sector: String,
    /// Name of the sector.
    pub name: String,
    /// `total`, `direct`, `indirect` or `induced`.
    pub channel: String,
    /// The calendar year.
    pub period: String,
    /// `mean`, `sd`, `p05`, …
    pub statistic: String,
    /// Its value.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
    /// Unit.
    pub unit: String,
}

/// A row of `outcomes.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeRow {
    /// A state of the primary track.
    pub outcome: String,
    /// `probability` that it is the state on the outcome date, `entered` for the probability of first entering it on
    /// the date in `period`, `mean` for the mean of a metric given the outcome.
    pub statistic: String,
    /// The metric of a `mean`, else empty.
    pub metric: String,
    /// Its scope, else empty.
    pub scope: String,
    /// Date or period, else empty.
    pub period: String,
    /// Value.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
    /// Unit.
    pub unit: String,
}

/// `summary.json`: everything on the screen of a run and all headline metrics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SummaryFile {
    /// Version of this format.
    #[schemars(extend("const" = FORMAT))]
    pub format: u32,
    /// What was simulated.
    pub model: ModelNote,
    /// Number of draws, failed ones included.
    pub draws: u64,
    /// Number of failed draws.
    pub failed_draws: u64,
    /// Seed.
    pub seed: u64,
    /// Sampler.
    #[schemars(extend("enum" = ["sobol", "lhs", "pseudo"]))]
    pub sampler: String,
    /// Labels of the overlays that changed the model, in order.
    pub overlays: Vec<String>,
    /// What was fixed, as `NAME=VALUE`.
    pub fixed: Vec<String>,
    /// How far a quantile that is not exact may be off, as a share of 1.645 standard deviations plus its distance from
    /// the mean.
    pub quantile_error: f64,
    /// The outcomes.
    pub outcomes: Vec<OutcomeNote>,
    /// The decisions of the primary track, in order of date.
    pub talks: Vec<DecisionNote>,
    /// metric → scope → period → estimates.
    pub metrics: BTreeMap<String, BTreeMap<String, BTreeMap<String, PeriodNote>>>,
    /// Distributions as histograms.
    pub histograms: Vec<Histogram>,
    /// Some figures after every stage of the run.
    pub convergence: Vec<ConvergenceNote>,
    /// What the draws are too few for, in words.
    pub too_few_draws: Vec<String>,
}

/// A figure as it stood after some draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConvergenceNote {
    /// `metric/scope/period/statistic`
    pub figure: String,
    /// Draws so far.
    pub draws: u64,
    /// Its value.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
    /// The error asked for, where the figure is a target.
    pub target: Option<f64>,
}

/// What was simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelNote {
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Question.
    pub question: String,
    /// As-of date.
    #[schemars(extend("format" = "date"))]
    pub as_of: String,
    /// Unit of money.
    pub money: String,
    /// Destination market.
    pub destination: String,
    /// Label of the primary track.
    pub primary_track: String,
    /// State of the primary track on the as-of date.
    pub initial_state: String,
    /// Date on which the outcome is read.
    #[schemars(extend("format" = "date"))]
    pub outcome_date: String,
    /// First and last month simulated.
    pub horizon: (String, String),
    /// GDP that effects are measured against, money per year.
    pub gdp: f64,
    /// Exports to the destination, money per year.
    pub exports: f64,
    /// Labels of groups of sectors by id.
    pub groups: BTreeMap<String, String>,
    /// Labels of groups of lines by id.
    pub line_groups: BTreeMap<String, String>,
    /// Labels of levers by id.
    pub levers: BTreeMap<String, String>,
    /// Persons employed in each group of sectors; the median where that is uncertain.
    pub group_employment: BTreeMap<String, f64>,
    /// The regions of the accounts; empty where these are home's alone.
    pub regions: Vec<RegionNote>,
    /// The currency for one US dollar, where the model gives it.
    pub dollar_rate: Option<f64>,
    /// Known limits of the model, in words.
    pub limits: Vec<String>,
}

/// A region of the accounts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegionNote {
    /// Code, as in the scope `region:KOR`.
    pub code: String,
    /// Name in words.
    pub label: String,
    /// `home`, `destination`, or the id of the source that it belongs to.
    pub role: Option<String>,
    /// Its GDP in the accounts, money per year.
    pub gdp: f64,
}

/// One outcome in `summary.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeNote {
    /// State of the primary track.
    pub outcome: String,
    /// Its label.
    pub label: String,
    /// Probability.
    #[schemars(range(min = 0, max = 1))]
    pub probability: f64,
    /// Monte Carlo standard error of the probability.
    pub mcse: f64,
    /// Draws that ended so.
    pub draws: u64,
    /// Whether the deterministic run ends so.
    pub deterministic: bool,
    /// When the state was first entered.
    pub entered: Vec<EntryNote>,
}

/// Probability of first entering a state on a date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EntryNote {
    /// The date.
    #[schemars(extend("format" = "date"))]
    pub date: String,
    /// Probability over all draws.
    #[schemars(range(min = 0, max = 1))]
    pub probability: f64,
    /// Its Monte Carlo standard error.
    pub mcse: f64,
}

/// Estimates of one metric, scope and period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodNote {
    /// Unit.
    pub unit: String,
    /// Whether the quantiles are those of the draws themselves; else they are within `quantile_error`.
    pub exact_quantiles: bool,
    /// Outcome (`all`, or a state) → statistic → estimate.
    pub outcomes: BTreeMap<String, BTreeMap<String, EstimateNote>>,
}

/// A value and its Monte Carlo standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EstimateNote {
    /// Value.
    pub value: f64,
    /// Monte Carlo standard error.
    pub mcse: Option<f64>,
}

/// A distribution in equal bins; the first and last also hold what lies beyond.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Histogram {
    /// What is measured.
    pub metric: String,
    /// For what.
    pub scope: String,
    /// When.
    pub period: String,
    /// Unit.
    pub unit: String,
    /// Ends of the bins, one more than there are bins.
    pub edges: Vec<f64>,
    /// Probability of each bin.
    #[schemars(inner(range(min = 0, max = 1)))]
    pub probabilities: Vec<f64>,
}

/// `manifest.json`: everything needed to repeat the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// `kanzei`
    #[schemars(extend("const" = "kanzei"))]
    pub program: String,
    /// Version of the results format.
    #[schemars(extend("const" = FORMAT))]
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// Commit it was built from, where known.
    pub commit: String,
    /// Name of the model.
    pub model: String,
    /// Number of draws.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Sampler.
    #[schemars(extend("enum" = ["sobol", "lhs", "pseudo"]))]
    pub sampler: String,
    /// What was fixed, as `NAME=VALUE`.
    pub fixed: Vec<String>,
    /// Precision targets; the run ended after the number of draws above.
    pub until: Vec<String>,
    /// Whether samples were kept.
    pub samples: bool,
    /// Threads used; results do not depend on it.
    pub threads: usize,
    /// Number of failed draws.
    pub failed_draws: u64,
    /// The first failed draws with their reasons.
    pub failures: Vec<FailureNote>,
    /// How the Leontief system was solved.
    pub leontief: LeontiefNote,
    /// SHA-256 of every input file.
    pub inputs: BTreeMap<String, String>,
    /// SHA-256 of every results file.
    pub results: BTreeMap<String, String>,
    /// When the run ended, seconds since 1970 in UTC.
    pub finished_unix: u64,
    /// Seconds that the run took.
    pub wall_seconds: f64,
}

/// How the Leontief system was solved: by the method that takes less work on a table of this size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeontiefNote {
    /// `elimination`, or `rounds` of suppliers.
    #[schemars(extend("enum" = ["elimination", "rounds"]))]
    pub method: String,
    /// Sectors, of all regions.
    pub sectors: usize,
    /// Technical coefficients that are not zero.
    pub coefficients: usize,
    /// Columns of final demand that were solved for.
    pub columns: usize,
    /// Rounds until what is left adds less than 1e-14; none in elimination.
    pub rounds: usize,
}

/// A failed draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FailureNote {
    /// Its number.
    pub draw: u64,
    /// Why.
    pub reason: String,
}
