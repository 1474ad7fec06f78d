//! The tables of a [`Document`] → a workbook: a sheet that says what is in it, then a sheet for each table.

mod cells;
mod readme;
mod sheet;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::document::{Document, Table};
use super::letters::{lines, one_line};
use crate::error::{Error, Result};

/// Most letters (UTF-16) of the name of a sheet, and of a cell.
const LONGEST_NAME: usize = 31;
const LONGEST_TEXT: usize = 32_767;
/// Paper A4, as the format numbers it.
const A4: u8 = 9;
/// Points of a line of text.
const LINE: f64 = 15.0;

/// The workbook as the bytes of an `.xlsx` file; the same document gives the same bytes.
///
/// # Errors
///
/// Fails where a table is larger than the format allows.
pub fn workbook(document: &Document) -> Result<Vec<u8>> {
    build(document).map_err(|reason| Error::Results(format!("cannot make the workbook of tables: {reason}")))
}

fn build(document: &Document) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The date is that of the format's own archive entries: a real one would change the bytes from day to day.
    let created = ExcelDateTime::from_ymd(1980, 1, 1)?;
    let title = clipped(&document.title, 255);
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    let styles = Styles::new();
    let readme = document.lang.pick("Read me", "はじめに");
    let tables: Vec<&Table> = document.tables().collect();
    let names = sheet_names(readme, &tables);
    readme::write(book.add_worksheet().set_name(readme)?, document, &names, &styles)?;
    for (name, table) in names.iter().zip(tables) {
        sheet::write(book.add_worksheet().set_name(name)?, table, document.lang, readme, &styles)?;
    }
    book.save_to_buffer()
}

/// How cells look.
struct Styles {
    title: Format,
    strong: Format,
    prose: Format,
    faint: Format,
    link: Format,
    head: Format,
    head_right: Format,
    text: Format,
    text_right: Format,
}

impl Styles {
    fn new() -> Self {
        let prose = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Bottom)
            .set_background_color(Color::RGB(0x00ED_F1F5))
            .set_border_bottom(FormatBorder::Thin);
        Self {
            title: prose.clone().set_bold().set_font_size(14),
            strong: Format::new().set_bold(),
            faint: prose.clone().set_font_color(Color::RGB(0x0055_5555)),
            link: prose
                .clone()
                .set_font_color(Color::RGB(0x0000_5A9C))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            head_right: head.clone().set_align(FormatAlign::Right),
            head,
            text: prose.clone(),
            text_right: prose.clone().set_align(FormatAlign::Right),
            prose,
        }
    }
}

/// A name for the sheet of each table: its id, made valid and unlike all others, whatever their case.
fn sheet_names(readme: &str, tables: &[&Table]) -> Vec<String> {
    let mut taken = vec![readme.to_lowercase(), "history".to_string()];
    let mut names = Vec::new();
    for table in tables {
        let valid = |letter: &char| !"[]:*?/\\'".contains(*letter) && !letter.is_control();
        let id: String = table.id.chars().filter(valid).collect();
        let id = if id.trim().is_empty() { "table" } else { id.trim() };
        let candidates = (1..).map(|copy: usize| {
            let suffix = if copy == 1 { String::new() } else { format!("-{copy}") };
            clipped_to(id, LONGEST_NAME - suffix.len()) + &suffix
        });
        let name =
            candidates.into_iter().find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_default();
        taken.push(name.to_lowercase());
        names.push(name);
    }
    names
}

/// A text of at most so many UTF-16 units.
fn clipped_to(text: &str, limit: usize) -> String {
    let mut length = 0;
    let fits = |letter: &char| {
        length += letter.len_utf16();
        length <= limit
    };
    text.chars().take_while(fits).collect()
}

/// A text in one line that fits the limit; an ellipsis says that it was cut.
fn clipped(text: &str, limit: usize) -> String {
    let text = one_line(text);
    let cut = clipped_to(&text, limit);
    if cut == text { text } else { clipped_to(&text, limit - 1) + "…" }
}

/// Writes a text across the columns up to `last`, in a row that is high enough; `room` is their width in letters.
fn across(
    sheet: &mut Worksheet,
    row: u32,
    last: u16,
    room: usize,
    text: &str,
    style: &Format,
) -> std::result::Result<(), XlsxError> {
    /// Rows cannot be higher.
    const HIGHEST: f64 = 409.0;
    if text.is_empty() {
        return Ok(());
    }
    let text = clipped(text, LONGEST_TEXT);
    let height = LINE * lines(&text, room).len() as f64;
    sheet.set_row_height(row, height.min(HIGHEST))?;
    if last == 0 {
        sheet.write_string_with_format(row, 0, text, style)?;
    } else {
        sheet.merge_range(row, 0, row, last, &text, style)?;
    }
    Ok(())
}

