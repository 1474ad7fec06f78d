//! The standard normal distribution: quantile and distribution function.

use pulp::{Arch, Simd, WithSimd};

use super::elementary::{Exponential, Logarithm};
use super::{Function, each, over, polynomial};
use crate::model::uncertain::wichura::{
    CENTRE, CENTRE_DENOMINATOR, CENTRE_NUMERATOR, CENTRE_SQUARE, MIDDLE_DENOMINATOR, MIDDLE_NUMERATOR,
    MIDDLE_ORIGIN, TAIL_DENOMINATOR, TAIL_NUMERATOR, TAIL_START,
};

/// Quantile of a probability in `[0.075, 0.925]`.
pub(super) struct Centre;
impl Function for Centre {
    #[inline(always)]
    fn at(p: f64) -> f64 {
        let q = p - 0.5;
        let r = (-q).mul_add(q, CENTRE_SQUARE);
        q * polynomial(&CENTRE_NUMERATOR, r) / polynomial(&CENTRE_DENOMINATOR, r)
    }
}

/// Quantile of all other probabilities.
pub(super) struct Tail;
impl Function for Tail {
    #[inline(always)]
    fn at(p: f64) -> f64 {
        let q = p - 0.5;
        let r = (-Logarithm::at(if q < 0.0 { p } else { 1.0 - p })).sqrt();
        let (x, y) = (r - MIDDLE_ORIGIN, r - TAIL_START);
        let middle = (polynomial(&MIDDLE_NUMERATOR, x), polynomial(&MIDDLE_DENOMINATOR, x));
        let tail = (polynomial(&TAIL_NUMERATOR, y), polynomial(&TAIL_DENOMINATOR, y));
        let numerator = if y > 0.0 { tail.0 } else { middle.0 };
        let denominator = if y > 0.0 { tail.1 } else { middle.1 };
        (numerator / denominator).copysign(q)
    }
}

/// Elements that are sorted by region together; their places fit a byte.
const BLOCK: usize = 256;

struct NormalQuantile<'a>(&'a mut [f64]);
impl WithSimd for NormalQuantile<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for block in self.0.chunks_mut(BLOCK) {
            // Sorting out the few in the tails costs less than computing both regions for all.
            let mut places = [0_u8; BLOCK];
            let mut count = 0;
            for (place, p) in block.iter().enumerate() {
                places[count % BLOCK] = place as u8;
                count += usize::from((p - 0.5).abs() > CENTRE);
            }
            let places = &places[..count];
            let mut tails = [0.5; BLOCK];
            let tails = &mut tails[..count];
            tails.iter_mut().zip(places).for_each(|(tail, place)| *tail = block[usize::from(*place)]);
            each::<Centre>(block);
            each::<Tail>(tails);
            tails.iter().zip(places).for_each(|(tail, place)| block[usize::from(*place)] = *tail);
        }
    }
}

/// Replaces every probability `0 < p < 1` by the standard normal's quantile `Φ⁻¹(p)`.
///
/// Wichura (1988), algorithm AS 241, routine PPND16, as in
/// [`standard_normal_quantile`](crate::model::uncertain::standard_normal_quantile).
pub fn normal_quantile(series: &mut [f64]) {
    Arch::new().dispatch(NormalQuantile(series));
}

/// `G` in `Φ(−z) = e^(−z²/2) G(t)/(z + 5)` with `t = (z − 5)/(z + 5)` for `0 ≤ z ≤ 38`: the polynomial with the smallest
/// largest relative error (Remez), `2e−17`.
const SCALED_TAIL: [f64; 22] = [
    0.769_193_049_750_063,
    -0.665_382_502_890_056_6,
    0.495_305_615_969_976_8,
    -0.313_533_156_671_313_2,
    0.165_020_366_170_372_47,
    -0.069_118_638_706_027_68,
    0.020_795_066_800_020_023,
    -0.002_993_376_774_690_527_3,
    -0.000_797_869_399_092_354_4,
    0.000_544_899_098_801_162_5,
    -5.937_572_645_894_654e-5,
    -4.976_298_197_149_17e-5,
    1.668_120_487_091_929_3e-5,
    3.981_426_779_990_146e-6,
    -2.769_204_298_596_103e-6,
    -3.376_678_996_017_739e-7,
    4.329_120_159_053_248_4e-7,
    4.359_131_729_441_354_6e-8,
    -6.550_953_407_114_295e-8,
    -1.024_993_912_508_675_6e-8,
    7.249_842_249_300_508_5e-9,
    2.042_777_088_850_249e-9,
];

pub(super) struct NormalCdf;
impl Function for NormalCdf {
    #[inline(always)]
    fn at(z: f64) -> f64 {
        let distance = z.abs().clamp(0.0, 37.0);
        let square = distance * distance;
        // What rounding took from the square: the tail keeps its digits.
        let lost = distance.mul_add(distance, -square);
        let density = Exponential::at(-0.5 * square);
        let density = (-0.5 * lost).mul_add(density, density);
        let inverse = 1.0 / (distance + 5.0);
        let tail = density * inverse * polynomial(&SCALED_TAIL, (distance - 5.0) * inverse);
        if z < 0.0 { tail } else { 1.0 - tail }
    }
}

/// Replaces every `z` by the standard normal's distribution function,
/// `Φ(z) = e^(−z²/2) G/(|z| + 5)` for `z < 0` and `1 − Φ(−z)` above, `G` a polynomial in `(|z| − 5)/(|z| + 5)`.
///
/// The argument of `G` is that of Shepherd & Laframboise (1981), *Mathematics of Computation* 36.
pub fn normal_cdf(series: &mut [f64]) {
    over::<NormalCdf>(series);
}
