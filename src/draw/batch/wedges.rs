//! Stretches → wedges: home's by month, and what rivals add to the import price index.
//!
//! Between two changes of a source's rates nothing of this changes, so it is computed once for each epoch of a source,
//! for all lines side by side.

use super::changes::{ChangePlan, Changes};
use super::{LANES, Lanes, power};
use crate::draw::inputs::InputValues;
use crate::draw::prices::NO_WEDGE;
use crate::draw::series;
use crate::ids::InputId;
use crate::model::Model;
use crate::model::tariffs::Mode;
use crate::wide::at_vector_width;

/// Lines side by side, in groups.
pub(super) const GROUP: usize = 8;

/// A number for each line of a group.
pub(super) type Group = [f64; GROUP];

/// Numbers by line.
type Lines = Vec<Group>;

/// What no draw changes.
pub(super) struct WedgePlan {
    months: usize,
    lines: usize,
    groups: usize,
    /// `c`: by programme and group of lines.
    coverage: Vec<Lines>,
    /// By source and group of lines: MFN rates and shares `θ`.
    mfn: Vec<Lines>,
    shares: Vec<Lines>,
    /// By line.
    rival_absorption: Vec<InputId>,
    substitution: Vec<InputId>,
    /// Whether rivals are followed one by one.
    follows_rivals: bool,
}

/// Room for the wedges of a draw.
#[derive(Default)]
pub(super) struct Wedges {
    /// By source: its epochs.
    epochs: Vec<Epochs>,
    /// Rates by source, epoch and line, then the wedges' logarithms and powers; home first.
    terms: Lines,
    /// The same before powers are taken.
    exponents_of_rivals: Lines,
    /// By source and line: baseline rates, then their logarithms.
    baseline: Lines,
    home_rates: Lines,
    /// By line: `(1−a_rival)(1−σ)`.
    exponents: Lines,
    /// What every draw of the course leads to.
    by_month: [ByMonth; LANES],
    /// By line: the first month with a wedge on home.
    first: Vec<Lanes>,
}

impl Wedges {
    /// The first month with a wedge on home's goods of a line.
    pub fn first(&self, line: usize) -> &Lanes {
        &self.first[line]
    }
}

