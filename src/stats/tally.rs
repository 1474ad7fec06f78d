//! Batches of draws → moments and sketches of every reported quantity, by outcome.

use super::moments::Moments;
use super::sketch::Sketch;

/// Results of some consecutive draws.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Number of the first draw.
    pub first: u64,
    /// Outcome of every good draw: a state of the primary track.
    pub outcomes: Vec<usize>,
    /// How many good draws each outcome has.
    pub counts: Vec<usize>,
    /// Position, among the columns of `values`, of every good draw.
    pub columns: Vec<usize>,
    /// Values of every tallied cell in every good draw, cell by cell, draws with the same outcome together.
    pub values: Vec<f64>,
    /// The draws that failed.
    pub failures: Vec<Failure>,
    /// Good draws' numbers.
    pub draws: Vec<u64>,
    /// Values of every input in every good draw, draw by draw.
    pub inputs: Vec<Vec<f64>>,
    /// State after every decision of every track in every good draw; none where it was not reached.
    pub states: Vec<Vec<Option<usize>>>,
}

impl Batch {
    /// Empties the batch, keeping its room, for draws from `first` on.
    pub fn clear(&mut self, first: u64) {
        self.first = first;
        self.outcomes.clear();
        self.counts.clear();
        self.columns.clear();
        self.failures.clear();
        self.draws.clear();
        self.inputs.clear();
        self.states.clear();
    }
}

/// A draw whose results are not all finite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its number.
    pub draw: u64,
    /// What was not finite.
    pub reason: String,
}

/// What is known of one cell.
#[derive(Clone, Debug)]
pub struct CellTally {
    /// Moments by outcome.
    pub moments: Vec<Moments>,
    /// Sketches by outcome for a headline cell, else one for all outcomes.
    pub sketches: Vec<Sketch>,
    /// Draws at or below each threshold, by outcome (thresholds × outcomes).
    pub at_most: Vec<Vec<u64>>,
    thresholds: Vec<f64>,
}

impl CellTally {
    /// An empty tally.
    pub fn new(outcomes: usize, headline: bool, thresholds: &[f64]) -> Self {
        Self {
            moments: vec![Moments::default(); outcomes],
            sketches: vec![Sketch::default(); if headline { outcomes } else { 1 }],
            at_most: vec![vec![0; outcomes]; thresholds.len()],
            thresholds: thresholds.to_vec(),
        }
    }

    /// Takes in the values of a batch, draws with the same outcome together: `counts` says how many each outcome has.
    ///
    /// The batch's own moments come first and are then merged, so that the result depends on the order of batches
    /// alone.
    pub fn push(&mut self, values: &[f64], counts: &[usize]) {
        let by_outcome = self.sketches.len() > 1;
        let mut start = 0;
        for (outcome, count) in counts.iter().enumerate() {
            let part = &values[start..start + count];
            start += count;
            let moments = Moments::of(part);
            self.moments[outcome].merge(&moments);
            let sketch = &mut self.sketches[if by_outcome { outcome } else { 0 }];
            sketch.extend(part, moments.min, moments.max);
            for (threshold, below) in self.thresholds.iter().zip(&mut self.at_most) {
                below[outcome] += part.iter().filter(|value| *value <= threshold).count() as u64;
            }
        }
    }

    /// Moments over all outcomes.
    pub fn overall(&self) -> Moments {
        let mut overall = Moments::default();
        self.moments.iter().for_each(|moments| overall.merge(moments));
        overall
    }

    /// The sketch over all outcomes.
    pub fn overall_sketch(&self) -> Sketch {
        let mut overall = Sketch::default();
        self.sketches.iter().for_each(|sketch| overall.merge(sketch));
        overall
    }

    /// The thresholds counted.
    pub fn thresholds(&self) -> &[f64] {
        &self.thresholds
    }
}
