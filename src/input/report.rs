//! Collecting every problem of a model folder while reading goes on.

use std::cell::RefCell;

use crate::error::{Place, Problems};

/// The problems found so far; readers share it.
pub struct Report {
    problems: RefCell<Problems>,
}

impl Report {
    /// No problems yet for a folder.
    pub fn new(folder: impl std::fmt::Display) -> Self {
        Self { problems: RefCell::new(Problems::new(folder)) }
    }

    /// Adds a problem: the rule's short name, the place, what was found against the rule, and the remedy.
    pub fn add(
        &self,
        rule: &'static str,
        place: Place,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.problems.borrow_mut().push(rule, place, message, remedy);
    }

    /// How many problems there are so far.
    pub fn len(&self) -> usize {
        self.problems.borrow().len()
    }

    /// All problems.
    pub fn into_problems(self) -> Problems {
        self.problems.into_inner()
    }
}
