//! Lines, shares, sectors and coverage.

use crate::{
    COVERAGE, FINAL_DEMAND, LINES, MODEL, SECTOR_SHARES, SECTORS, SOURCES, TRANSACTIONS, assert_includes,
    assert_problems, one_draw, two_sector,
};

#[test]
fn line_that_is_there_twice() {
    let copy = two_sector().replace(
        LINES,
        "tariffed-goods,Goods of sector 2,goods,600,1\n",
        "tariffed-goods,Goods of sector 2,goods,600,1\ntariffed-goods,Again,goods,0,1\n",
    );
    assert_includes(
        &copy,
        &[(
            "m/trade/lines.csv, line 3, column line: the line `tariffed-goods` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn line_called_default() {
    let copy = two_sector()
        .replace(LINES, "tariffed-goods,Goods", "default,Goods")
        .replace(SOURCES, "tariffed-goods", "default")
        .replace(SECTOR_SHARES, "tariffed-goods", "default")
        .replace(COVERAGE, "tariffed-goods", "default");
    assert_problems(
        &copy,
        &[(
            "m/trade/lines.csv, line 2, column line: `default` cannot be a line: parameters.toml uses it for all lines.",
            "Choose another id.",
        )],
    );
}

#[test]
fn unknown_line_group() {
    let copy = two_sector().replace(LINES, "goods,600", "good,600");
    assert_problems(
        &copy,
        &[(
            "m/trade/lines.csv, line 2, column group: there is no line group `good`.",
            "Did you mean `goods`?",
        )],
    );
}

#[test]
fn no_exports_at_all() {
    let copy = two_sector().replace(LINES, "goods,600", "goods,0");
    assert_problems(
        &copy,
        &[(
            "m/trade/lines.csv, column exports: no line has any exports: there is nothing a tariff could act on.",
            "Give at least one line its exports.",
        )],
    );
}

#[test]
fn misspelt_line() {
    let copy = two_sector().replace(SOURCES, "tariffed-goods,home", "tarifed-goods,home");
    assert_includes(
        &copy,
        &[(
            "m/trade/sources.csv, line 2, column line: there is no line `tarifed-goods`.",
            "Did you mean `tariffed-goods`?",
        )],
    );
}

#[test]
fn unknown_line() {
    let copy = two_sector().replace(COVERAGE, "tariffed-goods,tariff", "cars,tariff");
    assert_problems(
        &copy,
        &[(
            "m/trade/coverage.csv, line 2, column line: there is no line `cars`.",
            "The model's line names are tariffed-goods.",
        )],
    );
}

#[test]
fn unknown_source() {
    let copy = two_sector().replace(SOURCES, "goods,home", "goods,abroad");
    assert_includes(
        &copy,
        &[(
            "m/trade/sources.csv, line 2, column source: there is no source `abroad`.",
            "The model's source names are home.",
        )],
    );
}

#[test]
fn source_of_a_line_that_is_there_twice() {
    let copy = two_sector().replace(
        SOURCES,
        "tariffed-goods,home,1,0\n",
        "tariffed-goods,home,1,0\ntariffed-goods,home,1,0\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/trade/sources.csv, line 3, column source: the pair `tariffed-goods, home` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn source_without_a_row() {
    let copy = one_draw().replace(SOURCES, "cars,korea,0.25,0.025\n", "");
    assert_problems(
        &copy,
        &[(
            "m/trade/sources.csv: the line cars has no row for korea.",
            "Add a row; use an import_share of 0 where nothing is sold.",
        )],
    );
}

#[test]
fn import_shares_that_do_not_sum_to_one() {
    let copy = one_draw().replace(SOURCES, "cars,korea,0.25,0.025", "cars,korea,0.2,0.025");
    assert_problems(
        &copy,
        &[(
            "m/trade/sources.csv, line 2, column import_share: the import shares of cars sum to 0.95, not 1.",
            "List every source; put small ones together in one.",
        )],
    );
}

#[test]
fn unknown_sector() {
    let copy = two_sector().replace(SECTOR_SHARES, "goods,2,1", "goods,3,1");
    assert_includes(
        &copy,
        &[(
            "m/trade/sectors.csv, line 2, column sector: there is no sector `3`.",
            "The model's sector names are 1, 2.",
        )],
    );
}

#[test]
fn export_of_a_sector_without_output() {
    let copy = two_sector()
        .replace(
            SECTORS,
            "2,Sector 2,2000,0,0,1400,500,500\n",
            "2,Sector 2,2000,0,0,1400,500,500\n3,Sector 3,0,0,0,0,0,0\n",
        )
        .replace(
            TRANSACTIONS,
            "sector,1,2\n1,150,500\n2,200,100\n",
            "sector,1,2,3\n1,150,500,0\n2,200,100,0\n3,0,0,0\n",
        )
        .replace(FINAL_DEMAND, "imports", "3,0,0,0,0,0\nimports")
        .replace(SECTOR_SHARES, "goods,2,1", "goods,3,1");
    assert_includes(
        &copy,
        &[(
            "m/trade/sectors.csv, line 2, column sector: the sector 3 has no output and cannot export.",
            "Choose a sector with output.",
        )],
    );
}

#[test]
fn sector_of_a_line_that_is_there_twice() {
    let copy = two_sector().replace(
        SECTOR_SHARES,
        "tariffed-goods,2,1\n",
        "tariffed-goods,2,0.5\ntariffed-goods,2,0.5\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/trade/sectors.csv, line 3, column sector: the pair `tariffed-goods, 2` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn line_without_a_sector() {
    let copy = one_draw().replace(SECTOR_SHARES, "steel,steel,1.0\n", "");
    assert_problems(
        &copy,
        &[("m/trade/sectors.csv: the line steel has no row.", "Say which sectors earn its export value.")],
    );
}

#[test]
fn sector_shares_that_do_not_sum_to_one() {
    let copy = one_draw().replace(SECTOR_SHARES, "vehicles,0.88", "vehicles,0.8");
    assert_problems(
        &copy,
        &[(
            "m/trade/sectors.csv, line 2, column share: the sector shares of cars sum to 0.92, not 1.",
            "Every unit of export value goes to some sector; margins go to trade and transport.",
        )],
    );
}

#[test]
fn exports_above_output() {
    let copy = two_sector().replace(LINES, "goods,600", "goods,2600");
    assert_problems(
        &copy,
        &[(
            "m/trade/sectors.csv: sector 2 would export 2600.0000 to the destination but makes only 2000.0000.",
            "Check the exports of trade/lines.csv, the shares here, and that both use the same money unit.",
        )],
    );
}

#[test]
fn unknown_programme() {
    let copy = two_sector().replace(COVERAGE, "goods,tariff", "goods,tarif");
    assert_problems(
        &copy,
        &[(
            "m/trade/coverage.csv, line 2, column programme: there is no programme `tarif`.",
            "Did you mean `tariff`?",
        )],
    );
}

#[test]
fn coverage_that_is_there_twice() {
    let copy = two_sector().replace(
        COVERAGE,
        "tariffed-goods,tariff,1\n",
        "tariffed-goods,tariff,0.5\ntariffed-goods,tariff,0.5\n",
    );
    assert_problems(
        &copy,
        &[(
            "m/trade/coverage.csv, line 3, column programme: the pair `tariffed-goods, tariff` is there twice.",
            "Give each its own id, or remove one.",
        )],
    );
}

#[test]
fn coverage_above_one() {
    let copy = one_draw().replace(COVERAGE, "steel,reciprocal,0.2", "steel,reciprocal,0.4");
    assert_problems(
        &copy,
        &[(
            "m/trade/coverage.csv, line 3, column share: the coverage of steel sums to 1.1, above 1.",
            "Coverage is exclusive: goods under one programme are not under another.",
        )],
    );
}

#[test]
fn exports_without_an_import_share() {
    let copy = two_sector().replace(MODEL, "[[group]]", "[[source]]\nid = \"rival\"\n\n[[group]]").replace(
        SOURCES,
        "home,1,0",
        "home,0,0\ntariffed-goods,rival,1,0",
    );
    assert_problems(
        &copy,
        &[(
            "m/trade/sources.csv, line 2, column import_share: home exports 600 of tariffed-goods but has an import share of 0.",
            "Give home (the first source) its share of the destination's imports.",
        )],
    );
}