/// What one draw leads to, by month and line.
#[derive(Default)]
struct ByMonth {
    rates: Lines,
    logs: Lines,
    rivals: Lines,
    /// By rival, where they are followed one by one.
    each: Vec<Lines>,
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
            let mut padded = vec![[0.0; GROUP]; lines.len().div_ceil(GROUP)];
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
            lines: lines.len(),
            groups: lines.len().div_ceil(GROUP),
            coverage: (0..model.tariffs.programmes.len()).map(coverage).collect(),
            mfn: sources.clone().map(|source| by_line(&|line| lines[line].mfn[source])).collect(),
            shares: sources.map(|source| by_line(&|line| lines[line].import_shares[source])).collect(),
            rival_absorption: model.parameters.lines.iter().map(|line| line.rival_absorption).collect(),
            substitution: model.parameters.lines.iter().map(|line| line.substitution).collect(),
            follows_rivals: lines.iter().any(|line| !line.rivals.is_empty()),
        }
    }

    /// Computes the wedges of a draw, for a lane of the course.
    pub fn compute(
        &self,
        plan: &ChangePlan,
        changes: &Changes,
        values: &InputValues,
        lane: usize,
        wedges: &mut Wedges,
    ) {
        wedges.epochs.resize_with(plan.sources, Epochs::default);
        let mut start = 0;
        for (source, epochs) in wedges.epochs.iter_mut().enumerate() {
            epochs.find(self.months, changes.paths.iter().skip(source).step_by(plan.sources));
            epochs.start = start;
            start += epochs.count * self.groups;
        }
        wedges.terms.resize(start, [0.0; GROUP]);
        wedges.baseline.resize(plan.sources * self.groups, [0.0; GROUP]);
        at_vector_width!({
            for source in 0..plan.sources {
                self.add_programmes(source, plan, changes, wedges);
                self.find_baseline(source, plan, values, wedges);
            }
            let home = wedges.epochs[0].count * self.groups;
            wedges.home_rates.clear();
            wedges.home_rates.extend_from_slice(&wedges.terms[..home]);
            wedges.terms.as_flattened_mut().iter_mut().for_each(|rate| *rate += 1.0);
            wedges.baseline.as_flattened_mut().iter_mut().for_each(|rate| *rate += 1.0);
        });
        series::ln(wedges.terms.as_flattened_mut());
        series::ln(wedges.baseline.as_flattened_mut());
        self.find_exponents(values, wedges);
        at_vector_width!(self.subtract_baseline(wedges));
        self.find_first(lane, wedges);
        let rivals = wedges.epochs.get(1).map_or(start, |epochs| epochs.start);
        if self.follows_rivals {
            wedges.exponents_of_rivals.clone_from(&wedges.terms);
        }
        series::exp_m1(wedges.terms[rivals..].as_flattened_mut());
        at_vector_width!(self.spread(lane, wedges));
        if self.follows_rivals {
            at_vector_width!(self.spread_each(lane, wedges));
        }
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
                for (group, (coverage, mfn)) in coverage.iter().zip(&self.mfn[source]).enumerate() {
                    let mut more = [0.0; GROUP];
                    for lane in 0..GROUP {
                        more[lane] =
                            coverage[lane] * stretch.share * above(stretch.mode, stretch.rate, mfn[lane]);
                    }
                    for rates in
                        rates[first * self.groups + group..end * self.groups].iter_mut().step_by(self.groups)
                    {
                        (0..GROUP).for_each(|lane| rates[lane] += more[lane]);
                    }
                }
            }
        }
    }

    /// The baseline rates of a source, with programmes at their initial rates.
    #[inline(always)]
    fn find_baseline(&self, source: usize, plan: &ChangePlan, values: &InputValues, wedges: &mut Wedges) {
        for (group, mfn) in self.mfn[source].iter().enumerate() {
            let mut baseline = *mfn;
            for (coverage, initial) in self.coverage.iter().zip(&plan.initial) {
                let Some((mode, rate)) = *initial else { continue };
                let rate = values.get(rate);
                for lane in 0..GROUP {
                    baseline[lane] += coverage[group][lane] * above(mode, rate, mfn[lane]);
                }
            }
            wedges.baseline[source * self.groups + group] = baseline;
        }
    }

    /// From `ln(1 + rate)` to `ln τ = ln(1 + rate) − ln(1 + baseline)`, which is exactly zero where the rates are the same;
    /// for rivals times `(1−a_rival)(1−σ)`.
    #[inline(always)]
    fn subtract_baseline(&self, wedges: &mut Wedges) {
        let Wedges { epochs, terms, baseline, exponents, .. } = wedges;
        for (source, epochs) in epochs.iter().enumerate() {
            let baseline = &baseline[source * self.groups..][..self.groups];
            let own = &mut terms[epochs.start..][..epochs.count * self.groups];
            for of_epoch in own.chunks_exact_mut(self.groups) {
                for ((logs, baseline), exponents) in of_epoch.iter_mut().zip(baseline).zip(&*exponents) {
                    for lane in 0..GROUP {
                        let log = logs[lane] - baseline[lane];
                        logs[lane] = if source == 0 { log } else { log * exponents[lane] };
                    }
                }
            }
        }
    }

    /// The first month with a wedge on home, line by line.
    fn find_first(&self, lane: usize, wedges: &mut Wedges) {
        let Wedges { epochs, terms, first, .. } = wedges;
        first.resize(self.lines, [0.0; LANES]);
        let of_month = &epochs[0].of_month;
        for (line, first) in first.iter_mut().enumerate() {
            let of_line = terms.as_flattened()[line..].iter().step_by(self.groups * GROUP);
            let epoch = of_line.take(epochs[0].count).position(|log| log.abs() > NO_WEDGE);
            let month = epoch.and_then(|epoch| of_month.iter().position(|known| *known == epoch));
            first[lane] = month.unwrap_or(self.months) as f64;
        }
    }

    /// `(1−a_rival)(1−σ)` by line; what stands in unused lanes only has to be finite.
    fn find_exponents(&self, values: &InputValues, wedges: &mut Wedges) {
        wedges.exponents.resize(self.groups, [0.0; GROUP]);
        let lanes = wedges.exponents.as_flattened_mut().iter_mut();
        let inputs = self.substitution.iter().zip(&self.rival_absorption);
        for (exponent, (substitution, absorption)) in lanes.zip(inputs) {
            *exponent = power(values.get(*substitution)) * (1.0 - values.get(*absorption));
        }
    }

    /// Spreads values by epoch over the months of a draw.
    #[inline(always)]
    fn spread(&self, lane: usize, wedges: &mut Wedges) {
        let Wedges { epochs, terms, home_rates, by_month, .. } = wedges;
        let ByMonth { rates, logs, rivals, .. } = &mut by_month[lane];
        for lines in [&mut *rates, &mut *logs, &mut *rivals] {
            lines.resize(self.months * self.groups, [0.0; GROUP]);
        }
        for month in 0..self.months {
            let home = epochs[0].of_month[month] * self.groups;
            for group in 0..self.groups {
                let at = month * self.groups + group;
                (rates[at], logs[at]) = (home_rates[home + group], terms[home + group]);
                let mut sum = [0.0; GROUP];
                for (epochs, shares) in epochs.iter().zip(&self.shares).skip(1) {
                    let term = &terms[epochs.start + epochs.of_month[month] * self.groups + group];
                    let shares = &shares[group];
                    (0..GROUP).for_each(|line| sum[line] = shares[line].mul_add(term[line], sum[line]));
                }
                rivals[at] = sum;
            }
        }
    }

    /// Spreads the exponents of every rival over the months of a draw.
    #[inline(always)]
    fn spread_each(&self, lane: usize, wedges: &mut Wedges) {
        let Wedges { epochs, exponents_of_rivals, by_month, .. } = wedges;
        let each = &mut by_month[lane].each;
        each.resize_with(epochs.len() - 1, Lines::new);
        for (epochs, lines) in epochs.iter().skip(1).zip(each) {
            lines.clear();
            for month in 0..self.months {
                let first = epochs.start + epochs.of_month[month] * self.groups;
                lines.extend_from_slice(&exponents_of_rivals[first..first + self.groups]);
            }
        }
    }

    /// Turns a group of lines side by side, draw by draw, into draws side by side, line by line.
    pub fn turn(&self, group: usize, wedges: &Wedges, turned: &mut Turned) {
        let by_month = wedges.by_month.each_ref();
        at_vector_width!({
            self.turn_one(group, &by_month.map(|of_draw| &of_draw.rates[..]), &mut turned.rates);
            self.turn_one(group, &by_month.map(|of_draw| &of_draw.logs[..]), &mut turned.logs);
            self.turn_one(group, &by_month.map(|of_draw| &of_draw.rivals[..]), &mut turned.rivals);
        });
        if self.follows_rivals {
            turned.each.resize_with(self.shares.len() - 1, Vec::new);
            for (rival, into) in turned.each.iter_mut().enumerate() {
                let of_rival =
                    by_month.map(|of_draw| of_draw.each.get(rival).map_or(&[][..], |lines| &lines[..]));
                at_vector_width!(self.turn_one(group, &of_rival, into));
            }
        }
    }

    #[inline(always)]
    fn turn_one(&self, group: usize, draws: &[&[Group]; LANES], into: &mut Vec<Lanes>) {
        into.resize(GROUP * self.months, [0.0; LANES]);
        for month in 0..self.months {
            let mut tile = [[0.0; LANES]; GROUP];
            for (lane, lines) in draws.iter().enumerate() {
                let Some(lines) = lines.get(month * self.groups + group) else { continue };
                (0..GROUP).for_each(|line| tile[line][lane] = lines[line]);
            }
            for (line, tile) in tile.iter().enumerate() {
                into[line * self.months + month] = *tile;
            }
        }
    }
}

/// A group of lines, each with eight draws side by side; arrays are lines × months.
#[derive(Default)]
pub(super) struct Turned {
    rates: Vec<Lanes>,
    logs: Vec<Lanes>,
    rivals: Vec<Lanes>,
    each: Vec<Vec<Lanes>>,
}

impl Turned {
    /// `(1−a_rival)(1−σ) ln τ` of a rival, counted from the first after home.
    pub fn of_rival(&self, rival: usize, line: usize, months: usize) -> &[Lanes] {
        &self.each[rival][line * months..][..months]
    }

    /// Rates on home's goods.
    pub fn rates(&self, line: usize, months: usize) -> &[Lanes] {
        &self.rates[line * months..][..months]
    }

    /// `ln τ` of home.
    pub fn logs(&self, line: usize, months: usize) -> &[Lanes] {
        &self.logs[line * months..][..months]
    }

    /// `Σ θ_s (P_s^(1−σ) − 1)` over rivals.
    pub fn rivals(&self, line: usize, months: usize) -> &[Lanes] {
        &self.rivals[line * months..][..months]
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
