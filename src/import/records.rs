//! Delimited text → its records and their cells: quotes, line breaks in quotes, blank lines, which sign stands between
//! cells and which before decimals.

use std::borrow::Cow;

use rayon::prelude::*;

use super::encoding;
use super::numbers::{Numbers, Shown};
use super::reader::{Reading, problem};
use super::source::Bytes;
use crate::error::Problems;

/// What may stand between cells, the likelier first where two fit equally well.
const DELIMITERS: [u8; 4] = [b'\t', b';', b',', b'|'];

/// Bytes of text that one thread takes at a time.
const PIECE: usize = 1 << 20;

/// A delimited text in memory.
pub struct Records<'a> {
    file: &'a Bytes,
    text: Cow<'a, str>,
    /// Between cells.
    pub delimiter: u8,
    /// How numbers are written.
    pub numbers: Numbers,
}

/// A row of a delimited text: a line, or several where a cell has line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'t> {
    /// Its first line in the file, from 1.
    pub line: usize,
    /// Its text, without the line break at its end.
    pub text: &'t str,
    /// Between its cells.
    pub delimiter: u8,
}

impl<'t> Record<'t> {
    /// Its cells, blanks around them taken off, quotes too.
    pub fn cells(self) -> Cells<'t> {
        Cells { rest: Some(self.text), delimiter: self.delimiter }
    }

    /// Its cells in memory of their own.
    pub fn owned(self) -> Vec<String> {
        self.cells().map(Cow::into_owned).collect()
    }
}

/// The cells of a record.
pub struct Cells<'t> {
    rest: Option<&'t str>,
    delimiter: u8,
}

impl<'t> Iterator for Cells<'t> {
    type Item = Cow<'t, str>;

    fn next(&mut self) -> Option<Cow<'t, str>> {
        let rest = self.rest?;
        if rest.trim_start_matches(' ').starts_with('"') {
            return Some(self.quoted(rest.trim_start_matches(' ')));
        }
        let end = rest.bytes().position(|byte| byte == self.delimiter);
        self.rest = end.and_then(|end| rest.get(end + 1..));
        Some(rest[..end.unwrap_or(rest.len())].trim().into())
    }
}

impl<'t> Cells<'t> {
    /// A cell in quotes, where two quotes stand for one; what follows them up to the delimiter belongs to it.
    fn quoted(&mut self, cell: &'t str) -> Cow<'t, str> {
        let mut quoted = false;
        let end = cell.bytes().position(|byte| {
            quoted ^= byte == b'"';
            byte == self.delimiter && !quoted
        });
        self.rest = end.and_then(|end| cell.get(end + 1..));
        let cell = cell[..end.unwrap_or(cell.len())].trim();
        match cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(inside) if !inside.contains('"') => inside.trim().into(),
            Some(inside) => inside.replace("\"\"", "\"").trim().to_string().into(),
            None => cell.replace('"', "").trim().to_string().into(),
        }
    }
}

impl<'a> Records<'a> {
    /// Decodes a file and finds out how it is written. `decimal` is what the user says, if anything.
    ///
    /// # Errors
    /// Text that cannot be decoded, no sign between cells, quotes that do not end, decimals that are not clear.
    pub fn open(file: &'a Bytes, decimal: Option<char>) -> Reading<Self> {
        let text = encoding::text(file)?;
        let mut records = Self { file, text, delimiter: b',', numbers: Numbers::POINT };
        records.delimiter = records.find_delimiter()?;
        records.numbers = match decimal {
            Some(decimal) => Numbers { decimal },
            None => records.find_decimal_sign()?,
        };
        Ok(records)
    }

    /// A file whose signs are known.
    ///
    /// # Errors
    /// Text that cannot be decoded.
    pub fn with(file: &'a Bytes, delimiter: u8, numbers: Numbers) -> Reading<Self> {
        Ok(Self { file, text: encoding::text(file)?, delimiter, numbers })
    }

    /// The file.
    pub fn file(&self) -> &Bytes {
        self.file
    }

