//! A published table → whether its rows and columns add up to its output.

use super::table::{Imports, Table};
use crate::error::{Place, Problems};

/// What every row and column is out of balance by.
pub struct Gaps {
    /// What each node sells less what it makes.
    pub rows: Vec<f64>,
    /// What each node pays less what it makes.
    pub columns: Vec<f64>,
}

impl Gaps {
    /// `Z·1 + f − imports − x` and `1'Z + imports + taxes + value added − x`; competitive imports are taken off rows,
    /// separate ones are paid by columns.
    pub fn of(table: &Table) -> Self {
        let (mut rows, mut columns) = (table.flows.row_sums(), table.flows.column_sums());
        for (i, (row, column)) in rows.iter_mut().zip(&mut columns).enumerate() {
            *row += table.final_demand.row(i).sum() - table.output[i];
            *column += table.net_taxes[i] + table.value_added[i] - table.output[i];
            match &table.imports {
                Imports::None => {}
                Imports::Competitive { goods, .. } => *row -= goods[i],
                Imports::Separate { inputs, .. } => *column += inputs[i],
            }
        }
        Self { rows, columns }
    }
}

/// The gap that is accepted at each node: 0.1 % of its output, or a millionth of all output if that is more.
pub fn tolerances(table: &Table) -> Vec<f64> {
    let total: f64 = table.output.iter().sum();
    table.output.iter().map(|output| (1e-3 * output).max(1e-6 * total)).collect()
}

/// What to do about a published table that is out of balance.
const BALANCE: &str = "Published figures may be out of balance: `--balance ras` adjusts flows and final demand to the \
                       published totals. Where only few sectors are, the download may be damaged.";

/// Problems of rows and columns whose gap is beyond the tolerance, the worst first.
pub fn check_balances(table: &Table, file: &str, remedy: &str) -> Problems {
    let mut problems = Problems::of_table(file);
    let gaps = Gaps::of(table);
    let tolerances = tolerances(table);
    for (rule, verb, side, gaps) in
        [("row balance", "sells", "row", &gaps.rows), ("column balance", "pays", "column", &gaps.columns)]
    {
        let mut beyond: Vec<usize> = (0..gaps.len()).filter(|i| gaps[*i].abs() > tolerances[*i]).collect();
        beyond.sort_by(|a, b| gaps[*b].abs().total_cmp(&gaps[*a].abs()));
        for i in beyond {
            let (gap, output) = (gaps[i], table.output[i]);
            let message = format!(
                "sector {} {verb} {:.4} but makes {output:.4}: the {side} is out of balance by {gap:+.4} (tolerance \
                 {:.4}).",
                table.node_name(i),
                output + gap,
                tolerances[i]
            );
            problems.push(rule, Place::file(file), message, remedy);
        }
    }
    problems
}

/// Problems of a table as its reader made it: shapes, figures that are none, negative output and imports, and, unless
/// they are to be adjusted, rows and columns that do not add up.
pub fn check_published(table: &Table, file: &str, adjusted: bool) -> Problems {
    let problems = check_shape(table, file);
    if !problems.is_empty() {
        return problems;
    }
    let mut problems = check_signs(table, file);
    if !adjusted {
        problems.append(check_balances(table, file, BALANCE));
    }
    problems
}

fn check_shape(table: &Table, file: &str) -> Problems {
    let mut problems = Problems::of_table(file);
    let (nodes, users) = (table.nodes.len(), table.users.len());
    let lengths = |list: &[&[f64]], length: usize| list.iter().all(|values| values.len() == length);
    let (by_node, by_user) = match &table.imports {
        Imports::None => (true, true),
        Imports::Competitive { goods, beyond } => (goods.len() == nodes, beyond.len() == users),
        Imports::Separate { inputs, final_use } => (inputs.len() == nodes, final_use.len() == users),
    };
    let given: Vec<&[f64]> =
        [&table.compensation, &table.employment].into_iter().flatten().map(Vec::as_slice).collect();
    let regions = table.regions.len();
    let fits = nodes > 0
        && table.nodes.windows(2).all(|pair| pair[0].region <= pair[1].region)
        && table.nodes.iter().all(|node| node.region < regions)
        && table.users.iter().all(|user| user.region < regions)
        && (table.flows.nrows(), table.flows.ncols()) == (nodes, nodes)
        && table.final_demand.shape() == (nodes, users)
        && lengths(&[&table.output, &table.net_taxes, &table.value_added], nodes)
        && lengths(&given, nodes)
        && table.final_taxes.len() == users
        && by_node
        && by_user;
    if !fits {
        problems.push(
            "shape",
            Place::file(file),
            format!("the table has {nodes} sectors, {users} final users and {regions} regions, and some of its parts have other sizes."),
            "The download may be incomplete: download it again. If it is whole, its layout is not the one named.",
        );
    }
    problems
}

fn check_signs(table: &Table, file: &str) -> Problems {
    let mut problems = Problems::of_table(file);
    let flows = (0..table.flows.nrows()).flat_map(|i| table.flows.row_slices(i).1);
    let figures = [&table.output, &table.net_taxes, &table.value_added, &table.final_taxes];
    let finite = flows.chain(&table.final_demand).chain(figures.into_iter().flatten()).all(|v| v.is_finite());
    if !finite {
        let remedy = "The file may be damaged: download it again.";
        problems.push("figures", Place::file(file), "a figure is no finite number.", remedy);
    }
    for (i, output) in table.output.iter().enumerate().filter(|(_, output)| **output < 0.0) {
        let message = format!("sector {} has an output of {output}, below 0.", table.node_name(i));
        let remedy =
            "Output is never negative: put the sector together with another in the file, or correct it.";
        problems.push("output", Place::file(file), message, remedy);
    }
    if let Imports::Competitive { goods, .. } = &table.imports {
        for (i, amount) in goods.iter().enumerate().filter(|(_, amount)| **amount < 0.0) {
            let message =
                format!("imports of the goods of sector {} are {amount}, below 0.", table.node_name(i));
            let remedy =
                "Imports are positive amounts here, whatever their sign in the file: correct this one.";
            problems.push("imports", Place::file(file), message, remedy);
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::fixture::{national, three_regions};

    #[test]
    fn balanced_tables_have_no_problems() {
        for table in [national(), three_regions()] {
            assert!(check_published(&table, "t.csv", false).is_empty(), "{}", table.title);
        }
    }

    #[test]
    fn the_worst_imbalance_is_told_first_with_its_figures() {
        let mut table = three_regions();
        table.output[0] += 5.0;
        table.output[3] += 20.0;
        let problems = check_published(&table, "t.csv", false);
        let told: Vec<String> = problems.iter().map(|problem| problem.message.clone()).collect();
        assert_eq!(told.len(), 4, "a row and a column of each: {told:?}");
        let (worst, output) = (table.node_name(3), table.output[3]);
        assert!(
            told[0].contains(&format!("sector {worst} sells {:.4} but makes {output:.4}", output - 20.0))
        );
        assert!(told[0].contains("out of balance by -20.0000"), "{}", told[0]);
        assert!(check_published(&table, "t.csv", true).is_empty(), "they are to be adjusted");
    }

    #[test]
    fn parts_of_other_sizes_are_a_problem_and_no_panic() {
        let mut table = national();
        table.net_taxes.pop();
        assert!(check_published(&table, "t.csv", false).to_string().contains("other sizes"));
        let mut table = national();
        table.output[0] = f64::NAN;
        assert!(check_published(&table, "t.csv", false).to_string().contains("no finite number"));
    }
}
