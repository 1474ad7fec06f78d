//! `kanzei trace`: the whole chain of one draw.

use clap::{Args, ValueEnum};

use super::{ChangedModel, DrawArgs, print};
use crate::error::Error;
use crate::output::{json_bytes, trace_draw};
use crate::report::render_trace;
use crate::run::Engine;

#[derive(Args)]
pub(super) struct TraceArgs {
    #[command(flatten)]
    model: ChangedModel,
    /// Number of the draw, from 0
    #[arg(long)]
    draw: u64,
    #[command(flatten)]
    draws: DrawArgs,
    /// How to print the chain
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn trace(args: &TraceArgs) -> anyhow::Result<()> {
    let model = args.model.load()?.model;
    let settings = args.draws.settings(&model, 1)?;
    if args.draw >= settings.draws {
        return Err(Error::Settings(format!(
            "--draw {}: a run of {} draws has draws 0 to {}. Raise --draws, or ask for another draw.",
            args.draw,
            settings.draws,
            settings.draws - 1
        ))
        .into());
    }
    let trace = trace_draw(&Engine::new(&model, &settings)?, settings.seed, args.draw);
    match args.format {
        Format::Text => print(&render_trace(&trace)),
        Format::Json => print(&String::from_utf8(json_bytes(&trace)?)?),
    }
}
