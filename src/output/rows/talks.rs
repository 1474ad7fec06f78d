//! How the talks go: `talks` of `summary.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EstimateNote;

/// A decision of the primary track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionNote {
    /// Id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its date.
    #[schemars(extend("format" = "date"))]
    pub date: String,
    /// The state that it leaves.
    pub from: String,
    /// Probability that it is reached: the track is in `from` then.
    pub reached: EstimateNote,
    /// Where it leads, `from` included where it may stay. The probabilities sum to that of `reached`.
    pub to: Vec<MoveNote>,
}

/// A decision that is reached and leads to a state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MoveNote {
    /// The state after it.
    pub state: String,
    /// Probability over all draws.
    #[schemars(range(min = 0, max = 1))]
    pub probability: f64,
    /// Its Monte Carlo standard error.
    pub mcse: f64,
}
