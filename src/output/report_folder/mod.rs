//! The files of a report → their folder: all of them or none, and never in place of what is not ours.

mod conflicts;
mod moves;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::de::DeserializeOwned;

use self::conflicts::{is_of_reports, is_unchanged, refuse_conflicts, refuse_other_folders};
use self::moves::Moves;
use super::folder::{hash_bytes, remove};
use super::rows::ReportNote;
use super::{COMMIT, Stored, json_bytes};
use crate::error::{Error, Result};

/// What says of which files a report consists.
const NOTE: &str = "report.json";
/// Start of the names of folders in which files wait until all are complete.
const PARTIAL: &str = ".report.partial-";

/// A folder that a report goes to.
///
/// Files get their names by [`ReportFolder::publish`]; dropped before that, the folder is left as it was.
pub struct ReportFolder {
    path: PathBuf,
    /// Where files wait: within the folder, so that they only have to be renamed.
    waiting: PathBuf,
    /// Folders that had to be created, innermost first.
    made: Vec<PathBuf>,
    /// The report that stands there.
    earlier: Option<ReportNote>,
    overwrite: bool,
}

/// What became of files that the earlier report has and the new one has not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leftovers {
    /// Removed.
    pub removed: Vec<String>,
    /// Edited since they were written, and left.
    pub left: Vec<String>,
}

impl ReportFolder {
    /// Prepares a folder for the report of a run: the run's own, a new one, an empty one, or one with an earlier report.
    ///
    /// # Errors
    /// [`Error::Results`] where other things stand there, [`Error::File`] where nothing can be written.
    pub fn start(path: &Path, run: &Stored, overwrite: bool) -> Result<Self> {
        let earlier = earlier(path);
        refuse_other_folders(path, run, earlier.is_some())?;
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let made = path.ancestors().take_while(missing).map(Path::to_path_buf).collect();
        let waiting = path.join(format!("{PARTIAL}{}", std::process::id()));
        let folder = Self { path: path.to_path_buf(), waiting, made, earlier, overwrite };
        fs::create_dir_all(&folder.waiting).map_err(Error::file("write into", path))?;
        Ok(folder)
    }

    /// A JSON file of the earlier report, where this program made it from the same run and nobody changed it.
    pub fn kept<T: DeserializeOwned>(&self, file: &str, run: &Stored) -> Option<T> {
        let note = self.earlier.as_ref()?;
        let ours = note.version == env!("CARGO_PKG_VERSION") && note.commit == COMMIT;
        let told = note.files.get(file).filter(|_| ours && note.manifest == run.manifest_hash)?;
        let bytes = fs::read(self.path.join(file)).ok()?;
        if hash_bytes(&bytes) == *told { serde_json::from_slice(&bytes).ok() } else { None }
    }

    /// Puts files in place, `report.json` last, and removes those that only the earlier report has. `note` gets the fingerprints
    /// of the files.
    ///
    /// # Errors
    /// [`Error::Results`] where a file would replace what is not ours or was edited, [`Error::File`] where one cannot be written;
    /// the folder is then left as it was.
    pub fn publish(mut self, files: Vec<(String, Vec<u8>)>, note: ReportNote) -> Result<Leftovers> {
        let hash = |(file, bytes): &(String, Vec<u8>)| (file.clone(), hash_bytes(bytes));
        let note = ReportNote { files: files.iter().map(hash).collect(), ..note };
        if let Some(file) = note.files.keys().find(|file| !is_of_reports(file)) {
            return Err(Error::Results(format!("{file} is not the name of a file of a report.")));
        }
        let mut files = files;
        files.push((NOTE.to_string(), json_bytes(&note)?));
        self.refuse_conflicts(&files)?;
        files.par_iter().try_for_each(|(file, bytes)| self.write(file, bytes))?;
        let leftovers = self.leftovers(&note);
        let mut moves = Moves::new(&self.path, &self.waiting);
        let moved = leftovers.removed.iter().try_for_each(|file| moves.take_away(file));
        let moved = moved.and_then(|()| files.iter().try_for_each(|(file, _)| moves.put(file)));
        if let Err(error) = moved {
            let back = moves.undo();
            return Err(if back { error } else { self.stuck(&error) });
        }
        // Only empty folders go.
        for file in &leftovers.removed {
            let _ = Path::new(file).parent().map(|folder| fs::remove_dir(self.path.join(folder)));
        }
        Ok(leftovers)
    }

    fn refuse_conflicts(&self, files: &[(String, Vec<u8>)]) -> Result<()> {
        refuse_conflicts(&self.path, self.earlier.as_ref(), self.overwrite, files)
    }

    /// Leaves what waits where it is, since not all could be put back.
    fn stuck(&mut self, error: &Error) -> Error {
        let waiting = std::mem::take(&mut self.waiting);
        Error::Results(format!("{error}. What was there before is in {}/old.", waiting.display()))
    }

    /// Writes a file where it waits.
    fn write(&self, file: &str, bytes: &[u8]) -> Result<()> {
        let path = self.waiting.join("new").join(file);
        let written = fs::create_dir_all(path.parent().unwrap_or(&path))
            .and_then(|()| fs::File::create(&path))
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        written.map_err(Error::file("write", &self.path.join(file)))
    }

    /// Files that only the earlier report has.
    fn leftovers(&self, note: &ReportNote) -> Leftovers {
        let mut leftovers = Leftovers::default();
        let earlier = self.earlier.iter().flat_map(|earlier| &earlier.files);
        for (file, hash) in earlier.filter(|(file, _)| is_of_reports(file) && !note.files.contains_key(*file))
        {
            let path = self.path.join(file);
            if is_unchanged(&self.path, file, hash) {
                leftovers.removed.push(file.clone());
            } else if fs::symlink_metadata(&path).is_ok() {
                leftovers.left.push(file.clone());
            }
        }
        leftovers
    }
}

impl Drop for ReportFolder {
    fn drop(&mut self) {
        if !self.waiting.as_os_str().is_empty() {
            remove(&self.waiting);
        }
        // After a report they are not empty, and stay.
        self.made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

/// The report that stands in a folder.
fn earlier(path: &Path) -> Option<ReportNote> {
    let note = path.join(NOTE);
    let is_file = fs::symlink_metadata(&note).is_ok_and(|metadata| metadata.is_file());
    let bytes = if is_file { fs::read(&note).ok()? } else { return None };
    serde_json::from_slice::<ReportNote>(&bytes).ok().filter(|note| note.program == "kanzei")
}
