//! The transformer against the same formulas written number by number.

mod common;

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};
use scale::net::{DitShape, Network};
use scale::weights::{self, Weight};

struct Naive<'a>(&'a BTreeMap<String, Weight>);

impl Naive<'_> {
    fn numbers(&self, name: &str) -> Vec<f64> {
        self.0[name].numbers.iter().map(|x| f64::from(*x)).collect()
    }

    /// W·x + b with W (outputs, inputs).
    fn linear(&self, name: &str, x: &[f64]) -> Vec<f64> {
        let (w, b) = (self.numbers(&format!("{name}.weight")), self.numbers(&format!("{name}.bias")));
        assert_eq!(self.0[&format!("{name}.weight")].dims, [b.len(), x.len()]);
        (0..b.len()).map(|i| b[i] + (0..x.len()).map(|j| w[i * x.len() + j] * x[j]).sum::<f64>()).collect()
    }

    fn forward(&self, shape: &DitShape, picture: &[f64], t: f64, label: usize) -> Vec<f64> {
        let DitShape { side, channels, patch, dim, blocks, heads, .. } = *shape;
        let across = side / patch;
        let place = |token: usize, k: usize| {
            let (i, j, c) = (k / (patch * channels), k / channels % patch, k % channels);
            channels * (side * (token / across * patch + i) + token % across * patch + j) + c
        };
        let size = patch * patch * channels;
        let half = dim / 2;
        let angle = |k: usize| 1000_f64.powf(k as f64 / (half - 1) as f64) * t;
        let e: Vec<f64> = (0..dim)
            .map(|k| (2.0 / dim as f64).sqrt() * if k < half { angle(k).cos() } else { angle(k - half).sin() })
            .collect();
        let told = &self.numbers("labels")[label * dim..(label + 1) * dim];
        let time = self.linear("time.1", &silu(&self.linear("time.0", &e)));
        let c = silu(&time.iter().zip(told).map(|(a, b)| a + b).collect::<Vec<_>>());
        let positions = self.numbers("positions");
        let mut x: Vec<Vec<f64>> = (0..across * across)
            .map(|token| {
                let numbers: Vec<f64> = (0..size).map(|k| picture[place(token, k)]).collect();
                let y = self.linear("patch", &numbers);
                (0..dim).map(|j| y[j] + positions[token * dim + j]).collect()
            })
            .collect();
        for block in 0..blocks {
            let name = |rest: &str| format!("blocks.{block}.{rest}");
            let m = self.linear(&name("modulation"), &c);
            let part = |k: usize| &m[k * dim..(k + 1) * dim];
            let seen: Vec<Vec<f64>> = x.iter().map(|x| modulated(x, part(0), part(1))).collect();
            let all = |which: &str| -> Vec<Vec<f64>> {
                seen.iter().map(|x| self.linear(&name(&format!("attention.{which}")), x)).collect()
            };
            let (q, k, v) = (all("query"), all("key"), all("value"));
            for i in 0..x.len() {
                let mut mixed = vec![0.0; dim];
                let head = dim / heads;
                for h in 0..heads {
                    let at = h * head..(h + 1) * head;
                    let scores: Vec<f64> = (0..x.len())
                        .map(|j| (at.clone().map(|d| q[i][d] * k[j][d]).sum::<f64>() / (head as f64).sqrt()).exp())
                        .collect();
                    let sum: f64 = scores.iter().sum();
                    for d in at {
                        mixed[d] = (0..x.len()).map(|j| scores[j] / sum * v[j][d]).sum();
                    }
                }
                let out = self.linear(&name("attention.out"), &mixed);
                (0..dim).for_each(|d| x[i][d] += part(2)[d] * out[d]);
                let inside = self.linear(&name("mlp.0"), &modulated(&x[i], part(3), part(4)));
                let out = self.linear(&name("mlp.1"), &silu(&inside));
                (0..dim).for_each(|d| x[i][d] += part(5)[d] * out[d]);
            }
        }
        let m = self.linear("end.modulation", &c);
        let mut made = vec![0.0; picture.len()];
        for (token, x) in x.iter().enumerate() {
            let y = self.linear("end.linear", &modulated(x, &m[..dim], &m[dim..]));
            y.iter().enumerate().for_each(|(k, y)| made[place(token, k)] = *y);
        }
        made
    }
}

fn silu(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| x / (1.0 + (-x).exp())).collect()
}

fn modulated(x: &[f64], shift: &[f64], scale: &[f64]) -> Vec<f64> {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let unit = 1.0 / (variance + 1e-6).sqrt();
    (0..x.len()).map(|j| (1.0 + scale[j]) * (x[j] - mean) * unit + shift[j]).collect()
}

#[test]
fn the_transformer_says_what_its_formulas_say() {
    let net = common::net();
    let (x, times, labels) = common::inputs();
    let input = Tensor::<2>::from_data(TensorData::new(x.clone(), [5, 72]), &Device::flex());
    let made: Vec<f32> = net.forward(input, &times, &labels).into_data().iter::<f32>().collect();
    let weights = weights::of(&net);
    for i in 0..5 {
        let picture: Vec<f64> = x[72 * i..72 * (i + 1)].iter().map(|x| f64::from(*x)).collect();
        let expected = Naive(&weights).forward(&common::SHAPE, &picture, times[i], labels[i]);
        for (made, expected) in made[72 * i..].iter().zip(&expected) {
            // f32 against f64: some 1e-6 of numbers of size 1
            assert!((f64::from(*made) - expected).abs() < 1e-5, "{i}: {made} {expected}");
        }
    }
}

#[test]
fn the_names_in_a_file_are_those_of_pytorch_and_a_file_comes_back() {
    let net = common::net();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("weights.safetensors");
    weights::save(&net, scale::settings::Target::Velocity, &file).unwrap();
    let (back, target) = weights::load::<scale::net::Dit>(&file, &Device::flex()).unwrap();
    assert_eq!((weights::of(&back), target), (weights::of(&net), scale::settings::Target::Velocity));
    let weights = weights::of(&net);
    let dims = |name: &str| weights[name].dims.clone();
    assert_eq!(dims("patch.weight"), [8, 18]);
    assert_eq!((dims("positions"), dims("labels")), (vec![4, 8], vec![4, 8]));
    assert_eq!((dims("time.1.bias"), dims("blocks.1.modulation.weight")), (vec![8], vec![48, 8]));
    assert_eq!(dims("blocks.0.attention.query.weight"), [8, 8]);
    assert_eq!((dims("blocks.0.mlp.0.weight"), dims("blocks.0.mlp.1.weight")), (vec![32, 8], vec![8, 32]));
    assert_eq!((dims("end.modulation.bias"), dims("end.linear.weight")), (vec![16], vec![18, 8]));
    // 2 patch, 2 tables, 4 time, 4 end, and 14 for each block
    assert_eq!(weights.len(), 12 + 2 * 14);
    let missing = weights.into_iter().filter(|(name, _)| name != "positions").collect();
    let message = weights::with(back, missing).unwrap_err().to_string();
    assert_eq!(message, "positions is missing");
}
