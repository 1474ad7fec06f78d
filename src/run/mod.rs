//! Many draws → a [`Summary`]: rounds of draws over threads, tallied in order.
//!
//! A round is a fixed range of draws. They are computed in blocks, block by block on any thread; then every cell takes in its
//! row, each cell by one thread at a time, rounds in order. So the same settings give the same bits for any number of threads.

mod engine;
mod published;
mod round;
mod settings;
mod summary;
mod table;
mod tallies;
mod target;
mod watch;

pub use engine::Engine;
pub use published::{Conditional, beside_published};
pub use round::{Round, Settled};
pub use settings::{DEFAULT_DRAWS, DEFAULT_SEED, MOST_DRAWS, MOST_THREADS, Settings, all_threads};
pub use summary::{
    CellSummary, Convergence, DecisionSummary, EntryDate, Move, OutcomeSummary, Summary, errors_of,
};
pub use table::{Table, Witness, tabulate, tabulate_from};
pub use tallies::GroupTally;
pub use target::{Figure, Target};

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};
use crate::model::Model;
use crate::stats::Failure;
use tallies::PathTally;
use watch::Watch;

/// A run in which more than this share of the draws fails is no result.
const FAILED_SHARE: f64 = 0.01;

/// Takes the rounds of a run, in order.
pub trait Samples {
    /// The cells, by position, whose values are wanted.
    fn cells(&self) -> Vec<usize>;

    /// Takes one round and the rows of the wanted cells, in their order.
    ///
    /// # Errors
    /// Whatever keeps it from being stored.
    fn take(&mut self, round: &Round, rows: &[&[f64]]) -> Result<()>;
}

/// Is told how far a run has come.
pub trait Progress: Sync {
    /// So many draws are done.
    fn done(&self, draws: u64);

    /// So many more are to come, where that was not known from the start.
    fn expect(&self, _draws: u64) {}
}

/// Keeps no samples, shows no progress.
pub struct Silent;

impl Samples for Silent {
    fn cells(&self) -> Vec<usize> {
        Vec::new()
    }

    fn take(&mut self, _: &Round, _: &[&[f64]]) -> Result<()> {
        Ok(())
    }
}

impl Progress for Silent {
    fn done(&self, _: u64) {}
}

/// Simulates a model.
///
/// ```
/// use kanzei::run::{Settings, Silent, simulate};
/// let model = kanzei::input::load_model("models/two-sector".as_ref())?.model;
/// let settings = Settings { draws: 1000, threads: 2, ..Settings::default() };
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
    let threads = pool(settings.threads)?;
    let engine = threads.install(|| Engine::new(model, settings))?;
    let targets: Vec<Target> =
        settings.until.iter().map(|text| Target::parse(&engine, text)).collect::<Result<_>>()?;
    let wanted = samples.cells();
    let mut tallies = GroupTally::all(&engine, &wanted);
    let places = places_of(&engine, &wanted);
    let mut round = threads.install(|| Round::new(&engine));
    let mut paths = PathTally::new(model);
    let mut failures: Vec<Failure> = Vec::new();
    let mut failed = 0_u64;
    let mut watch = Watch::new(&engine, targets);
    let schedule = *engine.sampler.schedule();
    let mut draws = 0;
    for stage in 0..schedule.stages() {
        for parts in schedule.rounds(stage) {
            if stop.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            threads.install(|| {
                round.compute(&engine, &parts);
                round.tally(&engine, &mut tallies);
            });
            paths.push(model, &round);
            failed += round.failed().len() as u64;
            let room = summary::LISTED_FAILURES.saturating_sub(failures.len());
            failures.extend(round.failed().iter().take(room).map(|draw| engine.failure(*draw)));
            let rows = places.iter().filter_map(|(group, cell)| tallies[*group].kept[*cell].as_deref());
            samples.take(&round, &rows.collect::<Vec<&[f64]>>())?;
            progress.done(round.count() as u64);
        }
        draws = schedule.stage_end(stage);
        if failed as f64 > FAILED_SHARE * draws as f64 {
            return Err(too_many_failed(draws, failed, &failures));
        }
        if watch.look(&engine, settings, &tallies, draws)? {
            break;
        }
    }
    let (failures, convergence) = ((failed, failures), watch.rows);
    Ok(threads.install(|| Summary::new(&engine, settings, &tallies, &paths, draws, failures, convergence)))
}

