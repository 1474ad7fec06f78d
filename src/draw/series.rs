//! Exponentials and logarithms of whole series at once, on the widest vectors that the machine has.
//!
//! The formulas have no branches and no fused operations, so every machine gives the same bits. Errors are at most four
//! units in the last place (tested below), for exponents within ±700 and positive normal arguments of logarithms.

// The functions below run at vector width only where they are inlined into the dispatched loop.
#![allow(clippy::inline_always)]

use pulp::Arch;

/// `ln 2` in two parts: the first has so few digits that its small multiples are exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// Adding it rounds to a whole number, which then stands in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Coefficients of `(e^r − 1 − r)/r²` for `|r| ≤ ln 2 / 2`: Taylor, whose rest is below `1e−17`.
const EXPONENTIAL: [f64; 12] = [
    0.5,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];
/// Coefficients of `(artanh(s) − s)/s³` in `s²` for `|s| ≤ 0.1716`: Taylor, whose rest is below `1e−17`.
const LOGARITHM: [f64; 10] = [
    1.0 / 3.0,
    1.0 / 5.0,
    1.0 / 7.0,
    1.0 / 9.0,
    1.0 / 11.0,
    1.0 / 13.0,
    1.0 / 15.0,
    1.0 / 17.0,
    1.0 / 19.0,
    1.0 / 21.0,
];

#[inline(always)]
fn polynomial<const N: usize>(coefficients: [f64; N], x: f64) -> f64 {
    let mut sum = coefficients[N - 1];
    let mut k = N - 1;
    while k > 0 {
        k -= 1;
        sum = sum * x + coefficients[k];
    }
    sum
}

/// `2^n` and `e^r − 1` with `x = n ln 2 + r`.
#[inline(always)]
fn split_exponential(x: f64) -> (f64, f64) {
    let x = x.clamp(-700.0, 700.0);
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    let scale = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    (scale, r + r * r * polynomial(EXPONENTIAL, r))
}

#[inline(always)]
fn exponential(x: f64) -> f64 {
    let (scale, change) = split_exponential(x);
    scale + scale * change
}

#[inline(always)]
fn exponential_less_one(x: f64) -> f64 {
    let (scale, change) = split_exponential(x);
    (scale - 1.0) + scale * change
}

#[inline(always)]
fn logarithm(x: f64) -> f64 {
    // x = m 2^e with m in [√½, √2).
    const SQRT_HALF_BITS: u64 = 0x3FE6_A09E_667F_3BCD;
    const BIAS: u64 = 1023 << 52;
    let shifted = x.to_bits().wrapping_sub(SQRT_HALF_BITS).wrapping_add(BIAS);
    let exponent = shifted >> 52;
    // A whole number below 2^52 becomes a float by standing in its low bits.
    let e = f64::from_bits(exponent | 0x4330_0000_0000_0000) - (4_503_599_627_370_496.0 + 1023.0);
    let mantissa = (shifted & ((1 << 52) - 1)).wrapping_add(SQRT_HALF_BITS);
    let f = f64::from_bits(mantissa) - 1.0;
    let s = f / (2.0 + f);
    let square = s * s;
    // ln m = 2 artanh(s) = f − s (f − 2 s² P(s²)): the leading term is exact.
    let rest = s * (f - 2.0 * square * polynomial(LOGARITHM, square));
    e * LN_2_HIGH + (f - (rest - e * LN_2_LOW))
}

#[inline(always)]
fn logarithm_of_one_plus(x: f64) -> f64 {
    let u = 1.0 + x;
    // What rounding took from 1 + x.
    logarithm(u) + (x - (u - 1.0)) / u
}

macro_rules! over_series {
    ($($(#[$doc:meta])* $name:ident by $function:ident;)+) => {$(
        $(#[$doc])*
        pub fn $name(series: &mut [f64]) {
            Arch::new().dispatch(
                #[inline(always)]
                || {
                    for x in series.iter_mut() {
                        *x = $function(*x);
                    }
                },
            );
        }
    )+};
}

over_series! {
    /// Replaces every `x` by `e^x`.
    exp by exponential;
    /// Replaces every `x` by `e^x − 1`, exact to the last digits near zero.
    exp_m1 by exponential_less_one;
    /// Replaces every `x` by `ln x`.
    ln by logarithm;
    /// Replaces every `x` by `ln(1 + x)`, exact to the last digits near zero.
    ln_1p by logarithm_of_one_plus;
}

/// Replaces every probability by its normal score.
pub fn normal_quantile(series: &mut [f64]) {
    series.iter_mut().for_each(|p| *p = crate::model::uncertain::standard_normal_quantile(*p));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Largest error in units in the last place over many arguments.
    fn error(series: fn(&mut [f64]), exact: fn(f64) -> f64, arguments: &[f64]) -> f64 {
        let mut found = arguments.to_vec();
        series(&mut found);
        let ulps = |(found, x): (&f64, &f64)| {
            let exact = exact(*x);
            (found - exact).abs() / (exact.abs().max(f64::MIN_POSITIVE) * f64::EPSILON)
        };
        found.iter().zip(arguments).map(ulps).fold(0.0, f64::max)
    }

    #[test]
    fn errors_are_at_most_four_units_in_the_last_place() {
        let spread = |low: f64, high: f64| -> Vec<f64> {
            (0..40_001).map(|k| low + (high - low) * f64::from(k) / 40_000.0).collect()
        };
        let tiny: Vec<f64> = (0..300).flat_map(|k| [2.0_f64.powi(-k), -(2.0_f64.powi(-k - 1))]).collect();
        assert!(error(exp, libm::exp, &spread(-690.0, 690.0)) < 4.0);
        assert!(error(exp, libm::exp, &spread(-2.0, 2.0)) < 4.0);
        assert!(error(exp_m1, libm::expm1, &spread(-5.0, 5.0)) < 4.0);
        assert!(error(exp_m1, libm::expm1, &tiny) < 4.0);
        assert!(error(ln, libm::log, &spread(1e-3, 20.0)) < 4.0);
        assert!(error(ln, libm::log, &[1e-300, 1e300, 1.0 + 1e-15, 1.0 - 1e-15]) < 4.0);
        assert!(error(ln_1p, libm::log1p, &spread(-0.9, 9.0)) < 4.0);
        assert!(error(ln_1p, libm::log1p, &tiny) < 4.0);
    }

    #[test]
    fn fixed_points_are_exact() {
        let mut zeros = [0.0; 4];
        exp_m1(&mut zeros[..1]);
        ln_1p(&mut zeros[1..2]);
        exp(&mut zeros[2..3]);
        zeros[3] = 1.0;
        ln(&mut zeros[3..]);
        assert_eq!(zeros, [0.0, 0.0, 1.0, 0.0]);
    }
}
