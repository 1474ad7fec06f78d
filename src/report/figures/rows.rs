//! Labels of rows → a column at the left of a chart, with the height that each row needs.

use super::axes::Plane;
use super::canvas::{Align, Canvas, Frame};
use super::fonts::{HEADING, LABEL, Lines};

/// Widest column of labels, in CSS pixels.
const WIDEST: f64 = 250.0;

/// A row of a chart: its label and where it lies.
#[derive(Clone, Debug)]
pub struct Row {
    group: Lines,
    label: Lines,
    /// Upper edge, counted from the top of the chart.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Row {
    /// Height in the middle of the row.
    pub fn middle(&self) -> f64 {
        (self.top + self.bottom) / 2.0
    }
}

/// Rows under one another, and the width of their labels.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The rows, from above.
    pub rows: Vec<Row>,
    /// Where the chart begins, right of the labels.
    pub left: f64,
    /// Where the last row ends.
    pub bottom: f64,
}

/// Places rows from `top` on; each has a heading, which may be empty, and a label.
pub fn place<'t>(texts: impl Iterator<Item = (&'t str, &'t str)>, top: f64, least: f64) -> Rows {
    let mut y = top;
    let mut widest: f64 = 0.0;
    let mut rows = Vec::new();
    for (group, label) in texts {
        let group = HEADING.wrap(group, 600.0, 1);
        let label = LABEL.wrap(label, WIDEST, 2);
        widest = widest.max(LABEL.widest(label.lines.iter().map(String::as_str)));
        if !group.lines.is_empty() {
            y += if rows.is_empty() { 20.0 } else { 28.0 };
        }
        let height = least.max(LABEL.leading() * label.lines.len() as f64 + 5.0);
        rows.push(Row { group, label, top: y, bottom: y + height });
        y += height;
    }
    Rows { rows, left: if widest > 0.0 { widest + 12.0 } else { 4.0 }, bottom: y }
}

/// Writes headings and labels of rows.
pub fn label(canvas: &Canvas, rows: &Rows, plane: &Plane) {
    for row in &rows.rows {
        canvas.lines((0.0, row.top - 6.0), &row.group, HEADING, Align::Left);
        let lines = row.label.lines.len() as f64;
        let first = row.middle() - (lines - 1.0) / 2.0 * LABEL.leading() + 0.36 * LABEL.size;
        canvas.lines((plane.frame.left - 12.0, first), &row.label, LABEL, Align::Right);
    }
}

/// The spot of a row: from its label to the end of the chart.
pub fn spot(row: &Row, plane: &Plane) -> Frame {
    Frame { left: 0.0, top: row.top, right: plane.frame.right, bottom: row.bottom }
}
