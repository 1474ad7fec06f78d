//! Tallies → estimates with their Monte Carlo standard errors.

use std::fmt;

use super::tally::{CellTally, Sums, Tally};

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

/// How Monte Carlo standard errors are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errors {
    /// Draws are independent of each other: from the spread of the draws.
    Independent,
    /// Draws of a randomisation belong together: from the spread between the randomisations.
    BetweenRandomisations,
}

/// Quantiles reported for headline cells over all outcomes, per cent.
pub const QUANTILES: [u8; 13] = [1, 5, 10, 20, 25, 35, 50, 65, 75, 80, 90, 95, 99];
/// Quantiles reported for headline cells given an outcome, per cent: the ends of the bands of 30, 50, 60 and 90 %.
pub const GIVEN_QUANTILES: [u8; 9] = [5, 20, 25, 35, 50, 65, 75, 80, 95];
/// Quantiles reported for single lines and sectors, per cent.
pub const FEW_QUANTILES: [u8; 5] = [5, 25, 50, 75, 95];

/// The estimates of a cell over all outcomes.
pub fn estimate_overall(tally: &CellTally, deterministic: f64, errors: Errors) -> Vec<Estimate> {
    // Copied only where there is something to add up.
    let merged;
    let overall = match tally.tallies() {
        [] => return Vec::new(),
        [one] => one,
        _ => {
            merged = tally.overall();
            let Some(merged) = &merged else { return Vec::new() };
            merged
        }
    };
    let mut estimates = distribution(overall, tally.quantiles(), errors);
    estimates.push(Estimate { statistic: Statistic::Deterministic, value: deterministic, mcse: None });
    estimates.extend(probabilities(overall, tally.thresholds(), errors));
    estimates
}

/// The estimates of a cell given an outcome; none where it was never drawn.
pub fn estimate_given(tally: &CellTally, outcome: usize, errors: Errors) -> Vec<Estimate> {
    let Some(given) = tally.tallies().get(outcome) else { return Vec::new() };
    let mut estimates = distribution(given, tally.quantiles_given(), errors);
    estimates.extend(probabilities(given, tally.thresholds(), errors));
    estimates
}

/// Fewest draws of a randomisation from which its own error is read.
const FEWEST: u64 = 8;

impl Errors {
    /// With too few draws in a randomisation, errors as if draws were independent.
    #[must_use]
    pub fn with(self, draws: u64, randomisations: usize) -> Self {
        if draws < FEWEST * randomisations as u64 { Self::Independent } else { self }
    }
}

/// Relative rounding of a sum of squares.
const ROUNDING: f64 = 1e-14;

