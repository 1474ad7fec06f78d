//! World Input–Output Database, releases of 2013 and 2016 → a table.
//!
//! Layouts: the workbooks `WIOT2014_Nov16_ROW.xlsb` and `wiot11_row_apr12.xlsx`, the same sheets as csv, the data frame of
//! the R files written as csv, and three csv files `flows`, `final_demand` and `sectors` made from one of them.
//! Published at <https://www.rug.nl/ggdc/valuechain/wiod>.

mod accounts;
mod grid;
mod labels;
mod three_files;

use crate::error::Place;
use crate::import::reader::{ReadOptions, Reader, Reading, problem};
use crate::import::source::{Bytes, Source};
use crate::import::table::Table;

/// The reader.
pub const READER: Reader = Reader {
    name: "wiod",
    about: "World Input-Output Database, releases 2013 and 2016: workbooks, their csv, and three csv files",
    recognise,
    read,
};

fn recognise(source: &Source) -> bool {
    three_files::fits(source)
        || !candidates(source).is_empty()
        || source.names().iter().any(|name| is_frame(source, name))
}

fn read(source: &Source, options: &ReadOptions, progress: &dyn Fn(&str)) -> Reading<Table> {
    if three_files::fits(source) {
        return three_files::read(source, options);
    }
    let name = choose(source, options.year)?;
    let file = source.read(&name)?;
    progress(&format!("reading {}", file.name));
    let grid = grid::read(&file, options)?;
    let mut table = labels::table_of(&grid, &file)?;
    if let Some(accounts) = accounts::find(source)? {
        progress(&format!("reading {}", accounts.name));
        accounts::add(&mut table, &grid, &accounts)?;
    }
    Ok(table)
}

/// Name without folders and ending, in small letters.
fn stem(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
    name.rsplit_once('.').map_or(name.clone(), |(stem, _)| stem.to_string())
}

/// What a name ends in, in small letters.
fn ending(name: &str) -> String {
    name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase())
}

/// The world tables of a source, by their names.
fn candidates(source: &Source) -> Vec<String> {
    let fits = |name: &&str| {
        stem(name).starts_with("wiot") && ["xlsx", "xlsb", "xls", "csv"].contains(&ending(name).as_str())
    };
    source.names().into_iter().filter(fits).map(str::to_string).collect()
}

/// Whether a file is the data frame of the R files written as csv.
fn is_frame(source: &Source, name: &str) -> bool {
    let head = source.head(name, 200);
    let head = String::from_utf8_lossy(&head);
    name.to_lowercase().ends_with(".csv") && head.contains("IndustryCode") && head.contains("RNr")
}

/// The year in a file name: `WIOT2014_Nov16_ROW`, or `wiot11_row_apr12`.
fn year_of(name: &str) -> Option<i32> {
    let stem = stem(name);
    let digits: String =
        stem.strip_prefix("wiot")?.trim_start_matches('_').chars().take_while(char::is_ascii_digit).collect();
    match (digits.len(), digits.parse::<i32>().ok()?) {
        (4, year) => Some(year),
        (2, year) => Some(if year >= 60 { 1900 + year } else { 2000 + year }),
        _ => None,
    }
}

fn choose(source: &Source, wanted: Option<i32>) -> Reading<String> {
    let place = || Place::file(source.path.display().to_string());
    let mut names = candidates(source);
    if names.is_empty() {
        names =
            source.names().into_iter().filter(|name| is_frame(source, name)).map(str::to_string).collect();
    }
    // A single file may have any name; its content says what it is.
    if let ([only], true) = (&source.names()[..], names.is_empty()) {
        names = vec![(*only).to_string()];
    }
    if let Some(name) = names.iter().find(|name| ["rdata", "dta"].contains(&ending(name).as_str())) {
        return Err(problem(
            place(),
            format!("`{name}` is a file of R or Stata."),
            "Write its data frame as csv (in R: `write.csv(wiot, \"WIOT2014.csv\", row.names = FALSE)`), or take the workbook.",
        ));
    }
    if names.is_empty() {
        return Err(problem(
            place(),
            "there is no world table in it: no file named WIOT… with the ending xlsx, xlsb, xls or csv.",
            "Give the workbook of a year, e.g. WIOT2014_Nov16_ROW.xlsb, or the folder or zip with it.",
        ));
    }
    let of_year: Vec<&String> = names
        .iter()
        .filter(|name| wanted.is_none() || year_of(name).is_none_or(|year| Some(year) == wanted))
        .collect();
    match (&of_year[..], wanted) {
        ([only], _) => Ok((*only).clone()),
        ([], Some(year)) => Err(problem(
            place(),
            format!("there is no table of {year}; there are {}.", names.join(", ")),
            "Give --year with the year of one of them.",
        )),
        _ => Err(problem(
            place(),
            format!("there are several tables: {}.", names.join(", ")),
            "Give --year with the year wanted, or the path of one of them.",
        )),
    }
}

/// A file's place with what was expected of a WIOD layout.
fn not_wiod(file: &Bytes, message: impl Into<String>) -> crate::error::Problems {
    problem(
        file.place(),
        message,
        "Give a world input-output table of WIOD as it was downloaded (WIOT…), not a national or supply and use table.",
    )
}

#[cfg(test)]
mod tests;
