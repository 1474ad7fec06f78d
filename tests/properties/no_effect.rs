//! No tariff, no effect.

use crate::support::{ModelCopy, engine, model};
use crate::{JAPAN, NEGOTIATION};
use kanzei::model::Model;

/// Replaces the value of every key with this name, wherever it stands at the start of a line.
fn set_all(copy: ModelCopy, file: &str, key: &str, value: &str) -> ModelCopy {
    let start = format!("{key} = ");
    let line = |line: &str| {
        if line.trim_start().starts_with(&start) { format!("{start}{value}") } else { line.to_string() }
    };
    let text: Vec<String> = copy.text(file).lines().map(line).collect();
    copy.write(file, text.join("\n"))
}

/// Holds every effect of some draws to exactly zero; rates, growth and recessions are no effects.
#[track_caller]
fn assert_no_effect(model: &Model) {
    let engine = engine(model, &[]);
    for draw in 0..40 {
        let trace = kanzei::output::trace_draw(&engine, 1, draw);
        for note in &trace.metrics {
            let effect = !["tariff_rate", "gdp_growth", "recession", "recession_baseline"]
                .contains(&note.metric.as_str());
            assert!(
                !effect || note.value == 0.0,
                "draw {draw}: {} {} {} is {}",
                note.metric,
                note.scope,
                note.period,
                note.value
            );
        }
        let with = |name: &str| {
            trace.metrics.iter().filter(|note| note.metric == name).map(|note| note.value).collect::<Vec<_>>()
        };
        assert_eq!(with("recession"), with("recession_baseline"), "draw {draw}");
        for (id, line) in &trace.lines {
            let volumes = line.volume.values().chain(line.target_volume.values()).flatten();
            assert!(volumes.into_iter().all(|volume| *volume == 1.0), "draw {draw}: volumes of {id}");
        }
    }
}

#[test]
fn zero_tariffs_have_no_effect() {
    let copy = set_all(ModelCopy::of(JAPAN), "tariffs.toml", "rate", "0.0");
    let copy = set_all(copy, "tariffs.toml", "initial", "{ mode = \"additional\", rate = 0.0 }");
    let copy = set_all(copy, NEGOTIATION, "rate", "0.0");
    let copy = set_all(copy, NEGOTIATION, "per_year", "0.0");
    assert_no_effect(&copy.load());
}

#[test]
fn talks_without_actions_have_no_effect() {
    let mut model = model(JAPAN);
    model.tariffs.history.clear();
    for track in &mut model.negotiation.tracks {
        track.states.iter_mut().for_each(|state| state.actions.clear());
    }
    model.negotiation.levers.iter_mut().for_each(|lever| lever.effects.clear());
    assert_no_effect(&model);
}
