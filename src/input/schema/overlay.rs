//! Overlays as JSON Schema: the tables of a model with all their keys left open, entries of lists by their names, and rows of
//! CSV files by theirs.

use serde_json::{Map, Value, json};

use super::value::limits;
use super::{Definitions, ID, add, described, formats, key, required, whole};
use crate::input::format::{Format, Kind};
use crate::input::overlay::OVERLAY;
use crate::model::uncertain::Range;

/// Files whose rows are named by two columns where the first does not tell them apart.
const PAIRS: [&str; 3] = ["trade/sources.csv", "trade/sectors.csv", "trade/coverage.csv"];
/// Names of entries without an id: their numbers.
const POSITION: &str = "^[1-9][0-9]*$";
const CELL: &str = "^[0-9+.eE-]+$";

/// The top of an overlay.
pub fn overlay(definitions: &mut Definitions) -> Value {
    let mut table = whole(&OVERLAY, definitions);
    for field in OVERLAY.fields.iter().filter(|field| field.kind == Kind::Table) {
        let toml = format!("{}.toml", field.name);
        let schema = match formats().find(|format| format.file == toml && format.table.is_empty()) {
            Some(format) => change(format, definitions),
            None if field.name == "fix" => fixed(definitions),
            None => rows_of(field.name),
        };
        table["properties"][field.name] = described(field, schema);
    }
    table
}

/// Names and what they are held at; dots in names nest.
fn fixed(definitions: &mut Definitions) -> Value {
    let schema = json!({
        "type": ["number", "string", "boolean", "object"],
        "additionalProperties": { "$ref": "#/$defs/fixed" },
    });
    definitions.insert("fixed".to_string(), schema);
    json!({ "type": "object", "additionalProperties": { "$ref": "#/$defs/fixed" } })
}

/// Changes of a table: any of its keys.
fn change(format: &Format, definitions: &mut Definitions) -> Value {
    let mut properties = Map::new();
    for field in format.fields {
        let nested = format.nested(field.name, formats());
        let schema = match (field.kind, nested) {
            (Kind::Table, Some(nested)) => change(nested, definitions),
            (Kind::Tables, Some(nested)) => entries(nested, definitions),
            _ => key(format, field, definitions),
        };
        properties.insert(field.name.to_string(), described(field, schema));
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// Changes of a list of tables by the names of its entries, or the list where the model has none.
fn entries(format: &Format, definitions: &mut Definitions) -> Value {
    let named = format.field("id").or(format.field("programme")).is_some();
    json!({
        "type": ["object", "array"],
        "items": whole(format, definitions),
        "propertyNames": { "pattern": if named { ID } else { POSITION } },
        "additionalProperties": entry(format, definitions),
    })
}

/// An entry that is changed, added (its name is its id) or taken out.
fn entry(format: &Format, definitions: &mut Definitions) -> Value {
    let mut entry = change(format, definitions);
    let needed: Vec<&str> = required(format).filter(|name| *name != "id").collect();
    let mut inside = Map::new();
    for field in format.fields {
        // Nothing in a new entry is there to be changed: its tables are whole.
        match (field.kind, format.nested(field.name, formats())) {
            (Kind::Tables, _) => drop(inside.insert(field.name.to_string(), json!({ "type": "array" }))),
            (Kind::Table, Some(nested)) => {
                let needed: Vec<&str> = required(nested).collect();
                inside.insert(field.name.to_string(), json!({ "required": needed }));
            }
            _ => {}
        }
    }
    switches(&mut entry, &needed, inside);
    entry
}

/// `add = true`, which needs the keys of a new entry, and `remove = true`, which stands alone.
fn switches(entry: &mut Value, needed: &[&str], inside: Map<String, Value>) {
    entry["properties"]["add"] =
        json!({ "const": true, "description": "Adds what the model does not have." });
    entry["properties"]["remove"] = json!({ "const": true, "description": "Takes it out; stands alone." });
    let added = json!({ "required": needed, "properties": inside });
    add(entry, json!({ "dependentSchemas": { "add": added, "remove": { "maxProperties": 1 } } }));
}

/// Changes of the CSV files of a folder.
fn rows_of(folder: &str) -> Value {
    let mut properties = Map::new();
    for format in formats() {
        let name = format.file.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        let Some(name) = name.and_then(|name| name.strip_suffix(".csv")) else { continue };
        let row = row(format, 1);
        let row = if PAIRS.contains(&format.file) {
            let second = json!({ "type": "object", "additionalProperties": self::row(format, 2) });
            json!({ "anyOf": [row, second] })
        } else {
            row
        };
        let table = json!({ "description": format.about, "type": "object", "additionalProperties": row });
        properties.insert(name.to_string(), table);
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// Changes of a row: any of its columns but the first ones, which name it.
fn row(format: &Format, names: usize) -> Value {
    let columns = format.fields.get(names..).unwrap_or_default();
    let mut properties = Map::new();
    for column in columns {
        properties.insert(column.name.to_string(), described(column, cell(column.kind)));
    }
    // The transactions have a column for each sector.
    let others = if columns.is_empty() { cell(Kind::Number(Range::NOT_NEGATIVE)) } else { json!(false) };
    let mut row = json!({ "type": "object", "properties": properties, "additionalProperties": others });
    let needed: Vec<&str> =
        columns.iter().filter(|column| column.required).map(|column| column.name).collect();
    switches(&mut row, &needed, Map::new());
    row
}

/// A cell: a number, or its text.
fn cell(kind: Kind) -> Value {
    let mut schema = json!({ "type": ["number", "string"] });
    if let Kind::Number(range) = kind {
        add(&mut schema, limits(range));
        add(&mut schema, json!({ "pattern": CELL }));
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::schema::toml_schema;

    #[test]
    fn an_overlay_mirrors_the_files_of_a_model() {
        let schema = toml_schema("overlay.toml").unwrap_or_default();
        let tables = &schema["properties"];
        assert_eq!(schema["required"], json!(["format", "label"]));
        let tracks = &tables["negotiation"]["properties"]["track"];
        let decision = &tracks["additionalProperties"]["properties"]["decision"]["additionalProperties"];
        assert_eq!(decision["dependentSchemas"]["add"]["required"], json!(["date", "from", "to"]));
        assert_eq!(decision["dependentSchemas"]["remove"]["maxProperties"], 1);
        assert!(decision.get("required").is_none(), "nothing is needed in a change");
        assert_eq!(tables["trade"]["properties"]["lines"]["additionalProperties"]["type"], "object");
        for file in ["sectors", "transactions", "final_demand"] {
            assert!(tables["economy"]["properties"].get(file).is_some(), "{file}");
        }
        let correlations = &tables["parameters"]["properties"]["correlation"];
        assert_eq!(correlations["propertyNames"]["pattern"], POSITION);
    }
}
