//! Weighted sums of rows: one matrix product per group of cells.

use pulp::{Arch, Simd, WithSimd};

use super::Row;

/// Cells computed side by side.
const WIDE: usize = 4;
/// Vectors of draws computed side by side.
const DEEP: usize = 2;

/// `y_i = Σ_k W_ik x_k` for some rows `x_k` of a block.
pub(super) struct Product {
    /// Positions of the rows `x_k`.
    inputs: Vec<usize>,
    cells: usize,
    /// `W` in panels of [`WIDE`] cells: panel, `k`, cell.
    panels: Vec<[f64; WIDE]>,
}

impl Product {
    /// Packs weights: for every cell one weight for each input row.
    pub fn new(inputs: Vec<usize>, weights: &[Vec<f64>]) -> Self {
        let mut panels = Vec::new();
        for cells in weights.chunks(WIDE) {
            for k in 0..inputs.len() {
                let mut panel = [0.0; WIDE];
                panel.iter_mut().zip(cells).for_each(|(weight, of_cell)| *weight = of_cell[k]);
                panels.push(panel);
            }
        }
        Self { inputs, cells: weights.len(), panels }
    }

    /// How many rows it gives.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// Writes the products of one block to columns `at …` of rows that are `stride` long.
    pub fn apply(&self, rows: &[Row], out: &mut [f64], stride: usize, at: usize) {
        Arch::new().dispatch(Multiply { product: self, rows, out, stride, at });
    }
}

/// The product in vectors of any width: every element is the same chain of fused operations.
struct Multiply<'a> {
    product: &'a Product,
    rows: &'a [Row],
    out: &'a mut [f64],
    stride: usize,
    at: usize,
}

impl WithSimd for Multiply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { product, rows, out, stride, at } = self;
        let depth = product.inputs.len();
        let vectors = S::as_simd_f64s(&[0.0; super::BLOCK]).0.len();
        for from in (0..vectors).step_by(DEEP) {
            for (panel, first) in (0..product.cells).step_by(WIDE).enumerate() {
                let weights = &product.panels[panel * depth..(panel + 1) * depth];
                let mut sums = [[simd.splat_f64s(0.0); DEEP]; WIDE];
                for (input, weights) in product.inputs.iter().zip(weights) {
                    let (x, _) = S::as_simd_f64s(&rows[*input]);
                    let x = &x[from..from + DEEP];
                    for (sums, weight) in sums.iter_mut().zip(weights) {
                        let weight = simd.splat_f64s(*weight);
                        for (sum, x) in sums.iter_mut().zip(x) {
                            *sum = simd.mul_add_f64s(weight, *x, *sum);
                        }
                    }
                }
                for (cell, sums) in (first..product.cells).zip(&sums) {
                    let row = &mut out[cell * stride + at..][..super::BLOCK];
                    S::as_mut_simd_f64s(row).0[from..from + DEEP].copy_from_slice(sums);
                }
            }
        }
    }
}
