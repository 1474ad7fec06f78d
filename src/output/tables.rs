//! A [`Summary`] → the rows of the results files.

use std::collections::BTreeMap;

use super::enough::too_few_draws;
use super::rows::{
    ConvergenceNote, DecisionNote, EntryNote, EstimateNote, FORMAT, Histogram, MetricRow, ModelNote,
    MoveNote, OutcomeNote, OutcomeRow, PeriodNote, PublishedRow, RegionNote, SectorRow, SummaryFile,
};
use crate::ids::{RegionId, SectorId};
use crate::model::Model;
use crate::model::calendar::Period;
use crate::model::negotiation::Decision;
use crate::propagate::metrics::{Channel, Metric, Scope};
use crate::run::{CellSummary, Conditional, Convergence, DecisionSummary, Summary};
use crate::stats::{Estimate, RELATIVE_ERROR, Sketch, Statistic};

/// Id of an outcome.
pub(super) fn outcome_id(model: &Model, state: usize) -> &str {
    &model.negotiation.primary_track().states[state].id
}

/// The estimates of a cell by outcome: those over all outcomes first.
fn by_outcome<'a>(
    model: &'a Model,
    cell: &'a CellSummary,
) -> impl Iterator<Item = (&'a str, &'a [Estimate])> {
    let given = cell.given.iter().enumerate();
    let given = given.map(|(state, list)| (outcome_id(model, state), list.as_slice()));
    [("all", cell.overall.as_slice())].into_iter().chain(given)
}

/// All estimates of a cell with the outcome they are for.
pub(super) fn estimates<'a>(
    model: &'a Model,
    cell: &'a CellSummary,
) -> impl Iterator<Item = (&'a str, &'a Estimate)> {
    by_outcome(model, cell).flat_map(|(outcome, list)| list.iter().map(move |estimate| (outcome, estimate)))
}

/// The rows of `metrics.csv`.
pub fn metric_rows<'a>(model: &'a Model, summary: &'a Summary) -> impl Iterator<Item = MetricRow> + 'a {
    let cells = summary.cells.iter().filter(|cell| cell.cell.channel == Channel::Total);
    cells.flat_map(move |cell| {
        estimates(model, cell).map(move |(outcome, estimate)| MetricRow {
            metric: cell.cell.metric.name().into(),
            scope: cell.cell.scope.name(model),
            period: cell.cell.span.period.to_string(),
            outcome: outcome.into(),
            statistic: estimate.statistic.to_string(),
            value: estimate.value,
            mcse: estimate.mcse,
            unit: cell.cell.metric.unit(&model.money),
        })
    })
}

/// A cell of `sectors.csv`, with its sector.
pub(super) fn of_sector_and_year(cell: &CellSummary) -> Option<(SectorId, &CellSummary)> {
    match (cell.cell.scope, cell.cell.span.period) {
        (Scope::Sector(sector), Period::Year(_)) => Some((sector, cell)),
        _ => None,
    }
}

/// The rows of `sectors.csv`: every sector by calendar year and channel.
pub fn sector_rows<'a>(model: &'a Model, summary: &'a Summary) -> impl Iterator<Item = SectorRow> + 'a {
    summary.cells.iter().filter_map(of_sector_and_year).flat_map(move |(sector, cell)| {
        cell.overall.iter().map(move |estimate| SectorRow {
            metric: cell.cell.metric.name().into(),
            sector: model.economy.code(sector).into(),
            name: model.economy.accounts.sectors[sector.0].name.clone(),
            channel: cell.cell.channel.name().into(),
            period: cell.cell.span.period.to_string(),
            statistic: estimate.statistic.to_string(),
            value: estimate.value,
            mcse: estimate.mcse,
            unit: cell.cell.metric.unit(&model.money),
        })
    })
}

