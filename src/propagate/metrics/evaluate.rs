//! The values of all quantities in one draw.

use nalgebra::DMatrix;

use super::list::Metrics;
use super::{Cell, Channel, Metric, Scope};
use crate::draw::{Cause, Draw, LinePath};
use crate::model::calendar::Span;
use crate::propagate::Impact;

impl Metrics<'_> {
    /// The values of all quantities in a draw, written to `into` in the order of the cells.
    pub fn evaluate(&self, draw: &Draw, impact: &Impact, into: &mut [f64]) {
        let growth = self.growth(draw, impact);
        let sums = SpanSums::new(&self.spans, draw, impact);
        for (position, (cell, span)) in self.cells.iter().zip(&self.cell_spans).enumerate() {
            into[position] = match cell.metric {
                _ if cell.multiple_of.is_some() => {
                    cell.multiple_of.map_or(f64::NAN, |(other, factor)| factor * into[other])
                }
                Metric::GdpGrowth | Metric::Recession | Metric::RecessionBaseline => {
                    self.growth_value(cell, &growth)
                }
                _ => self.value(cell, *span, &sums, impact),
            };
        }
    }

    fn value(&self, cell: &Cell, span: usize, sums: &SpanSums, impact: &Impact) -> f64 {
        let count = cell.span.months as f64;
        let gdp = self.model.gdp * count / 12.0;
        match cell.metric {
            Metric::GdpReal => match cell.scope {
                Scope::Region(region) if region != self.model.economy.home => {
                    let share = &self.model.economy.value_added_share;
                    let output = sums.output(Channel::Total);
                    let value_added = self.by_sector(cell, |sector| share[sector] * output[(sector, span)]);
                    100.0 * value_added / (self.model.economy.accounts.gdp(region) * count / 12.0)
                }
                _ => 100.0 * sums.value_added[span] / gdp,
            },
            Metric::GdiReal => 100.0 * (sums.value_added[span] + sums.income[span]) / gdp,
            Metric::ExportVolume | Metric::ExportPrice | Metric::ExportValue | Metric::ExportIncome => {
                self.exports(cell, span, sums)
            }
            Metric::TariffRate => self.tariff_rate(cell, span, sums),
            Metric::Output => self.by_sector(cell, |sector| sums.output(cell.channel)[(sector, span)]),
            Metric::ValueAdded => self.by_sector(cell, |sector| {
                self.model.economy.value_added_share[sector] * sums.output(cell.channel)[(sector, span)]
            }),
            Metric::JobsSupported => self.by_sector(cell, |sector| {
                impact.employment_intensity[sector] * 12.0 * sums.output(cell.channel)[(sector, span)] / count
            }),
            Metric::Headcount => self.by_sector(cell, |sector| sums.headcount[(sector, span)] / count),
            Metric::JobsAttributed => {
                let concerned = |position: &usize| self.concerns(cell.scope, self.causes[*position]);
                let jobs = |position: usize| sums.jobs_by_cause[(position, span)];
                (0..self.causes.len()).filter(concerned).map(jobs).sum::<f64>() / count
            }
            Metric::GdpGrowth | Metric::Recession | Metric::RecessionBaseline => f64::NAN,
        }
    }

    /// `100 · Σ_t flow_t / (GDP · months/12)`
    pub(super) fn gdp_effect(&self, flow: &[f64], span: Span) -> f64 {
        100.0 * flow[span.range()].iter().sum::<f64>() / (self.model.gdp * span.months as f64 / 12.0)
    }

    /// Sum over the sectors of a scope.
    fn by_sector(&self, cell: &Cell, value: impl Fn(usize) -> f64) -> f64 {
        match cell.scope {
            Scope::Sector(sector) => value(sector.0),
            Scope::Group(group) => {
                self.model.groups[group].sectors.iter().map(|sector| value(sector.0)).sum()
            }
            Scope::Region(region) => self.model.economy.sectors_of(region).map(value).sum(),
            _ => self.model.economy.home_sectors().map(value).sum(),
        }
    }

    /// The lines of a scope.
    pub(in crate::propagate) fn lines(&self, scope: Scope) -> impl Iterator<Item = usize> {
        let belongs = move |line: &usize| match scope {
            Scope::Line(id) => id.0 == *line,
            Scope::LineGroup(group) => self.model.trade.lines[*line].group == group,
            _ => true,
        };
        (0..self.model.trade.lines.len()).filter(belongs)
    }

    /// Volume `100·ΣΔV/Σ(X/12)`, value `100·(Σ X/12·q·p / Σ X/12 − 1)`, price the ratio of the two, income `Σ ΔR`.
    fn exports(&self, cell: &Cell, span: usize, sums: &SpanSums) -> f64 {
        let (mut base, mut volume, mut income) = (0.0, 0.0, 0.0);
        for line in self.lines(cell.scope) {
            base += self.model.trade.lines[line].exports / 12.0 * cell.span.months as f64;
            volume += sums.volume_change[(line, span)];
            income += sums.income_change[(line, span)];
        }
        match cell.metric {
            Metric::ExportVolume => 100.0 * volume / base,
            Metric::ExportPrice => 100.0 * income / (base + volume),
            Metric::ExportValue => 100.0 * (volume + income) / base,
            _ => income,
        }
    }

    /// Mean over months, weighted by exports over lines.
    fn tariff_rate(&self, cell: &Cell, span: usize, sums: &SpanSums) -> f64 {
        let (mut weight, mut sum) = (0.0, 0.0);
        for line in self.lines(cell.scope) {
            let exports = self.model.trade.lines[line].exports;
            weight += exports * cell.span.months as f64;
            sum += exports * sums.tariff_rate[(line, span)];
        }
        sum / weight
    }

    /// Whether a cause belongs to a scope.
    pub(in crate::propagate) fn concerns(&self, scope: Scope, cause: Cause) -> bool {
        match (scope, cause) {
            (Scope::Line(id), Cause::Line(line) | Cause::Rival(line, _)) => id == line,
            (Scope::LineGroup(group), Cause::Line(line) | Cause::Rival(line, _)) => {
                self.model.trade.lines[line.0].group == group
            }
            (Scope::Investment, Cause::Investment) => true,
            (Scope::Lever(id), Cause::Lever(lever, _)) => id == lever,
            _ => false,
        }
    }
}

