//! A [`Draw`] → its [`Impact`]: output by sector, value added, jobs. Pure and deterministic.

mod block;
mod jobs;
pub mod metrics;

pub use block::{BLOCK, Block, BlockPlan, RowGroup, RowRoom, Rows};
pub use jobs::{headcount, jobs_supported};

use nalgebra::{DMatrix, DVector};

use crate::draw::{Draw, InputValues, cause_patterns};
use crate::error::Result;
use crate::leontief::{Plan, Solution, solve};
use crate::model::Model;

/// What a draw does to the economy; flows are money per month, matrices sectors × months.
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
    /// `v'Δx` of home by month.
    pub value_added: Vec<f64>,
    /// `Σ ΔR` by month.
    pub income: Vec<f64>,
    /// `n`: persons per unit of annual output.
    pub employment_intensity: DVector<f64>,
    /// `J`: persons, at annual rate.
    pub jobs_supported: DMatrix<f64>,
    /// `N`: persons.
    pub headcount: DMatrix<f64>,
    /// Jobs supported anywhere at home by cause (months × causes), persons at annual rate.
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
    /// Labour share of home's accounts.
    labour_share: f64,
    /// How the Leontief system was solved.
    pub plan: Plan,
}

impl<'m> Propagation<'m> {
    /// Solves the Leontief system for every cause and for household spending.
    ///
    /// # Errors
    /// [`crate::error::Error::Simulation`] if `I − A` cannot be inverted.
    pub fn new(model: &'m Model) -> Result<Self> {
        let economy = &model.economy;
        let direct = cause_patterns(model);
        // One system for all: the causes, and what home's households buy.
        let causes = direct.ncols();
        let mut columns = direct.clone().insert_column(causes, 0.0);
        columns.set_column(causes, &economy.household_basket(economy.home));
        let Solution { output, plan } = solve(&economy.technical_coefficients, &columns)?;
        let household_output = output.column(causes).into_owned();
        let type_one = output.remove_column(causes);
        // Home's households live on what is earned at home.
        let wages = economy.of_home(&economy.compensation_share);
        let home = economy.home_sectors();
        let sum = |flow: &DVector<f64>| home.clone().map(|j| flow[j]).sum::<f64>();
        let (compensation, value_added) = (&economy.accounts.compensation, &economy.accounts.value_added);
        Ok(Self {
            model,
            cause_income: type_one.tr_mul(&wages),
            household_income: wages.dot(&household_output),
            labour_share: sum(compensation) / sum(value_added),
            direct,
            type_one,
            household_output,
            plan,
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
        let at_home = economy.of_home(&intensity);
        let induced_jobs = at_home.dot(&self.household_output) * scale * spending;
        let jobs_per_cause = self.type_one.tr_mul(&at_home) + &self.cause_income * induced_jobs;
        let mut jobs_by_cause = draw.amounts.clone();
        for (mut column, jobs) in jobs_by_cause.column_iter_mut().zip(jobs_per_cause.iter()) {
            column *= 12.0 * jobs;
        }
        let months = draw.amounts.nrows();
        let income = |t: usize| draw.lines.iter().map(|line| line.income_change[t]).sum();
        Impact {
            value_added: output
                .tr_mul(&economy.of_home(&economy.value_added_share))
                .iter()
                .copied()
                .collect(),
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
