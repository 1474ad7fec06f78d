//! The Leontief quantity model: final demand → output, directly and through all rounds of suppliers.

use nalgebra::{DMatrix, DVector, Dyn, LU};

use crate::error::{Error, Result};

/// `I − A`, factorised once.
///
/// ```
/// use kanzei::propagate::Leontief;
/// use nalgebra::{DMatrix, DVector};
/// let a = DMatrix::from_row_slice(2, 2, &[0.15, 0.25, 0.20, 0.05]);
/// let leontief = Leontief::new(&a)?;
/// let output = leontief.output(&DMatrix::from_column_slice(2, 1, &[600.0, 1500.0]))?;
/// assert!((output[(0, 0)] - 1247.52).abs() < 0.01 && (output[(1, 0)] - 1841.58).abs() < 0.01);
/// # Ok::<(), kanzei::error::Error>(())
/// ```
pub struct Leontief {
    factors: LU<f64, Dyn, Dyn>,
    sectors: usize,
}

impl Leontief {
    /// Factorises `I − A` (`A` sectors × sectors, row sells to column).
    ///
    /// # Errors
    /// [`Error::Simulation`] if `I − A` is singular.
    pub fn new(technical_coefficients: &DMatrix<f64>) -> Result<Self> {
        let sectors = technical_coefficients.nrows();
        let factors = (DMatrix::identity(sectors, sectors) - technical_coefficients).lu();
        if factors.is_invertible() {
            Ok(Self { factors, sectors })
        } else {
            Err(Error::Simulation("I − A cannot be inverted: the economy is not productive.".into()))
        }
    }

    /// Output `L f` needed for each column of final demand (sectors × any).
    ///
    /// # Errors
    /// [`Error::Simulation`] if the result is not finite.
    pub fn output(&self, final_demand: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        self.factors
            .solve(final_demand)
            .filter(|output| output.iter().all(|value| value.is_finite()))
            .ok_or_else(|| Error::Simulation("the Leontief system has no finite solution.".into()))
    }

    /// The Leontief inverse `L = (I − A)⁻¹`.
    ///
    /// # Errors
    /// [`Error::Simulation`] if it is not finite.
    pub fn inverse(&self) -> Result<DMatrix<f64>> {
        self.output(&DMatrix::identity(self.sectors, self.sectors))
    }
}

/// Multipliers of every sector: what one unit of final demand for its output needs in all, column sums over `L`.
///
/// ```text
/// i'L    with i = 1: output multiplier,   i = v: value-added multiplier,   i = n: employment multiplier
/// ```
pub fn multipliers(inverse: &DMatrix<f64>, per_output: &DVector<f64>) -> DVector<f64> {
    inverse.tr_mul(per_output)
}
