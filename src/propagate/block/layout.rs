//! Which row of a block holds what.

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

    fn by_cause(&self) -> usize {
        self.long.len() * self.causes
    }

    fn by_line(&self) -> usize {
        self.long.len() * self.lines
    }

    /// `a_c`, the amount of a cause in a long span.
    pub fn amount(&self, span: usize, cause: usize) -> usize {
        span * self.causes + cause
    }

    /// The same filtered for headcount.
    pub fn filtered(&self, span: usize, cause: usize) -> usize {
        self.by_cause() + self.amount(span, cause)
    }

    /// `ΔV` of a line in a long span.
    pub fn volume(&self, span: usize, line: usize) -> usize {
        2 * self.by_cause() + span * self.lines + line
    }

    /// `ΔR` of a line in a long span.
    pub fn income(&self, span: usize, line: usize) -> usize {
        self.by_line() + self.volume(span, line)
    }

    /// Sum of a line's monthly rates in a long span.
    pub fn rate(&self, span: usize, line: usize) -> usize {
        self.by_line() + self.income(span, line)
    }

    /// Over all lines in any span: 0 for `ΔV`, 1 for `ΔR`, 2 for the rates weighted by exports.
    pub fn total(&self, which: usize, span: Span) -> usize {
        let position = match span.period {
            Period::Month(_) => {
                self.long.len() + self.months.iter().position(|known| *known == span).unwrap_or(0)
            }
            _ => self.span(span),
        };
        self.total_at(which, position)
    }

    pub fn total_at(&self, which: usize, position: usize) -> usize {
        2 * self.by_cause() + 3 * self.by_line() + which * (self.long.len() + self.months.len()) + position
    }

    /// Scale of labour income, then household spending per unit of labour income.
    pub fn household(&self) -> usize {
        self.total_at(3, 0)
    }

    /// Sampled persons per unit of output.
    pub fn intensity(&self, position: usize) -> usize {
        self.household() + 2 + position
    }

    /// Baseline growth of a quarter.
    pub fn growth(&self, quarter: usize) -> usize {
        self.intensity(self.sampled) + quarter
    }

    /// Rows that are filled draw by draw.
    pub fn filled(&self) -> usize {
        self.growth(self.growth)
    }

    /// Household spending in a long span, unfiltered and filtered.
    pub fn spending(&self, span: usize, filtered: bool) -> usize {
        self.filled() + usize::from(filtered) * self.long.len() + span
    }

    /// Persons at annual rate per unit of a cause.
    pub fn jobs(&self, cause: usize) -> usize {
        self.spending(0, true) + self.long.len() + cause
    }

    /// All rows.
    pub fn rows(&self) -> usize {
        self.jobs(self.causes)
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
