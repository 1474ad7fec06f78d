//! Whole documents of bundled models, in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use super::document;
use crate::output::{Staging, Stored, record};
use crate::report::document::{Block, Cell, Document, Kind};
use crate::report::lang::Lang;
use crate::report::numbers::{decimals_of, fixed};
use crate::report::source::Results;
use crate::run::{Settings, Silent};

/// Runs a model and reads the results back.
fn results(model: &str, draws: u64, lang: Lang) -> Results {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("results");
    let loaded = crate::input::load_model(Path::new(model)).unwrap();
    let settings = Settings { draws, threads: 2, ..Settings::default() };
    let staging = Staging::start(&target, false).unwrap();
    record(&staging, &loaded, &settings, &[], false, &Silent, &false.into()).unwrap();
    staging.publish(false).unwrap();
    Results::read(&Stored::open(&target).unwrap(), lang).unwrap()
}

/// Every text of a document.
fn texts(document: &Document) -> Vec<String> {
    let mut texts = vec![document.title.clone(), document.question.clone(), document.subtitle.clone()];
    for section in &document.sections {
        texts.push(section.title.clone());
        for block in &section.blocks {
            match block {
                Block::Text(text) | Block::Code(text) => texts.push(text.clone()),
                Block::List(list) => texts.extend(list.clone()),
                Block::Choice { label, options } => {
                    texts.push(label.clone());
                    texts.extend(options.iter().map(|(label, _)| label.clone()));
                }
                Block::Table(_) | Block::Figure(_) => {}
            }
        }
    }
    for table in document.tables() {
        texts.extend([table.title.clone(), table.note.clone()]);
        texts.extend(table.columns.iter().flat_map(|column| [column.head.clone(), column.unit.clone()]));
    }
    for figure in document.figures() {
        texts.extend([figure.title.clone(), figure.note.clone(), figure.alt.clone()]);
    }
    texts
}

fn check(document: &Document) {
    let mut ids = BTreeSet::new();
    for table in document.tables() {
        assert!(ids.insert(format!("table {}", table.id)), "{} twice", table.id);
        assert!(table.id.len() <= 31 && !table.rows.is_empty(), "{}", table.id);
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{}", table.id);
            for (cell, column) in row.iter().zip(&table.columns) {
                let fits = match cell {
                    Cell::Empty => true,
                    Cell::Text(_) => column.kind == Kind::Text,
                    Cell::Number { error, .. } => {
                        column.kind == Kind::Estimate || column.kind == Kind::Number && error.is_none()
                    }
                    Cell::Interval { low, high, .. } => column.kind == Kind::Interval && low.0 <= high.0,
                };
                assert!(fits, "{}: {} holds {cell:?}", table.id, column.head);
            }
        }
    }
    for figure in document.figures() {
        assert!(ids.insert(format!("figure {}", figure.id)), "{} twice", figure.id);
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        assert!(figure.id.chars().all(plain), "{}", figure.id);
        assert!(
            !figure.title.is_empty() && !figure.note.is_empty() && !figure.alt.is_empty(),
            "{}",
            figure.id
        );
    }
    for section in &document.sections {
        assert!(ids.insert(format!("section {}", section.id)), "{} twice", section.id);
        assert!(!section.blocks.is_empty(), "{}", section.id);
    }
    for text in texts(document) {
        assert!(!text.contains("NaN") && !text.contains("inf "), "{text}");
    }
}

#[test]
fn documents_are_whole_in_both_languages() {
    for model in ["models/two-sector", "models/japan-us-2025"] {
        for lang in [Lang::En, Lang::Ja] {
            check(&document(&results(model, 256, lang), lang));
        }
    }
}

#[test]
fn the_answer_has_three_sentences_with_the_numbers_of_the_summary() {
    let results = results("models/japan-us-2025", 256, Lang::En);
    let document = document(&results, Lang::En);
    let answer: Vec<&String> = document.sections[0]
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Text(text) => Some(text),
            _ => None,
        })
        .collect();
    assert_eq!(answer.len(), 3);
    let mean = results.summary.metrics["gdp_real"]["total"]["2026"].outcomes["all"]["mean"];
    assert!(mean.value < 0.0);
    let digits = fixed(mean.value.abs(), decimals_of(mean));
    assert!(answer[1].contains(&format!("2026 is {digits}")), "{} {digits}", answer[1]);
    assert!(answer[1].contains("90 % interval") && answer[1].contains("US dollars"), "{}", answer[1]);
    assert!(answer[2].contains("expected headcount") && answer[2].contains("supported"), "{}", answer[2]);
}

#[test]
fn headcount_and_jobs_supported_stand_in_columns_of_their_own() {
    let document = document(&results("models/japan-us-2025", 256, Lang::En), Lang::En);
    let table = document.tables().find(|table| table.id == "jobs-auto").unwrap();
    let heads: Vec<&str> = table.columns.iter().map(|column| column.head.as_str()).collect();
    assert_eq!(
        heads,
        [
            "Period",
            "Expected headcount, mean",
            "Expected headcount, 90 % interval",
            "Jobs supported, mean",
            "Jobs supported, 90 % interval"
        ]
    );
}

#[test]
fn tables_with_money_say_what_it_is_in_dollars() {
    for (lang, hint) in [
        (Lang::En, " 100 billion yen are about 699 million US dollars, at 143 to the dollar."),
        (Lang::Ja, "1,000億円は約7.0億ドル（1ドル=143）。"),
    ] {
        let document = document(&results("models/japan-us-2025", 256, lang), lang);
        for id in ["sectors", "exports"] {
            let table = document.tables().find(|table| table.id == id).unwrap();
            assert!(table.note.ends_with(hint), "{}", table.note);
        }
    }
}
