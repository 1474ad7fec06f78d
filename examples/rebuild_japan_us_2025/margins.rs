//! Exports of trade and transport industries in the table -> margins inside one yen of exported goods.

use std::path::Path;

use anyhow::{Context, Result};

use crate::table::Table;

/// How one yen of goods exports at f.o.b. value divides between goods at basic prices and margins.
pub struct Margins {
    /// Share of each margin industry.
    pub shares: Vec<(String, f64)>,
    /// Exports of goods with the counted margins, all destinations, 2018, million dollars.
    pub goods_with_margins: f64,
}

impl Margins {
    /// Divides the exports (EXPO) of margin industries by the exports of goods plus those margins.
    ///
    /// ```text
    /// share_s = counted_s EXPO_s / (sum_goods EXPO + sum_s counted_s EXPO_s)
    /// ```
    pub fn read(sources: &Path) -> Result<Self> {
        let industries = Table::read(sources, "sectors.csv")?;
        let published = Table::read(sources, "oecd_iot_2021_jpn_2018.csv")?;
        let counted = Table::read(sources, "margins.csv")?;
        let mut goods_with_margins = 0.0;
        for row in 0..industries.len() {
            if industries.text(row, "kind")? == "goods" {
                goods_with_margins += published.lookup("Code", industries.text(row, "number")?, "EXPO")?;
            }
        }
        let mut margins = Vec::new();
        for row in 0..counted.len() {
            let sector = counted.text(row, "sector")?;
            let number = industries.text(industries.find("code", sector)?, "number")?;
            let exports = published.lookup("Code", number, "EXPO").with_context(|| sector.to_owned())?;
            let margin = exports * counted.number(row, "counted_share")?;
            if margin > 0.0 {
                goods_with_margins += margin;
                margins.push((sector.to_owned(), margin));
            }
        }
        let shares =
            margins.into_iter().map(|(sector, margin)| (sector, margin / goods_with_margins)).collect();
        Ok(Self { shares, goods_with_margins })
    }

    /// What is left of one yen of exports for the goods themselves, at basic prices.
    pub fn goods_share(&self) -> f64 {
        1.0 - self.shares.iter().map(|(_, share)| share).sum::<f64>()
    }
}
