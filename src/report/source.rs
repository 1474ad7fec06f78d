//! A results folder → everything that a report is made of.

use std::collections::BTreeMap;

use super::lang::Lang;
use crate::error::Result;
use crate::output::Stored;
use crate::output::rows::{
    AgainstFile, AssumptionRow, CompareFile, DriversFile, Manifest, PublishedRow, ScoreFile, SectorRow,
    SummaryFile,
};

/// Statistics of single sectors that reports show.
const OF_SECTORS: [&str; 3] = ["mean", "p05", "p95"];

/// What a run found, and what was made of it since.
#[derive(Clone, Debug)]
pub struct Results {
    /// The results folder, as the user wrote it.
    pub folder: String,
    /// Its manifest.
    pub manifest: Manifest,
    /// SHA-256 of `manifest.json`.
    pub manifest_hash: String,
    /// `summary.json`
    pub summary: SummaryFile,
    /// Mean, 5 % and 95 % quantile of `sectors.csv`.
    pub sectors: Vec<SectorRow>,
    /// `published.csv`; empty where the model names no estimates.
    pub published: Vec<PublishedRow>,
    /// `assumptions.csv`
    pub assumptions: Vec<AssumptionRow>,
    /// Texts of the model and their translations; empty where the report is in the model's language or it has none.
    pub labels: BTreeMap<String, String>,
    /// What drives the spread; none where nothing is uncertain.
    pub drivers: Option<DriversFile>,
    /// The value of every lever; none without levers.
    pub chips: Option<CompareFile>,
    /// The run against what happened; none where the model names nothing.
    pub score: Option<ScoreFile>,
    /// The run against another.
    pub against: Option<AgainstRun>,
}

/// Another run that a report sets beside its own.
#[derive(Clone, Debug)]
pub struct AgainstRun {
    /// The differences.
    pub file: AgainstFile,
    /// The other's `summary.json`.
    pub summary: SummaryFile,
    /// Its results folder, as the user wrote it.
    pub folder: String,
    /// Its manifest.
    pub manifest: Manifest,
}

impl Results {
    /// Reads what the run wrote, held to its manifest; analyses are left out.
    ///
    /// # Errors
    /// Where a file is missing, was changed or cannot be read.
    pub fn read(stored: &Stored, lang: Lang) -> Result<Self> {
        let labels = || match lang {
            Lang::En => Ok(BTreeMap::new()),
            Lang::Ja => stored.labels(lang.code()),
        };
        let small = || Ok((stored.published()?, stored.assumptions()?, labels()?));
        // The summary is by far the largest.
        let (summary, (sectors, small)) =
            rayon::join(|| stored.summary(), || (stored.sectors(&OF_SECTORS), small()));
        let (published, assumptions, labels) = small?;
        Ok(Self {
            folder: stored.path.display().to_string(),
            manifest: stored.manifest.clone(),
            manifest_hash: stored.manifest_hash.clone(),
            summary: summary?,
            sectors: sectors?,
            published,
            assumptions,
            labels,
            drivers: None,
            chips: None,
            score: None,
            against: None,
        })
    }
}
