//! A model and a point of the unit cube → a [`Draw`]: how the talks go, what tariffs follow, and what they do to
//! prices, volumes and final demand.
//!
//! One draw is a pure function: no clock, no hidden state. The modules follow METHODOLOGY.md in order:
//! inputs, talks, tariff path, prices, volumes, shock.

pub mod batch;
mod inputs;
mod mixed;
mod points;
mod prices;
mod quantiles;
pub mod series;
mod shock;
mod talks;
mod tariff_path;
mod volumes;

pub use inputs::{Choice, DEPARTURES, Fill, InputBlock, InputSampler, InputValues};
pub use mixed::{Freeze, Mixed, Players};
pub use points::{DIMENSIONS, Part, Points, RANDOMISATIONS, Sampler, Schedule, Streams, philox4x32};
pub use prices::{Absorption, LogPrices, first_wedge, log_prices};
pub use shock::{Cause, after_diversion, cause_patterns, causes, lever_demand, line_changes};
pub use talks::{Step, TrackPath, decision_weights, settle_tracks, settle_tracks_into};
pub use tariff_path::{DatedAction, ProgrammeRates, dated_actions};
pub use volumes::{Demand, Volumes, volumes};

use nalgebra::DMatrix;

use crate::ids::StateId;
use crate::model::Model;
use crate::model::parameters::LineParameters;
use crate::model::trade::Rival;

/// One draw: everything up to the change in final demand.
#[derive(Clone, Debug)]
pub struct Draw {
    /// A value for every input.
    pub inputs: InputValues,
    /// The course of every track.
    pub tracks: Vec<TrackPath>,
    /// State of the primary track on the outcome date.
    pub outcome: StateId,
    /// All actions, in order of decision.
    pub actions: Vec<DatedAction>,
    /// Every line's path.
    pub lines: Vec<LinePath>,
    /// Amount of every cause by month, money per month (months × causes).
    pub amounts: DMatrix<f64>,
}

/// The path of one tariff line; matrices are months × sources, home first.
#[derive(Clone, Debug)]
pub struct LinePath {
    /// Ad valorem rate, mean of the month's days.
    pub tariff_rate: DMatrix<f64>,
    /// Logarithm of the landed price relative to the baseline.
    pub log_landed_price: DMatrix<f64>,
    /// Home's export price in home currency relative to the baseline.
    pub export_price: Vec<f64>,
    /// Volume that buyers tend to, relative to the baseline (months × sources followed).
    pub target_volume: DMatrix<f64>,
    /// Volume relative to the baseline (months × sources followed).
    pub volume: DMatrix<f64>,
    /// `ΔV`: change of home's export volume at base prices, money per month.
    pub volume_change: Vec<f64>,
    /// `ΔR`: income lost on what is still sold, money per month.
    pub income_change: Vec<f64>,
    /// `ΔV` of every other seller whose regions are in the accounts, in the order of the line's list.
    pub rival_changes: Vec<Vec<f64>>,
}

/// Computes a draw from values for all inputs.
///
/// ```
/// use kanzei::draw::{InputSampler, Sampler, sample_draw};
/// use kanzei::model::pins::Pins;
/// let model = kanzei::input::load_model("models/two-sector".as_ref())?.model;
/// let pins = Pins::parse(&model, &["tariff-talks.new-year=tariff".into()])?;
/// let sampler = InputSampler::new(&model, Sampler::Sobol, 1, 1, pins)?;
/// let draw = sample_draw(&model, sampler.values(0));
/// assert!((draw.lines[0].volume[(3, 0)] - 2.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), kanzei::error::Error>(())
/// ```
pub fn sample_draw(model: &Model, mut inputs: InputValues) -> Draw {
    let tracks = settle_tracks(&model.negotiation, &mut inputs);
    follow_talks(model, inputs, tracks)
}

/// Computes a draw whose talks are settled already.
pub fn follow_talks(model: &Model, inputs: InputValues, tracks: Vec<TrackPath>) -> Draw {
    draw_following(model, inputs, tracks, 1)
}

/// The state of the primary track on the outcome date.
pub fn outcome(model: &Model, tracks: &[TrackPath]) -> StateId {
    tracks[model.negotiation.primary.0].state_on(model.negotiation.outcome_date)
}

/// The same with the volumes of all rivals, which nothing at home depends on.
pub fn sample_full_draw(model: &Model, mut inputs: InputValues) -> Draw {
    let tracks = settle_tracks(&model.negotiation, &mut inputs);
    draw_following(model, inputs, tracks, model.trade.sources.len())
}

