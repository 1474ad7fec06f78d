//! Forecast distributions against what happened: proper scores.

use crate::model::uncertain::{standard_normal_cdf, standard_normal_quantile};

/// A forecast as a mixture of normal distributions, one for each draw.
#[derive(Clone, Debug, Default)]
pub struct Mixture {
    /// Mean and standard deviation of each, equally likely.
    pub parts: Vec<(f64, f64)>,
}

impl Mixture {
    /// `F(y) = 1/n Σ_k Φ((y − μ_k)/σ_k)`: at what happened, the probability integral transform (Dawid 1984).
    pub fn below(&self, y: f64) -> f64 {
        let sum: f64 = self.parts.iter().map(|(mean, sd)| standard_normal_cdf((y - mean) / sd)).sum();
        sum / self.parts.len() as f64
    }

    /// `−ln( 1/n Σ_k φ((y − μ_k)/σ_k)/σ_k )`: the logarithmic score (Good 1952).
    pub fn log_score(&self, y: f64) -> f64 {
        let exponents = || self.parts.iter().map(|(mean, sd)| -0.5 * ((y - mean) / sd).powi(2) - sd.ln());
        // Far out in the tail every part underflows: the largest exponent is taken out.
        let largest = exponents().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = exponents().map(|exponent| (exponent - largest).exp()).sum();
        -(largest + (sum / self.parts.len() as f64).ln() - 0.5 * (2.0 * std::f64::consts::PI).ln())
    }

    /// One number of each part: with the `k`-th of `n` normal scores in an order that has nothing to do with the parts'.
    pub fn sample(&self) -> Vec<f64> {
        let n = self.parts.len();
        // Steps of the golden ratio: every k comes once in a while, evenly.
        let score = |k: usize| {
            standard_normal_quantile(
                ((k as f64 + 0.5) * 0.618_033_988_749_894_9).fract().clamp(1e-12, 1.0 - 1e-12),
            )
        };
        (0..n).map(|k| self.parts[k].0 + self.parts[k].1 * score(k)).collect()
    }
}

/// Continuous ranked probability score of a sample (Gneiting & Raftery 2007, equation 21).
///
/// ```text
/// CRPS = 1/n Σ_k |x_k − y| − 1/(2n²) Σ_k Σ_l |x_k − x_l|
/// ```
///
/// ```
/// assert_eq!(kanzei::stats::crps(&mut [3.0], 1.0), 2.0);
/// assert_eq!(kanzei::stats::crps(&mut [0.0, 2.0], 1.0), 0.5);
/// ```
pub fn crps(sample: &mut [f64], y: f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let to_y = sample.iter().map(|x| (x - y).abs()).sum::<f64>() / n;
    // Σ_k Σ_l |x_k − x_l| = 2 Σ_k (2k − n + 1) x_(k), k from 0.
    let between: f64 = sample.iter().enumerate().map(|(k, x)| (2.0 * k as f64 - n + 1.0) * x).sum();
    to_y - between / (n * n)
}

/// CRPS of a normal forecast (Gneiting, Raftery, Westveld & Goldman 2005, equation 5):
///
/// ```text
/// CRPS = σ ( z (2Φ(z) − 1) + 2φ(z) − 1/√π ),   z = (y − μ)/σ
/// ```
pub fn crps_normal(mean: f64, sd: f64, y: f64) -> f64 {
    let z = (y - mean) / sd;
    let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    sd * (z * (2.0 * standard_normal_cdf(z) - 1.0) + 2.0 * density - 1.0 / std::f64::consts::PI.sqrt())
}

/// CRPS of a forecast of a time in steps, up to the end of the time that is looked at: `Σ (F(t) − 1[t ≥ y])² Δt`.
///
/// `dates` holds each time that is possible with its probability, in order; the rest of the probability lies after `end`.
pub fn crps_of_time(dates: &[(f64, f64)], end: f64, y: f64) -> f64 {
    let mut edges: Vec<f64> = dates.iter().map(|(time, _)| *time).chain([y.min(end), end]).collect();
    edges.sort_by(f64::total_cmp);
    let mut score = 0.0;
    for pair in edges.windows(2) {
        let below: f64 = dates.iter().filter(|(time, _)| *time <= pair[0]).map(|(_, p)| p).sum();
        let happened = f64::from(u8::from(pair[0] >= y));
        score += (below - happened).powi(2) * (pair[1] - pair[0]);
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::exact_quantiles;

    #[test]
    fn a_normal_forecast_has_its_known_scores() {
        // CRPS of N(0, 1) at 0 is 2φ(0) − 1/√π.
        assert!((crps_normal(0.0, 1.0, 0.0) - 0.233_694_977).abs() < 1e-8);
        assert!((crps_normal(3.0, 2.0, 7.0) - 2.0 * crps_normal(0.0, 1.0, 2.0)).abs() < 1e-12);
        let one = Mixture { parts: vec![(3.0, 2.0)] };
        assert!((one.log_score(7.0) - (2.0_f64.ln() + 0.918_938_533_204_672_7 + 2.0)).abs() < 1e-12);
        assert!((one.below(7.0) - 0.977_249_868_051_820_8).abs() < 1e-12);
        // Where every density underflows the score still stands.
        assert!((one.log_score(203.0) - (2.0_f64.ln() + 0.918_938_533_204_672_7 + 5000.0)).abs() < 1e-9);
    }

    #[test]
    fn the_score_of_a_sample_is_that_of_its_distribution() {
        let n = 20_000;
        let mixture = Mixture { parts: vec![(1.0, 0.5); n] };
        for y in [-1.0, 1.0, 1.3, 4.0] {
            let found = crps(&mut mixture.sample(), y);
            assert!((found - crps_normal(1.0, 0.5, y)).abs() < 1e-3, "{y}: {found}");
        }
        // A normal mixture of normal means is normal: N(0, 1) around N(0, 1) is N(0, √2).
        let score = |k: usize| standard_normal_quantile((k as f64 + 0.5) / n as f64);
        let wide = Mixture { parts: (0..n).map(|k| (score(k), 1.0)).collect() };
        let high = exact_quantiles(&mut wide.sample(), &[0.95])[0];
        assert!((high - 2.0_f64.sqrt() * 1.644_853_6).abs() < 5e-3, "{high}");
        assert!((crps(&mut wide.sample(), 0.7) - crps_normal(0.0, 2.0_f64.sqrt(), 0.7)).abs() < 3e-3);
    }

    #[test]
    fn the_score_of_a_time_counts_the_area_between_the_steps() {
        // Half on day 10, half on day 30, nothing after: day 20 costs ¼ for ten days on either side.
        let dates = [(10.0, 0.5), (30.0, 0.5)];
        assert_eq!(crps_of_time(&dates, 100.0, 20.0), 5.0);
        assert_eq!(crps_of_time(&[(10.0, 1.0)], 100.0, 10.0), 0.0);
        // Never, while it happened on day 40 of 100.
        assert_eq!(crps_of_time(&[], 100.0, 40.0), 60.0);
    }
}
