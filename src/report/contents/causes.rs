//! Jobs supported in the whole economy, by what causes their loss.

use super::context::{Context, column, figure};
use crate::report::chart::{BarRow, Bars, Chart};
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;

const METRIC: &str = "jobs_attributed";

/// The section; none where the results have no causes.
pub fn section(context: &Context) -> Option<Section> {
    let scopes: Vec<String> = context.results.summary.metrics.get(METRIC)?.keys().cloned().collect();
    let year = context.last_year();
    let mut ranked: Vec<(String, f64)> = scopes
        .into_iter()
        .filter_map(|scope| {
            let value = context.reading(METRIC, &scope, year)?.value("mean");
            Some((scope, value))
        })
        .collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    let text = context.pick(
        "Jobs supported anywhere in the economy, by the exports, the cut of investment or the lever that they hang on. Suppliers and the shops where \
         wages are spent are counted with the cause.",
        "経済全体の就業誘発者数を、要因となった輸出品目・投資削減・交渉材料ごとに分けたもの。仕入先や賃金の支出先の就業者も要因に含めて数える。",
    );
    let blocks = vec![
        Block::Text(text.to_string()),
        Block::Figure(bars(context, &ranked, year)),
        Block::Table(table(context, &ranked)),
    ];
    let title = context.pick("Jobs by cause", "要因別の雇用").to_string();
    Some(Section { id: "causes", title, blocks })
}

fn bars(context: &Context, ranked: &[(String, f64)], year: &str) -> crate::report::chart::Figure {
    let rows = ranked.iter().filter_map(|(scope, _)| {
        let reading = context.reading(METRIC, scope, year)?;
        Some(BarRow {
            label: context.scope(scope),
            values: vec![reading.value("mean")],
            interval: Some((reading.value("p05"), reading.value("p95"))),
        })
    });
    let title = match context.lang {
        Lang::En => format!("Jobs supported by cause, {year}"),
        Lang::Ja => format!("要因別の就業誘発者数、{}", context.period(year)),
    };
    figure(
        "jobs-by-cause",
        title.clone(),
        context
            .pick(
                "Bars are means, whiskers 90 % intervals. Change against no new tariffs, whole economy.",
                "棒は平均、ひげは90%区間。経済全体、新たな関税がない場合からの変化。",
            )
            .to_string(),
        title,
        Chart::Bars(Bars {
            axis: context.pick("Jobs supported, persons", "就業誘発者数、人").to_string(),
            origin: 0.0,
            signed: true,
            whisker: context.interval_name(90),
            parts: vec![context.pick("mean", "平均").to_string()],
            rows: rows.collect(),
        }),
    )
}

fn table(context: &Context, ranked: &[(String, f64)]) -> Table {
    let total = ("total".to_string(), 0.0);
    let rows = ranked.iter().chain([&total]).map(|(scope, _)| {
        let (metric, label) = if scope == "total" {
            ("jobs_supported", context.pick("All causes", "全要因").to_string())
        } else {
            (METRIC, context.scope(scope))
        };
        let mut row = vec![Cell::Text(label)];
        for year in &context.years {
            row.push(context.reading(metric, scope, year).map_or(Cell::Empty, |r| r.estimate("mean")));
        }
        let last = context.reading(metric, scope, context.last_year());
        row.push(last.map_or(Cell::Empty, |reading| reading.interval("p05", "p95")));
        row
    });
    let persons = context.unit("jobs_supported", "total");
    let mut columns = vec![context.texts("Cause", "要因")];
    columns.extend(context.years.iter().map(|year| column(&context.period(year), &persons, Kind::Estimate)));
    let last = context.part(&context.period(context.last_year()), &context.interval_name(90));
    columns.push(column(&last, &persons, Kind::Interval));
    Table {
        id: "jobs-by-cause".to_string(),
        title: context.pick("Jobs supported by cause", "要因別の就業誘発者数").to_string(),
        note: context
            .pick(
                "Means with their Monte Carlo standard errors; change against no new tariffs, whole economy.",
                "平均とそのモンテカルロ標準誤差。経済全体、新たな関税がない場合からの変化。",
            )
            .to_string(),
        columns,
        rows: rows.collect(),
    }
}
