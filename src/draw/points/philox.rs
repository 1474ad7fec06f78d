//! Pseudo-random numbers: a counter-based generator with one stream for each coordinate.
//!
//! `stream key = f(seed, name of the coordinate)`, `position in the stream = draw number`. So any draw can be repeated alone, a new
//! input moves no other, and two models with one seed share the random numbers of the inputs they share.

use crate::wide::at_vector_width;

const ROUNDS: usize = 10;
const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Philox 4×32 with 10 rounds: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
#[inline(always)]
pub fn philox4x32(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..ROUNDS {
        let wide0 = u64::from(MULTIPLIERS[0]) * u64::from(counter[0]);
        let wide1 = u64::from(MULTIPLIERS[1]) * u64::from(counter[2]);
        let (high0, low0) = ((wide0 >> 32) as u32, wide0 as u32);
        let (high1, low1) = ((wide1 >> 32) as u32, wide1 as u32);
        counter = [high1 ^ counter[1] ^ key[0], low1, high0 ^ counter[3] ^ key[1], low0];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    counter
}

/// One stream of uniforms for each coordinate.
#[derive(Clone, Debug)]
pub struct Streams {
    keys: Vec<[u32; 2]>,
}

impl Streams {
    /// The streams of coordinates with these names under a seed.
    pub fn new<'n>(names: impl Iterator<Item = &'n str>, seed: u64) -> Self {
        Self { keys: names.map(|name| stream_key(seed, name)).collect() }
    }

    /// The uniforms of a coordinate in consecutive draws: midpoints of `2⁵³` equal cells of `(0, 1)`.
    pub fn fill(&self, coordinate: usize, first_draw: u64, into: &mut [f64]) {
        let key = self.keys[coordinate];
        at_vector_width!({
            for (draw, uniform) in (first_draw..).zip(into.iter_mut()) {
                let block = philox4x32([draw as u32, (draw >> 32) as u32, 0, 0], key);
                let bits = (u64::from(block[1]) << 32 | u64::from(block[0])) >> 11;
                *uniform = (bits as f64 + 0.5) * 2.0_f64.powi(-53);
            }
        });
    }

    /// A number of a coordinate that no draw uses, for two indices.
    pub(super) fn word(&self, coordinate: usize, first: u32, second: u32) -> u32 {
        philox4x32([first, second, 0, 1], self.keys[coordinate])[0]
    }
}

/// The key of a coordinate's stream: its name hashed (FNV-1a, 64 bits), enciphered under the seed.
fn stream_key(seed: u64, name: &str) -> [u32; 2] {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325, fnv);
    let block = philox4x32([hash as u32, (hash >> 32) as u32, 0, 1], [seed as u32, (seed >> 32) as u32]);
    [block[0], block[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_equal_the_authors_test_vectors() {
        let known = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([!0; 4], [!0; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, block) in known {
            assert_eq!(philox4x32(counter, key), block);
        }
    }

    #[test]
    fn streams_differ_by_name_and_seed() {
        assert_ne!(stream_key(1, "mpc"), stream_key(1, "mpd"));
        assert_ne!(stream_key(1, "mpc"), stream_key(2, "mpc"));
    }
}
