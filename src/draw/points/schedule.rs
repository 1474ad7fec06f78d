//! Draw numbers → points: which randomisation a draw belongs to, and which of its points it is.
//!
//! A run grows in stages: 4,096 draws, then as many again, then twice as many, and so on. A stage gives every
//! randomisation the same number of points, one randomisation after another. So a run is the start of any longer run
//! that ends with a later stage, and every randomisation of a whole stage has a power of two of points, where a Sobol'
//! sequence is most even.

/// Independent randomisations of a run.
pub const RANDOMISATIONS: u64 = 8;
/// Draws of the first stage.
const FIRST_STAGE: u64 = 1 << 12;
/// More stages than any number of draws has.
const MOST_STAGES: u32 = 52;
/// Most draws computed together.
const ROUND: u64 = 1024;

/// Consecutive draws that are consecutive points of one randomisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Number of the first draw.
    pub first_draw: u64,
    /// How many draws.
    pub count: usize,
    /// The randomisation.
    pub randomisation: usize,
    /// Position of the first draw among the randomisation's points.
    pub first_point: u64,
    /// Number of the stage.
    pub stage: u32,
    /// Position of the first draw among the randomisation's points in the stage.
    pub stage_first: u64,
    /// The randomisation's points in the stage.
    pub stage_points: u64,
}

impl Part {
    /// A piece of it, from a position on.
    #[must_use]
    pub fn piece(&self, from: usize, count: usize) -> Self {
        let shift = from as u64;
        Self {
            first_draw: self.first_draw + shift,
            first_point: self.first_point + shift,
            stage_first: self.stage_first + shift,
            count,
            ..*self
        }
    }

    /// Its draws with numbers from one on and before another.
    fn within(&self, from: u64, before: u64) -> Self {
        let end = self.first_draw + self.count as u64;
        let from = from.clamp(self.first_draw, end) - self.first_draw;
        let before = before.clamp(self.first_draw, end) - self.first_draw;
        self.piece(from as usize, before.saturating_sub(from) as usize)
    }
}

/// The order of the draws of a run.
///
/// ```
/// use kanzei::draw::Schedule;
/// let schedule = Schedule::new(20_000);
/// assert_eq!(schedule.stages(), 4);
/// assert_eq!(schedule.place(16_384).first_point, 2048);
/// assert_eq!(schedule.rounds(0).flatten().map(|part| part.count).sum::<usize>(), 4096);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    draws: u64,
}

impl Schedule {
    /// The schedule of so many draws.
    pub fn new(draws: u64) -> Self {
        Self { draws }
    }

    /// Number of stages.
    pub fn stages(&self) -> u32 {
        (0..MOST_STAGES).take_while(|stage| stage_start(*stage) < self.draws).count() as u32
    }

    /// Draws done at the end of a stage.
    pub fn stage_end(&self, stage: u32) -> u64 {
        stage_start(stage + 1).min(self.draws)
    }

    /// The draws of a stage in order, in rounds that are computed together: of one randomisation or, in small stages, of
    /// several.
    pub fn rounds(&self, stage: u32) -> impl Iterator<Item = Vec<Part>> + use<> {
        let schedule = *self;
        let (start, end) = (stage_start(stage), self.stage_end(stage));
        (start..end).step_by(ROUND as usize).map(move |first| {
            let last = end.min(first + ROUND);
            let parts = (0..RANDOMISATIONS).map(|randomisation| schedule.part(stage, randomisation));
            let within = parts.map(|part| part.within(first, last));
            within.filter(|part| part.count > 0).collect()
        })
    }

    /// Where a draw stands.
    pub fn place(&self, draw: u64) -> Part {
        let stage = (0..MOST_STAGES).find(|stage| draw < stage_start(stage + 1)).unwrap_or(0);
        let mut parts = (0..RANDOMISATIONS).map(|randomisation| self.part(stage, randomisation));
        let own = parts.rfind(|part| part.first_draw <= draw && part.count > 0);
        let part = own.unwrap_or_else(|| self.part(stage, 0));
        part.piece((draw - part.first_draw) as usize, 1)
    }

    /// All draws of a randomisation in a stage.
    fn part(self, stage: u32, randomisation: u64) -> Part {
        let start = stage_start(stage);
        let draws = self.stage_end(stage).saturating_sub(start);
        let (even, more) = (draws / RANDOMISATIONS, draws % RANDOMISATIONS);
        let count = even + u64::from(randomisation < more);
        Part {
            first_draw: start + randomisation * even + randomisation.min(more),
            count: count as usize,
            randomisation: randomisation as usize,
            first_point: start / RANDOMISATIONS,
            stage,
            stage_first: 0,
            stage_points: count,
        }
    }
}

/// Number of the first draw of a stage.
fn stage_start(stage: u32) -> u64 {
    if stage == 0 { 0 } else { FIRST_STAGE.saturating_mul(1 << (stage - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_cover_every_draw_once_and_agree_with_its_place() {
        for draws in [1, 7, 8, 100, 2048, 16_384, 16_385, 20_001, 70_000] {
            let schedule = Schedule::new(draws);
            let mut next = 0;
            for stage in 0..schedule.stages() {
                for round in schedule.rounds(stage) {
                    assert!(round.iter().map(|part| part.count as u64).sum::<u64>() <= ROUND);
                    for part in round {
                        assert_eq!(part.first_draw, next);
                        next += part.count as u64;
                        let last = part.count - 1;
                        assert_eq!(schedule.place(part.first_draw + last as u64), part.piece(last, 1));
                    }
                }
                assert_eq!(next, schedule.stage_end(stage));
            }
            assert_eq!(next, draws);
        }
    }

    #[test]
    fn a_run_is_the_start_of_a_longer_one() {
        let (short, long) = (Schedule::new(32_768), Schedule::new(1_000_000));
        for draw in [0, 5000, 16_383, 16_384, 32_767] {
            let (a, b) = (short.place(draw), long.place(draw));
            assert_eq!((a.randomisation, a.first_point), (b.randomisation, b.first_point));
        }
    }

    #[test]
    fn every_randomisation_has_each_point_once() {
        let schedule = Schedule::new(40_000);
        let mut seen = vec![Vec::new(); RANDOMISATIONS as usize];
        for draw in 0..40_000 {
            let place = schedule.place(draw);
            seen[place.randomisation].push(place.first_point);
        }
        for points in &mut seen {
            points.sort_unstable();
            assert_eq!(*points, (0..5000).collect::<Vec<u64>>());
        }
    }
}
