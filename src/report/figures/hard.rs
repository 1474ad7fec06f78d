//! Figures that are hard to draw: nothing in them, too much in them, or numbers of any size.

use crate::report::chart::{
    Band, BarRow, Bars, Chart, Fan, Figure, Histogram, IntervalLegend, IntervalRow, Intervals, Panel, Series,
    Tree, TreeDate, TreeMove, TreeState,
};
use crate::report::fixture::HOSTILE;

/// The figures.
pub fn figures() -> Vec<Figure> {
    let mut charts = vec![fan(0, 1, 1.0), fan(1, 1, 1.0), fan(40, 4, -3e4), fan(12, 3, f64::NAN)];
    charts.extend([0.0, 1e-9, 1e9, -3e300, 1e-310].map(|size| fan(5, 1, size)));
    charts.extend([0.0, 1e-9, -1e9, 3e300, f64::INFINITY].map(|size| bars(size, 0.0)));
    charts.extend([bars(0.1, -0.11), bars(0.0, 5.0), bars(f64::NAN, f64::NAN)]);
    charts.extend([0.0, 1e-9, -1e9, f64::NAN].map(|size| intervals(45, size)));
    charts.push(intervals(0, 1.0));
    charts.extend([0.0, 1e-9, 1e9, f64::NAN].map(histogram));
    charts.extend(
        [(0, 0), (1, 1), (2, 0), (6, 6), (6, 12), (9, 40)].map(|(states, dates)| tree(states, dates)),
    );
    let figure = |(position, chart): (usize, Chart)| Figure {
        id: format!("hard-{position}"),
        title: HOSTILE[position % HOSTILE.len()].to_string(),
        note: String::new(),
        alt: HOSTILE[0].to_string(),
        chart,
    };
    charts.into_iter().enumerate().map(figure).collect()
}

fn label(position: usize) -> String {
    HOSTILE[position % HOSTILE.len()].to_string()
}

fn fan(periods: usize, panels: usize, size: f64) -> Chart {
    let line: Vec<f64> =
        (0..periods).map(|period| if period == 3 { f64::NAN } else { size * period as f64 }).collect();
    let band = |reach: f64| Band {
        name: label(reach as usize),
        low: line.iter().map(|x| x - size * reach).collect(),
        high: line.iter().map(|x| x + size * reach).collect(),
    };
    let one = |name: usize| Series {
        name: label(name),
        bands: vec![band(4.0), band(1.0)],
        line_name: label(name + 1),
        line: line.clone(),
    };
    let panel = |panel: usize| Panel {
        title: label(panel),
        axis: label(6),
        series: vec![one(panel), one(panel + 6)],
    };
    let period = |period: usize| {
        if panels > 1 { format!("{}Q{}", 2025 + period / 4, period % 4 + 1) } else { label(period) }
    };
    Chart::Fan(Fan { periods: (0..periods).map(period).collect(), panels: (0..panels).map(panel).collect() })
}

fn bars(size: f64, origin: f64) -> Chart {
    let row = |row: usize| BarRow {
        label: label(row),
        values: vec![size, -size / 3.0, size * row as f64][..row % 4].to_vec(),
        interval: (row == 2).then_some((-size, 2.0 * size)),
    };
    Chart::Bars(Bars {
        axis: label(6),
        origin,
        signed: true,
        whisker: label(6),
        parts: (0..3).map(label).collect(),
        rows: (0..20).map(row).collect(),
    })
}

fn intervals(rows: usize, size: f64) -> Chart {
    let row = |row: usize| {
        let at = size * row as f64;
        let mark = [None, Some((at, at)), Some((at - size, at)), Some((f64::NAN, at))];
        IntervalRow {
            group: if row.is_multiple_of(4) { label(row / 4) } else { String::new() },
            label: label(row),
            wide: Some((at - size, at + size)),
            narrow: None,
            middle: Some(at),
            mark: mark[row % 4],
        }
    };
    let legend = IntervalLegend { wide: label(0), narrow: label(1), middle: String::new(), mark: label(6) };
    Chart::Intervals(Intervals { axis: label(6), legend, rows: (0..rows).map(row).collect() })
}

fn histogram(size: f64) -> Chart {
    Chart::Histogram(Histogram {
        axis: label(6),
        heights: label(6),
        edges: (0..9).map(|edge| size * f64::from(edge)).collect(),
        probabilities: vec![0.5, f64::NAN, 0.0, 0.25, 0.25, -1.0],
        marks: (0..8).map(|mark| (label(mark), size * (mark * mark) as f64 / 9.0)).collect(),
    })
}

fn tree(states: usize, dates: usize) -> Chart {
    let step = |from, to, probability| TreeMove { from, to, probability };
    let date = |date: usize| TreeDate {
        date: format!("2025-{:02}-15", date + 1),
        label: label(date + 5),
        moves: (1..states)
            .map(|to| step(0, to, 0.02 * to as f64))
            .chain([
                step(1, 2, 0.02),
                step(4, 2, 0.03),
                step(2, 1, f64::NAN),
                step(0, 77, 0.1),
                step(3, 0, -1.0),
            ])
            .collect(),
    };
    let state = |state: usize| TreeState {
        label: label(state + 5),
        probability: if state == 1 { f64::NAN } else { 0.1 },
    };
    Chart::Tree(Tree {
        states: (0..states).map(state).collect(),
        dates: (0..dates).map(date).collect(),
        axis: label(6),
    })
}
