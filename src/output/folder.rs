//! A folder of files: never half written, never replacing what is not ours.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::rows::Manifest;
use crate::error::{Error, Result};

/// What a folder of ours holds, and how it is known to be ours.
pub struct Contents {
    /// What it holds, as in `earlier results`.
    pub holds: &'static str,
    /// The file that says whose it is.
    pub mark: &'static str,
    /// Whether that file is one of ours.
    pub is_ours: fn(&[u8]) -> bool,
    /// How to choose another place, as a sentence.
    pub elsewhere: &'static str,
}

/// Results of a run.
pub const RESULTS: Contents = Contents {
    holds: "results",
    mark: "manifest.json",
    is_ours,
    elsewhere: "Choose another folder with --out.",
};

/// A folder being written under a temporary name beside its final one.
///
/// It gets its final name by [`Staging::publish`]; dropped before that, it is removed.
pub struct Staging {
    contents: &'static Contents,
    target: PathBuf,
    path: PathBuf,
    /// The folder around it, where this run had to create it.
    made_parent: Option<PathBuf>,
    published: bool,
}

/// What stands where a folder is to go.
enum Standing {
    Nothing,
    Ours,
}

fn standing(contents: &Contents, target: &Path) -> Result<Standing> {
    let metadata = match fs::symlink_metadata(target) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Standing::Nothing),
        Err(error) => return Err(Error::file("look at", target)(error)),
    };
    let refuse = |what: &str| {
        Err(Error::Results(format!(
            "{} {what}; it is never replaced. {}",
            target.display(),
            contents.elsewhere
        )))
    };
    if !metadata.is_dir() {
        return refuse("is not a folder");
    }
    if fs::read_dir(target).map_err(Error::file("read", target))?.next().is_none() {
        return Ok(Standing::Nothing);
    }
    match fs::read(target.join(contents.mark)) {
        Ok(bytes) if (contents.is_ours)(&bytes) => Ok(Standing::Ours),
        _ => refuse("is a folder with other things in it"),
    }
}

/// Whether a manifest is one of ours.
fn is_ours(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Manifest>(bytes).is_ok_and(|manifest| manifest.program == "kanzei")
}

/// Checks, before any work, that results may go to a folder.
///
/// # Errors
/// [`Error::Results`] where something else stands there, or earlier results without leave to overwrite them.
pub fn check_target(target: &Path, overwrite: bool) -> Result<()> {
    RESULTS.check_target(target, overwrite)
}

impl Contents {
    /// Checks, before any work, that such contents may go to a folder.
    ///
    /// # Errors
    /// [`Error::Results`] where something else stands there, or earlier ones without leave to overwrite them.
    pub fn check_target(&self, target: &Path, overwrite: bool) -> Result<()> {
        match standing(self, target)? {
            Standing::Ours if !overwrite => Err(Error::Results(format!(
                "{} holds earlier {}. Replace them with --overwrite, or choose another folder with --out.",
                target.display(),
                self.holds
            ))),
            _ => Ok(()),
        }
    }
}

impl Staging {
    /// Starts a results folder.
    ///
    /// # Errors
    /// As [`check_target`], and where the folder cannot be created.
    pub fn start(target: &Path, overwrite: bool) -> Result<Self> {
        Self::start_with(&RESULTS, target, overwrite)
    }

    /// Starts a folder of other contents.
    ///
    /// # Errors
    /// As [`Contents::check_target`], and where the folder cannot be created.
    pub fn start_with(contents: &'static Contents, target: &Path, overwrite: bool) -> Result<Self> {
        contents.check_target(target, overwrite)?;
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let Some(name) = target.file_name() else {
            let text = format!("{} is not a name for a folder.", target.display());
            return Err(Error::Results(text));
        };
        let made_parent = (!parent.exists()).then(|| parent.clone());
        fs::create_dir_all(&parent).map_err(Error::file("create", &parent))?;
        let path = parent.join(format!(".{}.partial-{}", name.to_string_lossy(), std::process::id()));
        fs::create_dir_all(&path).map_err(Error::file("create", &path))?;
        Ok(Self { contents, target: target.to_path_buf(), path, made_parent, published: false })
    }

