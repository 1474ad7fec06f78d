//! Which quantities a model reports, in a fixed order.

use super::growth::{RecessionSpan, recession_spans};
use super::{Cell, Channel, Measure, Metric, Scope};
use crate::draw::{Cause, causes};
use crate::ids::{LeverId, LineGroupId, LineId, RegionId, SectorId};
use crate::model::Model;
use crate::model::calendar::{Period, Span};

/// All reported quantities of a model, in a fixed order.
///
/// ```
/// use kanzei::propagate::metrics::Metrics;
/// let model = kanzei::input::load_model("models/two-sector".as_ref())?.model;
/// let metrics = Metrics::new(&model);
/// assert!(metrics.cells.iter().any(|cell| cell.metric.name() == "gdp_real"));
/// # Ok::<(), kanzei::error::Error>(())
/// ```
pub struct Metrics<'m> {
    pub(super) model: &'m Model,
    /// The quantities.
    pub cells: Vec<Cell>,
    /// The distinct spans of months that cells report.
    pub(super) spans: Vec<Span>,
    /// Position of every cell's span among them.
    pub(super) cell_spans: Vec<usize>,
    pub(super) causes: Vec<Cause>,
    pub(super) recession: Vec<RecessionSpan>,
}

impl<'m> Metrics<'m> {
    /// Lists the quantities of a model.
    pub fn new(model: &'m Model) -> Self {
        let mut metrics = Self::empty(model);
        metrics.list();
        metrics.find_spans();
        metrics
    }

    /// Only some quantities, in this order; behind them may come others that these follow from.
    pub fn of(model: &'m Model, measures: &[Measure]) -> Self {
        let mut metrics = Self::empty(model);
        for measure in measures {
            let Measure { metric, scope, span } = measure.over_months();
            metrics.cells.push(Cell {
                metric,
                scope,
                channel: Channel::Total,
                span,
                headline: false,
                multiple_of: None,
            });
        }
        if measures.iter().any(|measure| measure.metric.is_of_growth()) {
            // Growth follows from the effects of all quarters.
            metrics.add(Metric::GdpReal, Scope::Total, &model.calendar.quarters(), false);
        }
        metrics.find_spans();
        metrics
    }

    fn empty(model: &'m Model) -> Self {
        Self {
            model,
            cells: Vec::new(),
            spans: Vec::new(),
            cell_spans: Vec::new(),
            causes: causes(model),
            recession: recession_spans(model),
        }
    }

    fn find_spans(&mut self) {
        for cell in &self.cells {
            let known = self.spans.iter().position(|span| *span == cell.span);
            self.cell_spans.push(known.unwrap_or(self.spans.len()));
            if known.is_none() {
                self.spans.push(cell.span);
            }
        }
    }

