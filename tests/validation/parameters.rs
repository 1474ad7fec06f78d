//! `parameters.toml`: values, lines and growth.

use crate::{PARAMETERS, assert_problems, two_sector};

#[test]
fn parameter_of_an_unknown_line() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { default = 2.0, cars = 3.0 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution.cars: there is no line `cars`.",
            "The model's line names are tariffed-goods.",
        )],
    );
}

#[test]
fn line_without_a_value() {
    let copy = two_sector().replace(PARAMETERS, "\nsubstitution = 2.0", "\nsubstitution = { }");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: the line tariffed-goods has no value and there is no default.",
            "Add `tariffed-goods` or `default` to [substitution].",
        )],
    );
}

#[test]
fn true_for_a_value() {
    let copy = two_sector().replace(PARAMETERS, "\nsubstitution = 2.0", "\nsubstitution = true");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: true is not a value.",
            r#"Write a number, a 90 % interval such as "0.6 to 3.0" (lower end first), or a distribution."#,
        )],
    );
}

#[test]
fn interval_with_its_ends_reversed() {
    let copy = two_sector().replace(PARAMETERS, "\nsubstitution = 2.0", "\nsubstitution = \"3.0 to 0.6\"");
    assert_problems(
        &copy,
        &[(
            r#"m/parameters.toml, line 4, key substitution: the text "3.0 to 0.6" is not a value."#,
            r#"Write a number, a 90 % interval such as "0.6 to 3.0" (lower end first), or a distribution."#,
        )],
    );
}

#[test]
fn interval_in_words() {
    let copy = two_sector().replace(PARAMETERS, "\nsubstitution = 2.0", "\nsubstitution = \"about 2\"");
    assert_problems(
        &copy,
        &[(
            r#"m/parameters.toml, line 4, key substitution: the text "about 2" is not a value."#,
            r#"Write a number, a 90 % interval such as "0.6 to 3.0" (lower end first), or a distribution."#,
        )],
    );
}

#[test]
fn interval_with_one_end() {
    let copy = two_sector().replace(PARAMETERS, "\nsubstitution = 2.0", "\nsubstitution = \"0.6 to\"");
    assert_problems(
        &copy,
        &[(
            r#"m/parameters.toml, line 4, key substitution: the text "0.6 to" is not a value."#,
            r#"Write a number, a 90 % interval such as "0.6 to 3.0" (lower end first), or a distribution."#,
        )],
    );
}

#[test]
fn distribution_that_reaches_outside_the_range() {
    let copy = two_sector().replace(
        PARAMETERS,
        "mpc = 0.9",
        r#"mpc = { distribution = "normal", mean = 0.5, sd = 0.1 }"#,
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 17, key mpc: the normal reaches from -inf to inf, outside [0, 1).",
            "Use ends within the range, e.g. a beta, pert, triangular, uniform or truncated_normal.",
        )],
    );
}

#[test]
fn propensity_of_one() {
    let copy = two_sector().replace(PARAMETERS, "mpc = 0.9", "mpc = 1.0");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 17, key mpc: 1 is outside [0, 1).",
            "Rates and shares are fractions: 0.25 means 25 %.",
        )],
    );
}

#[test]
fn share_written_in_per_cent() {
    let copy = two_sector().replace(PARAMETERS, "diversion = 0.0", "diversion = 25");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 12, key diversion: 25 is outside [0, 1].",
            "Rates and shares are fractions: 0.25 means 25 %.",
        )],
    );
}

#[test]
fn employment_of_an_unknown_sector() {
    let copy = two_sector().append(PARAMETERS, "[employment]\n3 = 10\n");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 21, key employment.3: there is no sector `3`.",
            "The model's sector names are 1, 2.",
        )],
    );
}

#[test]
fn quarter_that_does_not_exist() {
    let copy = two_sector().append(
        PARAMETERS,
        "[growth]\npublished = { 2025Q4 = 0.1 }\nbaseline = { 2026Q1 = 0.2, 2026Q5 = 0.2 }\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key baseline: `2026Q5` is not a quarter.",
            r#"Write it as "2025Q1"."#,
        )],
    );
}

#[test]
fn gap_between_quarters_to_come() {
    let copy = two_sector().append(
        PARAMETERS,
        "[growth]\npublished = { 2025Q4 = 0.1 }\nbaseline = { 2026Q1 = 0.2, 2026Q3 = 0.2 }\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key baseline: the quarters of `published` and then `baseline` are not consecutive.",
            "List every quarter once, in order, without a gap.",
        )],
    );
}

#[test]
fn gap_between_published_and_coming_quarters() {
    let copy = two_sector().append(
        PARAMETERS,
        "[growth]\npublished = { 2025Q3 = 0.1 }\nbaseline = { 2026Q1 = 0.2, 2026Q2 = 0.2 }\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key baseline: the quarters of `published` and then `baseline` are not consecutive.",
            "List every quarter once, in order, without a gap.",
        )],
    );
}

#[test]
fn quarters_outside_the_horizon() {
    let copy = two_sector()
        .append(PARAMETERS, "[growth]\npublished = { 2026Q4 = 0.1 }\nbaseline = { 2027Q1 = 0.2 }\n");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key baseline: 2027Q1 to 2027Q1 is not within the months simulated.",
            "Keep it within `start` and `end` of model.toml.",
        )],
    );
}

#[test]
fn published_growth_in_words() {
    let copy = two_sector().append(
        PARAMETERS,
        "[growth]\npublished = { 2025Q4 = \"low\" }\nbaseline = { 2026Q1 = 0.2, 2026Q2 = 0.2 }\n",
    );
    assert_problems(
        &copy,
        &[(
            r#"m/parameters.toml, line 21, key published: the text "low" is not a number."#,
            "Write the growth rate in per cent.",
        )],
    );
}

#[test]
fn growth_to_come_in_words() {
    let copy = two_sector().append(
        PARAMETERS,
        "[growth]\npublished = { 2025Q4 = 0.1 }\nbaseline = { 2026Q1 = 0.2, 2026Q2 = \"low\" }\n",
    );
    assert_problems(
        &copy,
        &[(
            r#"m/parameters.toml, line 22, key 2026Q2: the text "low" is not a value."#,
            r#"Write a number, a 90 % interval such as "0.6 to 3.0" (lower end first), or a distribution."#,
        )],
    );
}
