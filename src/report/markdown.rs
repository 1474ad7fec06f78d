//! A [`Document`] → Markdown that GitHub, pandoc and Quarto show alike: `CommonMark` with pipe tables.

use super::cells::{cell_text, head_text};
use super::chart::Figure;
use super::document::{Block, Document, Kind, Table};
use super::lang::Lang;
use super::letters::{one_line, right_to_left, width};

/// The whole report; `figures` is the folder of the figures as links name it.
pub fn markdown(document: &Document, figures: &str) -> String {
    let mut parts = vec![format!("# {}", inline(&document.title))];
    if !document.question.is_empty() {
        parts.push(format!("> {}", paragraph(&document.question)));
    }
    parts.push(paragraph(&document.subtitle));
    for section in &document.sections {
        parts.push(format!("## {}", inline(&section.title)));
        for block in &section.blocks {
            block_parts(block, document.lang, figures, &mut parts);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

/// Adds the paragraphs of a block.
fn block_parts(block: &Block, lang: Lang, figures: &str, parts: &mut Vec<String>) {
    match block {
        Block::Text(text) => parts.push(paragraph(text)),
        Block::List(items) => {
            let items: Vec<_> = items.iter().map(|item| format!("- {}", paragraph(item))).collect();
            parts.push(items.join("\n"));
        }
        Block::Code(text) => parts.push(code(text)),
        Block::Table(table) => table_parts(table, lang, parts),
        Block::Figure(figure) => figure_parts(figure, figures, parts),
        Block::Choice { label, options } => {
            for (option, figure) in options {
                let colon = lang.pick(": ", "：");
                parts.push(format!("### {}", inline(&format!("{label}{colon}{option}"))));
                figure_parts(figure, figures, parts);
            }
        }
    }
}

/// Caption and image are one paragraph: pandoc would print the text of an image alone as its caption.
fn figure_parts(figure: &Figure, figures: &str, parts: &mut Vec<String>) {
    let image = format!("![{}]({figures}/{}.svg)", inline(&figure.alt), figure.id);
    let caption = strong(&figure.title);
    parts.push(if caption.is_empty() { image } else { format!("{caption}\\\n{image}") });
    parts.push(paragraph(&figure.note));
}

fn table_parts(table: &Table, lang: Lang, parts: &mut Vec<String>) {
    /// Dashes of a column; pandoc makes columns as wide as their dashes where a row does not fit the page.
    const DASHES: std::ops::RangeInclusive<usize> = 3..=40;
    parts.push(strong(&table.title));
    if !table.columns.is_empty() {
        let heads: Vec<_> = table.columns.iter().map(|column| head_text(column, lang)).collect();
        let texts: Vec<Vec<_>> = (table.rows.iter())
            .map(|row| row.iter().take(heads.len()).map(|cell| cell_text(cell, lang)).collect())
            .collect();
        let rule = |(position, head): (usize, &String)| {
            let cells = texts.iter().filter_map(|row| row.get(position));
            let widest = cells.chain([head]).map(|text| width(text)).max().unwrap_or(0);
            let dashes = "-".repeat(widest.clamp(*DASHES.start(), *DASHES.end()));
            if table.columns[position].kind == Kind::Text { dashes } else { dashes + ":" }
        };
        let row = |texts: &Vec<String>| {
            format!("| {} |", texts.iter().map(|text| isolated(text)).collect::<Vec<_>>().join(" | "))
        };
        let rules: Vec<_> = heads.iter().enumerate().map(rule).collect();
        let rules = format!("| {} |", rules.join(" | "));
        let lines: Vec<_> = [row(&heads), rules].into_iter().chain(texts.iter().map(row)).collect();
        parts.push(lines.join("\n"));
    }
    parts.push(paragraph(&table.note));
}

/// The text of a cell; one that runs from right to left is kept apart, so that it does not turn the row around.
fn isolated(text: &str) -> String {
    let escaped = inline(text);
    if text.chars().any(right_to_left) { format!("\u{2068}{escaped}\u{2069}") } else { escaped }
}

fn strong(text: &str) -> String {
    let text = inline(text.trim());
    if text.is_empty() { text } else { format!("**{text}**") }
}

/// Text to be typed, in a fence that is longer than any in it.
fn code(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}\n{}\n{fence}", text.trim_end_matches('\n'))
}

/// A text with every letter escaped that has a meaning anywhere in a line: in `CommonMark`, tables, formulas,
/// citations and attributes. Hyphens in a row would become dashes in pandoc.
fn inline(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    for letter in one_line(text).chars() {
        if r"\`*_{}[]<>#|~^$&@".contains(letter) || (letter == '-' && before == '-') {
            escaped.push('\\');
        }
        escaped.push(letter);
        before = letter;
    }
    escaped
}

/// A text that starts a line: what would make it a list, a rule or a definition is escaped as well.
fn paragraph(text: &str) -> String {
    let escaped = inline(text);
    if escaped.starts_with(['-', '+', ':', '(']) {
        return format!("\\{escaped}");
    }
    let first = escaped.split(' ').next().unwrap_or_default();
    match first.strip_suffix(['.', ')']) {
        Some(number) if number.chars().all(|letter| letter.is_ascii_alphanumeric()) => {
            format!("{number}\\{}", &escaped[number.len()..])
        }
        _ => escaped,
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Section;
    use super::super::fixture;
    use super::*;

    fn fixture() -> String {
        markdown(&fixture::document(Lang::En), "figures")
    }

    #[test]
    fn marks_are_escaped_wherever_they_stand() {
        assert_eq!(
            inline("a_b *c* `d` [e](f) <g> h|i $j$ &amp; \\"),
            r"a\_b \*c\* \`d\` \[e\](f) \<g\> h\|i \$j\$ \&amp; \\"
        );
        assert_eq!(inline("run --seed 1 –"), r"run -\-seed 1 –");
        assert_eq!(inline(" two\nlines "), "two lines");
    }

    #[test]
    fn marks_of_blocks_are_escaped_at_the_start_of_a_line() {
        for (text, escaped) in [
            ("# no heading", r"\# no heading"),
            ("- no item", r"\- no item"),
            ("---", r"\-\-\-"),
            ("12. May", r"12\. May"),
            ("(a) first", r"\(a) first"),
            ("GDP falls.", "GDP falls."),
            ("0.11 % of GDP", r"0.11 % of GDP"),
            ("関税", "関税"),
        ] {
            assert_eq!(paragraph(text), escaped);
        }
    }

    #[test]
    fn a_fence_is_longer_than_any_in_the_code() {
        assert_eq!(code("a\n"), "```\na\n```");
        assert_eq!(code("x ```` y"), "`````\nx ```` y\n`````");
    }

    #[test]
    fn rows_have_as_many_cells_as_the_head_whatever_stands_in_them() {
        let text = fixture();
        let rows: Vec<_> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(rows.len(), 2 + fixture::HOSTILE.len());
        for row in &rows {
            let bars = row.replace(r"\\", "").replace(r"\|", "").matches('|').count();
            assert_eq!(bars, 5, "{row}");
        }
        assert_eq!(
            rows[0],
            "| Sector | Output \\& more, billion yen | GDP, % of baseline | 90 % interval, % of baseline |"
        );
        assert!(rows[3].starts_with(r"| a\_b 50 % of \$5 \#1 \{x\} \~tilde \^hat \\back\|pipe | −1,234.6 |"));
        assert!(rows[5].starts_with("| \u{2068}عربي من اليمين\u{2069} | −3,703.7 |"));
        assert!(rows[5].ends_with("|  |"));
    }

    #[test]
    fn figures_are_images_with_captions_and_notes() {
        let text = fixture();
        let image = "**Figure fan-talks: \\<script\\>alert(\"x\")\\</script\\> \\& 'quotes'**\\\n\
                     ![What fan-talks shows, =SUM(A1:A9), comma; \"quoted\"](figures/fan-talks.svg)\n\nBands: 30";
        assert!(text.contains(image), "{text}");
        assert!(text.contains("### Outcome: All outcomes\n\n**Figure fan:"));
    }

    #[test]
    fn what_is_empty_leaves_no_gap() {
        let table = Table {
            id: "none".to_string(),
            title: String::new(),
            note: String::new(),
            columns: Vec::new(),
            rows: vec![Vec::new()],
        };
        let document = Document {
            lang: Lang::Ja,
            title: "関税".to_string(),
            question: "何が？".to_string(),
            subtitle: String::new(),
            sections: vec![Section {
                id: "a", title: "答え".to_string(), blocks: vec![Block::Table(table)]
            }],
        };
        assert_eq!(markdown(&document, "f"), "# 関税\n\n> 何が？\n\n## 答え\n");
    }
}
