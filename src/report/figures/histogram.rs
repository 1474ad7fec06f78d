//! Bins and their probabilities → bars under a curve of marks with names.

use super::axes::{Plane, Scale, extent, grid_upwards, name_across, strong_across, tick_under};
use super::canvas::{Align, Canvas, Frame, WIDTH};
use super::fonts::{AXIS_TITLE, VALUE};
use super::legend::{Sample, legend};
use super::palette::{FIRST, TEXT};
use crate::report::chart::Histogram;

/// Height of the plot, in CSS pixels.
const PLOT: f64 = 230.0;
/// Height of a row of marks' names.
const ROW: f64 = 16.0;
/// Opacity of the bars that also hold what lies beyond them.
const OPEN: f64 = 0.5;

/// A bar: its ends and its probability.
type Bin = (f64, f64, f64);

/// Where a mark stands, its text and its whole text.
type Mark = (f64, String, String);

/// A mark with its name, and where the name stands.
struct Flag {
    text: String,
    full: String,
    x: f64,
    left: f64,
    right: f64,
    row: usize,
}

/// Draws a histogram and returns its height.
pub fn paint(canvas: &mut Canvas, histogram: &Histogram) -> f64 {
    let bins: Vec<Bin> = histogram
        .edges
        .windows(2)
        .zip(&histogram.probabilities)
        .filter_map(|(edges, probability)| match *edges {
            [low, high] if low < high && high - low < f64::INFINITY && *probability >= 0.0 => {
                probability.is_finite().then_some((low, high, *probability))
            }
            _ => None,
        })
        .collect();
    let highest = bins.iter().map(|bin| bin.2).fold(0.0, f64::max);
    let Some(ends) = extent(bins.iter().flat_map(|bin| [bin.0, bin.1])).filter(|_| highest > 0.0) else {
        return canvas.nothing();
    };
    let open = is_open(&bins);
    let beyond = canvas.lang.pick("also holds what lies beyond", "その外側も含む");
    let entries =
        if open { vec![(Sample::Area(FIRST, OPEN, false), beyond.to_string())] } else { Vec::new() };
    let top = legend(canvas, &[(String::new(), entries)]);
    let upwards = Scale::to_ticks((0.0, 100.0 * highest), 5);
    let left = upwards.label_width() + 8.0;
    let across = Scale::across(ends, WIDTH - left - 12.0);
    let frame = Frame { left, top: 0.0, right: WIDTH - 12.0, bottom: PLOT };
    let flags = flags(histogram, ends, &Plane::new(frame, ends, (0.0, 1.0)), &across);
    let rows = flags.iter().map(|flag| flag.row + 1).max().unwrap_or(0);
    let heights = AXIS_TITLE.wrap(&upwards.title(&histogram.heights), WIDTH, 1);
    canvas.lines((0.0, top + 12.0), &heights, AXIS_TITLE, Align::Left);
    let first = top + 22.0 + ROW * rows as f64;
    let frame = Frame { top: first, bottom: first + PLOT, ..frame };
    let plane = Plane::new(frame, ends, (upwards.low, upwards.high));
    grid_upwards(canvas, &plane, &upwards);
    for (position, (low, high, probability)) in bins.iter().enumerate() {
        let at_end = position == 0 || position + 1 == bins.len();
        let hair = if plane.x(*high) - plane.x(*low) > 4.0 { 0.5 } else { 0.0 };
        let bar = Frame {
            left: plane.x(*low) + hair,
            top: plane.y(100.0 * probability),
            right: plane.x(*high) - hair,
            bottom: frame.bottom,
        };
        canvas.rect(bar, FIRST, if at_end && open { OPEN } else { 1.0 });
    }
    for tick in &across.ticks {
        tick_under(canvas, plane.x(*tick), frame.bottom, 4.0);
    }
    strong_across(canvas, &plane, &across, 0.0);
    let bottom = name_across(canvas, &plane, &across, &histogram.axis);
    for flag in &flags {
        let y = first - ROW * flag.row as f64;
        canvas.line(&[(flag.x, y - 14.0), (flag.x, frame.bottom)], TEXT, 1.2);
        canvas.text((flag.left, y - 6.0), &flag.text, VALUE, Align::Left);
        canvas.spot(Frame { left: flag.left, top: y - 17.0, right: flag.right, bottom: y - 2.0 }, &flag.full);
    }
    for (position, (low, high, probability)) in bins.iter().enumerate() {
        let spot = Frame { left: plane.x(*low), right: plane.x(*high), ..frame };
        let ends = (position == 0, position + 1 == bins.len());
        canvas.spot(spot, &reading(canvas, (*low, *high), ends, *probability, &across));
    }
    bottom
}

/// Whether the bars at the ends hold something.
fn is_open(bins: &[Bin]) -> bool {
    [bins.first(), bins.last()].into_iter().flatten().any(|bin| bin.2 > 0.0) && bins.len() > 2
}

