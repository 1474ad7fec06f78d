//! The command line: one file for each command.

mod check;
mod compare;
mod drivers;
mod import;
mod inputs;
mod models;
mod multipliers;
mod new;
mod report;
mod reweight;
mod run;
mod schema;
mod score;
mod trace;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::draw::Sampler;
use crate::error::Error;
use crate::input::{Loaded, load_with};
use crate::model::Model;
use crate::model::pins::Pins;
use crate::run::{DEFAULT_DRAWS, DEFAULT_SEED, Progress, Settings, all_threads};

/// What a tariff does to GDP and jobs, when nobody knows how the talks will end.
#[derive(Parser)]
#[command(name = "kanzei", version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Simulate a model, print the summary and write a results folder
    Run(run::RunArgs),
    /// Load a model exactly as `run` does and say what it holds, or every problem found
    Check(check::CheckArgs),
    /// List every uncertain input: name, distribution, 5/50/95 %, evidence, source
    Inputs(inputs::InputsArgs),
    /// Print the whole chain of one draw
    Trace(trace::TraceArgs),
    /// Print multipliers and linkages of every sector, and the rounds of suppliers behind a line
    Multipliers(multipliers::MultipliersArgs),
    /// Compare a model with policies, value bargaining chips and an earlier deal
    Compare(compare::CompareArgs),
    /// Say which inputs make the spread of a result
    Drivers(drivers::DriversArgs),
    /// Give the stored draws of a run other probabilities of decisions and levers
    Reweight(reweight::ReweightArgs),
    /// Recompute a results folder and say, file by file, whether it is identical
    Verify(verify::VerifyArgs),
    /// Score a run against what happened
    Score(score::ScoreArgs),
    /// Make a report of a run: HTML, Markdown, LaTeX tables, a workbook and figures
    Report(report::ReportArgs),
    /// Turn a published input-output table into the economy of a model
    Import(import::ImportArgs),
    /// Make a complete, commented starter model from an imported economy
    New(new::NewArgs),
    /// List the models that come with the program, or copy one out
    Models(models::ModelsArgs),
    /// Print the JSON Schema of a model's TOML file or of a results file, or list them
    Schema(schema::SchemaArgs),
}

/// Which draws are made.
#[derive(Args)]
struct DrawArgs {
    /// Seed of the random numbers
    #[arg(long, default_value_t = DEFAULT_SEED)]
    seed: u64,
    /// How points of the unit cube are chosen
    #[arg(long, value_enum, default_value_t = SamplerName::Sobol)]
    sampler: SamplerName,
    /// Number of draws, 1 to 10,000,000; 16,384 if left out. Powers of two are best for sobol
    #[arg(long)]
    draws: Option<u64>,
    /// Fix an input, a lever or a decision: substitution.cars=2.0, lever.shipbuilding=on, us-japan.g7-summit=deal-all-in
    #[arg(long = "fix", value_name = "NAME=VALUE")]
    fix: Vec<String>,
}

impl DrawArgs {
    /// Settings of a run of a model, checked.
    fn settings(&self, model: &Model, threads: usize) -> crate::error::Result<Settings> {
        let settings = Settings {
            draws: self.draws.unwrap_or(DEFAULT_DRAWS),
            seed: self.seed,
            sampler: self.sampler.into(),
            threads,
            pins: Pins::parse(model, &self.fix)?,
            until: Vec::new(),
        };
        settings.check()?;
        Ok(settings)
    }
}

/// On how many threads.
#[derive(Args)]
struct Threads {
    /// Number of threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
}

impl Threads {
    fn count(&self) -> usize {
        self.threads.unwrap_or_else(all_threads)
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum SamplerName {
    /// Scrambled Sobol' sequences: the smallest errors
    Sobol,
    /// Latin hypercubes
    Lhs,
    /// Independent pseudo-random points
    Pseudo,
}

impl From<SamplerName> for Sampler {
    fn from(name: SamplerName) -> Self {
        match name {
            SamplerName::Sobol => Self::Sobol,
            SamplerName::Lhs => Self::Lhs,
            SamplerName::Pseudo => Self::Pseudo,
        }
    }
}

/// The folder of the model.
#[derive(Args)]
struct ModelArg {
    /// Folder of the model
    model: PathBuf,
}

/// The model and what changes it.
#[derive(Args)]
struct ChangedModel {
    #[command(flatten)]
    folder: ModelArg,
    /// Change the model by an overlay, a small TOML file such as models/japan-us-2025/policies/no-fund.toml. May be repeated
    #[arg(long = "with", value_name = "OVERLAY")]
    with: Vec<PathBuf>,
}

impl ChangedModel {
    fn load(&self) -> crate::error::Result<Loaded> {
        load_with(&self.folder.model, &self.with)
    }
}

/// Runs the command line and says how the program ends: 0 done, 1 failed, 2 wrong usage.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Run(args) => run::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Check(args) => check::check(&args).map(|()| ExitCode::SUCCESS),
        Command::Inputs(args) => inputs::inputs(&args).map(|()| ExitCode::SUCCESS),
        Command::Trace(args) => trace::trace(&args).map(|()| ExitCode::SUCCESS),
        Command::Multipliers(args) => multipliers::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Compare(args) => compare::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Drivers(args) => drivers::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Reweight(args) => reweight::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Verify(args) => verify::run(&args),
        Command::Score(args) => score::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Report(args) => report::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Import(args) => import::run(&args).map(|()| ExitCode::SUCCESS),
        Command::New(args) => new::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Models(args) => models::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Schema(args) => schema::run(&args).map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            let usage = matches!(error.downcast_ref::<Error>(), Some(Error::Settings(_)));
            if usage { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

/// Whether the reader of our output went away, as `head` does.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    kind == Some(std::io::ErrorKind::BrokenPipe)
}

/// A progress bar on standard error, hidden where that is not a terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new(draws: u64, quiet: bool) -> Self {
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(draws) };
        let template = "{bar:40} {human_pos} of {human_len} draws, {per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn done(&self, draws: u64) {
        self.0.inc(draws);
    }

    fn expect(&self, draws: u64) {
        self.0.inc_length(draws);
    }
}

/// A flag that Ctrl-C sets.
fn listen() -> Result<Arc<AtomicBool>, ctrlc::Error> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed))?;
    Ok(stop)
}

/// Writes rows to standard output as CSV.
fn print_rows<R: Serialize>(rows: &[R]) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().try_for_each(|row| writer.serialize(row))?;
    print(&String::from_utf8(writer.into_inner()?)?)
}

/// Writes text to standard output.
fn print(text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
