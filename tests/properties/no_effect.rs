//! No tariff, no effect.

use crate::JAPAN;
use crate::support::{engine, model};
use kanzei::model::Model;

/// Holds every effect of some draws to exactly zero; rates, growth and recessions are no effects.
#[track_caller]
fn assert_no_effect(model: &Model, fixed: &[&str]) {
    let engine = engine(model, fixed);
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
    let model = model(JAPAN);
    let zero = |name: &str| {
        let last = name.rsplit('.').next();
        matches!(last, Some("rate" | "initial" | "per_year")).then(|| format!("{name}=0"))
    };
    let fixed: Vec<String> = model.inputs.iter().filter_map(|(_, input)| zero(&input.name)).collect();
    assert!(fixed.len() > 30, "{fixed:?}");
    let fixed: Vec<&str> = fixed.iter().map(String::as_str).collect();
    assert_no_effect(&model, &fixed);
}

#[test]
fn talks_without_actions_have_no_effect() {
    let mut model = model(JAPAN);
    model.tariffs.history.clear();
    for track in &mut model.negotiation.tracks {
        track.states.iter_mut().for_each(|state| state.actions.clear());
    }
    model.negotiation.levers.iter_mut().for_each(|lever| lever.effects.clear());
    assert_no_effect(&model, &[]);
}
