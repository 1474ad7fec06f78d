//! Wedges → prices, volumes and the amounts of lines and investment: one line after another, eight draws side by side.
//!
//! What becomes of a line is handed on before the next one starts, so that it need not leave the nearest cache.

use super::wedges::{GROUP, Turned, WedgePlan, Wedges};
use super::{Followed, LANES, Lanes, LineChanges, power};
use crate::draw::inputs::InputValues;
use crate::draw::series;
use crate::draw::shock::causes;
use crate::draw::volumes::monthly_speed;
use crate::ids::InputId;
use crate::model::Model;
use crate::model::parameters::LineParameters;
use crate::wide::at_vector_width;

/// What no draw changes.
pub(super) struct LinesPlan {
    months: usize,
    lines: Vec<LinePlan>,
    currency_offset: InputId,
    investment_response: InputId,
}

pub(super) struct LinePlan {
    parameters: LineParameters,
    /// Other sellers whose regions are in the accounts: position among the sources after home, none for the destination's
    /// own producers, and sales by month.
    pub(super) rivals: Vec<(Option<usize>, f64)>,
    /// Position of the first of them among the causes.
    pub(super) first_rival: usize,
    /// `X/12`
    monthly_exports: f64,
    /// `θ` of home.
    home_share: f64,
    /// Whether domestic prices respond in any draw.
    domestic_prices_respond: bool,
}

/// Parameters of one line in eight draws.
#[derive(Default)]
pub(super) struct Parameters {
    not_offset: Lanes,
    pub(super) substitution: Lanes,
    pub(super) import_substitution: Lanes,
    pub(super) demand_elasticity: Lanes,
    pub(super) speed: Lanes,
    absorption_fading: Lanes,
    absorption_long_run: Lanes,
    decay: Lanes,
    import_share: Lanes,
    pub(super) domestic_response: Lanes,
    pub(super) kept: Lanes,
    pub(super) source_power: Lanes,
    pub(super) upper_power: Lanes,
}

/// Room for one line: a number for each month and draw.
#[derive(Default)]
pub(super) struct LineRoom {
    /// Rates, `ln τ` of home and the rivals' part of the index, for a group of lines.
    pub(super) turned: Turned,
    pub(super) parameters: Parameters,
    /// Inputs whose powers stand in `parameters`.
    speed_of: Option<InputId>,
    decay_of: Option<InputId>,
    landed: Vec<Lanes>,
    pub(super) index: Vec<Lanes>,
    pub(super) all_index: Vec<Lanes>,
    domestic: Vec<Lanes>,
    /// `ln q`, then `q`; behind it `ln p`, then `p`.
    volume_and_price: Vec<Lanes>,
    /// `ΔV`, `ΔR` and the amounts of the line.
    volume_change: Vec<Lanes>,
    income_change: Vec<Lanes>,
    pub(super) amounts: Vec<Lanes>,
    /// Income lost over all lines.
    lost: Vec<Lanes>,
}

impl LinesPlan {
    pub fn new(model: &Model) -> Self {
        let plan = |(line, parameters): (&crate::model::trade::Line, &LineParameters)| {
            let response = &model.inputs.get(parameters.domestic_price_response).distribution;
            LinePlan {
                parameters: *parameters,
                monthly_exports: line.exports / 12.0,
                rivals: line
                    .rivals
                    .iter()
                    .map(|rival| (rival.source.map(|s| s.0 - 1), rival.sales / 12.0))
                    .collect(),
                first_rival: 0,
                home_share: line.import_shares[0],
                domestic_prices_respond: !response.is_constant() || response.quantile(0.5) != 0.0,
            }
        };
        let mut lines: Vec<LinePlan> =
            model.trade.lines.iter().zip(&model.parameters.lines).map(plan).collect();
        let mut next = causes(model).len() - lines.iter().map(|line| line.rivals.len()).sum::<usize>();
        for line in &mut lines {
            line.first_rival = next;
            next += line.rivals.len();
        }
        Self {
            months: model.calendar.months(),
            lines,
            currency_offset: model.parameters.currency_offset,
            investment_response: model.parameters.investment_response,
        }
    }

