//! Quantiles of a stream in bounded memory, with a stated relative error.
//!
//! A number falls into a bucket by its sign, its power of two and the first seven bits behind it: buckets are at most
//! 1/128 of the number wide, so a quantile is at most 0.8 % of itself off. Counts are whole numbers: merging sketches
//! in any order gives the same sketch, bit for bit.

/// Bits behind the power of two that name a bucket.
const BITS: u32 = 7;
/// The bit that holds the sign.
const SIGN: u64 = 1 << 63;
/// Numbers smaller than `2^−40` (about `1e−12`) count as zero.
const LOWEST: u64 = (1023 - 40) << BITS;
/// Numbers of `2^60` and more share the last bucket.
const HIGHEST: u64 = (1023 + 60) << BITS;

/// Relative width of a bucket, which bounds the relative error of a quantile.
pub const RELATIVE_ERROR: f64 = 1.0 / (1 << BITS) as f64;

/// Counts of the buckets of one sign, from the first to the last with a number in it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Side {
    first: usize,
    counts: Vec<u32>,
}

impl Side {
    fn add(&mut self, bucket: usize, count: u32) {
        if let Some(counted) = self.counts.get_mut(bucket.wrapping_sub(self.first)) {
            *counted += count;
        } else {
            self.make_room(bucket);
            self.counts[bucket - self.first] += count;
        }
    }

    #[cold]
    fn make_room(&mut self, bucket: usize) {
        if self.counts.is_empty() {
            self.first = bucket;
        }
        if bucket < self.first {
            let before = self.first - bucket;
            self.counts.splice(0..0, std::iter::repeat_n(0, before));
            self.first = bucket;
        }
        self.counts.resize(self.counts.len().max(bucket - self.first + 1), 0);
    }

    /// Lower end, upper end and count of the buckets with numbers in them.
    fn filled(&self) -> impl DoubleEndedIterator<Item = (f64, f64, u64)> {
        let end = |bucket: usize| f64::from_bits(((bucket as u64) + LOWEST) << (52 - BITS));
        let filled = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        filled.map(move |(position, count)| {
            let bucket = self.first + position;
            (end(bucket), end(bucket + 1), u64::from(*count))
        })
    }
}

/// A histogram on a relative scale.
///
/// ```
/// use kanzei::stats::Sketch;
/// let mut sketch = Sketch::default();
/// for k in 0..=1000 {
///     sketch.push(f64::from(k));
/// }
/// assert!((sketch.quantile(0.9).unwrap() / 900.0 - 1.0).abs() < 0.008);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// Positive and negative numbers.
    sides: [Side; 2],
    zero: u64,
    count: u64,
    min: f64,
    max: f64,
}

impl Default for Sketch {
    fn default() -> Self {
        Self {
            sides: [Side::default(), Side::default()],
            zero: 0,
            count: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        }
    }
}

impl Sketch {
    /// Takes in one finite number.
    pub fn push(&mut self, x: f64) {
        self.extend(&[x], x, x);
    }

    /// Takes in some finite numbers, whose smallest and largest are known.
    pub fn extend(&mut self, numbers: &[f64], smallest: f64, largest: f64) {
        self.count += numbers.len() as u64;
        self.min = self.min.min(smallest);
        self.max = self.max.max(largest);
        for x in numbers {
            let bits = x.to_bits();
            let key = (bits & !SIGN) >> (52 - BITS);
            if key < LOWEST {
                self.zero += 1;
            } else {
                self.sides[(bits >> 63) as usize].add((key.min(HIGHEST) - LOWEST) as usize, 1);
            }
        }
    }

