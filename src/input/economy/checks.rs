//! The accounts against what they must hold: balances, baskets, and whether they can be inverted.

use super::super::csv_file::Record;
use super::super::report::Report;
use super::super::text_file::TextFile;
use super::demand::Demand;
use crate::leontief::is_productive;
use crate::model::economy::{Accounts, Economy, FINAL_USERS, USERS_OF_REGION};

/// Where the figures stand.
pub struct Places<'p> {
    /// `economy/sectors.csv`
    pub sectors: &'p TextFile,
    /// Its rows.
    pub records: &'p [Record],
    /// `economy/final_demand.csv`
    pub demand: &'p Demand,
}

/// A sector without output may not buy, sell or employ: nothing can be divided by it.
pub fn check_empty_sectors(accounts: &Accounts, places: &Places, report: &Report) {
    for (j, row) in places.records.iter().enumerate().filter(|(j, _)| accounts.output[*j] == 0.0) {
        for (name, amount) in
            [("compensation", accounts.compensation[j]), ("employment", accounts.employment[j])]
        {
            if amount != 0.0 {
                report.add(
                    "empty sector",
                    places.sectors.cell(row.line, name),
                    format!("{amount} with an output of 0."),
                    "Give the sector its output, or set this to 0.",
                );
            }
        }
    }
}

pub fn check_balances(accounts: &Accounts, places: &Places, report: &Report) {
    for (i, sector) in accounts.sectors.iter().enumerate() {
        let (row_gap, column_gap) = (accounts.row_gap(i), accounts.column_gap(i));
        let (code, output, tolerance) = (&sector.code, accounts.output[i], accounts.tolerance(i));
        if row_gap.abs() > tolerance {
            report.add(
                "row balance",
                places.demand.file.row(places.demand.lines[i]),
                format!(
                    "sector {code} sells {:.4} but makes {output:.4}: the row is out of balance by {row_gap:+.4} \
                     (tolerance {tolerance:.4}).",
                    output + row_gap
                ),
                "Sales to sectors (its row of economy/transactions.csv) and to final users must add up to output.",
            );
        }
        if column_gap.abs() > tolerance {
            report.add(
                "column balance",
                places.sectors.row(places.records[i].line),
                format!(
                    "sector {code} pays {:.4} but makes {output:.4}: the column is out of balance by \
                     {column_gap:+.4} (tolerance {tolerance:.4}).",
                    output + column_gap
                ),
                "Purchases (its column of economy/transactions.csv), imported_inputs, net_taxes and value_added must \
                 add up to output.",
            );
        }
    }
}

/// Baskets need spending above zero and no negative purchases.
pub fn check_baskets(accounts: &Accounts, places: &Places, report: &Report) {
    let tolerance = 1e-9 * accounts.output.sum();
    let exports = accounts.exports();
    for user in 0..=exports {
        let name = if user == exports { "exports" } else { FINAL_USERS[user % USERS_OF_REGION] };
        let lowest = accounts.final_demand.column(user).min();
        if name == "inventories" || lowest >= -tolerance {
            continue;
        }
        let region = &accounts.regions[(user / USERS_OF_REGION).min(accounts.regions.len() - 1)].code;
        let column =
            if region.is_empty() || user == exports { name.to_string() } else { format!("{region}.{name}") };
        report.add(
            "baskets",
            places.demand.file.place().field(column),
            format!("a purchase of {lowest} is below 0."),
            "Only inventories may be negative; book corrections there.",
        );
    }
}

/// An economy that is not productive cannot meet any final demand.
pub fn check_productive(economy: &Economy, places: &Places, report: &Report) {
    if is_productive(&economy.technical_coefficients) {
        return;
    }
    let inputs = economy.technical_coefficients.column_sums();
    let worst = (0..inputs.len()).max_by(|a, b| inputs[*a].total_cmp(&inputs[*b])).unwrap_or(0);
    report.add(
        "productive",
        places.sectors.row(places.records[worst].line),
        format!(
            "the economy is not productive: its technical coefficients have a spectral radius of {:.4}, not below 1. \
             Sector {} alone uses {:.4} of domestic inputs per unit of output.",
            economy.spectral_radius(),
            economy.accounts.sectors[worst].code,
            inputs[worst]
        ),
        "Inputs must leave room for value added: check this column of economy/transactions.csv and its output.",
    );
}
