//! `labels/ja.csv` and `limits` with something wrong.

use std::fs;

use crate::support::{ModelCopy, kanzei};
use crate::{MODEL, assert_problems, two_sector};

const LABELS: &str = "labels/ja.csv";

fn labels(text: &str) -> ModelCopy {
    let copy = two_sector();
    fs::create_dir(copy.path("labels")).unwrap();
    copy.write(LABELS, text)
}

#[test]
fn rows_that_say_nothing_or_twice() {
    assert_problems(
        &labels("text,label\nHome,\n,本国\nTariffed goods,関税対象品\nTariffed goods,対象品\n"),
        &[
            (
                "m/labels/ja.csv, line 2, column label: the cell is empty.",
                "Here stands: The same in Japanese.",
            ),
            (
                "m/labels/ja.csv, line 3, column text: the cell is empty.",
                "Here stands: The text exactly as the model has it: title, question, a label or name, a limit, a unit.",
            ),
            (
                "m/labels/ja.csv, line 5, column text: the text `Tariffed goods` is there twice.",
                "Remove one of the two rows.",
            ),
        ],
    );
}

#[test]
fn columns() {
    assert_problems(
        &labels("text,label,note\nHome,本国,x\n"),
        &[("m/labels/ja.csv, line 1, column note: this column is not known.", "The columns are text,label.")],
    );
    assert_problems(
        &labels("text\nHome\n"),
        &[("m/labels/ja.csv, line 1, column label: the column is missing.", "The columns are text,label.")],
    );
}

#[test]
fn texts_that_are_nowhere() {
    assert_problems(
        &labels("text,label\nTariffed good,対象品\nSomething else,その他\n"),
        &[
            (
                "m/labels/ja.csv, line 2, column text: the model has no text `Tariffed good`.",
                "Did you mean `Tariffed goods`?",
            ),
            (
                "m/labels/ja.csv, line 3, column text: the model has no text `Something else`.",
                "Write a text exactly as the model has it, or remove the row.",
            ),
        ],
    );
}

/// A text may stand in a policy; and it may be one that an overlay takes away.
#[test]
fn overlays_bring_texts_and_take_them_away() {
    let copy = labels("text,label\nLess of everything,関税半減\nHome,本国\n");
    fs::create_dir(copy.path("policies")).unwrap();
    let policy = "format = 1\nlabel = \"Less of everything\"\n[model.source.home]\nlabel = \"Here\"\n";
    let copy = copy.write("policies/half.toml", policy);
    let check = |more: &[&str]| kanzei(copy.around()).args(["check", "m"]).args(more).assert();
    check(&[]).success();
    check(&["--with", "m/policies/half.toml"]).success();
    let copy = copy.without("policies/half.toml");
    assert_problems(
        &copy,
        &[(
            "m/labels/ja.csv, line 2, column text: the model has no text `Less of everything`.",
            "Write a text exactly as the model has it, or remove the row.",
        )],
    );
}

#[test]
fn limits_are_texts() {
    let last = "Prices do not respond, there are no rivals, and exports adjust at once.";
    assert_problems(
        &two_sector().replace(MODEL, last, " "),
        &[("m/model.toml, line 19, key limits: the text is empty.", "Say what the model leaves out.")],
    );
}
