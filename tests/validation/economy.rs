//! The input–output accounts: order, signs, balances, and whether they can be inverted.

use crate::{FINAL_DEMAND, SECTORS, TRANSACTIONS, assert_problems, two_sector};

#[test]
fn sector_code_with_a_blank() {
    let copy = two_sector().replace(SECTORS, "2,Sector 2", "2 b,Sector 2");
    assert_problems(
        &copy,
        &[(
            "m/economy/sectors.csv, line 3, column code: `2 b` cannot be a sector code.",
            "Use letters, digits and . _ - & only; `imports` and `net_taxes` are taken.",
        )],
    );
}

#[test]
fn sector_code_that_is_taken() {
    let copy = two_sector().replace(SECTORS, "2,Sector 2", "imports,Sector 2");
    assert_problems(
        &copy,
        &[(
            "m/economy/sectors.csv, line 3, column code: `imports` cannot be a sector code.",
            "Use letters, digits and . _ - & only; `imports` and `net_taxes` are taken.",
        )],
    );
}

#[test]
fn sector_that_is_there_twice() {
    let copy = two_sector().replace(SECTORS, "2,Sector 2", "1,Sector 2");
    assert_problems(
        &copy,
        &[(
            "m/economy/sectors.csv, line 3, column code: the sector `1` is there twice.",
            "Give each sector its own code.",
        )],
    );
}

#[test]
fn first_column_of_transactions() {
    let copy = two_sector().replace(TRANSACTIONS, "sector,1,2", "code,1,2");
    assert_problems(
        &copy,
        &[(
            "m/economy/transactions.csv, line 1: the first column is not `sector`.",
            "Name it `sector`; then come the sector codes.",
        )],
    );
}

#[test]
fn transactions_with_a_column_too_few() {
    let copy =
        two_sector().replace(TRANSACTIONS, "sector,1,2\n1,150,500\n2,200,100", "sector,1\n1,150\n2,200");
    assert_problems(
        &copy,
        &[(
            "m/economy/transactions.csv, line 1: there are 2 columns; the 2 sectors need 3.",
            "The sectors stand in the order of economy/sectors.csv.",
        )],
    );
}

#[test]
fn transactions_with_columns_in_another_order() {
    let copy = two_sector().replace(TRANSACTIONS, "sector,1,2", "sector,2,1");
    assert_problems(
        &copy,
        &[(
            "m/economy/transactions.csv, line 1: column 2 is `2`, not `1`.",
            "The sectors stand in the order of economy/sectors.csv.",
        )],
    );
}

#[test]
fn transactions_with_a_row_too_few() {
    let copy = two_sector().replace(TRANSACTIONS, "2,200,100\n", "");
    assert_problems(
        &copy,
        &[(
            "m/economy/transactions.csv: there are 1 rows; there are 2 sectors.",
            "The sectors stand in the order of economy/sectors.csv.",
        )],
    );
}

#[test]
fn transactions_with_rows_in_another_order() {
    let copy = two_sector().replace(TRANSACTIONS, "1,150,500\n2,200,100", "2,200,100\n1,150,500");
    assert_problems(
        &copy,
        &[
            (
                "m/economy/transactions.csv, line 2, column sector: the row is `2`, not `1`.",
                "The sectors stand in the order of economy/sectors.csv.",
            ),
            (
                "m/economy/transactions.csv, line 3, column sector: the row is `1`, not `2`.",
                "The sectors stand in the order of economy/sectors.csv.",
            ),
        ],
    );
}

#[test]
fn negative_transaction() {
    let copy = two_sector().replace(TRANSACTIONS, "1,150,500", "1,-150,500");
    assert_problems(
        &copy,
        &[(
            "m/economy/transactions.csv, line 2, column 1: -150 is below 0.",
            "Intermediate sales are never negative; book corrections in inventories.",
        )],
    );
}

#[test]
fn text_among_transactions() {
    let copy = two_sector().replace(TRANSACTIONS, "1,150,500", "1,n/a,500");
    assert_problems(
        &copy,
        &[(
            "m/economy/transactions.csv, line 2, column 1: `n/a` is not a number.",
            "Write a plain number with a point for decimals; 0 where nothing is sold.",
        )],
    );
}

#[test]
fn empty_cell_among_transactions() {
    let copy = two_sector().replace(TRANSACTIONS, "1,150,500", "1,,500");
    assert_problems(
        &copy,
        &[(
            "m/economy/transactions.csv, line 2, column 1: the cell is empty.",
            "Write a plain number with a point for decimals; 0 where nothing is sold.",
        )],
    );
}

