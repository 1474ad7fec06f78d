//! `economy/*.csv` → [`Economy`]: the accounts, their balances, and whether they can be inverted.

use nalgebra::{DMatrix, DVector};

use super::csv_file::{Grid, Record, parse_number, read_grid, read_records};
use super::files::Files;
use super::format::{Format, Kind, required};
use super::report::Report;
use super::text_file::TextFile;
use crate::error::Place;
use crate::model::economy::{Accounts, Economy, FINAL_USERS, Sector};
use crate::model::uncertain::Range;

const ANY: Kind = Kind::Number(Range::ANY);
const FLOW: Kind = Kind::Number(Range::NOT_NEGATIVE);
const MONEY: &str = "money/year";

/// `economy/sectors.csv`
pub const SECTORS: Format = Format {
    file: "economy/sectors.csv",
    table: "",
    about: "One row per sector. The order of the rows is the order of sectors everywhere. For every sector, output = \
            its purchases from all sectors + imported inputs + net taxes + value added, to 0.1 % of its output or a \
            millionth of all output.",
    fields: &[
        required("code", Kind::Text, "", "Code of the sector, e.g. `D29`; used by the other files."),
        required("name", Kind::Text, "", "Name in words."),
        required("output", FLOW, MONEY, "Gross output at basic prices."),
        required("imported_inputs", FLOW, MONEY, "Imported goods and services used as intermediate inputs."),
        required("net_taxes", ANY, MONEY, "Taxes less subsidies on products used as intermediate inputs."),
        required("value_added", ANY, MONEY, "Value added at basic prices; may be negative."),
        required("compensation", FLOW, MONEY, "Labour income paid by the sector."),
        required("employment", FLOW, "persons", "Persons employed."),
    ],
};

/// `economy/transactions.csv`; its other columns are the sector codes.
pub const TRANSACTIONS: Format = Format {
    file: "economy/transactions.csv",
    table: "",
    about: "Domestic intermediate transactions: the row sells, the column buys. After the column `sector` comes one \
            column per sector, in the order of `economy/sectors.csv`; one row per sector, in the same order.",
    fields: &[required(
        "sector",
        Kind::Text,
        "",
        "Code of the selling sector; the other columns are numbers, >= 0, in money/year.",
    )],
};

/// `economy/final_demand.csv`
pub const FINAL_DEMAND: Format = Format {
    file: "economy/final_demand.csv",
    table: "",
    about: "What final users buy: one row per sector, in order, for domestic output; then a row `imports` and a row \
            `net_taxes` for what they spend on imports and on taxes on products. For every sector, output = its sales \
            to all sectors + its row here, to the same tolerance.",
    fields: &[
        required("sector", Kind::Text, "", "Code of the sector, `imports` or `net_taxes`."),
        required(
            "household",
            ANY,
            MONEY,
            "Consumption of households (and of non-profit bodies serving them).",
        ),
        required("government", ANY, MONEY, "Consumption of government."),
        required("investment", ANY, MONEY, "Gross fixed capital formation."),
        required("inventories", ANY, MONEY, "Changes in inventories; may be negative."),
        required("exports", ANY, MONEY, "Exports to all destinations."),
    ],
};

