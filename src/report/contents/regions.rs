//! Regions: what the tariffs on home do to rivals and to the destination, where their economies are in the accounts.

use super::context::{Context, column, figure};
use super::words;
use crate::output::rows::RegionNote;
use crate::report::chart::{BarRow, Bars, Chart};
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;

/// Regions in the figure.
const SHOWN: usize = 15;
const METRICS: [&str; 4] = ["gdp_real", "output", "value_added", "jobs_supported"];

/// The section; none in a model of one region.
pub fn section(context: &Context) -> Option<Section> {
    let regions = &context.results.summary.model.regions;
    if regions.is_empty() {
        return None;
    }
    let year = context.last_year();
    let effect = |region: &RegionNote| {
        let reading = context.reading("gdp_real", &scope(region), year);
        reading.map_or(0.0, |reading| reading.value("mean"))
    };
    let mut order: Vec<&RegionNote> = regions.iter().collect();
    order.sort_by(|a, b| effect(a).total_cmp(&effect(b)));
    let text = context.pick(
        "What buyers in the destination no longer buy from home they buy in part from others, or at home. Rivals and the destination's own producers \
         gain that demand, and all regions feel it through their suppliers. Consumption out of labour income responds at home only.",
        "輸入国の買い手は、減らした購入の一部を他国または自国の生産者に振り替える。競合国と輸入国の生産者はその需要を得て、各地域は中間投入を通じて影響を受ける。\
         雇用者所得を通じた家計消費の反応は自国についてのみ計算する。",
    );
    let blocks = vec![
        Block::Text(text.to_string()),
        Block::Figure(bars(context, &order, year)),
        Block::Table(table(context, &order, year)),
    ];
    let title = context.pick("Who gains: regions", "地域別の影響").to_string();
    Some(Section { id: "regions", title, blocks })
}

fn scope(region: &RegionNote) -> String {
    format!("region:{}", region.code)
}

/// Name and role of a region.
fn name(context: &Context, region: &RegionNote) -> String {
    let name = context.say(&region.label);
    let role = match region.role.as_deref() {
        Some("home") => context.pick("home", "自国"),
        Some("destination") => context.pick("destination", "輸入国"),
        _ => return name,
    };
    match context.lang {
        Lang::En => format!("{name} ({role})"),
        Lang::Ja => format!("{name}（{role}）"),
    }
}

fn bars(context: &Context, regions: &[&RegionNote], year: &str) -> crate::report::chart::Figure {
    let effect = |region: &RegionNote| context.reading("gdp_real", &scope(region), year);
    let mut largest: Vec<&&RegionNote> = regions.iter().collect();
    let size = |region: &RegionNote| effect(region).map_or(0.0, |reading| reading.value("mean").abs());
    largest.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let row = |region: &&&RegionNote| BarRow {
        label: name(context, region),
        values: vec![effect(region).map_or(0.0, |reading| reading.value("mean"))],
        interval: effect(region).map(|reading| (reading.value("p05"), reading.value("p95"))),
    };
    let title = match context.lang {
        Lang::En => format!("Real GDP by region, {year}"),
        Lang::Ja => format!("地域別の実質GDP：{}", context.period(year)),
    };
    let note = context.pick(
        "Means over all draws, % of each region's own GDP; change against no new tariffs. Whiskers hold nine draws of ten.",
        "全試行の平均、各地域のGDPに対する%。新たな関税がない場合からの変化。ひげは試行の90%を含む。",
    );
    figure(
        "regions",
        title.clone(),
        note.to_string(),
        title,
        Chart::Bars(Bars {
            axis: format!(
                "{}, {}",
                words::metric("gdp_real", context.lang),
                context.unit("gdp_real", "total")
            ),
            origin: 0.0,
            signed: true,
            whisker: context.interval_name(90),
            parts: vec![words::metric("gdp_real", context.lang).to_string()],
            rows: largest.iter().take(SHOWN).map(row).collect(),
        }),
    )
}

fn table(context: &Context, regions: &[&RegionNote], year: &str) -> Table {
    let rows = regions.iter().map(|region| {
        let reading = |metric| context.reading(metric, &scope(region), year);
        let mut row = vec![Cell::Text(name(context, region)), Cell::Text(region.code.clone())];
        row.extend(
            METRICS.map(|metric| reading(metric).map_or(Cell::Empty, |reading| reading.estimate("mean"))),
        );
        row.insert(3, reading("gdp_real").map_or(Cell::Empty, |reading| reading.interval("p05", "p95")));
        row
    });
    let mut columns = vec![context.texts("Region", "地域"), context.texts("Code", "符号")];
    for metric in METRICS {
        let unit = context.unit(metric, "total");
        columns.push(column(words::metric(metric, context.lang), &unit, Kind::Estimate));
    }
    let head = context.part(words::metric("gdp_real", context.lang), &context.interval_name(90));
    columns.insert(3, column(&head, &context.unit("gdp_real", "total"), Kind::Interval));
    Table {
        id: "regions".to_string(),
        title: match context.lang {
            Lang::En => format!("All regions, {year}"),
            Lang::Ja => format!("全地域、{}", context.period(year)),
        },
        note: context
            .pick(
                "Means over all draws with their Monte Carlo standard errors; change over the year against no new tariffs, GDP in % of the region's own.",
                "全試行の平均とそのモンテカルロ標準誤差。新たな関税がない場合からの1年間の変化。GDPは各地域のGDPに対する%。",
            )
            .to_string()
            + &context.money_hint(),
        columns,
        rows: rows.collect(),
    }
}
