//! Builds the site of the course, and checks it.

mod address;
mod assets;
mod browser;
mod check;
mod compose;
mod course;
mod fault;
mod frame;
mod front;
mod gallery;
mod highlight;
mod markdown;
mod maths;
mod search;
mod server;
mod site;
mod styles;
mod warnings;
mod words;

use std::io;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Instant;

use crate::address::Address;
use clap::{Parser, Subcommand};
use mdbook_preprocessor::{Preprocessor, parse_input};

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
    /// Builds the site and checks it: links, pictures, both languages alike, nothing from another host.
    Check {
        /// Also opens each page in Chromium, as wide as a phone and as a desktop.
        #[arg(long)]
        browser: bool,
    },
    /// The preprocessor of an installed mdbook: a book on standard input, the finished one on standard output.
    Preprocess {
        #[command(subcommand)]
        question: Option<Question>,
    },
}

#[derive(Subcommand)]
enum Question {
    /// Whether the preprocessor is meant for a renderer.
    Supports {
        /// Name of the renderer.
        renderer: String,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let built = || build(arguments.address.as_deref(), arguments.doc);
    let done = match arguments.task {
        None => built(),
        Some(Task::Check { browser }) => built().and_then(|()| check::run(browser)),
        Some(Task::Preprocess { question: Some(Question::Supports { renderer }) }) => {
            return if renderer == "html" { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
        Some(Task::Preprocess { question: None }) => preprocess(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn build(address: Option<&str>, documented: bool) -> anyhow::Result<()> {
    let start = Instant::now();
    let folder = site::folder();
    let address = address.map_or_else(|| Ok(Address::local(address::PORT)), Address::new)?;
    site::build(&folder, &site::Plan { address, documented })?;
    println!("the book in {:.1} s: {}", start.elapsed().as_secs_f64(), folder.join("index.html").display());
    Ok(())
}

fn preprocess() -> anyhow::Result<()> {
    let (context, book) = parse_input(io::stdin())?;
    let course = course::Course::new(Rc::new(assets::Assets::Inside), Rc::default(), false)?;
    let book = course.run(&context, book)?;
    serde_json::to_writer(io::stdout(), &book)?;
    Ok(())
}
