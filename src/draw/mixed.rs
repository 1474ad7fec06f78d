//! Two independent points of every draw → draws that keep some inputs of the first and take the rest from the second.
//!
//! Groups of inputs are *players*. In an order of the players, the first `cut` keep their values; the others are drawn anew *given*
//! those values, so that every mixed draw has the model's distribution, correlated inputs included. With correlations
//! `C = L L'` in that order,
//!
//! ```text
//! kept:   z_i of the first point,                      ξ_i = (z_i − Σ_(j<i) L_ij ξ_j)/L_ii
//! drawn:  z_i = Σ_(j<i) L_ij ξ_j + L_ii ξ_i,           ξ_i of the second point
//! ```

use nalgebra::DMatrix;

use super::inputs::{DEPARTURES, Fill, InputBlock, InputSampler};
use super::points::{Part, philox4x32};
use super::series;
use crate::ids::InputId;
use crate::model::uncertain::Correlation;

/// Draws that share an order of the players.
const SHARED: u64 = 8;

/// Which player each random coordinate belongs to.
#[derive(Clone, Debug, Default)]
pub struct Players {
    /// How many there are.
    pub count: usize,
    /// By input; none for what is not drawn.
    pub of_input: Vec<Option<usize>>,
    /// By track of talks.
    pub of_track: Vec<usize>,
}

/// Whose values are kept.
#[derive(Clone, Debug)]
pub enum Freeze {
    /// Those of the first so many players of an order.
    First(Vec<usize>, usize),
    /// Those of the first so many players of an order that is drawn anew for every eight draws; every second order is the
    /// one before, backwards.
    Shuffled(usize),
}

/// Draws with inputs of two points.
pub struct Mixed<'s, 'm> {
    /// The point whose values are kept.
    pub kept: &'s InputSampler<'m>,
    /// The point that gives the other values.
    pub other: &'s InputSampler<'m>,
    /// The players.
    pub players: &'s Players,
    /// Whose values are kept.
    pub freeze: Freeze,
}

/// Some draws with one order of the players.
struct Stretch {
    lanes: std::ops::Range<usize>,
    /// Position of each player in the order.
    ranks: Vec<usize>,
}

impl Mixed<'_, '_> {
    /// The order of the players in a draw.
    pub fn order(&self, draw: u64) -> Vec<usize> {
        match &self.freeze {
            Freeze::First(order, _) => order.clone(),
            Freeze::Shuffled(_) => shuffled(self.players.count, draw / SHARED),
        }
    }

    fn cut(&self) -> usize {
        match &self.freeze {
            Freeze::First(_, cut) | Freeze::Shuffled(cut) => *cut,
        }
    }

    fn stretches(&self, part: &Part) -> Vec<Stretch> {
        let stretch = |lanes, order: &[usize]| {
            let mut ranks = vec![0; order.len()];
            order.iter().enumerate().for_each(|(rank, player)| ranks[*player] = rank);
            Stretch { lanes, ranks }
        };
        match &self.freeze {
            Freeze::First(..) => vec![stretch(0..part.count, &self.order(part.first_draw))],
            Freeze::Shuffled(_) => {
                let mut stretches = Vec::new();
                let mut start = 0;
                while start < part.count {
                    let draw = part.first_draw + start as u64;
                    let end = part.count.min(start + (SHARED - draw % SHARED) as usize);
                    stretches.push(stretch(start..end, &self.order(draw)));
                    start = end;
                }
                stretches
            }
        }
    }

    /// A row with lanes of two samplers.
    fn choose(
        &self,
        player: usize,
        stretches: &[Stretch],
        row: &mut [f64],
        room: &mut Vec<f64>,
        fill: impl Fn(&InputSampler, &mut [f64]),
    ) {
        let keeps = |stretch: &Stretch| stretch.ranks[player] < self.cut();
        let kept = stretches.iter().filter(|stretch| keeps(stretch)).count();
        if kept == stretches.len() {
            return fill(self.kept, row);
        }
        fill(self.other, row);
        if kept > 0 {
            room.resize(row.len(), 0.0);
            fill(self.kept, room);
            for stretch in stretches.iter().filter(|stretch| keeps(stretch)) {
                row[stretch.lanes.clone()].copy_from_slice(&room[stretch.lanes.clone()]);
            }
        }
    }

