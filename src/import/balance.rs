//! A table out of balance → flows and final demand adjusted biproportionally to the published totals (RAS).

use super::check::tolerances;
use super::reader::Reading;
use super::table::{Imports, Table, Use};
use crate::error::{Place, Problems};

/// Rounds after which the adjustment is given up.
const MOST_ROUNDS: usize = 2000;
/// Part of the tolerance of balances to which rows are met.
const PRECISION: f64 = 1e-3;
/// Cells below this part of all output say nothing about how much was changed.
const NOTABLE: f64 = 1e-6;

/// What rows and columns are to sum to; inventories stand apart, for they may be negative.
struct Margins {
    /// `x_i` less inventories.
    rows: Vec<f64>,
    /// `x_j` less imports, taxes and value added.
    columns: Vec<f64>,
    /// What each final user is to spend; all users alike are scaled so that rows and columns have one total.
    users: Vec<f64>,
    scale: f64,
}

/// Adjusts flows and final demand to the published totals: every cell is multiplied by a factor of its row and one of
/// its column (Stone 1961; Bacharach 1970; Miller & Blair 2022, section 9.4). Output, value added, taxes, imports and
/// inventories stay as published; totals of final users are all changed in one proportion, if need be.
///
/// There are no negative cells but those of inventories.
///
/// # Errors
/// Totals that cannot be met.
pub fn balance(mut table: Table, file: &str) -> Reading<Table> {
    let margins = margins(&table, file)?;
    let nodes = table.nodes.len();
    let adjusted: Vec<usize> =
        (0..table.users.len()).filter(|user| table.users[*user].kind != Use::Inventories).collect();
    let tolerances = tolerances(&table);
    let (mut by_column, mut by_user) = (vec![1.0; nodes], vec![1.0; table.users.len()]);
    let mut by_row = vec![1.0; nodes];
    let mut rounds = 0;
    loop {
        let mut sums = row_products(&table, &by_column);
        for (i, sum) in sums.iter_mut().enumerate() {
            *sum += adjusted.iter().map(|u| table.final_demand[(i, *u)] * by_user[*u]).sum::<f64>();
        }
        let met =
            (0..nodes).all(|i| (by_row[i] * sums[i] - margins.rows[i]).abs() <= PRECISION * tolerances[i]);
        if (met && rounds > 0) || rounds == MOST_ROUNDS {
            break;
        }
        by_row = ratios(&margins.rows, &sums);
        by_column = ratios(&margins.columns, &column_products(&table, &by_row));
        for user in &adjusted {
            let sum: f64 = (0..nodes).map(|i| by_row[i] * table.final_demand[(i, *user)]).sum();
            by_user[*user] = if sum > 0.0 { margins.users[*user] / sum } else { 1.0 };
        }
        rounds += 1;
    }
    let note = note(&table, &by_row, &by_column, rounds, margins.scale);
    table.flows.scale_rows(&by_row);
    table.flows.scale_columns(&by_column);
    for user in adjusted {
        for (i, factor) in by_row.iter().enumerate() {
            table.final_demand[(i, user)] *= factor * by_user[user];
        }
    }
    table.notes.push(note);
    Ok(table)
}

fn ratios(targets: &[f64], sums: &[f64]) -> Vec<f64> {
    targets.iter().zip(sums).map(|(target, sum)| if *sum > 0.0 { target / sum } else { 1.0 }).collect()
}

fn row_products(table: &Table, by_column: &[f64]) -> Vec<f64> {
    let row = |i| {
        let (buyers, values) = table.flows.row_slices(i);
        buyers.iter().zip(values).map(|(j, value)| value * by_column[*j as usize]).sum()
    };
    (0..table.nodes.len()).map(row).collect()
}

fn column_products(table: &Table, by_row: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; table.nodes.len()];
    for (i, factor) in by_row.iter().enumerate() {
        let (buyers, values) = table.flows.row_slices(i);
        buyers.iter().zip(values).for_each(|(j, value)| sums[*j as usize] += factor * value);
    }
    sums
}

