//! A matrix or a list of cells in delimited text → labelled rows and columns with the cells between them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::delimited::{Matrix, all_or_problems};
use super::reader::{Reading, problem};
use super::records::{Piece, Record, Records};
use super::source::Bytes;
use crate::error::{Place, Problems};
use crate::model::flows::Flows;

/// Rows read side by side before they are put into the table.
const BLOCK: usize = 256;

/// What stands before a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its label cells.
    pub labels: Vec<String>,
    /// Its line in the file; where it is first named, in a list of cells.
    pub line: usize,
}

/// Cells between labelled rows and columns.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// The file, as messages name it.
    pub file: String,
    /// Cells of the header above the label columns, line by line; empty for a list.
    pub corner: Vec<Vec<String>>,
    /// Rows in the order of the file.
    pub rows: Vec<Line>,
    /// Labels of columns, one for each header line.
    pub columns: Vec<Vec<String>>,
    /// Cells that are not zero, rows × columns.
    pub cells: Flows,
}

impl Labelled {
    /// Place of a row's label.
    pub fn row_place(&self, row: usize) -> Place {
        let place = Place::file(&self.file);
        match self.rows.get(row) {
            Some(row) => place.line(row.line),
            None => place,
        }
    }

    /// Place of a column's label.
    pub fn column_place(&self, column: usize) -> Place {
        let place =
            if self.corner.is_empty() { Place::file(&self.file) } else { Place::file(&self.file).line(1) };
        match self.columns.get(column) {
            Some(labels) => place.field(labels.join(" ")),
            None => place,
        }
    }
}

/// Reads a matrix, rows side by side on all threads.
///
/// # Errors
/// Lines of different lengths, cells that are no numbers, columns without a label: with their places.
pub fn read_matrix(records: &Records<'_>, header_rows: usize, label_columns: usize) -> Reading<Labelled> {
    let all = records.all()?;
    let matrix = Matrix::of(records, &all, header_rows, label_columns)?;
    let file = records.file();
    let mut rows = Vec::with_capacity(matrix.body.len());
    let mut cells = Flows::new(matrix.columns);
    for block in matrix.body.chunks(BLOCK) {
        let read = |record: &Record<'_>| {
            let mut row = Vec::new();
            let labels = matrix.read_row(*record, |column, value| {
                if value != 0.0 {
                    row.push((column, value));
                }
            })?;
            Ok((Line { labels, line: record.line }, row))
        };
        for (line, row) in all_or_problems(file, block.par_iter().map(read).collect())? {
            rows.push(line);
            cells.push_row(row);
        }
    }
    let label = |column: usize| {
        let cell = |cells: &Vec<String>| cells.get(label_columns + column).cloned().unwrap_or_default();
        matrix.header.iter().map(cell).collect::<Vec<String>>()
    };
    let columns: Vec<Vec<String>> = (0..matrix.columns).map(label).collect();
    if let Some(blank) = columns.iter().position(|labels| labels.iter().all(String::is_empty)) {
        let column = label_columns + blank + 1;
        let message = format!("column {column} has no label.");
        return Err(problem(
            file.place().line(1),
            message,
            "Name the column in the first line, or remove it.",
        ));
    }
    let corner =
        matrix.header.iter().map(|cells| cells.iter().take(label_columns).cloned().collect()).collect();
    Ok(Labelled { file: file.shown.clone(), corner, rows, columns, cells })
}

/// Which cells of a list's lines say what.
pub struct Keys<'k> {
    /// Cells of a line that name the row together.
    pub row: &'k [usize],
    /// Cells of a line that name the column together.
    pub column: &'k [usize],
    /// The cell with the number.
    pub value: usize,
    /// Whether a line belongs to the table.
    pub keep: &'k (dyn Fn(&[Cow<'_, str>]) -> bool + Sync),
}

