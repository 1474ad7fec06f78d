//! The `kanzei` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    kanzei::cli::main()
}
