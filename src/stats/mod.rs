//! Draws → distributions: moments, quantile sketches and their errors. Everything can be pushed to and merged.

mod moments;
mod sketch;
mod summary;
mod tally;

pub use moments::Moments;
pub use sketch::{RELATIVE_ERROR, Sketch};
pub use summary::{
    Estimate, FEW_QUANTILES, QUANTILES, Statistic, estimate_given, estimate_overall, probability_error,
};
pub use tally::{Batch, CellTally, Failure};
