//! `summary.json` as text, byte for byte what [`json_bytes`] makes of its [`SummaryFile`].
//!
//! Nearly all of it are the estimates of headline cells. They are written straight from the [`Summary`]; lists of the
//! same statistics share the text around their numbers.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

use super::folder::ResultFile;
use super::json_bytes;
use super::rows::SummaryFile;
use super::tables::{headlines, outcome_id};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::run::{CellSummary, Summary};
use crate::stats::{Estimate, Statistic};

/// A file without metrics has this. Nothing but a key of the outermost object follows on a line break and two spaces.
const NO_METRICS: &str = "\n  \"metrics\": {}";

/// Writes `summary.json`, given all of it but its metrics.
pub(super) fn write_summary(
    file: &mut ResultFile,
    model: &Model,
    summary: &Summary,
    rest: &SummaryFile,
) -> Result<()> {
    let rest = json_bytes(rest)?;
    let headlines = headlines(model, summary);
    let place = rest.windows(NO_METRICS.len()).position(|text| text == NO_METRICS.as_bytes());
    let Some(place) = place.filter(|_| !headlines.is_empty()) else {
        file.text.extend_from_slice(&rest);
        return Ok(());
    };
    let (start, end) = rest.split_at(place + NO_METRICS.len() - "}".len());
    file.text.extend_from_slice(start);
    let mut outcomes: Vec<(String, Option<usize>)> = vec![(quoted("all")?, None)];
    for state in 0..summary.outcomes.len() {
        outcomes.push((quoted(outcome_id(model, state))?, Some(state)));
    }
    outcomes.sort();
    let mut lists = [List::default(), List::default()];
    for (position, (metric, scopes)) in headlines.iter().enumerate() {
        open(&mut file.text, 2, position == 0, &quoted(metric)?, "{");
        for (position, (scope, periods)) in scopes.iter().enumerate() {
            open(&mut file.text, 3, position == 0, &quoted(scope)?, "{");
            for (position, (period, cell)) in periods.iter().enumerate() {
                open(&mut file.text, 4, position == 0, &quoted(period)?, "{");
                open(&mut file.text, 5, true, "\"unit\"", &quoted(&cell.cell.metric.unit(&model.money))?);
                let exact = if cell.exact { "true" } else { "false" };
                open(&mut file.text, 5, false, "\"exact_quantiles\"", exact);
                open(&mut file.text, 5, false, "\"outcomes\"", "{");
                write_outcomes(&mut file.text, cell, &outcomes, &mut lists);
                close(&mut file.text, 4);
                file.pass_on()?;
            }
            close(&mut file.text, 3);
        }
        close(&mut file.text, 2);
    }
    file.text.extend_from_slice(b"\n  ");
    file.text.extend_from_slice(end);
    Ok(())
}

/// The estimates of a cell; `lists` are those over all outcomes and given one.
fn write_outcomes(
    text: &mut Vec<u8>,
    cell: &CellSummary,
    outcomes: &[(String, Option<usize>)],
    [overall, given]: &mut [List; 2],
) {
    let mut first = true;
    for (outcome, state) in outcomes {
        let (list, estimates) = match state {
            None => (&mut *overall, Some(&cell.overall)),
            Some(state) => (&mut *given, cell.given.get(*state)),
        };
        let Some(estimates) = estimates.filter(|estimates| !estimates.is_empty()) else { continue };
        open(text, 6, first, outcome, "{");
        list.write(text, estimates);
        close(text, 6);
        first = false;
    }
    if first {
        text.push(b'}');
    } else {
        close(text, 5);
    }
}

/// The statistics of a list of estimates: kept from one list to the next, as most have the same.
#[derive(Default)]
struct List {
    statistics: Vec<Statistic>,
    /// In order of their names: position, and the text in front of the value.
    entries: Vec<(usize, Vec<u8>)>,
}

impl List {
    fn write(&mut self, text: &mut Vec<u8>, estimates: &[Estimate]) {
        if !self.statistics.iter().eq(estimates.iter().map(|estimate| &estimate.statistic)) {
            self.read(estimates);
        }
        for (position, start) in &self.entries {
            let Estimate { value, mcse, .. } = estimates[*position];
            text.extend_from_slice(start);
            number(text, Some(value));
            text.extend_from_slice(b",\n                \"mcse\": ");
            number(text, mcse);
            text.extend_from_slice(b"\n              }");
        }
    }

    fn read(&mut self, estimates: &[Estimate]) {
        self.statistics = estimates.iter().map(|estimate| estimate.statistic).collect();
        let names = self.statistics.iter().enumerate().map(|(position, name)| (name.to_string(), position));
        let names: BTreeMap<String, usize> = names.collect();
        let entry = |(order, (name, position)): (usize, (String, usize))| {
            let mut start = Vec::new();
            open(&mut start, 7, order == 0, &format!("\"{name}\""), "{");
            open(&mut start, 8, true, "\"value\"", "");
            (position, start)
        };
        self.entries = names.into_iter().enumerate().map(entry).collect();
    }
}

/// A key on a line of its own, and how its value starts.
fn open(text: &mut Vec<u8>, depth: usize, first: bool, key: &str, start: &str) {
    text.extend_from_slice(if first { b"\n" } else { b",\n" });
    text.resize(text.len() + 2 * depth, b' ');
    [key, ": ", start].iter().for_each(|part| text.extend_from_slice(part.as_bytes()));
}

/// The end of an object.
fn close(text: &mut Vec<u8>, depth: usize) {
    text.push(b'\n');
    text.resize(text.len() + 2 * depth, b' ');
    text.push(b'}');
}

fn number(text: &mut Vec<u8>, value: Option<f64>) {
    match value.filter(|value| value.is_finite()) {
        // Writing to memory cannot fail.
        Some(value) => drop(CompactFormatter.write_f64(text, value)),
        None => text.extend_from_slice(b"null"),
    }
}

/// A text as JSON.
fn quoted(text: &(impl Serialize + ?Sized)) -> Result<String> {
    serde_json::to_string(text).map_err(|error| Error::Results(format!("cannot write JSON: {error}")))
}
