//! Large delimited text → labels and numbers: a header of labels, then rows of labels and numbers.

use rayon::prelude::*;

use super::numbers::Numbers;
use super::reader::{Reading, problem};
use super::records::{Record, Records};
use super::source::Bytes;
use crate::error::Problems;

pub use super::encoding::text;

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
    Record { line: 1, text: line, delimiter }.owned()
}

/// Reads a file, lines side by side on all threads.
///
/// # Errors
/// Lines of different lengths, cells that are no numbers: with their places.
pub fn read_delimited(file: &Bytes, layout: Layout) -> Reading<Delimited> {
    let records = Records::with(file, layout.delimiter, layout.numbers)?;
    let all = records.all()?;
    let matrix = Matrix::of(&records, &all, layout.header_rows, layout.label_columns)?;
    let mut values = vec![0.0; matrix.body.len() * matrix.columns];
    let rows: Vec<Reading<Vec<String>>> = values
        .par_chunks_mut(matrix.columns.max(1))
        .zip(matrix.body.par_iter())
        .map(|(into, record)| matrix.read_row(*record, |column, value| into[column] = value))
        .collect();
    let labels = all_or_problems(file, rows)?;
    let lines = matrix.body.iter().map(|record| record.line).collect();
    Ok(Delimited { columns: matrix.columns, labels, lines, values, header: matrix.header })
}

/// A text with labels above and beside its numbers, before these are read.
pub struct Matrix<'r> {
    records: &'r Records<'r>,
    /// Cells of the header lines, label columns included, without blank ones at the end.
    pub header: Vec<Vec<String>>,
    /// The other records.
    pub body: &'r [Record<'r>],
    /// Cells with labels at the start of every line.
    pub label_columns: usize,
    /// Numbers in a row.
    pub columns: usize,
}

impl<'r> Matrix<'r> {
    /// Splits the records of a text.
    ///
    /// # Errors
    /// There is no row or no column of figures.
    pub fn of(
        records: &'r Records<'r>,
        all: &'r [Record<'r>],
        header_rows: usize,
        label_columns: usize,
    ) -> Reading<Self> {
        let Some((head, body)) = all.split_at_checked(header_rows).filter(|(_, body)| !body.is_empty())
        else {
            return Err(problem(
                records.file().place(),
                format!("there are {} lines, no row of figures among them.", all.len()),
                "The download may be cut short: download it again.",
            ));
        };
        let mut header: Vec<Vec<String>> = head.iter().map(|record| record.owned()).collect();
        for cells in &mut header {
            let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            cells.truncate(filled);
        }
        let width = header
            .iter()
            .map(Vec::len)
            .max()
            .unwrap_or_else(|| body.first().map_or(0, |record| record.cells().count()));
        let columns = width.saturating_sub(label_columns);
        if columns == 0 {
            let place = records.file().place().line(all.first().map_or(1, |record| record.line));
            return Err(problem(
                place,
                "there is no column of figures after the labels.",
                "Name columns in the first line.",
            ));
        }
        Ok(Self { records, header, body, label_columns, columns })
    }

    /// Reads a row: hands its numbers that are not blank to `take`, with their columns from 0, and gives its labels.
    ///
    /// # Errors
    /// Too few cells, cells beyond the header, cells that are no numbers.
    pub fn read_row(&self, record: Record<'_>, mut take: impl FnMut(usize, f64)) -> Reading<Vec<String>> {
        let file = self.records.file();
        let numbers = self.records.numbers;
        let mut problems = Problems::of_table(&file.shown);
        let mut labels = Vec::with_capacity(self.label_columns);
        let mut count = 0;
        for cell in record.cells() {
            count += 1;
            let Some(column) = (count - 1_usize).checked_sub(self.label_columns) else {
                labels.push(cell.into_owned());
                continue;
            };
            if cell.is_empty() {
                continue;
            }
            let place = || file.place().line(record.line).field(self.name(column));
            if column >= self.columns {
                let message = format!("`{cell}` stands in a column without a label.");
                problems.push("cells", place(), message, "Name the column in the first line, or clear it.");
            } else if let Some(value) = numbers.parse(&cell) {
                take(column, value);
            } else {
                let message = format!("`{cell}` is not a number.");
                problems.push("cells", place(), message, self.remedy());
            }
        }
        let width = self.label_columns + self.columns;
        if count < width {
            let last = self.body.last().is_some_and(|last| last.line == record.line);
            let place = file.place().line(record.line);
            let (message, remedy) = if last {
                let message = format!("the last line ends after {count} cells, the header has {width}.");
                (message, "The download is cut short: download it again.")
            } else {
                let message = format!("the line has {count} cells, the header has {width}.");
                (message, "The file may be edited or damaged: download it again.")
            };
            problems.push("cells", place, message, remedy);
        }
        if problems.is_empty() { Ok(labels) } else { Err(problems) }
    }

    /// What a column is called in messages: its label, or its number.
    pub fn name(&self, column: usize) -> String {
        let cell = |cells: &Vec<String>| {
            cells.get(self.label_columns + column).filter(|cell| !cell.is_empty()).cloned()
        };
        let names: Vec<String> = self.header.iter().filter_map(cell).collect();
        if names.is_empty() { (self.label_columns + column + 1).to_string() } else { names.join(" ") }
    }

    fn remedy(&self) -> &'static str {
        if self.records.numbers == Numbers::COMMA {
            "Write plain numbers; say --decimal point where points stand for decimals."
        } else {
            "Write plain numbers; say --decimal comma where commas stand for decimals."
        }
    }
}

/// The results of rows, or the problems of all that have some.
pub fn all_or_problems<T>(file: &Bytes, rows: Vec<Reading<T>>) -> Reading<Vec<T>> {
    let mut problems = Problems::of_table(&file.shown);
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        match row {
            Ok(row) => all.push(row),
            Err(told) => problems.append(told),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Reading<Delimited> {
        let file = Bytes { shown: "t.csv".into(), name: "t.csv".into(), bytes: text.as_bytes().to_vec() };
        let layout = Layout { delimiter: b',', header_rows: 1, label_columns: 1, numbers: Numbers::POINT };
        read_delimited(&file, layout)
    }

    #[test]
    fn rows_have_labels_lines_and_numbers() {
        let table = read("x,A,B,\nr,1,,\n\n\"s, t\",-3,\"4,000\"\n,,\n").unwrap();
        assert_eq!(table.header, [["x", "A", "B"]]);
        assert_eq!(
            (table.labels, table.lines),
            (vec![vec!["r".into()], vec!["s, t".to_string()]], vec![2, 4])
        );
        assert_eq!((table.columns, table.values), (2, vec![1.0, 0.0, -3.0, 4000.0]));
    }

    #[test]
    fn short_lines_stray_cells_and_words_are_told_with_their_places() {
        let told = |text: &str| read(text).unwrap_err().to_string();
        let text = told("x,A,B\nr,1\ns,one,2\nt,1,2,3\nu,4");
        assert!(text.contains("4 problems"), "{text}");
        assert!(text.contains("t.csv, line 2: the line has 2 cells, the header has 3."), "{text}");
        assert!(text.contains("t.csv, line 3, column A: `one` is not a number."), "{text}");
        assert!(text.contains("t.csv, line 4, column 4: `3` stands in a column without a label."), "{text}");
        assert!(text.contains("line 5: the last line ends after 2 cells"), "{text}");
        assert!(told("x,A\n").contains("no row of figures"));
        assert!(told("x\nr,1\n").contains("no column of figures"));
    }
}
