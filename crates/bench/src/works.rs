//! The works that are timed: the same as in `peers/peers.py`. Ours is in f64, but for networks, in f32.

use crate::machine::Bound;
use flowlab::distribution::{Checkerboard, Digits, Gaussian, GaussianMixture, Sample};
use flowlab::ndarray::{Array1, Array2, Axis};
use flowlab::nn::{Activation, Mlp, Tape, Transposed};
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::process::OrnsteinUhlenbeck;
use flowlab::train::{Data, FlowMatching, Settings};
use flowlab::{BrownianPath, Result, Seed, TimeGrid, ode, sde, simulate_ode_final, simulate_sde_final};
use rayon::prelude::*;

/// One work.
pub struct Work {
    /// Its name, here and in `peers.py`.
    pub name: String,
    /// What it does.
    pub does: String,
    /// How much that is, in the unit.
    pub size: f64,
    /// What is counted.
    pub unit: &'static str,
    /// What it cannot do without.
    pub bound: Bound,
    /// Makes all that it needs, and gives what does it once.
    pub prepare: Box<dyn Fn() -> Result<Run>>,
}

/// What does a work once.
pub type Run = Box<dyn FnMut() -> Result<()>>;

/// Every work.
pub fn works() -> Vec<Work> {
    let (path_steps, per_second) = ("million path-steps/s", "GFLOP/s");
    let mut works = vec![
        Work::new(
            "sde",
            "Euler-Maruyama, linear SDE, 100000 particles x 200 steps, end kept",
            20.0,
            path_steps,
            Bound::Normals(2e7),
            || Ok(Box::new(|| linear_sde(100_000, 200))),
        ),
        Work::new(
            "ode",
            "Euler through the exact field of 8 Gaussians, 10000 particles x 100 steps",
            1.0,
            path_steps,
            Bound::Flops(1e6 * 8.0 * 2.0 * 44.0), // 14 for the plane, 30 for the exponential; one in f64 is two in f32
            || Ok(Box::new(exact_field)),
        ),
        Work::new(
            "paths",
            "Brownian paths kept whole, 10000 particles x 1000 steps",
            10.0,
            path_steps,
            Bound::Bytes(8.0 * 1e7),
            || Ok(Box::new(paths)),
        ),
        Work::new("normals", "ten million normal numbers", 10.0, "million/s", Bound::Normals(1e7), || {
            Ok(Box::new(normals))
        }),
        Work::new(
            "product",
            "a dense layer from 512 to 512 on 4096 rows, forward: the matrix product's peak",
            2.0 * 4096.0 * 512.0 * 512.0 / 1e9,
            per_second,
            Bound::Flops(2.0 * 4096.0 * 512.0 * 512.0),
            product,
        ),
    ];
    let trained = [(3, 64, 1024, 200), (3, 128, 1024, 100), (3, 256, 1024, 40), (4, 512, 4096, 4)];
    works.extend(trained.map(|(layers, width, batch, steps)| training(layers, width, batch, steps)));
    works.extend([(3, 64), (3, 256), (4, 512)].map(|(layers, width)| sampling(layers, width)));
    works.extend([training_digits(256, 200), sampling_digits(1_000, 50)]);
    works
}

impl Work {
    fn new(
        name: impl Into<String>,
        does: impl Into<String>,
        size: f64,
        unit: &'static str,
        bound: Bound,
        prepare: impl Fn() -> Result<Run> + 'static,
    ) -> Work {
        Work { name: name.into(), does: does.into(), size, unit, bound, prepare: Box::new(prepare) }
    }
}

/// dX = -10 X dt + dW on [0, 1] from starts in [-10, 10].
pub fn linear_sde(n: usize, n_steps: usize) -> Result<()> {
    let process = OrnsteinUhlenbeck::new(1, 10.0, 1.0)?;
    let starts = Array1::linspace(-10.0, 10.0, n).insert_axis(Axis(1));
    let grid = TimeGrid::uniform(0.0, 1.0, n_steps)?;
    simulate_sde_final(&process, &sde::EulerMaruyama, &grid, &starts, Seed(1)).map(keep)
}

/// From N(0, I) to eight Gaussians of standard deviation 1/2 on a circle of radius 4.
fn exact_field() -> Result<()> {
    let angle = |k: usize| std::f64::consts::FRAC_PI_4 * k as f64;
    let means = Array2::from_shape_fn((8, 2), |(k, j)| 4.0 * if j == 0 { angle(k).cos() } else { angle(k).sin() });
    let data = GaussianMixture::isotropic(Array1::from_elem(8, 0.125), means, 0.5)?;
    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), data);
    let starts = Gaussian::standard(2)?.sample(Seed(1), 10_000)?;
    simulate_ode_final(&field, &ode::Euler, &TimeGrid::uniform(0.0, 1.0, 100)?, &starts).map(keep)
}

fn paths() -> Result<()> {
    BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 1_000)?, 10_000, 1).map(keep)
}

