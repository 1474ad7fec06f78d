//! [`Figure`]s → drawings, and tidy tables of what they show.

mod axes;
mod bars;
mod canvas;
mod fan;
mod fonts;
mod legend;
mod palette;
mod periods;
mod png;
mod rows;
mod tidy;

pub use png::png;
pub use tidy::tidy;

use super::chart::{Chart, Figure};
use super::lang::Lang;

/// A drawn figure.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// A whole SVG document: from `<svg` to `</svg>`, without an XML declaration.
    pub svg: String,
    /// Its width in CSS pixels.
    pub width: u32,
    /// Its height in CSS pixels.
    pub height: u32,
}

/// Draws a figure. Its title and note are not in the drawing: they stand beside it.
pub fn draw(figure: &Figure, lang: Lang) -> Drawing {
    canvas::drawing(figure, lang, |canvas| match &figure.chart {
        Chart::Fan(fan) => fan::paint(canvas, fan),
        Chart::Bars(bars) => bars::paint(canvas, bars),
        _ => canvas.nothing(),
    })
}
