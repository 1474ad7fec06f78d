//! Precision targets: `--until "gdp_real/total/2026/mean <= 0.002"`.

use super::Engine;
use crate::error::{Error, Result};
use crate::ids::closest;
use crate::propagate::metrics::Channel;
use crate::stats::{FEW_QUANTILES, GIVEN_QUANTILES, QUANTILES, Statistic};

/// One figure of `metrics.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The cell, by position.
    pub cell: usize,
    /// State of the primary track on the outcome date; none for all draws.
    pub outcome: Option<usize>,
    /// The statistic.
    pub statistic: Statistic,
}

/// A figure whose Monte Carlo standard error shall become small enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The figure.
    pub figure: Figure,
    /// The largest error that will do, in the figure's unit.
    pub error: f64,
    /// As the user wrote it.
    pub text: String,
}

impl Target {
    /// Reads `METRIC/SCOPE/PERIOD[/OUTCOME]/STATISTIC <= ERROR`.
    ///
    /// # Errors
    /// [`Error::Settings`] names the part that is unknown, or the error that no run can reach.
    pub fn parse(engine: &Engine, text: &str) -> Result<Self> {
        let wrong = |what: String| Error::Settings(format!("--until \"{text}\": {what}"));
        let Some((figure, error)) = text.rsplit_once("<=") else {
            return Err(wrong(format!("there is no `<=`. Write {EXAMPLE}.")));
        };
        let error = error.trim();
        let number: f64 =
            error.parse().map_err(|_| wrong(format!("{error} is not a number. Write {EXAMPLE}.")))?;
        if !(number > 0.0 && number.is_finite()) {
            return Err(wrong(format!("no run has an error of {error}. Give a number above zero.")));
        }
        let figure = Figure::parse(engine, figure.trim()).map_err(wrong)?;
        Ok(Self { figure, error: number, text: text.to_string() })
    }
}

const EXAMPLE: &str = "METRIC/SCOPE/PERIOD/STATISTIC <= ERROR, e.g. \"gdp_real/total/2026/mean <= 0.002\"";

impl Figure {
    /// Reads `METRIC/SCOPE/PERIOD[/OUTCOME]/STATISTIC`, with the names of `metrics.csv`.
    ///
    /// # Errors
    /// The part that is unknown, what is known, and the nearest name.
    pub fn parse(engine: &Engine, text: &str) -> std::result::Result<Self, String> {
        let parts: Vec<&str> = text.split('/').map(str::trim).collect();
        let (metric, scope, period, outcome, statistic) = match parts[..] {
            [metric, scope, period, statistic] => (metric, scope, period, "all", statistic),
            [metric, scope, period, outcome, statistic] => (metric, scope, period, outcome, statistic),
            _ => return Err(format!("a figure has four parts, or five with an outcome. Write {EXAMPLE}.")),
        };
        let model = engine.model;
        let names = engine.metrics.cells.iter().filter(|cell| cell.channel == Channel::Total).map(|cell| {
            [cell.metric.name().to_string(), cell.scope.name(model), cell.span.period.to_string()]
        });
        let names: Vec<[String; 3]> = names.collect();
        let mut candidates: Vec<&[String; 3]> = names.iter().collect();
        for (part, (what, given)) in
            [("metric", metric), ("scope", scope), ("period", period)].iter().enumerate()
        {
            let known = candidates.iter().map(|name| name[part].as_str());
            let near = closest(given, known).map(|near| format!(" Did you mean {near}?"));
            candidates.retain(|name| name[part] == *given);
            if candidates.is_empty() {
                return Err(format!(
                    "there is no {what} {given} in metrics.csv{}.{}",
                    ["", " for this metric", " for this metric and scope"][part],
                    near.unwrap_or_default()
                ));
            }
        }
        let found = |cell: &crate::propagate::metrics::Cell| {
            cell.channel == Channel::Total
                && cell.metric.name() == metric
                && cell.scope.name(model) == scope
                && cell.span.period.to_string() == period
        };
        let cell = engine.metrics.cells.iter().position(found).ok_or("there is no such figure")?;
        let headline = engine.metrics.cells[cell].headline;
        let track = model.negotiation.primary_track();
        let outcome = match outcome {
            "all" => None,
            state => Some(
                track
                    .find_state(state)
                    .ok_or_else(|| {
                        let known: Vec<&str> = track.states.iter().map(|state| state.id.as_str()).collect();
                        format!("there is no outcome {state}. Known are all, {}.", known.join(", "))
                    })?
                    .0,
            ),
        };
        if outcome.is_some() && !headline {
            return Err("this figure is not reported by outcome. Leave the outcome out.".to_string());
        }
        let quantiles = match outcome {
            _ if !headline => &FEW_QUANTILES[..],
            None => &QUANTILES[..],
            Some(_) => &GIVEN_QUANTILES[..],
        };
        let mut known = vec![Statistic::Mean, Statistic::Sd];
        known.extend(quantiles.iter().map(|percent| Statistic::Quantile(*percent)));
        known.extend(engine.thresholds(&engine.metrics.cells[cell]).iter().map(|x| Statistic::AtMost(*x)));
        let matching = known.iter().find(|known| known.to_string() == statistic);
        let Some(statistic) = matching else {
            let names: Vec<String> = known.iter().map(ToString::to_string).collect();
            return Err(format!(
                "{statistic} is no statistic with a Monte Carlo error of this figure. Known are {}.",
                names.join(", ")
            ));
        };
        Ok(Self { cell, outcome, statistic: *statistic })
    }

    /// The figure as it is written in a target.
    pub fn name(&self, engine: &Engine) -> String {
        let cell = &engine.metrics.cells[self.cell];
        let (scope, period) = (cell.scope.name(engine.model), cell.span.period);
        let outcome = self.outcome.map_or(String::new(), |state| {
            format!("/{}", engine.model.negotiation.primary_track().states[state].id)
        });
        format!("{}/{scope}/{period}{outcome}/{}", cell.metric, self.statistic)
    }
}
