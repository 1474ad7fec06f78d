//! Numbers and distributions as JSON Schema, each within the range of its key.

use serde_json::{Map, Value, json};

use super::{Definitions, ID, add, described};
use crate::input::format::{Field, Format, Kind};
use crate::input::value::FORMATS;
use crate::model::uncertain::Range;

/// A number as [`parse_number`](crate::input::csv_file::parse_number) reads it.
const NUMBER: &str = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?";
/// One above zero.
const POSITIVE: &str = r"\+?([0-9]*[1-9][0-9]*\.?[0-9]*|[0-9]*\.[0-9]*[1-9][0-9]*)([eE][+-]?[0-9]+)?";
/// Shapes of a beta distribution, as its check has them.
const SHAPE: Range = Range::between(0.05, 10_000.0);

/// The keywords of a range.
pub fn limits(range: Range) -> Value {
    let mut limits = Map::new();
    if range.min.is_finite() {
        let keyword = if range.above_min { "exclusiveMinimum" } else { "minimum" };
        limits.insert(keyword.to_string(), plain(range.min));
    }
    if range.max.is_finite() {
        let keyword = if range.below_max { "exclusiveMaximum" } else { "maximum" };
        limits.insert(keyword.to_string(), plain(range.max));
    }
    Value::Object(limits)
}

/// A number without a point where it needs none.
fn plain(number: f64) -> Value {
    if number.fract() == 0.0 { json!(number as i64) } else { json!(number) }
}

/// A number in a range.
pub fn number(range: Range) -> Value {
    let mut schema = json!({ "type": "number" });
    add(&mut schema, limits(range));
    schema
}

/// A list of numbers in a range, at least one.
pub fn numbers(range: Range) -> Value {
    json!({ "type": "array", "items": number(range), "minItems": 1 })
}

/// One of some words.
pub fn choice(words: &[&str]) -> Value {
    json!({ "enum": words })
}

/// A number, an interval or a distribution, every value of it in a range.
pub fn value(range: Range, definitions: &mut Definitions) -> Value {
    define(format!("value-{}", slug(range)), definitions, |definitions| {
        let mut schema = json!({
            "description": format!("A number, a 90 % interval or a distribution, {range}."),
            "$comment": COMMENT,
        });
        add(&mut schema, number_or_interval(range, &["object"]));
        let distribution = define("distribution".to_string(), definitions, |_| distribution());
        add(&mut schema, json!({ "allOf": [distribution, within(range)] }));
        schema
    })
}

/// A value, or a table of values by line.
pub fn value_by_line(range: Range, definitions: &mut Definitions) -> Value {
    define(format!("by-line-{}", slug(range)), definitions, |definitions| {
        let mut schema = json!({
            "description": format!("A number, a 90 % interval or a distribution, {range}, or a table of them by line."),
            "$comment": COMMENT,
        });
        add(&mut schema, number_or_interval(range, &["object"]));
        let value = value(range, definitions);
        let by_line = json!({
            "title": "by line",
            "description": "One value for each line; `default` gives every line that is not named its own draw.",
            "propertyNames": { "pattern": ID, "not": { "enum": ["distribution", "value"] } },
            "additionalProperties": value,
        });
        add(&mut schema, json!({ "anyOf": [value, by_line] }));
        schema
    })
}

/// Keywords for one type hold for nothing else, so a number out of its range is told as such.
const COMMENT: &str =
    "minimum and maximum hold for numbers, pattern for intervals, allOf and anyOf for tables.";

/// A definition, made where it is first used, and what refers to it.
fn define(
    name: String,
    definitions: &mut Definitions,
    make: impl FnOnce(&mut Definitions) -> Value,
) -> Value {
    let reference = json!({ "$ref": format!("#/$defs/{name}") });
    if !definitions.contains_key(&name) {
        let schema = make(definitions);
        definitions.insert(name, schema);
    }
    reference
}

/// A range as part of a name: `from-0-to-below-1`.
fn slug(range: Range) -> String {
    let low = if range.above_min { "above" } else { "from" };
    let high = if range.below_max { "to-below" } else { "to" };
    match (range.min.is_finite(), range.max.is_finite()) {
        (false, false) => "any".to_string(),
        (true, false) => format!("{low}-{}", range.min),
        (false, true) => format!("{high}-{}", range.max),
        (true, true) => format!("{low}-{}-{high}-{}", range.min, range.max),
    }
}

/// A number or, where the tails of a normal or lognormal distribution fit into the range, a 90 % interval.
fn number_or_interval(range: Range, more: &[&str]) -> Value {
    let interval = match (fits_normal(range), fits_lognormal(range)) {
        (true, _) => Some(NUMBER),
        (false, true) => Some(POSITIVE),
        (false, false) => None,
    };
    let types = ["number"].into_iter().chain(interval.map(|_| "string")).chain(more.iter().copied());
    let mut schema = json!({ "type": types.collect::<Vec<_>>() });
    add(&mut schema, limits(range));
    if let Some(number) = interval {
        add(&mut schema, json!({ "pattern": format!(r"^\s*{number}\s* to \s*{number}\s*$") }));
    }
    schema
}

