//! `trade/*.csv` → [`Trade`]: lines, shares of sources, sectors and programmes.

use super::csv_file::{Record, read_records};
use super::files::Files;
use super::format::{Format, Kind, required};
use super::names::{look_up, look_up_sector, refuse_duplicates};
use super::report::Report;
use super::text_file::TextFile;
use crate::error::Place;
use crate::ids::{LineGroupId, ProgrammeId, SectorId};
use crate::model::economy::Economy;
use crate::model::tariffs::Programme;
use crate::model::trade::{Line, LineGroup, Source, Trade};
use crate::model::uncertain::Range;

const SHARE: Kind = Kind::Number(Range::SHARE);
const LINE: super::format::Field = required("line", Kind::Id, "", "Id of the line.");

/// `trade/lines.csv`
pub const LINES: Format = Format {
    file: "trade/lines.csv",
    table: "",
    about: "One row per tariff line: a group of goods that share tariff rates, prices and elasticities.",
    fields: &[
        required("line", Kind::Id, "", "Id of the line; `default` is taken."),
        required("label", Kind::Text, "", "Name in words."),
        required("group", Kind::Id, "", "A `[[line_group]]` of `model.toml`."),
        required(
            "exports",
            Kind::Number(Range::NOT_NEGATIVE),
            "money/year",
            "Home's exports of the line to the destination at customs values.",
        ),
        required(
            "import_share_of_use",
            SHARE,
            "share",
            "Share of imports in the destination's total use of these goods.",
        ),
    ],
};

/// `trade/sources.csv`
pub const SOURCES: Format = Format {
    file: "trade/sources.csv",
    table: "",
    about: "One row for each line and each source.",
    fields: &[
        LINE,
        required("source", Kind::Id, "", "A `[[source]]` of `model.toml`."),
        required(
            "import_share",
            SHARE,
            "share",
            "Share of the source in the destination's imports of the line, at landed values; the shares of a line sum to 1 (to 1e-6, and are then scaled to exactly 1).",
        ),
        required(
            "mfn",
            Kind::Number(Range::between(0.0, 10.0)),
            "rate",
            "Ad valorem rate before the first action: most favoured nation, or preferential.",
        ),
    ],
};

/// `trade/sectors.csv`
pub const SECTOR_SHARES: Format = Format {
    file: "trade/sectors.csv",
    table: "",
    about: "Which home sectors earn the export value of a line in basic prices, trade and transport margins included.",
    fields: &[
        LINE,
        required("sector", Kind::Text, "", "Code of the sector."),
        required(
            "share",
            SHARE,
            "share",
            "Share of the line's export value; the shares of a line sum to 1 (to 1e-6, and are then scaled to exactly 1).",
        ),
    ],
};

/// `trade/coverage.csv`
pub const COVERAGE: Format = Format {
    file: "trade/coverage.csv",
    table: "",
    about: "How much of a line each programme covers. Coverage is exclusive, which is how rules against stacking are \
            written; what no programme covers is exempt.",
    fields: &[
        LINE,
        required("programme", Kind::Id, "", "A `[[programme]]` of `tariffs.toml`."),
        required(
            "share",
            SHARE,
            "share",
            "Share of the line's value that pays the programme's rate; the shares of a line sum to at most 1.",
        ),
    ],
};

/// Reads the trade tables. Names that are not known and shares that do not add up are problems.
pub fn read_trade(
    files: &Files,
    sources: Vec<Source>,
    groups: Vec<LineGroup>,
    programmes: &[Programme],
    economy: Option<&Economy>,
    report: &Report,
) -> Trade {
    let table = |format: &'static Format| {
        let file = files.text(format.file, report)?;
        let rows = read_records(&file, format, report);
        Some((file, rows))
    };
    let line_table = table(&LINES);
    let mut trade = Trade { lines: Vec::new(), sources, groups };
    if let Some((file, rows)) = line_table {
        read_lines(&mut trade, &file, &rows, report);
    }
    let (source_table, sector_table, coverage_table) =
        (table(&SOURCES), table(&SECTOR_SHARES), table(&COVERAGE));
    if let Some((file, rows)) = source_table {
        read_sources(&mut trade, &file, &rows, report);
    }
    if let (Some((file, rows)), Some(economy)) = (sector_table, economy) {
        read_sector_shares(&mut trade, economy, &file, &rows, report);
    }
    if let Some((file, rows)) = coverage_table {
        read_coverage(&mut trade, programmes, &file, &rows, report);
    }
    trade
}

