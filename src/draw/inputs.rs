//! A point of the unit cube → a value for every input, with rank correlations and pins.

use nalgebra::DVector;

use super::pins::Pins;
use super::uniform::Streams;
use crate::ids::{DecisionId, InputId, StateId, TrackId};
use crate::model::uncertain::{
    BetaTable, Distribution, Inputs, Role, standard_normal_cdf, standard_normal_quantile,
};
use crate::model::{Model, negotiation::Negotiation};

/// How a decision is settled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// By a uniform, against the odds.
    Uniform(f64),
    /// Pinned to a state.
    Pinned(StateId),
    /// By the largest probability.
    MostLikely,
}

/// A value for every input, and how every decision is settled.
#[derive(Clone, Debug)]
pub struct InputValues {
    /// By input; for a decision the uniform that settles it.
    pub values: Vec<f64>,
    choices: Vec<Vec<Choice>>,
}

impl InputValues {
    /// The value of an input.
    pub fn get(&self, id: InputId) -> f64 {
        self.values[id.0]
    }

    /// How a decision is settled.
    pub fn choice(&self, track: TrackId, decision: DecisionId) -> Choice {
        self.choices[track.0][decision.0]
    }
}

/// Draws values for all inputs of a model.
///
/// ```
/// use kanzei::draw::{InputSampler, Pins};
/// let model = kanzei::input::load_model("models/two-sector".as_ref())?.model;
/// let sampler = InputSampler::new(&model, 1, Pins::default());
/// assert_eq!(sampler.values(7).values, sampler.values(7).values);
/// # Ok::<(), kanzei::error::Error>(())
/// ```
pub struct InputSampler<'m> {
    inputs: &'m Inputs,
    negotiation: &'m Negotiation,
    streams: Streams,
    quantiles: Vec<Quantile>,
    pins: Pins,
}

/// How a uniform becomes a value: tabulated where the exact quantile is slow.
enum Quantile {
    Exact,
    Beta { table: BetaTable, min: f64, width: f64 },
}

impl<'m> InputSampler<'m> {
    /// Prepares the streams and the tables of beta quantiles.
    pub fn new(model: &'m Model, seed: u64, pins: Pins) -> Self {
        let quantile = |distribution: &Distribution| match distribution.beta_shape() {
            Some((a, b, min, max)) => Quantile::Beta { table: BetaTable::new(a, b), min, width: max - min },
            None => Quantile::Exact,
        };
        Self {
            inputs: &model.inputs,
            negotiation: &model.negotiation,
            streams: Streams::new(&model.inputs, seed),
            quantiles: model.inputs.iter().map(|(_, input)| quantile(&input.distribution)).collect(),
            pins,
        }
    }

    /// The values of a draw.
    pub fn values(&self, draw: u64) -> InputValues {
        let mut points: Vec<f64> = self
            .inputs
            .iter()
            .map(
                |(id, input)| {
                    if input.distribution.is_constant() { 0.5 } else { self.streams.uniform(id.0, draw) }
                },
            )
            .collect();
        self.correlate(&mut points);
        let values = self.inputs.iter().map(|(id, input)| match (&self.quantiles[id.0], input.role) {
            (_, Role::Decision(..)) => points[id.0],
            (Quantile::Beta { table, min, width }, _) => min + width * table.at(points[id.0]),
            (Quantile::Exact, _) => input.distribution.quantile(points[id.0]),
        });
        let values = values.collect();
        self.settled(values, Choice::Uniform)
    }

    /// The values of the deterministic run: every input at its median, every decision by the largest probability.
    pub fn medians(&self) -> InputValues {
        let values = self.inputs.iter().map(|(_, input)| input.distribution.quantile(0.5)).collect();
        self.settled(values, |_| Choice::MostLikely)
    }

    /// Applies the pins.
    fn settled(&self, mut values: Vec<f64>, choose: impl Fn(f64) -> Choice) -> InputValues {
        for (id, value) in self.pins.values() {
            values[id.0] = *value;
        }
        let choice = |track: usize, decision: usize, input: InputId| {
            let pinned = self.pins.state_of(TrackId(track), DecisionId(decision));
            pinned.map_or_else(|| choose(values[input.0]), Choice::Pinned)
        };
        let of_track = |(track, decisions): (usize, &Vec<crate::model::negotiation::Decision>)| {
            decisions
                .iter()
                .enumerate()
                .map(|(number, decision)| choice(track, number, decision.input))
                .collect()
        };
        let tracks = self.negotiation.tracks.iter().map(|track| &track.decisions).enumerate();
        let choices = tracks.map(of_track).collect();
        InputValues { values, choices }
    }

    /// Gaussian copula: normal scores of each group are multiplied by its Cholesky factor.
    fn correlate(&self, points: &mut [f64]) {
        for group in &self.inputs.correlations {
            let scores = group.inputs.iter().map(|id| standard_normal_quantile(points[id.0]));
            let scores = &group.cholesky * DVector::from_iterator(group.inputs.len(), scores);
            for (id, score) in group.inputs.iter().zip(scores.iter()) {
                points[id.0] = standard_normal_cdf(*score).clamp(2.0_f64.powi(-54), 1.0 - 2.0_f64.powi(-53));
            }
        }
    }
}
