//! `labels/ja.csv`: the model's texts in another language, for reports. It may be left out, and no draw depends on it.

use std::collections::BTreeSet;

use super::csv_file::read_records;
use super::folder::Folder;
use super::format::{Format, Kind, required};
use super::report::Report;
use super::words::words_of_inputs;
use crate::ids::closest;
use crate::model::Model;
use crate::model::evidence::Observed;

/// `labels/ja.csv`
pub const LABELS: Format = Format {
    file: "labels/ja.csv",
    table: "",
    about: "Texts of the model in Japanese, for reports; may be left out, and a text without a row stays as it is. A text may stand \
            anywhere in the model's files, in its `scenarios/` or in its `policies/`.",
    fields: &[
        required(
            "text",
            Kind::Text,
            "",
            "The text exactly as the model has it: title, question, a label or name, a limit, a unit.",
        ),
        required("label", Kind::Text, "", "The same in Japanese."),
    ],
};

/// Checks the labels of a model that is complete. Where overlays changed it, texts that are no longer there pass.
pub fn check_labels(folder: &Folder, model: &Model, report: &Report) {
    if !folder.has(LABELS.file) {
        return;
    }
    let Some(file) = folder.text(LABELS.file, report) else { return };
    let texts = texts_of(folder, model);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut unknown = 0;
    for row in read_records(&file, &LABELS, report) {
        let text = row.text("text");
        let place = || file.cell(row.line, "text");
        let shown = || text.chars().take(SHOWN).collect::<String>();
        // An empty cell is a problem already.
        if text.is_empty() {
            continue;
        }
        if !seen.insert(text.to_string()) {
            let message = format!("the text `{}` is there twice.", shown());
            report.add("duplicate", place(), message, "Remove one of the two rows.");
        } else if folder.overlays.is_empty() && !texts.contains(text) {
            unknown += 1;
            let known = texts.iter().map(String::as_str);
            let near = if unknown <= SUGGESTED { closest(text, known) } else { None };
            let remedy = match near {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "Write a text exactly as the model has it, or remove the row.".to_string(),
            };
            report.add("label", place(), format!("the model has no text `{}`.", shown()), remedy);
        }
    }
}

/// Letters of a text that a message shows.
const SHOWN: usize = 60;
/// Unknown texts for which the nearest is looked for: it takes time, and later ones are not shown.
const SUGGESTED: usize = 10;

/// Everything in a model that is words, as a CSV file can hold it.
fn texts_of(folder: &Folder, model: &Model) -> BTreeSet<String> {
    let Model { economy, trade, tariffs, negotiation, .. } = model;
    let mut texts: Vec<&str> = vec![&model.title, &model.question, &model.money, &model.destination];
    texts.extend(model.limits.iter().map(String::as_str));
    texts.extend(economy.accounts.sectors.iter().map(|sector| &*sector.name));
    texts.extend(economy.accounts.regions.iter().map(|region| &*region.name));
    texts.extend(model.groups.iter().map(|group| &*group.label));
    texts.extend(trade.sources.iter().map(|source| &*source.label));
    texts.extend(trade.groups.iter().map(|group| &*group.label));
    texts.extend(trade.lines.iter().map(|line| &*line.label));
    texts.extend(tariffs.programmes.iter().map(|programme| &*programme.label));
    texts.extend(negotiation.levers.iter().map(|lever| &*lever.label));
    for track in &negotiation.tracks {
        texts.push(&track.label);
        texts.extend(track.states.iter().map(|state| &*state.label));
        texts.extend(track.decisions.iter().map(|decision| &*decision.label));
    }
    for observation in &model.observed {
        texts.push(&observation.label);
        if let Observed::Figure { unit, .. } = &observation.what {
            texts.push(unit);
        }
    }
    for estimate in &model.published {
        texts.extend([&*estimate.who, &*estimate.horizon, &*estimate.method]);
    }
    let words = words_of_inputs(model).into_iter().flat_map(|words| words.parts);
    let owned = words.chain(folder.labels_beside());
    texts.into_iter().map(|text| text.trim().to_string()).chain(owned).collect()
}
