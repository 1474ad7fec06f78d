//! A [`Summary`] → the results folder, written whole or not at all.
//!
//! Each large file has a thread that makes its text, fingerprints it and writes it. One thread makes a file from its
//! start to its end and nothing is computed from the draws here, so threads cannot change a result.

mod assumptions;
mod checked;
mod csv_text;
mod enough;
mod exact;
mod folder;
mod json_text;
mod labels;
mod record;
mod report_folder;
pub mod rows;
mod samples;
mod stored;
mod tables;
mod trace;

pub use assumptions::assumption_rows;
pub use folder::{Contents, RESULTS, Staging, check_target, hash_bytes, hash_file};
pub use labels::read_labels;
pub use record::record;
pub use report_folder::{Leftovers, ReportFolder};
pub use samples::SampleWriter;
pub use stored::{Stored, StoredSamples};
pub use tables::{metric_rows, outcome_rows, published_rows, sector_rows, summary_file};
pub use trace::{ActionNote, LineNote, MetricNote, Series, StepNote, Trace, trace_draw};

use std::collections::BTreeMap;
use std::path::Path;
use std::thread::{Builder, Scope, ScopedJoinHandle};

use serde::Serialize;

use crate::error::{Error, Result};
use crate::input::Loaded;
use crate::run::{Conditional, Settings, Summary};
use assumptions::assumptions_csv;
use csv_text::{write_metrics, write_sectors};
use folder::ResultFile;
use json_text::write_summary;
use rows::{FORMAT, FailureNote, LeontiefNote, Manifest, SummaryFile};
use tables::{MetricNotes, metric_notes, without_metrics};

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
    /// The model beside published estimates; empty where it names none.
    pub published: &'a [Conditional],
    /// Seconds that the run took.
    pub wall_seconds: f64,
}

/// Writes everything but the samples into the staging folder; the manifest last.
///
/// Returns what a screen shows of `summary.json`: of the metrics only the estimates over all outcomes.
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
    let rest = without_metrics(model, summary, &loaded.folder.labels(), note.fixed);
    let Written { inputs, results, overall } = write_files(staging, loaded, summary, &rest, note)?;
    let failure =
        |failure: &crate::stats::Failure| FailureNote { draw: failure.draw, reason: failure.reason.clone() };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let manifest = Manifest {
        program: "kanzei".into(),
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").into(),
        commit: COMMIT.into(),
        model: model.name.clone(),
        draws: summary.draws,
        seed: note.settings.seed,
        sampler: summary.sampler.name().into(),
        fixed: note.fixed.to_vec(),
        until: note.settings.until.clone(),
        samples: note.samples,
        threads: note.settings.threads,
        failed_draws: summary.failed,
        failures: summary.failures.iter().map(failure).collect(),
        leontief: LeontiefNote {
            method: summary.leontief.method.name().into(),
            sectors: summary.leontief.sectors,
            coefficients: summary.leontief.entries,
            columns: summary.leontief.columns,
            rounds: summary.leontief.rounds,
        },
        inputs,
        results,
        finished_unix: now.map_or(0, |elapsed| elapsed.as_secs()),
        wall_seconds: note.wall_seconds,
    };
    staging.write("manifest.json", &json_bytes(&manifest)?)?;
    Ok(SummaryFile { metrics: overall, ..rest })
}

/// Fingerprints of files by name.
type Hashes = BTreeMap<String, String>;
/// Writes one file.
type Writer<'a> = &'a (dyn Fn(&mut ResultFile) -> Result<()> + Sync);

/// Fingerprints of what was written, and the estimates over all outcomes.
struct Written {
    inputs: Hashes,
    results: Hashes,
    overall: MetricNotes,
}

/// Copies the inputs and writes the results but for the manifest, a thread for each.
fn write_files(
    staging: &Staging,
    loaded: &Loaded,
    summary: &Summary,
    rest: &SummaryFile,
    note: &RunNote,
) -> Result<Written> {
    let model = &loaded.model;
    let write_published = |file: &mut ResultFile| {
        file.text = csv_bytes(published_rows(model, note.published).into_iter())?;
        Ok(())
    };
    let writers: [(&'static str, Writer); 6] = [
        ("metrics.csv", &|file| write_metrics(file, model, summary)),
        ("summary.json", &|file| write_summary(file, model, summary, rest)),
        ("sectors.csv", &|file| write_sectors(file, model, summary)),
        ("outcomes.csv", &|file| {
            file.text = csv_bytes(outcome_rows(model, summary).into_iter())?;
            Ok(())
        }),
        ("assumptions.csv", &|file| {
            file.text = assumptions_csv(model)?;
            Ok(())
        }),
        ("published.csv", &write_published),
    ];
    // A model without published estimates has nothing to set beside them.
    let writers = &writers[..if note.published.is_empty() { 5 } else { 6 }];
    std::thread::scope(|scope| {
        let mut results = Vec::new();
        for (name, writer) in writers.iter().copied() {
            results.push((name.to_string(), start(scope, move || staging.write_in_pieces(name, writer))?));
        }
        if note.samples {
            let name = "samples.parquet";
            results.push((name.to_string(), start(scope, || staging.hash(name))?));
        }
        // The inputs are small, but each has to wait for the disk.
        let mut inputs = Vec::new();
        for (name, bytes) in loaded.folder.copies() {
            let path = format!("inputs/{name}");
            inputs
                .push((name, start(scope, move || staging.write(&path, bytes).map(|()| hash_bytes(bytes)))?));
        }
        let overall = metric_notes(model, summary, false);
        Ok(Written { inputs: fingerprints(inputs)?, results: fingerprints(results)?, overall })
    })
}

/// A thread that writes a file and returns its fingerprint.
type Writing<'s> = ScopedJoinHandle<'s, Result<String>>;

fn start<'s>(
    scope: &'s Scope<'s, '_>,
    write: impl FnOnce() -> Result<String> + Send + 's,
) -> Result<Writing<'s>> {
    let thread = Builder::new().spawn_scoped(scope, write);
    thread.map_err(|error| Error::Results(format!("cannot start a thread that writes results: {error}")))
}

