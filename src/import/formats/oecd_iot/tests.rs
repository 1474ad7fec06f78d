//! Files of all layouts, read figure by figure.

use std::path::{Path, PathBuf};

use approx::assert_relative_eq;
use nalgebra::DMatrix;

use super::*;
use crate::import::table::User;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import/oecd-iot").join(name)
}

fn read_path(path: &Path, options: &ReadOptions) -> Reading<Table> {
    let source = Source::open(path)?;
    read(&source, options, &|_| {})
}

fn read_data(name: &str, year: Option<i32>) -> Table {
    let options = ReadOptions { year, ..ReadOptions::default() };
    read_path(&data(name), &options).unwrap_or_else(|told| panic!("{told}"))
}

/// What a table says of a use, over all its columns.
fn demand(table: &Table, kind: Use) -> Vec<f64> {
    let users = table.users.iter().enumerate().filter(|(_, user)| user.kind == kind);
    users.fold(vec![0.0; table.nodes.len()], |mut sums, (user, _)| {
        sums.iter_mut().zip(table.final_demand.column(user).iter()).for_each(|(sum, value)| *sum += value);
        sums
    })
}

#[track_caller]
fn assert_near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    found
        .iter()
        .zip(expected)
        .for_each(|(found, expected)| assert_relative_eq!(found, expected, epsilon = 1e-9));
}

#[track_caller]
fn assert_totals(table: &Table) {
    let codes: Vec<&str> = table.nodes.iter().map(|node| node.code.as_str()).collect();
    assert!(
        codes == ["D01T02", "D29", "D41T43", "D97T98"] || codes == ["A01_02", "C29", "F", "T"],
        "{codes:?}"
    );
    assert_eq!(table.regions[0].name, "Korea");
    assert_eq!(table.nodes[1].name, "Motor vehicles, trailers and semi-trailers");
    let flows = [[27.0, 2.0, 3.0, 0.0], [5.0, 130.5, 15.5, 0.0], [1.0, 2.2, 15.8, 0.0], [0.0; 4]];
    let expected = DMatrix::from_row_slice(4, 4, flows.as_flattened());
    assert_relative_eq!(table.flows.to_dense(), expected, epsilon = 1e-9);
    assert_near(&demand(table, Use::Household), &[59.5, 50.4, 4.6, 0.0]);
    assert_near(&demand(table, Use::Government), &[1.2, 3.0, 3.0, 0.0]);
    assert_near(&demand(table, Use::Investment), &[2.3, 34.0, 80.7, 0.0]);
    assert_near(&demand(table, Use::Inventories), &[-0.3, 1.0, 0.8, 0.0]);
    assert_near(&demand(table, Use::Exports), &[24.6, 72.5, 10.0, 0.0]);
    let Imports::Competitive { goods, beyond } = &table.imports else { panic!("{:?}", table.imports) };
    assert_near(goods, &[18.3, 80.4, 1.1, 0.0]);
    let household = table.users.iter().position(|user| user.kind == Use::Household).unwrap();
    assert_eq!((beyond[household], beyond.iter().sum::<f64>()), (0.7, 0.7));
    // Taxes of industries abroad (0.1, 0.3, 0.1) are with those at home.
    assert_near(&table.net_taxes, &[1.3, 4.8, 3.2, 0.0]);
    assert_near(&table.value_added, &[66.7, 92.0, 79.5, 0.0]);
    assert_near(&table.output, &[101.0, 231.5, 117.0, 0.0]);
    assert_relative_eq!(table.final_taxes[household], 9.5 + 0.1 + 0.8, epsilon = 1e-9);
    assert_relative_eq!(table.final_taxes.iter().sum::<f64>(), 17.0, epsilon = 1e-9);
    assert_balanced(table);
}

#[track_caller]
fn assert_balanced(table: &Table) {
    let (sold, paid) = (table.flows.row_sums(), table.flows.column_sums());
    for i in 0..table.nodes.len() {
        let (goods, inputs) = match &table.imports {
            Imports::Competitive { goods, .. } => (goods[i], 0.0),
            Imports::Separate { inputs, .. } => (0.0, inputs[i]),
            Imports::None => (0.0, 0.0),
        };
        let row = sold[i] + table.final_demand.row(i).sum() - goods;
        assert_relative_eq!(row, table.output[i], epsilon = 1e-6);
        let column = paid[i] + inputs + table.net_taxes[i] + table.value_added[i];
        assert_relative_eq!(column, table.output[i], epsilon = 1e-6);
    }
}

