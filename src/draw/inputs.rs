//! Points of the unit cube → a value for every input, with rank correlations and pins.

use std::sync::Arc;

use super::points::{Part, Points, Sampler, Schedule};
use super::quantiles::Quantile;
use super::series;
use crate::error::Result;
use crate::ids::{DecisionId, InputId, StateId, TrackId};
use crate::model::Model;
use crate::model::pins::Pins;
use crate::model::uncertain::{BetaTables, Correlation, Input, Inputs, Role};

/// Departures of a track from a state that have uniforms of their own; what is left of the last pair serves all later ones.
pub const DEPARTURES: usize = 3;

/// How a decision is settled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// By the uniforms of the track, against the odds.
    Drawn,
    /// Pinned to a state.
    Pinned(StateId),
    /// By the largest probability.
    MostLikely,
}

/// A value for every input, and how every decision is settled.
#[derive(Clone, Debug)]
pub struct InputValues {
    /// By input, and behind them the uniforms of each track. For a decision that was reached, the uniform that settles it.
    pub values: Vec<f64>,
    /// Number of inputs.
    inputs: usize,
    pins: Arc<Pins>,
    most_likely: bool,
}

impl InputValues {
    /// The value of an input.
    pub fn get(&self, id: InputId) -> f64 {
        self.values[id.0]
    }

    /// The uniforms that settle a track, departure by departure: when it leaves a state, and where it goes then.
    pub fn of_track(&self, track: TrackId) -> [[f64; 2]; DEPARTURES] {
        let first = self.inputs + 2 * DEPARTURES * track.0;
        std::array::from_fn(|number| [self.values[first + 2 * number], self.values[first + 2 * number + 1]])
    }

    /// Puts another value in place of an input's.
    pub fn set(&mut self, id: InputId, value: f64) {
        self.values[id.0] = value;
    }

    /// The same with other pins of decisions.
    #[must_use]
    pub fn with_pins(self, pins: Pins) -> Self {
        Self { pins: Arc::new(pins), ..self }
    }

    /// How a decision is settled.
    pub fn choice(&self, track: TrackId, id: DecisionId) -> Choice {
        match self.pins.state_of(track, id) {
            Some(state) => Choice::Pinned(state),
            None if self.most_likely => Choice::MostLikely,
            None => Choice::Drawn,
        }
    }
}

/// Draws values for all inputs of a model.
///
/// ```
/// use kanzei::draw::{InputSampler, Sampler};
/// use kanzei::model::pins::Pins;
/// let model = kanzei::input::load_model("models/two-sector".as_ref())?.model;
/// let sampler = InputSampler::new(&model, Sampler::Sobol, 1, 1000, Pins::default())?;
/// assert_eq!(sampler.values(7).values, sampler.values(7).values);
/// # Ok::<(), kanzei::error::Error>(())
/// ```
pub struct InputSampler<'m> {
    inputs: &'m Inputs,
    schedule: Schedule,
    points: Points,
    /// Medians, which are the values of constants, and pinned values.
    constants: Vec<f64>,
    /// Uncertain inputs outside any correlation group, but for the pinned ones.
    independent: Vec<InputId>,
    /// Groups of which some input is not pinned.
    groups: Vec<&'m Correlation>,
    quantiles: Vec<Quantile>,
    pins: Arc<Pins>,
}

impl<'m> InputSampler<'m> {
    /// Prepares the points of a run of so many draws and the tables of beta quantiles.
    ///
    /// # Errors
    /// [`crate::error::Error::Settings`] where the sampler has too few dimensions.
    pub fn new(model: &'m Model, sampler: Sampler, seed: u64, draws: u64, pins: Pins) -> Result<Self> {
        Self::paired(model, model, sampler, seed, draws, pins)
    }

