//! The file formats → JSON Schema (draft 2020-12) of the TOML files, for editors and for programs that write models.
//!
//! A schema sees one file alone. What refers to other files, sums to one or stands in order is left to `kanzei check`.

mod overlay;
mod value;

use serde_json::{Map, Value, json};

use super::format::{Field, Format, Kind};
use super::model_file::THRESHOLD_METRICS;
use super::overlay::OVERLAY;
use super::{FORMATS, PARAMETER_FORMATS};
use crate::model::uncertain::Range;
use value::{choice, limits, number, numbers, value, value_by_line};

/// The TOML files that have a schema.
pub const TOML_FILES: [&str; 5] =
    ["model.toml", "tariffs.toml", "negotiation.toml", "parameters.toml", "overlay.toml"];

/// What [`is_id`](crate::ids::is_id) accepts.
const ID: &str = "^[a-z0-9][a-z0-9_-]*$";
const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";
const QUARTER: &str = "^[0-9]{4}Q[1-4]$";
const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const NOT_BLANK: &str = "\\S";

/// Definitions that several keys refer to.
type Definitions = Map<String, Value>;

/// The schema of a TOML file; none where there is no file of that name in [`TOML_FILES`].
pub fn toml_schema(name: &str) -> Option<Value> {
    let mut definitions = Definitions::new();
    let (format, table) = if name == "overlay.toml" {
        (&OVERLAY, overlay::overlay(&mut definitions))
    } else {
        let format = formats().find(|format| format.file == name && format.table.is_empty())?;
        TOML_FILES.contains(&name).then_some(())?;
        (format, whole(format, &mut definitions))
    };
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": format.about,
        "$comment": "Dates stand without quotes in TOML. Converted to JSON they are strings of format date.",
    });
    add(&mut schema, table);
    if !definitions.is_empty() {
        add(&mut schema, json!({ "$defs": definitions }));
    }
    Some(schema)
}

fn formats() -> impl Iterator<Item = &'static Format> {
    FORMATS.into_iter().chain(PARAMETER_FORMATS)
}

/// Puts the keys of one object into another; those that are there stay.
fn add(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        for (key, value) in from {
            into.entry(key).or_insert(value);
        }
    }
}

/// A table with all the keys that it needs, and none that is unknown.
fn whole(format: &Format, definitions: &mut Definitions) -> Value {
    let mut properties = Map::new();
    for field in format.fields {
        properties.insert(field.name.to_string(), described(field, key(format, field, definitions)));
    }
    let required: Vec<&str> = required(format).collect();
    let mut table = json!({ "type": "object", "description": format.about, "properties": properties });
    if !required.is_empty() {
        add(&mut table, json!({ "required": required }));
    }
    add(&mut table, json!({ "additionalProperties": false }));
    table
}

/// Names of the keys that a table must have.
fn required(format: &Format) -> impl Iterator<Item = &'static str> {
    format.fields.iter().filter(|field| field.required).map(|field| field.name)
}

/// A key's schema under its meaning and unit.
fn described(field: &Field, schema: Value) -> Value {
    let unit = if field.unit.is_empty() { String::new() } else { format!(" Unit: {}.", field.unit) };
    let mut described = json!({ "description": format!("{}{unit}", field.meaning) });
    add(&mut described, schema);
    described
}

