//! The value of bargaining chips: every lever, pairs and all of them, on against off.

use super::compare::yearly_measures;
use super::paired::{Lab, Version};
use crate::error::{Error, Result};
use crate::model::negotiation::Lever;
use crate::model::pins::Pins;
use crate::output::rows::{CompareFile, CompareTable};

/// Simulates the model with some levers on and with the same levers off, the others as the model has them, and adds the
/// differences to the file.
///
/// ```text
/// value of a set S = E[ y | every lever of S on ] − E[ y | every lever of S off ]
/// ```
pub(super) fn value_chips(lab: &Lab, pairs: bool, file: &mut CompareFile) -> Result<()> {
    let fixed = |lever: &Lever| {
        lab.base.fixed.contains(lab.base, lever.input) || lab.settings.pins.contains(lab.base, lever.input)
    };
    let levers: Vec<&Lever> = lab.base.negotiation.levers.iter().filter(|lever| !fixed(lever)).collect();
    if levers.is_empty() {
        let text = "--chips: the model has no lever that is not fixed. A lever is a `[[lever]]` of negotiation.toml.";
        return Err(Error::Settings(text.to_string()));
    }
    let measures = yearly_measures(lab.base);
    let mut cases = Vec::new();
    for chosen in sets(&levers, pairs) {
        let ids: Vec<&str> = chosen.iter().map(|lever| lever.id.as_str()).collect();
        let whole = chosen.len() == levers.len() && levers.len() > 1;
        let id = ids.join("+");
        let [on, off] = [true, false].map(|on| {
            let mut pins = Pins::default();
            chosen.iter().for_each(|lever| pins.set_lever(lever.input, on));
            Version { model: lab.base, pins }
        });
        let (on, off) = (lab.table(&on, &measures)?, lab.table(&off, &measures)?);
        file.rows.extend(lab.rows(("chips", &id), &measures, &on, Some(&off)));
        let label = match chosen[..] {
            [one] => one.label.clone(),
            _ if whole => "All together".to_string(),
            _ => ids.join(" + "),
        };
        cases.push((id, label));
    }
    let title = "Bargaining chips: offered against not offered".to_string();
    file.tables.push(CompareTable { table: "chips".to_string(), title, cases });
    Ok(())
}

/// Each alone, each pair where wanted, all.
fn sets<'m>(levers: &[&'m Lever], pairs: bool) -> Vec<Vec<&'m Lever>> {
    let mut sets: Vec<Vec<&Lever>> = levers.iter().map(|lever| vec![*lever]).collect();
    if pairs {
        for (position, first) in levers.iter().enumerate() {
            sets.extend(levers[position + 1..].iter().map(|second| vec![*first, *second]));
        }
    }
    // With pairs, two levers are a pair already.
    if levers.len() > if pairs { 2 } else { 1 } {
        sets.push(levers.to_vec());
    }
    sets
}
