//! Questions put to a model or to a results folder: what a policy changes, what drives the answer, whether it was right.

mod chips;
mod compare;
mod drivers;
mod earlier;
mod paired;
mod reweight;
mod score;
mod verify;

pub use compare::{Policy, compare};
pub use drivers::{Asked, drivers, drivers_work};
pub use reweight::reweight;
pub use score::score;
pub use verify::verify;

/// What a comparison shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The value of every lever, of pairs and of all together.
    pub chips: bool,
    /// The state of the primary track whose earlier coming is valued.
    pub earlier: Option<String>,
}
