//! Questions put to a model or to a results folder: what a policy changes, what drives the answer, whether it was right.

mod against;
mod chips;
mod compare;
mod complete;
mod drivers;
mod earlier;
mod multipliers;
mod paired;
mod reweight;
mod score;
mod verify;

pub use against::against;
pub use compare::{Policy, compare};
pub use complete::{Analyses, complete};
pub use drivers::{Asked, drivers, drivers_work};
pub use multipliers::multipliers;
pub use reweight::reweight;
pub use score::score;
pub use verify::verify;

/// What a comparison shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The value of every lever and of all together.
    pub chips: bool,
    /// With them, the value of every pair.
    pub pairs: bool,
    /// The state of the primary track whose earlier coming is valued.
    pub earlier: Option<String>,
}
