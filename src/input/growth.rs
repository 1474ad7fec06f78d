//! `[growth]` of `parameters.toml`: growth published, and growth without the new tariffs.

use super::format::{Format, Kind, required};
use super::names::register;
use super::report::Report;
use super::toml_file::{Node, TableReader, number_of, shown};
use super::value::read_value;
use crate::model::calendar::{Calendar, Quarter};
use crate::model::parameters::Growth;
use crate::model::uncertain::{Inputs, Range, Role};

/// `[growth]`
pub const GROWTH: Format = Format {
    file: "parameters.toml",
    table: "[growth]",
    about: "Quarterly growth of real GDP, per cent on the quarter before.",
    fields: &[
        required(
            "published",
            Kind::NumbersByName(Range::ANY),
            "%",
            "Published growth by quarter, e.g. `\"2025Q1\" = -0.2`; the last is the quarter before `baseline` starts.",
        ),
        required(
            "baseline",
            Kind::ValuesByName(Range::ANY),
            "%",
            "Growth without the new tariffs by quarter, consecutive; inputs `baseline_growth.<quarter>`.",
        ),
    ],
};

/// Reads `[growth]`; its quarters are consecutive and within the months simulated.
pub fn read_growth(
    table: &TableReader,
    calendar: Option<Calendar>,
    inputs: &mut Inputs,
    report: &Report,
) -> Growth {
    let mut growth = Growth::default();
    let Some(table) = table.table("growth", &GROWTH) else { return growth };
    let quarter = |key: &str, name: &str, node: Node| {
        let parsed = Quarter::parse(name);
        if parsed.is_none() {
            let message = format!("`{name}` is not a quarter.");
            report.add("quarter", table.place_of(key, node), message, "Write it as \"2025Q1\".");
        }
        parsed
    };
    for (name, node) in table.entries("published") {
        match number_of(node) {
            Some(rate) => growth.published.extend(quarter("published", name, node).map(|q| (q, rate))),
            None => report.add(
                "type",
                table.place_of("published", node),
                format!("{} is not a number.", shown(node)),
                "Write the growth rate in per cent.",
            ),
        }
    }
    for (name, node) in table.entries("baseline") {
        let value = read_value(table.file, name, node, Range::ANY, report);
        if let (Some(quarter), Some(value)) = (quarter("baseline", name, node), value) {
            let input = format!("baseline_growth.{name}");
            let place = table.place_of("baseline", node);
            growth
                .baseline
                .push((quarter, register(inputs, input, value, Range::ANY, Role::Number, place, report)));
        }
    }
    // An overlay may change any of them; their order in the files does not matter.
    growth.published.sort_by_key(|(quarter, _)| *quarter);
    growth.baseline.sort_by_key(|(quarter, _)| *quarter);
    let consecutive = |quarters: &[Quarter]| quarters.windows(2).all(|pair| pair[1] == pair[0].plus(1));
    let quarters: Vec<Quarter> = growth
        .published
        .iter()
        .map(|(quarter, _)| *quarter)
        .chain(growth.baseline.iter().map(|(quarter, _)| *quarter))
        .collect();
    if !consecutive(&quarters) {
        let message = "the quarters of `published` and then `baseline` are not consecutive.";
        table.problem("quarter", "baseline", message, "List every quarter once, in order, without a gap.");
    }
    if let (Some(calendar), Some(first)) = (calendar, growth.baseline.first()) {
        let within = calendar.quarters();
        let last = growth.baseline.last().map_or(first.0, |last| last.0);
        let covers =
            |quarter: Quarter| within.iter().any(|span| calendar.month(span.first) == quarter.first_month());
        if !covers(first.0) || !covers(last) {
            let message = format!("{} to {last} is not within the months simulated.", first.0);
            table.problem("quarter", "baseline", message, "Keep it within `start` and `end` of model.toml.");
        }
    }
    growth
}
