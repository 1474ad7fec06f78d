//! The same draws of two versions of a model → their differences.
//!
//! Both versions take the same random numbers (common random numbers), so what has nothing to do with the change cancels.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use crate::draw::{RANDOMISATIONS, Schedule};
use crate::error::Result;
use crate::model::Model;
use crate::model::measure::{Measure, Metric};
use crate::model::pins::Pins;
use crate::output::rows::CompareRow;
use crate::run::{Engine, Settings, Table, errors_of, tabulate};
use crate::stats::{Errors, Statistic, estimate_column, mean_of_column, share_error};

/// A version of the model.
#[derive(Clone)]
pub(super) struct Version<'m> {
    pub model: &'m Model,
    pub pins: Pins,
}

/// What all comparisons of a run share.
pub(super) struct Lab<'m> {
    /// The model whose random numbers all versions take.
    pub base: &'m Model,
    pub settings: &'m Settings,
    pub stop: &'m AtomicBool,
}

impl Lab<'_> {
    /// Measures of every draw of a version.
    pub fn table(&self, version: &Version, measures: &[Measure]) -> Result<Table> {
        let pins = self.settings.pins.carried(self.base, version.model).0.and(&version.pins);
        let settings = Settings { pins, ..self.settings.clone() };
        let engine = Engine::of(version.model, self.base, &settings, measures)?;
        tabulate(&engine, self.stop, &mut |_| {})
    }

    /// Rows about the difference between two versions, or about one version alone.
    pub fn rows(
        &self,
        (table, case): (&str, &str),
        measures: &[Measure],
        version: &Table,
        against: Option<&Table>,
    ) -> Vec<CompareRow> {
        let rows = measures.par_iter().enumerate().map(|(column, measure)| {
            let own = &version.columns[column];
            let other = against.map(|table| &table.columns[column][..]);
            self.rows_of(measure, own, other, &version.randomisations)
                .into_iter()
                .map(|row| CompareRow { table: table.to_string(), case: case.to_string(), ..row })
                .collect::<Vec<_>>()
        });
        rows.collect::<Vec<_>>().concat()
    }

    fn rows_of(
        &self,
        measure: &Measure,
        own: &[f64],
        other: Option<&[f64]>,
        randomisations: &[u8],
    ) -> Vec<CompareRow> {
        let errors = errors_of(self.settings.sampler);
        let estimate =
            |values: &[f64]| estimate_column(values, randomisations, RANDOMISATIONS as usize, errors);
        let (difference, unpaired) = match other {
            None => (own.to_vec(), None),
            Some(other) => {
                let mean_error = |values: &[f64]| {
                    mean_of_column(values, randomisations, RANDOMISATIONS as usize, errors).1
                };
                let unpaired = mean_error(own).zip(mean_error(other)).map(|(a, b)| a.hypot(b));
                (own.iter().zip(other).map(|(own, other)| own - other).collect(), unpaired)
            }
        };
        let [metric, scope, period] = measure.names(self.base);
        let unit = unit_of(measure.metric, other.is_some(), &self.base.money);
        let row = |statistic: String, value: f64, mcse: Option<f64>, mcse_unpaired: Option<f64>| CompareRow {
            table: String::new(),
            case: String::new(),
            metric: metric.clone(),
            scope: scope.clone(),
            period: period.clone(),
            statistic,
            value,
            mcse,
            mcse_unpaired,
            unit: unit.clone(),
        };
        let mut rows: Vec<CompareRow> = estimate(&difference)
            .iter()
            .map(|e| {
                let unpaired = unpaired.filter(|_| e.statistic == Statistic::Mean);
                row(e.statistic.to_string(), e.value, e.mcse, unpaired)
            })
            .collect();
        for (name, holds) in [("prob>0", (|x| x > 0.0) as fn(f64) -> bool), ("prob<0", |x| x < 0.0)] {
            let (share, error) = share_of(&difference, randomisations, errors, holds);
            rows.push(row(name.to_string(), share, Some(error), None));
        }
        rows
    }
}

/// Unit of a difference: percentage points where the measure is a probability.
fn unit_of(metric: Metric, difference: bool, money: &str) -> String {
    match metric {
        Metric::Recession | Metric::RecessionBaseline if difference => "probability, difference".into(),
        _ => metric.unit(money),
    }
}

/// The randomisation of each of some draws, by number, of a run of so many.
pub(super) fn randomisations_of(draws: u64, numbers: &[f64]) -> Vec<u8> {
    let schedule = Schedule::new(draws);
    let parts: Vec<_> = (0..schedule.stages()).flat_map(|stage| schedule.rounds(stage)).flatten().collect();
    let randomisation = |draw: &f64| {
        let part = parts.partition_point(|part| part.first_draw <= *draw as u64);
        parts.get(part.saturating_sub(1)).map_or(0, |part| part.randomisation as u8)
    };
    numbers.par_iter().map(randomisation).collect()
}

/// Share of the values for which something holds, and its error.
pub(super) fn share_of(
    values: &[f64],
    randomisations: &[u8],
    errors: Errors,
    holds: fn(f64) -> bool,
) -> (f64, f64) {
    let mut counted = vec![(0_u64, 0_u64); RANDOMISATIONS as usize];
    for (value, own) in values.iter().zip(randomisations).filter(|(value, _)| !value.is_nan()) {
        let (count, all) = &mut counted[usize::from(*own)];
        *count += u64::from(holds(*value));
        *all += 1;
    }
    let (count, all) = counted.iter().fold((0, 0), |(count, all), (c, a)| (count + c, all + a));
    (count as f64 / (all as f64).max(1.0), share_error(&counted, errors))
}
