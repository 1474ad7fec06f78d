//! The textbook economy for unit tests: Miller & Blair, tables 2.3 and 2.4.

use nalgebra::{DMatrix, DVector};

use super::economy::{Accounts, Economy, FINAL_USERS, Region, Sector};
use super::flows::Flows;

/// Two sectors; `Z = [[150, 500], [200, 100]]`, `x = [1000, 2000]`, all final demand by households.
pub fn two_sector_economy() -> Economy {
    let sector = |code: &str| Sector { code: code.into(), name: code.into() };
    let mut final_demand = DMatrix::zeros(2, FINAL_USERS.len());
    final_demand[(0, 0)] = 350.0;
    final_demand[(1, 0)] = 1700.0;
    let transactions = DMatrix::from_row_slice(2, 2, &[150.0, 500.0, 200.0, 100.0]);
    let accounts = Accounts {
        regions: vec![Region { code: String::new(), name: String::new(), sectors: 0..2 }],
        sectors: vec![sector("1"), sector("2")],
        intermediate_sales: DVector::from_vec(vec![650.0, 300.0]),
        intermediate_purchases: DVector::from_vec(vec![350.0, 600.0]),
        output: DVector::from_vec(vec![1000.0, 2000.0]),
        imported_inputs: DVector::zeros(2),
        net_taxes: DVector::zeros(2),
        value_added: DVector::from_vec(vec![650.0, 1400.0]),
        compensation: DVector::from_vec(vec![300.0, 500.0]),
        employment: DVector::from_vec(vec![3000.0, 5000.0]),
        final_demand,
        final_imports: DVector::zeros(FINAL_USERS.len()),
        final_taxes: DVector::zeros(FINAL_USERS.len()),
    };
    Economy::new(accounts, Flows::from_dense(&transactions))
}
