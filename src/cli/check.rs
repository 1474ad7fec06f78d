//! `kanzei check`: what a model holds, or every problem found.

use std::fmt::Write;

use clap::Args;

use super::{ChangedModel, print};
use crate::input::load_scenarios;
use crate::model::Model;
use crate::model::uncertain::{Evidence, Role};
use crate::propagate::{Leontief, multipliers};
use crate::report::{fixed, wrapped};

#[derive(Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    model: ChangedModel,
}

pub(super) fn check(args: &CheckArgs) -> anyhow::Result<()> {
    let loaded = args.model.load()?;
    let scenarios = load_scenarios(&loaded)?;
    print(&describe(&loaded.model, scenarios.len())?)
}

fn describe(model: &Model, scenarios: usize) -> anyhow::Result<String> {
    let mut text = String::new();
    writeln!(text, "{}", model.title)?;
    for part in wrapped(&model.question, 98) {
        writeln!(text, "{part}")?;
    }
    let calendar = &model.calendar;
    writeln!(
        text,
        "\nas of {}, {} to {} ({} months), money in {}",
        model.as_of,
        calendar.start,
        calendar.end,
        calendar.months(),
        model.money
    )?;
    economy(&mut text, model)?;
    trade(&mut text, model)?;
    talks(&mut text, model)?;
    inputs(&mut text, model)?;
    if !model.observed.is_empty() || !model.published.is_empty() {
        writeln!(
            text,
            "\nEvidence: {} observations of what happened, {} published estimates under {scenarios} scenarios",
            model.observed.len(),
            model.published.len()
        )?;
    }
    writeln!(text, "\nNo problems found.")?;
    Ok(text)
}

fn economy(text: &mut String, model: &Model) -> anyhow::Result<()> {
    let economy = &model.economy;
    let accounts = &economy.accounts;
    let gdp = accounts.gdp();
    writeln!(text, "\nEconomy: {} sectors", economy.sectors())?;
    writeln!(
        text,
        "  value added {} + net taxes on products {} = GDP {}",
        fixed(accounts.value_added.sum(), 0),
        fixed(gdp - accounts.value_added.sum(), 0),
        fixed(gdp, 0)
    )?;
    if (model.gdp / gdp - 1.0).abs() > 0.001 {
        writeln!(
            text,
            "  effects are measured against the GDP of model.toml, {}: {:+.1} % from the accounts",
            fixed(model.gdp, 0),
            100.0 * (model.gdp / gdp - 1.0)
        )?;
    }
    writeln!(
        text,
        "  persons employed {}, compensation of employees {:.1} % of value added",
        fixed(accounts.employment.sum(), 0),
        100.0 * accounts.compensation.sum() / accounts.value_added.sum()
    )?;
    let inverse = Leontief::new(&economy.technical_coefficients)?.inverse()?;
    let ones = nalgebra::DVector::from_element(economy.sectors(), 1.0);
    let output = multipliers(&inverse, &ones);
    let value_added = multipliers(&inverse, &economy.value_added_share);
    writeln!(text, "  spectral radius of the domestic coefficients {:.3}", economy.spectral_radius())?;
    for group in &model.groups {
        for sector in &group.sectors {
            writeln!(
                text,
                "  {} {}: output multiplier {:.3}, value-added multiplier {:.3}",
                economy.code(*sector),
                accounts.sectors[sector.0].name,
                output[sector.0],
                value_added[sector.0]
            )?;
        }
    }
    Ok(())
}

fn trade(text: &mut String, model: &Model) -> anyhow::Result<()> {
    let trade = &model.trade;
    let exports = trade.exports();
    writeln!(
        text,
        "\nTrade: {} lines, {} sources; exports to {} {} ({:.2} % of GDP)",
        trade.lines.len(),
        trade.sources.len(),
        model.destination,
        fixed(exports, 0),
        100.0 * exports / model.gdp
    )?;
    writeln!(
        text,
        "  {:<24} {:>10} {:>14} {:>9}  coverage by programme",
        "line", "exports", "home's share", "MFN"
    )?;
    for line in &trade.lines {
        let coverage: Vec<String> = line
            .coverage
            .iter()
            .map(|(programme, share)| {
                format!("{} {:.0} %", model.tariffs.programmes[programme.0].id, 100.0 * share)
            })
            .collect();
        writeln!(
            text,
            "  {:<24} {:>10} {:>12.1} % {:>7.1} %  {}",
            line.id,
            fixed(line.exports, 0),
            100.0 * line.import_shares[0],
            100.0 * line.mfn[0],
            if coverage.is_empty() { "exempt".to_string() } else { coverage.join(", ") }
        )?;
    }
    Ok(())
}

fn talks(text: &mut String, model: &Model) -> anyhow::Result<()> {
    writeln!(
        text,
        "\nTariffs: {} programmes, {} past actions",
        model.tariffs.programmes.len(),
        model.tariffs.history.len()
    )?;
    for (position, track) in model.negotiation.tracks.iter().enumerate() {
        let role = if position == model.negotiation.primary.0 {
            format!(", its state on {} is the outcome", model.negotiation.outcome_date)
        } else {
            String::new()
        };
        let states: Vec<&str> = track.states.iter().map(|state| state.id.as_str()).collect();
        writeln!(text, "Track {}: {} decisions{role}", track.id, track.decisions.len())?;
        for part in wrapped(&format!("states {}", states.join(", ")), 94) {
            writeln!(text, "  {part}")?;
        }
    }
    for lever in &model.negotiation.levers {
        writeln!(
            text,
            "Lever {}: {} effects on the odds, {} on demand",
            lever.id,
            lever.shifts.len(),
            lever.effects.len()
        )?;
    }
    Ok(())
}

fn inputs(text: &mut String, model: &Model) -> anyhow::Result<()> {
    let numbers = || model.inputs.uncertain().filter(|(_, input)| input.role == Role::Number);
    let count =
        |evidence: Evidence| model.inputs.uncertain().filter(|(_, input)| input.evidence == evidence).count();
    writeln!(
        text,
        "\nInputs: {} uncertain ({} numbers, the rest decisions and levers), {} constant; {} groups with correlated ranks",
        model.inputs.uncertain().count(),
        numbers().count(),
        model.inputs.len() - model.inputs.uncertain().count(),
        model.inputs.correlations.len()
    )?;
    writeln!(
        text,
        "  estimated {}, elicited {}, unstated {}",
        count(Evidence::Estimated),
        count(Evidence::Elicited),
        count(Evidence::Unstated)
    )?;
    Ok(())
}
