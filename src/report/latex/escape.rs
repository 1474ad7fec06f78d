//! Texts → the same texts in LaTeX's text mode.

use crate::report::lang::Lang;
use crate::report::letters::{one_line, right_to_left};

/// A text with nothing in it that LaTeX would take for a command, an option or a ligature.
///
/// Straight quotes become opening and closing ones. What runs from right to left is set in its own language.
pub fn escape(text: &str, lang: Lang) -> String {
    let letters: Vec<char> = one_line(text).chars().collect();
    let mut escaped = String::with_capacity(2 * letters.len());
    let mut before = ' ';
    let mut rest = letters.as_slice();
    while let Some((&letter, after)) = rest.split_first() {
        if right_to_left(letter) {
            let (run, after) = rest.split_at(leftward(rest));
            let hebrew = matches!(u32::from(letter), 0x0590..=0x05ff | 0xfb1d..=0xfb4f);
            let language = if hebrew { "hebrew" } else { "arabic" };
            escaped.push_str(&format!("\\foreignlanguage{{{language}}}{{"));
            for &letter in run {
                push(&mut escaped, before, letter, lang);
                before = letter;
            }
            escaped.push('}');
            rest = after;
        } else {
            push(&mut escaped, before, letter, lang);
            before = letter;
            rest = after;
        }
    }
    escaped
}

/// How many letters run from right to left: up to the last such letter before one that runs the other way.
fn leftward(letters: &[char]) -> usize {
    let rightward = |letter: &char| letter.is_alphabetic() && !right_to_left(*letter);
    let end = letters.iter().position(rightward).unwrap_or(letters.len());
    let last = letters.iter().take(end).rposition(|letter| right_to_left(*letter));
    last.map_or(1, |last| last + 1)
}

/// Adds one letter.
fn push(escaped: &mut String, before: char, letter: char, lang: Lang) {
    let opens = before == '\u{a0}' || " ([{<\"'/–—".contains(before);
    let text = match letter {
        '\\' => "\\textbackslash{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '`' => "\\textasciigrave{}",
        '<' => "\\textless{}",
        '>' => "\\textgreater{}",
        '|' => "\\textbar{}",
        '{' => "\\{",
        '}' => "\\}",
        '#' => "\\#",
        '$' => "\\$",
        '%' => "\\%",
        '&' => "\\&",
        '_' => "\\_",
        // After the end of a row these two would be options of it.
        '[' => "{[}",
        '*' => "{*}",
        '"' if opens => "``",
        '"' => "''",
        '\'' if opens => "`",
        // Two in a row would become one sign.
        '-' | ',' if before == letter => {
            escaped.push_str("{}");
            escaped.push(letter);
            return;
        }
        '−' => "$-$",
        '±' => "$\\pm$",
        '×' => "$\\times$",
        '∞' => "$\\infty$",
        '≤' => "$\\leq$",
        '≥' => "$\\geq$",
        '≈' => "$\\approx$",
        '≠' => "$\\neq$",
        '←' => "$\\leftarrow$",
        '→' => "$\\rightarrow$",
        '…' => "\\ldots{}",
        '～' if lang == Lang::En => "\\textasciitilde{}",
        '\u{a0}' => "~",
        '\u{2009}' | '\u{202f}' => "\\,",
        '\u{2011}' => "-",
        // Marks of direction: the language says it.
        '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => "",
        letter => {
            escaped.push(letter);
            return;
        }
    };
    escaped.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_special_letter_is_set_as_itself() {
        assert_eq!(
            escape(r"a_b 50 % of $5 #1 {x} ~t ^h \b|p & <i> `g`", Lang::En),
            "a\\_b 50 \\% of \\$5 \\#1 \\{x\\} \\textasciitilde{}t \\textasciicircum{}h \
             \\textbackslash{}b\\textbar{}p \\& \\textless{}i\\textgreater{} \\textasciigrave{}g\\textasciigrave{}",
        );
        assert_eq!(escape("−0.1 ±\u{a0}2\u{2009}… ∞", Lang::En), "$-$0.1 $\\pm$~2\\,\\ldots{} $\\infty$");
        assert_eq!(escape("[a] *b* --c ---", Lang::En), "{[}a] {*}b{*} -{}-c -{}-{}-");
    }

    #[test]
    fn straight_quotes_open_and_close() {
        assert_eq!(escape("\"a\" ('b') Japan's", Lang::En), "``a'' (`b') Japan's");
        assert_eq!(escape("5–\"6\"", Lang::En), "5–``6''");
    }

    #[test]
    fn wave_dashes_stay_where_the_font_has_them() {
        assert_eq!(escape("1 ～ 2", Lang::Ja), "1 ～ 2");
        assert_eq!(escape("1 ～ 2", Lang::En), "1 \\textasciitilde{} 2");
    }

    #[test]
    fn what_runs_from_right_to_left_is_set_in_its_language() {
        assert_eq!(
            escape("a \u{2068}عربي من 50 % اليمين\u{2069}: 3 b", Lang::En),
            "a \\foreignlanguage{arabic}{عربي من 50 \\% اليمين}: 3 b",
        );
        assert_eq!(escape("שלום, GDP", Lang::En), "\\foreignlanguage{hebrew}{שלום}, GDP");
    }
}
