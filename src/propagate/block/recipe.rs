//! How the value of a cell follows from the amounts of the causes.

use crate::draw::Cause;
use crate::model::Model;
use crate::propagate::Propagation;
use crate::propagate::metrics::{Cell, Channel, Metric, Metrics, Scope};

/// A weighted sum over sectors as coefficients of causes and of household spending.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    pub causes: Vec<f64>,
    pub household: f64,
}

impl Weights {
    /// The weights of causes and of household spending, times a factor.
    pub fn scaled(&self, factor: f64) -> Vec<f64> {
        self.causes.iter().chain([&self.household]).map(|weight| factor * weight).collect()
    }
}

/// How the value of a cell follows from the block's arrays.
pub(super) enum Recipe {
    /// `scale · (ω'Δx + Σ n_s ω_s'Δx)` of a period; the second sum is over sectors with sampled employment.
    Output { weights: Weights, sampled: Vec<(usize, Weights)>, scale: f64, filtered: bool },
    /// Real income: value added and lost export income.
    Income { weights: Weights, scale: f64 },
    /// Exports of some lines, on a base for the period.
    Exports { lines: Vec<usize>, base: f64 },
    /// Mean tariff rate of some lines, with weights that sum to one over lines and months.
    Tariff { lines: Vec<(usize, f64)> },
    /// Jobs anywhere in the economy by some causes.
    Attributed { causes: Vec<usize>, scale: f64 },
    /// Growth and recessions, draw by draw.
    Growth,
    /// A fixed multiple of another cell: not evaluated.
    Multiple,
}

/// Coefficients of `Σ_i ω_i Δx_i` through a channel.
pub(super) fn weigh(
    propagation: &Propagation,
    sectors: impl Iterator<Item = usize> + Clone,
    weight: &dyn Fn(usize) -> f64,
    channel: Channel,
) -> Weights {
    let causes = propagation.direct.ncols();
    let coefficient = |cause: usize| {
        let of_sector = |i: usize| {
            let (direct, all) = (propagation.direct[(i, cause)], propagation.type_one[(i, cause)]);
            weight(i)
                * match channel {
                    Channel::Total => all,
                    Channel::Direct => direct,
                    Channel::Indirect => all - direct,
                    Channel::Induced => 0.0,
                }
        };
        sectors.clone().map(of_sector).sum()
    };
    let household = match channel {
        Channel::Total | Channel::Induced => {
            sectors.clone().map(|i| weight(i) * propagation.household_output[i]).sum()
        }
        _ => 0.0,
    };
    Weights { causes: (0..causes).map(coefficient).collect(), household }
}

/// Finds the recipe of every cell.
pub(super) struct Recipes<'a, 'm> {
    pub model: &'m Model,
    pub propagation: &'a Propagation<'m>,
    pub metrics: &'a Metrics<'m>,
}

impl Recipes<'_, '_> {
    pub fn recipe(&self, cell: &Cell) -> Recipe {
        let months = cell.span.months as f64;
        let gdp = 100.0 / (self.model.gdp * months / 12.0);
        let value_added = |i: usize| self.model.economy.value_added_share[i];
        match cell.metric {
            _ if cell.multiple_of.is_some() => Recipe::Multiple,
            Metric::GdpReal => {
                let scale = match cell.scope {
                    Scope::Region(region) if region != self.model.economy.home => {
                        100.0 / (self.model.economy.accounts.gdp(region) * months / 12.0)
                    }
                    _ => gdp,
                };
                self.output(cell, &value_added, scale, false)
            }
            Metric::GdiReal => {
                let all = self.model.economy.home_sectors();
                let weights = weigh(self.propagation, all, &value_added, Channel::Total);
                Recipe::Income { weights, scale: gdp }
            }
            Metric::Output => self.output(cell, &|_| 1.0, 1.0, false),
            Metric::ValueAdded => self.output(cell, &value_added, 1.0, false),
            Metric::JobsSupported => self.jobs(cell, false),
            Metric::Headcount => self.jobs(cell, true),
            Metric::ExportVolume | Metric::ExportPrice | Metric::ExportValue | Metric::ExportIncome => {
                let lines: Vec<usize> = self.metrics.lines(cell.scope).collect();
                let exports = |line: &usize| self.model.trade.lines[*line].exports / 12.0 * months;
                let base = lines.iter().map(exports).sum();
                Recipe::Exports { lines: if cell.scope == Scope::Total { Vec::new() } else { lines }, base }
            }
            Metric::TariffRate => {
                let lines: Vec<usize> = self.metrics.lines(cell.scope).collect();
                let exports = |line: &usize| self.model.trade.lines[*line].exports;
                let weight: f64 = lines.iter().map(|line| exports(line) * months).sum();
                let lines = if cell.scope == Scope::Total {
                    vec![(usize::MAX, 1.0 / weight)]
                } else {
                    lines.iter().map(|line| (*line, exports(line) / weight)).collect()
                };
                Recipe::Tariff { lines }
            }
            Metric::JobsAttributed => {
                let concerned = |(_, cause): &(usize, &Cause)| self.metrics.concerns(cell.scope, **cause);
                let causes = self.metrics.causes().iter().enumerate().filter(concerned);
                let causes = causes.map(|(position, _)| position).collect();
                Recipe::Attributed { causes, scale: 12.0 / months }
            }
            Metric::GdpGrowth | Metric::Recession | Metric::RecessionBaseline => Recipe::Growth,
        }
    }

    fn sectors(&self, scope: Scope) -> Vec<usize> {
        match scope {
            Scope::Sector(sector) => vec![sector.0],
            Scope::Group(group) => self.model.groups[group].sectors.iter().map(|sector| sector.0).collect(),
            Scope::Region(region) => self.model.economy.sectors_of(region).collect(),
            _ => self.model.economy.home_sectors().collect(),
        }
    }

    fn output(&self, cell: &Cell, weight: &dyn Fn(usize) -> f64, scale: f64, filtered: bool) -> Recipe {
        let sectors = self.sectors(cell.scope);
        let weights = weigh(self.propagation, sectors.into_iter(), weight, cell.channel);
        Recipe::Output { weights, sampled: Vec::new(), scale, filtered }
    }

    /// Persons: the fixed intensities in one sum, sectors with sampled employment one by one.
    fn jobs(&self, cell: &Cell, filtered: bool) -> Recipe {
        let sectors = self.sectors(cell.scope);
        let sampled: Vec<usize> = self.model.parameters.employment.iter().map(|(id, _)| id.0).collect();
        let fixed = |i: usize| {
            if sampled.contains(&i) { 0.0 } else { self.model.economy.employment_intensity[i] }
        };
        let one = |position: usize| {
            let sector = std::iter::once(sampled[position]);
            (position, weigh(self.propagation, sector, &|_| 1.0, cell.channel))
        };
        let concerned = (0..sampled.len()).filter(|position| sectors.contains(&sampled[*position]));
        let sampled_weights = concerned.map(one).collect();
        Recipe::Output {
            weights: weigh(self.propagation, sectors.iter().copied(), &fixed, cell.channel),
            sampled: sampled_weights,
            scale: 12.0 / cell.span.months as f64,
            filtered,
        }
    }
}
