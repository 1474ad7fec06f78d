//! Monte Carlo error and convergence.

use super::context::{Context, figure};
use super::reading::estimate_cell;
use super::words;
use crate::output::rows::{ConvergenceNote, EstimateNote};
use crate::report::cells::number_text;
use crate::report::chart::{Band, Chart, Fan, Panel, Series};
use crate::report::document::{Block, Cell, Section, Table};
use crate::report::lang::Lang;

/// Most panels of the figure.
const PANELS: usize = 4;

/// The section.
pub fn section(context: &Context) -> Section {
    let summary = &context.results.summary;
    let draws = number_text(summary.draws as f64, 0, false);
    let mut text = match context.lang {
        Lang::En => format!(
            "{draws} draws with the sampler “{}”. A Monte Carlo standard error says how far a figure would move if the run were repeated with another \
             seed; it says nothing about whether the model is right. Figures are shown to the digit that their error changes.",
            summary.sampler
        ),
        Lang::Ja => format!(
            "試行回数は{draws}回（サンプラーは{}）。モンテカルロ標準誤差は、別の乱数で計算し直したときに数値がどれだけ動くかを示すもので、モデルの正しさを示すものではない。\
             数値は誤差が及ぶ桁まで示す。",
            summary.sampler
        ),
    };
    if summary.failed_draws > 0 {
        let failed = number_text(summary.failed_draws as f64, 0, false);
        text += &match context.lang {
            Lang::En => format!(" {failed} draws failed and are left out; manifest.json lists them."),
            Lang::Ja => format!("失敗した試行{failed}回は除いた（manifest.jsonに記録）。"),
        };
    }
    let mut blocks = vec![Block::Text(text)];
    if !summary.too_few_draws.is_empty() {
        blocks.push(Block::List(summary.too_few_draws.clone()));
    }
    blocks.extend(convergence(context));
    let title = context.pick("Monte Carlo error and convergence", "モンテカルロ誤差と収束").to_string();
    Section { id: "precision", title, blocks }
}

/// A watched figure: `gdp_real/total/2026/mean`.
struct Watched<'a> {
    name: &'a str,
    rows: Vec<&'a ConvergenceNote>,
}

fn convergence(context: &Context) -> Vec<Block> {
    let mut watched: Vec<Watched> = Vec::new();
    for row in &context.results.summary.convergence {
        match watched.iter_mut().find(|known| known.name == row.figure) {
            Some(known) => known.rows.push(row),
            None => watched.push(Watched { name: &row.figure, rows: vec![row] }),
        }
    }
    if watched.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Table(table(context, &watched))];
    if watched.iter().any(|watched| watched.rows.len() > 1) {
        blocks.insert(0, Block::Figure(chart(context, &watched)));
    }
    blocks
}

/// Metric and unit of a watched figure, and its name in words.
fn parts(context: &Context, name: &str) -> (String, f64, String) {
    let parts: Vec<&str> = name.split('/').collect();
    let [metric, scope, period, statistic, ..] = parts[..] else {
        return (name.to_string(), 1.0, String::new());
    };
    let unit = context
        .results
        .summary
        .metrics
        .get(metric)
        .and_then(|scopes| scopes.get(scope)?.get(period))
        .map(|note| context.shown(&note.unit));
    let scope = if scope == "total" { String::new() } else { format!("{}: ", context.scope(scope)) };
    let statistic = match statistic {
        "mean" => context.pick("mean", "平均").to_string(),
        "p50" => context.pick("median", "中央値").to_string(),
        other => {
            match (context.lang, other.strip_prefix('p').and_then(|percent| percent.parse::<u32>().ok())) {
                (Lang::En, Some(percent)) => format!("{percent} % quantile"),
                (Lang::Ja, Some(percent)) => format!("{percent}%点"),
                _ => other.to_string(),
            }
        }
    };
    let label =
        format!("{scope}{}, {}, {statistic}", words::metric(metric, context.lang), context.period(period));
    unit.map_or((label.clone(), 1.0, String::new()), |shown| (label, shown.factor, shown.unit))
}

fn chart(context: &Context, watched: &[Watched]) -> crate::report::chart::Figure {
    let mut draws: Vec<u64> = watched.iter().flat_map(|w| w.rows.iter().map(|row| row.draws)).collect();
    draws.sort_unstable();
    draws.dedup();
    let panel = |watched: &Watched| {
        let (label, factor, unit) = parts(context, watched.name);
        let at = |draws: &u64| watched.rows.iter().find(|row| row.draws == *draws);
        let value = |sign: f64| -> Vec<f64> {
            draws
                .iter()
                .map(|draws| {
                    at(draws)
                        .map_or(f64::NAN, |row| factor * (row.value + sign * 2.0 * row.mcse.unwrap_or(0.0)))
                })
                .collect()
        };
        Panel {
            title: label,
            axis: unit,
            series: vec![Series {
                name: String::new(),
                bands: vec![Band {
                    name: context.pick("± 2 standard errors", "± 標準誤差の2倍").to_string(),
                    low: value(-1.0),
                    high: value(1.0),
                }],
                line_name: context.pick("estimate", "推定値").to_string(),
                line: value(0.0),
            }],
        }
    };
    let title = context.pick("Figures after so many draws", "試行回数と推定値").to_string();
    figure(
        "convergence",
        title.clone(),
        context
            .pick(
                "Estimates after each stage of the run, with a band of two Monte Carlo standard errors to either side.",
                "計算の各段階での推定値と、モンテカルロ標準誤差の2倍の幅。",
            )
            .to_string(),
        title,
        Chart::Fan(Fan {
            periods: draws.iter().map(|draws| number_text(*draws as f64, 0, false)).collect(),
            panels: watched.iter().take(PANELS).map(panel).collect(),
        }),
    )
}

fn table(context: &Context, watched: &[Watched]) -> Table {
    let mut rows = Vec::new();
    for watched in watched {
        let (label, factor, unit) = parts(context, watched.name);
        for row in &watched.rows {
            let note = EstimateNote { value: factor * row.value, mcse: row.mcse.map(|error| factor * error) };
            rows.push(vec![
                Cell::Text(label.clone()),
                Cell::Number { value: row.draws as f64, error: None, places: 0, signed: false },
                estimate_cell(note, true),
                Cell::Text(unit.clone()),
                row.target.map_or(Cell::Empty, |target| Cell::Number {
                    value: factor * target,
                    error: None,
                    places: 4,
                    signed: false,
                }),
            ]);
        }
    }
    Table {
        id: "convergence".to_string(),
        title: context.pick("Convergence", "収束").to_string(),
        note: context
            .pick(
                "± is the Monte Carlo standard error; the target is the error asked for with --until, where there is one.",
                "±はモンテカルロ標準誤差。目標は--untilで求めた誤差（指定がある場合）。",
            )
            .to_string(),
        columns: vec![
            context.texts("Figure", "指標"),
            context.numbers("Draws", "試行回数", ""),
            context.estimates("Estimate", "推定値", ""),
            context.texts("Unit", "単位"),
            context.numbers("Target", "目標", ""),
        ],
        rows,
    }
}
