//! How far a run is above the arithmetic that a draw cannot avoid.
//!
//! `cargo bench --bench floor` counts what METHODOLOGY.md asks of one draw of `japan-us-2025` (random numbers,
//! exponentials and logarithms, multiply-adds, and one count for every figure), measures what each costs on this machine
//! where all data lie in the nearest cache, and times a run on one thread. Measurements alternate, so that a machine that
//! changes its speed changes it for all; medians are printed.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use kanzei::draw::{Points, Sampler, sample_full_draw, series, settle_tracks};
use kanzei::error::Result;
use kanzei::input::load_model;
use kanzei::model::Model;
use kanzei::run::{Engine, Settings, Silent, simulate};
use pulp::{Arch, Simd, WithSimd};

const MODEL: &str = "models/japan-us-2025";
/// Draws of the timed run. What a run does once, whatever its length, is measured with a short one and taken off.
const DRAWS: u64 = 65_536;
const SHORT: u64 = 1;
/// Draws from which wedges are counted.
const COUNTED: u64 = 256;
const REPETITIONS: usize = 7;

/// What one draw needs.
struct Needs {
    random_numbers: f64,
    exponentials: f64,
    multiply_adds: f64,
    figures: f64,
}

/// Counts what one draw needs.
fn needs(model: &Model, engine: &Engine) -> Needs {
    let (months, lines) = (model.calendar.months() as f64, model.trade.lines.len() as f64);
    let drawn = engine.sampler.coordinates() as f64;
    // A wedge is computed once for as long as it lasts: its rate, its logarithm and, for a rival, an exponential.
    let (mut home, mut rivals, mut shifted) = (0_usize, 0_usize, 0_usize);
    for draw in 0..COUNTED {
        let mut values = engine.sampler.values(draw);
        let tracks = settle_tracks(&model.negotiation, &mut values);
        for (path, track) in tracks.iter().zip(&model.negotiation.tracks) {
            let reached = path.steps.iter().map(|step| &track.decisions[step.decision.0]);
            shifted += reached.map(|decision| decision.odds.len().min(decision.to.len())).sum::<usize>();
        }
        for line in &sample_full_draw(model, values).lines {
            for (source, rates) in line.tariff_rate.column_iter().enumerate() {
                let wedges = 1 + rates.as_slice().windows(2).filter(|pair| pair[0] != pair[1]).count();
                *(if source == 0 { &mut home } else { &mut rivals }) += wedges;
            }
        }
    }
    let [home, rivals, shifted] = [home, rivals, shifted].map(|count| count as f64 / COUNTED as f64);
    // By line and month: home's part of the import index, that index, the imports' and the domestic goods' parts of the index of
    // all goods, that index, volume, price. Normal and lognormal values and those of a beta distribution each take about one.
    let exponentials = 7.0 * lines * months + home + 2.0 * rivals + shifted + drawn;
    // By line and month: absorption 2, prices 4, indices 4, target and way to it 7, changes 5. A wedge: its programmes.
    let programmes = model.tariffs.programmes.len() as f64;
    let prices = 22.0 * lines * months + programmes * (home + rivals) + rivals;
    // By cause and month: headcount 2, and sums over spans of the amount and of headcount; by line and month, of ΔV, ΔR and
    // the rate, and over all lines.
    let causes =
        lines + 1.0 + model.negotiation.levers.iter().map(|lever| lever.effects.len() as f64).sum::<f64>();
    let shock = 4.0 * causes * months + 6.0 * lines * months;
    let figures = engine.figures() as f64;
    let multiply_adds = prices + shock + engine.multiply_adds() as f64 + 2.0 * figures;
    Needs { random_numbers: drawn, exponentials, multiply_adds, figures }
}

/// Nanoseconds that one of `count` takes, when `body` does `repeats` times `count`.
fn each(count: usize, repeats: usize, mut body: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..repeats).for_each(|_| body());
    start.elapsed().as_nanos() as f64 / (count * repeats) as f64
}

/// One coordinate of a scrambled Sobol' point.
fn random_number(points: &Points, engine: &Engine) -> f64 {
    let mut row = [0.0; 1024];
    let part = engine.sampler.schedule().place(0).piece(0, row.len());
    each(row.len(), 200, || points.fill(black_box(7), &part, black_box(&mut row)))
}

/// One exponential or logarithm: the mean of the four that a draw needs.
fn exponential() -> f64 {
    let mut row: Vec<f64> = (0..512).map(|k| f64::from(k) * 1e-3 - 0.2).collect();
    let start = row.clone();
    let mut of = |function: fn(&mut [f64])| {
        each(row.len(), 400, || {
            row.copy_from_slice(&start);
            function(black_box(&mut row));
        })
    };
    (of(series::exp) + of(series::exp_m1) + of(series::ln_1p) + of(series::exp)) / 4.0
}

