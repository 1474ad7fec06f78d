//! The quantities of [`super::metrics`] for a block of draws at once.
//!
//! Everything that is linear in the shock collapses to its few causes: for any weights `ω` over sectors,
//!
//! ```text
//! ω'Δx(period) = Σ_c (ω'L b_c) · a_c(period) + (ω'L h) · s(period)
//! ```
//!
//! with `a_c` the amount of cause `c` and `s` household spending out of the labour income it makes. The brackets are
//! computed once per model, the amounts once per draw and period. Headcount is a linear filter over months, the same
//! for every sector, so it applies to the amounts as well. A row holds one number for every draw of the block.

mod layout;
mod product;
mod recipe;
mod row_group;

use layout::{Layout, SpanSum};
use recipe::{Recipe, Recipes, Weights, weigh};
pub use row_group::{RowGroup, RowRoom};

use super::Propagation;
use super::metrics::{Channel, Metrics};
use crate::draw::InputValues;
use crate::draw::batch::{Course, LANES, Lanes};
use crate::model::Model;
use crate::wide::at_vector_width;

/// Draws in a block: ten cache lines a row, because rows a power of two apart would share few places in the cache.
pub const BLOCK: usize = 10 * LANES;

/// One number for every draw of a block.
type Row = [f64; BLOCK];

/// Amounts beyond this cannot be multiplied and added safely.
const LARGEST: f64 = 1e200;

/// What a block needs and no draw changes.
pub struct BlockPlan<'m> {
    model: &'m Model,
    layout: Layout,
    /// `w'L b_c`, at the table's labour share.
    cause_income: Vec<f64>,
    /// `n'L b_c` and `n'L h` without the sampled sectors, then those of each sampled sector.
    jobs: Weights,
    sampled_jobs: Vec<Weights>,
    /// Home's exports by line.
    exports: Vec<f64>,
}

/// The rows of one block.
pub struct Block {
    rows: Vec<Row>,
    /// Sums of one series over the long spans.
    sums: Vec<Lanes>,
    /// One series filtered for headcount.
    filtered: Vec<Lanes>,
    /// Series over all lines: `ΔV`, `ΔR`, rates weighted by exports.
    totals: Vec<Lanes>,
}

impl<'m> BlockPlan<'m> {
    /// Prepares what all cells share.
    pub fn new(propagation: &Propagation<'m>, metrics: &Metrics<'m>) -> Self {
        let model = propagation.model;
        let sampled = |sector: usize| model.parameters.employment.iter().any(|(id, _)| id.0 == sector);
        let fixed_jobs = |sector: usize| {
            if sampled(sector) { 0.0 } else { model.economy.employment_intensity[sector] }
        };
        let all = 0..model.economy.sectors();
        let sampled_sectors = model.parameters.employment.iter().map(|(sector, _)| sector.0);
        let total = |weight: &dyn Fn(usize) -> f64| weigh(propagation, all.clone(), weight, Channel::Total);
        let layout = Layout::new(model, metrics);
        Self {
            model,
            cause_income: propagation.cause_income.iter().copied().collect(),
            jobs: total(&fixed_jobs),
            sampled_jobs: sampled_sectors
                .map(|s| total(&|sector| f64::from(u8::from(sector == s))))
                .collect(),
            exports: model.trade.lines.iter().map(|line| line.exports).collect(),
            layout,
        }
    }

    /// Groups of cells whose rows are computed together, covering every cell that is not a multiple of another.
    pub fn row_groups(&self, propagation: &Propagation<'m>, metrics: &Metrics<'m>) -> Vec<RowGroup> {
        let recipes = Recipes { model: self.model, propagation, metrics };
        let listed = metrics.cells.iter().enumerate().map(|(cell, c)| (cell, recipes.recipe(c)));
        row_group::group(
            &self.layout,
            self.model,
            metrics,
            listed.filter(|(_, r)| !matches!(r, Recipe::Multiple)),
        )
    }

    /// An empty block.
    pub fn block(&self) -> Block {
        Block {
            rows: vec![[0.0; BLOCK]; self.layout.rows()],
            sums: vec![[0.0; LANES]; self.layout.long.len()],
            filtered: Vec::new(),
            totals: Vec::new(),
        }
    }

