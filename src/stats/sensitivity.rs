//! Pairs of draws that share some inputs → how much of the variance those inputs make.

use super::summary::{Errors, between};

/// A share of the variance, and its Monte Carlo standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share.
    pub value: f64,
    /// Its Monte Carlo standard error; none with a single randomisation.
    pub mcse: Option<f64>,
}

/// Results of the same draws: all inputs of the first point, or none of them.
#[derive(Clone, Copy, Debug)]
pub struct Ends<'a> {
    /// `y`: every input of the first point.
    pub kept: &'a [f64],
    /// `y_∅`: every input of the second point.
    pub anew: &'a [f64],
    /// The randomisation of each draw.
    pub randomisations: &'a [u8],
    /// How many randomisations there are.
    pub count: usize,
    /// How errors are found.
    pub errors: Errors,
}

/// What a group adds to the variance explained when it joins those whose inputs are kept:
///
/// ```text
/// Δ = E[ (y − (y_J + y_(J+u))/2) · (y_(J+u) − y_J) ] / Var y
/// ```
///
/// with `y_J` the result that keeps the inputs of `J` from `y` and draws the rest anew given them. Its expectation is
/// `Var E[y | J + u] − Var E[y | J]`. Joining first (`J` empty) it is the first-order index (Sobol' 1993); joining last, with
/// `y_(J+u) = y`, half the mean square of `y − y_J`, the total index (Jansen 1999); averaged over random orders the Shapley effect
/// (Song, Nelson & Staum 2016, with the estimator of Goda 2021).
pub fn increment(ends: Ends, before: &[f64], after: &[f64]) -> Share {
    ends.ratio(|draw| joining(ends.kept[draw], before[draw], after[draw]), ends.variance())
}

/// `(y − (y_J + y_(J+u))/2) · (y_(J+u) − y_J)` of one draw.
pub fn joining(kept: f64, before: f64, after: f64) -> f64 {
    (kept - 0.5 * (before + after)) * (after - before)
}

/// What a group adds, draw by draw, as a share of `½ E[(y − y_∅)²]`: over all groups along an order that is one exactly.
pub fn path_share(ends: Ends, added: &[f64]) -> Share {
    ends.ratio(|draw| added[draw], |draw| 0.5 * (ends.kept[draw] - ends.anew[draw]).powi(2))
}

/// `½ E[(a − b)²] / Var y` for results that differ in one group only, the others being independent of it: its total index.
pub fn total_index(ends: Ends, a: &[f64], b: &[f64]) -> Share {
    ends.ratio(|draw| 0.5 * (a[draw] - b[draw]).powi(2), ends.variance())
}

impl Ends<'_> {
    /// Mean of both ends.
    pub fn mean(&self) -> f64 {
        let both = self.kept.iter().zip(self.anew).filter(|(a, b)| (*a + *b).is_finite());
        let (sum, count) = both.fold((0.0, 0.0), |(sum, count), (a, b)| (sum + a + b, count + 2.0));
        sum / count
    }

    /// `½ ((y − μ)² + (y_∅ − μ)²)` of a draw, whose mean is the variance.
    fn variance(&self) -> impl Fn(usize) -> f64 {
        let mean = self.mean();
        move |draw| 0.5 * ((self.kept[draw] - mean).powi(2) + (self.anew[draw] - mean).powi(2))
    }

    /// `Σ a / Σ b` over the draws in which both are numbers, with the error of a ratio.
    fn ratio(&self, a: impl Fn(usize) -> f64, b: impl Fn(usize) -> f64) -> Share {
        let pairs: Vec<(f64, f64)> = (0..self.kept.len()).map(|draw| (a(draw), b(draw))).collect();
        let used = |(a, b): &(f64, f64)| (a + b).is_finite();
        let sums = pairs.iter().filter(|pair| used(pair)).fold((0.0, 0.0), |(x, y), (a, b)| (x + a, y + b));
        // What does not vary has nothing to share.
        if sums.1 <= 0.0 {
            return Share { value: 0.0, mcse: Some(0.0) };
        }
        let value = sums.0 / sums.1;
        let mut deviations = vec![0.0; self.count];
        let mut squares = 0.0;
        for ((a, b), own) in pairs.iter().zip(self.randomisations).filter(|(pair, _)| used(pair)) {
            let deviation = a - value * b;
            deviations[usize::from(*own)] += deviation;
            squares += deviation * deviation;
        }
        let mcse = match self.errors.with(pairs.len() as u64, self.count) {
            Errors::Independent => Some(squares.sqrt() / sums.1),
            Errors::BetweenRandomisations => between(deviations.into_iter(), sums.1),
        };
        Share { value, mcse }
    }
}

/// Variance between and within classes: `Var y = Σ p_o (μ_o − μ)² + Σ p_o σ²_o`, exactly so over the draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// Mean of all.
    pub mean: f64,
    /// `Σ p_o (μ_o − μ)²`
    pub between: f64,
    /// `Σ p_o σ²_o`
    pub within: f64,
    /// By class: share of the draws, mean, standard deviation.
    pub classes: Vec<(f64, f64, f64)>,
}

/// Splits the variance of numbers by their classes; what is not a number is left out.
///
/// ```
/// use kanzei::stats::split_variance;
/// let split = split_variance(&[1.0, 3.0, 5.0, 7.0], &[0, 0, 1, 1], 2);
/// assert_eq!((split.between, split.within), (4.0, 1.0));
/// ```
pub fn split_variance(values: &[f64], classes: &[u8], count: usize) -> Split {
    let mut sums = vec![(0.0, 0.0); count];
    for (value, class) in values.iter().zip(classes).filter(|(value, _)| value.is_finite()) {
        let (n, sum) = &mut sums[usize::from(*class)];
        *n += 1.0;
        *sum += value;
    }
    let means: Vec<f64> = sums.iter().map(|(n, sum)| if *n > 0.0 { sum / n } else { f64::NAN }).collect();
    let mut squares = vec![0.0; count];
    for (value, class) in values.iter().zip(classes).filter(|(value, _)| value.is_finite()) {
        squares[usize::from(*class)] += (value - means[usize::from(*class)]).powi(2);
    }
    let total: f64 = sums.iter().map(|(n, _)| n).sum();
    let mean = sums.iter().map(|(_, sum)| sum).sum::<f64>() / total;
    let drawn = || (0..count).filter(|class| sums[*class].0 > 0.0);
    Split {
        mean,
        between: drawn().map(|class| sums[class].0 / total * (means[class] - mean).powi(2)).sum(),
        within: drawn().map(|class| squares[class] / total).sum(),
        classes: (0..count)
            .map(|class| (sums[class].0 / total, means[class], (squares[class] / sums[class].0).sqrt()))
            .collect(),
    }
}