/// Mean, standard deviation and quantiles.
///
/// ```text
/// independent draws:   mcse(mean) = sd/√n,   mcse(sd) = sd √((κ − 1)/(4n)),   κ the kurtosis
/// mcse(quantile p) = half the distance of the quantiles at p ± √(r p(1 − p)/n)
/// ```
///
/// with `r = 1` for independent draws; between randomisations see [`between`].
fn distribution(tally: &Tally, quantiles: &[u8], errors: Errors) -> Vec<Estimate> {
    let count = tally.count();
    if count == 0 {
        return Vec::new();
    }
    let errors = errors.with(count, tally.sums.len());
    let n = count as f64;
    let centre = tally.sketch.scale().centre;
    let sum = |of: &dyn Fn(&Sums) -> f64| tally.sums.iter().map(of).sum::<f64>();
    let shift = sum(&|sums| sums.first) / n;
    let mut estimates = Vec::with_capacity(quantiles.len() + 2);
    // What is left of two sums that cancel to the last digits is rounding, not spread.
    let known = |variance: f64| if variance > ROUNDING * shift * shift { variance } else { 0.0 };
    let variance = (count > 1).then(|| known((sum(&|s| s.second) - n * shift * shift) / (n - 1.0)));
    let mean_error = match errors {
        Errors::Independent => variance.map(|variance| (variance / n).sqrt()),
        Errors::BetweenRandomisations => {
            between(tally.sums.iter().map(|sums| sums.first - shift * sums.count as f64), n)
        }
    };
    estimates.push(Estimate { statistic: Statistic::Mean, value: centre + shift, mcse: mean_error });
    if let Some(variance) = variance {
        let sd = variance.sqrt();
        let mcse = match errors {
            _ if sd == 0.0 => Some(0.0),
            Errors::Independent => {
                let kurtosis = tally.sketch.kurtosis().unwrap_or(1.0);
                Some(sd * ((kurtosis - 1.0).max(0.0) / (4.0 * n)).sqrt())
            }
            Errors::BetweenRandomisations => {
                let squares = |s: &Sums| s.second - 2.0 * shift * s.first + shift * shift * s.count as f64;
                between(tally.sums.iter().map(|s| squares(s) - variance * s.count as f64), n)
                    .map(|error| error / (2.0 * sd))
            }
        };
        estimates.push(Estimate { statistic: Statistic::Sd, value: sd, mcse });
    }
    let watched = match errors {
        Errors::Independent => Vec::new(),
        Errors::BetweenRandomisations => watched_shares(tally, n),
    };
    let ratio = |p: f64| ratio_at(&watched, p);
    let mut around: Vec<(f64, usize)> = Vec::with_capacity(3 * quantiles.len());
    for (position, percent) in quantiles.iter().enumerate() {
        let p = f64::from(*percent) / 100.0;
        let reach = (ratio(p) * p * (1.0 - p) / n).sqrt();
        around.extend([(p - reach, 3 * position), (p, 3 * position + 1), (p + reach, 3 * position + 2)]);
    }
    around.sort_by(|a, b| a.0.total_cmp(&b.0));
    let ascending: Vec<f64> = around.iter().map(|(p, _)| *p).collect();
    let found = tally.sketch.quantiles(&ascending).unwrap_or_default();
    let mut values = vec![0.0; around.len()];
    around.iter().zip(found).for_each(|((_, position), value)| values[*position] = value);
    for (percent, around) in quantiles.iter().zip(values.chunks(3)) {
        let mcse = (count > 1).then(|| (around[2] - around[0]) / 2.0);
        estimates.push(Estimate { statistic: Statistic::Quantile(*percent), value: around[1], mcse });
    }
    estimates
}

/// Monte Carlo standard error of `Σ x / n` from the sums `D` of deviations in each randomisation.
///
/// ```text
/// mcse = √(R/(R − 1) · Σ_r D_r²) / n,   D_r = Σ_(i in r) x_i − n_r · mean
/// ```
///
/// For a mean given an outcome this is the ratio estimator's linear approximation. None with a single randomisation.
pub(super) fn between(deviations: impl Iterator<Item = f64>, n: f64) -> Option<f64> {
    let (mut randomisations, mut squares) = (0.0, 0.0);
    for deviation in deviations {
        randomisations += 1.0;
        squares += deviation * deviation;
    }
    (randomisations > 1.0).then(|| (randomisations / (randomisations - 1.0) * squares).sqrt() / n)
}

/// For each edge: the share of draws below it, and the variance of that share relative to independent draws.
fn watched_shares(tally: &Tally, n: f64) -> Vec<(f64, f64)> {
    let edges = tally.sums.first().map_or(0, |sums| sums.below.len());
    let watch = |edge: usize| {
        let below: u64 = tally.sums.iter().map(|sums| u64::from(sums.below[edge])).sum();
        let share = below as f64 / n;
        let independent = share * (1.0 - share) / n;
        let error = share_between(tally, |sums| sums.below[edge])?;
        (independent > 0.0).then(|| (share, error * error / independent))
    };
    (0..edges).filter_map(watch).collect()
}

/// The ratio at a share, in a straight line between the watched ones; one where none is watched.
fn ratio_at(watched: &[(f64, f64)], p: f64) -> f64 {
    let above = watched.partition_point(|(share, _)| *share < p);
    match (above.checked_sub(1).and_then(|below| watched.get(below)), watched.get(above)) {
        (Some((low, at_low)), Some((high, at_high))) if high > low => {
            at_low + (p - low) / (high - low) * (at_high - at_low)
        }
        (Some((_, ratio)), _) | (None, Some((_, ratio))) => *ratio,
        (None, None) => 1.0,
    }
}

