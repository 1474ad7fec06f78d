//! `kanzei inputs`: every uncertain input of a model.

use std::fmt::Write;

use clap::{Args, ValueEnum};

use super::{ChangedModel, print, print_rows};
use crate::model::Model;
use crate::output::rows::AssumptionRow;
use crate::output::{assumption_rows, json_bytes};

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

pub(super) fn inputs(args: &InputsArgs) -> anyhow::Result<()> {
    let model = args.model.load()?.model;
    let rows = assumption_rows(&model);
    match args.format {
        Format::Json => print(&String::from_utf8(json_bytes(&rows)?)?),
        Format::Csv => print_rows(&rows),
        Format::Text => print(&table(&model, &rows)?),
    }
}

fn table(model: &Model, rows: &[AssumptionRow]) -> anyhow::Result<String> {
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
