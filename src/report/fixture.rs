//! A document with every kind of block, cell and chart, and with labels that formats may trip over.

use super::chart::{
    Band, BarRow, Bars, Chart, Fan, Figure, Histogram, IntervalLegend, IntervalRow, Intervals, Panel, Series,
    Tree, TreeDate, TreeMove, TreeState,
};
use super::document::{Block, Cell, Column, Document, Kind, Section, Table};
use super::lang::Lang;

/// Labels that formats may trip over.
pub const HOSTILE: [&str; 8] = [
    "<script>alert(\"x\")</script> & 'quotes'",
    "a_b 50 % of $5 #1 {x} ~tilde ^hat \\back|pipe",
    "=SUM(A1:A9), comma; \"quoted\"",
    "عربي من اليمين",
    "自動車・同部品（輸出）",
    "* star `tick` [link](x) ![image](y)",
    "a very long label that does not fit into the narrow column beside a chart, whatever its font",
    "",
];

/// The document.
pub fn document(lang: Lang) -> Document {
    Document {
        lang,
        title: format!("Title with {}", HOSTILE[0]),
        question: format!("What, {}?", HOSTILE[1]),
        subtitle: "As of 2025-05-26, 16,384 draws, seed 1".to_string(),
        sections: vec![
            Section {
                id: "answer",
                title: "Answer".to_string(),
                blocks: vec![
                    Block::Text("GDP falls by 0.11 % (90 % interval −0.31 % to +0.02 %).".to_string()),
                    Block::List(HOSTILE.iter().take(6).map(ToString::to_string).collect()),
                    Block::Code("kanzei run models/japan-us-2025 --seed 1".to_string()),
                    Block::Table(table()),
                ],
            },
            Section {
                id: "figures",
                title: HOSTILE[4].to_string(),
                blocks: vec![
                    Block::Figure(figure("tree", tree())),
                    Block::Choice {
                        label: "Outcome".to_string(),
                        options: vec![
                            ("All outcomes".to_string(), figure("fan", fan(1, 2))),
                            (HOSTILE[0].to_string(), figure("fan-talks", fan(2, 1))),
                        ],
                    },
                    Block::Figure(figure("intervals", intervals())),
                    Block::Figure(figure("bars", bars())),
                    Block::Figure(figure("histogram", histogram())),
                ],
            },
        ],
    }
}

fn figure(id: &str, chart: Chart) -> Figure {
    Figure {
        id: id.to_string(),
        title: format!("Figure {id}: {}", HOSTILE[0]),
        note: format!("Bands: 30, 60 and 90 %. {}", HOSTILE[1]),
        alt: format!("What {id} shows, {}", HOSTILE[2]),
        chart,
    }
}

fn table() -> Table {
    let column =
        |head: &str, unit: &str, kind| Column { head: head.to_string(), unit: unit.to_string(), kind };
    let rows = HOSTILE.iter().enumerate().map(|(position, label)| {
        let value = -1234.567 * position as f64;
        vec![
            Cell::Text((*label).to_string()),
            Cell::Number { value, error: None, places: 1, signed: false },
            Cell::Number { value: value / 1e4, error: Some(0.012), places: 2, signed: true },
            if position == 3 {
                Cell::Empty
            } else {
                Cell::Interval { low: (value - 1.0, 0), high: (value + 200.0, -1), signed: true }
            },
        ]
    });
    Table {
        id: "effects".to_string(),
        title: format!("Effects of {}", HOSTILE[0]),
        note: "± is the Monte Carlo standard error; the interval holds 90 % of the draws.".to_string(),
        columns: vec![
            column("Sector", "", Kind::Text),
            column("Output & more", "billion yen", Kind::Number),
            column("GDP", "% of baseline", Kind::Estimate),
            column("90 % interval", "% of baseline", Kind::Interval),
        ],
        rows: rows.collect(),
    }
}

