//! `cargo run --bin lesson SLUG`: runs the cells of one lesson in the terminal, and its exercises, solved.

use std::env;
use std::process::{Command, ExitCode};

use clap::Parser;
use flowlab::Lang;
use lessons::LESSONS;
use repo::nearest::hint;

/// The cells of each lesson as a module, and what runs them, in the order of the lessons.
macro_rules! cells {
    ($($lesson:ident),* $(,)?) => {
        #[path = "../../lessons/src"]
        mod compiled {
            $(pub mod $lesson { pub mod cells; })*
        }
        const RUN: &[fn() -> flowlab::Result<()>] = &[$(compiled::$lesson::cells::run),*];
    };
}
lessons::for_each_lesson!(cells);

/// Runs the cells of one lesson in the terminal, and its solved exercises; without a name, lists the lessons.
#[derive(Parser)]
#[command(name = "lesson")]
struct Args {
    /// Name of the lesson, such as brownian-motion.
    slug: Option<String>,
    /// Language of the words: en or zh.
    #[arg(long, value_parser = |code: &str| Lang::from_code(code).ok_or("the languages are en and zh"))]
    lang: Option<Lang>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let Some(slug) = &args.slug else {
        for lesson in LESSONS {
            let title = lesson.title.get(args.lang.unwrap_or_else(Lang::current));
            println!("{:02}  {}  {title}", lesson.number, lesson.slug);
        }
        return ExitCode::SUCCESS;
    };
    let Some(place) = LESSONS.iter().position(|lesson| lesson.slug == slug) else {
        let slugs = LESSONS.iter().map(|lesson| lesson.slug);
        eprintln!("error: no lesson `{slug}`{}; without a name, all are listed", hint(slug, slugs));
        return ExitCode::from(2);
    };
    match run(place, args.lang) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the lesson at this place of the list. The language of a process comes from its environment, so another one needs a process of its own.
fn run(place: usize, lang: Option<Lang>) -> anyhow::Result<ExitCode> {
    if let Some(other) = lang.filter(|lang| *lang != Lang::current()) {
        let mut again = Command::new(env::current_exe()?);
        let status = again.arg(LESSONS[place].slug).env("FLOWLAB_LANG", other.code()).status()?;
        return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    RUN[place]()?;
    for (exercise, verdict) in course::SOLVED[place]() {
        println!("{exercise}: {verdict}");
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[ignore = "where the kernel is installed, the notebooks run every cell"]
    fn every_lesson_runs() {
        for (lesson, cells) in LESSONS.iter().zip(RUN) {
            cells().unwrap_or_else(|error| panic!("{}: {error}", lesson.slug));
        }
    }
}