    /// Follows all lines of eight draws, then the investment cut.
    pub fn follow(
        &self,
        values: &[&InputValues; LANES],
        wedges: &Wedges,
        plan: &WedgePlan,
        room: &mut LineRoom,
        mut take: impl FnMut(&Followed),
    ) {
        room.make(self.months);
        room.parameters.not_offset = values.map(|values| 1.0 - values.get(self.currency_offset));
        for (group, lines) in self.lines.chunks(GROUP).enumerate() {
            plan.turn(group, wedges, &mut room.turned);
            for (position, line) in lines.iter().enumerate() {
                let number = group * GROUP + position;
                line.follow(position, wedges.first(number), values, room);
                let of_line = LineChanges {
                    tariff_rate: room.turned.rates(position, self.months),
                    volume_change: &room.volume_change,
                    income_change: &room.income_change,
                };
                take(&Followed { cause: number, amounts: &room.amounts, line: Some(of_line) });
                line.follow_rivals(position, room, &mut take);
            }
        }
        let response = values.map(|values| values.get(self.investment_response));
        for (amounts, lost) in room.amounts.iter_mut().zip(&room.lost) {
            (0..LANES).for_each(|lane| amounts[lane] = response[lane] * lost[lane]);
        }
        take(&Followed { cause: self.lines.len(), amounts: &room.amounts, line: None });
    }
}

impl LineRoom {
    fn make(&mut self, months: usize) {
        let of_line = [
            &mut self.landed,
            &mut self.index,
            &mut self.all_index,
            &mut self.domestic,
            &mut self.volume_change,
            &mut self.income_change,
            &mut self.amounts,
        ];
        of_line.into_iter().for_each(|series| series.resize(months, [0.0; LANES]));
        self.volume_and_price.resize(2 * months, [0.0; LANES]);
        self.lost.clear();
        self.lost.resize(months, [0.0; LANES]);
        (self.speed_of, self.decay_of) = (None, None);
    }
}

impl LinePlan {
    fn follow(
        &self,
        position: usize,
        first_wedge: &Lanes,
        values: &[&InputValues; LANES],
        room: &mut LineRoom,
    ) {
        self.gather(values, room);
        let responds = self.domestic_prices_respond;
        at_vector_width!(split_wedges(position, first_wedge, room));
        series::exp_m1(room.index.as_flattened_mut());
        at_vector_width!(self.import_index(position, room));
        series::ln_1p(room.index.as_flattened_mut());
        at_vector_width!(raise_index(room, responds));
        series::exp_m1(room.all_index.as_flattened_mut());
        if responds {
            series::exp_m1(room.domestic.as_flattened_mut());
        }
        at_vector_width!(upper_index(room, responds));
        series::ln_1p(room.all_index.as_flattened_mut());
        at_vector_width!(adjust(room));
        series::exp(room.volume_and_price.as_flattened_mut());
        at_vector_width!(self.changes(room));
    }

    fn gather(&self, values: &[&InputValues; LANES], room: &mut LineRoom) {
        let of = |id: InputId| values.map(|values| values.get(id));
        let (ids, into) = (&self.parameters, &mut room.parameters);
        // Often one input serves all lines, and its power is computed once.
        if room.speed_of != Some(ids.adjustment_speed) {
            room.speed_of = Some(ids.adjustment_speed);
            into.speed = of(ids.adjustment_speed).map(monthly_speed);
        }
        if room.decay_of != Some(ids.absorption_half_life) {
            room.decay_of = Some(ids.absorption_half_life);
            into.decay = of(ids.absorption_half_life).map(|half_life| (-1.0 / half_life).exp2());
        }
        into.substitution = of(ids.substitution);
        into.import_substitution = of(ids.import_substitution);
        into.demand_elasticity = of(ids.demand_elasticity);
        into.absorption_long_run = of(ids.absorption_long_run);
        into.absorption_fading = of(ids.absorption_initial);
        (0..LANES).for_each(|lane| into.absorption_fading[lane] -= into.absorption_long_run[lane]);
        into.import_share = of(ids.import_share_of_use);
        into.domestic_response = of(ids.domestic_price_response);
        into.kept = of(ids.diversion).map(|diversion| 1.0 - diversion);
        into.source_power = into.substitution.map(power);
        into.upper_power = into.import_substitution.map(power);
    }

    /// Adds home to the rivals' part of the import price index.
    #[inline(always)]
    fn import_index(&self, position: usize, room: &mut LineRoom) {
        let rivals = room.turned.rivals(position, room.index.len());
        for (index, rivals) in room.index.iter_mut().zip(rivals) {
            for lane in 0..LANES {
                index[lane] = self.home_share.mul_add(index[lane], rivals[lane]);
            }
        }
    }

