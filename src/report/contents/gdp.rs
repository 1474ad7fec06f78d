//! GDP and income by period, and their distribution.

use super::context::{Context, column, figure};
use super::words;
use crate::report::chart::{Chart, Histogram, IntervalLegend, IntervalRow, Intervals};
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;

/// The section.
pub fn section(context: &Context) -> Section {
    let mut blocks = vec![Block::Text(
        context
            .pick(
                "Real GDP counts volumes only. Real income also counts what exporters lose where they cut their prices to keep their sales: \
                 the two are apart wherever the tariff is absorbed.",
                "実質GDPは数量のみを数える。実質国内総所得は、輸出者が販売を保つための値下げで失う分も数える。関税が吸収されるほど両者は離れる。",
            )
            .to_string(),
    )];
    blocks.extend(fans(context));
    blocks.extend(table(context).map(Block::Table));
    blocks.extend(by_outcome(context));
    blocks.extend(distribution(context));
    Section { id: "gdp", title: context.pick("GDP and income", "GDPと所得").to_string(), blocks }
}

fn fans(context: &Context) -> Option<Block> {
    context.reading("gdp_real", "total", context.steps.first()?)?;
    let measures = ["gdp_real", "gdi_real"];
    let options = context.choices().into_iter().map(|(outcome, label)| {
        let panels = measures
            .map(|metric| (words::metric(metric, context.lang).to_string(), (metric, "total")));
        let id = if outcome == "all" { "gdp-fan".to_string() } else { format!("gdp-fan-{outcome}") };
        let title = match context.lang {
            Lang::En => format!("Real GDP and real income by quarter: {label}"),
            Lang::Ja => format!("実質GDPと実質国内総所得の推移：{label}"),
        };
        let alt = match (context.lang, context.reading_given("gdp_real", "total", context.last_year(), &outcome)) {
            (Lang::En, Some(last)) => format!(
                "Fans of real GDP and real income. In {}, real GDP has a median of {} {} and a 90 % band from {} to {}.",
                context.last_year(), last.text("p50"), last.shown.unit, last.text("p05"), last.text("p95")
            ),
            (Lang::Ja, Some(last)) => format!(
                "実質GDPと実質国内総所得の扇形図。{}の実質GDPの中央値は{}（{}）、90%幅は{}～{}。",
                context.period(context.last_year()), last.text("p50"), last.shown.unit, last.text("p05"), last.text("p95")
            ),
            _ => title.clone(),
        };
        let note = format!(
            "{} {}",
            context.pick("Change against no new tariffs.", "新たな関税がない場合からの変化。"),
            context.bands_note()
        );
        (label, figure(&id, title, note, alt, Chart::Fan(context.fan(&panels, &outcome))))
    });
    Some(Block::Choice {
        label: context.pick("Outcome of the talks", "交渉の帰結").to_string(),
        options: options.collect(),
    })
}

fn table(context: &Context) -> Option<Table> {
    let unit = context.unit("gdp_real", "total");
    let mut rows = Vec::new();
    for step in &context.steps {
        let Some(gdp) = context.reading("gdp_real", "total", step) else { continue };
        let income = context.reading("gdi_real", "total", step);
        rows.push(vec![
            Cell::Text(context.period(step)),
            gdp.estimate("mean"),
            gdp.number("p50"),
            gdp.interval("p35", "p65"),
            gdp.interval("p20", "p80"),
            gdp.interval("p05", "p95"),
            income.as_ref().map_or(Cell::Empty, |income| income.estimate("mean")),
            income.as_ref().map_or(Cell::Empty, |income| income.interval("p05", "p95")),
        ]);
    }
    let (gdp, income) = (words::metric("gdp_real", context.lang), words::metric("gdi_real", context.lang));
    let head = |measure, what: &str| context.part(measure, what);
    let (mean, median) = (context.pick("mean", "平均"), context.pick("median", "中央値"));
    let interval = |percent| context.interval_name(percent);
    (!rows.is_empty()).then(|| Table {
        id: "gdp".to_string(),
        title: context.pick("Real GDP and real income by period", "期間別の実質GDPと実質国内総所得").to_string(),
        note: context
            .pick(
                "Changes against no new tariffs. ± is the Monte Carlo standard error of the mean; intervals hold the middle 30, 60 and 90 % of the draws.",
                "新たな関税がない場合からの変化。±は平均のモンテカルロ標準誤差、区間は試行の中央30%、60%、90%を含む。",
            )
            .to_string(),
        columns: vec![
            context.texts("Period", "期間"),
            column(&head(gdp, mean), &unit, Kind::Estimate),
            column(&head(gdp, median), &unit, Kind::Number),
            column(&head(gdp, &interval(30)), &unit, Kind::Interval),
            column(&head(gdp, &interval(60)), &unit, Kind::Interval),
            column(&head(gdp, &interval(90)), &unit, Kind::Interval),
            column(&head(income, mean), &unit, Kind::Estimate),
            column(&head(income, &interval(90)), &unit, Kind::Interval),
        ],
        rows,
    })
}

