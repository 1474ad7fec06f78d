//! Dated actions → the tariff rate of every line and source, month by month.

use chrono::{Datelike, Days, NaiveDate};
use nalgebra::DMatrix;

use super::inputs::InputValues;
use super::talks::TrackPath;
use crate::ids::{ProgrammeId, SourceId};
use crate::model::Model;
use crate::model::tariffs::{Action, Mode};
use crate::model::trade::Line;

/// An action with its sampled rate and dates.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedAction {
    /// The programme.
    pub programme: ProgrammeId,
    /// The sources for which it takes effect on this day.
    pub sources: Vec<SourceId>,
    /// How the rate combines with MFN.
    pub mode: Mode,
    /// The rate.
    pub rate: f64,
    /// When it was decided.
    pub decided: NaiveDate,
    /// The first day on which it is in force.
    pub effective: NaiveDate,
}

/// All actions of a draw in order of decision: the history, then what the tracks trigger.
///
/// Of two actions on the same programme and source the later decided never takes effect before the earlier one: its
/// date is moved to that date, and it wins. An action whose sources come to differ in date is split.
pub fn dated_actions(model: &Model, tracks: &[TrackPath], values: &InputValues) -> Vec<DatedAction> {
    let mut decided: Vec<(NaiveDate, &Action)> =
        model.tariffs.history.iter().map(|past| (past.decided, &past.action)).collect();
    for (track, path) in model.negotiation.tracks.iter().zip(tracks) {
        for step in path.steps.iter().filter(|step| step.entered) {
            decided.extend(track.states[step.state.0].actions.iter().map(|action| (step.date, action)));
        }
    }
    decided.sort_by_key(|(date, _)| *date);
    let sources = model.trade.sources.len();
    let mut latest: Vec<Option<NaiveDate>> = vec![None; model.tariffs.programmes.len() * sources];
    let mut dated: Vec<DatedAction> = Vec::new();
    for (date, action) in decided {
        let lag = Days::new(values.get(action.lag).round().max(0.0) as u64);
        let planned = date.checked_add_days(lag).unwrap_or(NaiveDate::MAX);
        let first = dated.len();
        for source in &action.sources {
            let slot = &mut latest[action.programme.0 * sources + source.0];
            let effective = slot.map_or(planned, |before| planned.max(before));
            *slot = Some(effective);
            if let Some(same) = dated[first..].iter_mut().find(|other| other.effective == effective) {
                same.sources.push(*source);
            } else {
                dated.push(DatedAction {
                    programme: action.programme,
                    sources: vec![*source],
                    mode: action.mode,
                    rate: values.get(action.rate),
                    decided: date,
                    effective,
                });
            }
        }
    }
    dated
}

/// Months in which a programme's rate for a source stays the same: whole months, or a part of one.
#[derive(Clone, Copy)]
struct Stretch {
    first: usize,
    /// One past the last month.
    end: usize,
    /// Share of each month's days.
    share: f64,
    rate: f64,
}

/// The rate of a programme for a source over the horizon.
struct ProgrammePath {
    /// What the programme adds to any MFN rate while it is in additional mode, by month.
    additional: Vec<f64>,
    /// Stretches in all-in mode, where what is added depends on the MFN rate.
    all_in: Vec<Stretch>,
}

/// Rates of programmes by source over the horizon.
pub struct ProgrammeRates {
    sources: usize,
    months: usize,
    /// By programme; without an initial rate a programme adds nothing at first.
    initial: Vec<Option<(Mode, f64)>>,
    /// By programme and source.
    paths: Vec<ProgrammePath>,
}

