//! Probability distributions, each defined by its quantile function so that any sampler can drive it.

use super::beta::beta_quantile;
use super::normal::{standard_normal_cdf, standard_normal_quantile};

/// A probability distribution with valid parameters.
///
/// ```
/// use kanzei::model::uncertain::Distribution;
/// let elasticity = Distribution::interval90(0.5, 2.0).unwrap();
/// assert!((elasticity.quantile(0.5) - 1.0).abs() < 1e-12);
/// assert!((elasticity.quantile(0.95) - 2.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// One value.
    Constant {
        /// The value.
        value: f64,
    },
    /// Every value between the ends is as likely.
    Uniform {
        /// Lower end.
        min: f64,
        /// Upper end.
        max: f64,
    },
    /// Density rises to the mode and falls from it in straight lines.
    Triangular {
        /// Lower end.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Upper end.
        max: f64,
    },
    /// Beta on `[min, max]` with shapes `1 + 4 (mode − min)/(max − min)` and `1 + 4 (max − mode)/(max − min)`.
    Pert {
        /// Lower end.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Upper end.
        max: f64,
    },
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// Normal, restricted to `[min, max]`; `mean` and `sd` are those before the restriction.
    TruncatedNormal {
        /// Mean before truncation.
        mean: f64,
        /// Standard deviation before truncation.
        sd: f64,
        /// Lower end.
        min: f64,
        /// Upper end.
        max: f64,
    },
    /// The logarithm is normal.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Beta with two shapes, stretched to `[min, max]`.
    Beta {
        /// First shape.
        alpha: f64,
        /// Second shape.
        beta: f64,
        /// Lower end.
        min: f64,
        /// Upper end.
        max: f64,
    },
    /// 1 with the given probability, else 0.
    Bernoulli {
        /// Probability of 1.
        probability: f64,
    },
    /// Some values with given probabilities; values ascend.
    Discrete {
        /// The values, ascending.
        values: Vec<f64>,
        /// Their probabilities.
        probabilities: Vec<f64>,
    },
    /// Observed values, each as likely; ascending.
    Empirical {
        /// The values, ascending.
        values: Vec<f64>,
    },
}

/// The 95 % quantile of the standard normal.
const Z95: f64 = 1.644_853_626_951_472_7;

impl Distribution {
    /// The distribution with the 90 % interval `low … high`: lognormal where both are positive, else normal.
    ///
    /// ```text
    /// lognormal: mu = (ln low + ln high)/2, sigma = (ln high − ln low)/(2·1.6449)
    /// normal:    mean = (low + high)/2,     sd    = (high − low)/(2·1.6449)
    /// ```
    pub fn interval90(low: f64, high: f64) -> Option<Self> {
        if !(low.is_finite() && high.is_finite() && low < high) {
            return None;
        }
        if low > 0.0 {
            let (low, high) = (low.ln(), high.ln());
            return Some(Self::Lognormal { mu: f64::midpoint(low, high), sigma: (high - low) / (2.0 * Z95) });
        }
        Some(Self::Normal { mean: f64::midpoint(low, high), sd: (high - low) / (2.0 * Z95) })
    }

    /// The value that is not exceeded with probability `p`, `0 < p < 1`: the smallest one where several are.
    pub fn quantile(&self, p: f64) -> f64 {
        match self {
            Self::Constant { value } => *value,
            Self::Uniform { min, max } => min + p * (max - min),
            Self::Triangular { min, mode, max } => triangular_quantile(*min, *mode, *max, p),
            Self::Pert { .. } | Self::Beta { .. } => {
                let (a, b, min, max) = self.beta_shape().unwrap_or((1.0, 1.0, 0.0, 1.0));
                min + (max - min) * beta_quantile(a, b, p)
            }
            Self::Normal { mean, sd } => mean + sd * standard_normal_quantile(p),
            Self::TruncatedNormal { mean, sd, min, max } => {
                truncated_normal_quantile(*mean, *sd, *min, *max, p)
            }
            Self::Lognormal { mu, sigma } => (mu + sigma * standard_normal_quantile(p)).exp(),
            Self::Bernoulli { probability } => f64::from(u8::from(p > 1.0 - probability)),
            Self::Discrete { values, probabilities } => discrete_quantile(values, probabilities, p),
            Self::Empirical { values } => {
                let rank = (p * values.len() as f64).ceil() as usize;
                values[rank.clamp(1, values.len()) - 1]
            }
        }
    }

