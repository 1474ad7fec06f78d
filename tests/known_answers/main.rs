//! Proves that the answers are those of textbooks, closed forms and an independent implementation.

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod analysis;
mod demand;
mod distributions;
mod one_draw;
mod regions;
mod samples;

/// Both sides are computed in double precision along different routes: this leaves room for their rounding only.
const EXACT: f64 = 1e-10;
