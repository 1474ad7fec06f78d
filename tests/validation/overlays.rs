//! Overlays with something wrong: the same kind of message as for a model, naming the overlay's file and line.

use std::fs;

use crate::support::{ModelCopy, kanzei};
use crate::{PARAMETERS, two_sector};

/// What `check` says of a model with an overlay that it refuses.
#[track_caller]
fn assert_refused(copy: &ModelCopy, overlay: &str, problems: &[(&str, &str)]) {
    fs::write(copy.around().join("p.toml"), overlay).unwrap();
    let output = kanzei(copy.around()).args(["check", "m", "--with", "p.toml"]).output().unwrap();
    let noun = if problems.len() == 1 { "problem" } else { "problems" };
    let listed: String =
        problems.iter().map(|(finding, remedy)| format!("\n{finding}\n    {remedy}")).collect();
    let expected =
        format!("error: the model m with p.toml cannot be used: {} {noun}\n{listed}\n", problems.len());
    let found = String::from_utf8(output.stderr).unwrap();
    assert!(found == expected, "expected:\n{expected}\nfound:\n{found}");
    assert_eq!(output.status.code(), Some(1));
}

fn with_label(text: &str) -> String {
    format!("format = 1\nlabel = \"p\"\n{text}")
}

#[test]
fn unknown_keys_and_missing_ones() {
    assert_refused(
        &two_sector(),
        "format = 1\ncolour = 2\n",
        &[
            (
                "p.toml, line 2, key colour: this key is not known.",
                "The keys here are format, label, about, fix, model, tariffs, negotiation, parameters, economy, trade.",
            ),
            (
                "p.toml, line 1, key label: the key is missing.",
                "Add it (text): Name in words, as tables show it.",
            ),
        ],
    );
}

#[test]
fn not_toml() {
    assert_refused(
        &two_sector(),
        &with_label("[fix\n"),
        &[(
            "p.toml, line 3: this is not TOML: unclosed table, expected `]`.",
            "Write `key = value`; put texts in quotes and each table under its own `[name]`.",
        )],
    );
}

#[test]
fn names_that_the_model_lacks() {
    assert_refused(
        &two_sector(),
        &with_label("[negotiation.lever.public-work]\nprobability = 0.1\n"),
        &[(
            "p.toml, line 3, key lever.public-work: the model has no lever `public-work`.",
            "Did you mean `public-works`?",
        )],
    );
    assert_refused(
        &two_sector(),
        &with_label("[parameters]\nmpcc = 0.1\n"),
        &[("p.toml, line 4, key mpcc: this key is not known.", "Did you mean `mpc`?")],
    );
    assert_refused(
        &two_sector(),
        &with_label("[trade.lines.cars]\nexports = 1\n"),
        &[(
            "p.toml, line 3, key trade.lines.cars: trade/lines.csv has no row with line `cars`.",
            "Known are tariffed-goods. `add = true` in it adds a row.",
        )],
    );
    assert_refused(
        &two_sector(),
        &with_label("[trade.line.cars]\nexports = 1\n"),
        &[("p.toml, line 3, key trade.line: there is no trade/line.csv.", "Did you mean `lines`?")],
    );
    assert_refused(
        &two_sector(),
        &with_label("[trade.lines.tariffed-goods]\nexport = 1\n"),
        &[(
            "p.toml, line 4, key trade.lines.tariffed-goods.export: there is no such column.",
            "Did you mean `exports`?",
        )],
    );
}

#[test]
fn values_that_make_the_model_invalid() {
    assert_refused(
        &two_sector(),
        &with_label("[negotiation.track.tariff-talks.decision.new-year]\nto = { talks = 0.9 }\n"),
        &[(
            "p.toml, line 4, key to: the probabilities sum to 0.9, not 1.",
            "Give the rest to the state that the decision leaves: staying is an outcome too.",
        )],
    );
    assert_refused(
        &two_sector(),
        &with_label("[parameters]\nmpc = 1.5\n"),
        &[(
            "p.toml, line 4, key mpc: 1.5 is outside [0, 1).",
            "Rates and shares are fractions: 0.25 means 25 %.",
        )],
    );
    assert_refused(
        &two_sector(),
        &with_label("[trade.lines.tariffed-goods]\nexports = \"many\"\n"),
        &[(
            "p.toml, line 4, key exports: `many` is not a number.",
            "Write a plain number with a point for decimals, such as 0.25.",
        )],
    );
}

