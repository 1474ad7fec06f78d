//! Systems that pymrio 0.7.0 saved, and what is told of damaged ones.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::import::table::Use;

/// A folder of published layouts at small size.
pub fn published(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import").join(folder)
}

/// Reads a source with a reader.
pub fn table(reader: &Reader, path: &Path, options: &ReadOptions) -> Result<Table, String> {
    let read = |source: Source| {
        assert!((reader.recognise)(&source), "{} is not recognised", path.display());
        (reader.read)(&source, options, &|_| {})
    };
    Source::open(path).and_then(read).map_err(|problems| problems.to_string())
}

/// A copy of a published folder in which one text of a file is replaced.
pub fn patched(folder: &str, file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let source = Source::open(&published(folder)).unwrap();
    for name in source.names() {
        let target = copy.path().join(name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, source.read(name).unwrap().bytes).unwrap();
    }
    let text = fs::read_to_string(copy.path().join(file)).unwrap();
    assert!(text.contains(from), "{file} has no {from:?}");
    fs::write(copy.path().join(file), text.replacen(from, to, 1)).unwrap();
    copy
}

/// Rows and columns of a table add up to output, to the rounding of its figures.
pub fn assert_balanced(table: &Table) {
    let (flows, used) = (table.flows.row_sums(), table.flows.column_sums());
    for (node, output) in table.output.iter().enumerate() {
        let name = table.node_name(node);
        let row = flows[node] + table.final_demand.row(node).sum();
        let column = used[node] + table.net_taxes[node] + table.value_added[node];
        assert!((row - output).abs() <= 1e-3 * output, "row {name}: {row} {output}");
        assert!((column - output).abs() <= 1e-3 * output, "column {name}: {column} {output}");
    }
}

/// Final demand of all nodes by region and use.
pub fn spent(table: &Table, region: usize, kind: Use) -> f64 {
    let users = table.users.iter().enumerate().filter(|(_, user)| user.region == region && user.kind == kind);
    users.map(|(user, _)| table.final_demand.column(user).sum()).sum()
}

fn read_published(folder: &str) -> Table {
    table(&READER, &published(folder), &ReadOptions::default()).unwrap()
}

#[test]
fn a_system_saved_as_text_is_read_with_all_its_accounts() {
    let table = read_published("pymrio/text");
    assert_eq!(table.title, "System saved by pymrio: two regions, v1, Made-up figures for 2020");
    assert_eq!((table.year, table.money.as_str()), (Some(2020), "million US dollars"));
    let regions: Vec<&str> = table.regions.iter().map(|region| region.code.as_str()).collect();
    assert_eq!(regions, ["home", "abroad"]);
    assert_eq!(table.node_name(5), "abroad.workers' canteens");
    assert_balanced(&table);
    // The figures as they stand in the files.
    assert_eq!(table.output[..2], [186.31, 264.19]);
    assert_eq!(table.value_added[1], 208.83);
    assert_eq!(table.compensation.as_ref().unwrap()[0], 83.89);
    assert_eq!(table.net_taxes[3], 18.86);
    assert_eq!(table.employment.as_ref().unwrap()[4], 29710.0);
    assert_eq!(table.final_taxes[..2], [11.69, 17.28]);
    assert_eq!(table.final_demand[(2, 3)], -1.5);
    assert_eq!(table.users[7], crate::import::User { region: 1, kind: Use::Inventories });
    for told in [
        "Value added: `Value Added` of `factor_inputs`.",
        "Persons employed: `Persons employed` of `labour`.",
    ] {
        assert!(table.notes.iter().any(|note| note == told), "{:?}", table.notes);
    }
}

#[test]
fn parquet_holds_the_same_system_as_text() {
    let (mut found, text) = (read_published("pymrio/parquet"), read_published("pymrio/text"));
    for (output, rounded) in found.output.iter_mut().zip(&text.output) {
        // Text has twelve digits.
        assert!((*output - rounded).abs() < 1e-9 * rounded);
        *output = *rounded;
    }
    assert_eq!(found, text);
}

#[test]
fn without_output_and_extensions_both_are_what_rows_and_columns_leave() {
    let copy = patched("pymrio/text", "file_parameters.json", "x.txt", "gone.txt");
    fs::remove_file(copy.path().join("x.txt")).unwrap();
    fs::remove_file(copy.path().join("factor_inputs/F.txt")).unwrap();
    let found = table(&READER, copy.path(), &ReadOptions::default()).unwrap();
    let whole = read_published("pymrio/text");
    for node in 0..6 {
        assert!((found.output[node] - whole.output[node]).abs() < 1e-9);
        let inputs = whole.value_added[node] + whole.net_taxes[node];
        assert!((found.value_added[node] - inputs).abs() < 1e-9);
    }
    assert_eq!((found.compensation, found.net_taxes), (None, vec![0.0; 6]));
    assert_eq!(
        found
            .notes
            .iter()
            .filter(|note| note.contains("no output x") || note.contains("No extension"))
            .count(),
        2
    );
}

