//! The Leontief quantity model: final demand → output, directly and through all rounds of suppliers.
//!
//! `x = (I − A)⁻¹ f` is solved for the columns that are asked for, never by the inverse: by elimination, or round by
//! round (`f + A f + A² f + …`) where [`Plan`] finds that this takes less work.

mod elimination;
mod plan;
mod product;
mod rounds;

pub use elimination::Elimination;
pub use plan::{Method, Plan};
pub use rounds::{Contraction, LARGEST_ERROR, rounds, tiers};

use nalgebra::{DMatrix, DVector};

use crate::error::{Error, Result};
use crate::model::flows::Flows;

/// Output for some columns of final demand, and how it was found.
#[derive(Clone, Debug)]
pub struct Solution {
    /// `x`: sectors × columns.
    pub output: DMatrix<f64>,
    /// How it was found.
    pub plan: Plan,
}

/// Solves `x = A x + f` for each column of final demand (sectors × any); `A` is sectors × sectors, row sells to column.
///
/// ```
/// use kanzei::model::flows::Flows;
/// use kanzei::leontief::solve;
/// use nalgebra::DMatrix;
/// let a = Flows::from_dense(&DMatrix::from_row_slice(2, 2, &[0.15, 0.25, 0.20, 0.05]));
/// let output = solve(&a, &DMatrix::from_column_slice(2, 1, &[600.0, 1500.0]))?.output;
/// assert!((output[(0, 0)] - 1247.52).abs() < 0.01 && (output[(1, 0)] - 1841.58).abs() < 0.01);
/// # Ok::<(), kanzei::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Simulation`] if `I − A` has no inverse without negative elements, or the result is not finite.
pub fn solve(coefficients: &Flows, final_demand: &DMatrix<f64>) -> Result<Solution> {
    solve_by(Plan::new(coefficients, final_demand.ncols()), coefficients, final_demand)
}

/// The same by a given plan.
///
/// # Errors
/// As [`solve`].
pub fn solve_by(mut plan: Plan, coefficients: &Flows, final_demand: &DMatrix<f64>) -> Result<Solution> {
    let output = match plan.method {
        Method::Elimination => {
            let mut output = final_demand.clone();
            Elimination::new(coefficients)?.solve(&mut output);
            output
        }
        Method::Rounds => {
            let (output, rounds) = rounds(coefficients, final_demand)?;
            plan.rounds = rounds;
            output
        }
    };
    if output.iter().all(|value| value.is_finite()) {
        Ok(Solution { output, plan })
    } else {
        Err(Error::Simulation("the Leontief system has no finite solution.".into()))
    }
}

/// The Leontief inverse `L = (I − A)⁻¹`, for those who ask for all of it.
///
/// # Errors
/// As [`solve`].
pub fn inverse(coefficients: &Flows) -> Result<DMatrix<f64>> {
    let sectors = coefficients.nrows();
    Ok(solve(coefficients, &DMatrix::identity(sectors, sectors))?.output)
}

/// Multipliers of every sector: what one unit of final demand for its output needs in all, for each column of weights per
/// unit of output (sectors × any).
///
/// ```text
/// i'L    with i = 1: output multiplier,   i = v: value-added multiplier,   i = n: employment multiplier
/// ```
///
/// # Errors
/// As [`solve`].
pub fn multipliers(coefficients: &Flows, per_output: &DMatrix<f64>) -> Result<DMatrix<f64>> {
    Ok(solve(&coefficients.transposed(), per_output)?.output)
}

/// Whether the economy is productive (Hawkins–Simon): `I − A` has an inverse without negative elements.
///
/// Columns that all sum to less than one are enough; so is some round `1'Aᵏ` that is below one everywhere, since then the
/// spectral radius is. Otherwise elimination decides: it is so exactly where all pivots are positive.
pub fn is_productive(coefficients: &Flows) -> bool {
    let mut rounds = coefficients.column_sums();
    if rounds.iter().any(|sum| !sum.is_finite()) {
        return false;
    }
    let below_one = |sums: &[f64]| sums.iter().all(|sum| *sum < 1.0);
    if below_one(&rounds) {
        return true;
    }
    let transposed = coefficients.transposed();
    for _ in 0..50 {
        rounds = transposed.times(&rounds);
        if below_one(&rounds) {
            return true;
        }
    }
    let ones = DVector::from_element(coefficients.nrows(), 1.0);
    let Ok(elimination) = Elimination::new(coefficients) else { return false };
    let mut output = DMatrix::from_columns(&[ones]);
    elimination.solve(&mut output);
    output.iter().all(|value| value.is_finite() && *value >= 1.0 - 1e-9)
}

#[cfg(test)]
mod tests;
