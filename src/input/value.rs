//! A value: a number, a 90 % interval such as `"0.6 to 3.0"`, or a distribution with its source.

use super::csv_file::parse_number;
use super::format::{Field, Format, Kind, optional, required};
use super::report::Report;
use super::text_file::TextFile;
use super::toml_file::{Node, TableReader, number_of, shown};
use crate::error::Place;
use crate::model::uncertain::{Distribution, Evidence, Range};

/// A number that may be uncertain, and where it comes from.
#[derive(Clone, Debug)]
pub struct Value {
    /// Its distribution.
    pub distribution: Distribution,
    /// Estimated, elicited or unstated.
    pub evidence: Evidence,
    /// Source in words; may be empty.
    pub source: String,
}

impl Value {
    /// A distribution with the `evidence` and `source` of its table.
    pub fn tagged(table: &TableReader, distribution: Distribution) -> Self {
        let evidence = match table.choice("evidence") {
            Some("estimated") => Evidence::Estimated,
            Some(_) => Evidence::Elicited,
            None => Evidence::Unstated,
        };
        Self { distribution, evidence, source: table.text_or("source", "") }
    }

    /// A plain number.
    pub fn constant(value: f64) -> Self {
        Self {
            distribution: Distribution::Constant { value },
            evidence: Evidence::Unstated,
            source: String::new(),
        }
    }
}

const EVIDENCE: Kind = Kind::Choice(&["estimated", "elicited"]);
const SOURCE: Field = optional("source", Kind::Text, "", "Where the distribution comes from.");
/// Whether a distribution or probability is estimated or elicited.
pub const TAG: Field =
    optional("evidence", EVIDENCE, "", "From data or a published estimate, or judged by the author.");
const NUMBER: Kind = Kind::Number(Range::ANY);

macro_rules! distribution_format {
    ($name:ident, $table:literal, $about:literal, [$($field:expr),* $(,)?]) => {
        const $name: Format = Format {
            file: "any TOML file",
            table: $table,
            about: $about,
            fields: &[
                required("distribution", Kind::Text, "", "Name of the distribution."),
                $($field,)*
                SOURCE,
                TAG,
            ],
        };
    };
}

const MIN: Field = required("min", NUMBER, "", "Lower end.");
const MODE: Field = required("mode", NUMBER, "", "Most likely value, between the ends.");
const MAX: Field = required("max", NUMBER, "", "Upper end, above `min`.");
const MEAN: Field = required("mean", NUMBER, "", "Mean.");
const SD: Field = required("sd", NUMBER, "", "Standard deviation, above 0.");
const NORMAL_MEAN: Field = required("mean", NUMBER, "", "Mean before the restriction.");
const NORMAL_SD: Field = required("sd", NUMBER, "", "Standard deviation before the restriction, above 0.");
const VALUES: Field = required("values", Kind::Numbers, "", "The values, as a list.");