#[test]
fn total_flows_of_three_editions_are_read() {
    let numbered = read_data("oecd_iot_2021ed_KOR_2015.csv", None);
    assert_totals(&numbered);
    assert_eq!((numbered.year, numbered.money.as_str()), (Some(2015), "million US dollars"));
    assert_eq!(numbered.title, "OECD Input-Output Tables, 2021 edition: Korea, 2015, total flows");
    assert_totals(&read_data("KOR2018ttl.csv", None));
    let newer = read_data("KOR2020ttl.csv", None);
    assert_totals(&newer);
    assert_eq!(newer.title, "OECD Input-Output Tables, 2023 edition: Korea, 2020, total flows");
    assert_totals(&read_data("iots_2023_sdmx.csv", None));
}

#[track_caller]
fn assert_domestic(table: &Table) {
    let flows = [[20.5, 1.5, 2.0, 0.0], [3.0, 90.5, 10.0, 0.0], [1.0, 2.0, 15.5, 0.0], [0.0; 4]];
    let rows = table.nodes.len();
    let expected = DMatrix::from_row_slice(
        rows,
        rows,
        &flows[..rows].iter().flat_map(|row| row[..rows].to_vec()).collect::<Vec<_>>(),
    );
    assert_relative_eq!(table.flows.to_dense(), expected, epsilon = 1e-9);
    assert_near(&demand(table, Use::Household)[..3], &[50.5, 30.0, 4.0]);
    assert_near(&demand(table, Use::Exports)[..3], &[23.9, 69.5, 10.0]);
    let Imports::Separate { inputs, final_use } = &table.imports else { panic!("{:?}", table.imports) };
    // Imported goods, and the taxes that are paid on them abroad.
    assert_near(&inputs[..3], &[8.6, 41.0, 6.9]);
    let of = |kind| final_use[table.users.iter().position(|user| *user == User { region: 0, kind }).unwrap()];
    assert_near(&[of(Use::Household)], &[8.0 + 20.0 + 0.1 + 0.9 + 0.4 + 0.6 + 0.7]);
    assert_near(&[of(Use::Exports), of(Use::Inventories)], &[0.2 + 3.5, -0.4]);
    assert_near(&table.net_taxes[..3], &[1.2, 4.5, 3.1]);
    assert_balanced(table);
}

#[test]
fn domestic_and_imported_flows_stay_apart() {
    let table = read_data("KOR2020dom.csv", None);
    assert_eq!(table.nodes.len(), 4);
    assert_domestic(&table);
    assert!(table.title.ends_with("domestic and imported flows"), "{}", table.title);
    let listed = read_data("IOTS_2021_KOR_stat.csv", Some(2018));
    assert_eq!((listed.year, listed.nodes.len()), (Some(2018), 3));
    assert_eq!(listed.nodes[0].name, "Agriculture, hunting, forestry");
    assert_domestic(&listed);
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(data("KOR2020dom.csv")).unwrap();
    let part = |keep: &dyn Fn(&str) -> bool| {
        text.lines().filter(|line| keep(line)).map(|line| format!("{line}\n")).collect::<String>()
    };
    std::fs::write(folder.path().join("KOR2020dom.csv"), part(&|line| !line.starts_with("IMP_"))).unwrap();
    let told = read_path(folder.path(), &ReadOptions::default()).unwrap_err().to_string();
    assert!(told.contains("domestic flows alone"), "{told}");
    std::fs::write(folder.path().join("KOR2020imp.csv"), part(&|line| line.starts_with(['I', ',']))).unwrap();
    assert_domestic(&read_path(folder.path(), &ReadOptions::default()).unwrap());
}

