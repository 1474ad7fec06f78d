//! `compare`, `drivers`, `reweight`, `verify` and `score`: what they refuse, how they end, and what they print.

use std::fs;
use std::path::Path;

use assert_cmd::assert::Assert;
use serde_json::Value;

use crate::support::{ModelCopy, kanzei, listing, root};
use crate::{assert_fails, run, stdout, with_model};

/// Runs the program in a folder, and reads what it prints as JSON.
fn json(folder: &Path, arguments: &[&str]) -> Value {
    let assert = kanzei(folder).args(arguments).args(["--format", "json"]).assert().success();
    serde_json::from_str(&stdout(&assert)).unwrap()
}

fn failure(folder: &Path, arguments: &[&str], code: i32) -> String {
    let assert: Assert = kanzei(folder).args(arguments).assert().code(code);
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

fn overlay(copy: &ModelCopy, name: &str, text: &str) {
    fs::write(copy.around().join(name), format!("format = 1\nlabel = \"Policy {name}\"\n{text}")).unwrap();
}

#[test]
fn compare_needs_something_to_compare_with() {
    let text = "error: compare: there is nothing to compare with. Name policies (--with FILE…), or ask for --chips or --earlier STATE.\n";
    assert_fails(&["compare", "m"], 2, text);
    let text = "error: p.toml is no overlay: there is no such file. An overlay is a TOML file; see models/README.md.\n";
    assert_fails(&["compare", "m", "--with", "p.toml"], 1, text);
    let text = "error: --earlier deal: the primary track has no such state. The states of tariff-talks are talks, tariff.\n";
    assert_fails(&["compare", "m", "--earlier", "deal"], 2, text);
    let text = "error: --earlier tariff: only one decision leads there, so it cannot come earlier or later. The states of tariff-talks are talks, tariff.\n";
    assert_fails(&["compare", "m", "--earlier", "tariff"], 2, text);
    let text = "error: --chips: the model has no lever that is not fixed. A lever is a `[[lever]]` of negotiation.toml.\n";
    assert_fails(&["compare", "m", "--chips", "--fix", "lever.public-works=on"], 2, text);
}

#[test]
fn policies_that_cannot_be_paired_are_refused() {
    let copy = ModelCopy::of("two-sector");
    overlay(&copy, "longer.toml", "[model]\nend = \"2027-06\"\n");
    let text = failure(copy.around(), &["compare", "m", "--with", "longer.toml"], 2);
    assert_eq!(
        text,
        "error: --with longer: the overlay changes the months simulated, so its draws cannot be set against the model's. Make a model of its own.\n"
    );
    overlay(&copy, "p.toml", "");
    let text = failure(copy.around(), &["compare", "m", "--with", "p.toml", "p.toml"], 2);
    assert_eq!(text, "error: --with p.toml: there is another case named p. Rename the file.\n");
}

#[test]
fn an_empty_policy_changes_nothing() {
    let copy = ModelCopy::of("two-sector");
    overlay(&copy, "nothing.toml", "");
    let file = json(copy.around(), &["compare", "m", "--with", "nothing.toml", "--draws", "500"]);
    let rows = file["rows"].as_array().unwrap();
    let differences: Vec<&Value> = rows.iter().filter(|row| row["case"] == "nothing").collect();
    assert!(differences.len() > 20);
    assert!(differences.iter().all(|row| row["value"] == 0.0), "{differences:?}");
}

/// A decision before the one that is fixed: it moves every position in the list of inputs.
const EARLIER_DECISION: &str = "[negotiation.track.tariff-talks.decision.before]\nadd = true\ndate = 2026-01-01\n\
    from = \"talks\"\nto = { talks = 1.0, tariff = 0.0 }\nevidence = \"elicited\"\nsource = \"Nothing happens.\"\n";

#[test]
fn what_is_fixed_is_found_by_name_in_every_version() {
    let copy = ModelCopy::of("two-sector").replace("negotiation.toml", "2026-01-01", "2026-02-01");
    overlay(&copy, "added.toml", EARLIER_DECISION);
    let fixed =
        ["--fix", "mpc=0.5", "--fix", "lever.public-works=on", "--fix", "tariff-talks.new-year=tariff"];
    let arguments = [&["compare", "m", "--with", "added.toml", "--draws", "64"][..], &fixed].concat();
    let file = json(copy.around(), &arguments);
    let rows = file["rows"].as_array().unwrap();
    let of = |case: &str| rows.iter().filter(|row| row["case"] == case).collect::<Vec<_>>();
    assert!(of("base").iter().any(|row| row["value"] != 0.0));
    assert!(of("added").iter().filter(|row| row["statistic"] == "mean").all(|row| row["value"] == 0.0));
}

#[test]
fn a_policy_cannot_fix_what_the_command_line_fixes() {
    let copy = ModelCopy::of("two-sector");
    overlay(&copy, "off.toml", "[fix]\nlever.public-works = \"off\"\n");
    let arguments = ["compare", "m", "--with", "off.toml", "--fix", "lever.public-works=on"];
    assert_eq!(
        failure(copy.around(), &arguments, 2),
        "error: --fix lever.public-works=1: the overlay off fixes lever.public-works already. Leave one of the two out.\n"
    );
    overlay(&copy, "gone.toml", "[negotiation.lever.public-works]\nremove = true\n");
    let arguments = ["compare", "m", "--with", "gone.toml", "--fix", "lever.public-works=on"];
    let text = failure(copy.around(), &arguments, 2);
    assert!(
        text.starts_with("error: --fix lever.public-works=1: the model has no input lever.public-works."),
        "{text}"
    );
    assert!(text.ends_with("With --with gone, it must fit both versions.\n"), "{text}");
}

#[test]
fn tables_are_printed_on_the_screen_and_as_csv() {
    let copy = ModelCopy::of("two-sector");
    overlay(&copy, "off.toml", "[fix]\nlever.public-works = \"off\"\n");
    let arguments = ["compare", "m", "--with", "off.toml", "--chips", "--draws", "512"];
    let screen = stdout(&kanzei(copy.around()).args(arguments).assert().success());
    for text in [
        "Policies: change against",
        "Policy off.toml",
        "Bargaining chips",
        "Public works if the tariff comes",
    ] {
        assert!(screen.contains(text), "{text}:\n{screen}");
    }
    assert!(screen.lines().all(|line| line.chars().count() <= 102), "{screen}");
    let csv = stdout(&kanzei(copy.around()).args(arguments).args(["--format", "csv"]).assert().success());
    let header = "table,case,metric,scope,period,statistic,value,mcse,mcse_unpaired,unit\n";
    assert!(csv.starts_with(header), "{csv}");
}

#[test]
fn drivers_refuse_measures_that_are_not_there() {
    let text = "error: --metric gdp: a measure has three parts. Write METRIC/SCOPE/PERIOD, e.g. gdp_real/total/2026.\n";
    assert_fails(&["drivers", "m", "--metric", "gdp"], 2, text);
    let text = "error: --metric gdp_real/totl/2026: there is no scope `totl` here. Did you mean `total`?\n";
    assert_fails(&["drivers", "m", "--metric", "gdp_real/totl/2026"], 2, text);
    let text = "error: --metric gdp_real/total/2031: `2031` is no period of gdp_real here. Write a month, quarter, year or fiscal year complete within 2025-10 to 2026-12, or months as `2025-04..2025-09`.\n";
    assert_fails(&["drivers", "m", "--metric", "gdp_real/total/2031"], 2, text);
}

#[test]
fn reweight_refuses_what_it_cannot_answer() {
    let copy = ModelCopy::of("two-sector");
    kanzei(copy.around()).args(["run", "m", "--draws", "2000", "--quiet", "--out", "r"]).assert().success();
    let cases = [
        ("mpc=0.5", "mpc is a number, not a lever or a decision. Hold it with --fix in a run of its own."),
        (
            "lever.public-work=0.5",
            "the model has no lever or decision lever.public-work. Did you mean lever.public-works?",
        ),
        ("lever.public-works=1.5", "1.5 is not a probability. Write a number from 0 to 1."),
        ("lever.public-works", "there is no `=`. Write NAME=P, e.g. lever.shipbuilding=0.5."),
        (
            "tariff-talks.new-year=0.5",
            "say which state it leads to: tariff-talks.new-year.STATE=0.5, with one of talks, tariff.",
        ),
        (
            "tariff-talks.new-year.deal=0.5",
            "deal is not a state that tariff-talks.new-year leads to: talks, tariff.",
        ),
    ];
    for (set, text) in cases {
        let found = failure(copy.around(), &["reweight", "r", "--set", set], 2);
        assert_eq!(found, format!("error: --set {set}: {text}\n"));
    }
    let twice = ["reweight", "r", "--set", "lever.public-works=0.1", "--set", "lever.public-works=0.2"];
    assert_eq!(
        failure(copy.around(), &twice, 2),
        "error: --set lever.public-works=0.2: this is set twice. Set it once.\n"
    );
    let sum = [
        "reweight",
        "r",
        "--set",
        "tariff-talks.new-year.tariff=0.7",
        "--set",
        "tariff-talks.new-year.talks=0.7",
    ];
    assert!(failure(copy.around(), &sum, 2).contains("sum to 1.4, more than 1. Lower one of them."));
}

#[test]
fn reweight_refuses_where_too_few_draws_would_carry_the_answer() {
    let copy = ModelCopy::of("two-sector").replace(
        "negotiation.toml",
        "to = { talks = 0.5, tariff = 0.5 }",
        "to = { talks = 0.999, tariff = 0.001 }",
    );
    kanzei(copy.around()).args(["run", "m", "--draws", "4096", "--quiet", "--out", "r"]).assert().success();
    let text = failure(copy.around(), &["reweight", "r", "--set", "tariff-talks.new-year.tariff=1"], 1);
    assert!(
        text.contains("draws of r carry as much as 4 under these probabilities, fewer than 400"),
        "{text}"
    );
    // Nobody of twenty draws went there.
    kanzei(copy.around()).args(["run", "m", "--draws", "20", "--quiet", "--out", "few"]).assert().success();
    let text = failure(copy.around(), &["reweight", "few", "--set", "tariff-talks.new-year.tariff=1"], 1);
    assert!(text.contains("of the 20 draws that reached tariff-talks.new-year none went there"), "{text}");
}

#[test]
fn reweight_needs_a_results_folder_with_samples() {
    let set = ["--set", "lever.public-works=0.9"];
    let copy = ModelCopy::of("two-sector");
    run(copy.around(), &["--quiet", "--no-samples", "--out", "r"]).success();
    let text = failure(copy.around(), &[&["reweight", "r"], &set[..]].concat(), 1);
    assert_eq!(text, "error: r has no samples: the run was told --no-samples. Repeat it without.\n");
    let text = failure(copy.around(), &[&["reweight", "m"], &set[..]].concat(), 1);
    assert_eq!(
        text,
        "error: m is no results folder of kanzei: it has no manifest.json. Name a folder that `kanzei run` wrote.\n"
    );
    let text = failure(copy.around(), &[&["reweight", "nowhere"], &set[..]].concat(), 1);
    assert_eq!(text, "error: nowhere is not a folder. Name a results folder that `kanzei run` wrote.\n");
    run(copy.around(), &["--quiet", "--out", "s"]).success();
    fs::write(copy.around().join("s/inputs/parameters.toml"), "x = 1\n").unwrap();
    let text = failure(copy.around(), &[&["reweight", "s"], &set[..]].concat(), 1);
    assert_eq!(
        text,
        "error: s/inputs/parameters.toml was changed after the run, so the folder no longer says what the run was made from. Repeat the run.\n"
    );
    run(copy.around(), &["--quiet", "--out", "t"]).success();
    let samples = fs::read(copy.around().join("t/samples.parquet")).unwrap();
    fs::write(copy.around().join("t/samples.parquet"), &samples[..samples.len() / 2]).unwrap();
    let text = failure(copy.around(), &[&["reweight", "t"], &set[..]].concat(), 1);
    assert!(text.starts_with("error: t/samples.parquet cannot be read: "), "{text}");
}

#[test]
fn a_run_is_verified_with_its_overlays_and_pins() {
    let copy = ModelCopy::of("two-sector");
    overlay(&copy, "p.toml", "[parameters]\nmpc = 0.2\n");
    run(copy.around(), &["--quiet", "--with", "p.toml", "--fix", "lever.public-works=on", "--out", "r"])
        .success();
    let screen = stdout(&kanzei(copy.around()).args(["verify", "r"]).assert().success());
    assert!(
        screen.ends_with("Verified: 18 of 18 files are what the run wrote and what is recomputed now.\n"),
        "{screen}"
    );
    assert_eq!(listing(copy.around()), ["m", "p.toml", "r"]);
}

#[test]
fn an_edited_or_incomplete_folder_is_not_verified() {
    let copy = ModelCopy::of("two-sector");
    run(copy.around(), &["--quiet", "--out", "r"]).success();
    let path = copy.around().join("r/outcomes.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("probability", "Probability", 1)).unwrap();
    fs::remove_file(copy.around().join("r/sectors.csv")).unwrap();
    let assert = kanzei(copy.around()).args(["verify", "r"]).assert().code(1);
    let screen = stdout(&assert);
    assert!(screen.contains("  sectors.csv            missing\n"), "{screen}");
    let edited =
        "  outcomes.csv           changed after the run: the run wrote what is recomputed now; line 2 is `";
    assert!(screen.contains(edited), "{screen}");
    assert!(screen.contains("\nNot verified: 15 of 17 files"), "{screen}");
    // Changed inputs are recomputed as they are now, and named.
    let inputs = copy.around().join("r/inputs/parameters.toml");
    let text = fs::read_to_string(&inputs).unwrap();
    fs::write(&inputs, text.replace("demand_elasticity = 1.0", "demand_elasticity = 1.5")).unwrap();
    let screen = stdout(&kanzei(copy.around()).args(["verify", "r"]).assert().code(1));
    assert!(screen.contains("  inputs/parameters.toml changed after the run\n"), "{screen}");
    assert!(screen.contains("  metrics.csv            differs from what is recomputed: line "), "{screen}");
    assert!(screen.contains("Note: inputs/parameters.toml was changed after the run"), "{screen}");
}

#[test]
fn a_manifest_that_is_not_ours_is_refused() {
    let copy = ModelCopy::of("two-sector");
    run(copy.around(), &["--quiet", "--out", "r"]).success();
    let path = copy.around().join("r/manifest.json");
    let manifest = fs::read_to_string(&path).unwrap();
    fs::write(&path, manifest.replace("\"program\": \"kanzei\"", "\"program\": \"other\"")).unwrap();
    let text = failure(copy.around(), &["verify", "r"], 1);
    assert_eq!(
        text,
        "error: r/manifest.json is of other format 1; this is kanzei format 1. Repeat the run with this version.\n"
    );
    fs::write(&path, manifest.replace("\"seed\"", "\"sead\"")).unwrap();
    assert!(
        failure(copy.around(), &["score", "r"], 1)
            .starts_with("error: r/manifest.json is not a manifest of kanzei")
    );
    fs::write(&path, manifest.replace("\"sampler\": \"sobol\"", "\"sampler\": \"dice\"")).unwrap();
    assert_eq!(
        failure(copy.around(), &["verify", "r"], 1),
        "error: r/manifest.json: there is no sampler dice.\n"
    );
}

#[test]
fn a_model_without_observations_has_no_score() {
    let (copy, assert) = with_model(&["run", "m", "--draws", "20", "--quiet", "--out", "r"]);
    assert.success();
    let text = failure(copy.around(), &["score", "r"], 1);
    assert!(
        text.starts_with("error: r: its model has no observed.csv, so there is nothing to score it against."),
        "{text}"
    );
}

#[test]
fn the_bundled_model_is_scored_and_stands_beside_what_others_estimated() {
    let folder = tempfile::tempdir().unwrap();
    let model = root().join("models/japan-us-2025");
    let arguments = ["--draws", "1024", "--quiet", "--no-samples", "--out", "r"];
    kanzei(folder.path()).arg("run").arg(&model).args(arguments).assert().success();
    let rows = fs::read_to_string(folder.path().join("r/published.csv")).unwrap();
    let published = fs::read_to_string(model.join("published.csv")).unwrap();
    assert_eq!(rows.lines().count(), published.lines().count());
    let score = json(folder.path(), &["score", "r"]);
    let of = |forecast: &str| {
        score["overall"].as_array().unwrap().iter().find(|row| row["forecast"] == forecast).unwrap().clone()
    };
    assert!(of("model")["figures"].as_u64().unwrap() >= 30);
    // The case's known lesson: a constant elasticity with full pass-through is far off.
    let constant = of("constant-elasticity");
    assert!(constant["crps_model"].as_f64().unwrap() < 0.5 * constant["crps"].as_f64().unwrap());
    let screen = stdout(&kanzei(folder.path()).args(["score", "r"]).assert().success());
    for text in [
        "Right, in the middle half",
        "Wrong, outside the 90 % interval:",
        "Published estimates beside the model",
    ] {
        assert!(screen.contains(text), "{text}:\n{screen}");
    }
}
