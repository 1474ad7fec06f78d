//! Files that are missing, empty, or no text.

use crate::{COVERAGE, LINES, PARAMETERS, TARIFFS, assert_includes, assert_problems, two_sector};

/// Programmes in UTF-16, little endian, as some editors save them.
fn utf_16(mark: &str) -> Vec<u8> {
    let text = format!("{mark}[[programme]]\nid = \"tariff\"\n");
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Lines whose only label has so many letters.
fn long_line(letters: usize) -> String {
    let label = "x".repeat(letters);
    format!("line,label,group,exports,import_share_of_use\ntariffed-goods,{label},goods,600,1\n")
}

#[test]
fn missing_file() {
    let copy = two_sector().without(COVERAGE);
    assert_problems(
        &copy,
        &[(
            "m/trade/coverage.csv: the file is missing.",
            "Every model has a trade/coverage.csv; models/README.md says what it holds.",
        )],
    );
}

#[test]
fn empty_file() {
    let copy = two_sector().write(COVERAGE, "");
    assert_problems(
        &copy,
        &[("m/trade/coverage.csv: the file is empty.", "Fill it as models/README.md says.")],
    );
}

#[test]
fn file_of_blanks() {
    let copy = two_sector().write(PARAMETERS, " \n\n");
    assert_problems(&copy, &[("m/parameters.toml: the file is empty.", "Fill it as models/README.md says.")]);
}

#[test]
fn byte_that_is_not_utf_8() {
    let copy = two_sector()
        .write(LINES, b"line,label,group,exports,import_share_of_use\ntariffed-goods,Caf\xe9,goods,600,1\n");
    assert_problems(
        &copy,
        &[("m/trade/lines.csv, line 2: byte 0xE9 is not UTF-8.", "Save the file as UTF-8.")],
    );
}

#[test]
fn utf_16_without_a_mark() {
    let copy = two_sector().write(TARIFFS, utf_16(""));
    assert_includes(
        &copy,
        &[("m/tariffs.toml, line 1: a zero byte is not text.", "Save the file as UTF-8 text, not UTF-16.")],
    );
}

#[test]
fn utf_16_with_its_mark() {
    let copy = two_sector().write(TARIFFS, utf_16("\u{feff}"));
    assert_includes(&copy, &[("m/tariffs.toml, line 1: byte 0xFF is not UTF-8.", "Save the file as UTF-8.")]);
}

#[test]
fn zero_byte() {
    let copy = two_sector().write(COVERAGE, "line,programme,share\ntariffed-goods,tariff,1\0\n");
    assert_problems(
        &copy,
        &[(
            "m/trade/coverage.csv, line 2: a zero byte is not text.",
            "Save the file as UTF-8 text, not UTF-16.",
        )],
    );
}

#[test]
fn line_of_five_megabytes() {
    let copy = two_sector().write(LINES, long_line(5_000_000));
    assert_problems(
        &copy,
        &[(
            "m/trade/lines.csv, line 2: the line has 5000028 bytes; the longest that is read has 4194304.",
            "Break the table into lines.",
        )],
    );
}
