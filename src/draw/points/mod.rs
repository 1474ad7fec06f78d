//! Points of the unit cube by one of three samplers: a coordinate for every lever and number, and two for each departure
//! of every track.
//!
//! Every sampler works with a few independent randomisations ([`Schedule`]), from whose differences the Monte Carlo
//! error of a run is estimated. A coordinate is a pure function of the seed, its name and position, and the draw, so any
//! draw can be repeated alone.

mod latin;
mod philox;
mod schedule;
mod sobol;

pub use philox::{Streams, philox4x32};
pub use schedule::{Part, RANDOMISATIONS, Schedule};
pub use sobol::DIMENSIONS;

use std::collections::BTreeMap;
use std::fmt;

use super::inputs::DEPARTURES;
use crate::error::{Error, Result};
use crate::ids::InputId;
use crate::model::Model;
use crate::model::uncertain::{Input, Role};
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

/// The coordinates of all draws of a run: those of the inputs by position in the register, then two for each departure of
/// each track.
pub struct Points {
    sampler: Sampler,
    streams: Streams,
    sobol: Sobol,
    /// Dimension of the sequence by coordinate.
    dimensions: Vec<usize>,
}

impl Points {
    /// Prepares the coordinates of a model. Those that a base model has too keep their dimension there, so that two models
    /// share the points of what they share.
    ///
    /// # Errors
    /// [`Error::Settings`] where the sampler has fewer dimensions than the model needs.
    pub fn new(sampler: Sampler, model: &Model, base: &Model, seed: u64) -> Result<Self> {
        let names = coordinate_names(model);
        let streams = Streams::new(names.iter().map(String::as_str), seed);
        let of_base = coordinate_names(base);
        let base_order = order_of_importance(base);
        let known: BTreeMap<&str, usize> =
            base_order.iter().enumerate().map(|(dimension, at)| (of_base[*at].as_str(), dimension)).collect();
        let mut dimensions = vec![0; names.len()];
        let mut needed = base_order.len();
        for coordinate in order_of_importance(model) {
            dimensions[coordinate] = known.get(names[coordinate].as_str()).copied().unwrap_or_else(|| {
                needed += 1;
                needed - 1
            });
        }
        if sampler == Sampler::Sobol && needed > DIMENSIONS {
            return Err(Error::Settings(format!(
                "--sampler sobol: the model has {needed} coordinates, and the sequence has {DIMENSIONS} dimensions. Use \
                 --sampler lhs or --sampler pseudo, which have no such limit."
            )));
        }
        let sobol = Sobol::new(if sampler == Sampler::Sobol { needed } else { 0 });
        Ok(Self { sampler, streams, sobol, dimensions })
    }

    /// Coordinates of a second point for every draw, independent of the first: other dimensions of the sequence, other streams.
    ///
    /// # Errors
    /// [`Error::Settings`] where the sampler has fewer dimensions than both points need.
    pub fn second(sampler: Sampler, model: &Model, seed: u64) -> Result<Self> {
        let names: Vec<String> =
            coordinate_names(model).iter().map(|name| format!("second: {name}")).collect();
        let order = order_of_importance(model);
        let mut dimensions = vec![0; names.len()];
        order.iter().enumerate().for_each(|(at, coordinate)| dimensions[*coordinate] = order.len() + at);
        let needed = 2 * order.len();
        if sampler == Sampler::Sobol && needed > DIMENSIONS {
            return Err(Error::Settings(format!(
                "--sampler sobol: two points for each draw need {needed} coordinates, and the sequence has {DIMENSIONS} dimensions. \
                 Use --sampler lhs or --sampler pseudo, which have no such limit."
            )));
        }
        let sobol = Sobol::new(if sampler == Sampler::Sobol { needed } else { 0 });
        let streams = Streams::new(names.iter().map(String::as_str), seed);
        Ok(Self { sampler, streams, sobol, dimensions })
    }

    /// A coordinate in consecutive draws: numbers in `(0, 1)`.
    pub fn fill(&self, coordinate: usize, part: &Part, into: &mut [f64]) {
        match self.sampler {
            Sampler::Sobol => {
                let seed = self.streams.word(coordinate, part.randomisation as u32, 0);
                self.sobol.fill(self.dimensions[coordinate], seed, part.first_point, into);
            }
            Sampler::Lhs => {
                self.streams.fill(coordinate, part.first_draw, into);
                let key = self.streams.word(coordinate, part.randomisation as u32, 1 + part.stage);
                latin::stratify(key, part.stage_first, part.stage_points, into);
            }
            Sampler::Pseudo => self.streams.fill(coordinate, part.first_draw, into),
        }
    }
}

/// Names of all coordinates: those of the inputs by position in the register, then two for each departure of each track.
fn coordinate_names(model: &Model) -> Vec<String> {
    let of_inputs = model.inputs.iter().map(|(_, input)| input.name.clone());
    let numbers = || (0..DEPARTURES).flat_map(|number| ["when", "where"].map(|part| (number, part)));
    let name = |id: &str, number: usize, part: &str| match number {
        0 => format!("{id}: {part}"),
        _ => format!("{id}: {part} {}", number + 1),
    };
    let of_track = |id: &String| numbers().map(|(number, part)| name(id, number, part)).collect::<Vec<_>>();
    of_inputs.chain(model.negotiation.tracks.iter().flat_map(|track| of_track(&track.id))).collect()
}

/// The coordinates that are drawn, those first to which most of a result responds: there a sequence of points is most even.
///
/// The primary track's first departure, the levers and the shifts of odds; then what the inputs of each correlation group
/// share and the primary track's second departure; numbers that concern all lines, whose names have no dot; first departures of
/// the other tracks, then later ones; then the rest in the order of the register.
fn order_of_importance(model: &Model) -> Vec<usize> {
    let (inputs, negotiation) = (&model.inputs, &model.negotiation);
    let decisions = negotiation.tracks.iter().flat_map(|track| &track.decisions);
    let shifts: Vec<InputId> = decisions.flat_map(|decision| &decision.odds).map(|odds| odds.beta).collect();
    let leads = |id: InputId| inputs.correlations.iter().any(|group| group.inputs.first() == Some(&id));
    let rank = |id: InputId, input: &Input| match input.role {
        Role::Decision(..) => None,
        Role::Lever(_) => Some(0),
        Role::Number if shifts.contains(&id) => Some(1),
        Role::Number if leads(id) => Some(2),
        Role::Number if !input.name.contains('.') => Some(3),
        Role::Number => Some(7),
    };
    let ranked = inputs.uncertain().filter_map(|(id, input)| Some((rank(id, input)?, id.0)));
    let of_tracks = (0..negotiation.tracks.len()).flat_map(|track| {
        let primary = track == negotiation.primary.0;
        (0..2 * DEPARTURES).map(move |part| {
            let rank = match (primary, part / 2) {
                (true, 0) => -1,
                (true, 1) => 2,
                (false, 0) => 4,
                (true, _) => 5,
                (false, _) => 6,
            };
            (rank, inputs.len() + 2 * DEPARTURES * track + part)
        })
    });
    let mut ranked: Vec<(i32, usize)> = ranked.chain(of_tracks).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, coordinate)| coordinate).collect()
}
