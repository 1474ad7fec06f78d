//! A sheet or csv file of WIOD → its labels and figures.

use super::{not_wiod, stem, year_of};
use crate::error::Place;
use crate::import::delimited::{self, Delimited, Layout, read_delimited};
use crate::import::numbers::Numbers;
use crate::import::reader::{ReadOptions, Reading, problem};
use crate::import::sheet::{Sheet, column_letters, read_workbook};
use crate::import::source::Bytes;

/// What stands at a row or above a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Code, e.g. `A01`, `AtB`, `CONS_h`; empty where there is none.
    pub code: String,
    /// Name in words.
    pub name: String,
    /// Country; `TOT` at totals and accounts.
    pub region: String,
    /// Running number: 1 of `c1` or `r1`.
    pub number: Option<u32>,
}

impl Label {
    /// Notes under the table stand in the first column only.
    fn is_set(&self) -> bool {
        !self.name.is_empty() || !self.region.is_empty()
    }
}

/// Labels and figures.
pub struct Grid {
    /// Labels of the rows.
    pub rows: Vec<Label>,
    /// Labels of the columns.
    pub columns: Vec<Label>,
    /// Figures, row after row.
    pub values: Vec<f64>,
    /// Line of each row in the file, from 1.
    pub lines: Vec<usize>,
    /// Cells before the first figure.
    pub left: usize,
    /// File and sheet.
    pub shown: String,
    /// Year, where the file or its name says so.
    pub year: Option<i32>,
}

impl Grid {
    /// The figure of a row and column.
    pub fn value(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.columns.len() + column]
    }

    /// Place of a row.
    pub fn row_place(&self, row: usize) -> Place {
        Place::file(&self.shown).line(self.lines[row])
    }

    /// Place of a column.
    pub fn column_place(&self, column: usize) -> Place {
        Place::file(&self.shown).field(column_letters(self.left + column))
    }
}

/// Reads a workbook or csv file.
pub fn read(file: &Bytes, options: &ReadOptions) -> Reading<Grid> {
    let is_text = file.name.to_lowercase().ends_with(".csv");
    let mut grid = if is_text { from_text(file, options)? } else { from_workbook(file, options)? };
    // Release 2013 has `RoW`, and Romania as ROM in some years; the accounts and release 2016 have ROW and ROU.
    for label in grid.rows.iter_mut().chain(&mut grid.columns) {
        match label.region.as_str() {
            "ROM" => label.region = "ROU".into(),
            "RoW" => label.region = "ROW".into(),
            _ => {}
        }
    }
    grid.year = grid.year.or_else(|| year_of(&file.name));
    Ok(grid)
}

fn from_workbook(file: &Bytes, options: &ReadOptions) -> Reading<Grid> {
    let sheets = read_workbook(file)?;
    let found: Vec<(&Sheet, (usize, usize))> =
        sheets.iter().filter_map(|sheet| sheet.find("c1").map(|at| (sheet, at))).collect();
    let of_year = |sheet: &Sheet| {
        year_in(&sheet.name).is_none_or(|year| options.year.is_none_or(|wanted| wanted == year))
    };
    let wanted: Vec<_> = found.iter().filter(|(sheet, _)| of_year(sheet)).collect();
    match wanted[..] {
        [(sheet, at)] => from_sheet(sheet, *at, file),
        [] => {
            Err(not_wiod(file, "no sheet has columns numbered c1, c2, … under codes, names and countries."))
        }
        _ => {
            let names: Vec<&str> = wanted.iter().map(|(sheet, _)| sheet.name.as_str()).collect();
            let message = format!("several sheets hold a table: {}.", names.join(", "));
            Err(problem(file.place(), message, "Give --year, or a workbook with one of them."))
        }
    }
}

