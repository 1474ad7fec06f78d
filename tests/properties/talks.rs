//! Actions in their order, and odds.

use std::collections::BTreeMap;

use crate::support::{ModelCopy, model, pins, summary, trace};
use crate::{JAPAN, NEGOTIATION};
use kanzei::draw::{InputSampler, InputValues, Sampler, decision_weights, settle_tracks};
use kanzei::model::Model;
use kanzei::output::Trace;

/// The two-sector model in which the tariff is decided in January and raised or lowered in February.
fn two_decisions(first: &str, second: &str) -> ModelCopy {
    ModelCopy::of("two-sector")
        .replace(NEGOTIATION, "    rate = 0.5\n", &format!("    rate = 0.5\n    {first}\n\n  [[track.state]]\n  id = \"deal\"\n\n    [[track.state.action]]\n    programme = \"tariff\"\n    sources = [\"all\"]\n    mode = \"additional\"\n    rate = 0.2\n    {second}\n"))
        .replace(NEGOTIATION, "to = { talks = 0.5, tariff = 0.5 }", "to = { tariff = 1.0 }")
        .replace(
            NEGOTIATION,
            "[[lever]]\n",
            "  [[track.decision]]\n  id = \"february\"\n  date = 2026-02-01\n  from = \"tariff\"\n  to = { deal = 1.0 }\n\n[[lever]]\n",
        )
}

fn rates(trace: &Trace) -> &[f64] {
    &trace.lines["tariffed-goods"].tariff_rate["home"]
}

#[test]
fn of_two_actions_the_later_decided_wins_and_is_never_in_force_earlier() {
    // Decided 1 January with 60 days: 2 March. Decided 1 February with 5 days: 6 February, moved to 2 March.
    let trace = trace(&two_decisions("lag = 60", "lag = 5").load(), &[], 0);
    let notes: Vec<(f64, &str, &str)> =
        trace.actions.iter().map(|a| (a.rate, a.decided.as_str(), a.effective.as_str())).collect();
    assert_eq!(notes, [(0.5, "2026-01-01", "2026-03-02"), (0.2, "2026-02-01", "2026-03-02")]);
    let expected = [0.0, 0.0, 0.0, 0.0, 0.0, 0.2 * 30.0 / 31.0, 0.2, 0.2];
    for (t, (rate, wanted)) in rates(&trace).iter().zip(expected).enumerate() {
        assert!((rate - wanted).abs() < 1e-15, "month {t}: {rate}, expected {wanted}");
    }
}

#[test]
fn actions_in_their_order_follow_each_other() {
    // 1 January with 10 days: 11 January. 1 February with 19 days: 20 February.
    let trace = trace(&two_decisions("lag = 10", "lag = 19").load(), &[], 0);
    let expected = [0.0, 0.0, 0.0, 0.5 * 21.0 / 31.0, (0.5 * 19.0 + 0.2 * 9.0) / 28.0, 0.2, 0.2];
    for (t, (rate, wanted)) in rates(&trace).iter().zip(expected).enumerate() {
        assert!((rate - wanted).abs() < 1e-15, "month {t}: {rate}, expected {wanted}");
    }
}

#[test]
fn lags_are_rounded_to_whole_days() {
    let trace = trace(&two_decisions("lag = 9.6", "lag = 19.4").load(), &[], 0);
    let dates: Vec<&str> = trace.actions.iter().map(|action| action.effective.as_str()).collect();
    assert_eq!(dates, ["2026-01-11", "2026-02-20"]);
}

#[test]
fn staying_in_a_state_triggers_nothing() {
    let model = ModelCopy::of("two-sector")
        .replace(
            NEGOTIATION,
            "  label = \"Talks go on\"\n",
            "  label = \"Talks go on\"\n\n    [[track.state.action]]\n    programme = \"tariff\"\n    sources = [\"all\"]\n    mode = \"additional\"\n    rate = 0.9\n",
        )
        .replace(NEGOTIATION, "to = { talks = 0.5, tariff = 0.5 }", "to = { talks = 1.0 }")
        .load();
    let trace = trace(&model, &[], 0);
    assert_eq!(trace.outcome, "talks");
    assert_eq!(trace.tracks["tariff-talks"].len(), 1);
    assert!(trace.actions.is_empty(), "{:?}", trace.actions);
    assert!(rates(&trace).iter().all(|rate| *rate == 0.0));
}

/// Whoever moves leaves a state and enters another: from all draws in the first state to the draws of each outcome.
#[test]
fn moves_lead_from_the_initial_state_to_the_outcomes() {
    for name in [JAPAN, "two-sector", "japan-us-2025-deal"] {
        let model = model(name);
        let summary = summary(&model, 2000, &[]);
        let track = model.negotiation.primary_track();
        let mut present = vec![0; track.states.len()];
        present[track.initial.0] = summary.draws - summary.failed;
        for (decision, found) in track.decisions.iter().zip(&summary.talks) {
            let reached: u64 = found.moves.iter().map(|way| way.count).sum();
            assert_eq!((reached as f64 / 2000.0).to_bits(), found.reached.to_bits(), "{}", decision.id);
            if decision.date <= model.negotiation.outcome_date {
                assert_eq!(reached, present[decision.from.0], "{name}: {} is reached", decision.id);
                present[decision.from.0] -= reached;
                found.moves.iter().for_each(|way| present[way.state] += way.count);
            }
        }
        let outcomes: Vec<u64> = summary.outcomes.iter().map(|outcome| outcome.count).collect();
        assert_eq!(present, outcomes, "{name}");
        assert_eq!(summary.talks.len(), track.decisions.len());
    }
}

