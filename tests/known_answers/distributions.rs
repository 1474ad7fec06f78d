//! Quantiles and means of distributions.

use crate::EXACT;
use crate::support::figures::{assert_close, data, number, numbers, quantiles};
use kanzei::model::uncertain::Distribution;
use serde_json::Value;

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
