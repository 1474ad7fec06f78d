//! The library's one error type, and the problems that a model folder can have.

mod problem;

pub use problem::{Place, Problem, Problems};

use std::path::{Path, PathBuf};

/// Everything that can go wrong in the library.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The model folder cannot be used; every problem found is listed.
    #[error("{0}")]
    Model(Problems),
    /// A published table cannot be imported; every problem found is listed.
    #[error("{0}")]
    Import(Problems),
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {reason}", path.display())]
    File {
        /// What was tried, as a verb: `read`, `write`, `create`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        reason: std::io::Error,
    },
    /// What was named as a model is not a folder.
    #[error("{0}")]
    NotAFolder(String),
    /// A setting of the run is wrong; the text says which, the rule and the remedy.
    #[error("{0}")]
    Settings(String),
    /// The results folder cannot be written or replaced.
    #[error("{0}")]
    Results(String),
    /// The computation failed.
    #[error("{0}")]
    Simulation(String),
    /// The user stopped the run.
    #[error("interrupted: no results folder was written")]
    Interrupted,
}

impl Error {
    /// Turns an I/O error into one that names the file and what was tried with it.
    pub fn file(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |reason| Self::File { action, path, reason }
    }
}

/// The library's result type.
pub type Result<T> = std::result::Result<T, Error>;
