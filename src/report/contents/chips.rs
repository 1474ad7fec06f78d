//! The value of each bargaining chip.

use super::context::{Context, column, figure};
use super::reading::{estimate_cell, interval_cell, probability_text};
use super::units::{of_difference, shown};
use super::words;
use crate::output::rows::{CompareFile, CompareRow, EstimateNote};
use crate::report::chart::{Chart, Figure, IntervalLegend, IntervalRow, Intervals};
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;

/// The section; none without chips.
pub fn section(context: &Context) -> Option<Section> {
    let file = context.results.chips.as_ref()?;
    let cases = &file.tables.iter().find(|table| table.table == "chips")?.cases;
    let chips = Chips { context, file };
    let text = context.pick(
        "What a chip is worth is the mean difference between the same draws with the chip offered and not offered, all else as in the model: it moves the \
         odds of the talks, and it brings or costs demand.",
        "交渉材料の価値は、同じ試行でそれを提示した場合と提示しない場合の差の平均である。材料は交渉の確率を動かし、需要をもたらすか失わせる。",
    );
    let mut blocks = vec![Block::Text(text.to_string())];
    blocks.extend(chips.figure(cases).map(Block::Figure));
    blocks.push(Block::Table(chips.table(cases)));
    let title = context.pick("What each bargaining chip is worth", "交渉材料の価値").to_string();
    Some(Section { id: "chips", title, blocks })
}

struct Chips<'a, 'c> {
    context: &'c Context<'a>,
    file: &'a CompareFile,
}

impl Chips<'_, '_> {
    /// A statistic of a case.
    fn find(
        &self,
        case: &str,
        metric: &str,
        scope: &str,
        period: &str,
        statistic: &str,
    ) -> Option<&CompareRow> {
        self.file.rows.iter().find(|row| {
            row.table == "chips"
                && row.case == case
                && row.metric == metric
                && row.scope == scope
                && row.period == period
                && row.statistic == statistic
        })
    }

    fn label(&self, label: &str) -> String {
        if label == "All together" {
            return self.context.pick("All together", "すべて").to_string();
        }
        self.context.say(label)
    }

    /// Value added in the last year, by chip.
    fn figure(&self, cases: &[(String, String)]) -> Option<Figure> {
        let context = self.context;
        let year = context.last_year();
        let value = |case: &str, statistic: &str| {
            let row = self.find(case, "value_added", "total", year, statistic)?;
            Some(shown(&row.unit, context.lang).factor * row.value)
        };
        let rows: Vec<IntervalRow> = cases
            .iter()
            .filter(|(case, label)| !case.contains('+') || label == "All together")
            .map(|(case, label)| IntervalRow {
                group: String::new(),
                label: self.label(label),
                wide: value(case, "p05").zip(value(case, "p95")),
                narrow: value(case, "p25").zip(value(case, "p75")),
                middle: value(case, "p50"),
                mark: value(case, "mean").map(|mean| (mean, mean)),
            })
            .collect();
        let money = context.shown(&self.file.money).unit;
        let title = match context.lang {
            Lang::En => format!("What each chip changes in GDP in {year}"),
            Lang::Ja => format!("各材料による{}のGDPの変化", context.period(year)),
        };
        (!rows.is_empty()).then(|| {
            figure(
                "chips",
                title.clone(),
                context
                    .pick(
                        "Difference in each draw between the chip offered and not offered. In most draws it changes little; in some it changes how the talks end.",
                        "提示した場合と提示しない場合の試行ごとの差。多くの試行で変化は小さく、一部では交渉の帰結が変わる。",
                    )
                    .to_string(),
                title,
                Chart::Intervals(Intervals {
                    axis: match context.lang {
                        Lang::En => format!("GDP, {money}"),
                        Lang::Ja => format!("GDP、{money}"),
                    },
                    legend: IntervalLegend {
                        wide: context.interval_name(90),
                        narrow: context.interval_name(50),
                        middle: context.pick("median", "中央値").to_string(),
                        mark: context.pick("mean", "平均").to_string(),
                    },
                    rows,
                }),
            )
        })
    }

    fn table(&self, cases: &[(String, String)]) -> Table {
        let context = self.context;
        let year = context.last_year();
        let money = context.shown(&self.file.money);
        let mut measures: Vec<(String, &str, String, f64, String, &str)> = vec![
            (
                context.pick("GDP", "GDP").to_string(),
                "value_added",
                "total".to_string(),
                money.factor,
                money.unit.clone(),
                year,
            ),
            (
                words::metric("export_value", context.lang).to_string(),
                "export_value",
                "total".to_string(),
                money.factor * self.file.exports / 100.0,
                money.unit.clone(),
                year,
            ),
        ];
        for (id, _) in &self.file.groups {
            measures.push((
                context.measure("headcount", &format!("group:{id}")),
                "headcount",
                format!("group:{id}"),
                1.0,
                context.shown("persons").unit,
                year,
            ));
        }
        measures.push((
            words::metric("recession", context.lang).to_string(),
            "recession",
            "total".to_string(),
            100.0,
            of_difference("probability", context.lang),
            "all",
        ));
        let mut rows = Vec::new();
        for (measure, metric, scope, factor, unit, period) in &measures {
            for (case, label) in cases {
                let find = |statistic: &str| self.find(case, metric, scope, period, statistic);
                let Some(mean) = find("mean") else { continue };
                let scaled = |row: &CompareRow| EstimateNote {
                    value: factor * row.value,
                    mcse: row.mcse.map(|error| factor * error),
                };
                let end = |statistic: &str| find(statistic).map(scaled);
                let interval = end("p05").zip(end("p95")).filter(|_| *metric != "recession");
                let above = find("prob>0").filter(|_| *metric != "recession");
                rows.push(vec![
                    Cell::Text(self.label(label)),
                    Cell::Text(measure.clone()),
                    Cell::Text(context.period(period)),
                    estimate_cell(scaled(mean), true),
                    interval.map_or(Cell::Empty, |(low, high)| interval_cell(low, high, true)),
                    Cell::Text(
                        above
                            .map_or(String::new(), |row| probability_text(row.value, row.mcse, context.lang)),
                    ),
                    Cell::Text(unit.clone()),
                ]);
            }
        }
        Table {
            id: "chips".to_string(),
            title: context.pick("Value of bargaining chips", "交渉材料の価値").to_string(),
            note: context
                .pick(
                    "Mean difference between the same draws with the chip offered and not offered, with its Monte Carlo standard error; the interval holds 90 % \
                     of the differences, above zero is the share of draws in which the chip raises the figure.",
                    "同じ試行で提示した場合と提示しない場合の差の平均とそのモンテカルロ標準誤差。区間は差の90%を含み、「正となる割合」は指標が上がる試行の割合。",
                )
                .to_string()
                + &context.money_hint(),
            columns: vec![
                context.texts("Chip", "交渉材料"),
                context.texts("Measure", "指標"),
                context.texts("Period", "期間"),
                context.estimates("Value", "価値", ""),
                column(&context.interval_name(90), "", Kind::Interval),
                context.texts("Above zero", "正となる割合"),
                context.texts("Unit", "単位"),
            ],
            rows,
        }
    }
}