#[test]
fn coefficients_alone_give_the_same_flows() {
    let copy = patched("pymrio/text", "file_parameters.json", "Z.txt", "gone.txt");
    fs::remove_file(copy.path().join("Z.txt")).unwrap();
    let found = table(&READER, copy.path(), &ReadOptions::default()).unwrap();
    let difference = found.flows.to_dense() - read_published("pymrio/text").flows.to_dense();
    assert!(difference.amax() < 1e-9);
}

#[test]
fn what_is_wrong_is_told() {
    let said = |file: &str, from: &str, to: &str| {
        let copy = patched("pymrio/text", file, from, to);
        table(&READER, copy.path(), &ReadOptions::default()).unwrap_err()
    };
    for (file, from, to, told) in [
        (
            "Z.txt",
            "home\tservices",
            "home\tservice",
            "Z.txt: column 2 is `home services`, expected `home service`.",
        ),
        (
            "Y.txt",
            "Gross fixed capital formation",
            "Something",
            "Y.txt, key home Something: the category of final demand `Something` is not known.",
        ),
        ("Y.txt", "region\t\thome", "region\t\tmoon", "no row of the flows is of the region `moon`."),
        ("unit.txt", "Million USD", "tonnes", "the flows are in several units: `Million USD`, `tonnes`."),
        ("x.txt", "186.31", "18 6.31", "x.txt, line 2, key indout: `18 6.31` is not a number."),
        ("file_parameters.json", "\"files\"", "files", "file_parameters.json, line 2: it is no valid JSON"),
        (
            "file_parameters.json",
            "Z.txt\",\n            \"nr_index_col\": \"2\"",
            "Z.txt\",\n            \"nr_index_col\": \"3\"",
            "Z.txt: labels have 3 levels",
        ),
    ] {
        let message = said(file, from, to);
        assert!(message.contains(told), "{message}");
    }
    let wrong = ReadOptions { year: Some(2019), ..ReadOptions::default() };
    let message = table(&READER, &published("pymrio/text"), &wrong).unwrap_err();
    assert!(
        message.contains("it is of 2020, as `Made-up figures for 2020` says; 2019 is wanted."),
        "{message}"
    );
}

#[test]
fn files_that_are_cut_short_are_told_and_pickles_are_refused() {
    let copy = patched("pymrio/text", "file_parameters.json", "x.txt", "x.pkl");
    fs::remove_file(copy.path().join("x.txt")).unwrap();
    fs::write(copy.path().join("x.pkl"), "x").unwrap();
    let message = table(&READER, copy.path(), &ReadOptions::default()).unwrap_err();
    assert!(message.contains("x.pkl: tables of the format `pkl` are not read."), "{message}");

    let copy = patched("pymrio/parquet", "metadata.json", "2020", "2020");
    let whole = fs::read(copy.path().join("Z.parquet")).unwrap();
    for bytes in [&whole[..whole.len() / 2], b"", b"PAR1PAR1"] {
        fs::write(copy.path().join("Z.parquet"), bytes).unwrap();
        let message = table(&READER, copy.path(), &ReadOptions::default()).unwrap_err();
        assert!(message.contains("Z.parquet: the Parquet file cannot be read"), "{message}");
    }
}

#[test]
fn a_year_is_found_where_a_text_has_one_only() {
    for (text, year) in [
        ("IOT_2018_ixi.zip", Some(2018)),
        ("EXIOBASE version 3.9.4 - ixi for 2022", Some(2022)),
        ("2018 to 2019", None),
        ("v3 12345", None),
    ] {
        assert_eq!(year_in(text), year, "{text}");
    }
}

#[test]
fn damaged_parquet_ends_in_a_problem_or_in_figures_but_never_in_a_panic() {
    let copy = patched("pymrio/parquet", "metadata.json", "2020", "2020");
    let whole = fs::read(copy.path().join("x.parquet")).unwrap();
    let mut problems = 0;
    for at in (0..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        fs::write(copy.path().join("x.parquet"), bytes).unwrap();
        problems += usize::from(table(&READER, copy.path(), &ReadOptions::default()).is_err());
    }
    assert!(problems > 100, "{problems}");
}
