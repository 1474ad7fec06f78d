//! What `verify` finds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A results folder against its own recomputation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VerifyFile {
    /// Version of this format.
    pub format: u32,
    /// The results folder.
    pub run: String,
    /// What the run was: version, commit, draws, seed, sampler.
    pub made_by: String,
    /// This program.
    pub checked_by: String,
    /// Every file.
    pub files: Vec<VerifiedFile>,
    /// What may explain differences.
    pub reasons: Vec<String>,
}

/// A file of the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VerifiedFile {
    /// Path within the folder.
    pub file: String,
    /// How it stands.
    pub state: FileState,
    /// More about it, in words; may be empty.
    pub detail: String,
}

/// How a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FileState {
    /// An input as it was read, or a result that is recomputed to the byte.
    Identical,
    /// Changed after the run.
    Edited,
    /// Recomputed to something else than the run wrote.
    Differs,
    /// Not there.
    Missing,
}

impl VerifyFile {
    /// Whether every file is what it should be.
    pub fn is_good(&self) -> bool {
        self.files.iter().all(|file| file.state == FileState::Identical)
    }
}
