//! What a run found: outcomes with their probabilities and dates, and estimates for every cell.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::tallies::{Counts, PathTally};
use super::target::Figure;
use super::{Engine, GroupTally, Settings};
use crate::draw::Sampler;
use crate::ids::StateId;
use crate::leontief::Plan;
use crate::propagate::RowGroup;
use crate::propagate::metrics::Cell;
use crate::stats::{CellTally, Errors, Estimate, Failure, Sketch, estimate_given, estimate_overall};

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
    /// How points were chosen.
    pub sampler: Sampler,
    /// The outcomes, in the order of the primary track's states.
    pub outcomes: Vec<OutcomeSummary>,
    /// The decisions of the primary track, in order of date.
    pub talks: Vec<DecisionSummary>,
    /// The outcome of the deterministic run.
    pub deterministic_outcome: usize,
    /// The cells, in the order of [`crate::propagate::metrics::Metrics`].
    pub cells: Vec<CellSummary>,
    /// Some figures after every stage of the run.
    pub convergence: Vec<Convergence>,
    /// How the Leontief system was solved.
    pub leontief: Plan,
}

/// A figure as it stood after some draws.
#[derive(Clone, Debug)]
pub struct Convergence {
    /// The figure, as in a target.
    pub figure: String,
    /// Draws so far.
    pub draws: u64,
    /// Its value.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub mcse: Option<f64>,
    /// The largest error that would do, for a target.
    pub target: Option<f64>,
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

/// One decision of the primary track.
#[derive(Clone, Debug)]
pub struct DecisionSummary {
    /// Probability that it is reached: the track is then in the state that it leaves.
    pub reached: f64,
    /// Monte Carlo standard error of the probability.
    pub mcse: f64,
    /// Where it leads, in the model's order; staying counts as a move.
    pub moves: Vec<Move>,
}

/// A decision that is reached and leads to a state.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    /// The state after it.
    pub state: usize,
    /// Good draws in which it leads there.
    pub count: u64,
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
    /// Whether the quantiles are those of the draws themselves, not of a sketch.
    pub exact: bool,
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
        Self { cell, overall, given: Vec::new(), exact: self.exact, sketch: None }
    }
}

impl Summary {
    pub(super) fn new(
        engine: &Engine,
        settings: &Settings,
        tallies: &[GroupTally],
        paths: &PathTally,
        draws: u64,
        failures: (u64, Vec<Failure>),
        convergence: Vec<Convergence>,
    ) -> Self {
        let errors = errors_of(settings.sampler);
        let (deterministic, deterministic_outcome) = engine.deterministic();
        let of_groups = engine.groups.par_iter().zip(tallies);
        let tallied: Vec<(usize, CellSummary)> = of_groups
            .flat_map(|(group, tally)| group.cells.par_iter().zip(&tally.cells))
            .map(|(position, tally)| {
                (
                    *position,
                    summary_of(engine.metrics.cells[*position], tally, deterministic[*position], errors),
                )
            })
            .collect();
        let mut found: Vec<Option<CellSummary>> = vec![None; engine.metrics.cells.len()];
        tallied.into_iter().for_each(|(position, summary)| found[position] = Some(summary));
        for (position, cell) in engine.metrics.cells.iter().enumerate() {
            if let Some((other, factor)) = cell.multiple_of {
                found[position] = found[other].as_ref().map(|other| other.scaled(*cell, factor));
            }
        }
        Self {
            draws,
            failed: failures.0,
            failures: failures.1,
            convergence,

            leontief: engine.propagation.plan,
            seed: settings.seed,
            sampler: settings.sampler,
            outcomes: (0..paths.outcomes.len()).map(|state| outcome(engine, paths, state, errors)).collect(),
            talks: (0..paths.decided.len())
                .map(|position| decision(engine, paths, position, errors))
                .collect(),
            deterministic_outcome,
            cells: found.into_iter().flatten().collect(),
        }
    }
}

/// One estimate from the tallies so far; none where there are no draws yet.
pub(super) fn estimate_of(
    engine: &Engine,
    settings: &Settings,
    tallies: &[GroupTally],
    figure: &Figure,
) -> Option<Estimate> {
    let (cell, factor) = engine.metrics.cells[figure.cell].multiple_of.unwrap_or((figure.cell, 1.0));
    let place = |(group, own): (&RowGroup, &GroupTally)| {
        let position = group.cells.iter().position(|known| *known == cell)?;
        Some(own.cells[position].clone())
    };
    let tally = engine.groups.iter().zip(tallies).find_map(place)?;
    let errors = errors_of(settings.sampler);
    let estimates = match figure.outcome {
        None => estimate_overall(&tally, 0.0, errors),
        Some(state) => estimate_given(&tally, state, errors),
    };
    let found = estimates.into_iter().find(|estimate| estimate.statistic == figure.statistic)?;
    Some(Estimate { value: factor * found.value, mcse: found.mcse.map(|mcse| factor * mcse), ..found })
}

/// How errors are found for a sampler's points.
pub fn errors_of(sampler: Sampler) -> Errors {
    match sampler {
        Sampler::Sobol | Sampler::Lhs => Errors::BetweenRandomisations,
        Sampler::Pseudo => Errors::Independent,
    }
}

fn summary_of(cell: Cell, tally: &CellTally, deterministic: f64, errors: Errors) -> CellSummary {
    let states = if cell.headline { 0..tally.tallies().len() } else { 0..0 };
    CellSummary {
        cell,
        overall: estimate_overall(tally, deterministic, errors),
        given: states.map(|state| estimate_given(tally, state, errors)).collect(),
        exact: false,
        sketch: if cell.headline { tally.overall().map(|overall| overall.sketch) } else { None },
    }
}

fn outcome(engine: &Engine, paths: &PathTally, state: usize, errors: Errors) -> OutcomeSummary {
    let share = |counts: &Counts| paths.share(counts, errors);
    let track = engine.model.negotiation.primary_track();
    let mut by_date: BTreeMap<NaiveDate, Counts> = BTreeMap::new();
    for (decision, counts) in track.decisions.iter().zip(&paths.entered[state]) {
        let sums = by_date.entry(decision.date).or_default();
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    by_date.retain(|_, counts| counts.iter().any(|count| *count > 0));
    let entry = |(date, counts): (&NaiveDate, &Counts)| {
        let (probability, mcse) = share(counts);
        EntryDate { date: *date, probability, mcse }
    };
    let (probability, mcse) = share(&paths.outcomes[state]);
    OutcomeSummary {
        state,
        count: paths.outcomes[state].iter().sum(),
        probability,
        mcse,
        entered: by_date.iter().map(entry).collect(),
    }
}

fn decision(engine: &Engine, paths: &PathTally, position: usize, errors: Errors) -> DecisionSummary {
    let decided = &paths.decided[position];
    let mut all = Counts::default();
    decided.iter().for_each(|counts| all.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count));
    let (reached, mcse) = paths.share(&all, errors);
    let to = &engine.model.negotiation.primary_track().decisions[position].to;
    let way = |(state, _): &(StateId, f64)| {
        let counts = &decided[state.0];
        let (probability, mcse) = paths.share(counts, errors);
        Move { state: state.0, count: counts.iter().sum(), probability, mcse }
    };
    DecisionSummary { reached, mcse, moves: to.iter().map(way).collect() }
}
