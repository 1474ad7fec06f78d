//! kanzei (関税, "tariff"): what a tariff does to GDP and jobs, when nobody knows how the talks will end.
//!
//! One draw goes straight through, and the modules follow it:
//!
//! ```text
//! model files -> input -> Model -> draw -> Draw -> propagate -> Impact -> stats -> run -> Summary -> output -> report
//! ```
//!
//! [`input`] reads and checks a model folder. [`draw`] turns a point of the unit cube into talks, tariffs, prices,
//! volumes and a change in final demand. [`propagate`] sends that through the input–output table to output, value added
//! and jobs. [`run`] makes many draws over threads, [`stats`] turns them into distributions, [`output`] writes the
//! results folder and [`report`] shows it. `METHODOLOGY.md` has the equations, `models/README.md` the file formats.
//!
//! ```
//! use kanzei::run::{Settings, Silent, simulate};
//!
//! let model = kanzei::input::load_model("models/two-sector".as_ref())?.model;
//! let settings = Settings { draws: 1000, threads: 2, ..Settings::default() };
//! let summary = simulate(&model, &settings, &mut Silent, &Silent, &false.into())?;
//! let tariff = summary.outcomes.iter().find(|o| o.state == 1).unwrap();
//! assert!((tariff.probability - 0.5).abs() < 4.0 * tariff.mcse);
//! # Ok::<(), kanzei::error::Error>(())
//! ```

pub mod analysis;
pub mod cli;
pub mod draw;
pub mod error;
pub mod ids;
pub mod import;
pub mod input;
pub mod leontief;
pub mod model;
pub mod output;
pub mod propagate;
pub mod report;
pub mod run;
pub mod starter;
pub mod stats;
mod wide;
