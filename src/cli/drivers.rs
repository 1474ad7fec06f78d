//! `kanzei drivers`: which inputs make the spread of a result.

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{Bar, ChangedModel, DrawArgs, Threads, listen, print, print_rows};
use crate::analysis::{Asked, drivers, drivers_work};
use crate::output::json_bytes;
use crate::output::rows::DriversFile;
use crate::report::render_drivers;
use crate::run::{Settings, on_threads};

/// Pairs of draws unless told otherwise.
const DEFAULT_PAIRS: u64 = 4096;

#[derive(Args)]
pub(super) struct DriversArgs {
    #[command(flatten)]
    model: ChangedModel,
    /// A result as METRIC/SCOPE/PERIOD with the names of metrics.csv, e.g. `gdp_real/total/2026` or `headcount/group:auto/2027`. May be
    /// repeated; GDP, income, export value and headcount of the first group if left out
    #[arg(long = "metric", value_name = "MEASURE")]
    metrics: Vec<String>,
    /// Look at the named groups only, not at every input: a tenth of the time
    #[arg(long)]
    groups_only: bool,
    #[command(flatten)]
    draws: DrawArgs,
    #[command(flatten)]
    threads: Threads,
    /// How to print the tables
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Print no progress
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

pub(super) fn run(args: &DriversArgs) -> anyhow::Result<()> {
    let model = args.model.load()?.model;
    let settings = args.draws.settings(&model, args.threads.count())?;
    let settings = Settings { draws: args.draws.draws.unwrap_or(DEFAULT_PAIRS), ..settings };
    let asked = Asked { metrics: args.metrics.clone(), groups_only: args.groups_only };
    let stop = listen().context("cannot listen for Ctrl-C")?;
    let bar = Bar::new(drivers_work(&model, &asked, &settings), args.quiet);
    let file =
        on_threads(settings.threads, || drivers(&model, &asked, &args.draws.fix, &settings, &bar, &stop))?;
    bar.finish();
    match args.format {
        Format::Text => print(&render_drivers(&file)),
        Format::Json => print(&String::from_utf8(json_bytes(&file)?)?),
        Format::Csv => print_rows(&tidy(&file)),
    }
}

/// A share or swing as a row of a tidy table.
#[derive(Serialize)]
struct TidyRow<'a> {
    metric: &'a str,
    scope: &'a str,
    period: &'a str,
    level: &'a str,
    name: &'a str,
    statistic: &'static str,
    value: f64,
    mcse: Option<f64>,
    unit: &'a str,
}

fn tidy(file: &DriversFile) -> Vec<TidyRow<'_>> {
    let mut rows = Vec::new();
    for of in &file.metrics {
        let row = |level, name, statistic, value, mcse, unit| TidyRow {
            metric: &of.metric,
            scope: &of.scope,
            period: &of.period,
            level,
            name,
            statistic,
            value,
            mcse,
            unit,
        };
        let share = "share of variance";
        rows.push(row("total", "", "mean", of.mean, None, &of.unit));
        rows.push(row("total", "", "sd", of.sd, None, &of.unit));
        rows.push(row("outcome", "", "between_outcomes", of.between_outcomes, None, share));
        for outcome in &of.outcomes {
            rows.push(row(
                "outcome",
                &outcome.outcome,
                "probability",
                outcome.probability,
                None,
                "probability",
            ));
            rows.extend(
                outcome.mean.map(|mean| row("outcome", &outcome.outcome, "mean", mean, None, &of.unit)),
            );
            rows.extend(outcome.sd.map(|sd| row("outcome", &outcome.outcome, "sd", sd, None, &of.unit)));
        }
        for driver in &of.shares {
            for (name, note) in
                [("first_order", driver.first_order), ("total", driver.total), ("shapley", driver.shapley)]
            {
                rows.push(row(&driver.level, &driver.name, name, note.value, note.mcse, share));
            }
        }
        rows.push(row("tornado", "", "at_medians", of.at_medians, None, &of.unit));
        for swing in &of.tornado {
            rows.push(row("tornado", &swing.input, "at_low", swing.at_low, None, &of.unit));
            rows.push(row("tornado", &swing.input, "at_high", swing.at_high, None, &of.unit));
        }
    }
    rows
}
