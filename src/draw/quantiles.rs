//! Points of the unit interval → values of an input, a whole row of draws at once.

use std::sync::Arc;

use super::series;
use crate::model::uncertain::{BetaTable, BetaTables, Distribution, Input, Role};

/// How points become values.
pub(super) enum Quantile {
    /// The point itself settles a decision.
    Point,
    /// From the normal score, `Φ⁻¹` of the point.
    Normal {
        mean: f64,
        sd: f64,
    },
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    /// Tabulated, because the exact quantile is slow.
    Beta {
        table: Arc<BetaTable>,
        min: f64,
        width: f64,
    },
    Uniform {
        min: f64,
        width: f64,
    },
    /// By the distribution's own quantile function.
    Exact,
}

impl Quantile {
    pub fn new(input: &Input, tables: &mut BetaTables) -> Self {
        match (input.role, &input.distribution) {
            (Role::Decision(..), _) => Self::Point,
            (_, Distribution::Normal { mean, sd }) => Self::Normal { mean: *mean, sd: *sd },
            (_, Distribution::Lognormal { mu, sigma }) => Self::Lognormal { mu: *mu, sigma: *sigma },
            (_, Distribution::Uniform { min, max }) => Self::Uniform { min: *min, width: max - min },
            (_, distribution) => match distribution.beta_shape() {
                Some((a, b, min, max)) => Self::Beta { table: tables.get(a, b), min, width: max - min },
                None => Self::Exact,
            },
        }
    }

    /// Replaces points by values.
    pub fn apply(&self, distribution: &Distribution, row: &mut [f64]) {
        match self {
            Self::Point => {}
            Self::Uniform { min, width } => row.iter_mut().for_each(|x| *x = min + width * *x),
            Self::Exact => row.iter_mut().for_each(|x| *x = distribution.quantile(*x)),
            _ => {
                series::normal_quantile(row);
                self.apply_to_scores(distribution, row);
            }
        }
    }

    /// Replaces normal scores by values.
    pub fn apply_to_scores(&self, distribution: &Distribution, row: &mut [f64]) {
        match self {
            Self::Normal { mean, sd } => row.iter_mut().for_each(|x| *x = mean + sd * *x),
            Self::Lognormal { mu, sigma } => {
                row.iter_mut().for_each(|x| *x = mu + sigma * *x);
                series::exp(row);
            }
            Self::Beta { table, min, width } => {
                table.at_scores(row);
                row.iter_mut().for_each(|x| *x = min + width * *x);
            }
            Self::Point | Self::Uniform { .. } | Self::Exact => {
                let (lowest, highest) = (2.0_f64.powi(-54), 1.0 - 2.0_f64.powi(-53));
                series::normal_cdf(row);
                row.iter_mut().for_each(|x| *x = x.clamp(lowest, highest));
                self.apply(distribution, row);
            }
        }
    }
}
