//! Labelled rows and columns → the parts of a table: flows, final demand, primary inputs.

use std::collections::{BTreeMap, BTreeSet};

use nalgebra::DMatrix;

use super::arranged::{Arranged, Item, Margin};
use super::labelled::Labelled;
use super::reader::{Reading, problem};
use super::table::{Use, User};
use crate::error::Problems;
use crate::model::flows::Flows;

/// What a row's label means.
#[derive(Clone, Debug, PartialEq)]
pub enum RowLabel {
    /// A sector of a region, which sells; the region is blank in a national table.
    Sector(String, String),
    /// A row that adds to these items; to none if it only repeats what others say.
    Items(&'static [Item]),
}

/// What a column's label means.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnLabel {
    /// A sector of a region, which buys.
    Sector(String, String),
    /// A final user of a region.
    User(String, Use),
    /// Something else.
    Margin(Margin),
    /// A column that only repeats what others say.
    Nothing,
}

/// Puts rows and columns where their labels say. Rows that mean the same sector are added, and so are columns.
///
/// # Errors
/// Labels that stand twice or mean nothing known, sectors that have a row and no column or a column and no row.
pub fn arrange(
    table: Labelled,
    row: impl Fn(&[String]) -> Option<RowLabel>,
    column: impl Fn(&[String]) -> Option<ColumnLabel>,
    known: &str,
) -> Reading<Arranged> {
    let mut problems = repeated(&table);
    let mut rows = Vec::with_capacity(table.rows.len());
    for (position, line) in table.rows.iter().enumerate() {
        let label = row(&line.labels);
        if label.is_none() {
            let message = format!("there is no meaning of a row `{}`.", line.labels.join(" "));
            problems.push("labels", table.row_place(position), message, format!("Rows are {known}."));
        }
        rows.push(label.unwrap_or(RowLabel::Items(&[])));
    }
    let mut columns = Vec::with_capacity(table.columns.len());
    for (position, labels) in table.columns.iter().enumerate() {
        let label = column(labels);
        if label.is_none() {
            let message = format!("there is no meaning of a column `{}`.", labels.join(" "));
            problems.push("labels", table.column_place(position), message, format!("Columns are {known}."));
        }
        columns.push(label.unwrap_or(ColumnLabel::Nothing));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let nodes = Places::of(&table, &rows, &columns)?;
    nodes.fill(&table, &rows, &columns)
}

/// Labels that stand on two rows or above two columns.
fn repeated(table: &Labelled) -> Problems {
    let mut problems = Problems::of_table(&table.file);
    let mut seen: BTreeMap<&[String], usize> = BTreeMap::new();
    for (position, line) in table.rows.iter().enumerate() {
        if let Some(first) = seen.insert(&line.labels, line.line) {
            let message =
                format!("the row `{}` is there twice, first in line {first}.", line.labels.join(" "));
            problems.push("labels", table.row_place(position), message, "Remove or rename one of the two.");
        }
    }
    let mut seen: BTreeMap<&[String], usize> = BTreeMap::new();
    for (position, labels) in table.columns.iter().enumerate() {
        if let Some(first) = seen.insert(labels, position) {
            let message = format!(
                "the column is there twice: it is the {}th and the {}th after the labels.",
                first + 1,
                position + 1
            );
            problems.push(
                "labels",
                table.column_place(position),
                message,
                "Remove or rename one of the two.",
            );
        }
    }
    problems
}

/// Where sectors and users of the file go.
struct Places {
    regions: Vec<String>,
    nodes: Vec<(usize, String)>,
    positions: BTreeMap<(String, String), usize>,
}

impl Places {
    fn of(table: &Labelled, rows: &[RowLabel], columns: &[ColumnLabel]) -> Reading<Self> {
        let key = |region: &String, code: &String| (region.clone(), code.clone());
        let sellers: BTreeSet<(String, String)> = rows
            .iter()
            .filter_map(|label| {
                if let RowLabel::Sector(region, code) = label { Some(key(region, code)) } else { None }
            })
            .collect();
        let buyers: BTreeSet<(String, String)> = columns
            .iter()
            .filter_map(|label| {
                if let ColumnLabel::Sector(region, code) = label { Some(key(region, code)) } else { None }
            })
            .collect();
        let mut problems = Problems::of_table(&table.file);
        let remedy =
            "Every sector needs a row and a column: the download may be cut short, or the label misspelt.";
        let shown = |labels: &[String]| {
            labels.iter().filter(|label| !label.is_empty()).cloned().collect::<Vec<_>>().join(" ")
        };
        // Lists of cells may leave zeros out, and with them the row or the column of a sector that has nothing else.
        let is_list = table.corner.is_empty();
        let mut order = Vec::new();
        for (position, label) in rows.iter().enumerate() {
            let RowLabel::Sector(region, code) = label else { continue };
            if is_list || buyers.contains(&key(region, code)) {
                order.push(key(region, code));
            } else {
                let message = format!("the row `{}` has no column.", shown(&table.rows[position].labels));
                problems.push("square", table.row_place(position), message, remedy);
            }
        }
        for (position, label) in columns.iter().enumerate() {
            let ColumnLabel::Sector(region, code) = label else { continue };
            if is_list {
                order.push(key(region, code));
            } else if !sellers.contains(&key(region, code)) {
                let message = format!("the column `{}` has no row.", shown(&table.columns[position]));
                problems.push("square", table.column_place(position), message, remedy);
            }
        }
        if sellers.is_empty() && problems.is_empty() {
            let remedy = "Check that the file is of the layout named.";
            return Err(problem(table.row_place(0), "there is no row of a sector.", remedy));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut regions: Vec<String> = Vec::new();
        for (region, _) in &order {
            if !regions.contains(region) {
                regions.push(region.clone());
            }
        }
        let mut places = Self { regions, nodes: Vec::new(), positions: BTreeMap::new() };
        for (position, region) in places.regions.iter().enumerate() {
            for key in order.iter().filter(|key| key.0 == *region) {
                if !places.positions.contains_key(key) {
                    places.positions.insert(key.clone(), places.nodes.len());
                    places.nodes.push((position, key.1.clone()));
                }
            }
        }
        Ok(places)
    }

    fn fill(self, table: &Labelled, rows: &[RowLabel], columns: &[ColumnLabel]) -> Reading<Arranged> {
        let (users, into) = self.columns(table, columns)?;
        let nodes = self.nodes.len();
        let mut final_demand = DMatrix::zeros(nodes, users.len());
        let mut items: BTreeMap<Item, Vec<f64>> = BTreeMap::new();
        let mut margins: BTreeMap<Margin, Vec<f64>> = BTreeMap::new();
        for label in columns {
            if let ColumnLabel::Margin(margin) = label {
                margins.insert(*margin, vec![0.0; nodes]);
            }
        }
        let mut sellers = vec![Vec::new(); nodes];
        for (row, label) in rows.iter().enumerate() {
            match label {
                RowLabel::Sector(region, code) => {
                    if let Some(node) = self.positions.get(&(region.clone(), code.clone())) {
                        sellers[*node].push(row);
                    }
                }
                RowLabel::Items(list) => {
                    for item in *list {
                        let sums = items.entry(*item).or_insert_with(|| vec![0.0; nodes + users.len()]);
                        for (column, value) in table.cells.row(row) {
                            match into[column] {
                                To::Node(node) => sums[node] += value,
                                To::User(user) => sums[nodes + user] += value,
                                To::Margin(_) | To::Nothing => {}
                            }
                        }
                    }
                }
            }
        }
        let mut flows = Flows::new(nodes);
        let mut sums = vec![0.0; nodes];
        for (node, rows) in sellers.iter().enumerate() {
            let mut touched = Vec::new();
            for (column, value) in rows.iter().flat_map(|row| table.cells.row(*row)) {
                match into[column] {
                    To::Node(buyer) => {
                        sums[buyer] += value;
                        touched.push(buyer);
                    }
                    To::User(user) => final_demand[(node, user)] += value,
                    To::Margin(margin) => {
                        if let Some(list) = margins.get_mut(&margin) {
                            list[node] += value;
                        }
                    }
                    To::Nothing => {}
                }
            }
            touched.sort_unstable();
            touched.dedup();
            flows.push_row(touched.into_iter().map(|buyer| (buyer, std::mem::take(&mut sums[buyer]))));
        }
        let file = table.file.clone();
        Ok(Arranged {
            file,
            regions: self.regions,
            nodes: self.nodes,
            users,
            flows,
            final_demand,
            items,
            margins,
        })
    }

    /// Final users, and where each column goes.
    fn columns(&self, table: &Labelled, columns: &[ColumnLabel]) -> Reading<(Vec<User>, Vec<To>)> {
        let mut users: Vec<User> = Vec::new();
        let mut into = Vec::with_capacity(columns.len());
        let mut problems = Problems::of_table(&table.file);
        for (position, label) in columns.iter().enumerate() {
            into.push(match label {
                ColumnLabel::Sector(region, code) => {
                    self.positions.get(&(region.clone(), code.clone())).map_or(To::Nothing, |node| To::Node(*node))
                }
                ColumnLabel::User(region, kind) => {
                    let found = self.regions.iter().position(|known| known == region);
                    // Buyers outside all regions may be named as one.
                    let Some(region) = found.or((*kind == Use::Exports).then_some(0)) else {
                        let message = format!("the region `{region}` of a final user has no sectors.");
                        let remedy = "Every region needs sectors: the download may be cut short, or the label misspelt.";
                        problems.push("square", table.column_place(position), message, remedy);
                        continue;
                    };
                    let user = User { region, kind: *kind };
                    To::User(users.iter().position(|known| *known == user).unwrap_or_else(|| {
                        users.push(user);
                        users.len() - 1
                    }))
                }
                ColumnLabel::Margin(margin) => To::Margin(*margin),
                ColumnLabel::Nothing => To::Nothing,
            });
        }
        if problems.is_empty() { Ok((users, into)) } else { Err(problems) }
    }
}

/// Where a column's cells go.
#[derive(Clone, Copy)]
enum To {
    Node(usize),
    User(usize),
    Margin(Margin),
    Nothing,
}
