//! A [`Model`] → the rows of `assumptions.csv` and of `kanzei inputs`.

use super::csv_bytes;
use super::rows::{AssumptionRow, BETWEEN_PARTS};
use crate::error::Result;
use crate::ids::InputId;
use crate::input::words_of_inputs;
use crate::model::Model;
use crate::model::uncertain::{Distribution, Input, Role};

/// Every uncertain input of a model, in the order of its register.
pub fn assumption_rows(model: &Model) -> Vec<AssumptionRow> {
    let words = words_of_inputs(model);
    let row = |(id, input): (InputId, &Input)| {
        let words = &words[id.0];
        let (distribution, quantiles) = match (input.role, &input.distribution) {
            (Role::Decision(track, decision), _) => (odds(model, track.0, decision.0), None),
            (_, Distribution::Bernoulli { probability }) => {
                (format!("on with probability {probability}"), None)
            }
            (_, distribution) => {
                let quantiles = [0.05, 0.5, 0.95].map(|p| distribution.quantile(p));
                (distribution.name().to_string(), Some(quantiles))
            }
        };
        let kind = match input.role {
            Role::Number => "number",
            Role::Lever(_) => "lever",
            Role::Decision(..) => "decision",
        };
        let quantile = |position: usize| quantiles.map(|quantiles| quantiles[position]);
        AssumptionRow {
            name: input.name.clone(),
            label: words.parts.join(BETWEEN_PARTS),
            kind: kind.into(),
            distribution,
            p05: quantile(0),
            p50: quantile(1),
            p95: quantile(2),
            unit: words.unit.clone(),
            evidence: input.evidence.to_string(),
            source: input.source.clone(),
        }
    };
    model.inputs.uncertain().map(row).collect()
}

/// A decision's date and base odds.
fn odds(model: &Model, track: usize, decision: usize) -> String {
    let track = &model.negotiation.tracks[track];
    let decision = &track.decisions[decision];
    let odds: Vec<String> =
        decision.to.iter().map(|(state, p)| format!("{} {p}", track.states[state.0].id)).collect();
    format!("{} from {}: {}", decision.date, track.states[decision.from.0].id, odds.join(", "))
}

/// `assumptions.csv` as text.
pub(super) fn assumptions_csv(model: &Model) -> Result<Vec<u8>> {
    text_of(assumption_rows(model))
}

fn text_of(rows: Vec<AssumptionRow>) -> Result<Vec<u8>> {
    // Readers of a table need its columns even where nothing is uncertain.
    if rows.is_empty() { Ok(format!("{COLUMNS}\n").into()) } else { csv_bytes(rows.into_iter()) }
}

const COLUMNS: &str = "name,label,kind,distribution,p05,p50,p95,unit,evidence,source";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::load_model;

    #[test]
    fn rows_say_what_an_input_is_and_what_it_may_be() {
        let model = load_model("models/japan-us-2025".as_ref()).unwrap().model;
        let rows = assumption_rows(&model);
        let row = |name: &str| rows.iter().find(|row| row.name == name).unwrap();
        let lever = row("lever.shipbuilding");
        assert_eq!((&*lever.kind, &*lever.label), ("lever", "Icebreakers and shipbuilding"));
        assert_eq!((&*lever.distribution, lever.p50), ("on with probability 0.75", None));
        let decision = row("us-japan.g7-summit");
        assert_eq!((&*decision.kind, &*decision.label), ("decision", "G7 summit in Canada, 15-17 June"));
        assert!(decision.distribution.starts_with("2025-06-16 from talks: talks 0.85, "));
        let number = row("substitution.cars");
        assert_eq!(
            (&*number.kind, &*number.distribution, &*number.unit),
            ("number", "lognormal", "elasticity")
        );
        assert!((number.p50.unwrap() - 3.5).abs() < 1e-12 && !number.source.is_empty());
        assert!(!rows.iter().any(|row| row.parts().any(str::is_empty)));
    }

    #[test]
    fn a_table_has_its_columns_with_and_without_rows() {
        let model = load_model("models/two-sector".as_ref()).unwrap().model;
        let lines = |text: Vec<u8>| -> Vec<String> {
            String::from_utf8(text).unwrap().lines().map(str::to_string).collect()
        };
        let full = lines(assumptions_csv(&model).unwrap());
        assert_eq!((&*full[0], full.len()), (COLUMNS, 1 + model.inputs.uncertain().count()));
        assert_eq!(lines(text_of(Vec::new()).unwrap()), [COLUMNS]);
    }
}
