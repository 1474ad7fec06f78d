//! Uncertain inputs: distributions, the register that names them, and their rank correlations.

mod beta;
mod correlation;
mod distribution;
mod normal;
mod register;

pub use beta::{BetaTable, BetaTables, beta_quantile};
pub use correlation::Correlation;
pub use distribution::Distribution;
pub(crate) use normal::wichura;
pub use normal::{standard_normal_cdf, standard_normal_quantile};
pub use register::{Evidence, Input, Inputs, Range, Role};
