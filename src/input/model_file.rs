//! `model.toml`: name, question, horizon, sources, groups and thresholds.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::format::{Format, Kind, optional, required};
use super::names::{look_up, look_up_sector, refuse_duplicates};
use super::report::Report;
use super::toml_file::{TableReader, number_of, shown};
use crate::model::SectorGroup;
use crate::model::calendar::{Calendar, Month};
use crate::model::economy::Economy;
use crate::model::trade::{LineGroup, Source};
use crate::model::uncertain::Range;

/// The top of `model.toml`.
pub const MODEL: Format = Format {
    file: "model.toml",
    table: "",
    about: "What the model is about.",
    fields: &[
        required("format", Kind::Integer(1, 1), "", "Version of this format: 1."),
        required("name", Kind::Id, "", "Name; results go to `results/<name>` unless told otherwise."),
        required("title", Kind::Text, "", "Title in words."),
        required("question", Kind::Text, "", "The question that the model answers."),
        required("money", Kind::Text, "", "Unit of money, e.g. `billion yen`."),
        required("home", Kind::Id, "", "The exporting country; the first `[[source]]`."),
        required("destination", Kind::Text, "", "The country that levies the tariffs."),
        optional(
            "home_region",
            Kind::Text,
            "",
            "Code of home among the regions of `economy/sectors.csv`; needed where it has several.",
        ),
        optional(
            "destination_region",
            Kind::Text,
            "",
            "Code of the destination among these regions; needed where there are several.",
        ),
        optional(
            "detailed_regions",
            Kind::Texts,
            "",
            "Codes of regions whose sectors are reported one by one, and which are reported by quarter, beside home; the \
             destination if left out.",
        ),
        required("as_of", Kind::Date, "", "History up to this date is fact; what follows is sampled."),
        required("start", Kind::Month, "", "First month simulated."),
        required("end", Kind::Month, "", "Last month simulated; at most 600 months after `start`."),
        required("primary_track", Kind::Id, "", "The track whose state is the outcome."),
        required("outcome_date", Kind::Date, "", "The date on which the outcome is read."),
        optional(
            "gdp",
            Kind::Number(Range::POSITIVE),
            "money/year",
            "GDP that effects are measured against; that of the accounts if left out.",
        ),
        optional(
            "fiscal_year_start",
            Kind::Integer(1, 12),
            "month",
            "Month in which a fiscal year starts; 4 if left out, 1 for none.",
        ),
        required(
            "source",
            Kind::Tables,
            "",
            "One `[[source]]` for each seller in the destination, home first.",
        ),
        optional("group", Kind::Tables, "", "One `[[group]]` for each group of sectors to report."),
        required("line_group", Kind::Tables, "", "One `[[line_group]]` for each group of tariff lines."),
        optional(
            "thresholds",
            Kind::ListsByName,
            "",
            "By metric, the values X whose probabilities `prob<=X` are reported.",
        ),
        optional(
            "dollar_rate",
            Kind::Number(Range::POSITIVE),
            "currency/dollar",
            "The model's currency for one US dollar; reports then say what an amount is in dollars.",
        ),
        optional(
            "limits",
            Kind::Texts,
            "",
            "Known limits of the model, a sentence or two each; reports show them.",
        ),
    ],
};

/// `[[source]]`
pub const SOURCE: Format = Format {
    file: "model.toml",
    table: "[[source]]",
    about: "A country, or group of countries, that sells to the destination.",
    fields: &[
        required("id", Kind::Id, "", "Id; `all` is taken."),
        optional("label", Kind::Text, "", "Name in words; the id if left out."),
        optional(
            "regions",
            Kind::Texts,
            "",
            "Codes of the regions of `economy/sectors.csv` that it stands for; needed where there are several, but for home.",
        ),
    ],
};

/// `[[group]]`
pub const GROUP: Format = Format {
    file: "model.toml",
    table: "[[group]]",
    about: "A group of sectors that results are reported for, as scope `group:<id>`.",
    fields: &[
        required("id", Kind::Id, "", "Id."),
        optional("label", Kind::Text, "", "Name in words; the id if left out."),
        required(
            "sectors",
            Kind::Texts,
            "",
            "Codes of its sectors: `D29` is home's, `KOR.D29` that of another region.",
        ),
    ],
};

