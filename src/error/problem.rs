//! What is wrong with a model folder: where, what was found, the rule, and what to do.

use std::collections::BTreeMap;
use std::fmt;

/// Where in a model folder something stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// File, as the user can open it.
    pub file: String,
    /// Line, from 1; none when the file as a whole is meant.
    pub line: Option<usize>,
    /// Column or key.
    pub field: Option<String>,
}

impl Place {
    /// A file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, field: None }
    }

    /// The same file, at a line.
    #[must_use]
    pub fn line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The same place, at a column or key.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(field) = &self.field {
            let kind =
                if std::path::Path::new(&self.file).extension().is_some_and(|extension| extension == "csv") {
                    "column"
                } else {
                    "key"
                };
            write!(f, ", {kind} {field}")?;
        }
        Ok(())
    }
}

/// One thing wrong with a model folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// The rule's short name; at most ten problems per rule are printed.
    pub rule: &'static str,
    /// What was found and the rule it breaks, as a sentence.
    pub message: String,
    /// What to do, as a sentence.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    {}", self.place, self.message, self.remedy)
    }
}

/// The problems of a model folder or a published table, in the order of files and lines.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// What cannot be done because of them, e.g. `the model m cannot be used`.
    subject: String,
    list: Vec<Problem>,
}

/// How many problems of one rule are printed in full.
const PRINTED_PER_RULE: usize = 10;

impl Problems {
    /// No problems yet for this model folder.
    pub fn new(folder: impl fmt::Display) -> Self {
        Self { subject: format!("the model {folder} cannot be used"), list: Vec::new() }
    }

    /// No problems yet for this published table.
    pub fn of_table(file: impl fmt::Display) -> Self {
        Self { subject: format!("the table {file} cannot be imported"), list: Vec::new() }
    }

    /// Adds all problems of another list.
    pub fn append(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Adds a problem.
    pub fn push(
        &mut self,
        rule: &'static str,
        place: Place,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.list.push(Problem { place, rule, message: message.into(), remedy: remedy.into() });
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many problems were found.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The problems in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.list.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        writeln!(f, "{}: {count} {noun}", self.subject)?;
        let mut printed: BTreeMap<&str, usize> = BTreeMap::new();
        for problem in &self.list {
            let seen = printed.entry(problem.rule).or_default();
            *seen += 1;
            if *seen <= PRINTED_PER_RULE {
                write!(f, "\n{problem}")?;
            }
        }
        for (rule, seen) in printed {
            if seen > PRINTED_PER_RULE {
                write!(f, "\nand {} more of the rule \"{rule}\"", seen - PRINTED_PER_RULE)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_ten_of_a_rule_are_printed_and_the_rest_is_counted() {
        let mut problems = Problems::new("m");
        for line in 1..=13 {
            problems.push(
                "range",
                Place::file("m/a.csv").line(line).field("x"),
                "2 is above 1.",
                "Lower it.",
            );
        }
        let text = problems.to_string();
        assert_eq!(text.matches("Lower it.").count(), 10);
        assert!(text.ends_with("and 3 more of the rule \"range\""), "{text}");
        assert!(text.contains("m/a.csv, line 7, column x: 2 is above 1."), "{text}");
    }
}
