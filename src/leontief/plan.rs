//! Whether to eliminate or to go round by round: by the work that each would take.

use std::ops::Range;

use super::rounds::{Blocks, expected_rounds, padded};
use crate::model::flows::Flows;

/// How the Leontief system is solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `I − A = L U`, then both solved for every column.
    Elimination,
    /// `f + A f + A² f + …`; with several regions, rounds of trade between them.
    Rounds,
}

impl Method {
    /// Name in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Elimination => "elimination",
            Self::Rounds => "rounds",
        }
    }
}

/// How a Leontief system is solved, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// The method.
    pub method: Method,
    /// Sectors of the system.
    pub sectors: usize,
    /// Technical coefficients that are not zero.
    pub entries: usize,
    /// Columns of final demand.
    pub columns: usize,
    /// Rounds made; none in elimination.
    pub rounds: usize,
}

impl Plan {
    /// Chooses by the multiply-adds that each method would take, of which both make about as many a second (bench
    /// `leontief`, benches/README.md): the same choice for the same table, on any machine.
    pub fn new(coefficients: &Flows, regions: &[Range<usize>], columns: usize) -> Self {
        let (sectors, entries) = (coefficients.nrows(), coefficients.entries());
        let n = sectors as f64;
        let elimination = n * n * n / 3.0 + n * n * columns as f64;
        // Rounds follow columns in panels, full or not.
        let round = (entries * padded(columns)) as f64;
        // Small tables are eliminated in no time; only for others is it worth to see how fast the rounds die out.
        let worth = round * 5.0 < elimination;
        let blocks = if worth { Blocks::new(coefficients, regions).ok() } else { None };
        let rounds = blocks.map_or(f64::INFINITY, |blocks| expected_rounds(coefficients, &blocks));
        let method = if round * rounds < elimination { Method::Rounds } else { Method::Elimination };
        Self { method, sectors, entries, columns, rounds: 0 }
    }
}