impl ProgrammeRates {
    /// Follows every programme and source through the actions, in order of decision.
    pub fn new(model: &Model, actions: &[DatedAction], values: &InputValues) -> Self {
        let (sources, months) = (model.trade.sources.len(), model.calendar.months());
        let initial: Vec<Option<(Mode, f64)>> = model
            .tariffs
            .programmes
            .iter()
            .map(|programme| programme.initial.map(|(mode, rate)| (mode, values.get(rate))))
            .collect();
        let mut changes: Vec<Vec<Change>> = vec![Vec::new(); initial.len() * sources];
        for action in actions {
            let change =
                Change { day: action.effective.num_days_from_ce(), mode: action.mode, rate: action.rate };
            for source in &action.sources {
                changes[action.programme.0 * sources + source.0].push(change);
            }
        }
        let first_day = |month: usize| model.calendar.month(month).first_day().num_days_from_ce();
        let days: Vec<i32> = (0..=months).map(first_day).collect();
        let follow_one =
            |(position, changes): (usize, &Vec<Change>)| follow(&days, initial[position / sources], changes);
        let paths = changes.iter().enumerate().map(follow_one).collect();
        Self { sources, months, initial, paths }
    }

    /// Monthly rate of a line for a source, added up over its programmes.
    ///
    /// ```text
    /// rate(day) = Σ_p c_p · total_p(MFN, r_p(day)) + (1 − Σ_p c_p) · MFN,   the month's rate is the mean of its days
    /// ```
    pub fn line_rate(&self, line: &Line, source: usize, into: &mut [f64]) {
        let mfn = line.mfn[source];
        into.fill(mfn);
        for (programme, coverage) in &line.coverage {
            let path = &self.paths[programme.0 * self.sources + source];
            for (rate, above) in into.iter_mut().zip(&path.additional) {
                *rate += coverage * above;
            }
            for stretch in &path.all_in {
                let above = coverage * stretch.share * (Mode::AllIn.total(mfn, stretch.rate) - mfn);
                into[stretch.first..stretch.end].iter_mut().for_each(|rate| *rate += above);
            }
        }
    }

    /// Rate of a line for a source with programmes at their initial rates.
    pub fn baseline_rate(&self, line: &Line, source: usize) -> f64 {
        let mfn = line.mfn[source];
        let above = |(programme, coverage): &(ProgrammeId, f64)| {
            self.initial[programme.0].map_or(0.0, |(mode, rate)| coverage * (mode.total(mfn, rate) - mfn))
        };
        mfn + line.coverage.iter().map(above).sum::<f64>()
    }

    /// Rates of a line (months × sources).
    pub fn line_rates(&self, line: &Line) -> DMatrix<f64> {
        let mut rates = DMatrix::zeros(self.months, self.sources);
        for (source, mut column) in rates.column_iter_mut().enumerate() {
            self.line_rate(line, source, column.as_mut_slice());
        }
        rates
    }
}

/// From a day on, a programme's rate for a source.
#[derive(Clone, Copy)]
struct Change {
    day: i32,
    mode: Mode,
    rate: f64,
}

/// The path of one programme and source; `days` holds the day number on which each month starts, and the end.
fn follow(days: &[i32], initial: Option<(Mode, f64)>, changes: &[Change]) -> ProgrammePath {
    let months = days.len() - 1;
    let mut path = ProgrammePath { additional: vec![0.0; months], all_in: Vec::new() };
    let mut current = initial;
    let (mut since, end) = (days[0], days[months]);
    for change in changes {
        let day = change.day.clamp(since, end);
        path.add(days, since, day, current);
        since = day;
        current = Some((change.mode, change.rate));
    }
    path.add(days, since, end, current);
    path
}

impl ProgrammePath {
    /// Adds a rate in force from one day to before another.
    fn add(&mut self, days: &[i32], from: i32, to: i32, rate: Option<(Mode, f64)>) {
        let Some((mode, rate)) = rate else { return };
        let mut day = from;
        while day < to {
            let month = days.partition_point(|first| *first <= day) - 1;
            let whole =
                if day == days[month] { days.partition_point(|first| *first <= to) - 1 } else { month };
            let (end, share) = if whole > month {
                (whole, 1.0)
            } else {
                let upto = to.min(days[month + 1]);
                (month + 1, f64::from(upto - day) / f64::from(days[month + 1] - days[month]))
            };
            match mode {
                Mode::Additional => {
                    self.additional[month..end].iter_mut().for_each(|above| *above += share * rate);
                }
                Mode::AllIn => self.all_in.push(Stretch { first: month, end, share, rate }),
            }
            day = to.min(days[end]);
        }
    }
}