fn margins(table: &Table, file: &str) -> Reading<Margins> {
    let nodes = table.nodes.len();
    let mut problems = Problems::of_table(file);
    let imported = |j: usize| match &table.imports {
        Imports::Separate { inputs, .. } => inputs[j],
        _ => 0.0,
    };
    let inventories = |i: usize| -> f64 {
        let users = table.users.iter().enumerate().filter(|(_, user)| user.kind == Use::Inventories);
        users.map(|(user, _)| table.final_demand[(i, user)]).sum()
    };
    let rows: Vec<f64> = (0..nodes).map(|i| table.output[i] - inventories(i)).collect();
    let columns: Vec<f64> = (0..nodes)
        .map(|j| table.output[j] - imported(j) - table.net_taxes[j] - table.value_added[j])
        .collect();
    for (rule, list, what) in [
        ("row total", &rows, "output less inventories"),
        ("column total", &columns, "output less imports, taxes and value added"),
    ] {
        for (i, total) in list.iter().enumerate().filter(|(_, total)| **total < 0.0) {
            let message = format!("{what} of sector {} is {total:.4}, below 0.", table.node_name(i));
            let remedy = "No adjustment of its flows can meet that: put the sector together with another by --sector-map.";
            problems.push(rule, Place::file(file), message, remedy);
        }
    }
    let mut users: Vec<f64> = table.final_demand.column_iter().map(|column| column.sum()).collect();
    let spent: f64 =
        users.iter().zip(&table.users).filter(|(_, u)| u.kind != Use::Inventories).map(|(s, _)| s).sum();
    let wanted = rows.iter().sum::<f64>() - columns.iter().sum::<f64>();
    let scale = wanted / spent;
    if problems.is_empty() && !(scale.is_finite() && scale > 0.0) {
        let message = format!(
            "output less purchases of all sectors leaves {wanted:.4} for final users, who buy {spent:.4} by the table."
        );
        let remedy =
            "The table's totals contradict each other: check output, imports and value added in the file.";
        problems.push("totals", Place::file(file), message, remedy);
    }
    users.iter_mut().for_each(|user| *user *= scale);
    if problems.is_empty() { Ok(Margins { rows, columns, users, scale }) } else { Err(problems) }
}

fn note(table: &Table, by_row: &[f64], by_column: &[f64], rounds: usize, scale: f64) -> String {
    let total: f64 = table.output.iter().sum();
    let (mut largest, mut at, mut sum) = (0.0_f64, None, 0.0);
    for (i, row) in by_row.iter().enumerate() {
        for (j, value) in table.flows.row(i) {
            let change = row * by_column[j] - 1.0;
            sum += value * change.abs();
            if value > NOTABLE * total && change.abs() > largest.abs() {
                (largest, at) = (change, Some((i, j)));
            }
        }
    }
    let at =
        at.map_or(String::new(), |(i, j)| format!(" ({} to {})", table.node_name(i), table.node_name(j)));
    format!(
        "Flows and final demand were adjusted to the published totals in {rounds} rounds (RAS): of flows above a \
         millionth of all output the largest change is {:+.2} %{at}; all changes of flows sum to {:.3} % of output; totals of \
         final users changed by {:+.3} %.",
        100.0 * largest,
        100.0 * sum / total,
        100.0 * (scale - 1.0)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::check::{Gaps, check_balances};
    use crate::import::fixture::three_regions;
    use crate::import::users::add_up_users;

    #[test]
    fn published_totals_are_met_and_proportions_kept() {
        let mut table = add_up_users(three_regions());
        let before = table.clone();
        let mut noise = vec![1.05, 0.97, 1.02, 1.0, 0.95, 1.01];
        table.flows.scale_rows(&noise);
        noise.reverse();
        table.flows.scale_columns(&noise);
        assert!(!check_balances(&table, "t", "").is_empty());
        let balanced = balance(table, "t").unwrap();
        assert!(check_balances(&balanced, "t", "").is_empty());
        let gaps = Gaps::of(&balanced);
        assert!(gaps.columns.iter().all(|gap| gap.abs() < 1e-9), "columns are met last: {:?}", gaps.columns);
        assert_eq!((&balanced.output, &balanced.value_added), (&before.output, &before.value_added));
        // Cross ratios of cells are what biproportional factors leave alone.
        let ratio =
            |t: &Table| t.flows.get(0, 1) * t.flows.get(2, 3) / (t.flows.get(0, 3) * t.flows.get(2, 1));
        assert!((ratio(&balanced) / ratio(&before) - 1.0).abs() < 1e-9);
        assert!(balanced.notes[0].contains("(RAS)"));
    }

    #[test]
    fn a_table_in_balance_stays_as_it_is() {
        let table = add_up_users(three_regions());
        let balanced = balance(table.clone(), "t").unwrap();
        assert!((balanced.flows.to_dense() - table.flows.to_dense()).amax() < 1e-9);
        assert!(balanced.notes[0].contains("changed by +0.000 %"), "{}", balanced.notes[0]);
    }

    #[test]
    fn totals_that_cannot_be_met_are_told() {
        let mut table = add_up_users(three_regions());
        table.value_added[2] = table.output[2] + 10.0;
        let told = balance(table, "t").unwrap_err().to_string();
        assert!(told.contains("value added of sector USA.C29 is -11.0000, below 0"), "{told}");
    }
}
