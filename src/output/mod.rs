//! A [`Summary`] → the results folder, written whole or not at all.

mod folder;
pub mod rows;
mod samples;
mod tables;
mod trace;

pub use folder::{Staging, check_target, hash_bytes};
pub use samples::SampleWriter;
pub use tables::{metric_rows, outcome_rows, sector_rows, summary_file};
pub use trace::{ActionNote, LineNote, MetricNote, Series, StepNote, Trace, trace_draw};

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::input::Loaded;
use crate::run::{Settings, Summary};
use rows::{FORMAT, FailureNote, Manifest, SummaryFile};

/// Commit that the program was built from.
pub const COMMIT: &str = env!("KANZEI_COMMIT");

/// What a run was told, beyond its numeric settings.
#[derive(Clone, Debug)]
pub struct RunNote<'a> {
    /// Settings.
    pub settings: &'a Settings,
    /// What was fixed, as the user wrote it.
    pub fixed: &'a [String],
    /// Whether `samples.parquet` was written.
    pub samples: bool,
    /// Seconds that the run took.
    pub wall_seconds: f64,
}

/// Writes everything but the samples into the staging folder; the manifest last.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_results(
    staging: &Staging,
    loaded: &Loaded,
    summary: &Summary,
    note: &RunNote,
) -> Result<SummaryFile> {
    let model = &loaded.model;
    let mut inputs = BTreeMap::new();
    for (name, bytes) in &loaded.folder.files {
        staging.write(&format!("inputs/{name}"), bytes)?;
        inputs.insert(name.clone(), hash_bytes(bytes));
    }
    staging.write("metrics.csv", &csv_bytes(metric_rows(model, summary))?)?;
    staging.write("sectors.csv", &csv_bytes(sector_rows(model, summary))?)?;
    staging.write("outcomes.csv", &csv_bytes(outcome_rows(model, summary).into_iter())?)?;
    let file = summary_file(model, summary, note.fixed);
    staging.write("summary.json", &json_bytes(&file)?)?;
    let mut results = BTreeMap::new();
    for name in ["metrics.csv", "sectors.csv", "outcomes.csv", "summary.json"] {
        results.insert(name.to_string(), staging.hash(name)?);
    }
    if note.samples {
        results.insert("samples.parquet".to_string(), staging.hash("samples.parquet")?);
    }
    let failure =
        |failure: &crate::stats::Failure| FailureNote { draw: failure.draw, reason: failure.reason.clone() };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let manifest = Manifest {
        program: "kanzei".into(),
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").into(),
        commit: COMMIT.into(),
        model: model.name.clone(),
        draws: note.settings.draws,
        seed: note.settings.seed,
        sampler: summary.sampler.name().into(),
        fixed: note.fixed.to_vec(),
        samples: note.samples,
        threads: note.settings.threads,
        failed_draws: summary.failed,
        failures: summary.failures.iter().map(failure).collect(),
        inputs,
        results,
        finished_unix: now.map_or(0, |elapsed| elapsed.as_secs()),
        wall_seconds: note.wall_seconds,
    };
    staging.write("manifest.json", &json_bytes(&manifest)?)?;
    Ok(file)
}

fn csv_bytes<R: Serialize>(rows: impl Iterator<Item = R>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|error| Error::Results(format!("cannot write a CSV row: {error}")))?;
    }
    writer.into_inner().map_err(|error| Error::Results(format!("cannot write a CSV file: {error}")))
}

/// JSON as it is written to files, ending in a line break.
///
/// # Errors
/// Where a value cannot be written as JSON.
pub fn json_bytes(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|error| Error::Results(format!("cannot write JSON: {error}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads the summary of a results folder.
///
/// # Errors
/// [`Error::File`] or [`Error::Results`] where it cannot be read.
pub fn read_summary(folder: &Path) -> Result<SummaryFile> {
    let path = folder.join("summary.json");
    let bytes = std::fs::read(&path).map_err(Error::file("read", &path))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Error::Results(format!("{} is not a summary of ours: {error}", path.display())))
}
