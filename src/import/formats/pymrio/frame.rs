//! A Parquet file that pandas wrote → labels of rows and columns, and columns of figures or words.

use std::io::{Seek, copy};
use std::panic::AssertUnwindSafe;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use serde_json::Value;

use crate::error::Place;
use crate::import::reader::{Reading, problem};
use crate::import::source::{Source, unreadable};

/// A data frame on disk.
pub struct Frame {
    place: Place,
    reader: SerializedFileReader<std::fs::File>,
    /// Labels of the rows, outermost first.
    pub rows: Vec<Vec<String>>,
    /// The columns that are no labels.
    pub columns: Vec<Column>,
}

/// A column of a frame.
pub struct Column {
    position: usize,
    /// Its labels, outermost first.
    pub labels: Vec<String>,
}

impl Frame {
    /// Opens a file and reads its labels.
    ///
    /// # Errors
    /// It is no Parquet file that can be read, or has no labels of rows.
    pub fn open(source: &Source, name: &str) -> Reading<Self> {
        let file = source.stream(name, |reader, shown| {
            // Parquet is read from its end: a file of its own serves folders and archives alike.
            let mut file = tempfile::tempfile().map_err(unreadable(shown))?;
            copy(reader, &mut file).and_then(|_| file.rewind()).map_err(unreadable(shown))?;
            Ok(file)
        })?;
        let place = Place::file(source.shown(name));
        let reader = guarded(&place, || SerializedFileReader::new(file))?;
        let mut frame = Self { place, reader, rows: Vec::new(), columns: Vec::new() };
        let metadata = frame.reader.metadata().file_metadata();
        let names: Vec<String> =
            metadata.schema_descr().columns().iter().map(|column| column.name().to_string()).collect();
        let labels = frame.label_columns();
        let positions: Vec<usize> =
            labels.iter().filter_map(|label| names.iter().position(|name| name == label)).collect();
        if positions.is_empty() || positions.len() != labels.len() {
            return Err(problem(
                frame.place.clone(),
                "its rows have no labels that pandas saved with them.",
                "Save the system with pymrio, or as text.",
            ));
        }
        let labels: Vec<Vec<String>> = positions
            .iter()
            .map(|position| {
                frame.texts(&Column { position: *position, labels: vec![names[*position].clone()] })
            })
            .collect::<Reading<_>>()?;
        let count = labels.iter().map(Vec::len).min().unwrap_or(0);
        frame.rows =
            (0..count).map(|row| labels.iter().map(|column| column[row].clone()).collect()).collect();
        let others = names.iter().enumerate().filter(|(position, _)| !positions.contains(position));
        frame.columns = others.map(|(position, name)| Column { position, labels: labels_of(name) }).collect();
        Ok(frame)
    }

    /// Names of the columns that hold labels of rows, as pandas noted them.
    fn label_columns(&self) -> Vec<String> {
        let metadata = self.reader.metadata().file_metadata();
        let pairs = metadata.key_value_metadata().into_iter().flatten();
        let pandas = pairs.filter(|pair| pair.key == "pandas").find_map(|pair| pair.value.as_deref());
        let noted: Value = pandas.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let names = noted["index_columns"].as_array().into_iter().flatten();
        // A plain count of rows is no label; it is noted as an object, and counts as missing.
        names.map(|name| name.as_str().unwrap_or_default().to_string()).collect()
    }

