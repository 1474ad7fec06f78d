//! The tables of a saved system → a table.

use super::block::{Block, read_block, read_words};
use super::inputs::{Inputs, read_inputs};
use super::nodes::{Label, Labels, nodes};
use super::saved::{Saved, Stored};
use super::units::money;
use crate::error::Place;
use crate::import::formats::categories::{final_use, merged_uses, quoted};
use crate::import::reader::{ReadOptions, Reading, problem};
use crate::import::source::Source;
use crate::import::table::{Imports, Table, User};
use crate::model::flows::Flows;

/// Share of a column that must be primary inputs for its output to be found from them.
const SMALLEST_SHARE: f64 = 1e-6;

/// Reads a system and its extensions. Title and year are the caller's.
///
/// # Errors
/// A table is missing or cannot be read, tables do not belong together, a category of final demand is not known,
/// there is no unit of money or output cannot be known.
pub fn read_system(
    source: &Source,
    (system, extensions): (&Saved, &[Saved]),
    region: fn(&str) -> &str,
    options: &ReadOptions,
    progress: &dyn Fn(&str),
) -> Reading<Table> {
    let labels = Labels { country: options.country.clone(), region };
    let whole = |stored: &Stored| {
        progress(&format!("reading {}", stored.file));
        read_block(source, stored, &|_| true)
    };
    let folder = Place::file(source.shown(system.folder.trim_end_matches('/')));
    let missing = |what: &str| {
        let remedy = "Take the whole folder or zip as published or as save_all wrote it.";
        problem(folder.clone(), format!("there is no table {what}."), remedy)
    };
    let stored = system.table(&["Z", "A"]).ok_or_else(|| missing("`Z` and no table `A`"))?;
    let coefficients = !system.tables.contains_key("Z");
    let Block { place, rows, columns, cells: mut flows } = whole(stored)?;
    let rows = labels.read(&place, &rows)?;
    labels.check(&place, "column", &columns, &rows)?;
    let (regions, nodes) = nodes(&place, &rows)?;
    let mut notes = Vec::new();

    let demand = whole(system.table(&["Y"]).ok_or_else(|| missing("`Y`"))?)?;
    labels.check(&demand.place, "row", &demand.rows, &rows)?;
    let columns = labels.read(&demand.place, &demand.columns)?;
    let position = |code: &str| regions.iter().position(|region| region.code == code);
    let users = users(&demand.place, &columns, position)?;
    notes.extend(merged_uses(users.iter().zip(&columns).map(|(user, [_, name])| (user.kind, name.as_str()))));

    let unit = unit(source, system.table(&["unit"]))?;
    let Some(money) = unit.as_deref().map(money).or_else(|| options.money.clone()) else {
        return Err(problem(folder, "there is no table of units.", "Say the unit of money with --money."));
    };
    let inputs = read_inputs(source, extensions, &labels, (&rows, &columns), unit.as_deref(), progress)?;
    notes.extend_from_slice(&inputs.notes);

    let demand_sums = demand.cells.row_sums();
    let output = match system.table(&["x"]) {
        Some(stored) => {
            let block = whole(stored)?;
            labels.check(&block.place, "row", &block.rows, &rows)?;
            block.cells.row_sums()
        }
        None if coefficients => {
            notes.push(
                "The folder has coefficients A and no output x: output is primary inputs over one less the column \
                 sum of A, and Z is A times it."
                    .to_string(),
            );
            output_of_inputs(&place, &flows, &rows, &inputs)?
        }
        None => {
            notes.push("The folder has no output x: it is the row sums of Z and Y.".to_string());
            flows.row_sums().iter().zip(&demand_sums).map(|(flow, demand)| flow + demand).collect()
        }
    };
    if coefficients {
        flows.scale_columns(&output);
    }
    let net_taxes = inputs.net_taxes.unwrap_or_else(|| vec![0.0; rows.len()]);
    let value_added = inputs.value_added.unwrap_or_else(|| {
        notes.push(
            "No extension has value added: it is output less intermediate inputs and taxes on products."
                .into(),
        );
        let used = flows.column_sums();
        (0..rows.len()).map(|node| output[node] - used[node] - net_taxes[node]).collect()
    });
    Ok(Table {
        title: String::new(),
        year: None,
        money,
        regions,
        nodes,
        flows,
        final_taxes: inputs.final_taxes.unwrap_or_else(|| vec![0.0; users.len()]),
        users,
        final_demand: demand.cells.to_dense(),
        imports: Imports::None,
        output,
        net_taxes,
        value_added,
        compensation: inputs.compensation,
        employment: inputs.employment,
        notes,
    })
}

fn users(place: &Place, columns: &[Label], position: impl Fn(&str) -> Option<usize>) -> Reading<Vec<User>> {
    let user = |[region, category]: &Label| {
        let named = place.clone().field(format!("{region} {category}"));
        let region = position(region).ok_or_else(|| {
            let remedy =
                "Final demand must be of the regions of the flows: put it to one of them and save again.";
            problem(named.clone(), format!("no row of the flows is of the region `{region}`."), remedy)
        })?;
        let kind = final_use(category).ok_or_else(|| {
            problem(
                named,
                format!("the category of final demand `{category}` is not known."),
                "Name it in words: households, government, capital formation, inventories or exports.",
            )
        })?;
        Ok(User { region, kind })
    };
    columns.iter().map(user).collect()
}

/// The one unit of the flows.
fn unit(source: &Source, stored: Option<&Stored>) -> Reading<Option<String>> {
    let Some(stored) = stored else { return Ok(None) };
    let mut units: Vec<String> = read_words(source, stored)?.into_iter().map(|(_, unit)| unit).collect();
    units.sort();
    units.dedup();
    match &units[..] {
        [] => Ok(None),
        [unit] => Ok(Some(unit.clone())),
        _ => Err(problem(
            Place::file(source.shown(&stored.file)),
            format!("the flows are in several units: {}.", quoted(&units)),
            "Take the monetary table; tables in hybrid units cannot be used.",
        )),
    }
}

/// Output `x` from primary inputs `v` and coefficients `A`, as columns balance.
///
/// ```text
/// x_j = v_j / (1 − Σ_i A_ij)
/// ```
fn output_of_inputs(
    place: &Place,
    coefficients: &Flows,
    labels: &[Label],
    inputs: &Inputs,
) -> Reading<Vec<f64>> {
    let remedy = "Take an edition with Z or x; EXIOBASE has them from version 3.8 on.";
    let Some(value_added) = &inputs.value_added else {
        let told = "there are coefficients A, and neither output x nor value added to find it from.";
        return Err(problem(place.clone(), told, remedy));
    };
    let output = |(node, used): (usize, f64)| {
        let primary = value_added[node] + inputs.net_taxes.as_ref().map_or(0.0, |taxes| taxes[node]);
        let output = primary / (1.0 - used);
        if primary == 0.0 {
            return Ok(0.0);
        }
        if (1.0 - used).abs() < SMALLEST_SHARE || output < 0.0 {
            let named = place.clone().field(labels[node].join(" "));
            let told = format!(
                "the column sum of A is {used} and primary inputs are {primary}: no output fits both."
            );
            return Err(problem(named, told, remedy));
        }
        Ok(output)
    };
    coefficients.column_sums().into_iter().enumerate().map(output).collect()
}
