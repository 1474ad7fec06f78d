//! Results folders: complete, true to the manifest, and never in place of what is not ours.

use crate::support::results::csv_rows;
use crate::support::{MODEL_FILES, ModelCopy, kanzei, listing};
use crate::{RESULTS, run, stdout};
use assert_cmd::assert::Assert;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

#[track_caller]
fn assert_refused(assert: Assert, text: &str) {
    let assert = assert.code(1);
    assert_eq!(String::from_utf8_lossy(&assert.get_output().stderr), format!("error: {text}\n"));
}

#[test]
fn results_go_to_a_folder_named_after_the_model() {
    let copy = ModelCopy::of("two-sector");
    let assert = run(copy.around(), &[]).success();
    assert_eq!(listing(copy.around()), ["m", "results"]);
    assert_eq!(listing(&copy.around().join("results")), ["two-sector"]);
    assert_eq!(listing(&copy.around().join("results/two-sector")), RESULTS);
    let text = stdout(&assert);
    let last = "results/two-sector: summary.json, metrics.csv, sectors.csv, outcomes.csv, assumptions.csv, samples.parquet, inputs/, manifest.json";
    assert_eq!(text.lines().last(), Some(last));
    for part in [
        "Miller & Blair's two-sector economy under a tariff",
        "20 draws, seed 1",
        "Real GDP",
        "The tariff comes",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
    assert!(assert.get_output().stderr.is_empty(), "no bar where there is no terminal");
}

#[test]
fn earlier_results_are_replaced_only_with_leave() {
    let copy = ModelCopy::of("two-sector");
    run(copy.around(), &["--out", "r"]).success();
    let manifest = || fs::read_to_string(copy.around().join("r/manifest.json")).unwrap();
    let before = manifest();
    let text = "r holds earlier results. Replace them with --overwrite, or choose another folder with --out.";
    assert_refused(run(copy.around(), &["--out", "r", "--seed", "2"]), text);
    assert_eq!(manifest(), before);
    run(copy.around(), &["--out", "r", "--seed", "2", "--overwrite", "--no-samples"]).success();
    assert!(manifest().contains("\"seed\": 2"));
    let without_samples: Vec<&str> = RESULTS.into_iter().filter(|name| *name != "samples.parquet").collect();
    assert_eq!(listing(&copy.around().join("r")), without_samples);
    assert_eq!(listing(copy.around()), ["m", "r"], "nothing else is left");
}

#[test]
fn a_folder_with_other_things_is_never_replaced() {
    let copy = ModelCopy::of("two-sector");
    let folder = copy.around().join("thesis");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("chapter.tex"), "years of work").unwrap();
    let text =
        "thesis is a folder with other things in it; it is never replaced. Choose another folder with --out.";
    for options in [&["--out", "thesis"][..], &["--out", "thesis", "--overwrite"]] {
        assert_refused(run(copy.around(), options), text);
    }
    // Nor where somebody else's manifest lies in it.
    for manifest in ["{}", "{\"program\": \"other\"}", "not json"] {
        fs::write(folder.join("manifest.json"), manifest).unwrap();
        assert_refused(run(copy.around(), &["--out", "thesis", "--overwrite"]), text);
    }
    assert_eq!(fs::read_to_string(folder.join("chapter.tex")).unwrap(), "years of work");
    assert_eq!(listing(copy.around()), ["m", "thesis"]);
}

#[test]
fn the_model_itself_is_never_replaced() {
    let copy = ModelCopy::of("two-sector");
    let text =
        "m is a folder with other things in it; it is never replaced. Choose another folder with --out.";
    assert_refused(run(copy.around(), &["--out", "m", "--overwrite"]), text);
    assert!(copy.path("model.toml").is_file());
}

#[test]
fn a_file_in_the_way_is_never_replaced() {
    let copy = ModelCopy::of("two-sector");
    fs::write(copy.around().join("r"), "mine").unwrap();
    let text = "r is not a folder; it is never replaced. Choose another folder with --out.";
    assert_refused(run(copy.around(), &["--out", "r"]), text);
    assert_refused(run(copy.around(), &["--out", "r", "--overwrite"]), text);
    assert_eq!(fs::read_to_string(copy.around().join("r")).unwrap(), "mine");
}

#[test]
fn an_empty_folder_may_be_filled() {
    let copy = ModelCopy::of("two-sector");
    fs::create_dir(copy.around().join("r")).unwrap();
    run(copy.around(), &["--out", "r"]).success();
    assert_eq!(listing(&copy.around().join("r")), RESULTS);
    assert_eq!(listing(copy.around()), ["m", "r"]);
}

#[test]
fn a_folder_within_folders_that_do_not_exist_yet() {
    let copy = ModelCopy::of("two-sector");
    run(copy.around(), &["--out", "a/b/c"]).success();
    assert_eq!(listing(&copy.around().join("a/b/c")), RESULTS);
    assert_eq!(listing(&copy.around().join("a/b")), ["c"]);
}

