//! The files of a starter model → its folder, all of them or none.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::input::Folder;

/// Files that a starter model adds to an economy.
const ADDED: [&str; 9] = [
    "trade/lines.csv",
    "trade/sources.csv",
    "trade/sectors.csv",
    "trade/coverage.csv",
    "tariffs.toml",
    "negotiation.toml",
    "parameters.toml",
    "SOURCES.md",
    "model.toml",
];

/// Checks, before any work, that a model may go to a folder; says whether it completes the folder of its economy.
///
/// # Errors
/// The folder holds other things, or files of these names.
pub fn check_target(target: &Path, economy_folder: &Path) -> Result<bool> {
    let same = match (target.canonicalize(), economy_folder.canonicalize()) {
        (Ok(target), Ok(economy)) => target == economy && target.join("economy").is_dir(),
        _ => false,
    };
    if same {
        if let Some(name) = ADDED.iter().find(|name| fs::symlink_metadata(target.join(name)).is_ok()) {
            return Err(Error::Results(format!(
                "{} has a {name} already; it is never replaced. Name another folder, or move the file away.",
                target.display()
            )));
        }
        return Ok(true);
    }
    let refuse = |what: &str| {
        Err(Error::Results(format!(
            "{} {what}; it is never replaced. Name another folder.",
            target.display()
        )))
    };
    match fs::symlink_metadata(target) {
        Err(_) => Ok(false),
        Ok(metadata) if !metadata.is_dir() => refuse("is not a folder"),
        Ok(_) => match fs::read_dir(target).map_err(Error::file("read", target))?.next() {
            Some(_) => refuse("is a folder with other things in it"),
            None => Ok(false),
        },
    }
}

/// Writes the files, `model.toml` last; where one cannot be written, those before it are removed again.
pub fn write(folder: &Folder, target: &Path, completes: bool) -> Result<Vec<String>> {
    let of_economy = |name: &&String| name.starts_with("economy/");
    let economy = folder.files.keys().filter(of_economy).filter(|_| !completes).cloned();
    let names: Vec<String> = economy.chain(ADDED.map(str::to_string)).collect();
    let mut made = Made::default();
    for name in &names {
        let Some(bytes) = folder.files.get(name) else { continue };
        made.write(&target.join(name), bytes)?;
    }
    made.done = true;
    Ok(names)
}

/// What was made so far, removed again unless all is done.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
    /// Innermost first.
    folders: Vec<PathBuf>,
    done: bool,
}

impl Made {
    fn write(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        let parent = path.parent().unwrap_or(path);
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let folders: Vec<PathBuf> = parent.ancestors().take_while(missing).map(Path::to_path_buf).collect();
        fs::create_dir_all(parent).map_err(Error::file("create", parent))?;
        self.folders.splice(0..0, folders);
        // A file that came there meanwhile is not ours to replace.
        let mut file = fs::File::create_new(path).map_err(Error::file("create", path))?;
        self.files.push(path.to_path_buf());
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(Error::file("write", path))
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if !self.done {
            self.files.iter().for_each(|file| drop(fs::remove_file(file)));
            self.folders.iter().for_each(|folder| drop(fs::remove_dir(folder)));
        }
    }
}
