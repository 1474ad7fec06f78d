//! Output round by round of suppliers, `x = f + A f + A² f + …`, with a bound on what later rounds can add.

use std::ops::Range;

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use super::elimination::Elimination;
use crate::error::{Error, Result};
use crate::model::flows::Flows;
use crate::wide::at_vector_width;

/// Later rounds may add this share of output at most, in the norm of [`Contraction`].
pub const LARGEST_ERROR: f64 = 1e-14;
/// Columns that are followed side by side: few of them, or many.
const FEW: usize = 16;
const MANY: usize = 32;
/// Rows that one thread multiplies at a time.
const ROWS: usize = 128;
/// Rounds after which there is no convergence in sight.
const MOST_ROUNDS: usize = 20_000;

/// Some columns side by side, one row after another.
type Panel<const N: usize> = Vec<[f64; N]>;

/// Columns that panels take, full or not.
pub(super) fn padded(columns: usize) -> usize {
    columns.next_multiple_of(if columns > FEW { MANY } else { FEW })
}

/// A norm in which every round is smaller than the one before.
///
/// ```text
/// ‖y‖ = Σ_i d_i |y_i|   with d > 0 and d'A ≤ θ d', θ < 1:   ‖A y‖ ≤ θ ‖y‖,   ‖(I − A)⁻¹ r‖ ≤ ‖r‖/(1 − θ)
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

    /// The largest share of a sum of rounds that all later rounds can add, over the columns, given what the sum leaves
    /// unmet: `‖r‖ / ((1 − θ) ‖x‖)` with `r = f − (I − A) x`.
    fn left<const N: usize>(&self, unmet: &Panel<N>, sum: &Panel<N>) -> f64 {
        let norm = |panel: &Panel<N>| -> [f64; N] {
            let mut norm = [0.0; N];
            for (row, weight) in panel.iter().zip(&self.weights) {
                (0..N).for_each(|lane| norm[lane] += weight * row[lane].abs());
            }
            norm
        };
        let (unmet, sum) = (norm(unmet), norm(sum));
        let share = |lane: usize| {
            if unmet[lane] > 0.0 { unmet[lane] / ((1.0 - self.factor) * sum[lane]) } else { 0.0 }
        };
        (0..N).map(share).fold(0.0, |most, share| if share > most || share.is_nan() { share } else { most })
    }
}

/// Regions whose own rounds are gone through at once.
pub struct Blocks<'b> {
    /// Positions of their sectors, which follow each other without gaps; none where every round is made alone.
    ranges: &'b [Range<usize>],
    eliminations: Vec<Elimination>,
}

impl<'b> Blocks<'b> {
    /// Eliminates the suppliers within each region; one region alone is not a block.
    ///
    /// # Errors
    /// [`Error::Simulation`] where a region is not productive by itself.
    pub fn new(coefficients: &Flows, ranges: &'b [Range<usize>]) -> Result<Self> {
        let ranges = if ranges.len() > 1 { ranges } else { &[] };
        let within = |range: &Range<usize>| {
            let mut own = Flows::new(range.len());
            for i in range.clone() {
                let inside = coefficients.row(i).filter(|(j, _)| range.contains(j));
                own.push_row(inside.map(|(j, value)| (j - range.start, value)));
            }
            Elimination::new(&own)
        };
        Ok(Self { ranges, eliminations: ranges.par_iter().map(within).collect::<Result<_>>()? })
    }

    /// The block of a row; nothing where every round is made alone.
    fn of_row(&self, row: usize) -> Range<usize> {
        let after = self.ranges.partition_point(|range| range.end <= row);
        self.ranges.get(after).cloned().unwrap_or(row..row)
    }

    /// All rounds within each region: `y ← (I − A_own)⁻¹ y`.
    fn solve<const N: usize>(&self, panel: &mut Panel<N>) {
        let mut rest = &mut panel[..];
        let mut parts = Vec::with_capacity(self.ranges.len());
        for range in self.ranges {
            let (part, after) = rest.split_at_mut(range.len());
            parts.push(part);
            rest = after;
        }
        let parts = parts.into_par_iter().zip(&self.eliminations);
        parts.for_each(|(part, elimination)| at_vector_width!(elimination.solve_rows(part)));
    }
}

