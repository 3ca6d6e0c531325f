//! A run that is killed again and again is, in the end, the run that was not.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use burn::tensor::Device;
use scale::net::Dit;
use scale::weights;

const RUN: &str =
    "digits --steps 300 --batch 8 --dim 8 --heads 2 --blocks 1 --guidance 1 --heun 1 --save-every 0 --out";

fn start(folder: &Path, more: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scale"));
    command.args(RUN.split(' ')).arg(folder).args(more).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

#[test]
fn a_run_that_is_killed_at_any_moment_goes_on_to_the_same_losses_and_weights() {
    let folder = scale::scratch::Scratch::new();
    let (whole, broken) = (folder.path().join("whole"), folder.path().join("broken"));
    assert!(start(&whole, &[]).wait().unwrap().success());
    let checkpoint = broken.join("checkpoint.safetensors");
    let mut kills = 0;
    // longer and longer, so that in the end one is long enough
    for wait in (1..).map(|k| Duration::from_millis(37 * k * k)) {
        let mut run = start(&broken, if checkpoint.exists() { &["--resume"] } else { &[] });
        thread::sleep(wait);
        if let Some(status) = run.try_wait().unwrap() {
            assert!(status.success());
            break;
        }
        run.kill().unwrap(); // SIGKILL: nothing can be put in order
        run.wait().unwrap();
        kills += 1;
    }
    assert!(kills > 0);
    let log = |folder: &Path| fs::read(folder.join("log.csv")).unwrap();
    assert!(log(&whole) == log(&broken), "{kills} kills");
    // not the bytes of the file: safetensors writes the two entries of its metadata in any order
    let numbers = |folder: &Path| {
        let file = folder.join("weights.safetensors");
        weights::of(&weights::load::<Dit>(&file, &Device::flex()).unwrap().0)
    };
    assert!(numbers(&whole) == numbers(&broken), "{kills} kills");
}
