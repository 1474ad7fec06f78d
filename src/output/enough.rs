//! What the draws of a run are too few for.

use crate::model::Model;
use crate::model::calendar::Period;
use crate::propagate::metrics::Scope;
use crate::run::{CellSummary, Summary};
use crate::stats::Statistic;

/// An end of a 90 % interval should be known to this share of the interval's width: to its second digit.
const KNOWN: f64 = 0.02;
/// Outcomes with fewer draws have rough figures.
const FEW: u64 = 100;

/// Says, in words, what the draws are too few for; nothing where they suffice.
pub(super) fn too_few_draws(model: &Model, summary: &Summary) -> Vec<String> {
    let mut notes = Vec::new();
    let shown = |cell: &&CellSummary| {
        let whole = matches!(cell.cell.scope, Scope::Total | Scope::Group(_));
        let yearly = matches!(cell.cell.span.period, Period::Year(_) | Period::FiscalYear(_));
        cell.cell.headline && whole && yearly
    };
    let worst = summary.cells.iter().filter(shown).filter_map(|cell| Some((cell, looseness(cell)?)));
    let worst = worst.max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((cell, share)) = worst.filter(|(_, share)| *share > KNOWN) {
        let name = format!("{}/{}/{}", cell.cell.metric, cell.cell.scope.name(model), cell.cell.span.period);
        // As independent draws would need; scrambled points need fewer.
        let enough = summary.draws as f64 * (share / KNOWN).powi(2);
        let digits = 10_f64.powf(enough.log10().floor());
        notes.push(format!(
            "The 90 % intervals are known to ±{:.0} % of their width only (worst: {name}). --draws {} would bring that to {:.0} %.",
            100.0 * share,
            (enough / digits).ceil() * digits,
            100.0 * KNOWN,
        ));
    } else if summary.draws < FEW {
        notes.push("So few draws leave no Monte Carlo errors to speak of. Raise --draws.".into());
    }
    let states = &model.negotiation.primary_track().states;
    let rare = summary.outcomes.iter().filter(|outcome| outcome.count > 0 && outcome.count < FEW);
    let rare: Vec<&str> = rare.map(|outcome| states[outcome.state].id.as_str()).collect();
    if !rare.is_empty() {
        notes.push(format!(
            "Fewer than {FEW} draws end in {}: figures given that outcome are rough.",
            rare.join(", ")
        ));
    }
    notes
}

/// Largest Monte Carlo error of the mean and the ends of the 90 % interval, as a share of the interval's width.
fn looseness(cell: &CellSummary) -> Option<f64> {
    let find = |wanted: Statistic| cell.overall.iter().find(|estimate| estimate.statistic == wanted);
    let (low, high) = (find(Statistic::Quantile(5))?, find(Statistic::Quantile(95))?);
    let width = high.value - low.value;
    let errors = [find(Statistic::Mean)?.mcse?, low.mcse?, high.mcse?];
    (width > 0.0).then(|| errors.into_iter().fold(0.0, f64::max) / width)
}
