//! `negotiation.toml`: tracks, decisions, odds and levers.

use crate::{NEGOTIATION, assert_includes, assert_problems, two_sector};

#[test]
fn track_that_is_there_twice() {
    let copy = two_sector().replace(
        NEGOTIATION,
        "[[lever]]",
        "[[track]]\nid = \"tariff-talks\"\ninitial = \"x\"\n[[track.state]]\nid = \"x\"\n\n[[lever]]",
    );
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 30, key id: the track `tariff-talks` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn state_called_all() {
    let copy = two_sector()
        .replace(NEGOTIATION, "  id = \"tariff\"\n", "  id = \"all\"\n")
        .replace(NEGOTIATION, "tariff = 0.5 }", "all = 0.5 }")
        .replace(NEGOTIATION, r#"states = ["tariff"]"#, r#"states = ["all"]"#);
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 11, key id: `all` cannot be a state: results use it for every outcome.",
            "Choose another id.",
        )],
    );
}

#[test]
fn state_that_is_there_twice() {
    let copy = two_sector().replace(
        NEGOTIATION,
        "  [[track.decision]]",
        "  [[track.state]]\n  id = \"talks\"\n\n  [[track.decision]]",
    );
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 21, key id: the state `talks` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn decision_that_is_there_twice() {
    let copy = two_sector().replace(NEGOTIATION, "[[lever]]", "  [[track.decision]]\n  id = \"new-year\"\n  date = 2026-02-01\n  from = \"talks\"\n  to = { talks = 1.0 }\n\n[[lever]]");
    assert_includes(
        &copy,
        &[(
            "m/negotiation.toml, line 30, key id: the decision `new-year` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn unknown_initial_state() {
    let copy = two_sector().replace(NEGOTIATION, r#"initial = "talks""#, r#"initial = "talk""#);
    assert_problems(
        &copy,
        &[("m/negotiation.toml, line 4, key initial: there is no state `talk`.", "Did you mean `talks`?")],
    );
}

#[test]
fn decision_on_the_as_of_date() {
    let copy = two_sector().replace(NEGOTIATION, "date = 2026-01-01", "date = 2025-12-31");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 23, key date: 2025-12-31 is not after the as-of date, 2025-12-31.",
            "List decisions in order of date, all after the as-of date.",
        )],
    );
}

#[test]
fn decisions_out_of_order() {
    let copy = two_sector().replace(NEGOTIATION, "[[lever]]", "  [[track.decision]]\n  id = \"before\"\n  date = 2025-12-31\n  from = \"talks\"\n  to = { talks = 1.0 }\n\n[[lever]]");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 31, key date: 2025-12-31 is not after the decision listed above it, 2026-01-01.",
            "List decisions in order of date, all after the as-of date.",
        )],
    );
}

#[test]
fn decision_after_the_end() {
    let copy = two_sector().replace(NEGOTIATION, "date = 2026-01-01", "date = 2027-01-01");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 23, key date: 2027-01-01 is after the last day simulated, 2026-12-31.",
            "Move it, or extend `end` in model.toml.",
        )],
    );
}

#[test]
fn decision_from_an_unknown_state() {
    let copy = two_sector().replace(NEGOTIATION, r#"from = "talks""#, r#"from = "negotiation""#);
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 24, key from: there is no state `negotiation`.",
            "The model's state names are talks, tariff.",
        )],
    );
}

#[test]
fn decision_to_an_unknown_state() {
    let copy = two_sector().replace(
        NEGOTIATION,
        "to = { talks = 0.5, tariff = 0.5 }",
        "to = { talks = 0.5, tarif = 0.5 }",
    );
    assert_problems(
        &copy,
        &[("m/negotiation.toml, line 25, key to: there is no state `tarif`.", "Did you mean `tariff`?")],
    );
}

#[test]
fn probabilities_out_of_range() {
    let copy = two_sector().replace(
        NEGOTIATION,
        "to = { talks = 0.5, tariff = 0.5 }",
        "to = { talks = -0.5, tariff = 1.5 }",
    );
    assert_problems(
        &copy,
        &[
            (
                "m/negotiation.toml, line 25, key to: the number -0.5 is not a probability.",
                "Write a number in [0, 1], e.g. 0.25.",
            ),
            (
                "m/negotiation.toml, line 25, key to: the number 1.5 is not a probability.",
                "Write a number in [0, 1], e.g. 0.25.",
            ),
        ],
    );
}

