//! Some consecutive draws computed together, stage by stage.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::Engine;
use super::tallies::{GroupTally, TallyRoom};
use crate::draw::batch::{Course, LANES};
use crate::draw::{
    Fill, InputBlock, InputValues, Part, RANDOMISATIONS, TrackPath, outcome, sample_draw, settle_tracks_into,
};
use crate::ids::InputId;
use crate::propagate::{BLOCK, Block, RowGroup, RowRoom, Rows};
use crate::stats::Failure;

/// One draw with its talks settled.
pub struct Settled {
    /// Values of the inputs.
    pub values: InputValues,
    /// The course of every track.
    pub tracks: Vec<TrackPath>,
    /// State of the primary track on the outcome date.
    pub outcome: usize,
    /// The randomisation that it belongs to.
    pub randomisation: usize,
}

/// Inputs and talks of some draws of one randomisation.
struct SettledBlock {
    inputs: InputBlock,
    draws: Vec<Settled>,
    count: usize,
    /// Room for the weights of a decision.
    weights: Vec<f64>,
}

/// Consecutive draws computed together, and the room for them, used again and again.
pub struct Round {
    first_draw: u64,
    settled: Vec<SettledBlock>,
    /// Block of every draw, and its position there.
    places: Vec<(usize, usize)>,
    rows: Rows,
    /// Room to follow draws, for each block.
    courses: Vec<Course>,
    /// Draws in order of randomisation and outcome, by position in the round; failed ones are left out.
    order: Vec<usize>,
    /// How many draws each outcome has in each randomisation.
    counts: Vec<usize>,
    /// Column of every draw among the rows of values; none for a failed draw.
    columns: Vec<Option<usize>>,
    /// Numbers of the draws that failed.
    failed: Vec<u64>,
    /// Room for each thread.
    rooms: Vec<Mutex<TallyRoom>>,
}

impl Round {
    /// Room for no draws yet, for the threads of the present pool.
    pub fn new(engine: &Engine) -> Self {
        let outcomes = engine.model.negotiation.primary_track().states.len();
        Self {
            first_draw: 0,
            settled: Vec::new(),
            places: Vec::new(),
            rows: Rows::default(),
            courses: Vec::new(),
            order: Vec::new(),
            counts: vec![0; RANDOMISATIONS as usize * outcomes],
            columns: Vec::new(),
            failed: Vec::new(),
            rooms: (0..rayon::current_num_threads()).map(|_| Mutex::default()).collect(),
        }
    }

    /// Computes consecutive draws up to the rows that all cells follow from.
    pub fn compute(&mut self, engine: &Engine, parts: &[Part]) {
        self.compute_from(engine, &engine.sampler, parts);
    }

    /// The same with other values of the inputs than the engine's own.
    pub(super) fn compute_from(&mut self, engine: &Engine, values: &impl Fill, parts: &[Part]) {
        self.first_draw = parts.first().map_or(0, |part| part.first_draw);
        let pieces = parts.iter().flat_map(|part| {
            let starts = (0..part.count).step_by(BLOCK);
            starts.map(|from| part.piece(from, BLOCK.min(part.count - from)))
        });
        let pieces: Vec<Part> = pieces.collect();
        self.settled.resize_with(pieces.len().max(self.settled.len()), SettledBlock::new);
        let settled = self.settled.par_iter_mut().with_max_len(1).zip(&pieces);
        settled.for_each(|(settled, piece)| settled.settle(engine, values, piece));
        self.settled[pieces.len()..].iter_mut().for_each(|settled| settled.count = 0);
        self.places.clear();
        for (block, piece) in pieces.iter().enumerate() {
            self.places.extend((0..piece.count).map(|draw| (block, draw)));
        }
        self.failed.clear();
        self.sort(&[]);
        let unusable = self.follow(engine);
        if !unusable.is_empty() {
            self.failed.extend(unusable.iter().map(|position| self.first_draw + *position as u64));
            self.sort(&unusable);
            self.follow(engine);
        }
    }

    /// Puts draws of one randomisation with the same outcome side by side, without the failed ones.
    fn sort(&mut self, failed: &[usize]) {
        let outcomes = self.counts.len() / RANDOMISATIONS as usize;
        let class = |(block, draw): &(usize, usize)| {
            let draw = &self.settled[*block].draws[*draw];
            draw.randomisation * outcomes + draw.outcome
        };
        let classes: Vec<usize> = self.places.iter().map(class).collect();
        self.columns.clear();
        self.columns.resize(classes.len(), None);
        self.counts.fill(0);
        let good = |position: &usize| !failed.contains(position);
        (0..classes.len()).filter(good).for_each(|position| self.counts[classes[position]] += 1);
        let mut start = 0;
        let mut next: Vec<usize> = Vec::with_capacity(self.counts.len());
        for count in &self.counts {
            next.push(start);
            start += count;
        }
        self.order.clear();
        self.order.resize(start, 0);
        for position in (0..classes.len()).filter(good) {
            let column = &mut next[classes[position]];
            self.order[*column] = position;
            self.columns[position] = Some(*column);
            *column += 1;
        }
    }

