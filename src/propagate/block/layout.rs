//! Where a block holds what.
//!
//! A row is one quantity of every draw, in octets of [`LANES`] draws. Rows that are read together form a section, in which
//! all rows of one octet stand side by side, so that whoever reads them reads on.

use super::OCTETS;
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

/// Where a row stands: its first octet, and how far the next ones are, in octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub start: usize,
    pub stride: usize,
}

impl Row {
    /// Where an octet of the row stands.
    pub fn at(self, octet: usize) -> usize {
        self.start + octet * self.stride
    }
}

/// The rows of a block, and the spans they are for.
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

    /// A row of a section of so many rows, some sections of the same size after others.
    fn row(before: usize, size: usize, section: usize, row: usize) -> Row {
        Row { start: (before + section * size) * OCTETS + row, stride: size }
    }

    /// `a_c`, the amount of a cause in a long span, or the same filtered for headcount.
    pub fn amount(&self, span: usize, filtered: bool, cause: usize) -> Row {
        let section = usize::from(filtered) * self.long.len() + span;
        Self::row(0, self.causes + 1, section, cause)
    }

    /// Household spending in a long span, or the same filtered for headcount.
    pub fn spending(&self, span: usize, filtered: bool) -> Row {
        self.amount(span, filtered, self.causes)
    }

    fn before_lines(&self) -> usize {
        2 * self.long.len() * (self.causes + 1)
    }

    fn of_lines(&self, span: usize, row: usize) -> Row {
        Self::row(self.before_lines(), 3 * (self.lines + 1), span, row)
    }

    /// Of a line in a long span: 0 for `ΔV`, 1 for `ΔR`, 2 for the sum of the monthly rates.
    pub fn line(&self, which: usize, span: usize, line: usize) -> Row {
        self.of_lines(span, which * self.lines + line)
    }

    /// Over all lines in a long span: 0 for `ΔV`, 1 for `ΔR`, 2 for the rates weighted by exports.
    pub fn total_of_span(&self, which: usize, span: usize) -> Row {
        self.of_lines(span, 3 * self.lines + which)
    }

    fn before_months(&self) -> usize {
        self.before_lines() + 3 * (self.lines + 1) * self.long.len()
    }

    /// The same in a single month.
    pub fn total_of_month(&self, which: usize, month: usize) -> Row {
        let size = 3 * self.months.len();
        Self::row(self.before_months(), size, 0, which * self.months.len() + month)
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

    fn before_draws(&self) -> usize {
        self.before_months() + 3 * self.months.len()
    }

    fn draws(&self) -> usize {
        2 + self.sampled + self.growth + self.causes
    }

    fn of_draws(&self, row: usize) -> Row {
        Self::row(self.before_draws(), self.draws(), 0, row)
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
        sections.extend([3 * self.months.len(), self.draws()]);
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
