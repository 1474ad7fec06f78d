//! Damaged files: cut off anywhere or with bytes exchanged, a model loads or is refused, and nothing panics.

use std::fs;

use crate::support::{MODEL_FILES, SplitMix, kanzei, model_folder};
use crate::{COVERAGE, LINES, assert_includes, assert_problems, two_sector};

/// Runs `check` on the two-sector model with one file replaced.
fn check_damaged(file: &str, bytes: &[u8], what: &str) {
    let copy = two_sector().write(file, bytes);
    let output = kanzei(copy.around()).args(["check", "m"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    let sound = matches!(output.status.code(), Some(0 | 1)) && !text.contains("panicked");
    let damaged = String::from_utf8_lossy(bytes);
    assert!(sound, "{file}, {what}: exit code {:?}\n{text}\n{damaged}", output.status.code());
}

#[test]
fn files_cut_off_anywhere() {
    for file in MODEL_FILES {
        let bytes = fs::read(model_folder("two-sector").join(file)).unwrap();
        for part in 1..10 {
            let length = bytes.len() * part / 10;
            check_damaged(file, &bytes[..length], &format!("cut at byte {length}"));
        }
    }
}

#[test]
fn files_with_bytes_exchanged() {
    let mut random = SplitMix(2025);
    for file in MODEL_FILES {
        let bytes = fs::read(model_folder("two-sector").join(file)).unwrap();
        for round in 0..24 {
            let mut damaged = bytes.clone();
            for _ in 0..=random.below(3) {
                let place = random.below(damaged.len());
                // Letters that mean something to the readers find more than arbitrary bytes do.
                let letters = b"0123456789.,-=[]{}\"'#\n eEx\\\0\xff";
                damaged[place] = letters[random.below(letters.len())];
            }
            check_damaged(file, &damaged, &format!("round {round}"));
        }
    }
}

/// One line of 100 MB: refused unread.
#[test]
fn a_line_of_a_hundred_megabytes() {
    let mut bytes = b"line,label,group,exports,import_share_of_use\ntariffed-goods,".to_vec();
    bytes.resize(bytes.len() + 100_000_000, b'x');
    let size = bytes.len();
    let finding =
        format!("m/trade/lines.csv: the file has {size} bytes; the largest that is read has 67108864.");
    assert_includes(&two_sector().write(LINES, bytes), &[(&finding, "Put a plain file there.")]);
}

#[test]
fn a_folder_in_place_of_a_file() {
    let copy = two_sector().without(COVERAGE);
    fs::create_dir(copy.path(COVERAGE)).unwrap();
    assert_problems(&copy, &[("m/trade/coverage.csv: this is not a file.", "Put a plain file there.")]);
}