/// What a key holds.
fn key(format: &Format, field: &Field, definitions: &mut Definitions) -> Value {
    match field.kind {
        Kind::Id => id(field.name == "id" && ["[[source]]", "[[track.state]]"].contains(&format.table)),
        Kind::Text if field.required => json!({ "type": "string", "pattern": NOT_BLANK }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Number(range) => number(range),
        Kind::Value(range) => value(range, definitions),
        Kind::Integer(min, max) if min == max => json!({ "const": min }),
        Kind::Integer(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Date => json!({ "type": "string", "format": "date", "pattern": DATE }),
        Kind::Month => json!({ "type": "string", "pattern": MONTH }),
        Kind::Choice(words) => choice(words),
        Kind::Texts if field.name == "sources" => {
            json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 })
        }
        Kind::Texts if field.name == "limits" => {
            json!({ "type": "array", "items": { "type": "string", "pattern": NOT_BLANK } })
        }
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::NumbersByName(range) => by_name(field, number(range)),
        Kind::ValuesByName(range) => by_name(field, value(range, definitions)),
        Kind::ValueByLine(range) => value_by_line(range, definitions),
        Kind::Table => match format.nested(field.name, formats()) {
            Some(nested) => whole(nested, definitions),
            None => json!({ "type": "object" }),
        },
        Kind::Tables => match format.nested(field.name, formats()) {
            Some(nested) => json!({ "type": "array", "items": whole(nested, definitions) }),
            None => json!({ "type": "array", "items": { "type": "object" } }),
        },
        Kind::Numbers => numbers(Range::ANY),
        Kind::NumberOrMatrix => {
            let mut schema = json!({ "type": ["number", "array"] });
            add(&mut schema, limits(Range::between(-1.0, 1.0)));
            add(
                &mut schema,
                json!({ "items": { "type": "array", "items": number(Range::between(-1.0, 1.0)) } }),
            );
            schema
        }
        Kind::ListsByName => by_name(field, json!({ "type": "array", "items": number(Range::ANY) })),
    }
}

/// An id; `all` is taken where results use it for everything.
fn id(without_all: bool) -> Value {
    let mut schema = json!({ "type": "string", "pattern": ID });
    if without_all {
        add(&mut schema, json!({ "not": { "const": "all" } }));
    }
    schema
}

/// A table whose keys are names from elsewhere.
fn by_name(field: &Field, entry: Value) -> Value {
    let names = match field.name {
        "to" => json!({ "propertyNames": { "pattern": ID } }),
        "published" | "baseline" => json!({ "propertyNames": { "pattern": QUARTER } }),
        "thresholds" => json!({ "propertyNames": { "enum": THRESHOLD_METRICS } }),
        _ => json!({}),
    };
    let mut schema = json!({ "type": "object" });
    add(&mut schema, names);
    add(&mut schema, json!({ "additionalProperties": entry }));
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_holds_tables_has_their_format() {
        for format in formats() {
            for field in
                format.fields.iter().filter(|field| [Kind::Table, Kind::Tables].contains(&field.kind))
            {
                let nested = format.nested(field.name, formats());
                assert!(nested.is_some(), "{} {}: {}", format.file, format.table, field.name);
            }
        }
    }

    #[test]
    fn every_toml_file_of_the_formats_has_a_schema_and_no_other_name_has() {
        for format in formats().filter(|format| format.file.ends_with("toml")) {
            assert!(toml_schema(format.file).is_some(), "{}", format.file);
        }
        assert!(TOML_FILES.iter().all(|file| toml_schema(file).is_some()));
        assert!(toml_schema("trade/lines.csv").is_none() && toml_schema("modle.toml").is_none());
    }

    #[test]
    fn a_schema_has_what_the_format_says() {
        let schema = toml_schema("model.toml").unwrap_or_default();
        assert_eq!(schema["properties"]["format"]["const"], 1);
        assert_eq!(schema["properties"]["gdp"]["exclusiveMinimum"], 0);
        assert_eq!(schema["properties"]["fiscal_year_start"]["maximum"], 12);
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(
            schema["properties"]["gdp"]["description"],
            "GDP that effects are measured against; that of the accounts if left out. Unit: money/year."
        );
        let groups = &schema["properties"]["group"]["items"];
        assert_eq!(groups["required"], json!(["id", "sectors"]));
        let negotiation = toml_schema("negotiation.toml").unwrap_or_default();
        let state = &negotiation["properties"]["track"]["items"]["properties"]["state"]["items"];
        let action = &state["properties"]["action"]["items"];
        assert_eq!(action["properties"]["mode"]["enum"], json!(["additional", "all_in"]));
        assert_eq!(action["required"], json!(["programme", "sources", "mode", "rate"]));
    }
}
