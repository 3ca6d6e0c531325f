//! Lesson 14: the least loss, gradients against differences, and what a trained field reaches.

use std::f64::consts::PI;
use std::sync::OnceLock;

use flowlab::distribution::{Checkerboard, EightGaussians, Gaussian, GaussianMixture, Moons, Sample};
use flowlab::metrics::{energy_distance, energy_distance_null, ks};
use flowlab::ndarray::array;
use flowlab::nn::{Activation, Mlp, Tape, Transposed};
use flowlab::ode::{Euler, Heun};
use flowlab::train::{Data, Estimate, TrainedField, least_loss};
use flowlab::{Seed, simulate_ode_final};

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, at_most, greatest, near, noise, normal, standard_error, unit_grid};
use crate::models::{exact_field, mixture, mixture_cdf, train};

/// Pairs over which a loss is measured.
const PAIRS: usize = 200_000;
/// Samples of a trained field.
const SAMPLES: usize = 20_000;
/// Standard deviations of one pair's loss for the exact field, and the least loss for the mixture: tests integrate them.
const SD_PLANE: f64 = 3.27;
const SD_SKEWED: f64 = 4.2;
const SD_MIXTURE: f64 = 4.6;
const LEAST_MIXTURE: f64 = 2.7705;
/// Sets of samples of a model and of the data, and samples in a set.
const SETS: u64 = 6;
const IN_SET: usize = 3000;

pub(super) fn claims() -> Vec<Claim> {
    vec![
        least_plane(),
        least_skewed(),
        least_mixture(),
        loss_of_one_pair(),
        gradients(),
        loss_plane(),
        loss_mixture(),
        ks_mixture(),
        energy(
            "flow-matching-energy-checkerboard",
            "Energy distance between samples of the trained field and of the checkerboard, divided by its mean for two true sets; 3 × 64, 5000 steps of 512 pairs; mean over 6 pairs of sets of 3000.",
            "训练所得向量场的样本与棋盘分布样本之间的能量距离，除以两组真实样本间能量距离的均值；3 × 64，5000 步，每步 512 对；对 6 对各 3000 个样本取平均。",
            || Ok(Checkerboard.into()),
            |seed| Checkerboard.sample(seed, IN_SET),
        ),
        energy(
            "flow-matching-energy-moons",
            "Energy distance between samples of the trained field and of the two moons (noise 0.05), divided by its mean for two true sets; 3 × 64, 5000 steps of 512 pairs; mean over 6 pairs of sets of 3000.",
            "训练所得向量场的样本与双月分布（噪声 0.05）样本之间的能量距离，除以两组真实样本间能量距离的均值；3 × 64，5000 步，每步 512 对；对 6 对各 3000 个样本取平均。",
            || Ok(Moons::new(0.05)?.into()),
            |seed| Moons::new(0.05)?.sample(seed, IN_SET),
        ),
        energy(
            "flow-matching-energy-eight-gaussians",
            "Energy distance between samples of the trained field and of the eight Gaussians, divided by its mean for two true sets; 3 × 64, 5000 steps of 512 pairs; mean over 6 pairs of sets of 3000.",
            "训练所得向量场的样本与八高斯分布样本之间的能量距离，除以两组真实样本间能量距离的均值；3 × 64，5000 步，每步 512 对；对 6 对各 3000 个样本取平均。",
            || Ok(EightGaussians.into()),
            |seed| EightGaussians.sample(seed, IN_SET),
        ),
    ]
}

fn least_plane() -> Claim {
    Claim::new(
        "flow-matching-least-plane",
        "Least flow-matching loss for p_data = N(0, I) in the plane: that of the exact field of the linear path, over 200 000 pairs; in theory π.",
        "p_data 为平面上的 N(0, I) 时流匹配损失的最小值：线性路径精确向量场的损失，对 200 000 对取平均；理论值为 π。",
        normal(PI, standard_error(SD_PLANE, PAIRS)),
        "Four standard errors: the loss of one pair has the standard deviation √(8·(1 + π/2) − π²) = 3.27; the times, one in each small interval, only make it less.",
        "四倍标准误：单对样本的损失标准差为 √(8·(1 + π/2) − π²) = 3.27；时刻按小区间分层抽取，只会使误差更小。",
        Decimals(2).of(|seed| Ok(least(Gaussian::standard(2)?, seed)?.mean)),
    )
}

