//! A [`Table`] → a LaTeX table for `\input`, with the rules of booktabs.

mod escape;
mod layout;

use super::document::{Cell, Table};
use super::lang::Lang;
use super::letters::{east_asian, right_to_left};
use escape::escape;
use layout::Layout;

/// The table as a file of its own. A comment on top names what the document must load.
pub fn latex(table: &Table, lang: Lang) -> String {
    let layout = Layout::of(table, lang);
    let caption = format!("\\caption{{{}}}\\label{{tab:{}}}", escape(&table.title, lang), table.id);
    let note = escape(&table.note, lang);
    let (packages, body) = if table.columns.is_empty() {
        ("", format!("\\begin{{table}}[htbp]\n{caption}\n{}\\end{{table}}\n", below(&note)))
    } else {
        let rows: String = table.rows.iter().map(|row| layout.row(row, lang)).collect();
        let head = format!("\\toprule\n{}\\midrule\n", layout.head(&table.columns, lang));
        match (layout.is_long(table), layout.turned) {
            (false, turned) => (
                if turned { ",threeparttable,rotating" } else { ",threeparttable" },
                on_one_page(&layout, &caption, &head, &rows, &note),
            ),
            (true, false) => (",longtable", on_pages(&layout, &caption, &head, &rows, &note, lang)),
            (true, true) => {
                let pages = on_pages(&layout, &caption, &head, &rows, &note, lang);
                (",longtable,pdflscape", format!("\\begin{{landscape}}\n{pages}\\end{{landscape}}\n"))
            }
        }
    };
    format!("{}{body}", preamble(table, packages, lang))
}

/// A table that floats; the note is as wide as the table.
fn on_one_page(layout: &Layout, caption: &str, head: &str, rows: &str, note: &str) -> String {
    let (environment, place) = if layout.turned { ("sidewaystable", "") } else { ("table", "[htbp]") };
    let (size, columns) = (layout.size, layout.columns());
    let note = match note {
        "" => String::new(),
        note => format!(
            "\\begin{{tablenotes}}[flushleft]\n\\footnotesize\\setlength{{\\labelsep}}{{0pt}}\n\\item {note}\n\
             \\end{{tablenotes}}\n",
        ),
    };
    format!(
        "\\begin{{{environment}}}{place}\n\\centering\n{caption}\n\\smallskip\n{size}\n\
         \\begin{{threeparttable}}\n\\begin{{tabular}}{{{columns}}}\n{head}{rows}\\bottomrule\n\
         \\end{{tabular}}\n{note}\\end{{threeparttable}}\n\\end{{{environment}}}\n",
    )
}

/// A table over several pages with its head on each.
fn on_pages(layout: &Layout, caption: &str, head: &str, rows: &str, note: &str, lang: Lang) -> String {
    let (size, columns) = (layout.size, layout.columns());
    let gap = if note.is_empty() { "" } else { "\\setlength{\\LTpost}{\\smallskipamount}" };
    let note = below(note);
    let continued = lang.pick("continued", "続き");
    format!(
        "\\begingroup\n{size}\\setlength{{\\LTcapwidth}}{{\\linewidth}}{gap}\n\
         \\begin{{longtable}}{{{columns}}}\n{caption}\\\\\n{head}\\endfirsthead\n\
         \\caption[]{{{continued}}}\\\\\n{head}\\endhead\n\
         \\bottomrule\n\\endfoot\n{rows}\\end{{longtable}}\n{note}\\endgroup\n",
    )
}

/// A note as a paragraph of its own.
fn below(note: &str) -> String {
    if note.is_empty() { String::new() } else { format!("{{\\footnotesize\\noindent {note}\\par}}\n") }
}

/// The comment on top: what stands in the preamble of the document.
fn preamble(table: &Table, packages: &str, lang: Lang) -> String {
    let cells = table.rows.iter().flatten().filter_map(|cell| match cell {
        Cell::Text(text) => Some(text),
        _ => None,
    });
    let heads = table.columns.iter().flat_map(|column| [&column.head, &column.unit]);
    let texts: Vec<_> = cells.chain(heads).chain([&table.title, &table.note]).collect();
    let holds = |script: fn(char) -> bool| texts.iter().any(|text| text.chars().any(script));
    let (wide, leftward) =
        (lang == Lang::Ja || holds(|letter| letter != '～' && east_asian(letter)), holds(right_to_left));
    let mut lines = vec!["Needs in the preamble of the document:".to_string()];
    lines.push(format!("  \\usepackage{{booktabs,array{packages}}}"));
    if wide {
        lines.push("  \\usepackage{xeCJK}  % XeLaTeX; luatexja for LuaLaTeX, none for upLaTeX".to_string());
    }
    if leftward {
        lines.push("  \\usepackage[bidi=default]{babel}  % XeLaTeX; bidi=basic for LuaLaTeX".to_string());
        lines.push("  \\babelprovide[import]{arabic}".to_string());
        lines.push(
            "  \\babelfont[arabic]{rm}{Noto Naskh Arabic}  % or another font with these letters".to_string(),
        );
    }
    if !wide && !leftward && holds(|letter| letter > '\u{2fff}' || ('\u{180}'..'\u{2000}').contains(&letter))
    {
        lines.push("Its letters need XeLaTeX or LuaLaTeX with a font that has them.".to_string());
    }
    lines.iter().map(|line| format!("% {line}\n")).collect()
}
#[cfg(test)]
mod tests {
    use super::super::document::{Column, Kind};
    use super::super::fixture;
    use super::*;

