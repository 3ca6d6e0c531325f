//! `cargo run --release --package train --example memory -- 20 target/weights/digits-20`: what a network that sees N
//! digits alone makes of them, and of digits that it does not see.
//!
//! It is trained as `train digits` trains one on all 1197. The folder gets `log.csv`, with the loss of the training and
//! that on the held-out digits after every 100 steps, and the trained field.

use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use flowlab::Seed;
use flowlab::distribution::Digits;
use flowlab::file::write_whole;
use flowlab::train::{Data, FlowMatching, Settings};

/// The seed that chooses the digits.
const CHOSEN_BY: Seed = Seed(1);

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wants = "give the number of digits, a folder and, if it is not to be 0, the seed of the training";
    ensure!((2..=3).contains(&arguments.len()), wants);
    let (n, folder): (usize, PathBuf) = (arguments[0].parse().context(wants)?, PathBuf::from(&arguments[1]));
    let seed = Seed(arguments.get(2).map_or(Ok(0), |seed| seed.parse()).context(wants)?);
    let (training, held_out) = Digits::split();
    let few =
        if n == training.len() { training } else { training.split(CHOSEN_BY, n as f64 / training.len() as f64)?.0 };
    let settings = Settings { hidden: vec![256; 3], frequencies: 4, steps: 15_000, seed, ..Settings::default() };
    let to_the_end = settings.steps;
    let mut run = FlowMatching::new(Data::labelled(few), settings)?;
    let mut log = "step,training,held_out\n".to_string();
    let best = run.fit_held_out(Data::labelled(held_out), to_the_end, |now| {
        log += &format!("{},{:.4},{:.4}\n", now.step, now.training, now.held_out.mean);
        ControlFlow::Continue(())
    })?;
    std::fs::create_dir_all(&folder)?;
    write_whole(&folder.join("log.csv"), log.as_bytes())?;
    run.field().save(folder.join("field.safetensors"))?;
    println!("{n} digits: least loss on held-out ones {:.2} at step {}", best.held_out.mean, best.step);
    Ok(())
}
