//! Results files → text for people. Nothing here sees a draw in memory.

mod compare;
mod drivers;
mod numbers;
mod reweight;
mod score;
mod terminal;
mod trace;
mod verify;

pub use compare::render_compare;
pub use drivers::render_drivers;
pub use numbers::{decimals_of, fixed, percent, with_error};
pub use reweight::render_reweight;
pub use score::render_score;
pub use terminal::{render, wrapped};
pub use trace::render_trace;
pub use verify::render_verify;
