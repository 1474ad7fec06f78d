//! Output round by round of suppliers, `x = f + A f + A² f + …`, with a bound on what later rounds can add.

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::model::flows::Flows;
use crate::wide::at_vector_width;

/// Later rounds may add this share of output at most, in the norm of [`Contraction`].
pub const LARGEST_ERROR: f64 = 1e-14;
/// Columns that are followed side by side.
const LANES: usize = 16;
/// Rows that one thread multiplies at a time.
const ROWS: usize = 128;
/// Rounds after which there is no convergence in sight.
const MOST_ROUNDS: usize = 20_000;

/// Some columns side by side, one row after another.
type Panel = Vec<[f64; LANES]>;

/// A norm in which every round is smaller than the one before.
///
/// ```text
/// ‖y‖ = Σ_i d_i |y_i|   with d > 0 and d'A ≤ θ d', θ < 1:   ‖A y‖ ≤ θ ‖y‖,   ‖A^(k+1) f + A^(k+2) f + …‖ ≤ θ/(1 − θ) · ‖A^k f‖
/// ```
///
/// `d = 1` where all columns of `A` sum to less than one, so that `θ = ‖A‖₁`. Otherwise `d = 1 + A'1 + A'²1 + …` up to a
/// round that is below one everywhere.
pub struct Contraction {
    /// `d`
    weights: Vec<f64>,
    /// `θ`
    factor: f64,
}

impl Contraction {
    /// Finds the norm.
    ///
    /// # Errors
    /// [`Error::Simulation`] where there is none in sight: the economy is not productive.
    pub fn new(coefficients: &Flows) -> Result<Self> {
        let sums = coefficients.column_sums();
        let largest = |sums: &[f64]| sums.iter().copied().fold(0.0, f64::max);
        let mut weights = vec![1.0; sums.len()];
        if largest(&sums) < 0.98 {
            return Ok(Self { weights, factor: largest(&sums) });
        }
        let transposed = coefficients.transposed();
        let mut round = sums;
        for _ in 0..MOST_ROUNDS {
            // A round below one half leaves the factor close to 1 − 1/max d, the best there is with such weights.
            if largest(&round) < 0.5 {
                let left = round.iter().zip(&weights).map(|(round, weight)| (1.0 - round) / weight);
                return Ok(Self { factor: 1.0 - left.fold(1.0, f64::min), weights });
            }
            weights.iter_mut().zip(&round).for_each(|(weight, round)| *weight += round);
            round = transposed.times(&round);
        }
        Err(Error::Simulation(
            "the rounds of suppliers do not die out: the economy is not productive.".into(),
        ))
    }

    /// The largest share that can be added to a sum of rounds after one of them, over the columns.
    fn left(&self, round: &Panel, sum: &Panel) -> f64 {
        let norm = |panel: &Panel| -> [f64; LANES] {
            let mut norm = [0.0; LANES];
            for (row, weight) in panel.iter().zip(&self.weights) {
                (0..LANES).for_each(|lane| norm[lane] += weight * row[lane].abs());
            }
            norm
        };
        let (round, sum) = (norm(round), norm(sum));
        let share = |lane: usize| {
            if round[lane] > 0.0 { self.factor / (1.0 - self.factor) * round[lane] / sum[lane] } else { 0.0 }
        };
        (0..LANES)
            .map(share)
            .fold(0.0, |most, share| if share > most || share.is_nan() { share } else { most })
    }
}

/// Output for each column of final demand, and the number of rounds that it took: later ones add at most
/// [`LARGEST_ERROR`] of it.
///
/// # Errors
/// [`Error::Simulation`] if the rounds do not die out.
pub fn rounds(coefficients: &Flows, final_demand: &DMatrix<f64>) -> Result<(DMatrix<f64>, usize)> {
    let contraction = Contraction::new(coefficients)?;
    let sectors = coefficients.nrows();
    let mut output = DMatrix::zeros(sectors, final_demand.ncols());
    let mut most = 0;
    for first in (0..final_demand.ncols()).step_by(LANES) {
        let mut round = panel(final_demand, first);
        let mut sum = round.clone();
        let mut next = vec![[0.0; LANES]; sectors];
        let mut count = 0;
        loop {
            let left = contraction.left(&round, &sum);
            if left <= LARGEST_ERROR {
                break;
            }
            if count == MOST_ROUNDS || left.is_nan() {
                return Err(Error::Simulation("the rounds of suppliers do not die out.".into()));
            }
            multiply(coefficients, &round, &mut next);
            std::mem::swap(&mut round, &mut next);
            sum.iter_mut()
                .zip(&round)
                .for_each(|(sum, row)| (0..LANES).for_each(|lane| sum[lane] += row[lane]));
            count += 1;
        }
        most = most.max(count);
        for lane in 0..LANES.min(final_demand.ncols() - first) {
            output.column_mut(first + lane).iter_mut().zip(&sum).for_each(|(into, row)| *into = row[lane]);
        }
    }
    Ok((output, most))
}

/// The first rounds of one column of final demand: what is bought directly, from its suppliers, from theirs, …
/// (sectors × `count`).
pub fn tiers(coefficients: &Flows, final_demand: &DVector<f64>, count: usize) -> DMatrix<f64> {
    let mut tiers = DMatrix::zeros(final_demand.len(), count);
    let mut round = final_demand.as_slice().to_vec();
    for mut column in tiers.column_iter_mut() {
        column.copy_from_slice(&round);
        round = coefficients.times(&round);
    }
    tiers
}

fn panel(columns: &DMatrix<f64>, first: usize) -> Panel {
    let width = LANES.min(columns.ncols() - first);
    let row =
        |i: usize| std::array::from_fn(|lane| if lane < width { columns[(i, first + lane)] } else { 0.0 });
    (0..columns.nrows()).map(row).collect()
}

/// The next round: every row of `A` times the panel.
fn multiply(coefficients: &Flows, round: &Panel, next: &mut Panel) {
    next.par_chunks_mut(ROWS).enumerate().for_each(|(chunk, rows)| {
        at_vector_width!(multiply_rows(coefficients, round, chunk * ROWS, rows));
    });
}

#[inline(always)]
fn multiply_rows(coefficients: &Flows, round: &Panel, first: usize, rows: &mut [[f64; LANES]]) {
    for (offset, into) in rows.iter_mut().enumerate() {
        let (buyers, values) = coefficients.row_slices(first + offset);
        let mut sum = [0.0; LANES];
        for (buyer, value) in buyers.iter().zip(values) {
            let row = &round[*buyer as usize];
            (0..LANES).for_each(|lane| sum[lane] = value.mul_add(row[lane], sum[lane]));
        }
        *into = sum;
    }
}
