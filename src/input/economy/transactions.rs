//! `economy/transactions.csv` or `economy/transactions.parquet` → `Z`.

use std::sync::Arc;

use parquet::column::reader::ColumnReader;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use super::super::csv_file::{Grid, parse_number, read_grid};
use super::super::files::Files;
use super::super::report::Report;
use super::super::text_file::TextFile;
use crate::error::Place;
use crate::model::economy::Sector;
use crate::model::flows::Flows;

/// `Z` of a large table.
pub const PARQUET: &str = "economy/transactions.parquet";

/// Reads `Z`; its header and first column must be the sector codes in order. Where the sectors are in doubt, only the
/// cells are checked.
pub fn read_transactions(file: &TextFile, sectors: Option<&[Sector]>, report: &Report) -> Option<Flows> {
    let Grid { header, rows } = read_grid(file, report)?;
    let codes: Vec<&str> = match sectors {
        Some(sectors) => sectors.iter().map(|sector| sector.code.as_str()).collect(),
        None => header.iter().skip(1).map(String::as_str).collect(),
    };
    let order = "The sectors stand in the order of economy/sectors.csv.";
    let mut good = true;
    if header.first().map(String::as_str) != Some("sector") {
        let place = file.at(1);
        report.add(
            "columns",
            place,
            "the first column is not `sector`.",
            "Name it `sector`; then come the sector codes.",
        );
        good = false;
    }
    let expected = codes.len() + 1;
    if header.len() != expected {
        let message =
            format!("there are {} columns; the {} sectors need {expected}.", header.len(), codes.len());
        report.add("columns", file.at(1), message, order);
        good = false;
    } else if let Some(position) = (0..codes.len()).find(|j| header[j + 1] != codes[*j]) {
        let message =
            format!("column {} is `{}`, not `{}`.", position + 2, header[position + 1], codes[position]);
        report.add("columns", file.at(1), message, order);
        good = false;
    }
    if sectors.is_some() && rows.len() != codes.len() {
        let message = format!("there are {} rows; there are {} sectors.", rows.len(), codes.len());
        report.add("rows", file.place(), message, order);
        good = false;
    }
    if !good {
        return None;
    }
    let mut flows = Flows::new(codes.len());
    for (i, row) in rows.iter().enumerate() {
        if sectors.is_some() && row.cells[0] != codes[i] {
            let place = file.cell(row.line, "sector");
            report.add("rows", place, format!("the row is `{}`, not `{}`.", row.cells[0], codes[i]), order);
            continue;
        }
        let mut numbers = vec![0.0; codes.len()];
        for j in 0..codes.len() {
            let cell = &row.cells[j + 1];
            let place = || -> Place { file.cell(row.line, codes[j]) };
            match parse_number(cell) {
                Some(number) if number >= 0.0 => numbers[j] = number,
                Some(_) => report.add(
                    "range",
                    place(),
                    format!("{cell} is below 0."),
                    "Intermediate sales are never negative; book corrections in inventories.",
                ),
                None => {
                    let found = if cell.is_empty() {
                        "the cell is empty".to_string()
                    } else {
                        format!("`{cell}` is not a number")
                    };
                    let remedy = "Write a plain number with a point for decimals; 0 where nothing is sold.";
                    report.add("number", place(), format!("{found}."), remedy);
                }
            }
        }
        flows.push_row(numbers.into_iter().enumerate());
    }
    Some(flows)
}

/// Reads `Z` of a large table: its flows in rising order of sellers, and of buyers for each.
pub fn read_parquet(
    files: &Files,
    sectors_file: &TextFile,
    sectors: &[Sector],
    report: &Report,
) -> Option<Flows> {
    let (place, bytes) = files.bytes(PARQUET, report)?;
    let remedy =
        "Write it again, as models/README.md says: `seller` and `buyer` as INT32, `value` as DOUBLE.";
    let entries = match read_entries(bytes) {
        Ok(entries) => entries,
        Err(error) => {
            report.add("parquet", place, format!("the file cannot be read: {error}."), remedy);
            return None;
        }
    };
    let mut flows = Flows::new(sectors.len());
    let (mut row, mut seller): (Vec<(usize, f64)>, i32) = (Vec::new(), 1);
    let known = 1..=sectors.len() as i32;
    for (number, entry) in entries.enumerate() {
        let (from, to, value) = entry;
        let after =
            from > seller || (from == seller && row.last().is_none_or(|(last, _)| (*last as i32) + 1 < to));
        let wrong = if !known.contains(&from) || !known.contains(&to) {
            format!("{from} and {to} are not both rows of {}, which has {}", sectors_file.name, sectors.len())
        } else if !after {
            format!("the flow from {from} to {to} is not after the one before it")
        } else if !(value.is_finite() && value >= 0.0) {
            format!("the flow from {from} to {to} is {value}, not a number from 0 on")
        } else {
            while seller < from {
                flows.push_row(row.drain(..));
                seller += 1;
            }
            row.push((to as usize - 1, value));
            continue;
        };
        report.add("parquet", place, format!("row {}: {wrong}.", number + 1), remedy);
        return None;
    }
    while seller <= sectors.len() as i32 {
        flows.push_row(row.drain(..));
        seller += 1;
    }
    Some(flows)
}

type Entry = (i32, i32, f64);

fn read_entries(bytes: Arc<[u8]>) -> Result<impl Iterator<Item = Entry>, ParquetError> {
    let reader = SerializedFileReader::new(bytes::Bytes::from_owner(bytes))?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let names: Vec<&str> = schema.columns().iter().map(|column| column.name()).collect();
    let wanted = ["seller", "buyer", "value"];
    if names != wanted {
        return Err(ParquetError::General(format!(
            "its columns are {}, not {}",
            names.join(", "),
            wanted.join(", ")
        )));
    }
    let mut groups = Vec::new();
    for group in 0..reader.num_row_groups() {
        groups.push(read_group(&*reader.get_row_group(group)?)?);
    }
    Ok(groups.into_iter().flat_map(|(sellers, buyers, values)| {
        sellers.into_iter().zip(buyers).zip(values).map(|((seller, buyer), value)| (seller, buyer, value))
    }))
}

/// Sellers, buyers and values of a row group.
type Group = (Vec<i32>, Vec<i32>, Vec<f64>);

fn read_group(group: &dyn RowGroupReader) -> Result<Group, ParquetError> {
    let rows = group.metadata().num_rows() as usize;
    let whole = |position: usize| {
        // Columns that may hold empty cells, as most writers make them, come with levels that say which are.
        let (mut values, mut levels): (Vec<i32>, Vec<i16>) = (Vec::new(), Vec::new());
        match group.get_column_reader(position)? {
            ColumnReader::Int32ColumnReader(mut reader) => {
                reader.read_records(rows, Some(&mut levels), None, &mut values)?
            }
            _ => return Err(ParquetError::General("`seller` and `buyer` are not INT32".into())),
        };
        if values.len() == rows { Ok(values) } else { Err(ParquetError::General("a cell is empty".into())) }
    };
    let (mut values, mut levels): (Vec<f64>, Vec<i16>) = (Vec::new(), Vec::new());
    match group.get_column_reader(2)? {
        ColumnReader::DoubleColumnReader(mut reader) => {
            reader.read_records(rows, Some(&mut levels), None, &mut values)?
        }
        _ => return Err(ParquetError::General("`value` is not DOUBLE".into())),
    };
    if values.len() != rows {
        return Err(ParquetError::General("a cell is empty".into()));
    }
    Ok((whole(0)?, whole(1)?, values))
}
