//! Dates, states and terms of the talks: the model's forecast and its scores.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::MODEL;
use crate::ids::{StateId, TrackId};
use crate::model::Model;
use crate::model::evidence::{Observation, Observed};
use crate::model::uncertain::Distribution;
use crate::output::rows::ScoreRow;
use crate::run::Round;
use crate::stats::{crps, crps_of_time, exact_quantiles};

/// Days around a date that count as the date.
const NEAR: i64 = 15;
/// Points of an input's quantile function that stand for its distribution.
const POINTS: usize = 10_000;

/// Every date observed, and every state, counted over the draws.
pub(super) struct Talks {
    wanted: Vec<Observed>,
    /// For each of them: draws by first date of entry, or by state.
    dates: Vec<BTreeMap<NaiveDate, u64>>,
    states: Vec<BTreeMap<StateId, u64>>,
    draws: u64,
}

impl Talks {
    pub fn new(model: &Model) -> Self {
        let wanted: Vec<Observed> = model
            .observed
            .iter()
            .map(|observation| observation.what.clone())
            .filter(|what| matches!(what, Observed::Date { .. } | Observed::State { .. }))
            .collect();
        Self {
            dates: vec![BTreeMap::new(); wanted.len()],
            states: vec![BTreeMap::new(); wanted.len()],
            wanted,
            draws: 0,
        }
    }

    /// Counts the draws of a round.
    pub fn take(&mut self, round: &Round) {
        for (_, draw, _) in round.draws() {
            self.draws += 1;
            for (position, what) in self.wanted.iter().enumerate() {
                match what {
                    Observed::Date { track, states, .. } => {
                        let mut steps = draw.tracks[track.0].steps.iter();
                        if let Some(step) = steps.find(|step| step.entered && states.contains(&step.state)) {
                            *self.dates[position].entry(step.date).or_default() += 1;
                        }
                    }
                    Observed::State { track, date, .. } => {
                        let state = draw.tracks[track.0].state_on(*date);
                        *self.states[position].entry(state).or_default() += 1;
                    }
                    _ => {}
                }
            }
        }
    }

    /// The model's forecast of an observation that is no published figure.
    pub fn row(&self, model: &Model, observation: &Observation, what: &Observed) -> ScoreRow {
        let position = self.wanted.iter().position(|known| known == what).unwrap_or(0);
        let row = ScoreRow::about(observation, MODEL);
        match what {
            Observed::Date { date, .. } => self.date(model, row, position, *date),
            Observed::State { track, state, .. } => self.state(model, row, position, *track, *state),
            Observed::Input { input, value } => {
                input_row(row, &model.inputs.get(*input).distribution, *value)
            }
            Observed::Figure { .. } => row,
        }
    }

    fn share(&self, count: u64) -> f64 {
        count as f64 / self.draws.max(1) as f64
    }

    fn date(&self, model: &Model, row: ScoreRow, position: usize, date: NaiveDate) -> ScoreRow {
        let days = |date: NaiveDate| (date - model.as_of).num_days() as f64;
        let last = model.calendar.end.plus(1).first_day();
        let dates: Vec<(f64, f64)> =
            self.dates[position].iter().map(|(date, count)| (days(*date), self.share(*count))).collect();
        let near = self.dates[position].iter().filter(|(known, _)| (**known - date).num_days().abs() <= NEAR);
        let probability = self.share(near.map(|(_, count)| count).sum());
        let below = |day: f64| dates.iter().filter(|(time, _)| *time < day).map(|(_, p)| p).sum::<f64>();
        let quantile = |p: f64| {
            let mut sum = 0.0;
            let reached = self.dates[position].iter().find(|(_, count)| {
                sum += self.share(**count);
                sum >= p
            });
            reached.map_or("never".to_string(), |(date, _)| date.to_string())
        };
        let at = [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile);
        // A text of a date sorts as the date does, and `never` after all.
        let within = |low: &str, high: &str| {
            let text = date.to_string();
            low <= text.as_str() && text.as_str() <= high
        };
        let (in_50, in_90) = (within(&at[1], &at[3]), within(&at[0], &at[4]));
        let [p05, p25, p50, p75, p95] = at;
        ScoreRow {
            kind: "date".into(),
            observed: date.to_string(),
            unit: "date; CRPS in days".into(),
            crps: Some(crps_of_time(&dates, days(last), days(date))),
            log_score: Some(-probability.ln()),
            pit: Some(below(days(date))),
            probability: Some(probability),
            in_50: Some(in_50),
            in_90: Some(in_90),
            p05,
            p25,
            p50,
            p75,
            p95,
            ..row
        }
    }

    fn state(
        &self,
        model: &Model,
        row: ScoreRow,
        position: usize,
        track: TrackId,
        state: StateId,
    ) -> ScoreRow {
        let probability = self.share(self.states[position].get(&state).copied().unwrap_or(0));
        let likeliest =
            self.states[position].iter().max_by_key(|(_, count)| **count).map(|(state, _)| *state);
        let states = &model.negotiation.tracks[track.0].states;
        ScoreRow {
            kind: "state".into(),
            observed: states[state.0].id.clone(),
            p50: likeliest.map_or(String::new(), |likeliest| states[likeliest.0].id.clone()),
            log_score: Some(-probability.ln()),
            probability: Some(probability),
            ..row
        }
    }
}

/// What became of an input against its distribution.
fn input_row(row: ScoreRow, distribution: &Distribution, value: f64) -> ScoreRow {
    let mut sample: Vec<f64> =
        (0..POINTS).map(|k| distribution.quantile((k as f64 + 0.5) / POINTS as f64)).collect();
    let below = sample.iter().filter(|x| **x < value).count() as f64;
    let equal = sample.iter().filter(|x| **x == value).count() as f64;
    let ends = exact_quantiles(&mut sample, &[0.05, 0.25, 0.5, 0.75, 0.95]);
    let places = if ends[4].abs() >= 10.0 { 1 } else { 3 };
    let text =
        |p: usize| format!("{:.places$}", ends[p]).trim_end_matches('0').trim_end_matches('.').to_string();
    let probability = equal / POINTS as f64;
    ScoreRow {
        kind: "input".into(),
        observed: value.to_string(),
        p05: text(0),
        p25: text(1),
        p50: text(2),
        p75: text(3),
        p95: text(4),
        crps: Some(crps(&mut sample, value)),
        // Only what has a probability of its own has a score of it.
        log_score: (equal > 1.0).then(|| -probability.ln()),
        pit: Some((below + 0.5 * equal) / POINTS as f64),
        probability: (equal > 1.0).then_some(probability),
        in_50: Some((ends[1]..=ends[3]).contains(&value)),
        in_90: Some((ends[0]..=ends[4]).contains(&value)),
        ..row
    }
}