    /// The same, with the random numbers of a base model for what the two share.
    ///
    /// # Errors
    /// As [`InputSampler::new`].
    pub fn paired(
        model: &'m Model,
        base: &Model,
        sampler: Sampler,
        seed: u64,
        draws: u64,
        pins: Pins,
    ) -> Result<Self> {
        let pins = model.fixed.and(&pins);
        let inputs = &model.inputs;
        let mut constants: Vec<f64> =
            inputs.iter().map(|(_, input)| input.distribution.quantile(0.5)).collect();
        pins.values().iter().for_each(|(id, value)| constants[id.0] = *value);
        let pinned = |id: InputId| pins.values().iter().any(|(pinned, _)| *pinned == id);
        let in_group = |id: InputId| inputs.correlations.iter().any(|group| group.inputs.contains(&id));
        let settled = |input: &Input| matches!(input.role, Role::Decision(..));
        let drawn = inputs.uncertain().filter(|(_, input)| !settled(input)).map(|(id, _)| id);
        let drawn = drawn.filter(|id| !pinned(*id) && !in_group(*id));
        constants.resize(inputs.len() + 2 * DEPARTURES * model.negotiation.tracks.len(), 0.5);
        let free = |group: &&Correlation| group.inputs.iter().any(|id| !pinned(*id));
        let mut tables = BetaTables::default();
        Ok(Self {
            inputs,
            schedule: Schedule::new(draws),
            points: Points::new(sampler, model, base, seed)?,
            independent: drawn.collect(),
            groups: inputs.correlations.iter().filter(free).collect(),
            quantiles: inputs.iter().map(|(_, input)| Quantile::new(input, &mut tables)).collect(),
            constants,
            pins: Arc::new(pins),
        })
    }

    /// Points for the same model and pins that have nothing to do with these.
    ///
    /// # Errors
    /// As [`InputSampler::new`].
    pub fn second(model: &'m Model, sampler: Sampler, seed: u64, draws: u64, pins: Pins) -> Result<Self> {
        let first = Self::new(model, sampler, seed, draws, pins)?;
        Ok(Self { points: Points::second(sampler, model, seed)?, ..first })
    }

    /// How many random numbers a draw takes.
    pub fn coordinates(&self) -> usize {
        let grouped: usize = self.groups.iter().map(|group| group.inputs.len()).sum();
        self.independent.len() + grouped + self.constants.len() - self.inputs.len()
    }

    /// The order of the draws.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The values of a draw.
    pub fn values(&self, draw: u64) -> InputValues {
        let mut block = InputBlock::default();
        self.fill(&self.schedule.place(draw), &mut block);
        let mut values = self.room();
        values.values.copy_from_slice(&block.values);
        values
    }

    /// Room for the values of a draw.
    pub fn room(&self) -> InputValues {
        let (values, inputs) = (self.constants.clone(), self.inputs.len());
        InputValues { values, inputs, pins: Arc::clone(&self.pins), most_likely: false }
    }

    /// The values of the deterministic run: every input at its median, every decision by the largest probability.
    pub fn medians(&self) -> InputValues {
        InputValues { most_likely: true, ..self.room() }
    }
}

/// Gives the inputs of draws their values.
pub trait Fill: Sync {
    /// The values of consecutive draws, all at once.
    fn fill(&self, part: &Part, block: &mut InputBlock);
}

impl Fill for InputSampler<'_> {
    fn fill(&self, part: &Part, block: &mut InputBlock) {
        self.start(part, block);
        for id in &self.independent {
            self.fill_input(*id, part, block.row_mut(*id));
        }
        for coordinate in self.inputs.len()..self.constants.len() {
            self.fill_points(coordinate, part, block.row_mut(InputId(coordinate)));
        }
        for group in &self.groups {
            self.fill_group(group, part, block);
        }
        self.pin(block);
    }
}

impl<'m> InputSampler<'m> {
    /// Room for some draws, with all that is constant in place.
    pub(super) fn start(&self, part: &Part, block: &mut InputBlock) {
        block.resize(&self.constants, part.count);
    }

    /// Uncertain inputs outside any correlation group, but for the pinned ones.
    pub(super) fn independent(&self) -> &[InputId] {
        &self.independent
    }

    /// Correlation groups of which some input is not pinned.
    pub(super) fn groups(&self) -> &[&'m Correlation] {
        &self.groups
    }

