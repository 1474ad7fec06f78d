//! Failures: exit code 1, the reason, and nothing left behind.

use crate::support::{ModelCopy, kanzei, listing};
use crate::{assert_fails, with_model};

#[test]
fn a_model_that_does_not_exist() {
    for command in ["run", "check", "inputs"] {
        let text = "error: cannot open the model folder nowhere: No such file or directory (os error 2)\n";
        assert_fails(&[command, "nowhere"], 1, text);
    }
}

#[test]
fn a_file_in_place_of_a_model() {
    let text = "error: m/model.toml is not a folder. A model is a folder with a model.toml in it; see models/README.md.\n";
    assert_fails(&["check", "m/model.toml"], 1, text);
}

#[test]
fn a_run_of_a_broken_model_says_what_check_says_and_leaves_nothing() {
    let copy = ModelCopy::of("two-sector").replace("parameters.toml", "mpc = 0.9", "mpc = 9.0");
    let said = |command: &str| {
        let assert = kanzei(copy.around()).args([command, "m"]).assert().code(1);
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    };
    let text = "error: the model m cannot be used: 1 problem\n\nm/parameters.toml, line 17, key mpc: 9 is outside [0, 1).\n    Rates and shares are fractions: 0.25 means 25 %.\n";
    for command in ["check", "run", "inputs"] {
        assert_eq!(said(command), text);
    }
    assert_eq!(listing(copy.around()), ["m"]);
}

/// Prices beyond all bounds leave nothing to compute.
#[test]
fn a_run_whose_draws_fail_says_so_and_leaves_nothing() {
    let pins = ["--fix", "tariff-talks.new-year=tariff", "--fix", "currency_offset=-1000000"];
    let arguments = [&["run", "m", "--draws", "50", "--out", "r"][..], &pins].concat();
    let (copy, assert) = with_model(&arguments);
    let output = assert.code(1).get_output().clone();
    let text = String::from_utf8(output.stderr).unwrap();
    let start = "error: 50 of 50 draws failed, more than 1 %: the results would not be those of the model. The first is \
                 draw 0: ";
    assert!(text.starts_with(start), "{text}");
    assert!(
        text.ends_with(" is NaN. `kanzei trace MODEL --draw 0`, with the same --seed, --sampler, --draws and --fix, shows it.\n"),
        "{text}"
    );
    assert!(output.stdout.is_empty());
    assert_eq!(listing(copy.around()), ["m"]);
}

/// Labour income ten times the table's would make more of itself in every round of spending: no finite effect exists.
#[test]
fn household_spending_without_end_is_no_result() {
    let copy = ModelCopy::of("two-sector")
        .replace("economy/sectors.csv", "650,300,300", "650,3000,300")
        .replace("economy/sectors.csv", "1400,500,500", "1400,5000,500");
    let assert = kanzei(copy.around()).args(["run", "m", "--draws", "50", "--out", "r"]).assert().code(1);
    let text = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(text.starts_with("error: 50 of 50 draws failed, more than 1 %"), "{text}");
    assert_eq!(listing(copy.around()), ["m"]);
}
