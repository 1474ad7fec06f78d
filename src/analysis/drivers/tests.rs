//! Shares of the variance of functions whose shares are known.

use std::f64::consts::PI;

use nalgebra::DMatrix;

use super::groups::Division;
use super::shares::{PlayerShares, Points};
use crate::draw::{Fill, InputBlock, InputSampler, Mixed, Players, Sampler};
use crate::ids::InputId;
use crate::model::Model;
use crate::model::pins::Pins;
use crate::model::uncertain::{Correlation, Distribution, Evidence, Input, Inputs, Range, Role};
use crate::run::{Table, errors_of};

/// A model whose only random inputs have these distributions.
fn model_of(distributions: &[Distribution], ranks: Option<&DMatrix<f64>>) -> Model {
    let mut model = crate::input::load_model("models/two-sector".as_ref()).unwrap().model;
    model.negotiation.tracks.clear();
    model.inputs = Inputs::default();
    for (number, distribution) in distributions.iter().enumerate() {
        let input = Input {
            name: format!("x{number}"),
            distribution: distribution.clone(),
            range: Range::ANY,
            role: Role::Number,
            evidence: Evidence::Unstated,
            source: String::new(),
        };
        model.inputs.register(input).unwrap();
    }
    if let Some(ranks) = ranks {
        let ids = (0..distributions.len()).map(InputId).collect();
        model.inputs.correlations.push(Correlation::new(ids, ranks).unwrap());
    }
    model
}

/// Shares of each input in a function of all.
fn shares(
    model: &Model,
    sampler: Sampler,
    draws: u64,
    function: &dyn Fn(&[f64]) -> f64,
) -> Vec<PlayerShares> {
    let kept = InputSampler::new(model, sampler, 5, draws, Pins::default()).unwrap();
    let other = InputSampler::second(model, sampler, 5, draws, Pins::default()).unwrap();
    let count = model.inputs.len();
    let respond = |mixed: &Mixed| {
        let mut table = Table { columns: vec![Vec::new()], ..Table::default() };
        let mut block = InputBlock::default();
        let schedule = *mixed.kept.schedule();
        for part in (0..schedule.stages()).flat_map(|stage| schedule.rounds(stage)).flatten() {
            mixed.fill(&part, &mut block);
            for lane in 0..part.count {
                let x: Vec<f64> = (0..count).map(|id| block.row(InputId(id))[lane]).collect();
                table.columns[0].push(function(&x));
                table.outcomes.push(0);
                table.randomisations.push(part.randomisation as u8);
            }
        }
        Ok(table)
    };
    let correlated = !model.inputs.correlations.is_empty();
    let division = Division {
        players: Players { count, of_input: (0..count).map(Some).collect(), of_track: Vec::new() },
        names: vec![(String::new(), String::new()); count],
        correlated: vec![correlated; count],
    };
    let points = Points { kept: &kept, other: &other, respond: &respond };
    points.shares(&division, errors_of(sampler)).unwrap().remove(0)
}

/// Errors estimated from eight randomisations are exceeded this many times once in a thousand (Student's t, seven degrees of freedom).
const REACH: f64 = 5.41;

/// Holds shares to known ones, to their errors and a bound.
fn assert_shares(found: &[PlayerShares], first: &[f64], total: &[f64], shapley: &[f64], bound: f64) {
    for (number, shares) in found.iter().enumerate() {
        for (what, share, wanted) in [
            ("first", shares.first, first[number]),
            ("total", shares.total, total[number]),
            ("shapley", shares.shapley, shapley[number]),
        ] {
            let error = share.mcse.unwrap();
            let off = (share.value - wanted).abs();
            assert!(off < REACH * error + 1e-9 && off < bound, "{number} {what}: {share:?}, known {wanted}");
        }
    }
    let sum: f64 = found.iter().map(|shares| shares.shapley.value).sum();
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
}

