//! `cargo run --bin notebooks`: writes, runs and checks the notebooks of the course.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fs, process, thread};

use anyhow::Context;
use claims::Ledger;
use clap::{Parser, Subcommand};
use flowlab::Lang;
use lessons::Lesson;
use notebooks::ipynb::Notebook;
use notebooks::{check, executed, lab, pictures, run, setup, vscode, warm, write};

/// Writes, runs and checks the notebooks of the course. Without a command: writes and runs all.
#[derive(Parser)]
#[command(name = "notebooks")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Write the notebooks from chapters and modules; outputs stay where the code did not change
    Write,
    /// Run notebooks and keep their outputs; nothing is saved unless every cell went well
    Run {
        /// Lessons to run, such as brownian-motion; all that are written if none is named
        slugs: Vec<String>,
        /// Only the notebooks of this language: en or zh
        #[arg(long, value_parser = language)]
        lang: Option<Lang>,
        /// Run also what ran before on this machine and has not changed since, with all that it depends on
        #[arg(long)]
        fresh: bool,
        /// Run this notebook instead, whatever it is, and save nothing
        #[arg(long, conflicts_with_all = ["slugs", "lang", "fresh"])]
        file: Option<PathBuf>,
        /// Seconds that a cell of this notebook may take, the first apart
        #[arg(long, requires = "file", default_value_t = 120.0)]
        limit: f64,
    },
    /// Check that the notebooks are what would be written, and their outputs current and well-formed
    Check,
    /// Run the first cell of each notebook in an empty build folder, with the newest dependencies that fit
    FirstCells {
        /// Lessons whose notebooks to try; all that are written if none is named
        slugs: Vec<String>,
    },
    /// Install the kernel and JupyterLab into the repository's ignored tool folder
    Setup,
    /// Start JupyterLab in the first lesson, after setting up what is missing
    Lab {
        /// Do not open a browser
        #[arg(long)]
        no_browser: bool,
    },
    /// Enter the kernel in your own list of kernels, for VS Code, after setting up what is missing
    #[command(name = "vscode")]
    VsCode {
        /// Take this clone's entry out of the list again, and nothing else
        #[arg(long)]
        undo: bool,
    },
}

fn language(code: &str) -> Result<Lang, String> {
    Lang::from_code(code).ok_or_else(|| "the languages are en and zh".to_string())
}

fn main() -> ExitCode {
    match Cli::parse().command.map_or_else(write_and_run, perform) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Write => write_all(),
        Command::Run { file: Some(path), limit, .. } => {
            setup::everything()?;
            let path = path.canonicalize().with_context(|| format!("cannot read {}", path.display()))?;
            run::file(&path, Duration::from_secs_f64(limit))
                .map(|_| println!("{}: every cell went well", path.display()))
        }
        Command::Run { slugs, lang, fresh, .. } => run_lessons(&chosen(&slugs), lang, fresh, &run::as_committed),
        Command::FirstCells { slugs } => first_cells(&chosen(&slugs)),
        Command::Check => check_all(),
        Command::Setup => {
            setup::everything()?;
            println!("all is in place in {}", repo::tools().display());
            Ok(())
        }
        Command::Lab { no_browser } => {
            setup::everything()?;
            let lang = Lang::current();
            let first = lessons::LESSONS.iter().map(|lesson| lesson.notebook(lang)).find(|path| path.exists());
            lab::start(&first.context("no notebook is written yet: `cargo run --bin notebooks -- write`")?, no_browser)
        }
        Command::VsCode { undo: true } => vscode::take_out(),
        Command::VsCode { undo: false } => {
            setup::everything()?;
            vscode::enter()
        }
    }
}

/// Makes each notebook and runs it; a file is replaced when its notebook has run, and not before.
fn write_and_run() -> anyhow::Result<()> {
    let all: Vec<_> = lessons::LESSONS.iter().collect();
    tidy_folders()?;
    pictures::update(&all, true)?;
    run_lessons(&all, None, false, &|_, wanted| Ok(wanted.clone()))
}

/// The lessons of these slugs, or all that are written; an unknown slug ends the program with status 2.
fn chosen(slugs: &[String]) -> Vec<&'static Lesson> {
    if slugs.is_empty() {
        return lessons::LESSONS.iter().collect();
    }
    let find = |slug: &String| {
        lessons::LESSONS.iter().find(|lesson| lesson.slug == slug || lesson.file_stem() == *slug).unwrap_or_else(|| {
            let known: Vec<_> = lessons::LESSONS.iter().map(|lesson| lesson.slug).collect();
            eprintln!("error: no lesson `{slug}` is written; written are {}", known.join(", "));
            process::exit(2)
        })
    };
    slugs.iter().map(find).collect()
}

