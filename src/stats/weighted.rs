//! Draws with weights → estimates of another distribution (importance sampling).

use super::summary::{Errors, Estimate, Statistic, between};
use crate::wide::at_vector_width;

/// Buckets of a first look at a column.
const BUCKETS: usize = 4096;

/// Weights of draws, and what belongs with them.
#[derive(Clone, Debug)]
pub struct Weights<'a> {
    /// One for each draw, not negative.
    by_draw: &'a [f64],
    /// Draws that follow each other in one randomisation: where they start and end, and which it is.
    runs: Vec<(usize, usize, usize)>,
    /// Sum of the weights of each randomisation.
    sums: Vec<f64>,
    total: f64,
    errors: Errors,
}

/// How many equally weighted draws carry as much: `(Σw)²/Σw²` (Kish 1965).
///
/// ```
/// assert_eq!(kanzei::stats::effective_draws(&[1.0, 1.0, 0.0, 0.0]), 2.0);
/// ```
pub fn effective_draws(weights: &[f64]) -> f64 {
    let (sum, squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

impl<'a> Weights<'a> {
    /// Weights of draws of so many randomisations.
    pub fn new(weights: &'a [f64], randomisations: &[u8], count: usize, errors: Errors) -> Self {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for own in randomisations.chunk_by(|a, b| a == b) {
            let start = runs.last().map_or(0, |(_, end, _)| *end);
            runs.push((start, start + own.len(), usize::from(own[0])));
        }
        let mut new = Self { by_draw: weights, runs, sums: vec![0.0; count], total: 0.0, errors };
        new.sums = new.by_randomisation(|_, weights| sum_lanes(weights, weights, |w, _| w));
        new.total = new.sums.iter().sum();
        new
    }

    /// A sum over each randomisation, from sums over pieces of it: their range, and its weights.
    #[inline(always)]
    fn by_randomisation(&self, sum: impl Fn(std::ops::Range<usize>, &[f64]) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.sums.len()];
        for (start, end, randomisation) in &self.runs {
            sums[*randomisation] += sum(*start..*end, &self.by_draw[*start..*end]);
        }
        sums
    }

    /// Weighted mean and quantiles, with their errors.
    ///
    /// ```text
    /// mean = Σ w x / Σ w;   the quantile p is the smallest x with Σ_(x_i ≤ x) w_i ≥ p Σ w
    /// mcse(mean) = √(Σ w² (x − mean)²)/Σ w                            independent draws (ratio estimator)
    /// mcse(mean) = √(R/(R − 1) Σ_r D_r²)/Σ w,   D_r = Σ_(i in r) w (x − mean)      between R randomisations
    /// mcse(quantile) = half the distance of the quantiles at p ± mcse(share of the draws below it)
    /// ```
    pub fn estimates(&self, values: &[f64], quantiles: &[u8]) -> Vec<Estimate> {
        let (mean, mcse) = self.mean(values, |x| x);
        let mut estimates = vec![Estimate { statistic: Statistic::Mean, value: mean, mcse }];
        if quantiles.is_empty() {
            return estimates;
        }
        let buckets = Buckets::new(values, self.by_draw);
        let wanted: Vec<f64> = quantiles.iter().map(|percent| f64::from(*percent) / 100.0).collect();
        let found = buckets.quantiles(values, self.by_draw, &wanted);
        for ((percent, p), value) in quantiles.iter().zip(wanted).zip(found) {
            let (_, reach) = self.mean(values, |x| f64::from(u8::from(x <= value)));
            let mcse = reach.map(|reach| (buckets.near(p + reach) - buckets.near(p - reach)) / 2.0);
            estimates.push(Estimate { statistic: Statistic::Quantile(*percent), value, mcse });
        }
        estimates
    }

    /// Weighted mean of a function of the values, and its error.
    pub fn mean(&self, values: &[f64], of: impl Fn(f64) -> f64) -> (f64, Option<f64>) {
        at_vector_width!(self.mean_of(values, &of))
    }

    #[inline(always)]
    fn mean_of(&self, values: &[f64], of: impl Fn(f64) -> f64) -> (f64, Option<f64>) {
        let sums =
            self.by_randomisation(|range, weights| sum_lanes(weights, &values[range], |w, x| w * of(x)));
        let mean = sums.iter().sum::<f64>() / self.total;
        let error = match self.errors {
            Errors::Independent => {
                let squares = self.by_randomisation(|range, weights| {
                    sum_lanes(weights, &values[range], |w, x| {
                        let deviation = w * (of(x) - mean);
                        deviation * deviation
                    })
                });
                Some(squares.iter().sum::<f64>().sqrt() / self.total)
            }
            Errors::BetweenRandomisations => {
                let deviations = sums.iter().zip(&self.sums).map(|(sum, weight)| sum - mean * weight);
                between(deviations, self.total)
            }
        };
        (mean, error)
    }
}

/// Sums side by side.
const LANES: usize = 8;

