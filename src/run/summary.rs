//! What a run found: outcomes with their probabilities and dates, and estimates for every cell.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::{Engine, Settings};
use crate::model::Model;
use crate::propagate::metrics::Cell;
use crate::stats::{
    Batch, CellTally, Estimate, Failure, Sketch, estimate_given, estimate_overall, probability_error,
};

/// Failed draws that are listed one by one; the rest is counted.
pub(super) const LISTED_FAILURES: usize = 20;

/// Results of a run.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Number of draws, failed ones included.
    pub draws: u64,
    /// Number of failed draws.
    pub failed: u64,
    /// The first failed draws.
    pub failures: Vec<Failure>,
    /// Seed.
    pub seed: u64,
    /// The outcomes, in the order of the primary track's states.
    pub outcomes: Vec<OutcomeSummary>,
    /// The outcome of the deterministic run.
    pub deterministic_outcome: usize,
    /// The cells, in the order of [`crate::propagate::metrics::Metrics`].
    pub cells: Vec<CellSummary>,
}

/// One outcome.
#[derive(Clone, Debug)]
pub struct OutcomeSummary {
    /// State of the primary track on the outcome date.
    pub state: usize,
    /// Good draws that ended so.
    pub count: u64,
    /// Its probability.
    pub probability: f64,
    /// Monte Carlo standard error of the probability.
    pub mcse: f64,
    /// When the state was first entered, over all draws that ever entered it.
    pub entered: Vec<EntryDate>,
}

/// Probability of first entering a state on a date.
#[derive(Clone, Copy, Debug)]
pub struct EntryDate {
    /// The date.
    pub date: NaiveDate,
    /// Probability over all draws.
    pub probability: f64,
    /// Its Monte Carlo standard error.
    pub mcse: f64,
}

/// Estimates of one cell.
#[derive(Clone, Debug)]
pub struct CellSummary {
    /// The cell.
    pub cell: Cell,
    /// Over all outcomes.
    pub overall: Vec<Estimate>,
    /// By outcome; empty for an outcome never drawn, and for cells that are not headlines.
    pub given: Vec<Vec<Estimate>>,
    /// The distribution over all outcomes, for headline cells.
    pub sketch: Option<Sketch>,
}

impl CellSummary {
    /// The estimates of a cell that is a multiple of this one in every draw.
    fn scaled(&self, cell: Cell, factor: f64) -> Self {
        let scale = |estimate: &Estimate| Estimate {
            value: factor * estimate.value,
            mcse: estimate.mcse.map(|error| factor * error),
            ..*estimate
        };
        let overall = self.overall.iter().map(scale).collect();
        Self { cell, overall, given: Vec::new(), sketch: None }
    }
}

/// Outcomes and first entries, counted over draws.
pub(super) struct PathTally {
    outcomes: Vec<u64>,
    entered: Vec<BTreeMap<NaiveDate, u64>>,
    good: u64,
}

impl PathTally {
    pub(super) fn new(model: &Model) -> Self {
        let states = model.negotiation.primary_track().states.len();
        Self { outcomes: vec![0; states], entered: vec![BTreeMap::new(); states], good: 0 }
    }

    /// Counts a batch.
    pub(super) fn push(&mut self, model: &Model, batch: &Batch) {
        let negotiation = &model.negotiation;
        let track = negotiation.primary_track();
        let before = &negotiation.tracks[..negotiation.primary.0];
        let offset: usize = before.iter().map(|track| track.decisions.len()).sum();
        for (outcome, states) in batch.outcomes.iter().zip(&batch.states) {
            self.good += 1;
            self.outcomes[*outcome] += 1;
            let mut current = track.initial.0;
            let mut seen = vec![false; track.states.len()];
            for (decision, state) in track.decisions.iter().zip(&states[offset..]) {
                let Some(state) = *state else { continue };
                if state != current && !seen[state] {
                    seen[state] = true;
                    *self.entered[state].entry(decision.date).or_default() += 1;
                }
                current = state;
            }
        }
    }
}

impl Summary {
    pub(super) fn new(
        engine: &Engine,
        settings: &Settings,
        tallies: &[CellTally],
        paths: &PathTally,
        failed: u64,
        failures: Vec<Failure>,
    ) -> Self {
        let (deterministic, deterministic_outcome) = engine.deterministic();
        let share = |count: u64| count as f64 / paths.good.max(1) as f64;
        let outcome = |state: usize| OutcomeSummary {
            state,
            count: paths.outcomes[state],
            probability: share(paths.outcomes[state]),
            mcse: probability_error(paths.outcomes[state], paths.good.max(1)),
            entered: paths.entered[state]
                .iter()
                .map(|(date, count)| EntryDate {
                    date: *date,
                    probability: share(*count),
                    mcse: probability_error(*count, paths.good.max(1)),
                })
                .collect(),
        };
        let tallied = engine.tallied.par_iter().zip(tallies).map(|(position, tally)| {
            let cell = engine.metrics.cells[*position];
            let states = if cell.headline { 0..paths.outcomes.len() } else { 0..0 };
            CellSummary {
                cell,
                overall: estimate_overall(tally, cell.headline, deterministic[*position]),
                given: states.map(|state| estimate_given(tally, state)).collect(),
                sketch: cell.headline.then(|| tally.overall_sketch()),
            }
        });
        let mut tallied = tallied.collect::<Vec<_>>().into_iter();
        let mut cells: Vec<CellSummary> = Vec::with_capacity(engine.metrics.cells.len());
        for cell in &engine.metrics.cells {
            let summary = match cell.multiple_of {
                Some((other, factor)) => Some(cells[other].scaled(*cell, factor)),
                None => tallied.next(),
            };
            cells.extend(summary);
        }
        Self {
            draws: settings.draws,
            failed,
            failures,
            seed: settings.seed,
            outcomes: (0..paths.outcomes.len()).map(outcome).collect(),
            deterministic_outcome,
            cells,
        }
    }
}
