//! One input moved at a time, all others at their medians.

use crate::draw::{InputValues, sample_draw};
use crate::ids::{DecisionId, TrackId};
use crate::model::Model;
use crate::model::measure::Measure;
use crate::model::pins::Pins;
use crate::model::uncertain::Role;
use crate::output::rows::TornadoRow;
use crate::run::Engine;

/// The measures at all medians, and by measure what each input does to them, largest swing first.
///
/// Numbers go to their 5 and 95 % quantiles, levers off and on, and decisions that the likeliest path of the talks reaches to each
/// state that they may lead to.
pub(super) fn tornado(
    engine: &Engine,
    measures: &[Measure],
    pins: &Pins,
) -> (Vec<f64>, Vec<Vec<TornadoRow>>) {
    let model = engine.model;
    let fixed = model.fixed.and(pins);
    let evaluate = |values: InputValues| {
        let draw = sample_draw(model, values);
        let mut cells = vec![0.0; engine.metrics.cells.len()];
        engine.metrics.evaluate(&draw, &engine.propagation.impact(&draw), &mut cells);
        cells.truncate(measures.len());
        cells
    };
    let base = evaluate(engine.sampler.medians());
    let mut rows: Vec<Vec<TornadoRow>> = vec![Vec::new(); measures.len()];
    let mut add = |input: &str, kind: &str, settings: Vec<(String, Vec<f64>)>| {
        for (measure, rows) in rows.iter_mut().enumerate() {
            let lowest = settings.iter().min_by(|a, b| a.1[measure].total_cmp(&b.1[measure]));
            let highest = settings.iter().max_by(|a, b| a.1[measure].total_cmp(&b.1[measure]));
            // Ends of a number keep their order; of states the extremes are shown.
            let ends =
                if kind == "decision" { (lowest, highest) } else { (settings.first(), settings.last()) };
            if let (Some(low), Some(high)) = ends {
                rows.push(TornadoRow {
                    input: input.to_string(),
                    kind: kind.to_string(),
                    low_setting: low.0.clone(),
                    at_low: low.1[measure],
                    high_setting: high.0.clone(),
                    at_high: high.1[measure],
                });
            }
        }
    };
    for (id, input) in model.inputs.uncertain() {
        if fixed.contains(model, id) {
            continue;
        }
        let at = |value: f64, text: String| {
            let mut values = engine.sampler.medians();
            values.set(id, value);
            (text, evaluate(values))
        };
        match input.role {
            Role::Number => {
                let ends = [0.05, 0.95].map(|p| input.distribution.quantile(p));
                add(&input.name, "number", ends.map(|value| at(value, short(value))).to_vec());
            }
            Role::Lever(_) => add(
                &input.name,
                "lever",
                [(0.0, "off"), (1.0, "on")].map(|(v, text)| at(v, text.to_string())).to_vec(),
            ),
            Role::Decision(track, decision) => {
                if let Some(settings) = of_decision(engine, &fixed, track, decision, &evaluate) {
                    add(&input.name, "decision", settings);
                }
            }
        }
    }
    for rows in &mut rows {
        let swing = |row: &TornadoRow| (row.at_high - row.at_low).abs();
        rows.retain(|row| swing(row) > 0.0);
        rows.sort_by(|a, b| swing(b).total_cmp(&swing(a)));
    }
    (base, rows)
}

/// The measures with a decision led to each of its states; none where the likeliest path does not reach it.
fn of_decision(
    engine: &Engine,
    fixed: &Pins,
    track: TrackId,
    decision: DecisionId,
    evaluate: &dyn Fn(InputValues) -> Vec<f64>,
) -> Option<Vec<(String, Vec<f64>)>> {
    let model: &Model = engine.model;
    let likeliest = sample_draw(model, engine.sampler.medians());
    likeliest.tracks[track.0].steps.iter().find(|step| step.decision == decision)?;
    let owner = &model.negotiation.tracks[track.0];
    let to = owner.decisions[decision.0].to.iter().filter(|(_, odds)| *odds > 0.0);
    let settings = to.map(|(state, _)| {
        let mut pins = fixed.clone();
        pins.set_decision(track, decision, *state);
        (owner.states[state.0].id.clone(), evaluate(engine.sampler.medians().with_pins(pins)))
    });
    Some(settings.collect())
}

/// A number in four significant digits.
fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    let places = (3 - value.abs().log10().floor() as i32).clamp(0, 8) as usize;
    let text = format!("{value:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}