/// `[[line_group]]`
pub const LINE_GROUP: Format = Format {
    file: "model.toml",
    table: "[[line_group]]",
    about: "A group of tariff lines that results are reported for, as scope `linegroup:<id>`.",
    fields: &[
        required("id", Kind::Id, "", "Id, used by `trade/lines.csv`."),
        optional("label", Kind::Text, "", "Name in words; the id if left out."),
    ],
};

/// Scales of money that are known.
const SCALES: [&str; 4] = ["thousand", "million", "billion", "trillion"];

/// What `model.toml` says, before the economy is known.
pub struct ModelFile<'t> {
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Question.
    pub question: String,
    /// Unit of money.
    pub money: String,
    /// Destination.
    pub destination: String,
    /// Known limits.
    pub limits: Vec<String>,
    /// As-of date.
    pub as_of: Option<NaiveDate>,
    /// Outcome date.
    pub outcome_date: Option<NaiveDate>,
    /// Horizon.
    pub calendar: Option<Calendar>,
    /// GDP, if stated.
    pub gdp: Option<f64>,
    /// The currency for one US dollar.
    pub dollar_rate: Option<f64>,
    /// Sources, home first.
    pub sources: Vec<Source>,
    /// Line groups.
    pub line_groups: Vec<LineGroup>,
    /// Thresholds by metric.
    pub thresholds: BTreeMap<String, Vec<f64>>,
    /// The table, for what refers to other files.
    pub table: TableReader<'t>,
}

/// Reads `model.toml`.
pub fn read_model_file<'t>(table: TableReader<'t>, report: &Report) -> ModelFile<'t> {
    table.number("format");
    let calendar = read_calendar(&table);
    let as_of = table.date("as_of");
    let outcome_date = table.date("outcome_date");
    if let (Some(as_of), Some(outcome)) = (as_of, outcome_date)
        && outcome < as_of
    {
        let message = format!("{outcome} is before the as-of date {as_of}.");
        table.problem("date order", "outcome_date", message, "Read the outcome on or after the as-of date.");
    }
    if let Some(calendar) = calendar {
        for (key, date) in [("as_of", as_of), ("outcome_date", outcome_date)] {
            let Some(date) = date else { continue };
            if Month::of(date) < calendar.start || Month::of(date) > calendar.end {
                let message = format!("{date} is outside {} to {}.", calendar.start, calendar.end);
                table.problem("date order", key, message, "Keep it within the months simulated.");
            }
        }
    }
    ModelFile {
        name: table.text("name"),
        title: table.text("title"),
        question: table.text("question"),
        money: table.text("money"),
        destination: table.text("destination"),
        limits: read_limits(&table, report),
        as_of,
        outcome_date,
        calendar,
        gdp: table.number("gdp"),
        dollar_rate: read_dollar_rate(&table),
        sources: read_sources(&table, report),
        line_groups: read_line_groups(&table, report),
        thresholds: read_thresholds(&table, report),
        table,
    }
}

fn read_dollar_rate(table: &TableReader) -> Option<f64> {
    let rate = table.number("dollar_rate")?;
    let money = table.text("money");
    let scale = money.split_once(' ').map_or("", |(scale, _)| scale);
    if !SCALES.contains(&scale) {
        let message = format!("an amount in `{money}` cannot be put in dollars.");
        let remedy =
            "Write `money` as a scale and a currency, e.g. `billion yen`, or leave `dollar_rate` out.";
        table.problem("money", "dollar_rate", message, remedy);
    }
    Some(rate)
}

fn read_limits(table: &TableReader, report: &Report) -> Vec<String> {
    let mut limits = Vec::new();
    for (text, place) in table.texts("limits") {
        if text.trim().is_empty() {
            report.add("text", place, "the text is empty.", "Say what the model leaves out.");
        } else {
            limits.push(text);
        }
    }
    limits
}

