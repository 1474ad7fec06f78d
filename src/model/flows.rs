//! A matrix of flows between sellers and buyers, row by row, without its zeros.

use nalgebra::DMatrix;
use rayon::prelude::*;

/// A sparse matrix (sellers × buyers), compressed by row: row sells to column.
///
/// ```
/// use kanzei::model::flows::Flows;
/// let mut flows = Flows::new(2);
/// flows.push_row([(0, 150.0), (1, 500.0)]);
/// flows.push_row([(0, 200.0)]);
/// assert_eq!((flows.get(0, 1), flows.get(1, 1)), (500.0, 0.0));
/// assert_eq!(flows.column_sums(), [350.0, 500.0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flows {
    columns: usize,
    /// Where each row starts among the entries; one more than there are rows.
    starts: Vec<usize>,
    /// Buyers of the entries, rising within a row.
    buyers: Vec<u32>,
    values: Vec<f64>,
}

impl Flows {
    /// A matrix of so many columns, without rows yet.
    pub fn new(columns: usize) -> Self {
        Self { columns, starts: vec![0], buyers: Vec::new(), values: Vec::new() }
    }

    /// Adds a row from its entries, in rising order of columns; zeros are left out.
    pub fn push_row(&mut self, entries: impl IntoIterator<Item = (usize, f64)>) {
        for (buyer, value) in entries {
            if value != 0.0 {
                self.buyers.push(buyer as u32);
                self.values.push(value);
            }
        }
        self.starts.push(self.values.len());
    }

    /// The entries of a matrix that are not zero.
    pub fn from_dense(matrix: &DMatrix<f64>) -> Self {
        let mut flows = Self::new(matrix.ncols());
        matrix.row_iter().for_each(|row| flows.push_row(row.iter().copied().enumerate()));
        flows
    }

    /// The same with its zeros.
    pub fn to_dense(&self) -> DMatrix<f64> {
        let mut matrix = DMatrix::zeros(self.nrows(), self.columns);
        for i in 0..self.nrows() {
            self.row(i).for_each(|(j, value)| matrix[(i, j)] = value);
        }
        matrix
    }

    /// Number of rows.
    pub fn nrows(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of columns.
    pub fn ncols(&self) -> usize {
        self.columns
    }

    /// Number of entries that are not zero.
    pub fn entries(&self) -> usize {
        self.values.len()
    }

    /// The entries of a row that are not zero, in rising order of columns.
    pub fn row(&self, i: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.starts[i]..self.starts[i + 1];
        self.buyers[range.clone()].iter().zip(&self.values[range]).map(|(j, value)| (*j as usize, *value))
    }

    /// Columns and values of a row, side by side.
    pub fn row_slices(&self, i: usize) -> (&[u32], &[f64]) {
        let range = self.starts[i]..self.starts[i + 1];
        (&self.buyers[range.clone()], &self.values[range])
    }

    /// One entry, zero where nothing is stored.
    pub fn get(&self, i: usize, j: usize) -> f64 {
        let (buyers, values) = self.row_slices(i);
        buyers.binary_search(&(j as u32)).map_or(0.0, |position| values[position])
    }

    /// What each row sells.
    pub fn row_sums(&self) -> Vec<f64> {
        (0..self.nrows()).map(|i| self.row_slices(i).1.iter().sum()).collect()
    }

    /// What each column buys.
    pub fn column_sums(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.columns];
        for (j, value) in self.buyers.iter().zip(&self.values) {
            sums[*j as usize] += value;
        }
        sums
    }

    /// Divides every column by a number of its own; where that is not positive, the column becomes zero.
    pub fn divide_columns(&mut self, by: &[f64]) {
        for (j, value) in self.buyers.iter().zip(&mut self.values) {
            let by = by[*j as usize];
            *value = if by > 0.0 { *value / by } else { 0.0 };
        }
    }

    /// The product with a column vector.
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        let product = |i: usize| self.row(i).map(|(j, value)| value * vector[j]).sum();
        (0..self.nrows()).into_par_iter().map(product).collect()
    }

    /// Multiplies every column by a number of its own; entries that become zero stay stored.
    pub fn scale_columns(&mut self, factors: &[f64]) {
        for (j, value) in self.buyers.iter().zip(&mut self.values) {
            *value *= factors[*j as usize];
        }
    }

    /// Multiplies every row by a number of its own.
    pub fn scale_rows(&mut self, factors: &[f64]) {
        for (i, factor) in factors.iter().enumerate() {
            let range = self.starts[i]..self.starts[i + 1];
            self.values[range].iter_mut().for_each(|value| *value *= factor);
        }
    }

    /// Passes every stored value through `change`; values that become zero stay stored.
    pub fn change_values(&mut self, change: impl Fn(f64) -> f64) {
        self.values.iter_mut().for_each(|value| *value = change(*value));
    }

    /// The matrix with rows and columns swapped.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let mut starts = vec![0; self.columns + 1];
        self.buyers.iter().for_each(|j| starts[*j as usize + 1] += 1);
        (0..self.columns).for_each(|j| starts[j + 1] += starts[j]);
        let (mut buyers, mut values) = (vec![0; self.entries()], vec![0.0; self.entries()]);
        let mut next = starts.clone();
        for i in 0..self.nrows() {
            for (j, value) in self.row(i) {
                (buyers[next[j]], values[next[j]]) = (i as u32, value);
                next[j] += 1;
            }
        }
        Self { columns: self.nrows(), starts, buyers, values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_columns_and_the_transpose_agree_with_the_dense_matrix() {
        let dense = DMatrix::from_row_slice(3, 2, &[0.0, 2.0, 3.0, 0.0, 0.0, 5.0]);
        let mut flows = Flows::from_dense(&dense);
        assert_eq!((flows.entries(), flows.to_dense()), (3, dense.clone()));
        assert_eq!((flows.row_sums(), flows.column_sums()), (vec![2.0, 3.0, 5.0], vec![3.0, 7.0]));
        assert_eq!(flows.transposed().to_dense(), dense.transpose());
        flows.scale_columns(&[2.0, 10.0]);
        flows.scale_rows(&[1.0, 1.0, 0.5]);
        assert_eq!((flows.get(0, 1), flows.get(1, 0), flows.get(2, 1)), (20.0, 6.0, 25.0));
    }
}
