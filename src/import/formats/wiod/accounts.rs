//! WIOD's socio-economic accounts → persons engaged and compensation of employees.
//!
//! Sheet DATA: country, variable, description, code, then a column for each year. Persons are in thousands, money in
//! millions of national currency.

use std::collections::BTreeMap;
use std::path::Path;

use super::grid::Grid;
use super::labels::Positions;
use super::{ending, stem};
use crate::import::numbers::Numbers;
use crate::import::reader::{Reading, problem};
use crate::import::sheet::{Cell, Sheet, read_workbook};
use crate::import::source::{Bytes, Source};
use crate::import::table::Table;

fn fits(name: &str) -> bool {
    let stem = stem(name);
    let is_workbook = ["xlsx", "xlsb", "xls"].contains(&ending(name).as_str());
    is_workbook && (stem.contains("socio_economic_accounts") || stem.starts_with("wiod_sea"))
}

/// The accounts in the same folder or zip, or beside a single file.
///
/// # Errors
/// They are there and cannot be read.
pub fn find(source: &Source) -> Reading<Option<Bytes>> {
    if let Some(name) = source.names().into_iter().find(|name| fits(name)) {
        return source.read(name).map(Some);
    }
    let folder = source.path.parent().filter(|_| source.path.is_file());
    let Some(folder) = folder else { return Ok(None) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(None) };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let found =
        paths.into_iter().find(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(fits));
    found
        .map(|path| {
            let beside = Source::open(&path)?;
            let name = beside.names().first().copied().unwrap_or_default().to_string();
            beside.read(&name)
        })
        .transpose()
}

/// Variables by country and code of the industry.
type Figures = BTreeMap<(String, String), f64>;

struct Accounts {
    shown: String,
    variables: BTreeMap<String, Figures>,
}

impl Accounts {
    fn read(file: &Bytes, year: i32) -> Reading<Self> {
        let sheets = read_workbook(file)?;
        let Some(sheet) = sheets.iter().find(|sheet| sheet.name.eq_ignore_ascii_case("data")) else {
            let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            return Err(problem(
                file.place(),
                format!("there is no sheet DATA; there are {}.", names.join(", ")),
                "Take the accounts as they were downloaded, or move the file away to do without employment.",
            ));
        };
        let columns = Columns::of(sheet, year)?;
        let mut variables: BTreeMap<String, Figures> = BTreeMap::new();
        for row in 1..sheet.rows.len() {
            let variable = sheet.text(row, columns.variable);
            if !["EMP", "EMPE", "COMP", "VA"].contains(&variable.as_str()) {
                continue;
            }
            let figure = match sheet.cell(row, columns.year) {
                Cell::Empty => continue,
                _ => sheet.number(row, columns.year, Numbers::POINT)?,
            };
            let key = (sheet.text(row, columns.country), sheet.text(row, columns.code));
            variables.entry(variable).or_default().insert(key, figure);
        }
        Ok(Self { shown: file.name.clone(), variables })
    }

    /// A variable by node; none where a country and industry is not there.
    fn by_node(&self, variable: &str, keys: &[(String, Vec<String>)]) -> Option<Vec<Option<f64>>> {
        let figures = self.variables.get(variable)?;
        let find = |(country, codes): &(String, Vec<String>)| {
            codes.iter().find_map(|code| figures.get(&(country.clone(), code.clone())).copied())
        };
        Some(keys.iter().map(find).collect())
    }
}

struct Columns {
    country: usize,
    variable: usize,
    code: usize,
    year: usize,
}

impl Columns {
    /// Headings are `country`, or `Country`; years are `2014`, or `_2011`.
    fn of(sheet: &Sheet, year: i32) -> Reading<Self> {
        let width = sheet.rows.first().map_or(0, Vec::len);
        let headings: Vec<String> = (0..width)
            .map(|column| sheet.text(0, column).to_lowercase().trim_start_matches('_').to_string())
            .collect();
        let find = |wanted: &str| {
            headings.iter().position(|heading| heading == wanted).ok_or_else(|| {
                problem(
                    sheet.place(0, 0),
                    format!("there is no column `{wanted}`; the first row has {}.", headings.join(", ")),
                    "Take accounts of the same release that have the year, or move the file away to do without employment.",
                )
            })
        };
        Ok(Self {
            country: find("country")?,
            variable: find("variable")?,
            code: find("code")?,
            year: find(&year.to_string())?,
        })
    }
}

