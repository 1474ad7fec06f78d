//! A [`Table`] → markup that `script.js` can sort and fold.

use maud::{Markup, html};

use crate::report::cells::cell_text;
use crate::report::document::{Cell, Column, Kind, Table};
use crate::report::lang::Lang;

/// A table with more rows than this is folded.
const LONG: usize = 24;
/// A table with more columns than this is set smaller on paper, and its numbers may break.
const WIDE: usize = 7;
/// Rows of a folded table that are shown; `style.css` hides the others.
const SHOWN: usize = 12;

/// A table with its caption above and its note below.
pub fn table(table: &Table, lang: Lang) -> Markup {
    let Table { id, title, note, columns, rows } = table;
    let id = format!("table-{id}");
    let rows_id = format!("{id}-rows");
    let long = rows.len() > LONG;
    html! {
        figure.table.long[long].wide[columns.len() > WIDE] id=(id) {
            figcaption id={ (id) "-title" } { (title) }
            div.scroll {
                table aria-labelledby={ (id) "-title" } {
                    thead { tr { @for column in columns { (head(column)) } } }
                    tbody id=(rows_id) .folded[long] {
                        @for row in rows {
                            tr { @for (place, (column, cell)) in columns.iter().zip(row).enumerate() {
                                (self::cell(column, cell, place == 0, lang))
                            } }
                        }
                    }
                }
            }
            @if long {
                @let [more, fewer] = fold_labels(rows.len(), lang);
                button.fold.js-only type="button" aria-expanded="false" aria-controls=(rows_id) data-fewer=(fewer) {
                    (more)
                }
            }
            @if !note.is_empty() { p.note { (note) } }
        }
    }
}

/// What the button of a folded table of so many rows says, folded and unfolded.
fn fold_labels(rows: usize, lang: Lang) -> [String; 2] {
    match lang {
        Lang::En => [format!("Show all {rows} rows"), format!("Show {SHOWN} rows")],
        Lang::Ja => [format!("全{rows}行を表示"), format!("{SHOWN}行だけ表示")],
    }
}

fn head(column: &Column) -> Markup {
    html! {
        th scope="col" .number[column.kind != Kind::Text] {
            bdi { (column.head) }
            @if !column.unit.is_empty() { " " small { (column.unit) } }
        }
    }
}

/// The class of a cell by the room that its text needs: texts longer than a word or two wrap, and sentences stand wide.
fn room(cell: &Cell) -> Option<&'static str> {
    let Cell::Text(text) = cell else { return None };
    match text.chars().count() {
        0..=12 => None,
        13..=60 => Some("text"),
        _ => Some("prose"),
    }
}

/// A cell. `data-value` is the number it is sorted by; an empty one sorts last, and both stand at the right.
fn cell(column: &Column, cell: &Cell, first: bool, lang: Lang) -> Markup {
    let text = cell_text(cell, lang);
    let value = sort_value(cell).or_else(|| (column.kind != Kind::Text).then(String::new));
    let content = match (cell, text.split_once(" ±")) {
        (Cell::Number { .. }, Some((number, error))) => html! { (number) " " small { "±" (error) } },
        (Cell::Text(_), _) => html! { bdi { (text) } },
        _ => html! { (text) },
    };
    let room = room(cell);
    html! {
        @if first && !text.is_empty() {
            th scope="row" class=[room] data-value=[value] { (content) }
        } @else {
            td class=[room] data-value=[value] { (content) }
        }
    }
}

/// The number that a cell is sorted by, in full precision and as scripts read it: of an interval, its lower end.
fn sort_value(cell: &Cell) -> Option<String> {
    let value = match cell {
        Cell::Empty | Cell::Text(_) => return None,
        Cell::Number { value, .. } => *value,
        Cell::Interval { low, .. } => low.0,
    };
    Some(match value {
        _ if value.is_nan() => String::new(),
        _ if value.is_infinite() => format!("{}Infinity", if value < 0.0 { "-" } else { "" }),
        _ => format!("{value:?}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(columns: usize, rows: usize) -> Table {
        let column = Column { head: "Head".to_string(), unit: String::new(), kind: Kind::Number };
        let number = |value| Cell::Number { value, error: None, places: 1, signed: false };
        Table {
            id: "rows".to_string(),
            title: "Rows".to_string(),
            note: String::new(),
            columns: vec![column; columns],
            rows: (0..rows).map(|row| vec![number(row as f64 / 3.0); columns]).collect(),
        }
    }

    #[test]
    fn long_tables_are_folded_and_wide_ones_are_marked() {
        let markup = |columns, rows| table(&numbers(columns, rows), Lang::En).into_string();
        let (short, long) = (markup(7, 24), markup(8, 45));
        assert!(!short.contains("folded") && !short.contains("<button") && !short.contains("wide"));
        assert!(
            long.contains("class=\"folded\"") && long.contains("Show all 45 rows") && long.contains("wide")
        );
        assert_eq!(long.matches("<tr>").count(), 46);
        assert!(table(&numbers(1, 45), Lang::Ja).into_string().contains("全45行を表示"));
        // The style hides all rows after those that are shown.
        let style = include_str!("style.css");
        assert!(style.contains(&format!(".folded tr:nth-child(n+{})", SHOWN + 1)));
    }

    #[test]
    fn numbers_that_are_none_sort_last_and_infinite_ones_at_the_ends() {
        let mut odd = numbers(1, 0);
        let number = |value| Cell::Number { value, error: None, places: 1, signed: false };
        odd.rows =
            [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e-300].map(|value| vec![number(value)]).to_vec();
        let markup = table(&odd, Lang::En).into_string();
        for value in ["", "Infinity", "-Infinity", "1e-300"] {
            assert_eq!(markup.matches(&format!("data-value=\"{value}\"")).count(), 1, "{value} in {markup}");
        }
    }

    #[test]
    fn texts_get_the_room_that_they_need() {
        let of = |text: &str| room(&Cell::Text(text.to_string()));
        assert_eq!(
            [of(""), of("自動車・同部品（輸出）"), of(&"word ".repeat(3)), of(&"語".repeat(61))],
            [None, None, Some("text"), Some("prose")]
        );
        assert_eq!(room(&Cell::Empty), None);
    }
}