fn normal(mean: f64, sd: f64) -> Distribution {
    Distribution::Normal { mean, sd }
}

#[test]
fn a_linear_function_of_independent_normal_inputs() {
    let model = model_of(&[normal(1.0, 0.3), normal(0.5, 0.8), normal(-2.0, 1.1)], None);
    let known = [0.150_445_066_655_522_57, 0.601_780_266_622_090_5, 0.247_774_666_722_387_04];
    for sampler in Sampler::ALL {
        let found = shares(&model, sampler, 8192, &|x| 0.25 + 2.0 * x[0] - 1.5 * x[1] + 0.7 * x[2]);
        assert_shares(&found, &known, &known, &known, 0.04);
    }
}

/// `Var E[y | x_J]` of a linear function of correlated normal inputs.
fn explained(covariance: &DMatrix<f64>, b: &[f64], subset: &[usize]) -> f64 {
    if subset.is_empty() {
        return 0.0;
    }
    let n = b.len();
    let own = DMatrix::from_fn(subset.len(), subset.len(), |i, j| covariance[(subset[i], subset[j])]);
    let with = |i: usize, _: usize| (0..n).map(|j| covariance[(subset[i], j)] * b[j]).sum::<f64>();
    let with_y = DMatrix::from_fn(subset.len(), 1, with);
    let inverse: DMatrix<f64> = own.try_inverse().unwrap();
    (with_y.transpose() * inverse * &with_y)[(0, 0)]
}

#[test]
fn a_linear_function_of_correlated_normal_inputs() {
    let (b, sd) = ([2.0, -1.5, 0.7], [0.3, 0.8, 1.1]);
    let r = DMatrix::from_row_slice(3, 3, &[1.0, 0.6, -0.3, 0.6, 1.0, 0.2, -0.3, 0.2, 1.0]);
    // The model takes rank correlations.
    let ranks = r.map(|r| if r == 1.0 { 1.0 } else { 6.0 / PI * (r / 2.0_f64).asin() });
    let model = model_of(&[normal(1.0, sd[0]), normal(0.5, sd[1]), normal(-2.0, sd[2])], Some(&ranks));
    let covariance = DMatrix::from_fn(3, 3, |i, j| r[(i, j)] * sd[i] * sd[j]);
    let of = |subset: &[usize]| explained(&covariance, &b, subset);
    let variance = of(&[0, 1, 2]);
    assert!((variance - 0.882_1).abs() < 1e-12);
    let first = [0.139_667_838_113_592_49, 0.533_495_068_586_328_2, 0.138_873_143_634_508_5];
    let mut total = [0.0; 3];
    let mut shapley = [0.0; 3];
    for i in 0..3 {
        let (j, k) = ((i + 1) % 3, (i + 2) % 3);
        assert!((of(&[i]) / variance - first[i]).abs() < 1e-12);
        total[i] = 1.0 - of(&[j, k]) / variance;
        let pairs = of(&[i, j]) - of(&[j]) + of(&[i, k]) - of(&[k]);
        shapley[i] = (of(&[i]) / 3.0 + pairs / 6.0 + (variance - of(&[j, k])) / 3.0) / variance;
    }
    for sampler in Sampler::ALL {
        let found = shares(&model, sampler, 8192, &|x| 0.25 + 2.0 * x[0] - 1.5 * x[1] + 0.7 * x[2]);
        assert_shares(&found, &first, &total, &shapley, 0.05);
    }
}