/// Does something on so many threads of its own.
///
/// # Errors
/// [`Error::Simulation`] where they cannot be started, and what the task reports.
pub fn on_threads<R: Send>(threads: usize, task: impl FnOnce() -> Result<R> + Send) -> Result<R> {
    pool(threads)?.install(task)
}

fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| Error::Simulation(format!("cannot start {threads} threads: {error}")))
}

/// Group and position in it of some cells.
fn places_of(engine: &Engine, cells: &[usize]) -> Vec<(usize, usize)> {
    let mut places = vec![(0, 0); engine.metrics.cells.len()];
    for (number, group) in engine.groups.iter().enumerate() {
        group.cells.iter().enumerate().for_each(|(position, cell)| places[*cell] = (number, position));
    }
    cells.iter().map(|cell| places[*cell]).collect()
}

fn too_many_failed(draws: u64, failed: u64, failures: &[Failure]) -> Error {
    let first = failures.first().map_or(String::new(), |first| {
        format!(
            "The first is draw {}: {}. `kanzei trace MODEL --draw {}`, with the same --seed, --sampler, --draws and \
             --fix, shows it.",
            first.draw, first.reason, first.draw
        )
    });
    Error::Simulation(format!(
        "{failed} of {draws} draws failed, more than {} %: the results would not be those of the model. {first}",
        100.0 * FAILED_SHARE,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::sample_draw;

    /// Keeps the rows of all cells.
    struct Keep {
        cells: Vec<usize>,
        rows: Vec<(u64, Vec<f64>)>,
    }

    impl Samples for Keep {
        fn cells(&self) -> Vec<usize> {
            self.cells.clone()
        }

        fn take(&mut self, round: &Round, rows: &[&[f64]]) -> Result<()> {
            for (number, _, column) in round.draws() {
                self.rows.push((number, rows.iter().map(|row| row[column]).collect()));
            }
            Ok(())
        }
    }

    /// Blocks give what the one-draw path of `kanzei trace` gives, in every cell.
    #[test]
    fn blocks_agree_with_single_draws() {
        for path in
            ["models/two-sector", "models/japan-us-2025", "tests/data/one-draw", "tests/data/three-regions"]
        {
            let model = crate::input::load_model(path.as_ref()).unwrap().model;
            let settings = Settings { draws: 300, seed: 7, threads: 2, ..Settings::default() };
            let engine = Engine::new(&model, &settings).unwrap();
            let own = |cell: &usize| engine.metrics.cells[*cell].multiple_of.is_none();
            let cells: Vec<usize> = (0..engine.metrics.cells.len()).filter(own).collect();
            let mut keep = Keep { cells, rows: Vec::new() };
            simulate(&model, &settings, &mut keep, &Silent, &false.into()).unwrap();
            assert_eq!(keep.rows.len(), 300);
            let mut row = vec![0.0; engine.metrics.cells.len()];
            let largest = |position: usize| {
                keep.rows.iter().map(|(_, values)| values[position].abs()).fold(0.0, f64::max)
            };
            let largest: Vec<f64> = (0..keep.cells.len()).map(largest).collect();
            for (number, values) in &keep.rows {
                let draw = sample_draw(&model, engine.sampler.values(*number));
                engine.metrics.evaluate(&draw, &engine.propagation.impact(&draw), &mut row);
                for ((found, cell), largest) in values.iter().zip(&keep.cells).zip(&largest) {
                    let wanted = row[*cell];
                    // Where terms of both signs cancel, the rounding of the terms stays: 1e-13 of the largest draw.
                    let close = (found - wanted).abs() <= 1e-10 * wanted.abs() + 1e-13 * largest;
                    assert!(close, "{number} {:?} {found} {wanted}", engine.metrics.cells[*cell]);
                }
            }
        }
    }
}