    /// A group of correlated inputs: `z` of the first point where kept, else drawn given what is kept.
    fn fill_group(&self, group: &Correlation, part: &Part, stretches: &[Stretch], block: &mut InputBlock) {
        let lanes = part.count;
        let members: Vec<(usize, InputId, usize)> = group
            .inputs
            .iter()
            .enumerate()
            .filter_map(|(position, id)| Some((position, *id, self.players.of_input[id.0]?)))
            .collect();
        let n = members.len();
        let kept = self.kept.group_scores(group, part);
        let mut anew = vec![0.0; n * lanes];
        for ((_, id, _), scores) in members.iter().zip(anew.chunks_mut(lanes)) {
            self.other.fill_points(id.0, part, scores);
        }
        series::normal_quantile(&mut anew);
        let correlations = &group.factor * group.factor.transpose();
        let mut found = vec![0.0; n * lanes];
        for stretch in stretches {
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_by_key(|member| (stretch.ranks[members[*member].2], *member));
            let entry = |i: usize, j: usize| correlations[(members[order[i]].0, members[order[j]].0)];
            let Some(cholesky) = DMatrix::from_fn(n, n, entry).cholesky() else { continue };
            let l = cholesky.l_dirty();
            let mut innovations = vec![0.0; n];
            for lane in stretch.lanes.clone() {
                for (i, member) in order.iter().enumerate() {
                    let known: f64 = (0..i).map(|j| l[(i, j)] * innovations[j]).sum();
                    let (position, _, player) = members[*member];
                    let score = if stretch.ranks[player] < self.cut() {
                        let score = kept[position * lanes + lane];
                        innovations[i] = (score - known) / l[(i, i)];
                        score
                    } else {
                        innovations[i] = anew[member * lanes + lane];
                        known + l[(i, i)] * innovations[i]
                    };
                    found[member * lanes + lane] = score;
                }
            }
        }
        for ((_, id, _), scores) in members.iter().zip(found.chunks(lanes)) {
            let row = block.row_mut(*id);
            row.copy_from_slice(scores);
            self.kept.apply_to_scores(*id, row);
        }
    }
}

impl Fill for Mixed<'_, '_> {
    fn fill(&self, part: &Part, block: &mut InputBlock) {
        self.kept.start(part, block);
        let stretches = self.stretches(part);
        let mut room = Vec::new();
        for id in self.kept.independent() {
            let Some(player) = self.players.of_input[id.0] else { continue };
            let fill = |sampler: &InputSampler, row: &mut [f64]| sampler.fill_input(*id, part, row);
            self.choose(player, &stretches, block.row_mut(*id), &mut room, fill);
        }
        for (track, player) in self.players.of_track.iter().enumerate() {
            for number in 0..2 * DEPARTURES {
                let coordinate = self.kept.track_coordinate(track) + number;
                let fill =
                    |sampler: &InputSampler, row: &mut [f64]| sampler.fill_points(coordinate, part, row);
                self.choose(*player, &stretches, block.row_mut(InputId(coordinate)), &mut room, fill);
            }
        }
        for group in self.kept.groups() {
            self.fill_group(group, part, &stretches, block);
        }
        self.kept.pin(block);
    }
}

/// A random order of so many players (Fisher & Yates); odd numbers have the order of the number before backwards.
fn shuffled(count: usize, number: u64) -> Vec<usize> {
    const KEY: [u32; 2] = [0x5348_4150, 0x4C45_5953];
    let mut order: Vec<usize> = (0..count).collect();
    let pair = number / 2;
    for last in (1..count).rev() {
        let word = philox4x32([pair as u32, (pair >> 32) as u32, last as u32, 0], KEY)[0];
        // The bias of the remainder is below one in ten million for any number of players.
        order.swap(last, word as usize % (last + 1));
    }
    if number % 2 == 1 {
        order.reverse();
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_even_and_come_in_pairs() {
        let mut first = vec![0; 5];
        for number in 0..10_000 {
            let order = shuffled(5, number);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4]);
            first[order[0]] += 1;
            if number % 2 == 1 {
                let mut back = shuffled(5, number - 1);
                back.reverse();
                assert_eq!(order, back);
            }
        }
        assert!(first.iter().all(|count| (1_850..2_150).contains(count)), "{first:?}");
    }
}