fn least_skewed() -> Claim {
    // (tr Σ^½)² = tr Σ + 2·√det Σ for two dimensions
    Claim::new(
        "flow-matching-least-covariance",
        "Least flow-matching loss for p_data = N(0, Σ) with Σ = ((2, 1.2), (1.2, 1)), over 200 000 pairs; in theory (π/2)·tr Σ^½.",
        "p_data = N(0, Σ)、Σ = ((2, 1.2), (1.2, 1)) 时流匹配损失的最小值，对 200 000 对取平均；理论值为 (π/2)·tr Σ^½。",
        normal(PI / 2.0 * (3.0 + 2.0 * 0.56_f64.sqrt()).sqrt(), standard_error(SD_SKEWED, PAIRS)),
        "Four standard errors: the loss of one pair has a standard deviation of 4.2.",
        "四倍标准误：单对样本的损失标准差为 4.2。",
        Decimals(2).of(|seed| Ok(least(Gaussian::new(array![0.0, 0.0], array![[2.0, 1.2], [1.2, 1.0]])?, seed)?.mean)),
    )
}

fn least_mixture() -> Claim {
    Claim::new(
        "flow-matching-least-mixture",
        "Least flow-matching loss for p_data half N(−2, 1/4), half N(2, 1/4), over 200 000 pairs; in theory, by integration, 2.7705.",
        "p_data 为 N(−2, 1/4) 与 N(2, 1/4) 各占一半时流匹配损失的最小值，对 200 000 对取平均；由数值积分得理论值 2.7705。",
        normal(LEAST_MIXTURE, standard_error(SD_MIXTURE, PAIRS)),
        "Four standard errors: the loss of one pair has a standard deviation of 4.6.",
        "四倍标准误：单对样本的损失标准差为 4.6。",
        Decimals(2).of(|seed| Ok(least(mixture()?, seed)?.mean)),
    )
}

fn loss_of_one_pair() -> Claim {
    Claim::new(
        "flow-matching-pair-sd",
        "Standard deviation of the loss of one pair for the exact field, p_data half N(−2, 1/4), half N(2, 1/4); over 200 000 pairs.",
        "p_data 为 N(−2, 1/4) 与 N(2, 1/4) 各占一半时，精确向量场下单对样本损失的标准差；对 200 000 对估计。",
        near(SD_MIXTURE, 0.1).false_alarms(1e-3),
        "The value is known to one digit after the point; the estimate itself has a standard error of 0.02.",
        "该值只给到小数点后一位；估计本身的标准误为 0.02。",
        Decimals(1).of(|seed| Ok(least(mixture()?, seed)?.error * (PAIRS as f64).sqrt())),
    )
}

fn gradients() -> Claim {
    Claim::new(
        "flow-matching-gradients",
        "Greatest difference between the gradient by back-propagation and central differences (step 10⁻⁵), over all weights of a network 3, 17, 9, 2 with SiLU, in f64, divided by max(1, |gradient|).",
        "反向传播所得梯度与中心差分（步长 10⁻⁵）之差的最大值，遍及网络 3, 17, 9, 2（SiLU，f64）的所有权重，除以 max(1, |梯度|)。",
        at_most(1e-6).false_alarms(1e-6),
        "The difference quotient is off by the rounding of the loss, 10⁻¹⁴, over the step, and by the third derivative times the step squared over 6.",
        "差商的误差来自两部分：损失的舍入误差 10⁻¹⁴ 除以步长，以及三阶导数乘以步长平方再除以 6。",
        Scientific(1).of(largest_gap),
    )
}

fn loss_plane() -> Claim {
    Claim::new(
        "flow-matching-loss-plane",
        "Test loss, over 200 000 pairs, of a network 3, 64, 64, 2 trained on N(0, I) in the plane: SiLU, Adam at 0.002 falling as a cosine, 6000 steps of 256 pairs; the least possible is π.",
        "网络 3, 64, 64, 2 在平面 N(0, I) 上训练后的测试损失（200 000 对）：SiLU，Adam，学习率 0.002 按余弦下降，6000 步，每步 256 对；可能的最小值为 π。",
        near(PI, 4.0 * standard_error(SD_PLANE, PAIRS) + 0.01 * PI).false_alarms(1e-3),
        "Four standard errors of the test set, and 1 % for what 6000 steps have not learned.",
        "测试集的四倍标准误，再加 1%，留给 6000 步还没有学到的部分。",
        Decimals(2)
            .of(|seed| Ok(train(Gaussian::standard(2)?, vec![64, 64], 6000, 256, seed)?.test_loss(seed, PAIRS)?.mean)),
    )
}