/// Reads the economy. Problems go to the report; there is no economy where files cannot be read.
pub fn read_economy(files: &Files, report: &Report) -> Option<Economy> {
    let before = report.len();
    let sectors_file = files.text(SECTORS.file, report);
    let transactions_file = files.text(TRANSACTIONS.file, report);
    let demand_file = files.text(FINAL_DEMAND.file, report);
    let records = sectors_file.as_ref().map(|file| read_records(file, &SECTORS, report));
    let demand_rows = demand_file.as_ref().map(|file| read_records(file, &FINAL_DEMAND, report));
    let (sectors_file, records) = (sectors_file?, records?);
    let sectors = read_sectors(&sectors_file, &records, report);
    let sure = report.len() == before;
    let known = sure.then_some(&sectors[..]);
    let transactions = transactions_file.and_then(|file| read_transactions(&file, known, report));
    let (demand_file, demand_rows) = (demand_file?, demand_rows?);
    if sure {
        check_demand_rows(&demand_file, &demand_rows, &sectors, report);
    }
    if report.len() > before {
        return None;
    }
    let count = sectors.len();
    let column = |name: &str| DVector::from_iterator(count, records.iter().map(|row| row.number(name)));
    let demand = |row: usize, user: usize| demand_rows[row].number(FINAL_USERS[user]);
    let users = FINAL_USERS.len();
    let accounts = Accounts {
        transactions: transactions?,
        output: column("output"),
        imported_inputs: column("imported_inputs"),
        net_taxes: column("net_taxes"),
        value_added: column("value_added"),
        compensation: column("compensation"),
        employment: column("employment"),
        final_demand: DMatrix::from_fn(count, users, demand),
        final_imports: DVector::from_fn(users, |user, _| demand(count, user)),
        final_taxes: DVector::from_fn(users, |user, _| demand(count + 1, user)),
        sectors,
    };
    check_empty_sectors(&accounts, &sectors_file, &records, report);
    check_balances(&accounts, &sectors_file, &records, &demand_file, &demand_rows, report);
    check_baskets(&accounts, &demand_file, report);
    if report.len() > before {
        return None;
    }
    let economy = Economy::new(accounts);
    check_productive(&economy, &sectors_file, &records, report);
    Some(economy)
}

fn read_sectors(file: &TextFile, records: &[Record], report: &Report) -> Vec<Sector> {
    let mut sectors: Vec<Sector> = Vec::new();
    for row in records {
        let code = row.text("code").to_string();
        let place = || file.cell(row.line, "code");
        let plain = |c: char| c.is_alphanumeric() || "._-&".contains(c);
        if !code.chars().all(plain) || code == "imports" || code == "net_taxes" {
            let remedy = "Use letters, digits and . _ - & only; `imports` and `net_taxes` are taken.";
            report.add("code", place(), format!("`{code}` cannot be a sector code."), remedy);
        }
        if sectors.iter().any(|sector| sector.code == code) {
            let message = format!("the sector `{code}` is there twice.");
            report.add("duplicate", place(), message, "Give each sector its own code.");
        }
        sectors.push(Sector { code, name: row.text("name").to_string() });
    }
    sectors
}

/// Reads `Z`; its header and first column must be the sector codes in order. Where the sectors are in doubt, only the
/// cells are checked.
fn read_transactions(file: &TextFile, sectors: Option<&[Sector]>, report: &Report) -> Option<DMatrix<f64>> {
    let Grid { header, rows } = read_grid(file, report)?;
    let codes: Vec<&str> = match sectors {
        Some(sectors) => sectors.iter().map(|sector| sector.code.as_str()).collect(),
        None => header.iter().skip(1).map(String::as_str).collect(),
    };
    let order = "The sectors stand in the order of economy/sectors.csv.";
    let mut good = true;
    if header.first().map(String::as_str) != Some("sector") {
        let place = file.at(1);
        report.add(
            "columns",
            place,
            "the first column is not `sector`.",
            "Name it `sector`; then come the sector codes.",
        );
        good = false;
    }
    let expected = codes.len() + 1;
    if header.len() != expected {
        let message =
            format!("there are {} columns; the {} sectors need {expected}.", header.len(), codes.len());
        report.add("columns", file.at(1), message, order);
        good = false;
    } else if let Some(position) = (0..codes.len()).find(|j| header[j + 1] != codes[*j]) {
        let message =
            format!("column {} is `{}`, not `{}`.", position + 2, header[position + 1], codes[position]);
        report.add("columns", file.at(1), message, order);
        good = false;
    }
    if sectors.is_some() && rows.len() != codes.len() {
        let message = format!("there are {} rows; there are {} sectors.", rows.len(), codes.len());
        report.add("rows", file.place(), message, order);
        good = false;
    }
    if !good {
        return None;
    }
    let mut matrix = DMatrix::zeros(rows.len(), codes.len());
    for (i, row) in rows.iter().enumerate() {
        if sectors.is_some() && row.cells[0] != codes[i] {
            let place = file.cell(row.line, "sector");
            report.add("rows", place, format!("the row is `{}`, not `{}`.", row.cells[0], codes[i]), order);
            continue;
        }
        for j in 0..codes.len() {
            let cell = &row.cells[j + 1];
            let place = || -> Place { file.cell(row.line, codes[j]) };
            match parse_number(cell) {
                Some(number) if number >= 0.0 => matrix[(i, j)] = number,
                Some(_) => report.add(
                    "range",
                    place(),
                    format!("{cell} is below 0."),
                    "Intermediate sales are never negative; book corrections in inventories.",
                ),
                None => {
                    let found = if cell.is_empty() {
                        "the cell is empty".to_string()
                    } else {
                        format!("`{cell}` is not a number")
                    };
                    let remedy = "Write a plain number with a point for decimals; 0 where nothing is sold.";
                    report.add("number", place(), format!("{found}."), remedy);
                }
            }
        }
    }
    Some(matrix)
}

