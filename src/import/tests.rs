//! The whole way of an import, with a reader of its own.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::fixture::{national, three_regions};
use super::reader::{ReadOptions, Reader, Reading};
use super::{
    Balance, ImportShares, Imported, Options, Origin, Rest, Source, Table, check_folder, import, write,
};
use crate::error::Result;

fn read(source: &Source, _: &ReadOptions, progress: &dyn Fn(&str)) -> Reading<Table> {
    progress("reading the figures");
    let name = source.names()[0].to_string();
    let file = source.read(&name)?;
    let mut table = if file.bytes.starts_with(b"national") { national() } else { three_regions() };
    if file.bytes.ends_with(b"unbalanced") {
        table.output[1] *= 1.05;
    }
    Ok(table)
}

const READER: Reader = Reader { name: "test", about: "A layout for tests.", recognise: |_| true, read };

fn imported(text: &str, options: &Options) -> (TempDir, Result<Imported>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    fs::write(&path, text).unwrap();
    let source = Source::open(&path).unwrap_or_else(|problems| panic!("{problems}"));
    let result = import(&READER, &source, options, &|_| ());
    (folder, result)
}

fn done(text: &str, options: &Options) -> Imported {
    imported(text, options).1.unwrap_or_else(|error| panic!("{error}"))
}

fn told(text: &str, options: &Options) -> String {
    imported(text, options).1.unwrap_err().to_string()
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("economy").join(name)).unwrap()
}

#[test]
fn a_national_table_becomes_the_files_of_an_economy() {
    let (folder, result) = imported("national", &Options::default());
    let imported = result.unwrap();
    let names = write(&imported, folder.path(), false).unwrap();
    assert_eq!(names, ["sectors.csv", "final_demand.csv", "transactions.csv", "origin.toml"]);
    let sectors = text(folder.path(), "sectors.csv");
    let mut lines = sectors.lines();
    assert_eq!(
        lines.next(),
        Some("code,name,output,imported_inputs,net_taxes,value_added,compensation,employment")
    );
    assert!(lines.next().unwrap().starts_with("A,Farms,100,11.4946"), "{sectors}");
    let demand = text(folder.path(), "final_demand.csv");
    assert!(
        demand.starts_with("sector,household,government,investment,inventories,exports\nA,27.7333"),
        "{demand}"
    );
    assert!(demand.ends_with("net_taxes,4,0,1,0,0\n"), "{demand}");
    assert!(text(folder.path(), "transactions.csv").starts_with("sector,A,C29,S\nA,8.66666"));
    let origin = Origin::parse(&text(folder.path(), "origin.toml")).unwrap();
    assert_eq!(origin, imported.origin);
    assert_eq!((origin.year, origin.country.as_deref()), (Some(2018), Some("HOM")));
    assert_eq!(origin.file[0].name, "t.csv");
    assert_eq!(origin.file[0].sha256, crate::output::hash_bytes(b"national"));
    assert_eq!(origin.notes[0], "A table for tests.");
    assert!(origin.notes.iter().any(|note| note.starts_with("NO EMPLOYMENT")), "{:?}", origin.notes);
}

#[test]
fn several_regions_have_their_own_columns_and_names() {
    let regions = ["JPN", "USA"].map(str::to_string).to_vec();
    let options = Options { regions, home: Some("JPN".into()), ..Options::default() };
    let (folder, result) = imported("three", &options);
    write(&result.unwrap(), folder.path(), false).unwrap();
    assert_eq!(text(folder.path(), "regions.csv"), "region,name\nJPN,jpn\nUSA,usa\nROW,Rest of the world\n");
    assert!(text(folder.path(), "sectors.csv").starts_with("region,code,name,output,"));
    assert!(text(folder.path(), "sectors.csv").contains("\nUSA,S,Services,"));
    let header = "sector,JPN.C29,JPN.S,USA.C29,USA.S,ROW.C29,ROW.S\nJPN.C29,";
    assert!(text(folder.path(), "transactions.csv").starts_with(header));
    let demand = text(folder.path(), "final_demand.csv");
    assert!(
        demand
            .starts_with("sector,JPN.household,JPN.government,JPN.investment,JPN.inventories,USA.household,")
    );
    assert!(demand.lines().next().unwrap().ends_with("ROW.inventories,exports"));
    let origin = Origin::parse(&text(folder.path(), "origin.toml")).unwrap();
    assert_eq!(origin.home.as_deref(), Some("JPN"));
    assert_eq!(origin.options, ["--regions JPN,USA", "--rest ROW"]);
}

