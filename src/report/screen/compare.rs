//! What `compare` found, on a screen.

use std::fmt::Write;

use super::run::{padded, wrapped};
use crate::output::rows::{CompareFile, CompareRow, CompareTable, EstimateNote};
use crate::report::numbers::{decimals_of, fixed, with_error};

/// Width of the label column.
const LABEL: usize = 32;
/// Width of a column of figures.
const COLUMN: usize = 13;
/// Width of the column of intervals, and of shares of draws.
const INTERVAL: usize = 18;
const SHARE: usize = 9;
/// Longest label beside one column of figures.
const LONG_LABEL: usize = 50;

/// Renders the screen.
pub fn render_compare(file: &CompareFile) -> String {
    let mut screen = String::new();
    for part in wrapped(&file.title, 98) {
        let _ = writeln!(screen, "{part}");
    }
    let _ = writeln!(
        screen,
        "\n{} draws, seed {}, known up to {}; all cases take the same random numbers. ± is the Monte\n\
         Carlo standard error of the mean difference between the same draws.",
        fixed(file.draws as f64, 0),
        file.seed,
        file.as_of
    );
    for fixed in &file.fixed {
        let _ = writeln!(screen, "Fixed: {fixed}");
    }
    for table in &file.tables {
        let _ = writeln!(screen, "\n{}", table.title);
        let _ = writeln!(screen, "{}", "─".repeat(table.title.chars().count()));
        for block in blocks(file, table.table == "earlier") {
            render_block(&mut screen, file, table, &block);
        }
    }
    if let Some(gain) = gain(file) {
        let _ = writeln!(screen, "\n{gain}");
    }
    screen
}

/// One measure of a table.
struct Block {
    metric: &'static str,
    scope: String,
    label: String,
    /// Figures times this are shown.
    factor: f64,
}

fn blocks(file: &CompareFile, whole: bool) -> Vec<Block> {
    let money = &file.money;
    let mean = if whole { ", mean over the horizon" } else { "" };
    let block = |metric, scope: &str, label: String, factor| Block {
        metric,
        scope: scope.to_string(),
        label,
        factor,
    };
    let destination = file.destination.to_uppercase();
    let mut blocks = vec![
        block("value_added", "total", format!("GDP, {money}"), 1.0),
        block(
            "export_value",
            "total",
            format!("Exports to {destination}, value, {money}"),
            file.exports / 100.0,
        ),
    ];
    for (id, label) in &file.groups {
        blocks.push(block(
            "headcount",
            &format!("group:{id}"),
            format!("{label}: expected headcount, persons{mean}"),
            1.0,
        ));
    }
    blocks.push(block(
        "recession",
        "total",
        "Probability of a technical recession, percentage points".to_string(),
        100.0,
    ));
    blocks
}

fn render_block(screen: &mut String, file: &CompareFile, table: &CompareTable, block: &Block) {
    let of_block = |row: &&CompareRow| {
        row.table == table.table && row.metric == block.metric && row.scope == block.scope
    };
    let mut periods: Vec<&str> = Vec::new();
    for row in file.rows.iter().filter(of_block) {
        if !periods.contains(&row.period.as_str()) {
            periods.push(&row.period);
        }
    }
    let Some(last) = periods.iter().rfind(|period| **period != "all").or(periods.last()) else { return };
    let whole = table.table == "earlier";
    let name =
        |period: &str| if period == "all" || whole { "horizon".to_string() } else { period.to_string() };
    let header: String = periods.iter().map(|period| format!("{:>COLUMN$}", name(period))).collect();
    let label_width = if periods.len() == 1 { LONG_LABEL } else { LABEL };
    let wide = block.metric != "recession";
    let of_last = if whole { String::new() } else { format!(", {last}") };
    let (interval_head, share_head) =
        if wide { (format!("5 to 95 %{of_last}"), "above 0") } else { (String::new(), "") };
    line(screen, &format!("\n{}", block.label));
    line(
        screen,
        &format!("{}{header}{interval_head:>INTERVAL$}{share_head:>SHARE$}", padded("", label_width)),
    );
    // Amounts over the whole horizon are sums over its years; a table of one span holds them as they are.
    let years = if whole && block.metric == "export_value" { years_of(file) } else { 1.0 };
    let factor = block.factor * years;
    let find = |case: &str, period: &str, statistic: &str| {
        let matching =
            |row: &&CompareRow| row.case == case && row.period == period && row.statistic == statistic;
        file.rows.iter().filter(of_block).find(matching)
    };
    let note = |row: &CompareRow| EstimateNote {
        value: factor * row.value,
        mcse: row.mcse.map(|error| factor * error),
    };
    let first = ("base".to_string(), "The model itself: effect".to_string());
    let has_base = table.cases.iter().any(|(id, _)| id == "base");
    let base = (!has_base && table.table == "policies").then_some(&first);
    for (id, label) in base.into_iter().chain(&table.cases) {
        let figures: String = periods
            .iter()
            .map(|period| {
                let text = find(id, period, "mean").map(|row| with_error(note(row))).unwrap_or_default();
                format!("{text:>COLUMN$}")
            })
            .collect();
        let (mut interval, mut above) = (String::new(), String::new());
        let unchanged = find(id, last, "sd").is_some_and(|row| row.value == 0.0);
        if wide && id != "base" && unchanged {
            interval = "no change".to_string();
        } else if wide
            && id != "base"
            && let (Some(low), Some(high)) = (find(id, last, "p05"), find(id, last, "p95"))
        {
            let places = |row: &CompareRow| decimals_of(note(row));
            let places = places(low).min(places(high));
            interval =
                format!("{} to {}", fixed(factor * low.value, places), fixed(factor * high.value, places));
            above =
                find(id, last, "prob>0").map(|row| format!("{:.0} %", 100.0 * row.value)).unwrap_or_default();
        }
        let mark = if id == "base" && has_base { format!("{label}: effect") } else { label.clone() };
        let figures = format!("{figures}{interval:>INTERVAL$}{above:>SHARE$}");
        if mark.chars().count() + 2 < label_width {
            line(screen, &format!("{}{figures}", padded(&format!("  {mark}"), label_width)));
        } else {
            line(screen, &format!("  {mark}"));
            line(screen, &format!("{}{figures}", padded("", label_width)));
        }
    }
}

/// Years of the horizon.
fn years_of(file: &CompareFile) -> f64 {
    let months = |month: &str| {
        let (year, number) = month.split_once('-').unwrap_or((month, "1"));
        12.0 * year.parse::<f64>().unwrap_or(0.0) + number.parse::<f64>().unwrap_or(1.0)
    };
    (months(&file.horizon.1) - months(&file.horizon.0) + 1.0) / 12.0
}

/// How much the shared random numbers help, over the differences of GDP.
fn gain(file: &CompareFile) -> Option<String> {
    let ratio = |row: &CompareRow| Some(row.mcse_unpaired? / row.mcse.filter(|error| *error > 0.0)?);
    let of_gdp = file.rows.iter().filter(|row| row.metric == "value_added" && row.statistic == "mean");
    let mut ratios: Vec<f64> = of_gdp.filter_map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    let (low, high) = (ratios.first()?, ratios.last()?);
    Some(format!(
        "With random numbers of its own, the error of a difference in GDP would be {low:.1} to {high:.1} times as large\n\
         (median {:.1}).",
        ratios[ratios.len() / 2]
    ))
}

fn line(screen: &mut String, text: &str) {
    let _ = writeln!(screen, "{}", text.trim_end());
}
