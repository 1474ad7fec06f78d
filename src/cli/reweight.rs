//! `kanzei reweight`: other probabilities on stored draws.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{print, print_rows};
use crate::analysis::reweight;
use crate::output::json_bytes;
use crate::report::render_reweight;
use crate::run::{all_threads, on_threads};

#[derive(Args)]
pub(super) struct ReweightArgs {
    /// A results folder with samples
    run: PathBuf,
    /// New probability of a state that a decision leads to, or of a lever: us-japan.g7-summit.deal-all-in=0.5,
    /// lever.shipbuilding=0.9. May be repeated
    #[arg(long = "set", value_name = "NAME=P", required = true)]
    set: Vec<String>,
    /// How to print the figures
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

pub(super) fn run(args: &ReweightArgs) -> anyhow::Result<()> {
    let file = on_threads(all_threads(), || reweight(&args.run, &args.set))?;
    match args.format {
        Format::Text => print(&render_reweight(&file)),
        Format::Json => print(&String::from_utf8(json_bytes(&file)?)?),
        Format::Csv => print_rows(&file.rows),
    }
}
