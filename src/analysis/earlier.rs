//! The value of an earlier deal: the same state entered at one decision after another.

use super::compare::measures_over;
use super::paired::{Lab, Version};
use crate::error::{Error, Result};
use crate::ids::{DecisionId, StateId, closest};
use crate::model::Model;
use crate::model::calendar::{Period, Span};
use crate::model::measure::Measure;
use crate::model::pins::Pins;
use crate::output::rows::{CompareFile, CompareRow, CompareTable};

/// Days of a month, on average.
const DAYS: f64 = 365.25 / 12.0;

/// Lets the primary track stay in its initial state until one of its decisions leads to the wanted state, for each decision
/// that can, and adds to the file, over the whole horizon, what each costs against the first, and the value of a month:
///
/// ```text
/// ( E[y | entered at the first decision] − E[y | entered at the last] ) / months between the two
/// ```
pub(super) fn value_earlier(lab: &Lab, state: &str, file: &mut CompareFile) -> Result<()> {
    let model = lab.base;
    let track = model.negotiation.primary_track();
    let wanted = find(model, state)?;
    let leads = |(position, decision): (usize, &crate::model::negotiation::Decision)| {
        let to = |wanted: StateId| decision.to.iter().any(|(to, odds)| *to == wanted && *odds > 0.0);
        (decision.from == track.initial && to(wanted)).then_some(DecisionId(position))
    };
    let decisions: Vec<DecisionId> = track.decisions.iter().enumerate().filter_map(leads).collect();
    let (Some(first), Some(last)) = (decisions.first(), decisions.last()) else {
        return Err(refusal(model, state, "no decision leads there from the state that the talks start in"));
    };
    if first == last {
        return Err(refusal(
            model,
            state,
            "only one decision leads there, so it cannot come earlier or later",
        ));
    }
    let horizon = Span {
        period: Period::Months(model.calendar.start, model.calendar.end),
        first: 0,
        months: model.calendar.months(),
    };
    let mut measures = measures_over(model, &[horizon]);
    measures.extend(Measure::parse(model, "recession", "total", "all").ok());
    let version = |entered: DecisionId| {
        let mut pins = Pins::default();
        for (position, decision) in track.decisions.iter().enumerate().take(entered.0) {
            let can_stay = decision.to.iter().any(|(to, _)| *to == track.initial);
            if decision.from == track.initial && can_stay {
                pins.set_decision(model.negotiation.primary, DecisionId(position), track.initial);
            }
        }
        pins.set_decision(model.negotiation.primary, entered, wanted);
        Version { model, pins }
    };
    let earliest = lab.table(&version(*first), &measures)?;
    let mut cases = Vec::new();
    for decision in &decisions {
        let date = track.decisions[decision.0].date;
        let table = lab.table(&version(*decision), &measures)?;
        let id = track.decisions[decision.0].id.clone();
        let label = format!("{date}  {}", track.decisions[decision.0].label);
        if decision == first {
            file.rows.extend(lab.rows(("earlier", "base"), &measures, &table, None));
            cases.push(("base".to_string(), label));
        } else {
            file.rows.extend(lab.rows(("earlier", &id), &measures, &table, Some(&earliest)));
            cases.push((id, label));
        }
        if decision == last {
            let months = (date - track.decisions[first.0].date).num_days() as f64 / DAYS;
            let rows = lab.rows(("earlier", "per-month"), &measures, &earliest, Some(&table));
            file.rows.extend(
                rows.into_iter().filter(|row| row.statistic == "mean").map(|row| per_month(row, months)),
            );
            cases.push(("per-month".to_string(), "Each month earlier, on average".to_string()));
        }
    }
    let label = &track.states[wanted.0].label;
    let title = format!("An earlier deal ({label}): change over the whole horizon against the earliest date");
    file.tables.push(CompareTable { table: "earlier".to_string(), title, cases });
    Ok(())
}

fn per_month(row: CompareRow, months: f64) -> CompareRow {
    CompareRow {
        value: row.value / months,
        mcse: row.mcse.map(|error| error / months),
        mcse_unpaired: row.mcse_unpaired.map(|error| error / months),
        unit: format!("{} per month", row.unit),
        ..row
    }
}

fn find(model: &Model, state: &str) -> Result<StateId> {
    let track = model.negotiation.primary_track();
    track.find_state(state).ok_or_else(|| refusal(model, state, "the primary track has no such state"))
}

fn refusal(model: &Model, state: &str, rule: &str) -> Error {
    let track = model.negotiation.primary_track();
    let known: Vec<&str> = track.states.iter().map(|known| known.id.as_str()).collect();
    let near = closest(state, known.iter().copied()).filter(|near| *near != state);
    let remedy = near.map_or_else(
        || format!("The states of {} are {}.", track.id, known.join(", ")),
        |near| format!("Did you mean {near}?"),
    );
    Error::Settings(format!("--earlier {state}: {rule}. {remedy}"))
}
