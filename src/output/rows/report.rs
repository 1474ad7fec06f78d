//! What a report was made from, and which files it consists of.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `report.json`: a report, said by fingerprints. The same results and options give the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportNote {
    /// `kanzei`
    pub program: String,
    /// Version of this format.
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// Commit it was built from, where known.
    pub commit: String,
    /// SHA-256 of the run's `manifest.json`.
    pub manifest: String,
    /// The same of the run that it is set against.
    pub against: Option<String>,
    /// Language.
    pub lang: String,
    /// The words of the command that makes it again.
    pub command: Vec<String>,
    /// SHA-256 of every other file of the report.
    pub files: BTreeMap<String, String>,
}
