//! How the talks may end.

use super::context::{Context, column, figure};
use super::reading::{probability_cell, probability_text};
use super::words;
use crate::report::chart::{Chart, Tree, TreeDate, TreeMove, TreeState};
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;

/// The section.
pub fn section(context: &Context) -> Section {
    let model = &context.results.summary.model;
    let text = match context.lang {
        Lang::En => format!(
            "{}, from {} on. Each draw takes one way through the dates of decision; the state on {} is its outcome.",
            context.say(&model.primary_track),
            words::date(&model.as_of, context.lang),
            words::date(&model.outcome_date, context.lang)
        ),
        Lang::Ja => format!(
            "{}（{}以降）。各試行は決定の日々を通る一つの道筋をたどり、{}の状態をその帰結とする。",
            context.say(&model.primary_track),
            words::date(&model.as_of, context.lang),
            words::date(&model.outcome_date, context.lang)
        ),
    };
    let mut blocks = vec![Block::Text(text)];
    if let Some(tree) = tree(context) {
        blocks.push(Block::Figure(figure(
            "talks",
            context.pick("Probability from date to date", "日ごとの確率の流れ").to_string(),
            context
                .pick(
                    "Thickness is probability: of a state in a lane, of a move in a ribbon. On the right the probability of each state on the outcome date.",
                    "太さは確率を表す（横帯は状態、斜めの帯は移行）。右端は帰結を読む日の各状態の確率。",
                )
                .to_string(),
            alt(context),
            Chart::Tree(tree),
        )));
    }
    blocks.push(Block::Table(outcomes(context)));
    blocks.extend(decisions(context).map(Block::Table));
    Section {
        id: "talks", title: context.pick("How the talks may end", "交渉の行方").to_string(), blocks
    }
}

fn alt(context: &Context) -> String {
    let list: Vec<String> = context
        .outcomes()
        .iter()
        .map(|outcome| {
            format!(
                "{} {}",
                context.say(&outcome.label),
                probability_text(outcome.probability, Some(outcome.mcse), context.lang)
            )
        })
        .collect();
    match context.lang {
        Lang::En => {
            format!("Probability flows from the present state to the ends of the talks: {}.", list.join("; "))
        }
        Lang::Ja => format!("現在の状態から交渉の各帰結への確率の流れ：{}。", list.join("、")),
    }
}

/// The present state first, the others by probability.
fn tree(context: &Context) -> Option<Tree> {
    let summary = &context.results.summary;
    let initial = &summary.model.initial_state;
    let mut states = context.outcomes();
    states.sort_by_key(|state| state.outcome != *initial);
    let place = |id: &str| states.iter().position(|state| state.outcome == id);
    let mut dates: Vec<TreeDate> = Vec::new();
    for decision in &summary.talks {
        if decision.date > summary.model.outcome_date {
            continue;
        }
        let from = place(&decision.from)?;
        let moves = decision.to.iter().filter_map(|way| {
            let to = place(&way.state)?;
            (to != from && way.probability > 0.0).then_some(TreeMove {
                from,
                to,
                probability: way.probability,
            })
        });
        let moves: Vec<TreeMove> = moves.collect();
        let label = context.say(&decision.label);
        match dates.last_mut() {
            Some(last) if last.date == decision.date => {
                last.moves.extend(moves);
                if !last.label.contains(&label) {
                    last.label = format!("{}; {label}", last.label);
                }
            }
            _ => dates.push(TreeDate { date: decision.date.clone(), label, moves }),
        }
    }
    let state = |state: &&crate::output::rows::OutcomeNote| TreeState {
        label: context.say(&state.label),
        probability: state.probability,
    };
    (!dates.is_empty()).then(|| Tree {
        states: states.iter().map(state).collect(),
        dates,
        axis: context.pick("Dates of decision", "決定の日").to_string(),
    })
}

