//! Published figures: the model's forecast, that of the benchmarks, and their scores.

use super::{CONSTANT_ELASTICITY, MODEL, PUBLISHED};
use crate::model::Model;
use crate::model::evidence::{Observation, Observed};
use crate::model::measure::Measure;
use crate::output::rows::{OverallRow, ScoreRow};
use crate::stats::{Mixture, crps, crps_normal, exact_quantiles};

/// Quantiles of a forecast.
const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Rows of a published figure: the model's, and those of the benchmarks that have a forecast of it.
pub(super) fn rows(
    model: &Model,
    observation: &Observation,
    effects: &[f64],
    benchmark: f64,
) -> Vec<ScoreRow> {
    let Observed::Figure { measure, mapping, value, anyway, .. } = &observation.what else {
        return Vec::new();
    };
    let parts = |effects: &[f64]| Mixture {
        parts: effects.iter().filter(|e| !e.is_nan()).map(|e| mapping.published(*e, *anyway)).collect(),
    };
    let own = parts(effects);
    let mut rows = vec![row(observation, MODEL, &own, *value)];
    // A recession or growth already holds what would have happened anyway.
    if !measure.metric.is_of_growth() {
        rows.push(row(observation, CONSTANT_ELASTICITY, &parts(&[benchmark]), *value));
    }
    if let Some(effect) = published_effect(model, measure) {
        rows.push(row(observation, PUBLISHED, &parts(&[effect]), *value));
    }
    rows
}

/// The median of what others had published by the as-of date for the same measure and year.
fn published_effect(model: &Model, measure: &Measure) -> Option<f64> {
    let year = |measure: &Measure| {
        let period = measure.span.period.to_string();
        period.trim_start_matches("FY").to_string()
    };
    let same = |other: &Measure| {
        other.metric == measure.metric && other.scope == measure.scope && year(other) == year(measure)
    };
    let known = model.published.iter().filter(|p| p.date <= model.as_of && same(&p.measure));
    let mut middles: Vec<f64> = known.map(|p| f64::midpoint(p.range.0, p.range.1)).collect();
    exact_quantiles(&mut middles, &[0.5]).first().copied()
}

fn row(observation: &Observation, forecast: &str, mixture: &Mixture, value: f64) -> ScoreRow {
    let mut sample = mixture.sample();
    let score = match mixture.parts[..] {
        [(mean, sd)] => crps_normal(mean, sd, value),
        _ => crps(&mut sample, value),
    };
    let ends = match mixture.parts[..] {
        [(mean, sd)] => {
            QUANTILES.map(|p| mean + sd * crate::model::uncertain::standard_normal_quantile(p)).to_vec()
        }
        _ => exact_quantiles(&mut sample, &QUANTILES),
    };
    let Observed::Figure { unit, .. } = &observation.what else {
        return ScoreRow::about(observation, forecast);
    };
    let text = |p: usize| format!("{:.2}", ends[p]);
    ScoreRow {
        kind: "figure".into(),
        observed: value.to_string(),
        unit: unit.clone(),
        p05: text(0),
        p25: text(1),
        p50: text(2),
        p75: text(3),
        p95: text(4),
        crps: Some(score),
        log_score: Some(mixture.log_score(value)),
        pit: Some(mixture.below(value)),
        in_50: Some((ends[1]..=ends[3]).contains(&value)),
        in_90: Some((ends[0]..=ends[4]).contains(&value)),
        ..ScoreRow::about(observation, forecast)
    }
}

/// How the model and each benchmark did over the figures that both forecast.
pub(super) fn overall(rows: &[ScoreRow]) -> Vec<OverallRow> {
    let of = |forecast: &str| -> Vec<&ScoreRow> {
        rows.iter().filter(|row| row.kind == "figure" && row.forecast == forecast).collect()
    };
    let own = of(MODEL);
    let summarise = |forecast: &str| {
        let rows = of(forecast);
        if rows.is_empty() {
            return None;
        }
        let n = rows.len() as f64;
        let matching: Vec<&&ScoreRow> =
            rows.iter().filter_map(|row| own.iter().find(|own| own.id == row.id)).collect();
        let mean = |rows: &mut dyn Iterator<Item = Option<f64>>| rows.flatten().sum::<f64>() / n;
        let share = |holds: &dyn Fn(&ScoreRow) -> Option<bool>| {
            rows.iter().filter(|row| holds(row) == Some(true)).count() as f64 / n
        };
        Some(OverallRow {
            forecast: forecast.to_string(),
            figures: rows.len(),
            in_50: share(&|row| row.in_50),
            in_90: share(&|row| row.in_90),
            crps: mean(&mut rows.iter().map(|row| row.crps)),
            crps_model: mean(&mut matching.iter().map(|row| row.crps)),
            log_score: mean(&mut rows.iter().map(|row| row.log_score)),
            log_score_model: mean(&mut matching.iter().map(|row| row.log_score)),
        })
    };
    [MODEL, CONSTANT_ELASTICITY, PUBLISHED].into_iter().filter_map(summarise).collect()
}

impl ScoreRow {
    /// A row without a forecast yet.
    pub(super) fn about(observation: &Observation, forecast: &str) -> Self {
        Self {
            id: observation.id.clone(),
            label: observation.label.clone(),
            kind: String::new(),
            forecast: forecast.to_string(),
            observed: String::new(),
            unit: String::new(),
            p05: String::new(),
            p25: String::new(),
            p50: String::new(),
            p75: String::new(),
            p95: String::new(),
            crps: None,
            log_score: None,
            pit: None,
            probability: None,
            in_50: None,
            in_90: None,
            published: observation.published.to_string(),
            source: observation.source.clone(),
        }
    }
}