#[test]
fn a_product_of_lognormal_inputs() {
    let lognormal = |mu: f64, sigma: f64| Distribution::Lognormal { mu, sigma };
    let model = model_of(&[lognormal(0.1, 0.2), lognormal(-0.2, 0.35), lognormal(0.0, 0.5)], None);
    let first = [0.079_928_731_027, 0.255_232_646_335, 0.556_269_553_434];
    let total = [0.116_005_241_503, 0.341_099_924_403, 0.654_422_380_742];
    // Var E[y | J] = Π_J exp(s²) − 1 in units of the squared mean.
    let growth: Vec<f64> = [0.2_f64, 0.35, 0.5].iter().map(|s| (s * s).exp()).collect();
    let of = |subset: &[usize]| subset.iter().map(|i| growth[*i]).product::<f64>() - 1.0;
    let variance = of(&[0, 1, 2]);
    let shapley: Vec<f64> = (0..3)
        .map(|i| {
            let (j, k) = ((i + 1) % 3, (i + 2) % 3);
            let pairs = of(&[i, j]) - of(&[j]) + of(&[i, k]) - of(&[k]);
            (of(&[i]) / 3.0 + pairs / 6.0 + (variance - of(&[j, k])) / 3.0) / variance
        })
        .collect();
    let found = shares(&model, Sampler::Sobol, 16_384, &|x| x.iter().product());
    assert_shares(&found, &first, &total, &shapley, 0.03);
}

#[test]
fn the_function_of_ishigami() {
    let model = model_of(&[const { Distribution::Uniform { min: -PI, max: PI } }; 3], None);
    let first = [0.313_905_191_147_811_45, 0.442_411_144_790_040_8, 0.0];
    let total = [0.557_588_855_209_959_2, 0.442_411_144_790_040_8, 0.243_683_664_062_147_73];
    // Only the first and the third interact, and share that.
    let interaction = 0.243_683_664_062_147_73;
    let shapley = [first[0] + interaction / 2.0, first[1], interaction / 2.0];
    let function = |x: &[f64]| x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin();
    for sampler in [Sampler::Sobol, Sampler::Pseudo] {
        let found = shares(&model, sampler, 16_384, &function);
        assert_shares(&found, &first, &total, &shapley, 0.04);
    }
}

#[test]
fn the_g_function_of_sobol() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
    let model = model_of(&[const { Distribution::Uniform { min: 0.0, max: 1.0 } }; 6], None);
    let first = [
        0.716_342_525_311,
        0.179_085_631_328,
        0.023_680_744_638,
        0.007_163_425_253,
        0.000_071_634,
        0.000_071_634,
    ];
    let total = [
        0.787_256_893_983,
        0.242_232_890_456,
        0.034_321_826_441,
        0.010_461_885_634,
        0.000_104_964,
        0.000_104_964,
    ];
    let function =
        |x: &[f64]| x.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product();
    let found = shares(&model, Sampler::Sobol, 16_384, &function);
    // Shapley effects lie between the two indices (Owen 2014).
    for (number, shares) in found.iter().enumerate() {
        let slack = REACH * shares.shapley.mcse.unwrap();
        let within = first[number] - slack..total[number] + slack;
        assert!(within.contains(&shares.shapley.value), "{number} {shares:?}");
        assert!(
            (shares.first.value - first[number]).abs() < REACH * shares.first.mcse.unwrap() + 1e-9,
            "{number} {shares:?}"
        );
        assert!(
            (shares.total.value - total[number]).abs() < REACH * shares.total.mcse.unwrap() + 1e-9,
            "{number} {shares:?}"
        );
    }
}

/// Every mixed draw has the model's distribution, correlations included.
#[test]
fn mixed_draws_keep_their_correlations() {
    let ranks = DMatrix::from_row_slice(2, 2, &[1.0, 0.8, 0.8, 1.0]);
    let model = model_of(&[normal(0.0, 1.0), normal(0.0, 1.0)], Some(&ranks));
    let found = shares(&model, Sampler::Sobol, 8192, &|x| x[0] - x[1]);
    // By symmetry each has half; knowing one tells 2 r/(1 + …): first = (1 − ρ)/2, total = (1 + ρ)/2.
    let rho = 2.0 * (PI / 6.0 * 0.8).sin();
    assert_shares(&found, &[(1.0 - rho) / 2.0; 2], &[f64::midpoint(1.0, rho); 2], &[0.5; 2], 0.03);
}
