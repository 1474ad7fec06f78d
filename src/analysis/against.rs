//! Two results folders → what one found minus what the other found.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::paired::{randomisations_of, share_of};
use crate::draw::{RANDOMISATIONS, Sampler};
use crate::error::{Error, Result};
use crate::output::rows::{
    AgainstFile, AgainstRow, EstimateNote, FORMAT, InputChange, RunLabel, SummaryFile,
};
use crate::output::{Stored, StoredSamples};
use crate::run::errors_of;
use crate::stats::{Errors, Statistic, estimate_column, mean_of_column};

/// What is compared, for the whole economy and groups of sectors.
const METRICS: [&str; 10] = [
    "gdp_real",
    "gdi_real",
    "recession",
    "recession_baseline",
    "export_volume",
    "export_price",
    "export_value",
    "tariff_rate",
    "jobs_supported",
    "headcount",
];

/// A results folder and its `summary.json`.
pub type Run<'r> = (&'r Stored, &'r SummaryFile);

/// Subtracts another run from a run: draw by draw where both kept the samples of the same draws, else mean from mean.
///
/// ```text
/// paired:    d_k = y_k − y'_k;   mean, sd, quantiles and share above zero of d, with the errors of a run
/// unpaired:  mean(y) − mean(y'),   mcse = √(mcse² + mcse'²)
/// ```
///
/// Runs on the threads of the present pool; the result does not depend on them.
///
/// # Errors
/// [`Error::Results`] where the two are not about the same things, or samples are not as the run wrote them,
/// [`Error::Interrupted`] once `stop` is set.
pub fn against(run: Run, other: Run, stop: &AtomicBool) -> Result<AgainstFile> {
    refuse_unlike(run, other)?;
    let measures = measures(run.1, other.1);
    let separate = why_separate(run.0, other.0);
    let (rows, reason) = match &separate {
        Some(reason) => (measures.iter().filter_map(of_means).collect(), reason.clone()),
        None => {
            let pair = Pair::open(run.0, other.0)?;
            (pair.rows(&measures, stop)?, pair.not_shared())
        }
    };
    let (mine, theirs) = (&run.0.manifest.inputs, &other.0.manifest.inputs);
    let mut files: Vec<&String> = mine.keys().chain(theirs.keys()).collect();
    files.sort_unstable();
    files.dedup();
    let change = |file: &String| InputChange {
        file: file.clone(),
        run: mine.get(file).cloned(),
        against: theirs.get(file).cloned(),
    };
    Ok(AgainstFile {
        format: FORMAT,
        run: label(run),
        against: label(other),
        inputs: files.into_iter().map(change).filter(|change| change.run != change.against).collect(),
        paired: separate.is_none(),
        reason,
        rows,
    })
}

fn label((stored, summary): Run) -> RunLabel {
    RunLabel {
        folder: stored.path.display().to_string(),
        manifest: stored.manifest_hash.clone(),
        model: summary.model.name.clone(),
        title: summary.model.title.clone(),
        as_of: summary.model.as_of.clone(),
        overlays: summary.overlays.clone(),
        fixed: summary.fixed.clone(),
        draws: summary.draws,
        seed: summary.seed,
        sampler: summary.sampler.clone(),
    }
}

/// Differences mean something only between runs about the same money, months and groups.
fn refuse_unlike((stored, own): Run, (other, theirs): Run) -> Result<()> {
    let refuse = |what: &str, own: String, theirs: String| {
        Err(Error::Results(format!(
            "--against {}: {what} there is {theirs}, in {} it is {own}. Only runs with the same money, months and groups of sectors \
             can be set against each other.",
            other.path.display(),
            stored.path.display()
        )))
    };
    if stored.manifest_hash == other.manifest_hash {
        return Err(Error::Results(format!(
            "--against {}: this is the run itself. Name another results folder.",
            other.path.display()
        )));
    }
    let (own, theirs) = (&own.model, &theirs.model);
    let months = |(first, last): &(String, String)| format!("{first} to {last}");
    let groups = |groups: &BTreeMap<String, String>| {
        let ids: Vec<&str> = groups.keys().map(String::as_str).collect();
        if ids.is_empty() { "none".to_string() } else { ids.join(", ") }
    };
    if own.money != theirs.money {
        return refuse("the unit of money", own.money.clone(), theirs.money.clone());
    }
    if own.horizon != theirs.horizon {
        return refuse("the time simulated", months(&own.horizon), months(&theirs.horizon));
    }
    if !own.groups.keys().eq(theirs.groups.keys()) {
        return refuse("the list of groups", groups(&own.groups), groups(&theirs.groups));
    }
    Ok(())
}

/// A measure that both runs have.
struct Measured<'s> {
    names: [&'s str; 3],
    unit: &'s str,
    /// Its mean in both.
    means: (Option<EstimateNote>, Option<EstimateNote>),
}

