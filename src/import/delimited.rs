//! Large delimited text → labels and numbers: a header of labels, then rows of labels and numbers.

use rayon::prelude::*;

use super::numbers::Numbers;
use super::reader::{Reading, problem};
use super::source::Bytes;

/// How a delimited file is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Between cells.
    pub delimiter: u8,
    /// Lines of column labels at the top.
    pub header_rows: usize,
    /// Cells with labels at the start of every line.
    pub label_columns: usize,
    /// How numbers are written.
    pub numbers: Numbers,
}

/// Labels and numbers of a file.
#[derive(Clone, Debug)]
pub struct Delimited {
    /// Cells of the header lines, label columns included.
    pub header: Vec<Vec<String>>,
    /// Label cells of every row.
    pub labels: Vec<Vec<String>>,
    /// Line in the file of every row, from 1.
    pub lines: Vec<usize>,
    /// Numbers, row after row.
    pub values: Vec<f64>,
    /// Numbers in a row.
    pub columns: usize,
}

impl Delimited {
    /// The numbers of a row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns..][..self.columns]
    }
}

/// Splits a line into cells, quotes taken off and doubled quotes made single.
pub fn cells(line: &str, delimiter: u8) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = cells.len() - 1;
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cells[last].push('"');
            }
            '"' => quoted = !quoted,
            _ if letter as u32 == u32::from(delimiter) && !quoted => cells.push(String::new()),
            _ => cells[last].push(letter),
        }
    }
    cells.iter_mut().for_each(|cell| *cell = cell.trim().to_string());
    cells
}

/// The text of a file, without a byte-order mark; UTF-16 with a mark and Windows-1252 are understood.
pub fn text(file: &Bytes) -> Reading<std::borrow::Cow<'_, str>> {
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err(problem(
            file.place().line(bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count()),
            "the text is not UTF-8.",
            "Save the file as UTF-8.",
        )),
    }
}

/// Reads a file, lines side by side on all threads.
///
/// # Errors
/// Lines of different lengths, cells that are no numbers: the first ones, with their places.
pub fn read_delimited(file: &Bytes, layout: Layout) -> Reading<Delimited> {
    let text = text(file)?;
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line))
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    if lines.len() <= layout.header_rows {
        return Err(problem(
            file.place(),
            format!("there are {} lines, no row of figures among them.", lines.len()),
            "The download may be cut short: download it again.",
        ));
    }
    let (head, body) = lines.split_at(layout.header_rows);
    let header: Vec<Vec<String>> = head.iter().map(|(_, line)| cells(line, layout.delimiter)).collect();
    let width = header.last().map_or_else(|| cells(body[0].1, layout.delimiter).len(), Vec::len);
    let columns = width.saturating_sub(layout.label_columns);
    let mut values = vec![0.0; body.len() * columns];
    let labels: Vec<Vec<String>> = values
        .par_chunks_mut(columns.max(1))
        .zip(body.par_iter())
        .map(|(into, (number, line))| {
            let mut cells = cells(line, layout.delimiter);
            if cells.len() != width {
                return Err(problem(
                    file.place().line(*number),
                    format!("the line has {} cells, the header has {width}.", cells.len()),
                    "The download may be cut short, or edited: download it again.",
                ));
            }
            for (position, (value, cell)) in into.iter_mut().zip(&cells[layout.label_columns..]).enumerate() {
                *value = layout.numbers.parse(cell).ok_or_else(|| {
                    let column = header.last().and_then(|names| names.get(layout.label_columns + position));
                    problem(
                        file.place().line(*number).field(column.map_or("", String::as_str)),
                        format!("`{cell}` is not a number."),
                        "Write plain numbers; say --decimal comma where commas stand for decimals.",
                    )
                })?;
            }
            cells.truncate(layout.label_columns);
            Ok(cells)
        })
        .collect::<Reading<_>>()?;
    Ok(Delimited { header, labels, lines: body.iter().map(|(number, _)| *number).collect(), values, columns })
}
