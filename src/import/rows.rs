//! A large text matrix, read in pieces → its rows without their zeros, one after the other.

use std::io::Read;

use rayon::prelude::*;

use super::delimited::{Layout, cells};
use super::reader::{Reading, problem};
use super::source::{Source, unreadable};
use crate::error::Place;

/// Bytes read before the lines among them are taken apart.
const PIECE: u64 = 8 << 20;

/// The labels of the columns.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// For each column of figures its labels, from the first header line to the last; none without header lines.
    pub columns: Vec<Vec<String>>,
    /// Figures in a row.
    pub width: usize,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line in the file, from 1.
    pub line: usize,
    /// Its label cells.
    pub labels: Vec<String>,
    /// Column and value of every figure that is not zero, in rising order of columns.
    pub entries: Vec<(usize, f64)>,
}

/// Reads a matrix of any size, lines side by side on all threads. `wanted` sees the labels of a row, whose figures are
/// looked at only if it says so; `take` is given the rows in their order.
///
/// A line below the header that has labels and no figures holds the names of the label columns and is passed over.
///
/// # Errors
/// Lines of different lengths, cells that are no numbers: the first one, with its place. What `take` tells.
pub fn read_rows(
    source: &Source,
    name: &str,
    layout: Layout,
    wanted: &(dyn Fn(&[String]) -> bool + Sync),
    mut take: impl FnMut(&Head, Row) -> Reading<()>,
) -> Reading<Head> {
    source.stream(name, |reader, shown| {
        let mut pieces = Pieces { reader, rest: Vec::new() };
        let mut next = || pieces.next().map_err(unreadable(shown));
        let place = Place::file(shown);
        let mut parser = Parser { place, layout, wanted, header: Vec::new(), head: Head::default() };
        let (mut line, mut body) = (1, false);
        let mut piece = next()?;
        while let Some(bytes) = piece.take() {
            let mut lines = split(&bytes, &mut line);
            let given = lines.iter().take_while(|_| !body).take(layout.header_rows + 2).count();
            let passed = if body { 0 } else { parser.start(&lines[..given])? };
            body = body || lines.len() > passed;
            lines.drain(..passed);
            // The next piece is read while this one is taken apart.
            let mut rows = Vec::new();
            let parser = &parser;
            let found = rayon::in_place_scope(|scope| {
                scope.spawn(|_| lines.par_iter().map(|line| parser.row(*line)).collect_into_vec(&mut rows));
                next()
            });
            for row in rows {
                if let Some(row) = row? {
                    take(&parser.head, row)?;
                }
            }
            piece = found?;
        }
        if body {
            return Ok(parser.head);
        }
        Err(problem(
            parser.place,
            "there is no row of figures.",
            "The download may be cut short: download it again.",
        ))
    })
}

/// A file in pieces of whole lines.
struct Pieces<'a> {
    reader: &'a mut dyn Read,
    rest: Vec<u8>,
}

impl Pieces<'_> {
    fn next(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut piece = std::mem::take(&mut self.rest);
        loop {
            let before = piece.len();
            if (&mut *self.reader).take(PIECE).read_to_end(&mut piece)? == 0 {
                return Ok((!piece.is_empty()).then_some(piece));
            }
            if let Some(end) = piece[before..].iter().rposition(|byte| *byte == b'\n') {
                self.rest = piece.split_off(before + end + 1);
                return Ok(Some(piece));
            }
        }
    }
}

/// The lines that are not blank, with their numbers; `line` becomes the number after the last.
fn split<'a>(bytes: &'a [u8], line: &mut usize) -> Vec<(usize, &'a [u8])> {
    let mark: &[u8] = if *line == 1 { b"\xef\xbb\xbf" } else { b"" };
    let bytes = bytes.strip_prefix(mark).unwrap_or(bytes);
    let lines = bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|byte| *byte == b'\n');
    let numbered = lines.map(|text| {
        *line += 1;
        (*line - 1, text.strip_suffix(b"\r").unwrap_or(text))
    });
    numbered.filter(|(_, text)| !text.trim_ascii().is_empty()).collect()
}

/// Takes lines apart.
struct Parser<'a> {
    place: Place,
    layout: Layout,
    wanted: &'a (dyn Fn(&[String]) -> bool + Sync),
    header: Vec<Vec<String>>,
    head: Head,
}

