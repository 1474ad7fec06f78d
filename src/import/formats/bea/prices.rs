//! A supply table and a use table at purchasers' prices → supply and use of commodities at basic prices.

use nalgebra::{DMatrix, DVector};

use super::accounts::{Accounts, UseTable, make_matrix};
use super::grid::Grid;
use crate::import::reader::{Reading, problem};

/// Shares of purchasers' prices that are not the maker's, by commodity.
struct Layers {
    taxes: Vec<f64>,
    /// Trade and transport: the share in the price of goods, and who earns it.
    margins: [(Vec<f64>, Vec<f64>); 2],
}

/// Takes margins and taxes out of purchasers' prices: every buyer of a commodity pays the same shares of its price, and
/// what margins cost is bought from the trades and transports that earn them, in proportion to what they earn:
///
/// ```text
/// t_i = taxes less subsidies of i / use of i     m_i = margin on i / use of i     w_k = margin earned by k / all margins
/// U_iu ← (1 − t_i − m_i) U_iu + w_i Σ_k m_k U_ku
/// ```
///
/// United Nations (2018), Handbook on Supply and Use Tables and Input–Output Tables, chapter 7. Rows and columns add up as
/// before. Import duties stay in the price of imports.
///
/// # Errors
/// Parts are missing, the tables do not belong together, or margins do not add up to zero.
pub fn of_supply_and_use(supply: &Grid, uses: &Grid) -> Reading<Accounts> {
    let table = UseTable::of(uses)?;
    let (commodities, industries) = table.names();
    let make = make_matrix(supply, &industries, &commodities, true)?;
    let by_commodity = |column: usize| -> Vec<f64> {
        commodities
            .iter()
            .map(|named| supply.row(&[&named.code]).map_or(0.0, |row| supply.value(row, column)))
            .collect()
    };
    let needed = |names: &[&str]| supply.needed_column(names).map(by_commodity);
    let (cif, duties) = (needed(&["MCIF"])?, needed(&["MDTY"])?);
    let adjustments = supply.column(&["MADJ"]).map_or(vec![0.0; commodities.len()], by_commodity);
    let imports: Vec<f64> = (0..commodities.len()).map(|i| cif[i] + adjustments[i] + duties[i]).collect();
    let all_taxes = needed(&["T015", "Total tax less subsidies on products"])?;
    let taxes: Vec<f64> = all_taxes.iter().zip(&duties).map(|(all, duty)| all - duty).collect();
    let margins = [needed(&["TRADE"])?, needed(&["TRANS"])?];
    let (intermediate, final_use) = (table.uses(), table.final_use());
    let used: Vec<f64> =
        (0..commodities.len()).map(|i| intermediate.row(i).sum() + final_use.row(i).sum()).collect();
    check_supply(
        supply,
        uses,
        &table.commodities,
        &used,
        &needed(&["T016", "Total product supply (purchaser prices)"])?,
    )?;
    let layers = Layers::of(supply, &used, &taxes, margins)?;
    let output_row = uses.needed_row(&["T018", "Total industry output (basic prices)"])?;
    let value_added =
        uses.needed_row(&["VABAS", "Value Added (basic prices)", "Value added (basic prices)"])?;
    Ok(Accounts {
        what: "supply and use tables, basic prices".into(),
        make,
        uses: layers.basic(&intermediate),
        users: table.users.iter().map(|(_, kind)| *kind).collect(),
        final_use: layers.basic(&final_use),
        imports,
        output: table.by_industry(output_row),
        net_taxes: layers.taxes(&intermediate),
        final_taxes: layers.taxes(&final_use),
        value_added: table.by_industry(value_added),
        compensation: table.compensation()?,
        notes: vec![
            "Use at purchasers' prices is brought to basic prices: every buyer of a commodity pays the same share of its price \
             in taxes, trade and transport margins."
                .to_string(),
            "Import duties are in the value of imports, not in net taxes.".to_string(),
        ],
        commodities,
        industries,
    })
}

/// Use and supply of a commodity are equal by definition: they differ where tables do not belong together.
fn check_supply(supply: &Grid, uses: &Grid, rows: &[usize], used: &[f64], supplied: &[f64]) -> Reading<()> {
    let all: f64 = supplied.iter().sum();
    for (row, (used, supplied)) in rows.iter().zip(used.iter().zip(supplied)) {
        if (used - supplied).abs() > (1e-3 * supplied.abs()).max(1e-6 * all) {
            return Err(problem(
                uses.row_place(*row),
                format!(
                    "use of `{}` is {used}, its supply in {} is {supplied}.",
                    uses.rows[*row].code, supply.shown
                ),
                "Take both tables of the same year, edition and level of detail.",
            ));
        }
    }
    Ok(())
}

impl Layers {
    fn of(supply: &Grid, used: &[f64], taxes: &[f64], margins: [Vec<f64>; 2]) -> Reading<Self> {
        let share = |amount: f64, used: f64| if used == 0.0 { 0.0 } else { amount / used };
        let shares = |amounts: &[f64]| {
            amounts.iter().zip(used).map(|(amount, used)| share(amount.max(0.0), *used)).collect()
        };
        let mut layers = Vec::new();
        for (amounts, name) in margins.iter().zip(["TRADE", "TRANS"]) {
            let paid: f64 = amounts.iter().map(|amount| amount.max(0.0)).sum();
            let earned: f64 = amounts.iter().map(|amount| (-amount).max(0.0)).sum();
            if (paid - earned).abs() > 1e-3 * paid {
                let column = supply.needed_column(&[name])?;
                return Err(problem(
                    supply.column_place(column),
                    format!("margins {name} on goods are {paid}, and trades and transports earn {earned}."),
                    "The two are equal in a published table: download it again.",
                ));
            }
            let earners = amounts.iter().map(|amount| share((-amount).max(0.0), earned)).collect();
            layers.push((shares(amounts), earners));
        }
        let taxes = taxes.iter().zip(used).map(|(tax, used)| share(*tax, *used)).collect();
        let margins =
            layers.try_into().unwrap_or_else(|_| [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())]);
        Ok(Self { taxes, margins })
    }

    fn basic(&self, uses: &DMatrix<f64>) -> DMatrix<f64> {
        let [trade, transport] = &self.margins;
        let mut basic = uses.clone();
        for (i, mut row) in basic.row_iter_mut().enumerate() {
            row *= 1.0 - self.taxes[i] - trade.0[i] - transport.0[i];
        }
        for (shares, earners) in [trade, transport] {
            let paid = uses.tr_mul(&DVector::from_column_slice(shares));
            basic += DVector::from_column_slice(earners) * paid.transpose();
        }
        basic
    }

    fn taxes(&self, uses: &DMatrix<f64>) -> Vec<f64> {
        uses.tr_mul(&DVector::from_column_slice(&self.taxes)).iter().copied().collect()
    }
}
