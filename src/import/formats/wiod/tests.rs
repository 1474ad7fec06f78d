//! Tiny files of the published layouts, read figure by figure.

use std::path::{Path, PathBuf};

use super::*;
use crate::import::table::{Imports, Use, User};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import/wiod").join(name)
}

fn try_read(path: &Path, options: &ReadOptions) -> Reading<Table> {
    (READER.read)(&Source::open(path)?, options, &|_| {})
}

fn table(name: &str) -> Table {
    try_read(&data(name), &ReadOptions::default()).unwrap()
}

fn told(path: &Path) -> String {
    try_read(path, &ReadOptions::default()).unwrap_err().to_string()
}

/// Largest gap of rows and of columns.
fn gaps(table: &Table) -> (f64, f64) {
    let (mut rows, mut columns) = (0.0_f64, 0.0_f64);
    let (sold, bought) = (table.flows.row_sums(), table.flows.column_sums());
    for i in 0..table.nodes.len() {
        let abroad = match &table.imports {
            Imports::Separate { inputs, .. } => inputs[i],
            _ => 0.0,
        };
        rows = rows.max((sold[i] + table.final_demand.row(i).sum() - table.output[i]).abs());
        let paid = bought[i] + abroad + table.net_taxes[i] + table.value_added[i];
        columns = columns.max((paid - table.output[i]).abs());
    }
    (rows, columns)
}

#[test]
fn release_2016_is_read_with_its_accounts() {
    let table = table("2016");
    assert_eq!(table.title, "World Input-Output Database, release 2016: 2014");
    assert_eq!((table.year, table.money.as_str()), (Some(2014), "million US dollars"));
    let regions: Vec<&str> = table.regions.iter().map(|region| region.code.as_str()).collect();
    assert_eq!(regions, ["JPN", "USA", "ROW"]);
    let names: Vec<String> = (0..9).map(|node| table.node_name(node)).collect();
    assert_eq!(names[..4], ["JPN.A01", "JPN.C29", "JPN.U", "USA.A01"]);
    assert_eq!(table.nodes[1].name, "Manufacture of motor vehicles, trailers and semi-trailers");
    assert_eq!((table.flows.get(0, 1), table.flows.get(1, 3), table.flows.get(0, 8)), (8.14, 0.89, 0.22));
    assert_eq!((table.output[1], table.output[2], table.value_added[1]), (129.22, 0.0, 106.21));
    assert_eq!((table.net_taxes[0], table.net_taxes[3]), (2.88, 7.47));
    assert_eq!(table.users.len(), 15);
    assert_eq!(table.users[1], User { region: 0, kind: Use::Household });
    assert_eq!(table.users[9], User { region: 1, kind: Use::Inventories });
    assert_eq!((table.final_demand[(0, 0)], table.final_demand[(1, 4)]), (40.8, 0.74));
    assert_eq!((table.final_taxes[0], table.final_taxes[4]), (4.85, -0.06));
    let Imports::Separate { inputs, final_use } = &table.imports else { panic!("{:?}", table.imports) };
    assert_eq!((inputs[0], inputs[2]), (0.86, 0.0));
    // Adjustment, purchases abroad less those of non-residents, transport margins.
    assert!((final_use[0] - (0.1 + 1.5 - 1.25 + 0.75)).abs() < 1e-12);
    assert_eq!((final_use[3], final_use[4]), (0.5, 0.0));
    assert!(gaps(&table).0 < 1e-9 && gaps(&table).1 < 1e-9, "{:?}", gaps(&table));
    let employment = table.employment.as_ref().unwrap();
    assert_eq!(employment[..5], [2_500_000.0, 1_100_000.0, 0.0, 2_200_000.0, 900_000.0]);
    assert_eq!(employment[6..], [0.0; 3]);
    let compensation = table.compensation.as_ref().unwrap();
    assert!((compensation[1] - 0.7 * table.value_added[1]).abs() < 1e-9);
    assert!((compensation[3] - 0.3 * table.value_added[3]).abs() < 1e-9);
    // ROW has the share of Japan and the United States together, by their value added in the table.
    let share = (compensation[1] + compensation[4]) / (table.value_added[1] + table.value_added[4]);
    assert!((compensation[7] - share * table.value_added[7]).abs() < 1e-9);
    let notes = table.notes.join("\n");
    assert!(
        notes.contains("Employment is persons engaged of Socio_Economic_Accounts.xlsx; none for ROW."),
        "{notes}"
    );
    assert!(notes.contains("ROW have the share of all other countries"), "{notes}");
}

#[test]
fn a_single_workbook_finds_the_accounts_beside_it() {
    assert_eq!(table("2016/WIOT2014_Nov16_ROW.xlsx"), table("2016"));
}

#[test]
fn the_data_frame_of_the_r_files_holds_the_same_table() {
    let (frame, mut workbook) = (table("2016-frame/WIOT2014.csv"), table("2016"));
    workbook.employment = None;
    workbook.compensation = None;
    workbook.notes.retain(|note| !note.contains("Socio_Economic"));
    assert_eq!(frame, workbook);
}

