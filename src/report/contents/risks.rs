//! Probabilities of large losses and of a recession.

use super::context::{Context, column, figure};
use super::reading::{percent_cell, probability_cell};
use crate::output::rows::EstimateNote;
use crate::report::cells::number_text;
use crate::report::chart::{BarRow, Bars, Chart};
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;

/// Measures that come first.
const ORDER: [&str; 4] = ["gdp_real", "gdi_real", "headcount", "jobs_supported"];

/// The section; none where the model has no thresholds and no recession.
pub fn section(context: &Context) -> Option<Section> {
    let mut blocks = Vec::new();
    blocks.extend(thresholds(context).map(Block::Table));
    blocks.extend(by_outcome(context).map(Block::Table));
    blocks.extend(recession(context));
    let title = context.pick("Risks: thresholds and recession", "リスク：閾値と景気後退").to_string();
    (!blocks.is_empty()).then_some(Section { id: "risks", title, blocks })
}

/// Thresholds of a measure, mildest first, with the names of their statistics.
fn thresholds_of(context: &Context, metric: &str, scope: &str, period: &str) -> Vec<(f64, String)> {
    let found = context
        .results
        .summary
        .metrics
        .get(metric)
        .and_then(|scopes| scopes.get(scope)?.get(period)?.outcomes.get("all"));
    let mut thresholds: Vec<(f64, String)> = found
        .into_iter()
        .flat_map(|statistics| statistics.keys())
        .filter_map(|name| Some((name.strip_prefix("prob<=")?.parse().ok()?, name.clone())))
        .collect();
    thresholds.sort_by(|a, b| b.0.total_cmp(&a.0));
    thresholds
}

/// A threshold as it was written, with a true minus sign.
fn threshold_text(value: f64) -> String {
    let text = value.abs().to_string();
    let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len() as i32);
    number_text(value, places, true)
}

fn thresholds(context: &Context) -> Option<Table> {
    let mut rows = Vec::new();
    let metrics = &context.results.summary.metrics;
    // GDP first, jobs next, then exports and whatever else has thresholds.
    let mut order: Vec<&String> = metrics.keys().collect();
    order.sort_by_key(|metric| ORDER.iter().position(|known| known == metric).unwrap_or(ORDER.len()));
    for metric in order {
        let mut scopes: Vec<&String> = metrics[metric].keys().collect();
        scopes.sort_by_key(|scope| *scope != "total");
        for scope in scopes {
            for (threshold, statistic) in thresholds_of(context, metric, scope, context.last_year()) {
                let unit = context.unit(metric, scope);
                let condition = match context.lang {
                    Lang::En => format!("{} {unit} or less", threshold_text(threshold)),
                    Lang::Ja => format!("{}{unit}以下", threshold_text(threshold)),
                };
                let label = context.measure(metric, scope);
                let mut row = vec![Cell::Text(label), Cell::Text(condition)];
                for year in &context.years {
                    let note = context.reading(metric, scope, year).and_then(|r| r.get(&statistic));
                    row.push(note.map_or(Cell::Empty, percent_cell));
                }
                rows.push(row);
            }
        }
    }
    let mut columns = vec![context.texts("Measure", "指標"), context.texts("Threshold", "閾値")];
    columns.extend(context.years.iter().map(|year| column(&context.period(year), "%", Kind::Estimate)));
    (!rows.is_empty()).then(|| Table {
        id: "thresholds".to_string(),
        title: context
            .pick("Probability of a change beyond a threshold", "閾値を超える変化の確率")
            .to_string(),
        note: context
            .pick(
                "Share of all draws in per cent, with its Monte Carlo standard error in percentage points.",
                "全試行に占める割合（%）とそのモンテカルロ標準誤差（%ポイント）。",
            )
            .to_string(),
        columns,
        rows,
    })
}

