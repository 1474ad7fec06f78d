//! One number for every metric, scope and period of a draw.

mod evaluate;
mod growth;
mod list;

pub use list::Metrics;

use std::fmt;

use crate::ids::{LeverId, LineGroupId, LineId, SectorId};
use crate::model::Model;
use crate::model::calendar::Span;

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
    /// Where its value is a fixed multiple of another cell's in every draw: that cell, and the factor, not negative.
    pub multiple_of: Option<(usize, f64)>,
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
