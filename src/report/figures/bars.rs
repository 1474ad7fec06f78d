//! Rows of parts → horizontal bars, stacked away from the origin by their signs.

use super::axes::{Plane, Scale, extent, grid_across};
use super::canvas::{Align, Canvas, Frame, WIDTH};
use super::fonts::VALUE;
use super::legend::{Sample, legend};
use super::palette::{TEXT, part};
use super::rows::{self, Row};
use crate::report::chart::{BarRow, Bars};

/// Half the height of a bar, in CSS pixels.
const HALF: f64 = 8.0;

/// Draws bars and returns their height.
pub fn paint(canvas: &mut Canvas, bars: &Bars) -> f64 {
    let origin = if bars.origin.is_finite() { bars.origin } else { 0.0 };
    let reaches = |row: &BarRow| {
        let (down, up) = reach(row);
        let whisker = whisker(row).map_or([f64::NAN; 2], |(low, high)| [low, high]);
        [origin + down, origin + up, whisker[0], whisker[1]]
    };
    let any = bars.rows.iter().any(|row| row.values.iter().any(|value| value.is_finite()));
    let Some(ends) = extent(bars.rows.iter().flat_map(reaches)).filter(|_| any) else {
        return canvas.nothing();
    };
    let top = legend(canvas, &[(String::new(), names(canvas, bars))]);
    let labels = bars.rows.iter().map(|row| ("", row.label.as_str()));
    let rows = rows::place(labels, top + 2.0, 26.0);
    let mut scale = Scale::across(ends, WIDTH - rows.left - 80.0);
    scale.signed = bars.signed;
    let ends_of = |row: &BarRow, scale: &Scale| values(row, origin, bars.parts.len(), scale);
    let room = |below: bool| {
        let texts = bars.rows.iter().flat_map(|row| ends_of(row, &scale));
        texts.filter(|end| end.below == below).map(|end| VALUE.width(&end.text) + 8.0).fold(0.0, f64::max)
    };
    let frame = Frame { left: rows.left, top: top + 2.0, right: WIDTH - 4.0, bottom: rows.bottom };
    let inner = Frame {
        left: frame.left + room(true),
        right: frame.right - room(false).max(scale.label_width() / 2.0),
        ..frame
    };
    scale = Scale::across(ends, inner.width());
    scale.signed = bars.signed;
    let plane = Plane::new(inner, (scale.low, scale.high), (0.0, 1.0));
    let bottom = grid_across(canvas, &plane, &scale, &bars.axis, origin);
    rows::label(canvas, &rows, &Plane::new(frame, (0.0, 1.0), (0.0, 1.0)));
    for (bar, row) in bars.rows.iter().zip(&rows.placed) {
        paint_row(canvas, bar, row, origin, &plane);
        let whisker = whisker(bar);
        for end in ends_of(bar, &scale) {
            let beyond = whisker.map_or(
                end.at,
                |(low, high)| {
                    if end.below { end.at.min(low) } else { end.at.max(high) }
                },
            );
            let (x, align) = if end.below {
                (plane.x(beyond) - 5.0, Align::Right)
            } else {
                (plane.x(beyond) + 5.0, Align::Left)
            };
            canvas.text((x, row.middle() + 0.36 * VALUE.size), &end.text, VALUE, align);
        }
        let spot = rows::spot(row, &Plane::new(frame, (0.0, 1.0), (0.0, 1.0)));
        canvas.spot(spot, &reading(canvas, bars, bar, &scale));
    }
    bottom
}

/// How far a row reaches below and above the origin.
fn reach(row: &BarRow) -> (f64, f64) {
    let finite = || row.values.iter().filter(|value| value.is_finite());
    (finite().map(|value| value.min(0.0)).sum(), finite().map(|value| value.max(0.0)).sum())
}

/// The interval of a row, its lower end first.
fn whisker(row: &BarRow) -> Option<(f64, f64)> {
    let finite = row.interval.filter(|(low, high)| low.is_finite() && high.is_finite());
    finite.map(|(low, high)| (low.min(high), low.max(high)))
}

/// Whether bars of both signs add up to a total that must be marked.
fn is_mixed(row: &BarRow) -> bool {
    let (down, up) = reach(row);
    down < 0.0 && up > 0.0
}

