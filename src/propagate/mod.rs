//! A [`Draw`] → its [`Impact`]: output by sector, value added, jobs. Pure and deterministic.

mod block;
mod jobs;
mod leontief;
pub mod metrics;

pub use block::{BLOCK, Block, BlockPlan, RowGroup, RowRoom, Rows};
pub use jobs::{headcount, jobs_supported};
pub use leontief::{Leontief, multipliers};

use nalgebra::{DMatrix, DVector};

use crate::draw::{Draw, InputValues, cause_patterns};
use crate::error::Result;
use crate::model::Model;

/// What a draw does to the home economy; flows are money per month, matrices sectors × months.
#[derive(Clone, Debug)]
pub struct Impact {
    /// `Δf`: change in final demand, which is also the direct output effect.
    pub direct: DMatrix<f64>,
    /// `(L − I) Δf`: output of suppliers.
    pub indirect: DMatrix<f64>,
    /// Output for the consumption that changes with labour income.
    pub induced: DMatrix<f64>,
    /// `Δx`: the sum of the three.
    pub output: DMatrix<f64>,
    /// `v'Δx` by month.
    pub value_added: Vec<f64>,
    /// `Σ ΔR` by month.
    pub income: Vec<f64>,
    /// `n`: persons per unit of annual output.
    pub employment_intensity: DVector<f64>,
    /// `J`: persons, at annual rate.
    pub jobs_supported: DMatrix<f64>,
    /// `N`: persons.
    pub headcount: DMatrix<f64>,
    /// Jobs supported anywhere in the economy by cause (months × causes), persons at annual rate.
    pub jobs_by_cause: DMatrix<f64>,
}

/// The propagation of a model, with everything that no draw changes computed once.
pub struct Propagation<'m> {
    model: &'m Model,
    /// `B`: final demand per unit of each cause (sectors × causes).
    direct: DMatrix<f64>,
    /// `L B`: output per unit of each cause, without induced effects (sectors × causes).
    type_one: DMatrix<f64>,
    /// `L h`: output per unit of household spending.
    household_output: DVector<f64>,
    /// `w'L B`: labour income per unit of each cause, at the table's labour share.
    cause_income: DVector<f64>,
    /// `w'L h`: labour income per unit of household spending, at the table's labour share.
    household_income: f64,
    /// Labour share of the accounts.
    labour_share: f64,
}

impl<'m> Propagation<'m> {
    /// Solves the Leontief system for every cause and for household spending.
    ///
    /// # Errors
    /// [`crate::error::Error::Simulation`] if `I − A` cannot be inverted.
    pub fn new(model: &'m Model) -> Result<Self> {
        let economy = &model.economy;
        let leontief = Leontief::new(&economy.technical_coefficients)?;
        let direct = cause_patterns(model);
        let type_one = leontief.output(&direct)?;
        let basket = DMatrix::from_column_slice(economy.sectors(), 1, economy.household_basket.as_slice());
        let household_output = leontief.output(&basket)?.column(0).into_owned();
        let wages = &economy.compensation_share;
        let value_added = economy.accounts.value_added.sum();
        Ok(Self {
            model,
            cause_income: type_one.tr_mul(wages),
            household_income: wages.dot(&household_output),
            labour_share: economy.accounts.compensation.sum() / value_added,
            direct,
            type_one,
            household_output,
        })
    }

    /// Household spending in all rounds per unit of labour income in the first.
    ///
    /// ```text
    /// Δx_induced = mpc · (w'L Δf) / (1 − mpc · w'L h) · L h        (closed with respect to households)
    /// ```
    fn spending_per_income(&self, inputs: &InputValues) -> (f64, f64) {
        let scale = match self.model.parameters.labour_share {
            Some(id) if self.labour_share > 0.0 => inputs.get(id) / self.labour_share,
            _ => 1.0,
        };
        let mpc = inputs.get(self.model.parameters.mpc);
        // Income that made as much income again would grow without end: such a draw fails and is recorded.
        let leaked = 1.0 - mpc * scale * self.household_income;
        (scale, if leaked > 0.0 { mpc / leaked } else { f64::NAN })
    }

    /// `n` of a draw: persons per unit of annual output, with the sampled headcounts where there are any.
    pub fn employment_intensity(&self, inputs: &InputValues) -> DVector<f64> {
        let economy = &self.model.economy;
        let mut intensity = economy.employment_intensity.clone();
        for (sector, input) in &self.model.parameters.employment {
            let output = economy.accounts.output[sector.0];
            intensity[sector.0] = if output > 0.0 { inputs.get(*input) / output } else { 0.0 };
        }
        intensity
    }

    /// The impact of a draw.
    pub fn impact(&self, draw: &Draw) -> Impact {
        let economy = &self.model.economy;
        let by_month = draw.amounts.transpose();
        let direct = &self.direct * &by_month;
        let indirect = &self.type_one * &by_month - &direct;
        let (scale, spending) = self.spending_per_income(&draw.inputs);
        let household_spending = &draw.amounts * (&self.cause_income * (scale * spending));
        let induced = &self.household_output * household_spending.transpose();
        let output = &direct + &indirect + &induced;

        let intensity = self.employment_intensity(&draw.inputs);
        let jobs = jobs_supported(&intensity, &output);
        let parameters = &self.model.parameters;
        let headcount = headcount(
            &jobs,
            draw.inputs.get(parameters.employment_elasticity),
            draw.inputs.get(parameters.employment_speed),
        );
        let induced_jobs = intensity.dot(&self.household_output) * scale * spending;
        let jobs_per_cause = self.type_one.tr_mul(&intensity) + &self.cause_income * induced_jobs;
        let mut jobs_by_cause = draw.amounts.clone();
        for (mut column, jobs) in jobs_by_cause.column_iter_mut().zip(jobs_per_cause.iter()) {
            column *= 12.0 * jobs;
        }
        let months = draw.amounts.nrows();
        let income = |t: usize| draw.lines.iter().map(|line| line.income_change[t]).sum();
        Impact {
            value_added: output.tr_mul(&economy.value_added_share).iter().copied().collect(),
            income: (0..months).map(income).collect(),
            direct,
            indirect,
            induced,
            output,
            employment_intensity: intensity,
            jobs_supported: jobs,
            headcount,
            jobs_by_cause,
        }
    }
}