fn write_all() -> anyhow::Result<()> {
    let ledger = Ledger::read()?;
    let all: Vec<_> = lessons::LESSONS.iter().collect();
    let mut written = 0;
    tidy_folders()?;
    for lang in Lang::ALL {
        for lesson in &all {
            let path = lesson.notebook(lang);
            let old = Notebook::read_if_there(&path)?;
            let text = write::notebook(lesson, lang, &ledger, old.as_ref())?.to_text()?;
            if fs::read_to_string(&path).is_ok_and(|old| old == text) {
                continue;
            }
            flowlab::file::write_whole(&path, text.as_bytes())
                .with_context(|| format!("cannot write {}", path.display()))?;
            written += 1;
        }
    }
    pictures::update(&all, true)?;
    println!("{} notebooks, {written} of them changed", all.len() * Lang::ALL.len());
    Ok(())
}

/// Makes the folders of the notebooks, and takes out what an interrupted run left there.
fn tidy_folders() -> anyhow::Result<()> {
    for lang in Lang::ALL {
        let folder = repo::root().join("notebooks").join(lang.code());
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        flowlab::file::sweep(&folder);
    }
    Ok(())
}

/// Runs notebooks, each as `take` gives it from its file and from what chapter and module say; if not `fresh`, only those
/// of which something changed since they ran here.
fn run_lessons(
    lessons: &[&Lesson],
    lang: Option<Lang>,
    fresh: bool,
    take: &(dyn Fn(&Path, &Notebook) -> anyhow::Result<Notebook> + Sync),
) -> anyhow::Result<()> {
    setup::for_lessons(lessons)?;
    let ledger = Ledger::read()?;
    let ground = if fresh { None } else { Some(warm::ground()?) };
    let langs = lang.map_or_else(|| Lang::ALL.to_vec(), |lang| vec![lang]);
    let run = |(lesson, lang): (&Lesson, Lang)| -> anyhow::Result<()> {
        let path = lesson.notebook(lang);
        let notebook = take(&path, &write::notebook(lesson, lang, &ledger, None)?)?;
        let exercises = &chapters::exercises(lesson);
        executed::lesson(run::Job { path: &path, lang, notebook, exercises }, ground.as_deref())
    };
    let jobs = lessons.iter().flat_map(|lesson| langs.iter().map(|lang| (*lesson, *lang)));
    let (jobs, failed) = (Mutex::new(jobs), AtomicUsize::new(0));
    // A notebook keeps one core busy: a cell's time is mostly its compilation.
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(job) = jobs.lock().ok().and_then(|mut jobs| jobs.next()) {
                    if let Err(error) = run(job) {
                        eprintln!("error: {error:#}");
                        failed.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner();
    anyhow::ensure!(
        failed == 0,
        "{failed} of {} notebooks failed; their files are as they were",
        lessons.len() * langs.len()
    );
    Ok(())
}

fn first_cells(lessons: &[&Lesson]) -> anyhow::Result<()> {
    setup::programs()?;
    let mut failed = 0;
    for lesson in lessons {
        // Both languages have the same code.
        let path = lesson.notebook(Lang::En);
        match warm::in_empty_folder(|folder| run::first_cell(&path, folder)) {
            Ok(time) => println!("{}: the first cell took {:.0} s", repo::shown(&path), time.as_secs_f64()),
            Err(error) => {
                eprintln!("error: {}: {error:#}", repo::shown(&path));
                failed += 1;
            }
        }
    }
    anyhow::ensure!(failed == 0, "{failed} of {} first cells failed", lessons.len());
    Ok(())
}

fn check_all() -> anyhow::Result<()> {
    let all: Vec<_> = lessons::LESSONS.iter().collect();
    let problems = check::notebooks(&all)?;
    for problem in &problems {
        eprintln!("{problem}");
    }
    anyhow::ensure!(problems.is_empty(), "{} problems in the notebooks", problems.len());
    println!("{} notebooks are as they would be written, and their outputs are current", all.len() * Lang::ALL.len());
    Ok(())
}
