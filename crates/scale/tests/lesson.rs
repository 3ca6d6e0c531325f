//! The transformer beside lesson 20's, which is written by hand: the same file, the same velocities.

mod common;

use burn::tensor::{Device, Tensor, TensorData};
use flowlab::VectorField;
use flowlab::ndarray::{Array2, Axis};
use scale::net::{Dit, Network};
use scale::settings::Target;
use scale::weights;

#[test]
fn lesson_20_reads_our_file_and_says_the_same() {
    let net = common::net();
    let folder = scale::scratch::Scratch::new();
    let file = folder.path().join("weights.safetensors");
    weights::save(&net, Target::Velocity, &file).unwrap();
    let theirs = flowlab::nn::Dit::<f64>::load(&file).unwrap();
    let (x, times, labels) = common::inputs();
    let input = Tensor::<2>::from_data(TensorData::new(x.clone(), [5, 72]), &Device::flex());
    let ours: Vec<f32> = net.forward(input, &times, &labels).into_data().iter::<f32>().collect();
    let ours = Array2::from_shape_vec((5, 72), ours).unwrap().mapv(f64::from);
    let x = Array2::from_shape_vec((5, 72), x).unwrap().mapv(f64::from);
    assert!(ours.iter().any(|u| u.abs() > 0.5));
    for i in 0..5 {
        // the last label says none: so does a network that is told nothing
        let told = if labels[i] < 3 { theirs.with_label(labels[i]).unwrap() } else { theirs.clone() };
        let theirs = told.at(times[i], &x.select(Axis(0), &[i]));
        for (ours, theirs) in ours.row(i).iter().zip(&theirs) {
            // f32 against f64: some 1e-6 of numbers of size 1
            assert!((ours - theirs).abs() < 1e-5, "{i}: {ours} {theirs}");
        }
    }
}

#[test]
fn the_names_in_a_file_are_those_of_pytorch_and_a_file_comes_back() {
    let net = common::net();
    let folder = scale::scratch::Scratch::new();
    let file = folder.path().join("weights.safetensors");
    weights::save(&net, Target::Velocity, &file).unwrap();
    let (back, target) = weights::load::<Dit>(&file, &Device::flex()).unwrap();
    assert_eq!((weights::of(&back), target), (weights::of(&net), Target::Velocity));
    let weights = weights::of(&net);
    let dims = |name: &str| weights[name].dims.clone();
    assert_eq!((dims("patch.weight"), dims("positions")), (vec![8, 18], vec![4, 8]));
    assert_eq!((dims("blocks.0.mlp.0.weight"), dims("blocks.0.mlp.1.weight")), (vec![32, 8], vec![8, 32]));
    // 2 patch, 2 tables, 4 time, 4 end, and 14 for each block
    assert_eq!(weights.len(), 12 + 2 * 14);
    let missing = weights.into_iter().filter(|(name, _)| name != "positions").collect();
    let message = weights::with(back, missing).unwrap_err().to_string();
    assert_eq!(message, "positions is missing");
}
