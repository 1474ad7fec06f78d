//! What other sellers gain and lose where home's goods become dearer: rivals, and the destination's own producers.
//!
//! Only where their regions are in the accounts; nothing at home's own prices and volumes depends on them.

use super::lines::{LinePlan, LineRoom};
use super::{Followed, LANES, Lanes};
use crate::draw::series;
use crate::wide::at_vector_width;

impl LinePlan {
    /// Follows the line's other sellers, one after another, once the price indices of the line are there.
    pub(super) fn follow_rivals(
        &self,
        position: usize,
        room: &mut LineRoom,
        mut take: impl FnMut(&Followed),
    ) {
        for (number, (source, monthly_sales)) in self.rivals.iter().enumerate() {
            at_vector_width!(match source {
                Some(rival) => adjust_rival(position, *rival, room),
                None => adjust_domestic(room),
            });
            series::exp_m1(room.amounts.as_flattened_mut());
            let kept = if source.is_some() { room.parameters.kept } else { [1.0; LANES] };
            at_vector_width!(to_amounts(*monthly_sales, &kept, &mut room.amounts));
            take(&Followed { cause: self.first_rival + number, amounts: &room.amounts, line: None });
        }
    }
}

/// `ln q` of a rival: `ln q* = σ (ln P_M − ln P_s) − η (ln P_M − ln P) − ε ln P`.
#[inline(always)]
fn adjust_rival(position: usize, rival: usize, room: &mut LineRoom) {
    let LineRoom { turned, parameters, index, all_index, amounts, .. } = room;
    let (to_price, to_all) =
        (parameters.source_power.map(|power| 1.0 / power), parameters.upper_power.map(|power| 1.0 / power));
    let mut level = [0.0; LANES];
    let of_rival = turned.of_rival(rival, position, amounts.len());
    let months = of_rival.iter().zip(&*index).zip(&*all_index);
    for (volume, ((exponents, index), all)) in amounts.iter_mut().zip(months) {
        for lane in 0..LANES {
            let all = all[lane] * to_all[lane];
            let upper = parameters.import_substitution[lane]
                .mul_add(index[lane] - all, parameters.demand_elasticity[lane] * all);
            let price = exponents[lane] * to_price[lane];
            let target = parameters.substitution[lane].mul_add(index[lane] - price, -upper);
            level[lane] = parameters.speed[lane].mul_add(target - level[lane], level[lane]);
        }
        *volume = level;
    }
}

/// `ln q` of the destination's own producers: `ln q* = −η (ρ ln P_M − ln P) − ε ln P`.
#[inline(always)]
fn adjust_domestic(room: &mut LineRoom) {
    let LineRoom { parameters, index, all_index, amounts, .. } = room;
    let to_all = parameters.upper_power.map(|power| 1.0 / power);
    let mut level = [0.0; LANES];
    for (volume, (index, all)) in amounts.iter_mut().zip(index.iter().zip(&*all_index)) {
        for lane in 0..LANES {
            let all = all[lane] * to_all[lane];
            let own = parameters.domestic_response[lane].mul_add(index[lane], -all);
            let target =
                -parameters.import_substitution[lane].mul_add(own, parameters.demand_elasticity[lane] * all);
            level[lane] = parameters.speed[lane].mul_add(target - level[lane], level[lane]);
        }
        *volume = level;
    }
}

/// From `q − 1` to the amount of the cause, after diversion.
#[inline(always)]
fn to_amounts(monthly_sales: f64, kept: &Lanes, amounts: &mut [Lanes]) {
    for amounts in amounts {
        for lane in 0..LANES {
            let change = monthly_sales * amounts[lane];
            amounts[lane] = if change < 0.0 { kept[lane] * change } else { change };
        }
    }
}
