//! Input–output accounts of one or several regions, and the coefficients that follow from them.

use std::ops::Range;

use nalgebra::{DMatrix, DVector};

use super::flows::Flows;
use crate::ids::{RegionId, SectorId};

/// A region of the accounts: a country, or a group of countries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Code, e.g. `KOR`; empty in the accounts of one region only.
    pub code: String,
    /// Name in words.
    pub name: String,
    /// Positions of its sectors, which stand together.
    pub sectors: Range<usize>,
}

/// A sector of a region.
#[derive(Clone, Debug)]
pub struct Sector {
    /// Code, e.g. `D29`; among several regions with that of its region, `KOR.D29`.
    pub code: String,
    /// Name in words; among several regions with that of its region.
    pub name: String,
}

impl Sector {
    /// The code without its region.
    pub fn own_code<'c>(&'c self, region: &Region) -> &'c str {
        let code = self.code.strip_prefix(&region.code).and_then(|rest| rest.strip_prefix('.'));
        code.unwrap_or(&self.code)
    }
}

/// The accounts as tabulated: money per year at basic prices, persons.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// The regions; one for the accounts of a country.
    pub regions: Vec<Region>,
    /// The sectors, region by region, in the order used everywhere.
    pub sectors: Vec<Sector>,
    /// What each sector sells to all sectors, `Z·1`.
    pub intermediate_sales: DVector<f64>,
    /// What each sector buys of all sectors, `1'Z`.
    pub intermediate_purchases: DVector<f64>,
    /// `x`: gross output.
    pub output: DVector<f64>,
    /// Intermediate inputs from outside the regions.
    pub imported_inputs: DVector<f64>,
    /// Taxes less subsidies on products used as intermediate inputs.
    pub net_taxes: DVector<f64>,
    /// Value added at basic prices.
    pub value_added: DVector<f64>,
    /// Compensation of employees.
    pub compensation: DVector<f64>,
    /// Persons employed.
    pub employment: DVector<f64>,
    /// What each final user buys of each sector (sectors × final users, see [`Accounts::user`]).
    pub final_demand: DMatrix<f64>,
    /// What each final user spends on imports from outside the regions.
    pub final_imports: DVector<f64>,
    /// Taxes less subsidies on products paid by each final user.
    pub final_taxes: DVector<f64>,
}

/// The final users of a region, in the order of the columns of `economy/final_demand.csv`; exports, which leave all
/// regions, stand once at the end.
pub const FINAL_USERS: [&str; 5] = ["household", "government", "investment", "inventories", "exports"];
/// Position of households among the final users of a region.
pub const HOUSEHOLD: usize = 0;
/// Position of investment among the final users of a region.
pub const INVESTMENT: usize = 2;
/// Final users that every region has of its own.
pub const USERS_OF_REGION: usize = FINAL_USERS.len() - 1;

/// An economy of one or several regions: accounts and coefficients.
#[derive(Clone, Debug)]
pub struct Economy {
    /// The accounts as tabulated.
    pub accounts: Accounts,
    /// `A = Z x̂⁻¹`: input from row per unit of output of column; zero where output is zero.
    pub technical_coefficients: Flows,
    /// `v`: value added per unit of output.
    pub value_added_share: DVector<f64>,
    /// `w`: compensation of employees per unit of output.
    pub compensation_share: DVector<f64>,
    /// `n`: persons per unit of annual output.
    pub employment_intensity: DVector<f64>,
    /// The region that the model is about.
    pub home: RegionId,
}

impl Economy {
    /// Derives the coefficients from the accounts and `Z`, the transactions between sectors. A sector without output
    /// gets coefficients of zero: nothing is ever divided by it.
    pub fn new(accounts: Accounts, transactions: Flows) -> Self {
        let output = &accounts.output;
        let per_output = |flow: &DVector<f64>| flow.zip_map(output, |f, x| if x > 0.0 { f / x } else { 0.0 });
        let mut technical_coefficients = transactions;
        technical_coefficients.divide_columns(output.as_slice());
        Self {
            technical_coefficients,
            value_added_share: per_output(&accounts.value_added),
            compensation_share: per_output(&accounts.compensation),
            employment_intensity: per_output(&accounts.employment),
            home: RegionId(0),
            accounts,
        }
    }