fn loss_mixture() -> Claim {
    Claim::new(
        "flow-matching-loss-mixture",
        "Test loss, over 200 000 pairs, of a network 2, 64, 64, 1 trained on half N(−2, 1/4), half N(2, 1/4): SiLU, Adam at 0.002 falling as a cosine, 6000 steps of 256 pairs; the least possible is 2.7705.",
        "网络 2, 64, 64, 1 在 N(−2, 1/4) 与 N(2, 1/4) 各占一半的分布上训练后的测试损失（200 000 对）：SiLU，Adam，学习率 0.002 按余弦下降，6000 步，每步 256 对；可能的最小值为 2.7705。",
        near(LEAST_MIXTURE, 0.02 * LEAST_MIXTURE + 4.0 * standard_error(SD_MIXTURE, PAIRS)).false_alarms(1e-3),
        "Four standard errors of the test set, and 2 % for what 6000 steps have not learned.",
        "测试集的四倍标准误，再加 2%，留给 6000 步还没有学到的部分。",
        Decimals(2).of(|seed| Ok(train(mixture()?, vec![64, 64], 6000, 256, seed)?.test_loss(seed, PAIRS)?.mean)),
    )
}

fn ks_mixture() -> Claim {
    Claim::new(
        "flow-matching-ks-mixture",
        "Kolmogorov–Smirnov distance of 20 000 samples of that network's field, by Euler's method with n = 100, from p_data.",
        "该网络的向量场用欧拉方法（n = 100）生成 20 000 个样本，它们与 p_data 的柯尔莫哥洛夫-斯米尔诺夫距离。",
        at_most(0.05).false_alarms(1e-3),
        "True samples stay below 1.63/√N = 0.0115 for 99 % of the seeds; the rest is for what the network has not learned.",
        "真实样本在 99% 的种子下低于 1.63/√N = 0.0115；其余留给网络还没有学到的部分。",
        Decimals(3).of(|seed| {
            let field = train(mixture()?, vec![64, 64], 6000, 256, seed)?.field();
            let noise = noise(seed, SAMPLES)?;
            let ends = simulate_ode_final(&field, &Euler, &unit_grid(100)?, &noise)?;
            ks(&ends.column(0), mixture_cdf)
        }),
    )
}

/// The energy distance of a field that is trained once, with a seed of its own: the seed of the claim draws the samples.
fn energy(
    id: &'static str,
    en: &str,
    zh: &str,
    data: fn() -> flowlab::Result<Data>,
    sample: fn(Seed) -> flowlab::Result<flowlab::ndarray::Array2<f64>>,
) -> Claim {
    let field: OnceLock<flowlab::Result<TrainedField>> = OnceLock::new();
    Claim::new(
        id,
        en,
        zh,
        at_most(2.0).false_alarms(0.03),
        "For true samples the mean of 6 ratios is 1 with a standard deviation of at most 0.4; what is above that the network has not learned. It is trained once, with a seed of its own: the seed of the claim draws the samples.",
        "对真实样本，6 个比值的均值为 1，标准差至多 0.4；高出的部分是网络没有学到的。网络只训练一次，用它自己的种子；这里的种子只用来抽取样本。",
        Decimals(2).of(move |seed| {
            let field = field.get_or_init(|| Ok(train(data()?, vec![64; 3], 5000, 512, Seed(0))?.field()));
            let field = field.as_ref().map_err(Clone::clone)?;
            let grid = unit_grid(50)?;
            let mut sum = 0.0;
            for k in 0..SETS {
                let [first, second] = [2 * k, 2 * k + 1].map(|k| Seed(seed.0 ^ (k << 40)));
                let model = simulate_ode_final(field, &Heun, &grid, &Gaussian::standard(2)?.sample(first, IN_SET)?)?;
                let (truth, other) = (sample(first)?, sample(second)?);
                sum += energy_distance(&model, &truth)? / energy_distance_null(&other, &truth)?;
            }
            Ok(sum / SETS as f64)
        }),
    )
}

fn least(data: impl Into<GaussianMixture>, seed: Seed) -> flowlab::Result<Estimate> {
    least_loss(&exact_field(data), seed, PAIRS)
}

