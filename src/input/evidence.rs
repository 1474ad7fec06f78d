//! `observed.csv` and `published.csv`: what happened, and what others estimated. Both may be left out.

use chrono::NaiveDate;

use super::csv_file::{Record, parse_number, read_records};
use super::files::Files;
use super::format::{Format, Kind, optional, required};
use super::names::{look_up, refuse_duplicates};
use super::report::Report;
use super::text_file::TextFile;
use crate::ids::{InputId, StateId, TrackId};
use crate::model::Model;
use crate::model::evidence::{Mapping, Observation, Observed, PublishedEstimate};
use crate::model::measure::Measure;
use crate::model::uncertain::Range;

/// `observed.csv`
pub const OBSERVED: Format = Format {
    file: "observed.csv",
    table: "",
    about: "What happened after the as-of date, for `kanzei score`; may be left out. Each row says how the published figure `y` follows \
            from the model's effect `e` and from what would have happened anyway, `a`.",
    fields: &[
        required("id", Kind::Id, "", "Id."),
        required("label", Kind::Text, "", "Name in words."),
        required(
            "mapping",
            Kind::Choice(&["times", "plus", "date", "state", "input"]),
            "",
            "`times`: `1 + y/100 = (1 + a/100)(1 + e/100)`, a change on a year before. `plus`: `y = a + e`. `date`: when a track first entered \
             one of some states. `state`: the state of a track on a date. `input`: what became of an uncertain input.",
        ),
        required(
            "quantity",
            Kind::Text,
            "",
            "The metric of `e`, as in `metrics.csv`; the track; or the input.",
        ),
        optional(
            "scope",
            Kind::Text,
            "",
            "The metric's scope, e.g. `line:cars`; for `date` the states, separated by spaces.",
        ),
        optional(
            "period",
            Kind::Text,
            "",
            "The metric's period, also months as `2025-04..2025-09`; for `state` the date.",
        ),
        required("value", Kind::Text, "", "What happened: a number, a date or a state."),
        optional("unit", Kind::Text, "", "Unit of the value."),
        optional(
            "anyway_mean",
            Kind::Text,
            "as value",
            "For `times` and `plus`: mean of `a`, which is normal.",
        ),
        optional("anyway_sd", Kind::Text, "as value", "Standard deviation of `a`, above 0."),
        optional(
            "anyway_source",
            Kind::Text,
            "",
            "What `a` rests on; only what was known on the as-of date.",
        ),
        required("published", Kind::Text, "", "Date of publication."),
        required("source", Kind::Text, "", "Where the figure was read."),
    ],
};

/// `published.csv`
pub const PUBLISHED: Format = Format {
    file: "published.csv",
    table: "",
    about: "What others estimated; may be left out. Every run sets it beside its own distribution under the same scenario.",
    fields: &[
        required("id", Kind::Id, "", "Id."),
        required("who", Kind::Text, "", "Who estimated."),
        required("date", Kind::Text, "", "Date of publication."),
        required(
            "scenario",
            Kind::Id,
            "",
            "The scenario: an overlay `scenarios/<scenario>.toml` of the model.",
        ),
        required(
            "metric",
            Kind::Text,
            "",
            "The metric of the model that comes nearest, as in `metrics.csv`.",
        ),
        required("scope", Kind::Text, "", "Its scope."),
        required("period", Kind::Text, "", "Its period, nearest to the study's horizon."),
        required(
            "low",
            Kind::Number(Range::ANY),
            "metric's unit",
            "The estimate, or the lower end of its range. Losses are negative.",
        ),
        required("high", Kind::Number(Range::ANY), "metric's unit", "The same, or the upper end."),
        required("horizon", Kind::Text, "", "The study's own horizon, in words."),
        required("method", Kind::Text, "", "Its method, in words."),
        required("source", Kind::Text, "", "Where it was read."),
    ],
};

/// Reads `observed.csv` of a model that is complete but for it.
pub fn read_observed(files: &Files, model: &Model, report: &Report) -> Vec<Observation> {
    let Some(file) = files.optional_text(OBSERVED.file, report) else { return Vec::new() };
    let rows = read_records(&file, &OBSERVED, report);
    let places = rows.iter().map(|row| file.cell(row.line, "id"));
    refuse_duplicates("observation", rows.iter().map(|row| row.text("id")).zip(places), report);
    rows.iter().filter_map(|row| Reader { file: &file, row, model, report }.observation()).collect()
}

/// Reads `published.csv` of a model that is complete but for it.
pub fn read_published(files: &Files, model: &Model, report: &Report) -> Vec<PublishedEstimate> {
    let Some(file) = files.optional_text(PUBLISHED.file, report) else { return Vec::new() };
    let rows = read_records(&file, &PUBLISHED, report);
    let places = rows.iter().map(|row| file.cell(row.line, "id"));
    refuse_duplicates("estimate", rows.iter().map(|row| row.text("id")).zip(places), report);
    let scenarios = files.scenarios();
    rows.iter().filter_map(|row| Reader { file: &file, row, model, report }.estimate(&scenarios)).collect()
}

/// One row and what it is held against.
struct Reader<'a> {
    file: &'a TextFile,
    row: &'a Record,
    model: &'a Model,
    report: &'a Report,
}

