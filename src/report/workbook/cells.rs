//! Columns and cells of a table → columns and cells of a sheet, where each holds one number or one text.

use crate::report::cells::{cell_text, head_text, number_text};
use crate::report::document::{Cell, Column, Kind, Table};
use crate::report::lang::Lang;
use crate::report::numbers::fixed;

/// What a column of a sheet shows of a column of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// The text or number.
    Whole,
    /// The standard error.
    Error,
    /// The lower end of the interval.
    Low,
    /// Its upper end.
    High,
}

/// A column of a sheet.
#[derive(Debug)]
pub struct Field {
    /// Position of the column of the table.
    pub at: usize,
    /// What it shows of it.
    pub part: Part,
    /// Heading.
    pub head: String,
    /// Whether it holds texts.
    pub text: bool,
}

/// What a cell of a sheet holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number in full, with its number format.
    Number(f64, String),
}

/// The columns of a sheet.
pub fn fields(table: &Table, lang: Lang) -> Vec<Field> {
    let mut fields = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let named = |name: &str| {
            let comma = lang.pick(", ", "・");
            let head = if column.head.is_empty() {
                name.to_string()
            } else {
                format!("{}{comma}{name}", column.head)
            };
            Column { head, ..column.clone() }
        };
        let mut push = |part, column: &Column| {
            let text = column.kind == Kind::Text;
            fields.push(Field { at, part, head: head_text(column, lang), text });
        };
        if column.kind == Kind::Interval {
            push(Part::Low, &named(lang.pick("low", "下限")));
            push(Part::High, &named(lang.pick("high", "上限")));
            continue;
        }
        push(Part::Whole, column);
        let has_error = |row: &Vec<Cell>| matches!(row.get(at), Some(Cell::Number { error: Some(_), .. }));
        if column.kind == Kind::Estimate || table.rows.iter().any(has_error) {
            push(Part::Error, &named(lang.pick("± standard error", "標準誤差（±）")));
        }
    }
    fields
}

/// What stands in a cell of a sheet.
pub fn content(cell: &Cell, part: Part, lang: Lang) -> Content {
    match (cell, part) {
        (Cell::Number { value, places, signed, .. }, Part::Whole | Part::Low) => {
            number(*value, *places, *signed)
        }
        (Cell::Number { error: Some(error), places, .. }, Part::Error)
            if *error > 0.0 && error.is_finite() =>
        {
            number(*error, *places, false)
        }
        (Cell::Interval { low: (value, places), signed, .. }, Part::Low)
        | (Cell::Interval { high: (value, places), signed, .. }, Part::High) => {
            number(*value, *places, *signed)
        }
        (Cell::Text(_) | Cell::Interval { .. }, Part::Whole) | (Cell::Text(_), Part::Low) => {
            Content::Text(cell_text(cell, lang))
        }
        _ => Content::Empty,
    }
}

fn number(value: f64, places: i32, signed: bool) -> Content {
    if value.is_finite() {
        Content::Number(value, number_format(value, places, signed))
    } else {
        Content::Text(number_text(value, places, signed))
    }
}

/// The number format that shows a number as other formats do; whole numbers where those round to tens or more.
fn number_format(value: f64, places: i32, signed: bool) -> String {
    let decimals = places.clamp(0, 30) as usize;
    let point = if decimals > 0 { format!(".{}", "0".repeat(decimals)) } else { String::new() };
    let shows_nothing = !fixed(value, places.max(0)).contains(|digit: char| ('1'..='9').contains(&digit));
    if shows_nothing {
        return format!("0{point};0{point}");
    }
    let plus = if signed { "+" } else { "" };
    format!("{plus}#,##0{point};\"−\"#,##0{point}")
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn number_formats_show_the_digits_that_count() {
        assert_eq!(number_format(-0.106, 2, true), "+#,##0.00;\"−\"#,##0.00");
        assert_eq!(number_format(31_634.9, -2, false), "#,##0;\"−\"#,##0");
        assert_eq!(number_format(-0.001, 2, true), "0.00;0.00");
        assert_eq!(number_format(3.0, -2, true), "+#,##0;\"−\"#,##0");
    }

    #[test]
    fn estimates_and_intervals_take_two_columns() {
        let document = fixture::document(Lang::En);
        let table = document.tables().next().unwrap();
        let heads: Vec<_> = fields(table, Lang::En).into_iter().map(|field| field.head).collect();
        assert_eq!(
            heads,
            [
                "Sector",
                "Output & more, billion yen",
                "GDP, % of baseline",
                "GDP, ± standard error, % of baseline",
                "90 % interval, low, % of baseline",
                "90 % interval, high, % of baseline",
            ]
        );
        let japanese: Vec<_> = fields(table, Lang::Ja).into_iter().map(|field| field.head).collect();
        assert_eq!(japanese[3], "GDP・標準誤差（±）（% of baseline）");
    }

    #[test]
    fn each_cell_holds_one_number_or_one_text() {
        let estimate = Cell::Number { value: -1.5, error: Some(0.25), places: 2, signed: true };
        let minus = |digits: &str| format!("{digits};\"−\"{digits}");
        assert_eq!(
            content(&estimate, Part::Whole, Lang::En),
            Content::Number(-1.5, "+".to_string() + &minus("#,##0.00"))
        );
        assert_eq!(content(&estimate, Part::Error, Lang::En), Content::Number(0.25, minus("#,##0.00")));
        let interval = Cell::Interval { low: (-2.0, 0), high: (f64::INFINITY, 0), signed: false };
        assert_eq!(content(&interval, Part::Low, Lang::En), Content::Number(-2.0, minus("#,##0")));
        assert_eq!(content(&interval, Part::High, Lang::En), Content::Text("∞".to_string()));
        assert_eq!(content(&interval, Part::Whole, Lang::En), Content::Text("−2 to ∞".to_string()));
        assert_eq!(content(&Cell::Text("=1".to_string()), Part::Error, Lang::En), Content::Empty);
        let undefined = Cell::Number { value: f64::NAN, error: Some(f64::NAN), places: 2, signed: true };
        assert_eq!(content(&undefined, Part::Whole, Lang::En), Content::Text("–".to_string()));
        assert_eq!(content(&undefined, Part::Error, Lang::En), Content::Empty);
    }
}