#[test]
fn pins_that_cannot_be_met() {
    assert_refused(
        &two_sector(),
        &with_label("[fix]\nmpc = 2\ntariff-talks.new-year = \"deal\"\nlever.public-work = \"on\"\n"),
        &[
            ("p.toml, line 4, key fix.mpc: 2 is outside [0, 1).", "`kanzei inputs` lists what can be fixed."),
            (
                "p.toml, line 5, key fix.tariff-talks.new-year: deal is not a state that it leads to: talks, tariff.",
                "`kanzei inputs` lists what can be fixed.",
            ),
            (
                "p.toml, line 6, key fix.lever.public-work: the model has no input lever.public-work.",
                "Did you mean lever.public-works? `kanzei inputs` lists them.",
            ),
        ],
    );
}

#[test]
fn entries_are_added_and_taken_out_by_name() {
    assert_refused(
        &two_sector(),
        &with_label("[negotiation.track.tariff-talks.decision.new-year]\nadd = true\n"),
        &[(
            "p.toml, line 3, key decision.new-year: the model has a decision `new-year` already.",
            "Leave `add` out to change it, or choose another name.",
        )],
    );
    assert_refused(
        &two_sector(),
        &with_label("[negotiation]\nlever = []\n"),
        &[(
            "p.toml, line 4, key lever: a list cannot take the place of what the model has here.",
            "Name what changes, as `[key.entry]`; `add = true` adds an entry, `remove = true` takes one out.",
        )],
    );
    let copy = two_sector();
    let text = "[negotiation.lever.public-works]\nremove = true\n[negotiation.track.tariff-talks.decision.summer]\nadd = true\n\
                date = 2026-06-01\nfrom = \"tariff\"\nto = { tariff = 0.5, talks = 0.5 }\n";
    fs::write(copy.around().join("p.toml"), with_label(text)).unwrap();
    let output = kanzei(copy.around()).args(["inputs", "m", "--with", "p.toml"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("tariff-talks.summer") && !text.contains("lever.public-works"), "{text}");
}

#[test]
fn later_overlays_win_and_both_stand_in_the_results() {
    let copy = two_sector();
    for (name, mpc) in [("a.toml", 0.1), ("b.toml", 0.2)] {
        fs::write(copy.around().join(name), with_label(&format!("[parameters]\nmpc = {mpc}\n"))).unwrap();
    }
    let arguments = ["run", "m", "--with", "a.toml", "--with", "b.toml", "--draws", "20", "--out", "r"];
    let output = kanzei(copy.around()).args(arguments).output().unwrap();
    let screen = String::from_utf8(output.stdout).unwrap();
    assert!(screen.contains("\nWith: p\nWith: p\n"), "{screen}");
    assert!(copy.around().join("r/inputs/overlays/01-a.toml").is_file());
    assert!(copy.around().join("r/inputs/overlays/02-b.toml").is_file());
    let trace = ["trace", "m", "--with", "a.toml", "--with", "b.toml", "--draw", "0", "--format", "json"];
    let output = kanzei(copy.around()).args(trace).output().unwrap();
    let trace: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let alone = ["trace", "m", "--with", "b.toml", "--draw", "0", "--format", "json"];
    let output = kanzei(copy.around()).args(alone).output().unwrap();
    let alone: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(trace["metrics"], alone["metrics"]);
}

#[test]
fn what_an_overlay_fixes_cannot_be_fixed_again() {
    let copy = two_sector();
    fs::write(copy.around().join("p.toml"), with_label("[fix]\nmpc = 0.1\n")).unwrap();
    let arguments = ["run", "m", "--with", "p.toml", "--fix", "mpc=0.2"];
    let output = kanzei(copy.around()).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text, "error: --fix mpc=0.2: an overlay fixes mpc already. Leave one of the two out.\n");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn numbers_of_entries_count_the_list_as_the_model_has_it() {
    let copy = two_sector()
        .replace(PARAMETERS, "\nsubstitution = 2.0", "\nsubstitution = \"1.0 to 4.0\"")
        .replace(PARAMETERS, "import_substitution = 2.0", r#"import_substitution = "1.0 to 4.0""#)
        .replace(PARAMETERS, "demand_elasticity = 1.0", r#"demand_elasticity = "0.5 to 2.0""#)
        .append(
            PARAMETERS,
            "[[correlation]]\ninputs = [\"substitution\", \"import_substitution\"]\nrank_correlation = 0.5\n",
        )
        .append(
            PARAMETERS,
            "[[correlation]]\ninputs = [\"demand_elasticity\", \"substitution\"]\nrank_correlation = 0.5\n",
        );
    let text =
        "[parameters.correlation.1]\nremove = true\n[parameters.correlation.2]\nrank_correlation = 1.5\n";
    fs::write(copy.around().join("p.toml"), with_label(text)).unwrap();
    let output = kanzei(copy.around()).args(["check", "m", "--with", "p.toml"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let expected = "p.toml, line 6, key rank_correlation: a rank correlation must lie in [-1, 1].";
    assert!(text.contains("1 problem") && text.contains(expected), "{text}");
}
