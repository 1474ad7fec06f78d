//! Published input–output tables → the `economy/` folder of a model.
//!
//! A reader for each published layout makes one [`Table`]; what follows is the same for all and stands in [`import`]:
//! checks against the published totals, imports taken out, regions and sectors put together, money, labour, and the
//! files.

mod aggregate;
mod arrange;
mod arranged;
mod balance;
mod check;
mod codes;
mod delimited;
mod domestic;
mod encoding;
mod figures;
#[cfg(test)]
mod fixture;
pub mod formats;
mod labelled;
mod labour;
mod map_file;
mod multipliers;
mod negatives;
mod numbers;
mod options;
mod origin;
mod reader;
mod records;
mod regions;
mod rows;
mod sectors;
mod settle;
mod sheet;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod users;
mod write;

pub use figures::{RegionFigures, region_figures};
pub use options::{Balance, ImportShares, LABOUR_SHARE, Options, Rest};
pub use origin::{FileNote, ORIGIN, Origin};
pub use reader::{ReadOptions, Reader, Reading};
pub use source::{Bytes, Source};
pub use table::{Imports, Named, Node, Table, Use, User};
pub use write::{check_folder, write};

use std::path::PathBuf;

use crate::error::{Error, Place, Result};
use map_file::MapFile;
use reader::problem;

/// A table as it is written, and where it comes from.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Domestic flows of the regions wanted. Every region has four final users in the order of the files; exports stand
    /// once at the end.
    pub table: Table,
    /// Output multiplier of every node.
    pub multipliers: Vec<f64>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Reads a published table and makes of it what is asked. `progress` is told what goes on.
///
/// # Errors
/// [`Error::Settings`] for options that contradict each other, [`Error::Import`] with all problems of a stage.
pub fn import(
    reader: &Reader,
    source: &Source,
    options: &Options,
    progress: &dyn Fn(&str),
) -> Result<Imported> {
    options.check()?;
    make(reader, source, options, progress).map_err(Error::Import)
}

fn make(reader: &Reader, source: &Source, options: &Options, progress: &dyn Fn(&str)) -> Reading<Imported> {
    let file = source.path.display().to_string();
    let mut maps = Maps::read(options)?;
    progress(&format!("reading {file} as {}", reader.name));
    let mut table =
        (reader.read)(source, &options.read, progress).map_err(|told| misnamed(reader, source, told))?;
    check_request(&mut table, options, &file)?;

    progress(&format!("checking the totals of {} sectors", table.nodes.len()));
    let adjusted = options.balance == Balance::Ras;
    ended(check::check_published(&table, &file, adjusted))?;
    codes::clean_codes(&mut table);
    table = domestic::take_out_imports(users::add_up_users(table), options.imports);

    if maps.regions.is_some() || !options.regions.is_empty() {
        progress("putting regions together");
    }
    table = regions::choose_regions(table, options, maps.regions.as_ref(), &file)?;
    if let Some(map) = &maps.sectors {
        progress("putting sectors together");
        table = sectors::map_sectors(table, map, &file)?;
    }
    check_names(&table, options, &file)?;
    table = negatives::move_negatives(table, &file)?;
    if adjusted {
        progress("adjusting flows to the published totals");
        table = balance::balance(table, &file)?;
        ended(check::check_balances(
            &table,
            &file,
            "RAS does not meet this total: too few flows are above zero.",
        ))?;
    }
    if let Some(rate) = options.rate {
        let money = options.read.money.clone().unwrap_or_default();
        settle::convert_money(&mut table, rate);
        table.notes.push(format!("Money is {rate} {money} for each unit of {}.", table.money));
        table.money = money;
    }
    if let Some(persons) = &maps.employment {
        labour::set_employment(&mut table, persons)?;
    }
    labour::assume_compensation(&mut table, options.labour_share);
    settle::settle(&mut table);
    labour::complete_labour(&mut table);
    progress("computing multipliers");
    let multipliers = multipliers::output_multipliers(&table, &file)?;
    let origin = origin_of(&table, reader, source, options, maps.notes());
    Ok(Imported { table, multipliers, origin })
}

/// The user's own files, read before the table so that their problems come first.
struct Maps {
    regions: Option<MapFile>,
    sectors: Option<MapFile>,
    employment: Option<MapFile>,
}

