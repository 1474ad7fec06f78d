//! The files of a model as text, with the overlays that change them.

use std::path::Path;
use std::sync::Arc;

use super::folder::Folder;
use super::overlay::{edit_rows, read_overlays};
use super::report::Report;
use super::text_file::TextFile;
use crate::error::Place;

/// A model folder and its overlays as text.
pub struct Files<'f> {
    folder: &'f Folder,
    /// The overlays, in order of application.
    pub overlays: Vec<TextFile>,
}

impl<'f> Files<'f> {
    /// Reads the overlays; none where one of them has a problem.
    pub fn open(folder: &'f Folder, report: &Report) -> Option<Self> {
        Some(Self { folder, overlays: read_overlays(folder, report)? })
    }

    /// The text of a file that may be left out.
    pub fn optional_text(&self, name: &str, report: &Report) -> Option<TextFile> {
        if self.folder.has(name) { self.text(name, report) } else { None }
    }

    /// Whether a file is there.
    pub fn has(&self, name: &str) -> bool {
        self.folder.has(name)
    }

    /// The bytes of a file that is there.
    pub fn bytes(&self, name: &str, report: &Report) -> Option<(Place, Arc<[u8]>)> {
        self.folder.bytes(name, report)
    }

    /// Names of the overlays in the folder's `scenarios/`.
    pub fn scenarios(&self) -> Vec<String> {
        self.folder.scenarios().map(str::to_string).collect()
    }

    /// The text of a file; a missing or unreadable one is a problem.
    pub fn text(&self, name: &str, report: &Report) -> Option<TextFile> {
        let mut file = self.folder.text(name, report)?;
        self.overlays.iter().for_each(|overlay| file.add_layer(overlay));
        if Path::new(name).extension().is_some_and(|ending| ending == "csv") {
            edit_rows(&mut file, &self.overlays, name, report);
        }
        Some(file)
    }
}
