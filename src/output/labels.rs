//! `inputs/labels/<language>.csv` of a results folder → translations of the model's texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelRow {
    text: String,
    label: String,
}

/// Reads what the texts of a model are called in another language, e.g. `ja`; nothing where the model does not say.
///
/// # Errors
/// [`Error::File`] or [`Error::Results`] where the file is there and cannot be read.
pub fn read_labels(folder: &Path, language: &str) -> Result<BTreeMap<String, String>> {
    let path = folder.join("inputs/labels").join(format!("{language}.csv"));
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(Error::file("read", &path)(error)),
    };
    let refuse = |error: csv::Error| {
        Error::Results(format!("{} is not a table of labels: {error}. Repeat the run.", path.display()))
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let row = |row: csv::Result<LabelRow>| row.map(|row| (row.text, row.label)).map_err(refuse);
    reader.deserialize().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_by_language_and_may_be_missing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_labels(folder.path(), "ja").unwrap().is_empty());
        fs::create_dir_all(folder.path().join("inputs/labels")).unwrap();
        let write = |text: &str| fs::write(folder.path().join("inputs/labels/ja.csv"), text).unwrap();
        write("\u{feff}label,text\n\"自動車, 同部品\", \"Cars, \"\"parts\"\"\" \n");
        let labels = read_labels(folder.path(), "ja").unwrap();
        assert_eq!(labels.get("Cars, \"parts\"").map(String::as_str), Some("自動車, 同部品"));
        assert!(read_labels(folder.path(), "fr").unwrap().is_empty());
        write("text,label\nCars\n");
        let error = read_labels(folder.path(), "ja").unwrap_err().to_string();
        assert!(error.contains("is not a table of labels"), "{error}");
    }
}
