//! Lesson 15: the noise dial, with the score term, without it, and with its sign turned; a learned field between the hills.

use flowlab::metrics::ks;
use flowlab::ndarray::Array2;
use flowlab::ode::Euler;
use flowlab::path::{Extended, GaussianPath, MarginalField, Schedule};
use flowlab::sde::EulerMaruyama;
use flowlab::{AdditiveSde, Field, Sde, Seed, VectorField, simulate_ode_final, simulate_sde_final};

use crate::Digits::Decimals;
use crate::claim::{Claim, at_most, count_unequal, near, noise, normal, standard_error_of_share, unit_grid};
use crate::models::{mixture, mixture_cdf, mixture_field, train, trained_field};

const SAMPLES: usize = 20_000;
const STEPS: usize = 200;
/// Wrong dials: g, the factor of the score term, and the distance of their law from that of the data, which a test computes.
const WRONG: [(f64, f64, f64); 6] = [
    (0.5, 0.0, 0.058),
    (1.0, 0.0, 0.094),
    (2.0, 0.0, 0.138),
    (0.5, -1.0, 0.127),
    (1.0, -1.0, 0.218),
    (2.0, -1.0, 0.338),
];
/// Claims on the share of samples between the hills: id, g, and the share by the law of the method, which a test computes.
const BETWEEN: [(&str, f64, f64); 5] = [
    ("diffusion-between-0", 0.0, 0.0199),
    ("diffusion-between-half", 0.5, 0.0137),
    ("diffusion-between-1", 1.0, 0.0095),
    ("diffusion-between-2", 2.0, 0.0046),
    ("diffusion-between-4", 4.0, 0.0012),
];
/// The steps to these samples, and the places between the hills: |x| below this.
const FEWER_STEPS: usize = 100;
const VALLEY: f64 = 0.8;

pub(super) fn claims() -> Vec<Claim> {
    let dials =
        [("diffusion-dial-0", 0.0), ("diffusion-dial-half", 0.5), ("diffusion-dial-1", 1.0), ("diffusion-dial-2", 2.0)];
    let without = ["without the score term", "去掉得分项"];
    let turned = ["with the sign of the score term turned", "得分项符号取反"];
    let ids = [
        ("diffusion-no-score-half", without),
        ("diffusion-no-score-1", without),
        ("diffusion-no-score-2", without),
        ("diffusion-wrong-sign-half", turned),
        ("diffusion-wrong-sign-1", turned),
        ("diffusion-wrong-sign-2", turned),
    ];
    let wrongs = ids.into_iter().zip(WRONG).map(|((id, words), (g, factor, value))| (id, g, factor, value, words));
    let mut claims: Vec<Claim> = dials.map(dial).into();
    claims.extend(wrongs.map(wrong_dial));
    claims.extend([no_noise_is_the_ode(), learned()]);
    claims.extend(BETWEEN.map(between));
    claims
}

/// The claim on the dial with the exact score, from its id and g.
fn dial((id, g): (&'static str, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Kolmogorov–Smirnov distance from p_data of 20 000 samples by Euler–Maruyama, n = 200, with the exact field and σ² = 2g(1 − t), g = {g:?}; p_data half N(−2, 1/4), half N(2, 1/4)."
        ),
        format!(
            "用精确向量场与 σ² = 2g(1 − t)（g = {g:?}），欧拉-丸山方法 n = 200 生成 20 000 个样本，它们与 p_data 的柯尔莫哥洛夫-斯米尔诺夫距离；p_data 为 N(−2, 1/4) 与 N(2, 1/4) 各占一半。"
        ),
        at_most(0.0139).false_alarms(1e-2),
        "True samples stay below 1.63/√N = 0.0115 for 99 % of the seeds; the method's own bias is at most 0.0024.",
        "真实样本在 99% 的种子下低于 1.63/√N = 0.0115；方法自身的偏差至多 0.0024。",
        Decimals(4).of(move |seed| distance(&Extended::dial(path(), mixture_field()?, g)?, seed)),
    )
}

