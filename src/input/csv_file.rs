//! A CSV file read against its format: every cell checked, every problem with its line and column.

use super::format::{Field, Format, Kind};
use super::report::Report;
use super::text_file::{Edits, TextFile};
use crate::error::Place;
use crate::ids::{closest, is_id};

/// A row with as many cells as the header.
pub struct Row {
    /// Line in the file, from 1.
    pub line: usize,
    /// Cells, trimmed.
    pub cells: Vec<String>,
}

/// The header and rows of a file, cell by cell as written.
pub struct Grid {
    /// Column names.
    pub header: Vec<String>,
    /// Rows of the header's length.
    pub rows: Vec<Row>,
}

/// Splits a file into cells. Rows of another length than the header are problems and are left out.
pub fn read_grid(file: &TextFile, report: &Report) -> Option<Grid> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file.text.as_bytes());
    let mut header: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                let message = format!("the line cannot be read as CSV: {error}.");
                report.add("csv", file.at(line), message, "Check quotes and commas.");
                return None;
            }
        };
        let line = record.position().map_or(1, |position| position.line() as usize);
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_string()).collect();
        let Some(names) = &header else {
            header = Some(cells);
            continue;
        };
        if cells.len() == names.len() {
            rows.push(Row { line, cells });
        } else {
            report.add(
                "row length",
                file.at(line),
                format!("the row has {} cells, the header has {}.", cells.len(), names.len()),
                "Give every column one cell; quote a cell that holds a comma.",
            );
        }
    }
    let mut grid = Grid { header: header?, rows };
    grid.edit(&file.edits);
    Some(grid)
}

impl Grid {
    /// Changes, removes and adds what overlays say.
    fn edit(&mut self, edits: &Edits) {
        let header = &self.header;
        let position = |column: &String| header.iter().position(|known| known == column);
        for ((line, column), (text, _)) in &edits.cells {
            let row = self.rows.iter_mut().find(|row| row.line == *line);
            if let (Some(row), Some(position)) = (row, position(column)) {
                row.cells[position].clone_from(text);
            }
        }
        self.rows.retain(|row| !edits.removed.contains(&row.line));
        for (line, given) in &edits.added {
            let mut cells = vec![String::new(); header.len()];
            for (column, text) in given {
                if let Some(position) = position(column) {
                    cells[position].clone_from(text);
                }
            }
            self.rows.push(Row { line: *line, cells });
        }
    }
}

/// Reads a number as data files write it.
pub fn parse_number(cell: &str) -> Option<f64> {
    let plain = cell.chars().all(|letter| letter.is_ascii_digit() || "+-.eE".contains(letter));
    if plain { cell.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
}

/// A row whose cells have passed their format.
pub struct Record {
    /// Line in the file.
    pub line: usize,
    texts: Vec<String>,
    numbers: Vec<f64>,
    format: &'static Format,
}

impl Record {
    /// Text of a column.
    pub fn text(&self, name: &str) -> &str {
        &self.texts[self.position(name)]
    }

    /// Number of a column; NaN where the cell was a problem.
    pub fn number(&self, name: &str) -> f64 {
        self.numbers[self.position(name)]
    }

    fn position(&self, name: &str) -> usize {
        self.format.fields.iter().position(|field| field.name == name).unwrap_or(0)
    }
}

/// Reads a file against its format.
pub fn read_records(file: &TextFile, format: &'static Format, report: &Report) -> Vec<Record> {
    let Some(grid) = read_grid(file, report) else { return Vec::new() };
    let Some(columns) = match_header(file, &grid.header, format, report) else { return Vec::new() };
    if grid.rows.is_empty() {
        report.add("empty file", file.place(), "the file has a header but no rows.", "Add at least one row.");
    }
    let record = |row: &Row| {
        let text =
            |column: &Option<usize>| column.map_or_else(String::new, |column| row.cells[column].clone());
        let texts: Vec<String> = columns.iter().map(text).collect();
        let cells = texts.iter().zip(format.fields).zip(&columns);
        let number = |((cell, field), column): ((&String, &'static Field), &Option<usize>)| match column {
            Some(_) => check_cell(file, row.line, cell, field, report),
            None => f64::NAN,
        };
        let numbers = cells.map(number).collect();
        Record { line: row.line, texts, numbers, format }
    };
    grid.rows.iter().map(record).collect()
}

/// Where each field of the format stands in the header; every column must be known, and be there once or, if it may be
/// left out, not at all.
fn match_header(
    file: &TextFile,
    header: &[String],
    format: &'static Format,
    report: &Report,
) -> Option<Vec<Option<usize>>> {
    let names = || format.fields.iter().map(|field| field.name);
    let expected = names().collect::<Vec<_>>().join(",");
    let before = report.len();
    for (position, name) in header.iter().enumerate() {
        let place = file.at(1).field(name);
        if header[..position].contains(name) {
            report.add("columns", place, "the column is there twice.", "Remove one.");
        } else if format.field(name).is_none() {
            let remedy = match closest(name, names()) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => format!("The columns are {expected}."),
            };
            report.add("columns", place, "this column is not known.", remedy);
        }
    }
    let needed = format.fields.iter().filter(|field| field.required).map(|field| field.name);
    for name in needed.filter(|name| !header.iter().any(|column| column == name)) {
        let remedy = format!("The columns are {expected}.");
        report.add("columns", file.at(1).field(name), "the column is missing.", remedy);
    }
    let find = |field: &Field| header.iter().position(|name| name == field.name);
    if report.len() > before { None } else { Some(format.fields.iter().map(find).collect()) }
}

/// The cell's number where it should be one; a broken rule is a problem, and then NaN.
fn check_cell(file: &TextFile, line: usize, cell: &str, field: &Field, report: &Report) -> f64 {
    let place = || -> Place { file.cell(line, field.name) };
    match field.kind {
        Kind::Number(range) => {
            let Some(number) = parse_number(cell) else {
                let found = if cell.is_empty() {
                    "the cell is empty".into()
                } else {
                    format!("`{cell}` is not a number")
                };
                report.add(
                    "number",
                    place(),
                    format!("{found}."),
                    "Write a plain number with a point for decimals, such as 0.25.",
                );
                return f64::NAN;
            };
            if !range.contains(number) {
                report.add("range", place(), format!("{cell} is outside {range}."), range_remedy(field));
                return f64::NAN;
            }
            number
        }
        Kind::Id if !is_id(cell) => {
            report.add(
                "id",
                place(),
                format!("`{cell}` is not an id."),
                "Use lower-case letters, digits, - and _ only.",
            );
            f64::NAN
        }
        _ if cell.is_empty() && field.required => {
            report.add("text", place(), "the cell is empty.", format!("Here stands: {}", field.meaning));
            f64::NAN
        }
        _ => f64::NAN,
    }
}

/// What to do about a number outside its range.
fn range_remedy(field: &Field) -> String {
    if field.unit == "share" || field.unit == "rate" {
        format!("{} Write it as a fraction: 0.25 means 25 %.", field.meaning)
    } else {
        field.meaning.to_string()
    }
}
