//! Elementary functions of whole series at once, on the widest vectors that the machine has.
//!
//! Each function works element by element, the same way at every place of a slice of any length. Products that are added
//! to something are fused, `f64::mul_add`, which is exact by definition. So every machine gives the same bits, at any
//! vector width; one without fused operations is merely slower.
//!
//! | function | for | largest error |
//! |---|---|---|
//! | [`exp`], [`exp_m1`] | `-700 ≤ x ≤ 700`; arguments beyond are moved to the end | 2 units in the last place |
//! | [`ln`] | normal `x > 0` | 2 units in the last place |
//! | [`ln_1p`] | `-1 < x < 1e300` | 2 units in the last place |
//! | [`normal_quantile`] | `2⁻¹⁰²² ≤ p < 1` | `2e−15` relative |
//! | [`normal_cdf`] | all `z`; below −37 the value at −37 | `3e−16` absolute, below zero `2e−15` relative |
//!
//! Of a NaN, and of arguments of [`ln`] and [`ln_1p`] at or below the pole, the result is NaN.

mod elementary;
mod normal;

use std::marker::PhantomData;

use pulp::{Arch, Simd, WithSimd};

pub use elementary::{exp, exp_m1, ln, ln_1p};
pub use normal::{normal_cdf, normal_quantile};

/// A function of one number without branches, for [`over`].
trait Function {
    /// Its value; must be `#[inline(always)]`.
    fn at(x: f64) -> f64;
}

/// Elements that are computed together: enough independent work to hide the latency of divisions.
const CHUNK: usize = 16;
/// The same at the end of a slice.
const SHORT: usize = 8;

/// Replaces every `x` by `F(x)`.
fn over<F: Function>(series: &mut [f64]) {
    Arch::new().dispatch(Over(series, PhantomData::<F>));
}

// A closure would do for `dispatch`, but its call is not always inlined, and then it runs without vectors.
struct Over<'a, F>(&'a mut [f64], PhantomData<F>);

impl<F: Function> WithSimd for Over<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        each::<F>(self.0);
    }
}

/// The loop of [`over`], for functions that are dispatched already.
#[inline(always)]
fn each<F: Function>(series: &mut [f64]) {
    // The last elements in advance: where whole chunks do not fit, they are computed once more, together.
    let Some(mut end) = series.last_chunk::<SHORT>().copied() else {
        let mut padded = [0.5; SHORT];
        padded.iter_mut().zip(&*series).for_each(|(to, from)| *to = *from);
        map::<F, SHORT>(&mut padded);
        series.iter_mut().zip(&padded).for_each(|(to, from)| *to = *from);
        return;
    };
    let (chunks, rest) = series.as_chunks_mut::<CHUNK>();
    for chunk in chunks {
        map::<F, CHUNK>(chunk);
    }
    let (chunks, rest) = rest.as_chunks_mut::<SHORT>();
    for chunk in chunks {
        map::<F, SHORT>(chunk);
    }
    if !rest.is_empty() {
        map::<F, SHORT>(&mut end);
        if let Some(last) = series.last_chunk_mut() {
            *last = end;
        }
    }
}

#[inline(always)]
fn map<F: Function, const N: usize>(chunk: &mut [f64; N]) {
    for x in chunk {
        *x = F::at(*x);
    }
}

/// `Σ c_k x^k`, in groups of four so that fewer operations wait for each other than in Horner's rule.
#[inline(always)]
fn polynomial<const N: usize>(c: &[f64; N], x: f64) -> f64 {
    let square = x * x;
    let fourth = square * square;
    let mut k = (N - 1) / 4 * 4;
    let mut sum = four(c, k, x, square);
    while k > 0 {
        k -= 4;
        sum = sum.mul_add(fourth, four(c, k, x, square));
    }
    sum
}

/// `c_k + c_{k+1} x + c_{k+2} x² + c_{k+3} x³`, as far as there are coefficients.
#[inline(always)]
fn four<const N: usize>(c: &[f64; N], k: usize, x: f64, square: f64) -> f64 {
    let low = pair(c, k, x);
    if k + 2 < N { pair(c, k + 2, x).mul_add(square, low) } else { low }
}

#[inline(always)]
fn pair<const N: usize>(c: &[f64; N], k: usize, x: f64) -> f64 {
    if k + 1 < N { c[k + 1].mul_add(x, c[k]) } else { c[k] }
}

#[cfg(test)]
mod tests;
