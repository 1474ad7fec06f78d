//! This run against another.

use super::context::{Context, column, figure};
use super::reading::{estimate_cell, interval_cell, probability_cell, probability_text};
use super::units::of_difference;
use super::words;
use crate::output::rows::{AgainstRow, EstimateNote, RunLabel};
use crate::report::chart::{Chart, Fan, Panel};
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;
use crate::report::source::AgainstRun;

/// The section; none without another run.
pub fn section(context: &Context) -> Option<Section> {
    let against = context.results.against.as_ref()?;
    let file = &against.file;
    let paired = match (context.lang, file.paired) {
        (Lang::En, true) => {
            "Both runs took the same random numbers: differences are taken draw by draw.".to_string()
        }
        (Lang::Ja, true) => "両者は同じ乱数を用いており、差は試行ごとに取った。".to_string(),
        (Lang::En, false) => format!("Differences of means only, not draw by draw: {}", file.reason),
        (Lang::Ja, false) => format!("差は平均のみ（試行ごとには取れない）：{}", file.reason),
    };
    let mut list = vec![
        described(context, context.pick("This run", "本計算"), &file.run),
        described(context, context.pick("The other run", "比較対象"), &file.against),
    ];
    if !file.inputs.is_empty() {
        let names: Vec<&str> = file.inputs.iter().map(|change| change.file.as_str()).collect();
        list.push(format!(
            "{}{}",
            context.pick("Input files that differ: ", "異なる入力ファイル："),
            names.join(", ")
        ));
    }
    let blocks = vec![
        Block::Text(paired),
        Block::List(list),
        Block::Figure(fans(context, against)),
        Block::Table(differences(context, &file.rows, file.paired)),
        Block::Table(outcomes(context, against)),
    ];
    let title = context.pick("Against another run", "他の計算との比較").to_string();
    Some(Section { id: "against", title, blocks })
}

fn described(context: &Context, name: &str, label: &RunLabel) -> String {
    let (folder, title) = (&label.folder, context.say(&label.title));
    let (draws, seed, sampler) = (label.draws, label.seed, &label.sampler);
    let mut text = match context.lang {
        Lang::En => format!("{name}: {folder}, {title}; {draws} draws, seed {seed}, {sampler}"),
        Lang::Ja => format!("{name}：{folder}、{title}。試行回数{draws}、シード{seed}、{sampler}"),
    };
    if !label.overlays.is_empty() {
        text += &format!("; {}{}", context.pick("with ", "オーバーレイ："), label.overlays.join(", "));
    }
    if !label.fixed.is_empty() {
        text += &format!("; {}{}", context.pick("fixed ", "固定："), label.fixed.join(", "));
    }
    text
}

/// GDP and jobs of both runs over time.
fn fans<'a>(context: &Context<'a>, against: &'a AgainstRun) -> crate::report::chart::Figure {
    let other = context.of(&against.summary);
    let group = context.results.summary.model.groups.keys().next();
    let jobs = group.map_or("total".to_string(), |id| format!("group:{id}"));
    let panel = |(metric, scope): (&str, &str)| Panel {
        title: context.measure(metric, scope),
        axis: format!("{}, {}", words::metric(metric, context.lang), context.unit(metric, scope)),
        series: vec![
            context.series(context.pick("this run", "本計算"), (metric, scope), "all"),
            other.series(context.pick("the other run", "比較対象"), (metric, scope), "all"),
        ],
    };
    let mut panels = vec![panel(("gdp_real", "total")), panel(("headcount", &jobs))];
    for panel in &mut panels {
        // Three bands of two runs on top of each other say nothing.
        for series in &mut panel.series {
            series.bands.truncate(1);
        }
    }
    let title = context.pick("Both runs over time", "両計算の推移").to_string();
    figure(
        "against",
        title.clone(),
        context
            .pick(
                "Medians and bands that hold the middle 90 % of the draws; change against no new tariffs.",
                "中央値と、試行の中央90%を含む帯。新たな関税がない場合からの変化。",
            )
            .to_string(),
        title,
        Chart::Fan(Fan {
            periods: context.steps.iter().map(|step| words::tick(step, context.lang)).collect(),
            panels,
        }),
    )
}

