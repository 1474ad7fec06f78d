//! Wedges → prices, volumes and the amounts of lines and investment, for all lines side by side.

// The passes below run at vector width only where they are inlined into the dispatched function.
#![allow(clippy::inline_always)]

use super::{Course, LANES, Lanes, groups, power};
use crate::draw::inputs::InputValues;
use crate::draw::series;
use crate::draw::shock::causes;
use crate::draw::volumes::monthly_speed;
use crate::ids::InputId;
use crate::model::Model;
use crate::model::parameters::LineParameters;
use crate::model::trade::Line;
use crate::wide::at_vector_width;

/// Numbers by line, or by month and line.
type Lines = Vec<Lanes>;

/// What no draw changes.
pub(super) struct LinesPlan {
    months: usize,
    /// Groups of lines, and of causes.
    groups: usize,
    cause_groups: usize,
    /// Position of investment among the causes.
    investment: usize,
    parameters: Vec<LineParameters>,
    currency_offset: InputId,
    investment_response: InputId,
    /// `X/12`
    monthly_exports: Lines,
    /// `θ` of home.
    home_share: Lines,
    /// Whether any line's domestic prices respond.
    domestic_prices_respond: bool,
}

/// Room for one draw.
#[derive(Default)]
pub(super) struct LineRoom {
    substitution: Lines,
    import_substitution: Lines,
    demand_elasticity: Lines,
    speed: Lines,
    absorption_fading: Lines,
    absorption_long_run: Lines,
    decay: Lines,
    import_share: Lines,
    domestic_response: Lines,
    diversion: Lines,
    source_power: Lines,
    upper_power: Lines,
    // Months × lines:
    landed: Lines,
    index: Lines,
    all_index: Lines,
    domestic: Lines,
    /// `ln q`, then `q`; behind it `ln p`, then `p`.
    volume_and_price: Lines,
}

impl LinesPlan {
    pub fn new(model: &Model) -> Self {
        let lines = &model.trade.lines;
        let padded = |number: &dyn Fn(&Line) -> f64| {
            let mut padded = vec![[0.0; LANES]; groups(lines.len())];
            padded.as_flattened_mut().iter_mut().zip(lines).for_each(|(lane, line)| *lane = number(line));
            padded
        };
        let responds = |parameters: &LineParameters| {
            let response = &model.inputs.get(parameters.domestic_price_response);
            !response.distribution.is_constant() || response.distribution.quantile(0.5) != 0.0
        };
        Self {
            months: model.calendar.months(),
            groups: groups(lines.len()),
            cause_groups: groups(causes(model).len()),
            investment: lines.len(),
            parameters: model.parameters.lines.clone(),
            currency_offset: model.parameters.currency_offset,
            investment_response: model.parameters.investment_response,
            monthly_exports: padded(&|line| line.exports / 12.0),
            home_share: padded(&|line| line.import_shares[0]),
            domestic_prices_respond: model.parameters.lines.iter().any(responds),
        }
    }

    /// Follows all lines of a draw.
    pub fn follow(&self, values: &InputValues, course: &mut Course) {
        self.gather(values, &mut course.room);
        let size = self.months * self.groups;
        let room = &mut course.room;
        for series in [&mut room.landed, &mut room.index, &mut room.all_index, &mut room.domestic] {
            series.resize(size, [0.0; LANES]);
        }
        room.volume_and_price.resize(2 * size, [0.0; LANES]);
        course.volume_change.resize(size, [0.0; LANES]);
        course.income_change.resize(size, [0.0; LANES]);
        course.amounts.resize(self.months * self.cause_groups, [0.0; LANES]);
        let not_offset = 1.0 - values.get(self.currency_offset);
        at_vector_width!(self.split_wedges(not_offset, course));
        series::exp_m1(course.room.index.as_flattened_mut());
        at_vector_width!(self.import_index(&course.wedges.rivals, &mut course.room));
        series::ln_1p(course.room.index.as_flattened_mut());
        at_vector_width!(self.raise_index(&mut course.room));
        series::exp_m1(course.room.all_index.as_flattened_mut());
        if self.domestic_prices_respond {
            series::exp_m1(course.room.domestic.as_flattened_mut());
        }
        at_vector_width!(self.upper_index(&mut course.room));
        series::ln_1p(course.room.all_index.as_flattened_mut());
        at_vector_width!(self.adjust(&mut course.room));
        series::exp(course.room.volume_and_price.as_flattened_mut());
        let response = values.get(self.investment_response);
        at_vector_width!(self.changes(response, course));
    }

