//! One run from model to written files.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::rows::SummaryFile;
use super::{RunNote, SampleWriter, Staging, write_results};
use crate::error::Result;
use crate::input::Loaded;
use crate::run::{Progress, Settings, Silent, simulate};

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
    let note = RunNote { settings, fixed, samples, wall_seconds: started.elapsed().as_secs_f64() };
    write_results(staging, loaded, &summary, &note)
}