    fn list(&mut self) {
        let calendar = &self.model.calendar;
        let (months, quarters) = (calendar.each_month(), calendar.quarters());
        let years = [calendar.years(), calendar.fiscal_years()].concat();
        let periods = [quarters.clone(), years.clone()].concat();
        let exports = [
            Metric::ExportVolume,
            Metric::ExportPrice,
            Metric::ExportValue,
            Metric::ExportIncome,
            Metric::TariffRate,
        ];
        let by_sector = [Metric::Output, Metric::ValueAdded, Metric::JobsSupported, Metric::Headcount];

        for metric in [Metric::GdpReal, Metric::GdiReal] {
            self.add(metric, Scope::Total, &periods, true);
        }
        let growth = &self.model.parameters.growth.baseline;
        let has_growth =
            |span: &&Span| growth.iter().any(|(quarter, _)| Period::Quarter(*quarter) == span.period);
        let grown: Vec<Span> = quarters.iter().filter(has_growth).copied().collect();
        self.add(Metric::GdpGrowth, Scope::Total, &grown, true);
        let spans: Vec<Span> =
            self.recession.iter().map(|span| Span { period: span.period, first: 0, months: 0 }).collect();
        for metric in [Metric::Recession, Metric::RecessionBaseline] {
            self.add(metric, Scope::Total, &spans, true);
        }
        for metric in exports {
            self.add(metric, Scope::Total, &periods, true);
        }
        for metric in exports {
            self.add(metric, Scope::Total, &months, false);
        }
        let exporting = |line: &LineId| self.model.trade.lines[line.0].exports > 0.0;
        let lines: Vec<LineId> = (0..self.model.trade.lines.len()).map(LineId).filter(exporting).collect();
        let groups: Vec<LineGroupId> = (0..self.model.trade.groups.len())
            .map(LineGroupId)
            .filter(|group| lines.iter().any(|line| self.model.trade.lines[line.0].group == *group))
            .collect();
        for group in groups {
            for metric in exports.into_iter().chain([Metric::JobsAttributed]) {
                self.add(metric, Scope::LineGroup(group), &periods, true);
            }
        }
        for line in lines {
            for metric in exports.into_iter().chain([Metric::JobsAttributed]) {
                self.add(metric, Scope::Line(line), &periods, false);
            }
        }
        self.add(Metric::JobsAttributed, Scope::Investment, &periods, true);
        for lever in 0..self.model.negotiation.levers.len() {
            self.add(Metric::JobsAttributed, Scope::Lever(LeverId(lever)), &periods, true);
        }
        let groups = (0..self.model.groups.len()).map(Scope::Group);
        for scope in [Scope::Total].into_iter().chain(groups) {
            for metric in by_sector {
                self.add(metric, scope, &periods, true);
            }
        }
        for scope in Scope::regions(self.model) {
            // Of regions that are not followed in detail, years alone.
            let detailed = |region: &RegionId| Scope::Region(*region) == scope;
            let spans = if self.model.detailed_regions.iter().any(detailed) { &periods } else { &years };
            for metric in [Metric::GdpReal].into_iter().chain(by_sector) {
                self.add(metric, scope, spans, true);
            }
        }
        let regions = self.model.detailed_regions.iter();
        let sectors = regions.flat_map(|region| self.model.economy.sectors_of(*region));
        let with_output = sectors.filter(|sector| self.model.economy.accounts.output[*sector] > 0.0);
        for sector in with_output.collect::<Vec<_>>() {
            let scope = Scope::Sector(SectorId(sector));
            for metric in by_sector {
                self.add(metric, scope, &periods, false);
            }
            for metric in [Metric::Output, Metric::ValueAdded, Metric::JobsSupported] {
                for channel in [Channel::Direct, Channel::Indirect, Channel::Induced] {
                    self.add_channel(metric, scope, channel, &calendar.years(), false);
                }
            }
        }
    }

    fn add(&mut self, metric: Metric, scope: Scope, spans: &[Span], headline: bool) {
        self.add_channel(metric, scope, Channel::Total, spans, headline);
    }

    fn add_channel(
        &mut self,
        metric: Metric,
        scope: Scope,
        channel: Channel,
        spans: &[Span],
        headline: bool,
    ) {
        if metric.is_of_persons() && !scope.has_employment(self.model) {
            return;
        }
        for span in spans {
            let cell = Cell { metric, scope, channel, span: *span, headline, multiple_of: None };
            let multiple_of = self.multiple_of(&cell);
            self.cells.push(Cell { multiple_of, ..cell });
        }
    }

    /// Value added of a sector is a fixed multiple of its output, and so are its jobs unless its headcount is sampled.
    fn multiple_of(&self, cell: &Cell) -> Option<(usize, f64)> {
        let Scope::Sector(sector) = cell.scope else { return None };
        let economy = &self.model.economy;
        let factor = match cell.metric {
            Metric::ValueAdded => economy.value_added_share[sector.0],
            Metric::JobsSupported => {
                let sampled = self.model.parameters.employment.iter().any(|(id, _)| *id == sector);
                if sampled {
                    return None;
                }
                economy.employment_intensity[sector.0] * 12.0 / cell.span.months as f64
            }
            _ => return None,
        };
        let same = |other: &Cell| {
            other.metric == Metric::Output
                && other.scope == cell.scope
                && other.channel == cell.channel
                && other.span == cell.span
        };
        // The sector's cells are listed last, output first.
        let output = self.cells.iter().rposition(same)?;
        (factor >= 0.0).then_some((output, factor))
    }

    /// What changes final demand, in order.
    pub(in crate::propagate) fn causes(&self) -> &[Cause] {
        &self.causes
    }
}
