//! Tallies → estimates with their Monte Carlo standard errors.

use std::fmt;

use super::moments::Moments;
use super::sketch::Sketch;
use super::tally::CellTally;

/// A statistic of a quantity over draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// Mean.
    Mean,
    /// Standard deviation.
    Sd,
    /// Quantile, in per cent.
    Quantile(u8),
    /// Value with all inputs at their medians and every decision by the largest probability.
    Deterministic,
    /// Probability of at most X.
    AtMost(f64),
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mean => f.write_str("mean"),
            Self::Sd => f.write_str("sd"),
            Self::Quantile(percent) => write!(f, "p{percent:02}"),
            Self::Deterministic => f.write_str("deterministic"),
            Self::AtMost(threshold) => write!(f, "prob<={threshold}"),
        }
    }
}

/// An estimate and its Monte Carlo standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The statistic.
    pub statistic: Statistic,
    /// Its value.
    pub value: f64,
    /// Its Monte Carlo standard error; none where there is no sampling error or too few draws to tell.
    pub mcse: Option<f64>,
}

/// Quantiles reported overall, per cent.
pub const QUANTILES: [u8; 9] = [1, 5, 10, 25, 50, 75, 90, 95, 99];
/// Quantiles reported by outcome and for single lines and sectors, per cent.
pub const FEW_QUANTILES: [u8; 5] = [5, 25, 50, 75, 95];

/// The estimates of a cell over all outcomes.
pub fn estimate_overall(tally: &CellTally, headline: bool, deterministic: f64) -> Vec<Estimate> {
    let moments = tally.overall();
    let sketch = tally.overall_sketch();
    let quantiles = if headline { &QUANTILES[..] } else { &FEW_QUANTILES[..] };
    let mut estimates = distribution(&moments, &sketch, quantiles);
    estimates.push(Estimate { statistic: Statistic::Deterministic, value: deterministic, mcse: None });
    for (threshold, counts) in tally.thresholds().iter().zip(&tally.at_most) {
        estimates.extend(probability(*threshold, counts.iter().sum(), moments.count));
    }
    estimates
}

/// The estimates of a headline cell given an outcome; none where it was never drawn.
pub fn estimate_given(tally: &CellTally, outcome: usize) -> Vec<Estimate> {
    let moments = tally.moments[outcome];
    let mut estimates = distribution(&moments, &tally.sketches[outcome], &FEW_QUANTILES);
    for (threshold, counts) in tally.thresholds().iter().zip(&tally.at_most) {
        estimates.extend(probability(*threshold, counts[outcome], moments.count));
    }
    estimates
}

/// Mean, standard deviation and quantiles.
///
/// ```text
/// mcse(mean) = sd/√n,   mcse(sd) = sd √((κ − 1)/(4n)),   κ the kurtosis
/// mcse(quantile p) = half the distance of the quantiles at p ± √(p(1 − p)/n)
/// ```
fn distribution(moments: &Moments, sketch: &Sketch, quantiles: &[u8]) -> Vec<Estimate> {
    if moments.count == 0 {
        return Vec::new();
    }
    let n = moments.count as f64;
    let mut estimates =
        vec![Estimate { statistic: Statistic::Mean, value: moments.mean, mcse: moments.standard_error() }];
    if let Some(sd) = moments.sd() {
        let kurtosis = sketch.kurtosis().unwrap_or(1.0);
        let mcse = sd * ((kurtosis - 1.0).max(0.0) / (4.0 * n)).sqrt();
        estimates.push(Estimate { statistic: Statistic::Sd, value: sd, mcse: Some(mcse) });
    }
    let mut probabilities: Vec<f64> = Vec::new();
    for percent in quantiles {
        let p = f64::from(*percent) / 100.0;
        let reach = (p * (1.0 - p) / n).sqrt();
        probabilities.extend([p - reach, p, p + reach]);
    }
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]));
    let ascending: Vec<f64> = order.iter().map(|position| probabilities[*position]).collect();
    let found = sketch.quantiles(&ascending).unwrap_or_default();
    let mut values = vec![0.0; probabilities.len()];
    order.iter().zip(found).for_each(|(position, value)| values[*position] = value);
    for (percent, around) in quantiles.iter().zip(values.chunks(3)) {
        let mcse = (moments.count > 1).then(|| (around[2] - around[0]) / 2.0);
        estimates.push(Estimate { statistic: Statistic::Quantile(*percent), value: around[1], mcse });
    }
    estimates
}

/// Probability of at most a threshold; its error does not vanish where no draw, or every draw, is below it.
///
/// ```text
/// mcse = √(q(1 − q)/n),   q = (k + ½)/(n + 1)
/// ```
fn probability(threshold: f64, at_most: u64, count: u64) -> Option<Estimate> {
    (count > 0).then(|| Estimate {
        statistic: Statistic::AtMost(threshold),
        value: at_most as f64 / count as f64,
        mcse: Some(probability_error(at_most, count)),
    })
}

/// Monte Carlo standard error of a probability of which `at_most` of `count` draws were successes.
pub fn probability_error(successes: u64, count: u64) -> f64 {
    let n = count as f64;
    let q = (successes as f64 + 0.5) / (n + 1.0);
    (q * (1.0 - q) / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditional_means_weighted_by_probability_give_the_mean() {
        let mut tally = CellTally::new(3, true, &[0.5]);
        for batch in 0..10 {
            let values: Vec<f64> = (0..100).map(|k| (f64::from(k * batch) * 0.37).sin()).collect();
            tally.push(&values, &[30 + batch as usize, 20, 50 - batch as usize]);
        }
        let overall = tally.overall();
        let weighted: f64 =
            tally.moments.iter().map(|m| m.count as f64 / overall.count as f64 * m.mean).sum();
        assert!((overall.mean - weighted).abs() < 1e-15);
        let below: f64 = estimate_overall(&tally, true, 0.0).last().unwrap().value;
        assert!(below > 0.0 && below < 1.0);
    }

    #[test]
    fn errors_of_a_normal_sample_are_those_of_theory() {
        let mut tally = CellTally::new(1, true, &[]);
        let n = 20_000;
        let values: Vec<f64> = (0..n)
            .map(|k| crate::model::uncertain::standard_normal_quantile((f64::from(k) + 0.5) / f64::from(n)))
            .collect();
        tally.push(&values, &[values.len()]);
        let estimates = estimate_overall(&tally, true, 0.0);
        let error = |wanted: Statistic| {
            let found = estimates.iter().find(|estimate| estimate.statistic == wanted);
            found.and_then(|estimate| estimate.mcse).unwrap() * f64::from(n).sqrt()
        };
        assert!((error(Statistic::Mean) - 1.0).abs() < 0.01);
        assert!((error(Statistic::Sd) - 0.707).abs() < 0.02);
        // √(p(1−p))/φ(z) at the median is 1.2533 and at 5 % is 2.113.
        assert!((error(Statistic::Quantile(50)) - 1.253).abs() < 0.05);
        assert!((error(Statistic::Quantile(5)) - 2.113).abs() < 0.1);
    }
}
