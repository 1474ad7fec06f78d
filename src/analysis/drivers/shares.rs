//! Shares of the variance: first-order, total and Shapley, by pick-freeze.

use super::groups::Division;
use crate::draw::{Freeze, InputSampler, Mixed, RANDOMISATIONS};
use crate::error::Result;
use crate::run::Table;
use crate::stats::{Ends, Errors, Share, increment, joining, path_share, total_index};

/// Computes results of draws with inputs of two points.
pub(super) type Respond<'r> = &'r dyn Fn(&Mixed) -> Result<Table>;

/// Shares of one player.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlayerShares {
    pub first: Share,
    pub total: Share,
    pub shapley: Share,
}

/// Two independent points for every draw, and what is made of them.
#[derive(Clone, Copy)]
pub(super) struct Points<'s, 'm> {
    pub kept: &'s InputSampler<'m>,
    pub other: &'s InputSampler<'m>,
    pub respond: Respond<'s>,
}

/// Evaluations of all draws that the shares of a division take.
pub(super) fn evaluations(division: &Division) -> usize {
    2 * division.players.count + 2 + division.correlated.iter().filter(|correlated| **correlated).count()
}

impl Points<'_, '_> {
    fn mixed<'a>(&'a self, division: &'a Division, freeze: Freeze) -> Mixed<'a, 'a> {
        Mixed { kept: self.kept, other: self.other, players: &division.players, freeze }
    }

    /// Shares of every player in every column of the response (columns × players).
    ///
    /// What is independent of all others needs one evaluation of the draws for its first-order and total index, since only it
    /// differs from `y_∅` there; what is correlated needs two, one where it is first and one where it is last.
    pub fn shares(&self, division: &Division, errors: Errors) -> Result<Vec<Vec<PlayerShares>>> {
        let count = division.players.count;
        let evaluate = |freeze: Freeze| (self.respond)(&self.mixed(division, freeze));
        let all: Vec<usize> = (0..count).collect();
        let kept = evaluate(Freeze::First(all.clone(), count))?;
        let anew = evaluate(Freeze::First(all, 0))?;
        let ends = |column: usize| Ends {
            kept: &kept.columns[column],
            anew: &anew.columns[column],
            randomisations: &kept.randomisations,
            count: RANDOMISATIONS as usize,
            errors,
        };
        let shapley = self.shapley(division, &kept, errors)?;
        let mut found = vec![Vec::new(); kept.columns.len()];
        for (player, correlated) in division.correlated.iter().enumerate() {
            let others = || (0..count).filter(|other| *other != player);
            let alone = evaluate(Freeze::First([player].into_iter().chain(others()).collect(), 1))?;
            let last = if *correlated {
                Some(evaluate(Freeze::First(others().chain([player]).collect(), count - 1))?)
            } else {
                None
            };
            for (column, found) in found.iter_mut().enumerate() {
                let ends = ends(column);
                let own = &alone.columns[column];
                found.push(PlayerShares {
                    first: increment(ends, ends.anew, own),
                    total: match &last {
                        Some(last) => total_index(ends, ends.kept, &last.columns[column]),
                        None => total_index(ends, own, ends.anew),
                    },
                    shapley: shapley[column][player],
                });
            }
        }
        Ok(found)
    }

    /// Shapley effects: what each player adds where it joins, along a random order of all (columns × players).
    fn shapley(&self, division: &Division, kept: &Table, errors: Errors) -> Result<Vec<Vec<Share>>> {
        let (count, draws) = (division.players.count, kept.randomisations.len());
        let order = self.mixed(division, Freeze::Shuffled(0));
        let orders: Vec<Vec<usize>> = (0..draws as u64).map(|draw| order.order(draw)).collect();
        // Each player joins once in every draw.
        let mut added = vec![vec![vec![0.0; draws]; count]; kept.columns.len()];
        let none = (self.respond)(&order)?;
        let mut before = none.columns.clone();
        for step in 0..count {
            let after = if step + 1 == count {
                kept.columns.clone()
            } else {
                (self.respond)(&self.mixed(division, Freeze::Shuffled(step + 1)))?.columns
            };
            for (column, added) in added.iter_mut().enumerate() {
                let (y, before, after) = (&kept.columns[column], &before[column], &after[column]);
                for (draw, order) in orders.iter().enumerate() {
                    added[order[step]][draw] = joining(y[draw], before[draw], after[draw]);
                }
            }
            before = after;
        }
        let share = |(column, added): (usize, &Vec<Vec<f64>>)| {
            let ends = Ends {
                kept: &kept.columns[column],
                anew: &none.columns[column],
                randomisations: &kept.randomisations,
                count: RANDOMISATIONS as usize,
                errors,
            };
            added.iter().map(|added| path_share(ends, added)).collect()
        };
        Ok(added.iter().enumerate().map(share).collect())
    }
}
