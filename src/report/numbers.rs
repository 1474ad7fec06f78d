//! Numbers for people: no more digits than the Monte Carlo error supports, thousands separated.

use crate::output::rows::EstimateNote;

/// Decimal places that an error supports: down to the digit that the error changes.
pub fn decimals(error: f64) -> i32 {
    if error > 0.0 && error.is_finite() { (-error.log10().floor() as i32).clamp(-9, 9) } else { 2 }
}

/// A number with so many decimal places; negative places round to tens, hundreds, ….
pub fn fixed(value: f64, decimals: i32) -> String {
    let (rounded, places) = if decimals < 0 {
        let unit = 10.0_f64.powi(-decimals);
        ((value / unit).round() * unit, 0)
    } else {
        (value, decimals as usize)
    };
    let text = format!("{rounded:.places$}");
    let text = if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
        text.trim_start_matches('-').to_string()
    } else {
        text
    };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

/// The decimals of an estimate; without a usable error, three significant digits.
pub fn decimals_of(estimate: EstimateNote) -> i32 {
    match estimate.mcse.filter(|error| *error > 0.0) {
        Some(error) => decimals(error),
        None if estimate.value == 0.0 => 0,
        None => (2 - estimate.value.abs().log10().floor() as i32).clamp(-9, 6),
    }
}

/// An estimate as `value ± error`.
pub fn with_error(estimate: EstimateNote) -> String {
    let places = decimals_of(estimate);
    let value = fixed(estimate.value, places);
    match estimate.mcse.filter(|error| *error > 0.0) {
        Some(error) => format!("{value} ±{}", fixed(error, places)),
        None => value,
    }
}

/// A probability in per cent, with its error in percentage points.
pub fn percent(probability: f64, error: Option<f64>) -> String {
    let note = EstimateNote { value: 100.0 * probability, mcse: error.map(|error| 100.0 * error) };
    format!("{} %", with_error(note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_error() {
        let note = |value, error| EstimateNote { value, mcse: Some(error) };
        assert_eq!(with_error(note(-0.106_23, 0.000_9)), "-0.1062 ±0.0009");
        assert_eq!(with_error(note(-31_634.87, 283.0)), "-31,600 ±300");
        assert_eq!(with_error(note(-1741.6, 17.0)), "-1,740 ±20");
        assert_eq!(fixed(-0.000_1, 2), "0.00");
        assert_eq!(fixed(1_234_567.0, 0), "1,234,567");
        assert_eq!(percent(0.4566, Some(0.005)), "45.7 ±0.5 %");
    }

    #[test]
    fn without_an_error_three_digits_are_given() {
        let note = |value| EstimateNote { value, mcse: None };
        assert_eq!(with_error(note(-0.110_52)), "-0.111");
        assert_eq!(with_error(note(0.0)), "0");
        assert_eq!(with_error(note(-14_098.0)), "-14,100");
    }
}
