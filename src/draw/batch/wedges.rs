//! Stretches → wedges: home's by month, and what rivals add to the import price index.
//!
//! Between changes of the rates nothing of this changes, so it is computed once for each epoch, the months between two
//! changes of any programme that covers the line.

use super::changes::{ChangePlan, Changes};
use super::{LANES, Lanes, groups};
use crate::draw::inputs::InputValues;
use crate::draw::prices::is_wedge;
use crate::draw::series;
use crate::ids::InputId;
use crate::model::Model;

/// Rivals of a line with one class and one MFN rate.
struct Rivals {
    class: usize,
    mfn: f64,
    /// Their share in imports, `Σ θ`.
    share: f64,
}

struct LinePlan {
    coverage: Vec<(usize, f64)>,
    /// Lines covered by the same programmes have the same epochs.
    covered_by: usize,
    home_mfn: f64,
    rivals: Vec<Rivals>,
    rival_absorption: InputId,
    substitution: InputId,
}

/// What no draw changes.
pub(super) struct WedgePlan {
    months: usize,
    groups: usize,
    home_class: usize,
    lines: Vec<LinePlan>,
    /// Programmes by set.
    sets: Vec<Vec<usize>>,
    /// Classes of rivals.
    rival_classes: Vec<usize>,
}

/// Epochs of a set of programmes.
#[derive(Default)]
struct Epochs {
    /// Epoch of every month, and the number of epochs.
    of_month: Vec<usize>,
    count: usize,
}

/// Wedges of a draw; arrays are months × lines.
#[derive(Default)]
pub(super) struct Wedges {
    /// Home's rate.
    pub rate: Vec<Lanes>,
    /// `ln τ` of home.
    pub log_wedge: Vec<Lanes>,
    /// `Σ θ_s (P_s^(1−σ) − 1)` over rivals.
    pub rivals: Vec<Lanes>,
    /// By line: the first month with a wedge on home.
    pub first: Vec<Lanes>,
    home_epochs: Vec<Epochs>,
    rival_epochs: Vec<Epochs>,
    /// Wedges by line, rivals and epoch; then home's by line and epoch.
    all: Vec<f64>,
    home_rates: Vec<f64>,
}

impl WedgePlan {
    pub fn new(model: &Model, changes: &ChangePlan) -> Self {
        let mut sets: Vec<Vec<usize>> = Vec::new();
        let mut lines = Vec::new();
        for (line, parameters) in model.trade.lines.iter().zip(&model.parameters.lines) {
            let coverage: Vec<(usize, f64)> = line.coverage.iter().map(|(p, share)| (p.0, *share)).collect();
            let mut set: Vec<usize> = coverage.iter().map(|(programme, _)| *programme).collect();
            set.sort_unstable();
            let covered_by = sets.iter().position(|known| *known == set).unwrap_or_else(|| {
                sets.push(set);
                sets.len() - 1
            });
            let mut rivals: Vec<Rivals> = Vec::new();
            for source in 1..line.import_shares.len() {
                let (class, mfn, share) =
                    (changes.class_of[source], line.mfn[source], line.import_shares[source]);
                match rivals.iter_mut().find(|known| known.class == class && known.mfn == mfn) {
                    Some(known) => known.share += share,
                    None => rivals.push(Rivals { class, mfn, share }),
                }
            }
            rivals.retain(|rivals| rivals.share != 0.0);
            lines.push(LinePlan {
                coverage,
                covered_by,
                home_mfn: line.mfn[0],
                rivals,
                rival_absorption: parameters.rival_absorption,
                substitution: parameters.substitution,
            });
        }
        let mut rival_classes = changes.class_of[1..].to_vec();
        rival_classes.sort_unstable();
        rival_classes.dedup();
        Self {
            months: model.calendar.months(),
            groups: groups(lines.len()),
            home_class: changes.class_of[0],
            lines,
            sets,
            rival_classes,
        }
    }

    /// Computes the wedges of a draw.
    pub fn compute(&self, plan: &ChangePlan, changes: &Changes, values: &InputValues, wedges: &mut Wedges) {
        let classes = plan.classes;
        wedges.home_epochs.resize_with(self.sets.len(), Epochs::default);
        wedges.rival_epochs.resize_with(self.sets.len(), Epochs::default);
        for (position, set) in self.sets.iter().enumerate() {
            let home = std::slice::from_ref(&self.home_class);
            wedges.home_epochs[position].find(self.months, set, home, classes, changes);
            wedges.rival_epochs[position].find(self.months, set, &self.rival_classes, classes, changes);
        }
        wedges.all.clear();
        for line in &self.lines {
            let epochs = &wedges.rival_epochs[line.covered_by];
            for rivals in &line.rivals {
                let (start, mfn) = (wedges.all.len(), rivals.mfn);
                wedges.all.resize(start + epochs.count, mfn);
                let rates = &mut wedges.all[start..];
                line.add_programmes(rates, mfn, rivals.class, classes, changes, epochs);
                to_wedges(rates, line.baseline(mfn, plan, values));
            }
        }
        let home_start = wedges.all.len();
        wedges.home_rates.clear();
        wedges.first.clear();
        wedges.first.resize(self.groups, [self.months as f64; LANES]);
        for (position, line) in self.lines.iter().enumerate() {
            let epochs = &wedges.home_epochs[line.covered_by];
            let start = wedges.all.len();
            wedges.all.resize(start + epochs.count, line.home_mfn);
            let rates = &mut wedges.all[start..];
            line.add_programmes(rates, line.home_mfn, self.home_class, classes, changes, epochs);
            wedges.home_rates.extend(&*rates);
            to_wedges(rates, line.baseline(line.home_mfn, plan, values));
            let first = rates.iter().position(|wedge| is_wedge(*wedge));
            let month = first.and_then(|epoch| epochs.of_month.iter().position(|e| *e == epoch));
            wedges.first[position / LANES][position % LANES] = month.unwrap_or(self.months) as f64;
        }
        series::ln(&mut wedges.all);
        self.raise_rivals(values, wedges, home_start);
        self.spread(wedges, home_start);
    }

