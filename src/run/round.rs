//! Some consecutive draws computed together, stage by stage.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::Engine;
use super::tallies::{GroupTally, TallyRoom};
use crate::draw::batch::{Course, LANES};
use crate::draw::{InputBlock, InputValues, Part, TrackPath, outcome, sample_draw, settle_tracks_into};
use crate::ids::InputId;
use crate::propagate::{BLOCK, Block, Rows};
use crate::stats::Failure;

/// One draw with its talks settled.
pub struct Settled {
    /// Values of the inputs.
    pub values: InputValues,
    /// The course of every track.
    pub tracks: Vec<TrackPath>,
    /// State of the primary track on the outcome date.
    pub outcome: usize,
}

/// Inputs and talks of the draws of a block.
struct SettledBlock {
    inputs: InputBlock,
    draws: Vec<Settled>,
    count: usize,
    /// Room for the weights of a decision.
    weights: Vec<f64>,
}

/// Draws of one randomisation computed together, and the room for them, used again and again.
pub struct Round {
    part: Option<Part>,
    settled: Vec<SettledBlock>,
    rows: Rows,
    /// Room to follow draws, for each block.
    courses: Vec<Course>,
    /// Draws in order of outcome, by position in the round; failed ones are left out.
    order: Vec<usize>,
    /// How many draws each outcome has.
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
        Self {
            part: None,
            settled: Vec::new(),
            rows: Rows::default(),
            courses: Vec::new(),
            order: Vec::new(),
            counts: vec![0; engine.model.negotiation.primary_track().states.len()],
            columns: Vec::new(),
            failed: Vec::new(),
            rooms: (0..rayon::current_num_threads()).map(|_| Mutex::default()).collect(),
        }
    }

    /// Computes draws up to the rows that all cells follow from.
    pub fn compute(&mut self, engine: &Engine, part: Part) {
        self.part = Some(part);
        let blocks = part.count.div_ceil(BLOCK);
        self.settled.resize_with(blocks.max(self.settled.len()), || SettledBlock {
            inputs: InputBlock::default(),
            draws: Vec::new(),
            count: 0,
            weights: Vec::new(),
        });
        self.courses.resize_with(blocks.max(self.courses.len()), Course::default);
        let settled = self.settled[..blocks].par_iter_mut().with_max_len(1).enumerate();
        settled.for_each(|(number, settled)| {
            let from = number * BLOCK;
            settled.settle(engine, &part.piece(from, BLOCK.min(part.count - from)));
        });
        self.settled[blocks..].iter_mut().for_each(|settled| settled.count = 0);
        self.failed.clear();
        self.sort(&[]);
        let unusable = self.follow(engine);
        if !unusable.is_empty() {
            self.failed.extend(unusable.iter().map(|position| part.first_draw + *position as u64));
            self.sort(&unusable);
            self.follow(engine);
        }
    }

    /// Puts draws with the same outcome side by side, without the failed ones.
    fn sort(&mut self, failed: &[usize]) {
        self.counts.fill(0);
        let outcomes = self.settled.iter().flat_map(|settled| &settled.draws[..settled.count]);
        let outcomes: Vec<usize> = outcomes.map(|draw| draw.outcome).collect();
        self.columns.clear();
        self.columns.resize(outcomes.len(), None);
        let mut next = vec![0; self.counts.len()];
        let good = |position: &usize| !failed.contains(position);
        (0..outcomes.len()).filter(good).for_each(|position| self.counts[outcomes[position]] += 1);
        let mut start = 0;
        for (next, count) in next.iter_mut().zip(&self.counts) {
            *next = start;
            start += count;
        }
        self.order.clear();
        self.order.resize(start, 0);
        for position in (0..outcomes.len()).filter(good) {
            let column = &mut next[outcomes[position]];
            self.order[*column] = position;
            self.columns[position] = Some(*column);
            *column += 1;
        }
    }

    /// Follows all draws in their order, and names those that cannot be used.
    fn follow(&mut self, engine: &Engine) -> Vec<usize> {
        let Self { settled, rows, courses, order, .. } = self;
        engine.blocks.make_room(rows, order.len());
        let blocks: Vec<Block> = engine.blocks.blocks(rows);
        let blocks = blocks.into_par_iter().zip(courses.par_iter_mut()).with_max_len(1);
        let flags: Vec<Vec<bool>> = order
            .par_chunks(BLOCK)
            .zip(blocks)
            .map(|(positions, (mut block, course))| {
                for (octet, positions) in positions.chunks(LANES).enumerate() {
                    let draws = positions.iter().map(|p| &settled[p / BLOCK].draws[p % BLOCK]);
                    let values: Vec<&InputValues> = draws.clone().map(|draw| &draw.values).collect();
                    engine.courses.follow(draws.map(|draw| (&draw.values, &draw.tracks[..])), course);
                    engine.blocks.fill(&mut block, octet * LANES, course, &values, &engine.propagation);
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
        let Some(part) = self.part else { return };
        let groups = engine.groups.par_iter().zip(tallies.par_iter_mut()).with_max_len(1);
        groups.for_each(|(group, tally)| {
            // Every thread has room of its own, so nobody waits; without a pool of threads there is one.
            let own = rayon::current_thread_index().unwrap_or(0) % self.rooms.len();
            let mut room = self.rooms[own].lock().unwrap_or_else(PoisonError::into_inner);
            tally.push(group, &self.rows, &self.counts, part.randomisation, &mut room);
        });
    }

    /// The draws: how many, which numbers, of which randomisation.
    pub fn part(&self) -> Part {
        self.part.unwrap_or(Part {
            first_draw: 0,
            count: 0,
            randomisation: 0,
            first_point: 0,
            stage: 0,
            stage_first: 0,
            stage_points: 0,
        })
    }

    /// Every good draw: its number, itself, and its column among the rows of values.
    pub fn draws(&self) -> impl Iterator<Item = (u64, &Settled, usize)> {
        let first = self.part().first_draw;
        let settled = self.settled.iter().flat_map(|settled| &settled.draws[..settled.count]);
        let all = (first..).zip(settled).zip(&self.columns);
        all.filter_map(|((number, draw), column)| column.map(|column| (number, draw, column)))
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
    fn settle(&mut self, engine: &Engine, part: &Part) {
        self.count = part.count;
        engine.sampler.fill(part, &mut self.inputs);
        let room = || Settled { values: engine.sampler.room(), tracks: Vec::new(), outcome: 0 };
        self.draws.resize_with(self.draws.len().max(part.count), room);
        let draws = &mut self.draws[..part.count];
        self.inputs.deal(draws.iter_mut().map(|draw| &mut draw.values));
        for draw in draws {
            settle_tracks_into(&engine.model.negotiation, &draw.values, &mut self.weights, &mut draw.tracks);
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
