//! Overlays: small TOML files that change any part of a model.
//!
//! The tables of an overlay are named as the model's files are, and what stands in them mirrors those files. What an overlay
//! says takes the place of what the model says, key by key; all else stays.

mod edit;
mod merge;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::folder::Folder;
use super::format::{Format, Kind, optional, required};
use super::report::Report;
use super::text_file::TextFile;
use super::toml_file::{Node, TableReader, entries_of, number_of, parse, shown};
use crate::error::Place;
use crate::model::Model;
use crate::model::pins::Pins;

/// The top of an overlay.
pub const OVERLAY: Format = Format {
    file: "an overlay",
    table: "",
    about: "What a policy or scenario changes in a model. All tables may be left out.",
    fields: &[
        required("format", Kind::Integer(1, 1), "", "Version of this format: 1."),
        required("label", Kind::Text, "", "Name in words, as tables show it."),
        optional("about", Kind::Text, "", "What it stands for and what it rests on."),
        optional(
            "fix",
            Kind::Table,
            "",
            "Inputs, levers and decisions held at a value, as `--fix` does: `[fix]` and then `mpc = 0.3`, `lever.shipbuilding = \"off\"`, \
             `us-japan.g7-summit = \"deal-all-in\"`.",
        ),
        optional("model", Kind::Table, "", "Changes of `model.toml`."),
        optional("tariffs", Kind::Table, "", "Changes of `tariffs.toml`."),
        optional("negotiation", Kind::Table, "", "Changes of `negotiation.toml`."),
        optional("parameters", Kind::Table, "", "Changes of `parameters.toml`."),
        optional(
            "economy",
            Kind::Table,
            "",
            "Changes of the tables in `economy/`: `[economy.sectors.D29]` and then `employment = 900000`.",
        ),
        optional(
            "trade",
            Kind::Table,
            "",
            "Changes of the tables in `trade/`: `[trade.coverage.cars.autos]` and then `share = 0.9`.",
        ),
    ],
};

/// Reads the overlays of a folder; none where one of them has a problem.
pub fn read_overlays(folder: &Folder, report: &Report) -> Option<Vec<TextFile>> {
    let before = report.len();
    let mut overlays = Vec::new();
    for (name, bytes) in &folder.overlays {
        let Some(file) = TextFile::decode(name.clone(), bytes, report) else { continue };
        if let Some(table) = parse(&file, report) {
            let reader = TableReader::open(&file, table.get_ref(), 1, &OVERLAY, report);
            reader.number("format");
            reader.text("label");
            reader.text_or("about", "");
            for field in OVERLAY.fields.iter().filter(|field| field.kind == Kind::Table) {
                reader.entries(field.name);
            }
            edit::check_files(&reader, report);
        }
        overlays.push(file);
    }
    (report.len() == before).then_some(overlays)
}

/// An overlay's label, where it can be read.
pub fn label_of(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let table: toml::Table = toml::from_str(text).ok()?;
    Some(table.get("label")?.as_str()?.to_string())
}

/// A TOML file of the model, changed by the overlays' tables of its name. The overlays are its layers.
pub fn merged<'t>(
    file: &'t TextFile,
    overlays: &'t [TextFile],
    name: &str,
    report: &'t Report,
) -> Option<Spanned<DeTable<'t>>> {
    let mut table = parse(file, report)?;
    for (overlay, shift) in overlays.iter().zip(file.shifts()) {
        let change = parse(overlay, report)?.into_inner().remove(name);
        if let Some(DeValue::Table(change)) = change.map(Spanned::into_inner) {
            merge::merge(table.get_mut(), change, shift, file, report);
        }
    }
    Some(table)
}

/// Notes the changes that the overlays' tables make to a CSV file. The overlays are its layers.
pub fn edit_rows(file: &mut TextFile, overlays: &[TextFile], path: &str, report: &Report) {
    let shifts: Vec<usize> = file.shifts().collect();
    for (overlay, shift) in overlays.iter().zip(shifts) {
        edit::edit(file, overlay, shift, path, report);
    }
}

/// Pins of the overlays' `[fix]` tables.
pub fn read_pins(model: &Model, overlays: &[TextFile], report: &Report) -> Pins {
    let mut pins = Pins::default();
    for overlay in overlays {
        let Some(table) = parse(overlay, report) else { continue };
        let Some(fix) = table.get_ref().get("fix").and_then(|fix| fix.get_ref().as_table()) else { continue };
        let mut own = Pins::default();
        add_pins(&mut own, model, overlay, "", fix, report);
        pins = pins.and(&own);
    }
    pins
}

fn add_pins(pins: &mut Pins, model: &Model, file: &TextFile, prefix: &str, table: &DeTable, report: &Report) {
    for (key, node) in entries_of(table) {
        let name = format!("{prefix}{key}");
        if let Some(inner) = node.get_ref().as_table() {
            add_pins(pins, model, file, &format!("{name}."), inner, report);
            continue;
        }
        let value = match node.get_ref() {
            DeValue::Boolean(true) => Some("on".to_string()),
            DeValue::Boolean(false) => Some("off".to_string()),
            DeValue::String(text) => Some(text.to_string()),
            _ => number_of(node).map(|number| number.to_string()),
        };
        let done = match value {
            Some(value) => pins.add(model, &name, &value),
            None => Err(format!("{} is neither a number nor a text.", shown(node))),
        };
        if let Err(rule) = done {
            let (message, remedy) =
                rule.split_once(". ").unwrap_or((&rule, "`kanzei inputs` lists what can be fixed."));
            let message = format!("{}.", message.trim_end_matches('.'));
            report.add("fix", place(file, 0, &format!("fix.{name}"), node), message, remedy);
        }
    }
}

/// Where a node of an overlay stands, with positions moved by the shift.
fn place(file: &TextFile, shift: usize, key: &str, node: Node) -> Place {
    file.at(file.line_of(node.span().start + shift)).field(key)
}