/// Error of a share between randomisations; a count is not known better than to half a draw.
fn share_between(tally: &Tally, count: impl Fn(&Sums) -> u32) -> Option<f64> {
    let counted: Vec<(u64, u64)> =
        tally.sums.iter().map(|sums| (u64::from(count(sums)), sums.count)).collect();
    counts_between(&counted)
}

fn counts_between(counted: &[(u64, u64)]) -> Option<f64> {
    let n = counted.iter().map(|(_, draws)| *draws).sum::<u64>() as f64;
    let share = counted.iter().map(|(count, _)| *count).sum::<u64>() as f64 / n;
    let deviation = |(count, draws): &(u64, u64)| (*count as f64 - share * *draws as f64).abs().max(0.5);
    between(counted.iter().map(deviation), n)
}

/// Monte Carlo standard error of a share: how many of how many draws, by randomisation.
///
/// ```text
/// independent draws: mcse = √(q(1 − q)/n),   q = (k + ½)/(n + 1)
/// ```
pub fn share_error(counted: &[(u64, u64)], errors: Errors) -> f64 {
    let n = counted.iter().map(|(_, draws)| *draws).sum::<u64>() as f64;
    let q = (counted.iter().map(|(count, _)| *count).sum::<u64>() as f64 + 0.5) / (n + 1.0);
    let independent = (q * (1.0 - q) / n).sqrt();
    match errors.with(n as u64, counted.len()) {
        Errors::Independent => independent,
        Errors::BetweenRandomisations => counts_between(counted).unwrap_or(independent),
    }
}

