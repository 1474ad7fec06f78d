//! One number for every metric, scope and period of a draw.

mod evaluate;
mod growth;
mod list;

pub use list::Metrics;

use crate::model::calendar::Span;
pub use crate::model::measure::{Measure, Metric, Scope};

/// Through which channel output changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// All three.
    Total,
    /// Final demand itself.
    Direct,
    /// Suppliers.
    Indirect,
    /// Consumption out of labour income.
    Induced,
}

impl Channel {
    /// Name in results files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Induced => "induced",
        }
    }
}

/// One reported quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// What is measured.
    pub metric: Metric,
    /// For what.
    pub scope: Scope,
    /// Through which channel.
    pub channel: Channel,
    /// When.
    pub span: Span,
    /// Whether it is reported by outcome with all its quantiles, or overall only.
    pub headline: bool,
    /// Where its value is a fixed multiple of another cell's in every draw: that cell, and the factor, not negative.
    pub multiple_of: Option<(usize, f64)>,
}
