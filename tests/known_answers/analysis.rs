//! Comparisons, reweighting and drivers against closed forms and against other ways to the same figure.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{ModelCopy, kanzei, metric, model, model_folder, trace};

/// Errors from eight randomisations are exceeded this many times once in a thousand (Student's t, seven degrees of freedom).
const REACH: f64 = 5.41;

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = kanzei(folder).args(arguments).args(["--format", "json"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{text}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A row of a table of `compare`, by case, metric, scope, period and statistic.
fn row<'v>(file: &'v Value, names: [&str; 5]) -> &'v Value {
    let matching = |row: &&Value| {
        let found =
            ["case", "metric", "scope", "period", "statistic"].map(|name| row[name].as_str().unwrap());
        found == names
    };
    file["rows"].as_array().unwrap().iter().find(matching).unwrap_or_else(|| panic!("{names:?}"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// In the two-sector model the chip does something exactly where the tariff comes, which is in half of the draws.
#[test]
fn the_value_of_a_chip_in_closed_form() {
    let copy = ModelCopy::of("two-sector");
    let file = json(copy.around(), &["compare", "m", "--chips", "--draws", "4096"]);
    let two_sector = model("two-sector");
    let with = |lever: &str| {
        let pins = ["tariff-talks.new-year=tariff", &format!("lever.public-works={lever}")];
        metric(&trace(&two_sector, &pins, 0), "value_added", "total", "2026")
    };
    let effect = with("on") - with("off");
    let of =
        |statistic| number(&row(&file, ["public-works", "value_added", "total", "2026", statistic])["value"]);
    assert!(effect > 1.0);
    assert!((of("mean") / (0.5 * effect) - 1.0).abs() < 1e-9, "{} {effect}", of("mean"));
    assert!((of("sd") / (0.5 * effect) - 1.0).abs() < 1e-3);
    assert!((of("prob>0") - 0.5).abs() < 1e-12 && of("prob<0") == 0.0);
    assert!((of("p95") - effect).abs() < 1e-9 && of("p05").abs() < 1e-9);
}

/// The mean of paired differences is the difference of the means of two runs, draw by draw the same numbers.
#[test]
fn a_policy_is_compared_draw_by_draw() {
    let folder = tempfile::tempdir().unwrap();
    let base = model_folder("japan-us-2025").display().to_string();
    let policy = format!("{base}/policies/no-fund.toml");
    let draws = ["--draws", "2000"];
    let file = json(folder.path(), &[&["compare", &base, "--with", &policy], &draws[..]].concat());
    let mean = |with: &[&str], out: &str| {
        let arguments =
            [&["run", &base], with, &draws[..], &["--quiet", "--no-samples", "--out", out]].concat();
        kanzei(folder.path()).args(arguments).assert().success();
        let summary: Value =
            serde_json::from_slice(&fs::read(folder.path().join(out).join("summary.json")).unwrap()).unwrap();
        number(&summary["metrics"]["headcount"]["group:auto"]["2026"]["outcomes"]["all"]["mean"]["value"])
    };
    let difference = mean(&["--with", &policy], "p") - mean(&[], "b");
    let found = number(&row(&file, ["no-fund", "headcount", "group:auto", "2026", "mean"])["value"]);
    assert!((found - difference).abs() < 1e-8 * difference.abs().max(1.0), "{found} {difference}");
}

/// Where the outcome is all that is reweighted, the new mean is the conditional means with the new probabilities.
#[test]
fn reweighting_one_decision_in_closed_form() {
    let copy = ModelCopy::of("two-sector");
    kanzei(copy.around()).args(["run", "m", "--draws", "8192", "--quiet", "--out", "r"]).assert().success();
    let file = json(copy.around(), &["reweight", "r", "--set", "tariff-talks.new-year.tariff=0.8"]);
    let summary: Value =
        serde_json::from_slice(&fs::read(copy.around().join("r/summary.json")).unwrap()).unwrap();
    let given = |outcome: &str| {
        number(&summary["metrics"]["gdp_real"]["total"]["2026"]["outcomes"][outcome]["mean"]["value"])
    };
    let wanted = 0.8 * given("tariff") + 0.2 * given("talks");
    let mean =
        |row: &&Value| row["metric"] == "gdp_real" && row["period"] == "2026" && row["statistic"] == "mean";
    let found = file["rows"].as_array().unwrap().iter().find(mean).unwrap();
    assert!((number(&found["now"]) / wanted - 1.0).abs() < 1e-9, "{found} {wanted}");
    // Half of the draws have weight 1.6, half 0.4: (Σw)²/Σw² = n/1.36.
    assert!((number(&file["effective_draws"]) * 1.36 / 8192.0 - 1.0).abs() < 1e-9);
}

/// Stored draws with new probabilities agree with a new simulation under the odds that `reweight` names.
#[test]
fn reweighting_agrees_with_a_new_simulation() {
    let folder = tempfile::tempdir().unwrap();
    let base = model_folder("japan-us-2025").display().to_string();
    let run = ["run", &base, "--draws", "16384", "--quiet"];
    kanzei(folder.path()).args(run).args(["--out", "r"]).assert().success();
    let set = ["--set", "us-japan.g7-summit.deal-all-in=0.3", "--set", "lever.wealth-fund=0.6"];
    let file = json(folder.path(), &[&["reweight", "r"], &set[..]].concat());
    let notes = file["set"].as_array().unwrap();
    let odds = notes.iter().find(|note| note["name"] == "us-japan.g7-summit.deal-all-in").unwrap()["odds"]
        .as_array()
        .unwrap();
    let odds: Vec<String> =
        odds.iter().map(|pair| format!("{} = {}", pair[0].as_str().unwrap(), pair[1])).collect();
    // Odds of an overlay sum to one to nine digits.
    let overlay = format!(
        "format = 1\nlabel = \"reweighted\"\n[negotiation.lever.wealth-fund]\nprobability = 0.6\n\
         [negotiation.track.us-japan.decision.g7-summit]\nto = {{ {} }}\n",
        odds.join(", ")
    );
    fs::write(folder.path().join("p.toml"), overlay).unwrap();
    let other = ["--with", "p.toml", "--seed", "2", "--out", "s"];
    kanzei(folder.path()).args(run).args(other).assert().success();
    let summary: Value =
        serde_json::from_slice(&fs::read(folder.path().join("s/summary.json")).unwrap()).unwrap();
    let mut compared = 0;
    for row in file["rows"].as_array().unwrap() {
        let [metric, scope, period, statistic] =
            ["metric", "scope", "period", "statistic"].map(|name| row[name].as_str().unwrap());
        let fresh = &summary["metrics"][metric][scope][period]["outcomes"]["all"][statistic];
        let error = number(&row["mcse_now"]).hypot(number(&fresh["mcse"]));
        let off = (number(&row["now"]) - number(&fresh["value"])).abs();
        assert!(off < REACH * error, "{row} {fresh}");
        compared += 1;
    }
    assert!(compared > 60, "{compared}");
    for outcome in file["outcomes"].as_array().unwrap() {
        let same = |note: &&Value| note["outcome"] == outcome["outcome"];
        let fresh = summary["outcomes"].as_array().unwrap().iter().find(same).unwrap();
        let error = number(&outcome["now"]["mcse"]).hypot(number(&fresh["mcse"]));
        let off = (number(&outcome["now"]["value"]) - number(&fresh["probability"])).abs();
        assert!(off < REACH * error, "{outcome} {fresh}");
    }
}

/// `y = −a T + b T L` with two fair coins: all shares are known.
#[test]
fn drivers_of_two_coins_in_closed_form() {
    let copy = ModelCopy::of("two-sector");
    let file = json(copy.around(), &["drivers", "m", "--metric", "gdp_real/total/2026", "--draws", "4096"]);
    let two_sector = model("two-sector");
    let with = |lever: &str| {
        let pins = ["tariff-talks.new-year=tariff", &format!("lever.public-works={lever}")];
        metric(&trace(&two_sector, &pins, 0), "gdp_real", "total", "2026")
    };
    let (off, on) = (with("off"), with("on"));
    let mean = (off + on) / 4.0;
    let variance = (off * off + on * on) / 4.0 - mean * mean;
    // E[y|T = 1] is the mean of off and on; E[y|L] is half of either.
    let of_talks = ((off + on) / 4.0).powi(2) / variance;
    let of_lever = ((on - off) / 4.0).powi(2) / variance;
    let both = 1.0 - of_talks - of_lever;
    let metric = &file["metrics"][0];
    assert!((number(&metric["between_outcomes"]) - of_talks).abs() < 1e-9);
    for (name, first) in [("tariff-talks", of_talks), ("lever.public-works", of_lever)] {
        let matching = |row: &&Value| row["level"] == "input" && row["name"] == name;
        let row = metric["shares"].as_array().unwrap().iter().find(matching).unwrap();
        for (what, wanted) in
            [("first_order", first), ("total", first + both), ("shapley", first + both / 2.0)]
        {
            let off = (number(&row[what]["value"]) - wanted).abs();
            assert!(off < REACH * number(&row[what]["mcse"]) + 1e-9, "{name} {what} {row} {wanted}");
        }
    }
}
