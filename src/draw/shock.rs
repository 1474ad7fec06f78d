//! Volumes and prices → the change in final demand, cause by cause.
//!
//! Only volumes enter the shock: a price cut is lost income, not lost output. The shock is a sum over a few causes
//! (lines, the investment cut, lever effects), each a fixed pattern over sectors times an amount by month, so that
//! everything after it can be attributed exactly.

use nalgebra::DMatrix;

use super::inputs::InputValues;
use super::talks::TrackPath;
use crate::ids::{LeverId, LineId};
use crate::model::Model;
use crate::model::calendar::Month;
use crate::model::negotiation::DemandEffect;

/// What changes final demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The export volume of a line, after diversion.
    Line(LineId),
    /// Investment cut out of lost export income.
    Investment,
    /// The effect of a lever, by its position in the lever's list.
    Lever(LeverId, usize),
    /// What another seller of a line gains or loses in the destination, by its position in the line's list.
    Rival(LineId, usize),
}

/// The causes of a model, in the order used everywhere: lines, investment, levers, rivals line by line.
pub fn causes(model: &Model) -> Vec<Cause> {
    let lines = (0..model.trade.lines.len()).map(|line| Cause::Line(LineId(line)));
    let effects = model.negotiation.levers.iter().enumerate();
    let effects =
        effects.flat_map(|(lever, l)| (0..l.effects.len()).map(move |e| Cause::Lever(LeverId(lever), e)));
    let rivals = model.trade.lines.iter().enumerate();
    let rivals =
        rivals.flat_map(|(line, l)| (0..l.rivals.len()).map(move |rival| Cause::Rival(LineId(line), rival)));
    lines.chain([Cause::Investment]).chain(effects).chain(rivals).collect()
}

/// Final demand by sector for one unit of each cause (sectors × causes): `b` of a line, `g`, or one sector.
pub fn cause_patterns(model: &Model) -> DMatrix<f64> {
    let causes = causes(model);
    let mut patterns = DMatrix::zeros(model.economy.sectors(), causes.len());
    for (position, cause) in causes.iter().enumerate() {
        match cause {
            Cause::Line(line) => {
                for (sector, share) in &model.trade.lines[line.0].sector_shares {
                    patterns[(sector.0, position)] += share;
                }
            }
            Cause::Investment => {
                patterns.set_column(position, &model.economy.investment_basket(model.economy.home));
            }
            Cause::Lever(lever, effect) => {
                patterns[(model.negotiation.levers[lever.0].effects[*effect].sector.0, position)] = 1.0;
            }
            Cause::Rival(line, rival) => {
                for (sector, share) in &model.trade.lines[line.0].rivals[*rival].sector_shares {
                    patterns[(sector.0, position)] += share;
                }
            }
        }
    }
    patterns
}

/// Export volume and income of one line by month.
///
/// ```text
/// ΔV_t = X/12 · (q_t − 1)          volume, at base prices
/// ΔR_t = X/12 · q_t · (p_t − 1)    income lost on what is still sold
/// ```
pub fn line_changes(exports: f64, volume: &[f64], price: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let monthly = exports / 12.0;
    let volume_change = volume.iter().map(|q| monthly * (q - 1.0)).collect();
    let income_change = volume.iter().zip(price).map(|(q, p)| monthly * q * (p - 1.0)).collect();
    (volume_change, income_change)
}

/// Part of a volume change that reaches home producers: a share `d` of a loss is sold elsewhere, gains are not
/// diverted.
pub fn after_diversion(volume_change: f64, diversion: f64) -> f64 {
    if volume_change < 0.0 { (1.0 - diversion) * volume_change } else { volume_change }
}

/// A lever's effect on demand by month, while the primary track is in one of its states.
///
/// ```text
/// F/12 · min(1, (j+1)/R)   in the j-th month, from 0, after the state is entered
/// ```
///
/// A month belongs to a state that the track is in on the month's last day.
pub fn lever_demand(
    model: &Model,
    effect: &DemandEffect,
    primary: &TrackPath,
    values: &InputValues,
) -> Vec<f64> {
    let monthly = values.get(effect.per_year) / 12.0;
    let ramp = values.get(effect.ramp_months);
    let mut demand = vec![0.0; model.calendar.months()];
    let mut since: Option<Month> = None;
    for (t, amount) in demand.iter_mut().enumerate() {
        let month = model.calendar.month(t);
        let last_day = month.plus(1).first_day().pred_opt().unwrap_or(month.first_day());
        if last_day < model.as_of || !effect.states.contains(&primary.state_on(last_day)) {
            since = None;
            continue;
        }
        let entered = *since.get_or_insert(month);
        let elapsed = f64::from(month.since(entered) + 1);
        *amount = monthly * (elapsed / ramp).min(1.0);
    }
    demand
}
