//! Proves what must hold for any figures: no tariff, no effect; linearity; sums that add up; signs; order of
//! actions; odds; and that one input's draws depend on no other.

#[path = "../support/mod.rs"]
mod support;

mod inputs;
mod no_effect;
mod signs;
mod sums;
mod talks;

const JAPAN: &str = "japan-us-2025";
const NEGOTIATION: &str = "negotiation.toml";
const PARAMETERS: &str = "parameters.toml";
