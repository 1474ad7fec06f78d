//! The bytes of a text file → text, whatever a publisher's program wrote them with.

use std::borrow::Cow;

use super::reader::{Reading, problem};
use super::source::Bytes;

/// Windows-1252 from 0x80 to 0x9F, with `\u{0}` where no letter of a western language or sign of a table stands.
///
/// What is left out there is also what tells texts of other encodings, such as Shift JIS, from Windows-1252.
const WINDOWS: [char; 32] = [
    '€', '\0', '\0', '\0', '\0', '…', '\0', '\0', '\0', '\0', 'Š', '\0', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '\0', '\0', 'š', '\0', 'œ', '\0', 'ž', 'Ÿ',
];

/// The text of a file, without a byte-order mark and with `\n` or `\r\n` between lines. UTF-8, UTF-16 and Windows-1252
/// are understood.
///
/// # Errors
/// Bytes that are none of these, with the line.
pub fn text(file: &Bytes) -> Reading<Cow<'_, str>> {
    let bytes = file.bytes.as_slice();
    let text = if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        utf8(file, rest)?
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        utf16(file, rest, u16::from_le_bytes)?.into()
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        utf16(file, rest, u16::from_be_bytes)?.into()
    } else {
        // Latin letters and digits in UTF-16 have every other byte zero; other texts have no zero at all.
        match bytes.get(..2) {
            Some([0, _]) => utf16(file, bytes, u16::from_be_bytes)?.into(),
            Some([_, 0]) => utf16(file, bytes, u16::from_le_bytes)?.into(),
            _ => utf8(file, bytes)?,
        }
    };
    let lone_returns = text.contains('\r') && !text.contains('\n');
    Ok(if lone_returns { text.replace('\r', "\n").into() } else { text })
}

fn utf8<'a>(file: &Bytes, bytes: &'a [u8]) -> Reading<Cow<'a, str>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(error) => {
            let letter = |byte: &u8| match byte {
                0x80..=0x9f => Some(WINDOWS[usize::from(byte - 0x80)]).filter(|letter| *letter != '\0'),
                _ => Some(char::from(*byte)),
            };
            let text: Option<String> = bytes.iter().map(letter).collect();
            text.map(Cow::from).ok_or_else(|| unknown(file, &bytes[..error.valid_up_to()]))
        }
    }
}

fn utf16(file: &Bytes, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Reading<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = String::from_utf16(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>());
    text.ok().filter(|_| rest.is_empty()).ok_or_else(|| {
        problem(
            file.place(),
            "the text starts as UTF-16 and does not stay so to its end.",
            "The download may be cut short: download it again.",
        )
    })
}

fn unknown(file: &Bytes, before: &[u8]) -> crate::error::Problems {
    problem(
        file.place().line(before.split(|byte| *byte == b'\n').count()),
        "the text is neither UTF-8 nor UTF-16 nor Windows-1252.",
        "Save the file as UTF-8.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Reading<String> {
        let file = Bytes { shown: "t.csv".into(), name: "t.csv".into(), bytes: bytes.to_vec() };
        text(&file).map(Cow::into_owned)
    }

    #[test]
    fn marks_and_encodings_are_understood() {
        let expected = "a,Müller\n1,2\n";
        assert_eq!(read(expected.as_bytes()).unwrap(), expected);
        assert_eq!(read(format!("\u{feff}{expected}").as_bytes()).unwrap(), expected);
        let units: Vec<u16> = expected.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(read(&[b"\xff\xfe".as_slice(), &little].concat()).unwrap(), expected);
        assert_eq!(read(&[b"\xfe\xff".as_slice(), &big].concat()).unwrap(), expected);
        assert_eq!((read(&little).unwrap(), read(&big).unwrap()), (expected.into(), expected.into()));
        assert_eq!(read(b"a,M\xfcller \x96 \x80\n1,2\n").unwrap(), "a,Müller – €\n1,2\n");
        assert_eq!(read(b"a\r1\r").unwrap(), "a\n1\n");
    }

    #[test]
    fn other_encodings_are_told_with_their_line() {
        // Two lines of Shift JIS: the second is 部門.
        let text = read(b"code,name\n01,\x95\x94\x96\xe5,\x83\x6e\n").unwrap_err().to_string();
        assert!(text.contains("t.csv, line 2: the text is neither UTF-8"), "{text}");
        assert!(read(b"\xff\xfea\0b").unwrap_err().to_string().contains("UTF-16"));
    }
}