impl Reader<'_> {
    fn problem(&self, column: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.report.add("evidence", self.file.cell(self.row.line, column), message, remedy);
    }

    fn observation(&self) -> Option<Observation> {
        let what = match self.row.text("mapping") {
            "times" => self.figure(Mapping::Times),
            "plus" => self.figure(Mapping::Plus),
            "date" => self.date_of_states(),
            "state" => self.state(),
            "input" => self.input(),
            other => {
                let message = format!("`{other}` is no mapping.");
                self.problem("mapping", message, "Write times, plus, date, state or input.");
                None
            }
        };
        let published = self.date("published");
        Some(Observation {
            id: self.row.text("id").to_string(),
            label: self.row.text("label").to_string(),
            what: what?,
            published: published?,
            source: self.row.text("source").to_string(),
        })
    }

    fn estimate(&self, scenarios: &[String]) -> Option<PublishedEstimate> {
        let [metric, scope, period] = ["metric", "scope", "period"].map(|column| self.row.text(column));
        let measure = self.measure(metric, scope, period, "metric");
        let scenario = self.row.text("scenario");
        let place = self.file.cell(self.row.line, "scenario");
        if scenarios.is_empty() {
            let message = format!("there is no scenarios/{scenario}.toml.");
            self.problem("scenario", message, "Write it: an overlay that holds the talks as the study did.");
        }
        let known = scenarios.iter().map(String::as_str);
        let found = look_up("scenario", scenario, known, place, self.report);
        let range = (self.row.number("low"), self.row.number("high"));
        if range.0 > range.1 {
            let message = format!("{} is above high, {}.", range.0, range.1);
            self.problem("low", message, "Write the more negative number first: losses are negative.");
        }
        let date = self.date("date");
        found?;
        let text = |column: &str| self.row.text(column).to_string();
        Some(PublishedEstimate {
            id: text("id"),
            who: text("who"),
            date: date?,
            scenario: scenario.to_string(),
            measure: measure?,
            range,
            horizon: text("horizon"),
            method: text("method"),
            source: text("source"),
        })
    }

    fn measure(&self, metric: &str, scope: &str, period: &str, column: &str) -> Option<Measure> {
        let wrong = |(part, message, remedy): (&str, String, String)| {
            self.problem(if part == "metric" { column } else { part }, message, remedy);
        };
        Measure::parse(self.model, metric, scope, period).map_err(wrong).ok()
    }

    fn number(&self, column: &str) -> Option<f64> {
        let cell = self.row.text(column);
        let number = parse_number(cell);
        if number.is_none() {
            let found = if cell.is_empty() {
                "the cell is empty".to_string()
            } else {
                format!("`{cell}` is not a number")
            };
            let mapping = self.row.text("mapping");
            let remedy = format!("The mapping `{mapping}` needs a plain number here, such as -2.4.");
            self.problem(column, format!("{found}."), remedy);
        }
        number
    }

    fn date(&self, column: &str) -> Option<NaiveDate> {
        let cell = self.row.text(column);
        let date = NaiveDate::parse_from_str(cell, "%Y-%m-%d").ok();
        if date.is_none() {
            self.problem(column, format!("`{cell}` is not a date."), "Write it as 2025-07-22.");
        }
        date
    }

    fn figure(&self, mapping: Mapping) -> Option<Observed> {
        let [quantity, scope, period] = ["quantity", "scope", "period"].map(|column| self.row.text(column));
        let measure = self.measure(quantity, scope, period, "quantity");
        let [value, mean, sd] = ["value", "anyway_mean", "anyway_sd"].map(|column| self.number(column));
        if sd.is_some_and(|sd| sd <= 0.0) {
            self.problem(
                "anyway_sd",
                "the standard deviation is not above 0.",
                "Nobody knows exactly what would have happened anyway.",
            );
            return None;
        }
        Some(Observed::Figure {
            measure: measure?,
            mapping,
            value: value?,
            unit: self.row.text("unit").to_string(),
            anyway: (mean?, sd?),
            anyway_source: self.row.text("anyway_source").to_string(),
        })
    }

    fn track(&self) -> Option<TrackId> {
        let known = self.model.negotiation.tracks.iter().map(|track| track.id.as_str());
        let place = self.file.cell(self.row.line, "quantity");
        look_up("track", self.row.text("quantity"), known, place, self.report).map(TrackId)
    }

    fn state_of(&self, track: TrackId, name: &str, column: &str) -> Option<StateId> {
        let states = &self.model.negotiation.tracks[track.0].states;
        let place = self.file.cell(self.row.line, column);
        look_up("state", name, states.iter().map(|state| state.id.as_str()), place, self.report).map(StateId)
    }

    fn date_of_states(&self) -> Option<Observed> {
        let (track, date) = (self.track(), self.date("value"));
        let track = track?;
        let names: Vec<&str> = self.row.text("scope").split_whitespace().collect();
        if names.is_empty() {
            self.problem("scope", "no state is named.", "Name the states that count, separated by spaces.");
            return None;
        }
        let states: Vec<Option<StateId>> =
            names.iter().map(|name| self.state_of(track, name, "scope")).collect();
        Some(Observed::Date { track, states: states.into_iter().collect::<Option<_>>()?, date: date? })
    }

    fn state(&self) -> Option<Observed> {
        let (track, date) = (self.track(), self.date("period"));
        let track = track?;
        let state = self.state_of(track, self.row.text("value"), "value");
        Some(Observed::State { track, date: date?, state: state? })
    }

    fn input(&self) -> Option<Observed> {
        let known: Vec<&str> = self.model.inputs.uncertain().map(|(_, input)| input.name.as_str()).collect();
        let place = self.file.cell(self.row.line, "quantity");
        let found =
            look_up("uncertain input", self.row.text("quantity"), known.iter().copied(), place, self.report);
        let value = self.number("value");
        let input = self.model.inputs.find(known[found?])?;
        Some(Observed::Input { input: InputId(input.0), value: value? })
    }
}
