//! Tallies of all cells, group by group, and of how the talks go.

use super::Engine;
use super::round::Round;
use crate::draw::RANDOMISATIONS;
use crate::model::Model;
use crate::propagate::{RowGroup, RowRoom, Rows};
use crate::stats::{
    CellTally, Errors, FEW_QUANTILES, GIVEN_QUANTILES, QUANTILES, Scratch, Shape, share_error,
};

/// Tallies of a group of cells, and rows that are kept for the samples.
pub struct GroupTally {
    /// By cell of the group.
    pub cells: Vec<CellTally>,
    /// Rows of the round computed last, for cells that are kept.
    pub kept: Vec<Option<Vec<f64>>>,
}

/// Room for one thread.
#[derive(Default)]
pub(super) struct TallyRoom {
    rows: RowRoom,
    scratch: Scratch,
}

impl GroupTally {
    /// Empty tallies of all groups of cells; the rows of some cells are kept.
    pub fn all(engine: &Engine, kept: &[usize]) -> Vec<Self> {
        engine.groups.iter().map(|group| Self::new(engine, group, kept)).collect()
    }

    /// Empty tallies; the rows of some cells are kept.
    fn new(engine: &Engine, group: &RowGroup, kept: &[usize]) -> Self {
        let outcomes = engine.model.negotiation.primary_track().states.len();
        let tally = |cell: &usize| {
            let cell = &engine.metrics.cells[*cell];
            CellTally::new(Shape {
                outcomes: if cell.headline { outcomes } else { 1 },
                randomisations: RANDOMISATIONS as usize,
                quantiles: if cell.headline { &QUANTILES } else { &FEW_QUANTILES },
                quantiles_given: if cell.headline { &GIVEN_QUANTILES } else { &FEW_QUANTILES },
                thresholds: engine.thresholds(cell).to_vec(),
            })
        };
        Self {
            cells: group.cells.iter().map(tally).collect(),
            kept: group.cells.iter().map(|cell| kept.contains(cell).then(Vec::new)).collect(),
        }
    }

    /// Takes in the rows of a round.
    pub(super) fn push(&mut self, group: &RowGroup, rows: &Rows, counts: &[usize], room: &mut TallyRoom) {
        let draws: usize = counts.iter().sum();
        if draws == 0 {
            return;
        }
        group.evaluate(rows, &mut room.rows);
        for (position, (tally, kept)) in self.cells.iter_mut().zip(&mut self.kept).enumerate() {
            let row = room.rows.row(position, rows, draws);
            tally.push(row, counts, &mut room.scratch);
            if let Some(kept) = kept {
                kept.clear();
                kept.extend_from_slice(row);
            }
        }
    }
}

/// Draws by randomisation.
pub(super) type Counts = [u64; RANDOMISATIONS as usize];

/// How often the talks end and go how, by randomisation.
pub(super) struct PathTally {
    /// Good draws.
    pub good: Counts,
    /// Draws by outcome.
    pub outcomes: Vec<Counts>,
    /// Draws by state of the primary track and the decision at which it was first entered.
    pub entered: Vec<Vec<Counts>>,
    /// Draws by decision of the primary track that was reached and the state after it.
    pub decided: Vec<Vec<Counts>>,
}

impl PathTally {
    pub fn new(model: &Model) -> Self {
        let track = model.negotiation.primary_track();
        let none = [0; RANDOMISATIONS as usize];
        Self {
            good: none,
            outcomes: vec![none; track.states.len()],
            entered: vec![vec![none; track.decisions.len()]; track.states.len()],
            decided: vec![vec![none; track.states.len()]; track.decisions.len()],
        }
    }

    /// The share of the good draws that were counted, and its Monte Carlo standard error.
    pub fn share(&self, counts: &Counts, errors: Errors) -> (f64, f64) {
        let counted: Vec<(u64, u64)> = counts.iter().copied().zip(self.good).collect();
        let count: u64 = counts.iter().sum();
        let good: u64 = self.good.iter().sum();
        (count as f64 / good.max(1) as f64, share_error(&counted, errors))
    }

    /// Counts a round.
    pub fn push(&mut self, model: &Model, round: &Round) {
        let primary = model.negotiation.primary.0;
        let mut seen = vec![0_u64; self.outcomes.len()];
        for (number, draw, _) in round.draws() {
            self.good[draw.randomisation] += 1;
            self.outcomes[draw.outcome][draw.randomisation] += 1;
            for step in &draw.tracks[primary].steps {
                self.decided[step.decision.0][step.state.0][draw.randomisation] += 1;
                // The first entry in this draw: the state was last seen in another.
                if step.entered && seen[step.state.0] != number + 1 {
                    seen[step.state.0] = number + 1;
                    self.entered[step.state.0][step.decision.0][draw.randomisation] += 1;
                }
            }
        }
    }
}
