//! Samples against closed forms: means, spreads, quantiles, correlations.

use crate::EXACT;
use crate::support::figures::{assert_close, data, matrix, number, quantiles};
use crate::support::{ModelCopy, metric, model, trace};
use kanzei::draw::{InputSampler, Sampler, settle_tracks};
use kanzei::ids::InputId;
use kanzei::model::Model;
use kanzei::model::pins::Pins;
use kanzei::model::uncertain::{Correlation, Distribution};
use kanzei::run::{Settings, Silent, Summary, simulate};
use kanzei::stats::Statistic;
use serde_json::Value;

/// How far a sample's figure may be from the true one, in standard errors; 6 in 100,000 chances are beyond.
const ERRORS: f64 = 4.0;

fn statistic(
    summary: &Summary,
    name: &str,
    scope: &str,
    wanted: Statistic,
    model: &Model,
) -> (f64, Option<f64>) {
    let cell = summary.cells.iter().find(|cell| {
        let cell = &cell.cell;
        cell.metric.name() == name
            && cell.channel.name() == "total"
            && cell.scope.name(model) == scope
            && cell.span.period.to_string() == "2026"
    });
    let estimate = cell.unwrap().overall.iter().find(|estimate| estimate.statistic == wanted).unwrap();
    (estimate.value, estimate.mcse)
}

/// A run of independent draws, whose errors theory gives.
fn pseudo_summary(model: &Model, draws: u64) -> Summary {
    let settings = Settings { draws, sampler: Sampler::Pseudo, threads: 2, ..Settings::default() };
    simulate(model, &settings, &mut Silent, &Silent, &false.into()).unwrap()
}

/// Tariff and public works come with probability one half each; without the tariff there is no effect at all.
#[test]
fn mean_and_spread_of_four_equally_likely_cases() {
    let model = model("two-sector");
    let draws = 20_000;
    let summary = pseudo_summary(&model, draws);
    let of_case = |tariff: &str, works: &str, name: &str, scope: &str| {
        let fixed = [format!("tariff-talks.new-year={tariff}"), format!("lever.public-works={works}")];
        metric(&trace(&model, &[&fixed[0], &fixed[1]], 0), name, scope, "2026")
    };
    let n = f64::from(u32::try_from(draws).unwrap());
    let reported = [
        ("output", "total"),
        ("output", "sector:1"),
        ("output", "sector:2"),
        ("value_added", "total"),
        ("jobs_supported", "total"),
        ("jobs_supported", "group:exporter"),
        ("headcount", "total"),
        ("gdp_real", "total"),
    ];
    for (name, scope) in reported {
        let mut cases = Vec::new();
        for tariff in ["talks", "tariff"] {
            for works in ["off", "on"] {
                cases.push(of_case(tariff, works, name, scope));
            }
        }
        assert_eq!(cases[..2], [0.0, 0.0]);
        let moment =
            |power: i32, around: f64| cases.iter().map(|x| (x - around).powi(power)).sum::<f64>() / 4.0;
        let mean = moment(1, 0.0);
        let sd = moment(2, mean).sqrt();
        let kurtosis = moment(4, mean) / sd.powi(4);
        let (found, error) = statistic(&summary, name, scope, Statistic::Mean, &model);
        assert!(
            (found - mean).abs() < ERRORS * sd / n.sqrt(),
            "{name} {scope}: mean {found}, exactly {mean}"
        );
        assert_close("error of the mean", [&error.unwrap()], [&(sd / n.sqrt())], 0.02);
        let (found, _) = statistic(&summary, name, scope, Statistic::Sd, &model);
        let bound = ERRORS * ((kurtosis - 1.0) / n).sqrt();
        assert!(((found / sd).powi(2) - 1.0).abs() < bound, "{name} {scope}: sd {found}, exactly {sd}");
    }
    let tariff = &summary.outcomes[1];
    assert!((tariff.probability - 0.5).abs() < ERRORS * 0.5 / n.sqrt(), "{}", tariff.probability);
}

