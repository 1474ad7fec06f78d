//! Changes of probabilities → weights of the stored draws.

use std::ops::Range;

use rayon::prelude::*;

use super::set::Change;
use crate::error::{Error, Result};
use crate::ids::{DecisionId, InputId, TrackId};
use crate::model::Model;
use crate::model::negotiation::Decision;
use crate::model::uncertain::Distribution;
use crate::output::StoredSamples;
use crate::output::rows::SetNote;

/// Rounds of fitting; each brings the means closer by far more than a digit.
const ROUNDS: usize = 100;
/// How close the probabilities come to what is wanted.
const CLOSE: f64 = 1e-10;

/// Multiplies the weights by those of each change, and says what each did.
pub(super) fn apply(
    model: &Model,
    samples: &StoredSamples,
    changes: &[Change],
    weights: &mut [f64],
) -> Result<Vec<SetNote>> {
    let mut notes = Vec::new();
    for change in changes {
        if let Change::Lever(lever, probability) = change {
            notes.push(apply_lever(
                model,
                samples,
                model.negotiation.levers[lever.0].input,
                *probability,
                weights,
            )?);
        }
    }
    // A decision is reached with the probability that the levers and the decisions before it on its track give.
    let of_levers = weights.to_vec();
    let mut of_track = (TrackId(usize::MAX), Vec::new());
    for change in changes {
        if let Change::Decision(track, decision, wanted) = change {
            if of_track.0 != *track {
                of_track = (*track, of_levers.clone());
            }
            let factors = decision_factors(model, samples, (*track, *decision), wanted, &of_track.1)?;
            of_track.1.iter_mut().zip(&factors.by_draw).for_each(|(weight, factor)| *weight *= factor);
            weights.iter_mut().zip(&factors.by_draw).for_each(|(weight, factor)| *weight *= factor);
            notes.extend(factors.notes);
        }
    }
    Ok(notes)
}

fn apply_lever(
    model: &Model,
    samples: &StoredSamples,
    input: InputId,
    now: f64,
    weights: &mut [f64],
) -> Result<SetNote> {
    let input = model.inputs.get(input);
    let before = match input.distribution {
        Distribution::Bernoulli { probability } => probability,
        _ => input.distribution.quantile(0.5),
    };
    if (before == 0.0 && now > 0.0) || (before == 1.0 && now < 1.0) {
        return Err(Error::Settings(format!(
            "--set {}={now}: the lever has probability {before} in the model, so no draw went the other way. Change it with an \
             overlay and simulate (`run --with`).",
            input.name
        )));
    }
    let on = samples.numbers(&input.name)?;
    for (weight, on) in weights.iter_mut().zip(&on) {
        *weight *= if *on == 1.0 { now / before } else { (1.0 - now) / (1.0 - before) };
    }
    Ok(SetNote { name: input.name.clone(), before, now, odds: Vec::new() })
}

struct Factors {
    by_draw: Vec<f64>,
    notes: Vec<SetNote>,
}

fn decision_factors(
    model: &Model,
    samples: &StoredSamples,
    (track_id, decision_id): (TrackId, DecisionId),
    wanted: &[(usize, f64)],
    weights: &[f64],
) -> Result<Factors> {
    let track = &model.negotiation.tracks[track_id.0];
    let decision = &track.decisions[decision_id.0];
    let name = format!("{}.{}", track.id, decision.id);
    let ids: Vec<&str> = track.states.iter().map(|state| state.id.as_str()).collect();
    let states = samples.states(&name, &ids)?;
    let way_of = |state: u8| decision.to.iter().position(|(to, _)| to.0 == usize::from(state));
    let reached: Vec<(usize, usize)> =
        states.iter().enumerate().filter_map(|(draw, state)| Some((draw, way_of((*state)?)?))).collect();
    let odds = probabilities(model, samples, decision, &reached)?;
    let ways = decision.to.len();
    for (way, probability) in wanted.iter().filter(|(_, p)| *p > 0.0) {
        let went = reached.iter().filter(|(_, own)| own == way).count();
        if went == 0 {
            return Err(Error::Results(format!(
                "--set {name}.{}={probability}: of the {} draws that reached {name} none went there, so none can carry that \
                 probability. Change the odds with an overlay and simulate (`run --with`), or hold it with --fix.",
                ids[decision.to[*way].0.0],
                reached.len()
            )));
        }
    }
    let weights_reached: Vec<f64> = reached.iter().map(|(draw, _)| weights[*draw]).collect();
    let before = means(&odds, &vec![1.0; ways], &vec![1.0; reached.len()]);
    let factors = fit(&odds, &weights_reached, wanted, ways);
    let mut by_draw = vec![1.0; states.len()];
    for ((draw, way), odds) in reached.iter().zip(odds.chunks_exact(ways)) {
        let norm: f64 = odds.iter().zip(&factors).map(|(p, m)| p * m).sum();
        by_draw[*draw] = factors[*way] / norm;
    }
    let tilted: Vec<f64> = decision.to.iter().zip(&factors).map(|((_, base), m)| base * m).collect();
    let sum: f64 = tilted.iter().sum();
    let new_odds: Vec<(String, f64)> = decision
        .to
        .iter()
        .zip(&tilted)
        .map(|((state, _), odds)| (ids[state.0].to_string(), odds / sum))
        .collect();
    let note = |(way, now): &(usize, f64)| SetNote {
        name: format!("{name}.{}", ids[decision.to[*way].0.0]),
        before: before[*way],
        now: *now,
        odds: new_odds.clone(),
    };
    Ok(Factors { by_draw, notes: wanted.iter().map(note).collect() })
}

