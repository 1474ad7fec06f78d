//! What all sections share: the results, the language, the periods shown, and how a figure is looked up.

use std::collections::BTreeMap;

use super::reading::Reading;
use super::units::{Shown, dollars, shown};
use super::words;
use crate::output::rows::{AssumptionRow, BETWEEN_PARTS, OutcomeNote, PeriodNote, SummaryFile};
use crate::report::cells::number_text;
use crate::report::chart::{Band, Fan, Figure, Panel, Series};
use crate::report::document::{Column, Kind};
use crate::report::lang::Lang;
use crate::report::source::Results;

/// Outcomes with fewer draws than this have no figures of their own.
const FEW: u64 = 100;
/// Most years in a table.
const YEARS: usize = 3;

/// What all sections share.
pub struct Context<'a> {
    /// What the report is about.
    pub results: &'a Results,
    /// The summary that figures are looked up in: that of the run, or of one that it is set against.
    summary: &'a SummaryFile,
    /// Its language.
    pub lang: Lang,
    /// The periods of tables: calendar years, else fiscal years, else the last periods.
    pub years: Vec<String>,
    /// The quarters, else the months, else the years: periods of fans.
    pub steps: Vec<String>,
}

/// A series of figures over time: metric and scope.
pub type Traced<'a> = (&'a str, &'a str);