fn fan(panels: usize, series: usize) -> Chart {
    let periods: Vec<String> = (0..12).map(|q| format!("{}Q{}", 2025 + q / 4, q % 4 + 1)).collect();
    let line: Vec<f64> = (0..12).map(|q| -0.02 * f64::from(q)).collect();
    let band = |name: &str, reach: f64| Band {
        name: name.to_string(),
        low: line.iter().enumerate().map(|(q, x)| x - reach * q as f64).collect(),
        high: line.iter().enumerate().map(|(q, x)| x + 0.7 * reach * q as f64).collect(),
    };
    let one = |name: &str| Series {
        name: name.to_string(),
        bands: vec![band("90 % band", 0.03), band("60 % band", 0.015), band("30 % band", 0.007)],
        line_name: "median".to_string(),
        line: line.clone(),
    };
    let panel = |title: &str| Panel {
        title: title.to_string(),
        axis: "Real GDP, % of baseline".to_string(),
        series: (0..series).map(|s| one(["this run", HOSTILE[2]][s])).collect(),
    };
    Chart::Fan(Fan { periods, panels: (0..panels).map(|p| panel(HOSTILE[p])).collect() })
}

fn intervals() -> Chart {
    let row = |(position, label): (usize, &&str)| {
        let at = position as f64 * 0.3 - 1.0;
        IntervalRow {
            group: if position % 3 == 0 { format!("Group {position}") } else { String::new() },
            label: (*label).to_string(),
            wide: (position != 2).then_some((at - 1.0, at + 0.8)),
            narrow: (position != 2).then_some((at - 0.4, at + 0.3)),
            middle: (position != 2).then_some(at),
            mark: (position != 4).then_some((at + 0.5, at + if position % 2 == 0 { 0.5 } else { 1.6 })),
        }
    };
    Chart::Intervals(Intervals {
        axis: "Real GDP, % of baseline".to_string(),
        legend: IntervalLegend {
            wide: "90 % interval".to_string(),
            narrow: "50 % interval".to_string(),
            middle: "median".to_string(),
            mark: "happened".to_string(),
        },
        rows: HOSTILE.iter().enumerate().map(row).collect(),
    })
}

fn bars() -> Chart {
    let row = |(position, label): (usize, &&str)| {
        let size = -100.0 / (1.0 + position as f64);
        BarRow {
            label: (*label).to_string(),
            values: vec![size, size / 2.0, if position == 1 { 20.0 } else { size / 5.0 }],
            interval: (position % 2 == 0).then_some((1.9 * size, 1.5 * size)),
        }
    };
    Chart::Bars(Bars {
        axis: "Output, billion yen a year".to_string(),
        origin: 0.0,
        signed: true,
        whisker: "90 % interval".to_string(),
        parts: ["direct", "indirect", "induced"].map(str::to_string).to_vec(),
        rows: HOSTILE.iter().enumerate().map(row).collect(),
    })
}

fn histogram() -> Chart {
    Chart::Histogram(Histogram {
        axis: "Real GDP in 2026, % of baseline".to_string(),
        heights: "probability, %".to_string(),
        edges: (0..=28).map(|bin| -0.5 + 0.025 * f64::from(bin)).collect(),
        probabilities: (0..28).map(|bin| f64::from(bin * (28 - bin)) / 3654.0).collect(),
        marks: vec![("median".to_string(), -0.11), ("no effect".to_string(), 0.0)],
    })
}

fn tree() -> Chart {
    let names =
        ["Talks go on, rates of May 2025 stay", HOSTILE[0], HOSTILE[4], "No deal: 24 % back", "Escalation"];
    let state = |label: &str, probability| TreeState { label: label.to_string(), probability };
    let date = |position: u32, from_talks: [f64; 4]| TreeDate {
        date: format!("2025-{:02}-15", 6 + position),
        label: if position == 0 { "G7 summit in Kananaskis".to_string() } else { HOSTILE[6].to_string() },
        moves: (1..5)
            .map(|to| TreeMove { from: 0, to, probability: from_talks[to - 1] })
            .chain([TreeMove { from: 3, to: 1, probability: 0.01 * f64::from(position) }])
            .collect(),
    };
    Chart::Tree(Tree {
        axis: "Date of decision".to_string(),
        states: [0.19, 0.42, 0.30, 0.05, 0.04]
            .into_iter()
            .zip(names)
            .map(|(p, name)| state(name, p))
            .collect(),
        dates: vec![
            date(0, [0.13, 0.14, 0.02, 0.01]),
            date(1, [0.11, 0.08, 0.04, 0.01]),
            date(2, [0.10, 0.05, 0.02, 0.01]),
            date(3, [0.05, 0.03, 0.01, 0.01]),
        ],
    })
}
