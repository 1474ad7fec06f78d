//! How the talks go: levers on or off, every decision settled in order of date.

use chrono::NaiveDate;

use super::inputs::{Choice, InputValues};
use crate::ids::{DecisionId, StateId, TrackId};
use crate::model::negotiation::{Decision, Negotiation};

/// A decision that was reached, and where it led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its date.
    pub date: NaiveDate,
    /// The decision.
    pub decision: DecisionId,
    /// The state after it.
    pub state: StateId,
    /// Whether the state was entered; if not, the track stayed where it was.
    pub entered: bool,
}

/// The course of one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackPath {
    /// The state on the as-of date.
    pub initial: StateId,
    /// The decisions that were reached, in order of date.
    pub steps: Vec<Step>,
}

impl TrackPath {
    /// The state at the end of a day.
    pub fn state_on(&self, day: NaiveDate) -> StateId {
        self.steps.iter().take_while(|step| step.date <= day).last().map_or(self.initial, |step| step.state)
    }
}

/// Settles every track.
///
/// ```text
/// P(to) ∝ base(to) · exp(Σ beta)       over the levers that are on and name `to`
/// ```
pub fn settle_tracks(negotiation: &Negotiation, values: &InputValues) -> Vec<TrackPath> {
    let mut paths = Vec::new();
    settle_tracks_into(negotiation, values, &mut Vec::new(), &mut paths);
    paths
}

/// The same into paths whose room is used again, with room for the weights of a decision.
pub fn settle_tracks_into(
    negotiation: &Negotiation,
    values: &InputValues,
    weights: &mut Vec<f64>,
    paths: &mut Vec<TrackPath>,
) {
    paths.resize_with(negotiation.tracks.len(), || TrackPath { initial: StateId(0), steps: Vec::new() });
    for (number, (track, path)) in negotiation.tracks.iter().zip(paths).enumerate() {
        path.initial = track.initial;
        path.steps.clear();
        let mut state = track.initial;
        for (position, decision) in track.decisions.iter().enumerate() {
            if decision.from != state {
                continue;
            }
            let id = DecisionId(position);
            let next = settle(decision, values.choice(TrackId(number), id, decision), values, weights);
            path.steps.push(Step { date: decision.date, decision: id, state: next, entered: next != state });
            state = next;
        }
    }
}

/// The state that one decision leads to.
fn settle(decision: &Decision, choice: Choice, values: &InputValues, weights: &mut Vec<f64>) -> StateId {
    let position = match choice {
        Choice::Pinned(state) => return state,
        Choice::Uniform(u) => {
            weights.clear();
            weights.extend(decision_weights(decision, values));
            let total: f64 = weights.iter().sum();
            let (mut cumulative, mut last_possible, mut reached) = (0.0, decision.to.len() - 1, None);
            for (way, weight) in weights.iter().enumerate() {
                cumulative += weight;
                if *weight > 0.0 {
                    last_possible = way;
                }
                if u * total < cumulative {
                    reached = Some(way);
                    break;
                }
            }
            reached.unwrap_or(last_possible)
        }
        Choice::MostLikely => {
            let weights = decision_weights(decision, values).enumerate();
            weights.fold((0, 0.0), |best, (way, w)| if w > best.1 { (way, w) } else { best }).0
        }
    };
    decision.to[position].0
}

/// Weights of the states that a decision leads to, in its order, before they are normalised.
///
/// Only ratios of weights matter: the largest shift of a possible state counts as zero, so that none overflows.
pub fn decision_weights<'a>(
    decision: &'a Decision,
    values: &'a InputValues,
) -> impl Iterator<Item = f64> + use<'a> {
    let shift = |way: usize| -> f64 {
        let odds = decision.odds.iter().filter(|odds| odds.way == way && values.get(odds.lever) == 1.0);
        odds.map(|odds| values.get(odds.beta)).sum()
    };
    let possible = decision.to.iter().enumerate().filter(|(_, (_, base))| *base > 0.0);
    let largest = possible.map(|(way, _)| shift(way)).fold(f64::NEG_INFINITY, f64::max);
    let weight = move |(way, (_, base)): (usize, &(StateId, f64))| {
        let below = (shift(way) - largest).min(0.0);
        // Without levers no exponential is needed.
        if below == 0.0 { *base } else { base * below.exp() }
    };
    decision.to.iter().enumerate().map(weight)
}