fn fits_normal(range: Range) -> bool {
    range.min.is_infinite() && range.max.is_infinite()
}

fn fits_lognormal(range: Range) -> bool {
    range.min <= 0.0 && range.max.is_infinite()
}

/// All ways to write a value as a table, each with what the check of the distribution demands of single numbers.
fn distribution() -> Value {
    json!({ "anyOf": FORMATS.map(table) })
}

/// The name of a distribution; none for a plain value with its source.
fn name(format: &Format) -> Option<&'static str> {
    format.table.split('"').nth(1)
}

/// The table of one distribution.
fn table(format: &'static Format) -> Value {
    let mut properties = Map::new();
    for field in format.fields {
        properties.insert(field.name.to_string(), described(field, parameter(format, field)));
    }
    let required: Vec<&str> = super::required(format).collect();
    json!({
        "title": name(format).unwrap_or("value with its source"),
        "description": format.about,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// A parameter of a distribution.
fn parameter(format: &'static Format, field: &Field) -> Value {
    match (field.name, field.kind) {
        ("distribution", _) => json!({ "const": name(format) }),
        ("probabilities", _) => numbers(Range::SHARE),
        ("sd" | "sigma" | "median", _) => number(Range::POSITIVE),
        ("alpha" | "beta", _) => number(SHAPE),
        (_, Kind::Number(range)) => number(range),
        (_, Kind::Value(range)) => number_or_interval(range, &[]),
        (_, Kind::Numbers) => numbers(Range::ANY),
        (_, Kind::Choice(words)) => choice(words),
        _ => json!({ "type": "string" }),
    }
}

/// What a range demands of a distribution: its kind, and its ends or values.
fn within(range: Range) -> Value {
    let fits = |name: &&str| match *name {
        "normal" => fits_normal(range),
        "lognormal" => fits_lognormal(range),
        "bernoulli" => range.contains(0.0) && range.contains(1.0),
        _ => true,
    };
    let mut properties = Map::new();
    if !fits_normal(range) {
        let names: Vec<&str> = FORMATS.into_iter().filter_map(name).filter(fits).collect();
        properties.insert("distribution".to_string(), choice(&names));
        // The ends of a continuous distribution are never drawn.
        let closed = limits(Range::between(range.min, range.max));
        for end in ["min", "mode", "max"] {
            properties.insert(end.to_string(), closed.clone());
        }
        properties.insert("value".to_string(), number_or_interval(range, &[]));
        properties.insert("values".to_string(), json!({ "items": limits(range) }));
    }
    json!({ "properties": properties })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_become_keywords_and_names() {
        assert_eq!(limits(Range::SHARE.below_max()), json!({ "minimum": 0, "exclusiveMaximum": 1 }));
        assert_eq!(limits(Range::POSITIVE), json!({ "exclusiveMinimum": 0 }));
        assert_eq!(limits(Range::ANY), json!({}));
        assert_eq!(limits(Range::between(0.0, 1.5)), json!({ "minimum": 0, "maximum": 1.5 }));
        assert_eq!(slug(Range::SHARE.below_max()), "from-0-to-below-1");
        assert_eq!(slug(Range::POSITIVE), "above-0");
    }

    #[test]
    fn only_distributions_that_fit_are_accepted() {
        let offers = |range: Range, name: &str| {
            let names = within(range)["properties"]["distribution"]["enum"].as_array().cloned();
            names.is_none_or(|names| names.iter().any(|known| known == name))
        };
        assert!(offers(Range::ANY, "normal") && offers(Range::POSITIVE, "lognormal"));
        assert!(!offers(Range::SHARE, "normal") && !offers(Range::SHARE, "lognormal"));
        assert!(offers(Range::SHARE, "bernoulli") && !offers(Range::POSITIVE, "bernoulli"));
        assert_eq!(within(Range::POSITIVE)["properties"]["min"], json!({ "minimum": 0 }));
        assert_eq!(
            within(Range::POSITIVE)["properties"]["values"]["items"],
            json!({ "exclusiveMinimum": 0 })
        );
    }

    /// A parameter that a format gains must get its range here.
    #[test]
    fn every_parameter_of_a_distribution_is_known() {
        let known = [
            "distribution",
            "value",
            "min",
            "mode",
            "max",
            "mean",
            "sd",
            "median",
            "sigma",
            "alpha",
            "beta",
            "probability",
            "values",
            "probabilities",
            "source",
            "evidence",
        ];
        for field in FORMATS.iter().flat_map(|format| format.fields) {
            assert!(known.contains(&field.name), "{}", field.name);
        }
    }
}
