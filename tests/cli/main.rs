//! Proves what the program prints, how it ends, and that it never touches a folder that is not its own.

#[path = "../support/mod.rs"]
mod support;

mod against;
mod analysis;
mod commands;
mod failures;
mod import;
mod interruption;
mod precision;
mod report;
mod results;
mod starter;
mod usage;

use std::path::Path;

use assert_cmd::assert::Assert;
use support::{ModelCopy, kanzei, listing};

const RESULTS: [&str; 8] = [
    "assumptions.csv",
    "inputs",
    "manifest.json",
    "metrics.csv",
    "outcomes.csv",
    "samples.parquet",
    "sectors.csv",
    "summary.json",
];

/// Runs the program beside a copy of the two-sector model in the folder `m`.
fn with_model(arguments: &[&str]) -> (ModelCopy, Assert) {
    let copy = ModelCopy::of("two-sector");
    let assert = kanzei(copy.around()).args(arguments).assert();
    (copy, assert)
}

/// Holds a failure to its exit code and its whole text, and checks that it leaves nothing behind.
#[track_caller]
fn assert_fails(arguments: &[&str], code: i32, text: &str) {
    let (copy, assert) = with_model(arguments);
    let output = assert.get_output();
    assert_eq!(String::from_utf8_lossy(&output.stderr), text, "{arguments:?}");
    assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert_eq!(listing(copy.around()), ["m"], "{arguments:?} leaves nothing behind");
}

fn stdout(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// A short run of the model in the folder `m`.
fn run(folder: &Path, options: &[&str]) -> Assert {
    kanzei(folder).args(["run", "m", "--draws", "20"]).args(options).assert()
}
