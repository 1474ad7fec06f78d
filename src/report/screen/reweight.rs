//! What `reweight` found, on a screen.

use std::fmt::Write;

use super::run::{padded, wrapped};
use crate::output::rows::{EstimateNote, ReweightFile, ReweightRow};
use crate::report::numbers::{decimals_of, fixed, percent, with_error};

const COLUMN: usize = 21;

/// Renders the screen.
pub fn render_reweight(file: &ReweightFile) -> String {
    let mut screen = String::new();
    for part in wrapped(&file.title, 98) {
        line(&mut screen, &part);
    }
    let share = 100.0 * file.effective_draws / file.draws as f64;
    line(
        &mut screen,
        &format!(
            "\n{}: the {} stored draws with other probabilities; they carry as much as {}\nequally weighted draws ({share:.0} %). \
             No new simulation. ± is the Monte Carlo standard error.",
            file.run,
            fixed(file.draws as f64, 0),
            fixed(file.effective_draws, 0)
        ),
    );
    line(&mut screen, "");
    for set in &file.set {
        let given = if set.odds.is_empty() { "" } else { ", where it is reached" };
        line(
            &mut screen,
            &format!(
                "{}: {:.1} % in the run, {:.1} % now{given}",
                set.name,
                100.0 * set.before,
                100.0 * set.now
            ),
        );
    }
    odds(&mut screen, file);
    let (track, date) = &file.primary_track;
    line(
        &mut screen,
        &format!("\n{}{:>COLUMN$}{:>COLUMN$}", padded(&format!("{track} on {date}"), 56), "run", "now"),
    );
    for outcome in &file.outcomes {
        let share = |note: EstimateNote| percent(note.value, note.mcse);
        let (before, now) = (share(outcome.before), share(outcome.now));
        line(&mut screen, &format!("  {}{before:>COLUMN$}{now:>COLUMN$}", padded(&outcome.label, 54)));
    }
    effects(&mut screen, file);
    screen
}

/// The same odds as an overlay has them, for each decision once.
fn odds(screen: &mut String, file: &ReweightFile) {
    let mut seen: Vec<&str> = Vec::new();
    for set in file.set.iter().filter(|set| !set.odds.is_empty()) {
        let decision = set.name.rsplit_once('.').map_or(set.name.as_str(), |(decision, _)| decision);
        if seen.contains(&decision) {
            continue;
        }
        seen.push(decision);
        let list: Vec<String> =
            rounded(&set.odds).iter().map(|(state, odds)| format!("{state} = {odds:.6}")).collect();
        line(screen, &format!("  base odds of {decision} that do the same in a new run:"));
        for part in wrapped(&format!("to = {{ {} }}", list.join(", ")), 94) {
            line(screen, &format!("    {part}"));
        }
    }
}

/// Odds to six decimals that still sum to one: the largest takes what rounding leaves.
fn rounded(odds: &[(String, f64)]) -> Vec<(&str, f64)> {
    const MILLION: i64 = 1_000_000;
    let mut millionths: Vec<i64> =
        odds.iter().map(|(_, odds)| (MILLION as f64 * odds).round() as i64).collect();
    let left = MILLION - millionths.iter().sum::<i64>();
    if let Some(largest) = millionths.iter_mut().max() {
        *largest += left;
    }
    odds.iter()
        .zip(millionths)
        .map(|((state, _), count)| (state.as_str(), count as f64 / MILLION as f64))
        .collect()
}

fn effects(screen: &mut String, file: &ReweightFile) {
    let destination = file.destination.to_uppercase();
    let mut labels: Vec<(&str, String, String)> = vec![
        ("gdp_real", "total".into(), "Real GDP, %".into()),
        ("gdi_real", "total".into(), "Real income (GDP and price cuts), %".into()),
        ("export_volume", "total".into(), format!("Exports to {destination}: volume, %")),
        ("export_price", "total".into(), format!("Exports to {destination}: price, %")),
        ("jobs_supported", "total".into(), "Jobs supported, whole economy".into()),
    ];
    for (id, label) in &file.groups {
        labels.push(("headcount", format!("group:{id}"), format!("{label}: headcount")));
    }
    labels.push(("recession", "total".into(), "Technical recession, %".into()));
    for (metric, scope, label) in &labels {
        let of_metric = |row: &&ReweightRow| row.metric == *metric && row.scope == *scope;
        let mut periods: Vec<&str> =
            file.rows.iter().filter(of_metric).map(|row| row.period.as_str()).collect();
        periods.dedup();
        if periods.is_empty() {
            continue;
        }
        let scale = if *metric == "recession" { 100.0 } else { 1.0 };
        line(screen, &format!("\n{label}"));
        for period in periods {
            let find = |statistic: &str| {
                file.rows
                    .iter()
                    .filter(of_metric)
                    .find(|row| row.period == period && row.statistic == statistic)
            };
            let side = |now: bool| {
                let note = |row: &ReweightRow| {
                    let (value, mcse) =
                        if now { (row.now, row.mcse_now) } else { (row.before, row.mcse_before) };
                    EstimateNote { value: scale * value, mcse: mcse.map(|error| scale * error) }
                };
                let mean = find("mean").map(|row| with_error(note(row))).unwrap_or_default();
                let ends = find("p05").zip(find("p95")).map_or(String::new(), |(low, high)| {
                    let places = decimals_of(note(low)).min(decimals_of(note(high)));
                    format!("({} to {})", fixed(note(low).value, places), fixed(note(high).value, places))
                });
                format!("{mean:>17} {ends:<20}")
            };
            let name = if period == "all" { "horizon" } else { period };
            line(screen, &format!("  {}{} {}", padded(name, 10), side(false), side(true)));
        }
    }
}

fn line(screen: &mut String, text: &str) {
    let _ = writeln!(screen, "{}", text.trim_end());
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn odds_still_sum_to_one_once_rounded() {
        let odds: Vec<(String, f64)> =
            ["a", "b", "c", "d", "e", "f"].map(|id| (id.to_string(), 1.0 / 6.0)).to_vec();
        let printed: Vec<f64> =
            rounded(&odds).iter().filter_map(|(_, odds)| format!("{odds:.6}").parse().ok()).collect();
        assert!((printed.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{printed:?}");
    }
}
