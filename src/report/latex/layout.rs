//! Cells of a table → columns of a `tabular`: which kind each is, how wide, and in what size of type all fit A4.

use super::escape::escape;
use crate::report::cells::cell_parts;
use crate::report::document::{Cell, Column, Kind, Table};
use crate::report::lang::Lang;
use crate::report::letters::{lines, width};

/// Sizes of type with the letters in a line that they leave and the least that a text must get of them: 12 cm wide, then
/// 16 cm, A4 with margins of 2.5 cm, then the same page turned.
const SIZES: [(&str, bool, usize, usize); 7] = [
    ("\\small", false, 74, 32),
    ("\\small", false, 98, 24),
    ("\\footnotesize", false, 106, 22),
    ("\\scriptsize", false, 114, 20),
    ("\\small", true, 151, 32),
    ("\\footnotesize", true, 165, 24),
    ("\\scriptsize", true, 176, 20),
];
/// Lines of a table that fit on a page, and on a page that is turned.
const PAGE: (usize, usize) = (45, 28);
/// Letters between two columns.
const GAP: usize = 3;
/// Widest column of texts in one line, and how narrow it may become.
const TEXT: std::ops::RangeInclusive<usize> = 14..=60;
/// Heads of columns of texts take so many letters before they break.
const TEXT_HEAD: usize = 24;
/// Heads of narrow columns take so many letters before they break.
const HEAD: usize = 13;
/// Digits after the point that cells of a column may differ by and still be aligned at it.
const ALIGNED: usize = 2;

/// Left-aligned lines, the later ones set in so that the next row is told from them; the first word may break.
const PARAGRAPH: &str = ">{\\raggedright\\arraybackslash\\hangindent=1em\\hspace{0pt}}";

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// Texts in one line.
    Line,
    /// Texts in several lines.
    Paragraph,
    /// Numbers, padded to so many digits after the point.
    Number(Option<usize>),
    /// Numbers with what stands beside them, aligned between the two.
    Pair(Option<usize>),
}

/// How a table is set.
pub struct Layout {
    /// Size of type.
    pub size: &'static str,
    /// Whether the page must be turned for it.
    pub turned: bool,
    /// Form and width in letters of each column.
    forms: Vec<(Form, usize)>,
}

impl Layout {
    /// The largest type in which the table fits the page.
    pub fn of(table: &Table, lang: Lang) -> Self {
        let natural: Vec<_> =
            table.columns.iter().enumerate().map(|(at, column)| natural(table, at, column, lang)).collect();
        let gaps = GAP * natural.len().saturating_sub(1);
        let of_text = |wanted: bool| {
            let chosen = natural.iter().filter(move |(form, _)| (*form == Form::Line) == wanted);
            chosen.map(|(_, width)| *width)
        };
        let fixed = of_text(false).sum::<usize>() + gaps;
        let widest = of_text(true).max().unwrap_or(0);
        // Figures and capitals between East Asian letters are wider than letters of running text.
        let room = |letters: usize| if lang == Lang::Ja { letters * 6 / 7 } else { letters };
        let cap = |letters: usize| {
            let letters = room(letters);
            TEXT.rev()
                .find(|cap| fixed + of_text(true).map(|width| width.min(*cap)).sum::<usize>() <= letters)
        };
        let fitting = SIZES.into_iter().find_map(|(size, turned, letters, least)| {
            cap(letters).filter(|cap| *cap >= least.min(widest)).map(|cap| (size, turned, cap))
        });
        let (smallest, _, letters, _) = SIZES[SIZES.len() - 1];
        let (size, turned, cap) = fitting.unwrap_or((smallest, true, cap(letters).unwrap_or(*TEXT.start())));
        let fit = |(form, width)| {
            if form == Form::Line && width > cap { (Form::Paragraph, cap) } else { (form, width) }
        };
        Self { size, turned, forms: natural.into_iter().map(fit).collect() }
    }

    /// Whether the rows take more than a page.
    pub fn is_long(&self, table: &Table) -> bool {
        let height = |(cell, (form, width)): (&Cell, &(Form, usize))| match (cell, form) {
            (Cell::Text(text), Form::Paragraph) => lines(text, *width).len(),
            _ => 1,
        };
        let heights = table.rows.iter().map(|row| row.iter().zip(&self.forms).map(height).max().unwrap_or(1));
        heights.sum::<usize>() > if self.turned { PAGE.1 } else { PAGE.0 }
    }

