//! `kanzei verify`: a results folder against its own recomputation.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Bar, Threads, listen, print};
use crate::analysis::verify;
use crate::output::{Stored, json_bytes};
use crate::report::render_verify;

#[derive(Args)]
pub(super) struct VerifyArgs {
    /// A results folder
    run: PathBuf,
    #[command(flatten)]
    threads: Threads,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let stop = listen().context("cannot listen for Ctrl-C")?;
    let bar = Bar::new(Stored::open(&args.run)?.manifest.draws, false);
    let file = verify(&args.run, args.threads.count(), &bar, &stop)?;
    bar.finish();
    match args.format {
        Format::Text => print(&render_verify(&file))?,
        Format::Json => print(&String::from_utf8(json_bytes(&file)?)?)?,
    }
    Ok(if file.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
