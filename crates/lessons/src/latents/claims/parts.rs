//! The parts of a network for pictures: each by a law that it obeys.

use flowlab::distribution::{Digits, Gaussian, Sample};
use flowlab::ndarray::{Array2, Axis, s};
use flowlab::nn::{Attention, Dit, DitShape, TimeEmbedding, layer_norm, softmax};
use flowlab::{Result, Seed, VectorField};
use std::f64::consts::PI;

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, at_most, exact, greatest, near, normal, standard_error};

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(PRODUCTS.map(product));
    claims.extend([shuffled(), placed()]);
    claims.extend(LOGITS.map(logits));
    claims.push(forgotten());
    claims.extend(WEIGHTS.map(weights));
    claims.push(first_loss());
    claims
}

/// Inner products of embeddings at two times: id, frequencies, how far apart the times are, and the mean of cos ωδ.
const PRODUCTS: [(&str, Frequencies, f64, f64); 6] = [
    ("latents-embed-001", Frequencies::Geometric, 0.001, 0.951_084),
    ("latents-embed-01", Frequencies::Geometric, 0.01, 0.555_488),
    ("latents-embed-1", Frequencies::Geometric, 0.1, 0.325_861),
    ("latents-cosines-001", Frequencies::Whole, 0.001, 0.999_874),
    ("latents-cosines-01", Frequencies::Whole, 0.01, 0.987_461),
    ("latents-cosines-1", Frequencies::Whole, 0.1, 0.118_882),
];

#[derive(Clone, Copy)]
enum Frequencies {
    /// 16 from 1 to 1000.
    Geometric,
    /// πk for k = 1 to 8.
    Whole,
}

