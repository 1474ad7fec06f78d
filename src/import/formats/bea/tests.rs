//! Tiny files of the published layouts, read figure by figure.

use std::path::{Path, PathBuf};

use super::*;
use crate::import::table::{Imports, Use};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import/bea").join(name)
}

fn try_read(path: &Path, year: Option<i32>) -> Reading<Table> {
    (READER.read)(&Source::open(path)?, &ReadOptions { year, ..ReadOptions::default() }, &|_| {})
}

fn table(name: &str) -> Table {
    try_read(&data(name), Some(2022)).unwrap()
}

fn told(path: &Path) -> String {
    try_read(path, Some(2022)).unwrap_err().to_string()
}

fn imports(table: &Table) -> &[f64] {
    match &table.imports {
        Imports::Competitive { goods, .. } => goods,
        other => panic!("{other:?}"),
    }
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-6
}

fn assert_balanced(table: &Table) {
    let (sold, bought) = (table.flows.row_sums(), table.flows.column_sums());
    for i in 0..table.nodes.len() {
        let used = sold[i] + table.final_demand.row(i).sum() - imports(table)[i];
        assert!(close(used, table.output[i]), "row {}: {used} {}", table.node_name(i), table.output[i]);
        let paid = bought[i] + table.net_taxes[i] + table.value_added[i];
        assert!(close(paid, table.output[i]), "column {}: {paid} {}", table.node_name(i), table.output[i]);
    }
}

#[test]
fn make_and_use_become_a_table_of_industries() {
    let table = table("make-use");
    assert_eq!(
        table.title,
        "BEA make and use tables before redefinitions, producers' prices: United States, 2022"
    );
    assert_eq!(
        (table.year, table.money.as_str(), table.regions[0].code.as_str()),
        (Some(2022), "million US dollars", "USA")
    );
    let codes: Vec<&str> = table.nodes.iter().map(|node| node.code.as_str()).collect();
    assert_eq!(codes, ["111CA", "3361MV", "42", "484", "Other"]);
    assert_eq!(table.nodes[4].name, "Noncomparable imports and rest-of-the-world adjustment");
    assert_eq!(table.output, [410.0, 745.0, 905.0, 302.0, 0.0]);
    assert_eq!(table.value_added, [273.0, 392.0, 795.0, 230.0, 0.0]);
    assert_eq!(table.compensation.as_deref(), Some(&[82.0, 255.0, 437.0, 138.0, 0.0][..]));
    // Farms sell what they make of farm products, and their part of wholesale trade.
    assert!(close(table.flows.get(0, 0), 80.0 * 400.0 / 402.0 + 25.0 * 10.0 / 940.0));
    // Vehicle makers also sell all scrap.
    assert!(close(table.flows.get(1, 1), 250.0 * 700.0 / 705.0 + 60.0 * 30.0 / 940.0 + 8.0));
    assert!(close(table.flows.get(1, 3), 26.301_418_44));
    assert_eq!(
        (table.flows.get(4, 1), table.flows.get(4, 2), table.flows.column_sums()[4]),
        (5.0, 12.0, 0.0)
    );
    let kinds: Vec<Use> = table.users.iter().map(|user| user.kind).collect();
    assert_eq!(
        kinds,
        [
            Use::Household,
            Use::Investment,
            Use::Inventories,
            Use::Exports,
            Use::Government,
            Use::Investment,
            Use::Government,
            Use::Investment
        ]
    );
    assert!(close(table.final_demand[(0, 0)], 296.0 * 400.0 / 402.0 + 639.0 * 10.0 / 940.0));
    assert_eq!((table.final_demand[(4, 0)], table.final_demand[(4, 3)]), (20.0, 20.0));
    assert!(close(imports(&table)[1], 260.0 * 700.0 / 705.0 + 9.0));
    assert_eq!(imports(&table)[4], 60.0);
    assert_balanced(&table);
    let notes = table.notes.join("\n");
    assert!(notes.contains("No industry makes Noncomparable imports"), "{notes}");
    assert!(notes.contains("Prices are producers'"), "{notes}");
}

#[test]
fn single_csv_and_lines_of_cells_hold_the_same_table() {
    let workbook = table("make-use");
    let csv = table("make-use-csv");
    assert_eq!(csv, workbook);
    assert_eq!(try_read(&data("cells/InputOutput.csv"), None).unwrap(), workbook);
}

#[test]
fn another_sheet_is_another_year() {
    let table = try_read(&data("make-use"), Some(2021)).unwrap();
    assert_eq!((table.year, table.output[0]), (Some(2021), 820.0));
    assert!(
        try_read(&data("make-use"), None)
            .unwrap_err()
            .to_string()
            .contains("sheets of several years: 2021, 2022")
    );
    assert!(try_read(&data("make-use"), Some(1980)).unwrap_err().to_string().contains("no sheet of 1980"));
}

