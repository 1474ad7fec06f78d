//! The summary of a run on one screen.

use std::fmt::Write;

use crate::output::rows::{EstimateNote, Histogram, PeriodNote, SummaryFile};
use crate::report::numbers::{decimals_of, fixed, percent, with_error};

/// Width of the label column.
const LABEL: usize = 40;
/// Width of a column of figures.
const COLUMN: usize = 20;
/// Most regions shown.
const REGIONS: usize = 6;
/// Most periods side by side.
const PERIODS: usize = 3;

/// Renders the screen.
pub fn render_run(summary: &SummaryFile) -> String {
    let mut screen = String::new();
    heading(&mut screen, summary);
    outcomes(&mut screen, summary);
    let periods = periods(summary);
    effects(&mut screen, summary, &periods);
    recession(&mut screen, summary);
    if let Some(histogram) = chosen_histogram(summary, &periods) {
        draw_histogram(&mut screen, histogram);
    }
    convergence(&mut screen, summary);
    screen
}

fn line(screen: &mut String, text: &str) {
    let _ = writeln!(screen, "{}", text.trim_end());
}

fn heading(screen: &mut String, summary: &SummaryFile) {
    let model = &summary.model;
    line(screen, &model.title);
    for part in wrapped(&model.question, 98) {
        line(screen, &part);
    }
    line(screen, "");
    let draws = fixed(summary.draws as f64, 0);
    let noun = if summary.draws == 1 { "draw" } else { "draws" };
    line(
        screen,
        &format!(
            "{draws} {noun}, seed {}, known up to {}. Changes against no new tariffs;",
            summary.seed, model.as_of
        ),
    );
    line(screen, "± is the Monte Carlo standard error of a mean or probability.");
    for overlay in &summary.overlays {
        line(screen, &format!("With: {overlay}"));
    }
    for fixed in &summary.fixed {
        line(screen, &format!("Fixed: {fixed}"));
    }
    if summary.failed_draws > 0 {
        let share = 100.0 * summary.failed_draws as f64 / summary.draws as f64;
        let failed = fixed(summary.failed_draws as f64, 0);
        line(
            screen,
            &format!("{failed} draws ({share:.2} %) failed and are left out; manifest.json lists them."),
        );
    }
    line(screen, "");
}

fn outcomes(screen: &mut String, summary: &SummaryFile) {
    let model = &summary.model;
    line(screen, &format!("{} on {}", model.primary_track, model.outcome_date));
    let mut outcomes: Vec<_> = summary.outcomes.iter().collect();
    outcomes.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    for outcome in outcomes {
        let bar = "█".repeat((outcome.probability * 30.0).round() as usize);
        let mark = if outcome.deterministic { " *" } else { "" };
        let label = format!("{}{mark}", outcome.label);
        let share = match outcome.draws {
            0 => "in no draw".to_string(),
            count if count + summary.failed_draws == summary.draws => "in every draw".to_string(),
            _ => percent(outcome.probability, Some(outcome.mcse)),
        };
        line(screen, &format!("  {} {share:>14}  {bar}", padded(&label, 52)));
    }
    line(screen, "  * where the likelier side of every decision leads, with all inputs at their medians");
    line(screen, "");
}

/// The periods shown: calendar years, else fiscal years, else the last quarters.
fn periods(summary: &SummaryFile) -> Vec<String> {
    let Some(all) = summary.metrics.get("gdp_real").and_then(|scopes| scopes.get("total")) else {
        return Vec::new();
    };
    let chosen = |wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
        all.keys().filter(|period| wanted(period)).cloned().collect()
    };
    let years = chosen(&|period| period.len() == 4);
    let fiscal = chosen(&|period| period.starts_with("FY"));
    let mut periods =
        [years, fiscal, chosen(&|_| true)].into_iter().find(|list| !list.is_empty()).unwrap_or_default();
    let surplus = periods.len().saturating_sub(PERIODS);
    periods.drain(..surplus);
    periods
}

fn note<'a>(summary: &'a SummaryFile, metric: &str, scope: &str, period: &str) -> Option<&'a PeriodNote> {
    summary.metrics.get(metric)?.get(scope)?.get(period)
}

fn estimate(
    summary: &SummaryFile,
    metric: &str,
    scope: &str,
    period: &str,
    statistic: &str,
) -> Option<EstimateNote> {
    note(summary, metric, scope, period)?.outcomes.get("all")?.get(statistic).copied()
}

fn known(summary: &SummaryFile, metric: &str, scope: &str) -> bool {
    summary.metrics.get(metric).is_some_and(|scopes| scopes.contains_key(scope))
}

