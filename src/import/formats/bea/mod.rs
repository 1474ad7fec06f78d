//! US make and use tables, or supply and use tables, of the Bureau of Economic Analysis → an industry-by-industry table.
//!
//! Layouts: the workbooks of `AllTablesIO.zip` and `AllTablesSUP.zip` (a sheet for each year), single tables as csv, and csv
//! with a line for each cell as of the bureau's data interface. Published at
//! <https://www.bea.gov/industry/input-output-accounts-data>.

mod accounts;
mod grid;
mod prices;
mod symmetric;

use crate::error::Place;
use crate::import::reader::{ReadOptions, Reader, Reading, problem};
use crate::import::source::Source;
use crate::import::table::Table;
use grid::{Grid, Kind};

/// The reader.
pub const READER: Reader = Reader {
    name: "bea",
    about: "US Bureau of Economic Analysis: make and use, or supply and use tables (summary); xlsx or csv, two files",
    recognise,
    read,
};

fn recognise(source: &Source) -> bool {
    let roles = tables(source).into_iter().map(|name| role(&name)).collect::<Vec<_>>();
    let named = roles.contains(&Some(Role::Use))
        && roles.iter().any(|role| matches!(role, Some(Role::Make | Role::Supply)));
    named || source.names_ending(".csv").iter().any(|name| grid::is_cells(&source.head(name, 400)))
}

fn read(source: &Source, options: &ReadOptions, progress: &dyn Fn(&str)) -> Reading<Table> {
    let mut grids = Vec::new();
    let mut names = Vec::new();
    for name in choose(source)? {
        let file = source.read(&name)?;
        progress(&format!("reading {}", file.name));
        grids.extend(grid::read(&file, options)?);
        names.push(file.name);
    }
    let place = || Place::file(source.path.display().to_string());
    let uses = one(&grids, Kind::Use, place())?;
    let supply = one(&grids, Kind::Supply, place())?;
    let make = one(&grids, Kind::Make, place())?;
    let Some(uses) = uses else {
        return Err(problem(
            place(),
            "there is no use table in it: none has columns like F010 and rows like 111CA.",
            "Give the folder or zip with a use table and a make or supply table.",
        ));
    };
    let accounts = match (make, supply) {
        (None, None) => {
            return Err(problem(
                place(),
                format!("there is a use table ({}) and no make or supply table.", names.join(", ")),
                "Which industry makes which commodity stands in the make table (IOMake_…) or the supply table \
                 (Supply_…): put it into the same folder and give the folder.",
            ));
        }
        (Some(_), Some(_)) => {
            return Err(problem(
                place(),
                "there are a make table and a supply table.",
                "Leave the one that does not belong to the use table: IOMake_… goes with IOUse_…, Supply_… with Use_….",
            ));
        }
        (Some(make), None) => accounts::of_make_and_use(make, uses)?,
        (None, Some(supply)) => prices::of_supply_and_use(supply, uses)?,
    };
    let year = options.year.or(uses.year).or_else(|| make.or(supply).and_then(|grid| grid.year));
    symmetric::table_of(accounts, year, uses)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Make,
    Use,
    Supply,
}

/// Name without folders, in small letters.
fn short(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase()
}

/// What a file's name says it is.
fn role(name: &str) -> Option<Role> {
    let short = short(name);
    let stem = short.strip_prefix("io").unwrap_or(&short);
    [("make", Role::Make), ("use", Role::Use), ("supply", Role::Supply)]
        .into_iter()
        .find_map(|(begins, role)| stem.starts_with(begins).then_some(role))
}

fn tables(source: &Source) -> Vec<String> {
    let is_table =
        |name: &&str| [".xlsx", ".xls", ".csv"].iter().any(|ending| name.to_lowercase().ends_with(ending));
    source.names().into_iter().filter(is_table).map(str::to_string).collect()
}

/// The files to read. Of the many of a whole download these are the summary tables before redefinitions, at producers'
/// prices.
fn choose(source: &Source) -> Reading<Vec<String>> {
    let names = tables(source);
    let mut chosen = Vec::new();
    for wanted in [Role::Make, Role::Use, Role::Supply] {
        let mut of_role: Vec<&String> = names.iter().filter(|name| role(name) == Some(wanted)).collect();
        let preferences: [&dyn Fn(&str) -> bool; 3] =
            [&|name| name.contains("summary"), &|name| name.contains("before"), &|name| {
                !name.contains("_pur")
            }];
        for prefers in preferences {
            if of_role.iter().any(|name| prefers(&short(name))) {
                of_role.retain(|name| prefers(&short(name)));
            }
        }
        if let [_, _, ..] = of_role[..] {
            let listed: Vec<&str> = of_role.iter().map(|name| name.as_str()).collect();
            return Err(problem(
                Place::file(source.path.display().to_string()),
                format!(
                    "several files may be the {} table: {}.",
                    format!("{wanted:?}").to_lowercase(),
                    listed.join(", ")
                ),
                "Put the two that belong together into a folder of their own: IOMake_… with IOUse_…, or Supply_… with Use_….",
            ));
        }
        chosen.extend(of_role.into_iter().cloned());
    }
    // Files of other names are told apart by what is in them.
    Ok(if chosen.is_empty() { names } else { chosen })
}

fn one(grids: &[Grid], kind: Kind, place: Place) -> Reading<Option<&Grid>> {
    let found: Vec<&Grid> = grids.iter().filter(|grid| grid.kind == kind).collect();
    if let [_, _, ..] = found[..] {
        let shown: Vec<&str> = found.iter().map(|grid| grid.shown.as_str()).collect();
        let message =
            format!("there are several {} tables: {}.", format!("{kind:?}").to_lowercase(), shown.join("; "));
        return Err(problem(
            place,
            message,
            "Give --year where they are of several years, or leave one of them.",
        ));
    }
    Ok(found.first().copied())
}

#[cfg(test)]
mod tests;
