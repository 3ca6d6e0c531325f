//! Runs of the program: broken off and gone on with, and what it refuses.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{PoisonError, RwLock};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Held by all tests together, or by the one that measures a time.
static MACHINE: RwLock<()> = RwLock::new(());

/// The program by its path, so that the line to go on with is too: a test asks nothing of cargo.
fn train(words: &[&str], out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_train"));
    command.args(words).arg("--out").arg(out).env_remove("CARGO");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The output of a run that must succeed.
fn done(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(status.success(), "{status}: {}{}", text(&stdout), text(&stderr));
    text(&stdout)
}

/// The one line in which a run is refused.
fn refused(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let said = text(&stderr);
    assert_eq!(status.code(), Some(1), "{}{said}", text(&stdout));
    assert!(said.starts_with("train: ") && said.lines().count() == 1, "{said}");
    said
}

/// Starts a command, sends a signal a while after its start or after its first line, and waits for the end: its exit code,
/// none for one that was killed, and what it said.
fn interrupted(command: &mut Command, signal: &str, (from, after): (From, Duration)) -> (Option<i32>, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    if from == From::FirstLine {
        stdout.read_line(&mut said).unwrap();
    }
    sleep(after);
    Command::new("sh").args(["-c", &format!("kill -{signal} {}", child.id())]).stderr(Stdio::null()).status().unwrap();
    let asked = Instant::now();
    stdout.read_to_string(&mut said).unwrap();
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    let took = asked.elapsed();
    assert_eq!(text(&stderr), "");
    assert!(status.success() || took < Duration::from_secs(3), "{signal} was answered after {took:?}");
    (status.code(), said)
}

/// From when the time to a signal counts.
#[derive(Clone, Copy, PartialEq)]
enum From {
    Start,
    FirstLine,
}

fn millis(from: From, millis: u64) -> (From, Duration) {
    (from, Duration::from_millis(millis))
}

/// A folder whose name a shell reads as something else, in more than one line; on Linux it is no text at all.
fn folder(of: &tempfile::TempDir) -> PathBuf {
    let end: &[u8] = if cfg!(target_os = "linux") { b"\xff" } else { b"" };
    of.path().join(OsStr::from_bytes(&[b"my runs'$HOME `x`\n--seed", end].concat()))
}

const SIGNALS: [(&str, Option<i32>); 4] = [("INT", Some(130)), ("TERM", Some(143)), ("HUP", Some(129)), ("KILL", None)];

/// Breaks a run off at these moments, goes on by the printed line, and compares all files and the last line with those of
/// a run that was never broken off; how often it was broken off.
fn is_the_same_in_the_end(words: &[&str], moments: impl IntoIterator<Item = (From, Duration)>) -> usize {
    let whole = tempfile::tempdir().unwrap();
    let all_of_it = done(&mut train(words, whole.path()));
    let broken = tempfile::tempdir().unwrap();
    let out = folder(&broken);
    let mut line: Option<String> = None;
    let command = |line: &Option<String>| match line {
        None => train(words, &out),
        Some(line) => {
            let mut shell = Command::new("bash");
            shell.args(["-c", &format!("exec {line}")]).env_remove("CARGO");
            shell
        }
    };
    let (mut signals, mut steps_before) = (0, 0);
    for (moment, (signal, code)) in moments.into_iter().zip(SIGNALS.into_iter().cycle()) {
        let (exit, said) = interrupted(&mut command(&line), signal, moment);
        if exit == Some(0) {
            break;
        }
        // a machine at its limits may start the program later than the signal comes
        assert!(exit == code || (exit.is_none() && said.is_empty()), "{signal}: {exit:?} {said}");
        signals += 1;
        if let Some((stopped, to_go_on)) = said.lines().last().and_then(|last| last.split_once("; go on with: ")) {
            let steps: usize = stopped.rsplit(' ').next().unwrap().parse().unwrap();
            assert!(steps >= steps_before, "{steps} steps after {steps_before}");
            (line, steps_before) = (Some(to_go_on.to_string()), steps);
        }
    }
    let ended = done(&mut command(&line));
    let test_loss = |said: &str| said.lines().last().unwrap().split(';').next().unwrap().to_string();
    assert!(test_loss(&ended).starts_with("test loss ") && test_loss(&ended) == test_loss(&all_of_it), "{ended}");
    for file in ["field.safetensors", "log.csv", "samples.png", "checkpoint.safetensors"] {
        assert!(fs::read(out.join(file)).unwrap() == fs::read(whole.path().join(file)).unwrap(), "{file} is another");
    }
    // nothing half-written is left
    let mut names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".lock", "checkpoint.safetensors", "field.safetensors", "log.csv", "samples.png"]);
    signals
}

/// Moments anywhere in the life of a run.
fn anywhere() -> impl Iterator<Item = (From, Duration)> {
    (0..12).map(|k| millis(From::Start, 50 + (k * 149) % 400))
}