fn effects(screen: &mut String, summary: &SummaryFile, periods: &[String]) {
    let header: String = periods.iter().map(|period| format!("{period:>COLUMN$}")).collect();
    line(screen, &format!("{}{header}", padded("", LABEL)));
    block(screen, summary, periods, "gdp_real", "total", "Real GDP, %", true);
    block(screen, summary, periods, "gdi_real", "total", "Real income (GDP and price cuts), %", false);
    regions(screen, summary, periods);
    let destination = summary.model.destination.to_uppercase();
    block(
        screen,
        summary,
        periods,
        "export_volume",
        "total",
        &format!("Exports to {destination}: volume, %"),
        false,
    );
    block(
        screen,
        summary,
        periods,
        "export_price",
        "total",
        &format!("Exports to {destination}: price, %"),
        false,
    );
    for (id, label) in &summary.model.groups {
        let scope = format!("group:{id}");
        if !known(summary, "headcount", &scope) {
            continue;
        }
        let employed = summary.model.group_employment.get(id).copied().unwrap_or(0.0);
        let employed = fixed(employed, if employed >= 10_000.0 { -4 } else { 0 });
        line(screen, &format!("{label} (about {employed} persons employed)"));
        block(screen, summary, periods, "headcount", &scope, "  Expected headcount, persons", true);
        block(screen, summary, periods, "jobs_supported", &scope, "  Jobs supported, persons", true);
    }
    if !known(summary, "jobs_attributed", "investment") {
        line(screen, "Figures of jobs are left out: economy/sectors.csv has no persons employed.");
        line(screen, "");
        return;
    }
    line(screen, "Jobs supported in the whole economy, by cause, persons");
    for (id, label) in &summary.model.line_groups {
        let scope = format!("linegroup:{id}");
        row(screen, summary, periods, "jobs_attributed", &scope, &format!("  {label}"));
    }
    row(screen, summary, periods, "jobs_attributed", "investment", "  Investment cut (price cuts)");
    for (id, label) in &summary.model.levers {
        row(screen, summary, periods, "jobs_attributed", &format!("lever:{id}"), &format!("  {label}"));
    }
    row(screen, summary, periods, "jobs_supported", "total", "  All causes");
    line(screen, "");
}

/// GDP of the other regions, largest economies first.
fn regions(screen: &mut String, summary: &SummaryFile, periods: &[String]) {
    let mut regions: Vec<_> =
        summary.model.regions.iter().filter(|region| region.role.as_deref() != Some("home")).collect();
    if regions.is_empty() {
        return;
    }
    regions.sort_by(|a, b| b.gdp.total_cmp(&a.gdp));
    line(screen, "Real GDP of other regions, %");
    for region in regions.iter().take(REGIONS) {
        let mark = if region.role.as_deref() == Some("destination") { " (destination)" } else { "" };
        let label = format!("  {}{mark}", region.label);
        row(screen, summary, periods, "gdp_real", &format!("region:{}", region.code), &label);
    }
    if regions.len() > REGIONS {
        line(screen, &format!("  and {} smaller ones in metrics.csv", regions.len() - REGIONS));
    }
}

/// Mean, 90 % interval and, where wanted, the deterministic run.
fn block(
    screen: &mut String,
    summary: &SummaryFile,
    periods: &[String],
    metric: &str,
    scope: &str,
    label: &str,
    deterministic: bool,
) {
    row(screen, summary, periods, metric, scope, label);
    let interval = |period: &String| {
        let low = estimate(summary, metric, scope, period, "p05")?;
        let high = estimate(summary, metric, scope, period, "p95")?;
        let exact = note(summary, metric, scope, period)?.exact_quantiles;
        // A sketch spreads its draws evenly within a bucket, which leaves a tenth of the bound.
        let sketch_error =
            if exact { 0.0 } else { 0.1 * summary.quantile_error * (high.value - low.value).abs() };
        let places = |end: EstimateNote| {
            let error = end.mcse.unwrap_or(0.0).max(sketch_error);
            decimals_of(EstimateNote { value: end.value, mcse: Some(error) })
        };
        Some(format!("{} to {}", fixed(low.value, places(low)), fixed(high.value, places(high))))
    };
    figures(screen, "    90 % interval", periods, interval);
    if deterministic {
        let at_medians = |period: &String| {
            let mean = estimate(summary, metric, scope, period, "mean")?;
            let value = estimate(summary, metric, scope, period, "deterministic")?.value;
            Some(fixed(value, decimals_of(mean)))
        };
        figures(screen, "    all inputs at medians", periods, at_medians);
    }
}

fn row(
    screen: &mut String,
    summary: &SummaryFile,
    periods: &[String],
    metric: &str,
    scope: &str,
    label: &str,
) {
    figures(screen, label, periods, |period| {
        estimate(summary, metric, scope, period, "mean").map(with_error)
    });
}

fn figures(screen: &mut String, label: &str, periods: &[String], figure: impl Fn(&String) -> Option<String>) {
    let cells: String =
        periods.iter().map(|period| format!("{:>COLUMN$}", figure(period).unwrap_or_default())).collect();
    if !cells.trim().is_empty() {
        line(screen, &format!("{}{cells}", padded(label, LABEL)));
    }
}

