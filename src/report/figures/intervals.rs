//! Rows with intervals and points → lines, dots and diamonds along a common axis.

use super::axes::{Plane, Scale, extent, grid_across, label_ticks, with_zero};
use super::canvas::{Canvas, Frame, WIDTH};
use super::legend::{Sample, legend, range};
use super::palette::{FIRST, GRID, SECOND};
use super::rows;
use crate::report::chart::{IntervalLegend, IntervalRow, Intervals};

/// How far a range lies under the row's own interval, in CSS pixels.
const UNDER: f64 = 9.0;
/// From so many rows on, rows are lower, to fit on a page, and ticks are labelled above as well.
const TALL: usize = 20;

/// Draws rows of intervals and returns their height.
pub fn paint(canvas: &mut Canvas, intervals: &Intervals) -> f64 {
    let cases: Vec<IntervalRow> = intervals.rows.iter().map(finite).collect();
    let values = cases.iter().flat_map(|row| {
        let ends = [row.wide, row.narrow, row.mark].into_iter().flatten();
        ends.flat_map(|(low, high)| [low, high]).chain(row.middle)
    });
    let Some(ends) = extent(values) else { return canvas.nothing() };
    let top = legend(canvas, &[(String::new(), names(&intervals.legend, &cases))]);
    let tall = cases.len() >= TALL;
    let top = top + if tall { 18.0 } else { 2.0 };
    let texts = cases.iter().map(|row| (row.group.as_str(), row.label.as_str()));
    let least = match (tall, cases.iter().any(is_double)) {
        (false, true) => 28.0,
        (false, false) => 22.0,
        (true, true) => 20.0,
        (true, false) => 18.0,
    };
    let rows = rows::place(texts, top, least);
    let frame = Frame { left: rows.left, top, right: WIDTH - 12.0, bottom: rows.bottom };
    let (low, high) = with_zero(ends);
    let room = 0.02 * (high - low);
    let wanted = (if low < 0.0 { low - room } else { low }, if high > 0.0 { high + room } else { high });
    let scale = Scale::across(if room > 0.0 { wanted } else { (low, high) }, frame.width());
    let plane = Plane::new(frame, (scale.low, scale.high), (0.0, 1.0));
    let bottom = grid_across(canvas, &plane, &scale, &intervals.axis, 0.0);
    if tall {
        label_ticks(canvas, &plane, &scale, top - 6.0);
    }
    for row in rows.placed.iter().skip(1).filter(|row| row.has_heading()) {
        let y = row.top - 24.0;
        canvas.line(&[(0.0, y), (frame.right, y)], GRID, 1.0);
    }
    rows::label(canvas, &rows, &plane);
    for (case, row) in cases.iter().zip(&rows.placed) {
        paint_row(canvas, case, row.middle(), &plane);
        canvas.spot(rows::spot(row, &plane), &reading(canvas, &intervals.legend, case, &scale));
    }
    bottom
}

/// The row without the parts that are no numbers.
fn finite(row: &IntervalRow) -> IntervalRow {
    let pair = |ends: Option<(f64, f64)>| ends.filter(|(low, high)| low.is_finite() && high.is_finite());
    IntervalRow {
        wide: pair(row.wide),
        narrow: pair(row.narrow),
        middle: row.middle.filter(|value| value.is_finite()),
        mark: pair(row.mark),
        ..row.clone()
    }
}

/// Whether a mark has its own line, so that it does not hide the interval.
fn is_double(row: &IntervalRow) -> bool {
    let own = row.wide.is_some() || row.narrow.is_some() || row.middle.is_some();
    own && row.mark.is_some_and(|(low, high)| low != high)
}

fn names(legend: &IntervalLegend, rows: &[IntervalRow]) -> Vec<(Sample, String)> {
    let mut names = Vec::new();
    let mut add = |occurs: bool, look: Sample, name: &str| {
        if occurs {
            names.push((look, name.to_string()));
        }
    };
    add(rows.iter().any(|row| row.middle.is_some()), Sample::Dot(FIRST), &legend.middle);
    add(rows.iter().any(|row| row.narrow.is_some()), Sample::Thick(FIRST), &legend.narrow);
    add(rows.iter().any(|row| row.wide.is_some()), Sample::Thin(FIRST), &legend.wide);
    let is_point = |row: &IntervalRow| row.mark.is_some_and(|(low, high)| low == high);
    let points = rows.iter().any(is_point);
    let ranges = rows.iter().any(|row| row.mark.is_some() && !is_point(row));
    let look = match (points, ranges) {
        (true, true) => Sample::Marks(SECOND),
        (_, true) => Sample::Range(SECOND),
        _ => Sample::Diamond(SECOND),
    };
    add(points || ranges, look, &legend.mark);
    names
}

fn paint_row(canvas: &Canvas, row: &IntervalRow, middle: f64, plane: &Plane) {
    let y = if is_double(row) { middle - UNDER / 2.0 } else { middle };
    let across = |(low, high): (f64, f64)| [(plane.x(low), y), (plane.x(high), y)];
    if let Some(ends) = row.wide {
        canvas.line(&across(ends), FIRST, 1.5);
    }
    if let Some(ends) = row.narrow {
        canvas.line(&across(ends), FIRST, 5.0);
    }
    if let Some(value) = row.middle {
        canvas.dot((plane.x(value), y), 4.5, FIRST);
    }
    match row.mark {
        Some((low, high)) if low == high => {
            let x = plane.x(low);
            canvas.diamond((x, y), 6.0, SECOND);
            // A dot that the diamond would hide shows in its middle.
            if let Some(dot) = row.middle.map(|value| plane.x(value)).filter(|dot| (dot - x).abs() < 4.0) {
                canvas.dot((dot, y), 2.5, FIRST);
            }
        }
        Some((low, high)) => {
            let y = if is_double(row) { y + UNDER } else { y };
            range(canvas, (plane.x(low), plane.x(high)), y, SECOND);
        }
        None => {}
    }
}

/// What a row shows, in words.
fn reading(canvas: &Canvas, legend: &IntervalLegend, row: &IntervalRow, scale: &Scale) -> String {
    let to = canvas.lang.pick(" to ", " ～ ");
    let mut texts = Vec::new();
    let mut add = |name: &str, ends: Option<(f64, f64)>| {
        if let Some((low, high)) = ends {
            let value = if low == high {
                scale.value(low)
            } else {
                format!("{}{to}{}", scale.value(low), scale.value(high))
            };
            texts.push(format!("{name} {value}").trim().to_string());
        }
    };
    add(&legend.middle, row.middle.map(|value| (value, value)));
    add(&legend.narrow, row.narrow);
    add(&legend.wide, row.wide);
    add(&legend.mark, row.mark);
    format!("{}: {}", row.label, texts.join(", "))
}
