//! Exponentials and logarithms.

use super::{Function, over, polynomial};

/// `ln 2` in two parts: the first has so few digits that its small multiples are exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// Adding it rounds to a whole number, which then stands in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
const MANTISSA: u64 = (1 << 52) - 1;
const ONE_BITS: u64 = 1023 << 52;
const SQRT_HALF_BITS: u64 = 0x3FE6_A09E_667F_3BCD;

/// `P` in `e^r = 1 + r + r² P(r)` for `|r| ≤ ln 2 / 2`: the polynomial with the smallest largest error (Remez),
/// `2e−17` of `e^r − 1`.
const EXPONENTIAL: [f64; 10] = [
    0.500_000_000_000_000_6,
    0.166_666_666_666_666_85,
    0.041_666_666_666_573_7,
    0.008_333_333_333_314_562,
    0.001_388_888_893_235_431_8,
    0.000_198_412_699_030_766_78,
    2.480_150_447_682_745e-5,
    2.755_722_792_528_455e-6,
    2.762_631_367_429_669e-7,
    2.511_447_894_090_568_4e-8,
];
/// `R` in `2 artanh(s) = 2s + s³ R(s²)` for `|s| ≤ 0.1716`: the same, error `2e−18` of the whole.
const LOGARITHM: [f64; 7] = [
    0.666_666_666_666_673_4,
    0.399_999_999_994_146_76,
    0.285_714_287_423_891_16,
    0.222_221_985_729_866_98,
    0.181_835_643_373_951_64,
    0.153_140_502_482_350_53,
    0.147_959_528_737_458_5,
];

/// `2^n` and `e^r − 1` with `x = n ln 2 + r`.
#[inline(always)]
fn split_exponential(x: f64) -> (f64, f64) {
    let x = x.clamp(-700.0, 700.0);
    let shifted = x.mul_add(std::f64::consts::LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = (-n).mul_add(LN_2_LOW, (-n).mul_add(LN_2_HIGH, x));
    let scale = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    (scale, (r * r).mul_add(polynomial(&EXPONENTIAL, r), r))
}

/// `x = m 2^e` with `m` in `[√½, √2)`: the bits of `m 2^e / √½`, whose upper part is `e`.
#[inline(always)]
fn split_logarithm(x: f64) -> u64 {
    x.to_bits().wrapping_sub(SQRT_HALF_BITS.wrapping_sub(ONE_BITS))
}

/// `e ln 2 + ln(1 + f)`, from `ln(1 + f) = 2 artanh(s)` with `s = f/(2 + f)`. The leading term `f` is exact.
#[inline(always)]
fn join_logarithm(split: u64, f: f64) -> f64 {
    // A whole number below 2^52 becomes a float by standing in its low bits.
    let e = f64::from_bits((split >> 52) | 0x4330_0000_0000_0000) - (4_503_599_627_370_496.0 + 1023.0);
    let s = f / (2.0 + f);
    let square = s * s;
    // 2s = f − s f.
    let rest = s * (-square).mul_add(polynomial(&LOGARITHM, square), f);
    e.mul_add(LN_2_HIGH, f - (-e).mul_add(LN_2_LOW, rest))
}

pub(super) struct Exponential;
impl Function for Exponential {
    #[inline(always)]
    fn at(x: f64) -> f64 {
        let (scale, change) = split_exponential(x);
        scale.mul_add(change, scale)
    }
}

pub(super) struct ExponentialLessOne;
impl Function for ExponentialLessOne {
    #[inline(always)]
    fn at(x: f64) -> f64 {
        let (scale, change) = split_exponential(x);
        scale.mul_add(change, scale - 1.0)
    }
}

pub(super) struct Logarithm;
impl Function for Logarithm {
    #[inline(always)]
    fn at(x: f64) -> f64 {
        let split = split_logarithm(x);
        let mantissa = f64::from_bits((split & MANTISSA).wrapping_add(SQRT_HALF_BITS));
        let logarithm = join_logarithm(split, mantissa - 1.0);
        if x > 0.0 { logarithm } else { f64::NAN }
    }
}

pub(super) struct LogarithmOfOnePlus;
impl Function for LogarithmOfOnePlus {
    #[inline(always)]
    fn at(x: f64) -> f64 {
        let split = split_logarithm(1.0 + x);
        let scale = f64::from_bits((2 * ONE_BITS).wrapping_sub(split & !MANTISSA));
        // (1 + x) 2^−e − 1 with one rounding: what 1 + x lost is back.
        let logarithm = join_logarithm(split, x.mul_add(scale, scale - 1.0));
        if x > -1.0 { logarithm } else { f64::NAN }
    }
}

/// Replaces every `x` by `e^x = 2^n e^r` with `|r| ≤ ln 2 / 2`.
pub fn exp(series: &mut [f64]) {
    over::<Exponential>(series);
}

/// Replaces every `x` by `e^x − 1 = (2^n − 1) + 2^n (e^r − 1)`, exact to the last digits near zero.
pub fn exp_m1(series: &mut [f64]) {
    over::<ExponentialLessOne>(series);
}

/// Replaces every `x` by `ln x`.
pub fn ln(series: &mut [f64]) {
    over::<Logarithm>(series);
}

/// Replaces every `x` by `ln(1 + x)`, exact to the last digits near zero.
pub fn ln_1p(series: &mut [f64]) {
    over::<LogarithmOfOnePlus>(series);
}