/// Sums over the months of every reported span; matrices are sectors, lines or causes × spans.
struct SpanSums {
    value_added: Vec<f64>,
    income: Vec<f64>,
    /// By channel: total, direct, indirect, induced.
    output: [DMatrix<f64>; 4],
    headcount: DMatrix<f64>,
    jobs_by_cause: DMatrix<f64>,
    volume_change: DMatrix<f64>,
    income_change: DMatrix<f64>,
    tariff_rate: DMatrix<f64>,
}

impl SpanSums {
    fn new(spans: &[Span], draw: &Draw, impact: &Impact) -> Self {
        let vector = |flow: &[f64]| spans.iter().map(|span| flow[span.range()].iter().sum()).collect();
        // Months are columns here, so that a span adds whole columns.
        let matrix = |flows: &DMatrix<f64>| {
            let mut sums = DMatrix::zeros(flows.nrows(), spans.len());
            for (span, mut sum) in spans.iter().zip(sums.column_iter_mut()) {
                span.range().for_each(|t| sum += flows.column(t));
            }
            sums
        };
        let lines = |series: &dyn Fn(&LinePath) -> &[f64]| {
            DMatrix::from_fn(draw.lines.len(), spans.len(), |line, span| {
                series(&draw.lines[line])[spans[span].range()].iter().sum()
            })
        };
        Self {
            value_added: vector(&impact.value_added),
            income: vector(&impact.income),
            output: [&impact.output, &impact.direct, &impact.indirect, &impact.induced].map(matrix),
            headcount: matrix(&impact.headcount),
            jobs_by_cause: matrix(&impact.jobs_by_cause.transpose()),
            volume_change: lines(&|line| &line.volume_change),
            income_change: lines(&|line| &line.income_change),
            tariff_rate: lines(&|line| &line.tariff_rate.as_slice()[..line.tariff_rate.nrows()]),
        }
    }

    fn output(&self, channel: Channel) -> &DMatrix<f64> {
        &self.output[match channel {
            Channel::Total => 0,
            Channel::Direct => 1,
            Channel::Indirect => 2,
            Channel::Induced => 3,
        }]
    }
}
