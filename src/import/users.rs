//! Columns of final demand as published → one for each region and use, exports last.

use nalgebra::DMatrix;

use super::table::{Imports, Table, Use, User};

/// Uses that every region has of its own, in the order of the files.
pub const OWN_USES: [Use; 4] = [Use::Household, Use::Government, Use::Investment, Use::Inventories];

/// The final users of so many regions: four for each, then exports.
pub fn final_users(regions: usize) -> Vec<User> {
    let own = |region| OWN_USES.map(|kind| User { region, kind });
    let exports = User { region: 0, kind: Use::Exports };
    (0..regions).flat_map(own).chain([exports]).collect()
}

/// Position of a final user among [`final_users`].
pub fn position(user: User, regions: usize) -> usize {
    match OWN_USES.iter().position(|kind| *kind == user.kind) {
        Some(kind) => user.region * OWN_USES.len() + kind,
        None => regions * OWN_USES.len(),
    }
}

/// Adds up the columns of final demand by region and use.
pub fn add_up_users(table: Table) -> Table {
    let regions = table.regions.len();
    let into: Vec<usize> = table.users.iter().map(|user| position(*user, regions)).collect();
    move_users(table, regions, &into)
}

/// Gives every final user its new position among those of so many regions.
pub fn move_users(mut table: Table, regions: usize, into: &[usize]) -> Table {
    let users = final_users(regions);
    let mut demand = DMatrix::zeros(table.final_demand.nrows(), users.len());
    for (from, to) in into.iter().enumerate() {
        let mut column = demand.column_mut(*to);
        column += table.final_demand.column(from);
    }
    let add_up = |values: &[f64]| {
        let mut sums = vec![0.0; users.len()];
        values.iter().zip(into).for_each(|(value, to)| sums[*to] += value);
        sums
    };
    if let Imports::Separate { final_use: spent, .. } | Imports::Competitive { beyond: spent, .. } =
        &mut table.imports
    {
        *spent = add_up(spent);
    }
    table.final_taxes = add_up(&table.final_taxes);
    table.final_demand = demand;
    table.users = users;
    table
}
