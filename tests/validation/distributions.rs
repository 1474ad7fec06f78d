//! Distributions: names, parameters and rules.

use crate::{PARAMETERS, assert_problems, two_sector};

#[test]
fn unknown_distribution() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"gamma\", shape = 2 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: `gamma` is not a distribution.",
            "The distributions are constant, uniform, triangular, pert, normal, truncated_normal, lognormal, beta, bernoulli, discrete, empirical.",
        )],
    );
}

#[test]
fn misspelt_parameter() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"uniform\", min = 1, maximum = 2 }",
    );
    assert_problems(
        &copy,
        &[
            (
                "m/parameters.toml, line 4, key maximum: this key is not known.",
                "The keys here are distribution, min, max, source, evidence.",
            ),
            (
                "m/parameters.toml, line 4, key max: the key is missing.",
                "Add it (number, any number): Upper end, above `min`.",
            ),
        ],
    );
}

#[test]
fn missing_parameter() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"normal\", mean = 2.0 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key sd: the key is missing.",
            "Add it (number, any number): Standard deviation, above 0.",
        )],
    );
}

#[test]
fn value_that_is_none() {
    let copy =
        two_sector().replace(PARAMETERS, "\nsubstitution = 2.0", "\nsubstitution = { value = \"many\" }");
    assert_problems(
        &copy,
        &[(
            r#"m/parameters.toml, line 4, key substitution: the text "many" is not a value."#,
            r#"Write a number, a 90 % interval such as "0.6 to 3.0" (lower end first), or a distribution."#,
        )],
    );
}

#[test]
fn uniform_with_its_ends_reversed() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"uniform\", min = 3, max = 2 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: min must lie below max.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn triangular_with_its_mode_outside() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"triangular\", min = 1, mode = 4, max = 3 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: min <= mode <= max and min < max must hold.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn pert_with_its_mode_outside() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"pert\", min = 2, mode = 1, max = 3 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: min <= mode <= max and min < max must hold.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn normal_without_spread() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"normal\", mean = 2, sd = 0 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: sd must be above zero.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn truncated_normal_of_negative_spread() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"truncated_normal\", mean = 2, sd = -1, min = 1, max = 3 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: sd must be above zero.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn truncated_normal_with_its_ends_reversed() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"truncated_normal\", mean = 2, sd = 1, min = 3, max = 1 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: min must lie below max.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn truncated_normal_far_in_the_tail() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"truncated_normal\", mean = 2, sd = 0.1, min = 5, max = 6 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: less than a millionth of the normal lies between min and max.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn lognormal_of_negative_median() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"lognormal\", median = -2, sigma = 1 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: median and sigma must be above zero.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn lognormal_without_spread() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"lognormal\", median = 2, sigma = 0 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: median and sigma must be above zero.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn beta_with_a_shape_of_zero() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"beta\", alpha = 0, beta = 1 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: alpha and beta must lie between 0.05 and 10000.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn beta_with_its_ends_reversed() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"beta\", alpha = 2, beta = 1, min = 2, max = 1 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: min must lie below max.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn bernoulli_above_one() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"bernoulli\", probability = 2 }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key probability: the number 2 is outside [0, 1].",
            "Here stands: Probability of 1.",
        )],
    );
}

#[test]
fn discrete_that_does_not_sum_to_one() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"discrete\", values = [1, 2], probabilities = [0.5, 0.4] }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: the probabilities must lie in [0, 1] and sum to one.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn discrete_with_a_probability_too_few() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"discrete\", values = [1, 2], probabilities = [1.0] }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: there must be one probability for each value.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn discrete_without_a_list() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"discrete\", values = 1, probabilities = [1.0] }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key values: this is not a list of numbers.",
            "Write it as [0.1, 0.2].",
        )],
    );
}

#[test]
fn discrete_without_values() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"discrete\", values = [], probabilities = [] }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: values must be finite numbers, at least one.",
            "Change the numbers of the distribution.",
        )],
    );
}

#[test]
fn empirical_with_a_text() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"empirical\", values = [1, \"2\"] }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key values: this is not a list of numbers.",
            "Write it as [0.1, 0.2].",
        )],
    );
}

#[test]
fn empirical_without_values() {
    let copy = two_sector().replace(
        PARAMETERS,
        "\nsubstitution = 2.0",
        "\nsubstitution = { distribution = \"empirical\", values = [] }",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 4, key substitution: values must be finite numbers, at least one.",
            "Change the numbers of the distribution.",
        )],
    );
}
