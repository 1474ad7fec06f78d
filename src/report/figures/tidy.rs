//! What a figure shows → a tidy CSV: one observation a row, numbers with all their digits.

use crate::error::{Error, Result};
use crate::report::chart::{Bars, Chart, Fan, Figure, Histogram, Intervals, Tree};

type Rows = Vec<Vec<String>>;

/// The values of a figure as CSV, with a header.
///
/// # Errors
///
/// Where a row cannot be written.
pub fn tidy(figure: &Figure) -> Result<String> {
    let (head, rows): (&[&str], Rows) = match &figure.chart {
        Chart::Fan(fan) => (&["panel", "axis", "series", "period", "part", "end", "value"], fan_rows(fan)),
        Chart::Intervals(intervals) => {
            (&["axis", "group", "row", "part", "end", "value"], interval_rows(intervals))
        }
        Chart::Bars(bars) => (&["axis", "row", "part", "end", "origin", "value"], bar_rows(bars)),
        Chart::Histogram(histogram) => {
            (&["axis", "part", "low", "high", "probability"], histogram_rows(histogram))
        }
        Chart::Tree(tree) => (&["date", "decision", "from", "to", "probability"], tree_rows(tree)),
    };
    let failed = |reason: &dyn std::fmt::Display| {
        Error::Results(format!("cannot write the values of figure {}: {reason}", figure.id))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).map_err(|reason| failed(&reason))?;
    for row in rows {
        writer.write_record(row).map_err(|reason| failed(&reason))?;
    }
    let bytes = writer.into_inner().map_err(|reason| failed(&reason))?;
    String::from_utf8(bytes).map_err(|reason| failed(&reason))
}

/// The shortest text that is read back as the same number; nothing where there is none.
fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { String::new() }
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_string).to_vec()
}

fn fan_rows(fan: &Fan) -> Rows {
    let mut rows = Rows::new();
    for panel in &fan.panels {
        for series in &panel.series {
            for (position, period) in fan.periods.iter().enumerate() {
                let mut push = |part: &str, end: &str, values: &[f64]| {
                    if let Some(value) = values.get(position).filter(|value| value.is_finite()) {
                        let value = number(*value);
                        rows.push(row([&panel.title, &panel.axis, &series.name, period, part, end, &value]));
                    }
                };
                push(&series.line_name, "", &series.line);
                for band in &series.bands {
                    push(&band.name, "low", &band.low);
                    push(&band.name, "high", &band.high);
                }
            }
        }
    }
    rows
}

fn interval_rows(intervals: &Intervals) -> Rows {
    let mut rows = Rows::new();
    let mut group = "";
    let legend = &intervals.legend;
    for case in &intervals.rows {
        if !case.group.is_empty() {
            group = &case.group;
        }
        let mut push = |part: &str, end: &str, value: f64| {
            if value.is_finite() {
                rows.push(row([&intervals.axis, group, &case.label, part, end, &number(value)]));
            }
        };
        if let Some(value) = case.middle {
            push(&legend.middle, "", value);
        }
        for (part, range) in
            [(&legend.narrow, case.narrow), (&legend.wide, case.wide), (&legend.mark, case.mark)]
        {
            match range {
                Some((low, high)) if low == high => push(part, "", low),
                Some((low, high)) => {
                    push(part, "low", low);
                    push(part, "high", high);
                }
                None => {}
            }
        }
    }
    rows
}

fn bar_rows(bars: &Bars) -> Rows {
    let mut rows = Rows::new();
    let origin = number(bars.origin);
    for bar in &bars.rows {
        let mut push = |part: &str, end: &str, value: f64| {
            if value.is_finite() {
                rows.push(row([&bars.axis, &bar.label, part, end, &origin, &number(value)]));
            }
        };
        for (part, value) in bars.parts.iter().zip(&bar.values) {
            push(part, "", *value);
        }
        if let Some((low, high)) = bar.interval {
            push("interval", "low", low);
            push("interval", "high", high);
        }
    }
    rows
}

fn histogram_rows(histogram: &Histogram) -> Rows {
    let bins = histogram.edges.windows(2).zip(&histogram.probabilities).filter_map(|(edges, probability)| {
        let &[low, high] = edges else { return None };
        Some(row([&histogram.axis, "bin", &number(low), &number(high), &number(*probability)]))
    });
    let marks = histogram
        .marks
        .iter()
        .map(|(name, value)| row([&histogram.axis, name, &number(*value), &number(*value), ""]));
    bins.chain(marks).collect()
}

fn tree_rows(tree: &Tree) -> Rows {
    let label = |state: usize| tree.states.get(state).map_or("", |state| state.label.as_str());
    let moves = tree.dates.iter().flat_map(|date| {
        date.moves.iter().map(|part| {
            row([&date.date, &date.label, label(part.from), label(part.to), &number(part.probability)])
        })
    });
    let ends = tree.states.iter().map(|state| row(["", "", "", &state.label, &number(state.probability)]));
    moves.chain(ends).collect()
}
