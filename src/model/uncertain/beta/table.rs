//! Tables of beta quantiles.

use std::collections::BTreeMap;
use std::sync::Arc;

use pulp::{Arch, Simd, WithSimd};

use super::super::normal::standard_normal_quantile;
use super::logit::{LogitBeta, Quantile, shares};

/// A table spans `±REACH` normal scores; a uniform on `2⁻⁵⁴ … 1 − 2⁻⁵⁴` never leaves `±8.3`.
const REACH: f64 = 8.5;
/// Cells for each half of a table, at first and at most.
const COARSEST: usize = 32;
const FINEST: usize = 4096;
/// Cells are halved until those of twice the width err by at most this.
const COARSE_ERROR: f64 = 3e-8;

/// The beta quantile as a function of the normal score `z = Φ⁻¹(p)`, by quintic Hermite interpolation.
///
/// Drawing needs millions of quantiles; as a function of `z` they are smooth to the ends. Nodes are exact, and their
/// derivatives follow from the densities: `dx/dz = φ(z)/f(x)`. There are as many as an error of `1e−8` needs.
#[derive(Clone, Debug)]
pub struct BetaTable {
    /// The coefficients of each cell's polynomial, from the constant upwards, on `[0, 1]`.
    cells: Vec<[f64; 6]>,
}

/// A value and its first two derivatives.
#[derive(Clone, Copy)]
struct Node {
    value: f64,
    slope: f64,
    bend: f64,
}

impl BetaTable {
    /// Tabulates the quantile of the beta distribution with shapes `a`, `b`.
    pub fn new(a: f64, b: f64) -> Self {
        let lower = LogitBeta::new(a, b);
        // The upper half is the lower half of the mirrored distribution, where small tails keep their digits.
        let (mut halves, mut count) = ([lower, lower.mirrored()].map(Half::new), COARSEST);
        loop {
            let step = REACH / count as f64;
            let nodes = nodes(&halves);
            let twice = nodes.windows(3).step_by(2);
            let error =
                twice.map(|three| (at(&cell(three[0], three[2], 2.0 * step), 0.5) - three[1].value).abs());
            if count >= FINEST || error.fold(0.0, f64::max) <= COARSE_ERROR {
                let cells = nodes.windows(2).map(|two| cell(two[0], two[1], step)).collect();
                return Self { cells };
            }
            halves = halves.map(Half::refined);
            count *= 2;
        }
    }

    /// The quantile at normal score `z`.
    pub fn at_score(&self, z: f64) -> f64 {
        let mut series = [z];
        self.at_scores(&mut series);
        series[0]
    }

    /// Replaces every normal score by the quantile there; the bits depend neither on the place nor on the machine.
    pub fn at_scores(&self, series: &mut [f64]) {
        Arch::new().dispatch(AtScores(&self.cells, series));
    }

    /// The quantile at probability `p`.
    pub fn at(&self, p: f64) -> f64 {
        self.at_score(standard_normal_quantile(p))
    }
}

/// Quantiles at normal scores that descend from zero to `−REACH`.
struct Half {
    distribution: LogitBeta,
    quantiles: Vec<Quantile>,
}

impl Half {
    fn new(distribution: LogitBeta) -> Self {
        let step = -REACH / COARSEST as f64;
        let mut quantiles = vec![distribution.quantile(0.0, distribution.mean())];
        for k in 1..=COARSEST {
            let guess = match quantiles[..] {
                [.., before, last] => at(&cell(before.into(), last.into(), step), 2.0),
                _ => quantiles[0].logit + step * quantiles[0].slope,
            };
            quantiles.push(distribution.quantile(k as f64 * step, guess));
        }
        Self { distribution, quantiles }
    }

    /// With a node in the middle of every cell.
    fn refined(self) -> Self {
        let step = -REACH / (self.quantiles.len() - 1) as f64;
        let mut quantiles = vec![self.quantiles[0]];
        for (k, two) in self.quantiles.windows(2).enumerate() {
            let guess = at(&cell(two[0].into(), two[1].into(), step), 0.5);
            quantiles.push(self.distribution.quantile((k as f64 + 0.5) * step, guess));
            quantiles.push(two[1]);
        }
        Self { quantiles, ..self }
    }
}

/// The nodes of the whole table, ascending.
fn nodes([lower, upper]: &[Half; 2]) -> Vec<Node> {
    let of = |quantile: &Quantile, sign: f64| {
        let (x, y) = shares(quantile.logit);
        let change = quantile.bend + (y - x) * quantile.slope * quantile.slope;
        let value = if sign > 0.0 { x } else { y };
        Node { value, slope: x * y * quantile.slope, bend: sign * x * y * change }
    };
    let lower = lower.quantiles.iter().rev().map(|quantile| of(quantile, 1.0));
    lower.chain(upper.quantiles[1..].iter().map(|quantile| of(quantile, -1.0))).collect()
}

impl From<Quantile> for Node {
    fn from(quantile: Quantile) -> Self {
        Self { value: quantile.logit, slope: quantile.slope, bend: quantile.bend }
    }
}

/// The polynomial on `[0, 1]` that has the values and derivatives of two nodes at a distance.
fn cell(from: Node, to: Node, distance: f64) -> [f64; 6] {
    let scaled = |node: Node| (node.slope * distance, 0.5 * node.bend * distance * distance);
    let ((slope, bend), (slope_to, bend_to)) = (scaled(from), scaled(to));
    let value = to.value - from.value - slope - bend;
    let slope_rest = slope_to - slope - 2.0 * bend;
    let bend_rest = bend_to - bend;
    [
        from.value,
        slope,
        bend,
        10.0 * value - 4.0 * slope_rest + bend_rest,
        -15.0 * value + 7.0 * slope_rest - 2.0 * bend_rest,
        6.0 * value - 3.0 * slope_rest + bend_rest,
    ]
}