/// The rows of `outcomes.csv`.
pub fn outcome_rows(model: &Model, summary: &Summary) -> Vec<OutcomeRow> {
    let headlines: Vec<_> = summary.cells.iter().filter(|cell| is_yearly_headline(cell)).collect();
    let mut rows = Vec::new();
    for outcome in &summary.outcomes {
        let row = |statistic: &str, period: String, value: f64, mcse: f64| OutcomeRow {
            outcome: outcome_id(model, outcome.state).into(),
            statistic: statistic.into(),
            metric: String::new(),
            scope: String::new(),
            period,
            value,
            mcse: Some(mcse),
            unit: "probability".into(),
        };
        rows.push(row(
            "probability",
            model.negotiation.outcome_date.to_string(),
            outcome.probability,
            outcome.mcse,
        ));
        for entry in &outcome.entered {
            rows.push(row("entered", entry.date.to_string(), entry.probability, entry.mcse));
        }
        for cell in &headlines {
            let mean = cell.given[outcome.state].iter().find(|e| e.statistic == Statistic::Mean);
            rows.extend(mean.map(|mean| OutcomeRow {
                outcome: outcome_id(model, outcome.state).into(),
                statistic: "mean".into(),
                metric: cell.cell.metric.name().into(),
                scope: cell.cell.scope.name(model),
                period: cell.cell.span.period.to_string(),
                value: mean.value,
                mcse: mean.mcse,
                unit: cell.cell.metric.unit(&model.money),
            }));
        }
    }
    rows
}

fn is_yearly_headline(cell: &CellSummary) -> bool {
    let yearly = matches!(cell.cell.span.period, Period::Year(_) | Period::FiscalYear(_) | Period::Horizon);
    cell.cell.headline && yearly
}

/// `summary.json`: the headline quantities, nested.
pub fn summary_file(model: &Model, summary: &Summary, overlays: &[String], fixed: &[String]) -> SummaryFile {
    let metrics = metric_notes(model, summary, true);
    SummaryFile { metrics, ..without_metrics(model, summary, overlays, fixed) }
}

/// `summary.json` but for its metrics.
pub(super) fn without_metrics(
    model: &Model,
    summary: &Summary,
    overlays: &[String],
    fixed: &[String],
) -> SummaryFile {
    let histogram = |cell: &CellSummary| {
        let wanted = matches!(cell.cell.metric, Metric::GdpReal | Metric::Headcount);
        let year = matches!(cell.cell.span.period, Period::Year(_));
        if wanted && year && cell.cell.headline { histogram(model, cell) } else { None }
    };
    SummaryFile {
        format: FORMAT,
        model: model_note(model),
        draws: summary.draws,
        failed_draws: summary.failed,
        seed: summary.seed,
        sampler: summary.sampler.name().into(),
        overlays: overlays.to_vec(),
        fixed: fixed.to_vec(),
        quantile_error: RELATIVE_ERROR,
        outcomes: outcome_notes(model, summary),
        talks: decision_notes(model, summary),
        metrics: BTreeMap::new(),
        histograms: summary.cells.iter().filter_map(histogram).collect(),
        convergence: summary.convergence.iter().map(convergence_note).collect(),
        too_few_draws: too_few_draws(model, summary),
    }
}

fn convergence_note(row: &Convergence) -> ConvergenceNote {
    ConvergenceNote {
        figure: row.figure.clone(),
        draws: row.draws,
        value: row.value,
        mcse: row.mcse,
        target: row.target,
    }
}

/// Headline cells: metric → scope → period → cell.
pub(super) fn headlines<'a>(
    model: &Model,
    summary: &'a Summary,
) -> BTreeMap<&'static str, BTreeMap<String, BTreeMap<String, &'a CellSummary>>> {
    let mut headlines: BTreeMap<_, BTreeMap<_, BTreeMap<_, _>>> = BTreeMap::new();
    for cell in summary.cells.iter().filter(|cell| cell.cell.headline) {
        let scopes = headlines.entry(cell.cell.metric.name()).or_default();
        let periods = scopes.entry(cell.cell.scope.name(model)).or_default();
        periods.insert(cell.cell.span.period.to_string(), cell);
    }
    headlines
}

