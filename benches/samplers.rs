//! How many draws each sampler needs: Monte Carlo errors of the GDP effect of 2026 from 2⁸ to 2²⁰ draws.
//!
//! `cargo bench --bench samplers` prints, for the mean and both ends of the 90 % interval, the error by sampler (root mean
//! square over seeds) and how many times the draws independent points would need for the error of the Sobol' points. It takes
//! some minutes.

use std::collections::BTreeMap;
use std::path::Path;

use kanzei::draw::Sampler;
use kanzei::error::Result;
use kanzei::input::load_model;
use kanzei::model::Model;
use kanzei::run::{Settings, Silent, all_threads, simulate};

const MODEL: &str = "models/japan-us-2025";
const SEEDS: u64 = 4;
/// Powers of two. A long run tells its errors on the way from the first stage on; shorter runs are made one by one.
const SHORT: std::ops::Range<u32> = 8..12;
const LONG: u32 = 20;

/// Squared errors by figure and draws.
type Squares = BTreeMap<(String, u64), f64>;

/// Adds the squared errors of one run.
fn add(model: &Model, sampler: Sampler, seed: u64, draws: u64, squares: &mut Squares) -> Result<()> {
    let settings = Settings { draws, seed, sampler, threads: all_threads(), ..Settings::default() };
    let summary = simulate(model, &settings, &mut Silent, &Silent, &false.into())?;
    for row in summary.convergence {
        *squares.entry((row.figure, row.draws)).or_default() += row.mcse.unwrap_or(f64::NAN).powi(2);
    }
    Ok(())
}

fn main() -> Result<()> {
    let model = load_model(Path::new(MODEL))?.model;
    let mut all: Vec<Squares> = Vec::new();
    for sampler in Sampler::ALL {
        let mut squares = Squares::new();
        for seed in 1..=SEEDS {
            for power in SHORT.chain([LONG]) {
                add(&model, sampler, seed, 1 << power, &mut squares)?;
            }
        }
        all.push(squares);
    }
    println!("Monte Carlo standard error, root mean square over {SEEDS} seeds");
    let names = Sampler::ALL.map(Sampler::name);
    println!("{:<28}{:>10}{:>11}{:>11}{:>11}   pseudo needs", "", "draws", names[0], names[1], names[2]);
    for (figure, draws) in all[0].keys() {
        let error = |squares: &Squares| {
            squares.get(&(figure.clone(), *draws)).map_or(f64::NAN, |sum| (sum / SEEDS as f64).sqrt())
        };
        let [sobol, lhs, pseudo] = [0, 1, 2].map(|sampler: usize| error(&all[sampler]));
        let times = (pseudo / sobol).powi(2);
        println!(
            "{figure:<28}{draws:>10}{sobol:>11.2e}{lhs:>11.2e}{pseudo:>11.2e}   {times:.1} times the draws"
        );
    }
    Ok(())
}
