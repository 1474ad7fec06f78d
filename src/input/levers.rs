//! `[[lever]]` of `negotiation.toml`: what a bargaining chip does to the odds and to demand.

use super::format::{Format, Kind, optional, required};
use super::names::{look_up, look_up_sector, register_key};
use super::negotiation::{Context, look_up_state};
use super::report::Report;
use super::toml_file::TableReader;
use super::value::TAG;
use crate::ids::{DecisionId, TrackId};
use crate::model::negotiation::{DemandEffect, Shift, Track};
use crate::model::uncertain::{Inputs, Range};

const PER_YEAR: Kind = Kind::Value(Range::ANY);
const BETA: Range = Range::ANY;
const RAMP: Range = Range { min: 0.0, max: 600.0, above_min: true, below_max: false };

/// `[[lever]]`
pub const LEVER: Format = Format {
    file: "negotiation.toml",
    table: "[[lever]]",
    about: "A bargaining chip: on or off, once per draw.",
    fields: &[
        required("id", Kind::Id, "", "Id; its input is named `lever.<id>`."),
        optional("label", Kind::Text, "", "Name in words; the id if left out."),
        required("probability", Kind::Number(Range::SHARE), "probability", "Probability that it is on."),
        optional("source", Kind::Text, "", "What the probability rests on."),
        TAG,
        optional("shift", Kind::Tables, "", "One `[[lever.shift]]` for each effect on the odds."),
        optional("effect", Kind::Tables, "", "One `[[lever.effect]]` for each effect on demand."),
    ],
};

/// `[[lever.shift]]`
pub const SHIFT: Format = Format {
    file: "negotiation.toml",
    table: "[[lever.shift]]",
    about: "Where the lever is on, P(to) ∝ base(to) · exp(Σ beta) in the track's decisions.",
    fields: &[
        required("track", Kind::Id, "", "The track."),
        required("to", Kind::Id, "", "The state made more likely, or less if beta is negative."),
        required(
            "beta",
            Kind::Value(BETA),
            "log odds",
            "Change of the log weight; its input is named `lever.<lever>.<track>.<to>.beta`.",
        ),
        optional("decisions", Kind::Texts, "", "The decisions concerned; all if left out."),
    ],
};

/// `[[lever.effect]]`
pub const EFFECT: Format = Format {
    file: "negotiation.toml",
    table: "[[lever.effect]]",
    about: "Final demand while the lever is on and the primary track is in one of the states: the yearly amount / 12 · min(1, (j+1)/ramp) in \
            the j-th month, from 0, after entering.",
    fields: &[
        required("states", Kind::Texts, "", "States of the primary track."),
        required("sector", Kind::Text, "", "Code of the sector whose output is bought."),
        required(
            "per_year",
            PER_YEAR,
            "money/year",
            "Amount when fully ramped up; negative for demand lost. Its input is named `lever.<lever>.<sector>.per_year`.",
        ),
        optional("ramp_months", Kind::Value(RAMP), "months", "Months of linear ramp; 1 if left out."),
    ],
};

/// Reads `[[lever.shift]]`; the lever's id names its input.
pub fn read_shift(
    table: &TableReader,
    lever: &str,
    tracks: &[Track],
    inputs: &mut Inputs,
    report: &Report,
) -> Option<Shift> {
    let (track_name, to_name) = (table.text("track"), table.text("to"));
    let known = tracks.iter().map(|track| track.id.as_str());
    let track = TrackId(look_up("track", &track_name, known, table.place("track"), report)?);
    let owner = &tracks[track.0];
    let to = look_up_state(&owner.states, &to_name, table.place("to"), report);
    let known = owner.decisions.iter().map(|decision| decision.id.as_str());
    let decisions = table
        .texts("decisions")
        .into_iter()
        .filter_map(|(name, place)| look_up("decision", &name, known.clone(), place, report).map(DecisionId));
    let decisions: Vec<DecisionId> = decisions.collect();
    if owner.decisions.is_empty() && table.node("decisions").is_some() {
        let message = format!("the track {track_name} has no decisions.");
        table.problem(
            "unknown name",
            "decisions",
            message,
            "Leave the key out, or add decisions to the track.",
        );
    }
    let name = format!("lever.{lever}.{track_name}.{to_name}.beta");
    let beta = register_key(table, "beta", name, BETA, 0.0, inputs, report);
    Some(Shift { track, to, beta, decisions })
}

/// Reads `[[lever.effect]]`.
pub fn read_effect(
    table: &TableReader,
    lever: &str,
    primary: Option<&Track>,
    context: Context,
    inputs: &mut Inputs,
    report: &Report,
) -> Option<DemandEffect> {
    let (primary, economy) = (primary?, context.economy?);
    let code = table.text("sector");
    let sector = look_up_sector(economy, &code, table.place("sector"), report);
    let states = table.texts("states").into_iter();
    let states = states.map(|(name, place)| look_up_state(&primary.states, &name, place, report)).collect();
    let prefix = format!("lever.{lever}.{code}");
    let per_year =
        register_key(table, "per_year", format!("{prefix}.per_year"), Range::ANY, 0.0, inputs, report);
    let ramp_months =
        register_key(table, "ramp_months", format!("{prefix}.ramp_months"), RAMP, 1.0, inputs, report);
    Some(DemandEffect { states, sector: sector?, per_year, ramp_months })
}