/// Metric → scope → period → estimates.
pub(super) type MetricNotes = BTreeMap<String, BTreeMap<String, BTreeMap<String, PeriodNote>>>;

/// Estimates of headline cells over all outcomes and, where wanted, given each.
pub(super) fn metric_notes(model: &Model, summary: &Summary, given: bool) -> MetricNotes {
    let note = |estimate: &Estimate| {
        let note = EstimateNote { value: estimate.value, mcse: estimate.mcse };
        (estimate.statistic.to_string(), note)
    };
    let period = |(period, cell): (String, &CellSummary)| {
        let lists = by_outcome(model, cell).take(if given { usize::MAX } else { 1 });
        let lists = lists.filter(|(_, list)| !list.is_empty());
        let outcomes =
            lists.map(|(outcome, list)| (outcome.into(), list.iter().map(note).collect())).collect();
        (
            period,
            PeriodNote { unit: cell.cell.metric.unit(&model.money), exact_quantiles: cell.exact, outcomes },
        )
    };
    let scope = |(scope, periods): (String, BTreeMap<String, &CellSummary>)| {
        (scope, periods.into_iter().map(period).collect())
    };
    let metrics = headlines(model, summary).into_iter();
    metrics.map(|(metric, scopes)| (metric.into(), scopes.into_iter().map(scope).collect())).collect()
}

fn outcome_notes(model: &Model, summary: &Summary) -> Vec<OutcomeNote> {
    let states = &model.negotiation.primary_track().states;
    let note = |outcome: &crate::run::OutcomeSummary| OutcomeNote {
        outcome: states[outcome.state].id.clone(),
        label: states[outcome.state].label.clone(),
        probability: outcome.probability,
        mcse: outcome.mcse,
        draws: outcome.count,
        deterministic: outcome.state == summary.deterministic_outcome,
        entered: outcome
            .entered
            .iter()
            .map(|entry| EntryNote {
                date: entry.date.to_string(),
                probability: entry.probability,
                mcse: entry.mcse,
            })
            .collect(),
    };
    summary.outcomes.iter().map(note).collect()
}

fn decision_notes(model: &Model, summary: &Summary) -> Vec<DecisionNote> {
    let track = model.negotiation.primary_track();
    let state = |position: usize| track.states[position].id.clone();
    let note = |(decision, found): (&Decision, &DecisionSummary)| DecisionNote {
        id: decision.id.clone(),
        label: decision.label.clone(),
        date: decision.date.to_string(),
        from: state(decision.from.0),
        reached: EstimateNote { value: found.reached, mcse: Some(found.mcse) },
        to: found
            .moves
            .iter()
            .map(|way| MoveNote { state: state(way.state), probability: way.probability, mcse: way.mcse })
            .collect(),
    };
    track.decisions.iter().zip(&summary.talks).map(note).collect()
}

fn region_notes(model: &Model) -> Vec<RegionNote> {
    let accounts = &model.economy.accounts;
    let note = |(position, region): (usize, &crate::model::economy::Region)| {
        let id = RegionId(position);
        let source = model.trade.sources.iter().find(|source| source.regions.contains(&id));
        let role = match source {
            _ if id == model.economy.home => Some("home".to_string()),
            _ if model.destination_region == Some(id) => Some("destination".to_string()),
            source => source.map(|source| source.id.clone()),
        };
        RegionNote { code: region.code.clone(), label: region.name.clone(), role, gdp: accounts.gdp(id) }
    };
    let regions = accounts.regions.iter().enumerate().filter(|_| model.economy.is_regional());
    regions.map(note).collect()
}

