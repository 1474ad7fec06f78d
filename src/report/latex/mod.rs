//! A [`Table`] → a LaTeX table for `\input`, with the rules of booktabs.

mod escape;
mod layout;

use super::document::{Cell, Table};
use super::lang::Lang;
use super::letters::{east_asian, right_to_left};
use escape::escape;
use layout::Layout;

/// Most rows of a table that stays on one page; a longer one becomes a `longtable`.
const LONGEST_PAGE: usize = 40;

/// The table as a file of its own. A comment on top names what the document must load.
pub fn latex(table: &Table, lang: Lang) -> String {
    let layout = Layout::of(table, lang);
    let caption = escape(&table.title, lang);
    let label = &table.id;
    let note = escape(&table.note, lang);
    let rows: String = table.rows.iter().map(|row| layout.row(row, lang)).collect();
    let head = format!("\\toprule\n{}\\midrule\n", layout.head(&table.columns, lang));
    let (size, columns) = (layout.size, layout.columns());
    let below =
        if note.is_empty() { note.clone() } else { format!("{{\\footnotesize\\noindent {note}\\par}}\n") };
    let (package, body) = if table.columns.is_empty() {
        (
            "",
            format!(
                "\\begin{{table}}[htbp]\n\\caption{{{caption}}}\\label{{tab:{label}}}\n{below}\\end{{table}}\n"
            ),
        )
    } else if table.rows.len() > LONGEST_PAGE {
        let continued = lang.pick("continued", "続き");
        let body = format!(
            "\\begingroup\n{size}\\setlength{{\\LTcapwidth}}{{\\linewidth}}\n\
             \\begin{{longtable}}{{{columns}}}\n\
             \\caption{{{caption}}}\\label{{tab:{label}}}\\\\\n{head}\\endfirsthead\n\
             \\caption[]{{{continued}}}\\\\\n{head}\\endhead\n\
             \\bottomrule\n\\endfoot\n{rows}\\end{{longtable}}\n{below}\\endgroup\n",
        );
        ("longtable", body)
    } else {
        let notes = if note.is_empty() {
            String::new()
        } else {
            format!("\\begin{{tablenotes}}[flushleft]\n\\footnotesize\n\\item {note}\n\\end{{tablenotes}}\n")
        };
        let body = format!(
            "\\begin{{table}}[htbp]\n\\centering\n\
             \\caption{{{caption}}}\\label{{tab:{label}}}\n\\smallskip\n{size}\n\
             \\begin{{threeparttable}}\n\\begin{{tabular}}{{{columns}}}\n\
             {head}{rows}\\bottomrule\n\\end{{tabular}}\n{notes}\\end{{threeparttable}}\n\\end{{table}}\n",
        );
        ("threeparttable", body)
    };
    format!("{}{body}", preamble(table, package, lang))
}

/// The comment on top: what stands in the preamble of the document.
fn preamble(table: &Table, package: &str, lang: Lang) -> String {
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
    let packages = ["booktabs", "array", package].into_iter().filter(|name| !name.is_empty());
    lines.push(format!("  \\usepackage{{{}}}", packages.collect::<Vec<_>>().join(",")));
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
mod tests {}
