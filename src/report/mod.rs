//! Results files → text for people: screens, and reports in several formats. Nothing here sees a draw in memory.

pub mod cells;
pub mod chart;
mod contents;
pub mod document;
pub mod figures;
#[cfg(test)]
mod fixture;
mod html;
pub mod lang;
mod latex;
mod letters;
mod markdown;
mod numbers;
mod render;
mod screen;
pub mod source;

/// A format that a report is rendered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportFormat {
    /// `report.html`, with its figures inside.
    Html,
    /// `report.md`, which shows the files of `figures/`.
    Markdown,
    /// `tables/*.tex`
    Latex,
    /// `report.xlsx`
    Workbook,
    /// `figures/*.svg`, `*.png` and `*.csv`
    Figures,
}

impl ReportFormat {
    /// All formats.
    pub const ALL: [Self; 5] = [Self::Html, Self::Markdown, Self::Latex, Self::Workbook, Self::Figures];

    /// Name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Latex => "tex",
            Self::Workbook => "xlsx",
            Self::Figures => "figures",
        }
    }
}
mod workbook;

pub use html::html;
pub use latex::latex;
pub use markdown::markdown;
pub use numbers::{decimals_of, fixed, percent, with_error};
pub use render::render;
pub use screen::{
    render_compare, render_drivers, render_multipliers, render_reweight, render_rounds, render_run,
    render_score, render_trace, render_verify, wrapped,
};
pub use workbook::workbook;
