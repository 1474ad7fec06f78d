//! Rows of draws → sums and sketches of every reported quantity, by outcome and randomisation.

use super::sketch::{Scale, Sketch};
use super::summary::QUANTILES;
use crate::wide::at_vector_width;

/// Numbers that are summed side by side.
const LANES: usize = 8;
/// Most edges at which the spread between randomisations is watched.
const EDGES: usize = QUANTILES.len();

/// A draw whose results are not all finite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its number.
    pub draw: u64,
    /// What was not finite.
    pub reason: String,
}

/// How a cell is tallied.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// By outcome or, with one, all together.
    pub outcomes: usize,
    /// Independent randomisations.
    pub randomisations: usize,
    /// Quantiles that are reported over all outcomes, per cent: where they were at first, the spread between randomisations is watched.
    pub quantiles: &'static [u8],
    /// Those of them that are reported given an outcome.
    pub quantiles_given: &'static [u8],
    /// Thresholds whose probabilities are counted.
    pub thresholds: Vec<f64>,
}

/// Sums over the draws of one randomisation.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// Number of draws.
    pub count: u64,
    /// `Σ (x − c)`, with `c` the centre of the scale.
    pub first: f64,
    /// `Σ (x − c)²`
    pub second: f64,
    /// Draws below each edge; none where fewer are watched.
    pub below: [u32; EDGES],
    /// Draws at or below each threshold.
    pub at_most: Vec<u32>,
}

impl Sums {
    /// Takes in the sums of other draws.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.first += other.first;
        self.second += other.second;
        self.below.iter_mut().zip(&other.below).for_each(|(mine, theirs)| *mine += theirs);
        self.at_most.resize(self.at_most.len().max(other.at_most.len()), 0);
        self.at_most.iter_mut().zip(&other.at_most).for_each(|(mine, theirs)| *mine += theirs);
    }
}

/// What is known of a cell in one outcome, or in all.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Counts by size.
    pub sketch: Sketch,
    /// Sums by randomisation.
    pub sums: Vec<Sums>,
}

impl Tally {
    fn new(scale: Scale, shape: &Shape) -> Self {
        let sums = Sums { at_most: vec![0; shape.thresholds.len()], ..Sums::default() };
        Self { sketch: Sketch::new(scale), sums: vec![sums; shape.randomisations] }
    }

    /// Number of draws.
    pub fn count(&self) -> u64 {
        self.sums.iter().map(|sums| sums.count).sum()
    }
}

/// What is known of one cell.
#[derive(Clone, Debug)]
pub struct CellTally {
    shape: Shape,
    edges: Vec<u16>,
    tallies: Vec<Tally>,
}

/// Room for the buckets of one row.
#[derive(Default)]
pub struct Scratch {
    buckets: Vec<u16>,
}

impl Scratch {
    fn room(&mut self, count: usize) -> &mut [u16] {
        self.buckets.resize(count.max(self.buckets.len()), 0);
        &mut self.buckets[..count]
    }
}

impl CellTally {
    /// An empty tally.
    pub fn new(shape: Shape) -> Self {
        Self { shape, edges: Vec::new(), tallies: Vec::new() }
    }

    /// Takes in a row of finite values, at most 65,535, by randomisation and, within one, by outcome: `counts` says how many
    /// each outcome has in each randomisation.
    ///
    /// The first row fixes the scale. Sums over a row are merged whole, so that the result depends on the order of rows
    /// alone.
    pub fn push(&mut self, values: &[f64], counts: &[usize], scratch: &mut Scratch) {
        if self.tallies.is_empty() {
            self.prepare(values, scratch);
        }
        let mut rest = values;
        let outcomes = counts.len() / self.shape.randomisations;
        for (randomisation, counts) in counts.chunks(outcomes.max(1)).enumerate() {
            if self.shape.outcomes == 1 {
                let (own, later) = rest.split_at(counts.iter().sum());
                rest = later;
                self.push_one(0, own, randomisation, scratch);
                continue;
            }
            for (outcome, count) in counts.iter().enumerate() {
                let (own, later) = rest.split_at(*count);
                rest = later;
                self.push_one(outcome, own, randomisation, scratch);
            }
        }
    }

