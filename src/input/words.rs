//! A [`Model`] → what each of its inputs is, in words and with its unit.

use super::format::Format;
use super::{growth, levers, parameters, tariffs};
use crate::ids::{InputId, SectorId};
use crate::model::Model;
use crate::model::tariffs::Action;

/// What an input is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// From the general to the particular: "Substitution between sources of imports", "Cars". What the model calls
    /// things stands in parts of its own.
    pub parts: Vec<String>,
    /// Unit; empty where there is none.
    pub unit: String,
}

/// Words for the kinds of numbers, by key of the model's files.
const KINDS: [(&str, &str); 24] = [
    ("substitution", "Substitution between sources of imports"),
    ("import_substitution", "Substitution between imports and domestic goods"),
    ("demand_elasticity", "Price elasticity of total demand"),
    ("adjustment_speed", "Speed of adjustment of volumes"),
    ("absorption_initial", "Tariff absorbed by exporters at first"),
    ("absorption_long_run", "Tariff absorbed by exporters in the long run"),
    ("absorption_half_life", "Half-life of absorption that fades"),
    ("rival_absorption", "Tariff absorbed by rivals"),
    ("diversion", "Lost volume that is sold elsewhere"),
    ("domestic_price_response", "Response of domestic prices to import prices"),
    ("import_share_of_use", "Share of imports in total use"),
    ("currency_offset", "Tariff offset by depreciation"),
    ("investment_response", "Investment cut per unit of export income lost"),
    ("mpc", "Marginal propensity to consume"),
    ("labour_share", "Labour share of value added"),
    ("employment_elasticity", "Elasticity of headcount to jobs supported"),
    ("employment_speed", "Speed of adjustment of headcount"),
    ("employment", "Persons employed"),
    ("baseline_growth", "Quarterly growth without the tariffs"),
    ("rate", "Tariff rate"),
    ("lag", "Days until in force"),
    ("beta", "Shift of the odds"),
    ("per_year", "Final demand"),
    ("ramp_months", "Months until final demand is in full"),
];

/// Words for all inputs, by position.
///
/// ```
/// let model = kanzei::input::load_model("models/japan-us-2025".as_ref())?.model;
/// let words = kanzei::input::words_of_inputs(&model);
/// let input = model.inputs.find("substitution.cars").unwrap();
/// assert_eq!(words[input.0].parts, ["Substitution between sources of imports", "Cars"]);
/// assert_eq!(words[input.0].unit, "elasticity");
/// # Ok::<(), kanzei::error::Error>(())
/// ```
pub fn words_of_inputs(model: &Model) -> Vec<Words> {
    let mut words = vec![Words::default(); model.inputs.len()];
    // What `parameters.toml` holds is named `<parameter>` or `<parameter>.<line, sector or quarter>`.
    for (id, input) in model.inputs.iter() {
        let (key, rest) = input.name.split_once('.').unwrap_or((&input.name, ""));
        if KINDS.iter().any(|(known, _)| *known == key) {
            words[id.0] = of_kind(model, key, [particular(model, rest)]);
        }
    }
    let mut set = |id: InputId, key: &str, parts: Vec<&str>| words[id.0] = of_kind(model, key, parts);
    for programme in &model.tariffs.programmes {
        if let Some((_, rate)) = programme.initial {
            set(rate, "rate", vec![&programme.label]);
        }
    }
    for past in &model.tariffs.history {
        let parts = of_action(model, &past.action);
        set(past.action.rate, "rate", parts.clone());
        set(past.action.lag, "lag", parts);
    }
    let negotiation = &model.negotiation;
    for track in &negotiation.tracks {
        for state in &track.states {
            for action in &state.actions {
                let parts = || [&*state.label].into_iter().chain(of_action(model, action)).collect();
                set(action.rate, "rate", parts());
                set(action.lag, "lag", parts());
            }
        }
        for decision in &track.decisions {
            set(decision.input, "", vec![&decision.label]);
        }
    }
    for lever in &negotiation.levers {
        set(lever.input, "", vec![&lever.label]);
        for shift in &lever.shifts {
            let state = &negotiation.tracks[shift.track.0].states[shift.to.0].label;
            set(shift.beta, "beta", vec![&lever.label, state]);
        }
        for effect in &lever.effects {
            let sector = sector_name(model, effect.sector);
            set(effect.per_year, "per_year", vec![&lever.label, sector]);
            set(effect.ramp_months, "ramp_months", vec![&lever.label, sector]);
        }
    }
    words
}

