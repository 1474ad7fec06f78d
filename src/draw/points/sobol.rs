//! Sobol' sequences with Owen scrambling.
//!
//! A scrambled sequence fills every box of a net as evenly as the plain one, and each of its points is uniform; its
//! errors fall faster than those of independent points. Sobol' (1967); Owen (1995, 2020); direction numbers of Joe &
//! Kuo (2008).

use crate::wide::at_vector_width;

/// Dimensions that the direction numbers reach.
pub const DIMENSIONS: usize = 2000;

/// Initial direction numbers by dimension, from the second on.
const JOE_KUO: &str = include_str!("joe_kuo.txt");

/// Binary digits of a coordinate.
const DIGITS: usize = 32;
/// Points computed together: their low digits run through all values.
const GROUP: usize = 128;

/// Direction numbers `v_1 … v_32` of one dimension, lowest digit first.
type Directions = [u32; DIGITS];

/// The sequence in so many dimensions.
pub(super) struct Sobol {
    directions: Vec<Directions>,
}

impl Sobol {
    pub fn new(dimensions: usize) -> Self {
        let mut directions = vec![[0; DIGITS]; dimensions.min(1)];
        // In the first dimension every m is one: the van der Corput sequence.
        directions.iter_mut().flatten().zip(0..).for_each(|(v, digit)| *v = 1 << digit);
        let rows = JOE_KUO.lines().filter(|line| !line.starts_with('#'));
        directions.extend(rows.take(dimensions.saturating_sub(1)).map(directions_of));
        Self { directions }
    }

    /// Coordinates of consecutive points under a scrambling: midpoints of `2³²` equal cells of `(0, 1)`.
    pub fn fill(&self, dimension: usize, scrambling: u32, first: u64, into: &mut [f64]) {
        let directions = &self.directions[dimension];
        let mut point = first;
        let mut rest = into;
        while !rest.is_empty() {
            let offset = point as usize % GROUP;
            let count = rest.len().min(GROUP - offset);
            let (now, later) = rest.split_at_mut(count);
            fill_group(directions, scrambling, point - offset as u64, offset, now);
            point += count as u64;
            rest = later;
        }
    }
}

/// Some coordinates of a whole group of points.
fn fill_group(directions: &Directions, scrambling: u32, first: u64, offset: usize, into: &mut [f64]) {
    // Point i is the exclusive or of v_j over the digits j of i, so the low digits need one table for all groups.
    let mut digits = [0; GROUP];
    digits[0] = (0..DIGITS).filter(|j| first >> j & 1 == 1).fold(0, |x, j| x ^ directions[j]);
    at_vector_width!({
        for (level, direction) in directions[..GROUP.ilog2() as usize].iter().enumerate() {
            let (known, next) = digits.split_at_mut(1 << level);
            next.iter_mut().zip(known).for_each(|(next, known)| *next = *known ^ direction);
        }
        for (coordinate, digits) in into.iter_mut().zip(&digits[offset..]) {
            let cell = scramble(*digits, scrambling).reverse_bits();
            *coordinate = (f64::from(cell) + 0.5) * (1.0 / 4_294_967_296.0);
        }
    });
}

/// Nested uniform (Owen) scrambling of digits in reversed order: each digit is flipped depending on all digits before it.
///
/// Laine & Karras (2011), as in Burley (2020), "Practical hash-based Owen scrambling", with the constants of Vegdahl
/// (2021), "Building a better LK hash".
#[inline(always)]
fn scramble(mut x: u32, seed: u32) -> u32 {
    x ^= x.wrapping_mul(0x3d20_adea);
    x = x.wrapping_add(seed);
    x = x.wrapping_mul((seed >> 16) | 1);
    x ^= x.wrapping_mul(0x0552_6c56);
    x ^ x.wrapping_mul(0x53a2_2864)
}

