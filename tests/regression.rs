//! Proves that results have not moved since they were last looked at: golden figures of the bundled models.
//!
//! `KANZEI_REGENERATE=1 cargo test --test regression` writes them anew; a figure that moves is a line in CHANGELOG.md.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use support::results::{Row, csv_rows};
use support::{kanzei, model_folder, root};

const COLUMNS: [&str; 6] = ["metric", "scope", "period", "outcome", "statistic", "value"];
const STATISTICS: [&str; 4] = ["mean", "p05", "p95", "deterministic"];

/// On one machine results are the same bits. Other processors and compilers round `exp`, `ln` and sums differently in the
/// last digits; over 1,000 draws that stays below a billionth, and whatever changes a formula or a figure is far above.
const RELATIVE: f64 = 1e-9;
/// Differences of numbers that cancel to about zero.
const ABSOLUTE: f64 = 1e-12;
/// How many of the worst differences are listed.
const LISTED: usize = 20;

/// Figures by everything that names them.
type Figures = BTreeMap<String, f64>;

fn name(row: &Row) -> String {
    COLUMNS[..5].iter().map(|column| row[*column].as_str()).collect::<Vec<_>>().join(",")
}

fn yearly(period: &str) -> bool {
    period == "all" || period.len() == 4 || period.starts_with("FY")
}

/// Whether a row of `metrics.csv` is kept: totals and groups, by year, over all outcomes.
fn kept(row: &Row) -> bool {
    let scope = &row["scope"];
    let whole = scope == "total" || scope.starts_with("group:") || scope.starts_with("linegroup:");
    whole
        && yearly(&row["period"])
        && row["outcome"] == "all"
        && STATISTICS.contains(&row["statistic"].as_str())
}

/// Runs a bundled model and keeps what is compared.
fn figures(model: &str) -> Figures {
    let folder = tempfile::tempdir().unwrap();
    let mut command = kanzei(folder.path());
    command.arg("run").arg(model_folder(model)).args([
        "--draws",
        "1000",
        "--seed",
        "1",
        "--quiet",
        "--no-samples",
    ]);
    command.args(["--out", "r"]).assert().success();
    let number = |row: &Row| -> f64 { row["value"].parse().unwrap() };
    let mut figures = Figures::new();
    for row in csv_rows(&folder.path().join("r/metrics.csv")).iter().filter(|row| kept(row)) {
        figures.insert(name(row), number(row));
    }
    for mut row in csv_rows(&folder.path().join("r/outcomes.csv")) {
        if row["statistic"] == "probability" {
            row.insert("metric".into(), "outcome".into());
            row.insert("scope".into(), "total".into());
            figures.insert(name(&row), number(&row));
        }
    }
    figures
}

fn golden_file(model: &str) -> PathBuf {
    root().join("tests/golden").join(format!("{model}.csv"))
}

fn write(model: &str, figures: &Figures) {
    let mut text = COLUMNS.join(",") + "\n";
    for (name, value) in figures {
        text += &format!("{name},{value}\n");
    }
    fs::create_dir_all(golden_file(model).parent().unwrap()).unwrap();
    fs::write(golden_file(model), text).unwrap();
}

/// How many times the tolerance two numbers are apart.
fn excess(found: f64, golden: f64) -> f64 {
    (found - golden).abs() / (RELATIVE * golden.abs() + ABSOLUTE)
}

#[track_caller]
fn assert_golden(model: &str) {
    let found = figures(model);
    if std::env::var("KANZEI_REGENERATE").is_ok_and(|value| value == "1") {
        return write(model, &found);
    }
    let golden: Figures =
        csv_rows(&golden_file(model)).iter().map(|row| (name(row), row["value"].parse().unwrap())).collect();
    let mut report = String::new();
    let gone: Vec<&String> = golden.keys().filter(|name| !found.contains_key(*name)).collect();
    let new: Vec<&String> = found.keys().filter(|name| !golden.contains_key(*name)).collect();
    for (what, names) in [("no longer there", gone), ("new", new)] {
        if !names.is_empty() {
            report += &format!(
                "{} figures are {what}, the first are {:?}\n",
                names.len(),
                &names[..names.len().min(5)]
            );
        }
    }
    let mut moved: Vec<(f64, String)> = Vec::new();
    for (name, golden) in &golden {
        let Some(found) = found.get(name) else { continue };
        let excess = excess(*found, *golden);
        if excess > 1.0 || excess.is_nan() {
            let change = 100.0 * (found / golden - 1.0);
            moved.push((excess, format!("{name:<70} {golden:>22} {found:>22} {change:>+12.6} %")));
        }
    }
    moved.sort_by(|a, b| b.0.total_cmp(&a.0));
    if !moved.is_empty() {
        report += &format!("{} of {} figures moved; the worst:\n", moved.len(), golden.len());
        report += &format!("{:<70} {:>22} {:>22} {:>14}\n", "figure", "golden", "found", "change");
        moved.iter().take(LISTED).for_each(|(_, line)| report += &format!("{line}\n"));
    }
    let remedy =
        "If that is meant: KANZEI_REGENERATE=1 cargo test --test regression, and a line in CHANGELOG.md.";
    assert!(report.is_empty(), "\n{model}:\n{report}{remedy}");
}

#[test]
fn two_sector() {
    assert_golden("two-sector");
}

#[test]
fn japan_us_2025() {
    assert_golden("japan-us-2025");
}

#[test]
fn japan_us_2025_deal() {
    assert_golden("japan-us-2025-deal");
}
