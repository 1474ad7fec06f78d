//! Files renamed into place, so that all of it can be taken back.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Renames done so far.
pub(super) struct Moves<'f> {
    folder: &'f Path,
    waiting: &'f Path,
    /// From where to where.
    done: Vec<(PathBuf, PathBuf)>,
    /// Folders that were created on the way.
    made: Vec<PathBuf>,
}

impl<'f> Moves<'f> {
    pub fn new(folder: &'f Path, waiting: &'f Path) -> Self {
        Self { folder, waiting, done: Vec::new(), made: Vec::new() }
    }

    /// Puts a file that waits in place; what stands there is kept until all is done.
    pub fn put(&mut self, file: &str) -> Result<()> {
        let target = self.folder.join(file);
        if fs::symlink_metadata(&target).is_ok() {
            self.take_away(file)?;
        }
        self.rename(self.waiting.join("new").join(file), target, file)
    }

    /// Takes a file out of its place.
    pub fn take_away(&mut self, file: &str) -> Result<()> {
        self.rename(self.folder.join(file), self.waiting.join("old").join(file), file)
    }

    fn rename(&mut self, from: PathBuf, to: PathBuf, file: &str) -> Result<()> {
        let around = to.parent().unwrap_or(self.folder);
        let missing: Vec<PathBuf> =
            around.ancestors().take_while(|folder| !folder.exists()).map(Path::to_path_buf).collect();
        let renamed = fs::create_dir_all(around).and_then(|()| fs::rename(&from, &to));
        self.made.extend(missing.into_iter().rev());
        renamed.map_err(Error::file("replace", &self.folder.join(file)))?;
        self.done.push((from, to));
        Ok(())
    }

    /// Takes all of it back, last first. Says whether that worked.
    pub fn undo(&mut self) -> bool {
        let back = self.done.drain(..).rev().map(|(from, to)| fs::rename(to, from).is_ok());
        let back = back.fold(true, |all, one| all && one);
        self.made.drain(..).rev().for_each(|folder| drop(fs::remove_dir(folder)));
        back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_taken_back() {
        let around = tempfile::tempdir().unwrap();
        let (folder, waiting) = (around.path(), around.path().join("waiting"));
        let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
        fs::create_dir_all(waiting.join("new/figures")).unwrap();
        for (file, text) in [
            ("report.md", "old"),
            ("stale.md", "stale"),
            ("waiting/new/report.md", "new"),
            ("waiting/new/figures/a.svg", "new"),
        ] {
            fs::write(folder.join(file), text).unwrap();
        }
        let mut moves = Moves::new(folder, &waiting);
        ["report.md", "figures/a.svg"].iter().for_each(|file| moves.put(file).unwrap());
        moves.take_away("stale.md").unwrap();
        assert_eq!([text("report.md"), text("figures/a.svg"), text("stale.md")], ["new", "new", ""]);
        // This one does not wait.
        let error = moves.put("tables/a.tex").unwrap_err().to_string();
        assert!(error.contains("tables/a.tex: "), "{error}");
        assert!(moves.undo());
        assert_eq!([text("report.md"), text("figures/a.svg"), text("stale.md")], ["old", "", "stale"]);
        assert!(!folder.join("figures").exists() && !folder.join("tables").exists());
    }

    #[test]
    fn what_cannot_be_taken_back_is_said() {
        let around = tempfile::tempdir().unwrap();
        let (folder, waiting) = (around.path(), around.path().join("waiting"));
        fs::write(folder.join("report.md"), "old").unwrap();
        let mut moves = Moves::new(folder, &waiting);
        moves.take_away("report.md").unwrap();
        fs::rename(waiting.join("old"), folder.join("elsewhere")).unwrap();
        assert!(!moves.undo());
    }
}
