//! `--set NAME=P`: which probabilities are to change.

use crate::error::{Error, Result};
use crate::ids::{DecisionId, LeverId, TrackId, closest};
use crate::model::Model;
use crate::model::pins::Pins;
use crate::model::uncertain::Role;

/// A lever, or a decision and some of its states, with their new probabilities.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    /// `lever.shipbuilding=0.5`
    Lever(LeverId, f64),
    /// `us-japan.g7-summit.deal-all-in=0.5`: ways of the decision, by position.
    Decision(TrackId, DecisionId, Vec<(usize, f64)>),
}

/// Reads all changes: levers first, then decisions in order of date within their tracks.
pub(super) fn parse(model: &Model, pins: &Pins, set: &[String]) -> Result<Vec<Change>> {
    if set.is_empty() {
        return Err(Error::Settings(
            "reweight: nothing is set. Write --set TRACK.DECISION.STATE=P or --set lever.ID=P.".into(),
        ));
    }
    let mut changes: Vec<Change> = Vec::new();
    for text in set {
        let change =
            parse_one(model, pins, text).map_err(|rule| Error::Settings(format!("--set {text}: {rule}")))?;
        let twice = || Error::Settings(format!("--set {text}: this is set twice. Set it once."));
        match change {
            Change::Lever(lever, _) => {
                if changes.iter().any(|known| matches!(known, Change::Lever(other, _) if *other == lever)) {
                    return Err(twice());
                }
                changes.push(change);
            }
            Change::Decision(track, decision, ways) => {
                let same = |known: &&mut Change| matches!(known, Change::Decision(t, d, _) if (*t, *d) == (track, decision));
                match changes.iter_mut().find(same) {
                    Some(Change::Decision(.., known)) => {
                        if known.iter().any(|(way, _)| *way == ways[0].0) {
                            return Err(twice());
                        }
                        known.extend(ways);
                        let sum: f64 = known.iter().map(|(_, p)| p).sum();
                        if sum > 1.0 + 1e-9 {
                            return Err(Error::Settings(format!(
                                "--set {text}: the probabilities of this decision sum to {sum}, more than 1. Lower one of them."
                            )));
                        }
                    }
                    _ => changes.push(Change::Decision(track, decision, ways)),
                }
            }
        }
    }
    changes.sort_by_key(|change| match change {
        Change::Lever(lever, _) => (0, lever.0, 0),
        Change::Decision(track, decision, _) => (1, track.0, decision.0),
    });
    Ok(changes)
}

fn parse_one(model: &Model, pins: &Pins, text: &str) -> std::result::Result<Change, String> {
    let (name, value) =
        text.split_once('=').ok_or("there is no `=`. Write NAME=P, e.g. lever.shipbuilding=0.5.")?;
    let (name, value) = (name.trim(), value.trim());
    let number = value.parse().ok().filter(|p: &f64| (0.0..=1.0).contains(p));
    let probability =
        number.ok_or_else(|| format!("{value} is not a probability. Write a number from 0 to 1."))?;
    let (owner, state) = match model.inputs.find(name) {
        Some(_) => (name, None),
        None => name.rsplit_once('.').map_or((name, None), |(owner, state)| (owner, Some(state))),
    };
    let Some(id) = model.inputs.find(owner) else {
        // What was meant may be a lever, or a decision and its state.
        let settled = || model.inputs.iter().filter(|(_, input)| input.role != Role::Number);
        let nearest = |text| closest(text, settled().map(|(_, input)| input.name.as_str()));
        let near = nearest(name).or_else(|| nearest(owner));
        let owner = if name.starts_with("lever.") { name } else { owner };
        let remedy = near.map_or("`kanzei inputs` lists levers and decisions.".to_string(), |near| {
            format!("Did you mean {near}?")
        });
        return Err(format!("the model has no lever or decision {owner}. {remedy}"));
    };
    if pins.contains(model, id) || model.fixed.contains(model, id) {
        return Err(format!(
            "{owner} was fixed in this run, so no draw went another way. Repeat the run without fixing it."
        ));
    }
    match (model.inputs.get(id).role, state) {
        (Role::Lever(lever), None) => Ok(Change::Lever(lever, probability)),
        (Role::Lever(_), Some(_)) => Err(format!("{owner} is a lever: write {owner}={value}.")),
        (Role::Number, _) => Err(format!(
            "{owner} is a number, not a lever or a decision. Hold it with --fix in a run of its own."
        )),
        (Role::Decision(track, decision), state) => {
            let states = &model.negotiation.tracks[track.0].states;
            let to = &model.negotiation.tracks[track.0].decisions[decision.0].to;
            let names: Vec<&str> = to.iter().map(|(state, _)| states[state.0].id.as_str()).collect();
            let Some(state) = state else {
                return Err(format!(
                    "say which state it leads to: {owner}.STATE={value}, with one of {}.",
                    names.join(", ")
                ));
            };
            let Some(way) = names.iter().position(|name| *name == state) else {
                return Err(format!("{state} is not a state that {owner} leads to: {}.", names.join(", ")));
            };
            if to[way].1 == 0.0 && probability > 0.0 {
                return Err(format!(
                    "the model gives {state} no probability here, so no draw went there. Change the odds with an overlay and \
                     simulate (`run --with`)."
                ));
            }
            Ok(Change::Decision(track, decision, vec![(way, probability)]))
        }
    }
}
