//! A table in another unit of money, rounded, and what is left over booked where national accountants book it.

use super::check::Gaps;
use super::table::{Imports, Table, Use, User};
use super::users::position;
use super::write::LARGEST_TEXT;

/// Digits of all output that are kept in text and in binary files: small sectors of large tables keep their figures,
/// and a cell's rounding stays far below the tolerance of balances.
const DIGITS: (i32, i32) = (13, 15);

/// Multiplies all money by a factor.
pub fn convert_money(table: &mut Table, factor: f64) {
    table.flows.change_values(|value| factor * value);
    table.final_demand *= factor;
    let mut lists =
        vec![&mut table.output, &mut table.net_taxes, &mut table.value_added, &mut table.final_taxes];
    lists.extend(table.compensation.as_mut());
    match &mut table.imports {
        Imports::None => {}
        Imports::Competitive { goods, beyond } => lists.extend([goods, beyond]),
        Imports::Separate { inputs, final_use } => lists.extend([inputs, final_use]),
    }
    lists.into_iter().flatten().for_each(|value| *value *= factor);
}

/// Rounds all money to a thirteenth digit of all output (a fifteenth in tables for binary files), and books what rows
/// lack or have too much of in inventories of their region and what columns do in net taxes, so that all rows and columns
/// add up.
pub fn settle(table: &mut Table) {
    note_residuals(table);
    let total: f64 = table.output.iter().sum();
    let digits = if table.nodes.len() > LARGEST_TEXT { DIGITS.1 } else { DIGITS.0 };
    let places = if total > 0.0 { (digits - 1 - total.log10().floor() as i32).clamp(0, 12) } else { 6 };
    let unit = 10_f64.powi(places);
    // Adding zero turns a negative zero into a plain one.
    let round = |value: f64| (value * unit).round() / unit + 0.0;
    table.flows.change_values(round);
    table.final_demand.apply(|value| *value = round(*value));
    let mut lists =
        vec![&mut table.output, &mut table.net_taxes, &mut table.value_added, &mut table.final_taxes];
    lists.extend(table.compensation.as_mut());
    if let Imports::Separate { inputs, final_use } = &mut table.imports {
        lists.extend([inputs, final_use]);
    }
    lists.into_iter().flatten().for_each(|value| *value = round(*value));
    let gaps = Gaps::of(table);
    for (i, node) in table.nodes.iter().enumerate() {
        let user = position(User { region: node.region, kind: Use::Inventories }, table.regions.len());
        let inventories = &mut table.final_demand[(i, user)];
        *inventories = round(*inventories - gaps.rows[i]);
        table.net_taxes[i] = round(table.net_taxes[i] - gaps.columns[i]);
    }
}

fn note_residuals(table: &mut Table) {
    let gaps = Gaps::of(table);
    let total: f64 = table.output.iter().sum();
    for (side, account, gaps) in
        [("Rows", "inventories", &gaps.rows), ("Columns", "net taxes on products", &gaps.columns)]
    {
        let worst = (0..gaps.len()).max_by(|a, b| gaps[*a].abs().total_cmp(&gaps[*b].abs())).unwrap_or(0);
        // Beyond what adding up published digits in floating point can leave.
        if gaps.get(worst).is_some_and(|gap| gap.abs() > 1e-12 * total) {
            table.notes.push(format!(
                "{side} are out of balance by at most {:.4} ({}, {:.4} % of its output): booked in {account}.",
                gaps[worst].abs(),
                table.node_name(worst),
                100.0 * gaps[worst].abs() / table.output[worst].max(f64::MIN_POSITIVE)
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::fixture::three_regions;
    use crate::import::users::add_up_users;

    #[test]
    fn what_is_left_over_is_booked_and_rows_and_columns_then_add_up() {
        let mut table = add_up_users(three_regions());
        convert_money(&mut table, 1.0 / 7.0);
        table.output[0] += 0.01;
        let (inventories, taxes) = (table.final_demand[(0, 3)], table.net_taxes[0]);
        settle(&mut table);
        assert!((table.final_demand[(0, 3)] - inventories - 0.01).abs() < 1e-6);
        assert!((table.net_taxes[0] - taxes - 0.01).abs() < 1e-6);
        let gaps = Gaps::of(&table);
        assert!(gaps.rows.iter().chain(&gaps.columns).all(|gap| gap.abs() < 1e-12), "{:?}", gaps.rows);
        assert!(table.output.iter().all(|output| output.to_string().len() <= 14), "{:?}", table.output);
        let told = table.notes.join("\n");
        assert!(told.contains("Rows are out of balance by at most 0.0100 (KOR.C29"), "{told}");
    }

    #[test]
    fn nothing_is_said_of_a_table_in_balance() {
        let mut table = add_up_users(three_regions());
        settle(&mut table);
        assert!(table.notes.is_empty(), "{:?}", table.notes);
    }
}