fn read_lines(trade: &mut Trade, file: &TextFile, rows: &[Record], report: &Report) {
    let place = |row: &Record, column: &str| file.cell(row.line, column);
    refuse_duplicates("line", rows.iter().map(|row| (row.text("line"), place(row, "line"))), report);
    for row in rows {
        if row.text("line") == "default" {
            let message = "`default` cannot be a line: parameters.toml uses it for all lines.";
            report.add("id", place(row, "line"), message, "Choose another id.");
        }
        let known = trade.groups.iter().map(|group| group.id.as_str());
        let group = look_up("line group", row.text("group"), known, place(row, "group"), report);
        trade.lines.push(Line {
            id: row.text("line").to_string(),
            label: row.text("label").to_string(),
            group: LineGroupId(group.unwrap_or(0)),
            exports: row.number("exports"),
            import_share_of_use: row.number("import_share_of_use"),
            import_shares: vec![f64::NAN; trade.sources.len()],
            mfn: vec![f64::NAN; trade.sources.len()],
            sector_shares: Vec::new(),
            coverage: Vec::new(),
            rivals: Vec::new(),
        });
    }
    if trade.exports() == 0.0 && !rows.is_empty() {
        let message = "no line has any exports: there is nothing a tariff could act on.";
        report.add("exports", file.place().field("exports"), message, "Give at least one line its exports.");
    }
}

/// Position of a row's line; an unknown one is a problem.
fn line_of(trade: &Trade, file: &TextFile, row: &Record, report: &Report) -> Option<usize> {
    let place = file.cell(row.line, "line");
    look_up("line", row.text("line"), trade.lines.iter().map(|line| line.id.as_str()), place, report)
}

/// Place of the first row about a line, or of the file.
fn first_row(file: &TextFile, rows: &[Record], line: &str, column: &str) -> Place {
    let row = rows.iter().find(|row| row.text("line") == line);
    row.map_or_else(|| file.place(), |row| file.row(row.line)).field(column)
}

fn refuse_duplicate_pairs(file: &TextFile, rows: &[Record], other: &str, report: &Report) {
    let pairs: Vec<String> =
        rows.iter().map(|row| format!("{}, {}", row.text("line"), row.text(other))).collect();
    let places = rows.iter().map(|row| file.cell(row.line, other));
    refuse_duplicates("pair", pairs.iter().map(String::as_str).zip(places), report);
}

fn read_sources(trade: &mut Trade, file: &TextFile, rows: &[Record], report: &Report) {
    refuse_duplicate_pairs(file, rows, "source", report);
    for row in rows {
        let line = line_of(trade, file, row, report);
        let known = trade.sources.iter().map(|source| source.id.as_str());
        let place = file.cell(row.line, "source");
        let source = look_up("source", row.text("source"), known, place, report);
        if let (Some(line), Some(source)) = (line, source) {
            trade.lines[line].import_shares[source] = row.number("import_share");
            trade.lines[line].mfn[source] = row.number("mfn");
        }
    }
    let given = |line: &str, source: &str| {
        rows.iter().any(|row| row.text("line") == line && row.text("source") == source)
    };
    let known = !trade.sources.is_empty();
    for line in trade.lines.iter_mut().filter(|_| known) {
        let missing: Vec<&str> = trade
            .sources
            .iter()
            .map(|source| source.id.as_str())
            .filter(|source| !given(&line.id, source))
            .collect();
        if !missing.is_empty() {
            let message = format!("the line {} has no row for {}.", line.id, missing.join(", "));
            report.add(
                "missing rows",
                file.place(),
                message,
                "Add a row; use an import_share of 0 where nothing is sold.",
            );
            continue;
        }
        let sum: f64 = line.import_shares.iter().sum();
        if (sum - 1.0).abs() > 1e-6 {
            report.add(
                "shares",
                first_row(file, rows, &line.id, "import_share"),
                format!("the import shares of {} sum to {sum}, not 1.", line.id),
                "List every source; put small ones together in one.",
            );
        }
        line.import_shares.iter_mut().for_each(|share| *share /= sum);
        if line.import_shares.first() == Some(&0.0) && line.exports > 0.0 {
            report.add(
                "shares",
                first_row(file, rows, &line.id, "import_share"),
                format!("home exports {} of {} but has an import share of 0.", line.exports, line.id),
                "Give home (the first source) its share of the destination's imports.",
            );
        }
    }
}

