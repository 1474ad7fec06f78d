//! The parts of a table as its labels say → what a reader makes its table of.

use std::collections::BTreeMap;

use nalgebra::DMatrix;

use super::reader::{Reading, problem};
use super::table::{Named, Node, Use, User};
use crate::error::Place;
use crate::model::flows::Flows;

/// What a row below the sectors adds to.
#[allow(dead_code)] // for tables with margins of their own, whose readers come next
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// Gross output.
    Output,
    /// Value added at basic prices.
    ValueAdded,
    /// Compensation of employees, part of value added.
    Compensation,
    /// Taxes less subsidies on products.
    NetTaxes,
    /// Taxes less subsidies on products that are paid in other countries.
    ForeignTaxes,
    /// Imported goods, by who buys them.
    Imports,
    /// Purchases abroad by residents, and at home by others.
    Travel,
    /// Persons employed.
    Employment,
}

/// What a column beside sectors and final users holds.
#[allow(dead_code)] // for tables with margins of their own, whose readers come next
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Margin {
    /// Imports of each sector's goods.
    Imports,
    /// Gross output.
    Output,
    /// Statistical discrepancies of each row.
    Discrepancy,
}

/// The parts of a table. Rows of items run over sectors, then final users.
#[derive(Clone, Debug)]
pub struct Arranged {
    /// The file, as messages name it.
    pub file: String,
    /// Codes of regions, in the order of the file.
    pub regions: Vec<String>,
    /// Position of the region and code of every sector, region by region.
    pub nodes: Vec<(usize, String)>,
    /// Final users.
    pub users: Vec<User>,
    /// Intermediate use.
    pub flows: Flows,
    /// Final demand.
    pub final_demand: DMatrix<f64>,
    /// Items, over sectors and then final users.
    pub items: BTreeMap<Item, Vec<f64>>,
    /// Columns beside final demand, by sector.
    pub margins: BTreeMap<Margin, Vec<f64>>,
}

#[allow(dead_code)] // for tables with margins of their own, whose readers come next
impl Arranged {
    /// An item by sector, where the file has it.
    pub fn by_node(&self, item: Item) -> Option<Vec<f64>> {
        self.items.get(&item).map(|values| values.iter().take(self.nodes.len()).copied().collect())
    }

    /// An item by sector that files of this layout always have, under the label given.
    ///
    /// # Errors
    /// The file does not have it.
    pub fn needed(&self, item: Item, label: &str) -> Reading<Vec<f64>> {
        self.by_node(item).ok_or_else(|| {
            problem(
                Place::file(&self.file),
                format!("there is no row `{label}`."),
                "The download may be cut short: download it again.",
            )
        })
    }

    /// An item by final user; zeros where the file does not have it.
    pub fn by_user(&self, item: Item) -> Vec<f64> {
        let values =
            self.items.get(&item).map(|values| values.iter().skip(self.nodes.len()).copied().collect());
        values.unwrap_or_else(|| vec![0.0; self.users.len()])
    }

    /// A column beside final demand, by sector, where the file has it.
    pub fn margin(&self, margin: Margin) -> Option<&Vec<f64>> {
        self.margins.get(&margin)
    }

    /// Sum of an item over sectors and final users.
    pub fn total(&self, item: Item) -> f64 {
        self.items.get(&item).map_or(0.0, |values| values.iter().sum())
    }

    /// Gross output: the row of the file, else its column, else what each row sells, with a note.
    pub fn output(&self, notes: &mut Vec<String>) -> Vec<f64> {
        if let Some(output) = self.by_node(Item::Output).or_else(|| self.margin(Margin::Output).cloned()) {
            return output;
        }
        notes.push("The file has no output: it is what each row sells.".into());
        let imports = self.margin(Margin::Imports);
        let sold = |(i, flows): (usize, f64)| {
            flows + self.final_demand.row(i).sum() - imports.map_or(0.0, |list| list[i])
        };
        self.flows.row_sums().into_iter().enumerate().map(sold).collect()
    }

    /// Value added: the row of the file, else what inputs and taxes leave of output, with a note.
    pub fn value_added(&self, output: &[f64], notes: &mut Vec<String>) -> Vec<f64> {
        if let Some(value_added) = self.by_node(Item::ValueAdded) {
            return value_added;
        }
        notes.push("The file has no value added: it is output less inputs and taxes.".into());
        let mut rest = output.to_vec();
        let paid = [Item::NetTaxes, Item::ForeignTaxes, Item::Imports].map(|item| self.by_node(item));
        for list in paid.into_iter().flatten().chain([self.flows.column_sums()]) {
            rest.iter_mut().zip(list).for_each(|(rest, paid)| *rest -= paid);
        }
        rest
    }

    /// Competitive imports as positive numbers, whatever their sign in the file: that of their sum. Single imports of the
    /// other sign are sales abroad, and are added to exports with a note.
    pub fn take_imports(&mut self, notes: &mut Vec<String>) -> Option<Vec<f64>> {
        let column = self.margins.remove(&Margin::Imports)?;
        let sign = if column.iter().sum::<f64>() < 0.0 { -1.0 } else { 1.0 };
        let mut imports: Vec<f64> = column.iter().map(|value| sign * value + 0.0).collect();
        let mut against = Vec::new();
        if imports.iter().any(|value| *value < 0.0) {
            let exports = self.user(0, Use::Exports);
            for (i, value) in imports.iter_mut().enumerate().filter(|(_, value)| **value < 0.0) {
                self.final_demand[(i, exports)] -= *value;
                against.push(format!("{} {:.4}", self.nodes[i].1, -*value));
                *value = 0.0;
            }
            notes
                .push(format!("Imports against the sign of all others are exports: {}.", against.join(", ")));
        }
        Some(imports)
    }

    /// Position of a final user, who is added if there is none.
    pub fn user(&mut self, region: usize, kind: Use) -> usize {
        let user = User { region, kind };
        if let Some(position) = self.users.iter().position(|known| *known == user) {
            return position;
        }
        self.users.push(user);
        self.final_demand = self.final_demand.clone().insert_column(self.users.len() - 1, 0.0);
        self.items.values_mut().for_each(|values| values.push(0.0));
        self.users.len() - 1
    }

    /// Adds discrepancies to changes in inventories of each seller's region.
    pub fn add_discrepancies(&mut self, notes: &mut Vec<String>) {
        let Some(column) =
            self.margins.remove(&Margin::Discrepancy).filter(|list| list.iter().any(|v| *v != 0.0))
        else {
            return;
        };
        for (i, value) in column.into_iter().enumerate().filter(|(_, value)| *value != 0.0) {
            let user = self.user(self.nodes[i].0, Use::Inventories);
            self.final_demand[(i, user)] += value;
        }
        notes.push("Statistical discrepancies are in changes in inventories of the seller's region.".into());
    }

    /// Regions and sectors with names; the code where there is none.
    pub fn named(
        &self,
        region: impl Fn(&str) -> Option<String>,
        sector: impl Fn(&str) -> Option<String>,
    ) -> (Vec<Named>, Vec<Node>) {
        let regions = self
            .regions
            .iter()
            .map(|code| Named { code: code.clone(), name: region(code).unwrap_or_else(|| code.clone()) });
        let node = |(region, code): &(usize, String)| Node {
            region: *region,
            code: code.clone(),
            name: sector(code).unwrap_or_else(|| code.clone()),
        };
        (regions.collect(), self.nodes.iter().map(node).collect())
    }
}