/// Reads a list of cells: a header, then lines that name a row, a column and a number. Rows and columns stand in the order
/// of their first line.
///
/// # Errors
/// Lines that are too short, numbers that are none, cells that are there twice: with their places.
pub fn read_list(records: &Records<'_>, keys: &Keys<'_>) -> Reading<Labelled> {
    let file = records.file();
    let pieces = records.pieces()?;
    let read = |(at, piece): (usize, &Piece<'_>)| ListPiece::read(records, piece, keys, at == 0);
    let read = all_or_problems(file, pieces.par_iter().enumerate().map(read).collect())?;

    let (mut rows, mut columns) = (Names::default(), Names::default());
    let mut cells = Vec::with_capacity(read.iter().map(|piece| piece.cells.len()).sum());
    for piece in read {
        let row_ids: Vec<u32> =
            piece.rows.into_iter().map(|(name, line)| rows.position(name, line)).collect();
        let column_ids: Vec<u32> =
            piece.columns.into_iter().map(|(name, line)| columns.position(name, line)).collect();
        let cell = |(row, column, value): (u32, u32, f64)| {
            (row_ids[row as usize], column_ids[column as usize], value)
        };
        cells.extend(piece.cells.into_iter().map(cell));
    }
    cells.par_sort_by_key(|(row, column, _)| (*row, *column));
    if let Some(pair) = cells.windows(2).find(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1)) {
        let names = (&rows.list[pair[0].0 as usize].0, &columns.list[pair[0].1 as usize].0);
        return Err(told_twice(records, keys, names));
    }
    let mut flows = Flows::new(columns.list.len());
    let mut rest = cells.as_slice();
    for row in 0..rows.list.len() {
        let (own, next) = rest.split_at(rest.partition_point(|cell| cell.0 as usize <= row));
        flows.push_row(own.iter().map(|(_, column, value)| (*column as usize, *value)));
        rest = next;
    }
    Ok(Labelled {
        file: file.shown.clone(),
        corner: Vec::new(),
        rows: rows.list.into_iter().map(|(labels, line)| Line { labels, line }).collect(),
        columns: columns.list.into_iter().map(|(labels, _)| labels).collect(),
        cells: flows,
    })
}

/// Names and where they first stand, in this order.
#[derive(Default)]
struct Names {
    list: Vec<(Vec<String>, usize)>,
    positions: BTreeMap<Vec<String>, u32>,
}

impl Names {
    fn position(&mut self, name: Vec<String>, line: usize) -> u32 {
        if let Some(position) = self.positions.get(&name) {
            return *position;
        }
        let position = self.list.len() as u32;
        self.list.push((name.clone(), line));
        self.positions.insert(name, position);
        position
    }

