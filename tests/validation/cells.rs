//! Columns, rows and cells of CSV files.

use crate::{COVERAGE, LINES, SECTORS, SOURCES, assert_includes, assert_problems, two_sector};

#[test]
fn unknown_column_that_is_a_misspelling() {
    let copy = two_sector().replace(LINES, "group,exports", "group,exprts");
    assert_includes(
        &copy,
        &[
            (
                "m/trade/lines.csv, line 1, column exprts: this column is not known.",
                "Did you mean `exports`?",
            ),
            (
                "m/trade/lines.csv, line 1, column exports: the column is missing.",
                "The columns are line,label,group,exports,import_share_of_use.",
            ),
        ],
    );
}

#[test]
fn unknown_column() {
    let copy = two_sector().replace(COVERAGE, "programme,share\n", "programme,share,remark\n").replace(
        COVERAGE,
        "tariff,1",
        "tariff,1,x",
    );
    assert_problems(
        &copy,
        &[(
            "m/trade/coverage.csv, line 1, column remark: this column is not known.",
            "The columns are line,programme,share.",
        )],
    );
}

#[test]
fn column_that_is_there_twice() {
    let copy = two_sector()
        .replace(COVERAGE, "line,programme,share\n", "line,programme,share,share\n")
        .replace(COVERAGE, "tariff,1", "tariff,1,1");
    assert_problems(
        &copy,
        &[("m/trade/coverage.csv, line 1, column share: the column is there twice.", "Remove one.")],
    );
}

#[test]
fn missing_column() {
    let copy = two_sector()
        .replace(SOURCES, "import_share,mfn", "import_share")
        .replace(SOURCES, "home,1,0", "home,1");
    assert_includes(
        &copy,
        &[(
            "m/trade/sources.csv, line 1, column mfn: the column is missing.",
            "The columns are line,source,import_share,mfn.",
        )],
    );
}

#[test]
fn header_without_rows() {
    let copy = two_sector().replace(COVERAGE, "tariffed-goods,tariff,1\n", "");
    assert_problems(
        &copy,
        &[("m/trade/coverage.csv: the file has a header but no rows.", "Add at least one row.")],
    );
}

#[test]
fn row_that_is_too_short() {
    let copy = two_sector().replace(COVERAGE, "tariffed-goods,tariff,1", "tariffed-goods,tariff");
    assert_includes(
        &copy,
        &[(
            "m/trade/coverage.csv, line 2: the row has 2 cells, the header has 3.",
            "Give every column one cell; quote a cell that holds a comma.",
        )],
    );
}

#[test]
fn row_that_is_too_long() {
    let copy = two_sector().replace(SECTORS, "Sector 1,1000", "Sector, 1,1000");
    assert_problems(
        &copy,
        &[(
            "m/economy/sectors.csv, line 2: the row has 9 cells, the header has 8.",
            "Give every column one cell; quote a cell that holds a comma.",
        )],
    );
}

#[test]
fn text_in_a_number_cell() {
    let copy = two_sector().replace(LINES, "goods,600", "goods,six hundred");
    assert_problems(
        &copy,
        &[(
            "m/trade/lines.csv, line 2, column exports: `six hundred` is not a number.",
            "Write a plain number with a point for decimals, such as 0.25.",
        )],
    );
}

#[test]
fn comma_for_decimals() {
    let copy = two_sector().replace(LINES, "goods,600,1", r#"goods,600,"0,5""#);
    assert_problems(
        &copy,
        &[(
            "m/trade/lines.csv, line 2, column import_share_of_use: `0,5` is not a number.",
            "Write a plain number with a point for decimals, such as 0.25.",
        )],
    );
}

#[test]
fn nan_in_a_number_cell() {
    let copy = two_sector().replace(LINES, "goods,600", "goods,NaN");
    assert_problems(
        &copy,
        &[(
            "m/trade/lines.csv, line 2, column exports: `NaN` is not a number.",
            "Write a plain number with a point for decimals, such as 0.25.",
        )],
    );
}

#[test]
fn infinity_in_a_number_cell() {
    let copy = two_sector().replace(SECTORS, "Sector 1,1000", "Sector 1,inf");
    assert_problems(
        &copy,
        &[(
            "m/economy/sectors.csv, line 2, column output: `inf` is not a number.",
            "Write a plain number with a point for decimals, such as 0.25.",
        )],
    );
}

#[test]
fn number_too_large_to_hold() {
    let copy = two_sector().replace(SECTORS, "Sector 1,1000", "Sector 1,1e999");
    assert_problems(
        &copy,
        &[(
            "m/economy/sectors.csv, line 2, column output: `1e999` is not a number.",
            "Write a plain number with a point for decimals, such as 0.25.",
        )],
    );
}

#[test]
fn empty_number_cell() {
    let copy = two_sector().replace(COVERAGE, "tariff,1", "tariff,");
    assert_problems(
        &copy,
        &[(
            "m/trade/coverage.csv, line 2, column share: the cell is empty.",
            "Write a plain number with a point for decimals, such as 0.25.",
        )],
    );
}

#[test]
fn share_above_one() {
    let copy = two_sector().replace(LINES, "600,1\n", "600,1.4\n");
    assert_problems(
        &copy,
        &[(
            "m/trade/lines.csv, line 2, column import_share_of_use: 1.4 is outside [0, 1].",
            "Share of imports in the destination's total use of these goods. Write it as a fraction: 0.25 means 25 %.",
        )],
    );
}

#[test]
fn negative_amount() {
    let copy = two_sector().replace(LINES, "goods,600", "goods,-600");
    assert_problems(
        &copy,
        &[(
            "m/trade/lines.csv, line 2, column exports: -600 is outside >= 0.",
            "Home's exports of the line to the destination at customs values.",
        )],
    );
}

#[test]
fn rate_written_in_per_cent() {
    let copy = two_sector().replace(SOURCES, "home,1,0", "home,1,25");
    assert_problems(
        &copy,
        &[(
            "m/trade/sources.csv, line 2, column mfn: 25 is outside [0, 10].",
            "Ad valorem rate before the first action: most favoured nation, or preferential. Write it as a fraction: 0.25 means 25 %.",
        )],
    );
}

#[test]
fn id_with_capitals() {
    let copy = two_sector().replace(LINES, "tariffed-goods,Goods", "Tariffed Goods,Goods");
    assert_includes(
        &copy,
        &[(
            "m/trade/lines.csv, line 2, column line: `Tariffed Goods` is not an id.",
            "Use lower-case letters, digits, - and _ only.",
        )],
    );
}

#[test]
fn empty_text_cell() {
    let copy = two_sector().replace(SECTORS, "Sector 2", "");
    assert_problems(
        &copy,
        &[("m/economy/sectors.csv, line 3, column name: the cell is empty.", "Here stands: Name in words.")],
    );
}

#[test]
fn quote_that_is_not_closed() {
    let copy = two_sector().replace(LINES, "Goods of", r#""Goods of"#);
    assert_includes(
        &copy,
        &[(
            "m/trade/lines.csv, line 2: the row has 2 cells, the header has 5.",
            "Give every column one cell; quote a cell that holds a comma.",
        )],
    );
}
