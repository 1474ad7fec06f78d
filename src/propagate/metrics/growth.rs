//! Growth and recessions, with and without the tariffs.

use super::list::Metrics;
use super::{Cell, Metric};
use crate::draw::Draw;
use crate::model::Model;
use crate::model::calendar::{Period, Quarter};
use crate::propagate::Impact;

impl Metrics<'_> {
    /// Growth of every baseline quarter with and without the tariffs: `G_q = g_q + E_q − E_{q−1}`.
    pub(super) fn growth(&self, draw: &Draw, impact: &Impact) -> GrowthPath {
        let quarters = self.model.calendar.quarters();
        let effect = |quarter: Quarter| {
            let span = quarters.iter().find(|span| span.period == Period::Quarter(quarter));
            span.map_or(0.0, |span| self.gdp_effect(&impact.value_added, *span))
        };
        let growth = &self.model.parameters.growth;
        let baseline: Vec<f64> = growth.baseline.iter().map(|(_, input)| draw.inputs.get(*input)).collect();
        self.growth_path(baseline, |period| match period {
            Period::Quarter(quarter) => effect(quarter),
            _ => 0.0,
        })
    }

    /// `G_q = g_q + E_q − E_{q−1}` from baseline growth and the GDP effects of quarters.
    fn growth_path(&self, baseline: Vec<f64>, effect: impl Fn(Period) -> f64) -> GrowthPath {
        let growth = &self.model.parameters.growth;
        let effect = |quarter: Quarter| effect(Period::Quarter(quarter));
        let change = |quarter: Quarter| effect(quarter) - effect(quarter.plus(-1));
        let with_tariffs =
            growth.baseline.iter().zip(&baseline).map(|((quarter, _), g)| g + change(*quarter));
        GrowthPath {
            quarters: growth.baseline.iter().map(|(quarter, _)| *quarter).collect(),
            with_tariffs: with_tariffs.collect(),
            baseline,
        }
    }

    /// The value of a growth or recession cell.
    pub(super) fn growth_value(&self, cell: &Cell, growth: &GrowthPath) -> f64 {
        match cell.metric {
            Metric::GdpGrowth => growth.in_quarter(cell.span.period),
            Metric::Recession => self.recession(cell.span.period, &growth.with_tariffs),
            _ => self.recession(cell.span.period, &growth.baseline),
        }
    }

    /// The quarters that a recession cell looks at, as positions among the baseline quarters.
    pub(in crate::propagate) fn recession_quarters(&self, period: Period) -> &[usize] {
        self.recession.iter().find(|span| span.period == period).map_or(&[], |span| &span.quarters)
    }

    /// 1 if any quarter of the period and the quarter before it both shrink, the last published quarter included.
    fn recession(&self, period: Period, growth: &[f64]) -> f64 {
        let published = self.model.parameters.growth.published.last().map_or(0.0, |(_, rate)| *rate);
        let before = |q: usize| if q == 0 { published } else { growth[q - 1] };
        f64::from(u8::from(
            self.recession_quarters(period).iter().any(|q| growth[*q] < 0.0 && before(*q) < 0.0),
        ))
    }
}

/// Growth of the baseline quarters.
pub(super) struct GrowthPath {
    quarters: Vec<Quarter>,
    with_tariffs: Vec<f64>,
    baseline: Vec<f64>,
}

impl GrowthPath {
    fn in_quarter(&self, period: Period) -> f64 {
        let position = self.quarters.iter().position(|quarter| Period::Quarter(*quarter) == period);
        position.map_or(0.0, |position| self.with_tariffs[position])
    }
}

/// Quarters that a recession cell looks at, as positions among the baseline quarters.
pub(super) struct RecessionSpan {
    pub period: Period,
    pub quarters: Vec<usize>,
}

/// Every calendar year with a baseline quarter, and the whole horizon.
pub(super) fn recession_spans(model: &Model) -> Vec<RecessionSpan> {
    let quarters: Vec<Quarter> =
        model.parameters.growth.baseline.iter().map(|(quarter, _)| *quarter).collect();
    let mut years: Vec<i32> = quarters.iter().map(|quarter| quarter.year()).collect();
    years.dedup();
    let of_year = |year: i32| RecessionSpan {
        period: Period::Year(year),
        quarters: (0..quarters.len()).filter(|q| quarters[*q].year() == year).collect(),
    };
    let mut spans: Vec<RecessionSpan> = years.into_iter().map(of_year).collect();
    if !quarters.is_empty() {
        spans.push(RecessionSpan { period: Period::Horizon, quarters: (0..quarters.len()).collect() });
    }
    spans
}
