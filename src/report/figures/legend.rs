//! Names of the parts of a chart → a legend above it.

use super::canvas::{Align, Canvas, Frame, WIDTH};
use super::fonts::{LABEL, Type};
use super::palette::Ink;

/// How a part looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sample {
    /// A filled area, laid so many times over itself, and whether its edges are drawn.
    Area(Ink, f64, bool),
    /// A line, and whether it is dashed.
    Line(Ink, bool),
    /// A thin horizontal line.
    Thin(Ink),
    /// A thick horizontal line.
    Thick(Ink),
    /// A dot.
    Dot(Ink),
    /// A diamond.
    Diamond(Ink),
    /// A range between two ends.
    Range(Ink),
    /// A short upright line.
    Upright(Ink),
}

const SAMPLE: f64 = 22.0;
const GAP: f64 = 6.0;
const BETWEEN: f64 = 18.0;
const ROW: f64 = 20.0;

/// Draws a sample in a box as high as a line of text, from `x`, around the height `y`.
fn sample(canvas: &Canvas, x: f64, y: f64, sample: Sample) {
    let end = x + SAMPLE;
    let middle = x + SAMPLE / 2.0;
    match sample {
        Sample::Area(ink, alpha, edges) => {
            canvas.rect(Frame { left: x, top: y - 5.5, right: end, bottom: y + 5.5 }, ink, alpha);
            if edges {
                canvas.line(&[(x, y - 5.5), (end, y - 5.5)], ink, 1.0);
                canvas.line(&[(x, y + 5.5), (end, y + 5.5)], ink, 1.0);
            }
        }
        Sample::Line(ink, false) => canvas.line(&[(x, y), (end, y)], ink, 2.0),
        Sample::Line(ink, true) => canvas.dashed(&[(x, y), (end, y)], ink, 2.0),
        Sample::Thin(ink) => canvas.line(&[(x, y), (end, y)], ink, 1.5),
        Sample::Thick(ink) => canvas.line(&[(x, y), (end, y)], ink, 5.0),
        Sample::Dot(ink) => canvas.dot((middle, y), 4.0, ink),
        Sample::Diamond(ink) => canvas.diamond((middle, y), 5.0, ink),
        Sample::Range(ink) => range(canvas, (x, end), y, ink),
        Sample::Upright(ink) => canvas.line(&[(middle, y - 6.0), (middle, y + 6.0)], ink, 2.0),
    }
}

/// Draws a range: a line with upright ends.
pub fn range(canvas: &Canvas, (from, to): (f64, f64), y: f64, ink: Ink) {
    canvas.line(&[(from, y), (to, y)], ink, 1.6);
    for x in [from, to] {
        canvas.line(&[(x, y - 3.5), (x, y + 3.5)], ink, 1.6);
    }
}

/// Draws groups of samples with their names, each from a new line, and returns where it ends. Names that are empty are
/// left out.
pub fn legend(canvas: &mut Canvas, groups: &[(String, Vec<(Sample, String)>)]) -> f64 {
    let mut y = 10.0;
    let mut any = false;
    for (head, entries) in groups {
        let entries: Vec<_> = entries.iter().filter(|(_, name)| !name.is_empty()).collect();
        if entries.is_empty() {
            continue;
        }
        if any {
            y += ROW;
        }
        any = true;
        let head_type = Type { bold: true, ..LABEL };
        let head = head_type.wrap(head, 0.4 * WIDTH, 1);
        canvas.lines((0.0, y + 4.3), &head, head_type, Align::Left);
        let start = head.lines.first().map_or(0.0, |head| head_type.width(head) + 12.0);
        let mut x = start;
        for (look, name) in entries {
            let text = LABEL.wrap(name, WIDTH - start - SAMPLE - GAP, 1);
            let width = SAMPLE + GAP + LABEL.widest(text.lines.iter().map(String::as_str));
            if x > start && x + width > WIDTH {
                x = start;
                y += ROW;
            }
            sample(canvas, x, y, *look);
            canvas.lines((x + SAMPLE + GAP, y + 4.3), &text, LABEL, Align::Left);
            if text.cut {
                canvas.spot(Frame { left: x, top: y - 10.0, right: x + width, bottom: y + 10.0 }, name);
            }
            x += width + BETWEEN;
        }
    }
    if any { y + 20.0 } else { 0.0 }
}
