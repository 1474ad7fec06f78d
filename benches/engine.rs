//! Times of the stages of a run: load, one draw and many draws.
//!
//! `cargo bench` prints them. Set-up is outside the timed part; throughput is in draws or matrix elements.

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use kanzei::draw::{Fill, InputBlock, sample_draw, sample_full_draw};
use kanzei::input::load_model;
use kanzei::run::{Engine, GroupTally, Round, Settings, Silent, all_threads, simulate};

const MODEL: &str = "models/japan-us-2025";

fn settings(draws: u64, threads: usize) -> Settings {
    Settings { draws, threads, ..Settings::default() }
}

fn load(criterion: &mut Criterion) {
    criterion.bench_function("load japan-us-2025", |bencher| {
        bencher.iter(|| load_model(black_box(Path::new(MODEL))));
    });
}

fn one_draw(criterion: &mut Criterion) {
    let Ok(loaded) = load_model(Path::new(MODEL)) else { return };
    let Ok(engine) = Engine::new(&loaded.model, &settings(1, 1)) else { return };
    let mut group = criterion.benchmark_group("one draw of japan-us-2025");
    let mut number = 0;
    group.bench_function("inputs", |bencher| {
        bencher.iter(|| {
            number += 1;
            engine.sampler.values(number)
        });
    });
    let values = engine.sampler.values(1);
    group.bench_function("talks to final demand", |bencher| {
        bencher.iter(|| sample_draw(&loaded.model, black_box(values.clone())));
    });
    group.bench_function("the same with all rivals", |bencher| {
        bencher.iter(|| sample_full_draw(&loaded.model, black_box(values.clone())));
    });
    let draw = sample_draw(&loaded.model, values);
    group.bench_function("propagation, month by month", |bencher| {
        bencher.iter(|| engine.propagation.impact(black_box(&draw)));
    });
    let impact = engine.propagation.impact(&draw);
    let mut row = vec![0.0; engine.metrics.cells.len()];
    group.bench_function("metrics", |bencher| {
        bencher.iter(|| engine.metrics.evaluate(&draw, &impact, black_box(&mut row)));
    });
    group.finish();
}

/// The stages of a round of draws, on one thread.
fn round(criterion: &mut Criterion) {
    let Ok(loaded) = load_model(Path::new(MODEL)) else { return };
    let Ok(engine) = Engine::new(&loaded.model, &settings(1 << 20, 1)) else { return };
    let Ok(one) = rayon::ThreadPoolBuilder::new().num_threads(1).build() else { return };
    let Some(parts) = engine.sampler.schedule().rounds(5).next() else { return };
    let Some(part) = parts.first().copied() else { return };
    let mut group = criterion.benchmark_group("a round of japan-us-2025");
    group.throughput(Throughput::Elements(part.count as u64));
    group.bench_function("inputs", |bencher| {
        let mut block = InputBlock::default();
        bencher.iter(|| engine.sampler.fill(&part, &mut block));
    });
    let mut round = one.install(|| Round::new(&engine));
    group.bench_function("inputs to final demand", |bencher| {
        one.install(|| bencher.iter(|| round.compute(&engine, &parts)));
    });
    let mut tallies = GroupTally::all(&engine, &[]);
    group.bench_function("propagation and tallies", |bencher| {
        one.install(|| bencher.iter(|| round.tally(&engine, &mut tallies)));
    });
    group.finish();
}

fn run(criterion: &mut Criterion) {
    let Ok(loaded) = load_model(Path::new(MODEL)) else { return };
    let mut group = criterion.benchmark_group("run of japan-us-2025, 10000 draws");
    group.sample_size(10);
    group.throughput(Throughput::Elements(10_000));
    for threads in [1, all_threads()] {
        group.bench_with_input(BenchmarkId::new("threads", threads), &threads, |bencher, threads| {
            bencher.iter(|| {
                simulate(&loaded.model, &settings(10_000, *threads), &mut Silent, &Silent, &false.into())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, load, one_draw, round, run);
criterion_main!(benches);
