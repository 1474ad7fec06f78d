//! `score`: a run against what happened.

mod benchmark;
mod figures;
mod talks;
mod words;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::error::{Error, Result};
use crate::input::load_scenarios;
use crate::model::Model;
use crate::model::evidence::Observed;
use crate::model::measure::Measure;
use crate::output::rows::{FORMAT, PublishedRow, ScoreFile};
use crate::output::{Stored, published_rows};
use crate::run::{DEFAULT_DRAWS, Engine, Settings, beside_published, tabulate};

/// Names of the forecasts.
const MODEL: &str = "model";
const CONSTANT_ELASTICITY: &str = "constant-elasticity";
const PUBLISHED: &str = "published-estimates";

/// Scores a run against the `observed.csv` of its model: the first 16,384 of its draws are computed again for the measures that
/// were observed.
///
/// # Errors
/// [`Error::Results`] where the folder cannot be used or its model has no observations, and those of a run.
pub fn score(path: &Path, threads: usize, stop: &AtomicBool) -> Result<ScoreFile> {
    let stored = Stored::open(path)?;
    let loaded = stored.model()?;
    if loaded.model.observed.is_empty() {
        return Err(Error::Results(format!(
            "{}: its model has no observed.csv, so there is nothing to score it against. models/README.md says what the file holds; \
             then repeat the run.",
            path.display()
        )));
    }
    let settings = stored.settings(&loaded, threads)?;
    let scenarios = load_scenarios(&loaded)?;
    let published =
        published_rows(&loaded.model, &beside_published(&loaded.model, &scenarios, &settings, stop)?);
    score_of(&stored, &loaded.model, &settings, published, stop)
}

/// Scores a run of a model with observations, given the rows of its `published.csv`.
pub(super) fn score_of(
    stored: &Stored,
    model: &Model,
    settings: &Settings,
    published: Vec<PublishedRow>,
    stop: &AtomicBool,
) -> Result<ScoreFile> {
    let settings =
        Settings { draws: settings.draws.min(DEFAULT_DRAWS), until: Vec::new(), ..settings.clone() };
    let measures: Vec<Measure> = model
        .observed
        .iter()
        .filter_map(|observation| match &observation.what {
            Observed::Figure { measure, .. } => Some(*measure),
            _ => None,
        })
        .collect();
    let engine = Engine::of(model, model, &settings, &measures)?;
    let mut talks = talks::Talks::new(model);
    let table = tabulate(&engine, stop, &mut |round| talks.take(round))?;
    let benchmark = benchmark::constant_elasticity(model, &settings, &measures)?;
    let (mut rows, mut figure) = (Vec::new(), 0);
    for observation in &model.observed {
        match &observation.what {
            Observed::Figure { .. } => {
                rows.extend(figures::rows(model, observation, &table.columns[figure], benchmark[figure]));
                figure += 1;
            }
            what => rows.push(talks.row(model, observation, what)),
        }
    }
    let overall = figures::overall(&rows);
    Ok(ScoreFile {
        format: FORMAT,
        model: model.name.clone(),
        title: model.title.clone(),
        as_of: model.as_of.to_string(),
        run: stored.path.display().to_string(),
        draws: settings.draws,
        benchmark: benchmark::WORDS.to_string(),
        words: words::words(model, &rows, &overall),
        rows,
        overall,
        published,
    })
}
