//! `kanzei compare`: a model against policies, and the value of its bargaining chips.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{DrawArgs, ModelArg, Threads, listen, print, print_rows};
use crate::analysis::{Policy, Wanted, compare};
use crate::error::Error;
use crate::input::{load_model, load_with};
use crate::output::json_bytes;
use crate::report::render_compare;
use crate::run::on_threads;

#[derive(Args)]
pub(super) struct CompareArgs {
    #[command(flatten)]
    model: ModelArg,
    /// A policy: an overlay that changes the model, such as models/japan-us-2025/policies/no-fund.toml. May be repeated, and
    /// takes several files
    #[arg(long = "with", value_name = "OVERLAY", num_args = 1..)]
    with: Vec<PathBuf>,
    /// The value of every bargaining chip, of pairs and of all together: offered against not offered
    #[arg(long)]
    chips: bool,
    /// The value of reaching this state of the primary track earlier, e.g. deal-all-in
    #[arg(long, value_name = "STATE")]
    earlier: Option<String>,
    #[command(flatten)]
    draws: DrawArgs,
    #[command(flatten)]
    threads: Threads,
    /// How to print the tables
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

pub(super) fn run(args: &CompareArgs) -> anyhow::Result<()> {
    let wanted = Wanted { chips: args.chips, pairs: args.chips, earlier: args.earlier.clone() };
    if args.with.is_empty() && wanted == Wanted::default() {
        let text = "compare: there is nothing to compare with. Name policies (--with FILE…), or ask for --chips or --earlier STATE.";
        return Err(Error::Settings(text.to_string()).into());
    }
    let base = load_model(&args.model.model)?.model;
    let mut policies: Vec<Policy> = Vec::new();
    for path in &args.with {
        let loaded = load_with(&args.model.model, &[path])?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if stem == "base" || policies.iter().any(|policy| policy.id == stem) {
            let text =
                format!("--with {}: there is another case named {stem}. Rename the file.", path.display());
            return Err(Error::Settings(text).into());
        }
        let label = loaded.folder.labels().concat();
        policies.push(Policy { id: stem, label, model: loaded.model });
    }
    let settings = args.draws.settings(&base, args.threads.count())?;
    let stop = listen().context("cannot listen for Ctrl-C")?;
    let file = on_threads(settings.threads, || {
        compare(&base, &policies, &wanted, &args.draws.fix, &settings, &stop)
    })?;
    match args.format {
        Format::Text => print(&render_compare(&file)),
        Format::Json => print(&String::from_utf8(json_bytes(&file)?)?),
        Format::Csv => print_rows(&file.rows),
    }
}
