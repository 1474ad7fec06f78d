//! Proves that the answers are those of textbooks, closed forms and an independent implementation.

mod support;

use kanzei::draw::{Demand, InputSampler, Pins};
use kanzei::ids::{InputId, SectorId};
use kanzei::model::Model;
use kanzei::model::economy::{Accounts, Economy, FINAL_USERS, Sector};
use kanzei::model::uncertain::{Correlation, Distribution};
use kanzei::output::{Series, Trace};
use kanzei::propagate::{Leontief, multipliers};
use kanzei::run::Summary;
use kanzei::stats::Statistic;
use nalgebra::{DMatrix, DVector};
use serde_json::Value;
use support::figures::{assert_close, data, matrix, number, numbers, quantiles, vector};
use support::{ModelCopy, metric, model, summary, trace};

// Both sides are computed in double precision along different routes: 1e-10 leaves room for their rounding only.
const EXACT: f64 = 1e-10;

// ---- One whole draw

#[test]
fn every_array_of_one_draw_is_that_of_the_independent_computation() {
    let oracle = data("one_draw.json");
    let (given, expected) = (&oracle["model"], &oracle["expected"]);
    let model = model("one-draw");
    let trace = trace(&model, &[], 0);
    let close =
        |what: &str, found: &[f64], wanted: &Value| assert_close(what, found, &numbers(wanted), EXACT);
    assert_eq!(serde_json::json!(trace.months), expected["months"]);
    assert_eq!(trace.outcome, "deal");
    let mut compared = vec!["months"];

    for (id, line) in &trace.lines {
        let wanted = &expected["lines"][id];
        let by_source = [
            ("tariff_rate", &line.tariff_rate),
            ("landed_price", &line.landed_price),
            ("target_volume", &line.target_volume),
            ("volume", &line.volume),
        ];
        let by_month = [
            ("export_price", &line.export_price),
            ("volume_change", &line.volume_change),
            ("income_change", &line.income_change),
        ];
        assert_eq!(wanted.as_object().unwrap().len(), by_source.len() + by_month.len());
        for (name, series) in by_source {
            assert_eq!(wanted[name].as_object().unwrap().len(), series.len());
            for (source, path) in series {
                close(&format!("{name} of {id} from {source}"), path, &wanted[name][source]);
            }
        }
        for (name, path) in by_month {
            close(&format!("{name} of {id}"), path, &wanted[name]);
        }
        let jobs = &trace.jobs_attributed[&format!("line:{id}")];
        close(&format!("jobs_attributed of {id}"), jobs, &expected["jobs_attributed"][id]);
    }
    assert_eq!(expected["lines"].as_object().unwrap().len(), trace.lines.len());
    assert_eq!(expected["jobs_attributed"].as_object().unwrap().len(), trace.lines.len());
    compared.extend(["lines", "jobs_attributed"]);

    let by_sector: [(&str, &Series); 6] = [
        ("final_demand_change", &trace.final_demand_change),
        ("direct", &trace.output_change["direct"]),
        ("indirect", &trace.output_change["indirect"]),
        ("induced", &trace.output_change["induced"]),
        ("jobs_supported", &trace.jobs_supported),
        ("headcount", &trace.headcount),
    ];
    for (name, series) in by_sector {
        for (position, sector) in given["sectors"].as_array().unwrap().iter().enumerate() {
            let sector = sector.as_str().unwrap();
            close(&format!("{name} of {sector}"), &series[sector], &expected[name][position]);
        }
        compared.push(name);
    }
    close("value_added_change", &trace.value_added_change, &expected["value_added_change"]);
    close("income_change", &trace.income_change, &expected["income_change"]);
    compared.extend(["value_added_change", "income_change"]);

    for name in ["gdp_real", "gdi_real", "export_volume", "export_value"] {
        let wanted = expected[&format!("{name}_quarter")].as_object().unwrap();
        for (quarter, value) in wanted {
            let found = metric(&trace, name, "total", quarter);
            assert_close(&format!("{name} {quarter}"), [&found], [&number(value)], EXACT);
        }
    }
    compared.extend([
        "gdp_real_quarter",
        "gdi_real_quarter",
        "export_volume_quarter",
        "export_value_quarter",
    ]);

    let inverse = Leontief::new(&model.economy.technical_coefficients).unwrap().inverse().unwrap();
    assert_close("leontief_inverse", &inverse, &matrix(&expected["leontief_inverse"]), EXACT);
    compared.push("leontief_inverse");

    compared.sort_unstable();
    let mut all: Vec<&String> = expected.as_object().unwrap().keys().collect();
    all.sort_unstable();
    assert_eq!(compared, all, "every array is compared");
}