#[test]
fn release_2013_is_read_from_workbook_and_csv() {
    let table = table("2013/wiot11_row_apr12.xlsx");
    assert_eq!(table.title, "World Input-Output Database, release 2013: 2011");
    let regions: Vec<&str> = table.regions.iter().map(|region| region.code.as_str()).collect();
    assert_eq!(regions, ["USA", "ROU", "ROW"], "ROM and RoW have the codes of release 2016");
    assert_eq!((table.node_name(1), table.nodes[1].name.as_str()), ("USA.c15".into(), "Transport Equipment"));
    assert_eq!((table.flows.get(0, 1), table.flows.get(1, 0)), (25.31, 8.21));
    assert_eq!((table.final_demand[(0, 0)], table.final_demand[(1, 4)]), (154.06, 1.75));
    assert_eq!(table.users[3].kind, Use::Investment);
    assert_eq!((table.value_added[0], table.net_taxes[1]), (321.44, 7.34));
    assert_eq!(table.employment.as_ref().unwrap()[..5], [2.2e6, 1.4e6, 0.0, 3.0e6, 0.2e6]);
    assert!(table.compensation.is_none(), "the accounts have no COMP");
    assert!(gaps(&table).0 < 1e-9 && gaps(&table).1 < 1e-9);
    let mut csv = super::tests::table("2013-csv");
    csv.employment.clone_from(&table.employment);
    csv.notes.clone_from(&table.notes);
    assert_eq!(csv, table);
}

#[test]
fn three_csv_files_are_read() {
    let table = table("three_files");
    assert_eq!(table.node_name(4), "USA.c15");
    assert_eq!(table.nodes[0].name, "Agriculture, hunting, forestry and fishing (AtB)");
    assert_eq!((table.output[0], table.value_added[4], table.output[2]), (204.37, 219.82, 0.0));
    assert_eq!(table.users[14], User { region: 2, kind: Use::Inventories });
    assert_eq!((table.imports.clone(), table.employment.clone()), (Imports::None, None));
    assert!(table.net_taxes.iter().all(|tax| *tax == 0.0));
    assert!(table.notes[1].contains("taxes less subsidies on products in it"));
    assert!(gaps(&table).0 < 1e-9 && gaps(&table).1 < 1e-9);
}

/// A copy of a csv fixture with a text replaced.
fn changed(from: &str, name: &str, change: impl Fn(&str) -> String) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let before = std::fs::read_to_string(data(from)).unwrap();
    let after = change(&before);
    assert_ne!(before, after);
    std::fs::write(&path, after).unwrap();
    (folder, path)
}

#[test]
fn damaged_tables_are_told_with_their_places() {
    let csv = "2013-csv/wiot11_row_apr12.csv";
    let (_folder, path) =
        changed(csv, "wiot11.csv", |text| text.replace("Value added at basic prices", "Value added"));
    let message = told(&path);
    assert!(
        message.contains("wiot11.csv, line 21: ` Value added` is not a row of WIOD's accounts"),
        "{message}"
    );
    let (_folder, path) = changed(csv, "wiot11.csv", |text| {
        text.lines()
            .filter(|line| !line.contains(",Output at basic prices"))
            .map(|line| format!("{line}\n"))
            .collect()
    });
    assert!(told(&path).contains("no row `output at basic prices`"), "{}", told(&path));
    let (_folder, path) = changed(csv, "wiot11.csv", |text| {
        text.lines()
            .filter(|line| !line.starts_with("34t35,Transport Equipment,ROM"))
            .map(|line| format!("{line}\n"))
            .collect()
    });
    assert!(told(&path).contains("neither an industry with a row"), "{}", told(&path));
    let (_folder, path) = changed(csv, "wiot11.csv", |text| text.replace(",154.06,", ",154.06x,"));
    assert!(told(&path).contains("`154.06x` is not a number"), "{}", told(&path));
    let (_folder, path) = changed(csv, "wiot11.csv", |text| text.replace("USA,c15,8.21,", "USA,c1,8.21,"));
    assert!(told(&path).contains("same country and number elsewhere"), "{}", told(&path));
    let frame = "2016-frame/WIOT2014.csv";
    let (_folder, path) = changed(frame, "WIOT2014.csv", |text| text.replace("\"JPN57\"", "\"Households\""));
    assert!(
        told(&path).contains("`Households` is neither a country and a number nor TOT"),
        "{}",
        told(&path)
    );
    let (_folder, path) = changed(frame, "WIOT2014.csv", |text| text.replace("144.11\n", "244.11\n"));
    assert!(told(&path).contains("244.11 in the column of totals and 144.11 in the row"), "{}", told(&path));
}

#[test]
fn years_are_chosen_and_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["wiot95_row_apr12.csv", "wiot11_row_apr12.csv"] {
        std::fs::copy(data("2013-csv/wiot11_row_apr12.csv"), folder.path().join(name)).unwrap();
    }
    assert!(told(folder.path()).contains("several tables: wiot11_row_apr12.csv, wiot95_row_apr12.csv"));
    let of = |year| try_read(folder.path(), &ReadOptions { year: Some(year), ..ReadOptions::default() });
    assert_eq!(of(2011).unwrap().year, Some(2011));
    assert!(of(2003).unwrap_err().to_string().contains("no table of 2003"));
    assert_eq!(
        (year_of("wiot95_row_apr12.xlsx"), year_of("a/WIOT2014_Nov16_ROW.xlsb")),
        (Some(1995), Some(2014))
    );
}

#[test]
fn other_files_are_not_taken_for_a_world_table() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("JPN_NIOT_nov16.csv"),
        "Year,Code,Description,Origin,A01\n2014,A01,x,Domestic,1\n",
    )
    .unwrap();
    let source = Source::open(folder.path()).unwrap();
    assert!(!(READER.recognise)(&source));
    assert!(
        told(&folder.path().join("JPN_NIOT_nov16.csv")).contains("not a national or supply and use table")
    );
    std::fs::write(folder.path().join("WIOT2014_October16_ROW.RData"), "x").unwrap();
    let message = told(&folder.path().join("WIOT2014_October16_ROW.RData"));
    assert!(message.contains("write.csv(wiot"), "{message}");
    for name in ["2016", "2016-frame", "2013", "2013-csv", "three_files"] {
        assert!((READER.recognise)(&Source::open(&data(name)).unwrap()), "{name}");
    }
}