    /// All records that are not blank.
    pub fn all(&self) -> Reading<Vec<Record<'_>>> {
        self.pieces()?.into_iter().try_fold(Vec::new(), |mut all, piece| {
            all.extend(piece.records()?);
            Ok(all)
        })
    }

    /// The first records that are not blank.
    pub fn first(&self, count: usize) -> Reading<Vec<Record<'_>>> {
        let piece = Piece { line: 1, text: &self.text, delimiter: self.delimiter, file: self.file };
        piece.iter().take(count).collect()
    }

    /// The text in pieces of whole records, for threads.
    ///
    /// # Errors
    /// Quotes that do not end.
    pub fn pieces(&self) -> Reading<Vec<Piece<'_>>> {
        let text: &str = &self.text;
        let mut starts = vec![0];
        let mut start = 0;
        while text.len() - start > PIECE {
            let mut near = start + PIECE;
            while !text.is_char_boundary(near) {
                near += 1;
            }
            let end = if text[start..near].contains('"') {
                // Only a walk from record to record tells which line breaks stand in quotes.
                let mut end = start;
                while end < near {
                    end = self.end(end)?;
                }
                end
            } else {
                self.end(near)?
            };
            starts.push(end);
            start = end;
        }
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let texts: Vec<&str> = starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect();
        let breaks: Vec<usize> =
            texts.par_iter().map(|text| text.bytes().filter(|byte| *byte == b'\n').count()).collect();
        let mut line = 1;
        let mut pieces = Vec::with_capacity(texts.len());
        for (text, breaks) in texts.into_iter().zip(breaks) {
            pieces.push(Piece { line, text, delimiter: self.delimiter, file: self.file });
            line += breaks;
        }
        Ok(pieces)
    }

    /// Where the record ends that starts here, its line break included.
    fn end(&self, start: usize) -> Reading<usize> {
        let line = || 1 + self.text[..start].matches('\n').count();
        record_end(&self.text[start..])
            .map(|length| start + length)
            .ok_or_else(|| open_quote(self.file, line()))
    }

    fn find_delimiter(&mut self) -> Reading<u8> {
        // For each sign: how many of the first records have as many cells as the first, and how many these are.
        let mut best = (0, 0, None);
        for delimiter in DELIMITERS {
            self.delimiter = delimiter;
            let counts: Vec<usize> = self.first(30)?.iter().map(|record| record.cells().count()).collect();
            let Some(width) = counts.first().copied().filter(|width| *width > 1) else { continue };
            let alike = counts.iter().filter(|count| **count == width).count();
            if (alike, width) > (best.0, best.1) {
                best = (alike, width, Some(delimiter));
            }
        }
        best.2.ok_or_else(|| {
            problem(
                self.file.place(),
                "there is no tab, semicolon, comma or bar between cells of the first line.",
                "Give a delimited text with labels in its first line.",
            )
        })
    }

    /// Finds the decimal sign from all cells. In text delimited by commas, points without quotes stand before decimals.
    fn find_decimal_sign(&self) -> Reading<Numbers> {
        if self.delimiter == b',' && !self.text.contains('"') {
            return Ok(Numbers::POINT);
        }
        let seen: Vec<Seen> = self.pieces()?.par_iter().map(Seen::by).collect::<Reading<_>>()?;
        let [point, comma, unclear_point, unclear_comma] =
            [0, 1, 2, 3].map(|kind| seen.iter().find_map(|seen| seen.0[kind].clone()));
        let told = |message: String, line: usize| {
            let remedy = "Say how decimals are written: --decimal point or --decimal comma.";
            Err(problem(self.file.place().line(line), message, remedy))
        };
        match (point, comma) {
            (Some((a, line)), Some((b, other))) => {
                told(format!("`{a}` has a point before decimals, and `{b}` in line {other} a comma."), line)
            }
            (Some(_), None) => Ok(Numbers::POINT),
            (None, Some(_)) => Ok(Numbers::COMMA),
            (None, None) => match (unclear_point, unclear_comma) {
                (None, None) => Ok(Numbers::POINT),
                (Some(_), None) if self.delimiter == b',' => Ok(Numbers::POINT),
                (point, comma) => {
                    let (cell, line) = comma.or(point).unwrap_or_default();
                    told(format!("it is not clear whether `{cell}` has decimals or thousands."), line)
                }
            },
        }
    }
}

/// The first cell of each kind that tells something of decimals: a point, a comma, and unclear ones.
#[derive(Default)]
struct Seen([Option<(String, usize)>; 4]);

impl Seen {
    fn by(piece: &Piece<'_>) -> Reading<Self> {
        let mut seen = Self::default();
        for record in piece.iter() {
            let record = record?;
            for cell in record.cells() {
                let kind = match Shown::by(&cell) {
                    Shown::Nothing => continue,
                    Shown::Point => 0,
                    Shown::Comma => 1,
                    Shown::UnclearPoint => 2,
                    Shown::UnclearComma => 3,
                };
                seen.0[kind].get_or_insert_with(|| (cell.to_string(), record.line));
            }
        }
        Ok(seen)
    }
}

/// Whole records of a text.
pub struct Piece<'t> {
    line: usize,
    text: &'t str,
    delimiter: u8,
    file: &'t Bytes,
}

