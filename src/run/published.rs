//! The model's own distribution under the scenarios of published estimates.

use std::sync::atomic::AtomicBool;

use super::{Engine, Settings, Table, errors_of, tabulate};
use crate::draw::RANDOMISATIONS;
use crate::error::Result;
use crate::input::Scenario;
use crate::model::Model;
use crate::model::evidence::PublishedEstimate;
use crate::model::measure::Measure;
use crate::stats::{Estimate, estimate_column};

/// Draws of each scenario: its talks are fixed, so few draws do.
const DRAWS: u64 = 2048;

/// What the model says where a study says something.
#[derive(Clone, Debug)]
pub struct Conditional {
    /// Position among the published estimates.
    pub estimate: usize,
    /// Name of the scenario in words.
    pub scenario: String,
    /// Mean, standard deviation and quantiles of the measure.
    pub estimates: Vec<Estimate>,
    /// Share of the draws below the middle of the published range.
    pub below: f64,
}

/// Simulates every scenario with the settings of a run, at 2,048 draws, and sets its distribution beside the published estimates.
///
/// # Errors
/// Those of [`tabulate`].
pub fn beside_published(
    base: &Model,
    scenarios: &[Scenario],
    settings: &Settings,
    stop: &AtomicBool,
) -> Result<Vec<Conditional>> {
    let mut found = Vec::new();
    for scenario in scenarios {
        let own: Vec<&PublishedEstimate> =
            scenario.model.published.iter().filter(|estimate| estimate.scenario == scenario.id).collect();
        let measures: Vec<Measure> = own.iter().map(|estimate| estimate.measure).collect();
        // What a study assumed goes before what the user fixes; a pin that the scenario does not know has no say there.
        let pins = settings.pins.carried(base, &scenario.model).0.and(&scenario.model.fixed);
        let settings = Settings { draws: DRAWS, until: Vec::new(), pins, ..settings.clone() };
        let engine = Engine::of(&scenario.model, base, &settings, &measures)?;
        let Table { columns, randomisations, .. } = tabulate(&engine, stop, &mut |_| {})?;
        for (published, column) in own.iter().zip(&columns) {
            let Some(position) = base.published.iter().position(|known| known.id == published.id) else {
                continue;
            };
            let middle = f64::midpoint(published.range.0, published.range.1);
            let good = column.iter().filter(|value| !value.is_nan()).count();
            found.push(Conditional {
                estimate: position,
                scenario: scenario.label.clone(),
                estimates: estimate_column(
                    column,
                    &randomisations,
                    RANDOMISATIONS as usize,
                    errors_of(settings.sampler),
                ),
                below: column.iter().filter(|value| **value < middle).count() as f64 / good.max(1) as f64,
            });
        }
    }
    found.sort_by_key(|conditional| conditional.estimate);
    Ok(found)
}