/// What a lever does to some ways of a decision by one change of the log weight.
struct ShiftOf {
    lever: InputId,
    beta: InputId,
    ways: Vec<usize>,
}

fn shifts_of(decision: &Decision) -> Vec<ShiftOf> {
    let mut shifts: Vec<ShiftOf> = Vec::new();
    for odds in &decision.odds {
        match shifts.iter_mut().find(|shift| (shift.lever, shift.beta) == (odds.lever, odds.beta)) {
            Some(shift) => shift.ways.push(odds.way),
            None => shifts.push(ShiftOf { lever: odds.lever, beta: odds.beta, ways: vec![odds.way] }),
        }
    }
    shifts
}

/// `P_k(s)`: probabilities of all ways in each draw that reached a decision, levers included.
fn probabilities(
    model: &Model,
    samples: &StoredSamples,
    decision: &Decision,
    reached: &[(usize, usize)],
) -> Result<Vec<f64>> {
    let shifts = shifts_of(decision);
    let groups: Vec<(usize, Range<usize>)> = samples.groups().into_iter().enumerate().collect();
    let of_group = |(group, rows): &(usize, Range<usize>)| {
        let first = reached.partition_point(|(draw, _)| *draw < rows.start);
        let last = reached.partition_point(|(draw, _)| *draw < rows.end);
        let own: Vec<usize> = reached[first..last].iter().map(|(draw, _)| draw - rows.start).collect();
        group_probabilities(model, samples, decision, &shifts, (*group, rows.len()), &own)
    };
    let found: Vec<Vec<f64>> = groups.par_iter().map(of_group).collect::<Result<_>>()?;
    Ok(found.concat())
}

/// The same for some rows of one group of rows.
fn group_probabilities(
    model: &Model,
    samples: &StoredSamples,
    decision: &Decision,
    of_levers: &[ShiftOf],
    (group, count): (usize, usize),
    rows: &[usize],
) -> Result<Vec<f64>> {
    let ways = decision.to.len();
    let mut shifts = vec![0.0; rows.len() * ways];
    let (mut on, mut betas, mut read) = (Vec::new(), Vec::new(), None);
    for shift in of_levers {
        let (lever, beta) = (model.inputs.get(shift.lever), model.inputs.get(shift.beta));
        if read != Some(shift.lever) {
            if lever.distribution.is_constant() {
                on = vec![lever.distribution.quantile(0.5); count];
            } else {
                samples.numbers_of(&lever.name, group, &mut on)?;
            }
            read = Some(shift.lever);
        }
        if beta.distribution.is_constant() {
            betas = vec![beta.distribution.quantile(0.5); count];
        } else {
            samples.numbers_of(&beta.name, group, &mut betas)?;
        }
        for (row, shifts) in
            rows.iter().zip(shifts.chunks_exact_mut(ways)).filter(|(row, _)| on[**row] == 1.0)
        {
            shift.ways.iter().for_each(|way| shifts[*way] += betas[*row]);
        }
    }
    for shifts in shifts.chunks_exact_mut(ways) {
        let possible = shifts.iter().zip(&decision.to).filter(|(_, (_, base))| *base > 0.0);
        let largest = possible.map(|(shift, _)| *shift).fold(f64::NEG_INFINITY, f64::max);
        let mut sum = 0.0;
        for (shift, (_, base)) in shifts.iter_mut().zip(&decision.to) {
            *shift = base * (*shift - largest).min(0.0).exp();
            sum += *shift;
        }
        shifts.iter_mut().for_each(|p| *p /= sum);
    }
    Ok(shifts)
}

