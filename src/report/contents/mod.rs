//! What a report says: [`Results`](super::source::Results) → a [`Document`], one file for each section.

mod against;
mod answer;
mod assumptions;
mod causes;
mod chips;
mod context;
mod drivers;
mod exports;
mod gdp;
mod group;
mod precision;
mod published;
mod reading;
mod regions;
mod reproduce;
mod risks;
mod score;
mod sectors;
mod talks;
#[cfg(test)]
mod tests;
mod units;
mod words;

use super::document::Document;
use super::lang::Lang;
use super::numbers::decimals;
use super::source::Results;
use crate::output::rows::EstimateNote;
use context::Context;

/// Puts a report together.
pub fn document(results: &Results, lang: Lang) -> Document {
    let context = Context::new(results, lang);
    let model = &results.summary.model;
    let mut sections = vec![answer::section(&context)];
    sections.extend(against::section(&context));
    sections.push(talks::section(&context));
    sections.push(gdp::section(&context));
    sections.extend(group::sections(&context));
    sections.extend(causes::section(&context));
    sections.push(exports::section(&context));
    sections.extend(sectors::section(&context));
    sections.extend(regions::section(&context));
    sections.extend(risks::section(&context));
    sections.extend(drivers::section(&context));
    sections.extend(chips::section(&context));
    sections.extend(published::section(&context));
    sections.extend(score::section(&context));
    sections.push(assumptions::section(&context));
    sections.push(precision::section(&context));
    sections.push(reproduce::section(&context));
    Document {
        lang,
        title: context.say(&model.title),
        question: context.say(&model.question),
        subtitle: subtitle(&context),
        sections,
    }
}

/// What was known when, and how much was computed.
fn subtitle(context: &Context) -> String {
    let summary = &context.results.summary;
    let draws = super::cells::number_text(summary.draws as f64, 0, false);
    let as_of = words::date(&summary.model.as_of, context.lang);
    let mut text = match context.lang {
        Lang::En => format!(
            "Known up to {as_of}. {draws} draws, seed {}. Changes against no new tariffs.",
            summary.seed
        ),
        Lang::Ja => format!(
            "基準日{as_of}。試行回数{draws}、シード{}。新たな関税がない場合からの変化。",
            summary.seed
        ),
    };
    let changed: Vec<&str> = summary.overlays.iter().chain(&summary.fixed).map(String::as_str).collect();
    if !changed.is_empty() {
        text += &match context.lang {
            Lang::En => format!(" Changed: {}.", changed.join("; ")),
            Lang::Ja => format!("変更：{}。", changed.join("、")),
        };
    }
    text
}

/// Decimal places that a difference of two independent estimates supports.
fn places_between(a: EstimateNote, b: EstimateNote) -> i32 {
    decimals(a.mcse.unwrap_or(0.0).hypot(b.mcse.unwrap_or(0.0)))
}