#[test]
fn the_published_table_of_japan_gives_the_coefficients_of_the_bundled_model() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("models/japan-us-2025/sources/oecd_iot_2021_jpn_2018.csv");
    let table = read_path(&path, &ReadOptions::default()).unwrap();
    assert_eq!((table.regions[0].code.as_str(), table.year, table.nodes.len()), ("JPN", Some(2018), 45));
    let Imports::Competitive { goods, beyond } = &table.imports else { panic!("{:?}", table.imports) };
    assert_eq!(beyond.iter().sum::<f64>(), 398.9);
    let n = table.nodes.len();
    let mut flows = table.flows.clone();
    let sold = flows.row_sums();
    let exports = demand(&table, Use::Exports);
    let share = |i: usize| {
        let used = sold[i] + table.final_demand.row(i).sum() - exports[i];
        if used > 0.0 { goods[i] / used } else { 0.0 }
    };
    flows.scale_rows(&(0..n).map(|i| 1.0 - share(i)).collect::<Vec<_>>());
    let output = |j: usize| table.output[j].max(f64::MIN_POSITIVE);
    let coefficients = DMatrix::from_fn(n, n, |i, j| flows.get(i, j) / output(j));
    let inverse = (DMatrix::identity(n, n) - coefficients).try_inverse().unwrap();
    let cars = table.nodes.iter().position(|node| node.code == "D29").unwrap();
    assert_relative_eq!(inverse.column(cars).sum(), 2.307, epsilon = 5e-4);
    let value_added: f64 = (0..n).map(|i| table.value_added[i] / output(i) * inverse[(i, cars)]).sum();
    assert_relative_eq!(value_added, 0.700, epsilon = 5e-4);
}

#[test]
fn what_is_missing_is_told() {
    let text = std::fs::read_to_string(data("KOR2018ttl.csv")).unwrap();
    let told = |name: &str, text: String| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        read_path(&path, &ReadOptions::default()).unwrap_err().to_string()
    };
    let lines: Vec<&str> = text.lines().collect();
    let without = |start: &str| {
        lines
            .iter()
            .filter(|line| !line.starts_with(start))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    assert!(told("table.csv", text.clone()).contains("--country JPN"));
    assert!(told("KOR2018ttl.csv", without("OUTPUT")).contains("there is no row `OUTPUT`"));
    let told_row = told("KOR2018ttl.csv", without("TTL_29"));
    assert!(told_row.contains("line 1, column D29: the column `D29` has no row."), "{told_row}");
    let cut = &text[..text.len() - 30];
    assert!(
        told("KOR2018ttl.csv", cut.into()).contains("the last line ends after"),
        "{}",
        told("KOR2018ttl.csv", cut.into())
    );
    let unknown = text.replace("HFCE", "HFXE");
    assert!(
        told("KOR2018ttl.csv", unknown.clone()).contains("`HFXE` has no row"),
        "{}",
        told("KOR2018ttl.csv", unknown)
    );
    let several = read_path(&data(""), &ReadOptions::default()).unwrap_err().to_string();
    assert!(several.contains("several countries or years"), "{several}");
    let years = read_path(&data("IOTS_2021_KOR_stat.csv"), &ReadOptions::default()).unwrap_err().to_string();
    assert!(years.contains("there are 2 values: 2016, 2018"), "{years}");
}

#[test]
fn imports_of_either_sign_are_positive() {
    let text = std::fs::read_to_string(data("KOR2018ttl.csv")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("KOR2018ttl.csv");
    let swapped = text.replace(",-18.3", ",18.3").replace(",-80.4", ",80.4");
    std::fs::write(&path, swapped.replace(",-1.1\n", ",-0.9\n")).unwrap();
    let table = read_path(&path, &ReadOptions::default()).unwrap();
    let Imports::Competitive { goods, .. } = &table.imports else { panic!("{:?}", table.imports) };
    assert_near(goods, &[18.3, 80.4, 0.0, 0.0]);
    assert_near(&demand(&table, Use::Exports), &[24.6, 72.5, 10.9, 0.0]);
    assert!(table.notes.iter().any(|note| note.contains("D41T43 0.9000")), "{:?}", table.notes);
}

#[test]
fn layouts_are_recognised() {
    for name in ["KOR2018ttl.csv", "KOR2020dom.csv", "iots_2023_sdmx.csv", "oecd_iot_2021ed_KOR_2015.csv"] {
        assert!(recognise(&Source::open(&data(name)).unwrap()), "{name}");
    }
}
