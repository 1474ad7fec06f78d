//! A user's small csv file → rows by column name, with their lines.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::numbers::Numbers;
use super::reader::{Reading, problem};
use crate::error::{Place, Problems};
use crate::ids::closest;

/// A csv file with a header.
pub struct MapFile {
    /// As the user named it.
    pub shown: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    columns: Vec<&'static str>,
    /// Cells by position among the columns asked for; empty where the file has no such column.
    rows: Vec<(usize, Vec<String>)>,
}

/// A row of a [`MapFile`].
#[derive(Clone, Copy)]
pub struct Row<'f> {
    file: &'f MapFile,
    position: usize,
}

impl MapFile {
    /// Reads a file that must have the columns `needed` and may have those of `optional`.
    ///
    /// # Errors
    /// The file cannot be read, has other columns or no rows, or a needed cell is empty.
    pub fn read(path: &Path, needed: &[&'static str], optional: &[&'static str]) -> Reading<Self> {
        let shown = path.display().to_string();
        let place = || Place::file(&shown);
        let bytes = std::fs::read(path).map_err(|error| {
            problem(place(), format!("it cannot be read: {error}."), "Name a csv file that is there.")
        })?;
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let columns: Vec<&'static str> = needed.iter().chain(optional).copied().collect();
        let listed = format!("The columns are {}.", columns.join(","));
        let mut header: Option<Vec<Option<usize>>> = None;
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(1, |position| position.line() as usize);
                problem(
                    place().line(line),
                    format!("the line cannot be read as csv: {error}."),
                    "Save it as UTF-8, with commas.",
                )
            })?;
            let line = record.position().map_or(1, |position| position.line() as usize);
            let cells: Vec<&str> = record.iter().map(str::trim).collect();
            if cells.iter().all(|cell| cell.is_empty()) {
                continue;
            }
            let Some(positions) = &header else {
                header = Some(match_header(&cells, needed, &columns, &place(), &listed)?);
                continue;
            };
            let mut row = vec![String::new(); columns.len()];
            for (position, cell) in positions.iter().zip(&cells) {
                if let Some(position) = position {
                    row[*position] = (*cell).to_string();
                }
            }
            if let Some(empty) = (0..needed.len()).find(|position| row[*position].is_empty()) {
                let place = place().line(line).field(needed[empty]);
                return Err(problem(place, "the cell is empty.", listed));
            }
            rows.push((line, row));
        }
        if rows.is_empty() {
            return Err(problem(place(), "there are no rows.", listed));
        }
        let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { shown, sha256, columns, rows })
    }

    /// Its rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).map(|position| Row { file: self, position })
    }

    /// No problems yet of this file.
    pub fn problems(&self) -> Problems {
        Problems::of_table(&self.shown)
    }

    /// The file as a place.
    pub fn place(&self) -> Place {
        Place::file(&self.shown)
    }
}

impl<'f> Row<'f> {
    /// The cell of a column; empty where the file has none.
    pub fn text(self, column: &str) -> &'f str {
        let position = self.file.columns.iter().position(|name| *name == column);
        position.map_or("", |position| &self.file.rows[self.position].1[position])
    }

    /// The number of a column.
    ///
    /// # Errors
    /// The cell is no number, or below 0.
    pub fn number(self, column: &str) -> Reading<f64> {
        let cell = self.text(column);
        let number = if cell.is_empty() { None } else { Numbers::POINT.parse(cell) };
        number.filter(|number| *number >= 0.0).ok_or_else(|| {
            let message = format!("`{cell}` is no number of 0 or more.");
            problem(self.place(column), message, "Write a plain number with a point for decimals.")
        })
    }

    /// The cell as a place.
    pub fn place(self, column: &str) -> Place {
        self.file.place().line(self.file.rows[self.position].0).field(column)
    }
}

/// For every cell of the header, its position among the columns.
fn match_header(
    cells: &[&str],
    needed: &[&str],
    columns: &[&'static str],
    place: &Place,
    listed: &str,
) -> Reading<Vec<Option<usize>>> {
    let position = |cell: &&str| columns.iter().position(|column| column.eq_ignore_ascii_case(cell));
    if let Some(unknown) = cells.iter().find(|cell| !cell.is_empty() && position(cell).is_none()) {
        let remedy = match closest(&unknown.to_lowercase(), columns.iter().copied()) {
            Some(near) => format!("Did you mean `{near}`? {listed}"),
            None => listed.to_string(),
        };
        return Err(problem(place.clone().line(1).field(*unknown), "this column is not known.", remedy));
    }
    for name in needed {
        let count = cells.iter().filter(|cell| cell.eq_ignore_ascii_case(name)).count();
        if count != 1 {
            let message = if count == 0 { "the column is missing." } else { "the column is there twice." };
            return Err(problem(place.clone().line(1).field(*name), message, listed));
        }
    }
    Ok(cells.iter().map(position).collect())
}

/// Codes that are listed where none is near.
const SHOWN: usize = 60;

/// The remedy for a code that is not known: the nearest one, or the list.
pub fn near<'c>(code: &str, known: impl Iterator<Item = &'c str> + Clone) -> String {
    if let Some(near) = closest(code, known.clone()) {
        return format!("Did you mean `{near}`?");
    }
    let list: Vec<&str> = known.collect();
    let more = if list.len() > SHOWN { format!(" and {} more", list.len() - SHOWN) } else { String::new() };
    format!("The table has {}{more}.", list[..list.len().min(SHOWN)].join(" "))
}
