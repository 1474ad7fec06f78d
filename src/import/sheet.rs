//! Spreadsheets and small text tables → a grid of cells.

use std::io::Cursor;

use calamine::{Data, Reader as _, Sheets};

use super::delimited;
use super::numbers::Numbers;
use super::reader::{Reading, problem};
use super::source::Bytes;
use crate::error::Place;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A number.
    Number(f64),
    /// Text, trimmed, without line breaks.
    Text(String),
}

/// A sheet of a workbook, or a small text table.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// File and sheet, as messages name them.
    pub shown: String,
    /// Name of the sheet; empty for text.
    pub name: String,
    /// Rows from the first of the file on, each of any length.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The cell of a row and column, from 0; empty beyond the sheet.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Empty)
    }

    /// A cell as text; a number as it would be written.
    pub fn text(&self, row: usize, column: usize) -> String {
        match self.cell(row, column) {
            Cell::Empty => String::new(),
            Cell::Number(number) => number.to_string(),
            Cell::Text(text) => text.clone(),
        }
    }

    /// A cell as number; empty cells are zero, text is read as a number if it is one.
    ///
    /// # Errors
    /// Text that is no number, with its place.
    pub fn number(&self, row: usize, column: usize, numbers: Numbers) -> Reading<f64> {
        match self.cell(row, column) {
            Cell::Empty => Ok(0.0),
            Cell::Number(number) => Ok(*number),
            Cell::Text(text) => numbers.parse(text).ok_or_else(|| {
                problem(
                    self.place(row, column),
                    format!("`{text}` is not a number."),
                    "The file may be damaged or of another layout: download it again.",
                )
            }),
        }
    }

    /// Place of a cell: line and spreadsheet column.
    pub fn place(&self, row: usize, column: usize) -> Place {
        Place::file(&self.shown).line(row + 1).field(column_letters(column))
    }

    /// The first cell with this text, whatever the case of its letters.
    pub fn find(&self, text: &str) -> Option<(usize, usize)> {
        let wanted = text.to_lowercase();
        self.rows.iter().enumerate().find_map(|(row, cells)| {
            let fits = |cell: &Cell| matches!(cell, Cell::Text(text) if text.to_lowercase() == wanted);
            cells.iter().position(fits).map(|column| (row, column))
        })
    }
}

/// A spreadsheet's name of a column, from 0: `A`, `Z`, `AA`.
pub fn column_letters(column: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters
}

/// The sheets of a workbook (xlsx, xlsb, xls, ods).
///
/// # Errors
/// The workbook cannot be read.
pub fn read_workbook(file: &Bytes) -> Reading<Vec<Sheet>> {
    let damaged = |error: calamine::Error| {
        problem(
            file.place(),
            format!("the workbook cannot be read: {error}."),
            "The download may be cut short: download it again.",
        )
    };
    let mut book: Sheets<_> =
        calamine::open_workbook_auto_from_rs(Cursor::new(&file.bytes)).map_err(damaged)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(damaged)?;
        // Rows and columns count from the sheet's own first cell, not from the first that is filled.
        let (top, left) = range.start().unwrap_or((0, 0));
        let mut rows = vec![Vec::new(); top as usize];
        rows.extend(range.rows().map(|row| {
            let mut cells = vec![Cell::Empty; left as usize];
            cells.extend(row.iter().map(cell));
            cells
        }));
        sheets.push(Sheet { shown: format!("{}, sheet {name}", file.shown), name, rows });
    }
    Ok(sheets)
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Empty => Cell::Empty,
        other => {
            let text = other.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
            if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
        }
    }
}

/// A small text table; all its cells are text.
///
/// # Errors
/// The text cannot be decoded.
pub fn read_text_sheet(file: &Bytes, delimiter: u8) -> Reading<Sheet> {
    let text = delimited::text(file)?;
    let row = |line: &str| {
        let cells = delimited::cells(line, delimiter).into_iter();
        cells.map(|cell| if cell.is_empty() { Cell::Empty } else { Cell::Text(cell) }).collect()
    };
    Ok(Sheet { shown: file.shown.clone(), name: String::new(), rows: text.lines().map(row).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702].map(column_letters),
            ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
        );
    }
}
