//! Jobs in a group of sectors: expected headcount and jobs supported, which are two things.

use super::context::{Context, column, figure};
use super::words;
use crate::report::chart::Chart;
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;
use crate::report::numbers::fixed;

/// Sections, one for each group; the anchors are numbered.
pub fn sections(context: &Context) -> Vec<Section> {
    const IDS: [&str; 6] = ["group", "group-2", "group-3", "group-4", "group-5", "group-6"];
    let groups = context.results.summary.model.groups.keys();
    groups.zip(IDS).map(|(id, anchor)| section(context, id, anchor)).collect()
}

fn section(context: &Context, id: &str, anchor: &'static str) -> Section {
    let scope = format!("group:{id}");
    let label = context.scope(&scope);
    let employed = context.results.summary.model.group_employment.get(id).copied();
    let employed = employed.map_or(String::new(), |persons| {
        let persons = fixed(persons, if persons >= 10_000.0 { -4 } else { 0 });
        match context.lang {
            Lang::En => format!(" About {persons} persons are employed there."),
            Lang::Ja => format!("この部門の就業者は約{persons}人である。"),
        }
    });
    let text = format!(
        "{}{employed}",
        context.pick(
            "Jobs supported are those that the demand lost or gained stands behind, at once and in full. Expected headcount is how many persons \
             fewer or more are employed: firms hold on to their staff, so it follows later and in part. The two must not be added or mixed.",
            "就業誘発者数は、増減した需要に直ちにかつ全量対応する就業者数である。就業者数（見込み）は実際の雇用の増減で、企業が雇用を維持するため遅れて部分的に動く。\
             両者を合算・混同してはならない。",
        )
    );
    let mut blocks = vec![Block::Text(text)];
    blocks.extend(fans(context, id, &scope, &label));
    blocks.extend(table(context, id, &scope, &label).map(Block::Table));
    let title = match context.lang {
        Lang::En => format!("Jobs: {label}"),
        Lang::Ja => format!("雇用：{label}"),
    };
    Section { id: anchor, title, blocks }
}

fn fans(context: &Context, id: &str, scope: &str, group: &str) -> Option<Block> {
    context.reading("headcount", scope, context.steps.first()?)?;
    let options = context.choices().into_iter().map(|(outcome, label)| {
        let panels = ["headcount", "jobs_supported"]
            .map(|metric| (words::metric(metric, context.lang).to_string(), (metric, scope)));
        let name = if outcome == "all" { format!("jobs-{id}") } else { format!("jobs-{id}-{outcome}") };
        let title = match context.lang {
            Lang::En => format!("{group}: expected headcount and jobs supported: {label}"),
            Lang::Ja => format!("{group}：就業者数（見込み）と就業誘発者数：{label}"),
        };
        let reading = context.reading_given("headcount", scope, context.last_year(), &outcome);
        let alt = reading.map_or_else(String::new, |last| {
            let (median, low, high) = (last.text("p50"), last.text("p05"), last.text("p95"));
            let year = context.period(context.last_year());
            match context.lang {
                Lang::En => format!(
                    "{title}. In {year}, expected headcount has a median of {median} persons and a 90 % band from {low} to {high}."
                ),
                Lang::Ja => format!("{title}。{year}の就業者数（見込み）の中央値は{median}人、90%幅は{low}～{high}人。"),
            }
        });
        let note = format!(
            "{} {}",
            context.pick("Change against no new tariffs, persons.", "新たな関税がない場合からの変化、人。"),
            context.bands_note()
        );
        (label, figure(&name, title, note, alt, Chart::Fan(context.fan(&panels, &outcome))))
    });
    Some(Block::Choice {
        label: context.pick("Outcome of the talks", "交渉の帰結").to_string(),
        options: options.collect(),
    })
}

fn table(context: &Context, id: &str, scope: &str, group: &str) -> Option<Table> {
    let mut rows = Vec::new();
    for period in context.steps.iter().chain(&context.years) {
        let Some(heads) = context.reading("headcount", scope, period) else { continue };
        let Some(jobs) = context.reading("jobs_supported", scope, period) else { continue };
        rows.push(vec![
            Cell::Text(context.period(period)),
            heads.estimate("mean"),
            heads.interval("p05", "p95"),
            jobs.estimate("mean"),
            jobs.interval("p05", "p95"),
        ]);
    }
    let persons = context.unit("headcount", scope);
    let head = |metric, what: &str| context.part(words::metric(metric, context.lang), what);
    let (mean, interval) = (context.pick("mean", "平均"), context.interval_name(90));
    (!rows.is_empty()).then(|| Table {
        id: format!("jobs-{id}").chars().take(31).collect(),
        title: match context.lang {
            Lang::En => format!("{group}: headcount and jobs by period"),
            Lang::Ja => format!("{group}：期間別の就業者数と就業誘発者数"),
        },
        note: context
            .pick(
                "Changes against no new tariffs; averages over the months of a period. ± is the Monte Carlo standard error of the mean.",
                "新たな関税がない場合からの変化。期間内の月平均。±は平均のモンテカルロ標準誤差。",
            )
            .to_string(),
        columns: vec![
            context.texts("Period", "期間"),
            column(&head("headcount", mean), &persons, Kind::Estimate),
            column(&head("headcount", &interval), &persons, Kind::Interval),
            column(&head("jobs_supported", mean), &persons, Kind::Estimate),
            column(&head("jobs_supported", &interval), &persons, Kind::Interval),
        ],
        rows,
    })
}
