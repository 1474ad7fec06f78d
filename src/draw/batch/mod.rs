//! Many draws: the same as [`super::follow_talks`] for what a run reports, without allocation.
//!
//! Talks and tariffs differ in shape from draw to draw and are followed one by one. From there on eight draws are followed
//! side by side, so that one instruction works on several. `kanzei trace` takes the other path, one draw alone; a test
//! holds the two together.

mod changes;
mod lines;
mod rivals;
mod wedges;

use chrono::NaiveDate;

use super::inputs::InputValues;
use super::shock::{Cause, causes};
use super::talks::TrackPath;
use crate::ids::{InputId, StateId};
use crate::model::Model;
use changes::{ChangePlan, Changes};
use lines::{LineRoom, LinesPlan};
use wedges::{WedgePlan, Wedges};

/// Draws that are followed side by side.
pub const LANES: usize = 8;

/// One number for each of these draws.
pub type Lanes = [f64; LANES];

/// `1 − elasticity`, kept off zero: so close to it the general formulas give the Cobb–Douglas limit to rounding.
fn power(elasticity: f64) -> f64 {
    const SMALLEST: f64 = 1e-12;
    let power = 1.0 - elasticity;
    if power.abs() < SMALLEST { SMALLEST.copysign(power) } else { power }
}

/// What no draw changes.
pub struct CoursePlan<'m> {
    model: &'m Model,
    changes: ChangePlan,
    wedges: WedgePlan,
    lines: LinesPlan,
    levers: Vec<LeverPlan>,
    /// Last day of every month.
    last_days: Vec<NaiveDate>,
}

struct LeverPlan {
    /// Position among the causes.
    cause: usize,
    lever: InputId,
    states: Vec<StateId>,
    per_year: InputId,
    ramp_months: InputId,
}

/// Room to follow eight draws, used again and again.
#[derive(Default)]
pub struct Course {
    /// Amounts of lever effects (effects × months), money per month.
    levers: Vec<Lanes>,
    room: LineRoom,
    changes: Changes,
    wedges: Wedges,
    states: Vec<Option<StateId>>,
}

/// What eight draws do to final demand by one cause; arrays are by month.
pub struct Followed<'a> {
    /// The cause, by position.
    pub cause: usize,
    /// Its amount, money per month.
    pub amounts: &'a [Lanes],
    /// For a line: what becomes of its exports.
    pub line: Option<LineChanges<'a>>,
}

/// What becomes of home's exports of a line in eight draws; arrays are by month.
pub struct LineChanges<'a> {
    /// Rate on home's goods.
    pub tariff_rate: &'a [Lanes],
    /// `ΔV`, money per month.
    pub volume_change: &'a [Lanes],
    /// `ΔR`, money per month.
    pub income_change: &'a [Lanes],
}

impl<'m> CoursePlan<'m> {
    /// Prepares a model.
    pub fn new(model: &'m Model) -> Self {
        let changes = ChangePlan::new(model);
        let lever = |(position, cause): (usize, &Cause)| {
            let Cause::Lever(lever, effect) = cause else { return None };
            let lever = &model.negotiation.levers[lever.0];
            let effect = &lever.effects[*effect];
            Some(LeverPlan {
                cause: position,
                lever: lever.input,
                states: effect.states.clone(),
                per_year: effect.per_year,
                ramp_months: effect.ramp_months,
            })
        };
        let causes = causes(model);
        let last_day = |month: usize| {
            let first = model.calendar.month(month).first_day();
            model.calendar.month(month + 1).first_day().pred_opt().unwrap_or(first)
        };
        Self {
            wedges: WedgePlan::new(model),
            lines: LinesPlan::new(model),
            levers: causes.iter().enumerate().filter_map(lever).collect(),
            last_days: (0..model.calendar.months()).map(last_day).collect(),
            model,
            changes,
        }
    }

    /// Follows up to eight draws whose talks are settled, and hands on what each cause does, in order; the other lanes
    /// repeat the last draw.
    pub fn follow<'d>(
        &self,
        draws: impl Iterator<Item = (&'d InputValues, &'d [TrackPath])>,
        course: &mut Course,
        mut take: impl FnMut(&Followed),
    ) {
        let Course { levers, room, changes, wedges, states } = course;
        let months = self.last_days.len();
        levers.resize(self.levers.len() * months, [0.0; LANES]);
        let mut values: [Option<&InputValues>; LANES] = [None; LANES];
        let mut used = 0;
        for (lane, (of_draw, tracks)) in draws.enumerate().take(LANES) {
            self.changes.follow(tracks, of_draw, changes);
            self.wedges.compute(&self.changes, changes, of_draw, lane, wedges);
            self.add_levers(of_draw, &tracks[self.model.negotiation.primary.0], lane, levers, states);
            values[lane] = Some(of_draw);
            used = lane + 1;
        }
        let Some(last) = values[..used].last().copied().flatten() else { return };
        let values = values.map(|values| values.unwrap_or(last));
        self.lines.follow(&values, wedges, &self.wedges, room, &mut take);
        for (plan, amounts) in self.levers.iter().zip(levers.chunks_exact(months)) {
            take(&Followed { cause: plan.cause, amounts, line: None });
        }
    }

    /// Amounts of the levers that are on: `F/12 · min(1, (j+1)/R)` in the `j`-th month of their states.
    fn add_levers(
        &self,
        values: &InputValues,
        primary: &TrackPath,
        lane: usize,
        amounts: &mut [Lanes],
        states: &mut Vec<Option<StateId>>,
    ) {
        let on = |lever: &&LeverPlan| values.get(lever.lever) == 1.0;
        if self.levers.iter().any(|lever| on(&lever)) {
            self.find_states(primary, states);
        }
        for (lever, series) in self.levers.iter().zip(amounts.chunks_exact_mut(self.last_days.len())) {
            if !on(&lever) {
                series.iter_mut().for_each(|amounts| amounts[lane] = 0.0);
                continue;
            }
            let monthly = values.get(lever.per_year) / 12.0;
            let ramp = values.get(lever.ramp_months);
            let mut elapsed = 0.0;
            for (amounts, state) in series.iter_mut().zip(&*states) {
                let within = state.is_some_and(|state| lever.states.contains(&state));
                elapsed = if within { elapsed + 1.0 } else { 0.0 };
                amounts[lane] = if within { monthly * (elapsed / ramp).min(1.0) } else { 0.0 };
            }
        }
    }

    /// State of the primary track on the last day of every month; none before the as-of date.
    fn find_states(&self, primary: &TrackPath, states: &mut Vec<Option<StateId>>) {
        states.clear();
        let mut steps = primary.steps.iter().peekable();
        let mut state = primary.initial;
        states.extend(self.last_days.iter().map(|day| {
            while let Some(step) = steps.next_if(|step| step.date <= *day) {
                state = step.state;
            }
            (*day >= self.model.as_of).then_some(state)
        }));
    }
}
