//! How the talks go: levers on or off, every decision settled in order of date.

use chrono::NaiveDate;

use super::inputs::{Choice, DEPARTURES, InputValues};
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

/// Settles every track, and puts the uniform of each decision among the values.
///
/// ```text
/// P(to) ∝ base(to) · exp(Σ beta)       over the levers that are on and name `to`
/// ```
///
/// Two uniforms settle a departure of a track: one tells when it leaves a state, the other where it goes then; the first
/// three departures have a pair each. What is left of a uniform within the interval it fell into is a uniform again,
/// independent of the interval, and serves the next decision:
///
/// ```text
/// stays if when < P(stay),     then when' = when/P(stay),   else when' = (when − P(stay))/(1 − P(stay))
/// goes to the k-th other state if where ∈ [C_k, C_(k+1)),   then where' = (where − C_k)/(C_(k+1) − C_k)
/// ```
///
/// with `C` the cumulative probabilities given that it leaves. So points that are even in few coordinates are even in the
/// courses that the talks may take. The uniform of a decision is the number that leads to the same state, in the same way,
/// against the cumulative probabilities of all its states.
pub fn settle_tracks(negotiation: &Negotiation, values: &mut InputValues) -> Vec<TrackPath> {
    let mut paths = Vec::new();
    settle_tracks_into(negotiation, values, &mut Vec::new(), &mut paths);
    paths
}

/// The same into paths whose room is used again, with room for the weights of a decision.
pub fn settle_tracks_into(
    negotiation: &Negotiation,
    values: &mut InputValues,
    weights: &mut Vec<f64>,
    paths: &mut Vec<TrackPath>,
) {
    paths.resize_with(negotiation.tracks.len(), || TrackPath { initial: StateId(0), steps: Vec::new() });
    for (number, (track, path)) in negotiation.tracks.iter().zip(paths).enumerate() {
        path.initial = track.initial;
        path.steps.clear();
        let mut state = track.initial;
        let mut uniforms = values.of_track(TrackId(number));
        let mut departures = 0;
        for (position, decision) in track.decisions.iter().enumerate() {
            if decision.from != state {
                continue;
            }
            let id = DecisionId(position);
            let next = match values.choice(TrackId(number), id) {
                Choice::Pinned(state) => state,
                Choice::MostLikely => {
                    let ways = decision_weights(decision, values).enumerate();
                    let likelier =
                        |best: (usize, f64), way: (usize, f64)| if way.1 > best.1 { way } else { best };
                    decision.to[ways.fold((0, 0.0), likelier).0].0
                }
                Choice::Drawn => {
                    weights.clear();
                    weights.extend(decision_weights(decision, values));
                    let stay = decision.to.iter().position(|(to, _)| *to == state);
                    let (way, uniform) = settle(weights, stay, &mut uniforms[departures]);
                    values.set(decision.input, uniform);
                    decision.to[way].0
                }
            };
            if next != state {
                departures = (departures + 1).min(DEPARTURES - 1);
            }
            path.steps.push(Step { date: decision.date, decision: id, state: next, entered: next != state });
            state = next;
        }
    }
}

/// The largest number below one.
const LARGEST_UNIFORM: f64 = 1.0 - f64::EPSILON / 2.0;

/// The way that a decision takes, and its uniform; leaves what is left of the track's uniforms.
fn settle(weights: &[f64], stay: Option<usize>, [when, place]: &mut [f64; 2]) -> (usize, f64) {
    let total: f64 = weights.iter().sum();
    let staying = stay.map_or(0.0, |way| weights[way] / total);
    let (way, left) = if let Some(way) = stay.filter(|_| *when < staying) {
        *when = (*when / staying).min(LARGEST_UNIFORM);
        (way, *when)
    } else {
        *when = ((*when - staying) / (1.0 - staying)).clamp(0.0, LARGEST_UNIFORM);
        let others = weights.iter().enumerate().filter(|(way, weight)| Some(*way) != stay && **weight > 0.0);
        let point = *place * others.clone().map(|(_, weight)| weight).sum::<f64>();
        let (mut cumulative, mut reached) = (0.0, (0, 0.0, 1.0));
        for (way, weight) in others {
            // The interval of the last possible state is closed: rounding may leave the point at its end.
            reached = (way, cumulative, *weight);
            cumulative += weight;
            if point < cumulative {
                break;
            }
        }
        let (way, start, width) = reached;
        *place = ((point - start) / width).clamp(0.0, LARGEST_UNIFORM);
        (way, *place)
    };
    let below: f64 = weights[..way].iter().sum();
    (way, (below + left * weights[way]) / total)
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
