//! Looking names up: an unknown name is a problem that says which names there are.

use super::report::Report;
use super::toml_file::TableReader;
use super::value::{Value, read_value};
use crate::error::Place;
use crate::ids::{InputId, SectorId, closest};
use crate::model::economy::Economy;
use crate::model::uncertain::{Input, Inputs, Range, Role};

/// The position of a name among the known ones; an unknown one is a problem.
///
/// Where nothing is known, what should have named things could not be read and is a problem already.
pub fn look_up<'a>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    place: Place,
    report: &Report,
) -> Option<usize> {
    let position = known.clone().position(|candidate| candidate == name);
    if position.is_none() && known.clone().next().is_some() {
        let remedy = if let Some(near) = closest(name, known.clone()) {
            format!("Did you mean `{near}`?")
        } else {
            let names: Vec<&str> = known.clone().take(60).collect();
            format!("The model's {what} names are {}.", names.join(", "))
        };
        report.add("unknown name", place, format!("there is no {what} `{name}`."), remedy);
    }
    position
}

/// The sector with a code: one of home's, or of another region with the region's code before it.
pub fn look_up_sector(economy: &Economy, code: &str, place: Place, report: &Report) -> Option<SectorId> {
    let found = economy.find_in(economy.home, code).or_else(|| economy.find_sector(code));
    if found.is_none() {
        let home = &economy.accounts.regions[economy.home.0];
        let sectors = &economy.accounts.sectors;
        let own = home.sectors.clone().map(|i| sectors[i].own_code(home));
        let known =
            own.chain(sectors.iter().map(|sector| sector.code.as_str()).filter(|code| code.contains('.')));
        look_up("sector", code, known, place, report);
    }
    found
}

/// Says so where an id of a list is there before.
pub fn refuse_duplicates<'a>(what: &str, ids: impl Iterator<Item = (&'a str, Place)>, report: &Report) {
    let mut seen: Vec<&str> = Vec::new();
    for (id, place) in ids {
        if seen.contains(&id) {
            let message = format!("the {what} `{id}` is there twice.");
            report.add("duplicate", place, message, "Give each its own id, or remove one.");
        }
        seen.push(id);
    }
}

/// Registers a value under its dotted name; a name taken before is a problem.
pub fn register(
    inputs: &mut Inputs,
    name: String,
    value: Value,
    range: Range,
    role: Role,
    place: Place,
    report: &Report,
) -> InputId {
    let Value { distribution, evidence, source } = value;
    let input = Input { name, distribution, range, role, evidence, source };
    let name = input.name.clone();
    inputs.register(input).unwrap_or_else(|taken| {
        let message = format!("the input name `{name}` is taken by another part of the model.");
        report.add("duplicate", place, message, "Give one of the two another id.");
        taken
    })
}

/// Registers the value of a key under a dotted name; a key that is left out has the default.
pub fn register_key(
    table: &TableReader,
    key: &str,
    name: String,
    range: Range,
    default: f64,
    inputs: &mut Inputs,
    report: &Report,
) -> InputId {
    let value = table.node(key).and_then(|node| read_value(table.file, key, node, range, report));
    let value = value.unwrap_or_else(|| Value::constant(default));
    register(inputs, name, value, range, Role::Number, table.place(key), report)
}