    /// Takes in all numbers of another sketch.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.zero += other.zero;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        for (mine, theirs) in self.sides.iter_mut().zip(&other.sides) {
            for (position, count) in theirs.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                mine.add(theirs.first + position, *count);
            }
        }
    }

    /// How many numbers were taken in.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The buckets with numbers in them, ascending: lower end, upper end, count.
    pub fn buckets(&self) -> Vec<(f64, f64, u64)> {
        let mut all: Vec<(f64, f64, u64)> =
            self.sides[1].filled().rev().map(|(low, high, count)| (-high, -low, count)).collect();
        if self.zero > 0 {
            all.push((0.0, 0.0, self.zero));
        }
        all.extend(self.sides[0].filled());
        all
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
        let buckets = self.buckets();
        let mut quantiles = Vec::with_capacity(probabilities.len());
        let (mut position, mut below) = (0, 0_u64);
        for p in probabilities {
            let rank = (self.count - 1) as f64 * p.clamp(0.0, 1.0);
            while position + 1 < buckets.len() && (below + buckets[position].2) as f64 - 0.5 < rank {
                below += buckets[position].2;
                position += 1;
            }
            if rank <= 0.0 || rank >= (self.count - 1) as f64 {
                quantiles.push(if rank <= 0.0 { self.min } else { self.max });
                continue;
            }
            let (low, high, count) = buckets[position];
            let share = ((rank - below as f64 + 0.5) / count as f64).clamp(0.0, 1.0);
            quantiles.push((low + share * (high - low)).clamp(self.min, self.max));
        }
        Some(quantiles)
    }

    /// Kurtosis `E(x−μ)⁴/σ⁴`, from bucket midpoints; none where there is no spread.
    pub fn kurtosis(&self) -> Option<f64> {
        let buckets = self.buckets();
        let n = self.count as f64;
        let moment = |centre: f64, power: i32| -> f64 {
            let term = |(low, high, count): &(f64, f64, u64)| {
                *count as f64 * (f64::midpoint(*low, *high) - centre).powi(power)
            };
            buckets.iter().map(term).sum::<f64>() / n
        };
        let mean = moment(0.0, 1);
        let variance = moment(mean, 2);
        (variance > 0.0).then(|| moment(mean, 4) / (variance * variance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_stay_within_the_stated_error_on_both_sides_of_zero() {
        let mut sketch = Sketch::default();
        let mut numbers: Vec<f64> =
            (0..5000).map(|k| (f64::from(k) * 0.618_033_988_75).fract() * 30.0 - 20.0).collect();
        numbers.iter().for_each(|x| sketch.push(*x));
        numbers.sort_by(f64::total_cmp);
        for p in [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] {
            let rank = 4999.0_f64 * p;
            let (below, share) = (rank as usize, rank.fract());
            let exact = numbers[below] * (1.0 - share) + numbers[below + 1] * share;
            let found = sketch.quantile(p).unwrap();
            // One draw lies every 0.006 apart; the rest is the sketch's error.
            assert!((found - exact).abs() <= RELATIVE_ERROR * exact.abs() + 0.012, "{p}: {found} {exact}");
        }
    }

    #[test]
    fn merging_equals_a_single_pass_at_every_split() {
        let numbers: Vec<f64> = (0..40).map(|k| f64::from(k * k) - 300.0).collect();
        let of = |part: &[f64]| {
            let mut sketch = Sketch::default();
            part.iter().for_each(|x| sketch.push(*x));
            sketch
        };
        let whole = of(&numbers);
        for split in 0..=numbers.len() {
            let mut merged = of(&numbers[split..]);
            merged.merge(&of(&numbers[..split]));
            assert_eq!(merged.buckets(), whole.buckets());
        }
    }

    #[test]
    fn few_numbers_are_exact_and_extremes_find_a_bucket() {
        let mut sketch = Sketch::default();
        sketch.push(-0.312_7);
        assert_eq!(sketch.quantile(0.05), Some(-0.312_7));
        for x in [1e300, -1e300, 1e-300, 0.0, f64::MIN_POSITIVE] {
            sketch.push(x);
        }
        assert_eq!(sketch.count(), 6);
        assert_eq!(sketch.quantile(1.0), Some(1e300));
        assert_eq!(Sketch::default().quantile(0.5), None);
    }
}
