//! The layout of Eora26 at small size, with made-up figures.

use super::*;
use crate::import::formats::pymrio::tests::{assert_balanced, patched, published, spent, table};
use crate::import::table::Use;

const FOLDER: &str = "eora26/Eora26_2015_bp";

#[test]
fn figures_get_their_labels_and_the_rest_of_the_world_stays_a_region() {
    let table = table(&READER, &published(FOLDER), &ReadOptions::default()).unwrap();
    assert_eq!(table.title, "Eora26, basic prices, 2015");
    assert_eq!((table.year, table.money.as_str()), (Some(2015), "thousand US dollars"));
    let regions: Vec<(&str, &str)> =
        table.regions.iter().map(|region| (region.code.as_str(), region.name.as_str())).collect();
    assert_eq!(regions, [("JPN", "Japan"), ("USA", "USA"), ("ROW", "ROW")]);
    assert_eq!(
        (table.node_name(1), table.node_name(6)),
        ("JPN.Transport Equipment".into(), "ROW.TOTAL".into())
    );
    assert_balanced(&table);
    assert_eq!(table.flows.get(0, 1), 80852.028);
    assert_eq!(table.final_demand[(1, 4)], -2345.678);
    assert_eq!(table.compensation.as_ref().unwrap()[0], 346_408.206);
    // Subsidies are negative, and a sector without any trade stays.
    assert!((table.value_added[0] - 721_683.762).abs() < 1e-6);
    assert_eq!((table.output[5], table.value_added[5]), (0.0, 0.0));
    assert!(spent(&table, 2, Use::Government) > 0.0);
    assert!(table.notes.iter().any(|note| note.contains("statistical discrepancies, not an economy")));
}

#[test]
fn what_is_wrong_is_told() {
    let said = |file: &str, from: &str, to: &str| {
        table(&READER, patched(FOLDER, file, from, to).path(), &ReadOptions::default()).unwrap_err()
    };
    for (file, from, to, told) in [
        (
            "labels_T.txt",
            "USA\tUSA\tIndustries\tAgriculture\t\n",
            "",
            "_T.txt, line 1: rows have 7 figures, there are labels for 6.",
        ),
        (
            "labels_T.txt",
            "Japan\tJPN\tIndustries\tTransport",
            "Japan\tJPN\tCommodities\tTransport",
            "labels_T.txt, line 2: it is a label of a commodity",
        ),
        (
            "labels_FD.txt",
            "Japan\tJPN\tFinal Demand\tGov",
            "Japan\tXXX\tFinal Demand\tGov",
            "labels_FD.txt, line 3: the region `XXX` is not in labels_T.txt.",
        ),
        (
            "labels_VA.txt",
            "Net mixed income B.3n",
            "Nothing",
            "labels_VA.txt, line 5: the primary input `Nothing` is not known.",
        ),
        (
            "labels_VA.txt",
            "Primary input\tNet mixed income B.3n\t\n",
            "",
            "_VA.txt: there are 6 rows and labels for 5.",
        ),
        (
            "labels_FD.txt",
            "Japan\tJPN\tFinal Demand\tGov",
            "Japan\tJPN\tGov",
            "labels_FD.txt, line 3: the label has",
        ),
        (
            "Eora26_2015_bp_T.txt",
            "80852.028",
            "80852,028,1",
            "_T.txt, line 1, key column 2: `80852,028,1` is not a number.",
        ),
    ] {
        let message = said(file, from, to);
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn the_download_wanted_must_be_one() {
    let copy = patched(FOLDER, "labels_T.txt", "JPN", "JPN");
    let name = |year: &str| copy.path().join(format!("Eora26_{year}_T.txt"));
    std::fs::copy(name("2015_bp"), name("2014_bp")).unwrap();
    let said =
        |year| table(&READER, copy.path(), &ReadOptions { year, ..ReadOptions::default() }).unwrap_err();
    assert!(said(None).contains("there are several tables, of the years 2014, 2015."));
    assert!(said(Some(2013)).contains("there is no table of the year wanted; there are 2014, 2015."));
    assert!(said(Some(2014)).contains("Eora26_2014_bp_FD.txt: it cannot be read"));
    std::fs::remove_file(name("2014_bp")).unwrap();
    std::fs::rename(name("2015_bp"), name("2015_pp")).unwrap();
    assert!(said(None).contains("the tables are at the prices `pp`."));
    std::fs::remove_file(copy.path().join("labels_FD.txt")).unwrap();
    std::fs::rename(name("2015_pp"), name("2015_bp")).unwrap();
    assert!(said(None).contains("there are 0 files labels_FD.txt, expected one."));
}