/// Marks with rows for their names, so that no name meets another, or the line of another mark. A mark beyond the axis
/// stands at its end, with an arrow.
fn flags(histogram: &Histogram, (low, high): (f64, f64), plane: &Plane, scale: &Scale) -> Vec<Flag> {
    let mut marks: Vec<&(String, f64)> = histogram.marks.iter().filter(|mark| mark.1.is_finite()).collect();
    marks.sort_by(|one, other| one.1.total_cmp(&other.1));
    let text = |name: &str, value: f64| {
        let arrows = if value < low {
            ("← ", "")
        } else if value > high {
            ("", " →")
        } else {
            ("", "")
        };
        format!("{}{name} {}{}", arrows.0, scale.finer(value, 2), arrows.1).trim().to_string()
    };
    let mark = |(name, value): &(String, f64)| {
        let short = VALUE.wrap(name, 260.0, 1).lines.concat();
        (plane.x(value.clamp(low, high)), text(&short, *value), text(name, *value))
    };
    let marks: Vec<Mark> = marks.into_iter().map(mark).collect();
    // Names stand right of the first lines and left of the last ones; which are which is tried out.
    let splits = (0..=marks.len()).rev().map(|split| hoist(&marks, split));
    let rows = |flags: &Vec<Flag>| flags.iter().map(|flag| flag.row).max();
    splits.min_by_key(|flags| (marks.len() - flags.len(), rows(flags))).unwrap_or_default()
}

/// Finds a row for each name, the first `split` of them right of their lines. A name that reaches over the line of
/// another mark stands higher than that mark's name. Names that do not fit are left out.
fn hoist(marks: &[Mark], split: usize) -> Vec<Flag> {
    let mut flags: Vec<Flag> = Vec::new();
    for position in (0..split).rev().chain(split..marks.len()) {
        let Some((x, text, full)) = marks.get(position) else { continue };
        let width = VALUE.width(text);
        let left = if position < split { x + 4.0 } else { x - 4.0 - width };
        let right = left + width;
        if left < 0.0 || right > WIDTH {
            continue;
        }
        let free = |flag: &Flag| {
            flags.iter().all(|other| {
                let apart = flag.right + 6.0 < other.left || other.right + 6.0 < flag.left;
                let meets = |one: &Flag, x: f64| one.left - 2.0 < x && x < one.right + 2.0;
                (other.row != flag.row || apart)
                    && (other.row < flag.row || !meets(flag, other.x))
                    && (flag.row < other.row || !meets(other, flag.x))
            })
        };
        let flag = |row| Flag { text: text.clone(), full: full.clone(), x: *x, left, right, row };
        flags.extend((0..=marks.len()).map(flag).find(free));
    }
    flags
}

/// What a bar shows, in words.
fn reading(canvas: &Canvas, bin: (f64, f64), ends: (bool, bool), probability: f64, scale: &Scale) -> String {
    let (low, high) = (scale.finer(bin.0, 2), scale.finer(bin.1, 2));
    let english = match ends {
        (true, false) => format!("up to {high}"),
        (false, true) => format!("from {low}"),
        _ => format!("{low} to {high}"),
    };
    let japanese = match ends {
        (true, false) => format!("{high} 以下"),
        (false, true) => format!("{low} 以上"),
        _ => format!("{low} ～ {high}"),
    };
    format!("{}: {}", canvas.lang.pick(&english, &japanese), super::tree::percent(probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_marks_meet_neither_names_nor_lines() {
        let at = [-0.5, -0.11, -0.106, -0.1, 0.0, 0.01, 0.2, 9.0];
        let marks: Vec<_> = at.iter().map(|at| (format!("mark with a name {at}"), *at)).collect();
        let histogram = Histogram {
            axis: String::new(),
            heights: String::new(),
            edges: vec![-0.5, 0.2],
            probabilities: vec![1.0],
            marks,
        };
        let frame = Frame { left: 30.0, top: 0.0, right: 708.0, bottom: 100.0 };
        let ends = (-0.5, 0.2);
        let scale = Scale::across(ends, 600.0);
        let flags = flags(&histogram, ends, &Plane::new(frame, ends, (0.0, 1.0)), &scale);
        assert_eq!(flags.len(), at.len());
        assert!(flags.iter().any(|flag| flag.text.ends_with(" →")));
        for (position, one) in flags.iter().enumerate() {
            for other in &flags[..position] {
                let overlap = one.left < other.right && other.left < one.right;
                assert!(one.row != other.row || !overlap, "{} {}", one.text, other.text);
                for (one, other) in [(one, other), (other, one)] {
                    let crosses = one.left < other.x && other.x < one.right;
                    assert!(!crosses || other.row < one.row, "{} {}", one.text, other.text);
                }
            }
        }
    }
}
