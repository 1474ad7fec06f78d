//! `report --against`: differences of two runs, draw by draw or of their means.

use std::fs;

use serde_json::Value;

use crate::RESULTS;
use crate::report::{json, make_run, printed, refused, report, with_run};
use crate::support::listing;

/// Draws with a lever on minus the same draws with it off: what `compare --chips` makes of them.
#[test]
fn runs_of_the_same_draws_are_set_against_each_other_draw_by_draw() {
    let draws = ["--draws", "500", "--sampler", "pseudo"];
    let copy = with_run(&[&draws[..], &["--fix", "lever.public-works=on"]].concat());
    make_run(copy.around(), "off", &[&draws[..], &["--fix", "lever.public-works=off"]].concat());
    report(copy.around(), &["r", "--to", "html", "--against", "off"]);
    let file = json(&copy.around().join("r/analysis/against.json"));
    assert_eq!((&file["paired"], &file["reason"]), (&true.into(), &"".into()));
    assert_eq!(file["against"]["fixed"], serde_json::json!(["lever.public-works=off"]));
    assert_eq!(file["inputs"], serde_json::json!([]), "the input files are the same");
    let chips = printed(copy.around(), &[&["compare", "m", "--chips"], &draws[..]].concat());
    let mut compared = 0;
    for row in file["rows"].as_array().unwrap() {
        let names = ["metric", "scope", "period", "statistic"];
        let same = |other: &&Value| names.iter().all(|name| other[*name] == row[*name]);
        let Some(other) = chips["rows"].as_array().unwrap().iter().find(same) else { continue };
        compared += 1;
        for name in ["value", "mcse", "mcse_unpaired"] {
            let (found, wanted) = (row[name].as_f64(), other[name].as_f64());
            let close = found.zip(wanted).is_none_or(|(a, b)| (a - b).abs() <= 1e-9 * b.abs().max(1e-6));
            assert!(found.is_some() == wanted.is_some() && close, "{name}: {row} {other}");
        }
    }
    assert!(compared > 20, "{compared}");
    let note = json(&copy.around().join("r/report.json"));
    assert!(note["against"].is_string() && note["files"]["analysis/against.json"].is_string());
}

/// What is shared of the random numbers is said where the inputs differ.
#[test]
fn inputs_that_only_one_model_draws_are_named() {
    let copy = with_run(&[]);
    let reason = |changes: &str, options: &[&str]| {
        fs::write(copy.around().join("p.toml"), format!("format = 1\nlabel = \"P\"\n{changes}")).unwrap();
        make_run(copy.around(), "s", &[&["--with", "p.toml"], options].concat());
        report(copy.around(), &["r", "--to", "html", "--against", "s"]);
        let file = json(&copy.around().join("r/analysis/against.json"));
        assert_eq!(
            (&file["paired"], &file["inputs"][0]["file"]),
            (&true.into(), &"overlays/01-p.toml".into())
        );
        file["reason"].as_str().unwrap().to_string()
    };
    assert_eq!(reason("[parameters]\nmpc = 0.5\n", &[]), "", "another value, the same inputs");
    let decision = "[negotiation.track.tariff-talks.decision.later]\nadd = true\ndate = 2026-02-01\nfrom = \"talks\"\n\
        to = { talks = 0.9, tariff = 0.1 }\nevidence = \"elicited\"\nsource = \"Another chance.\"\n";
    assert_eq!(reason(decision, &[]), "", "a track has its random numbers, whatever its decisions");
    let lever = "[negotiation.lever.credit]\nadd = true\nlabel = \"Credit\"\nprobability = 0.5\nevidence = \"elicited\"\n\
        source = \"Another lever.\"\n";
    let text = reason(lever, &[]);
    let start = "The two models do not draw the same inputs: only here none, only there lever.credit. A Sobol' sequence gives";
    assert!(text.starts_with(start), "{text}");
}

#[test]
fn other_runs_are_set_against_each_other_by_their_means() {
    let copy = with_run(&[]);
    let against = |options: &[&str]| {
        make_run(copy.around(), "s", options);
        report(copy.around(), &["r", "--to", "html", "--against", "s"]);
        json(&copy.around().join("r/analysis/against.json"))
    };
    let file = against(&["--no-samples", "--fix", "mpc=0.5"]);
    assert_eq!((&file["paired"], &file["reason"]), (&false.into(), &"The other run kept no samples.".into()));
    let mean = |run: &str| {
        let summary = json(&copy.around().join(run).join("summary.json"));
        summary["metrics"]["gdp_real"]["total"]["2026"]["outcomes"]["all"]["mean"].clone()
    };
    let row = |file: &Value| {
        let rows = file["rows"].as_array().unwrap();
        rows.iter().find(|row| row["metric"] == "gdp_real" && row["period"] == "2026").unwrap().clone()
    };
    let (own, other, found) = (mean("r"), mean("s"), row(&file));
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!(number(&found["value"]), number(&own["value"]) - number(&other["value"]));
    assert_eq!(number(&found["mcse"]), number(&own["mcse"]).hypot(number(&other["mcse"])));
    assert!(file["rows"].as_array().unwrap().iter().all(|row| row["statistic"] == "mean"));
    let file = against(&["--seed", "2"]);
    assert_eq!(file["reason"], "The draws of the two runs are not the same: seed 1 here, 2 there.");
}

#[test]
fn runs_about_other_things_are_not_set_against_each_other() {
    let copy = with_run(&[]);
    let other = |changes: &str| {
        fs::write(copy.around().join("p.toml"), format!("format = 1\nlabel = \"P\"\n{changes}")).unwrap();
        make_run(copy.around(), "s", &["--with", "p.toml"]);
        refused(copy.around(), &["r", "--against", "s"])
    };
    let rest = "Only runs with the same money, months and groups of sectors can be set against each other.\n";
    let text = other("[model]\nend = \"2027-06\"\n");
    assert!(
        text.starts_with("error: --against s: the time simulated there is ") && text.ends_with(rest),
        "{text}"
    );
    let text = other("[model]\nmoney = \"pounds\"\n");
    assert!(text.starts_with("error: --against s: the unit of money there is pounds, in r it is "), "{text}");
    assert_eq!(
        refused(copy.around(), &["r", "--against", "r"]),
        "error: --against r: this is the run itself. Name another results folder.\n"
    );
    assert_eq!(listing(&copy.around().join("r")), RESULTS, "nothing is left behind");
}