    /// The first coordinate of a track.
    pub(super) fn track_coordinate(&self, track: usize) -> usize {
        self.inputs.len() + 2 * DEPARTURES * track
    }

    /// The points of a coordinate.
    pub(super) fn fill_points(&self, coordinate: usize, part: &Part, row: &mut [f64]) {
        self.points.fill(coordinate, part, row);
    }

    /// The values of an input outside any correlation group.
    pub(super) fn fill_input(&self, id: InputId, part: &Part, row: &mut [f64]) {
        self.points.fill(id.0, part, row);
        self.quantiles[id.0].apply(&self.inputs.get(id).distribution, row);
    }

    /// Turns normal scores into values of an input.
    pub(super) fn apply_to_scores(&self, id: InputId, row: &mut [f64]) {
        self.quantiles[id.0].apply_to_scores(&self.inputs.get(id).distribution, row);
    }

    /// Correlated normal scores of a group (inputs × draws).
    pub(super) fn group_scores(&self, group: &Correlation, part: &Part) -> Vec<f64> {
        let lanes = part.count;
        let mut scores = vec![0.0; group.inputs.len() * lanes];
        for (id, scores) in group.inputs.iter().zip(scores.chunks_mut(lanes)) {
            self.points.fill(id.0, part, scores);
        }
        series::normal_quantile(&mut scores);
        let mut found = vec![0.0; scores.len()];
        for (position, row) in found.chunks_mut(lanes).enumerate() {
            add_factors(group, position, &scores, row);
        }
        found
    }

    /// Puts pinned values in place.
    pub(super) fn pin(&self, block: &mut InputBlock) {
        for (id, value) in self.pins.values() {
            block.row_mut(*id).fill(*value);
        }
    }

    /// Gaussian copula: independent normal scores become those of a group, the first what its inputs share.
    fn fill_group(&self, group: &Correlation, part: &Part, block: &mut InputBlock) {
        let lanes = part.count;
        block.scores.resize(group.inputs.len() * lanes, 0.0);
        let InputBlock { scores, values, .. } = block;
        for (id, scores) in group.inputs.iter().zip(scores.chunks_mut(lanes)) {
            self.points.fill(id.0, part, scores);
        }
        series::normal_quantile(scores);
        for (position, id) in group.inputs.iter().enumerate() {
            let row = &mut values[id.0 * lanes..][..lanes];
            row.fill(0.0);
            add_factors(group, position, scores, row);
            self.apply_to_scores(*id, row);
        }
    }
}

/// Adds `Σ_j F_ij ξ_j` to a row.
fn add_factors(group: &Correlation, position: usize, scores: &[f64], row: &mut [f64]) {
    let lanes = row.len();
    for (factor, scores) in group.factor.row(position).iter().zip(scores.chunks(lanes)) {
        row.iter_mut().zip(scores).for_each(|(sum, score)| *sum += factor * score);
    }
}

/// Values of all inputs in some draws, input by input.
#[derive(Default)]
pub struct InputBlock {
    lanes: usize,
    values: Vec<f64>,
    scores: Vec<f64>,
}

impl InputBlock {
    fn resize(&mut self, constants: &[f64], lanes: usize) {
        if self.lanes == lanes {
            return;
        }
        self.lanes = lanes;
        self.values.clear();
        self.values.extend(constants.iter().flat_map(|value| std::iter::repeat_n(*value, lanes)));
    }

    /// The values of one input.
    pub fn row(&self, id: InputId) -> &[f64] {
        &self.values[id.0 * self.lanes..][..self.lanes]
    }

    pub(super) fn row_mut(&mut self, id: InputId) -> &mut [f64] {
        &mut self.values[id.0 * self.lanes..][..self.lanes]
    }

    /// Hands every draw its values.
    pub fn deal<'v>(&self, draws: impl Iterator<Item = &'v mut InputValues>) {
        for (lane, draw) in draws.take(self.lanes).enumerate() {
            let rows = self.values.chunks_exact(self.lanes);
            draw.values.iter_mut().zip(rows).for_each(|(value, row)| *value = row[lane]);
        }
    }
}
