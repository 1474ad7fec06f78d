//! Products of blocks of matrices, the same to the last bit on every machine and for any number of threads.
//!
//! Every element is a chain of fused multiply-adds in the order of the block's columns, whatever the vector width.

use nalgebra::{Dyn, MatrixView, MatrixViewMut, U1};

use crate::wide::at_vector_width;

/// Rows of a tile.
const ROWS: usize = 8;
/// Columns of a tile.
const COLUMNS: usize = 6;

/// A block of columns of a matrix in tiles of some rows, read straight through by the product.
pub(super) struct Tiles {
    /// By tile and column of the block.
    values: Vec<[f64; ROWS]>,
    rows: usize,
    width: usize,
}

impl Tiles {
    /// Copies a block (rows × width).
    pub fn new<R: nalgebra::Dim>(block: &MatrixView<f64, Dyn, Dyn, U1, R>) -> Self {
        let (rows, width) = block.shape();
        let value = |tile: usize, column: usize| {
            let row = |offset: usize| tile * ROWS + offset;
            std::array::from_fn(|offset| if row(offset) < rows { block[(row(offset), column)] } else { 0.0 })
        };
        let tiles = 0..rows.div_ceil(ROWS);
        let values = tiles.flat_map(|tile| (0..width).map(move |column| value(tile, column))).collect();
        Self { values, rows, width }
    }

    /// `C ← C − A B`, with the block as `A`, `B` (width × any) and `C` (rows × any).
    pub fn subtract_product<S: nalgebra::Dim>(
        &self,
        right: &MatrixViewMut<f64, Dyn, Dyn, U1, S>,
        from: &mut MatrixViewMut<f64, Dyn, Dyn, U1, S>,
    ) {
        let mut columns = vec![[0.0; COLUMNS]; self.width];
        for first in (0..right.ncols()).step_by(COLUMNS) {
            let count = COLUMNS.min(right.ncols() - first);
            for (k, row) in columns.iter_mut().enumerate() {
                *row = std::array::from_fn(|c| if c < count { right[(k, first + c)] } else { 0.0 });
            }
            for (tile, values) in self.values.chunks_exact(self.width).enumerate() {
                let mut sums = [[0.0; ROWS]; COLUMNS];
                at_vector_width!(multiply(values, &columns, &mut sums));
                let row = tile * ROWS;
                let rows = ROWS.min(self.rows - row);
                for (c, sums) in sums.iter().enumerate().take(count) {
                    let mut into = from.view_mut((row, first + c), (rows, 1));
                    into.iter_mut().zip(sums).for_each(|(into, sum)| *into -= sum);
                }
            }
        }
    }
}

#[inline(always)]
fn multiply(tile: &[[f64; ROWS]], columns: &[[f64; COLUMNS]], sums: &mut [[f64; ROWS]; COLUMNS]) {
    let mut own = *sums;
    for (left, right) in tile.iter().zip(columns) {
        for c in 0..COLUMNS {
            for r in 0..ROWS {
                own[c][r] = left[r].mul_add(right[c], own[c][r]);
            }
        }
    }
    *sums = own;
}
