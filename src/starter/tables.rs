//! The lines of a starter model → the tables of `trade/`.

use super::trade::Trade;
use crate::error::{Error, Result};

/// The files of `trade/`, by name.
///
/// # Errors
/// Never in practice.
pub fn trade_tables(trade: &Trade) -> Result<Vec<(String, Vec<u8>)>> {
    let text = ToString::to_string;
    let mut lines = vec![["line", "label", "group", "exports", "import_share_of_use"].map(text).to_vec()];
    let mut sources = vec![["line", "source", "import_share", "mfn"].map(text).to_vec()];
    let mut sectors = vec![["line", "sector", "share"].map(text).to_vec()];
    let mut coverage = vec![["line", "programme", "share"].map(text).to_vec()];
    for line in &trade.lines {
        let id = line.id.clone();
        lines.push(vec![
            id.clone(),
            line.label.clone(),
            line.group().into(),
            significant(line.exports),
            share(line.import_share_of_use),
        ]);
        // The largest takes what rounding leaves, so that shares sum to one.
        let mut rounded: Vec<f64> = line.import_shares.iter().map(|part| (1e8 * part).round()).collect();
        let largest = (0..rounded.len()).max_by(|a, b| rounded[*a].total_cmp(&rounded[*b])).unwrap_or(0);
        let left: f64 = 1e8 - rounded.iter().sum::<f64>();
        if let Some(part) = rounded.get_mut(largest) {
            *part += left;
        }
        // Home sells something, however little.
        for (position, (seller, part)) in trade.sellers.iter().zip(rounded).enumerate() {
            let part = if position == 0 { part.max(1.0) } else { part };
            sources.push(vec![id.clone(), seller.id.clone(), share(part / 1e8), "0".into()]);
        }
        sectors.push(vec![id.clone(), line.sector.clone(), "1".into()]);
        coverage.push(vec![id, "tariff".into(), "1".into()]);
    }
    [("lines", lines), ("sources", sources), ("sectors", sectors), ("coverage", coverage)]
        .into_iter()
        .map(|(name, rows)| Ok((format!("trade/{name}.csv"), csv_bytes(rows)?)))
        .collect()
}

fn share(value: f64) -> String {
    ((1e8 * value).round() / 1e8).to_string()
}

/// Nine significant digits.
fn significant(value: f64) -> String {
    let places = (8 - value.abs().max(1e-9).log10().floor() as i32).clamp(0, 15);
    let unit = 10_f64.powi(places);
    ((value * unit).round() / unit).to_string()
}

fn csv_bytes(rows: Vec<Vec<String>>) -> Result<Vec<u8>> {
    let failed = |error: String| Error::Results(format!("cannot write csv: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}
