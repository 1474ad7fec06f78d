//! Which inputs belong together when the spread of a result is divided among them.

use crate::draw::Players;
use crate::ids::InputId;
use crate::model::Model;
use crate::model::pins::Pins;
use crate::model::uncertain::Role;

/// The named groups: id and words.
pub(super) const GROUPS: [(&str, &str); 12] = [
    ("talks", "The talks: how they go, the rates and dates they lead to"),
    ("chip-demand", "Demand that the bargaining chips bring or cost"),
    ("history", "Tariffs decided by the as-of date"),
    ("absorption", "Exporters' absorption of the tariff"),
    ("rival-prices", "Prices of rivals and of the destination's own producers"),
    ("elasticities", "Trade elasticities"),
    ("adjustment-speed", "Speed at which volumes adjust"),
    ("diversion", "Sales diverted to other markets"),
    ("currency", "Exchange rate"),
    ("spending", "Spending out of income: investment cut, consumption, labour share"),
    ("labour", "Labour response: hoarding, persons employed"),
    ("growth", "Baseline growth"),
];

/// The group of an input, by the part of the model that refers to it.
fn group_of(model: &Model, id: InputId) -> &'static str {
    let negotiation = &model.negotiation;
    let parameters = &model.parameters;
    let effects = || negotiation.levers.iter().flat_map(|lever| &lever.effects);
    let of_lines = |fields: &[fn(&crate::model::parameters::LineParameters) -> InputId]| {
        parameters.lines.iter().any(|line| fields.iter().any(|field| field(line) == id))
    };
    if matches!(model.inputs.get(id).role, Role::Lever(_) | Role::Decision(..)) {
        "talks"
    } else if effects().any(|effect| effect.per_year == id || effect.ramp_months == id) {
        "chip-demand"
    } else if model.tariffs.history.iter().any(|past| past.action.rate == id || past.action.lag == id)
        || model
            .tariffs
            .programmes
            .iter()
            .any(|programme| programme.initial.is_some_and(|(_, rate)| rate == id))
    {
        "history"
    } else if of_lines(&[|l| l.absorption_initial, |l| l.absorption_long_run, |l| l.absorption_half_life]) {
        "absorption"
    } else if of_lines(&[|l| l.rival_absorption, |l| l.domestic_price_response]) {
        "rival-prices"
    } else if of_lines(&[
        |l| l.substitution,
        |l| l.import_substitution,
        |l| l.demand_elasticity,
        |l| l.import_share_of_use,
    ]) {
        "elasticities"
    } else if of_lines(&[|l| l.adjustment_speed]) {
        "adjustment-speed"
    } else if of_lines(&[|l| l.diversion]) {
        "diversion"
    } else if id == parameters.currency_offset {
        "currency"
    } else if [parameters.investment_response, parameters.mpc].contains(&id)
        || parameters.labour_share == Some(id)
    {
        "spending"
    } else if [parameters.employment_elasticity, parameters.employment_speed].contains(&id)
        || parameters.employment.iter().any(|(_, input)| *input == id)
    {
        "labour"
    } else if parameters.growth.baseline.iter().any(|(_, input)| *input == id) {
        "growth"
    } else {
        // What is left are rates and lags of the tracks' actions, and shifts of their odds.
        "talks"
    }
}

/// A division of everything random into players, with their names.
pub(super) struct Division {
    pub players: Players,
    /// Name and words.
    pub names: Vec<(String, String)>,
    /// Whether each is correlated with another.
    pub correlated: Vec<bool>,
}

/// The named groups that have something random in them.
pub(super) fn by_group(model: &Model, pins: &Pins) -> Division {
    let group = |name: &str| GROUPS.iter().position(|(id, _)| *id == name).unwrap_or(0);
    let of_input = drawn(model, pins, |id| group(group_of(model, id)));
    let names = GROUPS.map(|(id, words)| (id.to_string(), words.to_string())).to_vec();
    division(model, of_input, vec![group("talks"); model.negotiation.tracks.len()], names)
}

/// Every input on its own, and every track of talks.
pub(super) fn by_input(model: &Model, pins: &Pins) -> Division {
    let tracks = &model.negotiation.tracks;
    let of_tracks = tracks.iter().map(|track| (track.id.clone(), track.label.clone()));
    let of_inputs = model.inputs.iter().map(|(_, input)| (input.name.clone(), String::new()));
    let names = of_tracks.chain(of_inputs).collect();
    let of_input = drawn(model, pins, |id| tracks.len() + id.0);
    division(model, of_input, (0..tracks.len()).collect(), names)
}

/// The player of every input that is drawn; a decision is settled by its track.
fn drawn(model: &Model, pins: &Pins, player: impl Fn(InputId) -> usize) -> Vec<Option<usize>> {
    let uncertain = |id: InputId| {
        let input = model.inputs.get(id);
        !input.distribution.is_constant()
            && !matches!(input.role, Role::Decision(..))
            && !pins.contains(model, id)
            && !model.fixed.contains(model, id)
    };
    model.inputs.iter().map(|(id, _)| uncertain(id).then(|| player(id))).collect()
}

/// Numbers the players that have something random.
fn division(
    model: &Model,
    of_input: Vec<Option<usize>>,
    of_track: Vec<usize>,
    names: Vec<(String, String)>,
) -> Division {
    let used = |player: &usize| of_track.contains(player) || of_input.contains(&Some(*player));
    let present: Vec<usize> = (0..names.len()).filter(used).collect();
    let number = |player: usize| present.iter().position(|known| *known == player).unwrap_or(0);
    let players = Players {
        count: present.len(),
        of_input: of_input.iter().map(|player| player.map(number)).collect(),
        of_track: of_track.iter().map(|player| number(*player)).collect(),
    };
    let mut correlated = vec![false; present.len()];
    for group in &model.inputs.correlations {
        let mut members: Vec<usize> = group.inputs.iter().filter_map(|id| players.of_input[id.0]).collect();
        members.sort_unstable();
        members.dedup();
        if members.len() > 1 {
            members.iter().for_each(|player| correlated[*player] = true);
        }
    }
    Division { names: present.iter().map(|player| names[*player].clone()).collect(), players, correlated }
}