/// Chains of fused operations on numbers in the nearest cache.
struct Chains<'a> {
    weights: &'a [f64],
    x: &'a [[f64; 8]],
    out: &'a mut [[f64; 8]; 8],
}

impl WithSimd for Chains<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match 8 / S::F64_LANES {
            1 => self.run::<S, 1, 8>(simd),
            2 => self.run::<S, 2, 4>(simd),
            _ => self.run::<S, 4, 2>(simd),
        }
    }
}

impl Chains<'_> {
    #[inline(always)]
    fn run<S: Simd, const DEEP: usize, const SOME: usize>(self, simd: S) {
        for first in (0..8).step_by(SOME) {
            let mut sums = [[simd.splat_f64s(0.0); DEEP]; SOME];
            for (x, weights) in self.x.iter().zip(self.weights.chunks_exact(8)) {
                let (x, _) = S::as_simd_f64s(x);
                for (sums, weight) in sums.iter_mut().zip(&weights[first..first + SOME]) {
                    let weight = simd.splat_f64s(*weight);
                    for (sum, x) in sums.iter_mut().zip(&x[..DEEP]) {
                        *sum = simd.mul_add_f64s(weight, *x, *sum);
                    }
                }
            }
            for (out, sums) in self.out[first..].iter_mut().zip(&sums) {
                S::as_mut_simd_f64s(out).0.copy_from_slice(sums);
            }
        }
    }
}

/// One multiplication with an addition.
fn multiply_add() -> f64 {
    let (weights, x) = (vec![0.5; 20 * 8], vec![[1.0; 8]; 20]);
    let mut out = [[0.0; 8]; 8];
    each(20 * 64, 20_000, || {
        Arch::new().dispatch(Chains { weights: black_box(&weights), x: black_box(&x), out: &mut out });
        black_box(&mut out);
    })
}

/// One count in a histogram.
fn count() -> f64 {
    // A row of an even spread, as 170 buckets hold nine tenths of a normal distribution.
    let buckets: Vec<u16> =
        (0..1024_u32).map(|k| 300 + (k.wrapping_mul(2_654_435_761) >> 16) as u16 % 170).collect();
    let mut counts = vec![0_u32; 769];
    each(buckets.len(), 1000, || {
        for bucket in black_box(&buckets) {
            counts[usize::from(*bucket)] += 1;
        }
        black_box(&mut counts);
    })
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn main() -> Result<()> {
    let model = load_model(Path::new(MODEL))?.model;
    let settings = |draws: u64| Settings { draws, threads: 1, ..Settings::default() };
    let engine = Engine::new(&model, &settings(DRAWS))?;
    let points = Points::new(Sampler::Sobol, &model, &model, 1)?;
    let needs = needs(&model, &engine);
    let time = |draws: u64| -> Result<f64> {
        let start = Instant::now();
        simulate(&model, &settings(draws), &mut Silent, &Silent, &false.into())?;
        Ok(start.elapsed().as_nanos() as f64)
    };
    let mut measured: [Vec<f64>; 5] = Default::default();
    for _ in 0..REPETITIONS {
        let run = (time(DRAWS)? - time(SHORT)?) / (DRAWS - SHORT) as f64;
        let all = [random_number(&points, &engine), exponential(), multiply_add(), count(), run];
        measured.iter_mut().zip(all).for_each(|(of, value)| of.push(value));
    }
    let [random_number, exponential, multiply_add, count, run] = measured.map(median);
    let rows = [
        ("random numbers", needs.random_numbers, random_number),
        ("exponentials and logarithms", needs.exponentials, exponential),
        ("multiply-adds", needs.multiply_adds, multiply_add),
        ("counts in a histogram", needs.figures, count),
    ];
    println!("One draw of japan-us-2025 on one thread, medians of {REPETITIONS}:");
    println!("{:<30}{:>10}{:>12}{:>12}", "", "number", "ns each", "µs a draw");
    for (name, number, cost) in rows {
        println!("{name:<30}{number:>10.0}{cost:>12.3}{:>12.2}", number * cost / 1e3);
    }
    let floor: f64 = rows[..3].iter().map(|(_, number, cost)| number * cost / 1e3).sum();
    let counted = floor + rows[3].1 * rows[3].2 / 1e3;
    let run = run / 1e3;
    println!("floor of the arithmetic       {floor:>34.2}");
    println!("floor with the counts         {counted:>34.2}");
    println!("the run                       {run:>34.2}");
    println!(
        "above the floor {:.2} times, above the floor with the counts {:.2} times",
        run / floor,
        run / counted
    );
    Ok(())
}
