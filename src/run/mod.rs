//! Many draws → a [`Summary`]: fixed batches over threads, merged in order of the batches.
//!
//! This is the only place with threads. A batch is a fixed range of draws; batches are tallied in order, each cell by
//! one thread at a time. So the same settings give the same bits for any number of threads.

mod settings;
mod summary;

pub use settings::{DEFAULT_DRAWS, DEFAULT_SEED, MOST_DRAWS, MOST_THREADS, Settings, all_threads};
pub use summary::{CellSummary, EntryDate, OutcomeSummary, Summary};

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::draw::{InputSampler, InputValues, TrackPath, follow_talks, outcome, sample_draw, settle_tracks};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::propagate::metrics::Metrics;
use crate::propagate::{Block, BlockPlan, Propagation};
use crate::stats::{Batch, CellTally, Failure};
use summary::PathTally;

/// Draws in a batch.
pub const BATCH: u64 = 128;
/// Batches computed before they are tallied: enough to find a cell's counts in the cache more than once.
const ROUND: u64 = 8;
/// A run in which more than this share of the draws fails is no result.
const FAILED_SHARE: f64 = 0.01;

/// Takes the batches of a run, in order.
pub trait Samples {
    /// Takes one batch.
    ///
    /// # Errors
    /// Whatever keeps it from being stored.
    fn take(&mut self, batch: &Batch) -> Result<()>;
}

/// Is told how far a run has come.
pub trait Progress: Sync {
    /// So many draws are done.
    fn done(&self, draws: u64);
}

/// Keeps no samples, shows no progress.
pub struct Silent;

impl Samples for Silent {
    fn take(&mut self, _: &Batch) -> Result<()> {
        Ok(())
    }
}

impl Progress for Silent {
    fn done(&self, _: u64) {}
}

/// Everything that a draw needs and no draw changes.
pub struct Engine<'m> {
    /// The model.
    pub model: &'m Model,
    /// Values of inputs.
    pub sampler: InputSampler<'m>,
    /// The Leontief system.
    pub propagation: Propagation<'m>,
    /// What is reported.
    pub metrics: Metrics<'m>,
    /// The same quantities for many draws at once.
    plan: BlockPlan<'m>,
    /// The cells that are tallied; the others are multiples of them.
    pub tallied: Vec<usize>,
}

impl<'m> Engine<'m> {
    /// Prepares a model.
    ///
    /// # Errors
    /// [`Error::Simulation`] if its economy cannot be inverted.
    pub fn new(model: &'m Model, settings: &Settings) -> Result<Self> {
        let metrics = Metrics::new(model);
        let propagation = Propagation::new(model)?;
        let own = |position: &usize| metrics.cells[*position].multiple_of.is_none();
        Ok(Self {
            model,
            sampler: InputSampler::new(model, settings.seed, settings.pins.clone()),
            plan: BlockPlan::new(&propagation, &metrics),
            propagation,
            tallied: (0..metrics.cells.len()).filter(own).collect(),
            metrics,
        })
    }

    /// The values of all cells in the deterministic run: inputs at their medians, every decision by the largest
    /// probability.
    pub fn deterministic(&self) -> (Vec<f64>, usize) {
        let draw = sample_draw(self.model, self.sampler.medians());
        let mut values = vec![0.0; self.metrics.cells.len()];
        self.metrics.evaluate(&draw, &self.propagation.impact(&draw), &mut values);
        (values, draw.outcome.0)
    }

    /// Computes draws `first … first + count − 1` into a slot.
    pub fn compute(&self, slot: &mut Slot, first: u64, count: u64) {
        let lanes = count as usize;
        let states = self.model.negotiation.primary_track().states.len();
        let Slot { batch, block } = slot;
        batch.clear(first);
        // The talks come first: draws with the same outcome get neighbouring columns.
        let settle = |number: u64| {
            let values = self.sampler.values(number);
            let tracks = settle_tracks(&self.model.negotiation, &values);
            (values, tracks)
        };
        let settled: Vec<(InputValues, Vec<TrackPath>)> = (first..first + count).map(settle).collect();
        batch.draws.extend(first..first + count);
        batch.outcomes.extend(settled.iter().map(|(_, tracks)| outcome(self.model, tracks).0));
        (batch.counts, batch.columns) = group_by_outcome(&batch.outcomes, states);
        if block.as_ref().is_none_or(|block| block.lanes() != lanes) {
            *block = Some(self.plan.block(lanes));
        }
        batch.values.resize(self.tallied.len() * lanes, 0.0);
        if let Some(block) = block {
            for ((values, tracks), column) in settled.into_iter().zip(&batch.columns) {
                let draw = follow_talks(self.model, values, tracks);
                self.plan.fill(block, *column, &draw, &self.propagation);
                batch.states.push(states_after_decisions(self.model, &draw.tracks));
                batch.inputs.push(draw.inputs.values);
            }
            self.plan.evaluate(block, &self.metrics, &mut batch.values);
        }
        self.leave_out_failures(batch);
    }