    /// Turns rivals' `ln τ` into `P^(1−σ) − 1`, `P = τ^(1−a_rival)`.
    fn raise_rivals(&self, values: &InputValues, wedges: &mut Wedges, home_start: usize) {
        let mut rest = &mut wedges.all[..home_start];
        for line in &self.lines {
            let count = line.rivals.len() * wedges.rival_epochs[line.covered_by].count;
            let (own, later) = rest.split_at_mut(count);
            let power = super::power(values.get(line.substitution));
            let exponent = power * (1.0 - values.get(line.rival_absorption));
            own.iter_mut().for_each(|log| *log *= exponent);
            rest = later;
        }
        series::exp_m1(&mut wedges.all[..home_start]);
    }

    /// Spreads values by epoch over the months.
    fn spread(&self, wedges: &mut Wedges, home_start: usize) {
        for series in [&mut wedges.rate, &mut wedges.log_wedge, &mut wedges.rivals] {
            series.resize(self.months * self.groups, [0.0; LANES]);
        }
        let (rates_by_month, logs_by_month, rivals_by_month) = (
            wedges.rate.as_flattened_mut(),
            wedges.log_wedge.as_flattened_mut(),
            wedges.rivals.as_flattened_mut(),
        );
        let stride = self.groups * LANES;
        let (mut rivals_at, mut home_at) = (0, home_start);
        for (position, line) in self.lines.iter().enumerate() {
            let epochs = &wedges.rival_epochs[line.covered_by];
            let terms = &wedges.all[rivals_at..rivals_at + line.rivals.len() * epochs.count];
            rivals_at += terms.len();
            let mut epoch = usize::MAX;
            let mut sum = 0.0;
            for (month, at) in epochs.of_month.iter().zip((position..).step_by(stride)) {
                if *month != epoch {
                    epoch = *month;
                    let of_epoch = terms[epoch..].iter().step_by(epochs.count);
                    sum = line.rivals.iter().zip(of_epoch).map(|(rivals, term)| rivals.share * term).sum();
                }
                rivals_by_month[at] = sum;
            }
            let epochs = &wedges.home_epochs[line.covered_by];
            let logs = &wedges.all[home_at..home_at + epochs.count];
            let rates = &wedges.home_rates[home_at - home_start..][..epochs.count];
            home_at += epochs.count;
            for (epoch, at) in epochs.of_month.iter().zip((position..).step_by(stride)) {
                logs_by_month[at] = logs[*epoch];
                rates_by_month[at] = rates[*epoch];
            }
        }
    }
}

impl LinePlan {
    /// Adds what the programmes add to the MFN rate of a class, epoch by epoch.
    fn add_programmes(
        &self,
        rates: &mut [f64],
        mfn: f64,
        class: usize,
        classes: usize,
        changes: &Changes,
        epochs: &Epochs,
    ) {
        for (programme, coverage) in &self.coverage {
            for stretch in &changes.paths[programme * classes + class] {
                let above = coverage * stretch.share * (stretch.mode.total(mfn, stretch.rate) - mfn);
                let end = epochs.of_month.get(stretch.end).copied().unwrap_or(epochs.count);
                rates[epochs.of_month[stretch.first]..end].iter_mut().for_each(|rate| *rate += above);
            }
        }
    }

    /// The rate with programmes at their initial rates.
    fn baseline(&self, mfn: f64, plan: &ChangePlan, values: &InputValues) -> f64 {
        let above = |(programme, coverage): &(usize, f64)| {
            plan.initial[*programme]
                .map_or(0.0, |(mode, rate)| coverage * (mode.total(mfn, values.get(rate)) - mfn))
        };
        mfn + self.coverage.iter().map(above).sum::<f64>()
    }
}

fn to_wedges(rates: &mut [f64], baseline: f64) {
    rates.iter_mut().for_each(|rate| *rate = (1.0 + *rate) / (1.0 + baseline));
}

impl Epochs {
    /// The months at which any programme of a set changes for any of some classes start epochs.
    fn find(&mut self, months: usize, set: &[usize], of: &[usize], classes: usize, changes: &Changes) {
        self.of_month.clear();
        self.of_month.resize(months + 1, 0);
        for programme in set {
            for class in of {
                for stretch in &changes.paths[programme * classes + class] {
                    self.of_month[stretch.first] = 1;
                    self.of_month[stretch.end] = 1;
                }
            }
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
