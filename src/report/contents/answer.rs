//! The answer in three sentences, and the key figures.

use super::context::{Context, column};
use super::reading::{Reading, probability_text};
use super::words;
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;
use crate::report::numbers::fixed;

/// The section.
pub fn section(context: &Context) -> Section {
    let sentences: Vec<String> =
        [talks(context), gdp(context), jobs(context)].into_iter().flatten().collect();
    let mut blocks: Vec<Block> = sentences.into_iter().map(Block::Text).collect();
    blocks.extend(key_figures(context).map(Block::Table));
    Section { id: "answer", title: context.pick("The answer", "結論").to_string(), blocks }
}

/// Where the talks are likeliest to stand.
fn talks(context: &Context) -> Option<String> {
    let model = &context.results.summary.model;
    let outcomes = context.outcomes();
    let first = outcomes.first()?;
    let date = words::date(&model.outcome_date, context.lang);
    let label = |position: usize| {
        outcomes.get(position).filter(|outcome| outcome.draws > 0).map(|outcome| {
            let share = probability_text(outcome.probability, Some(outcome.mcse), context.lang);
            match context.lang {
                Lang::En => format!("“{}” ({share})", context.say(&outcome.label)),
                Lang::Ja => format!("「{}」（{share}）", context.say(&outcome.label)),
            }
        })
    };
    let all = first.draws + context.results.summary.failed_draws == context.results.summary.draws;
    if all {
        let label = context.say(&first.label);
        return Some(match context.lang {
            Lang::En => format!("On {date} the talks stand at “{label}” in every draw."),
            Lang::Ja => format!("{date}の交渉は、すべての試行で「{label}」となる。"),
        });
    }
    let rest = 1.0 - outcomes.iter().take(3).map(|outcome| outcome.probability).sum::<f64>();
    let others = outcomes.iter().skip(3).any(|outcome| outcome.draws > 0);
    Some(match (context.lang, label(0), label(1), label(2)) {
        (Lang::En, Some(one), Some(two), Some(three)) => {
            let tail = if others {
                format!("; all other ends together have {}", probability_text(rest, None, context.lang))
            } else {
                String::new()
            };
            format!("On {date} the talks most likely stand at {one}, then at {two} or {three}{tail}.")
        }
        (Lang::En, Some(one), Some(two), None) => {
            format!("On {date} the talks most likely stand at {one}, else at {two}.")
        }
        (Lang::Ja, Some(one), Some(two), three) => {
            let third = three.map_or(String::new(), |three| format!("、{three}"));
            let tail = if others {
                format!("と続き、その他の帰結は合わせて{}である", probability_text(rest, None, context.lang))
            } else {
                "と続く".to_string()
            };
            format!("{date}時点の交渉は{one}となる可能性が最も高く、{two}{third}{tail}。")
        }
        _ => return None,
    })
}

/// What happens to GDP and income.
fn gdp(context: &Context) -> Option<String> {
    let year = context.year();
    let period = context.period(year);
    let gdp = context.reading("gdp_real", "total", year)?;
    let money = context.reading("value_added", "total", year);
    let income = context.reading("gdi_real", "total", year);
    Some(match context.lang {
        Lang::En => {
            let amount = money.map_or(String::new(), |money| {
                let hint = context.in_dollars(money.value("mean") / money.shown.factor);
                let noun = if money.value("mean") < 0.0 { "a loss of" } else { "a gain of" };
                format!(", {noun} {} {}{hint}", money.size("mean"), money.shown.unit)
            });
            let income = income.map_or(String::new(), |income| {
                format!(
                    "; real income, which also counts the price cuts of exporters, is {} ({})",
                    changed(context, &income),
                    interval(context, &income)
                )
            });
            format!(
                "Against a world without the new tariffs, real GDP in {period} is {} on average ({}){amount}{income}.",
                changed(context, &gdp),
                interval(context, &gdp)
            )
        }
        Lang::Ja => {
            let amount = money.map_or(String::new(), |money| {
                let hint = context.in_dollars(money.value("mean") / money.shown.factor);
                let noun = if money.value("mean") < 0.0 { "減少" } else { "増加" };
                format!("、金額で{}{}{hint}の{noun}に当たる", money.size("mean"), money.shown.unit)
            });
            let income = income.map_or(String::new(), |income| {
                format!(
                    "。輸出者の値下げも数える実質国内総所得は{}（{}）",
                    changed(context, &income),
                    interval(context, &income)
                )
            });
            format!(
                "新たな関税がない場合と比べ、{period}の実質GDPは平均{}（{}）{amount}{income}。",
                changed(context, &gdp),
                interval(context, &gdp)
            )
        }
    })
}

