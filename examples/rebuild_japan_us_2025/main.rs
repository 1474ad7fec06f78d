//! Rebuilds `economy/*.csv` and `trade/*.csv` of `models/japan-us-2025` from the tables in its `sources/`.
//!
//! `cargo run --example rebuild_japan_us_2025` writes the files and prints what was checked.
//! With `-- --check` nothing is written: it compares, and exits with code 1 where a file differs.

mod baseline;
mod economy;
mod employment;
mod imports;
mod leontief;
mod lines;
mod margins;
mod output;
mod published;
mod report;
mod table;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use economy::Economy;
use lines::Trade;

fn main() -> Result<ExitCode> {
    let check_only = read_arguments()?;
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/japan-us-2025");
    let sources = model.join("sources");

    let economy = Economy::build(&sources).context("building the economy tables")?;
    let trade = Trade::build(&sources).context("building the trade tables")?;
    let mut out = std::io::stdout().lock();
    report::print(&mut out, &sources, &economy, &trade).context("checking the result")?;

    let files = output::render(&economy, &trade).context("writing the tables as CSV")?;
    if check_only {
        let differing = output::compare(&model, &files)?;
        for name in &differing {
            eprintln!("differs from its sources: {name}");
        }
        return Ok(if differing.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) });
    }
    output::write(&model, &files)?;
    writeln!(out, "\n{} files written to models/japan-us-2025", files.len())?;
    Ok(ExitCode::SUCCESS)
}

/// Whether `--check` was given; any other argument is an error.
fn read_arguments() -> Result<bool> {
    let mut check_only = false;
    for argument in std::env::args().skip(1) {
        if argument != "--check" {
            bail!("unknown argument {argument}: the only one is --check");
        }
        check_only = true;
    }
    Ok(check_only)
}
