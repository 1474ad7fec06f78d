//! Points of the unit cube: one coordinate for every input, by one of three samplers.
//!
//! Every sampler works with a few independent randomisations ([`Schedule`]), from whose differences the Monte Carlo
//! error of a run is estimated. A coordinate is a pure function of the seed, the input's name and position, and the
//! draw, so any draw can be repeated alone.

mod latin;
mod philox;
mod schedule;
mod sobol;

pub use philox::{Streams, philox4x32};
pub use schedule::{Part, RANDOMISATIONS, Schedule};
pub use sobol::DIMENSIONS;

use std::fmt;

use crate::error::{Error, Result};
use crate::model::uncertain::Inputs;
use sobol::Sobol;

/// How points of the unit cube are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sampler {
    /// Sobol' sequences, each with an Owen scrambling of its own: the most even points.
    #[default]
    Sobol,
    /// Latin hypercubes: even in every single input.
    Lhs,
    /// Independent pseudo-random points.
    Pseudo,
}

impl Sampler {
    /// All samplers.
    pub const ALL: [Self; 3] = [Self::Sobol, Self::Lhs, Self::Pseudo];

    /// Name on the command line and in results files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sobol => "sobol",
            Self::Lhs => "lhs",
            Self::Pseudo => "pseudo",
        }
    }
}

impl fmt::Display for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The coordinates of all draws of a run.
pub struct Points {
    sampler: Sampler,
    streams: Streams,
    sobol: Sobol,
}

impl Points {
    /// Prepares the coordinates of a register of inputs.
    ///
    /// # Errors
    /// [`Error::Settings`] where the sampler has fewer dimensions than the register needs.
    pub fn new(sampler: Sampler, inputs: &Inputs, seed: u64) -> Result<Self> {
        let needed = inputs.uncertain().map(|(id, _)| id.0 + 1).max().unwrap_or(0);
        if sampler == Sampler::Sobol && needed > DIMENSIONS {
            return Err(Error::Settings(format!(
                "--sampler sobol: the model has {needed} inputs, and the sequence has {DIMENSIONS} dimensions. Use \
                 --sampler lhs or --sampler pseudo, which have no such limit."
            )));
        }
        let dimensions = if sampler == Sampler::Sobol { needed } else { 0 };
        Ok(Self { sampler, streams: Streams::new(inputs, seed), sobol: Sobol::new(dimensions) })
    }

    /// The coordinates of an input, by position in the register, in consecutive draws: numbers in `(0, 1)`.
    pub fn fill(&self, input: usize, part: &Part, into: &mut [f64]) {
        match self.sampler {
            Sampler::Sobol => {
                let seed = self.streams.word(input, part.randomisation as u32, 0);
                self.sobol.fill(input, seed, part.first_point, into);
            }
            Sampler::Lhs => {
                self.streams.fill(input, part.first_draw, into);
                let key = self.streams.word(input, part.randomisation as u32, 1 + part.stage);
                latin::stratify(key, part.stage_first, part.stage_points, into);
            }
            Sampler::Pseudo => self.streams.fill(input, part.first_draw, into),
        }
    }
}
