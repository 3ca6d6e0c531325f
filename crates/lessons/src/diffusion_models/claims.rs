//! Lesson 15: the noise dial, with the score term, without it, and with its sign turned.

use flowlab::metrics::ks;
use flowlab::ode::Euler;
use flowlab::path::{Extended, GaussianPath, MarginalField, Schedule};
use flowlab::sde::EulerMaruyama;
use flowlab::{AdditiveSde, Field, Sde, Seed, VectorField, simulate_ode_final, simulate_sde_final};

use crate::Digits::Decimals;
use crate::claim::{Claim, at_most, count_unequal, near, noise, unit_grid};
use crate::models::{mixture, mixture_cdf, mixture_field, train};

const SAMPLES: usize = 20_000;
const STEPS: usize = 200;

pub(super) fn claims() -> Vec<Claim> {
    let dials =
        [("diffusion-dial-0", 0.0), ("diffusion-dial-half", 0.5), ("diffusion-dial-1", 1.0), ("diffusion-dial-2", 2.0)];
    let without = ["without the score term", "去掉得分项"];
    let turned = ["with the sign of the score term turned", "得分项符号取反"];
    let wrongs = [
        ("diffusion-no-score-half", 0.5, 0.0, 0.058, without),
        ("diffusion-no-score-1", 1.0, 0.0, 0.093, without),
        ("diffusion-no-score-2", 2.0, 0.0, 0.138, without),
        ("diffusion-wrong-sign-half", 0.5, -1.0, 0.127, turned),
        ("diffusion-wrong-sign-1", 1.0, -1.0, 0.218, turned),
        ("diffusion-wrong-sign-2", 2.0, -1.0, 0.338, turned),
    ];
    let mut claims: Vec<Claim> = dials.map(dial).into();
    claims.extend(wrongs.map(wrong_dial));
    claims.extend([no_noise_is_the_ode(), learned()]);
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

/// The claim on a dial that is wrong, from its id, g, the factor of the score term, the distance, and what is wrong. The
/// distances are those of 400 000 samples, known to 0.0015.
fn wrong_dial((id, g, factor, value, [en, zh]): (&'static str, f64, f64, f64, [&str; 2])) -> Claim {
    Claim::new(
        id,
        format!("Kolmogorov–Smirnov distance from p_data {en}, g = {g:?}; all else as with the exact dial."),
        format!("{zh}，g = {g:?} 时样本与 p_data 的柯尔莫哥洛夫-斯米尔诺夫距离；其余与精确情形相同。"),
        near(value, 0.008).false_alarms(1e-2),
        "The distance of 20 000 samples from the law that they have is 0.006 on average and below 0.0115 for 99 % of the seeds; by so much the measured one strays at most, and most of the time by less.",
        "20 000 个样本与其自身分布的距离平均为 0.006，在 99% 的种子下低于 0.0115；测得的值至多偏离这么多，多数时候更少。",
        Decimals(3).of(move |seed| distance(&with_score(mixture_field()?, g, factor), seed)),
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
        "用训练所得的向量场（2, 64, 64, 1，6000 步，每步 256 对），欧拉-丸山方法 n = 200、g = 1 生成 20 000 个样本，它们与 p_data 的柯尔莫哥洛夫-斯米尔诺夫距离。",
        at_most(0.05).false_alarms(1e-3),
        "True samples stay below 0.0115 for 99 % of the seeds; the rest is for what the network has not learned, of which the score is a part.",
        "真实样本在 99% 的种子下低于 0.0115；其余留给网络没有学到的部分，得分函数的误差也在其中。",
        Decimals(3).of(|seed| {
            let field = train(mixture()?, vec![64, 64], 6000, 256, seed)?.field();
            distance(&Extended::dial(path(), field, 1.0)?, seed)
        }),
    )
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