impl Parser<'_> {
    /// Learns the columns from the first lines; how many of them are no rows.
    fn start(&mut self, lines: &[(usize, &[u8])]) -> Reading<usize> {
        let Layout { delimiter, header_rows, label_columns, .. } = self.layout;
        let mut passed = 0;
        for line in lines {
            let mut cells = cells(self.text(*line)?, delimiter);
            passed += 1;
            if self.header.len() < header_rows {
                // A trailing separator is no column.
                if cells.len() > label_columns + 1 && cells.last().is_some_and(String::is_empty) {
                    cells.pop();
                }
                self.header.push(cells);
                continue;
            }
            let figures = cells.get(label_columns..).unwrap_or_default();
            if header_rows > 0 && figures.iter().all(String::is_empty) {
                continue;
            }
            let trailing =
                header_rows == 0 && figures.len() > 1 && figures.last().is_some_and(String::is_empty);
            let width = self.header.last().map_or(figures.len() - usize::from(trailing), |names| {
                names.len().saturating_sub(label_columns)
            });
            let label = |column: usize| {
                let cell =
                    |names: &Vec<String>| names.get(label_columns + column).cloned().unwrap_or_default();
                self.header.iter().map(cell).collect()
            };
            let columns = if header_rows > 0 { (0..width).map(label).collect() } else { Vec::new() };
            self.head = Head { columns, width };
            return Ok(passed - 1);
        }
        Ok(passed)
    }

    fn text<'t>(&self, (number, bytes): (usize, &'t [u8])) -> Reading<&'t str> {
        std::str::from_utf8(bytes).map_err(|_| {
            problem(self.place.clone().line(number), "the text is not UTF-8.", "Save the file as UTF-8.")
        })
    }

    /// A row, if it is wanted.
    fn row(&self, line: (usize, &[u8])) -> Reading<Option<Row>> {
        let text = self.text(line)?;
        let place = || self.place.clone().line(line.0);
        let (labels, figures) = self.labels(text);
        if !(self.wanted)(&labels) {
            return Ok(None);
        }
        let Layout { delimiter, numbers, label_columns, .. } = self.layout;
        let mut entries = Vec::new();
        let mut found = 0;
        let mut read = |cell: &str| {
            let Some(value) = numbers.parse(cell) else {
                let column = self
                    .head
                    .columns
                    .get(found)
                    .map_or_else(|| format!("column {}", label_columns + found + 1), |names| names.join(" "));
                return Err(problem(
                    place().field(column),
                    format!("`{cell}` is not a number."),
                    "Write plain numbers; say --decimal comma where commas stand for decimals.",
                ));
            };
            if value != 0.0 && found < self.head.width {
                entries.push((found, value));
            }
            found += usize::from(found < self.head.width || !cell.trim().is_empty());
            Ok(())
        };
        if figures.contains('"') {
            cells(figures, delimiter).iter().try_for_each(|cell| read(cell))?;
        } else {
            figures.split(char::from(delimiter)).try_for_each(read)?;
        }
        if found != self.head.width {
            return Err(problem(
                place(),
                format!("the line has {found} figures, the header has {}.", self.head.width),
                "The download may be cut short, or edited: download it again.",
            ));
        }
        Ok(Some(Row { line: line.0, labels, entries }))
    }

    /// The label cells of a line, and the rest of it.
    fn labels<'t>(&self, line: &'t str) -> (Vec<String>, &'t str) {
        let (mut left, mut quoted) = (self.layout.label_columns, false);
        if left == 0 {
            return (Vec::new(), line);
        }
        for (at, byte) in line.bytes().enumerate() {
            quoted ^= byte == b'"';
            left -= usize::from(byte == self.layout.delimiter && !quoted);
            if left == 0 {
                return (cells(&line[..at], self.layout.delimiter), &line[at + 1..]);
            }
        }
        (cells(line, self.layout.delimiter), "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::numbers::Numbers;

    const PANDAS: Layout =
        Layout { delimiter: b'\t', header_rows: 2, label_columns: 2, numbers: Numbers::POINT };

    fn read(text: &str, layout: Layout) -> Reading<(Head, Vec<Row>)> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("m.txt"), text).unwrap();
        let source = Source::open(folder.path())?;
        let mut rows = Vec::new();
        let head = read_rows(
            &source,
            "m.txt",
            layout,
            &|labels| labels.first().is_none_or(|it| it != "no"),
            |_, row| {
                rows.push(row);
                Ok(())
            },
        )?;
        Ok((head, rows))
    }

    #[test]
    fn headers_label_names_blank_lines_and_trailing_separators_are_no_figures() {
        let text = "region\t\tA\tB\t\r\nsector\t\ta\t\"b \"\"x\"\"\"\t\r\nregion\tsector\t\t\t\r\n\r\nA\ta\t1\t0\t\r\nno\ta\tx\ty\t\r\nB\tb\t0\t\"2.5\"";
        let (head, rows) = read(text, PANDAS).unwrap();
        assert_eq!(
            (head.width, &head.columns),
            (2, &vec![vec!["A".into(), "a".into()], vec!["B".into(), "b \"x\"".into()]])
        );
        let found: Vec<_> =
            rows.iter().map(|row| (row.line, row.labels.join("."), row.entries.clone())).collect();
        assert_eq!(found, [(5, "A.a".into(), vec![(0, 1.0)]), (7, "B.b".into(), vec![(1, 2.5)])]);
    }

    #[test]
    fn many_pieces_give_the_same_rows_as_one() {
        let cell = |i: usize, j: usize| ((i * 31 + j * 7) % 5) as f64 / 4.0;
        let line = |i: usize| (0..400).map(|j| format!("{:.18}", cell(i, j))).collect::<Vec<_>>().join("\t");
        let text = (0..3000).map(|i| line(i) + "\n").collect::<String>();
        assert!(text.len() as u64 > 2 * PIECE);
        let (head, rows) = read(&text, Layout { header_rows: 0, label_columns: 0, ..PANDAS }).unwrap();
        assert_eq!((head.width, rows.len()), (400, 3000));
        for (i, row) in rows.iter().enumerate() {
            let expected: Vec<_> =
                (0..400).map(|j| (j, cell(i, j))).filter(|(_, value)| *value != 0.0).collect();
            assert_eq!((row.line, &row.entries), (i + 1, &expected));
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let head = "region\t\tA\tB\nsector\t\ta\tb\n";
        for (body, told) in [
            ("A\ta\t1\tx\n", "m.txt, line 3, key B b: `x` is not a number."),
            ("A\ta\t1\t2\nB\tb\t1\n", "m.txt, line 4: the line has 1 figures, the header has 2."),
            ("A\ta\t1\t2\t3\n", "m.txt, line 3: the line has 3 figures, the header has 2."),
            ("", "m.txt: there is no row of figures."),
            ("A", "m.txt: there is no row of figures."),
        ] {
            let message = read(&format!("{head}{body}"), PANDAS).unwrap_err().to_string();
            assert!(message.contains(told), "{message}");
        }
    }
}
