//! Measures: a metric, for what and when, under the names of the results files.

use std::fmt;

use super::Model;
use super::calendar::{Month, Period, Quarter, Span};
use crate::ids::{LeverId, LineGroupId, LineId, RegionId, SectorId, closest};

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
    /// All metrics.
    pub const ALL: [Self; 15] = [
        Self::GdpReal,
        Self::GdiReal,
        Self::GdpGrowth,
        Self::Recession,
        Self::RecessionBaseline,
        Self::ExportVolume,
        Self::ExportPrice,
        Self::ExportValue,
        Self::ExportIncome,
        Self::TariffRate,
        Self::Output,
        Self::ValueAdded,
        Self::JobsSupported,
        Self::Headcount,
        Self::JobsAttributed,
    ];

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
    /// The whole home economy, or all lines.
    Total,
    /// A region of the accounts, where there are several.
    Region(RegionId),
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
            Self::Region(region) => format!("region:{}", model.economy.accounts.regions[region.0].code),
            Self::Group(group) => format!("group:{}", model.groups[group].id),
            Self::Sector(sector) => format!("sector:{}", model.economy.code(sector)),
            Self::LineGroup(group) => format!("linegroup:{}", model.trade.groups[group.0].id),
            Self::Line(line) => format!("line:{}", model.trade.lines[line.0].id),
            Self::Investment => "investment".into(),
            Self::Lever(lever) => format!("lever:{}", model.negotiation.levers[lever.0].id),
        }
    }
}

impl Scope {
    /// All regions, where there are several.
    pub fn regions(model: &Model) -> impl Iterator<Item = Self> + use<> {
        let count = if model.economy.is_regional() { model.economy.accounts.regions.len() } else { 0 };
        (0..count).map(|region| Self::Region(RegionId(region)))
    }

    /// Whether persons employed are known in the region that it belongs to; home, for what is not of a region.
    pub fn has_employment(self, model: &Model) -> bool {
        let region = match self {
            Self::Region(region) => region,
            Self::Sector(sector) => model.economy.region_of(sector),
            Self::Group(group) => {
                let first = model.groups[group].sectors.first();
                first.map_or(model.economy.home, |sector| model.economy.region_of(*sector))
            }
            _ => model.economy.home,
        };
        let sampled = |(sector, _): &(SectorId, _)| model.economy.region_of(*sector) == region;
        model.economy.has_employment(region) || model.parameters.employment.iter().any(sampled)
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A metric, for what and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// What is measured.
    pub metric: Metric,
    /// For what.
    pub scope: Scope,
    /// When.
    pub span: Span,
}

impl Measure {
    /// Reads the names of a metric, a scope and a period.
    ///
    /// Periods are those of the results files, and any months within the horizon as `2025-04..2025-09`.
    ///
    /// ```
    /// use kanzei::model::measure::{Measure, Metric};
    /// let model = kanzei::input::load_model("models/japan-us-2025".as_ref())?.model;
    /// let measure = Measure::parse(&model, "export_value", "line:cars", "2025-04..2025-09").unwrap();
    /// assert_eq!((measure.metric, measure.span.months), (Metric::ExportValue, 6));
    /// assert!(Measure::parse(&model, "export_value", "line:carz", "2025").is_err());
    /// # Ok::<(), kanzei::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// The part that is wrong (`metric`, `scope` or `period`), what is wrong with it, and what to write.
    pub fn parse(
        model: &Model,
        metric: &str,
        scope: &str,
        period: &str,
    ) -> Result<Self, (&'static str, String, String)> {
        let Some(metric) = Metric::ALL.into_iter().find(|known| known.name() == metric) else {
            let names = Metric::ALL.map(Metric::name);
            return Err(unknown("metric", metric, &names));
        };
        let scopes = metric.scopes(model);
        let names: Vec<String> = scopes.iter().map(|scope| scope.name(model)).collect();
        let Some(position) = names.iter().position(|name| name == scope) else {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            return Err(unknown("scope", scope, &names));
        };
        let span = metric.span(model, period)?;
        Ok(Self { metric, scope: scopes[position], span })
    }

    /// Whether single months of it are kept for all lines together only.
    fn needs_range(scope: Scope, metric: Metric) -> bool {
        scope != Scope::Total || !metric.is_of_exports()
    }

    /// The same over the months themselves, where the period is a single month that is not kept for this scope.
    #[must_use]
    pub fn over_months(mut self) -> Self {
        if let Period::Month(month) = self.span.period
            && Self::needs_range(self.scope, self.metric)
        {
            self.span.period = Period::Months(month, month);
        }
        self
    }

