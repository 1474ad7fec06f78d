//! Input–output accounts: inverse, multipliers, channels.

use crate::EXACT;
use crate::support::figures::{assert_close, data, matrix, number, numbers, vector};
use crate::support::{metric, model, trace};
use kanzei::ids::SectorId;
use kanzei::leontief::{inverse, multipliers, solve};
use kanzei::model::Model;
use kanzei::model::economy::{Accounts, Economy, FINAL_USERS, Region, Sector};
use kanzei::model::flows::Flows;
use kanzei::output::Trace;
use nalgebra::DMatrix;
use nalgebra::DVector;
use serde_json::Value;

fn inverse_of(coefficients: &DMatrix<f64>) -> DMatrix<f64> {
    inverse(&Flows::from_dense(coefficients)).unwrap()
}

/// What one unit of final demand for each sector needs in all.
fn type_one(coefficients: &DMatrix<f64>, per_output: &DVector<f64>) -> DMatrix<f64> {
    multipliers(&Flows::from_dense(coefficients), &DMatrix::from_columns(std::slice::from_ref(per_output)))
        .unwrap()
}

fn ones(sectors: usize) -> DVector<f64> {
    DVector::from_element(sectors, 1.0)
}

#[test]
fn the_textbook_table_has_the_textbook_inverse_and_output() {
    let book = &data("leontief.json")["miller_blair"];
    let coefficients = matrix(&book["A"]);
    let inverse = inverse_of(&coefficients);
    assert_close("L", &inverse, &matrix(&book["L"]), EXACT);
    let demand = DMatrix::from_columns(&[vector(&book["f_new"])]);
    let output = solve(&Flows::from_dense(&coefficients), &demand).unwrap().output;
    assert_close("x", &output, &vector(&book["x_new"]), EXACT);
    // The book prints one decimal.
    assert_close(
        "x as printed",
        &output.map(|x| (x * 10.0).round() / 10.0),
        &vector(&book["book_x_new"]),
        EXACT,
    );
    let of_one = type_one(&coefficients, &ones(2));
    assert_close("multipliers", &of_one, &vector(&book["output_multipliers_type1"]), EXACT);
    let closed = inverse_of(&matrix(&book["A_closed"]));
    assert_close("closed L", &closed, &matrix(&book["L_closed"]), EXACT);
    let printed = closed.map(|l| (l * 1000.0).round() / 1000.0);
    assert_close("closed L as printed", &printed, &matrix(&book["book_L_closed_3dp"]), EXACT);
}

#[test]
fn multipliers_of_a_competitive_import_economy() {
    let economy = &data("leontief.json")["random6"];
    let coefficients = matrix(&economy["A_domestic"]);
    assert_close("L", &inverse_of(&coefficients), &matrix(&economy["L_type1"]), EXACT);
    let impacts = &economy["impacts"];
    let per_output =
        [("output", ones(6)), ("va", vector(&economy["va_coef"])), ("emp", vector(&economy["emp_coef"]))];
    for (name, coefficient) in per_output {
        let wanted = vector(&impacts[&format!("multipliers_type1_{name}")]);
        assert_close(&format!("type I {name}"), &type_one(&coefficients, &coefficient), &wanted, EXACT);
    }
}

/// The United States in 15 and 71 sectors (BEA 2019): `A = Z x̂⁻¹`, and what is known of `L`.
#[test]
fn multipliers_of_the_united_states() {
    for name in ["us_15", "us_71"] {
        let table = &data("leontief.json")[name];
        let mut coefficients = matrix(&table["Z"]);
        let output = vector(&table["X"]);
        coefficients.column_iter_mut().zip(output.iter()).for_each(|(mut column, x)| column /= *x);
        let inverse = inverse_of(&coefficients);
        let sectors = output.len();
        assert_close("first row of L", inverse.row(0).iter(), &numbers(&table["L_first_row"]), EXACT);
        assert_close("trace of L", [&inverse.trace()], [&number(&table["L_trace"])], EXACT);
        let of_one = type_one(&coefficients, &ones(sectors));
        assert_close("multipliers", &of_one, &vector(&table["output_multipliers_type1"]), EXACT);
        let mut shock = DMatrix::zeros(sectors, 1);
        shock[(table["shock_index"].as_u64().unwrap() as usize, 0)] = number(&table["shock"]);
        let change = solve(&Flows::from_dense(&coefficients), &shock).unwrap().output;
        assert_close("Δx", &change, &vector(&table["dx"]), EXACT);
    }
}