impl<'a> Context<'a> {
    /// Looks up what periods there are.
    pub fn new(results: &'a Results, lang: Lang) -> Self {
        let all: Vec<String> = results
            .summary
            .metrics
            .get("gdp_real")
            .and_then(|scopes| scopes.get("total"))
            .map(|periods| periods.keys().cloned().collect())
            .unwrap_or_default();
        let of = |wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
            all.iter().filter(|period| wanted(period)).cloned().collect()
        };
        let years = of(&|period| period.len() == 4);
        let fiscal = of(&|period| period.starts_with("FY"));
        let quarters = of(&|period| period.contains('Q'));
        let months = of(&|period| period.len() == 7 && period.contains('-'));
        let first = |lists: [&Vec<String>; 4]| {
            lists.into_iter().find(|list| !list.is_empty()).cloned().unwrap_or_default()
        };
        let steps = first([&quarters, &months, &years, &fiscal]);
        let mut years = first([&years, &fiscal, &quarters, &months]);
        let surplus = years.len().saturating_sub(YEARS);
        years.drain(..surplus);
        Self { results, summary: &results.summary, lang, years, steps }
    }

    /// The same periods of another run.
    pub fn of(&self, summary: &'a SummaryFile) -> Self {
        Self { summary, years: self.years.clone(), steps: self.steps.clone(), ..*self }
    }

    /// The text in the report's language.
    pub fn pick<'t>(&self, english: &'t str, japanese: &'t str) -> &'t str {
        self.lang.pick(english, japanese)
    }

    /// A text of the model in the report's language, where the model has it.
    pub fn say(&self, text: &str) -> String {
        self.results.labels.get(text).cloned().unwrap_or_else(|| text.to_string())
    }

    /// An input in words, part by part; empty where the model has none.
    pub fn input(&self, row: &AssumptionRow) -> String {
        row.parts().map(|part| self.say(part)).collect::<Vec<_>>().join(BETWEEN_PARTS)
    }

    /// The middle period shown: the one that single figures are for.
    pub fn year(&self) -> &str {
        self.years.get(self.years.len() / 2).map_or("", String::as_str)
    }

    /// The last period shown.
    pub fn last_year(&self) -> &str {
        self.years.last().map_or("", String::as_str)
    }

    /// A period in words.
    pub fn period(&self, name: &str) -> String {
        words::period(name, self.lang)
    }

    fn note(&self, metric: &str, scope: &str, period: &str) -> Option<&'a PeriodNote> {
        self.summary.metrics.get(metric)?.get(scope)?.get(period)
    }

    /// The estimates of a figure over all outcomes.
    pub fn reading(&self, metric: &str, scope: &str, period: &str) -> Option<Reading<'a>> {
        self.reading_given(metric, scope, period, "all")
    }

    /// The estimates of a figure given an outcome.
    pub fn reading_given(
        &self,
        metric: &str,
        scope: &str,
        period: &str,
        outcome: &str,
    ) -> Option<Reading<'a>> {
        let note = self.note(metric, scope, period)?;
        let quantile_error = self.summary.quantile_error;
        Reading::new(note, outcome, self.shown(&note.unit), quantile_error, words::is_effect(metric))
    }

    /// How figures of a unit are shown.
    pub fn shown(&self, unit: &str) -> Shown {
        let shown = shown(unit, self.lang);
        Shown { unit: self.say(&shown.unit), ..shown }
    }

    /// Unit of a series of figures; empty where there is none.
    pub fn unit(&self, metric: &str, scope: &str) -> String {
        let periods = self.summary.metrics.get(metric).and_then(|scopes| scopes.get(scope));
        periods
            .and_then(|periods| periods.values().next())
            .map(|note| self.shown(&note.unit).unit)
            .unwrap_or_default()
    }

    /// A scope in words.
    pub fn scope(&self, scope: &str) -> String {
        let model = &self.results.summary.model;
        let label = |labels: &BTreeMap<String, String>, id: &str| labels.get(id).map(|label| self.say(label));
        let found = match scope.split_once(':') {
            Some(("group", id)) => label(&model.groups, id),
            Some(("linegroup", id)) => label(&model.line_groups, id),
            Some(("lever", id)) => label(&model.levers, id),
            Some(("region", code)) => {
                model.regions.iter().find(|region| region.code == code).map(|region| self.say(&region.label))
            }
            Some((_, id)) => Some(id.to_string()),
            None if scope == "total" => Some(self.pick("all", "全体").to_string()),
            None if scope == "investment" => {
                Some(self.pick("Investment cut (price cuts)", "投資の削減（値下げによる減収）").to_string())
            }
            None => None,
        };
        found.unwrap_or_else(|| scope.to_string())
    }

    /// A measure with its scope in words: "Motor vehicles and parts: expected headcount".
    pub fn measure(&self, metric: &str, scope: &str) -> String {
        let name = words::metric(metric, self.lang);
        match (self.lang, scope) {
            (_, "total") => name.to_string(),
            (Lang::En, _) => {
                let mut letters = name.chars();
                let first =
                    letters.next().map(|letter| letter.to_lowercase().to_string()).unwrap_or_default();
                format!("{}: {first}{}", self.scope(scope), letters.as_str())
            }
            (Lang::Ja, _) => format!("{}：{name}", self.scope(scope)),
        }
    }

    /// The destination market in words.
    pub fn destination(&self) -> String {
        let name = self.say(&self.results.summary.model.destination);
        if name == self.results.summary.model.destination { name.to_uppercase() } else { name }
    }

    /// An amount in the model's money as a hint in dollars, in brackets and with a space in front; empty without a rate.
    pub fn in_dollars(&self, amount: f64) -> String {
        let model = &self.results.summary.model;
        let hint = model.dollar_rate.and_then(|rate| dollars(amount, &model.money, rate, self.lang));
        hint.map_or(String::new(), |hint| match self.lang {
            Lang::En => format!(" (about {hint})"),
            Lang::Ja => format!("（約{hint}）"),
        })
    }

    /// What money is in dollars, as a sentence with a space in front; empty without a rate.
    pub fn money_hint(&self) -> String {
        const AMOUNT: f64 = 100.0;
        let model = &self.results.summary.model;
        let hint = model.dollar_rate.and_then(|rate| dollars(AMOUNT, &model.money, rate, self.lang));
        let (money, rate) = (self.shown(&model.money), model.dollar_rate.unwrap_or_default());
        let amount = number_text(AMOUNT * money.factor, 0, false);
        hint.map_or(String::new(), |hint| match self.lang {
            Lang::En => format!(" {amount} {} are about {hint}, at {rate} to the dollar.", money.unit),
            Lang::Ja => format!("{amount}{}は約{hint}（1ドル={rate}）。", money.unit),
        })
    }

    /// The outcomes, likeliest first.
    pub fn outcomes(&self) -> Vec<&'a OutcomeNote> {
        let mut outcomes: Vec<&OutcomeNote> = self.results.summary.outcomes.iter().collect();
        outcomes.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        outcomes
    }

    /// Id and label of all outcomes together and of those drawn often enough to be shown alone, likeliest first.
    pub fn choices(&self) -> Vec<(String, String)> {
        let all = ("all".to_string(), self.pick("All outcomes", "すべての帰結").to_string());
        let often = self.outcomes().into_iter().filter(|outcome| outcome.draws >= FEW);
        let mut choices = vec![all];
        choices.extend(often.map(|outcome| (outcome.outcome.clone(), self.say(&outcome.label))));
        // One outcome alone is the same as all of them.
        if choices.len() == 2 {
            choices.truncate(1);
        }
        choices
    }

    /// A column of texts.
    pub fn texts(&self, english: &str, japanese: &str) -> Column {
        column(self.pick(english, japanese), "", Kind::Text)
    }

    /// A column of numbers.
    pub fn numbers(&self, english: &str, japanese: &str, unit: &str) -> Column {
        column(self.pick(english, japanese), unit, Kind::Number)
    }

    /// A column of estimates.
    pub fn estimates(&self, english: &str, japanese: &str, unit: &str) -> Column {
        column(self.pick(english, japanese), unit, Kind::Estimate)
    }

    /// A part or statistic of what is measured: "Real GDP, mean".
    pub fn part(&self, measured: &str, part: &str) -> String {
        format!("{measured}{}{part}", self.pick(", ", "："))
    }

    /// Name of the interval between two quantiles.
    pub fn interval_name(&self, percent: u32) -> String {
        match self.lang {
            Lang::En => format!("{percent} % interval"),
            Lang::Ja => format!("{percent}%区間"),
        }
    }

    /// Bands of a figure over time, given an outcome: 90, 60 and 30 %.
    pub fn series(&self, name: &str, (metric, scope): Traced, outcome: &str) -> Series {
        let readings: Vec<Option<Reading>> =
            self.steps.iter().map(|step| self.reading_given(metric, scope, step, outcome)).collect();
        let values = |statistic: &str| -> Vec<f64> {
            readings
                .iter()
                .map(|reading| reading.as_ref().map_or(f64::NAN, |reading| reading.value(statistic)))
                .collect()
        };
        let band = |percent: u32, low: &str, high: &str| Band {
            name: match self.lang {
                Lang::En => format!("{percent} % band"),
                Lang::Ja => format!("{percent}%幅"),
            },
            low: values(low),
            high: values(high),
        };
        Series {
            name: name.to_string(),
            bands: vec![band(90, "p05", "p95"), band(60, "p20", "p80"), band(30, "p35", "p65")],
            line_name: self.pick("median", "中央値").to_string(),
            line: values("p50"),
        }
    }

    /// A fan of some figures, each in a panel with a title.
    pub fn fan(&self, panels: &[(String, Traced)], outcome: &str) -> Fan {
        let panel = |(title, traced): &(String, Traced)| {
            let unit = self.unit(traced.0, traced.1);
            Panel {
                title: title.clone(),
                axis: format!("{}, {unit}", words::metric(traced.0, self.lang)),
                series: vec![self.series("", *traced, outcome)],
            }
        };
        Fan {
            periods: self.steps.iter().map(|step| words::tick(step, self.lang)).collect(),
            panels: panels.iter().map(panel).collect(),
        }
    }

    /// What the bands of fans are, in words.
    pub fn bands_note(&self) -> &'static str {
        match self.lang {
            Lang::En => {
                "Bands hold the middle 30, 60 and 90 % of the draws of each period; the line is their median."
            }
            Lang::Ja => "帯は各期の試行の中央30%、60%、90%、線は中央値を示す。",
        }
    }
}

/// A column of a table.
pub fn column(head: &str, unit: &str, kind: Kind) -> Column {
    Column { head: head.to_string(), unit: unit.to_string(), kind }
}

/// A figure.
pub fn figure(
    id: &str,
    title: String,
    note: String,
    alt: String,
    chart: crate::report::chart::Chart,
) -> Figure {
    Figure { id: id.to_string(), title, note, alt, chart }
}