    /// Names of metric, scope and period.
    pub fn names(&self, model: &Model) -> [String; 3] {
        [self.metric.name().to_string(), self.scope.name(model), self.span.period.to_string()]
    }
}

fn unknown(what: &'static str, found: &str, known: &[&str]) -> (&'static str, String, String) {
    let remedy = match closest(found, known.iter().copied()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("Known are {}.", known.iter().take(60).copied().collect::<Vec<_>>().join(", ")),
    };
    (what, format!("there is no {what} `{found}` here."), remedy)
}

impl Metric {
    /// Whether it is measured on exports.
    fn is_of_exports(self) -> bool {
        matches!(
            self,
            Self::ExportVolume
                | Self::ExportPrice
                | Self::ExportValue
                | Self::ExportIncome
                | Self::TariffRate
        )
    }

    /// Whether it is growth or a recession, which are read off the path of quarterly growth.
    pub fn is_of_growth(self) -> bool {
        matches!(self, Self::GdpGrowth | Self::Recession | Self::RecessionBaseline)
    }

    /// Whether it counts persons.
    pub fn is_of_persons(self) -> bool {
        matches!(self, Self::JobsSupported | Self::Headcount | Self::JobsAttributed)
    }

    /// What it is measured for.
    fn scopes(self, model: &Model) -> Vec<Scope> {
        let known = |scope: &Scope| !self.is_of_persons() || scope.has_employment(model);
        self.possible_scopes(model).into_iter().filter(known).collect()
    }

    fn possible_scopes(self, model: &Model) -> Vec<Scope> {
        let lines = || (0..model.trade.lines.len()).filter(|line| model.trade.lines[*line].exports > 0.0);
        let has_lines = |group: &usize| lines().any(|line| model.trade.lines[line].group.0 == *group);
        let line_groups = (0..model.trade.groups.len()).filter(has_lines);
        let exporters = line_groups
            .map(|group| Scope::LineGroup(LineGroupId(group)))
            .chain(lines().map(|line| Scope::Line(LineId(line))));
        match self {
            Self::GdpReal => [Scope::Total].into_iter().chain(Scope::regions(model)).collect(),
            Self::GdiReal | Self::GdpGrowth | Self::Recession | Self::RecessionBaseline => {
                vec![Scope::Total]
            }
            Self::JobsAttributed => {
                let levers = (0..model.negotiation.levers.len()).map(|lever| Scope::Lever(LeverId(lever)));
                exporters.chain([Scope::Investment]).chain(levers).collect()
            }
            _ if self.is_of_exports() => [Scope::Total].into_iter().chain(exporters).collect(),
            _ => {
                let with_output = |sector: &usize| model.economy.accounts.output[*sector] > 0.0;
                let sectors = (0..model.economy.sectors()).filter(with_output);
                let groups = (0..model.groups.len()).map(Scope::Group);
                let sectors = sectors.map(|sector| Scope::Sector(SectorId(sector)));
                [Scope::Total].into_iter().chain(Scope::regions(model)).chain(groups).chain(sectors).collect()
            }
        }
    }

    /// The months of a named period.
    fn span(self, model: &Model, period: &str) -> Result<Span, (&'static str, String, String)> {
        let calendar = &model.calendar;
        let growth: Vec<Quarter> =
            model.parameters.growth.baseline.iter().map(|(quarter, _)| *quarter).collect();
        let without_months = |period| Span { period, first: 0, months: 0 };
        let named: Vec<Span> = match self {
            Self::Recession | Self::RecessionBaseline => {
                let mut years: Vec<i32> = growth.iter().map(|quarter| quarter.year()).collect();
                years.dedup();
                let horizon = (!growth.is_empty()).then_some(Period::Horizon);
                years.into_iter().map(Period::Year).chain(horizon).map(without_months).collect()
            }
            Self::GdpGrowth => {
                let quarters = calendar.quarters().into_iter();
                quarters.filter(|span| growth.iter().any(|q| Period::Quarter(*q) == span.period)).collect()
            }
            _ => [calendar.each_month(), calendar.quarters(), calendar.years(), calendar.fiscal_years()]
                .concat(),
        };
        if let Some(span) = named.iter().find(|span| span.period.to_string() == period) {
            return Ok(*span);
        }
        if !self.is_of_growth()
            && let Some((first, last)) = period.split_once("..")
            && let (Some(first), Some(last)) = (Month::parse(first), Month::parse(last))
            && calendar.start <= first
            && first <= last
            && last <= calendar.end
        {
            let (position, months) = (first.since(calendar.start) as usize, (last.since(first) + 1) as usize);
            return Ok(Span { period: Period::Months(first, last), first: position, months });
        }
        let names: Vec<String> = named.iter().map(|span| span.period.to_string()).collect();
        let remedy = if self.is_of_growth() {
            format!("Known are {}.", if names.is_empty() { "none".to_string() } else { names.join(", ") })
        } else {
            format!(
                "Write a month, quarter, year or fiscal year complete within {} to {}, or months as `2025-04..2025-09`.",
                calendar.start, calendar.end
            )
        };
        Err(("period", format!("`{period}` is no period of {self} here."), remedy))
    }
}