#[test]
fn a_run_that_is_broken_off_again_and_again_ends_as_one_that_never_was() {
    let _machine = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    let flags = ["--hidden", "24,24", "--steps", "6000", "--batch", "300", "--rate", "5e-3", "--frequencies", "2"];
    let signals = is_the_same_in_the_end(&[&["moons", "--seed", "7"], &flags[..]].concat(), anywhere());
    assert!(signals > 2, "broken off only {signals} times: make the run longer");
}

#[test]
fn so_does_one_that_stops_at_the_floor() {
    let _machine = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    let flags = ["--hidden", "32,32", "--batch", "512", "--steps", "4000"];
    is_the_same_in_the_end(&[&["gaussian", "--stop-at-floor"], &flags[..]].concat(), anywhere());
}

#[test]
fn so_does_one_of_cats() {
    let _machine = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    // drawing the cats takes seconds: broken off once, while it trains
    let words = ["cats", "--side", "9", "--hidden", "40", "--steps", "300", "--batch", "200", "--guidance", "1"];
    assert_eq!(is_the_same_in_the_end(&words, [millis(From::FirstLine, 20)]), 1);
}

#[test]
fn so_does_one_of_digits_which_are_judged_beside_true_ones() {
    let _machine = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    let words = ["digits", "--hidden", "32", "--steps", "2000", "--batch", "128", "--guidance", "0,-1.5"];
    assert!(is_the_same_in_the_end(&words, [millis(From::FirstLine, 50), millis(From::FirstLine, 50)]) > 0);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    done(&mut train(&["digits", "--hidden", "64,64", "--steps", "1500", "--guidance", "0"], out));
    let field = fs::read(out.join("field.safetensors")).unwrap();
    assert!(refused(&mut train(&["digits", "--side", "8"], out)).contains("digits have 8 x 8 pixels, leave it out"));
    // a finished run is sampled anew, and its field is what it was
    let said = done(&mut train(&["digits", "--resume", "--guidance", "1,2"], out));
    assert!(field == fs::read(out.join("field.safetensors")).unwrap());
    let last = said.lines().last().unwrap();
    let numbers = |before: &str| -> Vec<f64> {
        let parts = last.split(before).skip(1).map(|part| part.split([':', ' ', ')', ';']).next().unwrap());
        parts.map(|number| number.parse().unwrap()).collect()
    };
    assert_eq!(numbers("w = "), [1.0, 2.0]);
    let (distances, right, nearer) =
        (numbers("Fréchet distance "), numbers("right labels "), numbers("nearer to training "));
    assert!(distances.iter().all(|distance| (0.3..10.0).contains(distance)), "{last}");
    assert!(right[0] > 0.5 && right[1] > right[0], "{last}"); // a guess is right with probability 0.1
    assert!(nearer.iter().all(|share| (0.5..0.8).contains(share)), "{last}"); // too short a run to learn pictures by heart
    assert_eq!(last.matches("(true 0.666)").count(), 2, "{last}"); // 1197 of 1797
}

/// A short run, broken off in a folder; the words that began it, but for the folder.
fn broken_off(out: &Path) -> [&'static str; 7] {
    let words = ["moons", "--hidden", "16,16", "--steps", "100000", "--seed", "7"];
    let (code, said) = interrupted(&mut train(&words, out), "INT", millis(From::FirstLine, 300));
    assert_eq!(code, Some(130), "{said}");
    let line = said.lines().last().unwrap();
    assert!(line.contains(" moons --hidden 16,16 --steps 100000 --seed 7 --out="), "{line}");
    words
}

