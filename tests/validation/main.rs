//! Proves that a model folder with something wrong is refused with the whole message: place, finding, rule, remedy.
//!
//! Each test takes a good model, breaks one thing, and runs `kanzei check`.

#[path = "../support/mod.rs"]
mod support;

mod all_at_once;
mod cells;
mod correlations;
mod damage;
mod distributions;
mod economy;
mod evidence;
mod files;
mod keys;
mod labels;
mod model_file;
mod negotiation;
mod overlays;
mod parameters;
mod tariffs;
mod trade;

use support::{ModelCopy, kanzei};

const MODEL: &str = "model.toml";
const SECTORS: &str = "economy/sectors.csv";
const TRANSACTIONS: &str = "economy/transactions.csv";
const FINAL_DEMAND: &str = "economy/final_demand.csv";
const LINES: &str = "trade/lines.csv";
const SOURCES: &str = "trade/sources.csv";
const SECTOR_SHARES: &str = "trade/sectors.csv";
const COVERAGE: &str = "trade/coverage.csv";
const TARIFFS: &str = "tariffs.toml";
const NEGOTIATION: &str = "negotiation.toml";
const PARAMETERS: &str = "parameters.toml";

fn two_sector() -> ModelCopy {
    ModelCopy::of("two-sector")
}

fn one_draw() -> ModelCopy {
    ModelCopy::of("one-draw")
}

/// Where and what, and the remedy.
type Problem<'a> = (&'a str, &'a str);

/// What `check` says of a model that it refuses with exit code 1.
#[track_caller]
fn refusal(copy: &ModelCopy) -> String {
    let output = kanzei(copy.around()).args(["check", "m"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// Holds the whole message to these problems, in this order.
#[track_caller]
fn assert_problems(copy: &ModelCopy, problems: &[Problem]) {
    let noun = if problems.len() == 1 { "problem" } else { "problems" };
    let listed: String =
        problems.iter().map(|(finding, remedy)| format!("\n{finding}\n    {remedy}")).collect();
    let expected = format!("error: the model m cannot be used: {} {noun}\n{listed}\n", problems.len());
    let found = refusal(copy);
    assert!(found == expected, "expected:\n{expected}\nfound:\n{found}");
}

/// Holds the message to these problems; what follows from them may be told as well.
#[track_caller]
fn assert_includes(copy: &ModelCopy, problems: &[Problem]) {
    let found = refusal(copy);
    for (finding, remedy) in problems {
        let expected = format!("\n{finding}\n    {remedy}\n");
        assert!(found.contains(&expected), "expected among others:{expected}\nfound:\n{found}");
    }
}
