//! The Leontief system by elimination and by rounds, at the sizes of a national table, a world table of 400 sectors, and
//! the OECD's and EXIOBASE's tables.
//!
//! Tables are random, seeded, half filled; columns of coefficients sum to one half. Throughput is in columns solved. The
//! largest size runs only when asked for: `cargo bench --bench leontief -- 9800`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use kanzei::leontief::{Method, Plan, solve_by};
use kanzei::model::flows::Flows;
use nalgebra::DMatrix;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// Coefficients whose columns sum to about one half, half of them zero.
fn coefficients(sectors: usize) -> Flows {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut flows = Flows::new(sectors);
    for _ in 0..sectors {
        let row: Vec<f64> = (0..sectors).map(|_| (random.random::<f64>() - 0.5).max(0.0)).collect();
        flows.push_row(row.into_iter().enumerate());
    }
    let sums: Vec<f64> = flows.column_sums().iter().map(|sum| 2.0 * sum).collect();
    flows.divide_columns(&sums);
    flows
}

fn leontief(criterion: &mut Criterion) {
    let asked = |size: usize| std::env::args().any(|argument| argument.starts_with(&size.to_string()));
    let sizes = [44, 400, 4050].into_iter().chain(asked(9800).then_some(9800));
    for sectors in sizes {
        let matrix = coefficients(sectors);
        let mut group = criterion.benchmark_group(sectors.to_string());
        group.sample_size(10);
        for columns in [4, 32, 200] {
            let demand = DMatrix::from_fn(sectors, columns, |i, c| f64::from(u8::from(i % columns == c)));
            group.throughput(Throughput::Elements(columns as u64));
            for method in [Method::Elimination, Method::Rounds] {
                let plan = Plan { method, ..Plan::new(&matrix, columns) };
                let chosen = if Plan::new(&matrix, columns).method == method { ", chosen" } else { "" };
                let name = format!("{}{chosen}", method.name());
                group.bench_with_input(BenchmarkId::new(name, columns), &demand, |bencher, demand| {
                    bencher.iter(|| solve_by(plan, &matrix, demand));
                });
            }
        }
        group.finish();
    }
}

criterion_group!(benches, leontief);
criterion_main!(benches);
