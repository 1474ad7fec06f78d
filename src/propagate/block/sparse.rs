//! Sums and prices of a few rows of one section, octet by octet.

use super::Rows;
use super::layout::Row;
use crate::draw::batch::{LANES, Lanes};

/// A cell that follows from a few rows.
#[derive(Clone, Debug)]
pub(super) struct SparseCell {
    /// Positions in the section, and weights.
    terms: Vec<(usize, f64)>,
    /// For a price: the base, and the terms of what it is divided by.
    over: Option<(f64, Vec<(usize, f64)>)>,
    /// How many rows the section has.
    size: usize,
}

impl SparseCell {
    /// `Σ_k w_k x_k`
    pub fn sum(rows: &[Row], weights: &[f64]) -> Self {
        let terms = rows.iter().zip(weights).map(|(row, weight)| (row.position, *weight)).collect();
        Self { terms, over: None, size: rows.first().map_or(0, |row| row.size) }
    }

    /// `100 · Σ income/(base + Σ volume)`
    pub fn price(base: f64, volumes: &[Row], incomes: &[Row]) -> Self {
        let ones = vec![1.0; volumes.len()];
        let over = Some((base, Self::sum(volumes, &ones).terms));
        Self { over, ..Self::sum(incomes, &vec![100.0; incomes.len()]) }
    }
}

/// Some cells of one section.
pub(super) struct Sparse {
    section: usize,
    cells: Vec<SparseCell>,
}

impl Sparse {
    pub fn new(section: usize, cells: Vec<SparseCell>) -> Self {
        Self { section, cells }
    }

    /// How many terms there are, and divisions.
    pub fn multiply_adds(&self) -> usize {
        let over = |cell: &SparseCell| cell.over.as_ref().map_or(0, |(_, terms)| terms.len() + 1);
        self.cells.iter().map(|cell| cell.terms.len() + over(cell)).sum()
    }

    /// Writes the cells to rows, one after another.
    #[inline(always)]
    pub fn evaluate(&self, rows: &Rows, out: &mut [f64]) {
        let stride = rows.stride();
        for octet in 0..rows.octets {
            for (number, cell) in self.cells.iter().enumerate() {
                let of_octet = &rows.sections[self.section][octet * cell.size..][..cell.size];
                let mut value = add_up(&cell.terms, of_octet);
                if let Some((base, terms)) = &cell.over {
                    let over = add_up(terms, of_octet);
                    (0..LANES).for_each(|lane| value[lane] /= base + over[lane]);
                }
                out[number * stride + octet * LANES..][..LANES].copy_from_slice(&value);
            }
        }
    }
}

#[inline(always)]
fn add_up(terms: &[(usize, f64)], of_octet: &[Lanes]) -> Lanes {
    let mut sum = [0.0; LANES];
    for (position, weight) in terms {
        let x = &of_octet[*position];
        (0..LANES).for_each(|lane| sum[lane] = weight.mul_add(x[lane], sum[lane]));
    }
    sum
}
