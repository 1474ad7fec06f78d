//! A model file as text, with line numbers for every position, and the overlays that change it.

use std::collections::BTreeMap;

use super::report::Report;
use crate::error::Place;

/// Files beyond this size are refused unread.
pub const LARGEST_FILE: u64 = 64 << 20;
/// A line beyond this length is no table.
const LONGEST_LINE: usize = 4 << 20;

/// A file's text and where its lines start.
///
/// Overlays count as further lines below its own: a position or line tells which file it stands in.
#[derive(Clone)]
pub struct TextFile {
    /// The file as the user can open it.
    pub name: String,
    /// Its text, without a byte-order mark.
    pub text: String,
    line_starts: Vec<usize>,
    layers: Vec<Layer>,
    /// What overlays change in a table.
    pub edits: Edits,
}

/// An overlay below a file.
#[derive(Clone)]
struct Layer {
    name: String,
    /// Its first line.
    first: usize,
    /// How far its positions are moved.
    shift: usize,
}

/// What overlays change in a CSV file.
#[derive(Clone, Default)]
pub struct Edits {
    /// By line and column: the new text, and the line that says so.
    pub cells: BTreeMap<(usize, String), (String, usize)>,
    /// Lines that are left out.
    pub removed: Vec<usize>,
    /// Rows that are added: where they stand, and their cells by column.
    pub added: Vec<(usize, Vec<(String, String)>)>,
}

impl TextFile {
    /// Decodes a file; anything but plain UTF-8 text is a problem, and then there is no text to read.
    pub fn decode(name: String, bytes: &[u8], report: &Report) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let line_at = |offset: usize| bytes[..offset].split(|byte| *byte == b'\n').count();
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_string(),
            Err(error) => {
                let offset = error.valid_up_to();
                report.add(
                    "encoding",
                    Place::file(&name).line(line_at(offset)),
                    format!("byte 0x{:02X} is not UTF-8.", bytes[offset]),
                    "Save the file as UTF-8.",
                );
                return None;
            }
        };
        if let Some(offset) = text.find('\0') {
            report.add(
                "encoding",
                Place::file(&name).line(line_at(offset)),
                "a zero byte is not text.",
                "Save the file as UTF-8 text, not UTF-16.",
            );
            return None;
        }
        if text.trim().is_empty() {
            report.add(
                "empty file",
                Place::file(&name),
                "the file is empty.",
                "Fill it as models/README.md says.",
            );
            return None;
        }
        let mut start = 0;
        let mut line_starts = vec![0];
        for (offset, _) in text.match_indices('\n') {
            line_starts.push(offset + 1);
        }
        for (line, next) in line_starts.iter().skip(1).chain([&text.len()]).enumerate() {
            if next - start > LONGEST_LINE {
                report.add(
                    "line length",
                    Place::file(&name).line(line + 1),
                    format!(
                        "the line has {} bytes; the longest that is read has {LONGEST_LINE}.",
                        next - start
                    ),
                    "Break the table into lines.",
                );
                return None;
            }
            start = *next;
        }
        Some(Self { name, text, line_starts, layers: Vec::new(), edits: Edits::default() })
    }

    /// Puts an overlay below.
    pub fn add_layer(&mut self, overlay: &Self) {
        let shift = self.line_starts.last().map_or(0, |last| last + LONGEST_LINE + 1);
        self.layers.push(Layer { name: overlay.name.clone(), first: self.line_starts.len() + 1, shift });
        self.line_starts.extend(overlay.line_starts.iter().map(|start| start + shift));
    }

    /// How far the positions of each overlay below are moved.
    pub fn shifts(&self) -> impl Iterator<Item = usize> {
        self.layers.iter().map(|layer| layer.shift)
    }

    /// The line, from 1, of a byte position.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    /// A line as a place.
    pub fn at(&self, line: usize) -> Place {
        match self.layers.iter().rev().find(|layer| layer.first <= line) {
            Some(layer) => Place::file(&layer.name).line(line + 1 - layer.first),
            None => self.place().line(line),
        }
    }

    /// A row of a CSV file as a place; where an overlay changes it, there.
    pub fn row(&self, line: usize) -> Place {
        let changed = self.edits.cells.iter().find(|((row, _), _)| *row == line);
        self.at(changed.map_or(line, |(_, (_, from))| *from))
    }

    /// A cell of a CSV file as a place.
    pub fn cell(&self, line: usize, column: &str) -> Place {
        let changed = self.edits.cells.get(&(line, column.to_string()));
        self.at(changed.map_or(line, |(_, from)| *from)).field(column)
    }

    /// The file as a place.
    pub fn place(&self) -> Place {
        Place::file(&self.name)
    }
}
