//! Values of draws, one by one → estimates with exact quantiles and Monte Carlo errors.

use super::quantile::exact_quantiles;
use super::summary::{Errors, Estimate, FEW_QUANTILES, Statistic, between, estimate_given};
use super::tally::{CellTally, Scratch, Shape};

/// Draws that are tallied at once.
const ROW: usize = 1 << 15;

/// Mean, standard deviation, 5, 25, 50, 75 and 95 % quantiles (exact, definition 7 of Hyndman & Fan 1996) of the values that are
/// numbers, with the errors of a run; `randomisations` says which of so many each draw belongs to.
///
/// ```
/// use kanzei::stats::{Errors, estimate_column};
/// let estimates = estimate_column(&[4.0, 1.0, f64::NAN, 3.0, 2.0], &[0; 5], 1, Errors::Independent);
/// assert_eq!((estimates[0].value, estimates[4].value), (2.5, 2.5));
/// ```
pub fn estimate_column(values: &[f64], randomisations: &[u8], count: usize, errors: Errors) -> Vec<Estimate> {
    let mut tally = CellTally::new(Shape {
        outcomes: 1,
        randomisations: count,
        quantiles: &FEW_QUANTILES,
        quantiles_given: &FEW_QUANTILES,
        thresholds: Vec::new(),
    });
    let mut scratch = Scratch::default();
    let mut row = Vec::with_capacity(ROW.min(values.len()));
    for (values, own) in values.chunks(ROW).zip(randomisations.chunks(ROW)) {
        row.clear();
        let mut counts = vec![0; count];
        for (randomisation, count) in counts.iter_mut().enumerate() {
            let before = row.len();
            let belongs = |(value, own): &(&f64, &u8)| usize::from(**own) == randomisation && !value.is_nan();
            row.extend(values.iter().zip(own).filter(belongs).map(|(value, _)| *value));
            *count = row.len() - before;
        }
        if !row.is_empty() {
            tally.push(&row, &counts, &mut scratch);
        }
    }
    let mut estimates = estimate_given(&tally, 0, errors);
    let mut all: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let exact = exact_quantiles(&mut all, &FEW_QUANTILES.map(|percent| f64::from(percent) / 100.0));
    let quantiles = estimates.iter_mut().filter(|e| matches!(e.statistic, Statistic::Quantile(_)));
    quantiles.zip(exact).for_each(|(estimate, exact)| estimate.value = exact);
    estimates
}

/// Mean of the values that are numbers, and its error.
///
/// ```text
/// independent draws: mcse = sd/√n;   between R randomisations: mcse = √(R/(R − 1) · Σ_r D_r²)/n,   D_r = Σ_(i in r) (x_i − mean)
/// ```
pub fn mean_of_column(
    values: &[f64],
    randomisations: &[u8],
    count: usize,
    errors: Errors,
) -> (f64, Option<f64>) {
    let (mut counts, mut sums) = (vec![0_u64; count], vec![0.0; count]);
    for (value, own) in values.iter().zip(randomisations).filter(|(value, _)| !value.is_nan()) {
        counts[usize::from(*own)] += 1;
        sums[usize::from(*own)] += value;
    }
    let draws: u64 = counts.iter().sum();
    let n = draws as f64;
    let mean = sums.iter().sum::<f64>() / n;
    let error = match errors.with(draws, count) {
        Errors::BetweenRandomisations => {
            between(sums.iter().zip(&counts).map(|(sum, own)| sum - mean * *own as f64), n)
        }
        Errors::Independent => {
            let squares =
                values.iter().filter(|value| !value.is_nan()).map(|value| (value - mean) * (value - mean));
            (draws > 1).then(|| (squares.sum::<f64>() / (n - 1.0) / n).sqrt())
        }
    };
    (mean, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paired_differences_have_the_errors_of_their_own_spread() {
        // Two columns that share their noise: the difference is known far better than either.
        let n = 8000_u32;
        let noise = |k: u32| {
            crate::model::uncertain::standard_normal_quantile((f64::from(k * 2_971 % n) + 0.5) / f64::from(n))
        };
        let base: Vec<f64> = (0..n).map(noise).collect();
        let case: Vec<f64> = (0..n).map(|k| noise(k) + 0.1 + 0.01 * noise(n - 1 - k)).collect();
        let randomisations: Vec<u8> = (0..n).map(|k| (k / (n / 8)) as u8).collect();
        let difference: Vec<f64> = case.iter().zip(&base).map(|(a, b)| a - b).collect();
        let of = |values: &[f64]| estimate_column(values, &randomisations, 8, Errors::Independent);
        let (paired, alone) = (of(&difference), of(&base));
        assert!((paired[0].value - 0.1).abs() < 1e-4);
        assert!((paired[0].mcse.unwrap() * f64::from(n).sqrt() - 0.01).abs() < 1e-4);
        assert!((alone[0].mcse.unwrap() * f64::from(n).sqrt() - 1.0).abs() < 0.01);
        for errors in [Errors::Independent, Errors::BetweenRandomisations] {
            let whole = estimate_column(&difference, &randomisations, 8, errors)[0];
            let (mean, error) = mean_of_column(&difference, &randomisations, 8, errors);
            assert!(
                (mean - whole.value).abs() < 1e-14 && (error.unwrap() - whole.mcse.unwrap()).abs() < 1e-14
            );
        }
        assert!((paired[2].value - (0.1 - 0.016_449)).abs() < 1e-4, "{:?}", paired[2]);
    }
}
