//! `I − A = L U` by elimination in blocks, without exchange of rows.
//!
//! A productive `I − A` is an M-matrix: its pivots are positive in every order (Fiedler & Pták 1962), so that none has to
//! be looked for, and a pivot that is not positive proves that the economy is not productive. Nearly all the work is
//! products of matrices (Golub & Van Loan, *Matrix Computations*, 4th ed., section 3.2.11).

use nalgebra::{DMatrix, DMatrixViewMut};
use rayon::prelude::*;

use super::product::Tiles;
use crate::error::{Error, Result};
use crate::model::flows::Flows;

/// Columns that are eliminated together.
const BLOCK: usize = 64;
/// Columns that one thread updates at a time.
const STRIP: usize = 96;

/// The factors of `I − A`, in place of the matrix: below the diagonal `L`, whose own is one, and above it `U`.
pub struct Elimination {
    factors: DMatrix<f64>,
}

impl Elimination {
    /// Factorises `I − A` (`A` sectors × sectors).
    ///
    /// # Errors
    /// [`Error::Simulation`] if a pivot is not positive: the economy is not productive.
    pub fn new(coefficients: &Flows) -> Result<Self> {
        let sectors = coefficients.nrows();
        let mut factors = DMatrix::identity(sectors, sectors);
        for i in 0..sectors {
            coefficients.row(i).for_each(|(j, value)| factors[(i, j)] -= value);
        }
        for first in (0..sectors).step_by(BLOCK) {
            let width = BLOCK.min(sectors - first);
            eliminate_columns(&mut factors, first, width)?;
            update_the_rest(&mut factors, first, width);
        }
        Ok(Self { factors })
    }

    /// Replaces each column of final demand by its output.
    pub fn solve(&self, columns: &mut DMatrix<f64>) {
        let sectors = self.factors.nrows();
        let strips = columns.as_mut_slice().par_chunks_mut((sectors * STRIP).max(1));
        strips.for_each(|strip| {
            let width = strip.len() / sectors;
            let mut strip = DMatrixViewMut::from_slice(strip, sectors, width);
            self.forward(&mut strip);
            self.backward(&mut strip);
        });
    }

    /// `L y = f`
    fn forward(&self, strip: &mut DMatrixViewMut<f64>) {
        let sectors = self.factors.nrows();
        for first in (0..sectors).step_by(BLOCK) {
            let width = BLOCK.min(sectors - first);
            let (mut own, mut below) = strip.rows_range_pair_mut(first..first + width, first + width..);
            let diagonal = self.factors.view((first, first), (width, width));
            for mut column in own.column_iter_mut() {
                for k in 0..width {
                    let value = column[k];
                    (k + 1..width).for_each(|i| column[i] -= diagonal[(i, k)] * value);
                }
            }
            let rest = sectors - first - width;
            let block = self.factors.view((first + width, first), (rest, width));
            Tiles::new(&block).subtract_product(&own, &mut below);
        }
    }

    /// `U x = y`
    fn backward(&self, strip: &mut DMatrixViewMut<f64>) {
        let sectors = self.factors.nrows();
        for first in (0..sectors).step_by(BLOCK).rev() {
            let width = BLOCK.min(sectors - first);
            let (mut above, mut own) = strip.rows_range_pair_mut(..first, first..first + width);
            let diagonal = self.factors.view((first, first), (width, width));
            for mut column in own.column_iter_mut() {
                for k in (0..width).rev() {
                    let value = column[k] / diagonal[(k, k)];
                    column[k] = value;
                    (0..k).for_each(|i| column[i] -= diagonal[(i, k)] * value);
                }
            }
            Tiles::new(&self.factors.view((0, first), (first, width))).subtract_product(&own, &mut above);
        }
    }
}

/// Eliminates the columns of a block below the rows that are done.
fn eliminate_columns(factors: &mut DMatrix<f64>, first: usize, width: usize) -> Result<()> {
    let sectors = factors.nrows();
    for pivot in first..first + width {
        let value = factors[(pivot, pivot)];
        if !(value > 0.0 && value.is_finite()) {
            let text = "I − A has no inverse without negative elements: the economy is not productive.";
            return Err(Error::Simulation(text.into()));
        }
        factors.view_mut((pivot + 1, pivot), (sectors - pivot - 1, 1)).apply(|below| *below /= value);
        let (done, mut open) = factors.columns_range_pair_mut(..pivot + 1, pivot + 1..first + width);
        let below = done.view((pivot + 1, pivot), (sectors - pivot - 1, 1));
        for mut column in open.column_iter_mut() {
            let factor = column[pivot];
            if factor != 0.0 {
                column.rows_range_mut(pivot + 1..).axpy(-factor, &below.column(0), 1.0);
            }
        }
    }
    Ok(())
}

/// Takes a finished block out of the columns to its right.
fn update_the_rest(factors: &mut DMatrix<f64>, first: usize, width: usize) {
    let sectors = factors.nrows();
    let (done, rest) = factors.as_mut_slice().split_at_mut((first + width) * sectors);
    let done = DMatrixViewMut::from_slice(done, sectors, first + width);
    let diagonal = done.view((first, first), (width, width));
    let below = Tiles::new(&done.view((first + width, first), (sectors - first - width, width)));
    rest.par_chunks_mut(sectors * STRIP).for_each(|strip| {
        let columns = strip.len() / sectors;
        let mut strip = DMatrixViewMut::from_slice(strip, sectors, columns);
        let (mut own, mut open) = strip.rows_range_pair_mut(first..first + width, first + width..);
        for mut column in own.column_iter_mut() {
            for k in 0..width {
                let value = column[k];
                (k + 1..width).for_each(|i| column[i] -= diagonal[(i, k)] * value);
            }
        }
        below.subtract_product(&own, &mut open);
    });
}
