//! `compare`: a model against changed versions of it, with common random numbers.

use std::sync::atomic::AtomicBool;

use super::paired::{Lab, Version};
use super::{Wanted, chips, earlier};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::calendar::Span;
use crate::model::measure::{Measure, Metric, Scope};
use crate::model::pins::Pins;
use crate::output::rows::{CompareFile, CompareTable, FORMAT};
use crate::run::Settings;

/// A changed version of a model.
pub struct Policy {
    /// Id: the overlay's file name without its ending.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// The model with the overlay.
    pub model: Model,
}

/// Compares a model with its policies, and values its bargaining chips.
///
/// Every case is simulated with the same random numbers; a difference is taken draw by draw and then estimated, so its error is
/// that of the paired difference.
///
/// # Errors
/// [`Error::Settings`] where the policies cannot be paired with the model or a state is unknown, [`Error::Interrupted`] once
/// `stop` is set.
pub fn compare(
    base: &Model,
    policies: &[Policy],
    wanted: &Wanted,
    fixed: &[String],
    settings: &Settings,
    stop: &AtomicBool,
) -> Result<CompareFile> {
    settings.check()?;
    for policy in policies {
        refuse_unpaired(base, policy)?;
        refuse_unfixed(base, policy, &settings.pins)?;
    }
    let lab = Lab { base, settings, stop };
    let mut file = CompareFile {
        format: FORMAT,
        model: base.name.clone(),
        title: base.title.clone(),
        as_of: base.as_of.to_string(),
        money: base.money.clone(),
        destination: base.destination.clone(),
        horizon: (base.calendar.start.to_string(), base.calendar.end.to_string()),
        exports: base.trade.exports(),
        draws: settings.draws,
        seed: settings.seed,
        sampler: settings.sampler.name().into(),
        fixed: fixed.to_vec(),
        groups: base.groups.iter().map(|group| (group.id.clone(), group.label.clone())).collect(),
        tables: Vec::new(),
        rows: Vec::new(),
    };
    if !policies.is_empty() {
        compare_policies(&lab, policies, &mut file)?;
    }
    if wanted.chips {
        chips::value_chips(&lab, wanted.pairs, &mut file)?;
    }
    if let Some(state) = &wanted.earlier {
        earlier::value_earlier(&lab, state, &mut file)?;
    }
    Ok(file)
}

fn compare_policies(lab: &Lab, policies: &[Policy], file: &mut CompareFile) -> Result<()> {
    let measures = yearly_measures(lab.base);
    let table = "policies";
    let base = lab.table(&Version { model: lab.base, pins: Pins::default() }, &measures)?;
    file.rows.extend(lab.rows((table, "base"), &measures, &base, None));
    let mut cases = Vec::new();
    for policy in policies {
        let version = lab.table(&Version { model: &policy.model, pins: Pins::default() }, &measures)?;
        file.rows.extend(lab.rows((table, &policy.id), &measures, &version, Some(&base)));
        cases.push((policy.id.clone(), policy.label.clone()));
    }
    let title = "Policies: change against the model as it stands".to_string();
    file.tables.push(CompareTable { table: table.to_string(), title, cases });
    Ok(())
}

/// Draws can be paired only if they cover the same months and groups.
fn refuse_unpaired(base: &Model, policy: &Policy) -> Result<()> {
    let refuse = |what: &str| {
        Err(Error::Settings(format!(
            "--with {}: the overlay changes {what}, so its draws cannot be set against the model's. Make a model of its own.",
            policy.id
        )))
    };
    let ids = |model: &Model| model.groups.iter().map(|group| group.id.clone()).collect::<Vec<_>>();
    if policy.model.calendar != base.calendar {
        return refuse("the months simulated");
    }
    if ids(&policy.model) != ids(base) {
        return refuse("the groups of sectors");
    }
    if policy.model.money != base.money {
        return refuse("the unit of money");
    }
    Ok(())
}

/// What is fixed must be there in every version, and no version may fix it otherwise.
fn refuse_unfixed(base: &Model, policy: &Policy, pins: &Pins) -> Result<()> {
    let (carried, refused) = pins.carried(base, &policy.model);
    if let Some(text) = refused.first() {
        let text = format!("--fix {text} With --with {}, it must fit both versions.", policy.id);
        return Err(Error::Settings(text));
    }
    let own: Vec<String> =
        policy.model.fixed.named(&policy.model).into_iter().map(|(name, _)| name).collect();
    match carried.named(&policy.model).into_iter().find(|(name, _)| own.contains(name)) {
        Some((name, value)) => Err(Error::Settings(format!(
            "--fix {name}={value}: the overlay {} fixes {name} already. Leave one of the two out.",
            policy.id
        ))),
        None => Ok(()),
    }
}

/// The periods that comparisons show: whole years, else fiscal years, else quarters, else months; the last three.
pub(super) fn shown_periods(model: &Model) -> Vec<Span> {
    let calendar = &model.calendar;
    let kinds = [calendar.years(), calendar.fiscal_years(), calendar.quarters(), calendar.each_month()];
    let mut spans = kinds.into_iter().find(|spans| !spans.is_empty()).unwrap_or_default();
    let surplus = spans.len().saturating_sub(3);
    spans.drain(..surplus);
    spans
}

/// What is compared over some spans: GDP in money, income, exports, heads and jobs.
pub(super) fn measures_over(model: &Model, spans: &[Span]) -> Vec<Measure> {
    let groups = (0..model.groups.len()).map(|group| (Metric::Headcount, Scope::Group(group)));
    let whole = [
        Metric::ValueAdded,
        Metric::GdiReal,
        Metric::ExportValue,
        Metric::ExportVolume,
        Metric::JobsSupported,
    ];
    let all: Vec<(Metric, Scope)> =
        whole.map(|metric| (metric, Scope::Total)).into_iter().chain(groups).collect();
    let over = |(metric, scope): &(Metric, Scope)| {
        let (metric, scope) = (*metric, *scope);
        spans.iter().map(move |span| Measure { metric, scope, span: *span }).collect::<Vec<_>>()
    };
    all.iter().flat_map(over).collect()
}

/// The same by year, and the probability of a recession.
pub(super) fn yearly_measures(model: &Model) -> Vec<Measure> {
    let spans = shown_periods(model);
    let mut measures = measures_over(model, &spans);
    measures.extend(recessions(model, &spans));
    measures
}

/// Recession in each of some years, and in the whole horizon.
pub(super) fn recessions(model: &Model, spans: &[Span]) -> Vec<Measure> {
    let names: Vec<String> =
        spans.iter().map(|span| span.period.to_string()).chain(["all".to_string()]).collect();
    names.iter().filter_map(|name| Measure::parse(model, "recession", "total", name).ok()).collect()
}