#[test]
fn supply_and_use_are_brought_to_basic_prices() {
    let table = table("supply-use");
    assert_eq!(table.title, "BEA supply and use tables, basic prices: United States, 2022");
    assert_eq!(table.output, [410.0, 745.0, 905.0, 302.0, 0.0]);
    assert_eq!(table.value_added, [265.0, 369.0, 807.0, 238.0, 0.0]);
    assert_eq!(table.compensation.as_deref().unwrap()[1], 240.0);
    // Computed apart with numpy from the formula of the method.
    for (i, j, value) in [(0, 0, 79.742_509_94), (2, 1, 67.996_501_48), (3, 0, 14.641_890_5), (4, 2, 12.0)] {
        assert!(close(table.flows.get(i, j), value), "{i} {j}: {}", table.flows.get(i, j));
    }
    assert!((table.final_demand[(1, 1)] - 111.323_335).abs() < 1e-5);
    assert!(close(table.net_taxes[0], 1.818_004_6) && close(table.net_taxes[1], 9.511_966_3));
    assert!((table.final_taxes[0] - 35.393_956_54).abs() < 1e-6);
    // Imports at their value at the border, adjustments and duties included.
    assert!(close(imports(&table)[0], 46.0 * 400.0 / 402.0));
    assert!(close(imports(&table)[3], 14.0 + 46.0 * 2.0 / 402.0));
    assert_balanced(&table);
}

/// A copy of the two csv files with a text replaced in one of them.
fn changed(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["use.csv", "make.csv"] {
        let before = std::fs::read_to_string(data("make-use-csv").join(name)).unwrap();
        let after = if name == file { before.replacen(from, to, 1) } else { before.clone() };
        assert!(name != file || before != after, "{from} is not in {file}");
        std::fs::write(folder.path().join(name), after).unwrap();
    }
    folder
}

#[test]
fn tables_that_do_not_belong_together_are_told() {
    for (file, from, to, expected) in [
        ("use.csv", "111CA,Farms,80,", "111CA,Farms,8o,", "line 8, column C: `8o` is not a number"),
        ("use.csv", "Producers'", "Purchasers'", "at purchasers' prices"),
        (
            "use.csv",
            "F10S,",
            "F09S,",
            "`F09S` (State and local: Gross investment in structures) is not a known final use",
        ),
        (
            "use.csv",
            "Total Industry Output,410",
            "Total Industry Output,450",
            "output of 111CA is 450 in the use table and 410",
        ),
        ("use.csv", "V001,Compensation of employees", "V009,Wages", "no row V001 or V00100"),
        ("use.csv", "F050", "F051", "no column F050"),
        ("make.csv", "484,Truck", "481,Air", "of the use table is not among its rows"),
        ("make.csv", "3361MV,\"Motor", "111CA,\"Motor", "the code `111CA` is there twice"),
        (
            "make.csv",
            "700,30,...,15",
            "730,30,...,-15",
            "domestic output of `Used` (Scrap, used and secondhand goods) is -15, below 0",
        ),
    ] {
        let folder = changed(file, from, to);
        let message = told(folder.path());
        assert!(message.contains(expected), "{expected}\n{message}");
    }
}

#[test]
fn two_files_are_needed_and_not_more() {
    let use_name = "make-use/IOUse_Before_Redefinitions_PRO_1997-2022_Summary.xlsx";
    assert!(told(&data(use_name)).contains("no make or supply table"));
    let make_name = "make-use/IOMake_Before_Redefinitions_1997-2022_Summary.xlsx";
    assert!(told(&data(make_name)).contains("no use table"));
    let folder = tempfile::tempdir().unwrap();
    for name in [use_name, make_name] {
        std::fs::copy(data(name), folder.path().join(short_name(name))).unwrap();
    }
    for other in [
        "IOUse_After_Redefinitions_PRO_1997-2022_Summary.xlsx",
        "IOUse_Before_Redefinitions_PUR_1997-2022_Summary.xlsx",
        "IOMake_Before_Redefinitions_2017_Detail.xlsx",
    ] {
        std::fs::copy(data(use_name), folder.path().join(other)).unwrap();
    }
    assert_eq!(
        try_read(folder.path(), Some(2022)).unwrap(),
        table("make-use"),
        "summary, before redefinitions, producers' prices"
    );
    std::fs::copy(data(use_name), folder.path().join("Use_Tables_Before_Summary.xlsx")).unwrap();
    assert!(told(folder.path()).contains("several files may be the use table"));
    for name in ["make-use", "make-use-csv", "cells", "supply-use"] {
        assert!((READER.recognise)(&Source::open(&data(name)).unwrap()), "{name}");
    }
}

fn short_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap()
}
