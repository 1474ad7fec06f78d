//! Input–output accounts of the home economy and the coefficients that follow from them.

use nalgebra::{DMatrix, DVector};

use crate::ids::SectorId;

/// A sector of the home economy.
#[derive(Clone, Debug)]
pub struct Sector {
    /// Code, e.g. `D29`.
    pub code: String,
    /// Name in words.
    pub name: String,
}

/// The accounts as tabulated: money per year at basic prices, persons.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// The sectors, in the order used everywhere.
    pub sectors: Vec<Sector>,
    /// `Z`: domestic intermediate transactions, row sells to column (sectors × sectors).
    pub transactions: DMatrix<f64>,
    /// `x`: gross output.
    pub output: DVector<f64>,
    /// Imported intermediate inputs.
    pub imported_inputs: DVector<f64>,
    /// Taxes less subsidies on products used as intermediate inputs.
    pub net_taxes: DVector<f64>,
    /// Value added at basic prices.
    pub value_added: DVector<f64>,
    /// Compensation of employees.
    pub compensation: DVector<f64>,
    /// Persons employed.
    pub employment: DVector<f64>,
    /// Domestic output bought by each final user (sectors × [`FINAL_USERS`]).
    pub final_demand: DMatrix<f64>,
    /// What each final user spends on imports.
    pub final_imports: DVector<f64>,
    /// Taxes less subsidies on products paid by each final user.
    pub final_taxes: DVector<f64>,
}

/// The final users, in the order of the columns of `economy/final_demand.csv`.
pub const FINAL_USERS: [&str; 5] = ["household", "government", "investment", "inventories", "exports"];
/// Position of households among the final users.
pub const HOUSEHOLD: usize = 0;
/// Position of investment among the final users.
pub const INVESTMENT: usize = 2;

/// The home economy: accounts and coefficients.
#[derive(Clone, Debug)]
pub struct Economy {
    /// The accounts as tabulated.
    pub accounts: Accounts,
    /// `A = Z x̂⁻¹`: input from row per unit of output of column; zero where output is zero.
    pub technical_coefficients: DMatrix<f64>,
    /// `v`: value added per unit of output.
    pub value_added_share: DVector<f64>,
    /// `w`: compensation of employees per unit of output.
    pub compensation_share: DVector<f64>,
    /// `n`: persons per unit of annual output.
    pub employment_intensity: DVector<f64>,
    /// `h`: household purchases of domestic output per unit of household spending, `Σh ≤ 1`.
    pub household_basket: DVector<f64>,
    /// `g`: domestic purchases per unit of investment, `Σg ≤ 1`.
    pub investment_basket: DVector<f64>,
}

impl Economy {
    /// Derives the coefficients. A sector without output gets coefficients of zero: nothing is ever divided by it.
    pub fn new(accounts: Accounts) -> Self {
        let output = &accounts.output;
        let per_output = |flow: &DVector<f64>| flow.zip_map(output, |f, x| if x > 0.0 { f / x } else { 0.0 });
        let mut technical_coefficients = accounts.transactions.clone();
        for (j, mut column) in technical_coefficients.column_iter_mut().enumerate() {
            column.apply(|z| *z = if output[j] > 0.0 { *z / output[j] } else { 0.0 });
        }
        let basket = |user: usize| {
            let spending = accounts.spending(user);
            let scale = if spending > 0.0 { 1.0 / spending } else { 0.0 };
            accounts.final_demand.column(user) * scale
        };
        Self {
            technical_coefficients,
            value_added_share: per_output(&accounts.value_added),
            compensation_share: per_output(&accounts.compensation),
            employment_intensity: per_output(&accounts.employment),
            household_basket: basket(HOUSEHOLD),
            investment_basket: basket(INVESTMENT),
            accounts,
        }
    }

    /// Number of sectors.
    pub fn sectors(&self) -> usize {
        self.accounts.sectors.len()
    }

    /// The sector with a code.
    pub fn find_sector(&self, code: &str) -> Option<SectorId> {
        self.accounts.sectors.iter().position(|sector| sector.code == code).map(SectorId)
    }

    /// Code of a sector.
    pub fn code(&self, id: SectorId) -> &str {
        &self.accounts.sectors[id.0].code
    }

    /// The largest share of value added that a Leontief economy of these coefficients can be scaled by: the
    /// spectral radius `ρ(A)`, by power iteration on `(I + A)/2`, whose dominant eigenvalue is `(1 + ρ)/2`.
    pub fn spectral_radius(&self) -> f64 {
        let n = self.sectors();
        let mut vector = DVector::from_element(n, 1.0);
        let mut radius = 0.0;
        for _ in 0..5000 {
            let next = (&vector + &self.technical_coefficients * &vector) * 0.5;
            let growth = next.amax() / vector.amax();
            vector = &next / next.amax();
            let estimate = 2.0 * growth - 1.0;
            if (estimate - radius).abs() < 1e-13 {
                return estimate.max(0.0);
            }
            radius = estimate;
        }
        radius.max(0.0)
    }
}

impl Accounts {
    /// All that a final user spends: domestic output, imports and taxes on products.
    pub fn spending(&self, user: usize) -> f64 {
        self.final_demand.column(user).sum() + self.final_imports[user] + self.final_taxes[user]
    }

    /// Gross domestic product of the accounts: value added at basic prices and net taxes on products.
    pub fn gdp(&self) -> f64 {
        self.value_added.sum() + self.net_taxes.sum() + self.final_taxes.sum()
    }

    /// What row `i` sells less what it makes, `Σ_j Z_ij + Σ f_i − x_i`.
    pub fn row_gap(&self, i: usize) -> f64 {
        self.transactions.row(i).sum() + self.final_demand.row(i).sum() - self.output[i]
    }

    /// What column `j` pays less what it makes, `Σ_i Z_ij + imports + taxes + value added − x_j`.
    pub fn column_gap(&self, j: usize) -> f64 {
        self.transactions.column(j).sum() + self.imported_inputs[j] + self.net_taxes[j] + self.value_added[j]
            - self.output[j]
    }

    /// The gap that is accepted: 0.1 % of the sector's output, or a millionth of all output if that is more.
    pub fn tolerance(&self, sector: usize) -> f64 {
        (1e-3 * self.output[sector]).max(1e-6 * self.output.sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture;

    #[test]
    fn coefficients_of_the_textbook_table() {
        let economy = fixture::two_sector_economy();
        let expected = DMatrix::from_row_slice(2, 2, &[0.15, 0.25, 0.2, 0.05]);
        assert!((&economy.technical_coefficients - expected).amax() < 1e-15);
        // eigenvalues of [[.15,.25],[.2,.05]]: 0.1 ± sqrt(0.0025 + 0.05)
        assert!((economy.spectral_radius() - (0.1 + 0.0525_f64.sqrt())).abs() < 1e-10);
    }

    #[test]
    fn a_sector_without_output_is_zero_everywhere_and_never_divided_by() {
        let mut accounts = fixture::two_sector_economy().accounts;
        accounts.output[1] = 0.0;
        accounts.employment[1] = 0.0;
        let economy = Economy::new(accounts);
        assert_eq!(economy.technical_coefficients.column(1).sum(), 0.0);
        assert_eq!(economy.employment_intensity[1], 0.0);
    }
}