/// Sets a sheet up for paper: landscape A4, as wide as one page.
fn on_paper(sheet: &mut Worksheet) {
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_footer("&L&A&R&P / &N");
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::document::{Block, Cell, Column, Kind, Section};
    use super::super::fixture;
    use super::super::lang::Lang;
    use super::*;

    fn document(tables: Vec<Table>) -> Document {
        let blocks = tables.into_iter().map(Block::Table).collect();
        Document {
            lang: Lang::En,
            title: "Title".to_string(),
            question: String::new(),
            subtitle: String::new(),
            sections: vec![Section { id: "a", title: "A".to_string(), blocks }],
        }
    }

    fn table(id: &str, cells: Vec<Cell>) -> Table {
        let column = Column { head: "x".to_string(), unit: String::new(), kind: Kind::Number };
        Table {
            id: id.to_string(),
            title: "T".to_string(),
            note: "N".to_string(),
            columns: vec![column],
            rows: cells.into_iter().map(|cell| vec![cell]).collect(),
        }
    }

    /// A file in the archive.
    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn numbers_are_numbers_and_texts_are_texts() {
        let bytes = workbook(&fixture::document(Lang::En)).unwrap();
        let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
        // The third row of the table: its label starts with an equals sign.
        assert!(sheet.contains("<c r=\"A7\" s=\"") && sheet.contains("t=\"s\""), "{sheet}");
        assert!(!sheet.contains("<f>"), "a label became a formula");
        assert!(part(&bytes, "xl/sharedStrings.xml").contains(">=SUM(A1:A9), comma; \"quoted\"<"));
        assert!(sheet.contains("<v>-2469.134</v>") && sheet.contains("<v>0.012</v>"));
        assert!(part(&bytes, "xl/styles.xml").contains("+#,##0.00;&quot;−&quot;#,##0.00"));
    }

    #[test]
    fn sheets_are_ready_for_screen_and_paper() {
        let sheet = part(&workbook(&fixture::document(Lang::Ja)).unwrap(), "xl/worksheets/sheet2.xml");
        for wanted in [
            "topLeftCell=\"B5\"",
            "state=\"frozen\"",
            "<autoFilter ref=\"A4:F12\"/>",
            "orientation=\"landscape\"",
            "paperSize=\"9\"",
            "fitToHeight=\"0\"",
            "<hyperlink ref=\"A3\" location=\"'はじめに'!A1\"",
        ] {
            assert!(sheet.contains(wanted), "{wanted} is not in {sheet}");
        }
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let bytes = || workbook(&fixture::document(Lang::En)).unwrap();
        assert_eq!(bytes(), bytes());
        let core = part(&bytes(), "docProps/core.xml");
        assert!(core.contains("1980-01-01T00:00:00Z"), "{core}");
        assert!(core.contains("<dc:creator></dc:creator>"), "{core}");
    }

    #[test]
    fn names_of_sheets_are_valid_and_differ() {
        let long = "a".repeat(40);
        let tables = ["jobs", "Jobs", "a/b:c", "", "read me", &long, &long].map(|id| table(id, Vec::new()));
        let names = sheet_names("Read me", &tables.iter().collect::<Vec<_>>());
        let (first, second) = ("a".repeat(31), "a".repeat(29) + "-2");
        assert_eq!(names, ["jobs", "Jobs-2", "abc", "table", "read me-2", &first, &second]);
        assert!(workbook(&document(tables.to_vec())).is_ok());
    }

    #[test]
    fn a_document_without_tables_and_a_table_without_columns_are_fine() {
        assert!(workbook(&document(Vec::new())).is_ok());
        assert!(workbook(&document(vec![Table { columns: Vec::new(), ..table("t", Vec::new()) }])).is_ok());
    }

    #[test]
    fn what_is_not_finite_or_too_long_is_a_text() {
        let number = |value| Cell::Number { value, error: None, places: 1, signed: true };
        let cells = vec![
            number(f64::NAN),
            number(f64::NEG_INFINITY),
            Cell::Text("長".repeat(40_000)),
            Cell::Text("\u{1}\u{7}a\nb".to_string()),
        ];
        let bytes = workbook(&document(vec![table("t", cells)])).unwrap();
        let strings = part(&bytes, "xl/sharedStrings.xml");
        for wanted in ["<t>–</t>", "<t>−∞</t>", "長…</t>", "<t>a b</t>"] {
            assert!(strings.contains(wanted), "{wanted}");
        }
    }
}
