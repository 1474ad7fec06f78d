//! What `verify` found, on a screen.

use std::fmt::Write;

use crate::output::rows::{FileState, VerifyFile};

/// Renders the screen.
pub fn render_verify(file: &VerifyFile) -> String {
    let mut screen = String::new();
    let _ = writeln!(screen, "{}: made by {}\nrecomputed by {}\n", file.run, file.made_by, file.checked_by);
    let good_inputs =
        file.files.iter().filter(|f| f.file.starts_with("inputs/") && f.state == FileState::Identical);
    let _ = writeln!(screen, "  {:<22} {} files as they were read", "inputs/", good_inputs.count());
    for file in &file.files {
        let input = file.file.starts_with("inputs/");
        let words = match file.state {
            FileState::Identical if input => continue,
            FileState::Identical => "identical",
            FileState::Edited => "changed after the run",
            FileState::Differs => "differs from what is recomputed",
            FileState::Missing => "missing",
        };
        let detail = if file.detail.is_empty() { String::new() } else { format!(": {}", file.detail) };
        let _ = writeln!(screen, "  {:<22} {words}{detail}", file.file);
    }
    for reason in &file.reasons {
        let _ = writeln!(screen, "\nNote: {reason}.");
    }
    let good = file.files.iter().filter(|f| f.state == FileState::Identical).count();
    let verdict = if file.is_good() { "Verified" } else { "Not verified" };
    let _ = writeln!(
        screen,
        "\n{verdict}: {good} of {} files are what the run wrote and what is recomputed now.",
        file.files.len()
    );
    screen
}
