//! `parameters.toml` → [`Parameters`] and the correlations between inputs.

use super::format::{Format, Kind, optional, required};
use super::growth::read_growth;
use super::names::{look_up, look_up_sector, register, register_key};
use super::report::Report;
use super::toml_file::{Node, TableReader};
use super::value::{Value, is_value_table, read_value};
use crate::ids::{InputId, SectorId};
use crate::model::calendar::Calendar;
use crate::model::economy::Economy;
use crate::model::parameters::{LineParameters, Parameters};
use crate::model::trade::Line;
use crate::model::uncertain::{Inputs, Range, Role};

const ABSORPTION: Range = Range::between(0.0, 1.5);
const ELASTICITY: Kind = Kind::ValueByLine(Range::POSITIVE);
const SHARE: Kind = Kind::ValueByLine(Range::SHARE);
const BELOW_ONE: Range = Range::SHARE.below_max();

/// The top of `parameters.toml`.
pub const PARAMETERS: Format = Format {
    file: "parameters.toml",
    table: "",
    about: "Behavioural parameters. A parameter by line is either one value, which is one draw shared by all lines, or \
            a table by line id; in the table `default` gives every line that is not named its own independent draw \
            from the same distribution. Inputs are named `<parameter>` or `<parameter>.<line>`.",
    fields: &[
        required(
            "substitution",
            ELASTICITY,
            "elasticity",
            "σ: substitution between sources of imports, long run.",
        ),
        required(
            "import_substitution",
            ELASTICITY,
            "elasticity",
            "η: substitution between imports and domestic goods, long run.",
        ),
        required(
            "demand_elasticity",
            Kind::ValueByLine(Range::NOT_NEGATIVE),
            "elasticity",
            "ε: fall of the destination's total demand with its price, long run; written as a positive number.",
        ),
        required(
            "adjustment_speed",
            SHARE,
            "per year",
            "λ: share of the gap to the target volume closed in a year.",
        ),
        required(
            "absorption_initial",
            Kind::ValueByLine(ABSORPTION),
            "share",
            "a0: share of the tariff wedge that home exporters absorb at first by cutting prices.",
        ),
        required(
            "absorption_long_run",
            Kind::ValueByLine(ABSORPTION),
            "share",
            "a∞: the same in the long run.",
        ),
        required(
            "absorption_half_life",
            ELASTICITY,
            "months",
            "Months in which the difference between the two halves.",
        ),
        required(
            "rival_absorption",
            Kind::ValueByLine(ABSORPTION),
            "share",
            "Share of the wedge that rivals absorb.",
        ),
        required("diversion", SHARE, "share", "d: share of a volume loss that is sold elsewhere."),
        optional(
            "domestic_price_response",
            SHARE,
            "elasticity",
            "ρ: response of the destination's own producers' prices to import prices; 0 if left out.",
        ),
        optional(
            "import_share_of_use",
            SHARE,
            "share",
            "Replaces the column of `trade/lines.csv` for the lines named.",
        ),
        required(
            "currency_offset",
            Kind::Value(Range::ANY),
            "share",
            "o: share of the wedge offset by depreciation of the home currency; negative if it appreciates.",
        ),
        required(
            "investment_response",
            Kind::Value(Range::NOT_NEGATIVE),
            "money/money",
            "ι: investment cut per unit of export income lost.",
        ),
        required(
            "mpc",
            Kind::Value(BELOW_ONE),
            "share",
            "Marginal propensity to consume out of labour income.",
        ),
        optional(
            "labour_share",
            Kind::Value(Range::SHARE),
            "share",
            "Share of labour income in value added of the whole economy: scales every sector's compensation; the table's own if left out.",
        ),
        required(
            "employment_elasticity",
            Kind::Value(Range::NOT_NEGATIVE),
            "elasticity",
            "ε_N: response of headcount to jobs supported, long run.",
        ),
        required(
            "employment_speed",
            Kind::Value(Range::SHARE),
            "per month",
            "λ_N: share of the gap in headcount closed in a month.",
        ),
        optional(
            "employment",
            Kind::ValuesByName(Range::NOT_NEGATIVE),
            "persons",
            "Persons employed by sector code, replacing `economy/sectors.csv`; inputs `employment.<code>`.",
        ),
        optional(
            "growth",
            Kind::Table,
            "",
            "Growth without the new tariffs; without it no probability of a recession is reported.",
        ),
        optional(
            "correlation",
            Kind::Tables,
            "",
            "One `[[correlation]]` for each group of inputs with correlated ranks.",
        ),
    ],
};

/// What parameters refer to.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The tariff lines, in order.
    pub lines: &'a [Line],
    /// The home economy, if it could be read.
    pub economy: Option<&'a Economy>,
    /// The horizon, if it could be read.
    pub calendar: Option<Calendar>,
}

