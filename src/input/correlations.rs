//! `[[correlation]]` of `parameters.toml`: groups of inputs with correlated ranks.

use nalgebra::DMatrix;

use super::format::{Format, Kind, required};
use super::names::{look_up, refuse_duplicates};
use super::report::Report;
use super::toml_file::{Node, TableReader, number_of};
use crate::ids::InputId;
use crate::model::uncertain::{Correlation, Inputs, Role};

/// `[[correlation]]`
pub const CORRELATION: Format = Format {
    file: "parameters.toml",
    table: "[[correlation]]",
    about: "A group of inputs whose ranks are correlated, by Gaussian copula. An input is in at most one group.",
    fields: &[
        required(
            "inputs",
            Kind::Texts,
            "",
            "Names of uncertain inputs, as `kanzei inputs` lists them; not decisions or levers.",
        ),
        required(
            "rank_correlation",
            Kind::NumberOrMatrix,
            "",
            "Spearman's rank correlation: one number for all pairs, or a matrix as a list of rows.",
        ),
    ],
};

/// Reads the correlation groups; all inputs must be registered by now.
pub fn read_correlations(parameters: &TableReader, inputs: &mut Inputs, report: &Report) {
    let mut taken: Vec<InputId> = Vec::new();
    for table in parameters.tables("correlation", &CORRELATION) {
        let names = table.texts("inputs");
        refuse_duplicates("input", names.iter().map(|(name, place)| (name.as_str(), place.clone())), report);
        let mut ids = Vec::new();
        for (name, place) in &names {
            let known: Vec<&str> = inputs.iter().map(|(_, input)| input.name.as_str()).collect();
            let known = known.iter().copied();
            let Some(position) = look_up("input", name, known, place.clone(), report) else { continue };
            let input = inputs.get(InputId(position));
            if input.role != Role::Number || input.distribution.is_constant() {
                let message = format!("{name} cannot be correlated.");
                let remedy = "Only uncertain numbers can; decisions, levers and constants cannot. To hold it at a value, fix it instead.";
                report.add("correlation", place.clone(), message, remedy);
            } else if taken.contains(&InputId(position)) {
                let message = format!("{name} is in another group already.");
                report.add("correlation", place.clone(), message, "Put the groups together, with a matrix.");
            } else {
                taken.push(InputId(position));
                ids.push(InputId(position));
            }
        }
        if ids.len() != names.len() {
            continue;
        }
        let Some(matrix) = read_matrix(&table, ids.len()) else {
            let message = "this is neither a number nor a square list of rows of numbers.";
            let remedy = format!("Write one number, or {0} rows of {0} numbers.", ids.len());
            table.problem("correlation", "rank_correlation", message, remedy);
            continue;
        };
        match Correlation::new(ids, &matrix) {
            Ok(correlation) => inputs.correlations.push(correlation),
            Err(rule) => {
                table.problem("correlation", "rank_correlation", format!("{rule}."), "Change the numbers.");
            }
        }
    }
}

fn read_matrix(table: &TableReader, size: usize) -> Option<DMatrix<f64>> {
    let node = table.node("rank_correlation")?;
    if let Some(rank) = number_of(node) {
        return Some(DMatrix::from_fn(size, size, |i, j| if i == j { 1.0 } else { rank }));
    }
    let rows = node.get_ref().as_array()?;
    let row = |row: Node| -> Option<Vec<f64>> { row.get_ref().as_array()?.iter().map(number_of).collect() };
    let rows: Vec<Vec<f64>> = rows.iter().map(row).collect::<Option<_>>()?;
    let square = rows.len() == size && rows.iter().all(|row| row.len() == size);
    square.then(|| DMatrix::from_row_iterator(size, size, rows.into_iter().flatten()))
}