    /// The argument of `tabular`.
    pub fn columns(&self) -> String {
        let column = |(form, width): &(Form, usize)| match form {
            Form::Line => "l".to_string(),
            // A letter is about half an em wide.
            Form::Paragraph => {
                format!("{PARAGRAPH}p{{{}em}}", 0.5 * *width as f64)
            }
            Form::Number(_) => "r".to_string(),
            Form::Pair(_) => "r@{~}l".to_string(),
        };
        format!("@{{}}{}@{{}}", self.forms.iter().map(column).collect::<String>())
    }

    /// The lines of the head: names end on one line, units stand in brackets below it.
    pub fn head(&self, columns: &[Column], lang: Lang) -> String {
        let broken = |text: &dyn Fn(&Column) -> String| -> Vec<Vec<String>> {
            let broken = columns.iter().zip(&self.forms).map(|(column, (_, width))| match text(column) {
                text if text.is_empty() => Vec::new(),
                text => lines(&text, (*width).max(HEAD)),
            });
            broken.collect()
        };
        let names = broken(&|column| column.head.clone());
        let units = broken(&|column| unit(column, lang));
        let depth = |texts: &[Vec<String>]| texts.iter().map(Vec::len).max().unwrap_or(0);
        let (name_depth, unit_depth) = (depth(&names), depth(&units));
        let name_line = |line: usize| {
            self.head_line(
                names
                    .iter()
                    .map(|name| (line + name.len()).checked_sub(name_depth).and_then(|at| name.get(at))),
                lang,
            )
        };
        let unit_line = |line: usize| self.head_line(units.iter().map(|unit| unit.get(line)), lang);
        (0..name_depth).map(name_line).chain((0..unit_depth).map(unit_line)).collect()
    }

    fn head_line<'t>(&self, texts: impl Iterator<Item = Option<&'t String>>, lang: Lang) -> String {
        let cells = texts.zip(&self.forms).enumerate().map(|(at, (text, (form, _)))| {
            let text = text.map_or(String::new(), |text| escape(text, lang));
            if matches!(form, Form::Pair(_)) { self.across(at, &text) } else { text }
        });
        end_of_row(cells.collect())
    }

    /// A row of the table.
    pub fn row(&self, cells: &[Cell], lang: Lang) -> String {
        let cells = cells.iter().zip(&self.forms).enumerate().map(|(at, (cell, (form, _)))| {
            let (left, right) = cell_parts(cell, lang);
            // A space beside a wave dash is lost between Japanese letters unless it is a fixed one.
            let (text, beside) = (escape(&left, lang), escape(&right, lang).replace(' ', "~"));
            match (form, cell) {
                (Form::Pair(_), Cell::Text(_)) => self.across(at, &text),
                (Form::Pair(decimals), _) => format!("{text}{} & {beside}", padding(&left, *decimals)),
                (Form::Number(decimals), Cell::Number { .. }) => {
                    format!("{text}{}", padding(&left, *decimals))
                }
                _ => format!("{text}{}{beside}", if beside.is_empty() { "" } else { " " }),
            }
        });
        end_of_row(cells.collect())
    }

    /// A text across both halves of a pair; at the edge of the table there is no space beside it.
    fn across(&self, at: usize, text: &str) -> String {
        let left = if at == 0 { "@{}" } else { "" };
        let right = if at + 1 == self.forms.len() { "@{}" } else { "" };
        format!("\\multicolumn{{2}}{{{left}c{right}}}{{{text}}}")
    }
}

fn end_of_row(cells: Vec<String>) -> String {
    format!("{} \\\\\n", cells.join(" & "))
}

/// The unit of a column as the head shows it.
fn unit(column: &Column, lang: Lang) -> String {
    match column.unit.as_str() {
        "" => String::new(),
        unit => format!("{}{unit}{}", lang.pick("(", "（"), lang.pick(")", "）")),
    }
}

