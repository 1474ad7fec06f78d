//! Figures watched from stage to stage: the convergence table, and when to stop.

use super::summary::{Convergence, estimate_of};
use super::{Engine, Figure, GroupTally, Settings, Target};
use crate::error::{Error, Result};
use crate::model::calendar::Period;
use crate::propagate::metrics::{Metric, Scope};
use crate::stats::Statistic;

/// Errors fall at most this fast: with the power −3/2 of the draws, as for a smooth function of scrambled points.
const FASTEST: f64 = 1.5;

/// The figures that are watched, and what they were.
pub(super) struct Watch {
    figures: Vec<(Figure, String)>,
    targets: Vec<Target>,
    pub rows: Vec<Convergence>,
}

impl Watch {
    /// Watches the targets, or else the mean and the 90 % interval of the GDP effect in the middle year.
    pub fn new(engine: &Engine, targets: Vec<Target>) -> Self {
        let figures = if targets.is_empty() {
            let cells = engine.metrics.cells.iter().enumerate();
            let yearly = cells.filter(|(_, cell)| {
                cell.metric == Metric::GdpReal
                    && cell.scope == Scope::Total
                    && matches!(cell.span.period, Period::Year(_))
            });
            let years: Vec<usize> = yearly.map(|(position, _)| position).collect();
            let statistics = [Statistic::Mean, Statistic::Quantile(5), Statistic::Quantile(95)];
            let middle = years.get(years.len() / 2).into_iter();
            middle
                .flat_map(|cell| statistics.map(|statistic| Figure { cell: *cell, outcome: None, statistic }))
                .collect()
        } else {
            targets.iter().map(|target| target.figure.clone()).collect::<Vec<Figure>>()
        };
        let named = figures.into_iter().map(|figure| (figure.clone(), figure.name(engine)));
        Self { figures: named.collect(), targets, rows: Vec::new() }
    }

    /// Looks at the figures after a stage; says whether all targets are met.
    ///
    /// # Errors
    /// [`Error::Settings`] where a target is out of reach of the most draws allowed.
    pub fn look(
        &mut self,
        engine: &Engine,
        settings: &Settings,
        tallies: &[GroupTally],
        draws: u64,
    ) -> Result<bool> {
        let mut met = !self.targets.is_empty();
        // Later looks keep what has been computed: the run then ends with its target missed.
        let refuse = self.rows.is_empty() && draws < settings.draws;
        for (position, (figure, name)) in self.figures.iter().enumerate() {
            let target = self.targets.get(position);
            let estimate = estimate_of(engine, settings, tallies, figure);
            let mcse = estimate.and_then(|estimate| estimate.mcse);
            if let Some(estimate) = estimate {
                self.rows.push(Convergence {
                    figure: name.clone(),
                    draws,
                    value: estimate.value,
                    mcse,
                    target: target.map(|target| target.error),
                });
            }
            if let Some(target) = target {
                met &= mcse.is_some_and(|mcse| mcse <= target.error);
                let most = settings.draws as f64;
                let at_best = mcse.map(|mcse| mcse * (draws as f64 / most).powf(FASTEST));
                if refuse && at_best.is_some_and(|at_best| at_best > target.error) {
                    return Err(Error::Settings(format!(
                        "--until \"{}\": the error is {:.3e} after {draws} draws, and {most} draws would not bring it \
                         down to {}. Ask for a larger error{}.",
                        target.text,
                        mcse.unwrap_or(f64::NAN),
                        target.error,
                        if settings.draws < super::MOST_DRAWS { ", or raise --draws" } else { "" },
                    )));
                }
            }
        }
        Ok(met)
    }
}
