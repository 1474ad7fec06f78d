//! A CSV file with a header -> cells found by row key and column name, with errors that say where.

use std::path::Path;

use anyhow::{Context, Result};

/// One source table, as text.
pub struct Table {
    name: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads `folder/name`.
    pub fn read(folder: &Path, name: &str) -> Result<Self> {
        let mut reader = csv::Reader::from_path(folder.join(name)).with_context(|| name.to_owned())?;
        let header = reader.headers().with_context(|| name.to_owned())?.iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.with_context(|| name.to_owned())?;
            rows.push(record.iter().map(str::to_owned).collect());
        }
        Ok(Self { name: name.to_owned(), header, rows })
    }

    /// Number of rows below the header.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The text in row `row` (from 0) under `column`.
    pub fn text(&self, row: usize, column: &str) -> Result<&str> {
        let position = self
            .header
            .iter()
            .position(|name| name == column)
            .with_context(|| format!("{}: no column {column}", self.name))?;
        let cells = self.rows.get(row).with_context(|| format!("{}: no row {row}", self.name))?;
        Ok(cells[position].as_str())
    }

    /// The number in row `row` under `column`, or nothing where the cell is empty.
    pub fn optional(&self, row: usize, column: &str) -> Result<Option<f64>> {
        let text = self.text(row, column)?;
        if text.is_empty() {
            return Ok(None);
        }
        let number: f64 = text
            .parse()
            .with_context(|| format!("{}, row {}, column {column}: {text:?}", self.name, row + 1))?;
        Ok(Some(number))
    }

    /// The number in row `row` under `column`.
    pub fn number(&self, row: usize, column: &str) -> Result<f64> {
        self.optional(row, column)?
            .with_context(|| format!("{}, row {}: column {column} is empty", self.name, row + 1))
    }

    /// The row whose `key_column` is `key`.
    pub fn find(&self, key_column: &str, key: &str) -> Result<usize> {
        for row in 0..self.len() {
            if self.text(row, key_column)? == key {
                return Ok(row);
            }
        }
        anyhow::bail!("{}: no row with {key_column} = {key}", self.name)
    }

    /// The number under `column` in the row whose `key_column` is `key`.
    pub fn lookup(&self, key_column: &str, key: &str, column: &str) -> Result<f64> {
        self.number(self.find(key_column, key)?, column)
    }

    /// The texts of one column, in row order.
    pub fn texts(&self, column: &str) -> Result<Vec<String>> {
        (0..self.len()).map(|row| Ok(self.text(row, column)?.to_owned())).collect()
    }
}
