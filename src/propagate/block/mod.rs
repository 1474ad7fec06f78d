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

/// Draws in a block.
pub const BLOCK: usize = 128;

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
    exports: Vec<Lanes>,
}

/// The rows of one block.
pub struct Block {
    rows: Vec<Row>,
    /// Some draws, one after another, before they are turned into columns.
    staging: Vec<Vec<f64>>,
    /// Sums of one group over the long spans.
    sums: Vec<Lanes>,
    filtered: Vec<Lanes>,
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
        let mut exports = vec![[0.0; LANES]; layout.line_groups];
        let lines = model.trade.lines.iter();
        exports.as_flattened_mut().iter_mut().zip(lines).for_each(|(lane, line)| *lane = line.exports);
        Self {
            model,
            cause_income: propagation.cause_income.iter().copied().collect(),
            jobs: total(&fixed_jobs),
            sampled_jobs: sampled_sectors
                .map(|s| total(&|sector| f64::from(u8::from(sector == s))))
                .collect(),
            exports,
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
            staging: vec![vec![0.0; self.layout.filled()]; LANES],
            sums: vec![[0.0; LANES]; self.layout.long.len()],
            filtered: Vec::new(),
        }
    }

    /// Puts a draw into a lane of the block; lanes are filled in order.
    pub fn fill(
        &self,
        block: &mut Block,
        lane: usize,
        course: &Course,
        values: &InputValues,
        propagation: &Propagation,
    ) {
        let parameters = &self.model.parameters;
        let place = lane % LANES;
        let speed = values.get(parameters.employment_speed);
        let elasticity = values.get(parameters.employment_elasticity);
        at_vector_width!(self.sum(block, place, course, speed, elasticity));
        let draw = &mut block.staging[place];
        let (scale, spending) = propagation.spending_per_income(values);
        let household = self.layout.household();
        draw[household] = scale;
        draw[household + 1] = spending;
        for (position, (sector, input)) in parameters.employment.iter().enumerate() {
            let output = self.model.economy.accounts.output[sector.0];
            draw[self.layout.intensity(position)] =
                if output > 0.0 { values.get(*input) / output } else { 0.0 };
        }
        for (quarter, (_, input)) in parameters.growth.baseline.iter().enumerate() {
            draw[self.layout.growth(quarter)] = values.get(*input);
        }
        if place == LANES - 1 {
            block.turn(lane + 1 - LANES);
        }
    }

    /// Sums a draw's series over the spans, into its place of the staging.
    // Inlined, so that it runs at vector width.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn sum(&self, block: &mut Block, place: usize, course: &Course, speed: f64, elasticity: f64) {
        let layout = &self.layout;
        let Block { staging, sums, filtered, .. } = block;
        let draw = &mut staging[place];
        let causes = layout.cause_groups;
        let months = course.amounts.len() / causes;
        filtered.resize(course.amounts.len(), [0.0; LANES]);
        for group in 0..causes {
            let mut level = [0.0; LANES];
            for month in 0..months {
                let amounts = &course.amounts[month * causes + group];
                for lane in 0..LANES {
                    level[lane] += speed * (elasticity * amounts[lane] - level[lane]);
                }
                filtered[month * causes + group] = level;
            }
            layout.sum_spans(&course.amounts, causes, group, sums);
            store(draw, layout.amount(0, group * LANES), causes * LANES, sums);
            layout.sum_spans(filtered, causes, group, sums);
            store(draw, layout.filtered(0, group * LANES), causes * LANES, sums);
        }
        let lines = layout.line_groups;
        for group in 0..lines {
            layout.sum_spans(&course.volume_change, lines, group, sums);
            store(draw, layout.volume(0, group * LANES), lines * LANES, sums);
            layout.sum_spans(&course.income_change, lines, group, sums);
            store(draw, layout.income(0, group * LANES), lines * LANES, sums);
            layout.sum_spans(&course.tariff_rate, lines, group, sums);
            store(draw, layout.rate(0, group * LANES), lines * LANES, sums);
        }
        self.sum_totals(draw, course);
    }

    /// All lines together, by long span and by month.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn sum_totals(&self, draw: &mut [f64], course: &Course) {
        let layout = &self.layout;
        let lines = layout.line_groups;
        for span in 0..layout.long.len() {
            let of = |row: usize| draw[row..row + lines * LANES].as_chunks::<LANES>().0;
            let values = [
                add_up(of(layout.volume(span, 0))),
                add_up(of(layout.income(span, 0))),
                add_up_weighted(of(layout.rate(span, 0)), &self.exports),
            ];
            for (which, value) in values.into_iter().enumerate() {
                draw[layout.total_at(which, span)] = value;
            }
        }
        for (position, span) in layout.months.iter().enumerate() {
            let lines = span.first * lines..(span.first + 1) * lines;
            let values = [
                add_up(&course.volume_change[lines.clone()]),
                add_up(&course.income_change[lines.clone()]),
                add_up_weighted(&course.tariff_rate[lines], &self.exports),
            ];
            for (which, value) in values.into_iter().enumerate() {
                draw[layout.total_at(which, layout.long.len() + position)] = value;
            }
        }
    }

    /// Completes a block of so many draws: household spending, jobs by cause. Says which draws cannot be used because
    /// an amount is not finite or beyond `1e200`.
    pub fn finish(&self, block: &mut Block, lanes: usize) -> Vec<bool> {
        if !lanes.is_multiple_of(LANES) {
            block.turn(lanes / LANES * LANES);
        }
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
    /// Sums a group of a monthly series over every long span.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn sum_spans(&self, series: &[Lanes], groups: usize, group: usize, sums: &mut [Lanes]) {
        for (position, rule) in self.long_sums.iter().enumerate() {
            let mut sum = [0.0; LANES];
            let mut add = |lanes: &Lanes| (0..LANES).for_each(|lane| sum[lane] += lanes[lane]);
            match rule {
                SpanSum::Months(range) => {
                    range.clone().for_each(|month| add(&series[month * groups + group]));
                }
                SpanSum::Spans(parts) => parts.iter().for_each(|part| add(&sums[*part])),
            }
            sums[position] = sum;
        }
    }
}