#[test]
fn nothing_replaces_a_run_and_no_flag_is_dropped() {
    let _machine = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    let kept = tempfile::tempdir().unwrap();
    let out = folder(&kept);
    let words = broken_off(&out);
    let checkpoint = out.join("checkpoint.safetensors");
    let before = fs::read(&checkpoint).unwrap();
    let at = |words: &[&str]| train(words, &out);
    let again = refused(&mut at(&words));
    assert!(again.contains("holds a run of moons, at step ") && again.contains(" of 100000: add --resume"), "{again}");
    assert!(again.contains("or add --out FOLDER") || again.contains("or --out FOLDER"), "{again}");
    let spiral = refused(&mut at(&["spiral", "--resume"]));
    assert!(spiral.contains("holds a run of moons, not of spiral: say moons") && spiral.contains("--out"), "{spiral}");
    for (flags, says) in [
        (&["--rate", "0.01"][..], "--rate 0.01 (the run has --rate 0.002): leave that out"),
        (&["--hidden", "16"], "--hidden 16 (the run has --hidden 16,16)"),
        (&["--seed", "0"], "--seed 0 (the run has --seed 7)"),
        (&["--batch", "8", "--frequencies", "1"], "--batch 8 (the run has --batch 1024), --frequencies 1 (the run has"),
        (&["--steps", "1"], "--steps 1: the run in "),
        (&["--side", "9"], "--side 9: moons has no pixels"),
        (&["--stop-at-floor"], "--stop-at-floor: the least loss of moons is not known"),
        (&["--guidance", "1,2.5"], "--guidance 1,2.5: moons is learned without labels, leave it out"),
    ] {
        let said = refused(&mut at(&[&["moons", "--resume"], flags].concat()));
        assert!(said.contains(says), "{said}");
        assert!(["leave", "--out FOLDER"].iter().any(|way| said.contains(way)), "{said}");
    }
    assert!(fs::read(&checkpoint).unwrap() == before, "a refused run has written");
    // flags that say the same as the run are no other ones, and fewer steps end it
    let steps: usize = again.split("at step ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let steps = (steps + 100).to_string();
    let said = done(&mut at(&["moons", "--resume", "--seed", "7", "--rate", "2e-3", "--steps", &steps]));
    assert!(said.contains(&format!("{steps} steps from step ")) && said.contains("test loss "), "{said}");
    // a finished run is no less kept, and can be made longer
    assert!(refused(&mut at(&words)).contains(&format!("at step {steps} of {steps}: add --resume")));
    let longer = (steps.parse::<usize>().unwrap() + 100).to_string();
    // behind the line to go on with, the last word counts
    let said = done(&mut at(&["moons", "--steps", &steps, "--resume", "--steps", &longer]));
    assert!(said.contains(&format!("{longer} steps from step {steps}")), "{said}");
}

#[test]
fn what_is_no_run_is_not_gone_on_with_and_not_written_over() {
    let _machine = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("here");
    let at = |words: &[&str]| train(&[&["mixture"], words].concat(), &out);
    let none = refused(&mut at(&["--resume"]));
    assert!(none.contains("holds no run to go on with: leave out --resume") && !out.exists(), "{none}");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("log.csv"), "mine").unwrap();
    assert!(refused(&mut at(&[])).contains("holds log.csv but no checkpoint: move that away"));
    fs::write(out.join("checkpoint.safetensors"), "mine too").unwrap();
    assert!(refused(&mut at(&[])).contains("holds a checkpoint that cannot be read: "));
    assert!(refused(&mut at(&["--resume"])).contains("is damaged, or no safetensors file"));
    assert_eq!(fs::read(out.join("log.csv")).unwrap(), b"mine");
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(refused(&mut train(&["mixture"], &file)).contains("cannot make the folder"));
    let other = flowlab::train::FlowMatching::new(
        flowlab::distribution::Gaussian::standard(2).unwrap(),
        flowlab::train::Settings { hidden: vec![4], ..Default::default() },
    );
    other.unwrap().checkpoint(out.join("checkpoint.safetensors")).unwrap();
    assert!(refused(&mut at(&["--resume"])).contains("which train does not know"));
    assert!(refused(&mut at(&[])).contains("holds a run, at step 0 of 6000: add --resume"));
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let _machine = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let words = ["moons", "--hidden", "16", "--steps", "100000"];
    let mut first = train(&words, folder.path()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(first.stdout.take().unwrap()).read_line(&mut said).unwrap();
    let second = refused(&mut train(&words, folder.path()));
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(said.starts_with("moons: ") && second.contains("is being worked in: wait for the run there"), "{second}");
}

#[test]
fn a_reader_that_goes_away_ends_no_run() {
    let _machine = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let words = ["mixture", "--hidden", "8", "--steps", "400", "--batch", "64"];
    let mut child = train(&words, folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    assert!(status.success() && stderr.is_empty(), "{status} {}", text(&stderr));
    assert!(folder.path().join("samples.png").exists());
}

#[test]
fn what_nohup_ignores_ends_no_run() {
    let _machine = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_train"), "moons", "--hidden", "16"]);
    shell.args(["--batch", "128", "--steps", "10000", "--out"]).arg(folder.path());
    let (code, said) = interrupted(&mut shell, "HUP", millis(From::FirstLine, 100));
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn the_largest_run_that_is_taken_is_stopped_in_time() {
    let _machine = MACHINE.write().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let hidden = ["--hidden", "1110,1110,1110"];
    let too_many = refused(&mut train(&[&["moons", "--batch", "1000000"], &hidden[..]].concat(), folder.path()));
    let most = too_many.split("at most ").nth(1).unwrap().split(' ').next().unwrap();
    let words = [&["moons", "--batch", most], &hidden[..]].concat();
    let (code, said) = interrupted(&mut train(&words, folder.path()), "TERM", millis(From::FirstLine, 1500));
    assert_eq!(code, Some(143), "{said}");
    assert!(said.contains("stopped after step ") && !said.contains("step 0;"), "{said}");
    // and while it is loaded again
    let (code, _) = interrupted(&mut train(&["moons", "--resume"], folder.path()), "INT", millis(From::Start, 150));
    assert_eq!(code, Some(130));
}
