//! Where an economy comes from: `origin.toml` beside its tables.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Name of the file.
pub const ORIGIN: &str = "origin.toml";

/// What an imported economy was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// `kanzei`: who wrote the folder.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// Publisher, edition and what the table covers.
    pub title: String,
    /// Layout that was read.
    pub format: String,
    /// Year of the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Unit of money.
    pub money: String,
    /// Code of the country of a national table, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The exporting region of the model to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// The region that levies tariffs in the model to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// Options of the import.
    pub options: Vec<String>,
    /// What was assumed and changed.
    pub notes: Vec<String>,
    /// Files that were read.
    #[serde(default)]
    pub file: Vec<FileNote>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNote {
    /// Its name; within an archive, after the archive's.
    pub name: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

impl Origin {
    /// Reads the file's text; none where it is not one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        toml::from_str(text).ok().filter(|origin: &Self| origin.program == "kanzei")
    }

    /// The file's text.
    ///
    /// # Errors
    /// Never in practice.
    pub fn text(&self) -> Result<String> {
        let text = toml::to_string_pretty(self).map_err(|error| Error::Results(error.to_string()))?;
        Ok(format!("# Written by `kanzei import`. It says what economy/ was made from.\n{text}"))
    }
}
