//! `cargo xtask test`: the repository checks itself, from formatting to the pages in a real browser.
//!
//! Each check is a command that can be typed by hand; it is printed when it ends. What cannot run on this machine is
//! skipped and named in the last line; where `CI=true`, nothing may be skipped. `cargo xtask test NAME..` runs those
//! checks alone; `cargo xtask regenerate` makes all that is generated anew, in the right order; `cargo xtask format`
//! formats the sources, also those that `cargo fmt` does not find.

mod checks;
mod format;
mod programs;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Checks the whole repository, and makes what is generated")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs every check, or those that are named: formatting, lints, tests, figures, claims, notebooks, book.
    Test {
        /// Names of checks; `--list` shows them.
        names: Vec<String>,
        /// List the checks with their commands; run none.
        #[arg(long)]
        list: bool,
    },
    /// Makes all that is generated from the sources: numbers, pictures, notebooks with their outputs, the book.
    Regenerate,
    /// Formats all sources, the cells of the lessons to the width of a page.
    Format {
        /// Change nothing; fail if a file would change.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let done: Result<()> = match Cli::parse().command {
        Task::Test { list: true, .. } => {
            checks::list();
            Ok(())
        }
        Task::Test { names, .. } => checks::run(&names),
        Task::Regenerate => checks::regenerate(),
        Task::Format { check } => format::format(check),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
