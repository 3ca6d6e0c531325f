//! Outside the sampler: rooms 20 and 23 to 25.

use flowlab::distribution::{Digits, Gaussian, GaussianMixture};
use flowlab::metrics::{frechet, nearest};
use flowlab::ndarray::{Array1, Array2, Axis, array};
use flowlab::nn::Activation;
use flowlab::ode::{Euler, Rk4};
use flowlab::path::{Classified, GaussianPath, Guided, Schedule};
use flowlab::{Field, Result, Seed, TimeGrid, simulate_ode_final};

use crate::Claim;
use crate::Digits::Decimals;
use crate::claim::{near, normal, unit_grid};
use crate::models::{exact_field, normal_cdf};

/// The guided law to N(1, 1), other class N(−1, 1): ids of mean and share above 0, weight, values by other code.
const GUIDED: [([&str; 2], f64, [f64; 2]); 2] = [
    (["bugs-guided-mean", "bugs-guided-right-side"], 2.0, [1.6125, 0.9908]),
    (["bugs-other-w-mean", "bugs-other-w-right-side"], 3.0, [2.0269, 0.99996]),
];
/// An activation: id, which, place, value.
const ACTIVATIONS: [(&str, bool, f64, f64); 4] = [
    ("bugs-silu-plus", false, 1.0, 0.731_059),
    ("bugs-silu-minus", false, -1.0, -0.268_941),
    ("bugs-swish-plus", true, 1.0, 0.845_796),
    ("bugs-swish-minus", true, -1.0, -0.154_204),
];
/// A classifier at w = 1: id, whether it sees the noise, steps, mean by other code.
const LED: [(&str, bool, usize, f64); 4] = [
    ("bugs-led-right", true, 400, 0.9975),
    ("bugs-clean-50", false, 50, 2.1611),
    ("bugs-clean-100", false, 100, 2.2524),
    ("bugs-clean-400", false, 400, 2.3885),
];
/// The mean Fréchet distance of two sets of so many true digits over ten splits, and its standard deviation.
const FRECHET: [(&str, usize, f64, f64); 2] =
    [("bugs-frechet-many", 898, 0.289, 0.0106), ("bugs-frechet-few", 200, 1.279, 0.0503)];
const SPLITS: u64 = 10;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims: Vec<Claim> = GUIDED.into_iter().flat_map(guided).collect();
    claims.extend(ACTIVATIONS.map(activation));
    claims.extend(LED.map(led));
    claims.push(accuracy());
    claims.extend([("bugs-nearest-right", true, 2.1967), ("bugs-nearest-itself", false, 0.0)].map(neighbour));
    claims.extend(FRECHET.map(distance));
    claims
}

fn classes() -> Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)
}

/// Starts, and the weights of N(0, 1) there.
fn starts() -> (Array2<f64>, Array1<f64>) {
    let x0 = Array1::linspace(-8.0, 8.0, 801);
    let weights = x0.mapv(|x: f64| (-0.5 * x * x).exp());
    let sum = weights.sum();
    (x0.insert_axis(Axis(1)), weights / sum)
}