/// The textbook's closed form, written out: exports of −200 with probability ½, works of +250 with probability ¼.
#[test]
fn mean_output_is_the_one_written_out_by_hand() {
    let model = model("two-sector");
    let closed = matrix(&data("leontief.json")["miller_blair"]["L_closed"]);
    let one: f64 = closed.column(0).rows(0, 2).sum();
    let two: f64 = closed.column(1).rows(0, 2).sum();
    let (alone, with_works) = (-200.0 * two, -200.0 * two + 250.0 * one);
    let mean = (alone + with_works) / 4.0;
    let variance = (alone.powi(2) + with_works.powi(2)) / 4.0 - mean.powi(2);
    let draws = 20_000;
    let (found, _) = statistic(&pseudo_summary(&model, draws), "output", "total", Statistic::Mean, &model);
    let error = (variance / 20_000.0).sqrt();
    assert!((found - mean).abs() < ERRORS * error, "{found}, exactly {mean} ± {error}");
}

/// One input of every kind of distribution, with the oracle's figures.
fn sampled_model() -> ModelCopy {
    ModelCopy::of("two-sector")
        .replace("parameters.toml", "\nsubstitution = 2.0", "\nsubstitution = \"2.0 to 8.0\"")
        .replace(
            "parameters.toml",
            "import_substitution = 2.0",
            "import_substitution = { distribution = \"truncated_normal\", mean = 4.0, sd = 1.5, min = 1.0, max = 9.0 }",
        )
        .replace(
            "parameters.toml",
            "absorption_initial = 0.0",
            "absorption_initial = { distribution = \"triangular\", min = 0.0, mode = 0.15, max = 0.25 }",
        )
        .replace(
            "parameters.toml",
            "absorption_long_run = 0.0",
            "absorption_long_run = { distribution = \"pert\", min = 0.0, mode = 0.15, max = 0.25 }",
        )
        .replace(
            "parameters.toml",
            "diversion = 0.0",
            "diversion = { distribution = \"beta\", alpha = 2.0, beta = 5.0 }",
        )
        .replace(
            "parameters.toml",
            "currency_offset = 0.0",
            "currency_offset = { distribution = \"normal\", mean = 0.0, sd = 1.0 }",
        )
}

/// The acceptance rules of the oracle: `|mean − μ| < 4 σ/√n` and, for quantiles, `|F_n(q) − p| < 4 √(p(1−p)/n)`,
/// which is the rule `|q_n − q| < 4 √(p(1−p)/n)/f(q)` without the density.
fn check_sample(name: &str, sample: &[f64], wanted: &Value) {
    let n = sample.len() as f64;
    if let Some(mean) = wanted.get("mean") {
        let found = sample.iter().sum::<f64>() / n;
        let sd = number(&wanted["var"]).sqrt();
        assert!(
            (found - number(mean)).abs() < ERRORS * sd / n.sqrt(),
            "{name}: mean {found}, expected {mean}"
        );
    }
    for (p, quantile) in quantiles(&wanted["quantiles"]) {
        let below = sample.iter().filter(|x| **x <= quantile).count() as f64 / n;
        let bound = ERRORS * (p * (1.0 - p) / n).sqrt() + 1.0 / n;
        assert!(
            (below - p).abs() < bound,
            "{name}: {below} of the draws are up to the {p} quantile {quantile}"
        );
    }
}

fn sample(sampler: &InputSampler, id: InputId, draws: u64) -> Vec<f64> {
    (0..draws).map(|draw| sampler.values(draw).get(id)).collect()
}

#[test]
fn sampled_inputs_have_the_stated_means_and_quantiles() {
    Sampler::ALL.into_iter().for_each(check_samples_of);
}

