//! Labels and figures of WIOD → a table of all countries.

use nalgebra::DMatrix;

use super::grid::{Grid, Label, in_previous_prices};
use super::not_wiod;
use crate::error::{Place, Problems};
use crate::import::reader::{Reading, problem};
use crate::import::source::Bytes;
use crate::import::table::{Imports, Named, Node, Table, Use, User};
use crate::model::flows::Flows;

/// Rows under the countries: their codes in release 2016, and how their names begin in both releases.
const ACCOUNTS: [(&str, &str, Account); 8] = [
    ("II_fob", "total intermediate consumption", Account::Intermediate),
    ("TXSP", "taxes less subsidies on products", Account::Taxes),
    ("EXP_adj", "cif/ fob adjustments", Account::Abroad),
    ("PURR", "direct purchases abroad", Account::Abroad),
    ("PURNR", "purchases on the domestic territory", Account::Abroad),
    ("VA", "value added at basic prices", Account::ValueAdded),
    ("IntTTM", "international transport margins", Account::Abroad),
    ("GO", "output at basic prices", Account::Output),
];

/// Columns of final use: codes of release 2016, and how names begin in both.
const USES: [(&str, &str, Use); 6] = [
    ("CONS_h", "final consumption expenditure by households", Use::Household),
    ("CONS_np", "final consumption expenditure by non-profit", Use::Household),
    ("CONS_g", "final consumption expenditure by government", Use::Government),
    ("GFCF", "gross fixed capital formation", Use::Investment),
    ("INVEN", "changes in inventories", Use::Inventories),
    ("EXP", "exports", Use::Exports),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Account {
    /// The sum of the rows above, a check.
    Intermediate,
    /// Taxes less subsidies on products.
    Taxes,
    /// Paid to sellers that the table does not name.
    Abroad,
    ValueAdded,
    Output,
}

fn plain(text: &str) -> String {
    text.to_lowercase().replace("cif/fob", "cif/ fob")
}

fn is_total(label: &Label) -> bool {
    label.region.is_empty() || label.region == "TOT"
}

fn account(label: &Label) -> Option<Account> {
    let name = plain(&label.name);
    ACCOUNTS
        .iter()
        .find(|(code, begins, _)| label.code == *code || name.starts_with(begins))
        .map(|(.., account)| *account)
}

fn final_use(label: &Label) -> Option<Use> {
    let name = plain(&label.name);
    USES.iter()
        .find(|(code, begins, _)| label.code == *code || name.starts_with(begins))
        .map(|(.., kind)| *kind)
}

/// Where sectors and final users stand in the grid, sectors country by country.
pub struct Positions {
    /// Countries in the order of the rows.
    pub regions: Vec<String>,
    /// Row, column and region of every sector.
    pub sectors: Vec<(usize, usize, usize)>,
    users: Vec<(usize, User)>,
}

impl Positions {
    /// Finds them.
    ///
    /// # Errors
    /// Rows without a column, columns without a row, and rows or columns that are there twice.
    pub fn of(grid: &Grid) -> Reading<Self> {
        let mut problems = Problems::of_table(&grid.shown);
        let mut regions: Vec<String> = Vec::new();
        let (mut sectors, mut users) = (Vec::new(), Vec::new());
        let mut with_row = vec![false; grid.columns.len()];
        for (row, label) in grid.rows.iter().enumerate().filter(|(_, label)| !is_total(label)) {
            let same = |other: &&Label| {
                other.region == label.region && other.number == label.number && final_use(other).is_none()
            };
            let mut columns = grid.columns.iter().enumerate().filter(|(_, other)| same(other));
            let (column, twice) = (columns.next(), columns.next());
            let shown = || format!("{} {} ({})", label.region, label.code, label.name);
            match (column, twice) {
                (Some((column, _)), None) if !with_row[column] => {
                    with_row[column] = true;
                    let region =
                        regions.iter().position(|known| *known == label.region).unwrap_or_else(|| {
                            regions.push(label.region.clone());
                            regions.len() - 1
                        });
                    sectors.push((row, column, region));
                }
                (Some(_), _) => problems.push(
                    "label",
                    grid.row_place(row),
                    format!("{} has a row or column of the same country and number elsewhere.", shown()),
                    "Every industry of a country stands once: download the file again.",
                ),
                (None, _) => problems.push(
                    "label",
                    grid.row_place(row),
                    format!("{} has a row but no column.", shown()),
                    "The download may be cut short: download it again.",
                ),
            }
        }
        for (column, label) in grid.columns.iter().enumerate() {
            let region = regions.iter().position(|known| *known == label.region);
            match (region, final_use(label)) {
                _ if is_total(label) || with_row[column] => {}
                (Some(region), Some(kind)) => users.push((column, User { region, kind })),
                _ => problems.push(
                    "label",
                    grid.column_place(column),
                    format!(
                        "`{} {} {}` is neither an industry with a row, nor a final use, nor a total.",
                        label.region, label.code, label.name
                    ),
                    "The download may be cut short: download it again.",
                ),
            }
        }
        sectors.sort_by_key(|(.., region)| *region);
        if problems.is_empty() { Ok(Self { regions, sectors, users }) } else { Err(problems) }
    }
}

/// The table.
///
/// # Errors
/// Labels that are not those of WIOD, accounts that are missing, totals that contradict each other.
pub fn table_of(grid: &Grid, file: &Bytes) -> Reading<Table> {
    let positions = Positions::of(grid)?;
    let nodes = positions.sectors.len();
    if nodes == 0 || positions.users.is_empty() {
        return Err(not_wiod(
            file,
            format!("it has {nodes} industries and {} final users.", positions.users.len()),
        ));
    }
    let accounts = accounts(grid)?;
    let sum = |column: usize, wanted: Account| -> f64 {
        accounts
            .iter()
            .filter(|(_, account)| *account == wanted)
            .map(|(row, _)| grid.value(*row, column))
            .sum()
    };
    let by_node = |wanted: Account| -> Vec<f64> {
        positions.sectors.iter().map(|(_, column, _)| sum(*column, wanted)).collect()
    };
    let by_user = |wanted: Account| -> Vec<f64> {
        positions.users.iter().map(|(column, _)| sum(*column, wanted)).collect()
    };
    let output = by_node(Account::Output);
    check_outputs(grid, &positions, &output)?;
    let mut flows = Flows::new(nodes);
    for (row, ..) in &positions.sectors {
        flows.push_row(positions.sectors.iter().map(|(_, column, _)| grid.value(*row, *column)).enumerate());
    }
    let final_demand = DMatrix::from_fn(nodes, positions.users.len(), |i, user| {
        grid.value(positions.sectors[i].0, positions.users[user].0)
    });
    let second = grid.columns.iter().any(|label| label.code == "CONS_h");
    let (inputs, final_use) = (by_node(Account::Abroad), by_user(Account::Abroad));
    let abroad = inputs.iter().chain(&final_use).any(|value| *value != 0.0);
    let mut notes = Vec::new();
    if abroad {
        notes.push(
            "International transport margins, cif/fob adjustments and purchases abroad, less purchases of non-residents, \
             are taken as imports from outside the table: WIOD does not say whose goods they are."
                .to_string(),
        );
    }
    let prices = if in_previous_prices(file) {
        notes.push("Money is in prices of the year before, not of the year itself.".to_string());
        ", previous years' prices"
    } else {
        ""
    };
    let release = if second { 2016 } else { 2013 };
    let year = grid.year.map_or(String::new(), |year| format!(": {year}"));
    Ok(Table {
        title: format!("World Input-Output Database, release {release}{prices}{year}"),
        year: grid.year,
        money: "million US dollars".into(),
        regions: positions
            .regions
            .iter()
            .map(|code| Named { code: code.clone(), name: code.clone() })
            .collect(),
        nodes: positions
            .sectors
            .iter()
            .map(|(row, _, region)| node(&grid.rows[*row], *region, second))
            .collect(),
        flows,
        users: positions.users.iter().map(|(_, user)| *user).collect(),
        final_demand,
        imports: if abroad { Imports::Separate { inputs, final_use } } else { Imports::None },
        output,
        net_taxes: by_node(Account::Taxes),
        value_added: by_node(Account::ValueAdded),
        compensation: None,
        employment: None,
        final_taxes: by_user(Account::Taxes),
        notes,
    })
}

/// Industries of release 2013 go by their running numbers, `c1` to `c35`: ISIC codes such as `C` and `E` say little.
fn node(label: &Label, region: usize, second: bool) -> Node {
    let code = match label.number {
        Some(number) if !second || label.code.is_empty() => format!("c{number}"),
        _ => label.code.clone(),
    };
    Node { region, code, name: if label.name.is_empty() { label.code.clone() } else { label.name.clone() } }
}

fn accounts(grid: &Grid) -> Reading<Vec<(usize, Account)>> {
    let mut found = Vec::new();
    for (row, label) in grid.rows.iter().enumerate().filter(|(_, label)| is_total(label)) {
        // The last row of some files repeats the total of everything without a name.
        let Some(account) = account(label) else {
            return Err(problem(
                grid.row_place(row),
                format!("`{} {}` is not a row of WIOD's accounts.", label.code, label.name),
                "Known rows are II_fob, TXSP, EXP_adj, PURR, PURNR, VA, IntTTM and GO, or their names in words.",
            ));
        };
        let single = matches!(account, Account::ValueAdded | Account::Output | Account::Taxes);
        if single && found.iter().any(|(_, known)| *known == account) {
            let message = format!("`{} {}` is there twice.", label.code, label.name);
            return Err(problem(grid.row_place(row), message, "Remove one of the rows."));
        }
        found.push((row, account));
    }
    for (needed, name) in
        [(Account::ValueAdded, "value added at basic prices"), (Account::Output, "output at basic prices")]
    {
        if !found.iter().any(|(_, account)| *account == needed) {
            return Err(problem(
                Place::file(&grid.shown),
                format!("there is no row `{name}` under the industries."),
                "The download may be cut short: download it again.",
            ));
        }
    }
    Ok(found)
}

/// Holds the row of output to the column of totals, where there is one: they differ where columns are shifted.
fn check_outputs(grid: &Grid, positions: &Positions, output: &[f64]) -> Reading<()> {
    let Some(total) = grid.columns.iter().position(is_total) else { return Ok(()) };
    let all: f64 = output.iter().sum();
    for ((row, ..), output) in positions.sectors.iter().zip(output) {
        let sold = grid.value(*row, total);
        if (sold - output).abs() > (1e-2 * output.abs()).max(1e-6 * all) {
            let label = &grid.rows[*row];
            return Err(problem(
                grid.row_place(*row),
                format!(
                    "output of {} {} is {sold} in the column of totals and {output} in the row of output.",
                    label.region, label.code
                ),
                "Rows or columns may be shifted: download the file again.",
            ));
        }
    }
    Ok(())
}
