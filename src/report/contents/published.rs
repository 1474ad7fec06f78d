//! Published estimates on the model's distribution.

use super::context::{Context, column, figure};
use super::reading::{estimate_cell, places_of, probability_text};
use super::words;
use crate::output::rows::{EstimateNote, PublishedRow};
use crate::report::cells::number_text;
use crate::report::chart::{Chart, Figure, IntervalLegend, IntervalRow, Intervals};
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;

/// The section; none without published estimates.
pub fn section(context: &Context) -> Option<Section> {
    let rows = &context.results.published;
    if rows.is_empty() {
        return None;
    }
    let text = context.pick(
        "Each estimate is set beside the model's distribution under the same tariffs, for the period and measure that come nearest. Methods, horizons \
         and what is counted differ: the last column says how.",
        "各推計を、同じ関税のもとでのモデルの分布（最も近い期間・指標）と並べた。手法・期間・対象は推計により異なる。",
    );
    let mut blocks = vec![Block::Text(text.to_string())];
    blocks.extend(figures(context, rows));
    blocks.push(Block::Table(table(context, rows)));
    let title = context.pick("Beside published estimates", "公表された推計との比較").to_string();
    Some(Section { id: "published", title, blocks })
}

/// A figure for each scenario and measure, to be chosen between: one for all would be longer than a page.
fn figures(context: &Context, rows: &[PublishedRow]) -> Option<Block> {
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    for row in rows {
        let kind = (row.metric.as_str(), row.scenario.as_str());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    // The measure that most estimates are of comes first.
    let count = |metric: &str| rows.iter().filter(|row| row.metric == metric).count();
    kinds.sort_by_key(|(metric, _)| std::cmp::Reverse(count(metric)));
    let options: Vec<(String, Figure)> = kinds
        .into_iter()
        .map(|kind| {
            let of_kind = |row: &&PublishedRow| (row.metric.as_str(), row.scenario.as_str()) == kind;
            let own: Vec<&PublishedRow> = rows.iter().filter(of_kind).collect();
            let scenario = own.first().map_or(String::new(), |row| context.say(&row.scenario_label));
            let name = words::metric(kind.0, context.lang);
            let label = match context.lang {
                Lang::En => format!("{name}: {scenario}"),
                Lang::Ja => format!("{name}：{scenario}"),
            };
            let figure = chart(context, &own, kind, &label);
            (label, figure)
        })
        .collect();
    if options.len() == 1 {
        return options.into_iter().next().map(|(_, figure)| Block::Figure(figure));
    }
    let label = context.pick("Measure and tariffs", "指標と関税").to_string();
    Some(Block::Choice { label, options })
}

fn chart(context: &Context, rows: &[&PublishedRow], (metric, scenario): (&str, &str), label: &str) -> Figure {
    let mut unit = String::new();
    let mut chosen = Vec::new();
    for row in rows {
        let shown = context.shown(&row.unit);
        let f = shown.factor;
        unit = shown.unit;
        chosen.push(IntervalRow {
            group: String::new(),
            label: format!("{}, {} ({})", context.say(&row.who), context.period(&row.period), row.date),
            wide: Some((f * row.model_p05, f * row.model_p95)),
            narrow: Some((f * row.model_p25, f * row.model_p75)),
            middle: Some(f * row.model_p50),
            mark: Some((f * row.low, f * row.high)),
        });
    }
    let name = words::metric(metric, context.lang);
    let title = match context.lang {
        Lang::En => format!("Published estimates and the model: {label}"),
        Lang::Ja => format!("公表された推計とモデル：{label}"),
    };
    figure(
        &format!("published-{metric}-{scenario}").replace('_', "-").to_lowercase(),
        title.clone(),
        context
            .pick(
                "Lines and dots are the model under the same tariffs: 90 % and 50 % intervals and median; diamonds are the published estimates. The date \
                 in brackets is that of publication.",
                "線と点は同じ関税のもとでのモデル（90%・50%区間と中央値）、菱形は公表された推計。括弧内は公表日。",
            )
            .to_string(),
        title,
        Chart::Intervals(Intervals {
            axis: format!("{name}, {unit}"),
            legend: IntervalLegend {
                wide: context.interval_name(90),
                narrow: context.interval_name(50),
                middle: context.pick("median of the model", "モデルの中央値").to_string(),
                mark: context.pick("published estimate", "公表された推計").to_string(),
            },
            rows: chosen,
        }),
    )
}

fn table(context: &Context, rows: &[PublishedRow]) -> Table {
    let row = |row: &PublishedRow| {
        let shown = context.shown(&row.unit);
        let f = shown.factor;
        let signed = words::is_effect(&row.metric);
        let mean = EstimateNote { value: f * row.model_mean, mcse: row.model_mcse.map(|error| f * error) };
        let places = places_of(mean);
        let text = |value: f64| {
            let text = (f * value).abs().to_string();
            let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len().min(3) as i32);
            number_text(f * value, places, signed)
        };
        let estimate = if row.low == row.high {
            text(row.low)
        } else {
            format!("{} … {}", text(row.low), text(row.high))
        };
        vec![
            Cell::Text(context.say(&row.who)),
            Cell::Text(row.date.clone()),
            Cell::Text(context.say(&row.scenario_label)),
            Cell::Text(format!("{}, {}", context.measure(&row.metric, &row.scope), shown.unit)),
            Cell::Text(context.period(&row.period)),
            Cell::Text(estimate),
            estimate_cell(mean, signed),
            Cell::Interval {
                low: (f * row.model_p05, places.min(3)),
                high: (f * row.model_p95, places.min(3)),
                signed,
            },
            Cell::Text(probability_text(row.model_below, None, context.lang)),
            Cell::Text(format!(
                "{}; {}. {}",
                context.say(&row.horizon),
                context.say(&row.method),
                row.source
            )),
        ]
    };
    Table {
        id: "published".to_string(),
        title: context.pick("Published estimates", "公表された推計").to_string(),
        note: context
            .pick(
                "“Below” is the share of the model's draws below the middle of the published range, under the same tariffs.",
                "「下回る割合」は、同じ関税のもとで公表値（幅の中央）を下回る試行の割合。",
            )
            .to_string(),
        columns: vec![
            context.texts("Who", "推計者"),
            context.texts("Date", "公表日"),
            context.texts("Tariffs", "関税"),
            context.texts("Measure", "指標"),
            context.texts("Period", "期間"),
            context.texts("Published", "公表値"),
            context.estimates("Model, mean", "モデル：平均", ""),
            column(&context.part(context.pick("Model", "モデル"), &context.interval_name(90)), "", Kind::Interval),
            context.texts("Below", "下回る割合"),
            context.texts("Horizon, method and source of the study", "推計の期間・手法・出所"),
        ],
        rows: rows.iter().map(row).collect(),
    }
}
