//! The beta distribution on the logit scale, where its quantile is smooth and quickly found.

use libm::{exp, lgamma, log, log1p};

use super::super::normal::standard_normal_cdf;

/// A beta distribution as that of the logit `w = ln(x/(1 − x))`.
///
/// `ln I_x(a, b)` rises and is concave in `w`: Newton's and Halley's steps find quantiles from everywhere.
#[derive(Clone, Copy)]
pub(super) struct LogitBeta {
    a: f64,
    b: f64,
    ln_beta: f64,
}

/// A logit, and the logarithm of the distribution function there.
struct At {
    ln_below: f64,
    /// Its derivative by the logit.
    slope: f64,
    /// The second derivative over the first.
    curvature: f64,
}

/// A quantile's logit as a function of the normal score.
#[derive(Clone, Copy)]
pub(super) struct Quantile {
    pub logit: f64,
    /// First derivative by the score.
    pub slope: f64,
    /// Second derivative by the score.
    pub bend: f64,
}

impl LogitBeta {
    /// The distribution with shapes `a`, `b`.
    pub fn new(a: f64, b: f64) -> Self {
        Self { a, b, ln_beta: ln_beta(a, b) }
    }

    /// The distribution of `1 − x`, whose logits have the opposite sign.
    pub fn mirrored(self) -> Self {
        Self { a: self.b, b: self.a, ..self }
    }

    /// The logit that is not exceeded with probability `e^ln_below`, best up to one half; from a guess.
    pub fn logit(self, ln_below: f64, guess: f64) -> f64 {
        self.solve(ln_below, guess).0
    }

    /// The logit of the mean, a guess for the median.
    pub fn mean(self) -> f64 {
        log(self.a / self.b)
    }

    /// The quantile at a normal score `z ≤ 0`, from a guess of its logit:
    /// `dw/dz = (φ(z)/Φ(z)) / (d ln I/dw)`, and the derivative of that.
    pub fn quantile(self, z: f64, guess: f64) -> Quantile {
        let below = standard_normal_cdf(z);
        let hazard = exp(-0.5 * z * z) / ((2.0 * std::f64::consts::PI).sqrt() * below);
        let (logit, at) = self.solve(log(below), guess);
        let slope = hazard / at.slope;
        Quantile { logit, slope, bend: -slope * (z + hazard + at.curvature * slope) }
    }

    fn solve(self, ln_below: f64, guess: f64) -> (f64, At) {
        let mut logit = guess;
        let mut at = self.at(logit);
        for _ in 0..200 {
            let newton = (at.ln_below - ln_below) / at.slope;
            let step = newton / (1.0 - 0.5 * newton * at.curvature).max(0.5);
            logit -= step;
            // The error after a step is of third order in it.
            if step.abs() * at.slope.max(at.curvature.abs()) < 1e-5 {
                let slope = at.slope * (1.0 - step * at.curvature);
                return (logit, At { ln_below, slope, curvature: self.curvature(shares(logit), slope) });
            }
            at = self.at(logit);
        }
        (logit, at)
    }

    fn at(self, logit: f64) -> At {
        let Self { a, b, ln_beta } = self;
        let (x, y) = shares(logit);
        let lost = log1p(exp(-logit.abs()));
        let (ln_x, ln_y) = if logit < 0.0 { (logit - lost, -lost) } else { (-lost, -logit - lost) };
        // Of the density by the logit, x y f(x).
        let ln_density = a * ln_x + b * ln_y - ln_beta;
        let (ln_below, slope) = if x * (a + b + 2.0) < a + 1.0 {
            let fraction = continued_fraction(a, b, x);
            (ln_density + log(fraction / a), a / fraction)
        } else {
            let ln_below = log1p(-exp(ln_density) * continued_fraction(b, a, y) / b);
            (ln_below, exp(ln_density - ln_below))
        };
        At { ln_below, slope, curvature: self.curvature((x, y), slope) }
    }

    /// `d ln(d ln I/dw)/dw`.
    fn curvature(self, (x, y): (f64, f64), slope: f64) -> f64 {
        self.a * y - self.b * x - slope
    }
}

/// `x` and `1 − x`, both with all digits.
pub(super) fn shares(logit: f64) -> (f64, f64) {
    let odds = exp(-logit.abs());
    let (small, large) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
    if logit < 0.0 { (small, large) } else { (large, small) }
}

/// `ln B(a, b)`. The differences of large `ln Γ` are taken in Stirling's formula, where nothing cancels.
fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large, sum) = (a.min(b), a.max(b), a + b);
    if large < STIRLING {
        return lgamma(small) + lgamma(large) - lgamma(sum);
    }
    let rests = stirling_rest(large) - stirling_rest(sum);
    let share = log1p(-small / sum);
    if small < STIRLING {
        return lgamma(small) + rests + small - small * log(sum) + (large - 0.5) * share;
    }
    let half = 0.5 * log(2.0 * std::f64::consts::PI / large);
    half + stirling_rest(small) + rests + (small - 0.5) * log(small / sum) + large * share
}

/// From here on the series below has all digits.
const STIRLING: f64 = 10.0;

/// `ln Γ(x) − (x − ½) ln x + x − ln(2π)/2`: DLMF 5.11.1.
fn stirling_rest(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 7] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1_260.0,
        -1.0 / 1_680.0,
        1.0 / 1_188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
    ];
    let square = 1.0 / (x * x);
    COEFFICIENTS.iter().rev().fold(0.0, |sum, c| sum * square + c) / x
}

/// `I_x(a, b) · a B(a, b) / (x^a (1 − x)^b)` for `x < (a + 1)/(a + b + 2)`: DLMF 8.17.22, by Lentz's method.
fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut ratio = 1.0;
    let mut inverse = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = inverse;
    let mut m = 0.0;
    // Takes about √max(a, b) rounds.
    for _ in 0..10_000 {
        m += 1.0;
        let end = a + 2.0 * m;
        let even = m * (b - m) * x / ((end - 1.0) * end);
        let odd = -(a + m) * (a + b + m) * x / (end * (end + 1.0));
        inverse = 1.0 / (1.0 + even * inverse);
        ratio = 1.0 + even / ratio;
        fraction *= inverse * ratio;
        inverse = 1.0 / (1.0 + odd * inverse);
        ratio = 1.0 + odd / ratio;
        fraction *= inverse * ratio;
        if (inverse * ratio - 1.0).abs() < 2.0 * f64::EPSILON {
            break;
        }
    }
    fraction
}
