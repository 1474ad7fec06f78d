//! Weighted sums of rows: one matrix product per group of cells.

use pulp::Arch;

use super::{BLOCK, Row};

/// Cells computed side by side.
const WIDE: usize = 4;
/// Draws computed side by side.
const DEEP: usize = 16;

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
        Arch::new().dispatch(
            #[inline(always)]
            || {
                let depth = self.inputs.len();
                for (panel, cells) in (0..self.cells).step_by(WIDE).enumerate() {
                    let weights = &self.panels[panel * depth..(panel + 1) * depth];
                    for from in (0..BLOCK).step_by(DEEP) {
                        let mut sums = [[0.0_f64; DEEP]; WIDE];
                        for (input, weights) in self.inputs.iter().zip(weights) {
                            let Some(x) = rows[*input][from..].first_chunk::<DEEP>() else { continue };
                            for (sums, weight) in sums.iter_mut().zip(weights) {
                                for (sum, x) in sums.iter_mut().zip(x) {
                                    *sum = weight.mul_add(*x, *sum);
                                }
                            }
                        }
                        for (cell, sums) in (cells..self.cells).zip(&sums) {
                            out[cell * stride + at + from..][..DEEP].copy_from_slice(sums);
                        }
                    }
                }
            },
        );
    }
}
