//! Where the rows of a round stand.
//!
//! A row is one quantity of every draw, in octets of eight draws. Rows that are read together form a section, in which all
//! rows of one octet stand side by side, then those of the next: whoever needs them reads straight through memory.

use crate::model::Model;
use crate::model::calendar::{Period, Span};
use crate::propagate::metrics::Metrics;

/// How the sum over a span is found.
pub(super) enum SpanSum {
    /// Month by month.
    Months(std::ops::Range<usize>),
    /// From the sums of shorter spans.
    Spans(Vec<usize>),
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub section: usize,
    /// Position in the section, and how many rows that has.
    pub position: usize,
    pub size: usize,
}

impl Row {
    /// Where an octet of the row stands in its section.
    pub fn at(self, octet: usize) -> usize {
        octet * self.size + self.position
    }
}

/// The rows, and the spans they are for.
pub(super) struct Layout {
    /// Quarters and years, which are kept by cause and line.
    pub long: Vec<Span>,
    pub long_sums: Vec<SpanSum>,
    /// Single months, which are kept for all lines together.
    pub months: Vec<Span>,
    pub causes: usize,
    pub lines: usize,
    sampled: usize,
    growth: usize,
}

impl Layout {
    pub fn new(model: &Model, metrics: &Metrics) -> Self {
        let mut spans: Vec<Span> = Vec::new();
        for cell in metrics.cells.iter().filter(|cell| cell.span.months > 0) {
            if !spans.contains(&cell.span) {
                spans.push(cell.span);
            }
        }
        spans.sort_by_key(|span| span.months);
        let (months, long): (Vec<Span>, Vec<Span>) =
            spans.into_iter().partition(|span| matches!(span.period, Period::Month(_)));
        let long_sums = (0..long.len()).map(|position| sum_of(&long, position)).collect();
        let causes = metrics.causes().len();
        Self {
            long_sums,
            causes,
            lines: model.trade.lines.len(),
            sampled: model.parameters.employment.len(),
            growth: model.parameters.growth.baseline.len(),
            long,
            months,
        }
    }

    /// Position of a span among the long ones.
    pub fn span(&self, span: Span) -> usize {
        self.long.iter().position(|known| *known == span).unwrap_or(0)
    }

    /// `a_c`, the amount of a cause in a long span, or the same filtered for headcount.
    pub fn amount(&self, span: usize, filtered: bool, cause: usize) -> Row {
        let section = usize::from(filtered) * self.long.len() + span;
        Row { section, position: cause, size: self.causes + 1 }
    }

    /// Household spending in a long span, or the same filtered for headcount.
    pub fn spending(&self, span: usize, filtered: bool) -> Row {
        self.amount(span, filtered, self.causes)
    }

    fn of_lines(&self, span: usize, position: usize) -> Row {
        Row { section: 2 * self.long.len() + span, position, size: 3 * (self.lines + 1) }
    }

    /// Of a line in a long span: 0 for `ΔV`, 1 for `ΔR`, 2 for the sum of the monthly rates.
    pub fn line(&self, which: usize, span: usize, line: usize) -> Row {
        self.of_lines(span, which * self.lines + line)
    }

    /// Over all lines in a long span: 0 for `ΔV`, 1 for `ΔR`, 2 for the rates weighted by exports.
    pub fn total_of_span(&self, which: usize, span: usize) -> Row {
        self.of_lines(span, 3 * self.lines + which)
    }

    /// The same in a single month.
    pub fn total_of_month(&self, which: usize, month: usize) -> Row {
        let (section, months) = (3 * self.long.len(), self.months.len());
        Row { section, position: which * months + month, size: 3 * months }
    }

    /// The same in any span.
    pub fn total(&self, which: usize, span: Span) -> Row {
        match span.period {
            Period::Month(_) => {
                let month = self.months.iter().position(|known| *known == span);
                self.total_of_month(which, month.unwrap_or(0))
            }
            _ => self.total_of_span(which, self.span(span)),
        }
    }

    fn of_draws(&self, position: usize) -> Row {
        let size = 2 + self.sampled + self.growth + self.causes;
        Row { section: 3 * self.long.len() + 1, position, size }
    }

    /// 0 for the scale of labour income, 1 for household spending per unit of labour income.
    pub fn household(&self, which: usize) -> Row {
        self.of_draws(which)
    }

    /// Sampled persons per unit of output.
    pub fn intensity(&self, position: usize) -> Row {
        self.of_draws(2 + position)
    }

    /// Baseline growth of a quarter.
    pub fn growth(&self, quarter: usize) -> Row {
        self.of_draws(2 + self.sampled + quarter)
    }

    /// Persons at annual rate per unit of a cause.
    pub fn jobs(&self, cause: usize) -> Row {
        self.of_draws(2 + self.sampled + self.growth + cause)
    }

    /// Sizes of all sections, in order.
    pub fn sections(&self) -> Vec<usize> {
        let mut sections = vec![self.causes + 1; 2 * self.long.len()];
        sections.extend(vec![3 * (self.lines + 1); self.long.len()]);
        sections.extend([3 * self.months.len(), self.household(0).size]);
        sections
    }
}

/// Sums of shorter spans where they cover a span without gaps, else its months.
fn sum_of(spans: &[Span], position: usize) -> SpanSum {
    let whole = &spans[position];
    let mut parts = Vec::new();
    let mut next = whole.first;
    while next < whole.range().end {
        let fits = |part: &Span| part.first == next && part.range().end <= whole.range().end;
        let Some(part) = spans[..position].iter().rposition(|part| part.months < whole.months && fits(part))
        else {
            return SpanSum::Months(whole.range());
        };
        next += spans[part].months;
        parts.push(part);
    }
    SpanSum::Spans(parts)
}