    /// The position of cells that mostly repeat what `last` is.
    fn find(&mut self, cells: &[Cow<'_, str>], keys: &[usize], line: usize, last: &mut Option<u32>) -> u32 {
        let same = last.filter(|last| {
            let name = &self.list[*last as usize].0;
            name.iter().zip(keys).all(|(part, key)| cells.get(*key).is_some_and(|cell| cell == part))
        });
        let position = same.unwrap_or_else(|| {
            let part = |key: &usize| cells.get(*key).map(ToString::to_string).unwrap_or_default();
            self.position(keys.iter().map(part).collect(), line)
        });
        *last = Some(position);
        position
    }
}

/// Cells of a piece of a list, with names of its own.
struct ListPiece {
    rows: Vec<(Vec<String>, usize)>,
    columns: Vec<(Vec<String>, usize)>,
    cells: Vec<(u32, u32, f64)>,
}

impl ListPiece {
    fn read(records: &Records<'_>, piece: &Piece<'_>, keys: &Keys<'_>, first: bool) -> Reading<Self> {
        let file = records.file();
        let needed = keys.row.iter().chain(keys.column).copied().chain([keys.value]).max().unwrap_or(0);
        let mut problems = Problems::of_table(&file.shown);
        let (mut rows, mut columns) = (Names::default(), Names::default());
        let (mut last_row, mut last_column) = (None, None);
        let mut cells = Vec::new();
        let mut parts: Vec<Cow<'_, str>> = Vec::new();
        for record in piece.iter().skip(usize::from(first)) {
            let record = record?;
            parts.clear();
            parts.extend(record.cells());
            if parts.len() <= needed {
                let message =
                    format!("the line has {} cells, the header has more than {needed}.", parts.len());
                let remedy = "The download may be cut short: download it again.";
                problems.push("cells", file.place().line(record.line), message, remedy);
                continue;
            }
            if !(keys.keep)(&parts) {
                continue;
            }
            let cell = &parts[keys.value];
            let Some(value) = records.numbers.parse(cell) else {
                let message = format!("`{cell}` is not a number.");
                let remedy = "Write plain numbers; say --decimal comma where commas stand for decimals.";
                problems.push("cells", file.place().line(record.line), message, remedy);
                continue;
            };
            let row = rows.find(&parts, keys.row, record.line, &mut last_row);
            let column = columns.find(&parts, keys.column, record.line, &mut last_column);
            cells.push((row, column, value));
        }
        if problems.is_empty() {
            Ok(Self { rows: rows.list, columns: columns.list, cells })
        } else {
            Err(problems)
        }
    }
}

/// The problem of a cell that stands in a list twice: its first two places.
fn told_twice(records: &Records<'_>, keys: &Keys<'_>, names: (&Vec<String>, &Vec<String>)) -> Problems {
    let is = |parts: &[Cow<'_, str>], keys: &[usize], name: &[String]| {
        name.iter().zip(keys).all(|(part, key)| parts.get(*key).is_some_and(|cell| cell == part))
    };
    let mut lines = Vec::new();
    for record in records.all().unwrap_or_default().into_iter().skip(1) {
        let parts: Vec<Cow<'_, str>> = record.cells().collect();
        if is(&parts, keys.row, names.0) && is(&parts, keys.column, names.1) && (keys.keep)(&parts) {
            lines.push(record.line);
        }
    }
    twice(
        records.file(),
        &format!("the cell of row {} and column {}", names.0.join(" "), names.1.join(" ")),
        &lines,
    )
}

/// The problem of something that stands on two lines.
pub fn twice(file: &Bytes, what: &str, lines: &[usize]) -> Problems {
    let (first, second) = (lines.first().copied().unwrap_or(1), lines.get(1).copied().unwrap_or(1));
    problem(
        file.place().line(second),
        format!("{what} is there twice, first in line {first}."),
        "Remove one of the two.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Bytes {
        Bytes { shown: "t.csv".into(), name: "t.csv".into(), bytes: text.as_bytes().to_vec() }
    }

    fn list(text: &str) -> Reading<Labelled> {
        let file = file(text);
        let records = Records::open(&file, None)?;
        let keep = |cells: &[Cow<'_, str>]| cells[0] != "skip";
        read_list(&records, &Keys { row: &[1, 2], column: &[3], value: 4, keep: &keep })
    }

    #[test]
    fn a_matrix_has_its_labels_and_its_cells_without_zeros() {
        let file = file(",a,b,c\nr,1,0,2\ns,,3,\n");
        let read = read_matrix(&Records::open(&file, None).unwrap(), 1, 1).unwrap();
        assert_eq!(read.columns, [["a"], ["b"], ["c"]]);
        assert_eq!(read.rows[1], Line { labels: vec!["s".into()], line: 3 });
        assert_eq!((read.cells.entries(), read.cells.get(0, 2), read.cells.get(1, 1)), (3, 2.0, 3.0));
    }

    #[test]
    fn a_list_keeps_the_order_of_first_lines() {
        let read = list("t,r,s,c,v\nx,R,1,b,5\nskip,Q,1,b,no\nx,R,2,a,6\nx,R,1,a,7\nx,P,1,b,0\n").unwrap();
        let rows: Vec<String> = read.rows.iter().map(|row| row.labels.join(".")).collect();
        assert_eq!(
            (rows, read.columns),
            (
                vec!["R.1".into(), "R.2".into(), "P.1".to_string()],
                vec![vec!["b".into()], vec!["a".to_string()]]
            )
        );
        assert_eq!((read.cells.get(0, 0), read.cells.get(0, 1), read.cells.get(1, 1)), (5.0, 7.0, 6.0));
        assert_eq!(read.rows[1].line, 4);
    }

    #[test]
    fn a_list_tells_repeated_cells_and_bad_numbers() {
        let told = |text: &str| list(text).unwrap_err().to_string();
        let text = told("t,r,s,c,v\nx,R,1,b,5\nx,R,2,b,5\nx,R,1,b,6\n");
        assert!(
            text.contains("line 4: the cell of row R 1 and column b is there twice, first in line 2."),
            "{text}"
        );
        let text = told("t,r,s,c,v\nx,R,1,b,five\nx,R,2\n");
        assert!(
            text.contains("line 2: `five` is not a number.") && text.contains("line 3: the line has 3 cells"),
            "{text}"
        );
    }
}