    /// Shapes and ends, for the two members of the beta family.
    pub fn beta_shape(&self) -> Option<(f64, f64, f64, f64)> {
        match *self {
            Self::Pert { min, mode, max } => {
                let width = max - min;
                Some((1.0 + 4.0 * (mode - min) / width, 1.0 + 4.0 * (max - mode) / width, min, max))
            }
            Self::Beta { alpha, beta, min, max } => Some((alpha, beta, min, max)),
            _ => None,
        }
    }

    /// The ends of the support, which may be infinite.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Constant { value } => (*value, *value),
            Self::Uniform { min, max }
            | Self::Triangular { min, max, .. }
            | Self::Pert { min, max, .. }
            | Self::TruncatedNormal { min, max, .. }
            | Self::Beta { min, max, .. } => (*min, *max),
            Self::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Lognormal { .. } => (0.0, f64::INFINITY),
            Self::Bernoulli { .. } => (0.0, 1.0),
            Self::Discrete { values, .. } | Self::Empirical { values } => {
                (values[0], values[values.len() - 1])
            }
        }
    }

    /// Whether the lower end of the support is itself never drawn.
    pub fn excludes_lower_end(&self) -> bool {
        !matches!(
            self,
            Self::Constant { .. } | Self::Bernoulli { .. } | Self::Discrete { .. } | Self::Empirical { .. }
        )
    }

    /// Whether there is nothing to draw.
    pub fn is_constant(&self) -> bool {
        let (low, high) = self.support();
        low == high
    }

    /// The distribution's name in model files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Constant { .. } => "constant",
            Self::Uniform { .. } => "uniform",
            Self::Triangular { .. } => "triangular",
            Self::Pert { .. } => "pert",
            Self::Normal { .. } => "normal",
            Self::TruncatedNormal { .. } => "truncated_normal",
            Self::Lognormal { .. } => "lognormal",
            Self::Beta { .. } => "beta",
            Self::Bernoulli { .. } => "bernoulli",
            Self::Discrete { .. } => "discrete",
            Self::Empirical { .. } => "empirical",
        }
    }

    /// Checks the parameters; the text names the rule that is broken.
    ///
    /// # Errors
    /// A parameter that is not finite, ends out of order, a mode outside the ends, a spread that is not positive,
    /// probabilities that do not sum to one.
    pub fn check(&self) -> Result<(), String> {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        let rule = |holds: bool, text: &str| if holds { Ok(()) } else { Err(text.to_string()) };
        match self {
            Self::Constant { value } => rule(value.is_finite(), "the value must be finite"),
            Self::Uniform { min, max } => rule(finite(&[*min, *max]) && min < max, "min must lie below max"),
            Self::Triangular { min, mode, max } | Self::Pert { min, mode, max } => rule(
                finite(&[*min, *mode, *max]) && min < max && min <= mode && mode <= max,
                "min <= mode <= max and min < max must hold",
            ),
            Self::Normal { mean, sd } => rule(finite(&[*mean, *sd]) && *sd > 0.0, "sd must be above zero"),
            Self::TruncatedNormal { mean, sd, min, max } => {
                rule(finite(&[*mean, *sd, *min, *max]) && *sd > 0.0, "sd must be above zero")?;
                rule(min < max, "min must lie below max")?;
                let mass = interval_mass((min - mean) / sd, (max - mean) / sd);
                rule(mass > 1e-6, "less than a millionth of the normal lies between min and max")
            }
            Self::Lognormal { mu, sigma } => {
                rule(finite(&[*mu, *sigma]) && *sigma > 0.0, "median and sigma must be above zero")
            }
            Self::Beta { alpha, beta, min, max } => {
                rule(finite(&[*alpha, *beta, *min, *max]), "the numbers must be finite")?;
                let shapes = 0.05..=10_000.0;
                rule(
                    shapes.contains(alpha) && shapes.contains(beta),
                    "alpha and beta must lie between 0.05 and 10000",
                )?;
                rule(min < max, "min must lie below max")
            }
            Self::Bernoulli { probability } => {
                rule((0.0..=1.0).contains(probability), "the probability must lie in [0, 1]")
            }
            Self::Discrete { values, probabilities } => {
                rule(!values.is_empty() && finite(values), "values must be finite numbers, at least one")?;
                rule(values.len() == probabilities.len(), "there must be one probability for each value")?;
                rule(
                    probabilities.iter().all(|p| (0.0..=1.0).contains(p))
                        && (probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9,
                    "the probabilities must lie in [0, 1] and sum to one",
                )
            }
            Self::Empirical { values } => {
                rule(!values.is_empty() && finite(values), "values must be finite numbers, at least one")
            }
        }
    }
}

