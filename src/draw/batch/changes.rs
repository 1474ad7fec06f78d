//! Actions → the stretches of months over which each programme's rate for a source stays the same.

use chrono::{Datelike, NaiveDate};

use crate::draw::inputs::InputValues;
use crate::draw::talks::TrackPath;
use crate::ids::{InputId, SourceId};
use crate::model::Model;
use crate::model::tariffs::{Action, Mode};

/// Days as whole numbers.
fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

/// An action, made ready.
struct ActionPlan {
    /// Programme and source: positions among the paths.
    paths: Vec<usize>,
    mode: Mode,
    rate: InputId,
    lag: InputId,
}

/// Months in which a programme's rate stays the same: whole months, or a part of one.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub first: usize,
    /// One past the last month.
    pub end: usize,
    /// Share of each month's days.
    pub share: f64,
    pub mode: Mode,
    pub rate: f64,
}

/// What no draw changes.
pub(super) struct ChangePlan {
    /// Number of sources.
    pub sources: usize,
    /// Mode and rate of every programme before the first action.
    pub initial: Vec<Option<(Mode, InputId)>>,
    actions: Vec<ActionPlan>,
    /// Day and position of every action that had been decided.
    history: Vec<(i64, usize)>,
    /// Positions of the actions of every track's states.
    by_state: Vec<Vec<std::ops::Range<usize>>>,
    /// Number of the day on which each month starts, and of the day after the last.
    month_starts: Vec<i64>,
    /// Month of every day.
    month_of_day: Vec<usize>,
}

/// The stretches of one draw, and the room to find them.
#[derive(Default)]
pub(super) struct Changes {
    /// By programme and source, in order of time.
    pub paths: Vec<Vec<Stretch>>,
    decided: Vec<(i64, usize)>,
    effective: Vec<Vec<(i64, Mode, f64)>>,
}

impl ChangePlan {
    pub fn new(model: &Model) -> Self {
        let tracks = &model.negotiation.tracks;
        let past = model.tariffs.history.iter().map(|past| &past.action);
        let all: Vec<&Action> =
            past.chain(tracks.iter().flat_map(|t| &t.states).flat_map(|s| &s.actions)).collect();
        let sources = model.trade.sources.len();
        let plan = |action: &&Action| {
            let path = |source: &SourceId| action.programme.0 * sources + source.0;
            let paths = action.sources.iter().map(path).collect();
            ActionPlan { paths, mode: action.mode, rate: action.rate, lag: action.lag }
        };
        let mut next = model.tariffs.history.len();
        let mut take = |count: usize| {
            next += count;
            next - count..next
        };
        let months = model.calendar.months();
        let start = |month: usize| day_number(model.calendar.month(month).first_day());
        let days = |month: usize| start(month)..start(month + 1);
        Self {
            actions: all.iter().map(plan).collect(),
            history: model.tariffs.history.iter().map(|p| day_number(p.decided)).zip(0..).collect(),
            by_state: tracks
                .iter()
                .map(|track| track.states.iter().map(|state| take(state.actions.len())).collect())
                .collect(),
            initial: model.tariffs.programmes.iter().map(|programme| programme.initial).collect(),
            month_starts: (0..=months).map(start).collect(),
            month_of_day: (0..months).flat_map(|month| days(month).map(move |_| month)).collect(),
            sources,
        }
    }

    /// Finds the stretches of a draw: as `dated_actions` and `ProgrammeRates` do.
    pub fn follow(&self, tracks: &[TrackPath], values: &InputValues, changes: &mut Changes) {
        let paths = self.initial.len() * self.sources;
        changes.paths.resize_with(paths, Vec::new);
        changes.effective.resize_with(paths, Vec::new);
        changes.effective.iter_mut().for_each(Vec::clear);
        changes.decided.clear();
        changes.decided.extend(&self.history);
        for (of_states, path) in self.by_state.iter().zip(tracks) {
            for step in path.steps.iter().filter(|step| step.entered) {
                let day = day_number(step.date);
                changes.decided.extend(of_states[step.state.0].clone().map(|action| (day, action)));
            }
        }
        changes.decided.sort_by_key(|(day, _)| *day);
        for (day, action) in &changes.decided {
            let action = &self.actions[*action];
            let planned = day.saturating_add(values.get(action.lag).round().max(0.0) as i64);
            let rate = values.get(action.rate);
            for path in &action.paths {
                let effective = &mut changes.effective[*path];
                let from = effective.last().map_or(planned, |(before, ..)| planned.max(*before));
                effective.push((from, action.mode, rate));
            }
        }
        let pairs = changes.paths.iter_mut().zip(&changes.effective).enumerate();
        for (position, (stretches, effective)) in pairs {
            stretches.clear();
            let initial = self.initial[position / self.sources];
            self.stretch(initial.map(|(mode, rate)| (mode, values.get(rate))), effective, stretches);
        }
    }

    fn stretch(
        &self,
        initial: Option<(Mode, f64)>,
        effective: &[(i64, Mode, f64)],
        stretches: &mut Vec<Stretch>,
    ) {
        let months = self.month_starts.len() - 1;
        let (mut since, end) = (self.month_starts[0], self.month_starts[months]);
        let mut current = initial;
        for (day, mode, rate) in effective {
            let day = (*day).clamp(since, end);
            self.add(since, day, current, stretches);
            since = day;
            current = Some((*mode, *rate));
        }
        self.add(since, end, current, stretches);
    }

    /// Adds a rate in force from one day to before another: part of a month, whole months, part of a month.
    fn add(&self, from: i64, to: i64, rate: Option<(Mode, f64)>, stretches: &mut Vec<Stretch>) {
        let Some((mode, rate)) = rate else { return };
        let starts = &self.month_starts;
        let month_at =
            |day: i64| self.month_of_day.get((day - starts[0]) as usize).copied().unwrap_or(starts.len() - 1);
        let mut day = from;
        while day < to {
            let month = month_at(day);
            let whole = if day == starts[month] { month_at(to) } else { month };
            let (end, share) = if whole > month {
                (whole, 1.0)
            } else {
                let days = to.min(starts[month + 1]) - day;
                (month + 1, days as f64 / (starts[month + 1] - starts[month]) as f64)
            };
            stretches.push(Stretch { first: month, end, share, mode, rate });
            day = to.min(starts[end]);
        }
    }
}
