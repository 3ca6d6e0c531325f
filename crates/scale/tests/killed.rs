//! A run that is killed again and again is, in the end, the run that was not.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use burn::tensor::Device;
use scale::net::{Conv, Dit, Network};
use scale::weights;

const RUN: &str = "digits --batch 8 --guidance 1 --heun 1 --save-every 0";

fn start(net: &str, folder: &Path, more: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scale"));
    command
        .args(RUN.split(' '))
        .args(net.split(' '))
        .arg("--out")
        .arg(folder)
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Compares a run of this network that is killed with one that is not.
fn goes_on_to_the_same<N: Network>(net: &str) {
    let folder = scale::scratch::Scratch::new();
    let (whole, broken) = (folder.path().join("whole"), folder.path().join("broken"));
    assert!(start(net, &whole, &[]).wait().unwrap().success());
    let checkpoint = broken.join("checkpoint.safetensors");
    let mut kills = 0;
    // longer and longer, so that in the end one is long enough
    for wait in (1..).map(|k| Duration::from_millis(37 * k * k)) {
        let mut run = start(net, &broken, if checkpoint.exists() { &["--resume"] } else { &[] });
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
        weights::of(&weights::load::<N>(&file, &Device::flex()).unwrap().0)
    };
    assert!(numbers(&whole) == numbers(&broken), "{kills} kills");
}

#[test]
fn a_transformer_that_is_killed_at_any_moment_goes_on_to_the_same_losses_and_weights() {
    goes_on_to_the_same::<Dit>("--steps 300 --dim 8 --heads 2 --blocks 1");
}

#[test]
fn so_does_a_convolutional_network() {
    goes_on_to_the_same::<Conv>("--net conv --steps 150 --width 4 --levels 1");
}