fn triangular_quantile(min: f64, mode: f64, max: f64, p: f64) -> f64 {
    let width = max - min;
    if p * width <= mode - min {
        min + (p * width * (mode - min)).sqrt()
    } else {
        max - ((1.0 - p) * width * (max - mode)).sqrt()
    }
}

/// `Φ(high) − Φ(low)` without loss of digits in the upper tail.
fn interval_mass(low: f64, high: f64) -> f64 {
    if low > 0.0 {
        standard_normal_cdf(-low) - standard_normal_cdf(-high)
    } else {
        standard_normal_cdf(high) - standard_normal_cdf(low)
    }
}

fn truncated_normal_quantile(mean: f64, sd: f64, min: f64, max: f64, p: f64) -> f64 {
    let (low, high) = ((min - mean) / sd, (max - mean) / sd);
    let score = if low > 0.0 {
        let (upper_low, upper_high) = (standard_normal_cdf(-low), standard_normal_cdf(-high));
        -standard_normal_quantile(upper_low - p * (upper_low - upper_high))
    } else {
        let (below, upto) = (standard_normal_cdf(low), standard_normal_cdf(high));
        standard_normal_quantile(below + p * (upto - below))
    };
    (mean + sd * score).clamp(min, max)
}

fn discrete_quantile(values: &[f64], probabilities: &[f64], p: f64) -> f64 {
    let mut cumulative = 0.0;
    for (value, probability) in values.iter().zip(probabilities) {
        cumulative += probability;
        if p <= cumulative {
            return *value;
        }
    }
    values[values.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shorthand_is_lognormal_for_positive_ends_and_normal_otherwise() {
        assert!(matches!(Distribution::interval90(0.6, 3.0), Some(Distribution::Lognormal { .. })));
        let normal = Distribution::interval90(-0.2, 0.4).unwrap();
        assert!((normal.quantile(0.05) + 0.2).abs() < 1e-12 && (normal.quantile(0.5) - 0.1).abs() < 1e-12);
        assert_eq!(Distribution::interval90(3.0, 0.6), None);
        assert_eq!(Distribution::interval90(f64::NAN, 0.6), None);
    }

    #[test]
    fn discrete_takes_the_smallest_value_that_reaches_the_probability() {
        let discrete = Distribution::Discrete {
            values: vec![0.1, 0.15, 0.24, 0.25],
            probabilities: vec![0.5, 0.25, 0.15, 0.1],
        };
        let expected = [(0.5, 0.1), (0.500_000_1, 0.15), (0.75, 0.15), (0.9, 0.24), (0.95, 0.25)];
        for (p, value) in expected {
            assert_eq!(discrete.quantile(p), value, "{p}");
        }
    }

    #[test]
    fn quantiles_rise_and_stay_in_the_support() {
        let all = [
            Distribution::Uniform { min: -1.0, max: 2.0 },
            Distribution::Triangular { min: 0.0, mode: 0.15, max: 0.25 },
            Distribution::Pert { min: 0.0, mode: 0.15, max: 0.25 },
            Distribution::TruncatedNormal { mean: 4.0, sd: 1.5, min: 1.0, max: 9.0 },
            Distribution::TruncatedNormal { mean: 0.0, sd: 1.0, min: 3.0, max: 4.0 },
            Distribution::Lognormal { mu: 0.0, sigma: 0.5 },
            Distribution::Beta { alpha: 2.0, beta: 5.0, min: 0.0, max: 1.0 },
            Distribution::Bernoulli { probability: 0.3 },
            Distribution::Empirical { values: vec![1.0, 2.0, 2.5] },
        ];
        for distribution in all {
            distribution.check().unwrap();
            let (low, high) = distribution.support();
            let mut last = f64::NEG_INFINITY;
            for k in 1..200 {
                let x = distribution.quantile(f64::from(k) / 200.0);
                assert!(x >= last && x >= low && x <= high, "{distribution:?} {k}");
                last = x;
            }
        }
    }
}
