//! Files of a results folder, held to its manifest → their rows.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::folder::{hash_bytes, hash_file};
use super::rows::{AssumptionRow, PublishedRow, SectorRow, SummaryFile};
use super::stored::Stored;
use crate::error::{Error, Result};

impl Stored {
    /// Refuses a run that another version made.
    ///
    /// # Errors
    /// [`Error::Results`]
    pub fn check_version(&self) -> Result<()> {
        let (theirs, ours) = (&self.manifest.version, env!("CARGO_PKG_VERSION"));
        if theirs == ours {
            return Ok(());
        }
        Err(Error::Results(format!(
            "{} was made by kanzei {theirs}; this is {ours}, and a report never mixes two versions. Repeat the run with this \
             version, or make the report with kanzei {theirs}.",
            self.path.display()
        )))
    }

    /// `summary.json`
    ///
    /// # Errors
    /// [`Error::Results`] where the file is not there, or not as the run wrote it; [`Error::File`] where it cannot be read.
    pub fn summary(&self) -> Result<SummaryFile> {
        let (path, bytes) = self.result("summary.json")?;
        serde_json::from_slice(&bytes).map_err(|error| unreadable(&path, &error))
    }

    /// Rows of `sectors.csv` with one of these statistics.
    ///
    /// # Errors
    /// As [`Stored::summary`].
    pub fn sectors(&self, statistics: &[&str]) -> Result<Vec<SectorRow>> {
        self.rows("sectors.csv", Some(("statistic", statistics)))
    }

    /// Rows of `published.csv`; none where the model names no estimates.
    ///
    /// # Errors
    /// As [`Stored::summary`].
    pub fn published(&self) -> Result<Vec<PublishedRow>> {
        let name = "published.csv";
        if self.manifest.results.contains_key(name) { self.rows(name, None) } else { Ok(Vec::new()) }
    }

    /// Rows of `assumptions.csv`.
    ///
    /// # Errors
    /// As [`Stored::summary`].
    pub fn assumptions(&self) -> Result<Vec<AssumptionRow>> {
        self.rows("assumptions.csv", None)
    }

    /// Holds `samples.parquet` to the manifest.
    ///
    /// # Errors
    /// As [`Stored::summary`].
    pub fn check_samples(&self) -> Result<()> {
        let name = "samples.parquet";
        let (path, told) = self.told(name)?;
        self.compare(name, told, &hash_file(&path)?)
    }

    /// Path and bytes of a results file.
    fn result(&self, name: &str) -> Result<(PathBuf, Vec<u8>)> {
        let (path, told) = self.told(name)?;
        let bytes = fs::read(&path).map_err(Error::file("read", &path))?;
        self.compare(name, told, &hash_bytes(&bytes))?;
        Ok((path, bytes))
    }

    /// Rows of a CSV file; of those where a column must hold one of some texts, only these.
    fn rows<R: DeserializeOwned>(&self, name: &str, wanted: Option<(&str, &[&str])>) -> Result<Vec<R>> {
        let (path, bytes) = self.result(name)?;
        rows_of(&bytes, wanted).map_err(|error| unreadable(&path, &error))
    }

    /// Path and fingerprint of a results file that is there.
    fn told(&self, name: &str) -> Result<(PathBuf, &str)> {
        let Some(told) = self.manifest.results.get(name) else {
            return Err(
                self.refusal(name, "was not written by the run: an earlier build of this version made it")
            );
        };
        let path = self.path.join(name);
        if path.is_file() { Ok((path, told)) } else { Err(self.refusal(name, "is missing")) }
    }

    fn compare(&self, name: &str, told: &str, found: &str) -> Result<()> {
        if told == found { Ok(()) } else { Err(self.refusal(name, "was changed after the run")) }
    }

    fn refusal(&self, name: &str, what: &str) -> Error {
        Error::Results(format!("{} {what}. Repeat the run.", self.path.join(name).display()))
    }
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Results(format!("{} cannot be read: {error}. Repeat the run.", path.display()))
}

