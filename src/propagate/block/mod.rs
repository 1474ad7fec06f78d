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
//! for every sector, so it applies to the amounts as well. Arrays hold one number for every draw of the block, draws
//! side by side.

mod recipe;

use recipe::{Recipe, Recipes, Weights, weigh};

use pulp::Arch;

use super::Propagation;
use super::metrics::{Cell, Channel, GrowthPath, Metric, Metrics};
use crate::draw::Draw;
use crate::model::Model;
use crate::model::calendar::{Period, Span};

/// What a block needs and no draw changes.
pub struct BlockPlan<'m> {
    model: &'m Model,
    recipes: Vec<Recipe>,
    spans: Vec<Span>,
    /// Spans of more than a month stand first; only these are kept by cause and line.
    long: usize,
    cell_spans: Vec<usize>,
    causes: usize,
    /// `w'L b_c`, at the table's labour share.
    cause_income: Vec<f64>,
    /// `n'L b_c` and `n'L h` without the sampled sectors, then those of each sampled sector.
    jobs: Weights,
    sampled_jobs: Vec<Weights>,
}

/// The arrays of one block (series × spans × draws).
pub struct Block {
    lanes: usize,
    long: usize,
    /// `a_c` by cause and long span, and the same filtered for headcount.
    amounts: Vec<f64>,
    filtered: Vec<f64>,
    /// `s` by long span, and the same filtered for headcount.
    spending: Vec<f64>,
    filtered_spending: Vec<f64>,
    /// `ΔV`, `ΔR` and rate by line and long span.
    volume: Vec<f64>,
    income: Vec<f64>,
    rate: Vec<f64>,
    /// `ΔV`, `ΔR` and export-weighted rate over all lines by any span.
    total_volume: Vec<f64>,
    total_income: Vec<f64>,
    total_rate: Vec<f64>,
    /// By draw: `(scale, spending per income)` and sampled persons per unit of output.
    household: Vec<(f64, f64)>,
    intensity: Vec<Vec<f64>>,
    /// Baseline growth by quarter.
    growth: Vec<Vec<f64>>,
}

impl<'m> BlockPlan<'m> {
    /// Prepares the coefficients of every cell.
    pub fn new(propagation: &Propagation<'m>, metrics: &Metrics<'m>) -> Self {
        let model = propagation.model;
        let mut spans: Vec<Span> = Vec::new();
        for cell in &metrics.cells {
            if !spans.contains(&cell.span) {
                spans.push(cell.span);
            }
        }
        spans.sort_by_key(|span| matches!(span.period, Period::Month(_)));
        let long = spans.iter().filter(|span| !matches!(span.period, Period::Month(_))).count();
        let span_of = |cell: &Cell| spans.iter().position(|span| *span == cell.span).unwrap_or(0);
        let sampled = |sector: usize| model.parameters.employment.iter().any(|(id, _)| id.0 == sector);
        let fixed_jobs = |sector: usize| {
            if sampled(sector) { 0.0 } else { model.economy.employment_intensity[sector] }
        };
        let all = 0..model.economy.sectors();
        let sampled_sectors = model.parameters.employment.iter().map(|(sector, _)| sector.0);
        let total = |weight: &dyn Fn(usize) -> f64| weigh(propagation, all.clone(), weight, Channel::Total);
        let plan = Recipes { model, propagation, metrics };
        Self {
            model,
            recipes: metrics.cells.iter().map(|cell| plan.recipe(cell)).collect(),
            cell_spans: metrics.cells.iter().map(span_of).collect(),
            causes: metrics.causes().len(),
            cause_income: propagation.cause_income.iter().copied().collect(),
            jobs: total(&fixed_jobs),
            sampled_jobs: sampled_sectors
                .map(|s| total(&|sector| f64::from(u8::from(sector == s))))
                .collect(),
            long,
            spans,
        }
    }

    /// Empty arrays for so many draws.
    pub fn block(&self, lanes: usize) -> Block {
        let lines = self.model.trade.lines.len();
        let zeros = |series: usize, spans: usize| vec![0.0; series * spans * lanes];
        Block {
            lanes,
            long: self.long,
            amounts: zeros(self.causes, self.long),
            filtered: zeros(self.causes, self.long),
            spending: zeros(1, self.long),
            filtered_spending: zeros(1, self.long),
            volume: zeros(lines, self.long),
            income: zeros(lines, self.long),
            rate: zeros(lines, self.long),
            total_volume: zeros(1, self.spans.len()),
            total_income: zeros(1, self.spans.len()),
            total_rate: zeros(1, self.spans.len()),
            household: vec![(0.0, 0.0); lanes],
            intensity: vec![vec![0.0; lanes]; self.model.parameters.employment.len()],
            growth: vec![vec![0.0; lanes]; self.model.parameters.growth.baseline.len()],
        }
    }

