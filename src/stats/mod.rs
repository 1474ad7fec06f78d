//! Draws → distributions: sums, quantile sketches and their errors. Everything can be pushed to and merged.

mod column;
mod quantile;
mod scores;
mod sensitivity;
mod sketch;
mod summary;
mod tally;
mod weighted;

pub use column::{estimate_column, mean_of_column};
pub use quantile::exact_quantiles;
pub use scores::{Mixture, crps, crps_normal, crps_of_time};
pub use sensitivity::{Ends, Share, Split, increment, joining, path_share, split_variance, total_index};
pub use sketch::{RELATIVE_ERROR, Scale, Sketch};
pub use summary::{
    Errors, Estimate, FEW_QUANTILES, GIVEN_QUANTILES, QUANTILES, Statistic, estimate_given, estimate_overall,
    share_error,
};
pub use tally::{CellTally, Failure, Scratch, Shape, Tally};
pub use weighted::{Weights, effective_draws};