/// Sum of a monthly series over the months of 2026.
fn in_2026(trace: &Trace, series: &[f64]) -> f64 {
    let months = trace.months.iter().zip(series);
    months.filter(|(month, _)| month.starts_with("2026")).map(|(_, value)| value).sum()
}

fn type_one_2026(trace: &Trace, sector: &str) -> f64 {
    in_2026(trace, &trace.output_change["direct"][sector])
        + in_2026(trace, &trace.output_change["indirect"][sector])
}

const TARIFF: &str = "tariff-talks.new-year=tariff";

#[test]
fn the_bundled_two_sector_model_gives_the_textbooks_answers() {
    let model = model("two-sector");
    let trace = trace(&model, &[TARIFF, "lever.public-works=on"], 0);
    let book = &data("leontief.json")["miller_blair"];
    let change = vector(&book["x_new"]) - DVector::from_vec(vec![1000.0, 2000.0]);
    let found = [type_one_2026(&trace, "1"), type_one_2026(&trace, "2")];
    assert_close("output", &found, &change, EXACT);
    // To the decimals of the request: +247.5248 and −158.4158, labour +74.2574 and −39.6040.
    assert_close("output to four decimals", &found, &[247.5248, -158.4158], 1e-4 / 158.0);
    let labour = [0.3 * found[0], 0.25 * found[1]];
    assert_close("labour to four decimals", &labour, &[74.2574, -39.6040], 1e-4 / 39.0);
    let intensity = &model.economy.employment_intensity;
    assert_close("persons per unit of output", intensity.iter(), &[0.3, 0.25], EXACT);
    let labour_of_the_book = [labour[0] + 300.0, labour[1] + 500.0];
    // The book multiplies rounded outputs: 374.25 and 460.4.
    assert_close("labour as printed", &labour_of_the_book, &numbers(&book["book_labour"]), 2e-5);
    // Jobs supported contain induced output as well.
    let total = |sector: &str| {
        type_one_2026(&trace, sector) + in_2026(&trace, &trace.output_change["induced"][sector])
    };
    let jobs = [0.3 * total("1"), 0.25 * total("2")];
    let exporter = metric(&trace, "jobs_supported", "group:exporter", "2026");
    assert_close("jobs of the exporter", [&exporter], [&jobs[1]], EXACT);
    let all = metric(&trace, "jobs_supported", "total", "2026");
    assert_close("jobs", [&all], [&(jobs[0] + jobs[1])], EXACT);
}

#[test]
fn the_bundled_two_sector_model_closed_for_households_has_the_textbooks_multipliers() {
    let model = model("two-sector");
    let book = &data("leontief.json")["miller_blair"];
    let closed = matrix(&book["L_closed"]);
    let output = |fixed: &[&str]| -> [f64; 2] {
        let trace = trace(&model, fixed, 0);
        ["1", "2"].map(|sector| metric(&trace, "output", &format!("sector:{sector}"), "2026"))
    };
    let with_both = output(&[TARIFF, "lever.public-works=on"]);
    let tariff_alone = output(&[TARIFF, "lever.public-works=off"]);
    for sector in 0..2 {
        // Exports of sector 2 fall by 200 a year, public works buy 250 of sector 1.
        let of_two = tariff_alone[sector] / -200.0;
        let of_one = (with_both[sector] - tariff_alone[sector]) / 250.0;
        let found = [of_one, of_two];
        let wanted = [closed[(sector, 0)], closed[(sector, 1)]];
        assert_close("type II", &found, &wanted, EXACT);
        let printed = numbers(&book["book_L_closed_3dp"][sector]);
        assert_close(
            "type II to three decimals",
            found.map(|m| (m * 1e3).round() / 1e3).iter(),
            &printed[..2],
            EXACT,
        );
    }
}

