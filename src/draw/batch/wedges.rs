//! Stretches → wedges: home's by month, and what rivals add to the import price index.
//!
//! Between two changes of a source's rates nothing of this changes, so it is computed once for each epoch of a source,
//! for all lines side by side.

// The passes below run at vector width only where they are inlined into the dispatched function.
#![allow(clippy::inline_always)]

use super::changes::{ChangePlan, Changes};
use super::{LANES, Lanes, groups, power};
use crate::draw::inputs::InputValues;
use crate::draw::prices::is_wedge;
use crate::draw::series;
use crate::ids::InputId;
use crate::model::Model;
use crate::model::tariffs::Mode;
use crate::wide::at_vector_width;

/// Numbers by line.
type Lines = Vec<Lanes>;

/// What no draw changes.
pub(super) struct WedgePlan {
    months: usize,
    groups: usize,
    /// `c`: by programme and group of lines.
    coverage: Vec<Lines>,
    /// By source and group of lines: MFN rates and shares `θ`.
    mfn: Vec<Lines>,
    shares: Vec<Lines>,
    /// By line.
    rival_absorption: Vec<InputId>,
    substitution: Vec<InputId>,
}

/// Wedges of a draw.
#[derive(Default)]
pub(super) struct Wedges {
    /// Home's rate (months × lines).
    pub rate: Lines,
    /// `ln τ` of home (months × lines).
    pub log_wedge: Lines,
    /// `Σ θ_s (P_s^(1−σ) − 1)` over rivals (months × lines).
    pub rivals: Lines,
    /// By line: the first month with a wedge on home.
    pub first: Lines,
    /// By source: its epochs.
    epochs: Vec<Epochs>,
    /// Wedges by source, epoch and line, then their logarithms and powers; home first.
    terms: Lines,
    home_rates: Lines,
    /// By line: `(1−a_rival)(1−σ)`.
    exponents: Lines,
}

/// The epochs of a source: months between two changes of any of its rates.
#[derive(Default)]
struct Epochs {
    /// Epoch of every month.
    of_month: Vec<usize>,
    count: usize,
    /// Position of the first epoch among the terms of all sources, in groups of lines.
    start: usize,
}

impl WedgePlan {
    pub fn new(model: &Model) -> Self {
        let lines = &model.trade.lines;
        let by_line = |number: &dyn Fn(usize) -> f64| -> Lines {
            let mut padded = vec![[0.0; LANES]; groups(lines.len())];
            let lanes = padded.as_flattened_mut().iter_mut().take(lines.len()).enumerate();
            lanes.for_each(|(line, lane)| *lane = number(line));
            padded
        };
        let coverage = |programme: usize| {
            by_line(&|line| {
                let own = lines[line].coverage.iter().filter(|(known, _)| known.0 == programme);
                own.map(|(_, share)| share).sum()
            })
        };
        let sources = 0..model.trade.sources.len();
        Self {
            months: model.calendar.months(),
            groups: groups(lines.len()),
            coverage: (0..model.tariffs.programmes.len()).map(coverage).collect(),
            mfn: sources.clone().map(|source| by_line(&|line| lines[line].mfn[source])).collect(),
            shares: sources.map(|source| by_line(&|line| lines[line].import_shares[source])).collect(),
            rival_absorption: model.parameters.lines.iter().map(|line| line.rival_absorption).collect(),
            substitution: model.parameters.lines.iter().map(|line| line.substitution).collect(),
        }
    }

    /// Computes the wedges of a draw.
    pub fn compute(&self, plan: &ChangePlan, changes: &Changes, values: &InputValues, wedges: &mut Wedges) {
        wedges.epochs.resize_with(plan.sources, Epochs::default);
        let mut start = 0;
        for (source, epochs) in wedges.epochs.iter_mut().enumerate() {
            epochs.find(self.months, changes.paths.iter().skip(source).step_by(plan.sources));
            epochs.start = start;
            start += epochs.count * self.groups;
        }
        wedges.terms.resize(start, [0.0; LANES]);
        at_vector_width!({
            for source in 0..plan.sources {
                self.add_programmes(source, plan, changes, wedges);
                self.divide_by_baseline(source, plan, values, wedges);
            }
        });
        self.find_first(wedges);
        series::ln(wedges.terms.as_flattened_mut());
        self.find_exponents(values, wedges);
        at_vector_width!(self.multiply_rivals(wedges));
        let rivals = wedges.epochs.get(1).map_or(start, |epochs| epochs.start);
        series::exp_m1(wedges.terms[rivals..].as_flattened_mut());
        for series in [&mut wedges.rate, &mut wedges.log_wedge, &mut wedges.rivals] {
            series.resize(self.months * self.groups, [0.0; LANES]);
        }
        at_vector_width!(self.spread(wedges));
    }

    /// Rates of a source: `MFN + Σ_p c_p (total_p(MFN, r_p) − MFN)`, epoch by epoch.
    #[inline(always)]
    fn add_programmes(&self, source: usize, plan: &ChangePlan, changes: &Changes, wedges: &mut Wedges) {
        let epochs = &wedges.epochs[source];
        let rates = &mut wedges.terms[epochs.start..][..epochs.count * self.groups];
        for of_epoch in rates.chunks_exact_mut(self.groups) {
            of_epoch.copy_from_slice(&self.mfn[source]);
        }
        for (programme, coverage) in self.coverage.iter().enumerate() {
            for stretch in &changes.paths[programme * plan.sources + source] {
                let first = epochs.of_month[stretch.first];
                let end = epochs.of_month.get(stretch.end).copied().unwrap_or(epochs.count);
                for of_epoch in rates[first * self.groups..end * self.groups].chunks_exact_mut(self.groups) {
                    for ((rates, coverage), mfn) in of_epoch.iter_mut().zip(coverage).zip(&self.mfn[source]) {
                        for lane in 0..LANES {
                            let above = above(stretch.mode, stretch.rate, mfn[lane]);
                            rates[lane] += coverage[lane] * stretch.share * above;
                        }
                    }
                }
            }
        }
    }

