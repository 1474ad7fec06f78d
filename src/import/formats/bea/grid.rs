//! A sheet or csv file of the bureau → codes, names and figures.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Place;
use crate::import::numbers::Numbers;
use crate::import::reader::{ReadOptions, Reading, problem};
use crate::import::sheet::{Cell, Sheet, column_letters, read_text_sheet, read_workbook};
use crate::import::source::Bytes;
use crate::import::table::Named;

/// What a grid is, by its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Industries by commodities.
    Make,
    /// Commodities by industries and final uses.
    Use,
    /// Commodities by industries, imports, margins and taxes.
    Supply,
}

/// Codes, names and figures.
#[derive(Debug)]
pub struct Grid {
    /// What it is.
    pub kind: Kind,
    /// File and sheet.
    pub shown: String,
    /// First words of the sheet.
    pub title: String,
    /// Year, where the sheet or its cells say so.
    pub year: Option<i32>,
    /// Rows; totals without a code have their name for it.
    pub rows: Vec<Named>,
    /// Columns, likewise.
    pub columns: Vec<Named>,
    values: Vec<f64>,
    lines: Vec<usize>,
    left: usize,
}

impl Grid {
    /// The figure of a row and column.
    pub fn value(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.columns.len() + column]
    }

    /// The row with one of these codes or names.
    pub fn row(&self, wanted: &[&str]) -> Option<usize> {
        position(&self.rows, wanted)
    }

    /// The column with one of these codes or names.
    pub fn column(&self, wanted: &[&str]) -> Option<usize> {
        position(&self.columns, wanted)
    }

    /// The row with one of these codes or names.
    ///
    /// # Errors
    /// There is none.
    pub fn needed_row(&self, wanted: &[&str]) -> Reading<usize> {
        self.row(wanted).ok_or_else(|| self.missing("row", wanted))
    }

    /// The column with one of these codes or names.
    ///
    /// # Errors
    /// There is none.
    pub fn needed_column(&self, wanted: &[&str]) -> Reading<usize> {
        self.column(wanted).ok_or_else(|| self.missing("column", wanted))
    }

    fn missing(&self, what: &str, wanted: &[&str]) -> crate::error::Problems {
        problem(
            Place::file(&self.shown),
            format!("there is no {what} {}.", wanted.join(" or ")),
            "The download may be cut short, or of another layout: take the table as it was published.",
        )
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

fn position(list: &[Named], wanted: &[&str]) -> Option<usize> {
    let is = |named: &Named, text: &str| {
        named.code.eq_ignore_ascii_case(text) || named.name.eq_ignore_ascii_case(text)
    };
    list.iter().position(|named| wanted.iter().any(|text| is(named, text)))
}

/// Whether these are the first bytes of csv with a line for each cell.
pub fn is_cells(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_lowercase();
    let first = head.lines().next().unwrap_or_default();
    ["rowcode", "colcode", "datavalue"].iter().all(|name| first.contains(name))
}

/// The tables of a file: one for each year of a workbook, or that of the year wanted.
///
/// # Errors
/// There is none, or cells are no numbers.
pub fn read(file: &Bytes, options: &ReadOptions) -> Reading<Vec<Grid>> {
    if file.name.to_lowercase().ends_with(".csv") {
        let sheet = read_text_sheet(file, b',')?;
        if is_cells(&file.bytes[..file.bytes.len().min(400)]) {
            return from_cells(&sheet, file, options);
        }
        return Ok(vec![from_sheet(&sheet, file, year_of_csv(&sheet))?]);
    }
    let sheets = read_workbook(file)?;
    let year = |sheet: &Sheet| sheet.name.trim().parse::<i32>().ok();
    let years: Vec<i32> = sheets.iter().filter_map(year).collect();
    if years.is_empty() {
        let fits: Vec<&Sheet> = sheets.iter().filter(|sheet| header(sheet).is_some()).collect();
        return match fits[..] {
            [only] => Ok(vec![from_sheet(only, file, None)?]),
            _ => Err(not_bea(
                file,
                format!("{} sheets hold a table, and none has a year for its name.", fits.len()),
            )),
        };
    }
    let listed = || years.iter().map(i32::to_string).collect::<Vec<_>>().join(", ");
    let wanted = match (options.year, &years[..]) {
        (Some(wanted), _) if years.contains(&wanted) => wanted,
        (None, [only]) => *only,
        (Some(wanted), _) => {
            let message = format!("there is no sheet of {wanted}; there are {}.", listed());
            return Err(problem(file.place(), message, "Give --year with one of them."));
        }
        (None, _) => {
            let message = format!("there are sheets of several years: {}.", listed());
            return Err(problem(file.place(), message, "Give --year with the year wanted."));
        }
    };
    let of_year = sheets.iter().filter(|sheet| year(sheet) == Some(wanted));
    of_year.map(|sheet| from_sheet(sheet, file, Some(wanted))).collect()
}

fn not_bea(file: &Bytes, message: impl Into<String>) -> crate::error::Problems {
    problem(
        file.place(),
        message,
        "Give make and use, or supply and use tables as the bureau publishes them, codes and names included.",
    )
}

/// A single year in the lines over the table.
fn year_of_csv(sheet: &Sheet) -> Option<i32> {
    let top = header(sheet).map_or(0, |header| header.row);
    let words: Vec<String> = (0..top).map(|row| sheet.text(row, 0)).collect();
    let text = words.join(" ");
    let years = text.split(|letter: char| !letter.is_ascii_digit()).filter(|run| run.len() == 4);
    let years: BTreeSet<i32> =
        years.filter_map(|run| run.parse().ok()).filter(|year| (1940..2100).contains(year)).collect();
    // A date of release is a year too: one alone is not known to be the table's.
    let released = text.to_lowercase().contains("release") || text.to_lowercase().contains("revised");
    (years.len() == 1 && !released).then(|| years.first().copied()).flatten()
}

struct Header {
    row: usize,
    /// Column with the codes of the rows; the other one of the first two has their names.
    codes: usize,
}

/// The row over the figures with the same codes as stand before the rows.
fn header(sheet: &Sheet) -> Option<Header> {
    // Names of commodities and industries agree as well: codes are short and in one piece.
    let is_code = |text: &String| !text.is_empty() && text.len() <= 8 && !text.contains(' ');
    let overlap = |row: usize, codes: usize| {
        let width = sheet.rows.get(row).map_or(0, Vec::len);
        let above: BTreeSet<String> =
            (2..width).map(|column| sheet.text(row, column)).filter(is_code).collect();
        (row + 1..sheet.rows.len()).filter(|below| above.contains(&sheet.text(*below, codes))).count()
    };
    let places = (0..sheet.rows.len().min(15)).flat_map(|row| [(row, 0), (row, 1)]);
    let best = places.map(|(row, codes)| (overlap(row, codes), row, codes)).fold(
        None,
        |best: Option<(usize, usize, usize)>, next| {
            if best.is_none_or(|best| next.0 > best.0) { Some(next) } else { best }
        },
    )?;
    (best.0 >= 2).then_some(Header { row: best.1, codes: best.2 })
}

/// A name without marks of footnotes: `Imports [1]`, `Imports /1/`.
fn without_footnote(name: &str) -> String {
    let mut name = name.trim();
    for (open, close) in [('[', ']'), ('/', '/')] {
        let parts = name.strip_suffix(close).and_then(|rest| rest.rsplit_once(open));
        let is_mark = |mark: &str| !mark.is_empty() && mark.bytes().all(|byte| byte.is_ascii_digit());
        if let Some((before, _)) = parts.filter(|(_, mark)| is_mark(mark)) {
            name = before.trim_end();
        }
    }
    name.to_string()
}

fn named(code: &str, name: &str) -> Named {
    let name = without_footnote(name);
    let code = if code.is_empty() { name.clone() } else { code.trim().to_string() };
    Named { name: if name.is_empty() { code.clone() } else { name }, code }
}

fn from_sheet(sheet: &Sheet, file: &Bytes, year: Option<i32>) -> Reading<Grid> {
    let Some(header) = header(sheet) else {
        return Err(not_bea(
            file,
            format!("{}: no row of column codes has the codes that stand before the rows.", sheet.shown),
        ));
    };
    let width = sheet.rows.iter().map(Vec::len).max().unwrap_or(0);
    let is_name = |row: usize| {
        let text = |column: usize| matches!(sheet.cell(row, column), Cell::Text(text) if Numbers::POINT.parse(text).is_none());
        (2..width).filter(|column| text(*column)).count() >= 2
    };
    let (names, first) = if is_name(header.row + 1) {
        (Some(header.row + 1), header.row + 2)
    } else {
        (header.row.checked_sub(1).filter(|row| is_name(*row)), header.row + 1)
    };
    let title_of = |column: usize| {
        named(&sheet.text(header.row, column), &names.map_or(String::new(), |row| sheet.text(row, column)))
    };
    let columns: Vec<Named> = (2..width).map(title_of).take_while(|named| !named.code.is_empty()).collect();
    let mut grid = Grid {
        kind: Kind::Make,
        shown: sheet.shown.clone(),
        title: sheet.text(0, 0),
        year,
        rows: Vec::new(),
        columns,
        values: Vec::new(),
        lines: Vec::new(),
        left: 2,
    };
    for row in first..sheet.rows.len() {
        let label = named(&sheet.text(row, header.codes), &sheet.text(row, 1 - header.codes));
        let filled = (2..2 + grid.columns.len()).any(|column| *sheet.cell(row, column) != Cell::Empty);
        // Footnotes have text in one cell and no figures.
        if label.code.is_empty() || !filled {
            continue;
        }
        for column in 0..grid.columns.len() {
            grid.values.push(sheet.number(row, 2 + column, Numbers::POINT)?);
        }
        grid.rows.push(label);
        grid.lines.push(row + 1);
    }
    classify(grid)
}

/// Csv with a line for each cell: `TableID`, `Year`, `RowCode`, `RowDescr`, `ColCode`, `ColDescr`, `DataValue`.
fn from_cells(sheet: &Sheet, file: &Bytes, options: &ReadOptions) -> Reading<Vec<Grid>> {
    let width = sheet.rows.first().map_or(0, Vec::len);
    let find = |name: &str| (0..width).find(|column| sheet.text(0, *column).eq_ignore_ascii_case(name));
    let (Some(row_code), Some(column_code), Some(value)) =
        (find("RowCode"), find("ColCode"), find("DataValue"))
    else {
        return Err(not_bea(file, "the columns RowCode, ColCode and DataValue are not all there."));
    };
    let (table, year) = (find("TableID"), find("Year"));
    let (row_name, column_name) = (find("RowDescr"), find("ColDescr"));
    let text =
        |row: usize, column: Option<usize>| column.map_or(String::new(), |column| sheet.text(row, column));
    let mut parts: BTreeMap<(String, Option<i32>), Vec<usize>> = BTreeMap::new();
    for row in (1..sheet.rows.len()).filter(|row| !sheet.text(*row, row_code).is_empty()) {
        let year: Option<i32> = text(row, year).parse().ok();
        if options.year.is_none() || year.is_none() || year == options.year {
            parts.entry((text(row, table), year)).or_default().push(row);
        }
    }
    let mut grids = Vec::new();
    for ((table, year), lines) in parts {
        let mut grid = Grid {
            kind: Kind::Make,
            shown: sheet.shown.clone(),
            title: format!("Table {table}"),
            year,
            rows: Vec::new(),
            columns: Vec::new(),
            values: Vec::new(),
            lines: Vec::new(),
            left: 0,
        };
        let mut cells: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let (mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new());
        for line in lines {
            let row = *rows.entry(sheet.text(line, row_code)).or_insert_with_key(|code| {
                grid.rows.push(named(code, &text(line, row_name)));
                grid.lines.push(line + 1);
                grid.rows.len() - 1
            });
            let column = *columns.entry(sheet.text(line, column_code)).or_insert_with_key(|code| {
                grid.columns.push(named(code, &text(line, column_name)));
                grid.columns.len() - 1
            });
            if cells.insert((row, column), sheet.number(line, value, Numbers::POINT)?).is_some() {
                let message = format!(
                    "the cell of row {} and column {} is there twice.",
                    grid.rows[row].code, grid.columns[column].code
                );
                return Err(problem(
                    sheet.place(line, value),
                    message,
                    "Leave one table and one year, or keep the columns TableID and Year.",
                ));
            }
        }
        // Cells of zero may be left out: columns come in the order of the rows with the same codes, then by code.
        let mut order: Vec<usize> = (0..grid.columns.len()).collect();
        let rank = |column: &usize| rows.get(&grid.columns[*column].code).copied().unwrap_or(usize::MAX);
        order.sort_by_key(|column| (rank(column), grid.columns[*column].code.clone()));
        for row in 0..grid.rows.len() {
            grid.values.extend(order.iter().map(|column| cells.get(&(row, *column)).copied().unwrap_or(0.0)));
        }
        grid.columns = order.iter().map(|column| grid.columns[*column].clone()).collect();
        grids.push(classify(grid)?);
    }
    Ok(grids)
}

/// Says by its codes what a grid is, and that no code is there twice.
fn classify(mut grid: Grid) -> Reading<Grid> {
    for (list, is_row) in [(&grid.rows, true), (&grid.columns, false)] {
        let mut seen = BTreeSet::new();
        if let Some(at) = list.iter().position(|named| !seen.insert(named.code.as_str())) {
            let place = if is_row { grid.row_place(at) } else { grid.column_place(at) };
            return Err(problem(
                place,
                format!("the code `{}` is there twice.", list[at].code),
                "Codes are unique in published tables: download the file again.",
            ));
        }
    }
    let has_final_use = grid.columns.iter().any(|column| column.code.starts_with("F010"));
    grid.kind = if has_final_use {
        Kind::Use
    } else if grid.column(&["MCIF"]).is_some() {
        Kind::Supply
    } else {
        Kind::Make
    };
    Ok(grid)
}
