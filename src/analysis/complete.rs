//! A results folder → what its own inputs say beyond the run: what drives the spread, what levers are worth, how it did.

use std::sync::atomic::AtomicBool;

use super::Wanted;
use super::compare::compare;
use super::drivers::{Asked, drivers, drivers_work};
use super::score::score_of;
use crate::draw::Sampler;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::output::rows::{CompareFile, DriversFile, ScoreFile};
use crate::output::{ReportFolder, Stored, json_bytes};
use crate::run::{Progress, Settings};

/// Pairs of draws that tell the shares of the variance to about a hundredth.
const PAIRS: u64 = 2048;
/// Draws of each lever on and off: a whole stage of a run.
const DRAWS: u64 = 4096;

/// Where the analyses of a report stand in its folder.
const DRIVERS: &str = "analysis/drivers.json";
const CHIPS: &str = "analysis/chips.json";
const SCORE: &str = "analysis/score.json";

/// What a report says beyond the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analyses {
    /// What drives the spread, by named groups of inputs; none where nothing varies.
    pub drivers: Option<DriversFile>,
    /// The value of every lever and of all together; none where there is no lever that is not fixed.
    pub chips: Option<CompareFile>,
    /// The run against what happened; none where the model names no observations.
    pub score: Option<ScoreFile>,
}

/// Analyses a run with its own seed, sampler and fixed values; what an earlier report of it keeps is not computed again.
///
/// Runs on the threads of the present pool; results do not depend on them.
///
/// # Errors
/// [`Error::Results`] where the run's inputs or the results needed were changed, [`Error::Interrupted`] once `stop` is set.
pub fn complete(
    stored: &Stored,
    folder: &ReportFolder,
    progress: &impl Progress,
    stop: &AtomicBool,
) -> Result<Analyses> {
    let loaded = stored.model()?;
    let model = &loaded.model;
    let settings = stored.settings(&loaded, rayon::current_num_threads())?;
    let settings = Settings { until: Vec::new(), ..settings };
    let fixed = &stored.manifest.fixed;
    let drivers = || match folder.kept(DRIVERS, stored) {
        Some(kept) => Ok(Some(kept)),
        None => find_drivers(model, fixed, &settings, progress, stop),
    };
    let chips = || match folder.kept(CHIPS, stored) {
        Some(kept) => Ok(Some(kept)),
        None => value_levers(model, fixed, &settings, stop),
    };
    let score = || match folder.kept(SCORE, stored) {
        Some(kept) => Ok(Some(kept)),
        None if model.observed.is_empty() => Ok(None),
        None => score_of(stored, model, &settings, stored.published()?, stop).map(Some),
    };
    // The longest first; what is left of the threads takes the others.
    let (drivers, (chips, score)) = rayon::join(drivers, || rayon::join(chips, score));
    Ok(Analyses { drivers: drivers?, chips: chips?, score: score? })
}

impl Analyses {
    /// Path within the report's folder and bytes of each that there is.
    ///
    /// # Errors
    /// Where one cannot be written as JSON.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let drivers = self.drivers.iter().map(|file| (DRIVERS, json_bytes(file)));
        let chips = self.chips.iter().map(|file| (CHIPS, json_bytes(file)));
        let score = self.score.iter().map(|file| (SCORE, json_bytes(file)));
        drivers.chain(chips).chain(score).map(|(name, bytes)| Ok((name.to_string(), bytes?))).collect()
    }
}

fn find_drivers(
    model: &Model,
    fixed: &[String],
    settings: &Settings,
    progress: &impl Progress,
    stop: &AtomicBool,
) -> Result<Option<DriversFile>> {
    let asked = Asked { metrics: Vec::new(), groups_only: true };
    let settings = Settings { draws: settings.draws.min(PAIRS), ..settings.clone() };
    progress.expect(drivers_work(model, &asked, &settings));
    let found = match drivers(model, &asked, fixed, &settings, progress, stop) {
        // Two points for each draw may need more dimensions than the sequence has.
        Err(Error::Settings(_)) if settings.sampler == Sampler::Sobol => {
            let settings = Settings { sampler: Sampler::Lhs, ..settings };
            drivers(model, &asked, fixed, &settings, progress, stop)?
        }
        found => found?,
    };
    Ok(found.metrics.iter().any(|metric| metric.sd > 0.0).then_some(found))
}

fn value_levers(
    model: &Model,
    fixed: &[String],
    settings: &Settings,
    stop: &AtomicBool,
) -> Result<Option<CompareFile>> {
    let pins = model.fixed.and(&settings.pins);
    if model.negotiation.levers.iter().all(|lever| pins.contains(model, lever.input)) {
        return Ok(None);
    }
    let wanted = Wanted { chips: true, ..Wanted::default() };
    let settings = Settings { draws: settings.draws.min(DRAWS), ..settings.clone() };
    compare(model, &[], &wanted, fixed, &settings, stop).map(Some)
}
