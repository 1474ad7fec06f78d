//! The file, folder or zip archive that a published table comes as.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use super::reader::{Reading, problem};
use crate::error::{Place, Problems};

/// A published download: one file, a folder, or a zip archive.
pub struct Source {
    /// As the user named it.
    pub path: PathBuf,
    kind: Kind,
    /// SHA-256 of the files read so far, by name.
    read: Mutex<BTreeMap<String, String>>,
}

enum Kind {
    File,
    /// Relative names with `/` between parts, in order.
    Folder(Vec<String>),
    Zip(Vec<String>),
}

/// A file of a source in memory.
pub struct Bytes {
    /// As messages name it: the path, or `archive.zip: inside.csv`.
    pub shown: String,
    /// Its name without folders, for what a layout says in file names.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Bytes {
    /// The file as a place of problems.
    pub fn place(&self) -> Place {
        Place::file(&self.shown)
    }

    /// SHA-256 in hexadecimal.
    pub fn sha256(&self) -> String {
        hexadecimal(Sha256::new().chain_update(&self.bytes))
    }
}

impl Source {
    /// Opens a download.
    ///
    /// # Errors
    /// There is nothing at the path, or the archive cannot be read.
    pub fn open(path: &Path) -> Reading<Self> {
        let place = || Place::file(path.display().to_string());
        let told = |error: std::io::Error| {
            problem(
                place(),
                format!("it cannot be opened: {error}."),
                "Name the downloaded file, folder or zip.",
            )
        };
        let metadata = fs::metadata(path).map_err(told)?;
        let kind = if metadata.is_dir() {
            let mut names = Vec::new();
            list(path, "", &mut names).map_err(told)?;
            names.sort();
            Kind::Folder(names)
        } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) {
            let archive = zip::ZipArchive::new(fs::File::open(path).map_err(told)?).map_err(|error| {
                problem(
                    place(),
                    format!("the zip archive cannot be read: {error}."),
                    "The download may be cut short: download it again.",
                )
            })?;
            let files = archive.file_names().flatten().filter(|name| !name.ends_with('/'));
            let mut names: Vec<String> = files.map(std::borrow::Cow::into_owned).collect();
            names.sort();
            Kind::Zip(names)
        } else {
            Kind::File
        };
        Ok(Self { path: path.to_path_buf(), kind, read: Mutex::default() })
    }

    /// Names of its files, in order; of a single file, its own name.
    pub fn names(&self) -> Vec<&str> {
        match &self.kind {
            Kind::File => self.path.file_name().and_then(|name| name.to_str()).into_iter().collect(),
            Kind::Folder(names) | Kind::Zip(names) => names.iter().map(String::as_str).collect(),
        }
    }

    /// The names that end with `ending`, whatever the case of its letters.
    pub fn names_ending(&self, ending: &str) -> Vec<&str> {
        let fits = |name: &&str| name.to_lowercase().ends_with(&ending.to_lowercase());
        self.names().into_iter().filter(fits).collect()
    }

    /// Reads a file by its name.
    ///
    /// # Errors
    /// It is not there or cannot be read.
    pub fn read(&self, name: &str) -> Reading<Bytes> {
        let shown = self.shown(name);
        let bytes = match &self.kind {
            Kind::File => fs::read(&self.path),
            Kind::Folder(_) => fs::read(self.path.join(name)),
            Kind::Zip(_) => self.unzip(name, u64::MAX),
        };
        let bytes = bytes.map_err(unreadable(&shown))?;
        let short = name.rsplit('/').next().unwrap_or(name).to_string();
        let bytes = Bytes { shown, name: short, bytes };
        self.was_read(name, || bytes.sha256());
        Ok(bytes)
    }

    /// Opens a file by its name, to be read in pieces: `using` is given the reader and how messages name the file, and
    /// reads to the end unless it finds a problem.
    ///
    /// # Errors
    /// It is not there or cannot be opened; what `using` tells.
    pub fn stream<T>(&self, name: &str, using: impl FnOnce(&mut dyn Read, &str) -> Reading<T>) -> Reading<T> {
        let shown = self.shown(name);
        let hashed = |reader: &mut dyn Read| {
            let mut hashing = Hashing { reader, hasher: Sha256::new() };
            let made = using(&mut hashing, &shown)?;
            self.was_read(name, || hexadecimal(hashing.hasher));
            Ok(made)
        };
        let path = match &self.kind {
            Kind::File => self.path.clone(),
            Kind::Folder(_) => self.path.join(name),
            Kind::Zip(_) => {
                let file = fs::File::open(&self.path).map_err(unreadable(&shown))?;
                let mut archive =
                    zip::ZipArchive::new(file).map_err(|error| unreadable(&shown)(error.into()))?;
                let mut inside = archive.by_name(name).map_err(|error| unreadable(&shown)(error.into()))?;
                return hashed(&mut inside);
            }
        };
        hashed(&mut fs::File::open(path).map_err(unreadable(&shown))?)
    }

    /// How messages name a file.
    pub fn shown(&self, name: &str) -> String {
        match &self.kind {
            Kind::File => self.path.display().to_string(),
            Kind::Folder(_) => self.path.join(name).display().to_string(),
            Kind::Zip(_) => format!("{}: {name}", self.path.display()),
        }
    }

    /// The first bytes of a file, to look at its layout; empty where it cannot be read.
    pub fn head(&self, name: &str, length: usize) -> Vec<u8> {
        let from = |path: &Path| -> std::io::Result<Vec<u8>> {
            let mut bytes = Vec::new();
            fs::File::open(path)?.take(length as u64).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let head = match &self.kind {
            Kind::File => from(&self.path),
            Kind::Folder(_) => from(&self.path.join(name)),
            Kind::Zip(_) => self.unzip(name, length as u64),
        };
        head.unwrap_or_default()
    }

    fn unzip(&self, name: &str, most: u64) -> std::io::Result<Vec<u8>> {
        let mut archive = zip::ZipArchive::new(fs::File::open(&self.path)?)?;
        let mut bytes = Vec::new();
        archive.by_name(name)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// SHA-256 of every file that was read, by name.
    pub fn files_read(&self) -> BTreeMap<String, String> {
        self.read.lock().map(|read| read.clone()).unwrap_or_default()
    }

    fn was_read(&self, name: &str, sha256: impl FnOnce() -> String) {
        if let Ok(mut read) = self.read.lock() {
            read.entry(name.to_string()).or_insert_with(sha256);
        }
    }
}

/// Reads and computes the SHA-256 of what was read.
struct Hashing<R> {
    reader: R,
    hasher: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.reader.read(into)?;
        self.hasher.update(&into[..length]);
        Ok(length)
    }
}

/// SHA-256 in hexadecimal.
fn hexadecimal(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Turns what the system says of a file into a problem.
pub fn unreadable(shown: &str) -> impl Fn(std::io::Error) -> Problems + use<'_> {
    move |error| {
        let remedy = "The download may be incomplete: download it again.";
        problem(Place::file(shown), format!("it cannot be read: {error}."), remedy)
    }
}

fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.metadata()?.is_dir() {
            list(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}
