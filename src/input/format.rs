//! The file formats as data: one description serves the readers, `models/README.md` and the error texts.

use std::fmt;

use crate::model::uncertain::Range;

/// What a column or key holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Lower-case letters, digits, `-` and `_`.
    Id,
    /// A sector code or another id, checked where it is used.
    Text,
    /// A number in a range.
    Number(Range),
    /// A number or a distribution, every value of it in a range.
    Value(Range),
    /// A whole number in a range.
    Integer(i64, i64),
    /// A date such as `2025-05-26`, without quotes.
    Date,
    /// A month such as `"2025-01"`.
    Month,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A table of numbers by name.
    NumbersByName(Range),
    /// A table of values by name.
    ValuesByName(Range),
    /// A value, or a table of values by line id with an optional `default`.
    ValueByLine(Range),
    /// A table with keys of its own, described apart.
    Table,
    /// Tables with keys of their own, described apart.
    Tables,
    /// A list of numbers.
    Numbers,
    /// A number, or a matrix as a list of rows.
    NumberOrMatrix,
    /// Lists of numbers by name.
    ListsByName,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id => write!(f, "id"),
            Self::Text => write!(f, "text"),
            Self::Number(range) => write!(f, "number, {range}"),
            Self::Value(range) => write!(f, "number or distribution, {range}"),
            Self::Integer(min, max) if min == max => write!(f, "{min}"),
            Self::Integer(min, max) => write!(f, "whole number, [{min}, {max}]"),
            Self::Date => write!(f, "date"),
            Self::Month => write!(f, "month"),
            Self::Choice(words) => {
                write!(f, "{}", words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or "))
            }
            Self::Texts => write!(f, "list of texts"),
            Self::NumbersByName(range) => write!(f, "table of numbers, {range}"),
            Self::ValuesByName(range) => write!(f, "table of numbers or distributions, {range}"),
            Self::ValueByLine(range) => {
                write!(f, "number or distribution, or a table of them by line, {range}")
            }
            Self::Table => write!(f, "table, below"),
            Self::Tables => write!(f, "tables, below"),
            Self::Numbers => write!(f, "list of numbers"),
            Self::NumberOrMatrix => write!(f, "number, or list of rows"),
            Self::ListsByName => write!(f, "table of lists of numbers"),
        }
    }
}

/// A column or key.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// Unit; empty where there is none.
    pub unit: &'static str,
    /// What it means, with the sign where one matters.
    pub meaning: &'static str,
}

/// A column or key that must be there.
pub const fn required(name: &'static str, kind: Kind, unit: &'static str, meaning: &'static str) -> Field {
    Field { name, kind, required: true, unit, meaning }
}

/// A column or key that may be left out.
pub const fn optional(name: &'static str, kind: Kind, unit: &'static str, meaning: &'static str) -> Field {
    Field { name, kind, required: false, unit, meaning }
}

/// A CSV file, or a table of a TOML file.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The file, e.g. `trade/lines.csv`.
    pub file: &'static str,
    /// The table within it, e.g. `[[track.decision]]`; empty for a CSV file or the top of a TOML file.
    pub table: &'static str,
    /// One sentence about what it holds.
    pub about: &'static str,
    /// Its columns or keys.
    pub fields: &'static [Field],
}

impl Format {
    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The table or tables that a key of this one holds, among all formats: `[[track.state]]` under `state` of `[[track]]`.
    pub fn nested(
        &self,
        key: &str,
        mut all: impl Iterator<Item = &'static Format>,
    ) -> Option<&'static Format> {
        let bare = |table: &'static str| table.trim_matches(['[', ']']);
        let path = [bare(self.table), key].join(".");
        let inline = format!("{key} = {{ … }}");
        all.find(|other| {
            let named = bare(other.table) == path.trim_start_matches('.') || other.table == inline;
            other.file == self.file && named
        })
    }

    /// The part of `models/README.md` about this file or table.
    pub fn to_markdown(&self) -> String {
        let title = if self.table.is_empty() {
            format!("`{}`", self.file)
        } else {
            format!("`{}` in `{}`", self.table, self.file)
        };
        let csv = std::path::Path::new(self.file).extension().is_some_and(|extension| extension == "csv");
        let noun = if csv { "column" } else { "key" };
        let mut text = format!("### {title}\n\n{}\n\n", self.about);
        text += &format!("| {noun} | holds | unit | needed | meaning |\n|---|---|---|---|---|\n");
        for field in self.fields {
            let needed = if field.required { "yes" } else { "no" };
            text += &format!(
                "| `{}` | {} | {} | {needed} | {} |\n",
                field.name, field.kind, field.unit, field.meaning
            );
        }
        text
    }
}