impl<'t> Piece<'t> {
    /// Its records that are not blank: those with more than delimiters, quotes and blanks.
    pub fn iter(&self) -> impl Iterator<Item = Reading<Record<'t>>> + '_ {
        let (mut rest, mut line) = (self.text, self.line);
        std::iter::from_fn(move || {
            loop {
                if rest.is_empty() {
                    return None;
                }
                let Some(end) = record_end(rest) else {
                    rest = "";
                    return Some(Err(open_quote(self.file, line)));
                };
                let (text, next) = rest.split_at(end);
                let record =
                    Record { line, text: text.trim_end_matches(['\n', '\r']), delimiter: self.delimiter };
                line += 1 + record.text.matches('\n').count();
                rest = next;
                let blank = |byte: u8| byte == self.delimiter || byte == b'"' || byte.is_ascii_whitespace();
                if !record.text.bytes().all(blank) {
                    return Some(Ok(record));
                }
            }
        })
    }

    /// All its records.
    pub fn records(&self) -> Reading<Vec<Record<'t>>> {
        self.iter().collect()
    }
}

/// The length of the first record, its line break included; none where a quote does not end.
fn record_end(text: &str) -> Option<usize> {
    let end = text.find('\n').map_or(text.len(), |end| end + 1);
    if !text[..end].contains('"') {
        return Some(end);
    }
    let (mut quoted, mut before) = (false, b'\n');
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if quoted => quoted = false,
            // A quote that follows a letter is a letter itself, or half of a doubled one.
            b'"' if before == b'"' || before == b' ' || before == b'\n' || DELIMITERS.contains(&before) => {
                quoted = true;
            }
            b'\n' if !quoted => return Some(at + 1),
            _ => {}
        }
        before = byte;
    }
    if quoted { None } else { Some(text.len()) }
}

fn open_quote(file: &Bytes, line: usize) -> Problems {
    problem(
        file.place().line(line),
        "a quote opens here or later and does not end.",
        "The download may be cut short: download it again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn file(text: &str) -> Bytes {
        Bytes { shown: "t.csv".into(), name: "t.csv".into(), bytes: text.as_bytes().to_vec() }
    }

    #[track_caller]
    fn assert_written(text: &str, delimiter: u8, decimal: char) {
        let file = file(text);
        let records = Records::open(&file, None).unwrap();
        assert_eq!((records.delimiter, records.numbers.decimal), (delimiter, decimal), "{text}");
    }

    #[test]
    fn quotes_line_breaks_and_blank_lines_are_read() {
        let file = file("a,\"b \"\"c\"\"\nd\", e \r\n\n,, ,\r\n\"1,5\",\"\",6\" pipe\n");
        let records = Records::open(&file, Some('.')).unwrap();
        let all = records.all().unwrap();
        assert_eq!(all.iter().map(|record| record.line).collect::<Vec<_>>(), [1, 5]);
        assert_eq!(all[0].owned(), ["a", "b \"c\"\nd", "e"]);
        assert_eq!(all[1].owned(), ["1,5", "", "6\" pipe"]);
    }

    #[test]
    fn delimiters_and_decimal_signs_are_found() {
        assert_written("a,b\nx,1.5\n", b',', '.');
        assert_written("a;b\nx;1,5\ny;2\n", b';', ',');
        assert_written("a\tb, c\tc\nx, y\t1.5\t2\n", b'\t', '.');
        assert_written("Oil, gas;b\nx;1.234,5\ny;1.234\n", b';', ',');
        assert_written("a,b\n\"x, y\",\"1,234.5\"\n", b',', '.');
        assert_written("a,b\n\"x, y\",1.234\n", b',', '.');
        assert_written("a|b\nx|3\n", b'|', '.');
    }

    #[test]
    fn what_is_not_clear_is_asked_for() {
        let told = |text: &str| Records::open(&file(text), None).map(|_| ()).unwrap_err().to_string();
        let text = told("a;b\nx;1,234\n");
        assert!(text.contains("t.csv, line 2: it is not clear whether `1,234`"), "{text}");
        assert!(text.contains("--decimal"), "{text}");
        let text = told("a;b\nx;1,5\ny;2.5\n");
        assert!(text.contains("line 3: `2.5` has a point") && text.contains("`1,5` in line 2"), "{text}");
        assert!(told("a\nx\n").contains("no tab, semicolon, comma or bar"));
        assert!(told("a,b\nx,\"1\ny,2\n").contains("line 2: a quote opens"));
        assert!(Records::open(&file("a;b\nx;1,234\n"), Some(',')).is_ok());
    }

    #[test]
    fn pieces_hold_all_records_with_their_lines() {
        for quote in ["", "\""] {
            let line = |i: usize| format!("{quote}label {i}{quote},{}.5,{}\n", i, "9".repeat(90));
            let text: String = (0..30_000).map(line).collect();
            let file = file(&text);
            let records = Records::open(&file, None).unwrap();
            let pieces = records.pieces().unwrap();
            assert!(pieces.len() > 2);
            let all = records.all().unwrap();
            assert_eq!(all.len(), 30_000);
            for (i, record) in all.iter().enumerate() {
                assert_eq!((record.line, record.cells().nth(1).unwrap()), (i + 1, format!("{i}.5").into()));
            }
        }
    }
}
