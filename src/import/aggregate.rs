//! A table and where its nodes go → the table of the new nodes: sums, and parts where a node is split.

use nalgebra::DMatrix;

use super::table::{Imports, Node, Table};
use crate::model::flows::Flows;

/// Where the nodes of a table go.
pub struct NodeMap {
    /// The new nodes.
    pub nodes: Vec<Node>,
    /// For every old node the new ones, with the share that each gets; shares sum to one.
    pub into: Vec<Vec<(usize, f64)>>,
}

/// Adds up and splits rows and columns: `Wᵀ Z W` for flows, `Wᵀ` on everything else by node, with `W` the shares (old ×
/// new nodes). Everything that balances before balances after.
pub fn aggregate(mut table: Table, map: NodeMap) -> Table {
    let count = map.nodes.len();
    let add_up = |values: &[f64]| {
        let mut sums = vec![0.0; count];
        for (value, into) in values.iter().zip(&map.into) {
            into.iter().for_each(|(to, share)| sums[*to] += share * value);
        }
        sums
    };
    let mut demand = DMatrix::zeros(count, table.final_demand.ncols());
    for (from, into) in map.into.iter().enumerate() {
        for (to, share) in into {
            let mut row = demand.row_mut(*to);
            row += table.final_demand.row(from) * *share;
        }
    }
    match &mut table.imports {
        Imports::None => {}
        Imports::Competitive { goods, .. } => *goods = add_up(goods),
        Imports::Separate { inputs, .. } => *inputs = add_up(inputs),
    }
    table.flows = aggregate_flows(&table.flows, &map.into, count);
    table.output = add_up(&table.output);
    table.net_taxes = add_up(&table.net_taxes);
    table.value_added = add_up(&table.value_added);
    table.compensation = table.compensation.map(|values| add_up(&values));
    table.employment = table.employment.map(|values| add_up(&values));
    table.final_demand = demand;
    table.nodes = map.nodes;
    table
}

/// One new row at a time, so that only a row is ever held in full.
fn aggregate_flows(flows: &Flows, into: &[Vec<(usize, f64)>], count: usize) -> Flows {
    let mut parts: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
    for (from, targets) in into.iter().enumerate() {
        targets.iter().for_each(|(to, share)| parts[*to].push((from, *share)));
    }
    let mut aggregated = Flows::new(count);
    let mut row = vec![0.0; count];
    for part in &parts {
        row.fill(0.0);
        for (from, row_share) in part {
            for (buyer, value) in flows.row(*from) {
                for (to, column_share) in &into[buyer] {
                    row[*to] += row_share * value * column_share;
                }
            }
        }
        aggregated.push_row(row.iter().copied().enumerate());
    }
    aggregated
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;
    use crate::import::check::Gaps;
    use crate::import::fixture::three_regions;

    #[test]
    fn sums_and_parts_are_those_of_the_dense_product_and_stay_in_balance() {
        let table = three_regions();
        let into: Vec<Vec<(usize, f64)>> =
            (0..6).map(|i| if i == 2 { vec![(0, 0.25), (2, 0.75)] } else { vec![(i % 3, 1.0)] }).collect();
        let shares =
            DMatrix::from_fn(6, 3, |i, to| into[i].iter().filter(|(t, _)| *t == to).map(|(_, s)| s).sum());
        let nodes = table.nodes[..3].to_vec();
        let expected = shares.transpose() * table.flows.to_dense() * &shares;
        let demand = shares.transpose() * &table.final_demand;
        let total: f64 = table.output.iter().sum();
        let table = aggregate(table, NodeMap { nodes, into });
        assert_relative_eq!(table.flows.to_dense(), expected, epsilon = 1e-10);
        assert_relative_eq!(table.final_demand, demand, epsilon = 1e-10);
        assert_relative_eq!(table.output.iter().sum::<f64>(), total, epsilon = 1e-10);
        let gaps = Gaps::of(&table);
        assert!(gaps.rows.iter().chain(&gaps.columns).all(|gap| gap.abs() < 1e-10));
    }
}