/// Adds persons and compensation of employees to a table.
///
/// # Errors
/// The accounts have another layout, not the table's year, or no figure of its industries.
pub fn add(table: &mut Table, grid: &Grid, file: &Bytes) -> Reading<()> {
    let Some(year) = table.year else {
        return Err(problem(
            file.place(),
            "there are accounts of many years, and the table does not say its own.",
            "Put the year into the table's file name, e.g. WIOT2014.csv.",
        ));
    };
    let accounts = Accounts::read(file, year)?;
    let positions = Positions::of(grid)?;
    let keys: Vec<(String, Vec<String>)> = positions
        .sectors
        .iter()
        .map(|(row, _, region)| {
            let label = &grid.rows[*row];
            let number = label.number.map(|number| format!("c{number}"));
            (positions.regions[*region].clone(), [label.code.clone()].into_iter().chain(number).collect())
        })
        .collect();
    let persons = accounts.by_node("EMP", &keys).map(|persons| ("persons engaged", persons));
    let persons = persons.or_else(|| accounts.by_node("EMPE", &keys).map(|persons| ("employees", persons)));
    let Some((what, persons)) = persons.filter(|(_, persons)| persons.iter().any(Option::is_some)) else {
        return Err(problem(
            file.place(),
            "there is no figure of EMP or EMPE for any industry of the table.",
            "Take the accounts of the same release, or move the file away to do without employment.",
        ));
    };
    table.employment = Some(persons.iter().map(|thousands| 1000.0 * thousands.unwrap_or(0.0)).collect());
    let without = regions_without(table, &persons);
    let more = if without.is_empty() { String::new() } else { format!("; none for {}", without.join(", ")) };
    table.notes.push(format!("Employment is {what} of {}{more}.", accounts.shown));
    add_compensation(table, &accounts, &keys);
    Ok(())
}

fn regions_without(table: &Table, figures: &[Option<f64>]) -> Vec<String> {
    let of = |region: usize| table.nodes.iter().zip(figures).filter(move |(node, _)| node.region == region);
    let missing = |region: &usize| of(*region).all(|(_, figure)| figure.is_none());
    (0..table.regions.len()).filter(missing).map(|region| table.regions[region].code.clone()).collect()
}

/// Compensation as its share of value added in the accounts, times the table's value added: money of the accounts is in
/// national currency. Countries that the accounts lack have the share of all others together in the same industry.
fn add_compensation(table: &mut Table, accounts: &Accounts, keys: &[(String, Vec<String>)]) {
    let (Some(compensation), Some(value_added)) =
        (accounts.by_node("COMP", keys), accounts.by_node("VA", keys))
    else {
        return;
    };
    let shares: Vec<Option<f64>> = compensation
        .iter()
        .zip(&value_added)
        .map(|pair| match pair {
            (Some(paid), Some(value)) if *value > 0.0 => Some((paid / value).clamp(0.0, 1.0)),
            _ => None,
        })
        .collect();
    let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for ((node, share), value) in table.nodes.iter().zip(&shares).zip(&table.value_added) {
        if let Some(share) = share {
            let sum = sums.entry(&node.code).or_default();
            *sum = (sum.0 + share * value, sum.1 + value);
        }
    }
    let average = |code: &str| sums.get(code).filter(|sum| sum.1 > 0.0).map_or(0.0, |sum| sum.0 / sum.1);
    let amounts = table
        .nodes
        .iter()
        .zip(&shares)
        .zip(&table.value_added)
        .map(|((node, share), value)| share.unwrap_or_else(|| average(&node.code)) * value.max(0.0));
    table.compensation = Some(amounts.collect());
    let without = regions_without(table, &shares);
    let more = if without.is_empty() {
        String::new()
    } else {
        format!("; {} have the share of all other countries in the same industry", without.join(", "))
    };
    table.notes.push(format!(
        "Compensation of employees is its share of value added in {} times the table's value added{more}.",
        accounts.shown
    ));
}