/// Words of a kind of number, followed by what it is about.
fn of_kind<'a>(model: &Model, key: &str, parts: impl IntoIterator<Item = &'a str>) -> Words {
    let kind = KINDS.iter().find(|(known, _)| *known == key).map(|(_, words)| *words);
    let parts = kind.into_iter().chain(parts).filter(|part| !part.is_empty());
    let unit = match unit(key) {
        "money/money" => String::new(),
        unit => unit.replace("money/", &format!("{} per ", model.money)),
    };
    Words { parts: parts.map(str::to_string).collect(), unit }
}

/// Unit of a kind of number, as its format has it.
fn unit(key: &str) -> &'static str {
    let of = |format: &'static Format, key: &str| format.field(key).map_or("", |field| field.unit);
    match key {
        "rate" | "lag" => of(&tariffs::ACTION, key),
        "beta" => of(&levers::SHIFT, key),
        "per_year" | "ramp_months" => of(&levers::EFFECT, key),
        "baseline_growth" => of(&growth::GROWTH, "baseline"),
        _ => of(&parameters::PARAMETERS, key),
    }
}

/// The line, sector or quarter that a parameter is about, in words.
fn particular<'a>(model: &'a Model, id: &'a str) -> &'a str {
    let line = model.trade.lines.iter().find(|line| line.id == id).map(|line| &*line.label);
    let sectors = &model.economy.accounts.sectors;
    let sector = sectors.iter().find(|sector| sector.code == id).map(|sector| &*sector.name);
    line.or(sector).unwrap_or(id)
}

fn sector_name(model: &Model, sector: SectorId) -> &str {
    &model.economy.accounts.sectors[sector.0].name
}

/// The programme of an action and, where it is not for all, its sources.
fn of_action<'a>(model: &'a Model, action: &Action) -> Vec<&'a str> {
    let all = &model.trade.sources;
    let sources = action.sources.iter().map(|source| &*all[source.0].label);
    let programme = &*model.tariffs.programmes[action.programme.0].label;
    [programme].into_iter().chain(sources.filter(|_| action.sources.len() < all.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::load_model;

    #[test]
    fn every_uncertain_number_has_words_and_every_kind_its_unit() {
        for path in ["models/two-sector", "models/japan-us-2025", "models/japan-us-2025-deal"] {
            let model = load_model(path.as_ref()).unwrap().model;
            let words = words_of_inputs(&model);
            for (id, input) in model.inputs.uncertain() {
                assert!(!words[id.0].parts.is_empty(), "{path}: {}", input.name);
            }
        }
        let without = |(key, _): &(&str, &str)| unit(key).is_empty();
        assert_eq!(KINDS.iter().filter(|kind| without(kind)).count(), 0);
    }

    #[test]
    fn words_go_from_the_general_to_the_particular() {
        let model = load_model("models/japan-us-2025".as_ref()).unwrap().model;
        let words = words_of_inputs(&model);
        let of = |name: &str| {
            let words = &words[model.inputs.find(name).unwrap().0];
            (words.parts.join(" · "), words.unit.clone())
        };
        let wanted = |text: &str, unit: &str| (text.to_string(), unit.to_string());
        assert_eq!(of("mpc"), wanted("Marginal propensity to consume", "share"));
        assert_eq!(
            of("baseline_growth.2025Q3"),
            wanted("Quarterly growth without the tariffs · 2025Q3", "%")
        );
        assert_eq!(of("lever.shipbuilding").1, "");
        assert_eq!(
            of("lever.shipbuilding.D30.per_year"),
            wanted(
                "Final demand · Icebreakers and shipbuilding · Other transport equipment",
                "billion yen per year"
            )
        );
        let (label, unit) = of("us-japan.deal-all-in.autos.lag");
        assert!(
            label.starts_with("Days until in force · Partial deal, rates including the ordinary duty · ")
        );
        assert!(label.ends_with(" · Japan") && unit == "days", "{label}");
    }
}
