//! `kanzei inputs`: every uncertain input of a model.

use std::fmt::Write;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{ChangedModel, print, print_rows};
use crate::model::Model;
use crate::model::uncertain::{Distribution, Input, Role};
use crate::output::json_bytes;

#[derive(Args)]
pub(super) struct InputsArgs {
    #[command(flatten)]
    model: ChangedModel,
    /// How to print the list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

/// An uncertain input as it is listed.
#[derive(Serialize)]
struct InputRow {
    name: String,
    distribution: String,
    p05: Option<f64>,
    p50: Option<f64>,
    p95: Option<f64>,
    evidence: String,
    source: String,
}

pub(super) fn inputs(args: &InputsArgs) -> anyhow::Result<()> {
    let model = args.model.load()?.model;
    let rows: Vec<InputRow> = model.inputs.uncertain().map(|(_, input)| row(&model, input)).collect();
    match args.format {
        Format::Json => print(&String::from_utf8(json_bytes(&rows)?)?),
        Format::Csv => print_rows(&rows),
        Format::Text => print(&table(&model, &rows)?),
    }
}

fn row(model: &Model, input: &Input) -> InputRow {
    let (distribution, quantiles) = match (input.role, &input.distribution) {
        (Role::Decision(track, decision), _) => (odds(model, track.0, decision.0), None),
        (_, Distribution::Bernoulli { probability }) => (format!("on with probability {probability}"), None),
        (_, distribution) => {
            let quantiles = [0.05, 0.5, 0.95].map(|p| distribution.quantile(p));
            (distribution.name().to_string(), Some(quantiles))
        }
    };
    let quantile = |position: usize| quantiles.map(|quantiles| quantiles[position]);
    InputRow {
        name: input.name.clone(),
        distribution,
        p05: quantile(0),
        p50: quantile(1),
        p95: quantile(2),
        evidence: input.evidence.to_string(),
        source: if input.source.is_empty() { "no source given".into() } else { input.source.clone() },
    }
}

/// A decision's date and base odds.
fn odds(model: &Model, track: usize, decision: usize) -> String {
    let track = &model.negotiation.tracks[track];
    let decision = &track.decisions[decision];
    let odds: Vec<String> =
        decision.to.iter().map(|(state, p)| format!("{} {p}", track.states[state.0].id)).collect();
    format!("{} from {}: {}", decision.date, track.states[decision.from.0].id, odds.join(", "))
}

fn table(model: &Model, rows: &[InputRow]) -> anyhow::Result<String> {
    let mut text = String::new();
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    writeln!(
        text,
        "{:<width$}  {:>10} {:>10} {:>10}  {:<10} distribution",
        "input", "5 %", "50 %", "95 %", "evidence"
    )?;
    for row in rows {
        let cell =
            |value: Option<f64>| value.map_or_else(|| " ".repeat(10), |value| format!("{value:>10.4}"));
        writeln!(
            text,
            "{:<width$}  {} {} {}  {:<10} {}",
            row.name,
            cell(row.p05),
            cell(row.p50),
            cell(row.p95),
            row.evidence,
            row.distribution
        )?;
    }
    for group in &model.inputs.correlations {
        let names: Vec<&str> = group.inputs.iter().map(|id| model.inputs.get(*id).name.as_str()).collect();
        writeln!(text, "\nranks correlated: {}", names.join(", "))?;
    }
    writeln!(text, "\nSources: --format json or csv. Fix an input with --fix NAME=VALUE.")?;
    Ok(text)
}
