//! The simplest forecast of a tariff's effect: buyers pay it in full, and volumes follow with one elasticity at once.

use crate::error::Result;
use crate::ids::InputId;
use crate::model::Model;
use crate::model::measure::Measure;
use crate::model::parameters::LineParameters;
use crate::model::pins::Pins;
use crate::run::{Engine, Settings};

/// Long-run trade elasticity of Boehm, Levchenko & Pandalai-Nayar (2023), "The long and short (run) of trade elasticities".
const ELASTICITY: f64 = 2.0;

/// What the benchmark is, in words.
pub(super) const WORDS: &str = "full pass-through with a constant elasticity of 2 at once, at the rates to which the likeliest \
    decisions lead; around it the same uncertainty of what would have happened anyway";

/// The measures in the one draw in which nobody absorbs anything and `q = P^(−2)` from the first month, all else at its median and
/// every decision by the largest probability.
///
/// With one elasticity at all levels of the demand system the shares cancel: `q_s = (P_s/P_M)^(−ε) (P_M/P)^(−ε) P^(−ε) = P_s^(−ε)`.
pub(super) fn constant_elasticity(
    model: &Model,
    settings: &Settings,
    measures: &[Measure],
) -> Result<Vec<f64>> {
    let mut pins = Pins::default();
    let mut set = |field: fn(&LineParameters) -> InputId, value: f64| {
        model.parameters.lines.iter().for_each(|line| pins.set(field(line), value));
    };
    set(|line| line.substitution, ELASTICITY);
    set(|line| line.import_substitution, ELASTICITY);
    set(|line| line.demand_elasticity, ELASTICITY);
    set(|line| line.absorption_initial, 0.0);
    set(|line| line.absorption_long_run, 0.0);
    set(|line| line.rival_absorption, 0.0);
    set(|line| line.adjustment_speed, 1.0);
    pins.set(model.parameters.currency_offset, 0.0);
    let settings = Settings { pins: settings.pins.and(&pins), draws: 1, ..settings.clone() };
    let engine = Engine::of(model, model, &settings, measures)?;
    let mut values = engine.deterministic().0;
    values.truncate(measures.len());
    Ok(values)
}
