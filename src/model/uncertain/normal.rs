//! The standard normal distribution: quantile and distribution function.

use libm::{erfc, log};

use wichura::{
    CENTRE, CENTRE_DENOMINATOR, CENTRE_NUMERATOR, CENTRE_SQUARE, MIDDLE_DENOMINATOR, MIDDLE_NUMERATOR,
    MIDDLE_ORIGIN, TAIL_DENOMINATOR, TAIL_NUMERATOR, TAIL_START,
};

/// Distribution function of the standard normal, `Φ(z) = erfc(−z/√2)/2`.
pub fn standard_normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// Quantile of the standard normal, `Φ⁻¹(p)` for `0 < p < 1`.
///
/// Wichura (1988), algorithm AS 241, routine PPND16: relative error about `1e-16`.
///
/// ```
/// use kanzei::model::uncertain::standard_normal_quantile;
/// assert!((standard_normal_quantile(0.95) - 1.644_853_626_951_472_7).abs() < 1e-14);
/// ```
pub fn standard_normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= CENTRE {
        let r = CENTRE_SQUARE - q * q;
        return q * polynomial(&CENTRE_NUMERATOR, r) / polynomial(&CENTRE_DENOMINATOR, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    // Not the system's logarithm, whose last bits differ between machines.
    let r = (-log(tail)).sqrt();
    let magnitude = if r <= TAIL_START {
        polynomial(&MIDDLE_NUMERATOR, r - MIDDLE_ORIGIN) / polynomial(&MIDDLE_DENOMINATOR, r - MIDDLE_ORIGIN)
    } else {
        polynomial(&TAIL_NUMERATOR, r - TAIL_START) / polynomial(&TAIL_DENOMINATOR, r - TAIL_START)
    };
    if q < 0.0 { -magnitude } else { magnitude }
}

/// Horner's rule, coefficients from the constant upwards.
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Regions and coefficients of Wichura (1988), PPND16.
pub(crate) mod wichura {
    /// Half the width of the central region, in which `q = p − ½` leads to `q` times a quotient of polynomials in
    /// `CENTRE_SQUARE − q²`.
    pub const CENTRE: f64 = 0.425;
    pub const CENTRE_SQUARE: f64 = 0.180_625;
    /// Outside, the quotient is one in `r − MIDDLE_ORIGIN` with `r = √(−ln tail)`, up to `r = TAIL_START` …
    pub const MIDDLE_ORIGIN: f64 = 1.6;
    /// … and in `r − TAIL_START` beyond.
    pub const TAIL_START: f64 = 5.0;
    pub const CENTRE_NUMERATOR: [f64; 8] = [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ];
    pub const CENTRE_DENOMINATOR: [f64; 8] = [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ];
    pub const MIDDLE_NUMERATOR: [f64; 8] = [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        0.000_774_545_014_278_341_4,
    ];
    pub const MIDDLE_DENOMINATOR: [f64; 8] = [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        0.000_547_593_808_499_534_5,
        1.050_750_071_644_416_9e-9,
    ];
    pub const TAIL_NUMERATOR: [f64; 8] = [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ];
    pub const TAIL_DENOMINATOR: [f64; 8] = [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        0.000_786_869_131_145_613_3,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_7e-15,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forty-digit reference values, rounded to double precision.
    const KNOWN: [(f64, f64); 8] = [
        (1e-12, -7.034_483_825_301_132),
        (1e-9, -5.997_807_015_007_687),
        (1e-6, -4.753_424_308_822_899),
        (1e-4, -3.719_016_485_455_680_6),
        (0.024_25, -1.972_961_051_311_884_8),
        (0.3, -0.524_400_512_708_040_8),
        (0.5, 0.0),
        (0.7, 0.524_400_512_708_040_8),
    ];

    #[test]
    fn quantiles_equal_forty_digit_values() {
        for (p, z) in KNOWN {
            assert!((standard_normal_quantile(p) - z).abs() <= 1e-15 * z.abs().max(1.0) * 4.0, "{p}");
        }
    }

    #[test]
    fn distribution_function_inverts_the_quantile() {
        for p in [1e-10, 0.001, 0.2, 0.5, 0.9, 0.999_999] {
            let back = standard_normal_cdf(standard_normal_quantile(p));
            assert!((back / p - 1.0).abs() < 1e-12, "{p} {back}");
        }
    }
}
