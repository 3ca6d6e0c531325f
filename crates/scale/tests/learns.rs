//! Both networks learn, on one device and on several.

use burn::tensor::Device;
use scale::compare;
use scale::data::{Pictures, Rows};
use scale::net::{Conv, ConvShape, Dit, DitShape, Network};
use scale::settings::{Settings, Target};
use scale::train::Run;

fn settings(steps: usize, target: Target) -> Settings {
    Settings { target, steps, batch: 32, rate: 5e-3, warm_up: 5, decay: 0.9, label_dropout: 0.1, seed: 0 }
}

const DIT: DitShape = DitShape { side: 8, channels: 1, patch: 2, dim: 16, blocks: 1, heads: 2, labels: 10 };
const CONV: ConvShape = ConvShape { side: 8, channels: 1, width: 8, levels: 2, labels: 10 };

/// The mean loss of the first five steps and of the last five.
fn ends<N: Network>(shape: &N::Shape, target: Target) -> (f64, f64) {
    let data = Rows::of(&Pictures::digits().training);
    let mut run = Run::<N>::new(shape, settings(60, target), vec![Device::flex()]).unwrap();
    while !run.is_finished() {
        run.step(&data).unwrap();
    }
    let losses: Vec<f64> = run.recent().unwrap().iter().copied().map(f64::from).collect();
    let mean = |losses: &[f64]| losses.iter().sum::<f64>() / losses.len() as f64;
    (mean(&losses[..5]), mean(&losses[losses.len() - 5..]))
}

#[test]
fn the_loss_falls_for_both_networks_and_for_both_targets() {
    // the loss of a field that says 0 is 64 for the noise and some 35 for the pictures
    let (first, last) = ends::<Dit>(&DIT, Target::Velocity);
    assert!(first > 80.0 && last < 0.75 * first, "{first} {last}");
    let (first, last) = ends::<Conv>(&CONV, Target::Velocity);
    assert!(first > 70.0 && last < 0.75 * first, "{first} {last}");
    // 0 for the clean picture: many times as much where t is near 1
    let (first, last) = ends::<Dit>(&DIT, Target::Clean);
    assert!(last < 0.75 * first, "{first} {last}");
}

#[test]
fn several_devices_take_the_steps_of_one() {
    let data = Rows::of(&Pictures::digits().training);
    let devices = [vec![Device::flex()], vec![Device::flex(); 3]];
    let losses = compare::losses::<Dit>(&DIT, &settings(15, Target::Velocity), &data, devices).unwrap();
    assert_eq!(losses[0].len(), 15);
    // sums of f32 in another order
    assert!(compare::gap(&losses) < 1e-4, "{}", compare::gap(&losses));
}