    /// Puts a draw into a lane of the block.
    pub fn fill(&self, block: &mut Block, lane: usize, draw: &Draw, propagation: &Propagation) {
        let parameters = &self.model.parameters;
        block.household[lane] = propagation.spending_per_income(&draw.inputs);
        for (position, (sector, input)) in parameters.employment.iter().enumerate() {
            let output = self.model.economy.accounts.output[sector.0];
            let persons = draw.inputs.get(*input);
            block.intensity[position][lane] = if output > 0.0 { persons / output } else { 0.0 };
        }
        for (position, (_, input)) in parameters.growth.baseline.iter().enumerate() {
            block.growth[position][lane] = draw.inputs.get(*input);
        }
        let speed = draw.inputs.get(parameters.employment_speed);
        let elasticity = draw.inputs.get(parameters.employment_elasticity);
        let mut filtered = vec![0.0; draw.amounts.nrows()];
        for (cause, amounts) in draw.amounts.column_iter().enumerate() {
            let mut level = 0.0;
            for (out, amount) in filtered.iter_mut().zip(amounts.iter()) {
                level += speed * (elasticity * amount - level);
                *out = level;
            }
            self.sum_spans(amounts.as_slice(), &mut block.amounts, cause, block.lanes, lane);
            self.sum_spans(&filtered, &mut block.filtered, cause, block.lanes, lane);
        }
        let months = draw.amounts.nrows();
        let mut totals = [vec![0.0; months], vec![0.0; months], vec![0.0; months]];
        for (line, path) in draw.lines.iter().enumerate() {
            let rate = &path.tariff_rate.as_slice()[..months];
            self.sum_spans(&path.volume_change, &mut block.volume, line, block.lanes, lane);
            self.sum_spans(&path.income_change, &mut block.income, line, block.lanes, lane);
            self.sum_spans(rate, &mut block.rate, line, block.lanes, lane);
            let weight = self.model.trade.lines[line].exports;
            for t in 0..months {
                totals[0][t] += path.volume_change[t];
                totals[1][t] += path.income_change[t];
                totals[2][t] += weight * rate[t];
            }
        }
        for (position, span) in self.spans.iter().enumerate() {
            let sum = |series: &[f64]| series[span.range()].iter().sum::<f64>();
            let at = position * block.lanes + lane;
            block.total_volume[at] = sum(&totals[0]);
            block.total_income[at] = sum(&totals[1]);
            block.total_rate[at] = sum(&totals[2]);
        }
    }

    /// Sums of a monthly series over every long span, into one lane.
    fn sum_spans(&self, series: &[f64], into: &mut [f64], position: usize, lanes: usize, lane: usize) {
        for (span, at) in self.spans[..self.long].iter().zip(position * self.long..) {
            into[at * lanes + lane] = series[span.range()].iter().sum();
        }
    }

    /// Evaluates every cell that is not a multiple of another, one row of draws after another.
    pub fn evaluate(&self, block: &mut Block, metrics: &Metrics, into: &mut [f64]) {
        self.spend(block);
        let growth = self.growth_paths(block, metrics);
        let rows = into.chunks_mut(block.lanes.max(1));
        let own = (0..self.recipes.len()).filter(|cell| !matches!(self.recipes[*cell], Recipe::Multiple));
        for (row, cell) in rows.zip(own) {
            let span = self.cell_spans[cell];
            match &self.recipes[cell] {
                Recipe::Output { weights, sampled, scale, filtered } => {
                    block.weighted(weights, span, *filtered, row);
                    for (position, weights) in sampled {
                        let mut output = vec![0.0; row.len()];
                        block.weighted(weights, span, *filtered, &mut output);
                        let intensity = &block.intensity[*position];
                        row.iter_mut().zip(&output).zip(intensity).for_each(|((r, o), n)| *r += n * o);
                    }
                    row.iter_mut().for_each(|value| *value *= scale);
                }
                Recipe::Income { weights, scale } => {
                    block.weighted(weights, span, false, row);
                    let income = block.totals(&block.total_income, span);
                    row.iter_mut().zip(income).for_each(|(value, income)| *value = (*value + income) * scale);
                }
                Recipe::Exports { lines, base } => {
                    block.exports(metrics.cells[cell].metric, lines, span, *base, row);
                }
                Recipe::Tariff { lines } => block.tariff(lines, span, row),
                Recipe::Attributed { causes, scale } => self.attributed(block, causes, *scale, span, row),
                Recipe::Growth => {
                    for (lane, value) in row.iter_mut().enumerate() {
                        *value = metrics.growth_value(&metrics.cells[cell], &growth[lane]);
                    }
                }
                Recipe::Multiple => {}
            }
        }
    }

    /// Household spending of every draw and span.
    fn spend(&self, block: &mut Block) {
        let lanes = block.lanes;
        let pairs = [(&block.amounts, &mut block.spending), (&block.filtered, &mut block.filtered_spending)];
        for (amounts, spending) in pairs {
            spending.fill(0.0);
            for (cause, income) in self.cause_income.iter().enumerate() {
                let of_cause = &amounts[cause * self.long * lanes..(cause + 1) * self.long * lanes];
                spending.iter_mut().zip(of_cause).for_each(|(sum, amount)| *sum += income * amount);
            }
            for of_span in spending.chunks_mut(lanes.max(1)) {
                for (sum, (scale, spending)) in of_span.iter_mut().zip(&block.household) {
                    *sum *= scale * spending;
                }
            }
        }
    }