#[inline(always)]
fn at(cell: &[f64; 6], t: f64) -> f64 {
    let square = t * t;
    let low = t.mul_add(cell[1], cell[0]);
    let middle = t.mul_add(cell[3], cell[2]);
    let high = t.mul_add(cell[5], cell[4]);
    square.mul_add(square.mul_add(high, middle), low)
}

/// Scores whose places are found together, at vector width.
const CHUNK: usize = 16;
/// Adding it rounds to a whole number, which then stands in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

struct AtScores<'a>(&'a [[f64; 6]], &'a mut [f64]);

impl WithSimd for AtScores<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self(cells, series) = self;
        let (chunks, rest) = series.as_chunks_mut::<CHUNK>();
        for chunk in chunks {
            look_up(cells, chunk);
        }
        rest.iter_mut().for_each(|z| look_up(cells, std::array::from_mut(z)));
    }
}

#[inline(always)]
fn look_up<const N: usize>(cells: &[[f64; 6]], scores: &mut [f64; N]) {
    let last = cells.len() - 1;
    let (per_score, end) = (0.5 / REACH * cells.len() as f64, (cells.len() as f64).next_down());
    let (mut places, mut rests) = ([0_u32; N], [0.0; N]);
    for k in 0..N {
        let position = scores[k].mul_add(per_score, REACH * per_score).clamp(0.0, end);
        let shifted = (position - 0.5) + ROUND;
        places[k] = (shifted.to_bits() as u32).min(last as u32);
        rests[k] = position - (shifted - ROUND);
    }
    for k in 0..N {
        scores[k] = at(&cells[places[k] as usize], rests[k]).clamp(0.0, 1.0);
    }
}

/// Tables by shapes, so that equal shapes share one.
#[derive(Clone, Debug, Default)]
pub struct BetaTables(BTreeMap<[u64; 2], Arc<BetaTable>>);

impl BetaTables {
    /// The table of the shapes `a`, `b`: made at the first call, shared after that.
    pub fn get(&mut self, a: f64, b: f64) -> Arc<BetaTable> {
        let table = self.0.entry([a, b].map(f64::to_bits));
        Arc::clone(table.or_insert_with(|| Arc::new(BetaTable::new(a, b))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::beta_quantile;
    use super::*;
    use crate::model::uncertain::standard_normal_cdf;

    const SHAPES: [f64; 8] = [0.05, 0.3, 0.7, 1.0, 2.5, 5.0, 80.0, 10_000.0];

    #[test]
    fn tables_follow_the_exact_quantile_to_one_part_in_a_hundred_million() {
        for (a, b) in SHAPES.iter().flat_map(|a| SHAPES.map(|b| (*a, b))) {
            let table = BetaTable::new(a, b);
            for k in 0..500 {
                // From the middle to both ends.
                let z = -8.3 * f64::from(k) / 499.0;
                let p = standard_normal_cdf(z);
                let error = table.at_score(z) - beta_quantile(a, b, p);
                assert!(error.abs() < 1e-8, "{a} {b} at {z}: {error:e}");
                let error = table.at_score(-z) - (1.0 - beta_quantile(b, a, p));
                assert!(error.abs() < 1e-8, "{a} {b} at {}: {error:e}", -z);
            }
        }
    }

    #[test]
    fn tables_rise_within_the_unit_interval_and_hold_beyond_their_reach() {
        for (a, b) in SHAPES.iter().flat_map(|a| SHAPES.map(|b| (*a, b))) {
            let table = BetaTable::new(a, b);
            let mut quantiles: Vec<f64> = (-3000..=3000).map(|k| f64::from(k) / 300.0).collect();
            table.at_scores(&mut quantiles);
            assert!(quantiles.iter().all(|x| (0.0..=1.0).contains(x)), "{a} {b}");
            assert!(quantiles.windows(2).all(|pair| pair[1] >= pair[0] - 1e-15), "{a} {b}");
            assert_eq!(table.at_score(-9.0), table.at_score(f64::NEG_INFINITY));
            assert!((table.at_score(9.0) - table.at_score(8.5)).abs() < 1e-15, "{a} {b}");
            assert!(table.at_score(f64::NAN).is_nan());
        }
    }

    #[test]
    fn a_score_has_the_same_bits_at_every_place_of_a_row_of_any_length() {
        let table = BetaTable::new(2.0, 5.0);
        let scores: Vec<f64> = (0..80).map(|k| f64::from(k) / 4.0 - 10.0).collect();
        let one: Vec<u64> = scores.iter().map(|z| table.at_score(*z).to_bits()).collect();
        for length in 0..=40 {
            for start in 0..40 {
                let mut row = scores[start..start + length].to_vec();
                table.at_scores(&mut row);
                assert!(row.iter().map(|x| x.to_bits()).eq(one[start..start + length].iter().copied()));
            }
        }
    }

    #[test]
    fn probabilities_are_read_at_their_scores() {
        let table = BetaTable::new(0.7, 1.9);
        for p in [1e-15, 0.001, 0.3, 0.5, 0.999] {
            assert!((table.at(p) - beta_quantile(0.7, 1.9, p)).abs() < 1e-8, "{p}");
        }
    }

    #[test]
    fn equal_shapes_share_a_table() {
        let mut tables = BetaTables::default();
        let first = tables.get(2.0, 3.0);
        assert!(Arc::ptr_eq(&first, &tables.get(2.0, 3.0)));
        assert!(!Arc::ptr_eq(&first, &tables.get(3.0, 2.0)));
    }
}
