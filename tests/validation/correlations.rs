//! Groups of inputs with correlated ranks.

use crate::support::ModelCopy;
use crate::{PARAMETERS, assert_includes, assert_problems, two_sector};

/// The two-sector model with three uncertain elasticities, on lines 4 to 6.
fn three_elasticities() -> ModelCopy {
    two_sector()
        .replace(PARAMETERS, "\nsubstitution = 2.0", "\nsubstitution = \"1.0 to 4.0\"")
        .replace(PARAMETERS, "import_substitution = 2.0", r#"import_substitution = "1.0 to 4.0""#)
        .replace(PARAMETERS, "demand_elasticity = 1.0", r#"demand_elasticity = "0.5 to 2.0""#)
}

#[test]
fn unknown_input() {
    let copy = three_elasticities().append(
        PARAMETERS,
        "[[correlation]]\ninputs = [\"substitution\", \"imports_substitution\"]\nrank_correlation = 0.5\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 21, key inputs: there is no input `imports_substitution`.",
            "Did you mean `import_substitution`?",
        )],
    );
}

#[test]
fn constant() {
    let copy = three_elasticities().append(
        PARAMETERS,
        "[[correlation]]\ninputs = [\"substitution\", \"mpc\"]\nrank_correlation = 0.5\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 21, key inputs: mpc cannot be correlated.",
            "Only uncertain numbers can; decisions, levers and constants cannot. To hold it at a value, fix it instead.",
        )],
    );
}

#[test]
fn lever() {
    let copy = three_elasticities().append(
        PARAMETERS,
        "[[correlation]]\ninputs = [\"substitution\", \"lever.public-works\"]\nrank_correlation = 0.5\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 21, key inputs: lever.public-works cannot be correlated.",
            "Only uncertain numbers can; decisions, levers and constants cannot. To hold it at a value, fix it instead.",
        )],
    );
}

#[test]
fn decision() {
    let copy = three_elasticities().append(
        PARAMETERS,
        "[[correlation]]\ninputs = [\"substitution\", \"tariff-talks.new-year\"]\nrank_correlation = 0.5\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 21, key inputs: tariff-talks.new-year cannot be correlated.",
            "Only uncertain numbers can; decisions, levers and constants cannot. To hold it at a value, fix it instead.",
        )],
    );
}

#[test]
fn input_twice_in_a_group() {
    let copy = three_elasticities().append(
        PARAMETERS,
        "[[correlation]]\ninputs = [\"substitution\", \"substitution\"]\nrank_correlation = 0.5\n",
    );
    assert_includes(
        &copy,
        &[(
            "m/parameters.toml, line 21, key inputs: the input `substitution` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn input_in_two_groups() {
    let copy = three_elasticities().append(PARAMETERS, "[[correlation]]\ninputs = [\"substitution\", \"import_substitution\"]\nrank_correlation = 0.5\n[[correlation]]\ninputs = [\"substitution\", \"demand_elasticity\"]\nrank_correlation = 0.5\n");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 24, key inputs: substitution is in another group already.",
            "Put the groups together, with a matrix.",
        )],
    );
}

#[test]
fn matrix_that_is_not_square() {
    let copy = three_elasticities().append(PARAMETERS, "[[correlation]]\ninputs = [\"substitution\", \"import_substitution\"]\nrank_correlation = [[1, 0.5]]\n");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key rank_correlation: this is neither a number nor a square list of rows of numbers.",
            "Write one number, or 2 rows of 2 numbers.",
        )],
    );
}

#[test]
fn correlation_in_words() {
    let copy = three_elasticities().append(PARAMETERS, "[[correlation]]\ninputs = [\"substitution\", \"import_substitution\"]\nrank_correlation = \"high\"\n");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key rank_correlation: this is neither a number nor a square list of rows of numbers.",
            "Write one number, or 2 rows of 2 numbers.",
        )],
    );
}

#[test]
fn correlation_above_one() {
    let copy = three_elasticities().append(
        PARAMETERS,
        "[[correlation]]\ninputs = [\"substitution\", \"import_substitution\"]\nrank_correlation = 1.5\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key rank_correlation: a rank correlation must lie in [-1, 1].",
            "Change the numbers.",
        )],
    );
}

#[test]
fn asymmetric_matrix() {
    let copy = three_elasticities().append(PARAMETERS, "[[correlation]]\ninputs = [\"substitution\", \"import_substitution\"]\nrank_correlation = [[1, 0.5], [0.4, 1]]\n");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key rank_correlation: the matrix must be symmetric with ones on its diagonal.",
            "Change the numbers.",
        )],
    );
}

#[test]
fn diagonal_that_is_not_one() {
    let copy = three_elasticities().append(PARAMETERS, "[[correlation]]\ninputs = [\"substitution\", \"import_substitution\"]\nrank_correlation = [[2, 0.5], [0.5, 1]]\n");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key rank_correlation: a rank correlation must lie in [-1, 1].",
            "Change the numbers.",
        )],
    );
}

#[test]
fn correlations_that_contradict_each_other() {
    let copy = three_elasticities().append(PARAMETERS, "[[correlation]]\ninputs = [\"substitution\", \"import_substitution\", \"demand_elasticity\"]\nrank_correlation = -0.9\n");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key rank_correlation: the correlations contradict each other: the matrix is not positive definite.",
            "Change the numbers.",
        )],
    );
}

#[test]
fn correlation_of_one() {
    let copy = three_elasticities().append(
        PARAMETERS,
        "[[correlation]]\ninputs = [\"substitution\", \"import_substitution\"]\nrank_correlation = 1.0\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 22, key rank_correlation: the correlations contradict each other: the matrix is not positive definite.",
            "Change the numbers.",
        )],
    );
}