/// Output for each column of final demand, and the number of rounds that it took: later ones add at most
/// [`LARGEST_ERROR`] of it.
///
/// ```text
/// one block       x = f + A f + A² f + …
/// several         x = t_0 + t_1 + …,   t_0 = (I − A_own)⁻¹ f,   t_(k+1) = (I − A_own)⁻¹ A_other t_k
/// ```
///
/// with `A_own` the coefficients within regions and `A_other` those between them: rounds of trade between regions, which die
/// out several times as fast.
///
/// # Errors
/// [`Error::Simulation`] if the rounds do not die out.
pub fn rounds(
    coefficients: &Flows,
    blocks: &Blocks,
    final_demand: &DMatrix<f64>,
) -> Result<(DMatrix<f64>, usize)> {
    if final_demand.ncols() > FEW {
        rounds_of::<MANY>(coefficients, blocks, final_demand)
    } else {
        rounds_of::<FEW>(coefficients, blocks, final_demand)
    }
}

fn rounds_of<const N: usize>(
    coefficients: &Flows,
    blocks: &Blocks,
    final_demand: &DMatrix<f64>,
) -> Result<(DMatrix<f64>, usize)> {
    let contraction = Contraction::new(coefficients)?;
    let sectors = coefficients.nrows();
    let mut output = DMatrix::zeros(sectors, final_demand.ncols());
    let mut most = 0;
    for first in (0..final_demand.ncols()).step_by(N) {
        let mut round: Panel<N> = panel(final_demand, first);
        blocks.solve(&mut round);
        let mut sum = round.clone();
        let mut next = vec![[0.0; N]; sectors];
        let mut count = 0;
        loop {
            multiply(coefficients, blocks, &round, &mut next);
            let left = contraction.left(&next, &sum);
            if left <= LARGEST_ERROR {
                break;
            }
            if count == MOST_ROUNDS || left.is_nan() {
                return Err(Error::Simulation("the rounds of suppliers do not die out.".into()));
            }
            std::mem::swap(&mut round, &mut next);
            blocks.solve(&mut round);
            sum.iter_mut().zip(&round).for_each(|(sum, row)| (0..N).for_each(|lane| sum[lane] += row[lane]));
            count += 1;
        }
        most = most.max(count);
        for lane in 0..N.min(final_demand.ncols() - first) {
            output.column_mut(first + lane).iter_mut().zip(&sum).for_each(|(into, row)| *into = row[lane]);
        }
    }
    Ok((output, most))
}

/// Rounds that a demand of one unit for every sector would take, if they go on to shrink as the last of a few does.
pub(super) fn expected_rounds(coefficients: &Flows, blocks: &Blocks) -> f64 {
    const TRIED: usize = 8;
    let mut round: Panel<1> = vec![[1.0]; coefficients.nrows()];
    let mut next = round.clone();
    let mut ratio = 0.0;
    blocks.solve(&mut round);
    for _ in 0..TRIED {
        multiply(coefficients, blocks, &round, &mut next);
        blocks.solve(&mut next);
        let total = |panel: &Panel<1>| panel.iter().map(|row| row[0]).sum::<f64>();
        let (before, after) = (total(&round), total(&next));
        ratio = if before > 0.0 { after / before } else { 0.0 };
        std::mem::swap(&mut round, &mut next);
    }
    if ratio < 1.0 { (LARGEST_ERROR.ln() / ratio.max(1e-9).ln()).max(1.0) } else { f64::INFINITY }
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

fn panel<const N: usize>(columns: &DMatrix<f64>, first: usize) -> Panel<N> {
    let width = N.min(columns.ncols() - first);
    let row =
        |i: usize| std::array::from_fn(|lane| if lane < width { columns[(i, first + lane)] } else { 0.0 });
    (0..columns.nrows()).map(row).collect()
}

/// The next round: every row of `A`, but what it sells within its block, times the panel.
fn multiply<const N: usize>(coefficients: &Flows, blocks: &Blocks, round: &Panel<N>, next: &mut Panel<N>) {
    next.par_chunks_mut(ROWS).enumerate().for_each(|(chunk, rows)| {
        at_vector_width!(multiply_rows(coefficients, blocks, round, chunk * ROWS, rows));
    });
}

#[inline(always)]
fn multiply_rows<const N: usize>(
    coefficients: &Flows,
    blocks: &Blocks,
    round: &Panel<N>,
    first: usize,
    rows: &mut [[f64; N]],
) {
    for (offset, into) in rows.iter_mut().enumerate() {
        let (buyers, values) = coefficients.row_slices(first + offset);
        let own = blocks.of_row(first + offset);
        let before = buyers.partition_point(|buyer| (*buyer as usize) < own.start);
        let after = buyers.partition_point(|buyer| (*buyer as usize) < own.end).max(before);
        let mut sum = [0.0; N];
        for part in [0..before, after..buyers.len()] {
            for (buyer, value) in buyers[part.clone()].iter().zip(&values[part]) {
                let row = &round[*buyer as usize];
                (0..N).for_each(|lane| sum[lane] = value.mul_add(row[lane], sum[lane]));
            }
        }
        *into = sum;
    }
}