/// GDP given each outcome, in the middle and the last year.
fn by_outcome(context: &Context) -> Option<Block> {
    let mut rows = Vec::new();
    let mut years = vec![context.year(), context.last_year()];
    years.dedup();
    for year in years {
        for (position, (outcome, label)) in context.choices().into_iter().enumerate() {
            let Some(reading) = context.reading_given("gdp_real", "total", year, &outcome) else { continue };
            rows.push(IntervalRow {
                group: if position == 0 { context.period(year) } else { String::new() },
                label,
                wide: Some((reading.value("p05"), reading.value("p95"))),
                narrow: Some((reading.value("p25"), reading.value("p75"))),
                middle: Some(reading.value("p50")),
                mark: None,
            });
        }
    }
    let unit = context.unit("gdp_real", "total");
    let title = context.pick("Real GDP by outcome of the talks", "交渉の帰結別にみた実質GDP").to_string();
    (rows.len() > 1).then(|| {
        Block::Figure(figure(
            "gdp-by-outcome",
            title.clone(),
            context
                .pick(
                    "Thin lines hold 90 %, thick lines 50 % of the draws that end so; dots are their medians. Change against no new tariffs.",
                    "細線はその帰結となった試行の90%、太線は50%を含み、点は中央値を示す。新たな関税がない場合からの変化。",
                )
                .to_string(),
            title,
            Chart::Intervals(Intervals {
                axis: format!("{}, {unit}", words::metric("gdp_real", context.lang)),
                legend: IntervalLegend {
                    wide: context.interval_name(90),
                    narrow: context.interval_name(50),
                    middle: context.pick("median", "中央値").to_string(),
                    mark: String::new(),
                },
                rows,
            }),
        ))
    })
}

/// The distribution of GDP in the middle year.
fn distribution(context: &Context) -> Option<Block> {
    let year = context.year();
    let wanted = |histogram: &&crate::output::rows::Histogram| {
        histogram.metric == "gdp_real" && histogram.scope == "total" && histogram.period == year
    };
    let histogram = context.results.summary.histograms.iter().find(wanted)?;
    let reading = context.reading("gdp_real", "total", year)?;
    let factor = reading.shown.factor;
    let title = match context.lang {
        Lang::En => format!("Distribution of real GDP in {year}"),
        Lang::Ja => format!("{}の実質GDPの分布", context.period(year)),
    };
    Some(Block::Figure(figure(
        "gdp-distribution",
        title.clone(),
        context
            .pick(
                "Share of all draws in each bin, from the 1 % to the 99 % quantile; the outer bins also hold what lies beyond.",
                "各階級に入る試行の割合。1%点から99%点までを示し、両端の階級はその外側も含む。",
            )
            .to_string(),
        match context.lang {
            Lang::En => format!("{title}: median {}, mean {}.", reading.text("p50"), reading.text("mean")),
            Lang::Ja => format!("{title}：中央値{}、平均{}。", reading.text("p50"), reading.text("mean")),
        },
        Chart::Histogram(Histogram {
            axis: format!("{}, {}", words::metric("gdp_real", context.lang), reading.shown.unit),
            heights: context.pick("probability, %", "確率、%").to_string(),
            edges: histogram.edges.iter().map(|edge| factor * edge).collect(),
            probabilities: histogram.probabilities.clone(),
            marks: vec![
                (context.pick("median", "中央値").to_string(), reading.value("p50")),
                (context.pick("no effect", "影響なし").to_string(), 0.0),
            ],
        }),
    )))
}
