//! US imports, customs exports, margins and rates -> the tariff lines as they are written.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::baseline::Baseline;
use crate::imports::Imports;
use crate::margins::Margins;
use crate::output::{round, round_to_total};
use crate::table::Table;

/// Decimals of a share or a rate.
const SHARE_DECIMALS: i32 = 8;

/// Decimals of an export value in billion yen.
const MONEY_DECIMALS: i32 = 6;

/// One seller on one line.
pub struct LineSource {
    /// Source id.
    pub id: String,
    /// Share in US imports of the line.
    pub import_share: f64,
    /// Duty paid before 2025.
    pub baseline_rate: f64,
}

/// One tariff line.
pub struct Line {
    /// Line id.
    pub id: String,
    /// Its name for readers.
    pub label: String,
    /// Line group.
    pub group: String,
    /// Japan's exports to the United States in 2024, billion yen, f.o.b.
    pub exports: f64,
    /// Share of imports in US use.
    pub import_share_of_use: f64,
    /// Sellers, home first.
    pub sources: Vec<LineSource>,
    /// Where a yen of exports goes, by industry.
    pub sectors: Vec<(String, f64)>,
    /// Share of the value under each programme.
    pub coverage: Vec<(String, f64)>,
}

/// All trade tables.
pub struct Trade {
    /// Tariff lines.
    pub lines: Vec<Line>,
    /// Japanese customs value over US customs value at the exchange rate, cars and parts aside.
    pub export_scale: f64,
    /// Margins in the table.
    pub margins: Margins,
}

impl Trade {
    /// Builds the lines from the tables in `sources`.
    pub fn build(sources: &Path) -> Result<Self> {
        let inputs = Inputs {
            imports: Imports::read(sources)?,
            baseline: Baseline::read(sources)?,
            margins: Margins::read(sources)?,
            absorption: Table::read(sources, "us_absorption_2023.csv")?,
            customs: Table::read(sources, "customs_2024.csv")?,
            coverage: Table::read(sources, "coverage.csv")?,
        };
        let table = Table::read(sources, "lines.csv")?;
        let mut lines = Vec::with_capacity(table.len());
        for row in 0..table.len() {
            let id = table.text(row, "line")?.to_owned();
            lines.push(Line {
                label: table.text(row, "label")?.to_owned(),
                group: table.text(row, "group")?.to_owned(),
                exports: round(inputs.exports(&id)?, MONEY_DECIMALS),
                import_share_of_use: round(inputs.import_share_of_use(&id)?, SHARE_DECIMALS),
                sources: inputs.sources(&id)?,
                sectors: inputs.sectors(&id),
                coverage: inputs.coverage(&id)?,
                id,
            });
        }
        Ok(Self { lines, export_scale: inputs.imports.export_scale, margins: inputs.margins })
    }

    /// Exports of all lines.
    pub fn exports(&self) -> f64 {
        self.lines.iter().map(|line| line.exports).sum()
    }
}

/// Everything a line is made from.
struct Inputs {
    imports: Imports,
    baseline: Baseline,
    margins: Margins,
    absorption: Table,
    customs: Table,
    coverage: Table,
}

impl Inputs {
    /// Customs value of a line's exports: published for cars and parts, else US imports times one factor.
    fn exports(&self, line: &str) -> Result<f64> {
        let cars = self.customs.lookup("item", "cars", "billion_yen")?;
        match line {
            "cars" => Ok(cars),
            "auto-parts" => Ok(self.customs.lookup("item", "cars-and-parts", "billion_yen")? - cars),
            _ => Ok(self.sold_by_home(line) * self.imports.customs_per_dollar),
        }
    }

    /// US imports of a line from home.
    fn sold_by_home(&self, line: &str) -> f64 {
        self.imports.of_line(line).map(crate::imports::Flow::sold_by_home).sum()
    }

    /// `1 - sales at home / absorption` of the line's US industries, weighted by what Japan sells.
    fn import_share_of_use(&self, line: &str) -> Result<f64> {
        let mut weighted = 0.0;
        for flow in self.imports.of_line(line) {
            let row = self.absorption.find("industries", &flow.us_industries)?;
            let domestic = self.absorption.number(row, "dom_sales")? / self.absorption.number(row, "abs")?;
            weighted += flow.sold_by_home() * (1.0 - domestic);
        }
        Ok(weighted / self.sold_by_home(line))
    }

    /// Import shares and baseline rates of every source.
    fn sources(&self, line: &str) -> Result<Vec<LineSource>> {
        let by_source: Vec<f64> = (0..self.imports.partners.len())
            .map(|partner| self.imports.of_line(line).map(|flow| flow.by_partner[partner]).sum())
            .collect();
        let total: f64 = by_source.iter().sum();
        let shares: Vec<f64> = by_source.iter().map(|value| value / total).collect();
        let shares = round_to_total(&shares, 1.0, SHARE_DECIMALS);
        let mut sources = Vec::with_capacity(shares.len());
        for (position, import_share) in shares.into_iter().enumerate() {
            sources.push(LineSource {
                id: self.imports.partners[position].id.clone(),
                import_share,
                baseline_rate: round(self.baseline.rate(&self.imports, line, position)?, 4),
            });
        }
        Ok(sources)
    }

    /// Goods industries by what Japan sells out of each, less margins, and then the margin industries.
    fn sectors(&self, line: &str) -> Vec<(String, f64)> {
        let total = self.sold_by_home(line);
        let goods = self
            .imports
            .of_line(line)
            .filter(|flow| flow.sold_by_home() > 0.0)
            .map(|flow| (flow.sector.clone(), flow.sold_by_home() / total * self.margins.goods_share()));
        let (names, shares): (Vec<String>, Vec<f64>) =
            goods.chain(self.margins.shares.iter().cloned()).unzip();
        names.into_iter().zip(round_to_total(&shares, 1.0, SHARE_DECIMALS)).collect()
    }

    /// Programmes that cover part of the line.
    fn coverage(&self, line: &str) -> Result<Vec<(String, f64)>> {
        let mut shares = Vec::new();
        for row in 0..self.coverage.len() {
            if self.coverage.text(row, "line")? == line {
                shares.push((
                    self.coverage.text(row, "programme")?.to_owned(),
                    self.coverage.number(row, "share")?,
                ));
            }
        }
        let total: f64 = shares.iter().map(|(_, share)| share).sum();
        ensure!(total <= 1.0 + 1e-12, "coverage.csv: {line} is covered {total} times");
        Ok(shares)
    }
}