    /// Path of a file within the folder while it is being written; its parent is created.
    ///
    /// # Errors
    /// Where the parent cannot be created.
    pub fn file(&self, name: &str) -> Result<PathBuf> {
        let path = self.path.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Error::file("create", parent))?;
        }
        Ok(path)
    }

    /// Writes a file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.file(name)?;
        let written = fs::File::create(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(Error::file("write", &path))
    }

    /// Writes a file piece by piece. Returns its SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// Where it cannot be written, and those of `write`.
    pub(super) fn write_in_pieces(
        &self,
        name: &str,
        write: impl FnOnce(&mut ResultFile) -> Result<()>,
    ) -> Result<String> {
        let path = self.file(name)?;
        let file = fs::File::create(&path).map_err(Error::file("write", &path))?;
        let text = Vec::with_capacity(2 * PIECE);
        let mut file = ResultFile { path, file, hasher: Sha256::new(), text };
        write(&mut file)?;
        file.finish()
    }

    /// SHA-256 of a file written before, in hexadecimal.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn hash(&self, name: &str) -> Result<String> {
        hash_file(&self.path.join(name))
    }

    /// Gives the folder its final name, in place of earlier results.
    ///
    /// # Errors
    /// Where the folder cannot be renamed; earlier results then stay where they were.
    pub fn publish(mut self, overwrite: bool) -> Result<()> {
        self.contents.check_target(&self.target, overwrite)?;
        let mut old = self.path.clone().into_os_string();
        old.push("-old");
        let old = PathBuf::from(old);
        let replaces = fs::symlink_metadata(&self.target).is_ok();
        if replaces {
            fs::rename(&self.target, &old).map_err(Error::file("move away", &self.target))?;
        }
        if let Err(error) = fs::rename(&self.path, &self.target) {
            if replaces {
                let _ = fs::rename(&old, &self.target);
            }
            return Err(Error::file("create", &self.target)(error));
        }
        self.published = true;
        if replaces {
            remove(&old);
        }
        Ok(())
    }
}

/// A results file being written: a piece goes into the fingerprint and to the system while the processor has it at hand.
pub(super) struct ResultFile {
    path: PathBuf,
    file: fs::File,
    hasher: Sha256,
    /// The text that comes next; add to its end.
    pub text: Vec<u8>,
}

/// Bytes that are passed on at once.
const PIECE: usize = 1 << 16;

impl ResultFile {
    /// Passes the text on once there is enough of it.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn pass_on(&mut self) -> Result<()> {
        if self.text.len() < PIECE { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<()> {
        self.hasher.update(&self.text);
        self.file.write_all(&self.text).map_err(Error::file("write", &self.path))?;
        self.text.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<String> {
        self.flush()?;
        self.file.sync_all().map_err(Error::file("write", &self.path))?;
        Ok(hexadecimal(&self.hasher.finalize()))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.published {
            remove(&self.path);
            // Only an empty folder goes: others may have put something there meanwhile.
            if let Some(parent) = &self.made_parent {
                let _ = fs::remove_dir(parent);
            }
        }
    }
}

/// Removes a folder that this module or `report_folder` made or checked to be ours.
#[allow(clippy::disallowed_methods)] // the one place that deletes, and only folders checked before
pub(super) fn remove(path: &Path) {
    let _ = fs::remove_dir_all(path);
}

/// SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// Where it cannot be read.
pub fn hash_file(path: &Path) -> Result<String> {
    let mut file = fs::File::open(path).map_err(Error::file("read", path))?;
    let mut hasher = Sha256::new();
    let mut part = vec![0; 1 << 16];
    loop {
        match file.read(&mut part).map_err(Error::file("read", path))? {
            0 => return Ok(hexadecimal(&hasher.finalize())),
            length => hasher.update(&part[..length]),
        }
    }
}

/// SHA-256 of bytes, in hexadecimal.
pub fn hash_bytes(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