    /// Takes draws with a value that is not finite out of a batch and records them.
    fn leave_out_failures(&self, batch: &mut Batch) {
        let lanes = batch.draws.len();
        if batch.values.iter().all(|value| value.is_finite()) {
            return;
        }
        let failure = |position: usize| {
            let column = batch.columns[position];
            let mut rows = batch.values.chunks(lanes).zip(&self.tallied);
            rows.find(|(row, _)| !row[column].is_finite()).map(|(row, cell)| {
                let cell = &self.metrics.cells[*cell];
                let scope = cell.scope.name(self.model);
                let reason = format!("{} of {scope} in {} is {}", cell.metric, cell.span.period, row[column]);
                Failure { draw: batch.draws[position], reason }
            })
        };
        let failed: Vec<Option<Failure>> = (0..lanes).map(failure).collect();
        let good: Vec<usize> = (0..lanes).filter(|position| failed[*position].is_none()).collect();
        let outcomes: Vec<usize> = good.iter().map(|position| batch.outcomes[*position]).collect();
        let (counts, columns) = group_by_outcome(&outcomes, batch.counts.len());
        let mut values = vec![0.0; self.tallied.len() * good.len()];
        for (row, old) in values.chunks_mut(good.len().max(1)).zip(batch.values.chunks(lanes)) {
            for (position, column) in good.iter().zip(&columns) {
                row[*column] = old[batch.columns[*position]];
            }
        }
        batch.draws = good.iter().map(|position| batch.draws[*position]).collect();
        batch.inputs = good.iter().map(|position| std::mem::take(&mut batch.inputs[*position])).collect();
        batch.states = good.iter().map(|position| std::mem::take(&mut batch.states[*position])).collect();
        batch.failures = failed.into_iter().flatten().collect();
        (batch.outcomes, batch.counts, batch.columns, batch.values) = (outcomes, counts, columns, values);
    }
}

/// Room for one batch, used again and again.
#[derive(Default)]
pub struct Slot {
    /// The batch computed last.
    pub batch: Batch,
    block: Option<Block>,
}

/// State after every decision, track by track; none for a decision that was not reached.
fn states_after_decisions(model: &Model, tracks: &[crate::draw::TrackPath]) -> Vec<Option<usize>> {
    let mut states = Vec::new();
    for (track, path) in model.negotiation.tracks.iter().zip(tracks) {
        let start = states.len();
        states.resize(start + track.decisions.len(), None);
        for step in &path.steps {
            states[start + step.decision.0] = Some(step.state.0);
        }
    }
    states
}

/// How many draws each outcome has, and the column of every draw when draws with one outcome stand together.
fn group_by_outcome(of_draws: &[usize], outcomes: usize) -> (Vec<usize>, Vec<usize>) {
    let mut counts = vec![0; outcomes];
    of_draws.iter().for_each(|outcome| counts[*outcome] += 1);
    let mut next: Vec<usize> = (0..outcomes).map(|outcome| counts[..outcome].iter().sum()).collect();
    let column = |outcome: &usize| {
        next[*outcome] += 1;
        next[*outcome] - 1
    };
    let columns = of_draws.iter().map(column).collect();
    (counts, columns)
}

