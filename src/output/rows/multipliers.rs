//! What `multipliers` finds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Multipliers and linkages of an economy, and the rounds of suppliers behind its tariff lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MultipliersFile {
    /// Version of this format.
    pub format: u32,
    /// Name of the model.
    pub model: String,
    /// Title of the model.
    pub title: String,
    /// Unit of money.
    pub money: String,
    /// Marginal propensity to consume in Type II multipliers: the model's median.
    pub mpc: f64,
    /// The sectors, in the order of the accounts.
    pub sectors: Vec<SectorMultipliers>,
    /// The tariff lines with exports.
    pub lines: Vec<LineMultipliers>,
}

/// What one unit of final demand needs in all.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Needs {
    /// Gross output of all sectors.
    pub output: f64,
    /// Value added of all sectors.
    pub value_added: f64,
    /// Persons employed in all sectors, per unit of money a year; none where employment is not known everywhere.
    pub persons: Option<f64>,
}

/// Multipliers and linkages of a sector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SectorMultipliers {
    /// Code.
    pub sector: String,
    /// Name in words.
    pub name: String,
    /// Output, money per year.
    pub output: f64,
    /// With suppliers: column sums `i'L`.
    pub type_one: Needs,
    /// Also with what households of the sector's region buy out of labour income.
    pub type_two: Needs,
    /// Output multiplier over the mean of all sectors: backward linkage.
    pub backward_linkage: f64,
    /// Row sum of the Ghosh inverse over the mean of all sectors: forward linkage.
    pub forward_linkage: f64,
}

/// What one unit of a line's exports needs in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LineMultipliers {
    /// Id of the line.
    pub line: String,
    /// Name in words.
    pub label: String,
    /// Home's exports of it, money per year.
    pub exports: f64,
    /// With suppliers.
    pub type_one: Needs,
    /// Also with what home's households buy out of labour income.
    pub type_two: Needs,
    /// The rounds: exports themselves, their suppliers, the suppliers of these, …, and all later ones together.
    pub rounds: Vec<RoundNote>,
}

/// A round of suppliers behind one unit of exports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoundNote {
    /// 0 for the exports themselves, 1 for their suppliers, …; none for all later rounds together.
    pub round: Option<u32>,
    /// What it needs.
    pub needs: Needs,
    /// The sectors that make most of it, with their output.
    pub largest: Vec<SupplierNote>,
}

/// A sector's part in a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SupplierNote {
    /// Code.
    pub sector: String,
    /// Name in words.
    pub name: String,
    /// Its output.
    pub output: f64,
}
