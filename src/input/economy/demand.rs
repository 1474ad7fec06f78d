//! `economy/final_demand.csv` → what final users buy.

use nalgebra::DMatrix;

use super::super::csv_file::{parse_number, read_grid, read_records};
use super::super::report::Report;
use super::super::text_file::TextFile;
use super::FINAL_DEMAND;
use crate::model::economy::{FINAL_USERS, Region, Sector, USERS_OF_REGION};

/// Final demand as tabulated.
pub struct Demand {
    /// The file.
    pub file: TextFile,
    /// Line of every row.
    pub lines: Vec<usize>,
    /// Sectors, `imports` and `net_taxes` × final users.
    pub values: DMatrix<f64>,
}

/// Reads the rows; where the sectors are in doubt, only the cells are checked.
pub fn read_demand(
    file: &TextFile,
    regions: &[Region],
    sectors: &[Sector],
    sure: bool,
    report: &Report,
) -> Option<Demand> {
    let before = report.len();
    let (rows, values) = if regions[0].code.is_empty() {
        let records = read_records(file, &FINAL_DEMAND, report);
        let values = DMatrix::from_fn(records.len(), FINAL_USERS.len(), |row, user| {
            records[row].number(FINAL_USERS[user])
        });
        let rows: Vec<(usize, String)> =
            records.iter().map(|row| (row.line, row.text("sector").to_string())).collect();
        (rows, values)
    } else {
        read_regional(file, regions, report)?
    };
    if sure {
        check_rows(file, &rows, sectors, report);
    }
    if report.len() > before || !sure {
        return None;
    }
    let lines = rows.into_iter().map(|(line, _)| line).collect();
    Some(Demand { file: file.clone(), lines, values })
}

type Rows = Vec<(usize, String)>;

/// Reads a table with columns of its own for every region.
fn read_regional(file: &TextFile, regions: &[Region], report: &Report) -> Option<(Rows, DMatrix<f64>)> {
    let grid = read_grid(file, report)?;
    let of_region = |region: &Region| {
        FINAL_USERS[..USERS_OF_REGION]
            .iter()
            .map(|user| format!("{}.{user}", region.code))
            .collect::<Vec<_>>()
    };
    let mut expected = vec!["sector".to_string()];
    expected.extend(regions.iter().flat_map(of_region));
    expected.push("exports".to_string());
    if grid.header != expected {
        let wrong = expected.iter().zip(&grid.header).position(|(expected, found)| expected != found);
        let message = match wrong {
            Some(at) => format!("column {} is `{}`, not `{}`.", at + 1, grid.header[at], expected[at]),
            None => format!("there are {} columns, not {}.", grid.header.len(), expected.len()),
        };
        let remedy = "After `sector` come household, government, investment and inventories of every region, in the order \
                      of economy/sectors.csv and named like `KOR.household`; `exports` stand at the end.";
        report.add("columns", file.at(1), message, remedy);
        return None;
    }
    let mut values = DMatrix::zeros(grid.rows.len(), expected.len() - 1);
    for (i, row) in grid.rows.iter().enumerate() {
        for (user, cell) in row.cells.iter().skip(1).enumerate() {
            let Some(number) = parse_number(cell) else {
                let place = file.cell(row.line, &expected[user + 1]);
                let remedy = "Write a plain number with a point for decimals; 0 where nothing is bought.";
                report.add("number", place, format!("`{cell}` is not a number."), remedy);
                continue;
            };
            values[(i, user)] = number;
        }
    }
    Some((grid.rows.into_iter().map(|mut row| (row.line, row.cells.swap_remove(0))).collect(), values))
}

fn check_rows(file: &TextFile, rows: &[(usize, String)], sectors: &[Sector], report: &Report) {
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
    for ((line, found), code) in rows.iter().zip(&expected) {
        if found != code {
            let place = file.cell(*line, "sector");
            let message = format!("the row is `{found}`, not `{code}`.");
            report.add("rows", place, message, "The rows stand in the order of economy/sectors.csv.");
        }
    }
}