fn differences(context: &Context, rows: &[AgainstRow], paired: bool) -> Table {
    let find = |of: &AgainstRow, statistic: &str| {
        rows.iter().find(|row| {
            row.metric == of.metric
                && row.scope == of.scope
                && row.period == of.period
                && row.statistic == statistic
        })
    };
    // What has no tariffs in it is the same in both runs, or differs for other reasons than theirs.
    let shown = |row: &&AgainstRow| {
        let period = row.period == "all" || context.years.contains(&row.period);
        row.statistic == "mean" && period && row.metric != "recession_baseline"
    };
    let cells = |row: &AgainstRow| {
        let shown = context.shown(&row.unit);
        let scaled = |row: &AgainstRow| EstimateNote {
            value: shown.factor * row.value,
            mcse: row.mcse.map(|error| shown.factor * error),
        };
        let label = context.measure(&row.metric, &row.scope);
        let unit = if row.unit.contains("difference") {
            shown.unit.clone()
        } else {
            context.say(&of_difference(&row.unit, context.lang))
        };
        let mut cells = vec![
            Cell::Text(label),
            Cell::Text(context.period(&row.period)),
            estimate_cell(scaled(row), true),
        ];
        if paired {
            let end = |statistic: &str| find(row, statistic).map(scaled);
            let interval = end("p05").zip(end("p95"));
            cells.push(interval.map_or(Cell::Empty, |(low, high)| interval_cell(low, high, true)));
            let above = find(row, "prob>0").map(|row| probability_text(row.value, row.mcse, context.lang));
            cells.push(Cell::Text(above.unwrap_or_default()));
        }
        cells.push(Cell::Text(unit));
        cells
    };
    let mut columns = vec![
        context.texts("Measure", "指標"),
        context.texts("Period", "期間"),
        context.estimates("Difference, mean", "差の平均", ""),
    ];
    if paired {
        columns.push(column(&context.interval_name(90), "", Kind::Interval));
        columns.push(context.texts("Above zero", "正となる割合"));
    }
    columns.push(context.texts("Unit", "単位"));
    Table {
        id: "against".to_string(),
        title: context.pick("This run minus the other", "本計算と比較対象の差").to_string(),
        note: context
            .pick(
                "± is the Monte Carlo standard error of the mean difference. Where draws are paired, the interval holds 90 % of their differences.",
                "±は差の平均のモンテカルロ標準誤差。対になる試行がある場合、区間は差の90%を含む。",
            )
            .to_string(),
        columns,
        rows: rows.iter().filter(shown).map(cells).collect(),
    }
}

fn outcomes(context: &Context, against: &AgainstRun) -> Table {
    let own = &context.results.summary.outcomes;
    let other = &against.summary.outcomes;
    let find = |list: &[crate::output::rows::OutcomeNote], id: &str| {
        list.iter().find(|outcome| outcome.outcome == id).map(|o| (o.probability, o.mcse))
    };
    let mut names: Vec<(&str, &str)> = own.iter().map(|o| (o.outcome.as_str(), o.label.as_str())).collect();
    for outcome in other {
        if !names.iter().any(|(id, _)| *id == outcome.outcome) {
            names.push((&outcome.outcome, &outcome.label));
        }
    }
    let rows = names.into_iter().map(|(id, label)| {
        let (ours, theirs) = (find(own, id), find(other, id));
        let cell = |found: Option<(f64, f64)>| {
            found.map_or(Cell::Empty, |(probability, mcse)| probability_cell(probability, Some(mcse)))
        };
        let note = |(probability, mcse): (f64, f64)| EstimateNote {
            value: 100.0 * probability,
            mcse: Some(100.0 * mcse),
        };
        let difference = ours.zip(theirs).map(|(a, b)| Cell::Number {
            value: 100.0 * (a.0 - b.0),
            error: None,
            places: super::places_between(note(a), note(b)),
            signed: true,
        });
        vec![Cell::Text(context.say(label)), cell(ours), cell(theirs), difference.unwrap_or(Cell::Empty)]
    });
    let points = context.pick("percentage points", "%ポイント");
    Table {
        id: "against-outcomes".to_string(),
        title: context.pick("Outcomes of the talks in both runs", "両計算における交渉の帰結").to_string(),
        note: context.pick("± is the Monte Carlo standard error.", "±はモンテカルロ標準誤差。").to_string(),
        columns: vec![
            context.texts("Outcome", "帰結"),
            context.estimates("This run", "本計算", "%"),
            context.estimates("The other run", "比較対象", "%"),
            context.numbers("Difference", "差", points),
        ],
        rows: rows.collect(),
    }
}
