//! Tariff wedges → landed prices in the destination and export prices at home.

use nalgebra::DMatrix;

use super::series;

/// Absorption of the wedge by exporters: `a(m) = a∞ + (a0 − a∞) · 2^(−m/half_life)`.
#[derive(Clone, Copy, Debug)]
pub struct Absorption {
    /// `a0`, in the month in which the wedge appears.
    pub initial: f64,
    /// `a∞`, in the long run.
    pub long_run: f64,
    /// Months in which the difference between the two halves.
    pub half_life: f64,
}

impl Absorption {
    /// The share absorbed `months` whole months after the wedge first left 1.
    ///
    /// ```
    /// use kanzei::draw::Absorption;
    /// let absorption = Absorption { initial: 0.6, long_run: 0.2, half_life: 12.0 };
    /// assert!((absorption.after(12) - 0.4).abs() < 1e-15);
    /// ```
    pub fn after(&self, months: usize) -> f64 {
        self.long_run + (self.initial - self.long_run) * (-(months as f64) / self.half_life).exp2()
    }
}

/// A month's mean rate carries rounding noise; a wedge this close to 1 has not left it, nor has its logarithm
/// left zero.
pub const NO_WEDGE: f64 = 1e-12;

/// Whether a wedge differs from 1.
pub fn is_wedge(wedge: f64) -> bool {
    (wedge - 1.0).abs() > NO_WEDGE
}

/// Position of the first month in which a wedge differs from 1.
pub fn first_wedge(wedges: &[f64]) -> Option<usize> {
    wedges.iter().position(|wedge| is_wedge(*wedge))
}

/// Prices of one line, as logarithms of ratios to the baseline.
pub struct LogPrices {
    /// `ln P`: landed price of every source (months × sources).
    pub landed: DMatrix<f64>,
    /// `ln p`: home-currency export price of home, by month.
    pub export: Vec<f64>,
}

/// Splits the wedge between the buyer, the exporter and the exchange rate.
///
/// ```text
/// home:    P = τ^((1−a)(1−o)),   p = τ^(−a(1−o))
/// rivals:  P = τ^(1−a_rival)
/// ```
///
/// `wedge` is `τ` (months × sources, home first), `offset` is `o`.
pub fn log_prices(
    wedge: &DMatrix<f64>,
    absorption: Absorption,
    rival_absorption: f64,
    offset: f64,
) -> LogPrices {
    let mut landed = wedge.clone();
    series::ln(landed.as_mut_slice());
    let first = first_wedge(wedge.column(0).as_slice()).unwrap_or(wedge.nrows());
    let mut export = Vec::with_capacity(wedge.nrows());
    for (t, log_price) in landed.column_mut(0).iter_mut().enumerate() {
        let share = absorption.after(t.saturating_sub(first));
        let log_wedge = *log_price * (1.0 - offset);
        *log_price = log_wedge * (1.0 - share);
        export.push(-log_wedge * share);
    }
    landed.columns_range_mut(1..).apply(|log_price| *log_price *= 1.0 - rival_absorption);
    LogPrices { landed, export }
}
