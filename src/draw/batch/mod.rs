//! Many draws: the same as [`super::follow_talks`] for what a run reports, without allocation.
//!
//! All lines are followed side by side, months × lines, so that one instruction works on several lines. `kanzei trace`
//! takes the other path, one line after another; a test holds the two together.

mod changes;
mod lines;
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

/// Lines and causes stand side by side in groups of so many.
pub const LANES: usize = 8;

/// Numbers of a group of lines or causes.
pub type Lanes = [f64; LANES];

/// How many groups hold so many lines or causes.
pub fn groups(count: usize) -> usize {
    count.div_ceil(LANES)
}

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
    causes: usize,
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

/// What a draw does to exports and to final demand; arrays are months × groups of lines or causes.
#[derive(Default)]
pub struct Course {
    /// Rate on home's goods.
    pub tariff_rate: Vec<Lanes>,
    /// `ΔV`, money per month.
    pub volume_change: Vec<Lanes>,
    /// `ΔR`, money per month.
    pub income_change: Vec<Lanes>,
    /// Amount of every cause, money per month.
    pub amounts: Vec<Lanes>,
    changes: Changes,
    wedges: Wedges,
    room: LineRoom,
    states: Vec<Option<StateId>>,
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
            causes: causes.len(),
            last_days: (0..model.calendar.months()).map(last_day).collect(),
            model,
            changes,
        }
    }

    /// Follows a draw whose talks are settled.
    pub fn follow(&self, values: &InputValues, tracks: &[TrackPath], course: &mut Course) {
        self.changes.follow(tracks, values, &mut course.changes);
        self.wedges.compute(&self.changes, &course.changes, values, &mut course.wedges);
        std::mem::swap(&mut course.tariff_rate, &mut course.wedges.rate);
        self.lines.follow(values, course);
        self.add_levers(values, &tracks[self.model.negotiation.primary.0], course);
    }

    /// Amounts of the levers that are on: `F/12 · min(1, (j+1)/R)` in the `j`-th month of their states.
    fn add_levers(&self, values: &InputValues, primary: &TrackPath, course: &mut Course) {
        let on = |lever: &&LeverPlan| values.get(lever.lever) == 1.0;
        let stride = groups(self.causes) * LANES;
        if self.levers.iter().any(|lever| on(&lever)) {
            self.find_states(primary, &mut course.states);
        }
        for lever in &self.levers {
            let column = course.amounts.as_flattened_mut().iter_mut().skip(lever.cause).step_by(stride);
            if !on(&lever) {
                column.for_each(|amount| *amount = 0.0);
                continue;
            }
            let monthly = values.get(lever.per_year) / 12.0;
            let ramp = values.get(lever.ramp_months);
            let mut elapsed = 0.0;
            for (amount, state) in column.zip(&course.states) {
                let within = state.is_some_and(|state| lever.states.contains(&state));
                elapsed = if within { elapsed + 1.0 } else { 0.0 };
                *amount = if within { monthly * (elapsed / ramp).min(1.0) } else { 0.0 };
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
