//! What stands in the way of a report, and whether it may be replaced.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};

use super::{NOTE, PARTIAL};
use crate::error::{Error, Result};
use crate::output::Stored;
use crate::output::folder::hash_bytes;
use crate::output::rows::ReportNote;

/// Folders that a report may have.
const FOLDERS: [&str; 3] = ["analysis", "figures", "tables"];

/// Whether a path within the folder is one that reports use: whatever a `report.json` says, no other file is touched.
pub(super) fn is_of_reports(file: &str) -> bool {
    let parts: Option<Vec<&str>> = Path::new(file)
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    match parts.as_deref() {
        Some([name]) => name.starts_with("report.") && *name != NOTE,
        Some([folder, _]) => FOLDERS.contains(folder),
        _ => false,
    }
}

/// Refuses a folder in which a report has no place.
pub(super) fn refuse_other_folders(path: &Path, run: &Stored, has_report: bool) -> Result<()> {
    let refuse = |what: &str| {
        Err(Error::Results(format!("{} {what}. Choose another folder with --out.", path.display())))
    };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::file("look at", path)(error)),
    };
    if !metadata.is_dir() {
        return refuse("is not a folder, so no report can be written there");
    }
    let whole = |path: &Path| fs::canonicalize(path).map_err(Error::file("look at", path));
    if whole(path)? == whole(&run.path)? {
        return Ok(());
    }
    if path.join("manifest.json").exists() {
        return refuse("holds the results of another run, so this report does not belong there");
    }
    let ours = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(PARTIAL);
    let mut entries = fs::read_dir(path).map_err(Error::file("read", path))?.flatten();
    if !has_report && entries.any(|entry| !ours(&entry.file_name())) {
        return refuse("is a folder with other things in it, where no report is written");
    }
    Ok(())
}

/// Refuses files that would replace what is not ours, or what was edited after we wrote it.
pub(super) fn refuse_conflicts(
    folder: &Path,
    earlier: Option<&ReportNote>,
    overwrite: bool,
    files: &[(String, Vec<u8>)],
) -> Result<()> {
    let (mut foreign, mut edited) = (BTreeSet::new(), BTreeSet::new());
    for (file, bytes) in files {
        let shown = |part: &Path| part.display().to_string();
        let path = folder.join(file);
        let around = path.parent().filter(|around| *around != folder);
        if let Some(around) = around.filter(|around| is_there(around) && !is_plain_folder(around)) {
            foreign.insert(shown(around));
        } else if !is_there(&path) {
        } else if !is_plain_file(&path) {
            foreign.insert(shown(&path));
        } else if file == NOTE && earlier.is_some() || is_unchanged(folder, file, &hash_bytes(bytes)) {
            // Nothing is lost.
        } else {
            match earlier.and_then(|note| note.files.get(file)) {
                None => drop(foreign.insert(shown(&path))),
                Some(hash) if overwrite || is_unchanged(folder, file, hash) => {}
                Some(_) => drop(edited.insert(shown(&path))),
            }
        }
    }
    let mut problems = Vec::new();
    if !edited.is_empty() {
        problems.push(format!(
            "edited after the last report wrote them: {}. Move them away, choose another folder with --out, or replace them with \
             --overwrite.",
            listed(&edited)
        ));
    }
    if !foreign.is_empty() {
        problems.push(format!(
            "not written by the last report, so never replaced: {}. Move them away, or choose another folder with --out.",
            listed(&foreign)
        ));
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Results(problems.join("\n"))) }
}

/// Whether a file within the folder is a plain one with this fingerprint.
pub(super) fn is_unchanged(folder: &Path, file: &str, hash: &str) -> bool {
    let path = folder.join(file);
    let around = path.parent().is_some_and(|around| around == folder || is_plain_folder(around));
    around && is_plain_file(&path) && fs::read(&path).is_ok_and(|bytes| hash_bytes(&bytes) == hash)
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// A file itself, not a link to one.
fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

fn is_plain_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Most names in one message.
const MOST: usize = 5;

fn listed(names: &BTreeSet<String>) -> String {
    let mut shown: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
    let more = format!("{} more", names.len().saturating_sub(MOST));
    if names.len() > MOST {
        shown.push(&more);
    }
    shown.join(", ")
}
