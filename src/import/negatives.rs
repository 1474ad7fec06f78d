//! Cells below zero where no model can have them → inventories and net taxes, balances kept.

use super::check::tolerances;
use super::reader::Reading;
use super::table::{Imports, Table, Use, User};
use super::users::position;
use crate::error::{Place, Problems};

/// The largest part of a sector's output that may be moved without asking: one per cent.
const LARGEST: f64 = 0.01;

/// Moves what cannot be negative, and says how much.
///
/// | cell | row | column |
/// |---|---|---|
/// | flow `Z_ij` | inventories of the buyer's region | net taxes of the buyer |
/// | final demand, not inventories | inventories of the user's region; of the seller's for exports | – |
/// | imported inputs | – | net taxes of the buyer |
///
/// Negative flows are by-products and scrap, booked where they replace a purchase. GDP falls by their sum.
///
/// # Errors
/// Negative flows or imported inputs of a sector beyond 1 % of its output (and beyond the tolerance of balances).
pub fn move_negatives(mut table: Table, file: &str) -> Reading<Table> {
    let nodes = table.nodes.len();
    let mut cells: Vec<(usize, usize, f64)> = Vec::new();
    for i in 0..nodes {
        cells.extend(table.flows.row(i).filter(|(_, value)| *value < 0.0).map(|(j, value)| (i, j, value)));
    }
    let mut moved = vec![(0.0, 0.0); nodes];
    for (i, j, value) in &cells {
        moved[*i].0 -= value;
        moved[*j].1 -= value;
    }
    let mut imported = 0.0;
    if let Imports::Separate { inputs, .. } = &mut table.imports {
        for (j, input) in inputs.iter_mut().enumerate().filter(|(_, input)| **input < 0.0) {
            moved[j].1 -= *input;
            table.net_taxes[j] += *input;
            imported -= std::mem::take(input);
        }
    }
    let problems = too_large(&table, &moved, file);
    if !problems.is_empty() {
        return Err(problems);
    }
    let regions = table.regions.len();
    let inventories = |region| position(User { region, kind: Use::Inventories }, regions);
    for (i, j, value) in &cells {
        table.final_demand[(*i, inventories(table.nodes[*j].region))] += value;
        table.net_taxes[*j] += value;
    }
    if !cells.is_empty() {
        table.flows.change_values(|value| value.max(0.0));
        let sum: f64 = cells.iter().map(|(.., value)| -value).sum();
        let worst = worst(&table, &moved);
        table.notes.push(format!(
            "{} negative flows between sectors, {sum:.4} in all and at most {worst}, are taken as zero: they are off \
             inventories of the seller's goods and off net taxes of the buyer.",
            cells.len()
        ));
    }
    if imported > 0.0 {
        table
            .notes
            .push(format!("Negative imported inputs, {imported:.4} in all, are off net taxes of the buyer."));
    }
    move_final_demand(&mut table, inventories);
    let negative: Vec<String> =
        (0..nodes).filter(|j| table.value_added[*j] < 0.0).map(|j| table.node_name(j)).collect();
    if !negative.is_empty() {
        table.notes.push(format!("Value added is negative in {}.", few(&negative)));
    }
    Ok(table)
}

fn too_large(table: &Table, moved: &[(f64, f64)], file: &str) -> Problems {
    let mut problems = Problems::of_table(file);
    for (i, tolerance) in tolerances(table).into_iter().enumerate() {
        let limit = (LARGEST * table.output[i]).max(tolerance);
        for (side, amount) in [("sales", moved[i].0), ("purchases", moved[i].1)] {
            if amount > limit {
                let message = format!(
                    "the negative {side} of sector {} between sectors sum to {amount:.4}, {:.1} % of its output of {:.4}.",
                    table.node_name(i),
                    100.0 * amount / table.output[i],
                    table.output[i]
                );
                let remedy = "Up to 1 % is moved to inventories and net taxes. Put the sector together with the one that \
                              sells these goods by --sector-map, so that they cancel, or take a table with fewer sectors.";
                problems.push("negative flows", Place::file(file), message, remedy);
            }
        }
    }
    problems
}

