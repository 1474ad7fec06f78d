//! A table that pymrio saved, as text or Parquet → labels of rows and columns, and figures.

use super::frame::Frame;
use super::saved::Stored;
use crate::error::Place;
use crate::import::delimited::Layout;
use crate::import::numbers::Numbers;
use crate::import::reader::{Reading, problem};
use crate::import::rows::read_rows;
use crate::import::sheet::read_text_sheet;
use crate::import::source::Source;
use crate::model::flows::Flows;

/// A table with its labels.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its file.
    pub place: Place,
    /// Labels of the rows, outermost first.
    pub rows: Vec<Vec<String>>,
    /// Labels of the columns, outermost first.
    pub columns: Vec<Vec<String>>,
    /// The figures.
    pub cells: Flows,
}

enum Kind {
    Text,
    Parquet,
}

fn kind(source: &Source, stored: &Stored) -> Reading<Kind> {
    let ending = stored.file.rsplit('.').next().unwrap_or_default().to_lowercase();
    match ending.as_str() {
        "txt" | "tsv" | "csv" => Ok(Kind::Text),
        "parquet" | "par" | "parq" => Ok(Kind::Parquet),
        _ => Err(problem(
            Place::file(source.shown(&stored.file)),
            format!("tables of the format `{ending}` are not read."),
            "Save the system as text or Parquet: save_all(path, table_format=\"txt\").",
        )),
    }
}

/// Reads the rows of a table whose labels are wanted.
///
/// # Errors
/// The file cannot be read, a cell is no number.
pub fn read_block(
    source: &Source,
    stored: &Stored,
    wanted: &(dyn Fn(&[String]) -> bool + Sync),
) -> Reading<Block> {
    let place = Place::file(source.shown(&stored.file));
    if let Kind::Parquet = kind(source, stored)? {
        return parquet(&Frame::open(source, &stored.file)?, place, wanted);
    }
    if stored.headers == 0 {
        let told = "its columns have no labels: file_parameters.json says `nr_header` is 0.";
        return Err(problem(place, told, "Save the system again with pymrio."));
    }
    let mut rows = Vec::new();
    let mut cells = None;
    let head = read_rows(source, &stored.file, layout(stored), wanted, |head, row| {
        rows.push(row.labels);
        cells.get_or_insert_with(|| Flows::new(head.width)).push_row(row.entries);
        Ok(())
    })?;
    let cells = cells.unwrap_or_else(|| Flows::new(head.width));
    Ok(Block { place, rows, columns: head.columns, cells })
}

/// pymrio writes tabs whatever the ending of the file.
fn layout(stored: &Stored) -> Layout {
    let Stored { labels, headers, .. } = *stored;
    Layout { delimiter: b'\t', header_rows: headers, label_columns: labels, numbers: Numbers::POINT }
}

fn parquet(frame: &Frame, place: Place, wanted: &(dyn Fn(&[String]) -> bool + Sync)) -> Reading<Block> {
    let kept: Vec<usize> = (0..frame.rows.len()).filter(|row| wanted(&frame.rows[*row])).collect();
    let mut turned = Flows::new(kept.len());
    for column in &frame.columns {
        let values = frame.numbers(column)?;
        turned.push_row(kept.iter().enumerate().filter_map(|(row, from)| Some((row, *values.get(*from)?))));
    }
    let rows = kept.iter().map(|row| frame.rows[*row].clone()).collect();
    let columns = frame.columns.iter().map(|column| column.labels.clone()).collect();
    Ok(Block { place, rows, columns, cells: turned.transposed() })
}

/// Reads a table of words, such as units: the labels of each row, and the last of its cells.
///
/// # Errors
/// The file cannot be read.
pub fn read_words(source: &Source, stored: &Stored) -> Reading<Vec<(Vec<String>, String)>> {
    if let Kind::Parquet = kind(source, stored)? {
        let frame = Frame::open(source, &stored.file)?;
        let Some(column) = frame.columns.last() else { return Ok(Vec::new()) };
        return Ok(frame.rows.iter().cloned().zip(frame.texts(column)?).collect());
    }
    let sheet = read_text_sheet(&source.read(&stored.file)?, b'\t')?;
    let rows = (stored.headers..sheet.rows.len()).filter(|row| sheet.rows[*row].len() > stored.labels);
    let words =
        |row| ((0..stored.labels).map(|at| sheet.text(row, at)).collect(), sheet.text(row, stored.labels));
    Ok(rows.map(words).collect())
}
