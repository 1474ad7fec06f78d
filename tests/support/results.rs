//! Results folders as the tests read them: rows of the CSV files and of `samples.parquet`.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

/// A row of a CSV file, by column.
pub type Row = BTreeMap<String, String>;

/// All rows of a CSV file.
pub fn csv_rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// A value of `samples.parquet`.
#[derive(Clone, Debug, PartialEq)]
pub enum Sample {
    /// A number.
    Number(f64),
    /// A count.
    Integer(i64),
    /// On or off.
    Flag(bool),
    /// A state.
    Text(String),
    /// A decision that was not reached.
    Nothing,
}

/// All rows of `samples.parquet`, by column.
pub fn samples(path: &Path) -> Vec<BTreeMap<String, Sample>> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    let sample = |field: &Field| match field {
        Field::Double(number) => Sample::Number(*number),
        Field::Long(integer) => Sample::Integer(*integer),
        Field::Bool(flag) => Sample::Flag(*flag),
        Field::Str(text) => Sample::Text(text.clone()),
        Field::Null => Sample::Nothing,
        other => panic!("a column of samples.parquet holds {other:?}"),
    };
    rows.map(|row| {
        row.unwrap().get_column_iter().map(|(name, field)| (name.clone(), sample(field))).collect()
    })
    .collect()
}
