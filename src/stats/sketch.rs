//! Quantiles of a stream in memory that does not grow, with a stated error.
//!
//! A number falls into a bucket by its distance from a centre, measured in a width, both fixed by the first numbers: by
//! side, by the power of two and the first six bits behind it of `1 + distance/width`. So a bucket is at most 1/64 of
//! `width + distance` wide, and the centre itself has a bucket of its own. Counts are whole numbers: merging sketches in
//! any order gives the same sketch, bit for bit.

/// Bits behind the power of two that name a bucket.
const BITS: u32 = 6;
/// Powers of two: numbers further than 63 widths from the centre share the last bucket of their side.
const OCTAVES: usize = 6;
/// Buckets on one side of the centre.
const SIDE: usize = OCTAVES << BITS;
/// All buckets: below the centre, the centre, above it.
const BUCKETS: usize = 2 * SIDE + 1;
/// The largest `1 + distance/width` that is told apart.
const FURTHEST: f64 = ((1_u64 << OCTAVES) as f64) * (1.0 - f64::EPSILON);
/// Key of `1.0`, the smallest that occurs.
const LOWEST_KEY: u64 = 1023 << BITS;

/// Width of a bucket relative to `width + distance`, which bounds the error of a quantile.
pub const RELATIVE_ERROR: f64 = 1.0 / (1 << BITS) as f64;

/// Where a sketch is centred, and how wide its finest buckets reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// A number that has a bucket of its own.
    pub centre: f64,
    /// Distances below it are told apart to 1/64 of it.
    pub width: f64,
    inverse: f64,
}

impl Scale {
    /// A scale fit for numbers like these: centred on their mean, or on zero where it is frequent, and as wide as
    /// nine tenths of a normal distribution of their spread.
    pub fn fit(numbers: &[f64]) -> Self {
        let n = numbers.len().max(1) as f64;
        let first = numbers.first().copied().unwrap_or(0.0);
        let zeros = numbers.iter().filter(|x| **x == 0.0).count() as f64;
        let mean = first + sum_of(numbers, |x| x - first) / n;
        let centre = if zeros > 0.02 * n { 0.0 } else { mean };
        let spread = (sum_of(numbers, |x| (x - centre) * (x - centre)) / n).sqrt();
        let width = 1.645 * spread;
        if width > 0.0 && width.is_finite() && (1.0 / width).is_finite() {
            Self::new(centre, width)
        } else {
            // All numbers are the same so far.
            Self::new(centre, if centre == 0.0 { 1.0 } else { centre.abs() / 16.0 })
        }
    }

    /// A scale with this centre and width above zero.
    pub fn new(centre: f64, width: f64) -> Self {
        Self { centre, width, inverse: 1.0 / width }
    }

    /// The bucket of a number at a distance from the centre.
    #[inline(always)]
    pub(super) fn bucket(&self, distance: f64) -> u16 {
        let y = 1.0 + distance.abs() * self.inverse;
        let y = if y < FURTHEST { y } else { FURTHEST };
        let key = (y.to_bits() >> (52 - BITS)).wrapping_sub(LOWEST_KEY) as i32 + 1;
        let signed = if distance < 0.0 { -key } else { key };
        (SIDE as i32 + if distance == 0.0 { 0 } else { signed }) as u16
    }

    /// Lower and upper end of a bucket.
    fn ends(&self, bucket: usize) -> (f64, f64) {
        let end = |position: usize| {
            let y = f64::from_bits((position as u64 + LOWEST_KEY) << (52 - BITS));
            (y - 1.0) * self.width
        };
        match bucket.checked_sub(SIDE) {
            Some(0) => (self.centre, self.centre),
            Some(above) => (self.centre + end(above - 1), self.centre + end(above)),
            None => {
                let below = SIDE - bucket;
                (self.centre - end(below), self.centre - end(below - 1))
            }
        }
    }
}

/// `Σ f(x)` in eight sums, so that no addition waits for the one before.
fn sum_of(numbers: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let (groups, rest) = numbers.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for group in groups {
        sums.iter_mut().zip(group).for_each(|(sum, x)| *sum += f(*x));
    }
    sums.iter().sum::<f64>() + rest.iter().map(|x| f(*x)).sum::<f64>()
}

