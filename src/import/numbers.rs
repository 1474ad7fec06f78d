//! Numbers as publishers write them: points or commas, groups of thousands, missing values.

/// How a file writes its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// `.` or `,`.
    pub decimal: char,
}

/// What publishers write where there is no figure.
const MISSING: [&str; 12] = ["", "-", "–", "...", "…", "..", ":", "NA", "n/a", "NaN", "nan", "***"];

impl Numbers {
    /// Points for decimals.
    pub const POINT: Self = Self { decimal: '.' };
    /// Commas for decimals.
    pub const COMMA: Self = Self { decimal: ',' };

    /// Reads a cell: blanks around it, one kind of separator between groups of three digits (`,` `.` a blank, `'`), a
    /// minus of any kind before or in brackets, `e` notation. None where it is no number; missing values are zero.
    pub fn parse(self, cell: &str) -> Option<f64> {
        let cell = cell.trim();
        if let Some(number) = plain(cell).filter(|_| self.decimal == '.') {
            return Some(number);
        }
        if MISSING.contains(&cell) {
            return Some(0.0);
        }
        let (cell, sign) = match cell.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(inside) => (inside, -1.0),
            None => match cell.strip_prefix(['-', '−', '△', '▲']) {
                Some(rest) => (rest.trim_start(), -1.0),
                None => (cell, 1.0),
            },
        };
        let (whole, rest) = match cell.find(self.decimal) {
            Some(at) => (&cell[..at], &cell[at + self.decimal.len_utf8()..]),
            None => (cell, ""),
        };
        let whole = ungrouped(whole)?;
        let text = if rest.is_empty() { whole } else { format!("{whole}.{rest}") };
        plain(&text).map(|number| sign * number)
    }
}

fn plain(text: &str) -> Option<f64> {
    let fits = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if fits { text.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
}

/// The digits without separators, where these stand before groups of three.
fn ungrouped(text: &str) -> Option<String> {
    let separator = text.chars().find(|letter| ",. '\u{a0}\u{202f}’".contains(*letter));
    let Some(separator) = separator else { return Some(text.to_string()) };
    let mut groups = text.split(separator);
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    fits.then(|| text.replace(separator, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_written_and_nonsense_is_not() {
        for (text, number) in [
            ("1234.5", 1234.5),
            ("1,234,567.5", 1_234_567.5),
            ("−12", -12.0),
            ("(12.5)", -12.5),
            ("1e3", 1000.0),
            (" - ", 0.0),
            ("", 0.0),
            ("1\u{a0}234", 1234.0),
            ("△5", -5.0),
        ] {
            assert_eq!(Numbers::POINT.parse(text), Some(number), "{text}");
        }
        for (text, number) in [("1.234,5", 1234.5), ("0,25", 0.25), ("12", 12.0), ("-0,5", -0.5)] {
            assert_eq!(Numbers::COMMA.parse(text), Some(number), "{text}");
        }
        for text in ["x", "1,23", "1,2345", "1.2.3", "--1", "inf", "12 kg", "1,234,56"] {
            assert_eq!(Numbers::POINT.parse(text), None, "{text}");
        }
    }
}