    /// Puts eight draws into the block, from a lane on.
    pub fn fill(
        &self,
        block: &mut Block,
        lane: usize,
        course: &Course,
        values: &[&InputValues],
        propagation: &Propagation,
    ) {
        let parameters = &self.model.parameters;
        let mut of = |row: usize, number: &dyn Fn(&InputValues) -> f64| {
            let lanes = block.rows[row][lane..].iter_mut();
            lanes.zip(values).for_each(|(value, values)| *value = number(values));
        };
        let household = self.layout.household();
        of(household, &|values| propagation.spending_per_income(values).0);
        of(household + 1, &|values| propagation.spending_per_income(values).1);
        for (position, (sector, input)) in parameters.employment.iter().enumerate() {
            let output = self.model.economy.accounts.output[sector.0];
            let persons = |values: &InputValues| if output > 0.0 { values.get(*input) / output } else { 0.0 };
            of(self.layout.intensity(position), &persons);
        }
        for (quarter, (_, input)) in parameters.growth.baseline.iter().enumerate() {
            of(self.layout.growth(quarter), &|values| values.get(*input));
        }
        let (mut speed, mut elasticity) = ([0.0; LANES], [0.0; LANES]);
        for ((speed, elasticity), values) in speed.iter_mut().zip(&mut elasticity).zip(values) {
            *speed = values.get(parameters.employment_speed);
            *elasticity = values.get(parameters.employment_elasticity);
        }
        at_vector_width!(self.sum(block, lane, course, &speed, &elasticity));
    }

