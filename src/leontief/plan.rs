//! Whether to eliminate or to go round by round: by the work that each would take.

use super::rounds::LARGEST_ERROR;
use crate::model::flows::Flows;

/// How the Leontief system is solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `I − A = L U`, then both solved for every column.
    Elimination,
    /// `f + A f + A² f + …`
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

/// Columns that rounds follow side by side, whether there are as many or not.
const LANES: usize = 16;

impl Plan {
    /// Chooses by the multiply-adds that each method would take, of which both make about as many a second (bench
    /// `leontief`, benches/README.md): the same choice for the same table, on any machine.
    pub fn new(coefficients: &Flows, columns: usize) -> Self {
        let (sectors, entries) = (coefficients.nrows(), coefficients.entries());
        let n = sectors as f64;
        let elimination = n * n * n / 3.0 + n * n * columns as f64;
        let round = (entries * columns.next_multiple_of(LANES)) as f64;
        // Small tables are eliminated in no time; only for others is it worth to see how fast the rounds die out.
        let rounds = if round * 10.0 < elimination { expected_rounds(coefficients) } else { f64::INFINITY };
        let method = if round * rounds < elimination { Method::Rounds } else { Method::Elimination };
        Self { method, sectors, entries, columns, rounds: 0 }
    }
}

/// Rounds until what is left is [`LARGEST_ERROR`], if they go on to shrink as the tenth round of a uniform demand does.
fn expected_rounds(coefficients: &Flows) -> f64 {
    let mut round = vec![1.0; coefficients.nrows()];
    let mut ratio = 0.0;
    for _ in 0..10 {
        let next = coefficients.times(&round);
        let (before, after) = (round.iter().sum::<f64>(), next.iter().sum::<f64>());
        ratio = if before > 0.0 { after / before } else { 0.0 };
        round = next;
    }
    if ratio < 1.0 { (LARGEST_ERROR.ln() / ratio.max(1e-9).ln()).max(1.0) } else { f64::INFINITY }
}
