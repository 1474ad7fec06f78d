//! Latin hypercubes: of `n` draws each falls into its own `n`-th of every input's unit interval.

/// Moves uniforms into the strata of consecutive draws of a Latin hypercube.
///
/// ```text
/// u' = (π(i) + u)/n        π a random permutation of the n strata, i the draw's position
/// ```
///
/// `McKay`, Beckman & Conover (1979).
pub(super) fn stratify(key: u32, first: u64, strata: u64, uniforms: &mut [f64]) {
    let permutation = Permutation::new(key, strata);
    for (position, uniform) in (first..).zip(uniforms.iter_mut()) {
        let inside = (permutation.at(position) as f64 + *uniform) / strata as f64;
        // The last stratum's upper end may round to one.
        *uniform = inside.min(1.0 - f64::EPSILON / 2.0);
    }
}

/// A random permutation of `0 … n − 1` that needs no memory: an unbalanced Feistel network on the next power of two,
/// applied again where it leaves the range (Black & Rogaway 2002).
struct Permutation {
    key: u32,
    size: u64,
    /// Digits of the two halves.
    high: u32,
    low: u32,
}

impl Permutation {
    fn new(key: u32, size: u64) -> Self {
        let digits = u64::BITS - (size.max(2) - 1).leading_zeros();
        Self { key, size, high: digits - digits / 2, low: digits / 2 }
    }

    fn at(&self, position: u64) -> u64 {
        let mut x = position;
        loop {
            x = self.shuffle(x);
            if x < self.size {
                return x;
            }
        }
    }

    fn shuffle(&self, x: u64) -> u64 {
        let (mut left, mut right) = (x >> self.low, x & ((1 << self.low) - 1));
        for round in 0..4_u32 {
            let key = mix(self.key ^ round.wrapping_mul(0x9E37_79B9));
            left ^= u64::from(mix(right as u32 ^ key)) & ((1 << self.high) - 1);
            right ^= u64::from(mix(left as u32 ^ !key)) & ((1 << self.low) - 1);
        }
        left << self.low | right
    }
}

/// Mixes all digits of a number into all others (the finaliser of `MurmurHash3`).
fn mix(mut x: u32) -> u32 {
    x = (x ^ (x >> 16)).wrapping_mul(0x85EB_CA6B);
    x = (x ^ (x >> 13)).wrapping_mul(0xC2B2_AE35);
    x ^ (x >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stratum_is_hit_once() {
        for size in [1, 2, 3, 5, 64, 100, 1250, 4097] {
            let permutation = Permutation::new(size as u32 + 9, size);
            let mut hit: Vec<u64> = (0..size).map(|position| permutation.at(position)).collect();
            let moved = hit.iter().zip(0..).filter(|(stratum, position)| **stratum != *position).count();
            assert!(size < 5 || moved > size as usize / 2);
            hit.sort_unstable();
            assert_eq!(hit, (0..size).collect::<Vec<_>>(), "{size}");
        }
    }

    #[test]
    fn permutations_of_different_inputs_are_unrelated() {
        let (a, b) = (Permutation::new(1, 1000), Permutation::new(2, 1000));
        let centred = |p: &Permutation, k: u64| p.at(k) as f64 - 499.5;
        let covariance: f64 = (0..1000).map(|k| centred(&a, k) * centred(&b, k)).sum::<f64>() / 1000.0;
        // The correlation of two independent permutations of 1000 has a standard deviation of 0.032.
        assert!((covariance / (999_999.0 / 12.0)).abs() < 0.13);
    }
}