/// The claim on a dial that is wrong, from its id, g, the factor of the score term, the distance, and what is wrong. A test
/// computes the distances from the law of the method.
fn wrong_dial((id, g, factor, value, [en, zh]): (&'static str, f64, f64, f64, [&str; 2])) -> Claim {
    Claim::new(
        id,
        format!("Kolmogorov–Smirnov distance from p_data {en}, g = {g:?}; all else as with the exact dial."),
        format!("{zh}，g = {g:?} 时样本与 p_data 的柯尔莫哥洛夫-斯米尔诺夫距离；其余与精确情形相同。"),
        near(value, 0.008).false_alarms(1e-2),
        "The value is the distance of the law that the steps lead to, computed on a grid. Where the two distribution functions are farthest apart, that of 20 000 samples has a standard deviation of at most 0.0035.",
        "该值是各步所到达的分布与 p_data 的距离，在网格上算出。在两个分布函数相差最大之处，20 000 个样本的经验分布函数的标准差至多为 0.0035。",
        Decimals(3).of(move |seed| distance(&with_score(mixture_field()?, g, factor), seed)),
    )
}

/// The claim on the samples between the hills, from its id, g and the share.
fn between((id, g, share): (&'static str, f64, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Share of 20 000 samples with |x| < 0.8, by Euler–Maruyama, n = 100, g = {g:?}, with the trained field of the figures: 2, 64, 64, 1, 6000 steps of 256 pairs; the data have 0.0082 there."
        ),
        format!(
            "用插图里的那个学到的向量场（2, 64, 64, 1，6000 步，每步 256 对），欧拉-丸山方法 n = 100、g = {g:?} 生成 20 000 个样本，其中 |x| < 0.8 的比例；数据在那里的比例是 0.0082。"
        ),
        normal(share, standard_error_of_share(share, SAMPLES)),
        "Four standard errors of a share. The share of the law that the steps lead to is computed without chance: on a grid, and for g = 0 from 20 000 quantiles.",
        "比例的四倍标准误差。各步所到达的分布在那里的比例，是不用随机数算出的：在网格上计算，g = 0 时由 20 000 个分位点计算。",
        Decimals(3).of(move |seed| {
            let sde = Extended::dial(path(), trained_field("mixture")?, g)?;
            let grid = unit_grid(FEWER_STEPS)?;
            let ends = simulate_sde_final(&sde, &EulerMaruyama, &grid, &noise(seed, SAMPLES)?, seed)?;
            Ok(share_between(&ends))
        }),
    )
}

fn no_noise_is_the_ode() -> Claim {
    Claim::new(
        "diffusion-no-noise-is-the-ode",
        "Samples, of 20 000, in which Euler–Maruyama at g = 0 and Euler's method differ in any bit.",
        "20 000 个样本中，欧拉-丸山方法（g = 0）与欧拉方法的结果有任何一位不同的个数。",
        at_most(0.0),
        "No chance: with σ = 0 both methods do the same arithmetic.",
        "不含随机性：σ = 0 时两种方法做的是同样的运算。",
        Decimals(0).of(|seed| {
            let (noise, grid) = (noise(seed, SAMPLES)?, unit_grid(STEPS)?);
            let by_sde = simulate_sde_final(
                &Extended::dial(path(), mixture_field()?, 0.0)?,
                &EulerMaruyama,
                &grid,
                &noise,
                seed,
            )?;
            let by_ode = simulate_ode_final(&mixture_field()?, &Euler, &grid, &noise)?;
            Ok(count_unequal(&by_sde, &by_ode))
        }),
    )
}

fn learned() -> Claim {
    Claim::new(
        "diffusion-learned-field",
        "Kolmogorov–Smirnov distance from p_data of 20 000 samples by Euler–Maruyama, n = 200, g = 1, with a trained field: 2, 64, 64, 1, 6000 steps of 256 pairs.",
        "用学到的向量场（2, 64, 64, 1，6000 步，每步 256 对），欧拉-丸山方法 n = 200、g = 1 生成 20 000 个样本，它们与 p_data 的柯尔莫哥洛夫-斯米尔诺夫距离。",
        at_most(0.05).false_alarms(1e-3),
        "True samples stay below 0.0115 for 99 % of the seeds; the rest is for what the network has not learned, of which the score is a part.",
        "真实样本在 99% 的种子下低于 0.0115；其余留给网络没有学到的部分，得分函数的误差也在其中。",
        Decimals(3).of(|seed| {
            let field = train(mixture()?, vec![64, 64], 6000, 256, seed)?.field();
            distance(&Extended::dial(path(), field, 1.0)?, seed)
        }),
    )
}

/// The share of samples between the hills.
fn share_between(ends: &Array2<f64>) -> f64 {
    ends.iter().filter(|x| x.abs() < VALLEY).count() as f64 / ends.len() as f64
}