/// A histogram on a scale.
///
/// ```
/// use kanzei::stats::{Scale, Sketch};
/// let mut sketch = Sketch::new(Scale::new(500.0, 500.0));
/// for k in 0..=1000 {
///     sketch.push(f64::from(k));
/// }
/// assert!((sketch.quantile(0.9).unwrap() - 900.0).abs() < 900.0 / 64.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    scale: Scale,
    counts: Vec<u32>,
    count: u64,
    min: f64,
    max: f64,
}

impl Sketch {
    /// An empty sketch.
    pub fn new(scale: Scale) -> Self {
        let (min, max) = (f64::INFINITY, f64::NEG_INFINITY);
        Self { scale, counts: vec![0; BUCKETS], count: 0, min, max }
    }

    /// Its scale.
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// Takes in one finite number.
    pub fn push(&mut self, x: f64) {
        self.counts[usize::from(self.scale.bucket(x - self.scale.centre))] += 1;
        self.count += 1;
        self.min = self.min.min(x);
        self.max = self.max.max(x);
    }

    /// Takes in numbers by their buckets, and between which two distances from the centre they lie.
    pub(super) fn count_in(&mut self, buckets: &[u16], distances: (f64, f64)) {
        let (first, last) = (self.scale.bucket(distances.0), self.scale.bucket(distances.1));
        if first == last {
            // One after another, additions to the same count would wait for each other.
            self.counts[usize::from(first)] += buckets.len() as u32;
        } else {
            buckets.iter().for_each(|bucket| self.counts[usize::from(*bucket)] += 1);
        }
        self.count += buckets.len() as u64;
        self.min = self.min.min(self.scale.centre + distances.0);
        self.max = self.max.max(self.scale.centre + distances.1);
    }

    /// Takes in all numbers of another sketch of the same scale.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.counts.iter_mut().zip(&other.counts).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// How many numbers were taken in.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The buckets with numbers in them, ascending: lower end, upper end, count.
    pub fn buckets(&self) -> Vec<(f64, f64, u64)> {
        let filled = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let with_ends = |(bucket, count): (usize, &u32)| {
            let (low, high) = self.scale.ends(bucket);
            (low, high, u64::from(*count))
        };
        filled.map(with_ends).collect()
    }

    /// The bucket in which the smallest share `p` of the numbers ends.
    pub(super) fn edge(&self, p: f64) -> u16 {
        let wanted = p * self.count as f64;
        let mut below = 0;
        let reached = self.counts.iter().position(|count| {
            below += u64::from(*count);
            below as f64 >= wanted
        });
        reached.unwrap_or(BUCKETS - 1) as u16 + 1
    }

