//! What the model got right and wrong, in plain words.

use super::{CONSTANT_ELASTICITY, MODEL, PUBLISHED};
use crate::model::Model;
use crate::output::rows::{OverallRow, ScoreRow};

/// Sentences about every observation, and about all figures together.
pub(super) fn words(model: &Model, rows: &[ScoreRow], overall: &[OverallRow]) -> Vec<String> {
    let mut words = Vec::new();
    let own: Vec<&ScoreRow> = rows.iter().filter(|row| row.forecast == MODEL).collect();
    let of = |wanted: Verdict| own.iter().filter(move |row| verdict(row) == Some(wanted));
    for (heading, wanted) in [
        ("Right, in the middle half of the forecast", Verdict::Right),
        ("Within the 90 % interval, off its middle", Verdict::Near),
    ] {
        let names: Vec<String> = of(wanted).map(|row| format!("{} ({})", row.label, row.observed)).collect();
        if !names.is_empty() {
            words.push(format!("{heading}: {}.", names.join("; ")));
        }
    }
    let wrong: Vec<String> = of(Verdict::Wrong).map(|row| format!("  {}", sentence(row))).collect();
    if !wrong.is_empty() {
        words.push("Wrong, outside the 90 % interval:".to_string());
        words.extend(wrong);
    }
    for row in own.iter().filter(|row| row.kind == "state") {
        let probability = row.probability.unwrap_or(0.0);
        words.push(format!(
            "{}: {}, to which the model gave {:.0} %{}.",
            row.label,
            row.observed,
            100.0 * probability,
            if row.p50 == row.observed { ", more than to any other" } else { "" }
        ));
    }
    words.push(format!(
        "All published figures together, forecast from what was known on {} (months and half-years, values, volumes and prices overlap: \
         this describes, it is no test):",
        model.as_of
    ));
    for row in overall {
        words.push(format!("  {}", together(row)));
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Right,
    Near,
    Wrong,
}

fn verdict(row: &ScoreRow) -> Option<Verdict> {
    match (row.in_50?, row.in_90?) {
        (true, _) => Some(Verdict::Right),
        (false, true) => Some(Verdict::Near),
        (false, false) => Some(Verdict::Wrong),
    }
}

fn sentence(row: &ScoreRow) -> String {
    let unit =
        if row.kind == "figure" && !row.unit.is_empty() { format!(" {}", row.unit) } else { String::new() };
    let pit = row.pit.unwrap_or(0.5);
    let side = if pit < 0.5 { "as low" } else { "as high" };
    format!(
        "{}: {}{unit}; forecast {} ({} to {} in nine cases of ten), with a chance of {} of anything {side}.",
        row.label,
        row.observed,
        row.p50,
        row.p05,
        row.p95,
        chance(pit.min(1.0 - pit))
    )
}

fn chance(p: f64) -> String {
    if p < 0.001 { "less than 1 in 1,000".to_string() } else { format!("{:.1} %", 100.0 * p) }
}

fn together(row: &OverallRow) -> String {
    let share = |share: f64| format!("{:.0} %", 100.0 * share);
    let coverage = format!(
        "{} of {} figures in its 50 % interval, {} in its 90 % interval, mean CRPS {:.2}, mean log score {:.2}",
        share(row.in_50),
        row.figures,
        share(row.in_90),
        row.crps,
        row.log_score
    );
    let against = |name: &str| {
        let gain = 100.0 * (1.0 - row.crps_model / row.crps);
        let verdict = if gain >= 0.0 { format!("{gain:.0} % less") } else { format!("{:.0} % more", -gain) };
        format!(
            "{name}: {coverage}. The model's error over the same figures: CRPS {:.2}, {verdict}.",
            row.crps_model
        )
    };
    match row.forecast.as_str() {
        CONSTANT_ELASTICITY => against("full pass-through with a constant elasticity"),
        PUBLISHED => against("published point estimates of the time"),
        _ => format!("the model: {coverage}."),
    }
}
