//! The layouts of versions 3.7, 3.8 and 3.9 at small size, with made-up figures.

use std::io::{Cursor, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;

use super::*;
use crate::import::formats::pymrio::tests::{assert_balanced, patched, published, spent, table};
use crate::import::table::Use;

fn read_published(folder: &str) -> Table {
    table(&READER, &published(folder), &ReadOptions::default()).unwrap()
}

#[test]
fn version_3_8_is_read_with_taxes_inputs_and_persons() {
    let table = read_published("exiobase/IOT_2018_ixi");
    assert_eq!(table.title, "EXIOBASE 3 (version 3.8.2), industry by industry, 2018");
    assert_eq!((table.year, table.money.as_str()), (Some(2018), "million euro"));
    let regions: Vec<&str> = table.regions.iter().map(|region| region.name.as_str()).collect();
    assert_eq!(regions, ["Japan", "United States", "Rest of Asia and Pacific"]);
    assert_eq!(table.node_name(4), "US.i34");
    assert_eq!(table.nodes[4].name, "Manufacture of motor vehicles, trailers and semi-trailers (34)");
    assert_balanced(&table);
    assert_eq!(table.output[0], 549.1924);
    assert!((table.value_added[0] - 403.5813).abs() < 1e-9);
    assert_eq!(table.net_taxes[0], 25.7605);
    // Six rows of thousands of persons; neither hours nor the vulnerable, who are among them.
    assert!((table.employment.as_ref().unwrap()[0] - 26361.2).abs() < 1e-6);
    assert_eq!(table.final_taxes[..2], [27.425, 0.9864]);
    assert_eq!(table.final_demand[(1, 4)], -3.25);
    assert_eq!(spent(&table, 0, Use::Exports), 0.0);
    // Satellite rows count once, though `impacts` repeats them.
    assert!(!table.notes.iter().any(|note| note.contains("impacts")), "{:?}", table.notes);
    assert!(
        table
            .notes
            .iter()
            .any(|note| note.contains("households are `Final consumption expenditure by households`, "))
    );
}

#[test]
fn version_3_7_has_coefficients_only_and_output_follows_from_primary_inputs() {
    let table = read_published("exiobase/IOT_2011_pxp");
    assert_eq!(table.title, "EXIOBASE 3 (version 3.7), product by product, 2011");
    assert_balanced(&table);
    assert!((table.output[0] - 353.9612).abs() < 1e-6);
    assert_eq!(table.nodes[3].code, "p34");
    assert_eq!(table.final_taxes, vec![0.0; 14]);
    assert!(table.notes.iter().any(|note| note.contains("primary inputs over one less the column sum")));
}

#[test]
fn version_3_9_has_an_extension_for_each_account() {
    let table = read_published("exiobase/IOT_2022_ixi");
    assert_eq!(table.title, "EXIOBASE 3 (version 3.9.4), industry by industry, 2022");
    assert_balanced(&table);
    assert!((table.employment.as_ref().unwrap()[1] - 13072.5).abs() < 1e-6);
    assert!(table.notes.iter().any(|note| note.contains("of `employment`")));
}

#[test]
fn the_zip_as_published_is_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let source = Source::open(&published("exiobase/IOT_2018_ixi")).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in source.names() {
        writer.start_file(format!("IOT_2018_ixi/{name}"), SimpleFileOptions::default()).unwrap();
        writer.write_all(&source.read(name).unwrap().bytes).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let path = folder.path().join("IOT_2018_ixi.zip");
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(
        table(&READER, &path, &ReadOptions::default()).unwrap(),
        read_published("exiobase/IOT_2018_ixi")
    );
}

#[test]
fn without_its_description_a_folder_is_known_by_its_tables() {
    let copy = patched("exiobase/IOT_2018_ixi", "metadata.json", "2018", "2018");
    for name in ["file_parameters.json", "satellite/file_parameters.json", "metadata.json"] {
        std::fs::remove_file(copy.path().join(name)).unwrap();
    }
    let said = ReadOptions { year: Some(2018), ..ReadOptions::default() };
    let found = table(&READER, copy.path(), &said).unwrap();
    let whole = read_published("exiobase/IOT_2018_ixi");
    assert_eq!((found.value_added, found.year), (whole.value_added, Some(2018)));
}

#[test]
fn three_letter_codes_of_version_3_4_become_the_two_letter_ones() {
    let copy = patched("exiobase/IOT_2022_ixi", "Z.txt", "JP\tJP\tUS\tUS", "JPN\tJPN\tUSA\tUSA");
    assert_eq!(
        table(&READER, copy.path(), &ReadOptions::default()).unwrap().flows,
        read_published("exiobase/IOT_2022_ixi").flows
    );
}

#[test]
fn what_is_wrong_is_told() {
    let said = |folder: &str, file: &str, from: &str, to: &str| {
        table(&READER, patched(folder, file, from, to).path(), &ReadOptions::default()).unwrap_err()
    };
    let message = said("exiobase/IOT_2018_ixi", "unit.txt", "M.EUR", "TJ");
    assert!(message.contains("tables in hybrid units cannot be used"), "{message}");
    let message = said("exiobase/IOT_2018_ixi", "satellite/F.txt", "region\tJP", "region\tUS");
    assert!(message.contains("satellite/F.txt: column 1 is `US Cultivation of paddy rice`"), "{message}");
    let message = said("exiobase/IOT_2011_pxp", "A.txt", "AT\tPaddy rice\t0.", "AT\tPaddy rice\t1.");
    assert!(message.contains("no output fits both"), "{message}");
    let message =
        table(&READER, Path::new("tests/data/import/exiobase"), &ReadOptions::default()).unwrap_err();
    assert!(
        message.contains("there are 3 systems: IOT_2011_pxp/, IOT_2018_ixi/, IOT_2022_ixi/."),
        "{message}"
    );
}
