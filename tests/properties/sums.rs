//! Linearity, and sums that add up.

use crate::JAPAN;
use crate::support::{SplitMix, engine, metric, model, summary, trace};
use kanzei::ids::RegionId;
use kanzei::leontief::inverse;
use kanzei::model::economy::FINAL_USERS;
use kanzei::model::flows::Flows;
use kanzei::output::{Series, Trace};
use kanzei::stats::{Estimate, Statistic};
use nalgebra::DMatrix;

/// Sum over the months of a period's prefix, e.g. `2026`.
fn over(trace: &Trace, year: &str, series: &[f64]) -> f64 {
    trace.months.iter().zip(series).filter(|(month, _)| month.starts_with(year)).map(|(_, value)| value).sum()
}

const LEVERS_OFF: [&str; 3] = ["lever.shipbuilding=off", "lever.warship-repair=off", "lever.wealth-fund=off"];

#[test]
fn twice_the_exports_have_twice_the_effect() {
    let once = model(JAPAN);
    let mut twice = once.clone();
    twice.trade.lines.iter_mut().for_each(|line| line.exports *= 2.0);
    for draw in 0..10 {
        let (one, two) = (trace(&once, &LEVERS_OFF, draw), trace(&twice, &LEVERS_OFF, draw));
        let pairs = |a: &Series, b: &Series| -> Vec<(f64, f64)> {
            let numbers = |series: &Series| series.values().flatten().copied().collect::<Vec<f64>>();
            numbers(a).into_iter().zip(numbers(b)).collect()
        };
        let channels = ["direct", "indirect", "induced"];
        let mut all: Vec<(f64, f64)> = channels
            .iter()
            .flat_map(|channel| pairs(&one.output_change[*channel], &two.output_change[*channel]))
            .collect();
        all.extend(pairs(&one.jobs_supported, &two.jobs_supported));
        all.extend(pairs(&one.headcount, &two.headcount));
        let largest = all.iter().map(|(a, _)| a.abs()).fold(0.0, f64::max);
        assert!(largest > 0.0);
        // Sums of many terms are rounded in the last of about sixteen digits.
        assert!(all.iter().all(|(a, b)| (2.0 * a - b).abs() <= 1e-12 * largest), "draw {draw}");
        for percentage in ["export_volume", "export_price", "export_value", "tariff_rate"] {
            let (a, b) =
                (metric(&one, percentage, "total", "2026"), metric(&two, percentage, "total", "2026"));
            assert!((a - b).abs() <= 1e-12 * a.abs().max(1.0), "draw {draw}: {percentage} {a} {b}");
        }
    }
}

#[test]
fn direct_and_indirect_and_induced_output_make_the_total() {
    let model = model(JAPAN);
    let engine = engine(&model, &[]);
    for draw in 0..20 {
        let trace = kanzei::output::trace_draw(&engine, 1, draw);
        assert_eq!(trace.final_demand_change, trace.output_change["direct"]);
        for year in ["2025", "2026", "2027"] {
            let mut all = 0.0;
            for sector in &model.economy.accounts.sectors {
                let code = &sector.code;
                let sum: f64 = ["direct", "indirect", "induced"]
                    .iter()
                    .map(|channel| over(&trace, year, &trace.output_change[*channel][code]))
                    .sum();
                if model.economy.accounts.output[model.economy.find_sector(code).unwrap().0] > 0.0 {
                    let total = metric(&trace, "output", &format!("sector:{code}"), year);
                    // Rounding of sums of up to a few thousand billion yen.
                    assert!((sum - total).abs() < 1e-9, "draw {draw}, {code} in {year}: {sum} {total}");
                }
                all += sum;
            }
            let total = metric(&trace, "output", "total", year);
            assert!((all - total).abs() < 1e-8, "draw {draw}, {year}: {all} {total}");
        }
    }
}

/// Jobs caused by lines, the investment cut and levers are all the jobs there are.
#[test]
fn attributed_jobs_add_up_to_jobs_supported() {
    let model = model(JAPAN);
    let engine = engine(&model, &[]);
    for draw in 0..20 {
        let trace = kanzei::output::trace_draw(&engine, 1, draw);
        for t in 0..trace.months.len() {
            let caused: f64 = trace.jobs_attributed.values().map(|series| series[t]).sum();
            let supported: f64 = trace.jobs_supported.values().map(|series| series[t]).sum();
            // Two orders of summation over up to a million persons.
            assert!((caused - supported).abs() < 1e-7, "draw {draw}, month {t}: {caused} {supported}");
        }
    }
}

