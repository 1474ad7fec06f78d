//! Output → jobs: jobs supported, as the Leontief model has it, and headcount, which allows for labour hoarding.

use nalgebra::{DMatrix, DVector};

/// Persons whose work the output change is, at annual rate: `J_it = n_i · 12 · Δx_it` (sectors × months).
///
/// `intensity` is `n`, persons per unit of annual output; `output` is `Δx`, money per month.
pub fn jobs_supported(intensity: &DVector<f64>, output: &DMatrix<f64>) -> DMatrix<f64> {
    let mut jobs = output.clone();
    for (mut row, persons) in jobs.row_iter_mut().zip(intensity.iter()) {
        row *= 12.0 * persons;
    }
    jobs
}

/// Expected change in headcount (sectors × months).
///
/// ```text
/// N_t = N_{t−1} + λ_N (ε_N J_t − N_{t−1}),   N = 0 before the first month
/// ```
pub fn headcount(jobs: &DMatrix<f64>, elasticity: f64, speed: f64) -> DMatrix<f64> {
    let mut headcount = jobs.clone();
    let mut previous = DVector::zeros(jobs.nrows());
    for mut month in headcount.column_iter_mut() {
        previous += speed * (elasticity * &month - &previous);
        month.copy_from(&previous);
    }
    headcount
}
