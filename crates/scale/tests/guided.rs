//! Samples with guidance, beside Heun's method and both fields written out.

mod common;

use burn::tensor::{Device, Tensor, TensorData};
use flowlab::Seed;
use flowlab::ndarray::{ArrayView2, s};
use scale::net::Network;
use scale::sample::Sampler;
use scale::settings::Target;

const NONE: usize = 3;
const STEPS: usize = 4;

fn rows(numbers: &[f32]) -> Tensor<2> {
    Tensor::from_data(TensorData::new(numbers.to_vec(), [5, 72]), &Device::flex())
}

/// The field of a label for each row.
fn u(x: &[f32], t: f64, labels: &[usize]) -> Vec<f32> {
    common::net().forward(rows(x), &[t; 5], labels).into_data().iter::<f32>().collect()
}

#[test]
fn guidance_is_the_unconditional_field_and_w_times_what_the_label_adds() {
    let (noise, _, labels) = common::inputs();
    for weight in [0.0, 1.0, 2.5, -0.5] {
        let guided = |x: &[f32], t: f64| -> Vec<f32> {
            let (told, untold) = (u(x, t, &labels), u(x, t, &[NONE; 5]));
            untold.iter().zip(told).map(|(none, told)| none + weight as f32 * (told - none)).collect()
        };
        let (mut x, h) = (noise.clone(), 1.0 / STEPS as f32);
        for k in 0..STEPS {
            let first = guided(&x, k as f64 / STEPS as f64);
            let end: Vec<f32> = x.iter().zip(&first).map(|(x, u)| x + h * u).collect();
            let second = guided(&end, (k + 1) as f64 / STEPS as f64);
            x.iter_mut().zip(first.iter().zip(second)).for_each(|(x, (a, b))| *x += h * (a + b) / 2.0);
        }
        let sampler = Sampler { target: Target::Velocity, none: NONE, weight, steps: STEPS };
        let ends: Vec<f32> = sampler.ends(&common::net(), rows(&noise), &labels).into_data().iter::<f32>().collect();
        let moved = noise.iter().zip(&x).map(|(from, to)| (from - to).abs()).fold(0.0, f32::max);
        let gap = ends.iter().zip(&x).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        // sums of f32 in another order, carried through the steps
        assert!(moved > 0.5 && gap < 1e-4 * moved, "w = {weight}: {gap} of {moved}");
    }
}

#[test]
fn a_picture_hangs_on_its_row_and_its_label_and_not_on_the_others() {
    let sampler = Sampler { target: Target::Velocity, none: NONE, weight: 2.0, steps: 2 };
    let pictures = |labels: &[usize]| sampler.pictures(&common::net(), 72, labels, Seed(4), &Device::flex());
    // products of tables of other sizes add in another order
    let apart =
        |a: ArrayView2<f64>, b: ArrayView2<f64>| (&a - &b).iter().fold(0.0, |most: f64, gap| most.max(gap.abs()));
    let first = pictures(&[0, 1, 2, 0, 1]);
    // more than go through the network together
    let many = pictures(&[&[0, 1, 2, 0, 1][..], &[2; 120]].concat());
    assert!(apart(many.slice(s![..5, ..]), first.view()) < 1e-5);
    let other = pictures(&[0, 1, 2, 0, 2]);
    assert!(apart(other.slice(s![..4, ..]), first.slice(s![..4, ..])) < 1e-5);
    assert!(apart(other.slice(s![4.., ..]), first.slice(s![4.., ..])) > 0.01);
}
