//! The bytes of a model folder, read once: what is loaded is what is hashed and copied into the results.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::economy::PARQUET;
use super::overlay::label_of;
use super::report::Report;
use super::text_file::{LARGEST_FILE, TextFile};
use crate::error::{Error, Place, Result};

/// Files that a model must have.
const NEEDED: [&str; 10] = [
    "model.toml",
    "economy/sectors.csv",
    "economy/final_demand.csv",
    "trade/lines.csv",
    "trade/sources.csv",
    "trade/sectors.csv",
    "trade/coverage.csv",
    "tariffs.toml",
    "negotiation.toml",
    "parameters.toml",
];

/// Files that a model may have.
const OPTIONAL: [&str; 7] = [
    "economy/transactions.csv",
    PARQUET,
    "economy/regions.csv",
    "economy/origin.toml",
    "observed.csv",
    "published.csv",
    "labels/ja.csv",
];
/// Tables of flows beyond this size are refused unread.
const LARGEST_TABLE: u64 = 8 << 30;
/// Where the accounts stand.
const ECONOMY: &str = "economy/";
/// Where the conditions of published estimates stand, as overlays.
const SCENARIOS: &str = "scenarios/";
/// Where overlays stand that come with a model. A run applies those that it is told to.
const POLICIES: &str = "policies/";

/// A model folder in memory.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// The folder, as the user named it.
    pub name: String,
    /// Bytes by relative path, with `/` between parts.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// Overlays in order of application: their names as the user gave them, and their bytes.
    pub overlays: Vec<(String, Vec<u8>)>,
    /// Files that could not be read, with the reason.
    refused: BTreeMap<String, String>,
}

impl Folder {
    /// Reads the files of a model folder. Files that are missing or unreadable are problems of the model, told by
    /// [`Folder::text`].
    ///
    /// # Errors
    /// The path is not a folder.
    pub fn read(path: &Path) -> Result<Self> {
        let metadata = fs::metadata(path).map_err(Error::file("open the model folder", path))?;
        if !metadata.is_dir() {
            return Err(Error::NotAFolder(format!(
                "{} is not a folder. A model is a folder with a model.toml in it; see models/README.md.",
                path.display()
            )));
        }
        let mut folder = Self { name: path.display().to_string(), ..Self::default() };
        let is_overlay = |name: &String| Path::new(name).extension().is_some_and(|ending| ending == "toml");
        let mut names: Vec<String> = NEEDED.iter().chain(&OPTIONAL).map(ToString::to_string).collect();
        for beside in [SCENARIOS, POLICIES] {
            let Ok(entries) = fs::read_dir(path.join(beside)) else { continue };
            let names_of = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
            let mut overlays: Vec<String> = names_of.filter(is_overlay).collect();
            overlays.sort_unstable();
            names.extend(overlays.iter().map(|name| format!("{beside}{name}")));
        }
        for name in names {
            match read_file(&path.join(&name)) {
                Ok(Some(bytes)) => {
                    folder.files.insert(name, bytes.into());
                }
                Ok(None) => {}
                Err(reason) => {
                    folder.refused.insert(name, reason);
                }
            }
        }
        Ok(folder)
    }

    /// Reads `economy/` of a folder, or the folder itself where `sectors.csv` stands in it.
    ///
    /// # Errors
    /// The path is not a folder, or has no `sectors.csv` in either place.
    pub fn read_economy(path: &Path) -> Result<Self> {
        let metadata = fs::metadata(path).map_err(Error::file("open the folder", path))?;
        let inside = |name: &str| metadata.is_dir() && path.join(name).is_file();
        let (nested, direct) = (inside("economy/sectors.csv"), inside("sectors.csv"));
        if !nested && !direct {
            return Err(Error::NotAFolder(format!(
                "{} has neither economy/sectors.csv nor sectors.csv. Name the folder that `kanzei import` wrote into.",
                path.display()
            )));
        }
        let mut folder = Self { name: path.display().to_string(), ..Self::default() };
        for name in NEEDED.iter().chain(&OPTIONAL).filter(|name| name.starts_with(ECONOMY)) {
            let place = if nested { *name } else { name.trim_start_matches(ECONOMY) };
            match read_file(&path.join(place)) {
                Ok(Some(bytes)) => drop(folder.files.insert((*name).to_string(), bytes.into())),
                Ok(None) => {}
                Err(reason) => drop(folder.refused.insert((*name).to_string(), reason)),
            }
        }
        Ok(folder)
    }

