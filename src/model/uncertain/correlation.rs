//! Rank correlation between inputs, by Gaussian copula.

use nalgebra::DMatrix;

use crate::ids::InputId;

/// A group of inputs whose ranks are correlated.
#[derive(Clone, Debug)]
pub struct Correlation {
    /// The inputs, in the order of the matrix.
    pub inputs: Vec<InputId>,
    /// `F` with `F F'` the correlation of the normal scores; the first column is what they share.
    pub factor: DMatrix<f64>,
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
        if scores.clone().cholesky().is_none() {
            return Err("the correlations contradict each other: the matrix is not positive definite".into());
        }
        Ok(Self { inputs, factor: shared_first(&scores) })
    }
}

/// `F F' = C` with the standardised sum of all scores as first coordinate:
///
/// ```text
/// F = [c | L],   c = C 1 / √(1'C 1),   L the Cholesky factor of C − c c', which has one column less
/// ```
///
/// What the inputs of a group share is then a single coordinate, and points that are even in it are even in most of what the
/// group does. With equal correlations it is the first principal component.
fn shared_first(correlations: &DMatrix<f64>) -> DMatrix<f64> {
    let n = correlations.nrows();
    let sums = correlations.column_sum();
    let shared = &sums / sums.sum().sqrt();
    let rest = correlations - &shared * shared.transpose();
    let mut factor = DMatrix::zeros(n, n);
    factor.set_column(0, &shared);
    for column in 1..n {
        // Row `column − 1` is the first that the column concerns: L is lower triangular.
        let known = |i: usize, j: usize| (1..column).map(|k| factor[(i, k)] * factor[(j, k)]).sum::<f64>();
        let top = column - 1;
        let pivot = (rest[(top, top)] - known(top, top)).max(0.0).sqrt();
        let entries: Vec<f64> = (top..n).map(|i| rest[(i, top)] - known(i, top)).collect();
        for (i, entry) in (top..n).zip(entries) {
            factor[(i, column)] = if i == top {
                pivot
            } else if pivot > 0.0 {
                entry / pivot
            } else {
                0.0
            };
        }
    }
    factor
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

    #[test]
    fn the_factor_gives_the_correlations_back_and_starts_with_what_is_shared() {
        for (n, low, high) in [(1, 0.0, 0.0), (2, 0.9, 0.9), (2, -0.9, -0.9), (14, 0.5, 0.5), (5, -0.2, 0.6)]
        {
            let entry = |i: usize, j: usize| low + (high - low) * ((i * j) as f64 * 0.618).fract();
            let c = DMatrix::from_fn(n, n, |i, j| if i == j { 1.0 } else { entry(i, j) });
            let factor = shared_first(&c);
            assert!((&factor * factor.transpose() - &c).amax() < 1e-14);
            if low == high && low > 0.0 {
                // The first principal component of equal correlations explains (1 + (n − 1) ρ)/n.
                let explained = factor.column(0).norm_squared() / n as f64;
                assert!((explained - (1.0 + (n as f64 - 1.0) * low) / n as f64).abs() < 1e-14);
            }
        }
    }
}
