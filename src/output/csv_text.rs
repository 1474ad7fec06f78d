//! The large tables as text, byte for byte what the `csv` crate makes of their rows.
//!
//! All rows of a cell share most of their text, and neighbouring cells their statistics: each such text is made once,
//! and only the two numbers are new in a row.

use std::fmt::Write;

use serde_json::ser::{CompactFormatter, Formatter};

use super::folder::ResultFile;
use super::tables::{estimates, of_sector_and_year};
use crate::error::Result;
use crate::model::Model;
use crate::propagate::metrics::Channel;
use crate::run::Summary;
use crate::stats::Estimate;

/// Writes `metrics.csv`.
pub(super) fn write_metrics(file: &mut ResultFile, model: &Model, summary: &Summary) -> Result<()> {
    let mut header = "metric,scope,period,outcome,statistic,value,mcse,unit\n";
    let mut labels = Kept::default();
    let (mut head, mut tail) = (String::new(), String::new());
    for cell in summary.cells.iter().filter(|cell| cell.cell.channel == Channel::Total) {
        let named = &cell.cell;
        head.clear();
        [named.metric.name(), &named.scope.name(model)].iter().for_each(|text| field(&mut head, text));
        let _ = write!(head, "{},", named.span.period);
        end(&mut tail, &named.metric.unit(&model.money));
        for (position, (outcome, estimate)) in estimates(model, cell).enumerate() {
            file.text.extend_from_slice(std::mem::take(&mut header).as_bytes());
            let label = labels.at(position, (outcome, estimate.statistic), |(outcome, statistic)| {
                let mut label = String::new();
                [outcome, &statistic.to_string()].iter().for_each(|text| field(&mut label, text));
                label
            });
            row(&mut file.text, [&head, label], estimate, &tail);
        }
        file.pass_on()?;
    }
    Ok(())
}

/// Writes `sectors.csv`.
pub(super) fn write_sectors(file: &mut ResultFile, model: &Model, summary: &Summary) -> Result<()> {
    let mut header = "metric,sector,name,channel,period,statistic,value,mcse,unit\n";
    let mut labels = Kept::default();
    let (mut head, mut tail) = (String::new(), String::new());
    for (sector, cell) in summary.cells.iter().filter_map(of_sector_and_year) {
        let named = &cell.cell;
        head.clear();
        let name = &model.economy.accounts.sectors[sector.0].name;
        for text in [named.metric.name(), model.economy.code(sector), name, named.channel.name()] {
            field(&mut head, text);
        }
        let _ = write!(head, "{},", named.span.period);
        end(&mut tail, &named.metric.unit(&model.money));
        for (position, estimate) in cell.overall.iter().enumerate() {
            file.text.extend_from_slice(std::mem::take(&mut header).as_bytes());
            let label = labels.at(position, estimate.statistic, |statistic| {
                let mut label = String::new();
                field(&mut label, &statistic.to_string());
                label
            });
            row(&mut file.text, [&head, label], estimate, &tail);
        }
        file.pass_on()?;
    }
    Ok(())
}

/// A row: its texts with a comma after each, the two numbers, and its end.
fn row(part: &mut Vec<u8>, start: [&str; 2], estimate: &Estimate, tail: &str) {
    start.iter().for_each(|text| part.extend_from_slice(text.as_bytes()));
    number(part, estimate.value);
    part.push(b',');
    if let Some(mcse) = estimate.mcse {
        number(part, mcse);
    }
    part.extend_from_slice(tail.as_bytes());
}

/// The end of a row: its unit.
fn end(tail: &mut String, unit: &str) {
    tail.clear();
    tail.push(',');
    field(tail, unit);
    tail.pop();
    tail.push('\n');
}

/// A text and a comma; in quotation marks where it needs them.
fn field(row: &mut String, text: &str) {
    if text.contains([',', '"', '\r', '\n']) {
        row.push('"');
        row.push_str(&text.replace('"', "\"\""));
        row.push('"');
    } else {
        row.push_str(text);
    }
    row.push(',');
}

/// The shortest text that is read back as the same number.
fn number(row: &mut Vec<u8>, value: f64) {
    if !value.is_finite() {
        row.extend_from_slice(value.to_string().as_bytes());
        return;
    }
    let start = row.len();
    // Writing to memory cannot fail.
    let _ = CompactFormatter.write_f64(row, value);
    // JSON has 1e+16 where the `csv` crate has 1e16.
    if value.abs() >= 1e16
        && let Some(sign) = row[start..].iter().position(|letter| *letter == b'+')
    {
        row.remove(start + sign);
    }
}

/// Texts kept from one list to the next, by position: they are made anew only where the lists differ.
struct Kept<K>(Vec<(K, String)>);

impl<K> Default for Kept<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Copy + PartialEq> Kept<K> {
    /// The text for `key`, which stands at `position` of a list read from its start.
    fn at(&mut self, position: usize, key: K, text: impl FnOnce(K) -> String) -> &str {
        let position = position.min(self.0.len());
        match self.0.get_mut(position) {
            Some((kept, _)) if *kept == key => {}
            Some(kept) => *kept = (key, text(key)),
            None => self.0.push((key, text(key))),
        }
        &self.0[position].1
    }
}
