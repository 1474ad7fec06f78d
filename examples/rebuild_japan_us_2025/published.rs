//! The OECD table in its published layout -> named vectors and a matrix, in million US dollars of 2018.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::table::Table;

/// What one industry sells to each final user, domestic and imported goods together.
#[derive(Clone, Default)]
pub struct FinalUse {
    /// Households (HFCE), non-profit institutions serving them (NPISH) and purchases abroad (`CONS_ABR`).
    pub household: f64,
    /// Government consumption (GGFC).
    pub government: f64,
    /// Gross fixed capital formation (GFCF).
    pub investment: f64,
    /// Changes in inventories (INVNT).
    pub inventories: f64,
    /// Exports (EXPO) and purchases by non-residents in Japan (`CONS_NONRES`).
    pub exports: f64,
}

/// The published total-flow table.
pub struct Published {
    /// Industry codes, in the order of the table.
    pub codes: Vec<String>,
    /// Industry names.
    pub names: Vec<String>,
    /// Intermediate use, row sells and column buys, domestic and imported goods together.
    pub transactions: Vec<Vec<f64>>,
    /// Final use by industry.
    pub final_use: Vec<FinalUse>,
    /// Imports by industry, as positive numbers.
    pub imports: Vec<f64>,
    /// Taxes less subsidies on products paid on intermediate inputs, by buying industry.
    pub taxes: Vec<f64>,
    /// Taxes less subsidies on products paid by final users; the tax of non-residents stands with exports.
    pub final_taxes: FinalUse,
    /// Taxes paid abroad by residents who buy there: part of imports.
    pub foreign_taxes: f64,
    /// Value added at basic prices.
    pub value_added: Vec<f64>,
    /// Gross output at basic prices.
    pub output: Vec<f64>,
}

impl Published {
    /// Reads the table and the industry codes that belong to its numbers.
    pub fn read(sources: &Path) -> Result<Self> {
        let industries = Table::read(sources, "sectors.csv")?;
        let table = Table::read(sources, "oecd_iot_2021_jpn_2018.csv")?;
        let numbers = industries.texts("number")?;
        for (row, number) in numbers.iter().enumerate() {
            ensure!(
                table.text(row, "Code")? == number,
                "row {} of the table is not industry {number}",
                row + 1
            );
        }
        let rows = 0..numbers.len();
        let taxes_row = table.find("Code", "TXS_INT_FNL")?;
        let across = |code: &str| -> Result<Vec<f64>> {
            let row = table.find("Code", code)?;
            numbers.iter().map(|number| table.number(row, number)).collect()
        };
        Ok(Self {
            codes: industries.texts("code")?,
            names: industries.texts("name")?,
            transactions: rows
                .clone()
                .map(|row| numbers.iter().map(|number| table.number(row, number)).collect())
                .collect::<Result<_>>()?,
            final_use: rows.clone().map(|row| read_final_use(&table, row)).collect::<Result<_>>()?,
            imports: rows.map(|row| Ok(-table.number(row, "IMPO")?)).collect::<Result<_>>()?,
            taxes: across("TXS_INT_FNL")?,
            final_taxes: read_final_use(&table, taxes_row)?,
            foreign_taxes: table.lookup("Code", "TXS_IMP_FNL", "CONS_ABR")?,
            value_added: across("VALU")?,
            output: across("OUTPUT")?,
        })
    }

    /// GDP: value added at basic prices plus taxes less subsidies on products.
    pub fn gdp(&self) -> f64 {
        let value_added: f64 = self.value_added.iter().sum();
        let taxes: f64 = self.taxes.iter().sum();
        value_added + taxes + self.final_taxes.total()
    }
}

impl FinalUse {
    /// Use by residents: everything but exports.
    pub fn domestic(&self) -> f64 {
        self.household + self.government + self.investment + self.inventories
    }

    /// All final use.
    pub fn total(&self) -> f64 {
        self.domestic() + self.exports
    }
}

/// The final-use cells of one row of the published table.
fn read_final_use(table: &Table, row: usize) -> Result<FinalUse> {
    let cell = |column: &str| table.number(row, column);
    Ok(FinalUse {
        household: cell("HFCE")? + cell("NPISH")? + cell("CONS_ABR")?,
        government: cell("GGFC")?,
        investment: cell("GFCF")?,
        inventories: cell("INVNT")?,
        exports: cell("EXPO")? + cell("CONS_NONRES")?,
    })
}
