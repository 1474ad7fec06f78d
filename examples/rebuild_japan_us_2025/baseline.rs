//! Duties before 2025: MFN rates, and the Section 301 duty on China implied by the duties collected.

use std::path::Path;

use anyhow::{Result, bail};

use crate::imports::Imports;
use crate::table::Table;

/// The highest Section 301 rate in force on most listed goods; no implied rate may exceed it.
const SECTION_301_CEILING: f64 = 0.25;

/// The ordinary rate of a line, and whether Section 301 lists its goods.
pub struct Duty {
    /// Tariff line.
    pub line: String,
    /// MFN rate, a fraction of customs value.
    pub mfn: f64,
    /// Whether Chinese goods of this line pay a Section 301 duty.
    pub section_301: bool,
}

/// Duties of all lines.
pub struct Baseline {
    duties: Vec<Duty>,
    absorption: Table,
}

impl Baseline {
    /// Reads the rates of `lines.csv` and the duties collected by US industry.
    pub fn read(sources: &Path) -> Result<Self> {
        let lines = Table::read(sources, "lines.csv")?;
        let duties = (0..lines.len())
            .map(|row| {
                Ok(Duty {
                    line: lines.text(row, "line")?.to_owned(),
                    mfn: lines.number(row, "mfn")?,
                    section_301: lines.text(row, "section_301")? == "yes",
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self { duties, absorption: Table::read(sources, "us_absorption_2023.csv")? })
    }

    /// The rate that `partner` paid on `line` before 2025.
    pub fn rate(&self, imports: &Imports, line: &str, partner: usize) -> Result<f64> {
        let duty = self.duty(line)?;
        let seller = &imports.partners[partner];
        if seller.free_trade {
            return Ok(0.0);
        }
        if seller.id == "china" && duty.section_301 {
            return Ok(duty.mfn + self.section_301(imports, line)?);
        }
        Ok(duty.mfn)
    }

    /// Mean Section 301 rate of a line, its industries weighted by what Japan sells.
    fn section_301(&self, imports: &Imports, line: &str) -> Result<f64> {
        let mut weighted = 0.0;
        let mut weights = 0.0;
        for flow in imports.of_line(line) {
            weighted += flow.sold_by_home() * self.implied_rate(imports, &flow.us_industries)?;
            weights += flow.sold_by_home();
        }
        Ok(weighted / weights)
    }

    /// Section 301 rate of one US industry: duties that MFN rates do not explain, over imports from China.
    ///
    /// ```text
    /// rate = clamp((duty - sum_ls mfn_l M_ls) / M_china, 0, ceiling),  s without free-trade partners
    /// ```
    fn implied_rate(&self, imports: &Imports, us_industries: &str) -> Result<f64> {
        let row = self.absorption.find("industries", us_industries)?;
        let to_2023 =
            self.absorption.number(row, "imports_cif")? / self.absorption.number(row, "imp24_total")?;
        let mut unexplained = self.absorption.number(row, "duty")?;
        let mut from_china = 0.0;
        for flow in imports.flows.iter().filter(|flow| flow.us_industries == us_industries) {
            let duty = self.duty(&flow.line)?;
            for (seller, value) in imports.partners.iter().zip(&flow.by_partner) {
                if !seller.free_trade {
                    unexplained -= duty.mfn * value * to_2023;
                }
                if seller.id == "china" && duty.section_301 {
                    from_china += value * to_2023;
                }
            }
        }
        let rate = if from_china > 0.0 { unexplained / from_china } else { 0.0 };
        Ok(rate.clamp(0.0, SECTION_301_CEILING))
    }

    /// The duty of a line.
    fn duty(&self, line: &str) -> Result<&Duty> {
        match self.duties.iter().find(|duty| duty.line == line) {
            Some(duty) => Ok(duty),
            None => bail!("lines.csv: no line {line}"),
        }
    }
}
