//! Numbers as publishers write them: points or commas, groups of thousands, missing values.

/// How a file writes its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// `.` or `,`.
    pub decimal: char,
}

/// What publishers write where there is no figure.
const MISSING: [&str; 12] = ["", "-", "–", "...", "…", "..", ":", "NA", "n/a", "NaN", "nan", "***"];

/// What may stand between groups of three digits.
const GROUPS: &str = ",. '\u{a0}\u{202f}’";

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
        let (cell, sign) = unsigned(cell);
        if !cell.starts_with(|letter: char| letter.is_ascii_digit() || letter == self.decimal) {
            return None;
        }
        let (whole, rest) = match cell.find(self.decimal) {
            Some(at) => (&cell[..at], &cell[at + self.decimal.len_utf8()..]),
            None => (cell, ""),
        };
        let whole = ungrouped(whole)?;
        let text = if rest.is_empty() { whole } else { format!("{whole}.{rest}") };
        plain(&text).map(|number| sign * number)
    }
}

/// A cell without its sign, and the sign.
fn unsigned(cell: &str) -> (&str, f64) {
    match cell.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inside) => (inside, -1.0),
        None => match cell.strip_prefix(['-', '−', '△', '▲']) {
            Some(rest) => (rest.trim_start(), -1.0),
            None => (cell.strip_prefix('+').unwrap_or(cell), 1.0),
        },
    }
}

fn plain(text: &str) -> Option<f64> {
    let fits = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if fits { text.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
}

/// The digits without separators, where these stand before groups of three.
fn ungrouped(text: &str) -> Option<String> {
    let separator = text.chars().find(|letter| GROUPS.contains(*letter));
    let Some(separator) = separator else { return Some(text.to_string()) };
    let mut groups = text.split(separator);
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    fits.then(|| text.replace(separator, ""))
}

/// What a cell shows of how decimals are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing: no point and no comma, or no number.
    Nothing,
    /// A point stands before decimals, or commas between thousands.
    Point,
    /// A comma stands before decimals, or points between thousands.
    Comma,
    /// One point before three digits: either.
    UnclearPoint,
    /// One comma before three digits: either.
    UnclearComma,
}

impl Shown {
    /// Looks at a cell.
    pub fn by(cell: &str) -> Self {
        if !cell.bytes().any(|byte| byte == b',' || byte == b'.') {
            return Self::Nothing;
        }
        let (cell, _) = unsigned(cell.trim());
        let number = cell.split(['e', 'E']).next().unwrap_or(cell);
        let is_number = number.chars().all(|letter| letter.is_ascii_digit() || GROUPS.contains(letter))
            && number.bytes().any(|byte| byte.is_ascii_digit());
        let Some(last) = number.rfind([',', '.']).filter(|_| is_number) else { return Self::Nothing };
        let (whole, digits) = (&number[..last], number.len() - last - 1);
        let point = number[last..].starts_with('.');
        let decimal = if point { Self::Point } else { Self::Comma };
        let thousands = if point { Self::Comma } else { Self::Point };
        let twice = whole.chars().find(|letter| GROUPS.contains(*letter));
        // `1,234,567`: what stands twice is no decimal sign.
        if twice.is_some_and(|separator| number[last..].starts_with(separator)) {
            return thousands;
        }
        let like_thousands = digits == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
        match (twice.is_none() && number == cell && like_thousands, point) {
            (true, true) => Self::UnclearPoint,
            (true, false) => Self::UnclearComma,
            _ => decimal,
        }
    }
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
            ("+1,234", 1234.0),
        ] {
            assert_eq!(Numbers::POINT.parse(text), Some(number), "{text}");
        }
        for (text, number) in [
            ("1.234,5", 1234.5),
            ("0,25", 0.25),
            ("12", 12.0),
            ("-0,5", -0.5),
            ("1,5e-3", 0.0015),
            (",5", 0.5),
        ] {
            assert_eq!(Numbers::COMMA.parse(text), Some(number), "{text}");
        }
        for text in
            ["x", "1,23", "1,2345", "1.2.3", "--1", "(-1)", "inf", "12 kg", "1,234,56", ".", "1e999", ",5"]
        {
            assert_eq!(Numbers::POINT.parse(text), None, "{text}");
        }
    }

    #[test]
    fn cells_show_how_decimals_are_written() {
        use Shown::{Comma, Nothing, Point, UnclearComma, UnclearPoint};
        for (text, shown) in [
            ("12", Nothing),
            ("C29.1, other", Nothing),
            ("...", Nothing),
            ("1.5", Point),
            ("-1,5", Comma),
            ("1,234.5", Point),
            ("1.234,56", Comma),
            ("1,234,567", Point),
            ("1.234.567", Comma),
            ("1 234,567", Comma),
            ("1.234", UnclearPoint),
            ("(12,345)", UnclearComma),
            ("0.123", Point),
            ("1234.567", Point),
            (",125", Comma),
            ("1.234e-05", Point),
        ] {
            assert_eq!(Shown::by(text), shown, "{text}");
        }
    }
}
