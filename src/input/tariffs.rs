//! `tariffs.toml` → [`Tariffs`]: programmes, their initial rates, and the history up to the as-of date.

use chrono::NaiveDate;

use super::format::{Field, Format, Kind, optional, required};
use super::names::{look_up, refuse_duplicates, register_key};
use super::report::Report;
use super::toml_file::TableReader;
use crate::ids::{ProgrammeId, SourceId};
use crate::model::tariffs::{Action, Mode, PastAction, Programme, Tariffs};
use crate::model::trade::Source;
use crate::model::uncertain::{Inputs, Range};

const RATE: Range = Range::NOT_NEGATIVE;
const LAG: Range = Range::NOT_NEGATIVE;
/// A median rate above this (1000 %) is a percentage written as a fraction.
const HIGHEST_RATE: f64 = 10.0;
const MODE: Kind = Kind::Choice(&["additional", "all_in"]);
const MODE_FIELD: Field =
    required("mode", MODE, "", "`additional`: MFN + rate. `all_in`: the larger of MFN and rate.");
const RATE_FIELD: Field = required("rate", Kind::Value(RATE), "rate", "The programme's ad valorem rate.");
const SOURCES_FIELD: Field =
    required("sources", Kind::Texts, "", "The sources it applies to; `[\"all\"]` for every one.");

/// The top of `tariffs.toml`.
pub const TARIFFS: Format = Format {
    file: "tariffs.toml",
    table: "",
    about: "Tariff programmes and what had been decided by the as-of date.",
    fields: &[
        required("programme", Kind::Tables, "", "One `[[programme]]` for each legal authority."),
        optional(
            "history",
            Kind::Tables,
            "",
            "One `[[history]]` for each action decided up to the as-of date.",
        ),
    ],
};

/// `[[programme]]`
pub const PROGRAMME: Format = Format {
    file: "tariffs.toml",
    table: "[[programme]]",
    about: "A legal authority under which a tariff is levied. Without an initial rate, covered goods pay MFN alone \
            until an action.",
    fields: &[
        required("id", Kind::Id, "", "Id, used by `trade/coverage.csv` and by actions."),
        optional("label", Kind::Text, "", "Name in words; the id if left out."),
        optional("legal_basis", Kind::Text, "", "The law and the proclamation or order."),
        optional("initial", Kind::Table, "", "Mode and rate in force for every source before `start`."),
    ],
};

/// `initial = { … }` of a programme.
pub const INITIAL: Format = Format {
    file: "tariffs.toml",
    table: "initial = { … }",
    about: "The rate that the baseline contains.",
    fields: &[MODE_FIELD, RATE_FIELD],
};

/// `[[history]]`
pub const HISTORY: Format = Format {
    file: "tariffs.toml",
    table: "[[history]]",
    about: "An action decided up to the as-of date, in order of decision. It is in force from its decision plus the \
            lag, inclusive, until a later action on the same programme and source.",
    fields: &[
        required("id", Kind::Id, "", "Id; inputs are named `history.<id>.rate` and `history.<id>.lag`."),
        required("programme", Kind::Id, "", "The programme."),
        SOURCES_FIELD,
        MODE_FIELD,
        RATE_FIELD,
        required("decided", Kind::Date, "", "When it was decided; not after `as_of`."),
        optional(
            "lag",
            Kind::Value(LAG),
            "days",
            "Days until it takes effect, rounded to whole days; 0 if left out.",
        ),
        optional("source", Kind::Text, "", "Where this is recorded."),
    ],
};

/// `[[track.state.action]]` of `negotiation.toml`
pub const ACTION: Format = Format {
    file: "negotiation.toml",
    table: "[[track.state.action]]",
    about: "What entering the state triggers, decided on the date of the decision that led to it.",
    fields: &[
        optional(
            "id",
            Kind::Id,
            "",
            "Id, unique in the state; the programme if left out. Inputs are named `<track>.<state>.<id>.rate` and `.lag`.",
        ),
        required("programme", Kind::Id, "", "The programme."),
        SOURCES_FIELD,
        MODE_FIELD,
        RATE_FIELD,
        optional(
            "lag",
            Kind::Value(LAG),
            "days",
            "Days until it takes effect, rounded to whole days; 0 if left out.",
        ),
    ],
};

/// What actions refer to.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The programmes.
    pub programmes: &'a [Programme],
    /// The sources.
    pub sources: &'a [Source],
}