#[test]
fn probability_in_words() {
    let copy = two_sector().replace(
        NEGOTIATION,
        "to = { talks = 0.5, tariff = 0.5 }",
        r#"to = { talks = 0.5, tariff = "half" }"#,
    );
    assert_problems(
        &copy,
        &[(
            r#"m/negotiation.toml, line 25, key to: the text "half" is not a probability."#,
            "Write a number in [0, 1], e.g. 0.25.",
        )],
    );
}

#[test]
fn probabilities_that_do_not_sum_to_one() {
    let copy = two_sector().replace(
        NEGOTIATION,
        "to = { talks = 0.5, tariff = 0.5 }",
        "to = { talks = 0.5, tariff = 0.25 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 25, key to: the probabilities sum to 0.75, not 1.",
            "Give the rest to the state that the decision leaves: staying is an outcome too.",
        )],
    );
}

#[test]
fn decision_to_nowhere() {
    let copy = two_sector().replace(NEGOTIATION, "to = { talks = 0.5, tariff = 0.5 }", "to = {}");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 25, key to: the probabilities sum to 0, not 1.",
            "Give the rest to the state that the decision leaves: staying is an outcome too.",
        )],
    );
}

#[test]
fn lever_that_is_there_twice() {
    let copy = two_sector().append(NEGOTIATION, "\n[[lever]]\nid = \"public-works\"\nprobability = 0.1\n");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 42, key id: the input name `lever.public-works` is taken by another part of the model.",
            "Give one of the two another id.",
        )],
    );
}

#[test]
fn shift_in_an_unknown_track() {
    let copy = two_sector()
        .append(NEGOTIATION, "\n  [[lever.shift]]\n  track = \"talks\"\n  to = \"tariff\"\n  beta = 0.5\n");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 42, key track: there is no track `talks`.",
            "The model's track names are tariff-talks.",
        )],
    );
}

#[test]
fn shift_to_an_unknown_state() {
    let copy = two_sector().append(
        NEGOTIATION,
        "\n  [[lever.shift]]\n  track = \"tariff-talks\"\n  to = \"deal\"\n  beta = 0.5\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 43, key to: there is no state `deal`.",
            "The model's state names are talks, tariff.",
        )],
    );
}

#[test]
fn shift_of_an_unknown_decision() {
    let copy = two_sector().append(NEGOTIATION, "\n  [[lever.shift]]\n  track = \"tariff-talks\"\n  to = \"tariff\"\n  beta = 0.5\n  decisions = [\"old-year\"]\n");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 45, key decisions: there is no decision `old-year`.",
            "The model's decision names are new-year.",
        )],
    );
}

#[test]
fn shift_that_is_there_twice() {
    let copy = two_sector().append(NEGOTIATION, "\n  [[lever.shift]]\n  track = \"tariff-talks\"\n  to = \"tariff\"\n  beta = 0.5\n\n  [[lever.shift]]\n  track = \"tariff-talks\"\n  to = \"tariff\"\n  beta = 0.5\n");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 49, key beta: the input name `lever.public-works.tariff-talks.tariff.beta` is taken by another part of the model.",
            "Give one of the two another id.",
        )],
    );
}

#[test]
fn effect_on_an_unknown_sector() {
    let copy = two_sector().replace(NEGOTIATION, r#"sector = "1""#, r#"sector = "9""#);
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 38, key sector: there is no sector `9`.",
            "The model's sector names are 1, 2.",
        )],
    );
}

#[test]
fn effect_in_an_unknown_state() {
    let copy = two_sector().replace(NEGOTIATION, r#"states = ["tariff"]"#, r#"states = ["tarif"]"#);
    assert_problems(
        &copy,
        &[("m/negotiation.toml, line 37, key states: there is no state `tarif`.", "Did you mean `tariff`?")],
    );
}

#[test]
fn evidence_of_another_kind() {
    let copy = two_sector().replace(
        NEGOTIATION,
        "probability = 0.5\nevidence = \"elicited\"",
        "probability = 0.5\nevidence = \"guessed\"",
    );
    assert_problems(
        &copy,
        &[(
            r#"m/negotiation.toml, line 33, key evidence: the text "guessed" is not what belongs here."#,
            "Here stands: `estimated` or `elicited`.",
        )],
    );
}

#[test]
fn two_actions_without_ids_on_one_programme() {
    let copy = two_sector().replace(NEGOTIATION, "    rate = 0.5\n", "    rate = 0.5\n\n    [[track.state.action]]\n    programme = \"tariff\"\n    sources = [\"all\"]\n    mode = \"all_in\"\n    rate = 0.2\n");
    assert_includes(
        &copy,
        &[(
            "m/negotiation.toml, line 24, key rate: the input name `tariff-talks.tariff.tariff.rate` is taken by another part of the model.",
            "Give one of the two another id.",
        )],
    );
}