fn guided(([mean, share], w, [of_mean, of_share]): ([&'static str; 2], f64, [f64; 2])) -> [Claim; 2] {
    let ends = move || -> Result<(Array1<f64>, Array1<f64>)> {
        let field = Guided::new(exact_field(classes()?), exact_field(Gaussian::isotropic(array![1.0], 1.0)?), w)?;
        let (x0, weights) = starts();
        Ok((simulate_ode_final(&field, &Rk4, &unit_grid(100)?, &x0)?.column(0).to_owned(), weights))
    };
    [
        Claim::new(
            mean,
            format!(
                "Mean of the guided law to N(1, 1), other class N(−1, 1), where the conditional velocity has the weight {w}: 801 starts with the weights of N(0, 1)."
            ),
            format!(
                "引导到 N(1, 1)（另一类为 N(−1, 1)），条件速度的权重为 {w} 时所得分布的均值：801 个起点以 N(0, 1) 的密度加权。"
            ),
            near(of_mean, 1e-4),
            "No chance. The value is by a reduced equation, to four digits.",
            "不含随机性。该值由约化方程得到，取四位小数。",
            Decimals(3).of(move |_| {
                let (ends, weights) = ends()?;
                Ok(weights.dot(&ends))
            }),
        ),
        Claim::new(
            share,
            format!("Share of this law on the side of its class, weight {w}."),
            format!("权重为 {w} 时，这一分布落在本类一侧的比例。"),
            near(of_share, 1e-3),
            "A sum of weights that jumps at 0: half the weight of one start, at most 2·10⁻⁴ here, on both sides.",
            "权重之和在 0 处有跳跃：至多差一个起点权重的一半，此处不超过 2·10⁻⁴。",
            Decimals(3).of(move |_| {
                let (ends, weights) = ends()?;
                Ok(ends.iter().zip(&weights).filter(|(x, _)| **x > 0.0).map(|(_, weight)| weight).sum())
            }),
        ),
    ]
}

fn activation((id, swish, x, value): (&'static str, bool, f64, f64)) -> Claim {
    let name = if swish { "q/(1 + e^(−1.702q))" } else { "q/(1 + e^(−q))" };
    Claim::new(
        id,
        format!("{name} at q = {x}."),
        format!("{name} 在 q = {x} 处的值。"),
        near(value, 1e-6),
        "By hand.",
        "手算。",
        Decimals(4).of(move |_| {
            // Swish with a factor inside is SiLU of the product, over the factor
            let factor = if swish { 1.702 } else { 1.0 };
            Ok(Activation::Silu.value(factor * x) / factor)
        }),
    )
}

fn led((id, sees_noise, n_steps, mean): (&'static str, bool, usize, f64)) -> Claim {
    let [en, zh] = if sees_noise {
        ["that sees the noise", "看得到噪声的"]
    } else {
        ["of clean data", "只见过干净数据的"]
    };
    Claim::new(
        id,
        format!(
            "Mean of the samples that a classifier {en} leads to N(1, 1), other class N(−1, 1), at w = 1: Euler's method with steps of 1/{n_steps} from t = 1/{n_steps}, 801 starts with the weights of N(0, 1)."
        ),
        format!(
            "由{zh}分类器引导到 N(1, 1)（另一类为 N(−1, 1)），w = 1 时样本的均值：从 t = 1/{n_steps} 出发，欧拉方法，步长 1/{n_steps}，801 个起点以 N(0, 1) 的密度加权。"
        ),
        near(mean, 1e-4),
        "No chance. The value is that of the same steps by other code, to four digits.",
        "不含随机性。该值由另一份代码走同样的步得到，取四位小数。",
        Decimals(if sees_noise { 3 } else { 2 }).of(move |_| {
            let all = exact_field(classes()?);
            let clean = Field::pointwise(1, |_, x, out| out[0] = 2.0 / (1.0 + (2.0 * x[0]).exp()));
            let gradient = if sees_noise { all.classifier(1)? } else { clean };
            let field = Classified::new(GaussianPath::new(Schedule::Linear), all, gradient, 1.0)?;
            let (x0, weights) = starts();
            let grid = TimeGrid::uniform(1.0 / n_steps as f64, 1.0, n_steps - 1)?;
            Ok(weights.dot(&simulate_ode_final(&field, &Euler, &grid, &x0)?.column(0)))
        }),
    )
}

fn accuracy() -> Claim {
    Claim::new(
        "bugs-clean-accuracy",
        "Accuracy of the exact classifier of N(−1, 1) and N(1, 1) on clean data: Φ(1).",
        "N(−1, 1) 与 N(1, 1) 的精确分类器在干净数据上的准确率：Φ(1)。",
        near(0.841_345, 1e-6),
        "It says the side; a number of N(1, 1) is above 0 with this probability.",
        "它只看在哪一侧；N(1, 1) 的数大于 0 的概率就是这个值。",
        Decimals(2).of(|_| Ok(normal_cdf(1.0))),
    )
}

fn neighbour((id, right, value): (&'static str, bool, f64)) -> Claim {
    let [en, zh] = if right {
        ["1197 training digits", "1197 张训练图像中"]
    } else {
        ["1797 digits, themselves among them", "全部 1797 张图像（含它们自己）中"]
    };
    Claim::new(
        id,
        format!("Mean distance of the 600 held-out digits from the nearest of the {en}."),
        format!("600 张留出图像与{zh}最近一张的平均距离。"),
        near(value, 1e-4),
        "No chance. The value is that of other code, to four digits.",
        "不含随机性。该值由另一份代码得到，取四位小数。",
        Decimals(2).of(move |_| {
            let (training, held_out) = Digits::split();
            let among = if right { training } else { Digits::all() };
            Ok(nearest(held_out.points(), among.points())?.1.sum() / held_out.len() as f64)
        }),
    )
}

fn distance((id, n, value, sd): (&'static str, usize, f64, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Fréchet distance of two disjoint sets of {n} random true digits, on the 64 numbers: mean over 10 splits."
        ),
        format!("两组互不相交的 {n} 张真实图像之间的弗雷歇距离（直接用 64 个数）：对 10 次划分取平均。"),
        normal(value, sd),
        format!("Four standard deviations of such a mean, {sd}, from 600 splits."),
        format!("这一平均的四倍标准差（标准差 {sd}，由 600 次划分得到）。"),
        Decimals(2).of(move |seed| {
            let digits = Digits::all();
            let mut sum = 0.0;
            for k in 0..SPLITS {
                let seed = Seed(seed.0 ^ ((k + 1) << 40));
                let both = digits.split(seed, (2 * n) as f64 / digits.len() as f64)?.0;
                let (a, b) = both.split(Seed(seed.0 ^ (1 << 32)), 0.5)?;
                sum += frechet(a.points(), b.points())?;
            }
            Ok(sum / SPLITS as f64)
        }),
    )
}
