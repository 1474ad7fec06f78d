//! Inputs: independent of each other, of everything but the seed, and pinned where the user says so.

use crate::support::{MODEL_FILES, ModelCopy, engine, model, model_folder, pins};
use crate::{JAPAN, NEGOTIATION, PARAMETERS};
use kanzei::draw::{InputSampler, Sampler};
use kanzei::ids::{DecisionId, TrackId};
use kanzei::model::pins::Pins;
use kanzei::model::uncertain::Role;
use kanzei::run::Engine;

fn uncertain(copy: ModelCopy) -> ModelCopy {
    copy.replace(PARAMETERS, "\nsubstitution = 2.0", "\nsubstitution = \"1.0 to 4.0\"").replace(
        PARAMETERS,
        "diversion = 0.0",
        "diversion = { distribution = \"beta\", alpha = 2.0, beta = 5.0 }",
    )
}

#[test]
fn another_input_moves_no_draw_of_the_inputs_there_were() {
    let before = uncertain(ModelCopy::of("two-sector")).load();
    let after = uncertain(ModelCopy::of("two-sector"))
        .replace(PARAMETERS, "demand_elasticity = 1.0", "demand_elasticity = \"0.5 to 2.0\"")
        .replace(NEGOTIATION, "[[lever]]\n", "[[lever]]\nid = \"another\"\nprobability = 0.3\n\n[[lever]]\n")
        .load();
    assert!(after.inputs.len() > before.inputs.len());
    let of = |model| InputSampler::new(model, Sampler::Pseudo, 1, 200, Pins::default()).unwrap();
    let (old, new) = (of(&before), of(&after));
    for draw in 0..200 {
        let (old, new) = (old.values(draw), new.values(draw));
        for (id, input) in before.inputs.iter().filter(|(_, input)| input.name != "demand_elasticity") {
            let same = after.inputs.find(&input.name).unwrap();
            assert_eq!(old.get(id), new.get(same), "draw {draw}: {}", input.name);
        }
    }
}

#[test]
fn draws_depend_on_the_seed_and_on_nothing_else() {
    let model = uncertain(ModelCopy::of("two-sector")).load();
    for sampler in Sampler::ALL {
        let values = |seed: u64, draw: u64| {
            InputSampler::new(&model, sampler, seed, 100, Pins::default()).unwrap().values(draw).values
        };
        assert_eq!(values(5, 3), values(5, 3));
        assert_ne!(values(5, 3), values(6, 3));
        assert_ne!(values(5, 3), values(5, 4));
    }
}

#[test]
fn pins_pin_and_leave_the_rest_alone() {
    let model = model(JAPAN);
    let fixed =
        ["substitution.cars=2.0", "lever.wealth-fund=on", "us-japan.g7-summit=deal-all-in", "mpc=0.25"];
    let pinned = engine(&model, &fixed);
    let free = engine(&model, &[]);
    for draw in 0..50 {
        let with = kanzei::output::trace_draw(&pinned, 1, draw);
        let without = kanzei::output::trace_draw(&free, 1, draw);
        for (name, value) in [("substitution.cars", 2.0), ("lever.wealth-fund", 1.0), ("mpc", 0.25)] {
            assert_eq!(with.inputs[name], value, "draw {draw}");
        }
        for (name, value) in &without.inputs {
            let is_pinned = fixed.iter().any(|pin| pin.split('=').next() == Some(name));
            // What is left for later decisions depends on where earlier ones led; the track's uniforms do not.
            let input = model.inputs.find(name).unwrap();
            let is_settled = matches!(model.inputs.get(input).role, Role::Decision(..));
            assert!(is_pinned || is_settled || with.inputs[name] == *value, "draw {draw}: {name} moved");
        }
        for track in (0..model.negotiation.tracks.len()).map(TrackId) {
            let uniforms = |engine: &Engine| engine.sampler.values(draw).of_track(track);
            assert_eq!(uniforms(&pinned), uniforms(&free), "draw {draw}");
        }
        let summit = with.tracks["us-japan"].iter().find(|step| step.decision == "g7-summit");
        assert!(summit.is_none_or(|step| step.state == "deal-all-in"), "draw {draw}: {summit:?}");
    }
    let reached = (0..50).filter(|draw| {
        let trace = kanzei::output::trace_draw(&pinned, 1, *draw);
        trace.tracks["us-japan"].iter().any(|step| step.decision == "g7-summit")
    });
    assert!(reached.count() > 10, "the talks reach the summit in most draws");
}

/// A pinned decision counts where it is reached; its track's other decisions stay uncertain.
#[test]
fn every_decision_can_be_pinned_to_every_state_it_leads_to() {
    let model = model(JAPAN);
    for (t, track) in model.negotiation.tracks.iter().enumerate() {
        for (d, decision) in track.decisions.iter().enumerate() {
            for (state, _) in &decision.to {
                let pin = format!("{}.{}={}", track.id, decision.id, track.states[state.0].id);
                let pins = pins(&model, &[&pin]);
                assert_eq!(pins.state_of(TrackId(t), DecisionId(d)), Some(*state), "{pin}");
            }
        }
    }
}

#[test]
fn every_bundled_model_has_the_files_that_the_loader_reads() {
    for name in ["two-sector", JAPAN, "one-draw"] {
        for file in MODEL_FILES {
            assert!(model_folder(name).join(file).is_file(), "{name}: {file}");
        }
    }
}
