//! `model.toml`: dates, names and groups.

use crate::{MODEL, SOURCES, assert_includes, assert_problems, two_sector};

#[test]
fn gdp_of_zero() {
    let copy = two_sector().replace(MODEL, "[[source]]", "gdp = 0.0\n[[source]]");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 22, key gdp: the number 0.0 is outside > 0.",
            "Here stands: GDP that effects are measured against; that of the accounts if left out.",
        )],
    );
}

#[test]
fn end_before_start() {
    let copy = two_sector().replace(MODEL, r#"end = "2026-12""#, r#"end = "2025-09""#);
    assert_problems(
        &copy,
        &[("m/model.toml, line 13, key end: 2025-09 is before 2025-10.", "Let `end` follow `start`.")],
    );
}

#[test]
fn horizon_that_is_too_long() {
    let copy = two_sector().replace(MODEL, r#"end = "2026-12""#, r#"end = "2086-12""#);
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 13, key end: 2025-10 to 2086-12 is more than 600 months.",
            "Simulate at most 600 months.",
        )],
    );
}

#[test]
fn as_of_outside_the_horizon() {
    let copy = two_sector().replace(MODEL, "as_of = 2025-12-31", "as_of = 2025-09-30");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 11, key as_of: 2025-09-30 is outside 2025-10 to 2026-12.",
            "Keep it within the months simulated.",
        )],
    );
}

#[test]
fn outcome_before_the_as_of_date() {
    let copy = two_sector().replace(MODEL, "outcome_date = 2026-12-31", "outcome_date = 2025-12-30");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 16, key outcome_date: 2025-12-30 is before the as-of date 2025-12-31.",
            "Read the outcome on or after the as-of date.",
        )],
    );
}

#[test]
fn outcome_outside_the_horizon() {
    let copy = two_sector().replace(MODEL, "outcome_date = 2026-12-31", "outcome_date = 2027-01-01");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 16, key outcome_date: 2027-01-01 is outside 2025-10 to 2026-12.",
            "Keep it within the months simulated.",
        )],
    );
}

#[test]
fn unknown_primary_track() {
    let copy =
        two_sector().replace(MODEL, r#"primary_track = "tariff-talks""#, r#"primary_track = "tariff-talk""#);
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 15, key primary_track: there is no track `tariff-talk`.",
            "Did you mean `tariff-talks`?",
        )],
    );
}

#[test]
fn source_called_all() {
    let copy = two_sector().replace(MODEL, "[[group]]", "[[source]]\nid = \"all\"\n[[group]]").replace(
        SOURCES,
        "home,1,0",
        "home,1,0\ntariffed-goods,all,0,0",
    );
    assert_problems(
        &copy,
        &[("m/model.toml, line 27, key id: `all` cannot be a source.", "Choose another id.")],
    );
}

#[test]
fn source_that_is_there_twice() {
    let copy = two_sector().replace(MODEL, "[[group]]", "[[source]]\nid = \"home\"\n[[group]]");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 27, key id: the source `home` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn home_that_is_not_first() {
    let copy = two_sector()
        .replace(MODEL, "[[source]]\nid = \"home\"", "[[source]]\nid = \"rival\"\n[[source]]\nid = \"home\"")
        .replace(SOURCES, "home,1,0", "home,1,0\ntariffed-goods,rival,0,0");
    assert_includes(
        &copy,
        &[(
            "m/model.toml, line 9, key home: home is `home`, but the first [[source]] is `rival`.",
            "List home first among the sources.",
        )],
    );
}

#[test]
fn line_group_that_is_there_twice() {
    let copy = two_sector().replace(MODEL, "[thresholds]", "[[line_group]]\nid = \"goods\"\n[thresholds]");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 36, key id: the line group `goods` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn group_that_is_there_twice() {
    let copy = two_sector().replace(
        MODEL,
        "[[line_group]]",
        "[[group]]\nid = \"exporter\"\nsectors = [\"1\"]\n[[line_group]]",
    );
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 32, key id: the group `exporter` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn unknown_sector_of_a_group() {
    let copy = two_sector().replace(MODEL, r#"sectors = ["2"]"#, r#"sectors = ["3"]"#);
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 29, key sectors: there is no sector `3`.",
            "The model's sector names are 1, 2.",
        )],
    );
}

#[test]
fn sector_twice_in_a_group() {
    let copy = two_sector().replace(MODEL, r#"sectors = ["2"]"#, r#"sectors = ["2", "2"]"#);
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 29, key sectors: the sector `2` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn threshold_of_an_unknown_metric() {
    let copy = two_sector().replace(MODEL, "gdp_real = [-1.0]", "gdp_reel = [-1.0]");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 36, key thresholds: there is no threshold metric `gdp_reel`.",
            "Did you mean `gdp_real`?",
        )],
    );
}

#[test]
fn threshold_that_is_no_list() {
    let copy = two_sector().replace(MODEL, "gdp_real = [-1.0]", "gdp_real = -1.0");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 36, key thresholds: the number -1.0 is not a list of numbers.",
            "Write it as [-0.5, -1.0].",
        )],
    );
}