    /// `h`: a region's household purchases per unit of household spending, by sector; `Σh ≤ 1`.
    pub fn household_basket(&self, region: RegionId) -> DVector<f64> {
        self.basket(region, HOUSEHOLD)
    }

    /// `g`: purchases for a region's investment per unit of investment, by sector; `Σg ≤ 1`.
    pub fn investment_basket(&self, region: RegionId) -> DVector<f64> {
        self.basket(region, INVESTMENT)
    }

    fn basket(&self, region: RegionId, user: usize) -> DVector<f64> {
        let user = self.accounts.user(region, user);
        let spending = self.accounts.spending(user);
        let scale = if spending > 0.0 { 1.0 / spending } else { 0.0 };
        self.accounts.final_demand.column(user) * scale
    }

    /// Number of sectors, of all regions.
    pub fn sectors(&self) -> usize {
        self.accounts.sectors.len()
    }

    /// Positions of a region's sectors.
    pub fn sectors_of(&self, region: RegionId) -> Range<usize> {
        self.accounts.regions[region.0].sectors.clone()
    }

    /// Positions of home's sectors.
    pub fn home_sectors(&self) -> Range<usize> {
        self.sectors_of(self.home)
    }

    /// A figure per unit of output, kept for home's sectors and zero for all others.
    pub fn of_home(&self, per_output: &DVector<f64>) -> DVector<f64> {
        let home = self.home_sectors();
        DVector::from_fn(self.sectors(), |i, _| if home.contains(&i) { per_output[i] } else { 0.0 })
    }

    /// Whether persons employed are known for some sector of a region.
    pub fn has_employment(&self, region: RegionId) -> bool {
        self.sectors_of(region).any(|i| self.accounts.employment[i] > 0.0)
    }

    /// The region of a sector.
    pub fn region_of(&self, sector: SectorId) -> RegionId {
        let after = self.accounts.regions.partition_point(|region| region.sectors.end <= sector.0);
        RegionId(after)
    }

    /// Whether there is more than one region.
    pub fn is_regional(&self) -> bool {
        self.accounts.regions.len() > 1
    }

    /// The region with a code.
    pub fn find_region(&self, code: &str) -> Option<RegionId> {
        self.accounts.regions.iter().position(|region| region.code == code).map(RegionId)
    }

    /// The sector with a code.
    pub fn find_sector(&self, code: &str) -> Option<SectorId> {
        self.accounts.sectors.iter().position(|sector| sector.code == code).map(SectorId)
    }

    /// The sector of a region with a code of its own, `D29` or `KOR.D29`.
    pub fn find_in(&self, region: RegionId, code: &str) -> Option<SectorId> {
        let of_region = &self.accounts.regions[region.0];
        let fits = |i: &usize| {
            let sector = &self.accounts.sectors[*i];
            sector.code == code || sector.own_code(of_region) == code
        };
        of_region.sectors.clone().find(fits).map(SectorId)
    }

    /// Code of a sector.
    pub fn code(&self, id: SectorId) -> &str {
        &self.accounts.sectors[id.0].code
    }

    /// What a region buys of every sector in a year, for its sectors and its final users.
    pub fn purchases(&self, region: RegionId) -> DVector<f64> {
        let output = &self.accounts.output;
        let buyers = self.sectors_of(region);
        let inputs = |i: usize| -> f64 {
            let (columns, coefficients) = self.technical_coefficients.row_slices(i);
            let range = |at: usize| columns.partition_point(|j| (*j as usize) < at);
            (range(buyers.start)..range(buyers.end))
                .map(|at| coefficients[at] * output[columns[at] as usize])
                .sum()
        };
        let users = self.accounts.user(region, 0)..self.accounts.user(region, USERS_OF_REGION);
        let of_users =
            |i: usize| users.clone().map(|user| self.accounts.final_demand[(i, user)]).sum::<f64>();
        DVector::from_fn(self.sectors(), |i, _| inputs(i) + of_users(i))
    }

