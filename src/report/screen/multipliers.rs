//! Multipliers, linkages and rounds of suppliers, on a screen.

use std::fmt::Write;

use super::run::{padded, wrapped};
use crate::output::rows::{MultipliersFile, Needs};
use crate::report::numbers::fixed;

const NAME: usize = 34;

/// Renders the table of all sectors, then that of all lines.
pub fn render_multipliers(file: &MultipliersFile) -> String {
    let mut screen = String::new();
    wrapped(&file.title, 98).iter().for_each(|part| line(&mut screen, part));
    line(&mut screen, "\nWhat one unit of final demand for a sector needs in all, by the Leontief model:");
    line(&mut screen, "  I    the sector, its suppliers, theirs, and so on");
    line(
        &mut screen,
        &format!(
            "  II   also consumption out of the labour income that these earn, at a marginal propensity of {}",
            fixed(file.mpc, 3)
        ),
    );
    line(&mut screen, "  back, forw   backward and forward linkage; 1 is the mean of all sectors");
    line(&mut screen, &format!("  persons employed per {}, a year\n", file.money));
    let code = file.sectors.iter().map(|sector| sector.sector.chars().count()).max().unwrap_or(6).max(6);
    let heads = "output I      II  value added I      II  persons I      II   back   forw";
    line(&mut screen, &format!("{:<code$}  {:<NAME$} {heads}", "sector", "name"));
    for sector in &file.sectors {
        if sector.output == 0.0 {
            continue;
        }
        let numbers = format!(
            "{} {:>6} {:>6}",
            figures(&sector.type_one, &sector.type_two),
            fixed(sector.backward_linkage, 2),
            fixed(sector.forward_linkage, 2)
        );
        line(&mut screen, &format!("{:<code$}  {} {numbers}", sector.sector, padded(&sector.name, NAME)));
    }
    let empty = file.sectors.iter().filter(|sector| sector.output == 0.0).count();
    if empty > 0 {
        let sectors = if empty == 1 { "sector" } else { "sectors" };
        line(&mut screen, &format!("{empty} {sectors} without output left out."));
    }
    line(&mut screen, "\nWhat one unit of a line's exports needs in all");
    let width = file.lines.iter().map(|of| of.line.chars().count()).max().unwrap_or(6).max(6);
    let name = NAME + code - width;
    let heads = heads.trim_end_matches("   back   forw");
    line(&mut screen, &format!("{:<width$}  {:<name$} {heads}", "line", "name"));
    for of in &file.lines {
        let numbers = figures(&of.type_one, &of.type_two);
        line(&mut screen, &format!("{:<width$}  {} {numbers}", of.line, padded(&of.label, name)));
    }
    line(&mut screen, "\nRounds of suppliers behind a line: --line ID. All figures: --format csv or json.");
    screen
}

/// Renders the rounds of one line; nothing where there is no such line.
pub fn render_rounds(file: &MultipliersFile, id: &str) -> Option<String> {
    let of = file.lines.iter().find(|of| of.line == id)?;
    let mut screen = String::new();
    let exports = fixed(of.exports, 0);
    line(&mut screen, &format!("{} ({}): rounds of suppliers behind its exports", of.label, of.line));
    line(
        &mut screen,
        &format!("Exports {exports} {} a year; figures are per unit of exports.\n", file.money),
    );
    line(
        &mut screen,
        &format!(
            "{:<26} {:>9} {:>12} {:>10}  largest suppliers",
            "round", "output", "value added", "persons"
        ),
    );
    for note in &of.rounds {
        let name = match note.round {
            Some(0) => "0 the exports themselves".to_string(),
            Some(1) => "1 their suppliers".to_string(),
            Some(2) => "2 the suppliers of these".to_string(),
            Some(round) => format!("{round}"),
            None => "all later rounds".to_string(),
        };
        let largest: Vec<String> =
            note.largest.iter().take(3).map(|s| format!("{} {}", s.sector, fixed(s.output, 3))).collect();
        line(&mut screen, &format!("{name:<26} {}  {}", of_round(&note.needs), largest.join(", ")));
    }
    line(&mut screen, &format!("{:<26} {}", "all rounds (Type I)", of_round(&of.type_one)));
    line(&mut screen, &format!("{:<26} {}", "and consumption (Type II)", of_round(&of.type_two)));
    Some(screen)
}

fn of_round(needs: &Needs) -> String {
    format!("{:>9} {:>12} {:>10}", fixed(needs.output, 3), fixed(needs.value_added, 3), persons(needs))
}

fn figures(one: &Needs, two: &Needs) -> String {
    let pair = |one: f64, two: f64, width: usize| format!("{:>width$} {:>7}", fixed(one, 3), fixed(two, 3));
    format!(
        "{} {} {:>10} {:>7}",
        pair(one.output, two.output, 8),
        pair(one.value_added, two.value_added, 14),
        persons(one),
        persons(two)
    )
}

/// Four digits, whatever the unit of money.
fn persons(needs: &Needs) -> String {
    let Some(persons) = needs.persons else { return "unknown".into() };
    let places = if persons == 0.0 { 0 } else { (3 - persons.abs().log10().floor() as i32).clamp(0, 6) };
    fixed(persons, places)
}

fn line(screen: &mut String, text: &str) {
    let _ = writeln!(screen, "{}", text.trim_end());
}