impl Maps {
    fn read(options: &Options) -> Reading<Self> {
        let read = |path: &Option<PathBuf>, needed: &[&'static str], optional: &[&'static str]| {
            path.as_ref().map(|path| MapFile::read(path, needed, optional)).transpose()
        };
        Ok(Self {
            regions: read(&options.region_map, &["from", "to"], &["name"])?,
            sectors: read(&options.sector_map, &["from", "to"], &["weight", "name"])?,
            employment: read(&options.employment, &["sector", "persons"], &["region"])?,
        })
    }

    fn notes(&mut self) -> impl Iterator<Item = FileNote> {
        let note = |file: &MapFile| FileNote { name: short(&file.shown), sha256: file.sha256.clone() };
        [&self.regions, &self.sectors, &self.employment].into_iter().flatten().map(note)
    }
}

/// A name without its folders.
fn short(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_string()
}

fn ended(problems: crate::error::Problems) -> Reading<()> {
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Says which layout a file looks like where it does not look like the one named.
fn misnamed(reader: &Reader, source: &Source, told: crate::error::Problems) -> crate::error::Problems {
    if (reader.recognise)(source) {
        return told;
    }
    let Some(other) = formats::recognise(source).filter(|other| other.name != reader.name) else {
        return told;
    };
    let file = source.path.display().to_string();
    let mut problems = problem(
        Place::file(&file),
        format!("this looks like `{}`, not `{}`.", other.name, reader.name),
        format!("Try `kanzei import {} {file}`.", other.name),
    );
    problems.append(told);
    problems
}

/// Holds the table to the year and the money that were asked for.
fn check_request(table: &mut Table, options: &Options, file: &str) -> Reading<()> {
    match (options.read.year, table.year) {
        (Some(wanted), Some(found)) if wanted != found => {
            let message = format!("the table is of {found}, not of {wanted}.");
            return Err(problem(
                Place::file(file),
                message,
                "Give the file of that year, or leave --year out.",
            ));
        }
        (Some(wanted), None) => {
            table.year = Some(wanted);
            table.notes.push(format!("The file does not say its year; {wanted} is as given."));
        }
        _ => {}
    }
    match &options.read.money {
        Some(wanted) if options.rate.is_none() && *wanted != table.money => {
            let message = format!("money is in {}, not in {wanted}.", table.money);
            let remedy = "Give --rate, the new units for one of the table's, or leave --money out.";
            Err(problem(Place::file(file), message, remedy))
        }
        _ => Ok(()),
    }
}

/// Holds home and destination to the regions that are left.
fn check_names(table: &Table, options: &Options, file: &str) -> Reading<()> {
    let codes = || table.regions.iter().map(|region| region.code.as_str());
    let several = table.regions.len() > 1;
    for (option, code) in [("--home", &options.home), ("--destination", &options.destination)] {
        let Some(code) = code else { continue };
        let known = codes().any(|known| known == code)
            || !several && (option == "--destination" || codes().all(str::is_empty));
        if !known {
            let message = format!("{option}: there is no region `{code}` in the table that results.");
            return Err(problem(Place::file(file), message, map_file::near(code, codes())));
        }
    }
    Ok(())
}

fn origin_of(
    table: &Table,
    reader: &Reader,
    source: &Source,
    options: &Options,
    maps: impl Iterator<Item = FileNote>,
) -> Origin {
    let whole = short(&source.path.display().to_string());
    let single = source.path.is_file() && source.names() == [whole.as_str()];
    let file = |(name, sha256): (String, String)| {
        let name = if single { whole.clone() } else { format!("{whole}: {name}") };
        FileNote { name, sha256 }
    };
    Origin {
        program: "kanzei".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        title: table.title.clone(),
        format: reader.name.into(),
        year: table.year,
        money: table.money.clone(),
        country: match &table.regions[..] {
            [only] if !only.code.is_empty() => Some(only.code.clone()),
            _ => None,
        },
        home: options.home.clone(),
        destination: options.destination.clone(),
        options: options.written(),
        notes: table.notes.clone(),
        file: source.files_read().into_iter().map(file).chain(maps).collect(),
    }
}
