//! Reads the arguments, calls the library, turns the result into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(outguard::control::cli::run())
}