/// Four header rows end in `c1`, `c2`, …; four label columns stand before the first of them.
fn from_sheet(sheet: &Sheet, (top, left): (usize, usize), file: &Bytes) -> Reading<Grid> {
    if top < 3 || left < 4 {
        return Err(not_wiod(file, "c1 has no three rows above and four columns before it."));
    }
    let column = |at: usize| {
        let text = |row: usize| sheet.text(row, at);
        Label { code: text(top - 3), name: text(top - 2), region: text(top - 1), number: number(&text(top)) }
    };
    let row = |at: usize| {
        let text = |column: usize| sheet.text(at, column);
        Label {
            code: text(left - 4),
            name: text(left - 3),
            region: text(left - 2),
            number: number(&text(left - 1)),
        }
    };
    let width = sheet.rows[top].len();
    let columns: Vec<Label> = (left..width).map(column).take_while(Label::is_set).collect();
    let rows: Vec<Label> = (top + 1..sheet.rows.len()).map(row).take_while(Label::is_set).collect();
    let mut values = Vec::with_capacity(rows.len() * columns.len());
    for at in 0..rows.len() {
        for position in 0..columns.len() {
            values.push(sheet.number(top + 1 + at, left + position, Numbers::POINT)?);
        }
    }
    let lines = (0..rows.len()).map(|row| top + 2 + row).collect();
    let title: Vec<String> = (0..top).map(|row| sheet.text(row, 0)).collect();
    let year = year_in(&sheet.name).or_else(|| year_in(&title.join(" ")));
    Ok(Grid { rows, columns, values, lines, left, shown: sheet.shown.clone(), year })
}

fn from_text(file: &Bytes, options: &ReadOptions) -> Reading<Grid> {
    let text = delimited::text(file)?;
    let head: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(10).collect();
    let first = head.first().copied().unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|sign| {
        first.bytes().chain(head.last().map_or("", |l| l).bytes()).filter(|byte| byte == sign).count()
    });
    let delimiter = delimiter.unwrap_or(b',');
    let numbers = if options.decimal == Some(',') { Numbers::COMMA } else { Numbers::POINT };
    let header = head.iter().map(|line| delimited::cells(line, delimiter));
    // Lines of separators alone are no rows, as in the reading of the whole file.
    let header: Vec<Vec<String>> = header.filter(|cells| cells.iter().any(|cell| !cell.is_empty())).collect();
    let frame = header.first().and_then(|cells| cells.iter().position(|cell| cell == "IndustryCode"));
    let numbered = header.iter().find_map(|cells| {
        let at = cells.iter().position(|cell| cell == "c1")?;
        let row = header.iter().position(|line| line == cells)?;
        Some((row, at))
    });
    let layout = |header_rows, label_columns| Layout { delimiter, header_rows, label_columns, numbers };
    match (frame, numbered) {
        (Some(from), _) => {
            let first = header[0].iter().position(|cell| frame_column(cell).is_some());
            let Some(left) = first else {
                return Err(not_wiod(
                    file,
                    "no column has a name like AUS1: country and number of the industry.",
                ));
            };
            from_frame(read_delimited(file, layout(1, left))?, from, left, file)
        }
        (None, Some((top, left))) if top >= 3 && left >= 4 => {
            Ok(from_lines(read_delimited(file, layout(top + 1, left))?, left, file))
        }
        _ => Err(not_wiod(
            file,
            "its first lines have neither columns numbered c1, c2, … under codes, names and countries, nor names like IndustryCode and AUS1.",
        )),
    }
}

/// A sheet written as csv.
fn from_lines(read: Delimited, left: usize, file: &Bytes) -> Grid {
    let top = read.header.len() - 1;
    let header = |row: usize, column: usize| read.header[row].get(column).cloned().unwrap_or_default();
    let columns: Vec<Label> = (left..left + read.columns)
        .map(|at| Label {
            code: header(top - 3, at),
            name: header(top - 2, at),
            region: header(top - 1, at),
            number: number(&header(top, at)),
        })
        .take_while(Label::is_set)
        .collect();
    let label = |cells: &Vec<String>| {
        let text = |at: usize| cells.get(at).cloned().unwrap_or_default();
        Label {
            code: text(left - 4),
            name: text(left - 3),
            region: text(left - 2),
            number: number(&text(left - 1)),
        }
    };
    let rows: Vec<Label> = read.labels.iter().map(label).take_while(Label::is_set).collect();
    let title: Vec<String> = read.header[..top].iter().filter_map(|cells| cells.first().cloned()).collect();
    keep(&read, rows, columns, left, file, year_in(&title.join(" ")))
}

