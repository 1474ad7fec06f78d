//! `drivers`: which inputs make the spread of a result.

mod groups;
mod shares;
#[cfg(test)]
mod tests;
mod tornado;

use std::sync::atomic::AtomicBool;

use super::compare::shown_periods;
use crate::draw::{InputSampler, Mixed, RANDOMISATIONS};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::measure::Measure;
use crate::output::rows::{DriverRow, DriversFile, DriversOf, FORMAT, OutcomeSpread, ShareNote};
use crate::run::{Engine, Progress, Settings, Table, errors_of, tabulate, tabulate_from};
use crate::stats::{Errors, Share, split_variance};
use groups::{Division, by_group, by_input};
use shares::{PlayerShares, Points, evaluations};

/// Two-sided 95 % points of Student's t with seven degrees of freedom, for errors between eight randomisations, and of the
/// normal distribution.
const T_SEVEN: f64 = 2.364_624;
const NORMAL: f64 = 1.959_964;

/// What is asked of [`drivers`].
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Measures as `METRIC/SCOPE/PERIOD`; none for GDP, income, export value and headcount of the first group.
    pub metrics: Vec<String>,
    /// Whether only named groups are looked at, not every input.
    pub groups_only: bool,
}

/// The measures that are asked for.
///
/// # Errors
/// [`Error::Settings`] names the part that is wrong.
pub fn asked_measures(model: &Model, asked: &Asked) -> Result<Vec<Measure>> {
    let parse = |text: &String| {
        let parts: Vec<&str> = text.split('/').map(str::trim).collect();
        let [metric, scope, period] = parts[..] else {
            return Err(Error::Settings(format!(
                "--metric {text}: a measure has three parts. Write METRIC/SCOPE/PERIOD, e.g. gdp_real/total/2026."
            )));
        };
        Measure::parse(model, metric, scope, period)
            .map_err(|(_, message, remedy)| Error::Settings(format!("--metric {text}: {message} {remedy}")))
    };
    if !asked.metrics.is_empty() {
        return asked.metrics.iter().map(parse).collect();
    }
    let spans = shown_periods(model);
    let period = spans[spans.len() / 2].period.to_string();
    let mut names: Vec<String> =
        ["gdp_real", "gdi_real", "export_value"].map(|metric| format!("{metric}/total/{period}")).to_vec();
    names.extend(model.groups.first().map(|group| format!("headcount/group:{}/{period}", group.id)));
    names.iter().map(parse).collect()
}

/// How many draws [`drivers`] makes in all.
pub fn drivers_work(model: &Model, asked: &Asked, settings: &Settings) -> u64 {
    let groups = evaluations(&by_group(model, &settings.pins));
    let inputs = if asked.groups_only { 0 } else { evaluations(&by_input(model, &settings.pins)) };
    (groups + inputs) as u64 * settings.draws
}

/// Divides the variance of some measures among the inputs.
///
/// # Errors
/// [`Error::Settings`] for measures that the model does not have or a sampler with too few dimensions, [`Error::Interrupted`] once
/// `stop` is set.
pub fn drivers(
    model: &Model,
    asked: &Asked,
    fixed: &[String],
    settings: &Settings,
    progress: &impl Progress,
    stop: &AtomicBool,
) -> Result<DriversFile> {
    settings.check()?;
    let measures = asked_measures(model, asked)?;
    let engine = Engine::of(model, model, settings, &measures)?;
    let other =
        InputSampler::second(model, settings.sampler, settings.seed, settings.draws, settings.pins.clone())?;
    let respond = |mixed: &Mixed| {
        let mut table = tabulate_from(&engine, mixed, stop, &mut |_| {})?;
        table.columns.truncate(measures.len());
        progress.done(settings.draws);
        Ok(table)
    };
    let points = Points { kept: &engine.sampler, other: &other, respond: &respond };
    let errors = errors_of(settings.sampler).with(settings.draws, RANDOMISATIONS as usize);
    let groups = by_group(model, &settings.pins);
    let of_groups = points.shares(&groups, errors)?;
    let inputs = by_input(model, &settings.pins);
    let of_inputs = if asked.groups_only { Vec::new() } else { points.shares(&inputs, errors)? };
    let table = tabulate(&engine, stop, &mut |_| {})?;
    let (at_medians, mut tornado) = tornado::tornado(&engine, &measures, &settings.pins);
    let mut metrics = Vec::new();
    for (column, measure) in measures.iter().enumerate() {
        let mut shares = rows("group", &groups, &of_groups[column], errors);
        if !asked.groups_only {
            shares.extend(rows("input", &inputs, &of_inputs[column], errors));
        }
        let [metric, scope, period] = measure.names(model);
        let spread = spread(model, &table, column);
        metrics.push(DriversOf {
            metric,
            scope,
            period,
            unit: measure.metric.unit(&model.money),
            shares,
            at_medians: at_medians[column],
            tornado: std::mem::take(&mut tornado[column]),
            ..spread
        });
    }
    let track = model.negotiation.primary_track();
    Ok(DriversFile {
        format: FORMAT,
        model: model.name.clone(),
        title: model.title.clone(),
        as_of: model.as_of.to_string(),
        draws: settings.draws,
        seed: settings.seed,
        sampler: settings.sampler.name().into(),
        fixed: fixed.to_vec(),
        primary_track: (track.label.clone(), model.negotiation.outcome_date.to_string()),
        metrics,
    })
}

/// Mean and spread of a column, between and within the outcomes of the talks.
fn spread(model: &Model, table: &Table, column: usize) -> DriversOf {
    let states = &model.negotiation.primary_track().states;
    let split = split_variance(&table.columns[column], &table.outcomes, states.len());
    let variance = split.between + split.within;
    let outcomes = states.iter().zip(&split.classes).map(|(state, (probability, mean, sd))| OutcomeSpread {
        outcome: state.id.clone(),
        label: state.label.clone(),
        probability: *probability,
        mean: mean.is_finite().then_some(*mean),
        sd: sd.is_finite().then_some(*sd),
    });
    DriversOf {
        metric: String::new(),
        scope: String::new(),
        period: String::new(),
        unit: String::new(),
        mean: split.mean,
        sd: variance.sqrt(),
        between_outcomes: if variance > 0.0 { split.between / variance } else { 0.0 },
        outcomes: outcomes.collect(),
        shares: Vec::new(),
        at_medians: 0.0,
        tornado: Vec::new(),
    }
}

/// Rows of a division, largest Shapley effect first.
fn rows(level: &str, division: &Division, shares: &[PlayerShares], errors: Errors) -> Vec<DriverRow> {
    let row =
        |((name, label), (shares, correlated)): (&(String, String), (&PlayerShares, &bool))| DriverRow {
            level: level.to_string(),
            name: name.clone(),
            label: label.clone(),
            correlated: *correlated,
            first_order: note(shares.first, errors),
            total: note(shares.total, errors),
            shapley: note(shares.shapley, errors),
        };
    let mut rows: Vec<DriverRow> =
        division.names.iter().zip(shares.iter().zip(&division.correlated)).map(row).collect();
    rows.sort_by(|a, b| b.shapley.value.total_cmp(&a.shapley.value));
    rows
}

fn note(share: Share, errors: Errors) -> ShareNote {
    let reach = match errors {
        Errors::BetweenRandomisations => T_SEVEN,
        Errors::Independent => NORMAL,
    };
    let end = |sign: f64| share.mcse.map(|error| share.value + sign * reach * error);
    ShareNote { value: share.value, mcse: share.mcse, low: end(-1.0), high: end(1.0) }
}
