//! `cargo run --release --package train --example latents -- 16 target/weights/digits-latents-16`: a flow on k numbers of
//! each digit, its coordinates along the k axes of greatest variance.
//!
//! For k = 16 each coordinate is scaled to the variance 1; for more of them they are left as they are, so that the weak ones
//! count for little. The folder gets `log.csv`, with the loss of the training and that on the held-out digits after
//! every 100 steps, and the trained field.

use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use flowlab::distribution::{Dataset, Digits};
use flowlab::file::write_whole;
use flowlab::latent::Pca;
use flowlab::train::{Data, FlowMatching, Settings};
use flowlab::{Scaler, Seed};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wants = "give the number of latents, a folder and, if it is not to be 0, the seed of the training";
    ensure!((2..=3).contains(&arguments.len()), wants);
    let (k, folder): (usize, PathBuf) = (arguments[0].parse().context(wants)?, PathBuf::from(&arguments[1]));
    let seed = Seed(arguments.get(2).map_or(Ok(0), |seed| seed.parse()).context(wants)?);
    let (training, held_out) = Digits::split();
    let pca = Pca::fit(training.points(), k)?;
    let scaler = Scaler::fit(&pca.encode(training.points())?)?;
    let latents = |pictures: Dataset| -> Result<Data> {
        let latents = pca.encode(pictures.points())?;
        let latents = if k == 16 { scaler.scale(&latents)? } else { latents };
        Ok(Data::labelled(Dataset::new(latents, pictures.labels().to_vec())?))
    };
    let settings = Settings { hidden: vec![128; 3], frequencies: 4, steps: 12_000, seed, ..Settings::default() };
    let to_the_end = settings.steps;
    let mut run = FlowMatching::new(latents(training.clone())?, settings)?;
    let mut log = "step,training,held_out\n".to_string();
    let best = run.fit_held_out(latents(held_out)?, to_the_end, |now| {
        log += &format!("{},{:.4},{:.4}\n", now.step, now.training, now.held_out.mean);
        ControlFlow::Continue(())
    })?;
    std::fs::create_dir_all(&folder)?;
    write_whole(&folder.join("log.csv"), log.as_bytes())?;
    run.field().save(folder.join("field.safetensors"))?;
    println!("{k} latents: least loss on held-out digits {:.2} at step {}", best.held_out.mean, best.step);
    Ok(())
}
