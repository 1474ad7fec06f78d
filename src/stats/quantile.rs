//! Exact quantiles of a sample.

/// Quantiles by definition 7 of Hyndman & Fan (1996): linear between the order statistics at `(n − 1) p`.
///
/// The probabilities ascend; the numbers are left in another order. Empty without numbers.
///
/// ```
/// use kanzei::stats::exact_quantiles;
/// assert_eq!(exact_quantiles(&mut [4.0, 1.0, 3.0, 2.0], &[0.0, 0.5, 0.9]), [1.0, 2.5, 3.7]);
/// ```
pub fn exact_quantiles(numbers: &mut [f64], probabilities: &[f64]) -> Vec<f64> {
    if numbers.is_empty() {
        return Vec::new();
    }
    let mut sorted_below = 0;
    let last = numbers.len() - 1;
    let quantile = |p: &f64| {
        let rank = last as f64 * p.clamp(0.0, 1.0);
        let (below, share) = ((rank as usize).min(last), rank.fract());
        // Everything left of an order statistic that is in its place is smaller: only the rest needs sorting.
        let rest = &mut numbers[sorted_below..];
        rest.select_nth_unstable_by(below - sorted_below, f64::total_cmp);
        sorted_below = below;
        let lower = numbers[below];
        let upper = numbers[below + 1..].iter().copied().min_by(f64::total_cmp).unwrap_or(lower);
        if share == 0.0 { lower } else { lower + share * (upper - lower) }
    };
    probabilities.iter().map(quantile).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_fixed_sample() {
        let mut y = [
            3.1, -0.5, 12.25, 4.75, 4.75, 0.0, -7.5, 22.0, 9.125, 1.0, 6.5, -2.25, 15.0, 3.3, 8.8, 5.05,
            -1.1, 2.2, 40.0, 7.7,
        ];
        let wanted = [(0.025, -5.006_25), (0.05, -2.512_5), (0.1, -1.215), (0.5, 4.75), (1.0, 40.0)];
        let probabilities: Vec<f64> = wanted.iter().map(|(p, _)| *p).collect();
        for (found, (p, wanted)) in exact_quantiles(&mut y, &probabilities).iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-12, "{p}: {found}");
        }
    }

    #[test]
    fn one_number_is_every_quantile() {
        assert_eq!(exact_quantiles(&mut [2.5], &[0.01, 0.5, 0.99]), [2.5; 3]);
        assert!(exact_quantiles(&mut [], &[0.5]).is_empty());
    }
}