const WITH_VALUE: Format = Format {
    file: "any TOML file",
    table: "{ value = … }",
    about: "A number or a 90 % interval, with its source.",
    fields: &[
        required("value", Kind::Value(Range::ANY), "", "A number, or a text such as \"0.6 to 3.0\"."),
        SOURCE,
        TAG,
    ],
};
distribution_format!(
    CONSTANT,
    "{ distribution = \"constant\", … }",
    "One value.",
    [required("value", NUMBER, "", "The value.")]
);
distribution_format!(
    UNIFORM,
    "{ distribution = \"uniform\", … }",
    "Every value between the ends is as likely.",
    [MIN, MAX]
);
distribution_format!(
    TRIANGULAR,
    "{ distribution = \"triangular\", … }",
    "Density rises to the mode and falls from it in straight lines.",
    [MIN, MODE, MAX]
);
distribution_format!(
    PERT,
    "{ distribution = \"pert\", … }",
    "Beta on [min, max] with shapes 1 + 4 (mode − min)/(max − min) and 1 + 4 (max − mode)/(max − min).",
    [MIN, MODE, MAX]
);
distribution_format!(NORMAL, "{ distribution = \"normal\", … }", "Normal.", [MEAN, SD]);
distribution_format!(
    TRUNCATED_NORMAL,
    "{ distribution = \"truncated_normal\", … }",
    "Normal restricted to [min, max].",
    [NORMAL_MEAN, NORMAL_SD, MIN, MAX]
);
distribution_format!(
    LOGNORMAL,
    "{ distribution = \"lognormal\", … }",
    "The logarithm is normal.",
    [
        required("median", NUMBER, "", "Median, above 0."),
        required("sigma", NUMBER, "", "Standard deviation of the logarithm, above 0."),
    ]
);
distribution_format!(
    BETA,
    "{ distribution = \"beta\", … }",
    "Beta with two shapes, on [0, 1] or on [min, max].",
    [
        required("alpha", NUMBER, "", "First shape, 0.05 to 10000."),
        required("beta", NUMBER, "", "Second shape, 0.05 to 10000."),
        optional("min", NUMBER, "", "Lower end; 0 if left out."),
        optional("max", NUMBER, "", "Upper end; 1 if left out."),
    ]
);
distribution_format!(
    BERNOULLI,
    "{ distribution = \"bernoulli\", … }",
    "1 with the probability, else 0.",
    [required("probability", Kind::Number(Range::SHARE), "share", "Probability of 1.")]
);
distribution_format!(
    DISCRETE,
    "{ distribution = \"discrete\", … }",
    "Some values with given probabilities.",
    [VALUES, required("probabilities", Kind::Numbers, "share", "One for each value; they sum to one."),]
);
distribution_format!(
    EMPIRICAL,
    "{ distribution = \"empirical\", … }",
    "Observed values, each as likely.",
    [VALUES]
);

/// All ways to write an uncertain value as a table.
pub const FORMATS: [&Format; 12] = [
    &WITH_VALUE,
    &CONSTANT,
    &UNIFORM,
    &TRIANGULAR,
    &PERT,
    &NORMAL,
    &TRUNCATED_NORMAL,
    &LOGNORMAL,
    &BETA,
    &BERNOULLI,
    &DISCRETE,
    &EMPIRICAL,
];

const NAMES: [&str; 11] = [
    "constant",
    "uniform",
    "triangular",
    "pert",
    "normal",
    "truncated_normal",
    "lognormal",
    "beta",
    "bernoulli",
    "discrete",
    "empirical",
];

/// Whether a table is a value rather than a table of values.
pub fn is_value_table(node: Node) -> bool {
    node.get_ref().as_table().is_some_and(|table| {
        table.iter().any(|(key, _)| key.get_ref() == "distribution" || key.get_ref() == "value")
    })
}

/// Reads a value and holds it to a range; a broken rule is a problem, and then there is no value.
pub fn read_value<'t>(
    file: &'t TextFile,
    name: &str,
    node: Node<'t>,
    range: Range,
    report: &'t Report,
) -> Option<Value> {
    let place = file.at(file.line_of(node.span().start)).field(name);
    let value = match node.get_ref().as_table() {
        None => Value { distribution: read_plain(&place, node, report)?, ..Value::constant(0.0) },
        Some(table) => {
            let line = file.line_of(node.span().start);
            let find = |key: &str| table.iter().find(|(found, _)| found.get_ref() == key);
            let word = find("distribution").and_then(|(_, word)| word.get_ref().as_str()).unwrap_or("");
            let format = if find("distribution").is_none() {
                &WITH_VALUE
            } else {
                let Some(position) = NAMES.iter().position(|known| *known == word) else {
                    report.add(
                        "distribution",
                        place,
                        format!("`{word}` is not a distribution."),
                        format!("The distributions are {}.", NAMES.join(", ")),
                    );
                    return None;
                };
                FORMATS[position + 1]
            };
            let reader = TableReader::open(file, table, line, format, report);
            let distribution = if format.table == WITH_VALUE.table {
                let inner = reader.node("value")?;
                read_plain(&reader.place_of(name, inner), inner, report)?
            } else {
                read_distribution(&reader, word)?
            };
            Value::tagged(&reader, distribution)
        }
    };
    if let Err(rule) = value.distribution.check() {
        report.add("distribution", place, format!("{rule}."), "Change the numbers of the distribution.");
        return None;
    }
    if !range.covers(&value.distribution) {
        let (low, high) = value.distribution.support();
        let (message, remedy) = if value.distribution.is_constant() {
            (
                format!("{low} is outside {range}."),
                if range.max <= 1.5 {
                    "Rates and shares are fractions: 0.25 means 25 %.".to_string()
                } else {
                    "Write a number in that range.".to_string()
                },
            )
        } else {
            let reach = format!("the {} reaches from {low} to {high}", value.distribution.name());
            (
                format!("{reach}, outside {range}."),
                "Use ends within the range, e.g. a beta, pert, triangular, uniform or truncated_normal."
                    .to_string(),
            )
        };
        report.add("range", place, message, remedy);
        return None;
    }
    Some(value)
}