/// The data frame of the R files: columns `IndustryCode`, `IndustryDescription`, `Country`, `RNr`, `Year`, then `AUS1` to
/// `ROW61` and `TOT`.
fn from_frame(read: Delimited, from: usize, left: usize, file: &Bytes) -> Reading<Grid> {
    let names = &read.header[0];
    let find = |wanted: &str| {
        names[from..left]
            .iter()
            .position(|name| name.eq_ignore_ascii_case(wanted))
            .map(|at| at + from)
            .ok_or_else(|| not_wiod(file, format!("there is no column {wanted} before the figures.")))
    };
    let (code, name, region, row_number) =
        (find("IndustryCode")?, find("IndustryDescription")?, find("Country")?, find("RNr")?);
    let text = |cells: &Vec<String>, at: usize| cells.get(at).cloned().unwrap_or_default();
    let rows: Vec<Label> = read
        .labels
        .iter()
        .map(|cells| Label {
            code: text(cells, code),
            name: text(cells, name),
            region: text(cells, region),
            number: text(cells, row_number).parse().ok(),
        })
        .collect();
    let mut columns = Vec::new();
    for (at, title) in names[left..].iter().enumerate() {
        columns.push(match frame_column(title) {
            Some((region, number)) => {
                let known = rows.iter().find(|row| row.region == region && row.number == Some(number));
                let (code, name) = known.map_or_else(
                    || (frame_use(number).to_string(), String::new()),
                    |row| (row.code.clone(), row.name.clone()),
                );
                Label { code, name, region: region.to_string(), number: Some(number) }
            }
            None if title == "TOT" => Label { code: "GO".into(), region: "TOT".into(), ..Label::default() },
            None => {
                return Err(problem(
                    file.place().line(1).field(column_letters(left + at)),
                    format!("the column `{title}` is neither a country and a number nor TOT."),
                    "Write the data frame as csv without changes.",
                ));
            }
        });
    }
    let year =
        read.labels.first().zip(find("Year").ok()).and_then(|(cells, at)| text(cells, at).parse().ok());
    Ok(keep(&read, rows, columns, left, file, year))
}

fn keep(
    read: &Delimited,
    rows: Vec<Label>,
    columns: Vec<Label>,
    left: usize,
    file: &Bytes,
    year: Option<i32>,
) -> Grid {
    let values = (0..rows.len()).flat_map(|row| read.row(row)[..columns.len()].iter().copied()).collect();
    let lines = read.lines[..rows.len()].to_vec();
    Grid { rows, columns, values, lines, left, shown: file.shown.clone(), year }
}

/// `AUS57` → its country and number.
fn frame_column(title: &str) -> Option<(&str, u32)> {
    let at = title.find(|letter: char| letter.is_ascii_digit())?;
    let (region, digits) = title.split_at(at);
    let fits = region.len() == 3 && region.bytes().all(|byte| byte.is_ascii_uppercase());
    fits.then(|| digits.parse().ok()).flatten().map(|number| (region, number))
}

/// Codes of final use by their numbers in release 2016.
fn frame_use(number: u32) -> &'static str {
    match number {
        57 => "CONS_h",
        58 => "CONS_np",
        59 => "CONS_g",
        60 => "GFCF",
        61 => "INVEN",
        _ => "",
    }
}

/// 12 of `c12` or `r12`.
fn number(text: &str) -> Option<u32> {
    text.strip_prefix(['c', 'r', 'C', 'R'])?.parse().ok()
}

/// A year between 1960 and 2099 that stands alone in a text.
fn year_in(text: &str) -> Option<i32> {
    let years = text.split(|letter: char| !letter.is_ascii_digit()).filter(|run| run.len() == 4);
    years.filter_map(|run| run.parse().ok()).find(|year| (1960..2100).contains(year))
}

/// Whether the file is in prices of the year before.
pub fn in_previous_prices(file: &Bytes) -> bool {
    stem(&file.name).contains("pyp")
}
