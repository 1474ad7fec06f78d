//! `reweight`: other probabilities of decisions and levers on stored draws, without a new simulation.

mod set;
mod tilt;

use std::path::Path;

use rayon::prelude::*;

use super::compare::{recessions, shown_periods};
use super::paired::randomisations_of;
use crate::draw::RANDOMISATIONS;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::measure::{Measure, Metric, Scope};
use crate::model::negotiation::State;
use crate::output::Stored;
use crate::output::rows::{EstimateNote, FORMAT, ReweightFile, ReweightRow, ReweightedOutcome};
use crate::run::errors_of;
use crate::stats::{Weights, effective_draws};

/// Fewer effective draws than this tell too little: the error of a mean is then above a twentieth of the spread.
const FEWEST: f64 = 400.0;

/// Quantiles that are shown, per cent.
const QUANTILES: [u8; 3] = [5, 50, 95];

/// Gives the stored draws of a run weights under which decisions and levers have other probabilities.
///
/// ```text
/// lever:     w = P'/P where it is on, (1 − P')/(1 − P) where it is off
/// decision:  P'_k(s) = m_s P_k(s) / Σ_j m_j P_k(j),    w_k = P'_k(s_k)/P_k(s_k)
/// ```
///
/// with `P_k(s)` the probability of state `s` in draw `k`, levers included, and the factors `m` such that `P'` has the wanted
/// mean over the draws that reach the decision. Levers keep their effect on the odds. Estimates are self-normalised.
///
/// # Errors
/// [`Error::Settings`] for what the model does not have, [`Error::Results`] where the folder cannot be used or too few draws
/// would carry the answer.
pub fn reweight(path: &Path, set: &[String]) -> Result<ReweightFile> {
    let stored = Stored::open(path)?;
    let loaded = stored.model()?;
    let model = &loaded.model;
    let settings = stored.settings(&loaded, 1)?;
    let changes = set::parse(model, &settings.pins, set)?;
    let samples = stored.samples()?;
    let numbers = samples.numbers("draw")?;
    let randomisations = randomisations_of(stored.manifest.draws, &numbers);
    let mut weights = vec![1.0; numbers.len()];
    let notes = tilt::apply(model, &samples, &changes, &mut weights)?;
    let effective = effective_draws(&weights);
    if effective < FEWEST {
        return Err(Error::Results(format!(
            "the {} draws of {} carry as much as {effective:.0} under these probabilities, fewer than {FEWEST:.0}: too few of them \
             went that way. Simulate it instead: change the odds with an overlay (`run --with`), or hold the decision (`--fix`).",
            weights.len(),
            path.display()
        )));
    }
    let count = RANDOMISATIONS as usize;
    let errors = errors_of(settings.sampler);
    let ones = vec![1.0; weights.len()];
    let before = Weights::new(&ones, &randomisations, count, errors);
    let now = Weights::new(&weights, &randomisations, count, errors);
    let track = model.negotiation.primary_track();
    let ids: Vec<&str> = track.states.iter().map(|state| state.id.as_str()).collect();
    let outcomes = samples.states("outcome", &ids)?;
    let outcomes: Vec<f64> = outcomes.iter().map(|state| state.map_or(f64::NAN, f64::from)).collect();
    let outcome = |state: usize| {
        let share = |weights: &Weights| {
            let (value, mcse) = weights.mean(&outcomes, |own| f64::from(u8::from(own == state as f64)));
            EstimateNote { value, mcse }
        };
        let State { id, label, .. } = &track.states[state];
        ReweightedOutcome {
            outcome: id.clone(),
            label: label.clone(),
            before: share(&before),
            now: share(&now),
        }
    };
    let measures = measures(model);
    let rows = measures.par_iter().map(|measure| {
        let [metric, scope, period] = measure.names(model);
        let values = samples.numbers(&format!("{metric}/{scope}/{period}"))?;
        let quantiles = if measure.metric.is_of_growth() { &[][..] } else { &QUANTILES };
        let (old, new) = (before.estimates(&values, quantiles), now.estimates(&values, quantiles));
        let row = |(old, new): (&crate::stats::Estimate, &crate::stats::Estimate)| ReweightRow {
            metric: metric.clone(),
            scope: scope.clone(),
            period: period.clone(),
            statistic: old.statistic.to_string(),
            before: old.value,
            mcse_before: old.mcse,
            now: new.value,
            mcse_now: new.mcse,
            unit: measure.metric.unit(&model.money),
        };
        Ok(old.iter().zip(&new).map(row).collect::<Vec<_>>())
    });
    let rows: Vec<Vec<ReweightRow>> = rows.collect::<Result<_>>()?;
    Ok(ReweightFile {
        format: FORMAT,
        model: model.name.clone(),
        title: model.title.clone(),
        run: path.display().to_string(),
        draws: weights.len() as u64,
        effective_draws: effective,
        set: notes,
        primary_track: (track.label.clone(), model.negotiation.outcome_date.to_string()),
        destination: model.destination.clone(),
        groups: model.groups.iter().map(|group| (group.id.clone(), group.label.clone())).collect(),
        outcomes: (0..track.states.len()).map(outcome).collect(),
        rows: rows.concat(),
    })
}

/// What is shown, of the metrics that samples keep.
fn measures(model: &Model) -> Vec<Measure> {
    let spans: Vec<_> = shown_periods(model).into_iter().filter(|span| span.months == 12).collect();
    let groups = (0..model.groups.len()).map(|group| (Metric::Headcount, Scope::Group(group)));
    let whole =
        [Metric::GdpReal, Metric::GdiReal, Metric::ExportVolume, Metric::ExportPrice, Metric::JobsSupported];
    let all: Vec<(Metric, Scope)> =
        whole.map(|metric| (metric, Scope::Total)).into_iter().chain(groups).collect();
    let over = |(metric, scope): &(Metric, Scope)| {
        let (metric, scope) = (*metric, *scope);
        spans.iter().map(move |span| Measure { metric, scope, span: *span }).collect::<Vec<_>>()
    };
    let mut measures: Vec<Measure> = all.iter().flat_map(over).collect();
    measures.extend(recessions(model, &spans));
    measures
}
