//! `negotiation.toml` → [`Negotiation`]: tracks, states, decisions and levers.
//!
//! Levers and decisions enter the register of inputs before everything else: they matter most, and samplers are most
//! even in their first dimensions.

use chrono::NaiveDate;

use super::format::{Format, Kind, optional, required};
use super::levers::{EFFECT, LEVER, SHIFT, read_effect, read_shift};
use super::names::{look_up, refuse_duplicates, register};
use super::report::Report;
use super::tariffs::{ACTION, Known, read_action};
use super::toml_file::{TableReader, number_of, shown};
use super::value::{TAG, Value};
use crate::ids::{DecisionId, LeverId, StateId, TrackId};
use crate::model::economy::Economy;
use crate::model::negotiation::{Decision, Lever, State, Track};
use crate::model::uncertain::{Distribution, Inputs, Range, Role};

/// The top of `negotiation.toml`.
pub const NEGOTIATION: Format = Format {
    file: "negotiation.toml",
    table: "",
    about: "How the talks may go.",
    fields: &[
        required("track", Kind::Tables, "", "One `[[track]]` for each chain of decisions."),
        optional("lever", Kind::Tables, "", "One `[[lever]]` for each bargaining chip."),
    ],
};

/// `[[track]]`
pub const TRACK: Format = Format {
    file: "negotiation.toml",
    table: "[[track]]",
    about: "A dated chain over named states.",
    fields: &[
        required("id", Kind::Id, "", "Id."),
        optional("label", Kind::Text, "", "Name in words; the id if left out."),
        required("initial", Kind::Id, "", "The state on the as-of date."),
        required("state", Kind::Tables, "", "One `[[track.state]]` for each state."),
        optional("decision", Kind::Tables, "", "One `[[track.decision]]` for each fork, in order of date."),
    ],
};

/// `[[track.state]]`
pub const STATE: Format = Format {
    file: "negotiation.toml",
    table: "[[track.state]]",
    about: "A state that the track can be in. Entering it triggers its actions; staying in it triggers nothing.",
    fields: &[
        required("id", Kind::Id, "", "Id, unique in the track; `all` is taken."),
        optional("label", Kind::Text, "", "Name in words; the id if left out."),
        optional("action", Kind::Tables, "", "One `[[track.state.action]]` for each change of a rate."),
    ],
};

/// `[[track.decision]]`
pub const DECISION: Format = Format {
    file: "negotiation.toml",
    table: "[[track.decision]]",
    about: "Where the track may go from one state on one date. In any other state nothing is decided.",
    fields: &[
        required("id", Kind::Id, "", "Id, unique in the track; its input is named `<track>.<id>`."),
        optional("label", Kind::Text, "", "Name in words; the id if left out."),
        required(
            "date",
            Kind::Date,
            "",
            "When it falls: after `as_of`, and not before the decision listed above it.",
        ),
        required("from", Kind::Id, "", "The state it leaves."),
        required(
            "to",
            Kind::NumbersByName(Range::SHARE),
            "probability",
            "Base probability of each state it leads to; they sum to 1. May name `from`: staying.",
        ),
        optional("source", Kind::Text, "", "What the odds rest on."),
        TAG,
    ],
};

/// What the negotiation refers to.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What actions refer to.
    pub known: Known<'a>,
    /// The home economy, if it could be read.
    pub economy: Option<&'a Economy>,
    /// The as-of date, if it could be read.
    pub as_of: Option<NaiveDate>,
    /// The last day simulated, if it could be read.
    pub last_day: Option<NaiveDate>,
}

/// Tracks and levers, with their tables for the second pass.
pub struct Skeleton<'t> {
    tracks: Vec<(Track, Vec<TableReader<'t>>)>,
    levers: Vec<(Lever, TableReader<'t>)>,
}

impl Skeleton<'_> {
    /// Ids of the tracks, in order.
    pub fn track_ids(&self) -> Vec<String> {
        self.tracks.iter().map(|(track, _)| track.id.clone()).collect()
    }
}