    /// From rates to wedges `τ = (1 + rate)/(1 + baseline)`, the baseline with programmes at their initial rates.
    #[inline(always)]
    fn divide_by_baseline(
        &self,
        source: usize,
        plan: &ChangePlan,
        values: &InputValues,
        wedges: &mut Wedges,
    ) {
        let epochs = &wedges.epochs[source];
        let rates = &mut wedges.terms[epochs.start..][..epochs.count * self.groups];
        if source == 0 {
            wedges.home_rates.clear();
            wedges.home_rates.extend_from_slice(rates);
        }
        for group in 0..self.groups {
            let mfn = &self.mfn[source][group];
            let mut baseline = *mfn;
            for (coverage, initial) in self.coverage.iter().zip(&plan.initial) {
                let Some((mode, rate)) = *initial else { continue };
                let rate = values.get(rate);
                for lane in 0..LANES {
                    baseline[lane] += coverage[group][lane] * above(mode, rate, mfn[lane]);
                }
            }
            for rates in rates[group..].iter_mut().step_by(self.groups) {
                for lane in 0..LANES {
                    rates[lane] = (1.0 + rates[lane]) / (1.0 + baseline[lane]);
                }
            }
        }
    }

    /// The first month with a wedge on home, line by line.
    fn find_first(&self, wedges: &mut Wedges) {
        wedges.first.clear();
        wedges.first.resize(self.groups, [self.months as f64; LANES]);
        let epochs = &wedges.epochs[0];
        let mut open = self.groups * LANES;
        for (month, epoch) in epochs.of_month.iter().enumerate() {
            if open == 0 {
                break;
            }
            if month > 0 && epochs.of_month[month - 1] == *epoch {
                continue;
            }
            let wedges_now = wedges.terms[epoch * self.groups..][..self.groups].as_flattened();
            for (first, wedge) in wedges.first.as_flattened_mut().iter_mut().zip(wedges_now) {
                if *first == self.months as f64 && is_wedge(*wedge) {
                    *first = month as f64;
                    open -= 1;
                }
            }
        }
    }

    /// `(1−a_rival)(1−σ)` by line; what stands in unused lanes only has to be finite.
    fn find_exponents(&self, values: &InputValues, wedges: &mut Wedges) {
        wedges.exponents.resize(self.groups, [0.0; LANES]);
        let lanes = wedges.exponents.as_flattened_mut().iter_mut();
        let inputs = self.substitution.iter().zip(&self.rival_absorption);
        for (exponent, (substitution, absorption)) in lanes.zip(inputs) {
            *exponent = power(values.get(*substitution)) * (1.0 - values.get(*absorption));
        }
    }

    #[inline(always)]
    fn multiply_rivals(&self, wedges: &mut Wedges) {
        let rivals = wedges.epochs.get(1).map_or(wedges.terms.len(), |epochs| epochs.start);
        for of_epoch in wedges.terms[rivals..].chunks_exact_mut(self.groups) {
            for (logs, exponents) in of_epoch.iter_mut().zip(&wedges.exponents) {
                (0..LANES).for_each(|lane| logs[lane] *= exponents[lane]);
            }
        }
    }

    /// Spreads values by epoch over the months.
    #[inline(always)]
    fn spread(&self, wedges: &mut Wedges) {
        let Wedges { rate, log_wedge, rivals, epochs, terms, home_rates, .. } = wedges;
        for month in 0..self.months {
            let home = epochs[0].of_month[month] * self.groups;
            for group in 0..self.groups {
                let at = month * self.groups + group;
                rate[at] = home_rates[home + group];
                log_wedge[at] = terms[home + group];
                let mut sum = [0.0; LANES];
                for (epochs, shares) in epochs.iter().zip(&self.shares).skip(1) {
                    let term = &terms[epochs.start + epochs.of_month[month] * self.groups + group];
                    for lane in 0..LANES {
                        sum[lane] = shares[group][lane].mul_add(term[lane], sum[lane]);
                    }
                }
                rivals[at] = sum;
            }
        }
    }
}

/// What a programme adds to the MFN rate on covered goods.
#[inline(always)]
fn above(mode: Mode, rate: f64, mfn: f64) -> f64 {
    match mode {
        Mode::Additional => rate,
        Mode::AllIn => {
            let above = rate - mfn;
            if above > 0.0 { above } else { 0.0 }
        }
    }
}

impl Epochs {
    /// Starts an epoch in every month in which any programme's rate changes.
    fn find<'s>(&mut self, months: usize, paths: impl Iterator<Item = &'s Vec<super::changes::Stretch>>) {
        self.of_month.clear();
        self.of_month.resize(months + 1, 0);
        for stretch in paths.flatten() {
            self.of_month[stretch.first] = 1;
            self.of_month[stretch.end] = 1;
        }
        let mut epoch = 0;
        for starts in &mut self.of_month[1..months] {
            epoch += *starts;
            *starts = epoch;
        }
        self.of_month[0] = 0;
        self.of_month.truncate(months);
        self.count = epoch + 1;
    }
}