/// The measures that both have, in the order of [`METRICS`]: whole years and the horizon, of GDP and income also quarters.
fn measures<'s>(own: &'s SummaryFile, theirs: &'s SummaryFile) -> Vec<Measured<'s>> {
    let mut found = Vec::new();
    for metric in METRICS {
        let scopes = own.metrics.get_key_value(metric).into_iter();
        let scopes = scopes
            .flat_map(|(name, scopes)| scopes.iter().map(move |(scope, periods)| (name, scope, periods)));
        for (metric, scope, periods) in
            scopes.filter(|(_, scope, _)| *scope == "total" || scope.starts_with("group:"))
        {
            for (period, note) in periods.iter().filter(|(period, _)| is_shown(metric, period)) {
                let same = theirs.metrics.get(metric).and_then(|scopes| scopes.get(scope)?.get(period));
                let mean = |note: &crate::output::rows::PeriodNote| {
                    note.outcomes.get("all").and_then(|statistics| statistics.get("mean")).copied()
                };
                if let Some(same) = same {
                    let means = (mean(note), mean(same));
                    found.push(Measured { names: [metric, scope, period], unit: &note.unit, means });
                }
            }
        }
    }
    found
}

fn is_shown(metric: &str, period: &str) -> bool {
    let quarterly = metric.starts_with("gd") || metric.starts_with("recession");
    // Months are written with a hyphen.
    !period.contains('-') && (quarterly || !period.contains('Q'))
}

impl Measured<'_> {
    fn row(&self, statistic: &str, value: f64, mcse: Option<f64>, mcse_unpaired: Option<f64>) -> AgainstRow {
        let [metric, scope, period] = self.names.map(str::to_string);
        let is_probability = self.unit == "probability";
        AgainstRow {
            metric,
            scope,
            period,
            statistic: statistic.to_string(),
            value,
            mcse,
            mcse_unpaired,
            unit: if is_probability { "probability, difference".to_string() } else { self.unit.to_string() },
        }
    }
}

/// The difference of two means with errors of their own.
fn of_means(measured: &Measured) -> Option<AgainstRow> {
    let (own, theirs) = measured.means.0.zip(measured.means.1)?;
    let mcse = own.mcse.zip(theirs.mcse).map(|(own, theirs)| own.hypot(theirs));
    Some(measured.row("mean", own.value - theirs.value, mcse, mcse))
}

/// Why the draws of two runs cannot be paired; none where they can.
fn why_separate(run: &Stored, other: &Stored) -> Option<String> {
    let (own, theirs) = (&run.manifest, &other.manifest);
    let mut differ = Vec::new();
    let mut add = |what: &str, own: String, theirs: String| {
        if own != theirs {
            differ.push(format!("{what} {own} here, {theirs} there"));
        }
    };
    add("seed", own.seed.to_string(), theirs.seed.to_string());
    add("sampler", own.sampler.clone(), theirs.sampler.clone());
    add("draws", own.draws.to_string(), theirs.draws.to_string());
    if !differ.is_empty() {
        return Some(format!("The draws of the two runs are not the same: {}.", differ.join("; ")));
    }
    match (own.samples, theirs.samples) {
        (true, true) => None,
        (false, true) => Some("This run kept no samples.".to_string()),
        (true, false) => Some("The other run kept no samples.".to_string()),
        (false, false) => Some("Neither run kept samples.".to_string()),
    }
}

/// Samples of the same draws of two runs.
struct Pair {
    own: StoredSamples,
    theirs: StoredSamples,
    /// Rows in both of the draws that failed in neither; none where these are all rows.
    rows: Option<Vec<(usize, usize)>>,
    /// Randomisation of these draws.
    randomisations: Vec<u8>,
    errors: Errors,
    sampler: Sampler,
}

impl Pair {
    fn open(run: &Stored, other: &Stored) -> Result<Self> {
        let open = |stored: &Stored| {
            stored.check_samples()?;
            let samples = stored.samples()?;
            let numbers = samples.numbers("draw")?;
            Ok((samples, numbers))
        };
        let (own, theirs): (Result<_>, Result<_>) = rayon::join(|| open(run), || open(other));
        let ((own, mut numbers), (theirs, others)) = (own?, theirs?);
        let rows = (numbers != others).then(|| common(&numbers, &others));
        if let Some(rows) = &rows {
            numbers = rows.iter().map(|(row, _)| numbers[*row]).collect();
        }
        let sampler = Sampler::ALL.into_iter().find(|sampler| sampler.name() == run.manifest.sampler);
        let sampler = sampler.unwrap_or_default();
        let randomisations = randomisations_of(run.manifest.draws, &numbers);
        Ok(Self { own, theirs, rows, randomisations, errors: errors_of(sampler), sampler })
    }

    /// Rows of every measure that both keep for each draw.
    fn rows(&self, measures: &[Measured], stop: &AtomicBool) -> Result<Vec<AgainstRow>> {
        let (own, theirs) = (self.own.columns(), self.theirs.columns());
        let rows = measures.par_iter().map(|measured| {
            if stop.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            let name = measured.names.join("/");
            if own.contains(&name.as_str()) && theirs.contains(&name.as_str()) {
                Ok(self.rows_of(measured, &self.own.numbers(&name)?, &self.theirs.numbers(&name)?))
            } else {
                Ok(of_means(measured).into_iter().collect())
            }
        });
        Ok(rows.collect::<Result<Vec<_>>>()?.concat())
    }

