//! A folder or zip that the Python package pymrio saved → a table.

mod block;
mod frame;
mod inputs;
mod nodes;
pub mod saved;
pub mod system;
mod units;

use serde_json::Value;

use crate::error::Place;
use crate::import::reader::{ReadOptions, Reader, Reading, problem};
use crate::import::source::Source;
use crate::import::table::Table;

/// Reader of systems saved by pymrio.
pub const READER: Reader = Reader {
    name: "pymrio",
    about: "a folder or zip written by pymrio's save_all, as text or Parquet",
    recognise: saved::is_saved,
    read,
};

fn read(source: &Source, options: &ReadOptions, progress: &dyn Fn(&str)) -> Reading<Table> {
    let (system, extensions) = saved::find(source, false)?;
    let mut table = system::read_system(source, (&system, &extensions), |region| region, options, progress)?;
    let about = Metadata::read(source, &system.folder);
    let names = [about.description.as_str(), &about.name, system.name(), &archive(source)];
    year(&mut table, &names, source, options)?;
    let parts = [about.name.as_str(), &about.version, &about.description];
    let told: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let told = if told.is_empty() { system.name().to_string() } else { told.join(", ") };
    table.title = format!("System saved by pymrio: {told}");
    Ok(table)
}

/// What `metadata.json` says of a system; empty where it says nothing.
#[derive(Default)]
pub struct Metadata {
    /// Name, e.g. `EXIO_IOT_2011_ixi`.
    pub name: String,
    /// Version.
    pub version: String,
    /// Description in words.
    pub description: String,
    /// `ixi` or `pxp`.
    pub system: String,
}

impl Metadata {
    /// Reads the metadata of a folder.
    pub fn read(source: &Source, folder: &str) -> Self {
        let name = format!("{folder}metadata.json");
        let bytes = if source.names().contains(&name.as_str()) { source.read(&name).ok() } else { None };
        let value: Value =
            bytes.and_then(|file| serde_json::from_slice(&file.bytes).ok()).unwrap_or_default();
        let text = |key: &str| value[key].as_str().unwrap_or_default().trim().to_string();
        Self {
            name: text("name"),
            version: text("version"),
            description: text("description"),
            system: text("system"),
        }
    }
}

/// Name of a source without its folders.
pub fn archive(source: &Source) -> String {
    source.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Sets the year that the first of these names says, and holds it to the one wanted.
///
/// # Errors
/// They are different years.
pub fn year(table: &mut Table, names: &[&str], source: &Source, options: &ReadOptions) -> Reading<()> {
    let said = names.iter().find_map(|name| year_in(name).map(|year| (year, name)));
    if let (Some((year, name)), Some(wanted)) = (said, options.year)
        && year != wanted
    {
        return Err(problem(
            Place::file(source.path.display().to_string()),
            format!("it is of {year}, as `{name}` says; {wanted} is wanted."),
            "Name the download of the year wanted, or leave out --year.",
        ));
    }
    table.year = said.map(|(year, _)| year).or(options.year);
    Ok(())
}

/// The year in a text, if there is one only.
pub fn year_in(text: &str) -> Option<i32> {
    let numbers = text.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| digits.len() == 4);
    let mut years: Vec<i32> =
        numbers.filter_map(|digits| digits.parse().ok()).filter(|year| (1950..2100).contains(year)).collect();
    years.dedup();
    match years[..] {
        [year] => Some(year),
        _ => None,
    }
}

#[cfg(test)]
pub mod tests;