/// Waits for files to be written. A panic is passed on.
fn fingerprints(threads: Vec<(String, Writing)>) -> Result<Hashes> {
    let finish = |thread: Writing| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    threads.into_iter().map(|(name, thread)| Ok((name, finish(thread)?))).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Silent, simulate};

    /// A run with names that need quotation marks, numbers of all kinds, and outcomes that were never drawn.
    fn odd_run(path: &str, draws: u64) -> (Loaded, Settings, Summary) {
        let mut loaded = crate::input::load_model(path.as_ref()).unwrap();
        let settings = Settings { draws, seed: 3, threads: 2, ..Settings::default() };
        let mut summary = simulate(&loaded.model, &settings, &mut Silent, &Silent, &false.into()).unwrap();
        loaded.model.money = "bn \"yen\", real".into();
        loaded.model.economy.accounts.sectors[0].name = "Coke,\r\noil & \"gas\" – 石油".into();
        let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1.0, 1e-7, -2.5e-300, 5e-324];
        let odd = odd.into_iter().chain([1e15, 1e16, -1.25e17, 1e22, f64::MAX]);
        for (cell, value) in summary.cells.iter_mut().rev().zip(odd.clone().cycle()) {
            cell.overall[0].value = value;
            cell.overall[1].mcse = Some(value);
        }
        for (estimate, value) in summary.cells[0].overall.iter_mut().zip(odd) {
            estimate.value = value;
        }
        (loaded, settings, summary)
    }

    #[test]
    fn files_are_those_of_their_rows() {
        for (path, draws) in
            [("models/two-sector", 300), ("models/japan-us-2025", 3), ("tests/data/one-draw", 1)]
        {
            let (loaded, settings, summary) = odd_run(path, draws);
            let model = &loaded.model;
            let fixed = ["\"metrics\": {}".to_string()];
            let note = RunNote {
                settings: &settings,
                fixed: &fixed,
                samples: false,
                published: &[],
                wall_seconds: 1.0,
            };
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path().join("results");
            let staging = Staging::start(&target, false).unwrap();
            let screen = write_results(&staging, &loaded, &summary, &note).unwrap();
            staging.publish(false).unwrap();

            let whole = summary_file(model, &summary, &[], &fixed);
            let wanted: [(&str, Vec<u8>); 5] = [
                ("metrics.csv", csv_bytes(metric_rows(model, &summary)).unwrap()),
                ("sectors.csv", csv_bytes(sector_rows(model, &summary)).unwrap()),
                ("outcomes.csv", csv_bytes(outcome_rows(model, &summary).into_iter()).unwrap()),
                ("assumptions.csv", assumptions_csv(model).unwrap()),
                ("summary.json", json_bytes(&whole).unwrap()),
            ];
            let manifest = std::fs::read(target.join("manifest.json")).unwrap();
            let manifest: Manifest = serde_json::from_slice(&manifest).unwrap();
            assert_eq!(manifest.results.len(), wanted.len());
            for (name, bytes) in wanted {
                let found = std::fs::read(target.join(name)).unwrap();
                let mut lines = found.split(|byte| *byte == b'\n').zip(bytes.split(|byte| *byte == b'\n'));
                let text = |line: &[u8]| String::from_utf8_lossy(line).into_owned();
                let wrong = lines.find(|(found, wanted)| found != wanted);
                assert_eq!(wrong.map(|(found, wanted)| (text(found), text(wanted))), None, "{path} {name}");
                assert_eq!(found.len(), bytes.len(), "{path} {name}");
                assert_eq!(manifest.results[name], hash_bytes(&bytes), "{path} {name}");
            }
            let all = |file: &SummaryFile| {
                let periods = file.metrics.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values);
                periods.map(|note| format!("{:?}", note.outcomes["all"])).collect::<Vec<_>>()
            };
            assert_eq!(all(&screen), all(&whole));
        }
    }
}
