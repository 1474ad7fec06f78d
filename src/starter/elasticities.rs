//! The goods of a line → its elasticities of substitution, with their sources.

use super::goods::{Goods, POOLED};

/// Boehm, Levchenko & Pandalai-Nayar (2023): the trade elasticity of all goods after seven to ten years.
const LONG_RUN: f64 = 2.0;

/// A distribution of a line's elasticity of substitution.
#[derive(Clone, Debug, PartialEq)]
pub struct Substitution {
    /// Median of a lognormal distribution.
    pub median: f64,
    /// What it rests on.
    pub source: String,
}

/// Between sources of imports: the geometric mean of the long-run estimate for all goods and of the mean of the
/// structural estimates for the goods of the line, as in `japan-us-2025`.
///
/// An estimate of Caliendo & Parro (2015) that is below twice its standard error says too little: the one for all goods
/// stands in its place.
pub fn substitution(goods: &[&Goods]) -> Substitution {
    let mut estimates = Vec::new();
    let mut parts = Vec::new();
    for kind in goods {
        let (estimate, error) = kind.caliendo_parro;
        let own = estimate >= 2.0 * error;
        estimates.extend([if own { estimate } else { POOLED }, kind.fontagne]);
        let note = if own {
            format!("Caliendo and Parro 2015: {estimate:.1} (s.e. {error:.1})")
        } else {
            format!("Caliendo and Parro 2015, all goods: {POOLED:.1} (these goods: {estimate:.1}, too noisy)")
        };
        parts.push(format!("{note}; Fontagne et al. 2022: {:.1}", kind.fontagne));
    }
    if estimates.is_empty() {
        estimates.push(POOLED);
        parts.push(format!("Caliendo and Parro 2015, all goods: {POOLED:.1}"));
    }
    let structural = estimates.iter().sum::<f64>() / estimates.len() as f64;
    Substitution {
        median: (100.0 * (LONG_RUN * structural).sqrt()).round() / 100.0,
        source: format!("Boehm et al. 2023, long run: {LONG_RUN:.0}; {}", parts.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::starter::goods::goods_of;

    #[test]
    fn both_kinds_of_estimates_count_and_noisy_ones_do_not() {
        let of = |code: &str| substitution(&goods_of(code, ""));
        // sqrt(2 · (4.433 + 8.831) / 2)
        assert_eq!(of("C29").median, 3.64);
        assert!(of("C29").source.contains("these goods: 1.0, too noisy"), "{}", of("C29").source);
        // sqrt(2 · (2.545 + 6.377) / 2)
        assert_eq!(of("C10T12").median, 2.99);
        // sqrt(2 · 4.433)
        assert_eq!(substitution(&[]).median, 2.98);
    }
}
