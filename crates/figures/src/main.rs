//! Draws every picture of the course: `cargo run --bin figures`, with `-- --help` for the rest.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
