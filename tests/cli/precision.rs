//! `--until`: targets that are met, missed, out of reach or misspelt; samplers; what the draws are too few for.

use std::fs;

use crate::assert_fails;
use crate::support::{ModelCopy, kanzei};

/// Runs a copy of the two-sector model and returns what it prints.
fn run(copy: &ModelCopy, out: &str, options: &[&str]) -> String {
    let assert = kanzei(copy.around()).args(["run", "m", "--out", out]).args(options).assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

fn manifest(copy: &ModelCopy, out: &str) -> serde_json::Value {
    let bytes = fs::read(copy.around().join(out).join("manifest.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn same(copy: &ModelCopy, file: &str, a: &str, b: &str) -> bool {
    let bytes = |out: &str| fs::read(copy.around().join(out).join(file)).unwrap();
    bytes(a) == bytes(b)
}

/// One input is uncertain, so that there is an error to bring down.
fn uncertain() -> ModelCopy {
    ModelCopy::of("two-sector").replace(
        "parameters.toml",
        "\nsubstitution = 2.0",
        "\nsubstitution = \"1.0 to 4.0\"",
    )
}

#[test]
fn a_run_ends_with_the_stage_that_meets_the_target_and_has_the_draws_of_that_number() {
    let copy = uncertain();
    let target = "gdp_real/total/2026/mean <= 0.02";
    let screen = run(&copy, "until", &["--sampler", "pseudo", "--until", target]);
    let draws = manifest(&copy, "until")["draws"].as_u64().unwrap();
    assert!(draws > 4096 && draws < 200_000, "{draws}");
    assert!(screen.contains("± at most 0.02 asked for"), "{screen}");
    run(&copy, "draws", &["--sampler", "pseudo", "--draws", &draws.to_string()]);
    for file in ["metrics.csv", "sectors.csv", "outcomes.csv", "samples.parquet"] {
        assert!(same(&copy, file, "until", "draws"), "{file}");
    }
    assert_eq!(manifest(&copy, "until")["until"], serde_json::json!([target]));
}

#[test]
fn a_target_missed_for_want_of_draws_is_said() {
    let copy = uncertain();
    let options = ["--sampler", "pseudo", "--draws", "5000", "--until", "gdp_real/total/2026/mean <= 0.075"];
    let screen = run(&copy, "r", &options);
    assert!(screen.contains("Target missed: the error of gdp_real/total/2026/mean is"), "{screen}");
}

#[test]
fn scrambled_points_meet_a_target_with_fewer_draws() {
    let copy = uncertain();
    let draws = |sampler: &str| {
        run(
            &copy,
            sampler,
            &["--sampler", sampler, "--until", "gdp_real/total/2026/mean <= 0.015", "--no-samples"],
        );
        manifest(&copy, sampler)["draws"].as_u64().unwrap()
    };
    assert!(draws("pseudo") >= 8 * draws("sobol"));
}

#[test]
fn targets_that_are_misspelt_or_out_of_reach() {
    let cases = [
        (
            "gdp_real/total/2026/mean",
            "there is no `<=`. Write METRIC/SCOPE/PERIOD/STATISTIC <= ERROR, e.g. \"gdp_real/total/2026/mean <= 0.002\".",
        ),
        ("gdp_real/total/2026/mean <= 0", "no run has an error of 0. Give a number above zero."),
        ("gdp_real/total/2026/mean <= NaN", "no run has an error of NaN. Give a number above zero."),
        (
            "gdp_reel/total/2026/mean <= 1",
            "there is no metric gdp_reel in metrics.csv. Did you mean gdp_real?",
        ),
        ("gdp_real/total/2026/tarif/mean <= 1", "there is no outcome tarif. Known are all, talks, tariff."),
        (
            "gdp_real/total/2026/deterministic <= 1",
            "deterministic is no statistic with a Monte Carlo error of this figure. Known are mean, sd, p01, p05, p10, p20, p25, p35, p50, p65, p75, p80, p90, p95, p99, prob<=-1.",
        ),
        (
            "output/sector:1/2026/tariff/mean <= 1",
            "this figure is not reported by outcome. Leave the outcome out.",
        ),
    ];
    for (target, text) in cases {
        assert_fails(&["run", "m", "--until", target], 2, &format!("error: --until \"{target}\": {text}\n"));
    }
    let copy = uncertain();
    let options = ["--sampler", "pseudo", "--draws", "20000", "--until", "gdp_real/total/2026/mean <= 1e-9"];
    let assert = kanzei(copy.around()).args(["run", "m"]).args(options).assert().code(2);
    let text = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(text.contains("after 4096 draws, and 20000 draws would not bring it down to"), "{text}");
    assert_eq!(crate::support::listing(copy.around()), ["m"]);
}

#[test]
fn a_hundred_draws_are_too_few_and_the_screen_says_so() {
    let copy = uncertain();
    let screen = run(&copy, "r", &["--sampler", "pseudo", "--draws", "100"]);
    assert!(screen.contains("The 90 % intervals are known to ±"), "{screen}");
    assert!(screen.contains("Fewer than 100 draws end in talks, tariff"), "{screen}");
}
