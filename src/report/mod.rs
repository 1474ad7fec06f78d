//! Results files → text for people: screens, and reports in several formats. Nothing here sees a draw in memory.

pub mod cells;
pub mod chart;
pub mod document;
pub mod figures;
#[cfg(test)]
mod fixture;
pub mod lang;
mod latex;
mod letters;
mod markdown;
mod numbers;
mod screen;
mod workbook;

pub use latex::latex;
pub use markdown::markdown;
pub use numbers::{decimals_of, fixed, percent, with_error};
pub use screen::{
    render_compare, render_drivers, render_reweight, render_run, render_score, render_trace, render_verify,
    wrapped,
};
pub use workbook::workbook;