fn path() -> GaussianPath {
    GaussianPath::new(Schedule::Linear)
}

fn distance(sde: &impl Sde, seed: Seed) -> flowlab::Result<f64> {
    let ends = simulate_sde_final(sde, &EulerMaruyama, &unit_grid(STEPS)?, &noise(seed, SAMPLES)?, seed)?;
    ks(&ends.column(0), mixture_cdf)
}

/// dX = [u + factor·(σ²/2)·score] dt + σ dW with σ² = 2g(1 − t): the factor 1 is right. (σ²/2)·score = g·(t·u − x).
fn with_score(field: MarginalField, g: f64, factor: f64) -> AdditiveSde<Field> {
    let drift = Field::new(1, move |t, x, mut out| {
        field.eval(t, x, out.view_mut());
        out.zip_mut_with(&x, |u, x| *u += factor * g * (t * *u - x));
    });
    AdditiveSde::new(drift, move |t| (2.0 * g * (1.0 - t)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{noise_quantiles, normal_cdf};
    use flowlab::ndarray::{Array1, Axis};

    /// Half the width of the grid, and its cells.
    const REACH: f64 = 6.0;
    const CELLS: usize = 4800;

    /// The law to which n steps of algorithm 2 lead, with a factor in front of the score term: places, and the mass in the
    /// cell around each. The noise of a step is one of three numbers with the moments of a normal one, up to the fifth; the
    /// mass that arrives between two places is shared between them.
    fn law(field: &impl VectorField, g: f64, factor: f64, n: usize) -> (Array2<f64>, Array1<f64>) {
        let (width, h) = (2.0 * REACH / CELLS as f64, 1.0 / n as f64);
        let places = Array1::linspace(-REACH, REACH, CELLS + 1).insert_axis(Axis(1));
        let cell = |x: f64| normal_cdf(x + 0.5 * width) - normal_cdf(x - 0.5 * width);
        let mut mass = places.column(0).mapv(cell);
        for i in 0..n {
            let t = i as f64 * h;
            let u = field.at(t, &places);
            let size = (3.0 * 2.0 * g * (1.0 - t) * h).sqrt();
            let mut next = Array1::zeros(CELLS + 1);
            for ((x, u), mass) in places.iter().zip(&u).zip(&mass) {
                let mean = x + h * (u + factor * g * (t * u - x));
                for (eps, weight) in [(0.0, 2.0 / 3.0), (1.0, 1.0 / 6.0), (-1.0, 1.0 / 6.0)] {
                    let at = ((mean + size * eps + REACH) / width).clamp(0.0, CELLS as f64 - 1e-9);
                    let (k, share) = (at as usize, at.fract());
                    next[k] += mass * weight * (1.0 - share);
                    next[k + 1] += mass * weight * share;
                }
            }
            mass = next;
        }
        (places, mass)
    }

    #[test]
    fn the_distances_of_wrong_dials_are_those_of_their_laws() {
        let field = mixture_field().unwrap();
        for (g, factor, stated) in WRONG {
            let (places, mass) = law(&field, g, factor, STEPS);
            let mut below = 0.0;
            let gaps = places.iter().zip(&mass).map(|(x, mass)| {
                below += mass;
                (below - 0.5 * mass - mixture_cdf(*x)).abs()
            });
            let distance = gaps.fold(0.0, f64::max);
            assert!((distance - stated).abs() < 0.001, "{g} {factor}: {distance}"); // half a unit of three digits, and the grid
        }
    }

    #[test]
    fn the_shares_between_the_hills_are_those_of_their_laws() {
        let field = trained_field("mixture").unwrap();
        for (_, g, stated) in BETWEEN {
            let share = if g == 0.0 {
                let ends = simulate_ode_final(
                    &field,
                    &Euler,
                    &unit_grid(FEWER_STEPS).unwrap(),
                    &noise_quantiles(SAMPLES).unwrap(),
                );
                share_between(&ends.unwrap())
            } else {
                let (places, mass) = law(&field, g, 1.0, FEWER_STEPS);
                places.iter().zip(&mass).filter(|(x, _)| x.abs() < VALLEY).map(|(_, mass)| mass).sum()
            };
            assert!((share - stated).abs() < 2e-4, "{g}: {share}"); // the grid, and half a unit of the last digit
        }
    }
}