/// The bounds are those of independent draws, which the other samplers only stay further within.
fn check_samples_of(kind: Sampler) {
    let oracle = data("distributions.json");
    let model = sampled_model().load();
    let draws = 20_000;
    let sampler = InputSampler::new(&model, kind, 7, draws, Pins::default()).unwrap();
    let of = |name: &str| sample(&sampler, model.inputs.find(name).unwrap(), draws);
    let inputs = [
        ("import_substitution", &oracle["truncated_normal"][0]),
        ("absorption_initial", &oracle["triangular"][0]),
        ("absorption_long_run", &oracle["pert"][0]),
        ("diversion", &oracle["beta_ppf"][0]),
    ];
    for (name, wanted) in inputs {
        check_sample(name, &of(name), wanted);
    }
    let normal = serde_json::json!({ "mean": 0.0, "var": 1.0, "quantiles": {
        "0.1": oracle["normal_ppf"]["0.1"], "0.3": oracle["normal_ppf"]["0.3"], "0.5": 0.0,
        "0.7": oracle["normal_ppf"]["0.7"], "0.97575": oracle["normal_ppf"]["0.97575"] } });
    check_sample("currency_offset", &of("currency_offset"), &normal);
    let Distribution::Lognormal { mu, sigma } = Distribution::interval90(2.0, 8.0).unwrap() else { panic!() };
    // E = exp(μ + σ²/2), Var = (exp(σ²) − 1) exp(2μ + σ²)
    let lognormal = serde_json::json!({
        "mean": (mu + sigma * sigma / 2.0).exp(),
        "var": (sigma * sigma).exp_m1() * (2.0 * mu + sigma * sigma).exp(),
        "quantiles": { "0.05": 2.0, "0.5": 4.0, "0.95": 8.0 } });
    check_sample("substitution", &of("substitution"), &lognormal);

    // Kolmogorov–Smirnov for the uniform that settles a decision: √n D < 1.95 but for one chance in a thousand.
    let decision = model.inputs.find("tariff-talks.new-year").unwrap();
    let settled = |draw: u64| {
        let mut values = sampler.values(draw);
        settle_tracks(&model.negotiation, &mut values);
        values.get(decision)
    };
    let mut uniforms: Vec<f64> = (0..draws).map(settled).collect();
    uniforms.sort_by(f64::total_cmp);
    let n = uniforms.len() as f64;
    let gap = |(k, u): (usize, &f64)| (u - k as f64 / n).max((k + 1) as f64 / n - u);
    let distance = uniforms.iter().enumerate().map(gap).fold(0.0, f64::max);
    assert!(n.sqrt() * distance < 1.95, "√n D = {}", n.sqrt() * distance);
}

fn ranks(sample: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..sample.len()).collect();
    order.sort_by(|a, b| sample[*a].total_cmp(&sample[*b]));
    let mut ranks = vec![0.0; sample.len()];
    order.iter().enumerate().for_each(|(rank, position)| ranks[*position] = rank as f64);
    ranks
}

/// Spearman's rank correlation of samples without ties: `1 − 6 Σ d² / (n (n² − 1))`.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let squares: f64 = ranks(a).iter().zip(ranks(b)).map(|(x, y)| (x - y).powi(2)).sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

#[test]
fn ranks_of_sampled_inputs_are_correlated_as_stated() {
    Sampler::ALL.into_iter().for_each(check_correlations_of);
}

fn check_correlations_of(kind: Sampler) {
    let model = model("japan-us-2025");
    let draws = 10_000;
    let sampler = InputSampler::new(&model, kind, 3, draws, Pins::default()).unwrap();
    let drawn: Vec<_> = (0..draws).map(|draw| sampler.values(draw)).collect();
    let of = |name: &str| -> Vec<f64> {
        let id = model.inputs.find(name).unwrap();
        drawn.iter().map(|values| values.get(id)).collect()
    };
    // A rank correlation's standard error is at most 1/√(n − 1).
    let bound = ERRORS / f64::from(draws as u32 - 1).sqrt();
    let pairs = [
        ("substitution.cars", "substitution.auto-parts", 0.5),
        ("substitution.steel", "substitution.rubber-plastics", 0.5),
        ("absorption_initial.cars", "absorption_long_run.cars", 0.5),
        ("absorption_initial.steel", "rival_absorption.steel", 0.5),
        ("substitution.cars", "absorption_initial.cars", 0.0),
        ("absorption_initial.cars", "absorption_initial.steel", 0.0),
        ("substitution.cars", "mpc", 0.0),
    ];
    for (a, b, stated) in pairs {
        let found = spearman(&of(a), &of(b));
        assert!((found - stated).abs() < bound, "{a} and {b}: {found}, stated {stated}");
    }
}

/// `ρ_scores = 2 sin(π/6 · ρ_ranks)`: the oracle's rank correlations lead back to its correlations of normal scores.
#[test]
fn rank_correlations_become_correlations_of_normal_scores() {
    let oracle = &data("distributions.json")["spearman_of_gaussian_copula"];
    let ranks = matrix(&oracle["spearman"]);
    let group = Correlation::new(vec![InputId(0), InputId(1), InputId(2)], &ranks).unwrap();
    let scores = &group.factor * group.factor.transpose();
    assert_close("normal scores", &scores, &matrix(&oracle["pearson"]), EXACT);
}
