//! A [`Table`] → its sheet: caption, note, a way back, head, and rows of numbers.

use rust_xlsxwriter::{Format, FormatAlign, Url, Worksheet, XlsxError};

use super::cells::{Content, Field, content, fields};
use super::{LONGEST_TEXT, Styles, across, clipped, on_paper};
use crate::report::document::{Cell, Table};
use crate::report::lang::Lang;
use crate::report::letters::width;
use crate::report::numbers::fixed;

/// Row of the head on every sheet, counted from zero.
pub const HEAD: u32 = 3;
/// Caption and note go across at least so many letters.
const PROSE: usize = 100;
/// Width of a column that nothing is written in.
const UNUSED: usize = 8;
/// Narrowest and widest column of numbers and of texts.
const NUMBERS: (usize, usize) = (10, 24);
const TEXTS: (usize, usize) = (10, 50);

/// Writes the sheet; `readme` is the name of the first one.
pub fn write(
    sheet: &mut Worksheet,
    table: &Table,
    lang: Lang,
    readme: &str,
    styles: &Styles,
) -> Result<(), XlsxError> {
    on_paper(sheet);
    let fields = fields(table, lang);
    let contents: Vec<Vec<Content>> = table.rows.iter().map(|row| contents(row, &fields, lang)).collect();
    let mut widths: Vec<usize> = (fields.iter().enumerate())
        .map(|(at, field)| column_width(field, contents.iter().filter_map(|row| row.get(at))))
        .collect();
    for (column, width) in (0..).zip(&widths) {
        sheet.set_column_width(column, *width as f64)?;
    }
    while widths.iter().sum::<usize>() < PROSE {
        widths.push(UNUSED);
    }
    let room = widths.iter().sum::<usize>();
    let last = widths.len().saturating_sub(1) as u16;
    across(sheet, 0, last, room * 3 / 4, &table.title, &styles.title)?;
    across(sheet, 1, last, room, &table.note, &styles.faint)?;
    let back = Url::new(format!("internal:'{readme}'!A1")).set_text(format!("← {readme}"));
    sheet.write_url_with_format(2, 0, back, &styles.link)?;
    if fields.is_empty() {
        return Ok(());
    }
    for (column, field) in (0..).zip(&fields) {
        let style = if field.text { &styles.head } else { &styles.head_right };
        sheet.write_string_with_format(HEAD, column, clipped(&field.head, LONGEST_TEXT), style)?;
    }
    for (row, contents) in (HEAD + 1..).zip(&contents) {
        for ((column, content), field) in (0..).zip(contents).zip(&fields) {
            write_cell(
                sheet,
                row,
                column,
                content,
                if field.text { &styles.text } else { &styles.text_right },
            )?;
        }
    }
    let first_number = u16::from(fields.first().is_some_and(|field| field.text));
    sheet.set_freeze_panes(HEAD + 1, first_number)?;
    sheet.set_repeat_rows(HEAD, HEAD)?;
    sheet.autofilter(HEAD, 0, HEAD + table.rows.len() as u32, fields.len().saturating_sub(1) as u16)?;
    Ok(())
}

/// The contents of a row, one for each field.
fn contents(row: &[Cell], fields: &[Field], lang: Lang) -> Vec<Content> {
    let of = |field: &Field| row.get(field.at).map_or(Content::Empty, |cell| content(cell, field.part, lang));
    fields.iter().map(of).collect()
}

/// Numbers are written as numbers, and texts as texts whatever they start with.
fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    content: &Content,
    text_style: &Format,
) -> Result<(), XlsxError> {
    match content {
        Content::Text(text) if !text.is_empty() => {
            sheet.write_string_with_format(row, column, clipped(text, LONGEST_TEXT), text_style)?;
        }
        Content::Number(value, number_format) => {
            let style = Format::new().set_align(FormatAlign::Top).set_num_format(number_format);
            sheet.write_number_with_format(row, column, *value, &style)?;
        }
        Content::Text(_) | Content::Empty => {}
    }
    Ok(())
}

/// Width of a column: that of its widest cell and of the longest word of its head, with room for the filter.
fn column_width<'c>(field: &Field, contents: impl Iterator<Item = &'c Content>) -> usize {
    let shown = |content: &Content| match content {
        Content::Empty => 0,
        Content::Text(text) => width(text),
        Content::Number(value, format) => {
            let decimals = format.split(';').next().and_then(|first| first.split_once('.'));
            1 + width(&fixed(*value, decimals.map_or(0, |(_, digits)| digits.len() as i32)))
        }
    };
    let word = field.head.split(' ').map(width).max().unwrap_or(0) + 2;
    let (least, most) = if field.text { TEXTS } else { NUMBERS };
    (contents.map(shown).max().unwrap_or(0).max(word) + 2).clamp(least, most)
}