/// Reads the programmes.
pub fn read_programmes(tariffs: &TableReader, inputs: &mut Inputs, report: &Report) -> Vec<Programme> {
    let tables = tariffs.tables("programme", &PROGRAMME);
    let mut programmes = Vec::new();
    for table in &tables {
        let id = table.text("id");
        let initial = table.table("initial", &INITIAL).map(|initial| {
            let name = format!("programme.{id}.initial");
            let rate = register_key(&initial, "rate", name, RATE, 0.0, inputs, report);
            (read_mode(&initial), rate)
        });
        let (label, legal_basis) = (table.text_or("label", &id), table.text_or("legal_basis", ""));
        programmes.push(Programme { id, label, legal_basis, initial });
    }
    let ids = programmes.iter().map(|programme| programme.id.as_str());
    refuse_duplicates("programme", ids.zip(tables.iter().map(|table| table.place("id"))), report);
    programmes
}

fn read_mode(table: &TableReader) -> Mode {
    if table.choice("mode") == Some("all_in") { Mode::AllIn } else { Mode::Additional }
}

/// Reads one action; its inputs are named `<prefix>.<id>.rate` and `<prefix>.<id>.lag`.
pub fn read_action(
    table: &TableReader,
    prefix: &str,
    known: Known,
    inputs: &mut Inputs,
    report: &Report,
) -> Action {
    let programme_id = table.text("programme");
    let id = table.text_or("id", &programme_id);
    let programmes = known.programmes.iter().map(|programme| programme.id.as_str());
    let programme = look_up("programme", &programme_id, programmes, table.place("programme"), report);
    let names = table.texts("sources");
    let mut sources: Vec<SourceId> = Vec::new();
    if names.len() == 1 && names[0].0 == "all" {
        sources = (0..known.sources.len()).map(SourceId).collect();
    } else {
        let ids = known.sources.iter().map(|source| source.id.as_str());
        for (name, place) in &names {
            if let Some(source) = look_up("source", name, ids.clone(), place.clone(), report) {
                sources.push(SourceId(source));
            }
        }
        refuse_duplicates("source", names.iter().map(|(name, place)| (name.as_str(), place.clone())), report);
    }
    if names.is_empty() && table.node("sources").is_some() {
        table.problem(
            "sources",
            "sources",
            "the list of sources is empty.",
            "Name the sources, or [\"all\"].",
        );
    }
    let rate = register_key(table, "rate", format!("{prefix}.{id}.rate"), RATE, 0.0, inputs, report);
    let median = inputs.get(rate).distribution.quantile(0.5);
    if median > HIGHEST_RATE {
        let message = format!("a rate of {median} is {} %.", 100.0 * median);
        table.problem("range", "rate", message, "Rates are fractions: 0.25 means 25 %.");
    }
    let lag = register_key(table, "lag", format!("{prefix}.{id}.lag"), LAG, 0.0, inputs, report);
    Action { programme: ProgrammeId(programme.unwrap_or(0)), sources, mode: read_mode(table), rate, lag, id }
}

/// Reads the history; its actions stand in order of decision, none after the as-of date.
pub fn read_tariffs(
    tariffs: &TableReader,
    programmes: Vec<Programme>,
    sources: &[Source],
    as_of: Option<NaiveDate>,
    inputs: &mut Inputs,
    report: &Report,
) -> Tariffs {
    let tables = tariffs.tables("history", &HISTORY);
    let mut history: Vec<PastAction> = Vec::new();
    let known = Known { programmes: &programmes, sources };
    for table in &tables {
        let action = read_action(table, "history", known, inputs, report);
        let Some(decided) = table.date("decided") else { continue };
        if let Some(earlier) = history.last().filter(|last| last.decided > decided) {
            let message = format!("{decided} comes after {} in the list.", earlier.decided);
            table.problem("date order", "decided", message, "List the history in order of decision.");
        }
        if let Some(as_of) = as_of.filter(|as_of| decided > *as_of) {
            let message = format!("{decided} is after the as-of date {as_of}.");
            let remedy = "What comes after the as-of date belongs to a track of negotiation.toml.";
            table.problem("date order", "decided", message, remedy);
        }
        history.push(PastAction { action, decided, source: table.text_or("source", "") });
    }
    Tariffs { programmes, history }
}
