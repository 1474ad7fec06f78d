//! A point of the unit cube → a value for every input, with rank correlations and pins.

use nalgebra::DVector;

use super::pins::Pins;
use super::uniform::Streams;
use crate::ids::{DecisionId, InputId, StateId, TrackId};
use crate::model::uncertain::{
    BetaTable, Correlation, Distribution, Input, Inputs, Role, standard_normal_cdf, standard_normal_quantile,
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
    /// Medians, which are the values of constants.
    constants: Vec<f64>,
    /// Uncertain inputs outside any correlation group.
    independent: Vec<InputId>,
    quantiles: Vec<Quantile>,
    pins: Pins,
}

/// How a point of the unit interval becomes a value.
enum Quantile {
    /// The point itself settles a decision.
    Point,
    /// From the normal score, `Φ⁻¹` of the point.
    Normal {
        mean: f64,
        sd: f64,
    },
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    /// Tabulated, because the exact quantile is slow.
    Beta {
        table: BetaTable,
        min: f64,
        width: f64,
    },
    /// By the distribution's own quantile function.
    Exact,
}

impl Quantile {
    fn new(input: &Input) -> Self {
        match (input.role, &input.distribution) {
            (Role::Decision(..), _) => Self::Point,
            (_, Distribution::Normal { mean, sd }) => Self::Normal { mean: *mean, sd: *sd },
            (_, Distribution::Lognormal { mu, sigma }) => Self::Lognormal { mu: *mu, sigma: *sigma },
            (_, distribution) => match distribution.beta_shape() {
                Some((a, b, min, max)) => Self::Beta { table: BetaTable::new(a, b), min, width: max - min },
                None => Self::Exact,
            },
        }
    }

    /// The value at a point.
    fn at(&self, distribution: &Distribution, point: f64) -> f64 {
        match self {
            Self::Point => point,
            Self::Exact => distribution.quantile(point),
            _ => self.at_score(distribution, standard_normal_quantile(point)),
        }
    }

    /// The value at a normal score.
    fn at_score(&self, distribution: &Distribution, score: f64) -> f64 {
        match self {
            Self::Normal { mean, sd } => mean + sd * score,
            Self::Lognormal { mu, sigma } => (mu + sigma * score).exp(),
            Self::Beta { table, min, width } => min + width * table.at_score(score),
            Self::Point | Self::Exact => {
                let point = standard_normal_cdf(score);
                distribution.quantile(point.clamp(2.0_f64.powi(-54), 1.0 - 2.0_f64.powi(-53)))
            }
        }
    }
}

impl<'m> InputSampler<'m> {
    /// Prepares the streams and the tables of beta quantiles.
    pub fn new(model: &'m Model, seed: u64, pins: Pins) -> Self {
        let inputs = &model.inputs;
        let in_group = |id: InputId| inputs.correlations.iter().any(|group| group.inputs.contains(&id));
        let independent = |id: &InputId| !in_group(*id);
        Self {
            inputs,
            negotiation: &model.negotiation,
            streams: Streams::new(inputs, seed),
            constants: inputs.iter().map(|(_, input)| input.distribution.quantile(0.5)).collect(),
            independent: inputs.uncertain().map(|(id, _)| id).filter(independent).collect(),
            quantiles: inputs.iter().map(|(_, input)| Quantile::new(input)).collect(),
            pins,
        }
    }

    /// The values of a draw.
    pub fn values(&self, draw: u64) -> InputValues {
        let mut values = self.constants.clone();
        for id in &self.independent {
            let point = self.streams.uniform(id.0, draw);
            values[id.0] = self.quantiles[id.0].at(&self.inputs.get(*id).distribution, point);
        }
        for group in &self.inputs.correlations {
            self.draw_group(group, draw, &mut values);
        }
        self.settled(values, Choice::Uniform)
    }

    /// Gaussian copula: the normal scores of a group are multiplied by its Cholesky factor.
    fn draw_group(&self, group: &Correlation, draw: u64, values: &mut [f64]) {
        let score = |id: &InputId| standard_normal_quantile(self.streams.uniform(id.0, draw));
        let scores = DVector::from_iterator(group.inputs.len(), group.inputs.iter().map(score));
        for (row, id) in group.inputs.iter().enumerate() {
            let score = group.cholesky.row(row).transpose().rows(0, row + 1).dot(&scores.rows(0, row + 1));
            values[id.0] = self.quantiles[id.0].at_score(&self.inputs.get(*id).distribution, score);
        }
    }

    /// The values of the deterministic run: every input at its median, every decision by the largest probability.
    pub fn medians(&self) -> InputValues {
        self.settled(self.constants.clone(), |_| Choice::MostLikely)
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
}
