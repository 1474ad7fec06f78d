//! What a reader of a published layout is.

use super::source::Source;
use super::table::Table;
use crate::error::{Place, Problems};

/// What the user says about the file where it does not say so itself.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The year wanted, for files with several and as a check on the others.
    pub year: Option<i32>,
    /// Code of the country of a national table, where the file does not give it.
    pub country: Option<String>,
    /// How decimals are written: `,` or `.`; found out if none.
    pub decimal: Option<char>,
    /// Unit of money, where the file does not give it.
    pub money: Option<String>,
}

/// A reading that ends in problems, each with place, finding, rule and remedy.
pub type Reading<T> = std::result::Result<T, Problems>;

/// A reader of one published layout.
pub struct Reader {
    /// Name on the command line, e.g. `oecd-iot`.
    pub name: &'static str,
    /// Publisher and layouts, for the list of formats.
    pub about: &'static str,
    /// Whether a source looks like this layout; quick, and never a problem. Used to say what a wrongly named file is.
    pub recognise: fn(&Source) -> bool,
    /// Reads it.
    pub read: Read,
}

/// How a reader reads: the source, what the user says of it, and whom to tell what goes on.
pub type Read = fn(&Source, &ReadOptions, &dyn Fn(&str)) -> Reading<Table>;

/// One problem of a published table: where, what was found against what was expected, and what to do.
pub fn problem(place: Place, message: impl Into<String>, remedy: impl Into<String>) -> Problems {
    let mut problems = Problems::of_table(&place.file);
    problems.push("layout", place, message, remedy);
    problems
}
