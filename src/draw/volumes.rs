//! Landed prices → volumes: two-level constant-elasticity demand in exact hat form, with gradual adjustment.

use nalgebra::DMatrix;

use super::series;

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
        let mut log_landed = DMatrix::from_row_slice(1, landed.len(), landed);
        series::ln(log_landed.as_mut_slice());
        let common = self.log_targets(&log_landed).common[0];
        log_landed.iter().map(|log_price| (common - self.substitution * log_price).exp()).collect()
    }

    /// The part of `ln q*` that all sources share, and `ln q*` of the destination's own producers, month by month, from
    /// log landed prices (months × sources).
    ///
    /// ```text
    /// sources:         σ ln P_M − η (ln P_M − ln P) − ε ln P
    /// own producers:            − η (ln P_D − ln P) − ε ln P
    /// ```
    fn log_targets(&self, log_landed: &DMatrix<f64>) -> LogTargets {
        let imports = log_index(
            self.substitution,
            |aggregate| {
                for (share, log_prices) in self.import_shares.iter().zip(log_landed.column_iter()) {
                    aggregate.add(*share, log_prices.iter().copied());
                }
            },
            log_landed.nrows(),
        );
        let m = self.import_share_of_use;
        let all = log_index(
            self.import_substitution,
            |aggregate| {
                aggregate.add(m, imports.iter().copied());
                if self.domestic_price_response != 0.0 {
                    aggregate.add(1.0 - m, imports.iter().map(|price| self.domestic_price_response * price));
                }
            },
            imports.len(),
        );
        let log_common = |(imports, all): (&f64, &f64)| {
            self.substitution * imports
                - self.import_substitution * (imports - all)
                - self.demand_elasticity * all
        };
        let log_domestic = |(imports, all): (&f64, &f64)| {
            let domestic = self.domestic_price_response * imports;
            -self.import_substitution * (domestic - all) - self.demand_elasticity * all
        };
        LogTargets {
            common: imports.iter().zip(&all).map(log_common).collect(),
            domestic: imports.iter().zip(&all).map(log_domestic).collect(),
        }
    }
}

/// Logarithms of where volumes tend, by month.
struct LogTargets {
    /// What all sources share.
    common: Vec<f64>,
    /// The destination's own producers.
    domestic: Vec<f64>,
}

/// Sums up a constant-elasticity aggregate, month by month.
struct Aggregate {
    power: f64,
    sum: Vec<f64>,
    terms: Vec<f64>,
}

impl Aggregate {
    /// Adds `share · (P^(1−σ) − 1)`; at `σ = 1` its limit per unit of `1 − σ`, `share · ln P`.
    fn add(&mut self, share: f64, log_prices: impl Iterator<Item = f64>) {
        self.terms.clear();
        if self.power.abs() < UNIT {
            self.terms.extend(log_prices);
        } else {
            self.terms.extend(log_prices.map(|log_price| self.power * log_price));
            series::exp_m1(&mut self.terms);
        }
        for (sum, term) in self.sum.iter_mut().zip(&self.terms) {
            *sum += share * term;
        }
    }
}

/// Logarithm of a price index, `ln [1 + Σ share (P^(1−σ) − 1)] / (1 − σ)`, month by month.
///
/// Written with `exp_m1` and `ln_1p`, it keeps its digits near the Cobb–Douglas limit `Σ share ln P` at `σ = 1`.
fn log_index(elasticity: f64, fill: impl FnOnce(&mut Aggregate), months: usize) -> Vec<f64> {
    let power = 1.0 - elasticity;
    let mut aggregate = Aggregate { power, sum: vec![0.0; months], terms: Vec::with_capacity(months) };
    fill(&mut aggregate);
    let mut index = aggregate.sum;
    if power.abs() >= UNIT {
        series::ln_1p(&mut index);
        index.iter_mut().for_each(|value| *value /= power);
    }
    index
}

/// Share of a gap closed in a month, from that in a year: `λ = 1 − (1 − λ_annual)^(1/12)`.
pub fn monthly_speed(annual: f64) -> f64 {
    1.0 - (1.0 - annual).powf(1.0 / 12.0)
}

/// Volumes of one line (months × sources followed), relative to the baseline.
pub struct Volumes {
    /// `q*`: where volumes tend.
    pub target: DMatrix<f64>,
    /// `q`: where they are.
    pub actual: DMatrix<f64>,
    /// `q` of the destination's own producers.
    pub domestic: Vec<f64>,
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
    let speed = monthly_speed(adjustment_speed);
    let LogTargets { common, domestic } = demand.log_targets(log_landed);
    let mut target = DMatrix::zeros(log_landed.nrows(), followed);
    let mut actual = DMatrix::zeros(log_landed.nrows(), followed);
    for s in 0..followed {
        let mut log_volume = 0.0;
        for (t, common) in common.iter().enumerate() {
            let log_target = common - demand.substitution * log_landed[(t, s)];
            log_volume += speed * (log_target - log_volume);
            target[(t, s)] = log_target;
            actual[(t, s)] = log_volume;
        }
    }
    let mut log_volume = 0.0;
    let adjust = |log_target: &f64| {
        log_volume += speed * (log_target - log_volume);
        log_volume
    };
    let mut domestic: Vec<f64> = domestic.iter().map(adjust).collect();
    series::exp(target.as_mut_slice());
    series::exp(actual.as_mut_slice());
    series::exp(&mut domestic);
    Volumes { target, actual, domestic }
}