/// Simulates a model.
///
/// ```
/// use kanzei::run::{Settings, Silent, simulate};
/// let model = kanzei::input::load_model("models/two-sector".as_ref())?.model;
/// let settings = Settings { draws: 1000, seed: 1, threads: 2, pins: Default::default() };
/// let summary = simulate(&model, &settings, &mut Silent, &Silent, &false.into())?;
/// assert_eq!(summary.draws, 1000);
/// # Ok::<(), kanzei::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Settings`] for settings out of range, [`Error::Interrupted`] once `stop` is set, [`Error::Simulation`]
/// where too many draws fail, and whatever `samples` reports.
pub fn simulate(
    model: &Model,
    settings: &Settings,
    samples: &mut impl Samples,
    progress: &impl Progress,
    stop: &AtomicBool,
) -> Result<Summary> {
    settings.check()?;
    let engine = Engine::new(model, settings)?;
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.threads)
        .build()
        .map_err(|error| Error::Simulation(format!("cannot start {} threads: {error}", settings.threads)))?;
    let outcomes = model.negotiation.primary_track().states.len();
    let tally = |cell: &crate::propagate::metrics::Cell| {
        CellTally::new(outcomes, cell.headline, engine.thresholds(cell))
    };
    let mut tallies: Vec<CellTally> =
        engine.tallied.iter().map(|position| tally(&engine.metrics.cells[*position])).collect();
    let mut paths = PathTally::new(model);
    let mut failures: Vec<Failure> = Vec::new();
    let mut failed = 0_u64;
    let batches = settings.draws.div_ceil(BATCH);
    let round = ROUND.max(settings.threads as u64);
    let mut slots: Vec<Slot> = (0..round.min(batches)).map(|_| Slot::default()).collect();
    for start in (0..batches).step_by(round as usize) {
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        slots.truncate((batches - start) as usize);
        threads.install(|| {
            slots.par_iter_mut().enumerate().for_each(|(position, slot)| {
                let first = (start + position as u64) * BATCH;
                engine.compute(slot, first, BATCH.min(settings.draws - first));
            });
            tallies.par_iter_mut().with_min_len(64).enumerate().for_each(|(cell, tally)| {
                for Slot { batch, .. } in &slots {
                    let draws = batch.draws.len();
                    tally.push(&batch.values[cell * draws..(cell + 1) * draws], &batch.counts);
                }
            });
        });
        for Slot { batch, .. } in &slots {
            paths.push(model, batch);
            failed += batch.failures.len() as u64;
            let room = summary::LISTED_FAILURES.saturating_sub(failures.len());
            failures.extend(batch.failures.iter().take(room).cloned());
            samples.take(batch)?;
            progress.done(BATCH.min(settings.draws - batch.first));
        }
    }
    if failed as f64 > FAILED_SHARE * settings.draws as f64 {
        let first = &failures[0];
        return Err(Error::Simulation(format!(
            "{failed} of {} draws failed, more than {} %: the results would not be those of the model. The first is \
             draw {}: {}. `kanzei trace MODEL --draw {}`, with the same --seed and --fix, shows it.",
            settings.draws,
            100.0 * FAILED_SHARE,
            first.draw,
            first.reason,
            first.draw
        )));
    }
    Ok(Summary::new(&engine, settings, &tallies, &paths, failed, failures))
}

impl Engine<'_> {
    /// The thresholds whose probabilities are reported for a cell.
    fn thresholds(&self, cell: &crate::propagate::metrics::Cell) -> &[f64] {
        let listed = self.model.thresholds.get(cell.metric.name());
        listed.filter(|_| cell.headline).map_or(&[], |thresholds| thresholds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks give what the one-draw path of `kanzei trace` gives.
    #[test]
    fn blocks_agree_with_single_draws() {
        for path in ["models/two-sector", "models/japan-us-2025", "tests/data/one-draw"] {
            let model = crate::input::load_model(path.as_ref()).unwrap().model;
            let settings = Settings { draws: 100, seed: 7, threads: 1, pins: crate::draw::Pins::default() };
            let engine = Engine::new(&model, &settings).unwrap();
            let mut slot = Slot::default();
            engine.compute(&mut slot, 0, 100);
            let batch = &slot.batch;
            let mut row = vec![0.0; engine.metrics.cells.len()];
            for (number, column) in batch.columns.iter().enumerate() {
                let draw = sample_draw(&model, engine.sampler.values(number as u64));
                engine.metrics.evaluate(&draw, &engine.propagation.impact(&draw), &mut row);
                for (position, cell) in engine.tallied.iter().enumerate() {
                    let (found, wanted) = (batch.values[position * 100 + column], row[*cell]);
                    // Terms of both signs cancel in small values: those are held to an absolute 1e-16.
                    let close = (found - wanted).abs() <= 1e-10 * wanted.abs().max(1e-6);
                    assert!(close, "{:?} {found} {wanted}", engine.metrics.cells[*cell]);
                }
            }
        }
    }
}
