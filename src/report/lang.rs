//! The language of a report.

/// A language that reports are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Japanese, with the terms of Japanese input–output practice.
    Ja,
}

impl Lang {
    /// The text in this language; both stand together where they are used.
    pub fn pick<'t>(self, english: &'t str, japanese: &'t str) -> &'t str {
        match self {
            Self::En => english,
            Self::Ja => japanese,
        }
    }

    /// Code of the language, as `lang` of HTML has it.
    pub fn code(self) -> &'static str {
        self.pick("en", "ja")
    }
}
