//! What `check`, `inputs`, `trace` and `run --fix` print.

use crate::support::results::csv_rows;
use crate::support::{kanzei, model, model_folder, root};
use crate::{stdout, with_model};
use serde_json::Value;

#[test]
fn check_says_what_a_model_holds() {
    for (name, parts) in [
        ("two-sector", ["Economy: 2 sectors", "Trade: 1 lines, 1 sources", "No problems found."]),
        (
            "japan-us-2025",
            [
                "Economy: 45 sectors",
                "spectral radius of the domestic coefficients 0.441",
                "No problems found.",
            ],
        ),
    ] {
        let mut command = kanzei(&root());
        let assert = command.arg("check").arg(model_folder(name)).assert().success();
        let text = stdout(&assert);
        for part in parts {
            assert!(text.contains(part), "{part} is missing:\n{text}");
        }
        assert!(assert.get_output().stderr.is_empty());
    }
}

#[test]
fn inputs_are_listed_in_three_formats() {
    let listed = |format: &str| {
        let mut command = kanzei(&root());
        command.arg("inputs").arg(model_folder("japan-us-2025")).args(["--format", format]);
        stdout(&command.assert().success())
    };
    let (text, json, csv) = (listed("text"), listed("json"), listed("csv"));
    let json: Value = serde_json::from_str(&json).unwrap();
    let json = json.as_array().unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    assert_eq!(
        header.iter().collect::<Vec<_>>(),
        ["name", "label", "kind", "distribution", "p05", "p50", "p95", "unit", "evidence", "source"]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(json.len(), rows.len());
    let model = model("japan-us-2025");
    assert_eq!(json.len(), model.inputs.uncertain().count());
    for ((_, input), (json, row)) in model.inputs.uncertain().zip(json.iter().zip(&rows)) {
        assert_eq!(json["name"], *input.name);
        assert_eq!(row[0], *input.name);
        assert!(text.contains(&format!("\n{} ", input.name)), "{}", input.name);
        assert_eq!(row[8], input.evidence.to_string());
        assert!(!row[1].is_empty() && !row[9].is_empty(), "{} has words and a source", input.name);
        if let Some(median) = json["p50"].as_f64() {
            let (low, high) = (json["p05"].as_f64().unwrap(), json["p95"].as_f64().unwrap());
            assert!(low <= median && median <= high, "{}", input.name);
            assert_eq!(row[5].parse::<f64>().unwrap(), median, "{}", input.name);
        }
    }
}

#[track_caller]
fn assert_keys(what: &str, value: &Value, keys: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("{what} is no object"));
    for key in keys {
        assert!(object.contains_key(*key), "{what} has no {key}: {:?}", object.keys().collect::<Vec<_>>());
    }
}

#[test]
fn a_trace_in_json_has_the_keys_of_the_contract() {
    let mut command = kanzei(&root());
    command.arg("trace").arg(model_folder("japan-us-2025")).args(["--draw", "3", "--format", "json"]);
    let trace: Value = serde_json::from_str(&stdout(&command.assert().success())).unwrap();
    let series = ["value_added_change", "jobs_supported", "headcount", "metrics"];
    let chain = [
        "draw",
        "seed",
        "inputs",
        "tracks",
        "actions",
        "outcome",
        "months",
        "lines",
        "final_demand_change",
        "output_change",
    ];
    assert_keys("the trace", &trace, &[&chain[..], &series].concat());
    assert_eq!((&trace["draw"], &trace["seed"]), (&3.into(), &1.into()));
    let months = trace["months"].as_array().unwrap().len();
    assert_eq!(months, 36);
    for (track, steps) in trace["tracks"].as_object().unwrap() {
        steps
            .as_array()
            .unwrap()
            .iter()
            .for_each(|step| assert_keys(track, step, &["date", "decision", "state"]));
    }
    for action in trace["actions"].as_array().unwrap() {
        assert_keys("an action", action, &["programme", "sources", "mode", "rate", "effective"]);
    }
    let by_source = ["tariff_rate", "landed_price", "target_volume", "volume"];
    let by_month = ["export_price", "volume_change", "income_change"];
    for (id, line) in trace["lines"].as_object().unwrap() {
        assert_keys(id, line, &[&by_source[..], &by_month].concat());
        for name in by_source {
            let paths = line[name].as_object().unwrap();
            assert_eq!(paths.len(), 8, "{name} of {id}");
            assert!(paths.values().all(|path| path.as_array().unwrap().len() == months), "{name} of {id}");
        }
        for name in by_month {
            assert_eq!(line[name].as_array().unwrap().len(), months, "{name} of {id}");
        }
    }
    for channel in ["direct", "indirect", "induced"] {
        assert_eq!(trace["output_change"][channel].as_object().unwrap().len(), 45, "{channel}");
    }
    for name in ["final_demand_change", "jobs_supported", "headcount"] {
        assert_eq!(trace[name].as_object().unwrap().len(), 45, "{name}");
    }
    assert_eq!(trace["value_added_change"].as_array().unwrap().len(), months);
    for metric in trace["metrics"].as_array().unwrap() {
        assert_keys("a metric", metric, &["metric", "scope", "period", "value", "unit"]);
    }
}

#[test]
fn a_trace_in_words_goes_through_the_chain_in_order() {
    let (_, assert) = with_model(&["trace", "m", "--draw", "0", "--fix", "tariff-talks.new-year=tariff"]);
    let text = stdout(&assert.success());
    let parts = [
        "Draw 0 of seed 1",
        "1. Inputs",
        "2. Talks and levers",
        "2026-01-01  tariff-talks",
        "outcome: tariff",
        "3. Tariff actions",
        "4. to 6. Line tariffed-goods",
        "7. to 9. The home economy",
        "10. Results of this draw",
    ];
    let mut from = 0;
    for part in parts {
        let found = text[from..].find(part);
        from += found.unwrap_or_else(|| panic!("{part} is missing or out of order:\n{text}"));
    }
}

#[test]
fn a_decision_of_the_japanese_model_can_be_fixed() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = kanzei(folder.path());
    command.arg("run").arg(model_folder("japan-us-2025")).args(["--draws", "200", "--out", "r"]);
    let assert = command.args(["--fix", "us-japan.g7-summit=deal-all-in"]).assert().success();
    assert!(stdout(&assert).contains("\nFixed: us-japan.g7-summit=deal-all-in\n"));
    let rows = csv_rows(&folder.path().join("r/outcomes.csv"));
    let probability: f64 = rows
        .iter()
        .find(|row| row["outcome"] == "deal-all-in" && row["statistic"] == "probability")
        .map(|row| row["value"].parse().unwrap())
        .unwrap();
    // Talks that are still open on the day of the summit end there in such a deal.
    assert!(probability > 0.6, "{probability}");
}
