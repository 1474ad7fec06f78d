//! Names of periods → labels under an axis: in two tiers where they are parts of years, thinned out where they are many.

use super::axes::tick_under;
use super::canvas::{Align, Canvas, Frame};
use super::fonts::TICK;

/// A period as its year and the part of it: `2025Q3`, `FY2025Q3` and `2025-07`.
fn parts_of_year(period: &str) -> Option<(&str, &str)> {
    let cut = period.rfind(['Q', '-'])?;
    let (year, part) = period.split_at_checked(cut)?;
    let digits = part.get(1..)?;
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    let known = is_number(year.trim_start_matches("FY")) && is_number(digits) && digits.len() <= 2;
    known.then_some((year, if part.starts_with('Q') { part } else { digits }))
}

/// Draws labels under cells of equal width, and returns where they end.
pub fn label_periods(canvas: &Canvas, periods: &[String], frame: Frame) -> f64 {
    let cell = frame.width() / periods.len().max(1) as f64;
    let parts: Option<Vec<(&str, &str)>> = periods.iter().map(|period| parts_of_year(period)).collect();
    match parts {
        Some(parts) if !parts.is_empty() => label_years(canvas, &parts, frame, cell),
        _ => label_cells(canvas, periods, frame, cell),
    }
}

/// Labels in one line: all of them, or every second, third, ….
fn label_cells(canvas: &Canvas, periods: &[String], frame: Frame, cell: f64) -> f64 {
    let labels: Vec<_> = periods.iter().map(|period| TICK.wrap(period, 90.0, 1)).collect();
    let widest = TICK.widest(labels.iter().flat_map(|label| &label.lines).map(String::as_str));
    let every = ((widest + 10.0) / cell).ceil().max(1.0) as usize;
    for (position, label) in labels.iter().enumerate() {
        if position % every != 0 {
            continue;
        }
        let x = frame.left + cell * (position as f64 + 0.5);
        tick_under(canvas, x, frame.bottom, 4.0);
        let half = TICK.widest(label.lines.iter().map(String::as_str)) / 2.0;
        let x = x.min(frame.right + 8.0 - half);
        canvas.lines((x, frame.bottom + 17.0), label, TICK, Align::Middle);
    }
    frame.bottom + 22.0
}

/// Parts of years where all have room, and the years under them.
fn label_years(canvas: &Canvas, parts: &[(&str, &str)], frame: Frame, cell: f64) -> f64 {
    let both = TICK.widest(parts.iter().map(|(_, part)| *part)) + 5.0 <= cell;
    let depth = if both { 34.0 } else { 19.0 };
    let mut start = 0;
    let mut free_from = f64::MIN;
    for year in parts.chunk_by(|one, other| one.0 == other.0) {
        let left = frame.left + cell * start as f64;
        let right = left + cell * year.len() as f64;
        if start > 0 {
            tick_under(canvas, left, frame.bottom, depth - 4.0);
        }
        if both {
            for (position, (_, part)) in year.iter().enumerate() {
                let x = left + cell * (position as f64 + 0.5);
                canvas.text((x, frame.bottom + 15.0), part, TICK, Align::Middle);
            }
        }
        let name = TICK.wrap(year.first().map_or("", |part| part.0), 60.0, 1);
        let width = TICK.widest(name.lines.iter().map(String::as_str));
        let middle = (left + right) / 2.0;
        // A label may reach beyond its few periods, never over the border of the next ones.
        if width + 4.0 <= right - left && middle - width / 2.0 >= free_from {
            canvas.lines((middle, frame.bottom + depth - 4.0), &name, TICK, Align::Middle);
            free_from = middle + width / 2.0 + 6.0;
        }
        start += year.len();
    }
    frame.bottom + depth
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_and_months_belong_to_years_and_numbers_do_not() {
        assert_eq!(parts_of_year("2025Q3"), Some(("2025", "Q3")));
        assert_eq!(parts_of_year("FY2025Q1"), Some(("FY2025", "Q1")));
        assert_eq!(parts_of_year("2025-07"), Some(("2025", "07")));
        for other in ["2025", "FY2025", "2,048", "", "Q3", "-7", "a-07", "会計-07"] {
            assert_eq!(parts_of_year(other), None);
        }
    }
}