    fn rows_of(&self, measured: &Measured, own: &[f64], theirs: &[f64]) -> Vec<AgainstRow> {
        let pairs: Vec<(f64, f64)> = match &self.rows {
            Some(rows) => rows.iter().map(|(row, other)| (own[*row], theirs[*other])).collect(),
            None => own.iter().copied().zip(theirs.iter().copied()).collect(),
        };
        let count = RANDOMISATIONS as usize;
        let mean_error =
            |values: Vec<f64>| mean_of_column(&values, &self.randomisations, count, self.errors).1;
        let errors = [pairs.iter().map(|pair| pair.0).collect(), pairs.iter().map(|pair| pair.1).collect()];
        let [own, theirs] = errors.map(mean_error);
        let unpaired = own.zip(theirs).map(|(own, theirs)| own.hypot(theirs));
        let differences: Vec<f64> = pairs.iter().map(|(own, theirs)| own - theirs).collect();
        let estimates = estimate_column(&differences, &self.randomisations, count, self.errors);
        // Of what is 1 or 0 in a draw, the mean says everything.
        let binary = measured.unit == "probability";
        let wanted = |statistic: Statistic| match statistic {
            Statistic::Mean => true,
            Statistic::Sd | Statistic::Quantile(5 | 50 | 95) => !binary,
            _ => false,
        };
        let mut rows: Vec<AgainstRow> = estimates
            .iter()
            .filter(|estimate| wanted(estimate.statistic))
            .map(|estimate| {
                let unpaired = unpaired.filter(|_| estimate.statistic == Statistic::Mean);
                measured.row(&estimate.statistic.to_string(), estimate.value, estimate.mcse, unpaired)
            })
            .collect();
        if !binary {
            let (share, error) = share_of(&differences, &self.randomisations, self.errors, |x| x > 0.0);
            rows.push(measured.row("prob>0", share, Some(error), None));
        }
        rows
    }

    /// What of the random numbers the two do not share, in words; empty where all are.
    fn not_shared(&self) -> String {
        let inputs = |samples: &StoredSamples| {
            let all = samples.columns().into_iter().skip(2).map(str::to_string);
            all.filter(|name| !name.contains('/')).collect::<Vec<String>>()
        };
        let (own, theirs) = (inputs(&self.own), inputs(&self.theirs));
        if own == theirs {
            return String::new();
        }
        let only =
            |these: &[String], those: &[String]| these.iter().filter(|name| !those.contains(name)).count();
        let rest = match self.sampler {
            Sampler::Sobol => {
                " A Sobol' sequence numbers its dimensions by the list of inputs, so inputs behind these take other random \
                 numbers too."
            }
            Sampler::Lhs | Sampler::Pseudo => "",
        };
        format!(
            "The two models do not list the same uncertain inputs: {} are only here, {} only there.{rest}",
            only(&own, &theirs),
            only(&theirs, &own)
        )
    }
}

/// Rows of the numbers that stand in both lists, which ascend.
fn common(own: &[f64], theirs: &[f64]) -> Vec<(usize, usize)> {
    let place = |(row, number): (usize, &f64)| {
        let other = theirs.binary_search_by(|other| other.total_cmp(number)).ok()?;
        Some((row, other))
    };
    own.iter().enumerate().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_that_failed_in_one_of_two_runs_are_left_out() {
        assert_eq!(common(&[0.0, 1.0, 3.0, 4.0], &[0.0, 2.0, 3.0, 4.0]), [(0, 0), (2, 2), (3, 3)]);
        assert_eq!(common(&[], &[1.0]), []);
    }

    #[test]
    fn means_without_pairs_have_both_errors() {
        let note = |value, mcse| Some(EstimateNote { value, mcse });
        let measured = |means| Measured { names: ["recession", "total", "all"], unit: "probability", means };
        let row = of_means(&measured((note(0.5, Some(0.03)), note(0.25, Some(0.04))))).unwrap();
        assert_eq!((row.value, row.unit.as_str()), (0.25, "probability, difference"));
        assert!((row.mcse.unwrap() - 0.05).abs() < 1e-15);
        assert_eq!(of_means(&measured((note(0.5, None), note(0.25, Some(0.04))))).unwrap().mcse, None);
        assert!(of_means(&measured((note(0.5, None), None))).is_none());
    }

    #[test]
    fn months_are_left_out_and_quarters_shown_where_fans_are() {
        let shown =
            |metric| ["2025", "FY2025", "all", "2025Q3", "2025-07"].map(|period| is_shown(metric, period));
        assert_eq!(shown("gdp_real"), [true, true, true, true, false]);
        assert_eq!(shown("headcount"), [true, true, true, false, false]);
    }
}
