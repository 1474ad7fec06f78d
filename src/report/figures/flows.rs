//! States, dates and moves → how thick each lane is after each date, and where ribbons leave and enter it.

use crate::report::chart::Tree;

/// Probability that moves between two lanes at a date, with where it leaves and enters them: the probability that lies
/// above it in the lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Lane that is left.
    pub from: usize,
    /// Lane that is entered; the same one for what stays.
    pub to: usize,
    /// Its probability.
    pub probability: f64,
    /// Probability above it in the lane that is left.
    pub leaves: f64,
    /// Probability above it in the lane that is entered.
    pub enters: f64,
}

/// Probabilities of lanes and flows between them.
#[derive(Clone, Debug)]
pub struct Flows {
    /// By number of dates that have passed and by lane: its probability.
    pub levels: Vec<Vec<f64>>,
    /// By date: what moves and what stays, in the order of lanes left and entered.
    pub dates: Vec<Vec<Flow>>,
}

/// Follows probability through the dates. Moves that name no lane or are no probabilities are left out, and no lane
/// gives more than it has.
pub fn follow(tree: &Tree) -> Flows {
    let lanes = tree.states.len();
    let mut level: Vec<f64> = (0..lanes).map(|lane| if lane == 0 { 1.0 } else { 0.0 }).collect();
    let mut flows = Flows { levels: vec![level.clone()], dates: Vec::new() };
    for date in &tree.dates {
        let mut moved = vec![vec![0.0; lanes]; lanes];
        for step in date.moves.iter().filter(|step| step.from != step.to && step.probability > 0.0) {
            let Some(left) = level.get_mut(step.from) else { continue };
            let given = step.probability.min(*left);
            if let Some(cell) = moved.get_mut(step.from).and_then(|row| row.get_mut(step.to)) {
                *cell += given;
                *left -= given;
            }
        }
        for (lane, row) in moved.iter_mut().enumerate() {
            // What stays lies between what goes up and what goes down, so ribbons of a lane do not cross.
            row[lane] = level[lane];
        }
        let mut entered = vec![0.0; lanes];
        let mut here = Vec::new();
        for (from, row) in moved.iter().enumerate() {
            let mut leaves = 0.0;
            for (to, probability) in row.iter().enumerate().filter(|(_, probability)| **probability > 0.0) {
                here.push(Flow { from, to, probability: *probability, leaves, enters: entered[to] });
                leaves += probability;
                entered[to] += probability;
            }
        }
        level.clone_from(&entered);
        flows.levels.push(entered);
        flows.dates.push(here);
    }
    flows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{TreeDate, TreeMove, TreeState};

    #[test]
    fn probability_is_neither_made_nor_lost() {
        let state = |label: &str| TreeState { label: label.to_string(), probability: 0.0 };
        let step = |from, to, probability| TreeMove { from, to, probability };
        let date = |moves| TreeDate { date: String::new(), label: String::new(), moves };
        let tree = Tree {
            states: vec![state("talks"), state("deal"), state("none")],
            dates: vec![
                date(vec![
                    step(0, 1, 0.25),
                    step(0, 2, 0.25),
                    step(2, 1, 0.5),
                    step(0, 9, 0.1),
                    step(7, 0, 0.1),
                ]),
                date(vec![step(2, 1, 0.125), step(0, 1, 9.0), step(1, 1, 0.5), step(1, 2, f64::NAN)]),
            ],
            axis: String::new(),
        };
        let flows = follow(&tree);
        assert_eq!(flows.levels[1], [0.5, 0.25, 0.25]);
        assert_eq!(flows.levels[2], [0.0, 0.875, 0.125]);
        let last = &flows.dates[1];
        let entering: Vec<_> = last.iter().filter(|flow| flow.to == 1).collect();
        assert_eq!(entering.iter().map(|flow| flow.from).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(entering.iter().map(|flow| flow.enters).collect::<Vec<_>>(), [0.0, 0.5, 0.75]);
        let down = flows.dates[0].iter().find(|flow| flow.to == 2).unwrap();
        assert_eq!((down.leaves, down.enters), (0.75, 0.0));
    }
}