    /// Sums the series of eight draws over the spans.
    // Inlined, so that it runs at vector width.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn sum(&self, block: &mut Block, lane: usize, course: &Course, speed: &Lanes, elasticity: &Lanes) {
        let layout = &self.layout;
        let months = self.model.calendar.months();
        let Block { rows, sums, filtered, totals } = block;
        filtered.resize(months, [0.0; LANES]);
        for (cause, amounts) in course.amounts.chunks_exact(months).enumerate() {
            let mut level = [0.0; LANES];
            for (filtered, amounts) in filtered.iter_mut().zip(amounts) {
                for lane in 0..LANES {
                    level[lane] += speed[lane] * (elasticity[lane] * amounts[lane] - level[lane]);
                }
                *filtered = level;
            }
            layout.sum_spans(amounts, sums);
            store(rows, lane, (layout.amount(0, cause)..).step_by(layout.causes), sums);
            layout.sum_spans(filtered, sums);
            store(rows, lane, (layout.filtered(0, cause)..).step_by(layout.causes), sums);
        }
        totals.clear();
        totals.resize(3 * months, [0.0; LANES]);
        let (volumes, others) = totals.split_at_mut(months);
        let (incomes, rates) = others.split_at_mut(months);
        let by_line = [
            (&course.volume_change, volumes, layout.volume(0, 0), None),
            (&course.income_change, incomes, layout.income(0, 0), None),
            (&course.tariff_rate, rates, layout.rate(0, 0), Some(&self.exports)),
        ];
        for (which, (series, totals, first_row, weights)) in by_line.into_iter().enumerate() {
            for (line, series) in series.chunks_exact(months).enumerate() {
                layout.sum_spans(series, sums);
                store(rows, lane, (first_row + line..).step_by(layout.lines), sums);
                let weight = weights.map_or(1.0, |weights| weights[line]);
                for (total, lanes) in totals.iter_mut().zip(series) {
                    (0..LANES).for_each(|lane| total[lane] = weight.mul_add(lanes[lane], total[lane]));
                }
            }
            layout.sum_spans(totals, sums);
            store(rows, lane, layout.total_at(which, 0).., sums);
            for (position, span) in layout.months.iter().enumerate() {
                let row = &mut rows[layout.total_at(which, layout.long.len() + position)];
                row[lane..lane + LANES].copy_from_slice(&totals[span.first]);
            }
        }
    }

    /// Completes a block of so many draws: household spending, jobs by cause. Says which draws cannot be used because
    /// an amount is not finite or beyond `1e200`.
    pub fn finish(&self, block: &mut Block, lanes: usize) -> Vec<bool> {
        let layout = &self.layout;
        let mut unusable = [false; BLOCK];
        at_vector_width!({
            self.spend(block);
            self.attribute_jobs(block);
            for row in &block.rows {
                for (bad, value) in unusable.iter_mut().zip(row) {
                    // A value that is not a number is not below either.
                    let fine = value.abs() <= LARGEST;
                    *bad |= !fine;
                }
            }
            for (line, base) in self.model.trade.lines.iter().map(|line| line.exports).enumerate() {
                for (span, long) in layout.long.iter().enumerate().filter(|_| base > 0.0) {
                    let lost = -base / 12.0 * long.months as f64;
                    let volumes = &block.rows[layout.volume(span, line)];
                    // Without any exports left there is no price.
                    unusable.iter_mut().zip(volumes).for_each(|(bad, volume)| *bad |= *volume <= lost);
                }
            }
        });
        unusable[..lanes].to_vec()
    }

    /// Household spending by long span.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn spend(&self, block: &mut Block) {
        let layout = &self.layout;
        for filtered in [false, true] {
            for span in 0..layout.long.len() {
                let mut spending = [0.0; BLOCK];
                for (cause, income) in self.cause_income.iter().enumerate() {
                    let row =
                        if filtered { layout.filtered(span, cause) } else { layout.amount(span, cause) };
                    spending.iter_mut().zip(&block.rows[row]).for_each(|(sum, x)| *sum += income * x);
                }
                let (scale, per_income) =
                    (&block.rows[layout.household()], &block.rows[layout.household() + 1]);
                for ((sum, scale), per_income) in spending.iter_mut().zip(scale).zip(per_income) {
                    *sum *= scale * per_income;
                }
                block.rows[layout.spending(span, filtered)] = spending;
            }
        }
    }

    /// Persons at annual rate whose work one unit of each cause is, suppliers and consumption included.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn attribute_jobs(&self, block: &mut Block) {
        let layout = &self.layout;
        let mut per_spending = [self.jobs.household; BLOCK];
        for (position, weights) in self.sampled_jobs.iter().enumerate() {
            let intensity = &block.rows[layout.intensity(position)];
            per_spending.iter_mut().zip(intensity).for_each(|(sum, n)| *sum += n * weights.household);
        }
        let (scale, per_income) = (&block.rows[layout.household()], &block.rows[layout.household() + 1]);
        for ((jobs, scale), per_income) in per_spending.iter_mut().zip(scale).zip(per_income) {
            *jobs *= scale * per_income;
        }
        for (cause, income) in self.cause_income.iter().enumerate() {
            let mut jobs = [self.jobs.causes[cause]; BLOCK];
            for (position, weights) in self.sampled_jobs.iter().enumerate() {
                let intensity = &block.rows[layout.intensity(position)];
                jobs.iter_mut().zip(intensity).for_each(|(sum, n)| *sum += n * weights.causes[cause]);
            }
            jobs.iter_mut().zip(&per_spending).for_each(|(sum, per)| *sum += income * per);
            block.rows[layout.jobs(cause)] = jobs.map(|jobs| 12.0 * jobs);
        }
    }
}

impl Layout {
    /// Sums a monthly series over every long span.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn sum_spans(&self, series: &[Lanes], sums: &mut [Lanes]) {
        for (position, rule) in self.long_sums.iter().enumerate() {
            let mut sum = [0.0; LANES];
            let mut add = |lanes: &Lanes| (0..LANES).for_each(|lane| sum[lane] += lanes[lane]);
            match rule {
                SpanSum::Months(range) => series[range.clone()].iter().for_each(add),
                SpanSum::Spans(parts) => parts.iter().for_each(|part| add(&sums[*part])),
            }
            sums[position] = sum;
        }
    }
}

/// Writes the sums of a series into rows, span by span.
#[allow(clippy::inline_always)]
#[inline(always)]
fn store(rows: &mut [Row], lane: usize, positions: impl Iterator<Item = usize>, sums: &[Lanes]) {
    for (position, sum) in positions.zip(sums) {
        rows[position][lane..lane + LANES].copy_from_slice(sum);
    }
}