#[test]
fn quiet_prints_nothing() {
    let copy = ModelCopy::of("two-sector");
    let assert = run(copy.around(), &["--quiet", "--no-samples", "--out", "r"]).success();
    let output = assert.get_output();
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
    assert!(!copy.around().join("r/samples.parquet").exists());
}

#[test]
fn the_manifest_tells_how_to_repeat_the_run_and_its_hashes_are_true() {
    let copy = ModelCopy::of("two-sector");
    let options =
        ["--seed", "9", "--threads", "2", "--out", "r", "--fix", "mpc=0.5", "--fix", "lever.public-works=on"];
    run(copy.around(), &options).success();
    let results = copy.around().join("r");
    let manifest: Value = serde_json::from_slice(&fs::read(results.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["program"], "kanzei");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["model"], "two-sector");
    assert_eq!(
        (&manifest["draws"], &manifest["seed"], &manifest["threads"]),
        (&20.into(), &9.into(), &2.into())
    );
    assert_eq!(manifest["fixed"], serde_json::json!(["mpc=0.5", "lever.public-works=on"]));
    assert_eq!(manifest["failed_draws"], 0);
    let hash = |path: &Path| -> String {
        Sha256::digest(fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let inputs = manifest["inputs"].as_object().unwrap();
    assert_eq!(inputs.len(), MODEL_FILES.len());
    for (file, sum) in inputs {
        assert_eq!(sum, &hash(&copy.path(file)), "{file} of the model");
        assert_eq!(sum, &hash(&results.join("inputs").join(file)), "{file} of the copy");
    }
    let written = manifest["results"].as_object().unwrap();
    let expected: Vec<&str> =
        RESULTS.into_iter().filter(|name| !["inputs", "manifest.json"].contains(name)).collect();
    assert!(written.keys().map(String::as_str).eq(expected.iter().copied()), "{written:?}");
    for (file, sum) in written {
        assert_eq!(sum, &hash(&results.join(file)), "{file}");
    }
}

/// The copy of the inputs is a model of its own that gives the same results.
#[test]
fn the_copy_of_the_inputs_repeats_the_run() {
    let copy = ModelCopy::of("two-sector");
    run(copy.around(), &["--out", "r"]).success();
    kanzei(copy.around()).args(["run", "r/inputs", "--draws", "20", "--out", "again"]).assert().success();
    for file in RESULTS.into_iter().filter(|name| !["inputs", "manifest.json"].contains(name)) {
        let read = |folder: &str| fs::read(copy.around().join(folder).join(file)).unwrap();
        assert!(read("r") == read("again"), "{file}");
    }
}

#[test]
fn tables_have_the_columns_of_the_contract() {
    let copy = ModelCopy::of("two-sector");
    run(copy.around(), &["--out", "r"]).success();
    let header = |file: &str| {
        let text = fs::read_to_string(copy.around().join("r").join(file)).unwrap();
        text.lines().next().unwrap().to_string()
    };
    assert_eq!(header("metrics.csv"), "metric,scope,period,outcome,statistic,value,mcse,unit");
    assert_eq!(header("sectors.csv"), "metric,sector,name,channel,period,statistic,value,mcse,unit");
    let rows = csv_rows(&copy.around().join("r/metrics.csv"));
    let has = |column: &str, value: &str| rows.iter().any(|row| row[column] == value);
    for metric in
        ["gdp_real", "gdi_real", "export_volume", "export_price", "export_value", "tariff_rate", "output"]
    {
        assert!(has("metric", metric), "{metric}");
    }
    for metric in ["value_added", "jobs_supported", "headcount", "jobs_attributed"] {
        assert!(has("metric", metric), "{metric}");
    }
    for scope in ["total", "group:exporter", "sector:1", "line:tariffed-goods", "linegroup:goods"] {
        assert!(has("scope", scope), "{scope}");
    }
    for statistic in ["mean", "sd", "p01", "p05", "p50", "p99", "deterministic", "prob<=-1"] {
        assert!(has("statistic", statistic), "{statistic}");
    }
    let quantiles = |scope: &str, outcome: &str| {
        let own = rows.iter().filter(|row| {
            row["metric"] == "gdp_real"
                && row["scope"] == scope
                && row["period"] == "2026"
                && row["outcome"] == outcome
        });
        let names = own.map(|row| row["statistic"].as_str());
        names.filter(|name| name.starts_with('p') && name.len() == 3).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(quantiles("total", "all"), "p01 p05 p10 p20 p25 p35 p50 p65 p75 p80 p90 p95 p99");
    assert_eq!(quantiles("total", "tariff"), "p05 p20 p25 p35 p50 p65 p75 p80 p95");
    for outcome in ["all", "talks", "tariff"] {
        assert!(has("outcome", outcome), "{outcome}");
    }
    for period in ["2026-07", "2026Q3", "2026"] {
        assert!(has("period", period), "{period}");
    }
    let summary: Value =
        serde_json::from_slice(&fs::read(copy.around().join("r/summary.json")).unwrap()).unwrap();
    assert_eq!(summary["format"], 1);
}
