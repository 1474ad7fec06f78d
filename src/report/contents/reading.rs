//! The estimates of one figure → cells and words with the digits that their Monte Carlo errors support.

use std::collections::BTreeMap;

use super::units::Shown;
use crate::output::rows::{EstimateNote, PeriodNote};
use crate::report::cells::number_text;
use crate::report::document::Cell;
use crate::report::lang::Lang;
use crate::report::numbers::{decimals, decimals_of};

/// The estimates of one metric, scope and period, given an outcome or over all.
pub struct Reading<'a> {
    statistics: &'a BTreeMap<String, EstimateNote>,
    /// How its figures are shown.
    pub shown: Shown,
    /// How far quantiles may be off, as a share of the width of the 90 % interval.
    looseness: f64,
    /// Whether gains carry a plus sign.
    pub signed: bool,
}

/// A quantile of a sketch is off by about a tenth of the bound: draws are spread evenly within a bucket.
const OF_BOUND: f64 = 0.1;

impl<'a> Reading<'a> {
    /// Estimates given an outcome; none where it was never drawn.
    pub fn new(
        note: &'a PeriodNote,
        outcome: &str,
        shown: Shown,
        quantile_error: f64,
        signed: bool,
    ) -> Option<Self> {
        let looseness = if note.exact_quantiles { 0.0 } else { OF_BOUND * quantile_error };
        Some(Self { statistics: note.outcomes.get(outcome)?, shown, looseness, signed })
    }

    /// A statistic in the unit shown; quantiles with the error of the sketch where that is larger.
    pub fn get(&self, statistic: &str) -> Option<EstimateNote> {
        let found = self.statistics.get(statistic)?;
        let factor = if statistic.starts_with("prob") { 100.0 } else { self.shown.factor };
        let mut note =
            EstimateNote { value: factor * found.value, mcse: found.mcse.map(|error| factor * error) };
        if statistic.starts_with('p') && !statistic.starts_with("prob") {
            let width = self.width() * self.looseness;
            note.mcse = note.mcse.map(|error| error.max(width)).or((width > 0.0).then_some(width));
        }
        Some(note)
    }

    fn width(&self) -> f64 {
        let value = |name: &str| self.statistics.get(name).map_or(0.0, |note| note.value);
        self.shown.factor * (value("p95") - value("p05")).abs()
    }

    /// The value of a statistic, or not a number.
    pub fn value(&self, statistic: &str) -> f64 {
        self.get(statistic).map_or(f64::NAN, |note| note.value)
    }

    /// A statistic with its error.
    pub fn estimate(&self, statistic: &str) -> Cell {
        self.get(statistic).map_or(Cell::Empty, |note| estimate_cell(note, self.signed))
    }

    /// A statistic without its error, in the digits that it supports.
    pub fn number(&self, statistic: &str) -> Cell {
        let cell = |note: EstimateNote| Cell::Number {
            value: note.value,
            error: None,
            places: places_of(note),
            signed: self.signed,
        };
        self.get(statistic).map_or(Cell::Empty, cell)
    }

    /// What the figure is with all inputs at their medians, in the digits of the mean.
    pub fn at_medians(&self) -> Cell {
        let places = self.get("mean").map_or(2, places_of);
        self.get("deterministic").map_or(Cell::Empty, |note| Cell::Number {
            value: note.value,
            error: None,
            places,
            signed: self.signed,
        })
    }

    /// The interval between two quantiles.
    pub fn interval(&self, low: &str, high: &str) -> Cell {
        self.get(low)
            .zip(self.get(high))
            .map_or(Cell::Empty, |(low, high)| interval_cell(low, high, self.signed))
    }

    /// A statistic in words, without its error and unit.
    pub fn text(&self, statistic: &str) -> String {
        let text = |note: EstimateNote| number_text(note.value, in_words(note), self.signed);
        self.get(statistic).map_or_else(|| "–".to_string(), text)
    }

    /// The size of a statistic in words, without sign, error and unit.
    pub fn size(&self, statistic: &str) -> String {
        let text = |note: EstimateNote| number_text(note.value.abs(), in_words(note), false);
        self.get(statistic).map_or_else(|| "–".to_string(), text)
    }

    /// The ends of the 90 % interval in words, both to the same digit.
    pub fn ends(&self) -> (String, String) {
        let (Some(low), Some(high)) = (self.get("p05"), self.get("p95")) else {
            return ("–".to_string(), "–".to_string());
        };
        let larger = if low.value.abs() > high.value.abs() { low } else { high };
        let places = places_of(low).min(places_of(high)).min(in_words(larger));
        let text = |note: EstimateNote| number_text(note.value, places, self.signed);
        (text(low), text(high))
    }
}