/// Thresholds of GDP given each outcome.
fn by_outcome(context: &Context) -> Option<Table> {
    let year = context.year();
    let thresholds = thresholds_of(context, "gdp_real", "total", year);
    let choices = context.choices();
    if thresholds.is_empty() || choices.len() < 2 {
        return None;
    }
    let rows = choices.into_iter().map(|(outcome, label)| {
        let reading = context.reading_given("gdp_real", "total", year, &outcome);
        let mut row = vec![Cell::Text(label)];
        for (_, statistic) in &thresholds {
            let note = reading.as_ref().and_then(|reading| reading.get(statistic));
            row.push(note.map_or(Cell::Empty, percent_cell));
        }
        row
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let unit = context.unit("gdp_real", "total");
    let mut columns = vec![context.texts("Outcome", "帰結")];
    for (threshold, _) in &thresholds {
        let head = match context.lang {
            Lang::En => format!("{} {unit} or less", threshold_text(*threshold)),
            Lang::Ja => format!("{}{unit}以下", threshold_text(*threshold)),
        };
        columns.push(column(&head, "%", Kind::Estimate));
    }
    Some(Table {
        id: "thresholds-by-outcome".to_string(),
        title: match context.lang {
            Lang::En => format!("Probability of a loss of real GDP in {year}, by outcome of the talks"),
            Lang::Ja => format!("交渉の帰結別にみた{}の実質GDP減少の確率", context.period(year)),
        },
        note: context
            .pick(
                "Share of the draws that end so, in per cent, with its Monte Carlo standard error in percentage points.",
                "その帰結となった試行に占める割合（%）とそのモンテカルロ標準誤差（%ポイント）。",
            )
            .to_string(),
        columns,
        rows,
    })
}

/// Recession with and without the tariffs.
fn recession(context: &Context) -> Vec<Block> {
    let metrics = &context.results.summary.metrics;
    let Some(periods) = metrics.get("recession").and_then(|scopes| scopes.get("total")) else {
        return Vec::new();
    };
    let (mut rows, mut bars) = (Vec::new(), Vec::new());
    for period in periods.keys() {
        let note = |metric: &str| context.reading(metric, "total", period)?.get("mean");
        let (Some(with), Some(without)) = (note("recession"), note("recession_baseline")) else { continue };
        let fraction =
            |note: EstimateNote| probability_cell(note.value / 100.0, note.mcse.map(|e| e / 100.0));
        let places = super::places_between(with, without);
        rows.push(vec![
            Cell::Text(context.period(period)),
            fraction(with),
            fraction(without),
            Cell::Number { value: with.value - without.value, error: None, places, signed: true },
        ]);
        for (label, note) in
            [(context.pick("with tariffs", "関税あり"), with), (context.pick("without", "関税なし"), without)]
        {
            bars.push(BarRow {
                label: format!("{}, {label}", context.period(period)),
                values: vec![note.value],
                interval: note.mcse.map(|error| (note.value - 2.0 * error, note.value + 2.0 * error)),
            });
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let title =
        context.pick("Probability of a technical recession", "2四半期連続マイナス成長の確率").to_string();
    let points = context.pick("percentage points", "%ポイント");
    let columns = vec![
        context.texts("Period", "期間"),
        context.estimates("With tariffs", "関税あり", "%"),
        context.estimates("Without", "関税なし", "%"),
        context.numbers("Difference", "差", points),
    ];
    let note = context.pick(
        "Two falling quarters of real GDP in a row, the second of them in the period. The model's baseline growth is uncertain too, so recessions \
         come without tariffs as well: the difference is what the tariffs add. ± is the Monte Carlo standard error.",
        "実質GDPが2四半期続けて減少し、その2期目が期間内にあること。基準となる成長率にも不確実性があるため関税がなくても景気後退は起こりうる。差が関税による上乗せである。\
         ±はモンテカルロ標準誤差。",
    );
    vec![
        Block::Figure(figure(
            "recession",
            title.clone(),
            context
                .pick(
                    "Bars are probabilities, whiskers two Monte Carlo standard errors to either side.",
                    "棒は確率、ひげはモンテカルロ標準誤差の2倍の幅。",
                )
                .to_string(),
            title.clone(),
            Chart::Bars(Bars {
                axis: context.pick("Probability, %", "確率、%").to_string(),
                origin: 0.0,
                signed: false,
                whisker: context.pick("± 2 standard errors", "± 標準誤差の2倍").to_string(),
                parts: vec![context.pick("probability", "確率").to_string()],
                rows: bars,
            }),
        )),
        Block::Table(Table { id: "recession".to_string(), title, note: note.to_string(), columns, rows }),
    ]
}
