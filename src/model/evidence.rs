//! What happened after the as-of date, and what others estimated: nothing of it enters a draw.

use chrono::NaiveDate;

use super::measure::Measure;
use crate::ids::{InputId, StateId, TrackId};

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// Id.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// What was observed, and what of the model it is set against.
    pub what: Observed,
    /// When the figure was published.
    pub published: NaiveDate,
    /// Where it was read.
    pub source: String,
}

/// What was observed.
#[derive(Clone, Debug, PartialEq)]
pub enum Observed {
    /// A published figure that follows from a measure of the model and from what would have happened anyway.
    Figure {
        /// The model's effect.
        measure: Measure,
        /// How the two make the published figure.
        mapping: Mapping,
        /// The published figure.
        value: f64,
        /// Its unit.
        unit: String,
        /// Mean and standard deviation of what would have happened without the tariffs (normal).
        anyway: (f64, f64),
        /// What that rests on.
        anyway_source: String,
    },
    /// The date on which a track first entered one of some states.
    Date {
        /// The track.
        track: TrackId,
        /// The states.
        states: Vec<StateId>,
        /// The date.
        date: NaiveDate,
    },
    /// The state that a track was in on a date.
    State {
        /// The track.
        track: TrackId,
        /// The date.
        date: NaiveDate,
        /// The state.
        state: StateId,
    },
    /// What became of an uncertain input.
    Input {
        /// The input.
        input: InputId,
        /// Its value.
        value: f64,
    },
}

/// How the model's effect `e` and what would have happened anyway `a` make a published figure `y`, all in per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mapping {
    /// `1 + y/100 = (1 + a/100)(1 + e/100)`: a change on a year before.
    Times,
    /// `y = a + e`
    Plus,
}

impl Mapping {
    /// Mean and standard deviation of the published figure, given an effect.
    ///
    /// ```
    /// use kanzei::model::evidence::Mapping;
    /// let (mean, sd) = Mapping::Times.published(-10.0, (5.0, 2.0));
    /// assert!((mean - -5.5).abs() < 1e-12 && (sd - 1.8).abs() < 1e-12);
    /// ```
    pub fn published(self, effect: f64, (mean, sd): (f64, f64)) -> (f64, f64) {
        match self {
            Self::Times => {
                let factor = 1.0 + effect / 100.0;
                (100.0 * ((1.0 + mean / 100.0) * factor - 1.0), sd * factor)
            }
            Self::Plus => (mean + effect, sd),
        }
    }
}

/// What others estimated for a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedEstimate {
    /// Id.
    pub id: String,
    /// Who.
    pub who: String,
    /// When it was published.
    pub date: NaiveDate,
    /// The scenario: an overlay in `scenarios/`.
    pub scenario: String,
    /// The measure of the model that comes nearest.
    pub measure: Measure,
    /// The estimate, from and to.
    pub range: (f64, f64),
    /// Its own horizon, in words.
    pub horizon: String,
    /// Its method, in words.
    pub method: String,
    /// Where it was read.
    pub source: String,
}