    /// Fixes the scale and the edges by the first row.
    fn prepare(&mut self, values: &[f64], scratch: &mut Scratch) {
        let scale = Scale::fit(values);
        self.tallies = vec![Tally::new(scale, &self.shape); self.shape.outcomes];
        let mut all = Sketch::new(scale);
        let buckets = scratch.room(values.len());
        let row = at_vector_width!(RowSums::new(&scale, values, buckets));
        all.count_in(buckets, (row.low, row.high));
        let quantiles = self.shape.quantiles.iter().take(EDGES);
        self.edges = quantiles.map(|percent| all.edge(f64::from(*percent) / 100.0)).collect();
    }

    fn push_one(&mut self, outcome: usize, values: &[f64], randomisation: usize, scratch: &mut Scratch) {
        if values.is_empty() {
            return;
        }
        let Tally { sketch, sums } = &mut self.tallies[outcome];
        let sums = &mut sums[randomisation];
        let scale = *sketch.scale();
        let buckets = scratch.room(values.len());
        let (row, below) = at_vector_width!({
            let row = RowSums::new(&scale, values, buckets);
            (row, count_below(buckets, &self.edges))
        });
        sketch.count_in(buckets, (row.low, row.high));
        sums.count += values.len() as u64;
        sums.first += row.first;
        sums.second += row.second;
        sums.below.iter_mut().zip(below).for_each(|(sum, more)| *sum += more);
        for (threshold, count) in self.shape.thresholds.iter().zip(&mut sums.at_most) {
            *count += values.iter().filter(|value| *value <= threshold).count() as u32;
        }
    }

    /// By outcome, or all together; empty before the first row.
    pub fn tallies(&self) -> &[Tally] {
        &self.tallies
    }

    /// Quantiles reported over all outcomes, per cent.
    pub fn quantiles(&self) -> &'static [u8] {
        self.shape.quantiles
    }

    /// Quantiles reported given an outcome, per cent.
    pub fn quantiles_given(&self) -> &'static [u8] {
        self.shape.quantiles_given
    }

    /// The thresholds counted.
    pub fn thresholds(&self) -> &[f64] {
        &self.shape.thresholds
    }

    /// All outcomes together; none before the first row.
    pub fn overall(&self) -> Option<Tally> {
        let mut overall = self.tallies.first()?.clone();
        for tally in &self.tallies[1..] {
            overall.sketch.merge(&tally.sketch);
            overall.sums.iter_mut().zip(&tally.sums).for_each(|(mine, theirs)| mine.merge(theirs));
        }
        Some(overall)
    }
}

/// How many buckets lie below each edge; at most 65,535 do.
#[inline(always)]
fn count_below(buckets: &[u16], edges: &[u16]) -> [u32; EDGES] {
    let mut below = [0; EDGES];
    for (below, edge) in below.iter_mut().zip(edges) {
        let mut count = 0_u16;
        for bucket in buckets {
            count += u16::from(bucket < edge);
        }
        *below = u32::from(count);
    }
    below
}

/// Sums, range and buckets of a row, as distances from the centre.
struct RowSums {
    first: f64,
    second: f64,
    low: f64,
    high: f64,
}

impl RowSums {
    #[inline(always)]
    fn new(scale: &Scale, values: &[f64], buckets: &mut [u16]) -> Self {
        let (mut first, mut second) = ([0.0; LANES], [0.0; LANES]);
        let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let mut add = |values: &[f64; LANES], used: usize, buckets: &mut [u16; LANES]| {
            for lane in 0..used {
                let distance = values[lane] - scale.centre;
                first[lane] += distance;
                second[lane] = distance.mul_add(distance, second[lane]);
                low[lane] = if distance < low[lane] { distance } else { low[lane] };
                high[lane] = if distance > high[lane] { distance } else { high[lane] };
                buckets[lane] = scale.bucket(distance);
            }
        };
        let (groups, rest) = values.as_chunks::<LANES>();
        let (bucket_groups, bucket_rest) = buckets.as_chunks_mut::<LANES>();
        for (values, buckets) in groups.iter().zip(bucket_groups) {
            add(values, LANES, buckets);
        }
        if !rest.is_empty() {
            let (mut last, mut last_buckets) = ([0.0; LANES], [0; LANES]);
            last[..rest.len()].copy_from_slice(rest);
            add(&last, rest.len(), &mut last_buckets);
            bucket_rest.copy_from_slice(&last_buckets[..rest.len()]);
        }
        let sum = |lanes: [f64; LANES]| {
            let [a, b, c, d, e, f, g, h] = lanes;
            ((a + e) + (b + f)) + ((c + g) + (d + h))
        };
        Self {
            first: sum(first),
            second: sum(second),
            low: low.into_iter().fold(f64::INFINITY, f64::min),
            high: high.into_iter().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}