    /// Whether a file is there, readable or not.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name) || self.refused.contains_key(name)
    }

    /// Names of the scenarios, without folder and ending.
    pub fn scenarios(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter_map(|name| name.strip_prefix(SCENARIOS)?.strip_suffix(".toml"))
    }

    /// The same folder with one of its scenarios as only overlay: published estimates are about the model as it stands.
    #[must_use]
    pub fn with_scenario(&self, scenario: &str) -> Self {
        let name = format!("{SCENARIOS}{scenario}.toml");
        let mut folder = Self { overlays: Vec::new(), ..self.clone() };
        if let Some(bytes) = self.files.get(&name) {
            folder.overlays.push((format!("{}/{name}", self.name.trim_end_matches('/')), bytes.to_vec()));
        }
        folder
    }

    /// Adds an overlay, to be applied after those before it.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn add_overlay(&mut self, path: &Path) -> Result<()> {
        let refuse = |reason: &str| {
            Err(Error::NotAFolder(format!(
                "{} is no overlay: {reason}. An overlay is a TOML file; see models/README.md.",
                path.display()
            )))
        };
        match read_file(path) {
            Ok(Some(bytes)) => self.overlays.push((path.display().to_string(), bytes)),
            Ok(None) => return refuse("there is no such file"),
            Err(reason) => return refuse(&reason),
        }
        Ok(())
    }

    /// Everything the model was read from, by path in a results folder's `inputs/`; overlays by number and name.
    pub fn copies(&self) -> impl Iterator<Item = (String, &[u8])> {
        let files = self.files.iter().map(|(name, bytes)| (name.clone(), &bytes[..]));
        let overlays = self.overlays.iter().enumerate().map(|(number, (path, bytes))| {
            let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy();
            (format!("overlays/{:02}-{name}", number + 1), &bytes[..])
        });
        files.chain(overlays)
    }

    /// Labels of the overlays.
    pub fn labels(&self) -> Vec<String> {
        self.overlays.iter().map(|(name, bytes)| label_of(bytes).unwrap_or_else(|| name.clone())).collect()
    }

    /// Labels of the scenarios and policies in the folder.
    pub fn labels_beside(&self) -> impl Iterator<Item = String> {
        let beside = |name: &str| name.starts_with(SCENARIOS) || name.starts_with(POLICIES);
        self.files.iter().filter(move |(name, _)| beside(name)).filter_map(|(_, bytes)| label_of(bytes))
    }

    /// The folder and its overlays, as messages name them.
    pub fn title(&self) -> String {
        let overlays: Vec<&str> = self.overlays.iter().map(|(name, _)| name.as_str()).collect();
        if overlays.is_empty() {
            self.name.clone()
        } else {
            format!("{} with {}", self.name, overlays.join(", "))
        }
    }

    /// The bytes of a file, and its name as the user can open it; a missing or unreadable one is a problem.
    pub fn bytes(&self, name: &str, report: &Report) -> Option<(Place, Arc<[u8]>)> {
        let place = Place::file(format!("{}/{name}", self.name.trim_end_matches('/')));
        if let Some(reason) = self.refused.get(name) {
            report.add("unreadable file", place, format!("{reason}."), "Put a plain file there.");
            return None;
        }
        Some((place, self.files.get(name)?.clone()))
    }

    /// The text of a file; a missing or unreadable one is a problem.
    pub fn text(&self, name: &str, report: &Report) -> Option<TextFile> {
        let shown = format!("{}/{name}", self.name.trim_end_matches('/'));
        if let Some(reason) = self.refused.get(name) {
            report.add(
                "unreadable file",
                Place::file(shown),
                format!("{reason}."),
                "Put a plain file there.",
            );
            return None;
        }
        let Some(bytes) = self.files.get(name) else {
            report.add(
                "missing file",
                Place::file(shown),
                "the file is missing.",
                format!("Every model has a {name}; models/README.md says what it holds."),
            );
            return None;
        };
        TextFile::decode(shown, bytes, report)
    }
}

/// A file's bytes; nothing where there is no such file; a reason where it cannot be read.
fn read_file(path: &Path) -> std::result::Result<Option<Vec<u8>>, String> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("the file cannot be read: {error}")),
    };
    if !metadata.is_file() {
        return Err("this is not a file".to_string());
    }
    let table = path.extension().is_some_and(|ending| ending == "parquet");
    let largest = if table { LARGEST_TABLE } else { LARGEST_FILE };
    if metadata.len() > largest {
        return Err(format!("the file has {} bytes; the largest that is read has {largest}", metadata.len()));
    }
    fs::read(path).map(Some).map_err(|error| format!("the file cannot be read: {error}"))
}
