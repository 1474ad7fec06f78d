//! The whole chain of one draw, in the order in which it is computed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::draw::sample_full_draw;
use crate::ids::{DecisionId, SourceId, TrackId};
use crate::model::Model;
use crate::model::uncertain::Role;
use crate::propagate::Impact;
use crate::run::Engine;

/// Series by month, under names of sectors or sources.
pub type Series = BTreeMap<String, Vec<f64>>;

/// One draw, as `kanzei trace --format json` prints it. Arrays are monthly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Number of the draw.
    pub draw: u64,
    /// Seed.
    pub seed: u64,
    /// Unit of money.
    pub money: String,
    /// The home source.
    pub home: String,
    /// Value of every input; of decisions only those that were reached, with the uniform that settles them.
    pub inputs: BTreeMap<String, f64>,
    /// The decisions that were reached, by track.
    pub tracks: BTreeMap<String, Vec<StepNote>>,
    /// Every change of a tariff rate, in order of decision.
    pub actions: Vec<ActionNote>,
    /// State of the primary track on the outcome date.
    pub outcome: String,
    /// The months.
    pub months: Vec<String>,
    /// Paths of the lines.
    pub lines: BTreeMap<String, LineNote>,
    /// `Δf` by sector, money per month.
    pub final_demand_change: Series,
    /// `Δx` by channel and sector, money per month.
    pub output_change: BTreeMap<String, Series>,
    /// `v'Δx`, money per month.
    pub value_added_change: Vec<f64>,
    /// `Σ ΔR`, money per month.
    pub income_change: Vec<f64>,
    /// `J` by sector, persons at annual rate.
    pub jobs_supported: Series,
    /// `N` by sector, persons.
    pub headcount: Series,
    /// Jobs supported anywhere in the economy by line, investment cut and lever, persons at annual rate.
    pub jobs_attributed: Series,
    /// Every reported quantity.
    pub metrics: Vec<MetricNote>,
}

/// A decision that was reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepNote {
    /// Its date.
    pub date: String,
    /// Its id.
    pub decision: String,
    /// The state after it.
    pub state: String,
}

/// A change of a tariff rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionNote {
    /// The programme.
    pub programme: String,
    /// The sources.
    pub sources: Vec<String>,
    /// `additional` or `all_in`.
    pub mode: String,
    /// The rate.
    pub rate: f64,
    /// When it was decided.
    pub decided: String,
    /// The first day on which it is in force.
    pub effective: String,
}

/// The path of a tariff line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineNote {
    /// Ad valorem rate by source.
    pub tariff_rate: Series,
    /// `P` by source, relative to the baseline.
    pub landed_price: Series,
    /// `p`, relative to the baseline.
    pub export_price: Vec<f64>,
    /// `q*` by source, relative to the baseline.
    pub target_volume: Series,
    /// `q` by source, relative to the baseline.
    pub volume: Series,
    /// `ΔV`, money per month.
    pub volume_change: Vec<f64>,
    /// `ΔR`, money per month.
    pub income_change: Vec<f64>,
    /// `ΔV` of rivals and of the destination's own producers (`destination`), where their regions are in the accounts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rival_changes: Series,
}

/// A reported quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricNote {
    /// What is measured.
    pub metric: String,
    /// For what.
    pub scope: String,
    /// When.
    pub period: String,
    /// Value.
    pub value: f64,
    /// Unit.
    pub unit: String,
}

