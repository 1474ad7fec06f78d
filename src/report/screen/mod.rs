//! What commands found, as text for a terminal: one file for each command.

mod compare;
mod drivers;
mod multipliers;
mod reweight;
mod run;
mod score;
mod trace;
mod verify;

pub use compare::render_compare;
pub use drivers::render_drivers;
pub use multipliers::{render_multipliers, render_rounds};
pub use reweight::render_reweight;
pub use run::{render_run, wrapped};
pub use score::render_score;
pub use trace::render_trace;
pub use verify::render_verify;
