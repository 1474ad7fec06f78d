//! Settings of a run, checked before any work.

use crate::draw::Sampler;
use crate::error::{Error, Result};
use crate::model::pins::Pins;

/// How many draws a run makes unless told otherwise.
pub const DEFAULT_DRAWS: u64 = 16_384;
/// The seed unless told otherwise.
pub const DEFAULT_SEED: u64 = 1;
/// The most draws of one run.
pub const MOST_DRAWS: u64 = 10_000_000;
/// The most threads of one run.
pub const MOST_THREADS: usize = 1024;

/// Settings of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Number of draws; with targets, the most.
    pub draws: u64,
    /// Seed of the random numbers.
    pub seed: u64,
    /// How points are chosen.
    pub sampler: Sampler,
    /// Number of threads; results do not depend on it.
    pub threads: usize,
    /// Inputs, levers and decisions that are fixed.
    pub pins: Pins,
    /// Precision targets, as the user wrote them: the run ends after the first stage that meets them all.
    pub until: Vec<String>,
}

impl Default for Settings {
    /// What a run does unless told otherwise, on one thread.
    fn default() -> Self {
        Self {
            draws: DEFAULT_DRAWS,
            seed: DEFAULT_SEED,
            sampler: Sampler::default(),
            threads: 1,
            pins: Pins::default(),
            until: Vec::new(),
        }
    }
}

impl Settings {
    /// Holds the settings to their ranges.
    ///
    /// # Errors
    /// [`Error::Settings`] names the setting, its range and the remedy.
    pub fn check(&self) -> Result<()> {
        if self.draws == 0 || self.draws > MOST_DRAWS {
            return Err(Error::Settings(format!(
                "--draws {}: a run makes 1 to {MOST_DRAWS} draws.",
                self.draws
            )));
        }
        if self.threads == 0 || self.threads > MOST_THREADS {
            return Err(Error::Settings(format!(
                "--threads {}: a run uses 1 to {MOST_THREADS} threads; leave it out to use all cores.",
                self.threads
            )));
        }
        Ok(())
    }
}

/// As many threads as the machine runs at once.
pub fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_THREADS))
}
