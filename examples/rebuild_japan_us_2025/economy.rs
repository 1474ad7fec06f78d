//! The published total-flow table -> domestic input-output accounts of 2024 in billion yen.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::employment::employment;
use crate::output::round;
use crate::published::{FinalUse, Published};
use crate::table::Table;

/// Decimals of a money cell: 0.000001 billion yen is a thousand yen.
const MONEY_DECIMALS: i32 = 6;

/// One row of `economy/sectors.csv`.
pub struct Sector {
    /// Industry code.
    pub code: String,
    /// Industry name.
    pub name: String,
    /// Gross output at basic prices.
    pub output: f64,
    /// Imported intermediate inputs.
    pub imported_inputs: f64,
    /// Taxes less subsidies on products paid on intermediate inputs.
    pub net_taxes: f64,
    /// Value added at basic prices.
    pub value_added: f64,
    /// Compensation of employees.
    pub compensation: f64,
    /// Persons employed.
    pub employment: f64,
}

/// The accounts as they are written: money in billion yen a year.
pub struct Economy {
    /// Industries in table order.
    pub sectors: Vec<Sector>,
    /// Domestic intermediate transactions, row sells and column buys.
    pub transactions: Vec<Vec<f64>>,
    /// Final demand for domestic output, by industry.
    pub final_demand: Vec<FinalUse>,
    /// What each final user spends on imports.
    pub final_imports: FinalUse,
    /// What each final user pays in taxes less subsidies on products.
    pub final_taxes: FinalUse,
    /// Billion yen of 2024 for each million dollars of 2018.
    pub scale: f64,
    /// Largest rounding residual of a published row, million dollars.
    pub row_residual: f64,
    /// Largest rounding residual of a published column, million dollars.
    pub column_residual: f64,
}

impl Economy {
    /// Builds the accounts from the tables in `sources`.
    pub fn build(sources: &Path) -> Result<Self> {
        let published = Published::read(sources)?;
        let macro_table = Table::read(sources, "macro.csv")?;
        let figure = |item: &str| macro_table.lookup("item", item, "value");

        let import_shares = import_shares(&published)?;
        let row_residuals = row_residuals(&published);
        let column_residuals = column_residuals(&published);
        let scale = figure("gdp_2024")? / published.gdp();
        let money = |dollars: f64| round(dollars * scale, MONEY_DECIMALS);

        let persons =
            employment(sources, &published.codes, &published.value_added, figure("employment_2024")?)?;
        let labour_share = figure("labour_share")?;
        let imported_inputs = imported_inputs(&published, &import_shares);
        let sectors = (0..published.codes.len())
            .map(|j| Sector {
                code: published.codes[j].clone(),
                name: published.names[j].clone(),
                output: money(published.output[j]),
                imported_inputs: money(imported_inputs[j]),
                net_taxes: money(published.taxes[j] + column_residuals[j]),
                value_added: money(published.value_added[j]),
                compensation: money((labour_share * published.value_added[j]).max(0.0)),
                employment: persons[j],
            })
            .collect();
        let transactions = published
            .transactions
            .iter()
            .zip(&import_shares)
            .map(|(row, share)| row.iter().map(|cell| money((1.0 - share) * cell)).collect())
            .collect();
        let final_demand = published
            .final_use
            .iter()
            .zip(&import_shares)
            .zip(&row_residuals)
            .map(|((use_, share), residual)| domestic_final_use(use_, *share, *residual).map(money))
            .collect();
        Ok(Self {
            sectors,
            transactions,
            final_demand,
            final_imports: final_imports(&published, &import_shares).map(money),
            final_taxes: final_taxes(&published).map(money),
            scale,
            row_residual: largest(&row_residuals),
            column_residual: largest(&column_residuals),
        })
    }

    /// GDP of the accounts: value added plus all taxes less subsidies on products.
    pub fn gdp(&self) -> f64 {
        let sectors: f64 = self.sectors.iter().map(|sector| sector.value_added + sector.net_taxes).sum();
        sectors + self.final_taxes.total()
    }
}

impl FinalUse {
    /// The same cells, each passed through `change`.
    fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        Self {
            household: change(self.household),
            government: change(self.government),
            investment: change(self.investment),
            inventories: change(self.inventories),
            exports: change(self.exports),
        }
    }
}

/// Share of imports in domestic use by industry, zero where nothing is used: `m = imports / (Z 1 + f)`.
fn import_shares(published: &Published) -> Result<Vec<f64>> {
    let mut shares = Vec::with_capacity(published.codes.len());
    for (i, imports) in published.imports.iter().enumerate() {
        let domestic_use: f64 =
            published.transactions[i].iter().sum::<f64>() + published.final_use[i].domestic();
        let share = if domestic_use > 0.0 { imports / domestic_use } else { 0.0 };
        ensure!((0.0..=1.0).contains(&share), "{}: import share {share}", published.codes[i]);
        shares.push(share);
    }
    Ok(shares)
}

/// What the rounding of the published cells leaves over in each row.
fn row_residuals(published: &Published) -> Vec<f64> {
    (0..published.codes.len())
        .map(|i| {
            let sold: f64 = published.transactions[i].iter().sum::<f64>() + published.final_use[i].total();
            published.output[i] - (sold - published.imports[i])
        })
        .collect()
}

/// What the rounding of the published cells leaves over in each column.
fn column_residuals(published: &Published) -> Vec<f64> {
    (0..published.codes.len())
        .map(|j| {
            let inputs: f64 = published.transactions.iter().map(|row| row[j]).sum();
            published.output[j] - (inputs + published.taxes[j] + published.value_added[j])
        })
        .collect()
}

/// Imported inputs of each industry: `sum_i m_i Z_ij`.
fn imported_inputs(published: &Published, import_shares: &[f64]) -> Vec<f64> {
    (0..published.codes.len())
        .map(|j| published.transactions.iter().zip(import_shares).map(|(row, share)| share * row[j]).sum())
        .collect()
}

/// Final use of domestic output; exports are domestic in full, and the row residual goes to inventories.
fn domestic_final_use(use_: &FinalUse, import_share: f64, residual: f64) -> FinalUse {
    let mut domestic = use_.map(|cell| (1.0 - import_share) * cell);
    domestic.exports = use_.exports;
    domestic.inventories += residual;
    domestic
}

/// What final users spend on imports; taxes paid abroad are part of what residents buy there.
fn final_imports(published: &Published, import_shares: &[f64]) -> FinalUse {
    let spent = |user: fn(&FinalUse) -> f64| -> f64 {
        published.final_use.iter().zip(import_shares).map(|(use_, share)| share * user(use_)).sum()
    };
    FinalUse {
        household: spent(|use_| use_.household) + published.foreign_taxes,
        government: spent(|use_| use_.government),
        investment: spent(|use_| use_.investment),
        inventories: spent(|use_| use_.inventories),
        exports: 0.0,
    }
}

/// Product taxes of final users; the small tax that non-residents pay in Japan is counted with households.
fn final_taxes(published: &Published) -> FinalUse {
    let mut taxes = published.final_taxes.clone();
    taxes.household += taxes.exports;
    taxes.exports = 0.0;
    taxes
}

/// The largest absolute value.
fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, value| value.abs().max(most))
}