fn names(canvas: &Canvas, bars: &Bars) -> Vec<(Sample, String)> {
    let occurs = |position: usize| {
        let value =
            |row: &BarRow| row.values.get(position).is_some_and(|value| value.is_finite() && *value != 0.0);
        bars.rows.iter().any(value)
    };
    let parts = bars.parts.iter().enumerate().filter(|(position, _)| occurs(*position));
    let mut names: Vec<_> =
        parts.map(|(position, name)| (Sample::Area(part(position), 1.0, false), name.clone())).collect();
    if bars.origin == 0.0 && bars.rows.iter().any(is_mixed) {
        names.push((Sample::Upright(TEXT), canvas.lang.pick("total", "合計").to_string()));
    }
    if bars.rows.iter().any(|row| whisker(row).is_some()) {
        names.push((Sample::Range(TEXT), bars.whisker.clone()));
    }
    names
}

/// A value written at the end of a row.
struct End {
    text: String,
    at: f64,
    below: bool,
}

/// Values at the ends of a row: its total, or where each end lies if bars start elsewhere than at zero.
fn values(row: &BarRow, origin: f64, parts: usize, scale: &Scale) -> Vec<End> {
    let (down, up) = reach(row);
    if !row.values.iter().any(|value| value.is_finite()) {
        return Vec::new();
    }
    if origin != 0.0 && parts > 1 {
        let end = |reach: f64| End {
            text: three_digits(origin + reach, scale),
            at: origin + reach,
            below: reach < 0.0,
        };
        return [down, up].into_iter().filter(|reach| *reach != 0.0).map(end).collect();
    }
    let total = down + up;
    let below = total < 0.0;
    vec![End { text: three_digits(origin + total, scale), at: origin + if below { down } else { up }, below }]
}

/// A value with no more than three digits that are not zero: the table beside a figure has more.
fn three_digits(value: f64, scale: &Scale) -> String {
    if value == 0.0 || !value.is_finite() {
        return scale.value(value);
    }
    let unit = 10.0_f64.powf(value.abs().log10().floor() - 2.0);
    scale.value(if unit > 1.0 { (value / unit).round() * unit } else { value })
}

fn paint_row(canvas: &Canvas, bar: &BarRow, row: &Row, origin: f64, plane: &Plane) {
    let y = row.middle();
    let mut ends = [origin, origin];
    for (position, value) in bar.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let end = &mut ends[usize::from(*value > 0.0)];
        let (from, to) = (plane.x(*end), plane.x(*end + value));
        *end += value;
        // A hair of the page between parts keeps them apart where their colours do not.
        let hair = if (to - from).abs() > 3.0 { 0.6 } else { 0.0 };
        let (left, right) = if to > from { (from, to - hair) } else { (to + hair, from) };
        canvas.rect(Frame { left, top: y - HALF, right, bottom: y + HALF }, part(position), 1.0);
    }
    if origin == 0.0 && is_mixed(bar) {
        let (down, up) = reach(bar);
        let x = plane.x(down + up);
        canvas.line(&[(x, y - HALF - 2.0), (x, y + HALF + 2.0)], TEXT, 2.0);
    }
    if let Some((low, high)) = whisker(bar) {
        super::legend::range(canvas, (plane.x(low), plane.x(high)), y, TEXT);
    }
}

/// What a row shows, in words.
fn reading(canvas: &Canvas, bars: &Bars, row: &BarRow, scale: &Scale) -> String {
    let lang = canvas.lang;
    let parts = bars.parts.iter().zip(&row.values);
    let mut texts: Vec<String> = parts
        .filter(|(_, value)| value.is_finite())
        .map(|(name, value)| format!("{name} {}", scale.value(bars.origin + value)).trim().to_string())
        .collect();
    if bars.origin == 0.0 && texts.len() > 1 {
        let (down, up) = reach(row);
        texts.push(format!("{} {}", lang.pick("total", "合計"), scale.value(down + up)));
    }
    if let Some((low, high)) = whisker(row) {
        let name = &bars.whisker;
        texts.push(format!("{name} {}{}{}", scale.value(low), lang.pick(" to ", " ～ "), scale.value(high)));
    }
    format!("{}: {}", row.label, texts.join(", "))
}
