//! `tariffs.toml`: programmes and history.

use crate::{NEGOTIATION, TARIFFS, assert_includes, assert_problems, two_sector};

#[test]
fn programme_that_is_there_twice() {
    let copy = two_sector().append(TARIFFS, "\n[[programme]]\nid = \"tariff\"\n");
    assert_problems(
        &copy,
        &[(
            "m/tariffs.toml, line 6, key id: the programme `tariff` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn history_that_is_there_twice() {
    let copy = two_sector().append(TARIFFS, "\n[[history]]\nid = \"first\"\nprogramme = \"tariff\"\nsources = [\"home\"]\nmode = \"additional\"\nrate = 0.1\ndecided = 2025-11-01\n\n[[history]]\nid = \"first\"\nprogramme = \"tariff\"\nsources = [\"home\"]\nmode = \"additional\"\nrate = 0.1\ndecided = 2025-11-02\n");
    assert_includes(
        &copy,
        &[(
            "m/tariffs.toml, line 18, key rate: the input name `history.first.rate` is taken by another part of the model.",
            "Give one of the two another id.",
        )],
    );
}

#[test]
fn history_out_of_order() {
    let copy = two_sector().append(TARIFFS, "\n[[history]]\nid = \"first\"\nprogramme = \"tariff\"\nsources = [\"home\"]\nmode = \"additional\"\nrate = 0.1\ndecided = 2025-11-01\n\n[[history]]\nid = \"second\"\nprogramme = \"tariff\"\nsources = [\"home\"]\nmode = \"additional\"\nrate = 0.1\ndecided = 2025-10-02\n");
    assert_problems(
        &copy,
        &[(
            "m/tariffs.toml, line 19, key decided: 2025-10-02 comes after 2025-11-01 in the list.",
            "List the history in order of decision.",
        )],
    );
}

#[test]
fn history_after_the_as_of_date() {
    let copy = two_sector().append(TARIFFS, "\n[[history]]\nid = \"first\"\nprogramme = \"tariff\"\nsources = [\"home\"]\nmode = \"additional\"\nrate = 0.1\ndecided = 2026-01-01\n");
    assert_problems(
        &copy,
        &[(
            "m/tariffs.toml, line 11, key decided: 2026-01-01 is after the as-of date 2025-12-31.",
            "What comes after the as-of date belongs to a track of negotiation.toml.",
        )],
    );
}

#[test]
fn unknown_programme() {
    let copy = two_sector().append(TARIFFS, "\n[[history]]\nid = \"first\"\nprogramme = \"levy\"\nsources = [\"home\"]\nmode = \"additional\"\nrate = 0.1\ndecided = 2025-11-01\n");
    assert_problems(
        &copy,
        &[(
            "m/tariffs.toml, line 7, key programme: there is no programme `levy`.",
            "The model's programme names are tariff.",
        )],
    );
}

#[test]
fn unknown_source() {
    let copy = two_sector().append(TARIFFS, "\n[[history]]\nid = \"first\"\nprogramme = \"tariff\"\nsources = [\"hom\"]\nmode = \"additional\"\nrate = 0.1\ndecided = 2025-11-01\n");
    assert_problems(
        &copy,
        &[("m/tariffs.toml, line 8, key sources: there is no source `hom`.", "Did you mean `home`?")],
    );
}

#[test]
fn source_twice_in_an_action() {
    let copy = two_sector().append(TARIFFS, "\n[[history]]\nid = \"first\"\nprogramme = \"tariff\"\nsources = [\"home\", \"home\"]\nmode = \"additional\"\nrate = 0.1\ndecided = 2025-11-01\n");
    assert_problems(
        &copy,
        &[(
            "m/tariffs.toml, line 8, key sources: the source `home` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn action_without_sources() {
    let copy = two_sector().append(TARIFFS, "\n[[history]]\nid = \"first\"\nprogramme = \"tariff\"\nsources = []\nmode = \"additional\"\nrate = 0.1\ndecided = 2025-11-01\n");
    assert_problems(
        &copy,
        &[(
            "m/tariffs.toml, line 8, key sources: the list of sources is empty.",
            r#"Name the sources, or ["all"]."#,
        )],
    );
}

#[test]
fn rate_of_25_for_25_per_cent() {
    let copy = two_sector().replace(NEGOTIATION, "rate = 0.5", "rate = 25");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 18, key rate: a rate of 25 is 2500 %.",
            "Rates are fractions: 0.25 means 25 %.",
        )],
    );
}

#[test]
fn negative_rate() {
    let copy = two_sector().replace(NEGOTIATION, "rate = 0.5", "rate = -0.5");
    assert_problems(
        &copy,
        &[("m/negotiation.toml, line 18, key rate: -0.5 is outside >= 0.", "Write a number in that range.")],
    );
}

#[test]
fn lag_that_may_be_negative() {
    let copy = two_sector().append(TARIFFS, "\n[[history]]\nid = \"first\"\nprogramme = \"tariff\"\nsources = [\"home\"]\nmode = \"additional\"\nrate = 0.1\ndecided = 2025-11-01\nlag = { distribution = \"normal\", mean = 30, sd = 10 }\n");
    assert_problems(
        &copy,
        &[(
            "m/tariffs.toml, line 12, key lag: the normal reaches from -inf to inf, outside >= 0.",
            "Use ends within the range, e.g. a beta, pert, triangular, uniform or truncated_normal.",
        )],
    );
}

#[test]
fn initial_rate_without_a_mode() {
    let copy = two_sector().replace(TARIFFS, r#"label = "The tariff""#, "initial = { rate = 0.1 }");
    assert_problems(
        &copy,
        &[(
            "m/tariffs.toml, line 3, key mode: the key is missing.",
            "Add it (`additional` or `all_in`): `additional`: MFN + rate. `all_in`: the larger of MFN and rate.",
        )],
    );
}