    /// The figures of a column; missing ones are zero.
    ///
    /// # Errors
    /// They are no figures, or infinite.
    pub fn numbers(&self, column: &Column) -> Reading<Vec<f64>> {
        let mut numbers = Vec::new();
        self.each_group(column, |reader, rows, level| {
            match reader {
                ColumnReader::DoubleColumnReader(it) => numbers.extend(cells(it, rows, level)?),
                ColumnReader::FloatColumnReader(it) => {
                    numbers.extend(cells(it, rows, level)?.map(|cell| cell.map(f64::from)));
                }
                ColumnReader::Int64ColumnReader(it) => {
                    numbers.extend(cells(it, rows, level)?.map(|cell| cell.map(|number| number as f64)));
                }
                ColumnReader::Int32ColumnReader(it) => {
                    numbers.extend(cells(it, rows, level)?.map(|cell| cell.map(f64::from)));
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let numbers: Vec<f64> =
            numbers.into_iter().map(|cell| cell.filter(|number| !number.is_nan()).unwrap_or(0.0)).collect();
        match numbers.iter().position(|number| number.is_infinite()) {
            None => Ok(numbers),
            Some(row) => Err(problem(
                self.place.clone().line(row + 1).field(column.labels.join(" ")),
                "the figure is infinite.",
                "Mend the table and save it again.",
            )),
        }
    }

    /// The words of a column, or its whole numbers as words; missing ones are empty.
    ///
    /// # Errors
    /// They are no words.
    pub fn texts(&self, column: &Column) -> Reading<Vec<String>> {
        let mut texts = Vec::new();
        self.each_group(column, |reader, rows, level| {
            match reader {
                ColumnReader::ByteArrayColumnReader(it) => {
                    let word = |cell: ByteArray| String::from_utf8_lossy(cell.data()).trim().to_string();
                    texts.extend(cells(it, rows, level)?.map(|cell| cell.map(word).unwrap_or_default()));
                }
                ColumnReader::Int64ColumnReader(it) => {
                    let word = |cell: i64| cell.to_string();
                    texts.extend(cells(it, rows, level)?.map(|cell| cell.map(word).unwrap_or_default()));
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(texts)
    }

    /// Hands over a column group of rows by group of rows, with their number and the level of a cell that is there;
    /// `read` says whether the type was the expected one.
    fn each_group(
        &self,
        column: &Column,
        mut read: impl FnMut(ColumnReader, usize, i16) -> Result<bool>,
    ) -> Reading<()> {
        let metadata = self.reader.metadata();
        let described = metadata.file_metadata().schema_descr().column(column.position);
        let flat = described.max_rep_level() == 0;
        for group in 0..metadata.num_row_groups() {
            let rows = metadata.row_group(group).num_rows() as usize;
            let fits = guarded(&self.place, || {
                let group = self.reader.get_row_group(group)?;
                read(group.get_column_reader(column.position)?, rows, described.max_def_level())
            })?;
            if !(flat && fits) {
                return Err(problem(
                    self.place.clone().field(column.labels.join(" ")),
                    format!("the column is of the type {}.", described.physical_type()),
                    "Figures must be numbers and labels words: save the system with pymrio, or as text.",
                ));
            }
        }
        Ok(())
    }
}

/// Calls the parquet crate, which panics on some damaged files, and turns what it says into a problem.
fn guarded<T>(place: &Place, read: impl FnOnce() -> Result<T>) -> Reading<T> {
    let read = std::panic::catch_unwind(AssertUnwindSafe(read));
    let torn = |_| Err(ParquetError::General("its parts do not fit together".to_string()));
    read.unwrap_or_else(torn).map_err(|error| {
        problem(
            place.clone(),
            format!("the Parquet file cannot be read: {error}."),
            "Save it with pymrio's own settings, or as text.",
        )
    })
}

/// The cells of a column in a group of rows, none where missing.
fn cells<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    rows: usize,
    level: i16,
) -> Result<impl Iterator<Item = Option<T::T>>> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    let mut read = 0;
    while read < rows {
        let kept = if level > 0 { Some(&mut levels) } else { None };
        match reader.read_records(rows - read, kept, None, &mut values)?.0 {
            0 => return Err(ParquetError::EOF(format!("{read} rows instead of {rows}"))),
            more => read += more,
        }
    }
    if level == 0 {
        levels = vec![0; values.len()];
    }
    let mut values = values.into_iter();
    Ok(levels.into_iter().map(move |found| if found == level { values.next() } else { None }))
}

/// The labels in the name of a column: pandas writes those of several levels as a Python tuple of texts.
fn labels_of(name: &str) -> Vec<String> {
    tuple(name).unwrap_or_else(|| vec![name.to_string()])
}

fn tuple(name: &str) -> Option<Vec<String>> {
    let mut letters = name.trim().strip_prefix('(')?.strip_suffix(')')?.chars().peekable();
    let mut labels = Vec::new();
    loop {
        while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
        let Some(first) = letters.peek().copied() else { break };
        let mut label = String::new();
        if first == '\'' || first == '"' {
            letters.next();
            loop {
                match letters.next()? {
                    '\\' => label.push(match letters.next()? {
                        'n' | 't' | 'r' => ' ',
                        other => other,
                    }),
                    letter if letter == first => break,
                    letter => label.push(letter),
                }
            }
        } else {
            while let Some(letter) = letters.next_if(|letter| *letter != ',') {
                label.push(letter);
            }
        }
        labels.push(label.trim().to_string());
        while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
        match letters.next() {
            None => break,
            Some(',') => {}
            Some(_) => return None,
        }
    }
    Some(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_are_read_as_python_writes_tuples() {
        for (name, labels) in [
            ("('reg1', 'food')", vec!["reg1", "food"]),
            (
                r#"('JPN', "Private households' goods, n.e.c.")"#,
                vec!["JPN", "Private households' goods, n.e.c."],
            ),
            (r#"('a', 'it\'s "so"')"#, vec!["a", r#"it's "so""#]),
            ("('a', 1)", vec!["a", "1"]),
            ("('a',)", vec!["a"]),
            ("indout", vec!["indout"]),
            ("Mining (coal)", vec!["Mining (coal)"]),
            ("('a' 'b')", vec!["('a' 'b')"]),
        ] {
            assert_eq!(labels_of(name), labels, "{name}");
        }
    }
}
