//! Proves that results do not depend on the number of threads, and that a draw alone is the draw in a run.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::results::{Sample, samples};
use support::{kanzei, model_folder};
use tempfile::TempDir;

const FILES: [&str; 6] =
    ["metrics.csv", "sectors.csv", "outcomes.csv", "assumptions.csv", "summary.json", "samples.parquet"];
const JAPAN: &str = "japan-us-2025";

/// Runs a model of the repository into a folder of this name.
fn run(folder: &Path, name: &str, model: &str, options: &[&str]) -> PathBuf {
    let out = folder.join(name);
    let mut command = kanzei(folder);
    command.arg("run").arg(model_folder(model)).arg("--out").arg(&out).args(options).arg("--quiet");
    command.assert().success();
    out
}

fn assert_same_for_any_threads(model: &str, draws: &str) {
    let folder = TempDir::new().unwrap();
    let of = |threads: &str| run(folder.path(), threads, model, &["--draws", draws, "--threads", threads]);
    let one = of("1");
    for threads in ["2", "8"] {
        let many = of(threads);
        for file in FILES {
            let same = fs::read(one.join(file)).unwrap() == fs::read(many.join(file)).unwrap();
            assert!(same, "{model}: {file} differs between 1 and {threads} threads");
        }
    }
}

#[test]
fn two_sector_is_the_same_for_any_number_of_threads() {
    assert_same_for_any_threads("two-sector", "3000");
}

#[test]
fn japan_is_the_same_for_any_number_of_threads() {
    assert_same_for_any_threads(JAPAN, "1000");
}

/// The trace of a draw, as the program prints it.
fn trace(folder: &Path, model: &str, draw: u64, options: &[&str]) -> Value {
    let mut command = kanzei(folder);
    command.arg("trace").arg(model_folder(model)).args(["--format", "json", "--draw", &draw.to_string()]);
    let output = command.args(options).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A run computes blocks of draws at once and a trace goes through one draw step by step: metrics may differ by the
/// rounding of sums, relative to the number or to 1 (% or person), and inputs and states not at all.
const ROUNDING: f64 = 1e-10;

/// Holds a row of `samples.parquet` to the trace of the same draw.
fn assert_row_is_trace(row: &BTreeMap<String, Sample>, trace: &Value) {
    let draw = &trace["draw"];
    assert_eq!(row["draw"], Sample::Integer(draw.as_i64().unwrap()));
    assert_eq!(row["outcome"], Sample::Text(trace["outcome"].as_str().unwrap().into()));
    let mut metrics = BTreeMap::new();
    for note in trace["metrics"].as_array().unwrap() {
        let part = |name: &str| note[name].as_str().unwrap();
        let name = format!("{}/{}/{}", part("metric"), part("scope"), part("period"));
        metrics.insert(name, note["value"].as_f64().unwrap());
    }
    let mut steps = BTreeMap::new();
    for (track, list) in trace["tracks"].as_object().unwrap() {
        for step in list.as_array().unwrap() {
            let name = format!("{track}.{}", step["decision"].as_str().unwrap());
            steps.insert(name, step["state"].as_str().unwrap());
        }
    }
    let (mut measured, mut sampled) = (0, 0);
    for (name, sample) in row.iter().filter(|(name, _)| *name != "draw" && *name != "outcome") {
        let input = trace["inputs"][name].as_f64();
        if let (Sample::Number(found), Some(alone)) = (sample, metrics.get(name)) {
            let close = (found - alone).abs() <= ROUNDING * alone.abs().max(1.0);
            assert!(close, "draw {draw}: {name} is {found} in the run and {alone} alone");
            measured += 1;
            continue;
        }
        let expected = match sample {
            Sample::Number(_) => Sample::Number(input.unwrap()),
            Sample::Flag(_) => Sample::Flag(input == Some(1.0)),
            _ => steps.get(name).map_or(Sample::Nothing, |state| Sample::Text((*state).into())),
        };
        assert_eq!(*sample, expected, "draw {draw}: {name}");
        sampled += 1;
    }
    assert!(measured > 5 && sampled > 1, "{measured} metrics and {sampled} inputs");
}

#[test]
fn a_draw_alone_is_the_draw_in_a_run() {
    let folder = TempDir::new().unwrap();
    for (model, options) in [
        ("two-sector", &["--draws", "300"][..]),
        (JAPAN, &["--draws", "300", "--seed", "7", "--fix", "lever.wealth-fund=on"]),
    ] {
        let rows = samples(&run(folder.path(), model, model, options).join("samples.parquet"));
        assert_eq!(rows.len(), 300);
        for draw in [0, 1, 127, 128, 299] {
            assert_row_is_trace(&rows[draw], &trace(folder.path(), model, draw as u64, options));
        }
    }
}

/// Blocks and rounds end at other draws then: no draw depends on its neighbours, bit by bit.
#[test]
fn fewer_draws_are_the_first_of_more() {
    let folder = TempDir::new().unwrap();
    let of = |sampler: &str, draws: usize| {
        let (name, count) = (format!("{sampler}-{draws}"), draws.to_string());
        let options = ["--sampler", sampler, "--draws", &count];
        samples(&run(folder.path(), &name, JAPAN, &options).join("samples.parquet"))
    };
    // Pseudo-random draws at any number; the others at the end of a stage.
    for (sampler, few, many) in
        [("pseudo", &[1, 7, 129, 500][..], 1000), ("sobol", &[4096], 5000), ("lhs", &[4096], 5000)]
    {
        let all = of(sampler, many);
        assert_eq!(all.len(), many);
        for draws in few {
            assert!(of(sampler, *draws) == all[..*draws], "{sampler}: the first {draws} of {many} draws");
        }
    }
}

#[test]
fn the_same_run_again_is_the_same() {
    let folder = TempDir::new().unwrap();
    let one = run(folder.path(), "one", "two-sector", &["--draws", "200"]);
    let two = run(folder.path(), "two", "two-sector", &["--draws", "200"]);
    let other = run(folder.path(), "other", "two-sector", &["--draws", "200", "--seed", "2"]);
    for file in FILES {
        assert!(fs::read(one.join(file)).unwrap() == fs::read(two.join(file)).unwrap(), "{file}");
        assert!(
            fs::read(one.join(file)).unwrap() != fs::read(other.join(file)).unwrap(),
            "{file} and the seed"
        );
    }
}