/// Direction numbers from a row `dimension degree coefficients m_1 … m_s`, with digits in reversed order.
///
/// ```text
/// m_k = 2 a_1 m_{k−1} ⊕ 2² a_2 m_{k−2} ⊕ … ⊕ 2^s m_{k−s} ⊕ m_{k−s},   v_k = m_k 2^(32−k)
/// ```
fn directions_of(row: &str) -> Directions {
    let numbers: Vec<u32> = row.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let (degree, coefficients, initial) = (numbers[1] as usize, numbers[2], &numbers[3..]);
    let mut v: Directions = [0; DIGITS];
    for k in 0..DIGITS {
        if k < degree {
            v[k] = initial[k] << (31 - k);
            continue;
        }
        v[k] = v[k - degree] ^ (v[k - degree] >> degree);
        for j in 1..degree {
            if coefficients >> (degree - 1 - j) & 1 == 1 {
                v[k] ^= v[k - j];
            }
        }
    }
    v.map(u32::reverse_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digits of a coordinate without scrambling, as a number.
    fn plain(sobol: &Sobol, dimension: usize, point: u64) -> f64 {
        let directions = &sobol.directions[dimension];
        let digits = (0..DIGITS).filter(|j| point >> j & 1 == 1).fold(0, |x, j| x ^ directions[j]);
        f64::from(digits.reverse_bits()) / 4_294_967_296.0
    }

    #[test]
    fn first_points_are_those_of_joe_and_kuo() {
        // In the order of the Gray code: points 0 to 15 of dimensions 1 to 6.
        let known = [
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25, 0.25, 0.75, 0.75],
            [0.25, 0.75, 0.75, 0.75, 0.25, 0.25],
            [0.375, 0.375, 0.625, 0.875, 0.375, 0.125],
            [0.875, 0.875, 0.125, 0.375, 0.875, 0.625],
            [0.625, 0.125, 0.875, 0.625, 0.625, 0.875],
            [0.125, 0.625, 0.375, 0.125, 0.125, 0.375],
            [0.1875, 0.3125, 0.9375, 0.4375, 0.5625, 0.3125],
            [0.6875, 0.8125, 0.4375, 0.9375, 0.0625, 0.8125],
            [0.9375, 0.0625, 0.6875, 0.1875, 0.3125, 0.5625],
            [0.4375, 0.5625, 0.1875, 0.6875, 0.8125, 0.0625],
            [0.3125, 0.1875, 0.3125, 0.5625, 0.9375, 0.4375],
            [0.8125, 0.6875, 0.8125, 0.0625, 0.4375, 0.9375],
            [0.5625, 0.4375, 0.0625, 0.8125, 0.1875, 0.6875],
            [0.0625, 0.9375, 0.5625, 0.3125, 0.6875, 0.1875],
        ];
        let sobol = Sobol::new(6);
        for (number, row) in known.iter().enumerate() {
            let gray = (number ^ (number >> 1)) as u64;
            for (dimension, coordinate) in row.iter().enumerate() {
                assert_eq!(plain(&sobol, dimension, gray), *coordinate, "point {number} of {dimension}");
            }
        }
    }

    #[test]
    fn scrambled_points_stay_in_one_cell_each() {
        let sobol = Sobol::new(DIMENSIONS);
        for (dimension, seed) in [(0, 1), (1, 77), (39, 123_456), (700, 9), (DIMENSIONS - 1, u32::MAX)] {
            for (first, count) in [(0, 1024), (4096, 512)] {
                let mut points = vec![0.0; count];
                sobol.fill(dimension, seed, first, &mut points);
                let mut cells: Vec<usize> = points.iter().map(|x| (x * count as f64) as usize).collect();
                cells.sort_unstable();
                assert_eq!(cells, (0..count).collect::<Vec<_>>(), "dimension {dimension}");
            }
        }
    }

    #[test]
    fn two_scrambled_dimensions_fill_every_box_of_the_net() {
        // The first two dimensions are a (0, m, 2)-net: one point of 256 in each box of any shape of area 1/256.
        let sobol = Sobol::new(2);
        let (mut x, mut y) = (vec![0.0; 256], vec![0.0; 256]);
        sobol.fill(0, 5, 256, &mut x);
        sobol.fill(1, 6, 256, &mut y);
        for columns in [1, 2, 4, 16, 64, 256] {
            let rows = 256 / columns;
            let mut boxes: Vec<usize> = (x.iter().zip(&y))
                .map(|(x, y)| (x * columns as f64) as usize * rows + (y * rows as f64) as usize)
                .collect();
            boxes.sort_unstable();
            assert_eq!(boxes, (0..256).collect::<Vec<_>>(), "{columns} columns");
        }
    }

    #[test]
    fn any_piece_has_the_same_points() {
        let sobol = Sobol::new(5);
        let mut all = vec![0.0; 1000];
        sobol.fill(4, 42, 0, &mut all);
        for (first, count) in [(0, 1), (127, 2), (128, 128), (300, 411), (999, 1)] {
            let mut piece = vec![0.0; count];
            sobol.fill(4, 42, first as u64, &mut piece);
            assert_eq!(piece, all[first..first + count]);
        }
    }
}
