//! An imported table → what it holds, what was assumed, what was written and what comes next.

use std::path::Path;

use crate::import::{Imported, RegionFigures, Table, region_figures};
use crate::report::{fixed, wrapped};

/// Regions that are shown each on a line.
const MOST_REGIONS: usize = 12;
/// Multipliers that are shown.
const MULTIPLIERS: usize = 3;

/// What is printed at the end of an import.
pub(super) fn screen(imported: &Imported, out: &Path, names: &[String]) -> String {
    let table = &imported.table;
    let mut text = String::new();
    for part in wrapped(&table.title, 98) {
        text += &format!("{part}\n");
    }
    let year = table.year.map_or("year not known".to_string(), |year| format!("year {year}"));
    let regions = match table.regions.len() {
        1 => String::new(),
        count => format!("{count} regions, "),
    };
    text += &format!("{year}, money in {}, {regions}{} sectors in all\n\n", table.money, table.nodes.len());
    text += &figures(table);
    text += &multipliers(imported);
    if !table.notes.is_empty() {
        text += "\nNotes\n";
        for note in &table.notes {
            for (line, part) in wrapped(note, 96).iter().enumerate() {
                text += &format!("{} {part}\n", if line == 0 { "-" } else { " " });
            }
        }
    }
    text += &format!("\n{}:\n", out.join("economy").display());
    for part in wrapped(&names.join(", "), 98) {
        text += &format!("  {part}\n");
    }
    text + &next(imported, out)
}

/// Decimals that leave three digits to the smallest of the figures shown, none where they are large.
fn decimals(gdp: f64) -> i32 {
    if gdp > 0.0 { (4 - gdp.log10().floor() as i32).clamp(0, 6) } else { 2 }
}

fn figures(table: &Table) -> String {
    let figures = region_figures(table);
    let places = figures.iter().map(|figure| decimals(figure.gdp)).max().unwrap_or(0);
    let share = |part: f64, whole: f64| if whole > 0.0 { 100.0 * part / whole } else { 0.0 };
    if let [only] = &figures[..] {
        let mut text = String::new();
        for (name, value) in [("GDP", only.gdp), ("exports", only.exports), ("imports", only.imports)] {
            let of_gdp = if name == "GDP" {
                String::new()
            } else {
                format!("   {:.1} % of GDP", share(value, only.gdp))
            };
            text += &format!("{name:<22}{:>20}{of_gdp}\n", fixed(value, places));
        }
        let value_added: f64 = table.value_added.iter().sum();
        let of_value_added = format!("{:.1} % of value added", share(only.compensation, value_added));
        text +=
            &format!("{:<22}{:>20}   {of_value_added}\n", "compensation", fixed(only.compensation, places));
        return text + &format!("{:<22}{:>20}\n", "persons employed", persons(only));
    }
    let width = figures.iter().map(|figure| fixed(figure.gdp, places).len()).max().unwrap_or(0).max(8);
    let mut text = format!(
        "{:<12}{:>width$} {:>width$} {:>width$} {:>16}\n",
        "region", "GDP", "exports", "imports", "persons"
    );
    for (region, figure) in table.regions.iter().zip(&figures).take(MOST_REGIONS) {
        text += &format!(
            "{:<12}{:>width$} {:>width$} {:>width$} {:>16}\n",
            region.code,
            fixed(figure.gdp, places),
            fixed(figure.exports, places),
            fixed(figure.imports, places),
            persons(figure)
        );
    }
    if figures.len() > MOST_REGIONS {
        text += &format!("and {} more\n", figures.len() - MOST_REGIONS);
    }
    text
}

fn persons(figure: &RegionFigures) -> String {
    if figure.employment > 0.0 { fixed(figure.employment, 0) } else { "none given".into() }
}

fn multipliers(imported: &Imported) -> String {
    let table = &imported.table;
    let mut order: Vec<usize> = (0..table.nodes.len()).collect();
    order.sort_by(|a, b| imported.multipliers[*b].total_cmp(&imported.multipliers[*a]));
    let mut text = "\nLargest output multipliers\n".to_string();
    for i in order.into_iter().take(MULTIPLIERS) {
        let name: String = table.nodes[i].name.chars().take(60).collect();
        text += &format!("  {:<16} {:.3}  {name}\n", table.node_name(i), imported.multipliers[i]);
    }
    text
}

fn next(imported: &Imported, out: &Path) -> String {
    let origin = &imported.origin;
    let home = origin.home.as_ref().or(origin.country.as_ref()).map_or("HOME", String::as_str);
    let destination = origin.destination.as_deref().unwrap_or("DESTINATION");
    let folder = out.display();
    format!("\nNext: kanzei new {folder} --economy {folder} --home {home} --destination {destination}\n")
}