/// Form and width of a column that has all the room it wants.
fn natural(table: &Table, at: usize, column: &Column, lang: Lang) -> (Form, usize) {
    let cells: Vec<_> = table.rows.iter().filter_map(|row| row.get(at)).collect();
    let parts: Vec<_> = cells.iter().map(|cell| cell_parts(cell, lang)).collect();
    let left = parts.iter().map(|(left, _)| width(left)).max().unwrap_or(0);
    let right = parts.iter().map(|(_, right)| width(right)).max().unwrap_or(0);
    let numbers = cells.iter().zip(&parts).filter(|(cell, _)| !matches!(cell, Cell::Text(_)));
    let places: Vec<_> = numbers.filter_map(|(_, (left, _))| decimals(left)).collect();
    let most = places.iter().max().copied().unwrap_or(0);
    let least = places.iter().min().copied().unwrap_or(0);
    let decimals = (most > least && most - least <= ALIGNED).then_some(most);
    let form = match column.kind {
        Kind::Text => Form::Line,
        _ if right > 0 => Form::Pair(decimals),
        _ => Form::Number(decimals),
    };
    let content = left + right + decimals.map_or(0, |_| most - least);
    let room = if column.kind == Kind::Text { TEXT_HEAD } else { HEAD };
    let heads =
        [lines(&column.head, content.max(room)), lines(&unit(column, lang), content.max(room))].concat();
    (form, heads.iter().map(|head| width(head)).max().unwrap_or(0).max(content))
}

/// Digits after the point of a number; none for what is not a number.
fn decimals(text: &str) -> Option<usize> {
    let number = text.ends_with(|letter: char| letter.is_ascii_digit());
    number.then(|| text.split_once('.').map_or(0, |(_, digits)| digits.len()))
}

/// Space as wide as the digits that a number lacks.
fn padding(text: &str, wanted: Option<usize>) -> String {
    let (Some(wanted), Some(has)) = (wanted, decimals(text)) else { return String::new() };
    if has >= wanted {
        return String::new();
    }
    format!("\\phantom{{{}{}}}", if has == 0 { "." } else { "" }, "0".repeat(wanted - has))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(kind: Kind, cells: Vec<Cell>) -> Table {
        let column =
            |head: &str, unit: &str, kind| Column { head: head.to_string(), unit: unit.to_string(), kind };
        Table {
            id: "t".to_string(),
            title: String::new(),
            note: String::new(),
            columns: vec![column("Case", "", Kind::Text), column("Probability with tariffs", "%", kind)],
            rows: cells.into_iter().map(|cell| vec![Cell::Text("a".to_string()), cell]).collect(),
        }
    }

    fn rows(table: &Table, lang: Lang) -> Vec<String> {
        let layout = Layout::of(table, lang);
        table.rows.iter().map(|row| layout.row(row, lang)).collect()
    }

    fn number(value: f64, error: Option<f64>, places: i32) -> Cell {
        Cell::Number { value, error, places, signed: false }
    }

    #[test]
    fn numbers_are_aligned_at_the_point_unless_they_differ_too_much() {
        let near =
            table(Kind::Number, vec![number(1.0, None, 0), number(2.25, None, 2), number(f64::NAN, None, 0)]);
        assert_eq!(rows(&near, Lang::En), ["a & 1\\phantom{.00} \\\\\n", "a & 2.25 \\\\\n", "a & – \\\\\n"]);
        let far = table(Kind::Number, vec![number(1.0, None, 0), number(2.25, None, 3)]);
        assert_eq!(rows(&far, Lang::En), ["a & 1 \\\\\n", "a & 2.250 \\\\\n"]);
    }

    #[test]
    fn estimates_and_intervals_are_aligned_in_the_middle() {
        let cells = vec![number(-1.5, Some(0.2), 1), Cell::Empty, Cell::Text("50 %".to_string())];
        let estimates = table(Kind::Estimate, cells);
        assert_eq!(Layout::of(&estimates, Lang::En).columns(), "@{}lr@{~}l@{}");
        let set = rows(&estimates, Lang::En);
        assert_eq!(set[0], "a & $-$1.5 & $\\pm$~0.2 \\\\\n");
        assert_eq!(set[1], "a &  &  \\\\\n");
        assert_eq!(set[2], "a & \\multicolumn{2}{c@{}}{50 \\%} \\\\\n");
        let interval =
            table(Kind::Interval, vec![Cell::Interval { low: (-1.0, 0), high: (2.0, 0), signed: true }]);
        assert_eq!(rows(&interval, Lang::Ja), ["a & $-$1 & ～~+2 \\\\\n"]);
    }

    #[test]
    fn heads_end_on_one_line_and_units_stand_below() {
        let table = table(Kind::Number, vec![number(1.0, None, 0)]);
        let head = Layout::of(&table, Lang::En).head(&table.columns, Lang::En);
        assert_eq!(head, " & Probability \\\\\nCase & with tariffs \\\\\n & (\\%) \\\\\n");
    }
}