fn recession(screen: &mut String, summary: &SummaryFile) {
    let Some(by_period) = summary.metrics.get("recession").and_then(|scopes| scopes.get("total")) else {
        return;
    };
    line(screen, "Technical recession (two falling quarters)   with tariffs      without");
    for period in by_period.keys() {
        let share = |metric: &str| {
            estimate(summary, metric, "total", period, "mean")
                .map(|e| percent(e.value, e.mcse))
                .unwrap_or_default()
        };
        let name = if period == "all" { "whole horizon" } else { period };
        let (with, without) = (share("recession"), share("recession_baseline"));
        line(screen, &format!("  {}{with:>14}{without:>14}", padded(name, 41)));
    }
    line(screen, "");
}

/// The GDP effect in the middle period shown.
fn chosen_histogram<'a>(summary: &'a SummaryFile, periods: &[String]) -> Option<&'a Histogram> {
    let period = periods.get(periods.len() / 2)?;
    summary.histograms.iter().find(|histogram| histogram.metric == "gdp_real" && &histogram.period == period)
}

fn draw_histogram(screen: &mut String, histogram: &Histogram) {
    const LEVELS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const ROWS: usize = 4;
    line(
        screen,
        &format!(
            "Real GDP in {}, % (1 % to 99 % of the draws; the end bars hold the rest)",
            histogram.period
        ),
    );
    let highest = histogram.probabilities.iter().copied().fold(0.0, f64::max);
    for row in (0..ROWS).rev() {
        let mut bars = String::from("  ");
        for probability in &histogram.probabilities {
            let height = probability / highest * (ROWS * 8) as f64;
            let level = (height - (row * 8) as f64).round().clamp(0.0, 8.0) as usize;
            bars.push(LEVELS[level]);
            bars.push(LEVELS[level]);
        }
        line(screen, &bars);
    }
    let width = 2 * histogram.probabilities.len();
    let (low, high) = (histogram.edges[0], histogram.edges[histogram.edges.len() - 1]);
    let mut axis: Vec<char> = " ".repeat(width + 8).chars().collect();
    let mut put = |column: usize, text: String| {
        for (offset, letter) in text.chars().enumerate() {
            if let Some(cell) = axis.get_mut(column + offset) {
                *cell = letter;
            }
        }
    };
    put(0, format!("{low:.2}"));
    put(width.saturating_sub(4), format!("{high:.2}"));
    if low < 0.0 && high > 0.0 {
        let zero = (-low / (high - low) * width as f64) as usize;
        if zero > 6 && zero + 6 < width {
            put(zero, "|0".into());
        }
    }
    line(screen, &format!("  {}", axis.into_iter().collect::<String>()));
    line(screen, "");
}

/// The watched figures after every stage, and what the draws are too few for.
fn convergence(screen: &mut String, summary: &SummaryFile) {
    let mut figures: Vec<&str> = Vec::new();
    for row in &summary.convergence {
        if !figures.contains(&row.figure.as_str()) {
            figures.push(&row.figure);
        }
    }
    if !figures.is_empty() {
        line(screen, "Convergence: figures after so many draws");
        for (number, name) in figures.iter().enumerate() {
            let rows = summary.convergence.iter().filter(|row| row.figure == *name);
            let target = rows.clone().find_map(|row| row.target);
            let asked = target.map_or(String::new(), |target| format!("   (± at most {target} asked for)"));
            line(screen, &format!("  {name}{asked}"));
            for row in rows {
                let value = with_error(EstimateNote { value: row.value, mcse: row.mcse });
                line(screen, &format!("  {:>14}  {value:>COLUMN$}", fixed(row.draws as f64, 0)));
            }
            if number + 1 == figures.len() {
                line(screen, "");
            }
        }
    }
    for note in &summary.too_few_draws {
        wrapped(note, 98).iter().for_each(|part| line(screen, part));
    }
    let missed = summary.convergence.iter().filter(|row| row.draws == summary.draws);
    for row in missed {
        if let (Some(target), Some(mcse)) = (row.target, row.mcse)
            && mcse > target
        {
            line(screen, &format!("Target missed: the error of {} is {mcse:.3e}, not {target}.", row.figure));
        }
    }
    if !summary.too_few_draws.is_empty() {
        line(screen, "");
    }
}

/// A label in a column of its own, cut where it is longer.
pub(super) fn padded(label: &str, width: usize) -> String {
    let length = label.chars().count();
    if length < width {
        format!("{label}{}", " ".repeat(width - length))
    } else {
        format!("{}… ", label.chars().take(width - 2).collect::<String>())
    }
}

/// Lines of at most `width` letters, broken at spaces.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(last) if last.chars().count() + 1 + word.chars().count() <= width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}