/// The two-sector model around another economy: tariffed goods of 43.5 a year lose a third of their volume.
fn competitive_import_model(economy: &Value) -> Model {
    let output = vector(&economy["output"]);
    let sectors = output.len();
    let mut transactions = matrix(&economy["A_domestic"]);
    transactions.column_iter_mut().zip(output.iter()).for_each(|(mut column, x)| column *= *x);
    // Households spend 100, of which the domestic basket is h / 0.8: with mpc = 0.8 this is the oracle's mpc · h.
    let mut final_demand = DMatrix::zeros(sectors, FINAL_USERS.len());
    final_demand.set_column(0, &(vector(&economy["household_spend_share_domestic"]) * 100.0 / 0.8));
    let mut final_imports = DVector::zeros(FINAL_USERS.len());
    final_imports[0] = 100.0 - final_demand.column(0).sum();
    let times_output = |name: &str| vector(&economy[name]).component_mul(&output);
    let mut model = model("two-sector");
    let sums = |sums: Vec<f64>| DVector::from_vec(sums);
    let transactions = Flows::from_dense(&transactions);
    let accounts = Accounts {
        regions: vec![Region { code: String::new(), name: String::new(), sectors: 0..sectors }],
        intermediate_sales: sums(transactions.row_sums()),
        intermediate_purchases: sums(transactions.column_sums()),
        sectors: (1..=sectors).map(|j| Sector { code: j.to_string(), name: j.to_string() }).collect(),
        imported_inputs: DVector::zeros(sectors),
        net_taxes: DVector::zeros(sectors),
        value_added: times_output("va_coef"),
        compensation: times_output("wage_coef"),
        employment: times_output("emp_coef"),
        final_taxes: DVector::zeros(FINAL_USERS.len()),
        output,
        final_demand,
        final_imports,
    };
    model.economy = Economy::new(accounts, transactions);
    let shock = vector(&economy["export_shock"]);
    let line = &mut model.trade.lines[0];
    line.exports = -3.0 * shock.sum();
    line.sector_shares = shock.iter().enumerate().map(|(i, f)| (SectorId(i), f / shock.sum())).collect();
    model
}

#[test]
fn channels_of_a_competitive_import_economy_under_an_export_shock() {
    let oracle = &data("leontief.json")["random6"];
    let model = competitive_import_model(oracle);
    let trace = trace(&model, &[TARIFF, "lever.public-works=off", "mpc=0.8"], 0);
    let impacts = &oracle["impacts"];
    let coefficients =
        [("output", ones(6)), ("va", vector(&oracle["va_coef"])), ("emp", vector(&oracle["emp_coef"]))];
    for channel in ["direct", "indirect", "induced"] {
        let output: Vec<f64> =
            (1..=6).map(|j| in_2026(&trace, &trace.output_change[channel][&j.to_string()])).collect();
        for (name, coefficient) in &coefficients {
            let found = DVector::from_column_slice(&output).component_mul(coefficient);
            let wanted = numbers(&impacts[&format!("{channel}_{name}")]);
            assert_close(&format!("{channel} {name}"), &found, &wanted, EXACT);
        }
    }
    let jobs = metric(&trace, "jobs_supported", "total", "2026");
    assert_close("jobs", [&jobs], [&number(&impacts["type2_emp_total"])], EXACT);
    let value_added = metric(&trace, "value_added", "total", "2026");
    assert_close("value added", [&value_added], [&number(&impacts["type2_va_total"])], EXACT);
    let caused = metric(&trace, "jobs_attributed", "linegroup:goods", "2026");
    assert_close("jobs attributed", [&caused], [&number(&impacts["type2_emp_total"])], EXACT);
}
