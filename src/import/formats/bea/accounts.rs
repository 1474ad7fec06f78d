//! A make table and a use table at producers' prices → supply and use of commodities.

use nalgebra::DMatrix;

use super::grid::Grid;
use crate::error::Place;
use crate::import::reader::{Reading, problem};
use crate::import::table::{Named, Use};

/// Supply and use of commodities, at prices that domestic output and use have in common.
pub struct Accounts {
    /// What the tables are, for the title.
    pub what: String,
    /// Commodities.
    pub commodities: Vec<Named>,
    /// Industries.
    pub industries: Vec<Named>,
    /// `V`: what industries make (industries × commodities).
    pub make: DMatrix<f64>,
    /// `U`: what industries use (commodities × industries).
    pub uses: DMatrix<f64>,
    /// Final users.
    pub users: Vec<Use>,
    /// What they buy (commodities × final users).
    pub final_use: DMatrix<f64>,
    /// Imports by commodity, positive.
    pub imports: Vec<f64>,
    /// Output by industry.
    pub output: Vec<f64>,
    /// Taxes less subsidies on products, by industry that pays them.
    pub net_taxes: Vec<f64>,
    /// Taxes less subsidies on products, by final user.
    pub final_taxes: Vec<f64>,
    /// Value added by industry.
    pub value_added: Vec<f64>,
    /// Compensation of employees by industry.
    pub compensation: Vec<f64>,
    /// Assumptions made.
    pub notes: Vec<String>,
}

const COMPENSATION: [&str; 3] = ["V001", "V00100", "Compensation of employees"];

/// The parts of a use table that are read alike at all prices.
pub struct UseTable<'a> {
    grid: &'a Grid,
    /// Rows of commodities.
    pub commodities: Vec<usize>,
    /// Columns of industries.
    pub industries: Vec<usize>,
    /// Column and kind of every final use but imports.
    pub users: Vec<(usize, Use)>,
}

impl<'a> UseTable<'a> {
    /// Tells the parts of a use table apart by their codes.
    ///
    /// # Errors
    /// A final use is not known.
    pub fn of(grid: &'a Grid) -> Reading<Self> {
        let others =
            |list: &[Named]| (0..list.len()).filter(|at| part(&list[*at]) == Part::Product).collect();
        let mut users = Vec::new();
        for (column, label) in
            grid.columns.iter().enumerate().filter(|(_, label)| part(label) == Part::FinalUse)
        {
            match final_use(&label.code) {
                Some(kind) => users.push((column, kind)),
                None if label.code.starts_with("F05") => {}
                None => {
                    return Err(problem(
                        grid.column_place(column),
                        format!("`{}` ({}) is not a known final use.", label.code, label.name),
                        "Known are F010, F02…, F030, F040, F050, F06…, F07… and F10….",
                    ));
                }
            }
        }
        Ok(Self { grid, commodities: others(&grid.rows), industries: others(&grid.columns), users })
    }

    /// Commodities and industries.
    pub fn names(&self) -> (Vec<Named>, Vec<Named>) {
        let of = |list: &[Named], places: &[usize]| places.iter().map(|at| list[*at].clone()).collect();
        (of(&self.grid.rows, &self.commodities), of(&self.grid.columns, &self.industries))
    }

    /// `U`.
    pub fn uses(&self) -> DMatrix<f64> {
        DMatrix::from_fn(self.commodities.len(), self.industries.len(), |i, j| {
            self.grid.value(self.commodities[i], self.industries[j])
        })
    }

    /// Final use without imports.
    pub fn final_use(&self) -> DMatrix<f64> {
        DMatrix::from_fn(self.commodities.len(), self.users.len(), |i, user| {
            self.grid.value(self.commodities[i], self.users[user].0)
        })
    }

    /// A row by industry.
    pub fn by_industry(&self, row: usize) -> Vec<f64> {
        self.industries.iter().map(|column| self.grid.value(row, *column)).collect()
    }

    /// A column by commodity.
    pub fn by_commodity(&self, column: usize) -> Vec<f64> {
        self.commodities.iter().map(|row| self.grid.value(*row, column)).collect()
    }

    /// Compensation of employees.
    ///
    /// # Errors
    /// The row is missing.
    pub fn compensation(&self) -> Reading<Vec<f64>> {
        Ok(self.by_industry(self.grid.needed_row(&COMPENSATION)?))
    }
}

/// What a row or column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A commodity or an industry.
    Product,
    /// `F…`.
    FinalUse,
    /// Totals `T…`, value added `V…`, and totals without a code.
    Account,
}

/// Codes of commodities and industries begin with neither F, T nor V and a digit.
fn part(label: &Named) -> Part {
    let digit = label.code.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    match label.code.as_bytes().first() {
        Some(b'F') if digit => Part::FinalUse,
        Some(b'T' | b'V') if digit => Part::Account,
        _ if ["VABAS", "VAPRO"].contains(&label.code.as_str())
            || label.name.to_lowercase().starts_with("total") =>
        {
            Part::Account
        }
        _ => Part::Product,
    }
}

/// What a final use is by its code, e.g. `F010` or `F06C00`.
fn final_use(code: &str) -> Option<Use> {
    match (code.get(..3)?, code.as_bytes().get(3)) {
        ("F01", _) => Some(Use::Household),
        ("F03", _) => Some(Use::Inventories),
        ("F04", _) => Some(Use::Exports),
        ("F06" | "F07" | "F10", Some(b'C')) => Some(Use::Government),
        ("F02", _) | ("F06" | "F07" | "F10", Some(b'E' | b'N' | b'S')) => Some(Use::Investment),
        _ => None,
    }
}