#[test]
fn the_leontief_inverse_has_no_negative_element() {
    let mut matrices: Vec<DMatrix<f64>> = ["two-sector", JAPAN, "one-draw"]
        .iter()
        .map(|name| model(name).economy.technical_coefficients.to_dense())
        .collect();
    let mut random = SplitMix(11);
    for size in [1, 2, 5, 10, 45, 120] {
        // Columns of inputs that leave at least a tenth of output for value added: productive by Brauer and Solow.
        let mut matrix = DMatrix::from_fn(size, size, |_, _| random.unit());
        for mut column in matrix.column_iter_mut() {
            let scale = 0.9 * random.unit() / column.sum();
            column *= scale;
        }
        matrices.push(matrix);
    }
    for matrix in matrices {
        let inverse = inverse(&Flows::from_dense(&matrix)).unwrap();
        let size = matrix.nrows();
        assert!(inverse.iter().all(|element| *element >= -1e-15), "{size} sectors: {}", inverse.min());
        assert!(inverse.diagonal().iter().all(|element| *element >= 1.0 - 1e-15), "{size} sectors");
    }
}

/// `v'L + m'L + t'L = 1'`: value added, imports and taxes exhaust a unit of final demand.
#[test]
fn a_unit_of_final_demand_is_income_imports_or_taxes() {
    for name in ["two-sector", JAPAN, "one-draw"] {
        let economy = model(name).economy;
        let accounts = &economy.accounts;
        let inverse = inverse(&economy.technical_coefficients).unwrap();
        let leaks = &accounts.value_added + &accounts.imported_inputs + &accounts.net_taxes;
        for (j, output) in accounts.output.iter().enumerate().filter(|(_, output)| **output > 0.0) {
            let of_column =
                |i: usize| if accounts.output[i] > 0.0 { leaks[i] / accounts.output[i] } else { 0.0 };
            let sum: f64 = (0..accounts.sectors.len()).map(|i| of_column(i) * inverse[(i, j)]).sum();
            // Columns balance to 0.1 % of output or a millionth of all output; rounds of suppliers double that at most.
            let tolerance = 2.5 * accounts.tolerance(j) / output;
            assert!((sum - 1.0).abs() < tolerance.max(1e-9), "{name}, sector {j}: {sum}");
        }
    }
}

#[test]
fn gdp_of_the_accounts_is_the_same_from_all_three_sides() {
    for name in ["two-sector", JAPAN] {
        let accounts = model(name).economy.accounts;
        let spending: f64 = (0..FINAL_USERS.len()).map(|user| accounts.spending(user)).sum();
        let imports = accounts.imported_inputs.sum() + accounts.final_imports.sum();
        let (income, expenditure) = (accounts.gdp(RegionId(0)), spending - imports);
        assert!((income / expenditure - 1.0).abs() < 1e-4, "{name}: {income} {expenditure}");
    }
}

#[test]
fn means_are_sums_of_conditional_means() {
    let summary = summary(&model(JAPAN), 2000, &[]);
    let mean = |estimates: &[Estimate]| {
        estimates.iter().find(|estimate| estimate.statistic == Statistic::Mean).map(|estimate| estimate.value)
    };
    let probability: f64 = summary.outcomes.iter().map(|outcome| outcome.probability).sum();
    assert!((probability - 1.0).abs() < 1e-12);
    let mut cells = 0;
    for cell in summary.cells.iter().filter(|cell| cell.cell.headline) {
        let terms: Vec<f64> = summary
            .outcomes
            .iter()
            .filter_map(|outcome| Some(outcome.probability * mean(&cell.given[outcome.state])?))
            .collect();
        let (overall, sum) = (mean(&cell.overall).unwrap(), terms.iter().sum::<f64>());
        let size: f64 = terms.iter().map(|term| term.abs()).sum();
        // Rounding of means over 2,000 draws.
        assert!((overall - sum).abs() <= 1e-12 * size.max(1e-6), "{:?}: {overall} {sum}", cell.cell);
        cells += 1;
    }
    assert!(cells > 100, "{cells} headline cells");
}
