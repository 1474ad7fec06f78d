//! Some measures of many draws, value by value, for what needs more than sums.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::{Engine, Round};
use crate::draw::Fill;
use crate::error::{Error, Result};
use crate::propagate::RowRoom;

/// The values of an engine's cells in every draw.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// By cell: a value for each draw, in order; not a number for a draw that failed.
    pub columns: Vec<Vec<f64>>,
    /// Outcome of every draw.
    pub outcomes: Vec<u8>,
    /// Randomisation of every draw.
    pub randomisations: Vec<u8>,
    /// Number of draws that failed.
    pub failed: u64,
}

/// Sees every round of a table while its draws are at hand.
pub type Witness<'w> = &'w mut dyn FnMut(&Round);

/// Computes the table of an engine with its own values of the inputs.
///
/// Runs on the threads of the present pool; the result does not depend on them.
///
/// # Errors
/// [`Error::Interrupted`] once `stop` is set.
pub fn tabulate(engine: &Engine, stop: &AtomicBool, witness: Witness) -> Result<Table> {
    tabulate_from(engine, &engine.sampler, stop, witness)
}

/// Computes the table of an engine with given values of the inputs.
///
/// # Errors
/// As [`tabulate`].
pub fn tabulate_from(
    engine: &Engine,
    values: &impl Fill,
    stop: &AtomicBool,
    witness: Witness,
) -> Result<Table> {
    let schedule = *engine.sampler.schedule();
    let draws = schedule.stage_end(schedule.stages() - 1) as usize;
    let mut table = Table { outcomes: vec![0; draws], randomisations: vec![0; draws], ..Table::default() };
    let column = || vec![f64::NAN; draws];
    let mut groups: Vec<(Vec<Vec<f64>>, RowRoom)> = engine
        .groups
        .iter()
        .map(|group| (group.cells.iter().map(|_| column()).collect(), RowRoom::default()))
        .collect();
    let mut round = Round::new(engine);
    for parts in (0..schedule.stages()).flat_map(|stage| schedule.rounds(stage)) {
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        round.compute_from(engine, values, &parts);
        engine
            .groups
            .par_iter()
            .zip(&mut groups)
            .for_each(|(group, (columns, room))| round.scatter(group, room, columns));
        for (number, draw, _) in round.draws() {
            table.outcomes[number as usize] = draw.outcome as u8;
            table.randomisations[number as usize] = draw.randomisation as u8;
        }
        table.failed += round.failed().len() as u64;
        witness(&round);
    }
    table.columns.resize_with(engine.metrics.cells.len(), Vec::new);
    for (group, (columns, _)) in engine.groups.iter().zip(groups) {
        group.cells.iter().zip(columns).for_each(|(cell, column)| table.columns[*cell] = column);
    }
    Ok(table)
}
