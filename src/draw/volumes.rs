//! Landed prices → volumes: two-level constant-elasticity demand in exact hat form, with gradual adjustment.

use nalgebra::DMatrix;

/// Demand for one line in the destination (Armington 1969; hat form as in Dekle, Eaton & Kortum 2008).
///
/// ```
/// use kanzei::draw::Demand;
/// let demand = Demand {
///     import_shares: &[0.4, 0.6],
///     import_share_of_use: 0.5,
///     substitution: 4.0,
///     import_substitution: 2.0,
///     demand_elasticity: 1.0,
///     domestic_price_response: 0.0,
/// };
/// let volumes = demand.target_volumes(&[1.1, 1.0]);
/// assert!(volumes[0] < 1.0 && volumes[1] > 1.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// `θ`: shares of the sources in imports, at landed values.
    pub import_shares: &'a [f64],
    /// `m`: share of imports in total use.
    pub import_share_of_use: f64,
    /// `σ`: substitution between sources.
    pub substitution: f64,
    /// `η`: substitution between imports and domestic goods.
    pub import_substitution: f64,
    /// `ε`: price elasticity of total demand.
    pub demand_elasticity: f64,
    /// `ρ`: response of domestic prices to import prices.
    pub domestic_price_response: f64,
}

/// Elasticities this close to 1 take the Cobb–Douglas limit.
const UNIT: f64 = 1e-12;

impl Demand<'_> {
    /// Volume ratios `q*` at landed price ratios, one for each source.
    ///
    /// ```text
    /// P_M = [Σ_s θ_s P_s^(1−σ)]^(1/(1−σ))
    /// P   = [m P_M^(1−η) + (1−m) P_D^(1−η)]^(1/(1−η)),   P_D = P_M^ρ
    /// q*_s = (P_s/P_M)^(−σ) · (P_M/P)^(−η) · P^(−ε)
    /// ```
    pub fn target_volumes(&self, landed: &[f64]) -> Vec<f64> {
        let mut index = ImportIndex::new(self);
        let log_prices: Vec<f64> = landed.iter().map(|price| price.ln()).collect();
        let common = self.log_common(index.at(log_prices.iter().copied()));
        log_prices.iter().map(|log_price| (common - self.substitution * log_price).exp()).collect()
    }

    /// The part of `ln q*` that all sources share, `σ ln P_M − η (ln P_M − ln P) − ε ln P`, from `ln P_M`.
    fn log_common(&self, imports: f64) -> f64 {
        let m = self.import_share_of_use;
        let power = 1.0 - self.import_substitution;
        let domestic = self.domestic_price_response * imports;
        let sum = if power.abs() < UNIT {
            m * imports + (1.0 - m) * domestic
        } else {
            m * (power * imports).exp_m1() + (1.0 - m) * (power * domestic).exp_m1()
        };
        let all = index_from_sum(sum, power);
        self.substitution * imports
            - self.import_substitution * (imports - all)
            - self.demand_elasticity * all
    }
}

/// `ln [1 + Σ θ (P^(1−σ) − 1)]^(1/(1−σ))` from the sum; at `σ = 1` the sum is `Σ θ ln P`, which is the limit.
///
/// Written with `exp_m1` and `ln_1p`, it keeps its digits near the limit.
fn index_from_sum(sum: f64, power: f64) -> f64 {
    if power.abs() < UNIT { sum } else { sum.ln_1p() / power }
}

/// The price index of imports, month after month; a source whose price has not changed is not computed again.
struct ImportIndex<'a> {
    shares: &'a [f64],
    power: f64,
    log_prices: Vec<f64>,
    terms: Vec<f64>,
}

impl<'a> ImportIndex<'a> {
    fn new(demand: &Demand<'a>) -> Self {
        let sources = demand.import_shares.len();
        Self {
            shares: demand.import_shares,
            power: 1.0 - demand.substitution,
            log_prices: vec![0.0; sources],
            terms: vec![0.0; sources],
        }
    }

    /// `ln P_M` at the log prices of all sources.
    fn at(&mut self, log_prices: impl Iterator<Item = f64>) -> f64 {
        let power = self.power;
        for (s, log_price) in log_prices.enumerate() {
            if log_price != self.log_prices[s] {
                self.log_prices[s] = log_price;
                let change = if power.abs() < UNIT { log_price } else { (power * log_price).exp_m1() };
                self.terms[s] = self.shares[s] * change;
            }
        }
        index_from_sum(self.terms.iter().sum(), power)
    }
}

/// Volumes of one line (months × sources followed), relative to the baseline.
pub struct Volumes {
    /// `q*`: where volumes tend.
    pub target: DMatrix<f64>,
    /// `q`: where they are.
    pub actual: DMatrix<f64>,
}

/// Follows the volumes of the first `followed` sources towards their targets.
///
/// ```text
/// ln q_t = ln q_{t−1} + λ (ln q*_t − ln q_{t−1}),   λ = 1 − (1 − λ_annual)^(1/12),   ln q = 0 before the first month
/// ```
pub fn volumes(
    demand: &Demand,
    log_landed: &DMatrix<f64>,
    adjustment_speed: f64,
    followed: usize,
) -> Volumes {
    let speed = 1.0 - (1.0 - adjustment_speed).powf(1.0 / 12.0);
    let months = log_landed.nrows();
    let mut index = ImportIndex::new(demand);
    let mut target = DMatrix::zeros(months, followed);
    let mut actual = DMatrix::zeros(months, followed);
    let mut log_volume = vec![0.0; followed];
    for t in 0..months {
        let common = demand.log_common(index.at(log_landed.row(t).iter().copied()));
        for s in 0..followed {
            let log_target = common - demand.substitution * log_landed[(t, s)];
            log_volume[s] += speed * (log_target - log_volume[s]);
            target[(t, s)] = log_target.exp();
            actual[(t, s)] = log_volume[s].exp();
        }
    }
    Volumes { target, actual }
}
