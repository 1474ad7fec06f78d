//! Count, mean, spread and range of a stream of numbers.

/// Sums that run side by side, so that one addition need not wait for the last.
const LANES: usize = 4;

/// Running moments that can be merged.
///
/// ```
/// use kanzei::stats::Moments;
/// let mut moments = Moments::default();
/// for x in [1.0, 2.0, 4.0] {
///     moments.push(x);
/// }
/// assert!((moments.mean - 7.0 / 3.0).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// How many numbers.
    pub count: u64,
    /// Their mean.
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub squares: f64,
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
}

impl Default for Moments {
    fn default() -> Self {
        Self { count: 0, mean: 0.0, squares: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }
}

impl Moments {
    /// The moments of some numbers, in two passes, each in four interleaved sums.
    pub fn of(numbers: &[f64]) -> Self {
        let (mut sums, mut lows, mut highs) =
            ([0.0; LANES], [f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        for part in numbers.chunks(LANES) {
            for (lane, x) in part.iter().enumerate() {
                sums[lane] += x;
                lows[lane] = if *x < lows[lane] { *x } else { lows[lane] };
                highs[lane] = if *x > highs[lane] { *x } else { highs[lane] };
            }
        }
        if numbers.is_empty() {
            return Self::default();
        }
        let mean = sums.iter().sum::<f64>() / numbers.len() as f64;
        let mut squares = [0.0; LANES];
        for part in numbers.chunks(LANES) {
            for (lane, x) in part.iter().enumerate() {
                squares[lane] += (x - mean) * (x - mean);
            }
        }
        Self {
            count: numbers.len() as u64,
            mean,
            squares: squares.iter().sum(),
            min: lows.into_iter().fold(f64::INFINITY, f64::min),
            max: highs.into_iter().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// Takes in one number (Welford 1962).
    pub fn push(&mut self, x: f64) {
        self.count += 1;
        let deviation = x - self.mean;
        self.mean += deviation / self.count as f64;
        self.squares += deviation * (x - self.mean);
        self.min = self.min.min(x);
        self.max = self.max.max(x);
    }

    /// Takes in all numbers of another stream (Chan, Golub & `LeVeque` 1979).
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (n, m) = (self.count as f64, other.count as f64);
        let difference = other.mean - self.mean;
        self.mean += difference * m / (n + m);
        self.squares += other.squares + difference * difference * n * m / (n + m);
        self.count += other.count;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// Standard deviation, with `n − 1`; none for fewer than two numbers.
    pub fn sd(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / (self.count - 1) as f64).max(0.0).sqrt())
    }

    /// Standard error of the mean of independent draws, `sd/√n`.
    pub fn standard_error(&self) -> Option<f64> {
        self.sd().map(|sd| sd / (self.count as f64).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const Y: [f64; 20] = [
        3.1, -0.5, 12.25, 4.75, 4.75, 0.0, -7.5, 22.0, 9.125, 1.0, 6.5, -2.25, 15.0, 3.3, 8.8, 5.05, -1.1,
        2.2, 40.0, 7.7,
    ];

    fn of(numbers: &[f64]) -> Moments {
        let mut moments = Moments::default();
        numbers.iter().for_each(|x| moments.push(*x));
        moments
    }

    #[test]
    fn mean_and_variance_of_a_fixed_sample() {
        let moments = of(&Y);
        assert!((moments.mean - 6.708_75).abs() < 1e-14);
        assert!((moments.sd().unwrap().powi(2) - 104.257_978_618_421_05).abs() < 1e-11);
        assert!((moments.standard_error().unwrap() - 2.283_177_376_140_77).abs() < 1e-13);
    }

    #[test]
    fn merging_equals_a_single_pass_at_every_split() {
        let whole = of(&Y);
        for split in 0..=Y.len() {
            let mut left = of(&Y[..split]);
            left.merge(&of(&Y[split..]));
            assert_eq!(left.count, whole.count);
            assert!((left.mean - whole.mean).abs() < 1e-13 && (left.squares - whole.squares).abs() < 1e-10);
            assert_eq!((left.min, left.max), (whole.min, whole.max));
        }
    }

    #[test]
    fn one_number_has_no_spread() {
        assert_eq!(of(&[2.0]).sd(), None);
    }
}
