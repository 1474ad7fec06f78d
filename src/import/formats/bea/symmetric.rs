//! Supply and use of commodities → a table of industries.

use nalgebra::DMatrix;

use super::accounts::Accounts;
use super::grid::Grid;
use crate::error::Place;
use crate::import::reader::{Reading, problem};
use crate::import::table::{Imports, Named, Node, Table, User};
use crate::model::flows::Flows;

/// Replaces every commodity by the industries that make it, in proportion to what each makes of it (fixed product sales
/// structure: Eurostat 2008, Manual of Supply, Use and Input–Output Tables, model D; the bureau's market shares):
///
/// ```text
/// T = V q̂⁻¹     Z = T U     f = T Y     imports = T m     (q: domestic output of commodities)
/// ```
///
/// A commodity that nobody makes at home is the only one that its own row has: a sector without output whose goods are all
/// imported, or that of the industry of the same code.
///
/// # Errors
/// A commodity has an output below zero.
pub fn table_of(mut accounts: Accounts, year: Option<i32>, uses: &Grid) -> Reading<Table> {
    let mut sectors = accounts.industries.clone();
    let mut shares: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut not_made = Vec::new();
    for (i, commodity) in accounts.commodities.iter().enumerate() {
        let made = accounts.make.column(i);
        let output = made.sum();
        if output < 0.0 {
            let row = uses.row(&[&commodity.code]);
            let place = row.map_or_else(|| Place::file(&uses.shown), |row| uses.row_place(row));
            return Err(problem(
                place,
                format!("domestic output of `{}` ({}) is {output}, below 0.", commodity.code, commodity.name),
                "No industry can make a negative amount: correct the make or supply table.",
            ));
        }
        if output > 0.0 {
            shares.push(
                made.iter()
                    .enumerate()
                    .filter(|(_, part)| **part != 0.0)
                    .map(|(k, part)| (k, part / output))
                    .collect(),
            );
            continue;
        }
        let idle =
            accounts.uses.row(i).iter().chain(accounts.final_use.row(i).iter()).all(|use_| *use_ == 0.0);
        let own = accounts.industries.iter().position(|industry| industry.code == commodity.code);
        shares.push(match own {
            Some(own) => vec![(own, 1.0)],
            None if idle => Vec::new(),
            None => {
                sectors.push(commodity.clone());
                not_made.push(commodity.name.clone());
                vec![(sectors.len() - 1, 1.0)]
            }
        });
    }
    let nodes = sectors.len();
    let spread = |matrix: &DMatrix<f64>, width: usize| {
        let mut spread = DMatrix::zeros(nodes, width);
        for (i, shares) in shares.iter().enumerate() {
            for (k, share) in shares {
                for j in 0..matrix.ncols() {
                    spread[(*k, j)] += share * matrix[(i, j)];
                }
            }
        }
        spread
    };
    let flows = Flows::from_dense(&spread(&accounts.uses, nodes));
    let imports = spread(&DMatrix::from_column_slice(accounts.imports.len(), 1, &accounts.imports), 1);
    let final_demand = spread(&accounts.final_use, accounts.users.len());
    for list in
        [&mut accounts.output, &mut accounts.net_taxes, &mut accounts.value_added, &mut accounts.compensation]
    {
        list.resize(nodes, 0.0);
    }
    let mut notes = vec![
        "The table of industries is made from those of commodities: each is sold by the industries that make it, in \
         proportion to what each makes (industry technology, fixed product sales structure)."
            .to_string(),
    ];
    notes.append(&mut accounts.notes);
    if !not_made.is_empty() {
        notes.push(format!(
            "No industry makes {}: a sector without output stands for each, and all that is used of it is imported.",
            not_made.join("; ")
        ));
    }
    notes.push("The tables have no employment.".to_string());
    let of_year = year.map_or(String::new(), |year| format!(", {year}"));
    Ok(Table {
        title: format!("BEA {}: United States{of_year}", accounts.what),
        year,
        money: "million US dollars".into(),
        regions: vec![Named { code: "USA".into(), name: "United States".into() }],
        nodes: sectors.into_iter().map(|Named { code, name }| Node { region: 0, code, name }).collect(),
        flows,
        users: accounts.users.iter().map(|kind| User { region: 0, kind: *kind }).collect(),
        final_demand,
        imports: Imports::Competitive {
            goods: imports.column(0).iter().copied().collect(),
            beyond: vec![0.0; accounts.users.len()],
        },
        output: accounts.output,
        net_taxes: accounts.net_taxes,
        value_added: accounts.value_added,
        compensation: Some(accounts.compensation),
        employment: None,
        final_taxes: accounts.final_taxes,
        notes,
    })
}