    fn table(columns: usize, labels: &[&str]) -> Table {
        let column = |at| Column {
            head: format!("head {at}"),
            unit: "%".to_string(),
            kind: if at == 0 { Kind::Text } else { Kind::Estimate },
        };
        let number = |at: usize| Cell::Number {
            value: -1.25 * at as f64,
            error: Some(0.01),
            places: 1 + (at % 2) as i32,
            signed: true,
        };
        let row = |label: &&str| {
            [Cell::Text((*label).to_string())].into_iter().chain((1..columns).map(number)).collect()
        };
        Table {
            id: "t-1".to_string(),
            title: "Effects & more".to_string(),
            note: "Note.".to_string(),
            columns: (0..columns).map(column).collect(),
            rows: labels.iter().map(row).collect(),
        }
    }

    #[test]
    fn a_small_table_is_set_whole() {
        assert_eq!(
            latex(&table(2, &["Cars", "[steel]"]), Lang::En),
            "\
% Needs in the preamble of the document:
%   \\usepackage{booktabs,array,threeparttable}
\\begin{table}[htbp]
\\centering
\\caption{Effects \\& more}\\label{tab:t-1}
\\smallskip
\\small
\\begin{threeparttable}
\\begin{tabular}{@{}lr@{~}l@{}}
\\toprule
head 0 & \\multicolumn{2}{c@{}}{head 1} \\\\
(\\%) & \\multicolumn{2}{c@{}}{(\\%)} \\\\
\\midrule
Cars & $-$1.25 & $\\pm$~0.01 \\\\
{[}steel] & $-$1.25 & $\\pm$~0.01 \\\\
\\bottomrule
\\end{tabular}
\\begin{tablenotes}[flushleft]
\\footnotesize\\setlength{\\labelsep}{0pt}
\\item Note.
\\end{tablenotes}
\\end{threeparttable}
\\end{table}
"
        );
    }

    #[test]
    fn long_texts_get_lines_and_wide_tables_smaller_type_or_a_turned_page() {
        let label = "a label that is much longer than a column beside many numbers could ever be";
        let set = |columns| latex(&table(columns, &[label]), Lang::En);
        assert!(set(2).contains("\\small\n") && set(2).contains("p{29.5em}"));
        assert!(set(7).contains("\\footnotesize\n\\begin{three"), "{}", set(7));
        assert!(set(9).contains("\\begin{sidewaystable}\n") && set(9).contains(",rotating}"));
    }

    #[test]
    fn a_table_longer_than_a_page_repeats_its_head() {
        let long = latex(&table(3, &["x"; 46]), Lang::Ja);
        assert_eq!(long.matches("\\toprule").count(), 2);
        assert!(long.contains("\\caption[]{続き}") && long.contains("array,longtable}"));
        assert!(!latex(&table(3, &["x"; 45]), Lang::Ja).contains("longtable"));
        assert!(latex(&table(9, &["x"; 46]), Lang::En).contains("\\begin{landscape}"));
    }

    #[test]
    fn scripts_name_what_they_need() {
        let needs = |label, wanted| latex(&table(2, &[label]), Lang::En).contains(wanted);
        assert!(needs("自動車", "xeCJK") && !needs("cars", "xeCJK"));
        assert!(needs("عربي", "\\babelprovide[import]{arabic}") && !needs("cars", "babel"));
        assert!(needs("сталь", "XeLaTeX") && !needs("acier – “fer”", "XeLaTeX"));
    }

    #[test]
    fn every_row_has_as_many_cells_as_the_argument_has_columns() {
        let document = fixture::document(Lang::Ja);
        let text = latex(document.tables().next().unwrap(), Lang::Ja);
        let rows: Vec<_> = text.lines().filter(|line| line.ends_with("\\\\")).collect();
        assert!(rows.len() > fixture::HOSTILE.len());
        for row in rows {
            let ampersands = row.matches(" & ").count();
            // One text, one number, two pairs: six columns.
            assert_eq!(ampersands + row.matches("\\multicolumn{2}").count(), 5, "{row}");
        }
    }

    #[test]
    fn a_table_without_columns_keeps_caption_and_note() {
        let text = latex(&table(0, &[]), Lang::En);
        assert!(text.contains("\\caption{Effects \\& more}") && text.contains("Note."));
        assert!(!text.contains("tabular"));
    }
}
