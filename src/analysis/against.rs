//! Two results folders → what one found minus what the other found.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::paired::{randomisations_of, share_of};
use crate::draw::{RANDOMISATIONS, Sampler};
use crate::error::{Error, Result};
use crate::output::rows::{
    AgainstFile, AgainstRow, EstimateNote, FORMAT, InputChange, PeriodNote, RunLabel, SummaryFile,
};
use crate::output::{Stored, StoredSamples};
use crate::run::errors_of;
use crate::stats::{Errors, Statistic, estimate_column, mean_of_column};

/// What is compared: what samples keep of the whole economy and of groups of sectors.
const METRICS: [&str; 10] = [
    "gdp_real",
    "gdi_real",
    "recession",
    "recession_baseline",
    "export_volume",
    "export_price",
    "export_value",
    "tariff_rate",
    "jobs_supported",
    "headcount",
];

/// A results folder and its `summary.json`.
pub type Run<'r> = (&'r Stored, &'r SummaryFile);

/// Subtracts another run from a run: draw by draw where both kept samples of the same draws, else the means of the two.
///
/// # Errors
/// [`Error::Results`] where the models are too different or samples are not as the run wrote them, [`Error::Interrupted`] once
/// `stop` is set.
pub fn against(run: Run, other: Run, stop: &AtomicBool) -> Result<AgainstFile> {
    refuse_unlike(run, other)?;
    let unpaired = unpaired_because(run.0, other.0);
    let (rows, reason) = match unpaired {
        Some(reason) => (of_means(run.1, other.1), reason),
        None => {
            let pair = Pair::open(run.0, other.0)?;
            (pair.rows(run.1, other.1, stop)?, pair.unshared()?)
        }
    };
}