/// Values at producers' prices need no conversion: use and make have the same.
///
/// # Errors
/// Parts are missing, or the two tables do not belong together.
pub fn of_make_and_use(make: &Grid, uses: &Grid) -> Reading<Accounts> {
    if uses.title.to_lowercase().contains("purchaser") {
        return Err(problem(
            Place::file(&uses.shown),
            "the use table is at purchasers' prices, the make table at producers'.",
            "Take the use table at producers' prices (IOUse_…_PRO_…), or a supply and use table.",
        ));
    }
    let table = UseTable::of(uses)?;
    let (commodities, industries) = table.names();
    let import_column = uses.column(&["F050", "F05000"]);
    let Some(import_column) = import_column else {
        return Err(problem(
            Place::file(&uses.shown),
            "the use table has no column F050 (imports).",
            "A use table of the supply-use framework (Use_…) goes with a supply table (Supply_…), not with a make table.",
        ));
    };
    let output_row = uses.needed_row(&["T008", "T018", "Total Industry Output"])?;
    let output = table.by_industry(output_row);
    let made = make_matrix(make, &industries, &commodities, false)?;
    let all: f64 = output.iter().sum();
    for (i, industry) in industries.iter().enumerate() {
        let sum = made.row(i).sum();
        if (sum - output[i]).abs() > (1e-3 * output[i].abs()).max(1e-6 * all) {
            return Err(problem(
                uses.row_place(output_row).field(column(uses, table.industries[i])),
                format!(
                    "output of {} is {} in the use table and {sum} in the make table.",
                    industry.code, output[i]
                ),
                "Take both tables of the same year, edition and level of detail.",
            ));
        }
    }
    let value_added = value_added(uses, &table)?;
    let after = [&uses.shown, &uses.title].iter().any(|text| text.to_lowercase().contains("after"));
    let redefined = if after { "after" } else { "before" };
    Ok(Accounts {
        what: format!("make and use tables {redefined} redefinitions, producers' prices"),
        imports: table.by_commodity(import_column).iter().map(|value| 0.0 - value).collect(),
        make: made,
        uses: table.uses(),
        users: table.users.iter().map(|(_, kind)| *kind).collect(),
        final_use: table.final_use(),
        output,
        net_taxes: vec![0.0; industries.len()],
        final_taxes: vec![0.0; table.users.len()],
        value_added,
        compensation: table.compensation()?,
        notes: vec![
            "Prices are producers': taxes less subsidies on products are in the value added of the industry that sells, and \
             net taxes are zero."
                .to_string(),
        ],
        commodities,
        industries,
    })
}

fn column(grid: &Grid, column: usize) -> String {
    grid.column_place(column).field.unwrap_or_default()
}

/// The total of value added, or its three parts.
fn value_added(grid: &Grid, table: &UseTable) -> Reading<Vec<f64>> {
    if let Some(row) = grid.row(&["T006", "VAPRO", "Total Value Added"]) {
        return Ok(table.by_industry(row));
    }
    let mut sums = vec![0.0; table.industries.len()];
    for names in [
        &COMPENSATION[..],
        &["V002", "V00200", "Taxes on production and imports, less subsidies"],
        &["V003", "V00300", "Gross operating surplus"],
    ] {
        let row = table.by_industry(grid.needed_row(names)?);
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    Ok(sums)
}

/// `V` from a make table (industries in rows), or a supply table (industries in columns).
///
/// # Errors
/// An industry or commodity with output is not in the use table, or an industry of it is missing.
pub fn make_matrix(
    grid: &Grid,
    industries: &[Named],
    commodities: &[Named],
    supply: bool,
) -> Reading<DMatrix<f64>> {
    let (rows, columns) = if supply { (commodities, industries) } else { (industries, commodities) };
    let find = |list: &[Named], code: &str| list.iter().position(|named| named.code == code);
    let mut matrix = DMatrix::zeros(industries.len(), commodities.len());
    for (what, known, list) in [("rows", rows, &grid.rows), ("columns", columns, &grid.columns)] {
        // A commodity that nobody makes at home may be left out.
        if let Some(missing) = known
            .iter()
            .find(|named| find(list, &named.code).is_none() && find(industries, &named.code).is_some())
        {
            return Err(problem(
                Place::file(&grid.shown),
                format!("`{}` ({}) of the use table is not among its {what}.", missing.code, missing.name),
                "Take both tables of the same edition and level of detail.",
            ));
        }
    }
    let is_total = |named: &Named| part(named) == Part::Account;
    for (row, label) in grid.rows.iter().enumerate().filter(|(_, label)| !is_total(label)) {
        for (column, title) in grid.columns.iter().enumerate() {
            let value = grid.value(row, column);
            match (find(rows, &label.code), find(columns, &title.code)) {
                (Some(row), Some(column)) if supply => matrix[(column, row)] = value,
                (Some(row), Some(column)) => matrix[(row, column)] = value,
                (None, _) if value != 0.0 => {
                    return Err(problem(
                        grid.row_place(row),
                        format!("`{}` ({}) is not in the use table.", label.code, label.name),
                        "Take both tables of the same edition and level of detail.",
                    ));
                }
                (_, None) if value != 0.0 && !supply && !is_total(title) => {
                    return Err(problem(
                        grid.column_place(column),
                        format!("`{}` ({}) is not in the use table.", title.code, title.name),
                        "Take both tables of the same edition and level of detail.",
                    ));
                }
                _ => {}
            }
        }
    }
    Ok(matrix)
}
