//! An OECD download as a list of cells (`ROW`, `COL`, a value, one line each) → labelled rows and columns, and what the
//! file says of itself.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::super::super::labelled::{Keys, Labelled, read_list};
use super::super::super::reader::{ReadOptions, Reading, problem};
use super::super::super::records::{Piece, Records};
use crate::error::Problems;

/// A list as it was read.
pub struct List {
    /// Its cells.
    pub cells: Labelled,
    /// The country, where there is a column of it.
    pub country: Option<String>,
    /// The year, where there is a column of it.
    pub year: Option<i32>,
    /// Unit of money, where there are columns of it.
    pub money: Option<String>,
    /// Names of rows, where there is a column of them.
    pub names: BTreeMap<String, String>,
}

/// Names of the columns of a list: OECD.Stat until 2024, then SDMX.
struct Columns {
    row: usize,
    column: usize,
    value: usize,
    table: Option<usize>,
    country: Option<usize>,
    year: Option<usize>,
    unit: Option<usize>,
    power: Option<usize>,
    name: Option<usize>,
}

impl Columns {
    fn of(header: &[String]) -> Option<Self> {
        let find = |names: &[&str]| {
            names.iter().find_map(|name| header.iter().position(|cell| cell.eq_ignore_ascii_case(name)))
        };
        Some(Self {
            row: find(&["ROW", "TRANSACTION"])?,
            column: find(&["COL"])?,
            value: find(&["OBS_VALUE", "Value", "ObsValue"])?,
            table: find(&["VAR"]),
            country: find(&["COU", "REF_AREA", "LOCATION"]),
            year: find(&["TIME_PERIOD", "TIME", "Year"]),
            unit: find(&["Unit Code", "UNIT_MEASURE"]),
            power: find(&["PowerCode Code", "UNIT_MULT"]),
            name: find(&["From: (sector in row)"]),
        })
    }
}

/// Whether a header is that of a list.
pub fn is_list(header: &[String]) -> bool {
    Columns::of(header).is_some()
}

/// Reads a list.
///
/// # Errors
/// Several countries, years or units where none is chosen, tables of other kinds, and as [`read_list`].
pub fn read(records: &Records<'_>, header: &[String], options: &ReadOptions) -> Reading<List> {
    let Some(columns) = Columns::of(header) else {
        let remedy = "Name them ROW, COL and OBS_VALUE.";
        return Err(problem(
            records.file().place().line(1),
            "there are no columns of rows, columns and values.",
            remedy,
        ));
    };
    let wanted_country = options.country.as_ref().map(|code| code.to_uppercase());
    let country = one(records, columns.country, header, wanted_country.as_deref(), "--country")?;
    let year =
        one(records, columns.year, header, options.year.map(|year| year.to_string()).as_deref(), "--year")?;
    let table = kind(records, columns.table)?;
    let chosen = [(columns.country, &country), (columns.year, &year), (columns.table, &table)];
    let is = |cells: &[Cow<'_, str>], at: &Option<usize>, wanted: &Option<String>| match (at, wanted) {
        (Some(at), Some(wanted)) => cells.get(*at).is_some_and(|cell| cell == wanted),
        _ => true,
    };
    let keep = |cells: &[Cow<'_, str>]| chosen.iter().all(|(at, wanted)| is(cells, at, wanted));
    let keys = Keys { row: &[columns.row], column: &[columns.column], value: columns.value, keep: &keep };
    let cells = read_list(records, &keys)?;
    let money = money(records, &columns, header)?;
    let names = columns.name.map(|name| names(records, columns.row, name)).transpose()?.unwrap_or_default();
    Ok(List { cells, country, year: year.and_then(|year| year.parse().ok()), money, names })
}

/// The values of a column.
fn values(records: &Records<'_>, column: usize) -> Reading<BTreeSet<String>> {
    let of_piece = |(at, piece): (usize, &Piece<'_>)| {
        let mut values: BTreeSet<String> = BTreeSet::new();
        for record in piece.iter().skip(usize::from(at == 0)) {
            let Some(cell) = record?.cells().nth(column) else { continue };
            if !values.contains(cell.as_ref()) {
                values.insert(cell.into_owned());
            }
        }
        Ok(values)
    };
    let sets: Vec<_> = records.pieces()?.par_iter().enumerate().map(of_piece).collect::<Reading<_>>()?;
    Ok(sets.into_iter().flatten().collect())
}

/// The one value of a column, or the wanted one.
fn one(
    records: &Records<'_>,
    column: Option<usize>,
    header: &[String],
    wanted: Option<&str>,
    option: &str,
) -> Reading<Option<String>> {
    let Some(column) = column else { return Ok(None) };
    let found = values(records, column)?;
    let told = |message: String, remedy: String| {
        let name = header.get(column).map_or("", String::as_str);
        Err(problem(records.file().place().field(name), message, remedy))
    };
    let listed = || found.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    match (wanted, found.len()) {
        (Some(wanted), _) if found.contains(wanted) => Ok(Some(wanted.to_string())),
        (Some(wanted), _) => {
            told(format!("there is no {wanted}, but {}.", listed()), format!("Give {option} one of them."))
        }
        (None, 1) => Ok(found.into_iter().next()),
        (None, count) => {
            told(format!("there are {count} values: {}.", listed()), format!("Say which: {option}."))
        }
    }
}

/// Which of the tables of a file is read: domestic and imported flows if they are there, else total ones.
fn kind(records: &Records<'_>, column: Option<usize>) -> Reading<Option<String>> {
    let Some(column) = column else { return Ok(None) };
    let found = values(records, column)?;
    match ["DOMIMP", "TTL"].into_iter().find(|kind| found.contains(*kind)) {
        Some(kind) => Ok(Some(kind.to_string())),
        None => Err(problem(
            records.file().place().field("VAR"),
            format!("there are {} and no flows.", found.into_iter().take(8).collect::<Vec<_>>().join(", ")),
            "Download DOMIMP (domestic output and imports) or TTL (total).",
        )),
    }
}

fn money(records: &Records<'_>, columns: &Columns, header: &[String]) -> Reading<Option<String>> {
    let unit = one(records, columns.unit, header, None, "one unit in the download")?;
    let power = one(records, columns.power, header, None, "one scale in the download")?;
    let Some(unit) = unit else { return Ok(None) };
    let currency = match unit.as_str() {
        "USD" | "USD_EXC" => "US dollars",
        other => other,
    };
    let scale = match power.as_deref() {
        None | Some("6") => "million ",
        Some("0" | "") => "",
        Some("3") => "thousand ",
        Some("9") => "billion ",
        Some(other) => {
            let message = format!("figures are in units of ten to the power of {other}.");
            return Err(problem(records.file().place(), message, "Powers are 0, 3, 6 and 9."));
        }
    };
    Ok(Some(format!("{scale}{currency}")))
}

/// Names of rows by their codes.
fn names(records: &Records<'_>, code: usize, name: usize) -> Reading<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for piece in records.pieces()? {
        for record in piece.iter() {
            let cells: Vec<Cow<'_, str>> = record?.cells().take(1 + code.max(name)).collect();
            if let (Some(code), Some(name)) = (cells.get(code), cells.get(name))
                && !names.contains_key(code.as_ref())
            {
                names.insert(code.to_string(), name.to_string());
            }
        }
    }
    Ok(names)
}

/// The two problems of files that say different things.
pub fn differs(file: &str, what: &str, said: &str, found: &str) -> Problems {
    problem(
        crate::error::Place::file(file),
        format!("the {what} is {found} in the file and {said} in its name."),
        "Rename the file, or download it again.",
    )
}
