//! Rank correlation between inputs, by Gaussian copula.

use nalgebra::DMatrix;

use crate::ids::InputId;

/// A group of inputs whose ranks are correlated.
#[derive(Clone, Debug)]
pub struct Correlation {
    /// The inputs, in the order of the matrix.
    pub inputs: Vec<InputId>,
    /// Lower Cholesky factor of the correlation of the normal scores.
    pub cholesky: DMatrix<f64>,
}

impl Correlation {
    /// Builds the group from Spearman rank correlations.
    ///
    /// ```text
    /// correlation of normal scores = 2 sin(π/6 · rank correlation)      (Pearson 1907)
    /// ```
    ///
    /// # Errors
    /// The text says what is wrong: entries outside `[−1, 1]`, a diagonal that is not one, an asymmetric matrix,
    /// or one that is not positive definite.
    pub fn new(inputs: Vec<InputId>, ranks: &DMatrix<f64>) -> Result<Self, String> {
        let n = inputs.len();
        if ranks.shape() != (n, n) {
            return Err(format!("the matrix must have {n} rows and columns, one for each input"));
        }
        if ranks.iter().any(|r| !(-1.0..=1.0).contains(r)) {
            return Err("a rank correlation must lie in [-1, 1]".into());
        }
        if (0..n).any(|i| ranks[(i, i)] != 1.0) || (ranks - ranks.transpose()).amax() > 1e-12 {
            return Err("the matrix must be symmetric with ones on its diagonal".into());
        }
        let scores =
            ranks.map(|r| if r == 1.0 { 1.0 } else { 2.0 * (std::f64::consts::FRAC_PI_6 * r).sin() });
        let cholesky = scores.cholesky().ok_or_else(|| {
            "the correlations contradict each other: the matrix is not positive definite".to_string()
        })?;
        Ok(Self { inputs, cholesky: cholesky.unpack() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contradicting_correlations_are_refused() {
        let ids = || vec![InputId(0), InputId(1), InputId(2)];
        let ranks = DMatrix::from_row_slice(3, 3, &[1.0, 0.9, -0.9, 0.9, 1.0, 0.9, -0.9, 0.9, 1.0]);
        assert!(Correlation::new(ids(), &ranks).unwrap_err().contains("positive definite"));
        let good = DMatrix::from_row_slice(3, 3, &[1.0, 0.5, 0.5, 0.5, 1.0, 0.5, 0.5, 0.5, 1.0]);
        assert!(Correlation::new(ids(), &good).is_ok());
    }
}
