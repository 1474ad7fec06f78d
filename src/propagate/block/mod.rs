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
mod sparse;

use layout::{Layout, Row, SpanSum};
use recipe::{Recipe, Recipes, Weights, weigh};
pub use row_group::{RowGroup, RowRoom};

use super::Propagation;
use super::metrics::{Channel, Metrics};
use crate::draw::InputValues;
use crate::draw::batch::{Followed, LANES, Lanes, LineChanges};
use crate::model::Model;
use crate::wide::at_vector_width;

/// Octets of draws that one thread computes at a time: a round has a power of two of draws, and leaves no block half full.
const OCTETS: usize = 8;
/// Draws that one thread computes at a time.
pub const BLOCK: usize = OCTETS * LANES;

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

/// The rows of a round.
#[derive(Default)]
pub struct Rows {
    /// Octets × rows of each section.
    sections: Vec<Vec<Lanes>>,
    octets: usize,
}

/// Some octets of all rows, and the room to fill them.
pub struct Block<'r> {
    /// Octets × rows of each section.
    sections: Vec<&'r mut [Lanes]>,
    octets: usize,
    /// Sums of one series over the long spans.
    sums: Vec<Lanes>,
    /// One series filtered for headcount.
    filtered: Vec<Lanes>,
    /// `ΔV`, `ΔR` and weighted rates over all lines, by month.
    totals: [Vec<Lanes>; 3],
    /// Speed and size of the response of employment.
    speed: Lanes,
    elasticity: Lanes,
}