    /// Follows all draws in their order, and names those that cannot be used.
    fn follow(&mut self, engine: &Engine) -> Vec<usize> {
        let Self { settled, places, rows, courses, order, .. } = self;
        courses.resize_with(order.len().div_ceil(BLOCK).max(courses.len()), Course::default);
        engine.blocks.make_room(rows, order.len());
        let blocks: Vec<Block> = engine.blocks.blocks(rows);
        let blocks = blocks.into_par_iter().zip(courses.par_iter_mut()).with_max_len(1);
        let flags: Vec<Vec<bool>> = order
            .par_chunks(BLOCK)
            .zip(blocks)
            .map(|(positions, (mut block, course))| {
                for (octet, positions) in positions.chunks(LANES).enumerate() {
                    let draws = positions.iter().map(|position| {
                        let (block, draw) = places[*position];
                        &settled[block].draws[draw]
                    });
                    let values: Vec<&InputValues> = draws.clone().map(|draw| &draw.values).collect();
                    let talks = draws.map(|draw| (&draw.values, &draw.tracks[..]));
                    engine.blocks.start(&mut block, octet, &values, &engine.propagation);
                    engine.courses.follow(talks, course, |cause| engine.blocks.add(&mut block, octet, cause));
                    engine.blocks.end(&mut block, octet);
                }
                engine.blocks.finish(&mut block, positions.len())
            })
            .collect();
        let flags = flags.iter().flatten();
        let mut unusable: Vec<usize> = order
            .iter()
            .zip(flags)
            .filter(|(_, unusable)| **unusable)
            .map(|(position, _)| *position)
            .collect();
        unusable.sort_unstable();
        unusable
    }

    /// Adds the draws to the tallies, each cell by one thread.
    pub fn tally(&self, engine: &Engine, tallies: &mut [GroupTally]) {
        let groups = engine.groups.par_iter().zip(tallies.par_iter_mut()).with_max_len(1);
        groups.for_each(|(group, tally)| {
            // Every thread has room of its own, so nobody waits; without a pool of threads there is one.
            let own = rayon::current_thread_index().unwrap_or(0) % self.rooms.len();
            let mut room = self.rooms[own].lock().unwrap_or_else(PoisonError::into_inner);
            tally.push(group, &self.rows, &self.counts, &mut room);
        });
    }

    /// Writes the rows of a group of cells into columns in order of the draws; what failed is left as it stands.
    pub(super) fn scatter(&self, group: &RowGroup, room: &mut RowRoom, columns: &mut [Vec<f64>]) {
        let draws = self.order.len();
        if draws == 0 {
            return;
        }
        group.evaluate(&self.rows, room);
        let start = self.first_draw as usize;
        for (position, column) in columns.iter_mut().enumerate() {
            let row = room.row(position, &self.rows, draws);
            let into = column[start..].iter_mut().zip(&self.columns);
            into.for_each(|(value, at)| *value = at.map_or(*value, |at| row[at]));
        }
    }

    /// Every good draw: its number, itself, and its column among the rows of values.
    pub fn draws(&self) -> impl Iterator<Item = (u64, &Settled, usize)> {
        let settled = self.settled.iter().flat_map(|settled| &settled.draws[..settled.count]);
        let all = (self.first_draw..).zip(settled).zip(&self.columns);
        all.filter_map(|((number, draw), column)| column.map(|column| (number, draw, column)))
    }

    /// How many draws were computed.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// Numbers of the draws that failed.
    pub fn failed(&self) -> &[u64] {
        &self.failed
    }

    /// The values of an input in every good draw.
    pub fn input(&self, id: InputId) -> impl Iterator<Item = f64> {
        let values = self.settled.iter().filter(|settled| settled.count > 0);
        let values = values.flat_map(move |settled| settled.inputs.row(id));
        values.zip(&self.columns).filter(|(_, column)| column.is_some()).map(|(value, _)| *value)
    }
}

impl SettledBlock {
    fn new() -> Self {
        let (draws, weights) = (Vec::new(), Vec::new());
        Self { inputs: InputBlock::default(), draws, count: 0, weights }
    }

    fn settle(&mut self, engine: &Engine, values: &impl Fill, part: &Part) {
        self.count = part.count;
        values.fill(part, &mut self.inputs);
        let room =
            || Settled { values: engine.sampler.room(), tracks: Vec::new(), outcome: 0, randomisation: 0 };
        self.draws.resize_with(self.draws.len().max(part.count), room);
        let draws = &mut self.draws[..part.count];
        self.inputs.deal(draws.iter_mut().map(|draw| &mut draw.values));
        for draw in draws {
            let Settled { values, tracks, .. } = draw;
            settle_tracks_into(&engine.model.negotiation, values, &mut self.weights, tracks);
            draw.randomisation = part.randomisation;
            draw.outcome = outcome(engine.model, &draw.tracks).0;
        }
    }
}

impl Engine<'_> {
    /// Why a draw cannot be used.
    pub(super) fn failure(&self, number: u64) -> Failure {
        let draw = sample_draw(self.model, self.sampler.values(number));
        let mut values = vec![0.0; self.metrics.cells.len()];
        self.metrics.evaluate(&draw, &self.propagation.impact(&draw), &mut values);
        let mut found = self.metrics.cells.iter().zip(&values).filter(|(_, value)| !value.is_finite());
        let reason = found.next().map_or_else(
            || "an amount is beyond all measure".to_string(),
            |(cell, value)| {
                let scope = cell.scope.name(self.model);
                format!("{} of {scope} in {} is {value}", cell.metric, cell.span.period)
            },
        );
        Failure { draw: number, reason }
    }
}
