//! One number for every metric, scope and period of a draw.

use std::fmt;

use nalgebra::DMatrix;

use super::Impact;
use crate::draw::{Cause, Draw, LinePath, causes};
use crate::ids::{LeverId, LineGroupId, LineId, SectorId};
use crate::model::Model;
use crate::model::calendar::{Period, Quarter, Span};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Change in real GDP, % of baseline.
    GdpReal,
    /// Change in real income: real GDP and the income lost to price cuts, % of baseline GDP.
    GdiReal,
    /// Quarterly growth of real GDP with the tariffs, %.
    GdpGrowth,
    /// Two consecutive quarters of falling GDP, with the tariffs: 1 or 0.
    Recession,
    /// The same without the tariffs.
    RecessionBaseline,
    /// Exports to the destination at base prices, % of baseline.
    ExportVolume,
    /// Export prices in home currency, % of baseline.
    ExportPrice,
    /// Exports to the destination at current prices, % of baseline.
    ExportValue,
    /// Income lost on what is still sold, money.
    ExportIncome,
    /// Ad valorem rate on home's goods.
    TariffRate,
    /// Gross output, money.
    Output,
    /// Value added, money.
    ValueAdded,
    /// Jobs whose work the output is, persons.
    JobsSupported,
    /// Expected number of persons employed, persons.
    Headcount,
    /// Jobs anywhere in the economy caused by a line, the investment cut or a lever, persons.
    JobsAttributed,
}

impl Metric {
    /// Name in results files.
    pub fn name(self) -> &'static str {
        match self {
            Self::GdpReal => "gdp_real",
            Self::GdiReal => "gdi_real",
            Self::GdpGrowth => "gdp_growth",
            Self::Recession => "recession",
            Self::RecessionBaseline => "recession_baseline",
            Self::ExportVolume => "export_volume",
            Self::ExportPrice => "export_price",
            Self::ExportValue => "export_value",
            Self::ExportIncome => "export_income",
            Self::TariffRate => "tariff_rate",
            Self::Output => "output",
            Self::ValueAdded => "value_added",
            Self::JobsSupported => "jobs_supported",
            Self::Headcount => "headcount",
            Self::JobsAttributed => "jobs_attributed",
        }
    }

    /// Unit in results files, given the model's unit of money.
    pub fn unit(self, money: &str) -> String {
        match self {
            Self::GdpReal | Self::GdiReal => "% of GDP".into(),
            Self::GdpGrowth => "% on previous quarter".into(),
            Self::Recession | Self::RecessionBaseline => "probability".into(),
            Self::ExportVolume | Self::ExportPrice | Self::ExportValue => "% of baseline".into(),
            Self::TariffRate => "rate".into(),
            Self::ExportIncome | Self::Output | Self::ValueAdded => money.into(),
            Self::JobsSupported | Self::Headcount | Self::JobsAttributed => "persons".into(),
        }
    }
}

/// What a metric is measured for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole economy, or all lines.
    Total,
    /// A group of sectors, by position.
    Group(usize),
    /// A sector.
    Sector(SectorId),
    /// A group of tariff lines.
    LineGroup(LineGroupId),
    /// A tariff line.
    Line(LineId),
    /// The investment cut out of lost export income.
    Investment,
    /// A lever.
    Lever(LeverId),
}

impl Scope {
    /// Name in results files, e.g. `sector:D29`.
    pub fn name(self, model: &Model) -> String {
        match self {
            Self::Total => "total".into(),
            Self::Group(group) => format!("group:{}", model.groups[group].id),
            Self::Sector(sector) => format!("sector:{}", model.economy.code(sector)),
            Self::LineGroup(group) => format!("linegroup:{}", model.trade.groups[group.0].id),
            Self::Line(line) => format!("line:{}", model.trade.lines[line.0].id),
            Self::Investment => "investment".into(),
            Self::Lever(lever) => format!("lever:{}", model.negotiation.levers[lever.0].id),
        }
    }
}

/// Through which channel output changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// All three.
    Total,
    /// Final demand itself.
    Direct,
    /// Suppliers.
    Indirect,
    /// Consumption out of labour income.
    Induced,
}

impl Channel {
    /// Name in results files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Induced => "induced",
        }
    }
}

/// One reported quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// What is measured.
    pub metric: Metric,
    /// For what.
    pub scope: Scope,
    /// Through which channel.
    pub channel: Channel,
    /// When.
    pub span: Span,
    /// Whether it is reported by outcome with all its quantiles, or overall only.
    pub headline: bool,
}

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
    model: &'m Model,
    /// The quantities.
    pub cells: Vec<Cell>,
    /// The distinct spans of months that cells report.
    spans: Vec<Span>,
    /// Position of every cell's span among them.
    cell_spans: Vec<usize>,
    causes: Vec<Cause>,
    recession: Vec<RecessionSpan>,
}

/// Quarters that a recession cell looks at, as positions among the baseline quarters.
struct RecessionSpan {
    period: Period,
    quarters: Vec<usize>,
}

