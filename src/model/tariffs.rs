//! Tariff programmes: the legal authorities, how their rates add to the ordinary rate, and what has happened.

use chrono::NaiveDate;

use crate::ids::{InputId, ProgrammeId, SourceId};

/// How a programme's rate combines with the most-favoured-nation rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// On top of it: `MFN + r`.
    Additional,
    /// Including it: `max(MFN, r)`.
    AllIn,
}

impl Mode {
    /// The rate paid on covered goods.
    ///
    /// ```
    /// use kanzei::model::tariffs::Mode;
    /// assert_eq!(Mode::Additional.total(0.025, 0.25), 0.275);
    /// assert_eq!(Mode::AllIn.total(0.025, 0.15), 0.15);
    /// assert_eq!(Mode::AllIn.total(0.25, 0.15), 0.25);
    /// ```
    pub fn total(self, mfn: f64, rate: f64) -> f64 {
        match self {
            Self::Additional => mfn + rate,
            Self::AllIn => mfn.max(rate),
        }
    }

    /// Name in model files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Additional => "additional",
            Self::AllIn => "all_in",
        }
    }
}

/// A legal authority under which a tariff is levied.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Id, e.g. `autos`.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// The law and the proclamation or order.
    pub legal_basis: String,
    /// Mode and rate in force for every source before `start`, if any.
    pub initial: Option<(Mode, InputId)>,
}

/// A change of a programme's rate for some sources.
#[derive(Clone, Debug)]
pub struct Action {
    /// Id, unique where it is listed.
    pub id: String,
    /// The programme.
    pub programme: ProgrammeId,
    /// The sources it applies to.
    pub sources: Vec<SourceId>,
    /// How the rate combines with MFN.
    pub mode: Mode,
    /// The rate.
    pub rate: InputId,
    /// Days from the decision until it takes effect, rounded to whole days.
    pub lag: InputId,
}

/// An action that had been decided by the as-of date.
#[derive(Clone, Debug)]
pub struct PastAction {
    /// The action.
    pub action: Action,
    /// When it was decided.
    pub decided: NaiveDate,
    /// Where this is recorded.
    pub source: String,
}

/// The tariff programmes and their history.
#[derive(Clone, Debug)]
pub struct Tariffs {
    /// The programmes.
    pub programmes: Vec<Programme>,
    /// What had been decided by the as-of date, in order of decision.
    pub history: Vec<PastAction>,
}

impl Tariffs {
    /// The programme with an id.
    pub fn find_programme(&self, id: &str) -> Option<ProgrammeId> {
        self.programmes.iter().position(|programme| programme.id == id).map(ProgrammeId)
    }
}
