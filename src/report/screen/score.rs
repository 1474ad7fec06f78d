//! What `score` found, on a screen.

use std::fmt::Write;

use super::run::{padded, wrapped};
use crate::output::rows::{PublishedRow, ScoreFile, ScoreRow};

/// Renders the screen.
pub fn render_score(file: &ScoreFile) -> String {
    let mut screen = String::new();
    for part in wrapped(&file.title, 98) {
        line(&mut screen, &part);
    }
    line(
        &mut screen,
        &format!(
            "\n{} against what happened; priors of {}, nothing tuned to the outcome.",
            file.run, file.as_of
        ),
    );
    line(
        &mut screen,
        "CRPS and log score: smaller is better. PIT: forecast probability of less than what happened.\n",
    );
    let mut heading = "";
    for row in &file.rows {
        let words = match row.kind.as_str() {
            "figure" => "Published figures",
            "date" | "state" => "The talks",
            _ => "Terms of the deal",
        };
        if heading != words {
            heading = words;
            header(&mut screen, words);
        }
        render_row(&mut screen, row);
    }
    line(&mut screen, &format!("\nconstant-elasticity: {}.", file.benchmark));
    line(
        &mut screen,
        "published-estimates: the median of those of the as-of date or before, for the same measure and year.\n",
    );
    for text in &file.words {
        let indent = text.len() - text.trim_start().len();
        for (number, part) in wrapped(text, 96 - indent).iter().enumerate() {
            let more = if number > 0 { 2 } else { 0 };
            line(&mut screen, &format!("{}{part}", " ".repeat(indent + more)));
        }
    }
    render_published(&mut screen, &file.published);
    screen
}

fn header(screen: &mut String, words: &str) {
    line(
        screen,
        &format!(
            "{}{:>11}{:>11}{:>24}{:>7}{:>7}{:>6}",
            padded(words, 34),
            "happened",
            "median",
            "90 % interval",
            "CRPS",
            "log",
            "PIT"
        ),
    );
}

fn render_row(screen: &mut String, row: &ScoreRow) {
    let number = |value: Option<f64>| {
        let text = |value: f64| if value.is_finite() { format!("{value:.2}") } else { "∞".to_string() };
        value.filter(|value| !value.is_nan()).map_or("-".to_string(), text)
    };
    let (label, happened) = if row.forecast == "model" {
        (row.label.clone(), row.observed.clone())
    } else {
        (format!("  {}", row.forecast), String::new())
    };
    let interval = match (row.kind.as_str(), row.probability) {
        ("state", Some(p)) => format!("probability {p:.3}"),
        _ if row.p05.is_empty() => String::new(),
        _ => format!("{} to {}", row.p05, row.p95),
    };
    let mark = match (row.in_50, row.in_90) {
        (Some(true), _) => "  ✓",
        (_, Some(false)) => "  ✗",
        _ => "",
    };
    let figures = format!(
        "{happened:>11}{:>11}{interval:>24}{:>7}{:>7}{:>6}{mark}",
        row.p50,
        number(row.crps),
        number(row.log_score),
        number(row.pit)
    );
    if label.chars().count() < 34 {
        line(screen, &format!("{}{figures}", padded(&label, 34)));
    } else {
        line(screen, &label);
        line(screen, &format!("{}{figures}", padded("", 34)));
    }
}

/// Published estimates beside the model under the same scenario.
fn render_published(screen: &mut String, rows: &[PublishedRow]) {
    let mut scenario = "";
    for row in rows_by_scenario(rows) {
        if scenario.is_empty() {
            line(screen, "\nPublished estimates beside the model under the same scenario");
        }
        if scenario != row.scenario {
            scenario = &row.scenario;
            line(screen, &format!("  {}", row.scenario_label));
        }
        let places = if row.metric == "jobs_supported" { 0 } else { 2 };
        let number = |value: f64| crate::report::numbers::fixed(value, places);
        let published = if row.low == row.high {
            number(row.low)
        } else {
            format!("{} to {}", number(row.low), number(row.high))
        };
        line(screen, &format!("    {}, {} ({}; {})", row.who, row.date, row.horizon, row.method));
        line(
            screen,
            &format!(
                "      published {published}; model {} ({} to {}), {} {}, {}",
                number(row.model_mean),
                number(row.model_p05),
                number(row.model_p95),
                row.metric,
                row.period,
                row.unit
            ),
        );
    }
}

fn rows_by_scenario(rows: &[PublishedRow]) -> Vec<&PublishedRow> {
    let mut sorted: Vec<&PublishedRow> = rows.iter().collect();
    sorted.sort_by(|a, b| (&a.scenario, &a.metric, &a.date).cmp(&(&b.scenario, &b.metric, &b.date)));
    sorted
}

fn line(screen: &mut String, text: &str) {
    let _ = writeln!(screen, "{}", text.trim_end());
}