    /// Gathers the parameters of all lines.
    fn gather(&self, values: &InputValues, room: &mut LineRoom) {
        let mut speed = (None, 0.0);
        let mut decay = (None, 0.0);
        let lists = [
            &mut room.substitution,
            &mut room.import_substitution,
            &mut room.demand_elasticity,
            &mut room.speed,
            &mut room.absorption_fading,
            &mut room.absorption_long_run,
            &mut room.decay,
            &mut room.import_share,
            &mut room.domestic_response,
            &mut room.diversion,
            &mut room.source_power,
            &mut room.upper_power,
        ];
        for list in lists {
            list.clear();
            // What stands in unused lanes only has to be finite.
            list.resize(self.groups, [1.0; LANES]);
        }
        for (position, parameters) in self.parameters.iter().enumerate() {
            let (group, lane) = (position / LANES, position % LANES);
            let value = |id| values.get(id);
            // Often one input serves all lines, and its power is computed once.
            if speed.0 != Some(parameters.adjustment_speed) {
                speed =
                    (Some(parameters.adjustment_speed), monthly_speed(value(parameters.adjustment_speed)));
            }
            if decay.0 != Some(parameters.absorption_half_life) {
                let half_life = value(parameters.absorption_half_life);
                decay = (Some(parameters.absorption_half_life), (-1.0 / half_life).exp2());
            }
            let long_run = value(parameters.absorption_long_run);
            room.substitution[group][lane] = value(parameters.substitution);
            room.import_substitution[group][lane] = value(parameters.import_substitution);
            room.demand_elasticity[group][lane] = value(parameters.demand_elasticity);
            room.speed[group][lane] = speed.1;
            room.absorption_fading[group][lane] = value(parameters.absorption_initial) - long_run;
            room.absorption_long_run[group][lane] = long_run;
            room.decay[group][lane] = decay.1;
            room.import_share[group][lane] = value(parameters.import_share_of_use);
            room.domestic_response[group][lane] = value(parameters.domestic_price_response);
            room.diversion[group][lane] = value(parameters.diversion);
            room.source_power[group][lane] = power(room.substitution[group][lane]);
            room.upper_power[group][lane] = power(room.import_substitution[group][lane]);
        }
    }

    /// `ln P = (1−a)(1−o) ln τ`, `ln p = −a (1−o) ln τ`, with `a` fading since the first wedge.
    #[inline(always)]
    fn split_wedges(&self, not_offset: f64, course: &mut Course) {
        let Course { room, wedges, .. } = course;
        let (_, prices) = room.volume_and_price.split_at_mut(self.months * self.groups);
        for group in 0..self.groups {
            let (fading, long_run) = (&room.absorption_fading[group], &room.absorption_long_run[group]);
            let (decay, first) = (&room.decay[group], &wedges.first[group]);
            let source_power = &room.source_power[group];
            let mut faded = [1.0; LANES];
            for month in 0..self.months {
                let at = month * self.groups + group;
                let logs = &wedges.log_wedge[at];
                let (landed, index) = (&mut room.landed[at], &mut room.index[at]);
                let price = &mut prices[at];
                for lane in 0..LANES {
                    let later = month as f64 > first[lane];
                    faded[lane] = if later { faded[lane] * decay[lane] } else { 1.0 };
                    let share = fading[lane].mul_add(faded[lane], long_run[lane]);
                    let log = logs[lane] * not_offset;
                    price[lane] = -log * share;
                    landed[lane] = log * (1.0 - share);
                    index[lane] = source_power[lane] * landed[lane];
                }
            }
        }
    }

    /// Adds home to the rivals' part of the import price index.
    #[inline(always)]
    fn import_index(&self, rivals: &[Lanes], room: &mut LineRoom) {
        for group in 0..self.groups {
            let share = &self.home_share[group];
            for month in 0..self.months {
                let at = month * self.groups + group;
                let (index, rivals) = (&mut room.index[at], &rivals[at]);
                for lane in 0..LANES {
                    index[lane] = share[lane].mul_add(index[lane], rivals[lane]);
                }
            }
        }
    }

