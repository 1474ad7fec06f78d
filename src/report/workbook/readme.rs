//! A [`Document`] → the first sheet of its workbook: what it is about, which sheets there are, how to read them.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::{LONGEST_TEXT, Styles, across, clipped, on_paper};
use crate::report::document::Document;
use crate::report::lang::Lang;

/// Widths of its columns: names of sheets, and captions.
const WIDTHS: [u16; 2] = [24, 96];

/// Writes the sheet; `names` are those of the sheets of the tables.
pub fn write(
    sheet: &mut Worksheet,
    document: &Document,
    names: &[String],
    styles: &Styles,
) -> Result<(), XlsxError> {
    on_paper(sheet);
    sheet.set_screen_gridlines(false);
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let room = WIDTHS.iter().sum::<u16>() as usize;
    // Bold letters of this size need a third more.
    across(sheet, 0, 1, room * 3 / 4, &document.title, &styles.title)?;
    across(sheet, 1, 1, room, &document.question, &styles.prose)?;
    across(sheet, 2, 1, room, &document.subtitle, &styles.faint)?;
    let lang = document.lang;
    let mut row = 4;
    if !names.is_empty() {
        sheet.write_string_with_format(row, 0, lang.pick("Sheets", "シート一覧"), &styles.strong)?;
        row += 1;
    }
    for (name, table) in names.iter().zip(document.tables()) {
        let link = |text: String| Url::new(format!("internal:'{name}'!A1")).set_text(text);
        sheet.write_url_with_format(row, 0, link(name.clone()), &styles.link)?;
        if !table.title.is_empty() {
            let caption = clipped(&table.title, LONGEST_TEXT);
            sheet.write_url_with_format(row, 1, link(caption), &styles.link)?;
        }
        row += 1;
    }
    row += u32::from(!names.is_empty());
    sheet.write_string_with_format(row, 0, lang.pick("How to read", "読み方"), &styles.strong)?;
    for text in how_to_read(lang) {
        row += 1;
        across(sheet, row, 1, room, text, &styles.prose)?;
    }
    Ok(())
}

fn how_to_read(lang: Lang) -> [&'static str; 4] {
    [
        lang.pick(
            "± standard error: Monte Carlo standard error of the number to its left, in the same unit (percentage points for \
             per cent). It says how far the number may be from that of infinitely many draws: in about 95 of 100 cases \
             by less than twice the error. It says nothing about how well the model describes the world.",
            "標準誤差（±）：左の数値のモンテカルロ標準誤差。単位は同じ（%の場合は%ポイント）。試行回数を無限に増やした場合の値との差は、\
             約95%の確率で標準誤差の2倍以内に収まる。モデルが現実をどれだけよく表すかを示すものではない。",
        ),
        lang.pick(
            "low, high: ends of an interval. The head of the column or the note above the table says how much of the draws it holds.",
            "下限・上限：区間の両端。試行のうち何%が含まれるかは列見出しまたは表の注に示す。",
        ),
        lang.pick(
            "Cells hold numbers in full. What is shown is rounded to the digits that the standard error supports, at most to whole \
             numbers; the report also rounds to tens, hundreds and so on.",
            "セルには丸める前の数値が入っている。表示は標準誤差に見合う桁までとし、整数より粗くは丸めない（報告書では十・百などの位でも丸める）。",
        ),
        lang.pick(
            "An empty cell: does not apply. –: cannot be computed. ∞: has no bound.",
            "空白：該当なし。–：計算できない。∞：上限または下限がない。",
        ),
    ]
}