/// Most digits of a figure in a table: more would be precise beyond use.
const IN_TABLES: i32 = 4;
/// Most digits of a figure in a sentence.
const IN_WORDS: i32 = 3;

/// Decimal places that an estimate is shown with in tables: those that its error supports, for four digits at most.
pub fn places_of(note: EstimateNote) -> i32 {
    if note.value == 0.0 && note.mcse.is_none_or(|error| error == 0.0) {
        return 0;
    }
    decimals_of(note).min(places_for(note.value, IN_TABLES))
}

fn in_words(note: EstimateNote) -> i32 {
    places_of(note).min(places_for(note.value, IN_WORDS))
}

/// Decimal places of so many digits.
fn places_for(value: f64, digits: i32) -> i32 {
    if value == 0.0 || !value.is_finite() {
        return digits;
    }
    digits - 1 - value.abs().log10().floor() as i32
}

/// The interval between two estimates, both ends to the same digit.
pub fn interval_cell(low: EstimateNote, high: EstimateNote, signed: bool) -> Cell {
    let places = places_of(low).min(places_of(high));
    Cell::Interval { low: (low.value, places), high: (high.value, places), signed }
}

/// An estimate with its error as a cell.
pub fn estimate_cell(note: EstimateNote, signed: bool) -> Cell {
    Cell::Number { value: note.value, error: note.mcse, places: places_of(note), signed }
}

/// Decimal places of percentages that are probabilities.
const OF_PROBABILITY: i32 = 2;

/// A probability in per cent as a cell.
pub fn percent_cell(note: EstimateNote) -> Cell {
    let places = places_of(note).min(OF_PROBABILITY);
    Cell::Number { value: note.value, error: note.mcse, places, signed: false }
}

/// A probability and its error, as fractions, as a cell in per cent.
pub fn probability_cell(probability: f64, mcse: Option<f64>) -> Cell {
    estimate_cell(EstimateNote { value: 100.0 * probability, mcse: mcse.map(|error| 100.0 * error) }, false)
}

/// A probability in words: as many digits as its error supports, at most one after the point.
pub fn probability_text(probability: f64, mcse: Option<f64>, lang: Lang) -> String {
    let places = mcse.filter(|error| *error > 0.0).map_or(1, |error| decimals(100.0 * error)).clamp(0, 1);
    format!("{}{}", number_text(100.0 * probability, places, false), lang.pick(" %", "%"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::cells::cell_text;

    fn note() -> PeriodNote {
        let estimate = |value, error| EstimateNote { value, mcse: Some(error) };
        let statistics = [
            ("mean", estimate(-0.106_23, 0.000_4)),
            ("p05", estimate(-0.2891, 0.001_6)),
            ("p95", estimate(0.0196, 0.000_001)),
            ("prob<=-0.25", estimate(0.0789, 0.0014)),
        ];
        let statistics = statistics.into_iter().map(|(name, note)| (name.to_string(), note)).collect();
        PeriodNote {
            unit: "% of GDP".into(),
            exact_quantiles: false,
            outcomes: [("all".to_string(), statistics)].into(),
        }
    }

    #[test]
    fn quantiles_are_no_more_exact_than_the_sketch() {
        let (note, shown) = (note(), Shown { factor: 1.0, unit: String::new() });
        let reading = Reading::new(&note, "all", shown.clone(), 0.01, true).unwrap();
        // Three digits in words, four in tables.
        assert_eq!(reading.text("mean"), "−0.106");
        assert_eq!(reading.size("mean"), "0.106");
        assert_eq!(cell_text(&reading.estimate("mean"), Lang::En), "−0.1062 ±\u{a0}0.0004");
        // A tenth of 1 % of the width 0.309 is in the fourth decimal place; the other end is known to the third.
        assert_eq!(reading.text("p95"), "+0.0196");
        assert_eq!(cell_text(&reading.interval("p05", "p95"), Lang::En), "−0.289 to +0.020");
        assert_eq!(reading.ends(), ("−0.289".to_string(), "+0.020".to_string()));
        assert!(Reading::new(&note, "never", shown, 0.01, true).is_none());
    }

    #[test]
    fn probabilities_have_at_most_one_decimal_place() {
        assert_eq!(probability_text(0.456_6, Some(0.000_01), Lang::En), "45.7 %");
        assert_eq!(probability_text(0.456_6, Some(0.02), Lang::Ja), "46%");
    }
}