fn rows_of<R: DeserializeOwned>(bytes: &[u8], wanted: Option<(&str, &[&str])>) -> csv::Result<Vec<R>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers()?.clone();
    let column = |(name, values): (&str, _)| header.iter().position(|own| own == name).map(|at| (at, values));
    let wanted: Option<(usize, &[&str])> = wanted.and_then(column);
    let (mut rows, mut record) = (Vec::new(), csv::StringRecord::new());
    while reader.read_record(&mut record)? {
        if wanted.is_none_or(|(at, values)| record.get(at).is_some_and(|own| values.contains(&own))) {
            rows.push(record.deserialize(Some(&header))?);
        }
    }
    Ok(rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::output::rows::{LeontiefNote, Manifest, OutcomeRow};
    use std::collections::BTreeMap;

    const OUTCOMES: &str = "outcome,statistic,metric,scope,period,value,mcse,unit\n\
        deal,probability,,,,0.5,0.01,probability\n\"a, b\",mean,gdp_real,total,2026,-0.1,,% of GDP\n";

    /// A folder with a file and a manifest that tells of it.
    pub fn stored(text: &str, told: &str) -> (tempfile::TempDir, Stored) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("outcomes.csv"), text).unwrap();
        let manifest = Manifest {
            program: "kanzei".into(),
            format: 1,
            version: env!("CARGO_PKG_VERSION").into(),
            commit: String::new(),
            model: String::new(),
            draws: 1,
            seed: 1,
            sampler: "sobol".into(),
            fixed: Vec::new(),
            until: Vec::new(),
            samples: false,
            threads: 1,
            failed_draws: 0,
            failures: Vec::new(),
            leontief: LeontiefNote {
                method: "elimination".into(),
                sectors: 1,
                coefficients: 1,
                columns: 1,
                rounds: 0,
            },
            inputs: BTreeMap::new(),
            results: [("outcomes.csv".to_string(), hash_bytes(told.as_bytes()))].into(),
            finished_unix: 0,
            wall_seconds: 0.0,
        };
        let stored = Stored { path: folder.path().to_path_buf(), manifest, manifest_hash: String::new() };
        (folder, stored)
    }

    fn read(stored: &Stored, wanted: Option<(&str, &[&str])>) -> Result<Vec<OutcomeRow>> {
        stored.rows("outcomes.csv", wanted)
    }

    #[test]
    fn rows_are_read_and_chosen() {
        let (_folder, stored) = stored(OUTCOMES, OUTCOMES);
        assert_eq!(read(&stored, None).unwrap().len(), 2);
        let means = read(&stored, Some(("statistic", &["mean", "sd"]))).unwrap();
        assert_eq!((means.len(), means[0].outcome.as_str(), means[0].mcse), (1, "a, b", None));
    }

    #[test]
    fn a_file_that_is_not_the_runs_is_refused() {
        let said = |stored: &Stored, name: &str| {
            let error = stored.rows::<OutcomeRow>(name, None).unwrap_err().to_string();
            error.rsplit_once('/').unwrap().1.to_string()
        };
        let (folder, changed) = stored(&OUTCOMES.replace("0.5", "0.6"), OUTCOMES);
        assert_eq!(said(&changed, "outcomes.csv"), "outcomes.csv was changed after the run. Repeat the run.");
        let early = "sectors.csv was not written by the run: an earlier build of this version made it. Repeat the run.";
        assert_eq!(said(&changed, "sectors.csv"), early);
        fs::remove_file(folder.path().join("outcomes.csv")).unwrap();
        assert_eq!(said(&changed, "outcomes.csv"), "outcomes.csv is missing. Repeat the run.");
    }

    /// Fingerprints keep such files away; should one be forged, it is still no panic.
    #[test]
    fn broken_rows_are_an_error() {
        for text in ["", "outcome\ndeal\n", "\"", &OUTCOMES[..100], &OUTCOMES.replace("0.5", "half"), "\u{0}"]
        {
            let (_folder, stored) = stored(text, text);
            match read(&stored, None) {
                Ok(rows) => assert!(rows.is_empty(), "{text}: {rows:?}"),
                Err(error) => assert!(error.to_string().ends_with("Repeat the run."), "{error}"),
            }
        }
    }

    #[test]
    fn another_version_is_refused() {
        let (_folder, mut stored) = stored(OUTCOMES, OUTCOMES);
        stored.check_version().unwrap();
        stored.manifest.version = "0.0.9".into();
        let error = stored.check_version().unwrap_err().to_string();
        assert!(error.contains("kanzei 0.0.9") && error.contains(env!("CARGO_PKG_VERSION")), "{error}");
    }
}
