//! Negotiation: tracks of dated decisions over named states, and the levers that shift their odds.

use chrono::NaiveDate;

use super::tariffs::Action;
use crate::ids::{DecisionId, InputId, SectorId, StateId, TrackId};

/// A state that a track can be in.
#[derive(Clone, Debug)]
pub struct State {
    /// Id, e.g. `talks`.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// What entering the state triggers.
    pub actions: Vec<Action>,
}

/// A dated fork: where the track may go from one state.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Id, e.g. `g7-summit`.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// When it falls.
    pub date: NaiveDate,
    /// The state it leaves; in any other state nothing is decided.
    pub from: StateId,
    /// Base probabilities of the states it leads to, which may include `from`.
    pub to: Vec<(StateId, f64)>,
    /// The uniform that settles it.
    pub input: InputId,
    /// What the levers do to its odds.
    pub odds: Vec<Odds>,
}

/// What a lever, where it is on, does to one way that a decision may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odds {
    /// Whether the lever is on.
    pub lever: InputId,
    /// Position among the states that the decision leads to.
    pub way: usize,
    /// Change of the log weight.
    pub beta: InputId,
}

/// A chain of decisions over states.
#[derive(Clone, Debug)]
pub struct Track {
    /// Id, e.g. `us-japan`.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// The states.
    pub states: Vec<State>,
    /// The state on the as-of date.
    pub initial: StateId,
    /// The decisions, in order of date.
    pub decisions: Vec<Decision>,
}

impl Track {
    /// The state with an id.
    pub fn find_state(&self, id: &str) -> Option<StateId> {
        self.states.iter().position(|state| state.id == id).map(StateId)
    }

    /// The decision with an id.
    pub fn find_decision(&self, id: &str) -> Option<DecisionId> {
        self.decisions.iter().position(|decision| decision.id == id).map(DecisionId)
    }
}

/// What a lever does to the odds: `ln weight(to) += beta` in decisions of the track.
#[derive(Clone, Debug)]
pub struct Shift {
    /// The track.
    pub track: TrackId,
    /// The state made more (or less) likely.
    pub to: StateId,
    /// Change of the log weight.
    pub beta: InputId,
    /// The decisions concerned; empty means all.
    pub decisions: Vec<DecisionId>,
}

/// What a lever does to demand while the primary track is in one of the states.
#[derive(Clone, Debug)]
pub struct DemandEffect {
    /// The states of the primary track that start and keep it.
    pub states: Vec<StateId>,
    /// The sector whose final demand changes.
    pub sector: SectorId,
    /// Money per year when fully ramped up; negative for demand lost.
    pub per_year: InputId,
    /// Months of linear ramp.
    pub ramp_months: InputId,
}

/// A bargaining chip.
#[derive(Clone, Debug)]
pub struct Lever {
    /// Id, e.g. `shipbuilding`.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// Whether it is on: a Bernoulli input named `lever.<id>`.
    pub input: InputId,
    /// Effects on the odds.
    pub shifts: Vec<Shift>,
    /// Effects on demand.
    pub effects: Vec<DemandEffect>,
}

/// The negotiation.
#[derive(Clone, Debug)]
pub struct Negotiation {
    /// The tracks.
    pub tracks: Vec<Track>,
    /// The levers.
    pub levers: Vec<Lever>,
    /// The track whose state is the outcome.
    pub primary: TrackId,
    /// The date on which the outcome is read.
    pub outcome_date: NaiveDate,
}

impl Negotiation {
    /// Spreads the shifts of the levers over the decisions that they concern.
    pub fn new(
        mut tracks: Vec<Track>,
        levers: Vec<Lever>,
        primary: TrackId,
        outcome_date: NaiveDate,
    ) -> Self {
        for lever in &levers {
            for shift in &lever.shifts {
                for (position, decision) in tracks[shift.track.0].decisions.iter_mut().enumerate() {
                    let concerned =
                        shift.decisions.is_empty() || shift.decisions.contains(&DecisionId(position));
                    let ways = decision.to.iter().enumerate().filter(|(_, (state, _))| *state == shift.to);
                    let odds = ways.map(|(way, _)| Odds { lever: lever.input, way, beta: shift.beta });
                    decision.odds.extend(odds.filter(|_| concerned));
                }
            }
        }
        Self { tracks, levers, primary, outcome_date }
    }

    /// The track with an id.
    pub fn find_track(&self, id: &str) -> Option<TrackId> {
        self.tracks.iter().position(|track| track.id == id).map(TrackId)
    }

    /// The primary track.
    pub fn primary_track(&self) -> &Track {
        &self.tracks[self.primary.0]
    }
}