fn outcomes(context: &Context) -> Table {
    let summary = &context.results.summary;
    let year = context.year();
    let gdp = context.unit("gdp_real", "total");
    let rows = context.outcomes().into_iter().map(|outcome| {
        let reading = context.reading_given("gdp_real", "total", year, &outcome.outcome);
        let likeliest = outcome.entered.iter().max_by(|a, b| a.probability.total_cmp(&b.probability));
        let entered: f64 = outcome.entered.iter().map(|entry| entry.probability).sum();
        let entry = likeliest.filter(|_| entered > 0.0).map_or_else(String::new, |entry| {
            format!(
                "{} ({})",
                words::date(&entry.date, context.lang),
                probability_text(entry.probability, Some(entry.mcse), context.lang)
            )
        });
        vec![
            Cell::Text(context.say(&outcome.label)),
            probability_cell(outcome.probability, Some(outcome.mcse)),
            Cell::Text(entry),
            reading.as_ref().map_or(Cell::Empty, |reading| reading.estimate("mean")),
            reading.as_ref().map_or(Cell::Empty, |reading| reading.interval("p05", "p95")),
        ]
    });
    let head = match context.lang {
        Lang::En => format!("On {}", words::date(&summary.model.outcome_date, context.lang)),
        Lang::Ja => format!("{}の確率", words::date(&summary.model.outcome_date, context.lang)),
    };
    let (mean, interval) = match context.lang {
        Lang::En => (
            format!("Real GDP in {year}, mean"),
            format!("Real GDP in {year}, {}", context.interval_name(90)),
        ),
        Lang::Ja => (
            format!("{}の実質GDP、平均", context.period(year)),
            format!("{}の実質GDP、{}", context.period(year), context.interval_name(90)),
        ),
    };
    Table {
        id: "outcomes".to_string(),
        title: context.pick("Outcomes of the talks", "交渉の帰結").to_string(),
        note: context
            .pick(
                "± is the Monte Carlo standard error. The date is the one on which a state is entered first with the largest probability; the interval \
                 holds the middle 90 % of the draws that end so.",
                "±はモンテカルロ標準誤差。日付は、その状態に初めて入る確率が最も高い日。区間はその帰結となった試行の中央90%を含む。",
            )
            .to_string(),
        columns: vec![
            context.texts("Outcome", "帰結"),
            column(&head, "%", Kind::Estimate),
            context.texts("Likeliest date of entry", "最も可能性の高い開始日"),
            column(&mean, &gdp, Kind::Estimate),
            column(&interval, &gdp, Kind::Interval),
        ],
        rows: rows.collect(),
    }
}

/// What is decided when, and with which probabilities over all draws.
fn decisions(context: &Context) -> Option<Table> {
    let summary = &context.results.summary;
    let label = |id: &str| {
        let found = summary.outcomes.iter().find(|outcome| outcome.outcome == id);
        found.map_or(id.to_string(), |outcome| context.say(&outcome.label))
    };
    let mut rows = Vec::new();
    for decision in &summary.talks {
        let moves = decision.to.iter().filter(|way| way.state != decision.from && way.probability > 0.0);
        for way in moves {
            rows.push(vec![
                Cell::Text(decision.date.clone()),
                Cell::Text(context.say(&decision.label)),
                Cell::Text(label(&decision.from)),
                probability_cell(decision.reached.value, decision.reached.mcse),
                Cell::Text(label(&way.state)),
                probability_cell(way.probability, Some(way.mcse)),
            ]);
        }
    }
    (!rows.is_empty()).then(|| Table {
        id: "decisions".to_string(),
        title: context.pick("Decisions of the talks", "交渉の分岐").to_string(),
        note: context
            .pick(
                "Probabilities over all draws: that the talks are in the first state on that date, and that they leave it for the second. What is left stays. \
                 ± is the Monte Carlo standard error.",
                "いずれも全試行に対する割合：その日に移行前の状態にある確率と、移行後の状態へ移る確率。残りはとどまる。±はモンテカルロ標準誤差。",
            )
            .to_string(),
        columns: vec![
            context.texts("Date", "日付"),
            context.texts("Decision", "決定"),
                        context.texts("From", "移行前"),
            context.estimates("Reached", "到達", "%"),

            context.texts("To", "移行後"),
            context.estimates("Leads there", "移行", "%"),
        ],
        rows,
    })
}