fn read_sector_shares(
    trade: &mut Trade,
    economy: &Economy,
    file: &TextFile,
    rows: &[Record],
    report: &Report,
) {
    refuse_duplicate_pairs(file, rows, "sector", report);
    for row in rows {
        let line = line_of(trade, file, row, report);
        let place = file.cell(row.line, "sector");
        let sector = look_up_sector(economy, row.text("sector"), place, report);
        if let (Some(line), Some(SectorId(sector))) = (line, sector) {
            if !economy.home_sectors().contains(&sector) {
                report.add(
                    "region",
                    file.cell(row.line, "sector"),
                    format!("{} is not a sector of home.", row.text("sector")),
                    "Say which of home's sectors earn its exports; other sellers follow from them.",
                );
            }
            if economy.accounts.output[sector] == 0.0 && row.number("share") > 0.0 {
                report.add(
                    "empty sector",
                    file.cell(row.line, "sector"),
                    format!("the sector {} has no output and cannot export.", row.text("sector")),
                    "Choose a sector with output.",
                );
            }
            trade.lines[line].sector_shares.push((SectorId(sector), row.number("share")));
        }
    }
    for line in &mut trade.lines {
        let sum: f64 = line.sector_shares.iter().map(|(_, share)| share).sum();
        if line.sector_shares.is_empty() {
            let message = format!("the line {} has no row.", line.id);
            report.add("missing rows", file.place(), message, "Say which sectors earn its export value.");
        } else if (sum - 1.0).abs() > 1e-6 {
            report.add(
                "shares",
                first_row(file, rows, &line.id, "share"),
                format!("the sector shares of {} sum to {sum}, not 1.", line.id),
                "Every unit of export value goes to some sector; margins go to trade and transport.",
            );
        }
        line.sector_shares.iter_mut().for_each(|(_, share)| *share /= sum);
    }
    check_exports(trade, economy, file, report);
}

/// A sector cannot export more to one destination than it makes.
fn check_exports(trade: &Trade, economy: &Economy, file: &TextFile, report: &Report) {
    for (i, sector) in economy.accounts.sectors.iter().enumerate() {
        let to_destination = |line: &Line| -> f64 {
            let shares = line.sector_shares.iter().filter(|(id, _)| id.0 == i);
            shares.map(|(_, share)| share * line.exports).sum()
        };
        let exports: f64 = trade.lines.iter().map(to_destination).sum();
        if exports > economy.accounts.output[i] * (1.0 + 1e-9) {
            report.add(
                "exports",
                file.place(),
                format!(
                    "sector {} would export {exports:.4} to the destination but makes only {:.4}.",
                    sector.code, economy.accounts.output[i]
                ),
                "Check the exports of trade/lines.csv, the shares here, and that both use the same money unit.",
            );
        }
    }
}

fn read_coverage(
    trade: &mut Trade,
    programmes: &[Programme],
    file: &TextFile,
    rows: &[Record],
    report: &Report,
) {
    refuse_duplicate_pairs(file, rows, "programme", report);
    for row in rows {
        let line = line_of(trade, file, row, report);
        let known = programmes.iter().map(|programme| programme.id.as_str());
        let place = file.cell(row.line, "programme");
        let programme = look_up("programme", row.text("programme"), known, place, report);
        if let (Some(line), Some(programme)) = (line, programme) {
            trade.lines[line].coverage.push((ProgrammeId(programme), row.number("share")));
        }
    }
    for line in &trade.lines {
        let sum: f64 = line.coverage.iter().map(|(_, share)| share).sum();
        if sum > 1.0 + 1e-9 {
            report.add(
                "coverage",
                first_row(file, rows, &line.id, "share"),
                format!("the coverage of {} sums to {sum}, above 1.", line.id),
                "Coverage is exclusive: goods under one programme are not under another.",
            );
        }
    }
}