    fn attributed(&self, block: &Block, causes: &[usize], scale: f64, span: usize, row: &mut [f64]) {
        row.fill(0.0);
        for cause in causes {
            let amounts = block.series(&block.amounts, *cause, span);
            for (lane, (sum, amount)) in row.iter_mut().zip(amounts).enumerate() {
                let (wage_scale, spending) = block.household[lane];
                let mut direct = self.jobs.causes[*cause];
                let mut household = self.jobs.household;
                for (weights, intensity) in self.sampled_jobs.iter().zip(&block.intensity) {
                    direct += intensity[lane] * weights.causes[*cause];
                    household += intensity[lane] * weights.household;
                }
                let induced = self.cause_income[*cause] * wage_scale * spending * household;
                *sum += scale * (direct + induced) * amount;
            }
        }
    }

    /// Growth of the baseline quarters with and without the tariffs, draw by draw.
    fn growth_paths(&self, block: &Block, metrics: &Metrics) -> Vec<GrowthPath> {
        if self.model.parameters.growth.baseline.is_empty() {
            return Vec::new();
        }
        let quarter =
            |cell: &Cell| cell.metric == Metric::GdpReal && matches!(cell.span.period, Period::Quarter(_));
        let mut effects = Vec::new();
        for (position, cell) in metrics.cells.iter().enumerate().filter(|(_, cell)| quarter(cell)) {
            let mut row = vec![0.0; block.lanes];
            if let Recipe::Output { weights, scale, .. } = &self.recipes[position] {
                block.weighted(weights, self.cell_spans[position], false, &mut row);
                row.iter_mut().for_each(|value| *value *= scale);
            }
            effects.push((cell.span.period, row));
        }
        let of_lane = |lane: usize| {
            let effect =
                |period: Period| effects.iter().find(|(p, _)| *p == period).map_or(0.0, |(_, row)| row[lane]);
            let baseline = block.growth.iter().map(|growth| growth[lane]).collect();
            metrics.growth_path(baseline, effect)
        };
        (0..block.lanes).map(of_lane).collect()
    }
}

impl Block {
    /// How many draws it holds.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// One series in one long span, all draws.
    fn series<'a>(&self, of: &'a [f64], position: usize, span: usize) -> &'a [f64] {
        &of[(position * self.long + span) * self.lanes..][..self.lanes]
    }

    /// A total in any span, all draws.
    fn totals<'a>(&self, of: &'a [f64], span: usize) -> &'a [f64] {
        &of[span * self.lanes..][..self.lanes]
    }

    /// `Σ_c weight_c · a_c + weight_h · s` of a long span, all draws.
    fn weighted(&self, weights: &Weights, span: usize, filtered: bool, row: &mut [f64]) {
        let (amounts, spending) = if filtered {
            (&self.filtered, &self.filtered_spending)
        } else {
            (&self.amounts, &self.spending)
        };
        let spent = &spending[span * self.lanes..][..self.lanes];
        // At the machine's vector width; nothing is fused or reordered, so all machines give the same bits.
        Arch::new().dispatch(|| {
            row.iter_mut().zip(spent).for_each(|(sum, spent)| *sum = weights.household * spent);
            for (cause, weight) in weights.causes.iter().enumerate().filter(|(_, weight)| **weight != 0.0) {
                let amounts = self.series(amounts, cause, span);
                row.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += weight * amount);
            }
        });
    }

    fn exports(&self, metric: Metric, lines: &[usize], span: usize, base: f64, row: &mut [f64]) {
        let mut volume = vec![0.0; self.lanes];
        let mut income = vec![0.0; self.lanes];
        let mut add = |more: &[f64], lost: &[f64]| {
            volume.iter_mut().zip(more).for_each(|(sum, x)| *sum += x);
            income.iter_mut().zip(lost).for_each(|(sum, x)| *sum += x);
        };
        if lines.is_empty() {
            add(self.totals(&self.total_volume, span), self.totals(&self.total_income, span));
        }
        for line in lines {
            add(self.series(&self.volume, *line, span), self.series(&self.income, *line, span));
        }
        for ((value, volume), income) in row.iter_mut().zip(volume).zip(income) {
            *value = match metric {
                Metric::ExportVolume => 100.0 * volume / base,
                Metric::ExportPrice => 100.0 * income / (base + volume),
                Metric::ExportValue => 100.0 * (volume + income) / base,
                _ => income,
            };
        }
    }

    fn tariff(&self, lines: &[(usize, f64)], span: usize, row: &mut [f64]) {
        row.fill(0.0);
        for (line, weight) in lines {
            let rates = if *line == usize::MAX {
                self.totals(&self.total_rate, span)
            } else {
                self.series(&self.rate, *line, span)
            };
            row.iter_mut().zip(rates).for_each(|(sum, rate)| *sum += weight * rate);
        }
    }
}
