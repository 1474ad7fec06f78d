//! Texts → what layout needs to know of their letters: how wide they are, which way they run, where lines break.

/// Whether a letter is East Asian: as wide as two Latin ones, and a line may break on either side of it.
pub fn east_asian(letter: char) -> bool {
    matches!(u32::from(letter),
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xa960..=0xa97f | 0xac00..=0xd7a3 | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f | 0xff01..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}

/// Whether a letter runs from right to left.
pub fn right_to_left(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x10800..=0x10fff | 0x1e800..=0x1efff)
}

/// Width of a text in Latin letters; marks on letters and marks of direction have none.
pub fn width(text: &str) -> usize {
    let width = |letter| match u32::from(letter) {
        0x0300..=0x036f
        | 0x064b..=0x065f
        | 0x200b..=0x200f
        | 0x202a..=0x202e
        | 0x2060..=0x206f
        | 0xfe00..=0xfe0f => 0,
        _ if east_asian(letter) => 2,
        _ => 1,
    };
    text.chars().map(width).sum()
}

/// A text in one line: every run of spaces, tabs and line ends becomes a space. No-break spaces stay.
pub fn one_line(text: &str) -> String {
    let parts = text.split(|letter: char| letter == ' ' || letter.is_control());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text in lines of at most so many Latin letters; a longer word has a line to itself. At least one line.
pub fn lines(text: &str, limit: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for (spaced, piece) in pieces(text) {
        let Some(line) = lines.last_mut() else { continue };
        let space = usize::from(spaced && !line.is_empty());
        if line.is_empty() || width(line) + space + width(&piece) <= limit {
            line.extend((space > 0).then_some(' '));
            line.push_str(&piece);
        } else {
            lines.push(piece);
        }
    }
    lines
}

/// The parts of a text between which lines may break, each with whether a space stands before it.
///
/// They are words and East Asian letters; what closes does not start a line, and what opens does not end one.
fn pieces(text: &str) -> Vec<(bool, String)> {
    const OPENING: &str = "（「『【〔《〈“‘";
    const CLOSING: &str = "、。，．・：；！？ー）」』】〕》〉”’々％～ぁぃぅぇぉっゃゅょァィゥェォッャュョ";
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let mut before: Option<char> = None;
        for letter in word.chars() {
            let glued = before.is_some_and(|before| {
                OPENING.contains(before)
                    || CLOSING.contains(letter)
                    || !(east_asian(before) || east_asian(letter))
            });
            match pieces.last_mut() {
                Some((_, piece)) if glued => piece.push(letter),
                _ => pieces.push((before.is_none(), letter.to_string())),
            }
            before = Some(letter);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_count_east_asian_letters_twice_and_marks_not_at_all() {
        assert_eq!(width("GDP −0.1"), 8);
        assert_eq!(width("自動車・GDP"), 11);
        assert_eq!(width("e\u{301}\u{2068}x\u{2069}"), 2);
    }

    #[test]
    fn lines_break_at_spaces_and_between_east_asian_letters() {
        assert_eq!(lines("Probability with tariffs", 12), ["Probability", "with tariffs"]);
        assert_eq!(lines("実質GDP（基準比）", 8), ["実質GDP", "（基準", "比）"]);
        assert_eq!(lines("internationalisation of it", 5), ["internationalisation", "of it"]);
        assert_eq!(lines("", 5), [""]);
    }

    #[test]
    fn one_line_keeps_no_break_spaces() {
        assert_eq!(one_line("  a\n\tb ±\u{a0}1 "), "a b ±\u{a0}1");
    }
}
