//! Texts → how wide they are, and where they break.
//!
//! A bundled subset of Noto Sans measures them; it also draws the PNG twins.

use super::palette::{Ink, MUTED, TEXT};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The bundled regular face.
pub const REGULAR: &[u8] = include_bytes!("fonts/NotoSans-Regular.subset.ttf");
/// The bundled bold face.
pub const BOLD: &[u8] = include_bytes!("fonts/NotoSans-Bold.subset.ttf");
/// Families in the order in which a browser tries them.
pub const FAMILIES: &str = "'Noto Sans','Helvetica Neue',Arial,'Noto Sans JP','Noto Sans CJK JP',\
                            'Hiragino Sans','Yu Gothic',sans-serif";

type Advances = BTreeMap<char, f64>;

static ADVANCES: LazyLock<[Advances; 2]> = LazyLock::new(|| [advances(REGULAR), advances(BOLD)]);

/// Advance of each character, in em.
fn advances(file: &[u8]) -> Advances {
    let Ok(font) = FontRef::new(file) else { return Advances::new() };
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let mappings = font.charmap().mappings();
    let advance = |(code, glyph)| Some((char::from_u32(code)?, f64::from(metrics.advance_width(glyph)?)));
    mappings.filter_map(advance).collect()
}

/// Whether the bundled faces have all characters of a text.
pub fn covers(text: &str) -> bool {
    text.chars().all(|letter| letter.is_control() || ADVANCES[0].contains_key(&letter))
}

/// Whether a character is as wide as it is high, as in Japanese.
fn is_full_width(letter: char) -> bool {
    matches!(u32::from(letter), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x3FFFF)
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Size in CSS pixels.
    pub size: f64,
    /// Whether it is bold.
    pub bold: bool,
    /// Its colour.
    pub ink: Ink,
}

/// Labels of rows and lanes, and legends.
pub const LABEL: Type = Type { size: 12.0, bold: false, ink: TEXT };
/// Headings of panels and groups.
pub const HEADING: Type = Type { size: 12.5, bold: true, ink: TEXT };
/// What axes measure.
pub const AXIS_TITLE: Type = Type { size: 11.5, bold: false, ink: MUTED };
/// Labels of ticks.
pub const TICK: Type = Type { size: 11.0, bold: false, ink: MUTED };
/// Values beside marks.
pub const VALUE: Type = Type { size: 11.0, bold: false, ink: TEXT };

/// Lines of a broken text, and whether something had to be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The lines; an empty text has none.
    pub lines: Vec<String>,
    /// Whether the last line ends in `…`.
    pub cut: bool,
}

impl Type {
    /// Distance between the baselines of two lines.
    pub fn leading(self) -> f64 {
        (1.3 * self.size).round()
    }

    /// Width of a text, in CSS pixels.
    pub fn width(self, text: &str) -> f64 {
        let advances = &ADVANCES[usize::from(self.bold)];
        let advance =
            |letter| advances.get(&letter).copied().unwrap_or(if is_full_width(letter) { 1.0 } else { 0.6 });
        self.size * text.chars().map(advance).sum::<f64>()
    }

    /// Width of the widest of some texts.
    pub fn widest<'t>(self, texts: impl IntoIterator<Item = &'t str>) -> f64 {
        texts.into_iter().map(|text| self.width(text)).fold(0.0, f64::max)
    }

    /// A text broken into at most so many lines, none wider than `width`.
    pub fn wrap(self, text: &str, width: f64, most: usize) -> Lines {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for piece in pieces(text) {
            if !line.is_empty() && self.width(&format!("{line}{}", piece.trim_end())) > width {
                lines.push(std::mem::take(&mut line).trim_end().to_string());
            }
            if self.width(piece.trim_end()) <= width {
                line.push_str(piece);
                continue;
            }
            for letter in piece.chars() {
                if !line.is_empty() && self.width(&format!("{line}{letter}")) > width {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        lines.push(line.trim_end().to_string());
        lines.retain(|line| !line.is_empty());
        let cut = lines.len() > most;
        if cut {
            let rest = lines[most.saturating_sub(1)..].join(" ");
            lines.truncate(most.saturating_sub(1));
            lines.push(self.shorten(&rest, width));
        }
        Lines { lines, cut }
    }

    /// As much of a text as fits, with `…` after it.
    fn shorten(self, text: &str, width: f64) -> String {
        let mut kept: Vec<char> = text.chars().collect();
        while !kept.is_empty() {
            let shortened = format!("{}…", kept.iter().collect::<String>().trim_end());
            if self.width(&shortened) <= width {
                return shortened;
            }
            kept.pop();
        }
        "…".to_string()
    }
}

/// A text in pieces between which a line may end: after spaces, hyphens and strokes, and around Japanese characters.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut previous: Option<char> = None;
    for (position, letter) in text.char_indices() {
        let closes = "、。，．）」』】〉》・ー～：；！？,.;:!?)]}%".contains(letter);
        let breaks = previous.is_some_and(|before| {
            (before == ' ' && letter != ' ')
                || (matches!(before, '-' | '/' | '–') && letter.is_alphabetic())
                || (!closes && !"（「『【〈《([{".contains(before) && letter != ' ')
                    && (is_full_width(before) || is_full_width(letter))
        });
        if breaks {
            pieces.push(&text[start..position]);
            start = position;
        }
        previous = Some(letter);
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::HOSTILE;

    #[test]
    fn bundled_faces_have_the_signs_of_reports() {
        assert!(covers("−0.12 ± 0.03 %, 5–10 … ∞ ≥ × “€” Kanzei é ß Ω Ж"));
        assert!(!covers("関税"));
        assert!(LABEL.width("−") > 0.5 * LABEL.size);
        assert!((LABEL.width("関税") - 24.0).abs() < 1e-9);
        assert!(HEADING.width("mm") > Type { bold: false, ..HEADING }.width("mm"));
    }

    #[test]
    fn no_line_is_wider_than_its_column() {
        for text in HOSTILE {
            for width in [20.0, 60.0, 150.0, 400.0] {
                for most in [1, 2, 5] {
                    let lines = LABEL.wrap(text, width, most);
                    assert!(lines.lines.len() <= most);
                    assert!(lines.lines.iter().all(|line| LABEL.width(line) <= width), "{text} {width}");
                    assert_eq!(lines.cut, lines.lines.last().is_some_and(|line| line.ends_with('…')));
                }
            }
            let whole = LABEL.wrap(text, 60.0, 99);
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            assert_eq!(letters(&whole.lines.concat()), letters(text));
        }
    }

    #[test]
    fn lines_end_where_readers_expect_it() {
        let lines = |text: &str, width| LABEL.wrap(text, width, 9).lines;
        assert_eq!(lines("G7 summit in Kananaskis", 80.0), ["G7 summit in", "Kananaskis"]);
        assert_eq!(lines("input-output", 50.0), ["input-", "output"]);
        assert_eq!(lines("自動車・同部品（輸出）", 60.0), ["自動車・同", "部品（輸", "出）"]);
    }
}