    /// Quantile by definition 7 of Hyndman & Fan (1996), spread evenly within a bucket; none without numbers.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.quantiles(&[p]).map(|quantiles| quantiles[0])
    }

    /// Several quantiles in one pass; the probabilities ascend.
    pub fn quantiles(&self, probabilities: &[f64]) -> Option<Vec<f64>> {
        if self.count == 0 {
            return None;
        }
        let mut quantiles = Vec::with_capacity(probabilities.len());
        let (mut bucket, mut below) = (0, 0_u64);
        let last = (self.count - 1) as f64;
        for p in probabilities {
            let rank = last * p.clamp(0.0, 1.0);
            if rank <= 0.0 || rank >= last {
                quantiles.push(if rank <= 0.0 { self.min } else { self.max });
                continue;
            }
            let within = |below: u64, bucket: usize| (below + u64::from(self.counts[bucket])) as f64 - 0.5;
            while bucket + 1 < BUCKETS && (self.counts[bucket] == 0 || within(below, bucket) < rank) {
                below += u64::from(self.counts[bucket]);
                bucket += 1;
            }
            let (low, high) = self.scale.ends(bucket);
            // The outermost buckets reach as far as the numbers do.
            let low = if bucket == 0 { self.min } else { low };
            let high = if bucket + 1 == BUCKETS { self.max } else { high };
            let share = ((rank - below as f64 + 0.5) / f64::from(self.counts[bucket])).clamp(0.0, 1.0);
            quantiles.push((low + share * (high - low)).clamp(self.min, self.max));
        }
        Some(quantiles)
    }

    /// Kurtosis `E(x−μ)⁴/σ⁴`, from bucket midpoints; none where there is no spread.
    pub fn kurtosis(&self) -> Option<f64> {
        let n = self.count as f64;
        // Moments about the centre of the scale, in its width, then about the mean.
        let mut raw = [0.0; 4];
        for (low, high, count) in self.buckets() {
            let x = (f64::midpoint(low, high) - self.scale.centre) * self.scale.inverse;
            let mut term = count as f64 / n;
            for moment in &mut raw {
                term *= x;
                *moment += term;
            }
        }
        let [m1, m2, m3, m4] = raw;
        let variance = m2 - m1 * m1;
        let fourth = m4 - 4.0 * m1 * m3 + 6.0 * m1 * m1 * m2 - 3.0 * m1.powi(4);
        (variance > 1e-12 * m2.max(1e-300)).then(|| (fourth / (variance * variance)).max(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[f64], scale: Scale) -> Sketch {
        let mut sketch = Sketch::new(scale);
        numbers.iter().for_each(|x| sketch.push(*x));
        sketch
    }

    #[test]
    fn every_number_lies_between_the_ends_of_its_bucket() {
        let scale = Scale::new(-3.0, 0.7);
        let mut last = 0;
        for k in -40_000..40_000 {
            let x = f64::from(k) * 1e-3 - 3.0;
            let bucket = scale.bucket(x - scale.centre);
            assert!(bucket >= last);
            last = bucket;
            let (low, high) = scale.ends(usize::from(bucket));
            let tolerance = 1e-12;
            assert!(x >= low - tolerance && x <= high + tolerance, "{x} not in {low} … {high}");
            assert!(high - low <= RELATIVE_ERROR * (scale.width + (x - scale.centre).abs()) + tolerance);
        }
        assert_eq!(usize::from(scale.bucket(f64::MAX)), BUCKETS - 1);
        assert_eq!(usize::from(scale.bucket(-f64::MAX)), 0);
    }

    #[test]
    fn quantiles_stay_within_the_stated_error_on_both_sides_of_the_centre() {
        let mut numbers: Vec<f64> =
            (0..5000).map(|k| (f64::from(k) * 0.618_033_988_75).fract() * 30.0 - 20.0).collect();
        let scale = Scale::fit(&numbers[..500]);
        let sketch = of(&numbers, scale);
        numbers.sort_by(f64::total_cmp);
        for p in [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] {
            let exact = crate::stats::exact_quantiles(&mut numbers, &[p])[0];
            let found = sketch.quantile(p).unwrap();
            let bound = RELATIVE_ERROR * (scale.width + (exact - scale.centre).abs());
            // One draw lies every 0.006 apart; the rest is the sketch's error.
            assert!((found - exact).abs() <= bound + 0.012, "{p}: {found} {exact}");
        }
    }

    #[test]
    fn merging_equals_a_single_pass_at_every_split() {
        let numbers: Vec<f64> = (0..40).map(|k| f64::from(k * k) - 300.0).collect();
        let scale = Scale::fit(&numbers);
        let whole = of(&numbers, scale);
        for split in 0..=numbers.len() {
            let mut merged = of(&numbers[split..], scale);
            merged.merge(&of(&numbers[..split], scale));
            assert_eq!(merged, whole);
        }
    }

    #[test]
    fn a_frequent_zero_is_exact_and_extremes_find_a_bucket() {
        let mut numbers = vec![0.0; 60];
        numbers.extend((0..40).map(|k| -100.0 - f64::from(k)));
        let sketch = of(&numbers, Scale::fit(&numbers));
        assert_eq!(sketch.quantile(0.75), Some(0.0));
        let mut sketch = Sketch::new(Scale::fit(&[5.0, 5.0, 5.0]));
        for x in [1e300, -1e300, 1e-300, 0.0, 5.0] {
            sketch.push(x);
        }
        assert_eq!((sketch.count(), sketch.quantile(1.0)), (5, Some(1e300)));
        assert_eq!(Sketch::new(Scale::new(0.0, 1.0)).quantile(0.5), None);
    }

    #[test]
    fn kurtosis_of_an_even_spread_is_nine_fifths() {
        let numbers: Vec<f64> = (0..2000).map(|k| f64::from(k) * 0.01 + 7.0).collect();
        let kurtosis = of(&numbers, Scale::fit(&numbers)).kurtosis().unwrap();
        assert!((kurtosis - 1.8).abs() < 0.01, "{kurtosis}");
    }
}