impl<'m> Metrics<'m> {
    /// Lists the quantities of a model.
    pub fn new(model: &'m Model) -> Self {
        let mut metrics = Self {
            model,
            cells: Vec::new(),
            spans: Vec::new(),
            cell_spans: Vec::new(),
            causes: causes(model),
            recession: recession_spans(model),
        };
        metrics.list();
        for cell in &metrics.cells {
            let known = metrics.spans.iter().position(|span| *span == cell.span);
            metrics.cell_spans.push(known.unwrap_or(metrics.spans.len()));
            if known.is_none() {
                metrics.spans.push(cell.span);
            }
        }
        metrics
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
        let with_output = (0..self.model.economy.sectors())
            .filter(|sector| self.model.economy.accounts.output[*sector] > 0.0);
        for sector in with_output.collect::<Vec<_>>() {
            let scope = Scope::Sector(SectorId(sector));
            for metric in by_sector {
                self.add(metric, scope, &periods, false);
            }
            for metric in [Metric::Output, Metric::ValueAdded, Metric::JobsSupported] {
                for channel in [Channel::Direct, Channel::Indirect, Channel::Induced] {
                    let cell = |span: &Span| Cell { metric, scope, channel, span: *span, headline: false };
                    self.cells.extend(calendar.years().iter().map(cell));
                }
            }
        }
    }

    fn add(&mut self, metric: Metric, scope: Scope, spans: &[Span], headline: bool) {
        let cell = |span: &Span| Cell { metric, scope, channel: Channel::Total, span: *span, headline };
        self.cells.extend(spans.iter().map(cell));
    }

    /// The position of a quantity.
    pub fn find(&self, metric: Metric, scope: Scope, period: Period) -> Option<usize> {
        self.cells.iter().position(|cell| {
            cell.metric == metric
                && cell.scope == scope
                && cell.span.period == period
                && cell.channel == Channel::Total
        })
    }

    /// The values of all quantities in a draw, written to `into` in the order of the cells.
    pub fn evaluate(&self, draw: &Draw, impact: &Impact, into: &mut [f64]) {
        let growth = self.growth(draw, impact);
        let sums = SpanSums::new(&self.spans, draw, impact);
        for ((value, cell), span) in into.iter_mut().zip(&self.cells).zip(&self.cell_spans) {
            *value = match cell.metric {
                Metric::GdpGrowth => growth.in_quarter(cell.span.period),
                Metric::Recession => self.recession(cell.span.period, &growth.with_tariffs),
                Metric::RecessionBaseline => self.recession(cell.span.period, &growth.baseline),
                _ => self.value(cell, *span, &sums, impact),
            };
        }
    }

    fn value(&self, cell: &Cell, span: usize, sums: &SpanSums, impact: &Impact) -> f64 {
        let count = cell.span.months as f64;
        let gdp = self.model.gdp * count / 12.0;
        match cell.metric {
            Metric::GdpReal => 100.0 * sums.value_added[span] / gdp,
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
    fn gdp_effect(&self, flow: &[f64], span: Span) -> f64 {
        100.0 * flow[span.range()].iter().sum::<f64>() / (self.model.gdp * span.months as f64 / 12.0)
    }

    /// Sum over the sectors of a scope.
    fn by_sector(&self, cell: &Cell, value: impl Fn(usize) -> f64) -> f64 {
        match cell.scope {
            Scope::Sector(sector) => value(sector.0),
            Scope::Group(group) => {
                self.model.groups[group].sectors.iter().map(|sector| value(sector.0)).sum()
            }
            _ => (0..self.model.economy.sectors()).map(value).sum(),
        }
    }

    /// The lines of a scope.
    fn lines(&self, scope: Scope) -> impl Iterator<Item = usize> {
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

    fn concerns(&self, scope: Scope, cause: Cause) -> bool {
        match (scope, cause) {
            (Scope::Line(id), Cause::Line(line)) => id == line,
            (Scope::LineGroup(group), Cause::Line(line)) => self.model.trade.lines[line.0].group == group,
            (Scope::Investment, Cause::Investment) => true,
            (Scope::Lever(id), Cause::Lever(lever, _)) => id == lever,
            _ => false,
        }
    }

    /// Growth of every baseline quarter with and without the tariffs: `G_q = g_q + E_q − E_{q−1}`.
    fn growth(&self, draw: &Draw, impact: &Impact) -> GrowthPath {
        let quarters = self.model.calendar.quarters();
        let effect = |quarter: Quarter| {
            let span = quarters.iter().find(|span| span.period == Period::Quarter(quarter));
            span.map_or(0.0, |span| self.gdp_effect(&impact.value_added, *span))
        };
        let growth = &self.model.parameters.growth;
        let baseline: Vec<f64> = growth.baseline.iter().map(|(_, input)| draw.inputs.get(*input)).collect();
        let change = |quarter: Quarter| effect(quarter) - effect(quarter.plus(-1));
        let with_tariffs =
            growth.baseline.iter().zip(&baseline).map(|((quarter, _), g)| g + change(*quarter));
        GrowthPath {
            quarters: growth.baseline.iter().map(|(quarter, _)| *quarter).collect(),
            with_tariffs: with_tariffs.collect(),
            baseline,
        }
    }

    /// 1 if any quarter of the period and the quarter before it both shrink, the last published quarter included.
    fn recession(&self, period: Period, growth: &[f64]) -> f64 {
        let published = self.model.parameters.growth.published.last().map_or(0.0, |(_, rate)| *rate);
        let Some(span) = self.recession.iter().find(|span| span.period == period) else { return 0.0 };
        let before = |q: usize| if q == 0 { published } else { growth[q - 1] };
        f64::from(u8::from(span.quarters.iter().any(|q| growth[*q] < 0.0 && before(*q) < 0.0)))
    }
}

/// Growth of the baseline quarters.
struct GrowthPath {
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

/// Every calendar year with a baseline quarter, and the whole horizon.
fn recession_spans(model: &Model) -> Vec<RecessionSpan> {
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

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