fn check_demand_rows(file: &TextFile, rows: &[Record], sectors: &[Sector], report: &Report) {
    let expected: Vec<&str> =
        sectors.iter().map(|sector| sector.code.as_str()).chain(["imports", "net_taxes"]).collect();
    if rows.len() != expected.len() {
        let message = format!(
            "there are {} rows; {} sectors, `imports` and `net_taxes` make {}.",
            rows.len(),
            sectors.len(),
            expected.len()
        );
        let remedy =
            "One row per sector in the order of economy/sectors.csv, then `imports`, then `net_taxes`.";
        report.add("rows", file.place(), message, remedy);
    }
    for (row, code) in rows.iter().zip(&expected) {
        if row.text("sector") != *code {
            let place = file.cell(row.line, "sector");
            let message = format!("the row is `{}`, not `{code}`.", row.text("sector"));
            report.add("rows", place, message, "The rows stand in the order of economy/sectors.csv.");
        }
    }
}

/// A sector without output may not buy, sell or employ: nothing can be divided by it.
fn check_empty_sectors(accounts: &Accounts, file: &TextFile, records: &[Record], report: &Report) {
    for (j, row) in records.iter().enumerate().filter(|(j, _)| accounts.output[*j] == 0.0) {
        for (name, amount) in
            [("compensation", accounts.compensation[j]), ("employment", accounts.employment[j])]
        {
            if amount != 0.0 {
                report.add(
                    "empty sector",
                    file.cell(row.line, name),
                    format!("{amount} with an output of 0."),
                    "Give the sector its output, or set this to 0.",
                );
            }
        }
    }
}

fn check_balances(
    accounts: &Accounts,
    sectors_file: &TextFile,
    records: &[Record],
    demand_file: &TextFile,
    demand_rows: &[Record],
    report: &Report,
) {
    for (i, sector) in accounts.sectors.iter().enumerate() {
        let (row_gap, column_gap) = (accounts.row_gap(i), accounts.column_gap(i));
        let (code, output, tolerance) = (&sector.code, accounts.output[i], accounts.tolerance(i));
        if row_gap.abs() > tolerance {
            report.add(
                "row balance",
                demand_file.row(demand_rows[i].line),
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
                sectors_file.row(records[i].line),
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
fn check_baskets(accounts: &Accounts, file: &TextFile, report: &Report) {
    for (user, name) in FINAL_USERS.iter().enumerate().filter(|(_, name)| **name != "inventories") {
        let lowest = accounts.final_demand.column(user).min();
        let tolerance = 1e-9 * accounts.output.sum();
        if lowest < -tolerance {
            report.add(
                "baskets",
                file.place().field(*name),
                format!("a purchase of {lowest} is below 0."),
                "Only inventories may be negative; book corrections there.",
            );
        }
    }
}

/// `A` is productive exactly when `(I − A) x = 1` has a solution with every `x_i ≥ 1` (Hawkins–Simon).
fn check_productive(economy: &Economy, file: &TextFile, records: &[Record], report: &Report) {
    let n = economy.sectors();
    let matrix = DMatrix::identity(n, n) - &economy.technical_coefficients;
    let solution = matrix.lu().solve(&DVector::from_element(n, 1.0));
    if solution.is_some_and(|x| x.iter().all(|value| value.is_finite() && *value >= 1.0 - 1e-9)) {
        return;
    }
    let inputs = economy.technical_coefficients.row_sum();
    let worst = inputs.transpose().imax();
    report.add(
        "productive",
        file.row(records[worst].line),
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
