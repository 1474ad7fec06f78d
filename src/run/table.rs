//! Some measures of many draws, value by value, for what needs more than sums.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::{Engine, Round};
use crate::draw::Fill;
use crate::error::{Error, Result};
use crate::ids::InputId;
use crate::model::Model;
use crate::model::uncertain::{Input, Role};
use crate::propagate::{RowGroup, RowRoom};

/// The values of an engine's cells in every draw.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// By cell: a value for each draw, in order; not a number for a draw that failed.
    pub columns: Vec<Vec<f64>>,
    /// Outcome of every draw.
    pub outcomes: Vec<u8>,
    /// Randomisation of every draw.
    pub randomisations: Vec<u8>,
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
    let mut filling = Filling::new(engine);
    let mut round = Round::new(engine);
    for parts in engine.sampler.schedule().all_rounds() {
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        round.compute_from(engine, values, &parts);
        filling.take(engine, &round);
        witness(&round);
    }
    Ok(filling.finish(engine))
}

/// Computes the tables of a model and of changed versions of it with the same random numbers. A draw in which a version
/// changes nothing is taken from the model.
///
/// # Errors
/// As [`tabulate`].
pub fn tabulate_together(
    base: &Engine,
    versions: &[Engine],
    stop: &AtomicBool,
) -> Result<(Table, Vec<Table>)> {
    let inputs = deciding_inputs(base.model);
    let alike: Vec<bool> = versions.iter().map(|version| version.model.computes_like(base.model)).collect();
    let mut filling = Filling::new(base);
    // A round keeps the pins of its engine: each version has its own.
    let mut fillings: Vec<(Filling, Round)> =
        versions.iter().map(|version| (Filling::new(version), Round::new(version))).collect();
    let mut round = Round::new(base);
    for parts in base.sampler.schedule().all_rounds() {
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        round.compute(base, &parts);
        filling.take(base, &round);
        for ((version, alike), (own, changed)) in versions.iter().zip(&alike).zip(&mut fillings) {
            if !alike {
                changed.compute(version, &parts);
                own.take(version, changed);
                continue;
            }
            changed.settle(version, &version.sampler, &parts);
            let same = changed.same_as(&round, &inputs);
            changed.complete(version, &same);
            own.take(version, changed);
            own.copy(&filling, &same, parts.first().map_or(0, |part| part.first_draw as usize));
        }
    }
    let tables = versions.iter().zip(fillings).map(|(version, (own, _))| own.finish(version)).collect();
    Ok((filling.finish(base), tables))
}

/// Inputs on which results depend once the talks are settled: all but the uniforms of decisions and the shifts of their odds.
fn deciding_inputs(model: &Model) -> Vec<InputId> {
    let decisions = model.negotiation.tracks.iter().flat_map(|track| &track.decisions);
    let shifts: Vec<InputId> = decisions.flat_map(|decision| &decision.odds).map(|odds| odds.beta).collect();
    let deciding =
        |(id, input): &(InputId, &Input)| !matches!(input.role, Role::Decision(..)) && !shifts.contains(id);
    model.inputs.iter().filter(deciding).map(|(id, _)| id).collect()
}

/// A table being filled, round by round.
struct Filling {
    table: Table,
    /// Columns of each group of cells, and room for its rows.
    groups: Vec<(Vec<Vec<f64>>, RowRoom)>,
}

impl Filling {
    /// An empty table.
    fn new(engine: &Engine) -> Self {
        let schedule = engine.sampler.schedule();
        let draws = schedule.stage_end(schedule.stages() - 1) as usize;
        let columns = |group: &RowGroup| group.cells.iter().map(|_| vec![f64::NAN; draws]).collect();
        Self {
            groups: engine.groups.iter().map(|group| (columns(group), RowRoom::default())).collect(),
            table: Table { columns: Vec::new(), outcomes: vec![0; draws], randomisations: vec![0; draws] },
        }
    }

    /// Takes some draws of a stretch from another table with the same cells.
    fn copy(&mut self, other: &Self, which: &[bool], first: usize) {
        let wanted =
            || which.iter().enumerate().filter(|(_, wanted)| **wanted).map(|(position, _)| first + position);
        for ((own, _), (other, _)) in self.groups.iter_mut().zip(&other.groups) {
            for (own, other) in own.iter_mut().zip(other) {
                wanted().for_each(|draw| own[draw] = other[draw]);
            }
        }
        for draw in wanted() {
            self.table.outcomes[draw] = other.table.outcomes[draw];
            self.table.randomisations[draw] = other.table.randomisations[draw];
        }
    }

    fn take(&mut self, engine: &Engine, round: &Round) {
        let groups = engine.groups.par_iter().zip(&mut self.groups);
        groups.for_each(|(group, (columns, room))| round.scatter(group, room, columns));
        for (number, draw, _) in round.draws() {
            self.table.outcomes[number as usize] = draw.outcome as u8;
            self.table.randomisations[number as usize] = draw.randomisation as u8;
        }
    }

    fn finish(mut self, engine: &Engine) -> Table {
        self.table.columns.resize_with(engine.metrics.cells.len(), Vec::new);
        for (group, (columns, _)) in engine.groups.iter().zip(self.groups) {
            group.cells.iter().zip(columns).for_each(|(cell, column)| self.table.columns[*cell] = column);
        }
        self.table
    }
}