fn model_note(model: &Model) -> ModelNote {
    let persons = |sector: &SectorId| {
        let sampled = model.parameters.employment.iter().find(|(id, _)| id == sector);
        sampled.map_or(model.economy.accounts.employment[sector.0], |(_, input)| {
            model.inputs.get(*input).distribution.quantile(0.5)
        })
    };
    let employment = |group: &crate::model::SectorGroup| group.sectors.iter().map(persons).sum();
    let (levers, track) = (&model.negotiation.levers, model.negotiation.primary_track());
    ModelNote {
        name: model.name.clone(),
        title: model.title.clone(),
        question: model.question.clone(),
        as_of: model.as_of.to_string(),
        money: model.money.clone(),
        destination: model.destination.clone(),
        primary_track: track.label.clone(),
        initial_state: track.states[track.initial.0].id.clone(),
        outcome_date: model.negotiation.outcome_date.to_string(),
        horizon: (model.calendar.start.to_string(), model.calendar.end.to_string()),
        gdp: model.gdp,
        exports: model.trade.exports(),
        groups: model.groups.iter().map(|group| (group.id.clone(), group.label.clone())).collect(),
        line_groups: model.trade.groups.iter().map(|group| (group.id.clone(), group.label.clone())).collect(),
        levers: levers.iter().map(|lever| (lever.id.clone(), lever.label.clone())).collect(),
        group_employment: model.groups.iter().map(|group| (group.id.clone(), employment(group))).collect(),
        regions: region_notes(model),
        dollar_rate: model.dollar_rate,
        limits: model.limits.clone(),
    }
}

/// Bins of a histogram.
const BINS: usize = 28;

/// Equal bins from the 1 % to the 99 % quantile, the rest in the outer bins; none without spread.
fn histogram(model: &Model, cell: &CellSummary) -> Option<Histogram> {
    let sketch: &Sketch = cell.sketch.as_ref()?;
    let (low, high) = (sketch.quantile(0.01)?, sketch.quantile(0.99)?);
    if low >= high {
        return None;
    }
    let width = (high - low) / BINS as f64;
    let mut probabilities = vec![0.0; BINS];
    for (start, end, count) in sketch.buckets() {
        let share = count as f64 / sketch.count() as f64;
        // A bucket can be wider than a bin: its numbers count as spread evenly.
        let parts = 8;
        for part in 0..parts {
            let x = start + (end - start) * (f64::from(part) + 0.5) / f64::from(parts);
            let bin = ((x - low) / width).floor().clamp(0.0, (BINS - 1) as f64) as usize;
            probabilities[bin] += share / f64::from(parts);
        }
    }
    Some(Histogram {
        metric: cell.cell.metric.name().into(),
        scope: cell.cell.scope.name(model),
        period: cell.cell.span.period.to_string(),
        unit: cell.cell.metric.unit(&model.money),
        edges: (0..=BINS).map(|bin| low + width * bin as f64).collect(),
        probabilities,
    })
}

/// Rows of `published.csv`.
pub fn published_rows(model: &Model, found: &[Conditional]) -> Vec<PublishedRow> {
    let row = |conditional: &Conditional| {
        let published = &model.published[conditional.estimate];
        let [metric, scope, period] = published.measure.names(model);
        let value = |wanted: Statistic| {
            let found = conditional.estimates.iter().find(|estimate| estimate.statistic == wanted);
            found.map_or((f64::NAN, None), |estimate| (estimate.value, estimate.mcse))
        };
        let quantile = |percent: u8| value(Statistic::Quantile(percent)).0;
        let (mean, mcse) = value(Statistic::Mean);
        PublishedRow {
            id: published.id.clone(),
            who: published.who.clone(),
            date: published.date.to_string(),
            scenario: published.scenario.clone(),
            scenario_label: conditional.scenario.clone(),
            metric,
            scope,
            period,
            low: published.range.0,
            high: published.range.1,
            horizon: published.horizon.clone(),
            method: published.method.clone(),
            model_mean: mean,
            model_mcse: mcse,
            model_p05: quantile(5),
            model_p25: quantile(25),
            model_p50: quantile(50),
            model_p75: quantile(75),
            model_p95: quantile(95),
            model_below: conditional.below,
            unit: published.measure.metric.unit(&model.money),
            source: published.source.clone(),
        }
    };
    found.iter().map(row).collect()
}
