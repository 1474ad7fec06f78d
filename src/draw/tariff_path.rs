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

/// A stretch of one month in which a programme's mode and rate for a source stay the same.
#[derive(Clone, Copy)]
struct Stretch {
    month: usize,
    /// Share of the month's days.
    share: f64,
    mode: Mode,
    rate: f64,
}

/// Rates of programmes by source over the horizon.
pub struct ProgrammeRates {
    sources: usize,
    months: usize,
    /// By programme and source; the initial rate, without which a programme adds nothing.
    initial: Vec<Option<(Mode, f64)>>,
    stretches: Vec<Vec<Stretch>>,
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
        let first_day = |month: usize| model.calendar.month(month).first_day().num_days_from_ce();
        let days: Vec<i32> = (0..=months).map(first_day).collect();
        let mut stretches = Vec::with_capacity(initial.len() * sources);
        for (programme, start) in initial.iter().enumerate() {
            for source in 0..sources {
                let concerned = actions.iter().filter(|action| {
                    action.programme.0 == programme && action.sources.contains(&SourceId(source))
                });
                stretches.push(follow(&days, *start, concerned));
            }
        }
        Self { sources, months, initial, stretches }
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
            for stretch in &self.stretches[programme.0 * self.sources + source] {
                let above = stretch.mode.total(mfn, stretch.rate) - mfn;
                into[stretch.month] += coverage * stretch.share * above;
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

/// The stretches of one programme and source; `days` holds the day number on which each month starts, and the end.
fn follow<'a>(
    days: &[i32],
    initial: Option<(Mode, f64)>,
    actions: impl Iterator<Item = &'a DatedAction>,
) -> Vec<Stretch> {
    let (mut since, end) = (days[0], days[days.len() - 1]);
    let mut stretches = Vec::new();
    let mut current = initial;
    let mut month = 0;
    let mut fill = |from: i32, to: i32, rate: Option<(Mode, f64)>| {
        let mut day = from;
        while day < to {
            while days[month + 1] <= day {
                month += 1;
            }
            let upto = to.min(days[month + 1]);
            if let Some((mode, rate)) = rate {
                let share = f64::from(upto - day) / f64::from(days[month + 1] - days[month]);
                stretches.push(Stretch { month, share, mode, rate });
            }
            day = upto;
        }
    };
    for action in actions {
        let effective = action.effective.num_days_from_ce().clamp(since, end);
        fill(since, effective, current);
        since = effective;
        current = Some((action.mode, action.rate));
    }
    fill(since, end, current);
    stretches
}
