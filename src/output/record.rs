//! One run from model to written files.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::rows::SummaryFile;
use super::{RunNote, SampleWriter, Staging, write_results};
use crate::error::Result;
use crate::input::{Loaded, load_scenarios};
use crate::run::{Progress, Settings, Silent, beside_published, on_threads, simulate};

/// Simulates a model and writes everything into a staging folder, with or without samples. `fixed` is what the settings pin, as
/// the user wrote it.
///
/// # Errors
/// Those of [`simulate`], and where a file cannot be written.
pub fn record(
    staging: &Staging,
    loaded: &Loaded,
    settings: &Settings,
    fixed: &[String],
    samples: bool,
    progress: &impl Progress,
    stop: &AtomicBool,
) -> Result<SummaryFile> {
    let started = Instant::now();
    let model = &loaded.model;
    let summary = if samples {
        let mut writer = SampleWriter::create(model, &staging.file("samples.parquet")?)?;
        let mut summary = simulate(model, settings, &mut writer, progress, stop)?;
        writer.finish(&mut summary, settings.threads)?;
        summary
    } else {
        simulate(model, settings, &mut Silent, progress, stop)?
    };
    let scenarios = load_scenarios(loaded)?;
    let published = on_threads(settings.threads, || beside_published(model, &scenarios, settings, stop))?;
    let note = RunNote {
        published: &published,
        settings,
        fixed,
        samples,
        wall_seconds: started.elapsed().as_secs_f64(),
    };
    write_results(staging, loaded, &summary, &note)
}