/// `P(to) ∝ base(to) · exp(Σ beta)` over the levers that are on.
#[test]
fn levers_shift_the_odds_by_their_betas() {
    let model = model(JAPAN);
    let negotiation = &model.negotiation;
    let track = negotiation.find_track("us-japan").unwrap();
    let owner = &negotiation.tracks[track.0];
    for on in [&[][..], &["shipbuilding"], &["shipbuilding", "warship-repair", "wealth-fund"]] {
        let levers = ["shipbuilding", "warship-repair", "wealth-fund"];
        let fixed: Vec<String> = levers
            .iter()
            .map(|lever| format!("lever.{lever}={}", if on.contains(lever) { "on" } else { "off" }))
            .collect();
        let fixed: Vec<&str> = fixed.iter().map(String::as_str).collect();
        let sampler = InputSampler::new(&model, Sampler::Sobol, 1, 50, pins(&model, &fixed)).unwrap();
        for draw in 0..50 {
            let values: InputValues = sampler.values(draw);
            let beta = |lever: &str, state: &str| {
                let input = model.inputs.find(&format!("lever.{lever}.us-japan.{state}.beta"));
                input.map_or(0.0, |input| values.get(input))
            };
            for decision in &owner.decisions {
                let found: Vec<f64> = decision_weights(decision, &values).collect();
                let wanted: Vec<f64> = decision
                    .to
                    .iter()
                    .map(|(state, base)| {
                        let name = &owner.states[state.0].id;
                        base * on.iter().map(|lever| beta(lever, name)).sum::<f64>().exp()
                    })
                    .collect();
                let (sum, total) = (found.iter().sum::<f64>(), wanted.iter().sum::<f64>());
                for (f, w) in found.iter().zip(&wanted) {
                    assert!((f / sum - w / total).abs() < 1e-14, "{}: {found:?} {wanted:?}", decision.id);
                }
            }
        }
    }
}

/// The uniforms of a track serve one decision after another; each leads where a uniform of its own would lead.
#[test]
fn every_decision_is_met_with_its_odds_whatever_came_before() {
    let model = model(JAPAN);
    let draws = 20_000;
    for kind in Sampler::ALL {
        let sampler = InputSampler::new(&model, kind, 5, draws, pins(&model, &[])).unwrap();
        // By track, decision and way: how often it was taken, how often expected, and the variance of that.
        let mut counts: BTreeMap<(usize, usize, usize), [f64; 3]> = BTreeMap::new();
        for draw in 0..draws {
            let mut values = sampler.values(draw);
            let paths = settle_tracks(&model.negotiation, &mut values);
            for (number, (track, path)) in model.negotiation.tracks.iter().zip(&paths).enumerate() {
                for step in &path.steps {
                    let decision = &track.decisions[step.decision.0];
                    let weights: Vec<f64> = decision_weights(decision, &values).collect();
                    let total: f64 = weights.iter().sum();
                    let uniform = values.get(decision.input);
                    let mut below = 0.0;
                    for (way, ((state, _), weight)) in decision.to.iter().zip(&weights).enumerate() {
                        let p = weight / total;
                        let taken = *state == step.state;
                        if taken {
                            // The uniform among the values leads to the same state against all odds at once.
                            assert!(uniform >= below - 1e-12 && uniform <= below + p + 1e-12);
                        }
                        below += p;
                        let count = counts.entry((number, step.decision.0, way)).or_default();
                        count[0] += f64::from(u8::from(taken));
                        count[1] += p;
                        count[2] += p * (1.0 - p);
                    }
                }
            }
        }
        for (place, [taken, expected, variance]) in counts {
            assert!(
                (taken - expected).abs() < 5.0 * (variance + 1.0).sqrt(),
                "{kind} {place:?}: {taken} {expected}"
            );
        }
    }
}

/// The two-sector model whose lever multiplies the odds of the tariff.
fn with_shift(beta: &str) -> Model {
    let shift =
        format!("\n  [[lever.shift]]\n  track = \"tariff-talks\"\n  to = \"tariff\"\n  beta = {beta}\n");
    ModelCopy::of("two-sector").append(NEGOTIATION, &shift).load()
}

fn share_of_tariffs(model: &Model, lever: &str, draws: u64) -> f64 {
    let summary = summary(model, draws, &[&format!("lever.public-works={lever}")]);
    summary.outcomes[1].probability
}

#[test]
fn shifted_odds_are_met_in_a_run() {
    // ln 3: even odds become three to one.
    let model = with_shift("1.0986122886681098");
    let draws = 8_000;
    for (lever, wanted) in [("off", 0.5), ("on", 0.75)] {
        let found = share_of_tariffs(&model, lever, draws);
        let error = f64::sqrt(wanted * (1.0 - wanted) / 8_000.0);
        assert!((found - wanted).abs() < 4.0 * error, "lever {lever}: {found}, expected {wanted}");
    }
}

#[test]
fn overwhelming_shifts_leave_no_doubt() {
    // exp(1000) is beyond double precision; the limit is certainty all the same.
    for (beta, wanted) in [("1000.0", 1.0), ("-1000.0", 0.0)] {
        assert_eq!(share_of_tariffs(&with_shift(beta), "on", 200), wanted, "beta = {beta}");
        assert_eq!(share_of_tariffs(&with_shift(&beta.replace("1000", "30")), "on", 200), wanted);
    }
    let towards_talks = ModelCopy::of("two-sector")
        .append(
            NEGOTIATION,
            "\n  [[lever.shift]]\n  track = \"tariff-talks\"\n  to = \"talks\"\n  beta = 1000.0\n",
        )
        .load();
    assert_eq!(share_of_tariffs(&towards_talks, "on", 200), 0.0);
}
