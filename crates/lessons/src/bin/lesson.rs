//! `cargo run --bin lesson SLUG`: runs the cells of one lesson, and its solved exercises, in the terminal.

use std::env;
use std::process::{Command, ExitCode};

use clap::Parser;
use flowlab::Lang;
use lessons::{Lesson, by_slug, written};

/// Runs the cells of one lesson in the terminal; without a name, lists the lessons that are written.
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
        list(args.lang.unwrap_or_else(Lang::current));
        return ExitCode::SUCCESS;
    };
    let done = match find(slug) {
        Ok(lesson) => run(lesson, args.lang),
        Err(complaint) => {
            eprintln!("error: {complaint}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn list(lang: Lang) {
    for lesson in written() {
        println!("{:02}  {}  {}", lesson.number, lesson.slug, lesson.title.get(lang));
    }
}

fn find(slug: &str) -> Result<&'static Lesson, String> {
    let slugs = || written().map(|lesson| lesson.slug).collect::<Vec<_>>().join(", ");
    match by_slug(slug) {
        Some(lesson) if lesson.code.is_some() => Ok(lesson),
        Some(_) => Err(format!(
            "lesson `{slug}` is not written yet; written are: {}",
            slugs()
        )),
        None => Err(format!("no lesson `{slug}`; written are: {}", slugs())),
    }
}

/// Runs a lesson. The language of a process comes from its environment, so another one needs a process of its own.
fn run(lesson: &Lesson, lang: Option<Lang>) -> anyhow::Result<ExitCode> {
    if let Some(other) = lang.filter(|lang| *lang != Lang::current()) {
        let status = Command::new(env::current_exe()?)
            .arg(lesson.slug)
            .env("FLOWLAB_LANG", other.code())
            .status()?;
        return Ok(if status.success() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        });
    }
    if let Some(code) = lesson.code {
        (code.run)()?;
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lessons::LESSONS;

    #[test]
    fn a_planned_lesson_and_an_unknown_one_get_their_own_answers() {
        assert!(find("brownian-motion").is_ok());
        for planned in LESSONS.iter().filter(|lesson| lesson.code.is_none()) {
            assert!(find(planned.slug).unwrap_err().contains("not written yet"));
        }
        let unknown = find("brown").unwrap_err();
        assert!(
            unknown.contains("no lesson `brown`; written are: ")
                && unknown.contains("brownian-motion")
        );
    }
}