/// Draws that are summed together.
const PIECE: usize = 4096;

/// Weighted mean of `m_s P_k(s)/Σ_j m_j P_k(j)` for every way. Pieces are added in order, so threads do not matter.
fn means(odds: &[f64], factors: &[f64], weights: &[f64]) -> Vec<f64> {
    let ways = factors.len();
    let piece = |(odds, weights): (&[f64], &[f64])| {
        let mut sums = vec![0.0; ways + 1];
        for (odds, weight) in odds.chunks_exact(ways).zip(weights) {
            let norm: f64 = odds.iter().zip(factors).map(|(p, m)| p * m).sum();
            let scale = weight / norm;
            sums.iter_mut().zip(odds).zip(factors).for_each(|((sum, p), m)| *sum += scale * p * m);
            sums[ways] += weight;
        }
        sums
    };
    let pieces: Vec<Vec<f64>> =
        odds.par_chunks(PIECE * ways).zip(weights.par_chunks(PIECE)).map(piece).collect();
    let mut sums = vec![0.0; ways + 1];
    for piece in &pieces {
        sums.iter_mut().zip(piece).for_each(|(sum, more)| *sum += more);
    }
    sums[..ways].iter().map(|sum| sum / sums[ways]).collect()
}

/// Factors of all ways under which the wanted ones have their probabilities (iterative proportional fitting); the others share
/// one factor.
fn fit(odds: &[f64], weights: &[f64], wanted: &[(usize, f64)], ways: usize) -> Vec<f64> {
    let is_wanted = |way: usize| wanted.iter().any(|(known, _)| *known == way);
    let rest = 1.0 - wanted.iter().map(|(_, p)| p).sum::<f64>();
    let rest = if rest < 1e-12 { 0.0 } else { rest };
    let mut factors: Vec<f64> =
        (0..ways).map(|way| if is_wanted(way) || rest > 0.0 { 1.0 } else { 0.0 }).collect();
    for _ in 0..ROUNDS {
        let means = means(odds, &factors, weights);
        let mean_rest: f64 = (0..ways).filter(|way| !is_wanted(*way)).map(|way| means[way]).sum();
        let mut furthest: f64 = 0.0;
        for (way, p) in wanted {
            furthest = furthest.max((means[*way] - p).abs());
            let own = if means[*way] > 0.0 { p / means[*way] } else { 0.0 };
            factors[*way] *= if rest > 0.0 && mean_rest > 0.0 { own * mean_rest / rest } else { own };
        }
        if furthest < CLOSE {
            break;
        }
    }
    factors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_probability_for_all_draws_needs_one_factor() {
        // 0.2, 0.3, 0.5 in every draw; the first to 0.6: its odds against the rest go from 1/4 to 3/2.
        let odds = [0.2, 0.3, 0.5].repeat(10);
        let factors = fit(&odds, &[1.0; 10], &[(0, 0.6)], 3);
        assert!((factors[0] / factors[1] - 6.0).abs() < 1e-10 && factors[1] == factors[2]);
        let all = fit(&odds, &[1.0; 10], &[(0, 0.6), (1, 0.4)], 3);
        assert_eq!(all[2], 0.0);
        assert!((means(&odds, &all, &[1.0; 10])[0] - 0.6).abs() < 1e-10);
    }

    #[test]
    fn draws_with_different_odds_have_the_wanted_mean() {
        let odds = [[0.1, 0.9], [0.7, 0.3], [0.4, 0.6]].concat();
        let weights = [1.0, 2.0, 0.5];
        for wanted in [0.0, 0.05, 0.5, 0.99, 1.0] {
            let factors = fit(&odds, &weights, &[(0, wanted)], 2);
            assert!((means(&odds, &factors, &weights)[0] - wanted).abs() < 1e-9, "{wanted}");
        }
    }
}
