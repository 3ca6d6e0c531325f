//! Builds the site of the course, and checks it.

mod browser;
mod check;
mod files;
mod front;
mod gallery;
mod highlight;
mod html;
mod lighthouse;
mod living;
mod maths;
mod mdbook;
mod outline;
mod page;
mod search;
mod serve;
mod server;
mod site;
mod template;
mod url;
mod widgets;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand};

use crate::site::Plan;
use crate::url::Address;

/// Builds the site of the course into target/book/.
#[derive(Parser)]
struct Arguments {
    /// Also the documentation of the crates, under /doc/.
    #[arg(long, global = true)]
    doc: bool,
    /// Where the site will stand on the web, such as `https://name.github.io/course`.
    #[arg(long, global = true, value_name = "URL")]
    address: Option<String>,
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the site and checks it: links, pictures, both languages alike, nothing from another host, a second build
    /// the same to the byte.
    Check {
        /// Also opens each page in Chromium, on a phone and a desktop, light and dark, and does what a reader does.
        #[arg(long)]
        browser: bool,
        /// Keeps a picture of the start of each view in this folder.
        #[arg(long, value_name = "FOLDER", requires = "browser")]
        shots: Option<PathBuf>,
    },
    /// Builds the site and measures its lessons with Lighthouse, which npx fetches: a phone, the median of three runs.
    Lighthouse {
        /// Pages such as en/10-brownian-motion.html; all lessons if none is named.
        pages: Vec<String>,
    },
    /// Shows the site at http://127.0.0.1:3000/ and builds it again when a source changes.
    Serve {
        /// The port.
        #[arg(long, default_value_t = url::PORT)]
        port: u16,
    },
    /// The preprocessor of an installed mdBook: a book on standard input, the finished one on standard output.
    Preprocess,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let plan = |port| plan(arguments.address.as_deref(), port, arguments.doc);
    let built = || plan(url::PORT).and_then(build);
    let done = match arguments.task {
        None => built().map(|_| ()),
        Some(Task::Check { browser, shots }) => built().and_then(|plan| check::run(&plan, browser, shots.as_deref())),
        Some(Task::Lighthouse { pages }) => built().and_then(|_| lighthouse::run(&pages)),
        Some(Task::Serve { port }) => plan(port).and_then(|plan| serve::run(port, &plan)),
        Some(Task::Preprocess) => mdbook::preprocess(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The plan of a build; without an address, the site will stand where `serve` shows it.
fn plan(address: Option<&str>, port: u16, documented: bool) -> anyhow::Result<Plan> {
    let address = address.map_or_else(|| Ok(Address::local(port)), Address::new)?;
    Ok(Plan { address, documented })
}

fn build(plan: Plan) -> anyhow::Result<Plan> {
    let start = Instant::now();
    let folder = files::site();
    site::build(&folder, &plan)?;
    println!("the book in {:.1} s: {}", start.elapsed().as_secs_f64(), folder.join("index.html").display());
    Ok(plan)
}
