//! `kanzei run`: model → simulation → results folder → summary on the screen.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use anyhow::Context;
use clap::Args;

use super::report::{ReportArgs, report};
use super::{Bar, ChangedModel, DrawArgs, Threads, listen, print};
use crate::output::{Staging, check_target, record};
use crate::report::render_run;
use crate::run::{MOST_DRAWS, Settings};

#[derive(Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    model: ChangedModel,
    #[command(flatten)]
    draws: DrawArgs,
    /// Stop once a figure's Monte Carlo error is small enough: `gdp_real/total/2026/mean <= 0.002`. Then --draws is the
    /// most draws, 10,000,000 if left out. May be repeated
    #[arg(long, value_name = "FIGURE <= ERROR")]
    until: Vec<String>,
    #[command(flatten)]
    threads: Threads,
    /// Folder for the results; results/<model name> if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace earlier results of kanzei in that folder
    #[arg(long)]
    overwrite: bool,
    /// Keep no samples.parquet
    #[arg(long)]
    no_samples: bool,
    /// Make a report of it too, in English and all formats, as `kanzei report` does
    #[arg(long)]
    report: bool,
    /// Print neither progress nor summary
    #[arg(long)]
    quiet: bool,
}

pub(super) fn run(args: &RunArgs) -> anyhow::Result<()> {
    let loaded = args.model.load()?;
    let model = &loaded.model;
    let mut settings = args.draws.settings(model, args.threads.count())?;
    if !args.until.is_empty() {
        settings =
            Settings { draws: args.draws.draws.unwrap_or(MOST_DRAWS), until: args.until.clone(), ..settings };
    }
    let target = args.out.clone().unwrap_or_else(|| PathBuf::from("results").join(&model.name));
    check_target(&target, args.overwrite)?;
    let stop = listen().context("cannot listen for Ctrl-C")?;

    let staging = Staging::start(&target, args.overwrite)?;
    let bar = Bar::new(settings.draws, args.quiet);
    let file = record(&staging, &loaded, &settings, &args.draws.fix, !args.no_samples, &bar, &stop)?;
    bar.finish();
    if stop.load(Ordering::Relaxed) {
        return Err(crate::error::Error::Interrupted.into());
    }
    staging.publish(args.overwrite)?;
    // Before the summary is printed: who reads that may go away early.
    let reported =
        args.report.then(|| report(&ReportArgs::of_run(&target, args.threads.threads, args.quiet), &stop));
    if !args.quiet {
        let samples = if args.no_samples { "" } else { ", samples.parquet" };
        let published = if loaded.model.published.is_empty() { "" } else { ", published.csv" };
        print(&render_run(&file))?;
        print(&format!(
            "{}: summary.json, metrics.csv, sectors.csv, outcomes.csv, assumptions.csv{published}{samples}, inputs/, manifest.json\n",
            target.display()
        ))?;
    }
    if let Some(reported) = reported {
        let text = reported.context("the run is complete, its report is not")?;
        if !args.quiet {
            print(&text)?;
        }
    }
    Ok(())
}