/// Probabilities of at most each threshold.
fn probabilities<'t>(
    tally: &'t Tally,
    thresholds: &'t [f64],
    errors: Errors,
) -> impl Iterator<Item = Estimate> + use<'t> {
    let count = tally.count();
    thresholds.iter().enumerate().filter(move |_| count > 0).map(move |(position, threshold)| {
        let counted: Vec<(u64, u64)> =
            tally.sums.iter().map(|sums| (u64::from(sums.at_most[position]), sums.count)).collect();
        let at_most: u64 = counted.iter().map(|(at_most, _)| *at_most).sum();
        Estimate {
            statistic: Statistic::AtMost(*threshold),
            value: at_most as f64 / count as f64,
            mcse: Some(share_error(&counted, errors)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Scratch, Shape};

    fn shape(outcomes: usize, randomisations: usize, thresholds: &[f64]) -> Shape {
        Shape {
            outcomes,
            randomisations,
            quantiles: &QUANTILES,
            quantiles_given: &GIVEN_QUANTILES,
            thresholds: thresholds.to_vec(),
        }
    }

    fn mean_of(estimates: &[Estimate]) -> f64 {
        estimates[0].value
    }

    #[test]
    fn moments_of_a_fixed_sample() {
        let y = [
            3.1, -0.5, 12.25, 4.75, 4.75, 0.0, -7.5, 22.0, 9.125, 1.0, 6.5, -2.25, 15.0, 3.3, 8.8, 5.05,
            -1.1, 2.2, 40.0, 7.7,
        ];
        for split in [20, 7, 1] {
            let mut tally = CellTally::new(shape(1, 1, &[]));
            let mut scratch = Scratch::default();
            y.chunks(split).for_each(|part| tally.push(part, &[part.len()], &mut scratch));
            let estimates = estimate_overall(&tally, 0.0, Errors::Independent);
            assert!((mean_of(&estimates) - 6.708_75).abs() < 1e-14);
            assert!((estimates[1].value.powi(2) - 104.257_978_618_421_05).abs() < 1e-11);
            assert!((estimates[0].mcse.unwrap() - 2.283_177_376_140_77).abs() < 1e-13);
        }
    }

    #[test]
    fn conditional_means_weighted_by_probability_give_the_mean() {
        let mut tally = CellTally::new(shape(3, 2, &[0.5]));
        let mut scratch = Scratch::default();
        for batch in 0..10 {
            let values: Vec<f64> = (0..100).map(|k| (f64::from(k * batch) * 0.37).sin()).collect();
            let mut counts = [0; 6];
            let own = [30 + batch as usize, 20, 50 - batch as usize];
            counts[batch as usize % 2 * 3..][..3].copy_from_slice(&own);
            tally.push(&values, &counts, &mut scratch);
        }
        let overall = estimate_overall(&tally, 0.0, Errors::BetweenRandomisations);
        let weighted: f64 = (0..3)
            .map(|outcome| {
                let count = tally.tallies()[outcome].count() as f64;
                count / 1000.0 * mean_of(&estimate_given(&tally, outcome, Errors::Independent))
            })
            .sum();
        assert!((mean_of(&overall) - weighted).abs() < 1e-15);
        let below = overall.last().unwrap().value;
        assert!(below > 0.0 && below < 1.0);
    }

    fn normal_scores(n: u32) -> Vec<f64> {
        let score = |k: u32| (f64::from(k) + 0.5) / f64::from(n);
        (0..n).map(|k| crate::model::uncertain::standard_normal_quantile(score(k))).collect()
    }

    fn error(estimates: &[Estimate], wanted: Statistic) -> f64 {
        let found = estimates.iter().find(|estimate| estimate.statistic == wanted);
        found.and_then(|estimate| estimate.mcse).unwrap()
    }

    #[test]
    fn errors_of_a_normal_sample_are_those_of_theory() {
        let mut tally = CellTally::new(shape(1, 1, &[]));
        let values = normal_scores(20_000);
        tally.push(&values, &[values.len()], &mut Scratch::default());
        let estimates = estimate_overall(&tally, 0.0, Errors::Independent);
        let error = |wanted: Statistic| error(&estimates, wanted) * 20_000.0_f64.sqrt();
        assert!((error(Statistic::Mean) - 1.0).abs() < 0.01);
        assert!((error(Statistic::Sd) - 0.707).abs() < 0.02);
        // √(p(1−p))/φ(z) at the median is 1.2533, at 20 % is 1.4288 and at 5 % is 2.113.
        assert!((error(Statistic::Quantile(50)) - 1.253).abs() < 0.05);
        assert!((error(Statistic::Quantile(20)) - 1.429).abs() < 0.05);
        assert!((error(Statistic::Quantile(5)) - 2.113).abs() < 0.1);
    }

    /// Counts of a row of one of four randomisations.
    fn only(randomisation: usize, count: usize) -> [usize; 4] {
        std::array::from_fn(|r| if r == randomisation { count } else { 0 })
    }

    #[test]
    fn errors_between_randomisations_follow_their_spread() {
        // Randomisations that are shifted copies of each other: only the shift is uncertain.
        let mut tally = CellTally::new(shape(1, 4, &[0.0]));
        let scores = normal_scores(4000);
        for (randomisation, shift) in [-0.3, -0.1, 0.1, 0.3].into_iter().enumerate() {
            let row: Vec<f64> = scores.iter().map(|x| x + shift).collect();
            tally.push(&row, &only(randomisation, row.len()), &mut Scratch::default());
        }
        let estimates = estimate_overall(&tally, 0.0, Errors::BetweenRandomisations);
        // The sd of the four shifts is 0.2582, over √4.
        let wanted = 0.258_2 / 2.0;
        assert!((error(&estimates, Statistic::Mean) - wanted).abs() < 1e-3);
        for quantile in [50, 35, 65, 25, 75, 20, 80, 5, 95] {
            let found = error(&estimates, Statistic::Quantile(quantile));
            assert!((found / wanted - 1.0).abs() < 0.1, "{quantile}: {found}");
        }
        // The same for the probability: its slope at zero is φ(0) = 0.3989, less the mixture's spread.
        let probability = error(&estimates, Statistic::AtMost(0.0));
        assert!((probability / (wanted * 0.389) - 1.0).abs() < 0.05, "{probability}");
        // Copies without a shift leave no error of the mean at all.
        let mut tally = CellTally::new(shape(1, 4, &[]));
        (0..4).for_each(|r| tally.push(&scores, &only(r, scores.len()), &mut Scratch::default()));
        let estimates = estimate_overall(&tally, 0.0, Errors::BetweenRandomisations);
        assert!(error(&estimates, Statistic::Mean) < 1e-12);
    }
}
