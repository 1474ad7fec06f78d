//! Changes of a CSV file, row by row and cell by cell.

use toml::de::{DeTable, DeValue};

use super::place;
use crate::ids::closest;
use crate::input::csv_file::{Grid, Row, read_grid};
use crate::input::report::Report;
use crate::input::text_file::TextFile;
use crate::input::toml_file::{Node, TableReader, entries_of, number_of, parse, shown};

/// The CSV files of a model, by folder.
const FILES: [(&str, &[&str]); 2] = [
    ("economy", &["sectors", "transactions", "final_demand"]),
    ("trade", &["lines", "sources", "sectors", "coverage"]),
];

/// Names under `[economy]` and `[trade]` that are no files are problems.
pub fn check_files(overlay: &TableReader, report: &Report) {
    for (folder, files) in FILES {
        for (name, node) in overlay.entries(folder) {
            let at = overlay.place_of(&format!("{folder}.{name}"), node);
            if !files.contains(&name) {
                let remedy = match closest(name, files.iter().copied()) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => format!("The tables of {folder}/ are {}.", files.join(", ")),
                };
                report.add("overlay", at, format!("there is no {folder}/{name}.csv."), remedy);
            } else if !node.get_ref().is_table() {
                report.add(
                    "overlay",
                    at,
                    "this is not a table.",
                    "Name the rows that change, and the columns in them.",
                );
            }
        }
    }
}

struct Editor<'r> {
    overlay: &'r TextFile,
    shift: usize,
    grid: Grid,
    report: &'r Report,
}

/// Notes what an overlay changes in a file.
pub fn edit(file: &mut TextFile, overlay: &TextFile, shift: usize, path: &str, report: &Report) {
    let Some(table) = parse(overlay, report) else { return };
    let Some((folder, name)) = path.trim_end_matches(".csv").split_once('/') else { return };
    let change = table.get_ref().get(folder).and_then(|node| node.get_ref().as_table());
    let Some(change) = change.and_then(|change| change.get(name)) else { return };
    // What is wrong with the file itself is told when it is read.
    let Some(grid) = read_grid(file, &Report::new("")) else { return };
    let editor = Editor { overlay, shift, grid, report };
    if let DeValue::Table(rows) = change.get_ref() {
        editor.rows(file, &[], rows, path);
    }
}