fn product((id, frequencies, gap, value): (&'static str, Frequencies, f64, f64)) -> Claim {
    let [en, zh] = match frequencies {
        Frequencies::Geometric => ["16 frequencies, geometric from 1 to 1000", "从 1 到 1000 成等比的 16 个频率"],
        Frequencies::Whole => ["the frequencies πk for k = 1 to 8", "频率 πk（k = 1 到 8）"],
    };
    Claim::new(
        id,
        format!("Inner product of the embeddings of t and t + {gap}, with {en}: mean over t = 0, 0.1, …, 0.9."),
        format!("t 与 t + {gap} 的嵌入的内积，取{zh}：对 t = 0、0.1、…、0.9 取平均。"),
        near(value, 1e-6),
        "The mean of cos(ω·δ) over the frequencies, whatever t is; rounding of angles up to 1000.",
        "等于 cos(ω·δ) 对各频率的平均，与 t 无关；误差来自不超过 1000 的角度的舍入。",
        Decimals(if matches!(frequencies, Frequencies::Geometric) { 3 } else { 4 }).of(move |_| {
            let embedding = match frequencies {
                Frequencies::Geometric => TimeEmbedding::geometric(16, 1.0, 1000.0)?,
                Frequencies::Whole => TimeEmbedding::new(&(1..=8).map(|k| PI * f64::from(k)).collect::<Vec<_>>())?,
            };
            let times = (0..10).map(|k| 0.1 * f64::from(k));
            Ok(times.map(|t| embedding.at(t).dot(&embedding.at(t + gap))).sum::<f64>() / 10.0)
        }),
    )
}

/// Tokens of a picture, their length, and heads.
const TOKENS: usize = 16;
const DIM: usize = 32;
const HEADS: usize = 4;

/// The greatest gap between the answers to tokens in another order and the answers in that order, where each place has its
/// vector, or none.
fn out_of_order(seed: Seed, positions: &Array2<f64>) -> Result<f64> {
    let (attention, x) = (Attention::random(DIM, HEADS, seed)?, Gaussian::standard(DIM)?.sample(seed, TOKENS)?);
    let order: Vec<usize> = (0..TOKENS).map(|i| (5 * i + 3) % TOKENS).collect();
    let shuffled = attention.at(&(x.select(Axis(0), &order) + positions));
    let answers = attention.at(&(x + positions)).select(Axis(0), &order);
    Ok(greatest(shuffled - answers))
}

fn shuffled() -> Claim {
    Claim::new(
        "latents-shuffled",
        "Attention of 16 random tokens, D = 32, 4 heads: greatest difference between the answers to shuffled tokens and the shuffled answers.",
        "16 个随机词元的注意力（D = 32，4 个头）：打乱词元后的输出与打乱后的输出之间的最大差别。",
        at_most(2e-15),
        "Sums of 16 and of 32 products in another order: some ε of numbers of size 1.",
        "16 项与 32 项乘积按另一次序相加：若干个 ε，各数的大小为 1。",
        Scientific(1).of(|seed| out_of_order(seed, &Array2::zeros((TOKENS, DIM)))),
    )
}

/// With a random vector for each place: the greatest difference, its standard deviation, and the layers over which it is averaged.
const PLACED: f64 = 0.4248;
const PLACED_SD: f64 = 0.0878;
const LAYERS: u64 = 40;

fn placed() -> Claim {
    Claim::new(
        "latents-placed",
        format!(
            "The same, where a normal vector for each place is added to the token that stands there: mean over {LAYERS} random layers."
        ),
        format!("同上，但每个位置有一个正态向量，加到位于该处的词元上：对 {LAYERS} 组随机权重取平均。"),
        normal(PLACED, standard_error(PLACED_SD, LAYERS as usize)),
        format!(
            "Four standard errors; one layer has a standard deviation of {PLACED_SD}. Value and deviation are from 1000 layers."
        ),
        format!("四倍标准误差；单组权重的标准差为 {PLACED_SD}。该值与标准差由 1000 组得到。"),
        Decimals(1).of(|seed| {
            let places = Gaussian::standard(DIM)?;
            let gap = |k: u64| {
                let seed = Seed(seed.0 ^ ((k + 1) << 40));
                out_of_order(seed, &places.sample(Seed(seed.0 ^ (1 << 32)), TOKENS)?)
            };
            Ok((0..LAYERS).map(gap).sum::<Result<f64>>()? / LAYERS as f64)
        }),
    )
}

/// Softmax over 16 products of a query and a key of 64 normal numbers each: id, whether they are divided by the root, which
/// number, its mean and its standard deviation.
const LOGITS: [(&str, bool, Spread, f64, f64); 4] = [
    ("latents-entropy-root", true, Spread::Entropy, 2.361, 0.195),
    ("latents-top-root", true, Spread::Top, 0.2446, 0.0921),
    ("latents-entropy-no-root", false, Spread::Entropy, 0.412, 0.402),
    ("latents-top-no-root", false, Spread::Top, 0.843, 0.182),
];

#[derive(Clone, Copy)]
enum Spread {
    Entropy,
    Top,
}

/// Queries, with 16 keys each.
const QUERIES: usize = 4000;
const LENGTH: usize = 64;

fn logits((id, root, which, value, sd): (&'static str, bool, Spread, f64, f64)) -> Claim {
    let [what, what_zh] = match which {
        Spread::Entropy => ["Entropy, in nats, of the softmax", "softmax 的熵（奈特）"],
        Spread::Top => ["Greatest weight of the softmax", "softmax 的最大权重"],
    };
    let [by, by_zh] = if root { ["divided by 8", "除以 8"] } else { ["as they are", "不作缩放"] };
    Claim::new(
        id,
        format!(
            "{what} over 16 products of a query and a key of 64 normal numbers, {by}: mean over {QUERIES} queries."
        ),
        format!("{what_zh}，对 16 个内积（查询与键各由 64 个正态数组成，{by_zh}）；对 {QUERIES} 个查询取平均。"),
        normal(value, standard_error(sd, QUERIES)),
        format!(
            "Four standard errors: the number has the standard deviation {sd} for one query; value and deviation are from 20 000 queries of another program, whose own error adds half of one."
        ),
        format!(
            "四倍标准误差：单个查询的标准差为 {sd}；该值与标准差由另一个程序的 20 000 个查询得到，它自身的误差不到一倍标准误差的一半。"
        ),
        Decimals(2).of(move |seed| {
            let law = Gaussian::standard(LENGTH)?;
            let (queries, keys) = (law.sample(seed, QUERIES)?, law.sample(Seed(seed.0 ^ (1 << 32)), QUERIES * TOKENS)?);
            let scale = if root { 1.0 / (LENGTH as f64).sqrt() } else { 1.0 };
            let products = Array2::from_shape_fn((QUERIES, TOKENS), |(i, j)| {
                scale * queries.row(i).dot(&keys.row(TOKENS * i + j))
            });
            let numbers = products
                .rows()
                .into_iter()
                .map(|products| softmax(&products))
                .map(|p| match which {
                    Spread::Entropy => p.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum::<f64>(),
                    Spread::Top => p.iter().copied().fold(0.0, f64::max),
                })
                .sum::<f64>();
            Ok(numbers / QUERIES as f64)
        }),
    )
}

fn forgotten() -> Claim {
    Claim::new(
        "latents-norm-invariant",
        "Greatest difference between LN(3·X + 7) and LN(X), for 16 tokens of 32 normal numbers.",
        "16 个词元各由 32 个正态数组成，LN(3·X + 7) 与 LN(X) 的最大差别。",
        at_most(1e-5),
        "Only the 10⁻⁶ beside the variance v sees the scale: ½·10⁻⁶·(1 − 1/9)/v of a number of size 4 at most, and v is above ¼.",
        "只有方差 v 旁边的 10⁻⁶ 能感到尺度：相对差为 ½·10⁻⁶·(1 − 1/9)/v，各数不超过 4，v 大于 ¼。",
        Scientific(1).of(|seed| {
            let x = Gaussian::standard(DIM)?.sample(seed, TOKENS)?;
            Ok(greatest(layer_norm(&(3.0 * &x + 7.0)) - layer_norm(&x)))
        }),
    )
}

/// The transformer for digits.
fn shape(dim: usize, blocks: usize) -> DitShape {
    DitShape { side: 8, channels: 1, patch: 2, dim, blocks, heads: HEADS, labels: 10 }
}

/// How many numbers it learns: id, D, blocks, and the count.
const WEIGHTS: [(&str, usize, usize, f64); 2] =
    [("latents-weights-32", 32, 2, 43204.0), ("latents-weights-64", 64, 4, 317_700.0)];

fn weights((id, dim, blocks, count): (&'static str, usize, usize, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Number of weights of the transformer for digits with D = {dim}, {blocks} blocks, 4 heads and patches of 2 × 2."
        ),
        format!("用于数字图像的 Transformer 的权重个数：D = {dim}，{blocks} 个块，4 个头，2 × 2 的图块。"),
        exact(count),
        "L·(18·D² + 15·D) for the blocks and 4·D² + 40·D + 4 for the rest, counted by hand.",
        "各块共 L·(18·D² + 15·D)，其余 4·D² + 40·D + 4，由手工数出。",
        Decimals(0).of(move |_| Ok(Dit::<f32>::new(shape(dim, blocks), Seed(1))?.n_weights() as f64)),
    )
}

/// tr Σ + |μ|² + d of the digits, the standard deviation of a pair's loss, and pairs.
const FIRST: f64 = 18.773_105 + 27.137_057 + 64.0;
const FIRST_SD: f64 = 17.9;
const PAIRS: usize = 4000;
/// Pairs that are looked at at one time.
const AT_ONCE: usize = 250;

fn first_loss() -> Claim {
    Claim::new(
        "latents-first-loss",
        format!("Loss of the transformer for digits before its first step, over {PAIRS} pairs."),
        format!("用于数字图像的 Transformer 在第一步之前的损失，取 {PAIRS} 对。"),
        normal(FIRST, standard_error(FIRST_SD, PAIRS)),
        format!(
            "It says 0, so the loss is the mean of |z − x₀|², which is tr Σ + |μ|² + 64 = 109.91. Four standard errors; one pair has a standard deviation of {FIRST_SD}."
        ),
        format!(
            "它的输出是 0，所以损失是 |z − x₀|² 的平均，即 tr Σ + |μ|² + 64 = 109.91。四倍标准误差；一对的标准差为 {FIRST_SD}。"
        ),
        Decimals(1).of(|seed| {
            let dit = Dit::<f32>::new(shape(8, 1), seed)?;
            let (z, x0) = (Digits::all().sample(seed, PAIRS)?, Gaussian::standard(64)?.sample(seed, PAIRS)?);
            let mut sum = 0.0;
            for k in 0..PAIRS / AT_ONCE {
                let (t, rows) = ((k as f64 + 0.5) / (PAIRS / AT_ONCE) as f64, s![k * AT_ONCE..(k + 1) * AT_ONCE, ..]);
                let (z, x0) = (z.slice(rows), x0.slice(rows));
                let gap = dit.at(t, &(t * &z + (1.0 - t) * &x0)) - (&z - &x0);
                sum += gap.mapv(|gap| gap * gap).sum();
            }
            Ok(sum / PAIRS as f64)
        }),
    )
}