/// Computes a draw and writes down everything on the way.
///
/// ```
/// use kanzei::run::{Engine, Settings};
/// let model = kanzei::input::load_model("models/two-sector".as_ref())?.model;
/// let settings = Settings { draws: 1, ..Settings::default() };
/// let trace = kanzei::output::trace_draw(&Engine::new(&model, &settings)?, 1, 0);
/// assert_eq!(trace.months.len(), model.calendar.months());
/// # Ok::<(), kanzei::error::Error>(())
/// ```
pub fn trace_draw(engine: &Engine, seed: u64, number: u64) -> Trace {
    let model = engine.model;
    let draw = sample_full_draw(model, engine.sampler.values(number));
    let impact = engine.propagation.impact(&draw);
    let mut values = vec![0.0; engine.metrics.cells.len()];
    engine.metrics.evaluate(&draw, &impact, &mut values);
    let reached = |track: TrackId, decision: DecisionId| {
        draw.tracks[track.0].steps.iter().any(|step| step.decision == decision)
    };
    let used = model.inputs.iter().filter(|(_, input)| match input.role {
        Role::Decision(track, decision) => reached(track, decision),
        _ => true,
    });
    let states = |track: usize, state: usize| model.negotiation.tracks[track].states[state].id.clone();
    let tracks = model.negotiation.tracks.iter().enumerate().map(|(position, track)| {
        let step = |step: &crate::draw::Step| StepNote {
            date: step.date.to_string(),
            decision: track.decisions[step.decision.0].id.clone(),
            state: states(position, step.state.0),
        };
        (track.id.clone(), draw.tracks[position].steps.iter().map(step).collect())
    });
    let source = |id: &SourceId| model.trade.sources[id.0].id.clone();
    let action = |action: &crate::draw::DatedAction| ActionNote {
        programme: model.tariffs.programmes[action.programme.0].id.clone(),
        sources: action.sources.iter().map(source).collect(),
        mode: action.mode.name().into(),
        rate: action.rate,
        decided: action.decided.to_string(),
        effective: action.effective.to_string(),
    };
    let cells = engine.metrics.cells.iter().zip(&values);
    let cells = cells.filter(|(cell, _)| cell.channel == crate::propagate::metrics::Channel::Total);
    let metric = |(cell, value): (&crate::propagate::metrics::Cell, &f64)| MetricNote {
        metric: cell.metric.name().into(),
        scope: cell.scope.name(model),
        period: cell.span.period.to_string(),
        value: *value,
        unit: cell.metric.unit(&model.money),
    };
    Trace {
        draw: number,
        seed,
        money: model.money.clone(),
        home: model.trade.sources[0].id.clone(),
        inputs: used.map(|(id, input)| (input.name.clone(), draw.inputs.get(id))).collect(),
        tracks: tracks.collect(),
        actions: draw.actions.iter().map(action).collect(),
        outcome: states(model.negotiation.primary.0, draw.outcome.0),
        months: (0..model.calendar.months()).map(|t| model.calendar.month(t).to_string()).collect(),
        lines: model
            .trade
            .lines
            .iter()
            .zip(&draw.lines)
            .map(|(l, path)| (l.id.clone(), line(model, l, path)))
            .collect(),
        final_demand_change: by_sector(model, &impact.direct),
        output_change: output_change(model, &impact),
        value_added_change: impact.value_added.clone(),
        income_change: impact.income.clone(),
        jobs_supported: by_sector(model, &impact.jobs_supported),
        headcount: by_sector(model, &impact.headcount),
        jobs_attributed: attributed(model, &impact),
        metrics: cells.map(metric).collect(),
    }
}

fn line(model: &Model, l: &crate::model::trade::Line, path: &crate::draw::LinePath) -> LineNote {
    let seller = |rival: &crate::model::trade::Rival| match rival.source {
        Some(source) => model.trade.sources[source.0].id.clone(),
        None => "destination".to_string(),
    };
    let by_source = |matrix: &nalgebra::DMatrix<f64>| -> Series {
        let columns = matrix.column_iter().map(|column| column.iter().copied().collect());
        model.trade.sources.iter().map(|source| source.id.clone()).zip(columns).collect()
    };
    LineNote {
        tariff_rate: by_source(&path.tariff_rate),
        landed_price: by_source(&path.log_landed_price.map(f64::exp)),
        export_price: path.export_price.clone(),
        target_volume: by_source(&path.target_volume),
        volume: by_source(&path.volume),
        volume_change: path.volume_change.clone(),
        income_change: path.income_change.clone(),
        rival_changes: l.rivals.iter().map(seller).zip(path.rival_changes.iter().cloned()).collect(),
    }
}

fn by_sector(model: &Model, matrix: &nalgebra::DMatrix<f64>) -> Series {
    let rows = matrix.row_iter().map(|row| row.iter().copied().collect());
    model.economy.accounts.sectors.iter().map(|sector| sector.code.clone()).zip(rows).collect()
}

fn output_change(model: &Model, impact: &Impact) -> BTreeMap<String, Series> {
    let channels = [("direct", &impact.direct), ("indirect", &impact.indirect), ("induced", &impact.induced)];
    channels.into_iter().map(|(name, matrix)| (name.to_string(), by_sector(model, matrix))).collect()
}

fn attributed(model: &Model, impact: &Impact) -> Series {
    let mut series = Series::new();
    for (cause, column) in crate::draw::causes(model).into_iter().zip(impact.jobs_by_cause.column_iter()) {
        let name = match cause {
            crate::draw::Cause::Line(line) | crate::draw::Cause::Rival(line, _) => {
                format!("line:{}", model.trade.lines[line.0].id)
            }
            crate::draw::Cause::Investment => "investment".to_string(),
            crate::draw::Cause::Lever(lever, _) => format!("lever:{}", model.negotiation.levers[lever.0].id),
        };
        let jobs = series.entry(name).or_insert_with(|| vec![0.0; column.len()]);
        jobs.iter_mut().zip(column.iter()).for_each(|(sum, job)| *sum += job);
    }
    series
}