    /// `ΔV`, `ΔR`, and the amounts of the line.
    #[inline(always)]
    fn changes(&self, room: &mut LineRoom) {
        let LineRoom { volume_and_price, volume_change, income_change, amounts, lost, parameters, .. } = room;
        let (volumes, prices) = volume_and_price.split_at(amounts.len());
        let kept = &parameters.kept;
        let into = volume_change.iter_mut().zip(income_change).zip(amounts);
        for ((into, lost), (q, p)) in into.zip(lost).zip(volumes.iter().zip(prices)) {
            let ((volume, income), amount) = into;
            for lane in 0..LANES {
                let change = self.monthly_exports * (q[lane] - 1.0);
                let less = self.monthly_exports * q[lane] * (p[lane] - 1.0);
                volume[lane] = change;
                income[lane] = less;
                lost[lane] += less;
                amount[lane] = if change < 0.0 { kept[lane] * change } else { change };
            }
        }
    }
}

/// `ln P = (1−a)(1−o) ln τ`, `ln p = −a (1−o) ln τ`, with `a` fading since the first wedge.
#[inline(always)]
fn split_wedges(position: usize, first: &Lanes, room: &mut LineRoom) {
    let LineRoom { turned, parameters, landed, index, volume_and_price, .. } = room;
    let Parameters { absorption_fading, absorption_long_run, decay, not_offset, source_power, .. } =
        parameters;
    let months = landed.len();
    let logs = turned.logs(position, months);
    let mut faded = [1.0; LANES];
    let into = landed.iter_mut().zip(index).zip(&mut volume_and_price[months..]);
    for (month, (((landed, index), price), logs)) in into.zip(logs).enumerate() {
        for lane in 0..LANES {
            let later = month as f64 > first[lane];
            faded[lane] = if later { faded[lane] * decay[lane] } else { 1.0 };
            let share = absorption_fading[lane].mul_add(faded[lane], absorption_long_run[lane]);
            let log = logs[lane] * not_offset[lane];
            price[lane] = -log * share;
            landed[lane] = log * (1.0 - share);
            index[lane] = source_power[lane] * landed[lane];
        }
    }
}

/// From `(1−σ) ln P_M` to `ln P_M` and `(1−η) ln P_M`.
#[inline(always)]
fn raise_index(room: &mut LineRoom, responds: bool) {
    let Parameters { source_power, upper_power, domestic_response, .. } = &room.parameters;
    let inverse = source_power.map(|power| 1.0 / power);
    for (index, all) in room.index.iter_mut().zip(&mut room.all_index) {
        for lane in 0..LANES {
            index[lane] *= inverse[lane];
            all[lane] = upper_power[lane] * index[lane];
        }
    }
    if responds {
        for (domestic, all) in room.domestic.iter_mut().zip(&room.all_index) {
            (0..LANES).for_each(|lane| domestic[lane] = domestic_response[lane] * all[lane]);
        }
    }
}

/// Weighs imports and domestic goods in the price index of all goods.
#[inline(always)]
fn upper_index(room: &mut LineRoom, responds: bool) {
    let share = &room.parameters.import_share;
    for all in &mut room.all_index {
        (0..LANES).for_each(|lane| all[lane] *= share[lane]);
    }
    if responds {
        for (all, domestic) in room.all_index.iter_mut().zip(&room.domestic) {
            for lane in 0..LANES {
                all[lane] = (1.0 - share[lane]).mul_add(domestic[lane], all[lane]);
            }
        }
    }
}

/// Target volumes, and volumes on their way to them.
#[inline(always)]
fn adjust(room: &mut LineRoom) {
    let Parameters { substitution, import_substitution, demand_elasticity, speed, upper_power, .. } =
        &room.parameters;
    let inverse = upper_power.map(|power| 1.0 / power);
    let mut level = [0.0; LANES];
    let months = room.landed.iter().zip(&room.index).zip(&room.all_index);
    for (volume, ((landed, index), all)) in room.volume_and_price.iter_mut().zip(months) {
        for lane in 0..LANES {
            let all = all[lane] * inverse[lane];
            let upper = import_substitution[lane].mul_add(index[lane] - all, demand_elasticity[lane] * all);
            let target = substitution[lane].mul_add(index[lane] - landed[lane], -upper);
            level[lane] = speed[lane].mul_add(target - level[lane], level[lane]);
        }
        *volume = level;
    }
}
