//! A published table in one shape, whatever the layout of its file.

use nalgebra::DMatrix;

use crate::model::flows::Flows;

/// A code and a name in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Code, e.g. `C29` or `KOR`.
    pub code: String,
    /// Name in words; the code where the publisher gives none.
    pub name: String,
}

/// A sector of a region: a row and a column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Position of its region.
    pub region: usize,
    /// Code of the sector, without its region.
    pub code: String,
    /// Name in words; the code where the publisher gives none.
    pub name: String,
}

/// What a final user is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// Households, and non-profit bodies serving them.
    Household,
    /// Government consumption.
    Government,
    /// Gross fixed capital formation.
    Investment,
    /// Changes in inventories, valuables, statistical discrepancies.
    Inventories,
    /// Buyers outside the table's regions.
    Exports,
}

/// A column of final demand. Several columns may be of the same region and use; they are added in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    /// Position of its region.
    pub region: usize,
    /// What it is.
    pub kind: Use,
}

/// How the table has goods from outside its regions.
#[derive(Clone, Debug, PartialEq)]
pub enum Imports {
    /// All sellers are among its regions.
    None,
    /// Flows and final demand are of domestic and imported goods together (competitive imports).
    Competitive {
        /// What is imported of each node's goods, as positive numbers, duties included where the table has them with
        /// imports.
        goods: Vec<f64>,
        /// What each final user spends on imports that are no node's goods, such as taxes that residents pay abroad.
        beyond: Vec<f64>,
    },
    /// Flows and final demand are domestic: what each node and each final user spends on imports.
    Separate {
        /// By node.
        inputs: Vec<f64>,
        /// By final user.
        final_use: Vec<f64>,
    },
}

/// A table as published: money per year, row sells to column. Nodes stand region by region.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Publisher, edition and what it covers, e.g. `OECD Input-Output Tables, 2021 edition: Japan, 2018`.
    pub title: String,
    /// Year of the figures, where the file says so.
    pub year: Option<i32>,
    /// Unit of money as a scale and a currency, e.g. `million US dollars`.
    pub money: String,
    /// Regions; one for a national table.
    pub regions: Vec<Named>,
    /// Rows and columns of the flows.
    pub nodes: Vec<Node>,
    /// `Z`: intermediate use (nodes × nodes); may hold negative cells, which are told later.
    pub flows: Flows,
    /// Columns of final demand.
    pub users: Vec<User>,
    /// `f`: nodes × users.
    pub final_demand: DMatrix<f64>,
    /// Goods from outside.
    pub imports: Imports,
    /// `x`: gross output by node, as published.
    pub output: Vec<f64>,
    /// Taxes less subsidies on products used as intermediate inputs, by node.
    pub net_taxes: Vec<f64>,
    /// Value added at basic prices, by node.
    pub value_added: Vec<f64>,
    /// Compensation of employees by node, where published.
    pub compensation: Option<Vec<f64>>,
    /// Persons employed by node, where published.
    pub employment: Option<Vec<f64>>,
    /// Taxes less subsidies on products, by final user.
    pub final_taxes: Vec<f64>,
    /// What a user should know: assumptions made, rows merged, quirks of this publisher. Printed and kept.
    pub notes: Vec<String>,
}

impl Table {
    /// Name of a node in messages and files: its sector's code, after its region's where there are several.
    pub fn node_name(&self, node: usize) -> String {
        let Node { region, code, .. } = &self.nodes[node];
        if self.regions.len() > 1 { format!("{}.{code}", self.regions[*region].code) } else { code.clone() }
    }
}