#[test]
fn an_economy_is_replaced_only_where_an_import_wrote_it_and_with_leave() {
    let (folder, result) = imported("national", &Options::default());
    let imported = result.unwrap();
    write(&imported, folder.path(), false).unwrap();
    let refused = write(&imported, folder.path(), false).unwrap_err().to_string();
    assert!(
        refused.contains("holds earlier tables of an import. Replace them with --overwrite"),
        "{refused}"
    );
    write(&imported, folder.path(), true).unwrap();
    fs::write(folder.path().join("economy/origin.toml"), "title = \"mine\"\n").unwrap();
    let refused = check_folder(folder.path(), true).unwrap_err().to_string();
    assert!(refused.contains("is a folder with other things in it; it is never replaced"), "{refused}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing but the source and economy/");
}

#[test]
fn another_year_or_money_than_asked_for_is_told() {
    let mut options = Options::default();
    options.read.year = Some(2019);
    assert!(told("national", &options).contains("the table is of 2018, not of 2019."));
    options.read.year = Some(2018);
    options.read.money = Some("billion crowns".into());
    assert!(told("national", &options).contains("money is in million crowns, not in billion crowns."));
    options.rate = Some(0.001);
    let imported = done("national", &options);
    assert_eq!((imported.table.money.as_str(), imported.table.output[2]), ("billion crowns", 0.16));
    assert!(
        told("three", &Options { home: Some("JPM".into()), ..Options::default() })
            .contains("Did you mean `JPN`?")
    );
}

#[test]
fn a_table_out_of_balance_is_refused_or_adjusted() {
    let refused = told("three unbalanced", &Options::default());
    assert!(refused.contains("sector KOR.S sells") && refused.contains("--balance ras"), "{refused}");
    let options = Options { balance: Balance::Ras, ..Options::default() };
    let adjusted = done("three unbalanced", &options);
    let gaps = super::check::Gaps::of(&adjusted.table);
    assert!(gaps.rows.iter().chain(&gaps.columns).all(|gap| gap.abs() < 1e-9));
    assert!(adjusted.table.notes.iter().any(|note| note.contains("(RAS)")));
}

#[test]
fn the_order_of_stages_is_told_as_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    fs::write(&path, "three").unwrap();
    let source = Source::open(&path).unwrap_or_else(|problems| panic!("{problems}"));
    let stages = RefCell::new(Vec::new());
    let options = Options {
        regions: vec!["USA".into()],
        rest: Rest::Trade,
        imports: ImportShares::AllUse,
        ..Options::default()
    };
    import(&READER, &source, &options, &|stage| stages.borrow_mut().push(stage.to_string())).unwrap();
    let stages = stages.into_inner();
    assert_eq!(
        stages[1..],
        [
            "reading the figures",
            "checking the totals of 6 sectors",
            "putting regions together",
            "computing multipliers"
        ]
    );
}

#[test]
fn many_sectors_are_written_as_parquet() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    let mut imported = done("national", &Options::default());
    let table = &mut imported.table;
    let nodes = super::write::LARGEST_TEXT + 1;
    let mut flows = crate::model::flows::Flows::new(nodes);
    for i in 0..nodes {
        flows.push_row(
            [(i, 1.0 + i as f64), (nodes - 1, if i == 0 { 2.5 } else { 0.0 })]
                .into_iter()
                .take(if i == nodes - 1 { 1 } else { 2 }),
        );
    }
    table.flows = flows;
    table.nodes =
        (0..nodes).map(|i| super::Node { code: format!("S{i}"), ..table.nodes[0].clone() }).collect();
    table.final_demand = nalgebra::DMatrix::zeros(nodes, 5);
    for list in [&mut table.output, &mut table.net_taxes, &mut table.value_added] {
        list.resize(nodes, 1.0);
    }
    (table.compensation, table.employment) = (None, None);
    table.imports = super::Imports::None;
    let folder = tempfile::tempdir().unwrap();
    let names = write(&imported, folder.path(), false).unwrap();
    assert!(names.contains(&"transactions.parquet".to_string()));
    let file = fs::File::open(folder.path().join("economy/transactions.parquet")).unwrap();
    let rows: Vec<(i32, i32, f64)> = SerializedFileReader::new(file)
        .unwrap()
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap())
        .map(|row| (row.get_int(0).unwrap(), row.get_int(1).unwrap(), row.get_double(2).unwrap()))
        .collect();
    assert_eq!(rows.len(), nodes + 1, "zeros are left out");
    assert_eq!(rows[..2], [(1, 1, 1.0), (1, nodes as i32, 2.5)]);
}