/// A number, or a text such as `"0.6 to 3.0"`.
fn read_plain(place: &Place, node: Node, report: &Report) -> Option<Distribution> {
    if let Some(value) = number_of(node) {
        return Some(Distribution::Constant { value });
    }
    let interval = node.get_ref().as_str().and_then(|text| {
        let (low, high) = text.split_once(" to ")?;
        Distribution::interval90(parse_number(low.trim())?, parse_number(high.trim())?)
    });
    if interval.is_none() {
        report.add(
            "value",
            place.clone(),
            format!("{} is not a value.", shown(node)),
            "Write a number, a 90 % interval such as \"0.6 to 3.0\" (lower end first), or a distribution.",
        );
    }
    interval
}

fn read_distribution(reader: &TableReader, name: &str) -> Option<Distribution> {
    let number = |name: &str| reader.number(name);
    let list = |name: &str| -> Option<Vec<f64>> {
        let numbers: Option<Vec<f64>> =
            reader.node(name)?.get_ref().as_array().and_then(|list| list.iter().map(number_of).collect());
        if numbers.is_none() {
            reader.problem("type", name, "this is not a list of numbers.", "Write it as [0.1, 0.2].");
        }
        numbers
    };
    Some(match name {
        "constant" => Distribution::Constant { value: number("value")? },
        "uniform" => Distribution::Uniform { min: number("min")?, max: number("max")? },
        "triangular" => {
            Distribution::Triangular { min: number("min")?, mode: number("mode")?, max: number("max")? }
        }
        "pert" => Distribution::Pert { min: number("min")?, mode: number("mode")?, max: number("max")? },
        "normal" => Distribution::Normal { mean: number("mean")?, sd: number("sd")? },
        "truncated_normal" => {
            let (mean, sd, min, max) = (number("mean")?, number("sd")?, number("min")?, number("max")?);
            Distribution::TruncatedNormal { mean, sd, min, max }
        }
        "lognormal" => Distribution::Lognormal { mu: number("median")?.ln(), sigma: number("sigma")? },
        "beta" => {
            let end = |name: &str, default: f64| match reader.node(name) {
                Some(_) => number(name),
                None => Some(default),
            };
            let (alpha, beta) = (number("alpha")?, number("beta")?);
            Distribution::Beta { alpha, beta, min: end("min", 0.0)?, max: end("max", 1.0)? }
        }
        "bernoulli" => Distribution::Bernoulli { probability: number("probability")? },
        "discrete" => discrete(list("values")?, list("probabilities")?),
        _ => {
            let mut values = list("values")?;
            values.sort_by(f64::total_cmp);
            Distribution::Empirical { values }
        }
    })
}

/// Values in ascending order, each with its probability; lists of different lengths are left to the check.
fn discrete(values: Vec<f64>, probabilities: Vec<f64>) -> Distribution {
    if values.len() != probabilities.len() {
        return Distribution::Discrete { values, probabilities };
    }
    let mut pairs: Vec<(f64, f64)> = values.into_iter().zip(probabilities).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (values, probabilities) = pairs.into_iter().unzip();
    Distribution::Discrete { values, probabilities }
}
