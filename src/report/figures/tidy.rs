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
    if value.is_finite() { (value + 0.0).to_string() } else { String::new() }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{Band, Panel, Series};
    use crate::report::fixture::{HOSTILE, document};
    use crate::report::lang::Lang;

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_string).collect()).collect()
    }

    #[test]
    fn every_figure_has_a_table_with_its_labels_whole() {
        for figure in document(Lang::En).figures() {
            let rows = read(&tidy(figure).unwrap());
            assert!(rows.len() > 20, "{}", figure.id);
            let wanted =
                if figure.id == "fan" || figure.id == "tree" { &HOSTILE[..1] } else { &HOSTILE[..2] };
            if figure.id != "histogram" {
                for label in wanted {
                    assert!(rows.iter().flatten().any(|cell| cell == label), "{}: {label}", figure.id);
                }
            }
        }
    }

    #[test]
    fn numbers_are_read_back_bit_for_bit_and_what_is_none_is_left_out() {
        let series = Series {
            name: "run".to_string(),
            bands: vec![Band {
                name: "90 %".to_string(),
                low: vec![f64::NAN, -1e-300],
                high: vec![0.1 + 0.2, -0.0],
            }],
            line_name: "median".to_string(),
            line: vec![1.0 / 3.0, f64::INFINITY],
        };
        let fan = Fan {
            periods: vec!["a".to_string(), "b".to_string()],
            panels: vec![Panel { title: "p".to_string(), axis: "%".to_string(), series: vec![series] }],
        };
        let figure = Figure {
            id: "f".to_string(),
            title: String::new(),
            note: String::new(),
            alt: String::new(),
            chart: Chart::Fan(fan),
        };
        let rows = read(&tidy(&figure).unwrap());
        let ends: Vec<_> = rows[1..].iter().map(|row| (row[3].as_str(), row[5].as_str())).collect();
        assert_eq!(ends, [("a", ""), ("a", "high"), ("b", "low"), ("b", "high")]);
        let values: Vec<f64> = rows[1..].iter().map(|row| row[6].parse().unwrap()).collect();
        assert_eq!(values, [1.0 / 3.0, 0.1 + 0.2, -1e-300, 0.0]);
        assert_eq!(rows[4][6], "0");
    }
}
