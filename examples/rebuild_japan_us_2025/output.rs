//! Tables in memory -> CSV text, files, and the comparison with the files on disk.

use std::path::Path;

use anyhow::{Context, Result};

use crate::economy::Economy;
use crate::lines::Trade;
use crate::published::FinalUse;

/// One file of the model folder: its name there and its text.
pub struct File {
    name: &'static str,
    text: String,
}

/// All files that this program owns.
pub fn render(economy: &Economy, trade: &Trade) -> Result<Vec<File>> {
    Ok(vec![
        sectors(economy)?,
        transactions(economy)?,
        final_demand(economy)?,
        lines(trade)?,
        sources(trade)?,
        line_sectors(trade)?,
        coverage(trade)?,
    ])
}

/// Names of the files whose text on disk is missing or different.
pub fn compare(model: &Path, files: &[File]) -> Result<Vec<&'static str>> {
    let mut differing = Vec::new();
    for file in files {
        let path = model.join(file.name);
        let known = path.try_exists().with_context(|| path.display().to_string())?;
        if !known || std::fs::read(&path).with_context(|| path.display().to_string())? != file.text.as_bytes()
        {
            differing.push(file.name);
        }
    }
    Ok(differing)
}

/// Writes the files below `model`.
pub fn write(model: &Path, files: &[File]) -> Result<()> {
    for file in files {
        let path = model.join(file.name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        std::fs::write(&path, &file.text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// `value` rounded to a number of decimals, never minus zero.
pub fn round(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit).round() / unit + 0.0
}

/// The values rounded so that they still add up to `total`: the largest takes what rounding left over.
pub fn round_to_total(values: &[f64], total: f64, decimals: i32) -> Vec<f64> {
    let mut rounded: Vec<f64> = values.iter().map(|value| round(*value, decimals)).collect();
    let left_over = total - rounded.iter().sum::<f64>();
    if let Some(largest) = rounded.iter_mut().max_by(|left, right| left.total_cmp(right)) {
        *largest = round(*largest + left_over, decimals);
    }
    rounded
}

/// The CSV text of rows of cells.
fn text(name: &'static str, rows: Vec<Vec<String>>) -> Result<File> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).context(name)?;
    }
    let bytes = writer.into_inner().map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
    Ok(File { name, text: String::from_utf8(bytes).context(name)? })
}

/// A header as owned cells.
fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The first cell and then the numbers of a row.
fn row(first: &str, numbers: impl IntoIterator<Item = f64>) -> Vec<String> {
    std::iter::once(first.to_owned()).chain(numbers.into_iter().map(|number| number.to_string())).collect()
}

fn sectors(economy: &Economy) -> Result<File> {
    let mut rows = vec![header(&[
        "code",
        "name",
        "output",
        "imported_inputs",
        "net_taxes",
        "value_added",
        "compensation",
        "employment",
    ])];
    for sector in &economy.sectors {
        let numbers = [
            sector.output,
            sector.imported_inputs,
            sector.net_taxes,
            sector.value_added,
            sector.compensation,
            sector.employment,
        ];
        let mut cells = row(&sector.code, numbers);
        cells.insert(1, sector.name.clone());
        rows.push(cells);
    }
    text("economy/sectors.csv", rows)
}

fn transactions(economy: &Economy) -> Result<File> {
    let codes = economy.sectors.iter().map(|sector| sector.code.clone());
    let mut rows = vec![std::iter::once("sector".to_owned()).chain(codes).collect()];
    for (sector, cells) in economy.sectors.iter().zip(&economy.transactions) {
        rows.push(row(&sector.code, cells.iter().copied()));
    }
    text("economy/transactions.csv", rows)
}

fn final_demand(economy: &Economy) -> Result<File> {
    let users =
        |use_: &FinalUse| [use_.household, use_.government, use_.investment, use_.inventories, use_.exports];
    let mut rows =
        vec![header(&["sector", "household", "government", "investment", "inventories", "exports"])];
    for (sector, use_) in economy.sectors.iter().zip(&economy.final_demand) {
        rows.push(row(&sector.code, users(use_)));
    }
    rows.push(row("imports", users(&economy.final_imports)));
    rows.push(row("net_taxes", users(&economy.final_taxes)));
    text("economy/final_demand.csv", rows)
}

fn lines(trade: &Trade) -> Result<File> {
    let mut rows = vec![header(&["line", "label", "group", "exports", "import_share_of_use"])];
    for line in &trade.lines {
        let mut cells = row(&line.id, [line.exports, line.import_share_of_use]);
        cells.splice(1..1, [line.label.clone(), line.group.clone()]);
        rows.push(cells);
    }
    text("trade/lines.csv", rows)
}

fn sources(trade: &Trade) -> Result<File> {
    let mut rows = vec![header(&["line", "source", "import_share", "mfn"])];
    for line in &trade.lines {
        for source in &line.sources {
            let mut cells = row(&line.id, [source.import_share, source.baseline_rate]);
            cells.insert(1, source.id.clone());
            rows.push(cells);
        }
    }
    text("trade/sources.csv", rows)
}

fn line_sectors(trade: &Trade) -> Result<File> {
    let mut rows = vec![header(&["line", "sector", "share"])];
    for line in &trade.lines {
        for (sector, share) in &line.sectors {
            let mut cells = row(&line.id, [*share]);
            cells.insert(1, sector.clone());
            rows.push(cells);
        }
    }
    text("trade/sectors.csv", rows)
}

fn coverage(trade: &Trade) -> Result<File> {
    let mut rows = vec![header(&["line", "programme", "share"])];
    for line in &trade.lines {
        for (programme, share) in &line.coverage {
            let mut cells = row(&line.id, [*share]);
            cells.insert(1, programme.clone());
            rows.push(cells);
        }
    }
    text("trade/coverage.csv", rows)
}
