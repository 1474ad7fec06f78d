//! Error bounds, fixed points, and independence of place and machine.

use super::elementary::{Exponential, ExponentialLessOne, Logarithm, LogarithmOfOnePlus};
use super::normal::{Centre, NormalCdf, Tail};
use super::*;
use crate::model::uncertain::{standard_normal_cdf, standard_normal_quantile};

type Series = fn(&mut [f64]);
/// A function of series, the same for one element, and arguments across its regions.
type Case = (Series, fn(f64) -> f64, Vec<f64>);

fn spread(low: f64, high: f64, count: u32) -> Vec<f64> {
    (0..=count).map(|k| low + (high - low) * f64::from(k) / f64::from(count)).collect()
}

/// Powers of two and their opposites, down to `2⁻³⁰⁰`.
fn tiny() -> Vec<f64> {
    (1..300).flat_map(|k| [2.0_f64.powi(-k), -(2.0_f64.powi(-k))]).collect()
}

/// Probabilities from `2⁻⁵⁴` to `1 − 2⁻⁵³`, with the ends of the regions of AS 241 and their neighbours.
fn probabilities() -> Vec<f64> {
    let mut all: Vec<f64> = spread(0.0, 1.0, 5_000)[1..5_000].to_vec();
    all.extend((1..=54).map(|k| 2.0_f64.powi(-k)));
    all.extend((1..=53).map(|k| 1.0 - 2.0_f64.powi(-k)));
    all.extend((1..200).map(|k| libm::exp(-0.185 * f64::from(k))));
    for end in [0.075, 0.925, libm::exp(-25.0), 1.0 - libm::exp(-25.0)] {
        all.extend([end.next_down(), end, end.next_up()]);
    }
    all
}

fn cases() -> [Case; 5] {
    [
        (exp, Exponential::at, spread(-710.0, 710.0, 300)),
        (exp_m1, ExponentialLessOne::at, [spread(-3.0, 3.0, 300), tiny()].concat()),
        (ln, Logarithm::at, [spread(1e-3, 3.0, 300), vec![1e-300, 1e300, -1.0, f64::NAN]].concat()),
        (ln_1p, LogarithmOfOnePlus::at, [spread(-0.99, 3.0, 300), tiny()].concat()),
        (normal_cdf, NormalCdf::at, spread(-40.0, 40.0, 300)),
    ]
}

fn of(series: Series, arguments: &[f64]) -> Vec<f64> {
    let mut found = arguments.to_vec();
    series(&mut found);
    found
}

/// Largest error in units in the last place.
fn error(series: Series, exact: fn(f64) -> f64, arguments: &[f64]) -> f64 {
    let ulps = |(found, x): (f64, &f64)| {
        let exact = exact(*x);
        (found - exact).abs() / (exact.abs().max(f64::MIN_POSITIVE) * f64::EPSILON)
    };
    of(series, arguments).into_iter().zip(arguments).map(ulps).fold(0.0, f64::max)
}

#[test]
fn exponentials_and_logarithms_err_by_at_most_two_units_in_the_last_place() {
    // The reference itself errs by up to one.
    assert!(error(exp, libm::exp, &spread(-700.0, 700.0, 40_000)) < 3.0);
    assert!(error(exp, libm::exp, &spread(-2.0, 2.0, 40_000)) < 3.0);
    assert!(error(exp_m1, libm::expm1, &spread(-700.0, 700.0, 40_000)) < 3.0);
    assert!(error(exp_m1, libm::expm1, &spread(-2.0, 2.0, 40_000)) < 3.0);
    assert!(error(exp_m1, libm::expm1, &tiny()) < 3.0);
    assert!(error(ln, libm::log, &spread(1e-3, 20.0, 40_000)) < 3.0);
    let extremes = [f64::MIN_POSITIVE, 1e-300, 1e300, f64::MAX, 1.0 + 1e-15, 1.0 - 1e-15, 0.5_f64.sqrt()];
    assert!(error(ln, libm::log, &extremes) < 3.0);
    assert!(error(ln_1p, libm::log1p, &spread(-0.999, 9.0, 40_000)) < 3.0);
    assert!(error(ln_1p, libm::log1p, &tiny()) < 3.0);
    let extremes = [-1.0 + 2.0_f64.powi(-53), 1e15, 1e16, 1e17, 1e299, 2.0_f64.sqrt() - 1.0];
    assert!(error(ln_1p, libm::log1p, &extremes) < 3.0);
}

