//! Figures of the oracles in `tests/data`, and comparison with them.

use nalgebra::{DMatrix, DVector};
use serde_json::Value;

/// Reads a file of `tests/data`.
pub fn data(name: &str) -> Value {
    let text = std::fs::read_to_string(super::root().join("tests/data").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A number, which some oracles write as a text to keep all its digits.
pub fn number(value: &Value) -> f64 {
    let text = || value.as_str().and_then(|text| text.parse().ok());
    value.as_f64().or_else(text).unwrap_or_else(|| panic!("{value} is not a number"))
}

/// A list of numbers.
pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap_or_else(|| panic!("{value} is not a list")).iter().map(number).collect()
}

/// A vector.
pub fn vector(value: &Value) -> DVector<f64> {
    DVector::from_vec(numbers(value))
}

/// A matrix, written as a list of rows.
pub fn matrix(value: &Value) -> DMatrix<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
    DMatrix::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j])
}

/// Probabilities and quantiles of an object `{"0.05": 1.2, …}`.
pub fn quantiles(value: &Value) -> Vec<(f64, f64)> {
    let object = value.as_object().unwrap();
    object.iter().map(|(p, quantile)| (p.parse().unwrap(), number(quantile))).collect()
}

/// Holds numbers to the oracle's within a tolerance, relative to the number where that is above 1.
#[track_caller]
pub fn assert_close<'a>(
    what: &str,
    found: impl IntoIterator<Item = &'a f64>,
    expected: impl IntoIterator<Item = &'a f64>,
    tolerance: f64,
) {
    let found: Vec<f64> = found.into_iter().copied().collect();
    let expected: Vec<f64> = expected.into_iter().copied().collect();
    assert_eq!(found.len(), expected.len(), "{what}: so many numbers");
    for (position, (f, e)) in found.iter().zip(&expected).enumerate() {
        let close = (f - e).abs() <= tolerance * e.abs().max(1.0);
        assert!(close, "{what}, number {position}: {f}, expected {e}, difference {:e}", f - e);
    }
}
