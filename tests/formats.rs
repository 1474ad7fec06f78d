//! Proves that `models/README.md` says what the readers read, and that versions agree.
//!
//! `KANZEI_REGENERATE=1 cargo test --test formats` writes the tables of `models/README.md` anew.

mod support;

use std::fs;

use kanzei::input::{FORMATS, Format, PARAMETER_FORMATS, VALUE_FORMATS};
use support::{kanzei, root};

const BEGIN: &str = "<!-- formats: begin -->";
const END: &str = "<!-- formats: end -->";

fn formats() -> impl Iterator<Item = &'static Format> {
    FORMATS.into_iter().chain(PARAMETER_FORMATS).chain(VALUE_FORMATS)
}

/// The tables of all formats, in order.
fn tables() -> String {
    formats().map(Format::to_markdown).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_readme_of_the_models_has_every_table() {
    let path = root().join("models/README.md");
    let text = fs::read_to_string(&path).unwrap();
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?)));
    let (before, (between, after)) =
        parts.unwrap_or_else(|| panic!("models/README.md has no lines {BEGIN} and {END}"));
    if std::env::var("KANZEI_REGENERATE").is_ok_and(|value| value == "1") {
        fs::write(&path, format!("{before}{BEGIN}\n\n{}\n{END}{after}", tables())).unwrap();
        return;
    }
    for format in formats() {
        let table = format.to_markdown();
        let there = between.contains(table.trim_end());
        assert!(
            there,
            "models/README.md does not have this table; KANZEI_REGENERATE=1 cargo test --test formats\n{table}"
        );
    }
    let headings = between.lines().filter(|line| line.starts_with("### ")).count();
    assert_eq!(headings, formats().count(), "models/README.md has tables of formats that are no more");
}

#[test]
fn every_format_has_a_description_and_every_field_a_meaning() {
    for format in formats() {
        assert!(!format.about.is_empty(), "{} {}", format.file, format.table);
        for field in format.fields {
            assert!(field.meaning.ends_with('.'), "{} {}: {}", format.file, format.table, field.name);
            assert!(!field.meaning.contains('|') && !field.unit.contains('|'), "{}", field.name);
        }
        let mut names: Vec<&str> = format.fields.iter().map(|field| field.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), format.fields.len(), "{} {}", format.file, format.table);
    }
}

#[test]
fn the_citation_has_the_version_of_the_crate() {
    let citation = fs::read_to_string(root().join("CITATION.cff")).unwrap();
    let version = citation.lines().find_map(|line| line.strip_prefix("version:")).unwrap();
    assert_eq!(version.trim().trim_matches('"'), env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_changelog_has_the_version_of_the_crate() {
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    assert!(changelog.contains(env!("CARGO_PKG_VERSION")));
}

/// A file that is not of the format may lie in a model's folder: where its figures come from.
const BESIDE: [&str; 1] = ["SOURCES.md"];

#[test]
fn every_bundled_model_loads_and_holds_only_files_of_the_format() {
    for entry in fs::read_dir(root().join("models")).unwrap() {
        let model = entry.unwrap().path();
        if !model.is_dir() {
            continue;
        }
        kanzei(&root()).arg("check").arg(&model).assert().success();
        for file in ["", "economy", "trade", "labels"]
            .iter()
            .filter_map(|part| fs::read_dir(model.join(part)).ok())
            .flatten()
        {
            let path = file.unwrap().path();
            let name = path.strip_prefix(&model).unwrap().to_str().unwrap().to_string();
            let known = path.is_dir()
                || BESIDE.contains(&name.as_str())
                || formats().any(|format| format.file == name);
            assert!(known, "{}: {name} is no file of a model", model.display());
        }
    }
}

/// The second Japanese model has the economy and the trade of the first.
#[test]
fn both_japanese_models_have_the_same_tables() {
    for folder in ["economy", "trade"] {
        let first = root().join("models/japan-us-2025").join(folder);
        for entry in fs::read_dir(&first).unwrap() {
            let name = entry.unwrap().file_name();
            let second = root().join("models/japan-us-2025-deal").join(folder).join(&name);
            assert_eq!(
                fs::read(first.join(&name)).unwrap(),
                fs::read(second).unwrap(),
                "{folder}/{}",
                name.display()
            );
        }
    }
}

/// Every policy can be compared with its model.
#[test]
fn every_policy_is_an_overlay_that_fits_its_model() {
    let model = root().join("models/japan-us-2025");
    let mut count = 0;
    for entry in fs::read_dir(model.join("policies")).unwrap() {
        kanzei(&root()).arg("check").arg(&model).arg("--with").arg(entry.unwrap().path()).assert().success();
        count += 1;
    }
    assert!(count >= 10, "{count} policies");
}