/// Sum of a function of two series, in lanes so that no addition waits for the one before.
#[inline(always)]
fn sum_lanes(a: &[f64], b: &[f64], of: impl Fn(f64, f64) -> f64) -> f64 {
    let mut lanes = [0.0; LANES];
    let (groups_a, rest_a) = a.as_chunks::<LANES>();
    let (groups_b, rest_b) = b.as_chunks::<LANES>();
    for (a, b) in groups_a.iter().zip(groups_b) {
        for lane in 0..LANES {
            lanes[lane] += of(a[lane], b[lane]);
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_b).map(|(a, b)| of(*a, *b)).sum();
    lanes.iter().sum::<f64>() + rest
}

/// Weight by equal buckets between the smallest and the largest value.
struct Buckets {
    low: f64,
    width: f64,
    /// Weight below the start of each bucket, and all of it.
    below: Vec<f64>,
}

impl Buckets {
    fn new(values: &[f64], weights: &[f64]) -> Self {
        let range = |(low, high): (f64, f64), x: &f64| {
            (if *x < low { *x } else { low }, if *x > high { *x } else { high })
        };
        let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), range);
        let mut own = Self { low, width: (high - low) / BUCKETS as f64, below: vec![0.0; BUCKETS + 1] };
        for (value, weight) in values.iter().zip(weights) {
            let bucket = own.of(*value);
            own.below[bucket + 1] += weight;
        }
        for bucket in 0..BUCKETS {
            own.below[bucket + 1] += own.below[bucket];
        }
        own
    }

    fn of(&self, value: f64) -> usize {
        if self.width > 0.0 { (((value - self.low) / self.width) as usize).min(BUCKETS - 1) } else { 0 }
    }

    fn total(&self) -> f64 {
        self.below[BUCKETS]
    }

    /// The bucket in which so much weight lies below some value.
    fn holding(&self, weight: f64) -> usize {
        self.below.partition_point(|below| *below < weight).clamp(1, BUCKETS) - 1
    }

    /// The weight wanted below a quantile; draws without weight are nowhere, not even at the lower end.
    fn wanted(&self, p: f64) -> f64 {
        (p.clamp(0.0, 1.0) * self.total()).clamp(f64::MIN_POSITIVE, self.total())
    }

    /// Exact quantiles: the values of the few buckets that hold them are put in order.
    fn quantiles(&self, values: &[f64], weights: &[f64], wanted: &[f64]) -> Vec<f64> {
        let targets: Vec<(f64, usize)> =
            wanted.iter().map(|p| (self.wanted(*p), self.holding(self.wanted(*p)))).collect();
        let mut held: Vec<Vec<(f64, f64)>> = vec![Vec::new(); targets.len()];
        let mut slot = vec![u8::MAX; BUCKETS];
        for (position, (_, bucket)) in targets.iter().enumerate().rev() {
            slot[*bucket] = position as u8;
        }
        for (value, weight) in values.iter().zip(weights) {
            let position = slot[self.of(*value)];
            if position != u8::MAX && *weight > 0.0 {
                held[usize::from(position)].push((*value, *weight));
            }
        }
        held.iter_mut().for_each(|held| held.sort_by(|a, b| a.0.total_cmp(&b.0)));
        let exact = |(weight, bucket): &(f64, usize)| {
            let own = &held[usize::from(slot[*bucket])];
            let mut below = self.below[*bucket];
            // Sums of weights carry rounding.
            let reached = own.iter().find(|(_, own)| {
                below += own;
                below >= weight - 1e-12 * self.total()
            });
            reached.or(own.last()).map_or(f64::NAN, |(value, _)| *value)
        };
        targets.iter().map(exact).collect()
    }

    /// A quantile as if a bucket's weight were spread evenly.
    fn near(&self, p: f64) -> f64 {
        let weight = self.wanted(p);
        let bucket = self.holding(weight);
        let own = self.below[bucket + 1] - self.below[bucket];
        let share = if own > 0.0 { (weight - self.below[bucket]) / own } else { 0.0 };
        self.low + self.width * (bucket as f64 + share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::uncertain::standard_normal_quantile;

    /// Standard normal draws weighted to be normal with mean 0.5 (weights `exp(0.5 x − 0.125)`).
    #[test]
    fn weighted_normal_draws_become_another_normal() {
        let n = 40_000_u32;
        let values: Vec<f64> =
            (0..n).map(|k| standard_normal_quantile((f64::from(k) + 0.5) / f64::from(n))).collect();
        let weights: Vec<f64> = values.iter().map(|x| (0.5 * x - 0.125).exp()).collect();
        let randomisations: Vec<u8> = (0..n).map(|k| (k % 8) as u8).collect();
        // Known: n/(E w²) with E w² = exp(0.25).
        assert!((effective_draws(&weights) / f64::from(n) - (-0.25_f64).exp()).abs() < 1e-3);
        let weighted = Weights::new(&weights, &randomisations, 8, Errors::Independent);
        let found = weighted.estimates(&values, &[5, 50, 95]);
        assert!((found[0].value - 0.5).abs() < 1e-3);
        // Var of the ratio estimator: ∫ φ w² (x − 0.5)² = exp(0.25) (1 + 0.25).
        let error = (0.25_f64.exp() * 1.25 / f64::from(n)).sqrt();
        assert!((found[0].mcse.unwrap() / error - 1.0).abs() < 0.01);
        for (estimate, wanted) in found[1..].iter().zip([0.5 - 1.644_854, 0.5, 0.5 + 1.644_854]) {
            assert!((estimate.value - wanted).abs() < 2e-3, "{estimate:?}");
        }
        assert!(found[2].mcse.unwrap() > 0.0);
    }

    #[test]
    fn equal_weights_give_the_plain_quantile_and_zero_weights_do_not_count() {
        let values = [4.0, 1.0, 3.0, 2.0, -9.0, 99.0];
        let quantiles = |values: &[f64], weights: &[f64], wanted: &[f64]| {
            Buckets::new(values, weights).quantiles(values, weights, wanted)
        };
        let weights = [1.0, 1.0, 1.0, 1.0, 0.0, 0.0];
        assert_eq!(quantiles(&values, &weights, &[0.0, 0.25, 0.26, 0.5, 1.0]), [1.0, 1.0, 2.0, 2.0, 4.0]);
        assert_eq!(quantiles(&[7.0; 3], &[1.0; 3], &[0.5]), [7.0]);
    }
}
