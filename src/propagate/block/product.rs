//! Weighted sums of rows: one matrix product per group of cells.

use pulp::{Arch, Simd, WithSimd};

use super::Rows;
use super::layout::Row;
use crate::draw::batch::{LANES, Lanes};

/// Cells whose weights stand side by side.
const WIDE: usize = 8;

/// `y_i = Σ_k W_ik x_k` for some rows `x_k` of a block.
pub(super) struct Product {
    /// The rows `x_k`.
    inputs: Vec<Row>,
    cells: usize,
    /// `W` in panels of [`WIDE`] cells: panel, `k`, cell.
    panels: Vec<[f64; WIDE]>,
}

impl Product {
    /// Packs weights: for every cell one weight for each input row.
    pub fn new(inputs: Vec<Row>, weights: &[Vec<f64>]) -> Self {
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

    /// How many weights there are.
    pub fn multiply_adds(&self) -> usize {
        self.cells * self.inputs.len()
    }

    /// Writes the products to rows, one after another; `gathered` is room for the inputs of an octet.
    pub fn apply(&self, rows: &Rows, gathered: &mut Vec<Lanes>, out: &mut [f64]) {
        Arch::new().dispatch(Multiply { product: self, rows, gathered, out });
    }
}

/// The product in vectors of any width: every element is the same chain of fused operations.
struct Multiply<'a> {
    product: &'a Product,
    rows: &'a Rows,
    gathered: &'a mut Vec<Lanes>,
    out: &'a mut [f64],
}

impl WithSimd for Multiply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // One octet of draws in registers: one vector of eight lanes, two of four, four of two, or eight numbers. As many
        // cells at once as leave no sum waiting for the last and still fit.
        match LANES / S::F64_LANES {
            1 => self.octets::<S, 1, 8>(simd),
            2 => self.octets::<S, 2, 4>(simd),
            4 => self.octets::<S, 4, 2>(simd),
            _ => self.octets::<S, 8, 1>(simd),
        }
    }
}

impl Multiply<'_> {
    #[inline(always)]
    fn octets<S: Simd, const DEEP: usize, const SOME: usize>(self, simd: S) {
        let Self { product, rows, gathered, out } = self;
        let depth = product.inputs.len();
        let stride = rows.stride();
        for octet in 0..rows.octets {
            gathered.clear();
            gathered.extend(product.inputs.iter().map(|input| rows.get(*input, octet)));
            for (panel, first) in (0..product.cells).step_by(WIDE).enumerate() {
                let weights = &product.panels[panel * depth..(panel + 1) * depth];
                for part in (0..WIDE).step_by(SOME).take_while(|part| first + part < product.cells) {
                    let mut sums = [[simd.splat_f64s(0.0); DEEP]; SOME];
                    for (x, weights) in gathered.iter().zip(weights) {
                        let (x, _) = S::as_simd_f64s(x);
                        for (sums, weight) in sums.iter_mut().zip(&weights[part..part + SOME]) {
                            let weight = simd.splat_f64s(*weight);
                            for (sum, x) in sums.iter_mut().zip(&x[..DEEP]) {
                                *sum = simd.mul_add_f64s(weight, *x, *sum);
                            }
                        }
                    }
                    for (cell, sums) in (first + part..product.cells).zip(&sums) {
                        let lanes = &mut out[cell * stride + octet * LANES..][..LANES];
                        S::as_mut_simd_f64s(lanes).0.copy_from_slice(sums);
                    }
                }
            }
        }
    }
}