// ---- Input–output accounts

fn inverse_of(coefficients: &DMatrix<f64>) -> DMatrix<f64> {
    Leontief::new(coefficients).unwrap().inverse().unwrap()
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
    let output =
        Leontief::new(&coefficients).unwrap().output(&DMatrix::from_columns(&[vector(&book["f_new"])]));
    let output = output.unwrap();
    assert_close("x", &output, &vector(&book["x_new"]), EXACT);
    // The book prints one decimal.
    assert_close(
        "x as printed",
        &output.map(|x| (x * 10.0).round() / 10.0),
        &vector(&book["book_x_new"]),
        EXACT,
    );
    let type_one = multipliers(&inverse, &ones(2));
    assert_close("multipliers", &type_one, &vector(&book["output_multipliers_type1"]), EXACT);
    let closed = inverse_of(&matrix(&book["A_closed"]));
    assert_close("closed L", &closed, &matrix(&book["L_closed"]), EXACT);
    let printed = closed.map(|l| (l * 1000.0).round() / 1000.0);
    assert_close("closed L as printed", &printed, &matrix(&book["book_L_closed_3dp"]), EXACT);
}

#[test]
fn multipliers_of_a_competitive_import_economy() {
    let economy = &data("leontief.json")["random6"];
    let coefficients = matrix(&economy["A_domestic"]);
    let inverse = inverse_of(&coefficients);
    assert_close("L", &inverse, &matrix(&economy["L_type1"]), EXACT);
    let impacts = &economy["impacts"];
    let per_output =
        [("output", ones(6)), ("va", vector(&economy["va_coef"])), ("emp", vector(&economy["emp_coef"]))];
    for (name, coefficient) in per_output {
        let wanted = vector(&impacts[&format!("multipliers_type1_{name}")]);
        assert_close(&format!("type I {name}"), &multipliers(&inverse, &coefficient), &wanted, EXACT);
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
        let type_one = multipliers(&inverse, &ones(sectors));
        assert_close("multipliers", &type_one, &vector(&table["output_multipliers_type1"]), EXACT);
        let mut shock = DMatrix::zeros(sectors, 1);
        shock[(table["shock_index"].as_u64().unwrap() as usize, 0)] = number(&table["shock"]);
        let change = Leontief::new(&coefficients).unwrap().output(&shock).unwrap();
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
    model.economy = Economy::new(Accounts {
        sectors: (1..=sectors).map(|j| Sector { code: j.to_string(), name: j.to_string() }).collect(),
        imported_inputs: DVector::zeros(sectors),
        net_taxes: DVector::zeros(sectors),
        value_added: times_output("va_coef"),
        compensation: times_output("wage_coef"),
        employment: times_output("emp_coef"),
        final_taxes: DVector::zeros(FINAL_USERS.len()),
        transactions,
        output,
        final_demand,
        final_imports,
    });
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

// ---- Demand in the destination

#[test]
fn volumes_of_two_level_demand_in_ten_cases() {
    let oracle = data("armington.json");
    let cases = oracle["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 10);
    for case in cases {
        let input = &case["input"];
        assert_eq!(number(&input["dom_price_hat"]), 1.0);
        let demand = Demand {
            import_shares: &numbers(&input["src_share"]),
            import_share_of_use: 1.0 - number(&input["dom_share"]),
            substitution: number(&input["sig_bot"]),
            import_substitution: number(&input["sig_top"]),
            demand_elasticity: number(&input["eta"]),
            domestic_price_response: 0.0,
        };
        let rates = numbers(&input["tariff0"]).into_iter().zip(numbers(&input["tariff1"]));
        let wedges: Vec<f64> = rates.map(|(before, after)| (1.0 + after) / (1.0 + before)).collect();
        let name = input["name"].as_str().unwrap();
        assert_close(name, &wedges, &numbers(&case["T"]), EXACT);
        let passed = numbers(&input["passthrough"]);
        let landed: Vec<f64> = wedges.iter().zip(passed).map(|(wedge, share)| wedge.powf(share)).collect();
        assert_close(name, &landed, &numbers(&case["buyer_price_hat"]), EXACT);
        assert_close(name, &demand.target_volumes(&landed), &numbers(&case["volume_hat"]), EXACT);
    }
}

// ---- Distributions

/// Quantiles come from inverting functions that are themselves good to about 1e-15 relative to 1.
const QUANTILE: f64 = 1e-9;

fn check_quantiles(distribution: &Distribution, wanted: &Value) {
    distribution.check().unwrap();
    for (p, quantile) in quantiles(wanted) {
        let found = distribution.quantile(p);
        let close = (found - quantile).abs() <= QUANTILE * quantile.abs().max(1e-3);
        assert!(close, "{distribution:?} at {p}: {found}, expected {quantile}");
    }
}

/// Mean by the midpoint rule on the quantile function.
fn mean_of(distribution: &Distribution) -> f64 {
    let cells = 200_000;
    (0..cells).map(|k| distribution.quantile((f64::from(k) + 0.5) / f64::from(cells))).sum::<f64>()
        / f64::from(cells)
}

#[test]
fn quantiles_and_means_of_distributions() {
    let oracle = data("distributions.json");
    let list = |name: &str| oracle[name].as_array().unwrap().clone();
    let get = |case: &Value, name: &str| number(&case[name]);
    let mut cases: Vec<(Distribution, Value)> = Vec::new();
    for case in list("triangular") {
        let (min, mode, max) = (get(&case, "min"), get(&case, "mode"), get(&case, "max"));
        cases.push((Distribution::Triangular { min, mode, max }, case));
    }
    for case in list("pert") {
        let (min, mode, max) = (get(&case, "min"), get(&case, "mode"), get(&case, "max"));
        cases.push((Distribution::Pert { min, mode, max }, case));
    }
    for case in list("truncated_normal") {
        let (mean, sd) = (get(&case, "mu"), get(&case, "sd"));
        let (min, max) = (get(&case, "lo"), get(&case, "hi"));
        cases.push((Distribution::TruncatedNormal { mean, sd, min, max }, case));
    }
    for case in list("beta_ppf") {
        let (alpha, beta) = (get(&case, "a"), get(&case, "b"));
        cases.push((Distribution::Beta { alpha, beta, min: 0.0, max: 1.0 }, case));
    }
    for (distribution, case) in &cases {
        check_quantiles(distribution, &case["quantiles"]);
        // The midpoint rule errs by less than 1e-5 of the width of the support with so many cells.
        let (low, high) = distribution.support();
        let width = if high.is_finite() { high - low } else { get(case, "var").sqrt() };
        let (mean, wanted) = (mean_of(distribution), get(case, "mean"));
        assert!((mean - wanted).abs() < 1e-5 * width, "{distribution:?}: mean {mean}, expected {wanted}");
    }
    check_quantiles(&Distribution::Normal { mean: 0.0, sd: 1.0 }, &oracle["normal_ppf"]);
    for case in list("lognormal_from_q05_q95") {
        let (low, high) = (get(&case, "q05"), get(&case, "q95"));
        let distribution = Distribution::interval90(low, high).unwrap();
        let Distribution::Lognormal { mu, sigma } = distribution else { panic!("{distribution:?}") };
        assert_close("mu and sigma", &[mu, sigma], &[get(&case, "mu"), get(&case, "sigma")], EXACT);
        let ends = [distribution.quantile(0.05), distribution.quantile(0.95)];
        assert_close("ends", &ends, &[low, high], EXACT);
    }
    let discrete = &oracle["discrete_scenarios"];
    let distribution = Distribution::Discrete {
        values: numbers(&discrete["values"]),
        probabilities: numbers(&discrete["probs"]),
    };
    check_quantiles(&distribution, &discrete["quantiles_inverse_cdf"]);
    assert_close("mean", [&mean_of(&distribution)], [&get(discrete, "mean")], 1e-5);
}

// ---- Samples against closed forms

/// How far a sample's figure may be from the true one, in standard errors; 6 in 100,000 chances are beyond.
const ERRORS: f64 = 4.0;

fn statistic(
    summary: &Summary,
    name: &str,
    scope: &str,
    wanted: Statistic,
    model: &Model,
) -> (f64, Option<f64>) {
    let cell = summary.cells.iter().find(|cell| {
        let cell = &cell.cell;
        cell.metric.name() == name
            && cell.channel.name() == "total"
            && cell.scope.name(model) == scope
            && cell.span.period.to_string() == "2026"
    });
    let estimate = cell.unwrap().overall.iter().find(|estimate| estimate.statistic == wanted).unwrap();
    (estimate.value, estimate.mcse)
}

/// Tariff and public works come with probability one half each; without the tariff there is no effect at all.
#[test]
fn mean_and_spread_of_four_equally_likely_cases() {
    let model = model("two-sector");
    let draws = 20_000;
    let summary = summary(&model, draws, &[]);
    let of_case = |tariff: &str, works: &str, name: &str, scope: &str| {
        let fixed = [format!("tariff-talks.new-year={tariff}"), format!("lever.public-works={works}")];
        metric(&trace(&model, &[&fixed[0], &fixed[1]], 0), name, scope, "2026")
    };
    let n = f64::from(u32::try_from(draws).unwrap());
    let reported = [
        ("output", "total"),
        ("output", "sector:1"),
        ("output", "sector:2"),
        ("value_added", "total"),
        ("jobs_supported", "total"),
        ("jobs_supported", "group:exporter"),
        ("headcount", "total"),
        ("gdp_real", "total"),
    ];
    for (name, scope) in reported {
        let mut cases = Vec::new();
        for tariff in ["talks", "tariff"] {
            for works in ["off", "on"] {
                cases.push(of_case(tariff, works, name, scope));
            }
        }
        assert_eq!(cases[..2], [0.0, 0.0]);
        let moment =
            |power: i32, around: f64| cases.iter().map(|x| (x - around).powi(power)).sum::<f64>() / 4.0;
        let mean = moment(1, 0.0);
        let sd = moment(2, mean).sqrt();
        let kurtosis = moment(4, mean) / sd.powi(4);
        let (found, error) = statistic(&summary, name, scope, Statistic::Mean, &model);
        assert!(
            (found - mean).abs() < ERRORS * sd / n.sqrt(),
            "{name} {scope}: mean {found}, exactly {mean}"
        );
        assert_close("error of the mean", [&error.unwrap()], [&(sd / n.sqrt())], 0.02);
        let (found, _) = statistic(&summary, name, scope, Statistic::Sd, &model);
        let bound = ERRORS * ((kurtosis - 1.0) / n).sqrt();
        assert!(((found / sd).powi(2) - 1.0).abs() < bound, "{name} {scope}: sd {found}, exactly {sd}");
    }
    let tariff = &summary.outcomes[1];
    assert!((tariff.probability - 0.5).abs() < ERRORS * 0.5 / n.sqrt(), "{}", tariff.probability);
}

/// The textbook's closed form, written out: exports of −200 with probability ½, works of +250 with probability ¼.
#[test]
fn mean_output_is_the_one_written_out_by_hand() {
    let model = model("two-sector");
    let closed = matrix(&data("leontief.json")["miller_blair"]["L_closed"]);
    let one: f64 = closed.column(0).rows(0, 2).sum();
    let two: f64 = closed.column(1).rows(0, 2).sum();
    let (alone, with_works) = (-200.0 * two, -200.0 * two + 250.0 * one);
    let mean = (alone + with_works) / 4.0;
    let variance = (alone.powi(2) + with_works.powi(2)) / 4.0 - mean.powi(2);
    let draws = 20_000;
    let (found, _) = statistic(&summary(&model, draws, &[]), "output", "total", Statistic::Mean, &model);
    let error = (variance / 20_000.0).sqrt();
    assert!((found - mean).abs() < ERRORS * error, "{found}, exactly {mean} ± {error}");
}

/// One input of every kind of distribution, with the oracle's figures.
fn sampled_model() -> ModelCopy {
    ModelCopy::of("two-sector")
        .replace("parameters.toml", "\nsubstitution = 2.0", "\nsubstitution = \"2.0 to 8.0\"")
        .replace(
            "parameters.toml",
            "import_substitution = 2.0",
            "import_substitution = { distribution = \"truncated_normal\", mean = 4.0, sd = 1.5, min = 1.0, max = 9.0 }",
        )
        .replace(
            "parameters.toml",
            "absorption_initial = 0.0",
            "absorption_initial = { distribution = \"triangular\", min = 0.0, mode = 0.15, max = 0.25 }",
        )
        .replace(
            "parameters.toml",
            "absorption_long_run = 0.0",
            "absorption_long_run = { distribution = \"pert\", min = 0.0, mode = 0.15, max = 0.25 }",
        )
        .replace(
            "parameters.toml",
            "diversion = 0.0",
            "diversion = { distribution = \"beta\", alpha = 2.0, beta = 5.0 }",
        )
        .replace(
            "parameters.toml",
            "currency_offset = 0.0",
            "currency_offset = { distribution = \"normal\", mean = 0.0, sd = 1.0 }",
        )
}

/// The acceptance rules of the oracle: `|mean − μ| < 4 σ/√n` and, for quantiles, `|F_n(q) − p| < 4 √(p(1−p)/n)`,
/// which is the rule `|q_n − q| < 4 √(p(1−p)/n)/f(q)` without the density.
fn check_sample(name: &str, sample: &[f64], wanted: &Value) {
    let n = sample.len() as f64;
    if let Some(mean) = wanted.get("mean") {
        let found = sample.iter().sum::<f64>() / n;
        let sd = number(&wanted["var"]).sqrt();
        assert!(
            (found - number(mean)).abs() < ERRORS * sd / n.sqrt(),
            "{name}: mean {found}, expected {mean}"
        );
    }
    for (p, quantile) in quantiles(&wanted["quantiles"]) {
        let below = sample.iter().filter(|x| **x <= quantile).count() as f64 / n;
        let bound = ERRORS * (p * (1.0 - p) / n).sqrt() + 1.0 / n;
        assert!(
            (below - p).abs() < bound,
            "{name}: {below} of the draws are up to the {p} quantile {quantile}"
        );
    }
}

fn sample(sampler: &InputSampler, id: InputId, draws: u64) -> Vec<f64> {
    (0..draws).map(|draw| sampler.values(draw).get(id)).collect()
}

#[test]
fn sampled_inputs_have_the_stated_means_and_quantiles() {
    let oracle = data("distributions.json");
    let model = sampled_model().load();
    let sampler = InputSampler::new(&model, 7, Pins::default());
    let draws = 20_000;
    let of = |name: &str| sample(&sampler, model.inputs.find(name).unwrap(), draws);
    let inputs = [
        ("import_substitution", &oracle["truncated_normal"][0]),
        ("absorption_initial", &oracle["triangular"][0]),
        ("absorption_long_run", &oracle["pert"][0]),
        ("diversion", &oracle["beta_ppf"][0]),
    ];
    for (name, wanted) in inputs {
        check_sample(name, &of(name), wanted);
    }
    let normal = serde_json::json!({ "mean": 0.0, "var": 1.0, "quantiles": {
        "0.1": oracle["normal_ppf"]["0.1"], "0.3": oracle["normal_ppf"]["0.3"], "0.5": 0.0,
        "0.7": oracle["normal_ppf"]["0.7"], "0.97575": oracle["normal_ppf"]["0.97575"] } });
    check_sample("currency_offset", &of("currency_offset"), &normal);
    let Distribution::Lognormal { mu, sigma } = Distribution::interval90(2.0, 8.0).unwrap() else { panic!() };
    // E = exp(μ + σ²/2), Var = (exp(σ²) − 1) exp(2μ + σ²)
    let lognormal = serde_json::json!({
        "mean": (mu + sigma * sigma / 2.0).exp(),
        "var": (sigma * sigma).exp_m1() * (2.0 * mu + sigma * sigma).exp(),
        "quantiles": { "0.05": 2.0, "0.5": 4.0, "0.95": 8.0 } });
    check_sample("substitution", &of("substitution"), &lognormal);

    // Kolmogorov–Smirnov for the uniform that settles a decision: √n D < 1.95 but for one chance in a thousand.
    let mut uniforms = of("tariff-talks.new-year");
    uniforms.sort_by(f64::total_cmp);
    let n = uniforms.len() as f64;
    let gap = |(k, u): (usize, &f64)| (u - k as f64 / n).max((k + 1) as f64 / n - u);
    let distance = uniforms.iter().enumerate().map(gap).fold(0.0, f64::max);
    assert!(n.sqrt() * distance < 1.95, "√n D = {}", n.sqrt() * distance);
}

fn ranks(sample: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..sample.len()).collect();
    order.sort_by(|a, b| sample[*a].total_cmp(&sample[*b]));
    let mut ranks = vec![0.0; sample.len()];
    order.iter().enumerate().for_each(|(rank, position)| ranks[*position] = rank as f64);
    ranks
}

/// Spearman's rank correlation of samples without ties: `1 − 6 Σ d² / (n (n² − 1))`.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let squares: f64 = ranks(a).iter().zip(ranks(b)).map(|(x, y)| (x - y).powi(2)).sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

#[test]
fn ranks_of_sampled_inputs_are_correlated_as_stated() {
    let model = model("japan-us-2025");
    let sampler = InputSampler::new(&model, 3, Pins::default());
    let draws = 10_000;
    let drawn: Vec<_> = (0..draws).map(|draw| sampler.values(draw)).collect();
    let of = |name: &str| -> Vec<f64> {
        let id = model.inputs.find(name).unwrap();
        drawn.iter().map(|values| values.get(id)).collect()
    };
    // A rank correlation's standard error is at most 1/√(n − 1).
    let bound = ERRORS / f64::from(draws as u32 - 1).sqrt();
    let pairs = [
        ("substitution.cars", "substitution.auto-parts", 0.5),
        ("substitution.steel", "substitution.rubber-plastics", 0.5),
        ("absorption_initial.cars", "absorption_long_run.cars", 0.5),
        ("absorption_initial.steel", "rival_absorption.steel", 0.5),
        ("substitution.cars", "absorption_initial.cars", 0.0),
        ("absorption_initial.cars", "absorption_initial.steel", 0.0),
        ("substitution.cars", "mpc", 0.0),
    ];
    for (a, b, stated) in pairs {
        let found = spearman(&of(a), &of(b));
        assert!((found - stated).abs() < bound, "{a} and {b}: {found}, stated {stated}");
    }
}

/// `ρ_scores = 2 sin(π/6 · ρ_ranks)`: the oracle's rank correlations lead back to its correlations of normal scores.
#[test]
fn rank_correlations_become_correlations_of_normal_scores() {
    let oracle = &data("distributions.json")["spearman_of_gaussian_copula"];
    let ranks = matrix(&oracle["spearman"]);
    let group = Correlation::new(vec![InputId(0), InputId(1), InputId(2)], &ranks).unwrap();
    let scores = &group.cholesky * group.cholesky.transpose();
    assert_close("normal scores", &scores, &matrix(&oracle["pearson"]), EXACT);
}
