//! `economy/sectors.csv` and `economy/regions.csv` → the regions and their sectors.

use super::super::csv_file::{Record, read_records};
use super::super::files::Files;
use super::super::report::Report;
use super::super::text_file::TextFile;
use super::REGIONS;
use crate::ids::closest;
use crate::model::economy::{Region, Sector};

/// Reads codes and names. With several regions, a sector's code and name have its region's before them.
pub fn read_sectors(
    files: &Files,
    file: &TextFile,
    records: &[Record],
    report: &Report,
) -> (Vec<Region>, Vec<Sector>) {
    let regions = read_regions(file, records, report);
    let names = read_names(files, &regions, report);
    let mut sectors: Vec<Sector> = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    for (position, row) in records.iter().enumerate() {
        let code = row.text("code");
        let place = || file.cell(row.line, "code");
        let plain = |c: char| c.is_alphanumeric() || "._-&".contains(c);
        if !code.chars().all(plain) || code == "imports" || code == "net_taxes" {
            let remedy = "Use letters, digits and . _ - & only; `imports` and `net_taxes` are taken.";
            report.add("code", place(), format!("`{code}` cannot be a sector code."), remedy);
        }
        let region = names.iter().find(|region| region.sectors.contains(&position));
        let (code, name) = match region.filter(|region| !region.code.is_empty()) {
            Some(region) => {
                (format!("{}.{code}", region.code), format!("{}, {}", row.text("name"), region.name))
            }
            None => (code.to_string(), row.text("name").to_string()),
        };
        if !known.insert(code.clone()) {
            let message = format!("the sector `{code}` is there twice.");
            report.add("duplicate", place(), message, "Give each sector its own code.");
        }
        sectors.push(Sector { code, name });
    }
    (names, sectors)
}

/// The regions in the order of their sectors; one without code where there is no such column.
fn read_regions(file: &TextFile, records: &[Record], report: &Report) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    for (position, row) in records.iter().enumerate() {
        let code = row.text("region");
        let place = || file.cell(row.line, "region");
        if let Some(last) = regions.last_mut().filter(|last| last.code == code) {
            last.sectors.end = position + 1;
            continue;
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        if !code.chars().all(plain) || (code.is_empty() && !regions.is_empty()) {
            let message = format!("`{code}` cannot be a region code.");
            report.add("code", place(), message, "Use letters, digits, _ and - only, in every row.");
        }
        if regions.iter().any(|region| region.code == code) {
            let message = format!("the sectors of the region `{code}` do not stand together.");
            report.add("region", place(), message, "List all sectors of a region one after another.");
        }
        regions.push(Region {
            code: code.to_string(),
            name: code.to_string(),
            sectors: position..position + 1,
        });
    }
    if let [only] = &regions[..]
        && !only.code.is_empty()
    {
        let message = format!("there is one region only, `{}`.", only.code);
        let remedy = "Leave the column `region` out of the accounts of one country.";
        report.add("region", file.at(1).field("region"), message, remedy);
    }
    if regions.is_empty() {
        regions.push(Region { code: String::new(), name: String::new(), sectors: 0..0 });
    }
    regions
}

/// Gives the regions their names.
fn read_names(files: &Files, regions: &[Region], report: &Report) -> Vec<Region> {
    let mut named = regions.to_vec();
    let several = !regions[0].code.is_empty();
    if !several {
        if files.has(REGIONS.file)
            && let Some(file) = files.text(REGIONS.file, report)
        {
            let message = "there are names of regions, but economy/sectors.csv has no column `region`.";
            report.add("region", file.place(), message, "Add the column, or remove this file.");
        }
        return named;
    }
    let Some(file) = files.text(REGIONS.file, report) else { return named };
    let records = read_records(&file, &REGIONS, report);
    let mut seen = Vec::new();
    for row in &records {
        let code = row.text("region");
        let place = file.cell(row.line, "region");
        match named.iter_mut().find(|region| region.code == code) {
            _ if seen.contains(&code) => {
                report.add("duplicate", place, format!("the region `{code}` is there twice."), "Remove one.");
            }
            Some(region) => region.name = row.text("name").to_string(),
            None => {
                let codes = || regions.iter().map(|region| region.code.as_str());
                let remedy = match closest(code, codes()) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => format!("The regions are {}.", codes().take(60).collect::<Vec<_>>().join(", ")),
                };
                let message = format!("there is no region `{code}` in economy/sectors.csv.");
                report.add("unknown name", place, message, remedy);
            }
        }
        seen.push(code);
    }
    for region in regions.iter().filter(|region| !seen.contains(&region.code.as_str())) {
        let message = format!("the region {} has no row.", region.code);
        report.add("missing rows", file.place(), message, "Give every region its name.");
    }
    named
}
