//! Texts → the same texts in LaTeX's text mode.

use crate::report::lang::Lang;
use crate::report::letters::{east_asian, one_line, right_to_left};

/// Letters without a space after which a line may break all the same: no ordinary word has as many.
const UNBROKEN: usize = 24;
/// Letters after which a dot within a name may end a line.
const AFTER_DOT: usize = 5;

/// A text with nothing in it that LaTeX would take for a command, an option or a ligature.
///
/// Straight quotes become opening and closing ones. What runs from right to left is set in its own language.
pub fn escape(text: &str, lang: Lang) -> String {
    let letters: Vec<char> = one_line(text).chars().collect();
    let mut escaped = String::with_capacity(2 * letters.len());
    let (mut before, mut unbroken) = (' ', 0);
    let mut leftward_rest = 0;
    for (at, &letter) in letters.iter().enumerate() {
        if leftward_rest == 0 && right_to_left(letter) {
            leftward_rest = leftward(&letters[at..]);
            let hebrew = matches!(u32::from(letter), 0x0590..=0x05ff | 0xfb1d..=0xfb4f);
            let language = if hebrew { "hebrew" } else { "arabic" };
            escaped.push_str(&format!("\\foreignlanguage{{{language}}}{{"));
        }
        unbroken = if letter == ' ' || east_asian(letter) { 0 } else { unbroken + 1 };
        // Names of inputs have dots where a line may break: `us-japan.deal.autos.rate`.
        let after_dot = before == '.' && letter.is_ascii_lowercase() && unbroken > AFTER_DOT;
        if unbroken > UNBROKEN || after_dot {
            escaped.push_str("\\allowbreak{}");
            unbroken = 1;
        }
        push(&mut escaped, before, letter, lang);
        before = letter;
        if leftward_rest == 1 {
            escaped.push('}');
        }
        leftward_rest = leftward_rest.saturating_sub(1);
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
    fn a_line_may_break_within_what_is_longer_than_any_word() {
        assert_eq!(escape(&"x".repeat(24), Lang::En), "x".repeat(24));
        let broken = format!("{} {}\\allowbreak{{}}x", "x".repeat(24), "x".repeat(24));
        assert_eq!(escape(&format!("{} {}", "x".repeat(24), "x".repeat(25)), Lang::En), broken);
    }

    #[test]
    fn names_of_inputs_may_break_after_their_dots() {
        let escaped = escape("demand_elasticity.metals", Lang::En);
        assert_eq!(escaped, "demand\\_elasticity.\\allowbreak{}metals");
        assert_eq!(escape("No. 5 is 0.25. a", Lang::En), "No. 5 is 0.25. a");
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
