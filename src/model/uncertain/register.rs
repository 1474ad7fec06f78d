//! The register of inputs: every number of the model that may be uncertain, under a stable dotted name.

use std::collections::BTreeMap;
use std::fmt;

use super::{Correlation, Distribution};
use crate::ids::{DecisionId, InputId, LeverId, TrackId};

/// Where a distribution comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// From data or a published estimate.
    Estimated,
    /// Judged by the model's author.
    Elicited,
    /// The model file does not say.
    Unstated,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Estimated => "estimated",
            Self::Elicited => "elicited",
            Self::Unstated => "unstated",
        })
    }
}

/// The values that a number may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Lower end.
    pub min: f64,
    /// Upper end.
    pub max: f64,
    /// Whether `min` itself is excluded.
    pub above_min: bool,
    /// Whether `max` itself is excluded.
    pub below_max: bool,
}

impl Range {
    /// Any finite number.
    pub const ANY: Self = Self::between(f64::NEG_INFINITY, f64::INFINITY);
    /// A share of a whole.
    pub const SHARE: Self = Self::between(0.0, 1.0);
    /// Zero or more.
    pub const NOT_NEGATIVE: Self = Self::between(0.0, f64::INFINITY);
    /// More than zero.
    pub const POSITIVE: Self = Self { min: 0.0, max: f64::INFINITY, above_min: true, below_max: false };

    /// From `min` to `max`, both included.
    pub const fn between(min: f64, max: f64) -> Self {
        Self { min, max, above_min: false, below_max: false }
    }

    /// The same without its upper end.
    #[must_use]
    pub const fn below_max(mut self) -> Self {
        self.below_max = true;
        self
    }

    /// Whether a finite value lies within.
    pub fn contains(&self, value: f64) -> bool {
        let above = if self.above_min { value > self.min } else { value >= self.min };
        let below = if self.below_max { value < self.max } else { value <= self.max };
        value.is_finite() && above && below
    }

    /// Whether every value of the distribution lies within.
    pub fn covers(&self, distribution: &Distribution) -> bool {
        let (low, high) = distribution.support();
        let open = distribution.excludes_lower_end();
        let above = low > self.min || (low == self.min && (!self.above_min || open));
        let below = high < self.max || (high == self.max && (!self.below_max || open));
        above && below
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min.is_finite(), self.max.is_finite()) {
            (false, false) => write!(f, "any number"),
            (true, false) => write!(f, "{} {}", if self.above_min { ">" } else { ">=" }, self.min),
            (false, true) => write!(f, "{} {}", if self.below_max { "<" } else { "<=" }, self.max),
            (true, true) => write!(
                f,
                "{}{}, {}{}",
                if self.above_min { '(' } else { '[' },
                self.min,
                self.max,
                if self.below_max { ')' } else { ']' }
            ),
        }
    }
}

/// What part an input plays in a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its value is a number of the method.
    Number,
    /// Whether a lever is on (1) or off (0).
    Lever(LeverId),
    /// The uniform that settles a decision; it follows from those of the decision's track.
    Decision(TrackId, DecisionId),
}

/// One entry of the register.
#[derive(Clone, Debug)]
pub struct Input {
    /// Stable dotted name, e.g. `substitution.cars`.
    pub name: String,
    /// Its distribution, possibly a constant.
    pub distribution: Distribution,
    /// Values it may be pinned to.
    pub range: Range,
    /// What part it plays.
    pub role: Role,
    /// Estimated or elicited.
    pub evidence: Evidence,
    /// Where the distribution comes from, in words; empty where the model file does not say.
    pub source: String,
}

/// The register of inputs, in a fixed order.
///
/// The talks come first (decisions and levers), where a low-discrepancy sequence is most even.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    list: Vec<Input>,
    by_name: BTreeMap<String, InputId>,
    /// Groups of inputs with correlated ranks; no input is in two.
    pub correlations: Vec<Correlation>,
}

impl Inputs {
    /// Registers an input under its name.
    ///
    /// # Errors
    /// The position of the input that already has the name.
    pub fn register(&mut self, input: Input) -> Result<InputId, InputId> {
        if let Some(taken) = self.by_name.get(&input.name) {
            return Err(*taken);
        }
        let id = InputId(self.list.len());
        self.by_name.insert(input.name.clone(), id);
        self.list.push(input);
        Ok(id)
    }

    /// The input with a name.
    pub fn find(&self, name: &str) -> Option<InputId> {
        self.by_name.get(name).copied()
    }

    /// The input at a position.
    pub fn get(&self, id: InputId) -> &Input {
        &self.list[id.0]
    }

    /// All inputs in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (InputId, &Input)> {
        self.list.iter().enumerate().map(|(position, input)| (InputId(position), input))
    }

    /// Number of inputs, constants included.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The inputs that are drawn, in order.
    pub fn uncertain(&self) -> impl Iterator<Item = (InputId, &Input)> {
        self.iter().filter(|(_, input)| !input.distribution.is_constant())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_know_their_open_ends() {
        assert!(!Range::POSITIVE.contains(0.0) && Range::POSITIVE.contains(1e-300));
        assert!(Range::POSITIVE.covers(&Distribution::interval90(0.5, 2.0).unwrap()));
        assert!(!Range::SHARE.covers(&Distribution::interval90(0.5, 0.9).unwrap()));
        let below_one = Range::SHARE.below_max();
        assert!(!below_one.contains(1.0) && !below_one.contains(f64::NAN));
        assert_eq!(below_one.to_string(), "[0, 1)");
    }
}