#[test]
fn final_demand_with_a_row_too_few() {
    let copy = two_sector().replace(FINAL_DEMAND, "net_taxes,0,0,0,0,0\n", "");
    assert_problems(
        &copy,
        &[(
            "m/economy/final_demand.csv: there are 3 rows; 2 sectors, `imports` and `net_taxes` make 4.",
            "One row per sector in the order of economy/sectors.csv, then `imports`, then `net_taxes`.",
        )],
    );
}

#[test]
fn final_demand_with_rows_in_another_order() {
    let copy = two_sector().replace(
        FINAL_DEMAND,
        "1,50,200,0,0,100\n2,400,700,0,0,600",
        "2,400,700,0,0,600\n1,50,200,0,0,100",
    );
    assert_problems(
        &copy,
        &[
            (
                "m/economy/final_demand.csv, line 2, column sector: the row is `2`, not `1`.",
                "The rows stand in the order of economy/sectors.csv.",
            ),
            (
                "m/economy/final_demand.csv, line 3, column sector: the row is `1`, not `2`.",
                "The rows stand in the order of economy/sectors.csv.",
            ),
        ],
    );
}

#[test]
fn employment_without_output() {
    let copy = two_sector()
        .replace(
            SECTORS,
            "2,Sector 2,2000,0,0,1400,500,500\n",
            "2,Sector 2,2000,0,0,1400,500,500\n3,Sector 3,0,0,0,0,5,7\n",
        )
        .replace(
            TRANSACTIONS,
            "sector,1,2\n1,150,500\n2,200,100\n",
            "sector,1,2,3\n1,150,500,0\n2,200,100,0\n3,0,0,0\n",
        )
        .replace(FINAL_DEMAND, "imports", "3,0,0,0,0,0\nimports");
    assert_problems(
        &copy,
        &[
            (
                "m/economy/sectors.csv, line 4, column compensation: 5 with an output of 0.",
                "Give the sector its output, or set this to 0.",
            ),
            (
                "m/economy/sectors.csv, line 4, column employment: 7 with an output of 0.",
                "Give the sector its output, or set this to 0.",
            ),
        ],
    );
}

#[test]
fn row_out_of_balance() {
    let copy = two_sector().replace(FINAL_DEMAND, "1,50,200", "1,60,200");
    assert_problems(
        &copy,
        &[(
            "m/economy/final_demand.csv, line 2: sector 1 sells 1010.0000 but makes 1000.0000: the row is out of balance by +10.0000 (tolerance 1.0000).",
            "Sales to sectors (its row of economy/transactions.csv) and to final users must add up to output.",
        )],
    );
}

#[test]
fn column_out_of_balance() {
    let copy = two_sector().replace(SECTORS, "0,0,650,", "0,0,640,");
    assert_problems(
        &copy,
        &[(
            "m/economy/sectors.csv, line 2: sector 1 pays 990.0000 but makes 1000.0000: the column is out of balance by -10.0000 (tolerance 1.0000).",
            "Purchases (its column of economy/transactions.csv), imported_inputs, net_taxes and value_added must add up to output.",
        )],
    );
}

#[test]
fn negative_purchase_of_government() {
    let copy = two_sector().replace(FINAL_DEMAND, "1,50,200,0", "1,50,-200,400");
    assert_problems(
        &copy,
        &[(
            "m/economy/final_demand.csv, column government: a purchase of -200 is below 0.",
            "Only inventories may be negative; book corrections there.",
        )],
    );
}

#[test]
fn unproductive_coefficients() {
    let copy = two_sector()
        .replace(SECTORS, "1,Sector 1,1000,0,0,650,300,300", "1,Sector 1,1000,0,0,-150,300,300")
        .replace(SECTORS, "2,Sector 2,2000,0,0,1400,500,500", "2,Sector 2,2000,0,0,0,500,500")
        .replace(TRANSACTIONS, "2,200,100", "2,1000,1500")
        .replace(FINAL_DEMAND, "2,400,700,0,0,600", "2,0,0,0,-500,0");
    assert_problems(
        &copy,
        &[(
            "m/economy/sectors.csv, line 2: the economy is not productive: its technical coefficients have a spectral radius of 1.0331, not below 1. Sector 1 alone uses 1.1500 of domestic inputs per unit of output.",
            "Inputs must leave room for value added: check this column of economy/transactions.csv and its output.",
        )],
    );
}