/// Of the loss Σ (output − 1)² over 8 random rows.
fn largest_gap(seed: Seed) -> flowlab::Result<f64> {
    let mut net = Mlp::<f64>::new(&[3, 17, 9, 2], Activation::Silu, seed)?;
    let x = Gaussian::standard(3)?.sample(seed, 8)?;
    let loss = |net: &Mlp<f64>| (net.at(&x) - 1.0).mapv(|gap| gap * gap).sum();
    let mut tape = Tape::new(&net, 8);
    x.rows().into_iter().zip(tape.inputs_mut(8)).for_each(|(row, mut input)| input.assign(&row));
    net.forward(&Transposed::of(&net), &mut tape);
    for (output, mut gradient) in tape.outputs_and_gradients_mut() {
        gradient.assign(&(2.0 * (&output - 1.0)));
    }
    let mut gradient = vec![0.0; net.weights().len()];
    net.backward(&mut tape, &mut gradient);
    let step = 1e-5;
    let mut gaps = Vec::new();
    for (i, by_weight) in gradient.into_iter().enumerate().filter(|(_, by_weight)| *by_weight != 0.0) {
        let weight = net.weights()[i];
        net.weights_mut()[i] = weight + step;
        let up = loss(&net);
        net.weights_mut()[i] = weight - step;
        let down = loss(&net);
        net.weights_mut()[i] = weight;
        gaps.push((by_weight - (up - down) / (2.0 * step)) / by_weight.abs().max(1.0));
    }
    Ok(greatest(gaps))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean and the standard deviation of one pair's loss over the times in [0, 1], from its mean and its mean square
    /// at one time.
    fn over_time(at: impl Fn(f64) -> (f64, f64)) -> (f64, f64) {
        let n = 400;
        let moments = (0..n).map(|k| at((f64::from(k) + 0.5) / f64::from(n)));
        let (mean, square) = moments.fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
        let (mean, square) = (mean / f64::from(n), square / f64::from(n));
        (mean, (square - mean * mean).sqrt())
    }

    #[test]
    fn the_loss_of_a_pair_varies_as_stated_for_gaussian_data() {
        // Σ = ((2, 1.2), (1.2, 1)) has the eigenvalues 2.8 and 0.2
        for (eigenvalues, stated, digit) in [([1.0, 1.0], SD_PLANE, 0.01), ([2.8, 0.2], SD_SKEWED, 0.1)] {
            let (mean, sd) = over_time(|t| {
                // given x, z − ε is Gaussian: the variances along both axes
                let variances = eigenvalues.map(|s| s / (t * t * s + (1.0 - t).powi(2)));
                let trace: f64 = variances.iter().sum();
                (trace, 2.0 * variances.iter().map(|v| v * v).sum::<f64>() + trace * trace)
            });
            let least = PI / 2.0 * eigenvalues.map(f64::sqrt).iter().sum::<f64>();
            assert!((mean - least).abs() < 1e-4 && (sd - stated).abs() < 0.5 * digit, "{mean} {sd}");
        }
    }

    #[test]
    fn the_least_loss_for_the_mixture_and_its_spread_are_as_stated() {
        let (mean, sd) = over_time(|t| {
            let variance = 0.25 * t * t + (1.0 - t).powi(2);
            let slope = (0.25 * t - (1.0 - t)) / variance;
            let rest = 1.25 - slope * slope * variance; // of z − ε, given x and the bump
            let (dx, mut sum) = (0.02, (0.0, 0.0));
            for x in (-400..=400).map(|i| dx * f64::from(i)) {
                let density = |centre: f64| {
                    0.5 * (-0.5 * (x - t * centre).powi(2) / variance).exp() / (2.0 * PI * variance).sqrt()
                };
                let (low, high) = (density(-2.0), density(2.0));
                let share = if low + high > 0.0 { high / (low + high) } else { 0.5 };
                // the two bumps' means of z − ε are 4·(1 − slope·t) apart
                let apart = 4.0 * (1.0 - slope * t);
                for (weight, off) in [(low, share * apart), (high, (1.0 - share) * apart)] {
                    let square = off * off;
                    sum.0 += dx * weight * (square + rest);
                    sum.1 += dx * weight * (square * square + 6.0 * square * rest + 3.0 * rest * rest);
                }
            }
            sum
        });
        assert!((mean - LEAST_MIXTURE).abs() < 5e-5 && (sd - SD_MIXTURE).abs() < 0.05, "{mean} {sd}");
    }
}