#[test]
fn normal_quantiles_equal_those_of_one_probability() {
    let arguments = probabilities();
    for (z, p) in of(normal_quantile, &arguments).into_iter().zip(arguments) {
        let one = standard_normal_quantile(p);
        assert!((z - one).abs() <= 2e-15 * one.abs(), "{p:e}: {z} {one}");
    }
}

#[test]
fn normal_distribution_function_errs_in_the_last_digits() {
    let arguments = spread(-37.0, 10.0, 20_000);
    for (p, z) in of(normal_cdf, &arguments).into_iter().zip(arguments) {
        // The reference loses digits in the tail, where it squares its rounded argument.
        let (one, lost) = (standard_normal_cdf(z), 1.0 + z * z);
        assert!((p - one).abs() <= 4e-16_f64.min(2e-15 * lost * one), "{z}: {p:e} {one:e}");
    }
}

#[test]
fn fixed_points_are_exact() {
    let cases: [(Series, f64, f64); 6] = [
        (exp_m1, 0.0, 0.0),
        (ln_1p, 0.0, 0.0),
        (exp, 0.0, 1.0),
        (ln, 1.0, 0.0),
        (normal_quantile, 0.5, 0.0),
        (normal_cdf, 40.0, 1.0),
    ];
    for (function, x, value) in cases {
        assert_eq!(of(function, &[x]), [value]);
    }
}

#[test]
fn outside_the_domain_there_is_no_number() {
    let cases: [(Series, f64); 7] = [
        (exp, f64::NAN),
        (exp_m1, f64::NAN),
        (ln, f64::NAN),
        (ln, -1.0),
        (ln_1p, f64::NAN),
        (ln_1p, -1.0),
        (normal_quantile, f64::NAN),
    ];
    for (number, (function, x)) in cases.into_iter().enumerate() {
        assert!(of(function, &[x, x])[1].is_nan(), "case {number}");
    }
}

#[test]
fn an_element_has_the_same_bits_at_every_place_of_a_slice_of_any_length() {
    let mut all: Vec<(Series, Vec<f64>)> = cases().map(|(series, _, x)| (series, x)).to_vec();
    all.push((normal_quantile, probabilities()));
    for (number, (series, arguments)) in all.into_iter().enumerate() {
        let whole = of(series, &arguments);
        for length in (1..=40).chain([255, 256, 257, 300]) {
            for start in [0, 1, 7, 150] {
                let range = start..arguments.len().min(start + length);
                let part = of(series, &arguments[range.clone()]);
                let same = part.iter().zip(&whole[range]).all(|(a, b)| a.to_bits() == b.to_bits());
                assert!(same, "function {number}, {length} from {start}");
            }
        }
    }
}

#[test]
fn vectors_give_the_bits_of_the_plain_function() {
    let quantile = |p: f64| if (p - 0.5).abs() > 0.425 { Tail::at(p) } else { Centre::at(p) };
    let mut all = cases().to_vec();
    all.push((normal_quantile, quantile, probabilities()));
    // The right-hand side is compiled for the oldest machine.
    for (number, (series, one, arguments)) in all.into_iter().enumerate() {
        for (found, x) in of(series, &arguments).into_iter().zip(arguments) {
            assert_eq!(found.to_bits(), one(x).to_bits(), "function {number} at {x:e}");
        }
    }
}

#[test]
fn functions_rise() {
    let mut all: Vec<(Series, Vec<f64>)> = cases().map(|(series, _, x)| (series, x)).to_vec();
    all.push((normal_quantile, probabilities()));
    for (number, (series, mut arguments)) in all.into_iter().enumerate() {
        arguments.retain(|x| x.is_finite());
        arguments.sort_by(f64::total_cmp);
        let found = of(series, &arguments);
        for (pair, x) in found.windows(2).zip(&arguments) {
            // Neighbours may swap in the last digit.
            let slack = 4.0 * f64::EPSILON * pair[0].abs();
            assert!(pair[0].is_nan() || pair[1] >= pair[0] - slack, "function {number} at {x:e}");
        }
    }
}
