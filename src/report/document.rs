//! A report as sections of paragraphs, tables and figures, before it has a format.
//!
//! All formats (`html`, `markdown`, `latex`, `workbook`) are made from one [`Document`], so they say the same.

use super::chart::Figure;
use super::lang::Lang;

/// A whole report.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its language.
    pub lang: Lang,
    /// Title: that of the model.
    pub title: String,
    /// The question that the model answers.
    pub question: String,
    /// As-of date, draws and seed, in words.
    pub subtitle: String,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Clone, Debug)]
pub struct Section {
    /// Anchor: lower-case letters and `-`.
    pub id: &'static str,
    /// Heading.
    pub title: String,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Clone, Debug)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A list of short paragraphs.
    List(Vec<String>),
    /// Text to be typed, such as a command.
    Code(String),
    /// A table.
    Table(Table),
    /// A figure.
    Figure(Figure),
    /// Figures of which a reader chooses one, by a label; the first is shown before that.
    Choice {
        /// What is chosen, e.g. "Outcome".
        label: String,
        /// Label and figure of each.
        options: Vec<(String, Figure)>,
    },
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name of its file or sheet: lower-case letters, digits and `-`, at most 31 of them.
    pub id: String,
    /// Caption.
    pub title: String,
    /// What must be said beside it: bands, units, what is left out.
    pub note: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Heading.
    pub head: String,
    /// Unit; empty where there is none or every row has its own.
    pub unit: String,
    /// What its cells hold.
    pub kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Texts.
    Text,
    /// Numbers.
    Number,
    /// Numbers with their Monte Carlo standard errors.
    Estimate,
    /// Intervals.
    Interval,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number, shown with so many decimal places; negative places round to tens, hundreds, ….
    Number {
        /// Its value.
        value: f64,
        /// Its Monte Carlo standard error.
        error: Option<f64>,
        /// Decimal places.
        places: i32,
        /// Whether a `+` stands before a gain.
        signed: bool,
    },
    /// An interval, each end with its own decimal places.
    Interval {
        /// Lower end and its places.
        low: (f64, i32),
        /// Upper end and its places.
        high: (f64, i32),
        /// Whether a `+` stands before a gain.
        signed: bool,
    },
}

impl Document {
    /// All tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        blocks.filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// All figures, in order.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        blocks.flat_map(|block| match block {
            Block::Figure(figure) => vec![figure],
            Block::Choice { options, .. } => options.iter().map(|(_, figure)| figure).collect(),
            _ => Vec::new(),
        })
    }
}
