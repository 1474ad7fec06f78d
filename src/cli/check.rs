//! `kanzei check`: what a model holds, or every problem found.

use std::fmt::Write;

use clap::Args;
use nalgebra::{DMatrix, DVector};

use super::{ChangedModel, print};
use crate::ids::RegionId;
use crate::input::load_scenarios;
use crate::leontief::{System, multipliers};
use crate::model::Model;
use crate::model::uncertain::{Evidence, Role};
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
    let (home, range) = (economy.home, economy.home_sectors());
    let sum = |flow: &DVector<f64>| range.clone().map(|i| flow[i]).sum::<f64>();
    let gdp = accounts.gdp(home);
    if economy.is_regional() {
        regions(text, model)?;
        writeln!(text, "\nHome, {}: {} sectors", accounts.regions[home.0].name, range.len())?;
    } else {
        writeln!(text, "\nEconomy: {} sectors", economy.sectors())?;
    }
    let value_added = sum(&accounts.value_added);
    writeln!(
        text,
        "  value added {} + net taxes on products {} = GDP {}",
        fixed(value_added, 0),
        fixed(gdp - value_added, 0),
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
    let persons = sum(&accounts.employment);
    let persons = if persons > 0.0 {
        format!("persons employed {}", fixed(persons, 0))
    } else {
        "no persons employed in economy/sectors.csv: figures of jobs are left out".to_string()
    };
    let labour = 100.0 * sum(&accounts.compensation) / value_added;
    writeln!(text, "  {persons}, compensation of employees {labour:.1} % of value added")?;
    let regions = economy.region_sectors();
    let system = System { coefficients: &economy.technical_coefficients, regions: &regions };
    let ones = DVector::from_element(economy.sectors(), 1.0);
    let weights = DMatrix::from_columns(&[ones, economy.value_added_share.clone()]);
    let of_one = multipliers(system, &weights)?;
    let domestic = if economy.is_regional() { "" } else { "domestic " };
    writeln!(text, "  spectral radius of the {domestic}coefficients {:.3}", economy.spectral_radius())?;
    for group in &model.groups {
        for sector in &group.sectors {
            writeln!(
                text,
                "  {} {}: output multiplier {:.3}, value-added multiplier {:.3}",
                economy.code(*sector),
                accounts.sectors[sector.0].name,
                of_one[(sector.0, 0)],
                of_one[(sector.0, 1)]
            )?;
        }
    }
    Ok(())
}

/// Regions that are listed one by one.
const LISTED: usize = 12;

fn regions(text: &mut String, model: &Model) -> anyhow::Result<()> {
    let accounts = &model.economy.accounts;
    writeln!(
        text,
        "\nEconomy: {} regions, {} sectors; {} flows between them are not zero",
        accounts.regions.len(),
        model.economy.sectors(),
        model.economy.technical_coefficients.entries()
    )?;
    writeln!(text, "  {:<8} {:<32} {:>14} {:>14}  source", "region", "name", "GDP", "persons")?;
    let mut order: Vec<usize> = (0..accounts.regions.len()).collect();
    order.sort_by(|a, b| accounts.gdp(RegionId(*b)).total_cmp(&accounts.gdp(RegionId(*a))));
    for position in order.iter().take(LISTED) {
        let (id, region) = (RegionId(*position), &accounts.regions[*position]);
        let source = model.trade.sources.iter().find(|source| source.regions.contains(&id));
        let role = match source {
            Some(source) => source.id.as_str(),
            None if model.destination_region == Some(id) => "the destination",
            None => "",
        };
        let persons: f64 = region.sectors.clone().map(|i| accounts.employment[i]).sum();
        let persons = if persons > 0.0 { fixed(persons, 0) } else { "unknown".to_string() };
        let name: String = region.name.chars().take(32).collect();
        let gdp = fixed(accounts.gdp(id), 0);
        writeln!(text, "  {:<8} {name:<32} {gdp:>14} {persons:>14}  {role}", region.code)?;
    }
    if order.len() > LISTED {
        writeln!(text, "  and {} smaller ones", order.len() - LISTED)?;
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