/// Sum over all lanes.
#[allow(clippy::inline_always)]
#[inline(always)]
fn add_up(groups: &[Lanes]) -> f64 {
    let mut sum = [0.0; LANES];
    groups.iter().for_each(|lanes| (0..LANES).for_each(|lane| sum[lane] += lanes[lane]));
    let [a, b, c, d, e, f, g, h] = sum;
    ((a + e) + (b + f)) + ((c + g) + (d + h))
}

/// Weighted sum over all lanes.
#[allow(clippy::inline_always)]
#[inline(always)]
fn add_up_weighted(groups: &[Lanes], weights: &[Lanes]) -> f64 {
    let mut sum = [0.0; LANES];
    for (lanes, weights) in groups.iter().zip(weights) {
        (0..LANES).for_each(|lane| sum[lane] += weights[lane] * lanes[lane]);
    }
    add_up(&[sum])
}

/// Writes the sums of one group, span by span, a stride apart.
#[allow(clippy::inline_always)]
#[inline(always)]
fn store(draw: &mut [f64], first: usize, stride: usize, sums: &[Lanes]) {
    for (span, sum) in sums.iter().enumerate() {
        draw[first + span * stride..][..LANES].copy_from_slice(sum);
    }
}

impl Block {
    /// Turns the staged draws into columns, from a lane on.
    fn turn(&mut self, lane: usize) {
        let Self { rows, staging, .. } = self;
        for (position, row) in rows.iter_mut().enumerate().take(staging[0].len()) {
            for (value, draw) in row[lane..lane + LANES].iter_mut().zip(&*staging) {
                *value = draw[position];
            }
        }
    }
}