    /// From `(1−σ) ln P_M` to `ln P_M` and `(1−η) ln P_M`.
    #[inline(always)]
    fn raise_index(&self, room: &mut LineRoom) {
        for group in 0..self.groups {
            let (source_power, upper_power) = (&room.source_power[group], &room.upper_power[group]);
            let response = &room.domestic_response[group];
            let mut inverse = [0.0; LANES];
            (0..LANES).for_each(|lane| inverse[lane] = 1.0 / source_power[lane]);
            for month in 0..self.months {
                let at = month * self.groups + group;
                let (index, all) = (&mut room.index[at], &mut room.all_index[at]);
                for lane in 0..LANES {
                    index[lane] *= inverse[lane];
                    all[lane] = upper_power[lane] * index[lane];
                }
                if self.domestic_prices_respond {
                    let domestic = &mut room.domestic[at];
                    (0..LANES).for_each(|lane| domestic[lane] = response[lane] * all[lane]);
                }
            }
        }
    }

    /// Weighs imports and domestic goods in the price index of all goods.
    #[inline(always)]
    fn upper_index(&self, room: &mut LineRoom) {
        for group in 0..self.groups {
            let share = &room.import_share[group];
            for month in 0..self.months {
                let at = month * self.groups + group;
                let all = &mut room.all_index[at];
                (0..LANES).for_each(|lane| all[lane] *= share[lane]);
                if self.domestic_prices_respond {
                    let domestic = &room.domestic[at];
                    for lane in 0..LANES {
                        all[lane] = (1.0 - share[lane]).mul_add(domestic[lane], all[lane]);
                    }
                }
            }
        }
    }

    /// Target volumes, and volumes on their way to them.
    #[inline(always)]
    fn adjust(&self, room: &mut LineRoom) {
        let (volumes, _) = room.volume_and_price.split_at_mut(self.months * self.groups);
        for group in 0..self.groups {
            let (substitution, upper) = (&room.substitution[group], &room.import_substitution[group]);
            let (elasticity, speed) = (&room.demand_elasticity[group], &room.speed[group]);
            let upper_power = &room.upper_power[group];
            let mut inverse = [0.0; LANES];
            (0..LANES).for_each(|lane| inverse[lane] = 1.0 / upper_power[lane]);
            let mut level = [0.0; LANES];
            for month in 0..self.months {
                let at = month * self.groups + group;
                let (landed, index) = (&room.landed[at], &room.index[at]);
                let (all, volume) = (&room.all_index[at], &mut volumes[at]);
                for lane in 0..LANES {
                    let all = all[lane] * inverse[lane];
                    let target = substitution[lane].mul_add(
                        index[lane] - landed[lane],
                        -upper[lane].mul_add(index[lane] - all, elasticity[lane] * all),
                    );
                    level[lane] = speed[lane].mul_add(target - level[lane], level[lane]);
                    volume[lane] = level[lane];
                }
            }
        }
    }

    /// `ΔV`, `ΔR`, and the amounts of lines and investment.
    #[inline(always)]
    fn changes(&self, investment_response: f64, course: &mut Course) {
        let Course { room, volume_change, income_change, amounts, .. } = course;
        let (volumes, prices) = room.volume_and_price.split_at(self.months * self.groups);
        for month in 0..self.months {
            let mut lost = [0.0; LANES];
            for group in 0..self.groups {
                let at = month * self.groups + group;
                let (exports, diversion) = (&self.monthly_exports[group], &room.diversion[group]);
                let (q, p) = (&volumes[at], &prices[at]);
                let (volume, income) = (&mut volume_change[at], &mut income_change[at]);
                let amount = &mut amounts[month * self.cause_groups + group];
                for lane in 0..LANES {
                    volume[lane] = exports[lane] * (q[lane] - 1.0);
                    income[lane] = exports[lane] * q[lane] * (p[lane] - 1.0);
                    lost[lane] += income[lane];
                    let kept = if volume[lane] < 0.0 { 1.0 - diversion[lane] } else { 1.0 };
                    amount[lane] = kept * volume[lane];
                }
            }
            let investment = month * self.cause_groups * LANES + self.investment;
            amounts.as_flattened_mut()[investment] = investment_response * lost.iter().sum::<f64>();
        }
    }
}
