//! Behavioural parameters: for every one, the input that holds its value in a draw.

use super::calendar::Quarter;
use crate::ids::{InputId, SectorId};

/// Parameters of one tariff line.
#[derive(Clone, Copy, Debug)]
pub struct LineParameters {
    /// `σ`: substitution between sources of imports, long run.
    pub substitution: InputId,
    /// `η`: substitution between imports and domestic goods, long run.
    pub import_substitution: InputId,
    /// `ε`: price elasticity of the destination's total demand, long run.
    pub demand_elasticity: InputId,
    /// `λ`: share of the gap to the target volume that is closed in a year.
    pub adjustment_speed: InputId,
    /// `a0`: share of the wedge that home exporters absorb at first.
    pub absorption_initial: InputId,
    /// `a∞`: share of the wedge that home exporters absorb in the long run.
    pub absorption_long_run: InputId,
    /// Months in which the difference between the two halves.
    pub absorption_half_life: InputId,
    /// Share of the wedge that rivals absorb.
    pub rival_absorption: InputId,
    /// `d`: share of a volume loss that is sold elsewhere.
    pub diversion: InputId,
    /// `ρ`: response of the destination's own producers' prices to import prices.
    pub domestic_price_response: InputId,
    /// `m`: share of imports in the destination's total use.
    pub import_share_of_use: InputId,
}

/// Growth without the new tariffs, for the probability of a recession.
#[derive(Clone, Debug, Default)]
pub struct Growth {
    /// Quarterly growth already published, per cent, in order; the last is the quarter before `baseline`.
    pub published: Vec<(Quarter, f64)>,
    /// Quarterly growth to come, per cent, consecutive.
    pub baseline: Vec<(Quarter, InputId)>,
}

/// All behavioural parameters.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// By tariff line.
    pub lines: Vec<LineParameters>,
    /// `o`: share of the wedge offset by depreciation of the home currency.
    pub currency_offset: InputId,
    /// `ι`: investment cut per unit of export income lost.
    pub investment_response: InputId,
    /// Marginal propensity to consume out of labour income.
    pub mpc: InputId,
    /// Share of labour income in value added of the whole economy; none keeps the table's compensation.
    pub labour_share: Option<InputId>,
    /// `ε_N`: response of headcount to jobs supported, long run.
    pub employment_elasticity: InputId,
    /// `λ_N`: share of the gap in headcount closed in a month.
    pub employment_speed: InputId,
    /// Persons employed, where they are uncertain.
    pub employment: Vec<(SectorId, InputId)>,
    /// Growth without the new tariffs.
    pub growth: Growth,
}