/// What happens to jobs in the first group of sectors, or in the whole economy.
fn jobs(context: &Context) -> Option<String> {
    let model = &context.results.summary.model;
    let year = context.last_year();
    let period = context.period(year);
    let scope = model.groups.keys().next().map_or("total".to_string(), |id| format!("group:{id}"));
    let heads = context.reading("headcount", &scope, year)?;
    let jobs = context.reading("jobs_supported", &scope, year)?;
    let (heads_interval, jobs_interval) = (interval(context, &heads), interval(context, &jobs));
    let employed = model.groups.keys().next().and_then(|id| model.group_employment.get(id));
    let employed = employed.map(|persons| fixed(*persons, if *persons >= 10_000.0 { -4 } else { 0 }));
    let (heads_change, jobs_change) = (changed(context, &heads), text_and_unit(context, &jobs));
    Some(match context.lang {
        Lang::En => {
            let of = employed.map_or(String::new(), |persons| format!(", out of about {persons} employed"));
            let place = if scope == "total" {
                "In the whole economy".to_string()
            } else {
                format!("In “{}”", context.scope(&scope))
            };
            format!(
                "{place}, expected headcount in {period} is {heads_change}{of} ({heads_interval}), while jobs supported, which stand behind the \
                 demand lost or gained at once and in full, change by {jobs_change} ({jobs_interval})."
            )
        }
        Lang::Ja => {
            let of = employed.map_or(String::new(), |persons| format!("（就業者約{persons}人中）"));
            let place = if scope == "total" {
                "経済全体".to_string()
            } else {
                format!("「{}」", context.scope(&scope))
            };
            format!(
                "{place}の{period}の就業者数（見込み）は{of}{heads_change}（{heads_interval}）となり、需要の増減に対応する就業誘発者数は{jobs_change}\
                 （{jobs_interval}）である。企業の雇用調整は遅れて部分的に進むため、両者は一致しない。"
            )
        }
    })
}

/// A mean as "0.11 % lower".
fn changed(context: &Context, reading: &Reading) -> String {
    let unit = short_unit(context, reading);
    let lower = reading.value("mean") < 0.0;
    match context.lang {
        Lang::En => format!("{} {unit} {}", reading.size("mean"), if lower { "lower" } else { "higher" }),
        Lang::Ja => format!("{}{unit}の{}", reading.size("mean"), if lower { "減少" } else { "増加" }),
    }
}

fn text_and_unit(context: &Context, reading: &Reading) -> String {
    match context.lang {
        Lang::En => reading.text("mean"),
        Lang::Ja => format!("{}{}", reading.text("mean"), short_unit(context, reading)),
    }
}

/// The 90 % interval in words.
fn interval(context: &Context, reading: &Reading) -> String {
    let ((low, high), name) = (reading.ends(), context.interval_name(90));
    let unit = short_unit(context, reading);
    match context.lang {
        Lang::En => format!("{name} {low} to {high} {unit}"),
        Lang::Ja => format!("{name} {low}～{high}{unit}"),
    }
}

/// `%` is enough where the sentence says of what.
fn short_unit(context: &Context, reading: &Reading) -> String {
    let unit = &reading.shown.unit;
    if unit.contains('%') { "%".to_string() } else { context.say(unit) }
}

/// The measures that a reader looks for first, by year.
fn key_figures(context: &Context) -> Option<Table> {
    let model = &context.results.summary.model;
    let destination = context.destination();
    let mut measures: Vec<(String, &str, String)> = vec![
        (words::metric("gdp_real", context.lang).to_string(), "gdp_real", "total".to_string()),
        (words::metric("gdi_real", context.lang).to_string(), "gdi_real", "total".to_string()),
    ];
    for (metric, english, japanese) in [
        ("export_volume", "volume", "数量"),
        ("export_price", "price", "価格"),
        ("export_value", "value", "金額"),
    ] {
        let label = match context.lang {
            Lang::En => format!("Exports to {destination}: {english}"),
            Lang::Ja => format!("{destination}向け輸出：{japanese}"),
        };
        measures.push((label, metric, "total".to_string()));
    }
    for id in model.groups.keys() {
        let scope = format!("group:{id}");
        for metric in ["headcount", "jobs_supported"] {
            let label = context.measure(metric, &scope);
            measures.push((label, metric, scope.clone()));
        }
    }
    let mut rows = Vec::new();
    for (label, metric, scope) in &measures {
        for year in &context.years {
            let Some(reading) = context.reading(metric, scope, year) else { continue };
            rows.push(vec![
                Cell::Text(label.clone()),
                Cell::Text(context.period(year)),
                reading.estimate("mean"),
                reading.interval("p05", "p95"),
                reading.at_medians(),
                Cell::Text(reading.shown.unit.clone()),
            ]);
        }
    }
    let note = context.pick(
        "Changes against no new tariffs. ± is the Monte Carlo standard error of the mean; the 90 % interval holds the middle 90 % of the draws. \
         All inputs at medians is a single run with all inputs at their medians and every decision by its largest probability.",
        "新たな関税がない場合からの変化。±は平均のモンテカルロ標準誤差、90%区間は試行の中央90%を含む。「全入力が中央値」は、すべての入力を中央値とし、各分岐で最も確率の高い\
         道を選んだ単一の計算による。",
    );
    (!rows.is_empty()).then(|| Table {
        id: "key-figures".to_string(),
        title: context.pick("Key figures", "主要な結果").to_string(),
        note: note.to_string(),
        columns: vec![
            context.texts("Measure", "指標"),
            context.texts("Period", "期間"),
            context.estimates("Mean", "平均", ""),
            column(&context.interval_name(90), "", Kind::Interval),
            context.numbers("All inputs at medians", "全入力が中央値", ""),
            context.texts("Unit", "単位"),
        ],
        rows,
    })
}