fn read_calendar(table: &TableReader) -> Option<Calendar> {
    let (start, end) = (table.month("start")?, table.month("end")?);
    let fiscal_year_start = table.number("fiscal_year_start").unwrap_or(4.0) as u32;
    if end < start {
        table.problem("date order", "end", format!("{end} is before {start}."), "Let `end` follow `start`.");
        return None;
    }
    if end.since(start) >= 600 {
        let message = format!("{start} to {end} is more than 600 months.");
        table.problem("range", "end", message, "Simulate at most 600 months.");
        return None;
    }
    Some(Calendar { start, end, fiscal_year_start })
}

fn read_sources(table: &TableReader, report: &Report) -> Vec<Source> {
    let tables = table.tables("source", &SOURCE);
    let mut sources = Vec::new();
    for source in &tables {
        let id = source.text("id");
        if id == "all" {
            source.problem("id", "id", "`all` cannot be a source.", "Choose another id.");
        }
        let label = source.text_or("label", &id);
        sources.push(Source { id, label, regions: Vec::new() });
    }
    let places = tables.iter().map(|source| source.place("id"));
    refuse_duplicates("source", sources.iter().map(|source| source.id.as_str()).zip(places), report);
    let home = table.text("home");
    if let Some(first) = sources.first().filter(|first| first.id != home && !home.is_empty()) {
        let message = format!("home is `{home}`, but the first [[source]] is `{}`.", first.id);
        table.problem("home", "home", message, "List home first among the sources.");
    }
    sources
}

fn read_line_groups(table: &TableReader, report: &Report) -> Vec<LineGroup> {
    let tables = table.tables("line_group", &LINE_GROUP);
    let mut groups = Vec::new();
    for group in &tables {
        let id = group.text("id");
        let label = group.text_or("label", &id);
        groups.push(LineGroup { id, label });
    }
    let places = tables.iter().map(|group| group.place("id"));
    refuse_duplicates("line group", groups.iter().map(|group| group.id.as_str()).zip(places), report);
    groups
}

/// Reads the groups of sectors, once the economy is known.
pub fn read_groups(table: &TableReader, economy: &Economy, report: &Report) -> Vec<SectorGroup> {
    let tables = table.tables("group", &GROUP);
    let mut groups = Vec::new();
    for group in &tables {
        let id = group.text("id");
        let names = group.texts("sectors");
        refuse_duplicates("sector", names.iter().map(|(name, place)| (name.as_str(), place.clone())), report);
        let sectors =
            names.into_iter().filter_map(|(code, place)| look_up_sector(economy, &code, place, report));
        let sectors = sectors.collect();
        let label = group.text_or("label", &id);
        groups.push(SectorGroup { id, label, sectors });
    }
    let places = tables.iter().map(|group| group.place("id"));
    refuse_duplicates("group", groups.iter().map(|group| group.id.as_str()).zip(places), report);
    groups
}

/// Metrics that may have thresholds.
pub const THRESHOLD_METRICS: [&str; 9] = [
    "gdp_real",
    "gdi_real",
    "export_volume",
    "export_value",
    "export_price",
    "headcount",
    "jobs_supported",
    "jobs_attributed",
    "gdp_growth",
];

fn read_thresholds(table: &TableReader, report: &Report) -> BTreeMap<String, Vec<f64>> {
    let mut thresholds = BTreeMap::new();
    for (metric, node) in table.entries("thresholds") {
        let place = table.place_of("thresholds", node);
        let known = look_up("threshold metric", metric, THRESHOLD_METRICS.into_iter(), place.clone(), report);
        let list = node.get_ref().as_array();
        let numbers: Option<Vec<f64>> = list.and_then(|list| list.iter().map(number_of).collect());
        match numbers {
            Some(numbers) if known.is_some() => {
                thresholds.insert(metric.to_string(), numbers);
            }
            Some(_) => {}
            None => report.add(
                "type",
                place,
                format!("{} is not a list of numbers.", shown(node)),
                "Write it as [-0.5, -1.0].",
            ),
        }
    }
    thresholds
}
