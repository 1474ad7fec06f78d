//! A TOML file read against its formats: unknown, missing and mistyped keys are problems with their line.

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::format::{Field, Format, Kind};
use super::report::Report;
use super::text_file::TextFile;
use crate::error::Place;
use crate::ids::{closest, is_id};
use crate::model::calendar::Month;

/// A value with its position in the file.
pub type Node<'t> = &'t Spanned<DeValue<'t>>;

/// Parses a file; syntax errors are problems, and then there is no table.
pub fn parse<'t>(file: &'t TextFile, report: &Report) -> Option<Spanned<DeTable<'t>>> {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in &errors {
        let line = error.span().map_or(1, |span| file.line_of(span.start));
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        report.add(
            "toml",
            file.at(line),
            format!("this is not TOML: {message}."),
            "Write `key = value`; put texts in quotes and each table under its own `[name]`.",
        );
    }
    errors.is_empty().then_some(table)
}

/// A table being read against its format.
#[derive(Clone, Copy)]
pub struct TableReader<'t> {
    /// The file it stands in.
    pub file: &'t TextFile,
    /// The line of its header.
    pub line: usize,
    table: &'t DeTable<'t>,
    format: &'static Format,
    report: &'t Report,
}

impl<'t> TableReader<'t> {
    /// Opens a table; unknown keys and missing ones are problems.
    pub fn open(
        file: &'t TextFile,
        table: &'t DeTable<'t>,
        line: usize,
        format: &'static Format,
        report: &'t Report,
    ) -> Self {
        let names = || format.fields.iter().map(|field| field.name);
        for (key, value) in table {
            let name: &str = key.get_ref();
            if format.field(name).is_none() {
                let remedy = match closest(name, names()) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => format!("The keys here are {}.", names().collect::<Vec<_>>().join(", ")),
                };
                let line = file.line_of(value.span().start.min(key.span().start));
                report.add("keys", file.at(line).field(name), "this key is not known.", remedy);
            }
        }
        for field in format.fields.iter().filter(|field| field.required) {
            if !table.iter().any(|(key, _)| key.get_ref() == field.name) {
                let place = file.at(line).field(field.name);
                let remedy = format!("Add it ({}): {}", field.kind, field.meaning);
                report.add("keys", place, "the key is missing.", remedy);
            }
        }
        Self { file, line, table, format, report }
    }

    /// The value of a key, if it is there.
    pub fn node(&self, name: &str) -> Option<Node<'t>> {
        self.table.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value)
    }

    /// Where a key stands; the table's header where it is missing.
    pub fn place(&self, name: &str) -> Place {
        let line = self.node(name).map_or(self.line, |node| self.file.line_of(node.span().start));
        self.file.at(line).field(name)
    }

    /// The file's place at a value.
    pub fn place_of(&self, name: &str, node: Node) -> Place {
        self.file.at(self.file.line_of(node.span().start)).field(name)
    }

    fn field(&self, name: &str) -> Option<&'static Field> {
        self.format.field(name)
    }

    fn mistyped(&self, name: &str, node: Node) {
        let kind = self.field(name).map_or_else(String::new, |field| field.kind.to_string());
        self.report.add(
            "type",
            self.place_of(name, node),
            format!("{} is not what belongs here.", shown(node)),
            format!("Here stands: {kind}."),
        );
    }

    /// A text; empty where it is missing or mistyped.
    pub fn text(&self, name: &str) -> String {
        let Some(node) = self.node(name) else { return String::new() };
        let Some(text) = node.get_ref().as_str() else {
            self.mistyped(name, node);
            return String::new();
        };
        let must_be_id = self.field(name).is_some_and(|field| field.kind == Kind::Id);
        if must_be_id && !is_id(text) {
            self.report.add(
                "id",
                self.place_of(name, node),
                format!("`{text}` is not an id."),
                "Use lower-case letters, digits, - and _ only.",
            );
        } else if text.trim().is_empty() && self.field(name).is_some_and(|field| field.required) {
            let meaning = self.field(name).map_or("", |field| field.meaning);
            self.report.add(
                "text",
                self.place_of(name, node),
                "the text is empty.",
                format!("Here stands: {meaning}"),
            );
        }
        text.to_string()
    }

    /// A text, or another where the key is left out.
    pub fn text_or(&self, name: &str, default: &str) -> String {
        if self.node(name).is_some() { self.text(name) } else { default.to_string() }
    }

    /// A number in the field's range.
    pub fn number(&self, name: &str) -> Option<f64> {
        let node = self.node(name)?;
        let Some(number) = number_of(node) else {
            self.mistyped(name, node);
            return None;
        };
        match self.field(name).map(|field| field.kind) {
            Some(Kind::Number(range)) if !range.contains(number) => {
                self.out_of_range(name, node, &range.to_string());
                None
            }
            Some(Kind::Integer(min, max))
                if number.fract() != 0.0 || number < min as f64 || number > max as f64 =>
            {
                self.out_of_range(name, node, &format!("the whole numbers [{min}, {max}]"));
                None
            }
            _ => Some(number),
        }
    }

    fn out_of_range(&self, name: &str, node: Node, range: &str) {
        let meaning = self.field(name).map_or("", |field| field.meaning);
        self.report.add(
            "range",
            self.place_of(name, node),
            format!("{} is outside {range}.", shown(node)),
            format!("Here stands: {meaning}"),
        );
    }

    /// One of the field's words.
    pub fn choice(&self, name: &str) -> Option<&'static str> {
        let node = self.node(name)?;
        let Some(Kind::Choice(words)) = self.field(name).map(|field| field.kind) else { return None };
        let found = node.get_ref().as_str();
        let word = words.iter().find(|word| found == Some(**word)).copied();
        if word.is_none() {
            self.mistyped(name, node);
        }
        word
    }

    /// A date.
    pub fn date(&self, name: &str) -> Option<NaiveDate> {
        let node = self.node(name)?;
        let date = node.get_ref().as_datetime().filter(|moment| moment.time.is_none()).and_then(|moment| {
            let date = moment.date?;
            NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
        });
        if date.is_none() {
            self.mistyped(name, node);
        }
        date
    }

    /// A month such as `"2025-01"`.
    pub fn month(&self, name: &str) -> Option<Month> {
        let node = self.node(name)?;
        let month = node.get_ref().as_str().and_then(Month::parse);
        if month.is_none() {
            self.mistyped(name, node);
        }
        month
    }

    /// The texts of a list, each with its place.
    pub fn texts(&self, name: &str) -> Vec<(String, Place)> {
        let Some(node) = self.node(name) else { return Vec::new() };
        let Some(list) = node.get_ref().as_array() else {
            self.mistyped(name, node);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in list {
            match item.get_ref().as_str() {
                Some(text) => texts.push((text.to_string(), self.place_of(name, item))),
                None => self.mistyped(name, item),
            }
        }
        texts
    }

    /// The tables of a `[[name]]` list, each opened against its format.
    pub fn tables(&self, name: &str, format: &'static Format) -> Vec<TableReader<'t>> {
        let Some(node) = self.node(name) else { return Vec::new() };
        let Some(list) = node.get_ref().as_array() else {
            self.mistyped(name, node);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in list {
            match item.get_ref().as_table() {
                Some(table) => {
                    let line = self.file.line_of(item.span().start);
                    tables.push(Self::open(self.file, table, line, format, self.report));
                }
                None => self.mistyped(name, item),
            }
        }
        tables
    }

    /// The single table of a key, opened against its format.
    pub fn table(&self, name: &str, format: &'static Format) -> Option<TableReader<'t>> {
        let node = self.node(name)?;
        let Some(table) = node.get_ref().as_table() else {
            self.mistyped(name, node);
            return None;
        };
        Some(Self::open(self.file, table, self.file.line_of(node.span().start), format, self.report))
    }

    /// The keys and values of a table whose keys are names from elsewhere, in order of the file.
    pub fn entries(&self, name: &str) -> Vec<(&'t str, Node<'t>)> {
        let Some(node) = self.node(name) else { return Vec::new() };
        let Some(table) = node.get_ref().as_table() else {
            self.mistyped(name, node);
            return Vec::new();
        };
        entries_of(table)
    }

    /// Adds a problem about a key of this table.
    pub fn problem(
        &self,
        rule: &'static str,
        name: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.report.add(rule, self.place(name), message, remedy);
    }
}

/// Keys and values in order of the file.
pub fn entries_of<'t>(table: &'t DeTable<'t>) -> Vec<(&'t str, Node<'t>)> {
    let mut entries: Vec<(&'t str, Node<'t>)> =
        table.iter().map(|(key, value)| (key.get_ref().as_ref(), value)).collect();
    entries.sort_by_key(|(_, value)| value.span().start);
    entries
}

/// A finite number, written as an integer or with a point.
pub fn number_of(node: Node) -> Option<f64> {
    let number: f64 = match node.get_ref() {
        DeValue::Float(float) => float.as_str().parse().ok()?,
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// A value as the user wrote it, shortened.
pub fn shown(node: Node) -> String {
    match node.get_ref() {
        DeValue::String(text) => format!("the text \"{}\"", text.chars().take(60).collect::<String>()),
        DeValue::Integer(integer) => format!("the number {}", integer.as_str()),
        DeValue::Float(float) => format!("the number {}", float.as_str()),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(moment) => format!("the date {moment}"),
        DeValue::Array(_) => "a list".to_string(),
        DeValue::Table(_) => "a table".to_string(),
    }
}
