//! Lesson 14: the least loss, gradients against differences, what a trained field reaches, and what a training set of
//! twenty points makes of it.

use std::f64::consts::PI;
use std::sync::OnceLock;

use flowlab::distribution::{Checkerboard, EightGaussians, Gaussian, GaussianMixture, Moons, Sample};
use flowlab::metrics::{energy_distance, energy_distance_null, ks};
use flowlab::ndarray::{Array1, Array2, ArrayView1, array, s};
use flowlab::nn::{Activation, Mlp, Tape, Transposed};
use flowlab::ode::{Euler, Heun};
use flowlab::train::{Data, Estimate, TrainedField, least_loss};
use flowlab::{Seed, VectorField, simulate_ode_final};

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, Prediction, at_most, greatest, near, noise, normal, standard_error, unit_grid};
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
            "学到的向量场的样本与棋盘分布样本之间的能量距离，除以两组真实样本间能量距离的均值；3 × 64，5000 步，每步 512 对；对 6 对各 3000 个样本取平均。",
            || Ok(Checkerboard.into()),
            |seed| Checkerboard.sample(seed, IN_SET),
        ),
        energy(
            "flow-matching-energy-moons",
            "Energy distance between samples of the trained field and of the two moons (noise 0.05), divided by its mean for two true sets; 3 × 64, 5000 steps of 512 pairs; mean over 6 pairs of sets of 3000.",
            "学到的向量场的样本与双月分布（噪声 0.05）样本之间的能量距离，除以两组真实样本间能量距离的均值；3 × 64，5000 步，每步 512 对；对 6 对各 3000 个样本取平均。",
            || Ok(Moons::new(0.05)?.into()),
            |seed| Moons::new(0.05)?.sample(seed, IN_SET),
        ),
        energy(
            "flow-matching-energy-eight-gaussians",
            "Energy distance between samples of the trained field and of the eight Gaussians, divided by its mean for two true sets; 3 × 64, 5000 steps of 512 pairs; mean over 6 pairs of sets of 3000.",
            "学到的向量场的样本与八个高斯分布样本之间的能量距离，除以两组真实样本间能量距离的均值；3 × 64，5000 步，每步 512 对；对 6 对各 3000 个样本取平均。",
            || Ok(EightGaussians.into()),
            |seed| EightGaussians.sample(seed, IN_SET),
        ),
        few_loss(),
        few_fresh(),
        few_copies(),
        few_copies_fresh(),
    ]
}

