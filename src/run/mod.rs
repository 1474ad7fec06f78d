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

use crate::draw::{InputSampler, sample_draw};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::propagate::Propagation;
use crate::propagate::metrics::Metrics;
use crate::stats::{Batch, CellTally, Failure};
use summary::PathTally;

/// Draws in a batch.
pub const BATCH: u64 = 128;
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
}

impl<'m> Engine<'m> {
    /// Prepares a model.
    ///
    /// # Errors
    /// [`Error::Simulation`] if its economy cannot be inverted.
    pub fn new(model: &'m Model, settings: &Settings) -> Result<Self> {
        Ok(Self {
            model,
            sampler: InputSampler::new(model, settings.seed, settings.pins.clone()),
            propagation: Propagation::new(model)?,
            metrics: Metrics::new(model),
        })
    }

    /// The values of all cells in the deterministic run: inputs at their medians, most likely path.
    pub fn deterministic(&self) -> (Vec<f64>, usize) {
        let draw = sample_draw(self.model, self.sampler.medians());
        let mut values = vec![0.0; self.metrics.cells.len()];
        self.metrics.evaluate(&draw, &self.propagation.impact(&draw), &mut values);
        (values, draw.outcome.0)
    }

    /// Computes draws `first … first + count − 1`.
    pub fn batch(&self, first: u64, count: u64) -> Batch {
        let cells = self.metrics.cells.len();
        let mut batch = Batch { first, ..Batch::default() };
        let mut rows: Vec<f64> = Vec::with_capacity(cells * count as usize);
        let mut row = vec![0.0; cells];
        for number in first..first + count {
            let draw = sample_draw(self.model, self.sampler.values(number));
            self.metrics.evaluate(&draw, &self.propagation.impact(&draw), &mut row);
            if let Some(position) = row.iter().position(|value| !value.is_finite()) {
                let cell = &self.metrics.cells[position];
                let reason = format!(
                    "{} of {} in {} is {}",
                    cell.metric,
                    cell.scope.name(self.model),
                    cell.span.period,
                    row[position]
                );
                batch.failures.push(Failure { draw: number, reason });
                continue;
            }
            rows.extend_from_slice(&row);
            batch.draws.push(number);
            batch.outcomes.push(draw.outcome.0);
            batch.states.push(states_after_decisions(self.model, &draw.tracks));
            batch.inputs.push(draw.inputs.values);
        }
        let outcomes = self.model.negotiation.primary_track().states.len();
        (batch.counts, batch.columns) = group_by_outcome(&batch.outcomes, outcomes);
        batch.values = transposed(&rows, &batch.columns, cells);
        batch
    }
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

/// Draws × cells → cells × draws, draws in the order of `columns`; in tiles that fit the cache.
fn transposed(rows: &[f64], columns: &[usize], cells: usize) -> Vec<f64> {
    const TILE: usize = 16;
    let draws = columns.len();
    let mut values = vec![0.0; rows.len()];
    for first in (0..cells).step_by(TILE) {
        let last = cells.min(first + TILE);
        for (draw, column) in columns.iter().enumerate() {
            for cell in first..last {
                values[cell * draws + column] = rows[draw * cells + cell];
            }
        }
    }
    values
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
    let mut tallies: Vec<CellTally> = engine.metrics.cells.iter().map(tally).collect();
    let mut paths = PathTally::new(model);
    let mut failures: Vec<Failure> = Vec::new();
    let mut failed = 0_u64;
    let batches = settings.draws.div_ceil(BATCH);
    let in_flight = settings.threads as u64;
    for start in (0..batches).step_by(settings.threads) {
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        let numbers: Vec<u64> = (start..batches.min(start + in_flight)).collect();
        let compute = |number: &u64| {
            let first = number * BATCH;
            engine.batch(first, BATCH.min(settings.draws - first))
        };
        let computed: Vec<Batch> = threads.install(|| numbers.par_iter().map(compute).collect());
        threads.install(|| {
            tallies.par_iter_mut().with_min_len(64).enumerate().for_each(|(cell, tally)| {
                for batch in &computed {
                    let draws = batch.draws.len();
                    tally.push(&batch.values[cell * draws..(cell + 1) * draws], &batch.counts);
                }
            });
        });
        for batch in &computed {
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
             draw {}: {}. `kanzei trace MODEL --draw {}` shows it.",
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
