//! Exports to the destination: tariff, price, volume and value.

use super::context::{Context, column, figure};
use super::words;
use crate::report::chart::Chart;
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;

/// The section.
pub fn section(context: &Context) -> Section {
    let destination = context.destination();
    let text = context.pick(
        "A tariff can be met by a lower price or by lower sales. A price cut costs income, lost volume costs output and jobs: they are separate \
         channels, and the value of exports shows their sum.",
        "関税は値下げか販売減のいずれかで受け止められる。値下げは所得を、数量減は生産と雇用を失わせる別々の経路であり、輸出金額は両者の合計を示す。",
    );
    let mut blocks = vec![Block::Text(text.to_string())];
    blocks.extend(fans(context));
    blocks.extend(table(context).map(Block::Table));
    let title = match context.lang {
        Lang::En => format!("Exports to {destination}"),
        Lang::Ja => format!("{destination}向け輸出"),
    };
    Section { id: "exports", title, blocks }
}

fn scopes(context: &Context) -> Vec<String> {
    let found = context.results.summary.metrics.get("export_value");
    let mut scopes: Vec<String> = found.map(|scopes| scopes.keys().cloned().collect()).unwrap_or_default();
    // Largest loss of value first, the total at the head.
    let value = |scope: &String| {
        context.reading("export_income", scope, context.year()).map_or(0.0, |reading| reading.value("mean"))
    };
    scopes.sort_by(|a, b| (a != "total").cmp(&(b != "total")).then(value(a).total_cmp(&value(b))));
    scopes
}

fn fans(context: &Context) -> Option<Block> {
    context.steps.first()?;
    let options = scopes(context).into_iter().map(|scope| {
        let label = if scope == "total" {
            context.pick("All goods", "全品目").to_string()
        } else {
            context.scope(&scope)
        };
        let panels = ["export_volume", "export_price", "export_value", "tariff_rate"]
            .map(|metric| (words::metric(metric, context.lang).to_string(), (metric, scope.as_str())));
        let id = format!("exports-{}", scope.trim_start_matches("linegroup:"));
        let title = match context.lang {
            Lang::En => format!("Exports by volume, price and value, and the tariff: {label}"),
            Lang::Ja => format!("輸出の数量・価格・金額と関税率：{label}"),
        };
        let note = format!(
            "{} {}",
            context.pick(
                "Change of exports against no new tariffs; the tariff is the effective rate, ordinary duty included.",
                "輸出は新たな関税がない場合からの変化。関税率は通常の関税を含む実効税率。",
            ),
            context.bands_note()
        );
        let alt = title.clone();
        (label, figure(&id, title, note, alt, Chart::Fan(context.fan(&panels, "all"))))
    });
    Some(Block::Choice { label: context.pick("Goods", "品目").to_string(), options: options.collect() })
}

fn table(context: &Context) -> Option<Table> {
    let mut rows = Vec::new();
    let metrics = ["tariff_rate", "export_price", "export_volume", "export_value", "export_income"];
    for scope in scopes(context) {
        for year in &context.years {
            let readings = metrics.map(|metric| context.reading(metric, &scope, year));
            let label = if scope == "total" {
                context.pick("All goods", "全品目").to_string()
            } else {
                context.scope(&scope)
            };
            let mut row = vec![Cell::Text(label), Cell::Text(context.period(year))];
            for reading in &readings {
                row.push(reading.as_ref().map_or(Cell::Empty, |reading| reading.estimate("mean")));
            }
            rows.push(row);
        }
    }
    let mut columns = vec![context.texts("Goods", "品目"), context.texts("Period", "期間")];
    for metric in metrics {
        let unit = context.unit(metric, "total");
        columns.push(column(words::metric(metric, context.lang), &unit, Kind::Estimate));
    }
    (!rows.is_empty()).then(|| Table {
        id: "exports".to_string(),
        title: context.pick("Exports by goods: means", "品目別の輸出：平均").to_string(),
        note: context
            .pick(
                "Means with their Monte Carlo standard errors. Price, volume and value change against no new tariffs; the last column is the income that \
                 price cuts take from what is still sold in the period. Losses are negative; the tariff is the effective rate, ordinary duty included.",
                "平均とそのモンテカルロ標準誤差。価格・数量・金額は新たな関税がない場合からの変化。最後の列は、引き続き販売される分の値下げで期間内に失われる所得（減少は負）。\
                 関税率は通常の関税を含む実効税率。",
            )
            .to_string()
            + &context.money_hint(),
        columns,
        rows,
    })
}
