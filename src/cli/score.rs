//! `kanzei score`: a run against what happened.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Threads, listen, print, print_rows};
use crate::analysis::score;
use crate::output::json_bytes;
use crate::report::render_score;
use crate::run::on_threads;

#[derive(Args)]
pub(super) struct ScoreArgs {
    /// A results folder whose model has an observed.csv
    run: PathBuf,
    #[command(flatten)]
    threads: Threads,
    /// How to print the scores
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

pub(super) fn run(args: &ScoreArgs) -> anyhow::Result<()> {
    let stop = listen().context("cannot listen for Ctrl-C")?;
    let threads = args.threads.count();
    let file = on_threads(threads, || score(&args.run, threads, &stop))?;
    match args.format {
        Format::Text => print(&render_score(&file)),
        Format::Json => print(&String::from_utf8(json_bytes(&file)?)?),
        Format::Csv => print_rows(&file.rows),
    }
}
