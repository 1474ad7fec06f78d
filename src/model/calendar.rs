//! Calendar months from start to end, and the quarters, years and fiscal years complete within them.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

impl Month {
    /// The month `number` (1 to 12) of `year`.
    pub fn new(year: i32, number: u32) -> Option<Self> {
        (1..=12).contains(&number).then(|| Self(year * 12 + number as i32 - 1))
    }

    /// Reads `2025-07`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once('-')?;
        let digits = |part: &str, count: usize| {
            part.len() == count && part.chars().all(|letter| letter.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(number, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, number.parse().ok()?)
    }

    /// The month of a date.
    pub fn of(date: NaiveDate) -> Self {
        Self(date.year() * 12 + date.month0() as i32)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The number of the month in its year, 1 to 12.
    pub fn number(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// The month `count` months later (earlier, if negative).
    #[must_use]
    pub fn plus(self, count: i32) -> Self {
        Self(self.0 + count)
    }

    /// Whole months from `other` to this month.
    pub fn since(self, other: Self) -> i32 {
        self.0 - other.0
    }

    /// The first day of the month.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.number(), 1).unwrap_or(NaiveDate::MAX)
    }

    /// The number of days in the month.
    pub fn days(self) -> i64 {
        (self.plus(1).first_day() - self.first_day()).num_days()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

/// A calendar quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter(i32);

impl Quarter {
    /// Reads `2025Q3`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once('Q')?;
        if year.len() != 4 || !year.chars().all(|letter| letter.is_ascii_digit()) {
            return None;
        }
        let number = match number {
            "1" => 0,
            "2" => 1,
            "3" => 2,
            "4" => 3,
            _ => return None,
        };
        Some(Self(year.parse::<i32>().ok()? * 4 + number))
    }

    /// The quarter of a month.
    pub fn of(month: Month) -> Self {
        Self(month.year() * 4 + (month.number() as i32 - 1) / 3)
    }

    /// The first month.
    pub fn first_month(self) -> Month {
        Month(self.0 * 3)
    }

    /// The quarter `count` quarters later.
    #[must_use]
    pub fn plus(self, count: i32) -> Self {
        Self(self.0 + count)
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(4)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year(), self.0.rem_euclid(4) + 1)
    }
}

/// A period that results are reported for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// `2025-07`
    Month(Month),
    /// `2025Q3`
    Quarter(Quarter),
    /// `2025`
    Year(i32),
    /// `FY2025`, named by the year it starts in
    FiscalYear(i32),
    /// `2025-04..2025-09`: months from one to another
    Months(Month, Month),
    /// `all`: the whole horizon
    Horizon,
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Quarter(quarter) => quarter.fmt(f),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::FiscalYear(year) => write!(f, "FY{year:04}"),
            Self::Months(first, last) if first == last => first.fmt(f),
            Self::Months(first, last) => write!(f, "{first}..{last}"),
            Self::Horizon => write!(f, "all"),
        }
    }
}

/// A reported period and the months it covers, as positions in the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The period.
    pub period: Period,
    /// Position of its first month.
    pub first: usize,
    /// Number of its months.
    pub months: usize,
}

impl Span {
    /// Positions of the months covered.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.months
    }
}

/// The horizon of a model.
///
/// ```
/// use kanzei::model::calendar::{Calendar, Month};
/// let month = |text| Month::parse(text).unwrap();
/// let calendar = Calendar { start: month("2025-01"), end: month("2026-03"), fiscal_year_start: 4 };
/// assert_eq!(calendar.months(), 15);
/// assert_eq!(calendar.quarters().len(), 5);
/// assert_eq!(calendar.fiscal_years()[0].period.to_string(), "FY2025");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// First month simulated.
    pub start: Month,
    /// Last month simulated.
    pub end: Month,
    /// The month (1 to 12) in which a fiscal year starts.
    pub fiscal_year_start: u32,
}

impl Calendar {
    /// Number of months simulated.
    pub fn months(&self) -> usize {
        (self.end.since(self.start) + 1).max(0) as usize
    }

    /// The month at a position.
    pub fn month(&self, position: usize) -> Month {
        self.start.plus(position as i32)
    }

    /// Every month.
    pub fn each_month(&self) -> Vec<Span> {
        (0..self.months())
            .map(|t| Span { period: Period::Month(self.month(t)), first: t, months: 1 })
            .collect()
    }

    /// The quarters complete within the horizon.
    pub fn quarters(&self) -> Vec<Span> {
        let starts_quarter = |month: Month| (month.number() - 1).is_multiple_of(3);
        self.complete(3, starts_quarter, |month| Period::Quarter(Quarter::of(month)))
    }

    /// The calendar years complete within the horizon.
    pub fn years(&self) -> Vec<Span> {
        self.complete(12, |month| month.number() == 1, |month| Period::Year(month.year()))
    }

    /// The fiscal years complete within the horizon; none where they are the calendar years.
    pub fn fiscal_years(&self) -> Vec<Span> {
        if self.fiscal_year_start == 1 {
            return Vec::new();
        }
        self.complete(
            12,
            |month| month.number() == self.fiscal_year_start,
            |month| Period::FiscalYear(month.year()),
        )
    }

    fn complete(
        &self,
        months: usize,
        starts: impl Fn(Month) -> bool,
        period: impl Fn(Month) -> Period,
    ) -> Vec<Span> {
        (0..self.months())
            .filter(|&t| starts(self.month(t)) && t + months <= self.months())
            .map(|first| Span { period: period(self.month(first)), first, months })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_count_days_and_cross_years() {
        let february = Month::parse("2024-02").unwrap();
        assert_eq!(february.days(), 29);
        assert_eq!(february.plus(11).to_string(), "2025-01");
        assert_eq!(february.plus(-2).to_string(), "2023-12");
        assert_eq!(Month::parse("2025-13"), None);
        assert_eq!(Month::parse("2025-1"), None);
        assert_eq!(Month::parse("+025-01"), None);
    }

    #[test]
    fn quarters_are_read_and_written_alike() {
        let quarter = Quarter::parse("2025Q4").unwrap();
        assert_eq!(quarter.to_string(), "2025Q4");
        assert_eq!(quarter.plus(1).to_string(), "2026Q1");
        assert_eq!(quarter.first_month().to_string(), "2025-10");
        assert_eq!(Quarter::parse("2025Q5"), None);
    }

    #[test]
    fn only_complete_periods_are_reported() {
        let calendar = Calendar {
            start: Month::parse("2025-02").unwrap(),
            end: Month::parse("2026-12").unwrap(),
            fiscal_year_start: 4,
        };
        let names = |spans: Vec<Span>| spans.iter().map(|s| s.period.to_string()).collect::<Vec<_>>();
        assert_eq!(names(calendar.quarters())[0], "2025Q2");
        assert_eq!(names(calendar.years()), ["2026"]);
        assert_eq!(names(calendar.fiscal_years()), ["FY2025"]);
    }
}