/// The sector of which the largest part of output was moved.
fn worst(table: &Table, moved: &[(f64, f64)]) -> String {
    let share = |i: usize| {
        let amount = moved[i].0.max(moved[i].1);
        if table.output[i] > 0.0 { amount / table.output[i] } else { 0.0 }
    };
    let worst = (0..moved.len()).max_by(|a, b| share(*a).total_cmp(&share(*b))).unwrap_or(0);
    format!("{:.2} % of the output of {}", 100.0 * share(worst), table.node_name(worst))
}

fn move_final_demand(table: &mut Table, inventories: impl Fn(usize) -> usize) {
    let (mut count, mut sum, mut sectors) = (0, 0.0, Vec::new());
    for i in 0..table.nodes.len() {
        let before = count;
        for (u, user) in table.users.iter().enumerate().filter(|(_, user)| user.kind != Use::Inventories) {
            let value = table.final_demand[(i, u)];
            if value < 0.0 {
                let region = if user.kind == Use::Exports { table.nodes[i].region } else { user.region };
                table.final_demand[(i, u)] = 0.0;
                table.final_demand[(i, inventories(region))] += value;
                count += 1;
                sum -= value;
            }
        }
        if count > before {
            sectors.push(table.node_name(i));
        }
    }
    if count > 0 {
        table.notes.push(format!(
            "{count} negative purchases of final users other than inventories, {sum:.4} in all, are booked in inventories \
             ({}).",
            few(&sectors)
        ));
    }
}

/// The first names of a list and how many more there are.
pub fn few(names: &[String]) -> String {
    let shown = names.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 8 { format!("{shown} and {} more", names.len() - 8) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::check::Gaps;
    use crate::import::domestic::take_out_imports;
    use crate::import::fixture::{national, three_regions};
    use crate::import::options::ImportShares;
    use crate::import::users::add_up_users;
    use crate::model::flows::Flows;

    /// The three regions with a flow changed, and inventories and net taxes so that all balances.
    fn with_flow(i: usize, j: usize, value: f64) -> Table {
        let mut table = add_up_users(three_regions());
        let mut dense = table.flows.to_dense();
        let change = value - dense[(i, j)];
        dense[(i, j)] = value;
        table.flows = Flows::from_dense(&dense);
        table.final_demand[(i, 3)] -= change;
        table.net_taxes[j] -= change;
        table
    }

    #[test]
    fn small_negative_flows_go_to_inventories_and_net_taxes_and_balances_stay() {
        let table = with_flow(0, 2, -0.5);
        let (taxes, inventories) = (table.net_taxes[2], table.final_demand[(0, 7)]);
        let moved = move_negatives(table, "t").unwrap();
        assert_eq!(moved.flows.get(0, 2), 0.0);
        assert_eq!((moved.net_taxes[2], moved.final_demand[(0, 7)]), (taxes - 0.5, inventories - 0.5));
        let gaps = Gaps::of(&moved);
        assert!(gaps.rows.iter().chain(&gaps.columns).all(|gap| gap.abs() < 1e-9));
        assert!(
            moved.notes[0].starts_with("1 negative flows between sectors, 0.5000 in all"),
            "{:?}",
            moved.notes
        );
    }

    #[test]
    fn large_ones_are_refused_with_their_figures() {
        let told = move_negatives(with_flow(0, 2, -30.0), "t").unwrap_err().to_string();
        assert!(
            told.contains("the negative sales of sector KOR.C29 between sectors sum to 30.0000"),
            "{told}"
        );
        assert!(told.contains("the negative purchases of sector USA.C29"), "{told}");
    }

    #[test]
    fn negative_final_demand_goes_to_inventories_of_the_same_region() {
        let mut table = take_out_imports(add_up_users(national()), ImportShares::DomesticUse);
        (table.final_demand[(2, 2)], table.value_added[1]) = (-3.0, -1.0);
        let sum = table.final_demand.row(2).sum();
        let moved = move_negatives(table, "t").unwrap();
        assert_eq!((moved.final_demand[(2, 2)], moved.final_demand[(2, 3)]), (0.0, -3.0));
        assert!((moved.final_demand.row(2).sum() - sum).abs() < 1e-12);
        let told = moved.notes.join("\n");
        assert!(told.contains("booked in inventories (S)") && told.contains("negative in C29"), "{told}");
    }
}