fn draw_following(model: &Model, inputs: InputValues, tracks: Vec<TrackPath>, followed: usize) -> Draw {
    let outcome = outcome(model, &tracks);
    let primary = &tracks[model.negotiation.primary.0];
    let actions = dated_actions(model, &tracks, &inputs);
    let rates = ProgrammeRates::new(model, &actions, &inputs);
    let lines: Vec<LinePath> =
        (0..model.trade.lines.len()).map(|line| line_path(model, line, &rates, &inputs, followed)).collect();
    let amounts = amounts(model, &lines, primary, &inputs);
    Draw { inputs, tracks, outcome, actions, lines, amounts }
}

fn line_path(
    model: &Model,
    line: usize,
    rates: &ProgrammeRates,
    inputs: &InputValues,
    followed: usize,
) -> LinePath {
    let parameters: &LineParameters = &model.parameters.lines[line];
    let line = &model.trade.lines[line];
    let value = |id| inputs.get(id);
    let tariff_rate = rates.line_rates(line);
    let mut wedge = tariff_rate.clone();
    for (source, mut column) in wedge.column_iter_mut().enumerate() {
        let baseline = rates.baseline_rate(line, source);
        column.apply(|rate| *rate = (1.0 + *rate) / (1.0 + baseline));
    }
    let absorption = Absorption {
        initial: value(parameters.absorption_initial),
        long_run: value(parameters.absorption_long_run),
        half_life: value(parameters.absorption_half_life),
    };
    let offset = value(model.parameters.currency_offset);
    let rival_absorption = value(parameters.rival_absorption);
    let LogPrices { landed, export } = log_prices(&wedge, absorption, rival_absorption, offset);
    let demand = Demand {
        import_shares: &line.import_shares,
        import_share_of_use: value(parameters.import_share_of_use),
        substitution: value(parameters.substitution),
        import_substitution: value(parameters.import_substitution),
        demand_elasticity: value(parameters.demand_elasticity),
        domestic_price_response: value(parameters.domestic_price_response),
    };
    let speed = value(parameters.adjustment_speed);
    let followed = if line.rivals.is_empty() { followed } else { model.trade.sources.len() };
    let Volumes { target, actual, domestic } = volumes(&demand, &landed, speed, followed);
    let mut export = export;
    series::exp(&mut export);
    let home = actual.column(0);
    let (volume_change, income_change) = line_changes(line.exports, home.as_slice(), &export);
    let of_rival = |rival: &Rival| {
        let volume = match rival.source {
            Some(source) => actual.column(source.0).as_slice().to_vec(),
            None => domestic.clone(),
        };
        volume.iter().map(|q| rival.sales / 12.0 * (q - 1.0)).collect()
    };
    let rival_changes = line.rivals.iter().map(of_rival).collect();
    LinePath {
        tariff_rate,
        log_landed_price: landed,
        export_price: export,
        target_volume: target,
        volume: actual,
        volume_change,
        income_change,
        rival_changes,
    }
}

/// Amount of every cause by month: lines and rivals after diversion, the investment cut, lever effects.
fn amounts(model: &Model, lines: &[LinePath], primary: &TrackPath, inputs: &InputValues) -> DMatrix<f64> {
    let causes = causes(model);
    let months = model.calendar.months();
    let mut amounts = DMatrix::zeros(months, causes.len());
    let investment_response = inputs.get(model.parameters.investment_response);
    for (mut column, cause) in amounts.column_iter_mut().zip(&causes) {
        match cause {
            Cause::Line(line) => {
                let diversion = inputs.get(model.parameters.lines[line.0].diversion);
                for (amount, change) in column.iter_mut().zip(&lines[line.0].volume_change) {
                    *amount = after_diversion(*change, diversion);
                }
            }
            Cause::Rival(line, rival) => {
                // The destination's own producers have nowhere else to sell what they lose at home.
                let diversion = match model.trade.lines[line.0].rivals[*rival].source {
                    Some(_) => inputs.get(model.parameters.lines[line.0].diversion),
                    None => 0.0,
                };
                for (amount, change) in column.iter_mut().zip(&lines[line.0].rival_changes[*rival]) {
                    *amount = after_diversion(*change, diversion);
                }
            }
            Cause::Investment => {
                for (t, amount) in column.iter_mut().enumerate() {
                    let income: f64 = lines.iter().map(|line| line.income_change[t]).sum();
                    *amount = investment_response * income;
                }
            }
            Cause::Lever(lever, effect) => {
                let lever = &model.negotiation.levers[lever.0];
                if inputs.get(lever.input) == 1.0 {
                    let demand = lever_demand(model, &lever.effects[*effect], primary, inputs);
                    column.copy_from_slice(&demand);
                }
            }
        }
    }
    amounts
}