    /// The spectral radius `ρ(A)`, by power iteration on `(I + A)/2`, whose dominant eigenvalue is `(1 + ρ)/2`, until it
    /// changes by less than 1e-13, or 1e-6 in a large table.
    pub fn spectral_radius(&self) -> f64 {
        const LARGE: usize = 1 << 20;
        let close = if self.technical_coefficients.entries() > LARGE { 1e-6 } else { 1e-13 };
        let mut vector = vec![1.0; self.sectors()];
        let mut radius = 0.0;
        for _ in 0..5000 {
            let product = self.technical_coefficients.times(&vector);
            let next: Vec<f64> = vector.iter().zip(&product).map(|(v, p)| 0.5 * (v + p)).collect();
            let largest = next.iter().copied().fold(0.0, f64::max);
            let estimate = 2.0 * largest - 1.0;
            if (estimate - radius).abs() < close {
                return estimate.max(0.0);
            }
            vector = next.iter().map(|v| v / largest).collect();
            radius = estimate;
        }
        radius.max(0.0)
    }
}

impl Accounts {
    /// Column of a region's final user, `user` being its position in [`FINAL_USERS`] but exports.
    pub fn user(&self, region: RegionId, user: usize) -> usize {
        region.0 * USERS_OF_REGION + user
    }

    /// Column of exports, to buyers outside all regions.
    pub fn exports(&self) -> usize {
        self.regions.len() * USERS_OF_REGION
    }

    /// All that a final user spends: goods of the regions, imports from outside and taxes on products.
    pub fn spending(&self, user: usize) -> f64 {
        self.final_demand.column(user).sum() + self.final_imports[user] + self.final_taxes[user]
    }

    /// Gross domestic product of a region: value added at basic prices and net taxes on products.
    pub fn gdp(&self, region: RegionId) -> f64 {
        let sectors = self.regions[region.0].sectors.clone();
        let of_sectors: f64 = sectors.clone().map(|j| self.value_added[j] + self.net_taxes[j]).sum();
        // What is paid on exports is paid to the only region there is.
        let users = match self.regions.len() {
            1 => 0..self.exports() + 1,
            _ => self.user(region, 0)..self.user(region, USERS_OF_REGION),
        };
        of_sectors + users.map(|user| self.final_taxes[user]).sum::<f64>()
    }

    /// What row `i` sells less what it makes, `Σ_j Z_ij + Σ f_i − x_i`.
    pub fn row_gap(&self, i: usize) -> f64 {
        self.intermediate_sales[i] + self.final_demand.row(i).sum() - self.output[i]
    }

    /// What column `j` pays less what it makes, `Σ_i Z_ij + imports + taxes + value added − x_j`.
    pub fn column_gap(&self, j: usize) -> f64 {
        self.intermediate_purchases[j] + self.imported_inputs[j] + self.net_taxes[j] + self.value_added[j]
            - self.output[j]
    }

    /// The gap that is accepted: 0.1 % of the sector's output, or a millionth of all output of its region if that is
    /// more.
    pub fn tolerance(&self, sector: usize) -> f64 {
        let after = self.regions.partition_point(|region| region.sectors.end <= sector);
        let region = self.regions[after].sectors.clone();
        let all: f64 = region.map(|i| self.output[i]).sum();
        (1e-3 * self.output[sector]).max(1e-6 * all)
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
        assert!((economy.technical_coefficients.to_dense() - expected).amax() < 1e-15);
        // eigenvalues of [[.15,.25],[.2,.05]]: 0.1 ± sqrt(0.0025 + 0.05)
        assert!((economy.spectral_radius() - (0.1 + 0.0525_f64.sqrt())).abs() < 1e-10);
    }

    #[test]
    fn a_sector_without_output_is_zero_everywhere_and_never_divided_by() {
        let mut accounts = fixture::two_sector_economy().accounts;
        accounts.output[1] = 0.0;
        accounts.employment[1] = 0.0;
        let transactions = DMatrix::from_row_slice(2, 2, &[150.0, 500.0, 200.0, 100.0]);
        let economy = Economy::new(accounts, Flows::from_dense(&transactions));
        assert_eq!(economy.technical_coefficients.column_sums()[1], 0.0);
        assert_eq!(economy.employment_intensity[1], 0.0);
    }
}
