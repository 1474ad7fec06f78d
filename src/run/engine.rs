//! Everything that a draw needs and no draw changes.

use super::Settings;
use crate::draw::batch::CoursePlan;
use crate::draw::{InputSampler, sample_draw};
use crate::error::Result;
use crate::model::Model;
use crate::propagate::metrics::{Cell, Measure, Metrics};
use crate::propagate::{BlockPlan, Propagation, RowGroup};

/// A model made ready to be drawn from.
pub struct Engine<'m> {
    /// The model.
    pub model: &'m Model,
    /// Values of inputs.
    pub sampler: InputSampler<'m>,
    /// The Leontief system.
    pub propagation: Propagation<'m>,
    /// What is reported.
    pub metrics: Metrics<'m>,
    /// Many draws up to final demand.
    pub(super) courses: CoursePlan<'m>,
    /// The same quantities for many draws at once.
    pub(super) blocks: BlockPlan<'m>,
    /// Cells that are computed together.
    pub(super) groups: Vec<RowGroup>,
}

impl<'m> Engine<'m> {
    /// Prepares a model.
    ///
    /// # Errors
    /// [`crate::error::Error::Simulation`] if its economy cannot be inverted, [`crate::error::Error::Settings`] if the
    /// sampler has too few dimensions for it.
    pub fn new(model: &'m Model, settings: &Settings) -> Result<Self> {
        Self::with(model, model, settings, Metrics::new(model))
    }

    /// Prepares a model for some measures only, with the random numbers of a base model for what the two share. The first
    /// cells are the measures, in their order.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub fn of(model: &'m Model, base: &Model, settings: &Settings, measures: &[Measure]) -> Result<Self> {
        Self::with(model, base, settings, Metrics::of(model, measures))
    }

    fn with(model: &'m Model, base: &Model, settings: &Settings, metrics: Metrics<'m>) -> Result<Self> {
        let Settings { sampler, seed, draws, ref pins, .. } = *settings;
        let sampler = InputSampler::paired(model, base, sampler, seed, draws, pins.clone())?;
        let propagation = Propagation::new(model)?;
        let blocks = BlockPlan::new(&propagation, &metrics);
        Ok(Self {
            groups: blocks.row_groups(&propagation, &metrics),
            courses: CoursePlan::new(model),
            model,
            sampler,
            blocks,
            propagation,
            metrics,
        })
    }

    /// The values of all cells in the deterministic run: inputs at their medians, every decision by the largest
    /// probability; and its outcome.
    pub fn deterministic(&self) -> (Vec<f64>, usize) {
        let draw = sample_draw(self.model, self.sampler.medians());
        let mut values = vec![0.0; self.metrics.cells.len()];
        self.metrics.evaluate(&draw, &self.propagation.impact(&draw), &mut values);
        (values, draw.outcome.0)
    }

    /// Figures that are computed and counted in every draw; the rest are multiples of these.
    pub fn figures(&self) -> usize {
        self.groups.iter().map(|group| group.cells.len()).sum()
    }

    /// Multiplications with an addition that lead from the amounts of the causes to these figures.
    pub fn multiply_adds(&self) -> usize {
        self.groups.iter().map(RowGroup::multiply_adds).sum()
    }

    /// The thresholds whose probabilities are reported for a cell.
    pub(super) fn thresholds(&self, cell: &Cell) -> &[f64] {
        let listed = self.model.thresholds.get(cell.metric.name());
        listed.filter(|_| cell.headline).map_or(&[], |thresholds| thresholds)
    }
}
