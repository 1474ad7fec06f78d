//! Exact quantiles of the metrics that `samples.parquet` keeps for every draw.

use std::fs::File;
use std::path::Path;

use parquet::column::reader::ColumnReader;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::run::{CellSummary, Summary};
use crate::stats::{Estimate, Statistic, exact_quantiles};

/// A kept cell: its position among the cells, and its column in the file.
pub(super) type Kept = (usize, usize);

/// Replaces the quantiles of kept cells by exact ones, read back column by column.
///
/// `outcomes` holds the outcome of every row of the file.
pub(super) fn make_exact(
    path: &Path,
    kept: &[Kept],
    outcomes: &[u8],
    threads: usize,
    summary: &mut Summary,
) -> Result<()> {
    let cells: Vec<(usize, &mut CellSummary)> = summary
        .cells
        .iter_mut()
        .enumerate()
        .filter_map(|(position, cell)| {
            kept.iter().find(|(known, _)| *known == position).map(|(_, column)| (*column, cell))
        })
        .collect();
    let share = cells.len().div_ceil(threads.max(1)).max(1);
    let mut shares: Vec<Vec<(usize, &mut CellSummary)>> = Vec::new();
    for cell in cells {
        match shares.last_mut() {
            Some(last) if last.len() < share => last.push(cell),
            _ => shares.push(vec![cell]),
        }
    }
    std::thread::scope(|scope| {
        let mut running = Vec::new();
        for cells in shares {
            running.push(scope.spawn(move || refine(path, outcomes, cells)));
        }
        let finish = |thread: std::thread::ScopedJoinHandle<'_, Result<()>>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        running.into_iter().try_for_each(finish)
    })
}

/// Refines some cells, one column after another.
fn refine(path: &Path, outcomes: &[u8], cells: Vec<(usize, &mut CellSummary)>) -> Result<()> {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    let mut values = Vec::new();
    for (column, cell) in cells {
        values.clear();
        read_column(&reader, column, &mut values)?;
        let mut by_outcome: Vec<Vec<f64>> = vec![Vec::new(); cell.given.len()];
        for (value, outcome) in values.iter().zip(outcomes) {
            if let Some(given) = by_outcome.get_mut(usize::from(*outcome)) {
                given.push(*value);
            }
        }
        replace(&mut cell.overall, &mut values);
        for (estimates, values) in cell.given.iter_mut().zip(&mut by_outcome) {
            replace(estimates, values);
        }
        cell.exact = true;
    }
    Ok(())
}

/// Reads a column of numbers of all row groups.
fn read_column(reader: &SerializedFileReader<File>, column: usize, into: &mut Vec<f64>) -> Result<()> {
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        let rows = group.metadata().num_rows().max(0) as usize;
        let ColumnReader::DoubleColumnReader(mut numbers) = group.get_column_reader(column)? else {
            return Err(ParquetError::General("a column of numbers holds something else".into()));
        };
        let wanted = into.len() + rows;
        while into.len() < wanted {
            let (records, ..) = numbers.read_records(wanted - into.len(), None, None, into)?;
            if records == 0 {
                return Err(ParquetError::EOF("a column ends early".into()));
            }
        }
    }
    Ok(())
}

/// Replaces quantiles, which stand in ascending order, by those of the values.
fn replace(estimates: &mut [Estimate], values: &mut [f64]) {
    let percent = |estimate: &Estimate| match estimate.statistic {
        Statistic::Quantile(percent) => Some(f64::from(percent) / 100.0),
        _ => None,
    };
    let wanted: Vec<f64> = estimates.iter().filter_map(percent).collect();
    let exact = exact_quantiles(values, &wanted);
    let quantiles = estimates.iter_mut().filter(|estimate| percent(estimate).is_some());
    quantiles.zip(exact).for_each(|(estimate, value)| estimate.value = value);
}
