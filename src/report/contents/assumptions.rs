//! Assumptions with their sources, and known limits.

use super::context::Context;
use crate::output::rows::AssumptionRow;
use crate::report::document::{Block, Cell, Section, Table};
use crate::report::lang::Lang;

/// The section.
pub fn section(context: &Context) -> Section {
    let rows = &context.results.assumptions;
    let tagged = |evidence: &str| rows.iter().filter(|row| row.evidence == evidence).count();
    let (estimated, elicited) = (tagged("estimated"), tagged("elicited"));
    let rest = rows.len() - estimated - elicited;
    let rest = match (context.lang, rest) {
        (_, 0) => String::new(),
        (Lang::En, rest) => format!(", {rest} with no tag"),
        (Lang::Ja, rest) => format!("、区分なし{rest}"),
    };
    let text = match context.lang {
        Lang::En => format!(
            "{} uncertain inputs: {estimated} estimated from data, {elicited} elicited, which is judgement that weighs what is known{rest}.",
            rows.len()
        ),
        Lang::Ja => format!(
            "不確実な入力は{}個：データから推定したもの{estimated}、既知の情報を勘案した判断（専門家判断）によるもの{elicited}{rest}。",
            rows.len()
        ),
    };
    let mut blocks = vec![Block::Text(text)];
    let limits = &context.results.summary.model.limits;
    if !limits.is_empty() {
        blocks.push(Block::Text(
            context.pick("What the model is known not to do:", "モデルの既知の限界：").to_string(),
        ));
        blocks.push(Block::List(limits.iter().map(|limit| context.say(limit)).collect()));
    }
    if !rows.is_empty() {
        blocks.push(Block::Table(table(context, rows)));
    }
    let title = context.pick("Assumptions and limits", "前提と限界").to_string();
    Section { id: "assumptions", title, blocks }
}

fn table(context: &Context, rows: &[AssumptionRow]) -> Table {
    let number = |value: Option<f64>| {
        value.map_or(Cell::Empty, |value| Cell::Number {
            value,
            error: None,
            places: significant(value),
            signed: false,
        })
    };
    let evidence = |text: &str| match text {
        "estimated" => context.pick("estimated", "推定").to_string(),
        "elicited" => context.pick("elicited", "判断").to_string(),
        other => other.to_string(),
    };
    let row = |row: &AssumptionRow| {
        vec![
            Cell::Text(row.name.clone()),
            Cell::Text(context.input(row)),
            Cell::Text(row.distribution.clone()),
            number(row.p05),
            number(row.p50),
            number(row.p95),
            Cell::Text(context.shown(&row.unit).unit),
            Cell::Text(evidence(&row.evidence)),
            Cell::Text(row.source.clone()),
        ]
    };
    Table {
        id: "assumptions".to_string(),
        title: context.pick("Uncertain inputs", "不確実な入力").to_string(),
        note: context
            .pick(
                "5 %, 50 % and 95 % quantiles of numbers; levers and decisions have probabilities instead. Numbers are as in the model's files.",
                "数値は5%・50%・95%点。交渉材料と分岐は確率による。値はモデルのファイルにあるまま。",
            )
            .to_string(),
        columns: vec![
            context.texts("Input", "入力"),
            context.texts("What", "内容"),
            context.texts("Distribution", "分布"),
            context.numbers("5 %", "5%点", ""),
            context.numbers("50 %", "50%点", ""),
            context.numbers("95 %", "95%点", ""),
            context.texts("Unit", "単位"),
            context.texts("Evidence", "根拠"),
            context.texts("Source", "出所"),
        ],
        rows: rows.iter().map(row).collect(),
    }
}

/// Decimal places of three significant digits.
fn significant(value: f64) -> i32 {
    if value == 0.0 || !value.is_finite() {
        return 0;
    }
    (2 - value.abs().log10().floor() as i32).clamp(0, 6)
}
