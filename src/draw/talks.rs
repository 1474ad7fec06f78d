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
    let settle = |track: usize| {
        let initial = negotiation.tracks[track].initial;
        let mut path = TrackPath { initial, steps: Vec::new() };
        let mut state = initial;
        for (position, decision) in negotiation.tracks[track].decisions.iter().enumerate() {
            if decision.from != state {
                continue;
            }
            let id = DecisionId(position);
            let next = settle(negotiation, TrackId(track), id, decision, values);
            path.steps.push(Step { date: decision.date, decision: id, state: next, entered: next != state });
            state = next;
        }
        path
    };
    (0..negotiation.tracks.len()).map(settle).collect()
}

/// The state that one decision leads to.
fn settle(
    negotiation: &Negotiation,
    track: TrackId,
    id: DecisionId,
    decision: &Decision,
    values: &InputValues,
) -> StateId {
    let choice = values.choice(track, id);
    if let Choice::Pinned(state) = choice {
        return state;
    }
    let weights = decision_weights(negotiation, track, id, decision, values);
    let total: f64 = weights.iter().sum();
    let last = decision.to.len() - 1;
    let position = match choice {
        Choice::Uniform(u) => {
            let mut cumulative = 0.0;
            let reached = weights.iter().position(|weight| {
                cumulative += weight;
                u * total < cumulative
            });
            reached.unwrap_or_else(|| weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(last))
        }
        _ => (0..weights.len()).fold(0, |best, k| if weights[k] > weights[best] { k } else { best }),
    };
    decision.to[position].0
}

/// Weights of the states that a decision leads to, in its order, before they are normalised.
pub fn decision_weights(
    negotiation: &Negotiation,
    track: TrackId,
    id: DecisionId,
    decision: &Decision,
    values: &InputValues,
) -> Vec<f64> {
    let shift = |to: StateId| -> f64 {
        let levers = negotiation.levers.iter().filter(|lever| values.get(lever.input) == 1.0);
        let shifts = levers.flat_map(|lever| &lever.shifts).filter(|shift| {
            shift.track == track
                && shift.to == to
                && (shift.decisions.is_empty() || shift.decisions.contains(&id))
        });
        shifts.map(|shift| values.get(shift.beta)).sum()
    };
    let shifts: Vec<f64> = decision.to.iter().map(|(to, _)| shift(*to)).collect();
    // Only ratios of weights matter: the largest shift of a possible state counts as zero, so that none overflows.
    let possible = decision.to.iter().zip(&shifts).filter(|((_, base), _)| *base > 0.0);
    let largest = possible.map(|(_, shift)| *shift).fold(f64::NEG_INFINITY, f64::max);
    decision
        .to
        .iter()
        .zip(&shifts)
        .map(|((_, base), shift)| base * (shift - largest).min(0.0).exp())
        .collect()
}