impl Editor<'_> {
    /// Rows are named by their first column or, where it does not tell them apart, by the first two.
    fn keys(&self) -> usize {
        let rows = &self.grid.rows;
        let first = |row: &Row| row.cells[0].clone();
        let apart =
            rows.iter().enumerate().all(|(n, row)| rows[..n].iter().all(|other| first(other) != first(row)));
        if apart { 1 } else { 2 }
    }

    fn rows(&self, file: &mut TextFile, above: &[&str], rows: &DeTable, path: &str) {
        for (name, node) in entries_of(rows) {
            let key: Vec<&str> = above.iter().copied().chain([name]).collect();
            let dotted = format!("{}.{}", path.trim_end_matches(".csv").replace('/', "."), key.join("."));
            let at = place(self.overlay, 0, &dotted, node);
            let matching = |row: &&Row| key.iter().zip(&row.cells).all(|(key, cell)| key == cell);
            let found: Vec<&Row> = self.grid.rows.iter().filter(matching).collect();
            let is_row = key.len() == self.keys();
            let new = node.get_ref().as_table().filter(|_| is_row).and_then(|table| table.get("add"));
            if new.is_some_and(|new| new.get_ref().as_bool() == Some(true)) && found.is_empty() {
                self.add(file, &key, &dotted, node);
                continue;
            }
            if found.is_empty() && !is_row && holds_new_rows(node) {
                if let Some(table) = node.get_ref().as_table() {
                    self.rows(file, &key, table, path);
                }
                continue;
            }
            if new.is_some() {
                let remedy = "Leave `add` out to change the row, or write `add = true` for a new one.";
                self.report.add("overlay", at, format!("{path} has that row already."), remedy);
                continue;
            }
            if found.is_empty() {
                let under = |row: &&Row| above.iter().zip(&row.cells).all(|(key, cell)| key == cell);
                let known = self.grid.rows.iter().filter(under).map(|row| row.cells[above.len()].as_str());
                let mut known: Vec<&str> = known.collect();
                known.dedup();
                let remedy = match closest(name, known.iter().copied()) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => format!("Known are {}. `add = true` in it adds a row.", known.join(", ")),
                };
                let column = &self.grid.header[above.len()];
                self.report.add("overlay", at, format!("{path} has no row with {column} `{name}`."), remedy);
                continue;
            }
            let Some(table) = node.get_ref().as_table() else {
                let message = format!("{} is not a table.", shown(node));
                let columns = self.grid.header[self.keys()..].join(", ");
                let remedy = format!("Name the columns that change: {columns}.");
                self.report.add("overlay", at, message, remedy);
                continue;
            };
            if key.len() < self.keys() {
                self.rows(file, &key, table, path);
            } else {
                self.cells(file, found[0].line, &dotted, table);
            }
        }
    }

    fn cells(&self, file: &mut TextFile, line: usize, dotted: &str, changes: &DeTable) {
        for (column, node) in entries_of(changes) {
            let at = place(self.overlay, 0, &format!("{dotted}.{column}"), node);
            if column == "remove" {
                if node.get_ref().as_bool() == Some(true) && changes.len() == 1 {
                    file.edits.removed.push(line);
                } else {
                    let remedy = "Write `remove = true` alone to take the row out, or leave the key out.";
                    self.report.add("overlay", at, "this cannot be done.", remedy);
                }
                continue;
            }
            let columns = &self.grid.header[self.keys()..];
            if !columns.iter().any(|known| known == column) {
                let remedy = match closest(column, columns.iter().map(String::as_str)) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => format!("The columns are {}.", columns.join(", ")),
                };
                self.report.add("overlay", at, "there is no such column.", remedy);
            } else if let Some(text) = self.text(node, &at) {
                let from = file.line_of(node.span().start + self.shift);
                file.edits.cells.insert((line, column.to_string()), (text, from));
            }
        }
    }

    /// Adds a row under its names.
    fn add(&self, file: &mut TextFile, key: &[&str], dotted: &str, row: Node) {
        let Some(table) = row.get_ref().as_table() else { return };
        let names = self.grid.header.iter().zip(key);
        let mut cells: Vec<(String, String)> =
            names.map(|(column, name)| (column.clone(), (*name).to_string())).collect();
        for (column, node) in entries_of(table).into_iter().filter(|(column, _)| *column != "add") {
            let at = place(self.overlay, 0, &format!("{dotted}.{column}"), node);
            if !self.grid.header[self.keys()..].iter().any(|known| known == column) {
                let remedy = format!("The columns are {}.", self.grid.header[self.keys()..].join(", "));
                self.report.add("overlay", at.clone(), "there is no such column.", remedy);
            }
            cells.extend(self.text(node, &at).map(|text| (column.to_string(), text)));
        }
        let line = file.line_of(row.span().start + self.shift);
        file.edits.added.push((line, cells));
    }

    fn text(&self, node: Node, at: &crate::error::Place) -> Option<String> {
        let text = node
            .get_ref()
            .as_str()
            .map(str::to_string)
            .or_else(|| number_of(node).map(|number| number.to_string()));
        if text.is_none() {
            let message = format!("{} is neither a number nor a text.", shown(node));
            self.report.add("overlay", at.clone(), message, "Write what belongs into the cell.");
        }
        text
    }
}

/// Whether a table of rows has a new one in it.
fn holds_new_rows(node: Node) -> bool {
    let rows = node.get_ref().as_table();
    rows.is_some_and(|rows| {
        rows.iter().any(|(_, row)| row.get_ref().as_table().is_some_and(|row| row.contains_key("add")))
    })
}