impl<'m> BlockPlan<'m> {
    /// Prepares what all cells share.
    pub fn new(propagation: &Propagation<'m>, metrics: &Metrics<'m>) -> Self {
        let model = propagation.model;
        let sampled = |sector: usize| model.parameters.employment.iter().any(|(id, _)| id.0 == sector);
        let fixed_jobs = |sector: usize| {
            if sampled(sector) { 0.0 } else { model.economy.employment_intensity[sector] }
        };
        let all = model.economy.home_sectors();
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

    /// Room for so many draws.
    pub fn make_room(&self, rows: &mut Rows, draws: usize) {
        rows.octets = draws.div_ceil(LANES);
        let sizes = self.layout.sections();
        rows.sections.resize_with(sizes.len(), Vec::new);
        for (section, size) in rows.sections.iter_mut().zip(sizes) {
            section.resize(section.len().max(rows.octets * size), [0.0; LANES]);
        }
    }

    /// Shares rows out into blocks.
    pub fn blocks<'r>(&self, rows: &'r mut Rows) -> Vec<Block<'r>> {
        let octets = rows.octets;
        let sizes = self.layout.sections();
        let block = |number: usize| Block {
            sections: Vec::with_capacity(sizes.len()),
            octets: OCTETS.min(octets - number * OCTETS),
            sums: vec![[0.0; LANES]; self.layout.long.len()],
            filtered: Vec::new(),
            totals: Default::default(),
            speed: [0.0; LANES],
            elasticity: [0.0; LANES],
        };
        let mut blocks: Vec<Block> = (0..octets.div_ceil(OCTETS)).map(block).collect();
        for (section, size) in rows.sections.iter_mut().zip(sizes) {
            let parts = section[..octets * size].chunks_mut((OCTETS * size).max(1));
            // A section without rows has no parts.
            let parts = parts.map(Some).chain(std::iter::repeat_with(|| None));
            blocks
                .iter_mut()
                .zip(parts)
                .for_each(|(block, part)| block.sections.push(part.unwrap_or_default()));
        }
        blocks
    }

    /// Starts on an octet of the block: what follows from the inputs of its draws alone.
    pub fn start(&self, block: &mut Block, octet: usize, values: &[&InputValues], propagation: &Propagation) {
        let parameters = &self.model.parameters;
        let mut of = |row: Row, number: &dyn Fn(&InputValues) -> f64| {
            let lanes = block.sections[row.section][row.at(octet)].iter_mut();
            lanes.zip(values).for_each(|(value, values)| *value = number(values));
        };
        of(self.layout.household(0), &|values| propagation.spending_per_income(values).0);
        of(self.layout.household(1), &|values| propagation.spending_per_income(values).1);
        for (position, (sector, input)) in parameters.employment.iter().enumerate() {
            let output = self.model.economy.accounts.output[sector.0];
            let persons = |values: &InputValues| if output > 0.0 { values.get(*input) / output } else { 0.0 };
            of(self.layout.intensity(position), &persons);
        }
        for (quarter, (_, input)) in parameters.growth.baseline.iter().enumerate() {
            of(self.layout.growth(quarter), &|values| values.get(*input));
        }
        for (lane, values) in values.iter().enumerate() {
            block.speed[lane] = values.get(parameters.employment_speed);
            block.elasticity[lane] = values.get(parameters.employment_elasticity);
        }
        let months = self.model.calendar.months();
        block.filtered.resize(months, [0.0; LANES]);
        for totals in &mut block.totals {
            totals.clear();
            totals.resize(months, [0.0; LANES]);
        }
    }

    /// Sums what a cause does over the spans.
    pub fn add(&self, block: &mut Block, octet: usize, followed: &Followed) {
        at_vector_width!({
            self.add_amounts(block, octet, followed);
            if let Some(line) = &followed.line {
                self.add_line(block, octet, followed.cause, line);
            }
        });
    }

    #[inline(always)]
    fn add_amounts(&self, block: &mut Block, octet: usize, followed: &Followed) {
        let Block { sections, sums, filtered, speed, elasticity, .. } = block;
        let mut level = [0.0; LANES];
        for (filtered, amounts) in filtered.iter_mut().zip(followed.amounts) {
            for lane in 0..LANES {
                level[lane] += speed[lane] * (elasticity[lane] * amounts[lane] - level[lane]);
            }
            *filtered = level;
        }
        for (is_filtered, series) in [(false, followed.amounts), (true, filtered)] {
            self.layout.sum_spans(series, sums);
            for (span, sum) in sums.iter().enumerate() {
                let row = self.layout.amount(span, is_filtered, followed.cause);
                sections[row.section][row.at(octet)] = *sum;
            }
        }
    }

    #[inline(always)]
    fn add_line(&self, block: &mut Block, octet: usize, line: usize, changes: &LineChanges) {
        let Block { sections, sums, totals, .. } = block;
        let by_line = [
            (changes.volume_change, 1.0),
            (changes.income_change, 1.0),
            (changes.tariff_rate, self.exports[line]),
        ];
        for (which, ((series, weight), totals)) in by_line.into_iter().zip(totals).enumerate() {
            self.layout.sum_spans(series, sums);
            for (span, sum) in sums.iter().enumerate() {
                let row = self.layout.line(which, span, line);
                sections[row.section][row.at(octet)] = *sum;
            }
            for (total, lanes) in totals.iter_mut().zip(series) {
                (0..LANES).for_each(|lane| total[lane] = f64::mul_add(weight, lanes[lane], total[lane]));
            }
        }
    }

    /// Completes an octet whose causes have all been added: sums over all lines.
    pub fn end(&self, block: &mut Block, octet: usize) {
        at_vector_width!(self.add_totals(block, octet));
    }

    #[inline(always)]
    fn add_totals(&self, block: &mut Block, octet: usize) {
        let Block { sections, sums, totals, .. } = block;
        let layout = &self.layout;
        let mut put = |row: Row, lanes: Lanes| sections[row.section][row.at(octet)] = lanes;
        for (which, totals) in totals.iter().enumerate() {
            layout.sum_spans(totals, sums);
            for (span, sum) in sums.iter().enumerate() {
                put(layout.total_of_span(which, span), *sum);
            }
            for (position, span) in layout.months.iter().enumerate() {
                put(layout.total_of_month(which, position), totals[span.first]);
            }
        }
    }

    /// Completes a block of so many draws: household spending, jobs by cause. Says which draws cannot be used because
    /// an amount is not finite or beyond `1e200`.
    pub fn finish(&self, block: &mut Block, lanes: usize) -> Vec<bool> {
        let mut unusable = [false; BLOCK];
        at_vector_width!({
            self.spend(block);
            self.attribute_jobs(block);
            self.check(block, &mut unusable);
        });
        unusable[..lanes].to_vec()
    }

    /// Marks draws with an amount that is not finite or too large, and those without any exports of a line left.
    #[inline(always)]
    fn check(&self, block: &Block, unusable: &mut [bool; BLOCK]) {
        let layout = &self.layout;
        let (flags, _) = unusable.as_chunks_mut::<LANES>();
        for (section, size) in block.sections.iter().zip(layout.sections()) {
            for (octet, flags) in section.chunks_exact(size.max(1)).zip(&mut *flags) {
                let mut largest = [0.0_f64; LANES];
                for lanes in octet {
                    for lane in 0..LANES {
                        let size = lanes[lane].abs();
                        // What is not a number is not below either, and stays.
                        largest[lane] = if size <= largest[lane] { largest[lane] } else { size };
                    }
                }
                for (bad, largest) in flags.iter_mut().zip(largest) {
                    let fine = largest <= LARGEST;
                    *bad |= !fine;
                }
            }
        }
        for (line, base) in self.model.trade.lines.iter().map(|line| line.exports).enumerate() {
            for (span, long) in layout.long.iter().enumerate().filter(|_| base > 0.0) {
                let lost = -base / 12.0 * long.months as f64;
                let row = layout.line(0, span, line);
                for (octet, flags) in flags.iter_mut().take(block.octets).enumerate() {
                    // Without any exports left there is no price.
                    let volumes = &block.sections[row.section][row.at(octet)];
                    flags.iter_mut().zip(volumes).for_each(|(bad, volume)| *bad |= *volume <= lost);
                }
            }
        }
    }

    /// Household spending by long span.
    #[inline(always)]
    fn spend(&self, block: &mut Block) {
        let layout = &self.layout;
        for octet in 0..block.octets {
            let per_unit = self.spending_per_income(block, octet);
            for filtered in [false, true] {
                for span in 0..layout.long.len() {
                    let mut spending = [0.0; LANES];
                    for (cause, income) in self.cause_income.iter().enumerate() {
                        let amounts = block.get(layout.amount(span, filtered, cause), octet);
                        (0..LANES)
                            .for_each(|lane| spending[lane] = income.mul_add(amounts[lane], spending[lane]));
                    }
                    (0..LANES).for_each(|lane| spending[lane] *= per_unit[lane]);
                    block.put(layout.spending(span, filtered), octet, spending);
                }
            }
        }
    }

    /// Household spending per unit of labour income at the table's labour share.
    #[inline(always)]
    fn spending_per_income(&self, block: &Block, octet: usize) -> Lanes {
        let mut product = *block.get(self.layout.household(0), octet);
        let per_income = block.get(self.layout.household(1), octet);
        (0..LANES).for_each(|lane| product[lane] *= per_income[lane]);
        product
    }

    /// Persons at annual rate whose work one unit of each cause is, suppliers and consumption included.
    #[inline(always)]
    fn attribute_jobs(&self, block: &mut Block) {
        let layout = &self.layout;
        for octet in 0..block.octets {
            let mut per_income = [self.jobs.household; LANES];
            for (position, weights) in self.sampled_jobs.iter().enumerate() {
                let intensity = block.get(layout.intensity(position), octet);
                (0..LANES).for_each(|lane| per_income[lane] += intensity[lane] * weights.household);
            }
            let spending = self.spending_per_income(block, octet);
            (0..LANES).for_each(|lane| per_income[lane] *= spending[lane]);
            for (cause, income) in self.cause_income.iter().enumerate() {
                let mut jobs = [self.jobs.causes[cause]; LANES];
                for (position, weights) in self.sampled_jobs.iter().enumerate() {
                    let intensity = block.get(layout.intensity(position), octet);
                    (0..LANES).for_each(|lane| jobs[lane] += intensity[lane] * weights.causes[cause]);
                }
                (0..LANES).for_each(|lane| jobs[lane] = 12.0 * (jobs[lane] + income * per_income[lane]));
                block.put(layout.jobs(cause), octet, jobs);
            }
        }
    }
}

impl Rows {
    /// How far the rows of cells are apart: one octet more than they have, because rows a power of two apart would share
    /// few places in the cache.
    fn stride(&self) -> usize {
        (self.octets + 1) * LANES
    }

    #[inline(always)]
    fn get(&self, row: Row, octet: usize) -> &Lanes {
        &self.sections[row.section][row.at(octet)]
    }

    /// The numbers of a row, draw by draw.
    fn row(&self, row: Row) -> impl Iterator<Item = &f64> {
        let octets = self.sections[row.section][row.position..].iter().step_by(row.size);
        octets.take(self.octets).flatten()
    }
}

impl Block<'_> {
    #[inline(always)]
    fn get(&self, row: Row, octet: usize) -> &Lanes {
        &self.sections[row.section][row.at(octet)]
    }

    #[inline(always)]
    fn put(&mut self, row: Row, octet: usize, lanes: Lanes) {
        self.sections[row.section][row.at(octet)] = lanes;
    }
}

impl Layout {
    /// Sums a monthly series over every long span.
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
