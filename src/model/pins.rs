//! Pins: inputs, levers and decisions fixed by the user, `NAME=VALUE`.

use crate::error::{Error, Result};
use crate::ids::{DecisionId, InputId, StateId, TrackId, closest};
use crate::model::Model;
use crate::model::uncertain::{Input, Role};

/// Inputs, levers and decisions that are not drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pins {
    values: Vec<(InputId, f64)>,
    decisions: Vec<(TrackId, DecisionId, StateId)>,
}

impl Pins {
    /// Reads pins such as `substitution.cars=2.0`, `lever.shipbuilding=on` or `us-japan.g7-summit=deal`.
    ///
    /// # Errors
    /// [`Error::Settings`] for an unknown name, a value outside the input's range, an unknown state, or a name
    /// pinned twice.
    pub fn parse(model: &Model, pins: &[String]) -> Result<Self> {
        let mut parsed = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for pin in pins {
            let Some((name, value)) = pin.split_once('=') else {
                let text = format!("--fix {pin}: there is no `=`. Write NAME=VALUE, e.g. --fix mpc=0.3.");
                return Err(Error::Settings(text));
            };
            let (name, value) = (name.trim(), value.trim());
            if let Some(id) = model.inputs.find(name).filter(|id| model.fixed.contains(model, *id)) {
                let name = &model.inputs.get(id).name;
                let text = format!("--fix {pin}: an overlay fixes {name} already. Leave one of the two out.");
                return Err(Error::Settings(text));
            }
            if seen.contains(&name) {
                let text = format!("--fix {pin}: {name} is pinned twice. Pin it once.");
                return Err(Error::Settings(text));
            }
            seen.push(name);
            parsed.add(model, name, value).map_err(|text| Error::Settings(format!("--fix {pin}: {text}")))?;
        }
        Ok(parsed)
    }

    /// Adds a pin.
    ///
    /// # Errors
    /// What is wrong with the name or the value, and what to write.
    pub fn add(&mut self, model: &Model, name: &str, value: &str) -> std::result::Result<(), String> {
        let Some(id) = model.inputs.find(name) else {
            let known = model.inputs.iter().map(|(_, input)| input.name.as_str());
            let near = closest(name, known).map(|near| format!("Did you mean {near}? ")).unwrap_or_default();
            return Err(format!("the model has no input {name}. {near}`kanzei inputs` lists them."));
        };
        let input = model.inputs.get(id);
        match input.role {
            Role::Decision(track, decision) => {
                let owner = &model.negotiation.tracks[track.0];
                let to = &owner.decisions[decision.0].to;
                let reachable = |state: &StateId| to.iter().any(|(reached, _)| reached == state);
                let Some(state) = owner.find_state(value).filter(reachable) else {
                    let names: Vec<&str> =
                        to.iter().map(|(state, _)| owner.states[state.0].id.as_str()).collect();
                    return Err(format!("{value} is not a state that it leads to: {}.", names.join(", ")));
                };
                self.decisions.push((track, decision, state));
            }
            Role::Lever(_) => {
                let on = match value {
                    "on" | "1" => 1.0,
                    "off" | "0" => 0.0,
                    _ => return Err(format!("{value} is neither on nor off.")),
                };
                self.values.push((id, on));
            }
            Role::Number => {
                let number: f64 =
                    value.parse().map_err(|_| format!("{value} is not a number; write it as 0.25."))?;
                if !input.range.contains(number) {
                    return Err(format!("{value} is outside {}.", input.range));
                }
                self.values.push((id, number));
            }
        }
        Ok(())
    }

    /// These pins and others; where both pin the same, the others'.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        let mut both = others.clone();
        let new = |(id, _): &&(InputId, f64)| !others.values.iter().any(|(other, _)| other == id);
        both.values.extend(self.values.iter().filter(new));
        let new = |(track, decision, _): &&(TrackId, DecisionId, StateId)| {
            others.state_of(*track, *decision).is_none()
        };
        both.decisions.extend(self.decisions.iter().filter(new));
        both
    }

    /// Names of what is pinned and to what, in the order of the model's inputs.
    pub fn named(&self, model: &Model) -> Vec<(String, String)> {
        let value = |id: InputId, role: Role| match role {
            Role::Decision(track, decision) => {
                let states = &model.negotiation.tracks[track.0].states;
                self.state_of(track, decision).map(|state| states[state.0].id.clone())
            }
            _ => self.values.iter().find(|(pinned, _)| *pinned == id).map(|(_, value)| value.to_string()),
        };
        let named = |(id, input): (InputId, &Input)| Some((input.name.clone(), value(id, input.role)?));
        model.inputs.iter().filter_map(named).collect()
    }

    /// The same pins, by name, in another version of the model, and what is wrong with those that do not fit there.
    pub fn carried(&self, from: &Model, to: &Model) -> (Self, Vec<String>) {
        let (mut pins, mut refused) = (Self::default(), Vec::new());
        for (name, value) in self.named(from) {
            if let Err(text) = pins.add(to, &name, &value) {
                refused.push(format!("{name}={value}: {text}"));
            }
        }
        (pins, refused)
    }

    /// Pins a lever.
    pub fn set_lever(&mut self, lever: InputId, on: bool) {
        self.set(lever, f64::from(u8::from(on)));
    }

    /// Pins a number or a lever (1 on, 0 off).
    pub fn set(&mut self, id: InputId, value: f64) {
        self.values.retain(|(pinned, _)| *pinned != id);
        self.values.push((id, value));
    }

    /// Pins a decision.
    pub fn set_decision(&mut self, track: TrackId, decision: DecisionId, state: StateId) {
        self.decisions.retain(|(t, d, _)| (*t, *d) != (track, decision));
        self.decisions.push((track, decision, state));
    }

    /// Pinned numbers and levers (1 on, 0 off).
    pub fn values(&self) -> &[(InputId, f64)] {
        &self.values
    }

    /// The state a decision is pinned to.
    pub fn state_of(&self, track: TrackId, decision: DecisionId) -> Option<StateId> {
        self.decisions.iter().find(|(t, d, _)| *t == track && *d == decision).map(|(_, _, state)| *state)
    }

    /// Whether an input is pinned.
    pub fn contains(&self, model: &Model, id: InputId) -> bool {
        match model.inputs.get(id).role {
            Role::Decision(track, decision) => self.state_of(track, decision).is_some(),
            _ => self.values.iter().any(|(pinned, _)| *pinned == id),
        }
    }
}
