//! Cells of tables → text, the same in every format.

use super::document::{Cell, Column};
use super::lang::Lang;
use super::numbers::fixed;

/// A cell as text, with a true minus sign.
pub fn cell_text(cell: &Cell, lang: Lang) -> String {
    let (value, beside) = cell_parts(cell, lang);
    value + &beside
}

/// A cell as two texts that columns can be aligned between: the value or lower end, and ` ± error` or ` to upper end`.
pub fn cell_parts(cell: &Cell, lang: Lang) -> (String, String) {
    match cell {
        Cell::Empty => (String::new(), String::new()),
        Cell::Text(text) => (text.clone(), String::new()),
        Cell::Number { value, error, places, signed } => {
            let error = error.filter(|error| *error > 0.0 && error.is_finite());
            // An error below the last digit shown is at most one unit of it.
            let beside = error.map(|error| {
                let unit = 10.0_f64.powi(-*places);
                format!(" ±\u{a0}{}", fixed(if error < unit / 2.0 { unit } else { error }, *places))
            });
            (number_text(*value, *places, *signed), beside.unwrap_or_default())
        }
        Cell::Interval { low, high, signed } => {
            let end = |(value, places): (f64, i32)| number_text(value, places, *signed);
            (end(*low), format!(" {} {}", lang.pick("to", "～"), end(*high)))
        }
    }
}

/// The heading of a column with its unit.
pub fn head_text(column: &Column, lang: Lang) -> String {
    match (column.head.as_str(), column.unit.as_str()) {
        (head, "") => head.to_string(),
        ("", unit) => unit.to_string(),
        (head, unit) => match lang {
            Lang::En => format!("{head}, {unit}"),
            Lang::Ja => format!("{head}（{unit}）"),
        },
    }
}

/// A number with a true minus sign and, where wanted, a plus sign; an en dash where there is none.
pub fn number_text(value: f64, places: i32, signed: bool) -> String {
    if value.is_nan() {
        return "–".to_string();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.to_string();
    }
    let text = fixed(value, places);
    match text.strip_prefix('-') {
        Some(digits) => format!("−{digits}"),
        None if signed && text.chars().any(|letter| ('1'..='9').contains(&letter)) => format!("+{text}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_true_signs_and_the_digits_that_their_errors_support() {
        let number = |value, error, places| Cell::Number { value, error, places, signed: true };
        assert_eq!(cell_text(&number(-0.106_23, Some(0.000_9), 4), Lang::En), "−0.1062 ±\u{a0}0.0009");
        assert_eq!(cell_text(&number(31_634.0, None, -2), Lang::En), "+31,600");
        assert_eq!(cell_text(&number(0.001_392, Some(2e-7), 6), Lang::En), "+0.001392 ±\u{a0}0.000001");
        assert_eq!(cell_text(&number(-0.000_01, None, 2), Lang::En), "0.00");
        assert_eq!(cell_text(&number(f64::NAN, None, 2), Lang::En), "–");
        let interval = Cell::Interval { low: (-0.31, 1), high: (0.12, 2), signed: true };
        assert_eq!(cell_text(&interval, Lang::En), "−0.3 to +0.12");
        assert_eq!(cell_text(&interval, Lang::Ja), "−0.3 ～ +0.12");
    }
}
