//! A run that is interrupted leaves the committed notebooks as they were, and no kernel behind.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use flowlab::Lang;

use crate::{NOTEBOOK, ready};

/// The files of the notebooks, with what they hold.
fn committed() -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for lang in Lang::ALL {
        for entry in fs::read_dir(repo::root().join("notebooks").join(lang.code())).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                files.push((path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// The processes below this one, itself included.
fn family(root: u32) -> Vec<u32> {
    let mut family = vec![root];
    let mut at = 0;
    while at < family.len() {
        // A child belongs to the thread that started it.
        for thread in fs::read_dir(format!("/proc/{}/task", family[at])).into_iter().flatten().flatten() {
            let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            family.extend(children.split_whitespace().filter_map(|id| id.parse::<u32>().ok()));
        }
        at += 1;
    }
    family
}

fn runs(process: u32) -> bool {
    // A process that has ended and that nobody has asked about is a zombie: state Z.
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

/// Runs a lesson's notebook and sends this signal once its first cell has run: to the program alone, or, as a
/// terminal does on Ctrl-C, to all that it started.
fn interrupted_by(signal: &str, all: bool) {
    ready();
    let before = committed();
    let lesson = lessons::LESSONS.iter().find(|lesson| chapters::features(lesson) == NOTEBOOK).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_notebooks"))
        .args(["run", lesson.slug, "--lang", "en", "--fresh"])
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains(": 1/"))).unwrap().unwrap();
    let family = family(child.id());
    assert!(family.len() > 2, "the runner and the kernel are running: {family:?}, {first}");
    let target = if all { format!("-{}", child.id()) } else { child.id().to_string() };
    assert!(Command::new("kill").args(["-s", signal, "--", &target]).status().unwrap().success());
    assert!(!child.wait().unwrap().success());
    let start = Instant::now();
    while family.iter().any(|process| runs(*process)) {
        let left = family.iter().filter(|process| runs(**process)).collect::<Vec<_>>();
        assert!(start.elapsed() < Duration::from_secs(60), "{left:?} still run");
        thread::sleep(Duration::from_millis(100));
    }
    assert!(committed() == before, "the notebooks changed, or a file was left beside them");
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn an_interrupt_from_the_terminal_leaves_the_notebooks_as_they_were() {
    interrupted_by("INT", true);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_killed_run_leaves_the_notebooks_as_they_were() {
    interrupted_by("KILL", false);
}