fn normals() -> Result<()> {
    Gaussian::standard(1)?.sample(Seed(1), 10_000_000).map(keep)
}

/// Multiplications and additions of a network's products for a row: forward alone, or with the gradient.
fn flops([inputs, outputs]: [usize; 2], layers: usize, width: usize, gradient: bool) -> f64 {
    let inner = ((layers - 1) * width * width) as f64;
    let (first, last) = ((inputs * width) as f64, (outputs * width) as f64);
    2.0 * if gradient { 3.0 * inner + 2.0 * first + 3.0 * last } else { inner + first + last }
}

/// The rows in shares of 128, as in training.
fn product() -> Result<Run> {
    let net = Mlp::<f32>::new(&[512, 512], Activation::Silu, Seed(1))?;
    let transposed = Transposed::of(&net);
    let mut tapes: Vec<Tape<f32>> = (0..4096 / 128).map(|_| Tape::new(&net, 128)).collect();
    tapes.iter_mut().for_each(|tape| tape.inputs_mut(128).for_each(|mut input| input.fill(0.5)));
    Ok(Box::new(move || {
        tapes.par_iter_mut().for_each(|tape| net.forward(&transposed, tape));
        Ok(())
    }))
}

/// Inputs and outputs of a network of the plane: a point and the time, a velocity.
const PLANE: [usize; 2] = [3, 2];
/// Of the digits: pixels, 9 numbers of the time, the label.
const DIGITS: [usize; 2] = [64 + 9 + 10, 64];

fn network(layers: usize, width: usize, batch: usize) -> Result<FlowMatching> {
    let hidden = vec![width; layers];
    FlowMatching::new(Checkerboard, Settings { hidden, batch, steps: usize::MAX, ..Settings::default() })
}

fn training(layers: usize, width: usize, batch: usize, steps: usize) -> Work {
    let name = format!("train-{layers}x{width}");
    let does = format!("flow matching of the checkerboard, {layers} x {width}, {steps} steps of {batch} pairs");
    let bound = Bound::Flops((batch * steps) as f64 * flops(PLANE, layers, width, true));
    Work::new(name, does, (batch * steps) as f64 / 1e3, "thousand samples/s", bound, move || {
        let mut training = network(layers, width, batch)?;
        Ok(Box::new(move || rayon::scope(|_| (0..steps).try_for_each(|_| training.step().map(|_| ())))))
    })
}

fn sampling(layers: usize, width: usize) -> Work {
    let name = format!("sample-{layers}x{width}");
    let does = format!("Euler through a trained field, {layers} x {width}, 10000 particles x 100 steps");
    let bound = Bound::Flops(1e6 * flops(PLANE, layers, width, false));
    Work::new(name, does, 1.0, "million path-steps/s", bound, move || {
        let field = network(layers, width, 256)?.field();
        let starts = Gaussian::standard(2)?.sample(Seed(1), 10_000)?;
        let grid = TimeGrid::uniform(0.0, 1.0, 100)?;
        Ok(Box::new(move || simulate_ode_final(&field, &ode::Euler, &grid, &starts).map(keep)))
    })
}

/// As `train digits` does.
fn digits(batch: usize) -> Result<FlowMatching> {
    let settings = Settings { hidden: vec![256; 3], frequencies: 4, batch, steps: usize::MAX, ..Settings::default() };
    FlowMatching::new(Data::labelled(Digits::split().0), settings)
}

fn training_digits(batch: usize, steps: usize) -> Work {
    let does = format!("flow matching of the digits by label, 3 x 256, {steps} steps of {batch} pairs");
    let bound = Bound::Flops((batch * steps) as f64 * flops(DIGITS, 3, 256, true));
    Work::new("train-digits", does, (batch * steps) as f64 / 1e3, "thousand samples/s", bound, move || {
        let mut training = digits(batch)?;
        Ok(Box::new(move || rayon::scope(|_| (0..steps).try_for_each(|_| training.step().map(|_| ())))))
    })
}

/// As many of each digit.
fn sampling_digits(n: usize, steps: usize) -> Work {
    let does = format!("Heun through that field, {n} digits x {steps} steps");
    let bound = Bound::Flops((2 * n * steps) as f64 * flops(DIGITS, 3, 256, false));
    Work::new("sample-digits", does, n as f64 / 1e3, "thousand digits/s", bound, move || {
        let field = digits(256)?.field();
        let fields = (0..10).map(|label| field.with_label(label)).collect::<Result<Vec<_>>>()?;
        let starts = Gaussian::standard(64)?.sample(Seed(1), n / fields.len())?;
        let grid = TimeGrid::uniform(0.0, 1.0, steps)?;
        Ok(Box::new(move || {
            fields.par_iter().try_for_each(|field| simulate_ode_final(field, &ode::Heun, &grid, &starts).map(keep))
        }))
    })
}

/// Sees to it that a result is made.
fn keep<T>(result: T) {
    std::hint::black_box(result);
}
