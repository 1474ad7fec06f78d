//! What `drivers` found, on a screen.

use std::fmt::Write;

use super::run::{padded, wrapped};
use crate::output::rows::{DriverRow, DriversFile, DriversOf, EstimateNote, ShareNote};
use crate::report::numbers::{decimals_of, fixed};

/// Inputs that are shown, of those with shares and of the tornado.
const SHOWN: usize = 15;
const LABEL: usize = 38;
const COLUMN: usize = 21;

/// Renders the screen.
pub fn render_drivers(file: &DriversFile) -> String {
    let mut screen = String::new();
    for part in wrapped(&file.title, 98) {
        line(&mut screen, &part);
    }
    let draws = fixed(file.draws as f64, 0);
    line(
        &mut screen,
        &format!(
            "\nWhat makes the spread: {draws} pairs of draws, seed {}, known up to {}.",
            file.seed, file.as_of
        ),
    );
    line(
        &mut screen,
        "In per cent of the variance; in brackets 95 % confidence intervals of the simulation.",
    );
    for text in [
        "  alone   what knowing it alone would take away (first-order index)",
        "  total   what would stay if all others were known (total index)",
        "  share   its part when interactions and correlations are divided fairly (Shapley effect); sums to 100",
    ] {
        line(&mut screen, text);
    }
    for fixed in &file.fixed {
        line(&mut screen, &format!("Fixed: {fixed}"));
    }
    for metric in &file.metrics {
        render_metric(&mut screen, file, metric);
    }
    screen
}

fn render_metric(screen: &mut String, file: &DriversFile, metric: &DriversOf) {
    let number = |value: f64| plain(value, metric.sd);
    let title = format!("{}/{}/{}, {}", metric.metric, metric.scope, metric.period, metric.unit);
    line(screen, &format!("\n{title}\n{}", "─".repeat(title.chars().count())));
    line(screen, &format!("mean {}, standard deviation {}", number(metric.mean), number(metric.sd)));
    if metric.sd == 0.0 {
        line(screen, "It does not vary.");
        return;
    }
    let (track, date) = &file.primary_track;
    line(
        screen,
        &format!(
            "\n{} on {date}: {:.1} % of the variance lies between the outcomes, {:.1} % within them",
            track,
            100.0 * metric.between_outcomes,
            100.0 * (1.0 - metric.between_outcomes)
        ),
    );
    let given = |value: Option<f64>| value.map_or("-".to_string(), number);
    let mut outcomes: Vec<_> = metric.outcomes.iter().collect();
    outcomes.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    for outcome in outcomes {
        line(
            screen,
            &format!(
                "  {}{:>7.1} %   mean {:>10}   sd {:>10}",
                padded(&outcome.label, 52),
                100.0 * outcome.probability,
                given(outcome.mean),
                given(outcome.sd)
            ),
        );
    }
    for (level, heading) in [("group", "By group"), ("input", "By input")] {
        let has_part = |row: &&DriverRow| row.total.value != 0.0 || row.shapley.value != 0.0;
        let (rows, none): (Vec<&DriverRow>, Vec<&DriverRow>) =
            metric.shares.iter().filter(|row| row.level == level).partition(has_part);
        if rows.is_empty() {
            continue;
        }
        line(
            screen,
            &format!(
                "\n{}{:>COLUMN$}{:>COLUMN$}{:>COLUMN$}",
                padded(heading, LABEL),
                "alone",
                "total",
                "share"
            ),
        );
        for row in rows.iter().take(SHOWN) {
            let label = if row.label.is_empty() || level == "input" { &row.name } else { &row.label };
            let mark = if row.correlated { " *" } else { "" };
            let shares = [row.first_order, row.total, row.shapley].map(share);
            let figures: String = shares.iter().map(|text| format!("{text:>COLUMN$}")).collect();
            let label = format!("  {label}{mark}");
            if label.chars().count() < LABEL {
                line(screen, &format!("{}{figures}", padded(&label, LABEL)));
            } else {
                line(screen, &label);
                line(screen, &format!("{}{figures}", padded("", LABEL)));
            }
        }
        if rows.len() > SHOWN {
            let rest: f64 = rows[SHOWN..].iter().map(|row| row.shapley.value).sum();
            line(screen, &format!("  and {} more with {:.1} % together", rows.len() - SHOWN, 100.0 * rest));
        }
        if !none.is_empty() && level == "group" {
            let names: Vec<&str> = none.iter().map(|row| row.name.as_str()).collect();
            line(screen, &format!("  no part at all: {}", names.join(", ")));
        }
    }
    if metric.shares.iter().any(|row| row.correlated) {
        line(screen, "  * correlated with inputs outside it: alone and total then overlap with theirs");
    }
    tornado(screen, metric);
}

fn tornado(screen: &mut String, metric: &DriversOf) {
    let number = |value: f64| plain(value, metric.sd);
    let heading = format!("One at a time, all else at medians ({})", number(metric.at_medians));
    line(screen, &format!("\n{heading}"));
    for (kind, words, most) in [
        ("decision", "where a decision leads", 4),
        ("lever", "offered or not", 6),
        ("number", "from its 5 % to its 95 % point", 10),
    ] {
        let rows: Vec<_> = metric.tornado.iter().filter(|row| row.kind == kind).collect();
        if rows.is_empty() {
            continue;
        }
        line(screen, &format!("  {words}"));
        for row in rows.iter().take(most) {
            line(
                screen,
                &format!(
                    "    {}{:>13} {:>10}  {:>13} {:>10}",
                    padded(&row.input, 44),
                    row.low_setting,
                    number(row.at_low),
                    row.high_setting,
                    number(row.at_high)
                ),
            );
        }
        if rows.len() > most {
            line(screen, &format!("    and {} more with smaller swings", rows.len() - most));
        }
    }
}

/// A share in per cent with its interval.
fn share(note: ShareNote) -> String {
    let percent = |value: f64| 100.0 * value;
    let mcse = note.mcse.map(percent);
    let places = decimals_of(EstimateNote { value: percent(note.value), mcse }).clamp(0, 2);
    match note.low.zip(note.high) {
        Some((low, high)) => format!(
            "{} ({} to {})",
            fixed(percent(note.value), places),
            fixed(percent(low), places),
            fixed(percent(high), places)
        ),
        None => fixed(percent(note.value), places),
    }
}

/// A figure to a hundredth of the spread.
fn plain(value: f64, sd: f64) -> String {
    fixed(value, decimals_of(EstimateNote { value, mcse: Some(sd / 100.0) }))
}

fn line(screen: &mut String, text: &str) {
    let _ = writeln!(screen, "{}", text.trim_end());
}