/// First pass: ids, states, decisions and levers, registered ahead of all other inputs.
pub fn read_skeleton<'t>(
    negotiation: &TableReader<'t>,
    context: Context,
    inputs: &mut Inputs,
    report: &Report,
) -> Skeleton<'t> {
    let mut levers: Vec<(Lever, TableReader<'t>)> = Vec::new();
    for (position, table) in negotiation.tables("lever", &LEVER).into_iter().enumerate() {
        let id = table.text("id");
        let probability = table.number("probability").unwrap_or(0.5);
        let value = Value::tagged(&table, Distribution::Bernoulli { probability });
        let role = Role::Lever(LeverId(position));
        let name = format!("lever.{id}");
        let input = register(inputs, name, value, Range::SHARE, role, table.place("id"), report);
        let label = table.text_or("label", &id);
        levers.push((Lever { id, label, input, shifts: Vec::new(), effects: Vec::new() }, table));
    }
    let mut tracks: Vec<(Track, Vec<TableReader<'t>>)> = Vec::new();
    let tables = negotiation.tables("track", &TRACK);
    let ids: Vec<String> = tables.iter().map(|table| table.text("id")).collect();
    let places = tables.iter().map(|table| table.place("id"));
    refuse_duplicates("track", ids.iter().map(String::as_str).zip(places), report);
    for (position, table) in tables.into_iter().enumerate() {
        let states = table.tables("state", &STATE);
        let track = read_track(&table, &states, TrackId(position), context, inputs, report);
        tracks.push((track, states));
    }
    Skeleton { tracks, levers }
}

fn read_track(
    table: &TableReader,
    state_tables: &[TableReader],
    position: TrackId,
    context: Context,
    inputs: &mut Inputs,
    report: &Report,
) -> Track {
    let id = table.text("id");
    let mut states: Vec<State> = Vec::new();
    for state in state_tables {
        let id = state.text("id");
        if id == "all" {
            state.problem(
                "id",
                "id",
                "`all` cannot be a state: results use it for every outcome.",
                "Choose another id.",
            );
        }
        let label = state.text_or("label", &id);
        states.push(State { id, label, actions: Vec::new() });
    }
    let places = state_tables.iter().map(|state| state.place("id"));
    refuse_duplicates("state", states.iter().map(|state| state.id.as_str()).zip(places), report);
    let initial = look_up_state(&states, &table.text("initial"), table.place("initial"), report);
    let label = table.text_or("label", &id);
    let mut track = Track { id, label, states, initial, decisions: Vec::new() };
    let decisions = table.tables("decision", &DECISION);
    for (number, decision) in decisions.iter().enumerate() {
        let read = read_decision(decision, &track, (position, DecisionId(number)), context, inputs, report);
        track.decisions.push(read);
    }
    let places = decisions.iter().map(|decision| decision.place("id"));
    refuse_duplicates(
        "decision",
        track.decisions.iter().map(|decision| decision.id.as_str()).zip(places),
        report,
    );
    track
}

pub(super) fn look_up_state(
    states: &[State],
    name: &str,
    place: crate::error::Place,
    report: &Report,
) -> StateId {
    if name.is_empty() {
        return StateId(0);
    }
    let known = states.iter().map(|state| state.id.as_str());
    StateId(look_up("state", name, known, place, report).unwrap_or(0))
}

fn read_decision(
    table: &TableReader,
    track: &Track,
    position: (TrackId, DecisionId),
    context: Context,
    inputs: &mut Inputs,
    report: &Report,
) -> Decision {
    let id = table.text("id");
    let date = table.date("date");
    let earlier = track.decisions.last().map(|last| last.date).or(context.as_of);
    if let (Some(date), Some(earlier)) = (date, earlier) {
        let first = track.decisions.is_empty();
        if date < earlier || (first && date == earlier) {
            let what = if first { "the as-of date" } else { "the decision listed above it" };
            let message = format!("{date} is not after {what}, {earlier}.");
            table.problem(
                "date order",
                "date",
                message,
                "List decisions in order of date, all after the as-of date.",
            );
        }
    }
    if let (Some(date), Some(last)) = (date, context.last_day)
        && date > last
    {
        let message = format!("{date} is after the last day simulated, {last}.");
        table.problem("date order", "date", message, "Move it, or extend `end` in model.toml.");
    }
    let from = look_up_state(&track.states, &table.text("from"), table.place("from"), report);
    let to = read_odds(table, track, report);
    let value = Value::tagged(table, Distribution::Uniform { min: 0.0, max: 1.0 });
    let name = format!("{}.{id}", track.id);
    let role = Role::Decision(position.0, position.1);
    let input = register(inputs, name, value, Range::SHARE, role, table.place("id"), report);
    let label = table.text_or("label", &id);
    Decision { id, label, date: date.unwrap_or(NaiveDate::MIN), from, to, input, odds: Vec::new() }
}

/// Base probabilities in the order of the track's states, so that the order of keys does not matter.
fn read_odds(table: &TableReader, track: &Track, report: &Report) -> Vec<(StateId, f64)> {
    let mut odds = Vec::new();
    let before = report.len();
    for (state, node) in table.entries("to") {
        let place = table.place_of("to", node);
        let known = track.states.iter().map(|state| state.id.as_str());
        let to = look_up("state", state, known, place.clone(), report);
        match number_of(node).filter(|p| (0.0..=1.0).contains(p)) {
            Some(probability) => odds.extend(to.map(|to| (StateId(to), probability))),
            None => report.add(
                "probability",
                place,
                format!("{} is not a probability.", shown(node)),
                "Write a number in [0, 1], e.g. 0.25.",
            ),
        }
    }
    let sum = odds.iter().fold(0.0, |sum, (_, probability)| sum + probability);
    if report.len() == before && table.node("to").is_some() && (sum - 1.0).abs() > 1e-9 {
        table.problem(
            "probabilities",
            "to",
            format!("the probabilities sum to {sum}, not 1."),
            "Give the rest to the state that the decision leaves: staying is an outcome too.",
        );
    }
    odds.sort_by_key(|(state, _)| *state);
    odds
}

/// Second pass: actions, shifts and effects.
pub fn read_details(
    skeleton: Skeleton,
    primary: Option<TrackId>,
    context: Context,
    inputs: &mut Inputs,
    report: &Report,
) -> (Vec<Track>, Vec<Lever>) {
    let mut tracks = Vec::new();
    for (mut track, states) in skeleton.tracks {
        for (state, state_table) in states.iter().enumerate() {
            let prefix = format!("{}.{}", track.id, track.states[state].id);
            for action in state_table.tables("action", &ACTION) {
                let action = read_action(&action, &prefix, context.known, inputs, report);
                track.states[state].actions.push(action);
            }
        }
        tracks.push(track);
    }
    let mut levers = Vec::new();
    for (mut lever, table) in skeleton.levers {
        for shift in table.tables("shift", &SHIFT) {
            lever.shifts.extend(read_shift(&shift, &lever.id, &tracks, inputs, report));
        }
        for effect in table.tables("effect", &EFFECT) {
            let primary = primary.and_then(|primary| tracks.get(primary.0));
            lever.effects.extend(read_effect(&effect, &lever.id, primary, context, inputs, report));
        }
        levers.push(lever);
    }
    (tracks, levers)
}
