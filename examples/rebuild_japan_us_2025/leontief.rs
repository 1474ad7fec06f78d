//! Accounts -> technical coefficients, spectral radius and multipliers.

use crate::economy::Economy;

/// Stops a series when its next term is below this part of a unit of final demand.
const NEGLIGIBLE: f64 = 1e-15;

/// Steps of the power iteration; the second eigenvalue is far below the first.
const POWER_STEPS: usize = 500;

/// Technical coefficients `A`: input from the row industry for each unit of the column industry's output.
pub fn coefficients(economy: &Economy) -> Vec<Vec<f64>> {
    economy
        .transactions
        .iter()
        .map(|row| row.iter().zip(&economy.sectors).map(|(cell, buyer)| ratio(*cell, buyer.output)).collect())
        .collect()
}

/// `part / whole`, zero for an industry without output.
pub fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The largest eigenvalue of a non-negative matrix, by power iteration.
pub fn spectral_radius(matrix: &[Vec<f64>]) -> f64 {
    let mut vector = vec![1.0; matrix.len()];
    let mut radius = 0.0;
    for _ in 0..POWER_STEPS {
        let image: Vec<f64> = matrix
            .iter()
            .map(|row| row.iter().zip(&vector).map(|(cell, entry)| cell * entry).sum())
            .collect();
        radius = image.iter().fold(0.0, |most: f64, entry| most.max(*entry));
        if radius == 0.0 {
            return 0.0;
        }
        vector = image.iter().map(|entry| entry / radius).collect();
    }
    radius
}

/// Multipliers `c' L` of a coefficient per unit of output, by the series `c' + c' A + c' A A + ...`.
pub fn multipliers(matrix: &[Vec<f64>], per_unit: &[f64]) -> Vec<f64> {
    let mut total = per_unit.to_vec();
    let mut term = per_unit.to_vec();
    while term.iter().any(|entry| entry.abs() > NEGLIGIBLE) {
        term = (0..matrix.len())
            .map(|j| matrix.iter().zip(&term).map(|(row, entry)| entry * row[j]).sum())
            .collect();
        for (sum, entry) in total.iter_mut().zip(&term) {
            *sum += entry;
        }
    }
    total
}