/// Reads all parameters and registers them.
pub fn read_parameters(
    table: &TableReader,
    context: Context,
    inputs: &mut Inputs,
    report: &Report,
) -> Parameters {
    let lines = context.lines;
    let mut by_line =
        |name: &str, default: f64| read_by_line(table, name, lines, |_| default, inputs, report);
    let substitution = by_line("substitution", 1.0);
    let import_substitution = by_line("import_substitution", 1.0);
    let demand_elasticity = by_line("demand_elasticity", 0.0);
    let adjustment_speed = by_line("adjustment_speed", 1.0);
    let absorption_initial = by_line("absorption_initial", 0.0);
    let absorption_long_run = by_line("absorption_long_run", 0.0);
    let absorption_half_life = by_line("absorption_half_life", 1.0);
    let rival_absorption = by_line("rival_absorption", 0.0);
    let diversion = by_line("diversion", 0.0);
    let domestic_price_response = by_line("domestic_price_response", 0.0);
    let tabulated = |line: &Line| line.import_share_of_use;
    let import_share_of_use = read_by_line(table, "import_share_of_use", lines, tabulated, inputs, report);
    let line_parameters = (0..lines.len()).map(|k| LineParameters {
        substitution: substitution[k],
        import_substitution: import_substitution[k],
        demand_elasticity: demand_elasticity[k],
        adjustment_speed: adjustment_speed[k],
        absorption_initial: absorption_initial[k],
        absorption_long_run: absorption_long_run[k],
        absorption_half_life: absorption_half_life[k],
        rival_absorption: rival_absorption[k],
        diversion: diversion[k],
        domestic_price_response: domestic_price_response[k],
        import_share_of_use: import_share_of_use[k],
    });
    let line_parameters = line_parameters.collect();
    let mut scalar = |name: &str| {
        let range = range_of(name);
        register_key(table, name, name.to_string(), range, 0.0, inputs, report)
    };
    let currency_offset = scalar("currency_offset");
    let investment_response = scalar("investment_response");
    let mpc = scalar("mpc");
    let employment_elasticity = scalar("employment_elasticity");
    let employment_speed = scalar("employment_speed");
    let labour_share = table.node("labour_share").map(|_| scalar("labour_share"));
    let employment = read_employment(table, context.economy, inputs, report);
    let growth = read_growth(table, context.calendar, inputs, report);
    Parameters {
        lines: line_parameters,
        currency_offset,
        investment_response,
        mpc,
        labour_share,
        employment_elasticity,
        employment_speed,
        employment,
        growth,
    }
}

/// The range that the format gives a key.
fn range_of(name: &str) -> Range {
    match PARAMETERS.field(name).map(|field| field.kind) {
        Some(Kind::Value(range) | Kind::ValueByLine(range) | Kind::ValuesByName(range)) => range,
        _ => Range::ANY,
    }
}

/// One input for every line: shared, its own, or the default.
fn read_by_line(
    table: &TableReader,
    name: &str,
    lines: &[Line],
    default: impl Fn(&Line) -> f64,
    inputs: &mut Inputs,
    report: &Report,
) -> Vec<InputId> {
    let range = range_of(name);
    let Some(node) = table.node(name) else {
        let mut constant = |line: &Line| {
            let value = Value::constant(default(line));
            register(
                inputs,
                format!("{name}.{}", line.id),
                value,
                range,
                Role::Number,
                table.place(name),
                report,
            )
        };
        return lines.iter().map(&mut constant).collect();
    };
    if node.get_ref().as_table().is_none() || is_value_table(node) {
        let shared = register_key(table, name, name.to_string(), range, 0.0, inputs, report);
        return vec![shared; lines.len()];
    }
    let entries = table.entries(name);
    for (id, node) in &entries {
        if *id != "default" {
            let known = lines.iter().map(|line| line.id.as_str());
            look_up("line", id, known, table.place_of(&format!("{name}.{id}"), node), report);
        }
    }
    let read = |id: &str, node: Node| read_value(table.file, &format!("{name}.{id}"), node, range, report);
    let entry = |id: &str| entries.iter().find(|(found, _)| *found == id).map(|(_, node)| *node);
    let fallback = entry("default").map(|node| read("default", node));
    let mut ids = Vec::new();
    for line in lines {
        let value = match (entry(&line.id), &fallback) {
            (Some(node), _) => read(&line.id, node),
            (None, Some(fallback)) => fallback.clone(),
            (None, None) if PARAMETERS.field(name).is_some_and(|field| field.required) => {
                let message = format!("the line {} has no value and there is no default.", line.id);
                let remedy = format!("Add `{}` or `default` to [{name}].", line.id);
                table.problem("missing value", name, message, remedy);
                None
            }
            (None, None) => None,
        };
        let value = value.unwrap_or_else(|| Value::constant(default(line)));
        let input = format!("{name}.{}", line.id);
        ids.push(register(inputs, input, value, range, Role::Number, table.place(name), report));
    }
    ids
}

fn read_employment(
    table: &TableReader,
    economy: Option<&Economy>,
    inputs: &mut Inputs,
    report: &Report,
) -> Vec<(SectorId, InputId)> {
    let mut employment = Vec::new();
    let Some(economy) = economy else { return employment };
    for (code, node) in table.entries("employment") {
        let place = table.place_of(&format!("employment.{code}"), node);
        let sector = look_up_sector(economy, code, place.clone(), report);
        if let Some(sector) = sector.filter(|sector| !economy.home_sectors().contains(&sector.0)) {
            let message = format!("{} is not a sector of home.", economy.code(sector));
            report.add(
                "region",
                place.clone(),
                message,
                "Give other regions their persons in economy/sectors.csv.",
            );
        }
        let value = read_value(table.file, code, node, Range::NOT_NEGATIVE, report);
        if let (Some(sector), Some(value)) = (sector, value) {
            let name = format!("employment.{code}");
            let input = register(inputs, name, value, Range::NOT_NEGATIVE, Role::Number, place, report);
            employment.push((sector, input));
        }
    }
    employment
}