fn least_plane() -> Claim {
    Claim::new(
        "flow-matching-least-plane",
        "Least flow-matching loss for p_data = N(0, I) in the plane: that of the exact field of the linear path, over 200 000 pairs; in theory π.",
        "p_data 为平面上的 N(0, I) 时流匹配损失的最小值：线性路径精确向量场的损失，对 200 000 对取平均；理论值为 π。",
        normal(PI, standard_error(SD_PLANE, PAIRS)),
        "Four standard errors: the loss of one pair has the standard deviation √(8·(1 + π/2) − π²) = 3.27; the times, one in each small interval, only make it less.",
        "四倍标准误差：单对样本的损失标准差为 √(8·(1 + π/2) − π²) = 3.27；时刻按小区间分层抽取，只会使误差更小。",
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
        "四倍标准误差：单对样本的损失标准差为 4.2。",
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
        "四倍标准误差：单对样本的损失标准差为 4.6。",
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
        "该值只给到小数点后一位；估计本身的标准误差为 0.02。",
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

/// A test loss is at least the least one and at most this share more, but for chance.
fn least_and_rest(least: f64, sd: f64, share: f64) -> Prediction {
    let half = 0.5 * share * least;
    near(least + half, half + 4.0 * standard_error(sd, PAIRS)).false_alarms(1e-3)
}

fn loss_plane() -> Claim {
    Claim::new(
        "flow-matching-loss-plane",
        "Test loss, over 200 000 pairs, of a network 3, 64, 64, 2 trained on N(0, I) in the plane: SiLU, Adam at 0.002 falling as a cosine, 6000 steps of 256 pairs; the least possible is π.",
        "网络 3, 64, 64, 2 在平面 N(0, I) 上训练后的测试损失（200 000 对）：SiLU，Adam，学习率 0.002 按余弦下降，6000 步，每步 256 对；可能的最小值为 π。",
        least_and_rest(PI, SD_PLANE, 0.01),
        "From four standard errors of the test set below π to four above 1.01·π: no field is better than π, and 1 % is for what 6000 steps have not learned.",
        "从 π 减去测试集的四倍标准误差，到 1.01·π 加上四倍标准误差：没有哪个向量场比 π 更好，1% 留给 6000 步还没有学到的部分。",
        Decimals(2)
            .of(|seed| Ok(train(Gaussian::standard(2)?, vec![64, 64], 6000, 256, seed)?.test_loss(seed, PAIRS)?.mean)),
    )
}

fn loss_mixture() -> Claim {
    Claim::new(
        "flow-matching-loss-mixture",
        "Test loss, over 200 000 pairs, of a network 2, 64, 64, 1 trained on half N(−2, 1/4), half N(2, 1/4): SiLU, Adam at 0.002 falling as a cosine, 6000 steps of 256 pairs; the least possible is 2.7705.",
        "网络 2, 64, 64, 1 在 N(−2, 1/4) 与 N(2, 1/4) 各占一半的分布上训练后的测试损失（200 000 对）：SiLU，Adam，学习率 0.002 按余弦下降，6000 步，每步 256 对；可能的最小值为 2.7705。",
        least_and_rest(LEAST_MIXTURE, SD_MIXTURE, 0.02),
        "From four standard errors of the test set below 2.7705 to four above 1.02 times as much: no field is better than 2.7705, and 2 % is for what 6000 steps have not learned.",
        "从 2.7705 减去测试集的四倍标准误差，到它的 1.02 倍加上四倍标准误差：没有哪个向量场比 2.7705 更好，2% 留给 6000 步还没有学到的部分。",
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
    sample: fn(Seed) -> flowlab::Result<Array2<f64>>,
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

/// Points of N(0, I) in the plane, a training set; the seed of the points and of the training.
const POINTS: usize = 20;
const FEW: Seed = Seed(1420);
/// How near to a point of the training set a copy is.
const COPY: f64 = 0.1;

/// The points, and the field that was trained on them alone: once, for all claims.
fn few() -> flowlab::Result<&'static (Array2<f64>, TrainedField)> {
    static RUN: OnceLock<flowlab::Result<(Array2<f64>, TrainedField)>> = OnceLock::new();
    let run = RUN.get_or_init(|| {
        let points = Gaussian::standard(2)?.sample(FEW, POINTS)?;
        let field = train(on_points(&points)?, vec![64; 3], 6000, 256, FEW)?.field();
        Ok((points, field))
    });
    run.as_ref().map_err(Clone::clone)
}

/// The law of the points, all equally probable: as narrow Gaussians, narrower by far than their distances.
fn on_points(points: &Array2<f64>) -> flowlab::Result<GaussianMixture> {
    let n = points.nrows();
    GaussianMixture::isotropic(Array1::from_elem(n, 1.0 / n as f64), points.clone(), 1e-3)
}

/// The loss of that field on pairs whose data points are these.
fn loss_on(z: &Array2<f64>, seed: Seed) -> flowlab::Result<f64> {
    let (n, (_, field)) = (z.nrows(), few()?);
    let x0 = Gaussian::standard(2)?.sample(seed, n)?;
    let mut sum = 0.0;
    // the times, one in the middle of each of many intervals
    let slices = 200;
    for k in 0..slices {
        let t = (k as f64 + 0.5) / slices as f64;
        let these = s![k * n / slices..(k + 1) * n / slices, ..];
        let (x0, z) = (x0.slice(these), z.slice(these));
        let gap = field.at(t, &((1.0 - t) * &x0 + t * &z)) - (&z - &x0);
        sum += gap.mapv(|gap| gap * gap).sum();
    }
    Ok(sum / n as f64)
}

/// The share of these places that are copies of a point.
fn copies(places: &Array2<f64>) -> flowlab::Result<f64> {
    let (points, _) = few()?;
    let near = |place: ArrayView1<f64>| {
        points.rows().into_iter().any(|point| (&point - &place).mapv(|x| x * x).sum() < COPY * COPY)
    };
    let count = places.rows().into_iter().filter(|place| near(place.view())).count();
    Ok(count as f64 / places.nrows() as f64)
}

fn few_loss() -> Claim {
    Claim::new(
        "flow-matching-few-loss",
        "Loss, over 200 000 pairs whose z are drawn from a training set of 20 points of N(0, I) in the plane, of the network 3, 64, 64, 64, 2 that was trained on this set: 6000 steps of 256 pairs. The least loss for N(0, I) is π.",
        "从平面上的 N(0, I) 抽取 20 个点作为训练集，网络 3, 64, 64, 64, 2 在其上训练 6000 步，每步 256 对；这里是它的损失，对 200 000 对取平均，其中 z 取自训练集。对 N(0, I)，最小的损失是 π。",
        at_most(0.97 * PI).false_alarms(1e-6),
        "Below π by 3 %: nine standard errors. The network is trained once, with a seed of its own: the seed of the claim draws the pairs.",
        "比 π 低 3%，约为九倍标准误差。网络只训练一次，用它自己的种子；这里的种子只用来抽取点对。",
        Decimals(1).of(|seed| loss_on(&on_points(&few()?.0)?.sample(seed, PAIRS)?, seed)),
    )
}

fn few_fresh() -> Claim {
    Claim::new(
        "flow-matching-few-fresh",
        "Loss of the same network over 200 000 fresh pairs, z ~ N(0, I); the least possible is π, and the field that is 0 has 4.",
        "同一个网络在 200 000 对新点对上的损失，z ~ N(0, I)；最小可能的值为 π，处处为 0 的向量场的损失是 4。",
        near(4.5, 0.5).false_alarms(1e-6),
        "Above 4, which the field that is 0 has. The network is trained once, and the standard error of the pairs is 0.01: the width is for the last bits of another processor, which lead to another network.",
        "高于处处为 0 的向量场的 4。网络只训练一次，点对的标准误差为 0.01；容差是为别的处理器留的，末位不同会训练出不同的网络。",
        Decimals(1).of(|seed| loss_on(&Gaussian::standard(2)?.sample(Seed(seed.0 ^ (1 << 40)), PAIRS)?, seed)),
    )
}

fn few_copies() -> Claim {
    Claim::new(
        "flow-matching-few-copies",
        "Share of 20 000 samples of the same network, by Euler's method with n = 100, that are within 0.1 of one of the 20 points.",
        "同一个网络用欧拉方法（n = 100）生成 20 000 个样本，其中离 20 个点之一不到 0.1 的比例。",
        near(0.23, 0.07).false_alarms(1e-6),
        "At least twice as many as among fresh data. The network is trained once, and the standard error in 20 000 samples is 0.003: the width is for the last bits of another processor. Eight other sets of 20 points gave 0.11 to 0.28, each at least three times as many as among fresh data.",
        "至少是新数据的两倍。网络只训练一次，20 000 个样本的标准误差为 0.003；容差是为别的处理器留的。另外八组 20 个点各训练一次，得 0.11 到 0.28，每一组都至少是新数据的三倍。",
        Decimals(2).of(|seed| {
            let noise = Gaussian::standard(2)?.sample(seed, SAMPLES)?;
            copies(&simulate_ode_final(&few()?.1, &Euler, &unit_grid(100)?, &noise)?)
        }),
    )
}

fn few_copies_fresh() -> Claim {
    Claim::new(
        "flow-matching-few-copies-fresh",
        "Share of 20 000 fresh points of N(0, I) in the plane that are within 0.1 of one of the 20 points.",
        "平面上 N(0, I) 的 20 000 个新点中，离 20 个点之一不到 0.1 的比例。",
        near(0.05, 0.02).false_alarms(1e-6),
        "The discs cover 20·π·0.1² = 0.63, and the mean density where points are is 1/(4π): together 0.05. It is less where discs overlap, and it depends on where the 20 points lie.",
        "各圆盘的总面积为 20·π·0.1² = 0.63，点所在处的平均密度为 1/(4π)，相乘得 0.05；圆盘重叠时会小一些，也与 20 个点的位置有关。",
        Decimals(2).of(|seed| copies(&Gaussian::standard(2)?.sample(Seed(seed.0 ^ (1 << 40)), SAMPLES)?)),
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
    let transposed = Transposed::of(&net);
    net.forward(&transposed, &mut tape);
    for (output, mut gradient) in tape.outputs_and_gradients_mut() {
        gradient.assign(&(2.0 * (&output - 1.0)));
    }
    let mut gradient = vec![0.0; net.weights().len()];
    net.backward(&transposed, &mut tape, &mut gradient);
    let step = 1e-5;
    let mut gaps = Vec::new();
    for (i, by_weight) in gradient.into_iter().enumerate() {
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
