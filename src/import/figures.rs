//! An imported table → the figures by region that an economist looks at first.

use super::table::{Imports, Table, Use};

/// Figures of a region: money per year, persons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegionFigures {
    /// Value added and all taxes less subsidies on products.
    pub gdp: f64,
    /// Sales to other regions and outside.
    pub exports: f64,
    /// Purchases from other regions and outside.
    pub imports: f64,
    /// Compensation of employees.
    pub compensation: f64,
    /// Persons employed.
    pub employment: f64,
}

/// The figures of every region, in order.
pub fn region_figures(table: &Table) -> Vec<RegionFigures> {
    let mut figures = vec![RegionFigures::default(); table.regions.len()];
    let region = |node: usize| table.nodes[node].region;
    for i in 0..table.nodes.len() {
        let seller = region(i);
        let own = &mut figures[seller];
        own.gdp += table.value_added[i] + table.net_taxes[i];
        own.compensation += table.compensation.as_ref().map_or(0.0, |values| values[i]);
        own.employment += table.employment.as_ref().map_or(0.0, |values| values[i]);
        if let Imports::Separate { inputs, .. } = &table.imports {
            own.imports += inputs[i];
        }
        let flows = table.flows.row(i).map(|(j, value)| (region(j), value));
        let users = table.users.iter().enumerate().map(|(u, user)| (u, user, table.final_demand[(i, u)]));
        for (_, user, value) in users {
            if user.kind == Use::Exports {
                figures[seller].exports += value;
            } else if user.region != seller {
                figures[seller].exports += value;
                figures[user.region].imports += value;
            }
        }
        for (buyer, value) in flows.filter(|(buyer, _)| *buyer != seller) {
            figures[seller].exports += value;
            figures[buyer].imports += value;
        }
    }
    for (u, user) in table.users.iter().enumerate() {
        figures[user.region].gdp += table.final_taxes[u];
        if let Imports::Separate { final_use, .. } = &table.imports {
            figures[user.region].imports += final_use[u];
            // What is imported to be exported again is in both.
            if user.kind == Use::Exports {
                figures[user.region].exports += final_use[u];
            }
        }
    }
    figures
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;
    use crate::import::domestic::take_out_imports;
    use crate::import::fixture::{national, three_regions};
    use crate::import::options::ImportShares;
    use crate::import::users::add_up_users;

    #[test]
    fn gdp_is_the_same_from_spending_as_from_production() {
        let table = take_out_imports(add_up_users(national()), ImportShares::DomesticUse);
        let figures = &region_figures(&table)[0];
        assert_relative_eq!(figures.exports, 105.0, epsilon = 1e-9);
        assert_relative_eq!(figures.imports, 95.0, epsilon = 1e-9);
        let spending: f64 = national().final_demand.columns(0, 5).sum() + 5.0;
        assert_relative_eq!(figures.gdp, spending + figures.exports - figures.imports, epsilon = 1e-9);
    }

    #[test]
    fn what_regions_sell_to_each_other_is_what_they_buy() {
        let figures = region_figures(&add_up_users(three_regions()));
        let exports: f64 = figures.iter().map(|figure| figure.exports).sum();
        let imports: f64 = figures.iter().map(|figure| figure.imports).sum();
        assert!(exports > 0.0);
        assert_relative_eq!(exports, imports, epsilon = 1e-9);
        assert_eq!(figures[1].employment, 1002.0 + 1003.0);
    }
}
