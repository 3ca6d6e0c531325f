//! The linear autoencoder with noise in its latents.

use flowlab::Result;
use flowlab::distribution::Digits;
use flowlab::latent::{LinearVae, Pca};

use super::NO_CHANCE;
use crate::Digits::Decimals;
use crate::claim::{Claim, near};

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(FOUND.map(found));
    claims.extend(ALIVE.map(|(gamma2, [id, _, _], [value, _, _])| of_digits(gamma2, id, Number::Alive, value)));
    claims.extend(ALIVE.map(|(gamma2, [_, id, _], [_, value, _])| of_digits(gamma2, id, Number::Nats, value)));
    claims.extend(ALIVE.map(|(gamma2, [_, _, id], [_, _, value])| of_digits(gamma2, id, Number::Error, value)));
    claims.extend(LEARNED.map(learned));
    claims
}

/// γ² of the single axis.
const GAMMA2: f64 = 0.5;
/// Its variance λ.
const LAMBDA: f64 = 0.6;

/// What a search finds along that axis: id, which number, and what the formula says.
const FOUND: [(&str, Found, f64); 3] = [
    ("latents-search-w2", Found::Weight, 0.1),
    ("latents-search-a", Found::Noise, 0.833_333),
    ("latents-search-nats", Found::Nats, 0.091_161),
];

#[derive(Clone, Copy)]
enum Found {
    Weight,
    Noise,
    Nats,
}

/// The mean loss along an axis of variance λ: the decoder's weight w, the encoder m = c·x, and ln a.
fn loss([w, c, log_a]: [f64; 3], lambda: f64, beta: f64) -> f64 {
    let a = log_a.exp();
    let error = lambda * (1.0 - w * c).powi(2) + w * w * a;
    error / (2.0 * GAMMA2) + 0.5 * beta * (c * c * lambda + a - log_a - 1.0)
}

/// The w², c and a of least loss, found without derivatives: a step along each coordinate that goes down, and half the step where none does.
fn least(lambda: f64, beta: f64) -> [f64; 3] {
    let (mut at, mut step) = ([0.5, 0.5, 0.0], 0.25);
    while step > 1e-9 {
        let tries = (0..6).map(|k| {
            let mut next = at;
            next[k / 2] += if k % 2 == 0 { step } else { -step };
            next
        });
        match tries.into_iter().find(|next| loss(*next, lambda, beta) < loss(at, lambda, beta)) {
            Some(next) => at = next,
            None => step /= 2.0,
        }
    }
    let [w, c, log_a] = at;
    [w * w, c, log_a.exp()]
}

fn found((id, which, value): (&'static str, Found, f64)) -> Claim {
    let [en, zh] = match which {
        Found::Weight => ["Square w² of the decoder's weight", "解码器权重的平方 w²"],
        Found::Noise => ["Variance a of the encoder's noise", "编码器噪声的方差 a"],
        Found::Nats => ["Nats that the latent carries", "潜变量携带的信息量（奈特）"],
    };
    Claim::new(
        id,
        format!(
            "{en} of an axis of variance λ = {LAMBDA} at γ² = 1/2 and β = 1, where a search without derivatives finds the least loss."
        ),
        format!("{zh}：方差 λ = {LAMBDA} 的轴，γ² = 1/2，β = 1，取不用导数的搜索所找到的损失最小处。"),
        near(value, 1e-5),
        "λ − γ² = 0.1, γ²/λ = 5/6 and ½·ln(λ/γ²). Rounding of the loss, some 1e-16, hides differences of its root in the numbers.",
        "λ − γ² = 0.1，γ²/λ = 5/6，½·ln(λ/γ²)。损失的舍入约 1e-16，掩盖各数中其平方根大小的差别。",
        Decimals(4).of(move |_| {
            let [w_squared, c, a] = least(LAMBDA, 1.0);
            Ok(match which {
                Found::Weight => w_squared,
                Found::Noise => a,
                Found::Nats => 0.5 * (c * c * LAMBDA + a - a.ln() - 1.0),
            })
        }),
    )
}

/// What the optimum does to the digits.
#[derive(Clone, Copy)]
enum Number {
    Alive,
    Nats,
    Error,
}

/// γ², ids, and the axes that did not collapse, the nats and the error.
const ALIVE: [(f64, [&str; 3], [f64; 3]); 6] = [
    (0.01, ["latents-alive-001", "latents-nats-001", "latents-vae-error-001"], [49.0, 64.703_69, 0.506_093]),
    (0.05, ["latents-alive-005", "latents-nats-005", "latents-vae-error-005"], [36.0, 29.380_47, 2.193_816]),
    (0.1, ["latents-alive-01", "latents-nats-01", "latents-vae-error-01"], [27.0, 18.496_54, 3.737_222]),
    (0.2, ["latents-alive-02", "latents-nats-02", "latents-vae-error-02"], [18.0, 10.647_30, 5.945_328]),
    (0.5, ["latents-alive-05", "latents-nats-05", "latents-vae-error-05"], [10.0, 4.277_70, 9.914_296]),
    (1.0, ["latents-alive-1", "latents-nats-1", "latents-vae-error-1"], [5.0, 1.650_17, 13.542_448]),
];

fn of_digits(gamma2: f64, id: &'static str, number: Number, value: f64) -> Claim {
    let ([what, what_zh], digits) = match number {
        Number::Alive => (["Number of latents that do not collapse", "未坍塌的潜变量个数"], 0),
        Number::Nats => (["Nats that all latents carry together", "所有潜变量合起来携带的信息量（奈特）"], 1),
        Number::Error => {
            (["Mean squared error, over the noise in the latents too", "均方误差（也对潜变量中的噪声取平均）"], 2)
        }
    };
    Claim::new(
        id,
        format!("{what}: the linear VAE of all 1797 digits with γ² = {gamma2} and β = 1."),
        format!("{what_zh}：全部 1797 张图像的线性 VAE，γ² = {gamma2}，β = 1。"),
        near(value, 1e-4),
        NO_CHANCE[0],
        NO_CHANCE[1],
        Decimals(digits).of(move |_| {
            let digits = Digits::all();
            let vae = LinearVae::fit(digits.points(), gamma2, 1.0)?;
            match number {
                Number::Alive => Ok(vae.n_alive() as f64),
                Number::Nats => Ok(vae.nats()),
                Number::Error => vae.error(digits.points()),
            }
        }),
    )
}

/// With γ² learned and k latents: id, k, and the mean of the discarded eigenvalues.
const LEARNED: [(&str, usize, f64); 3] =
    [("latents-learned-8", 8, 0.109_318), ("latents-learned-16", 16, 0.058_900), ("latents-learned-32", 32, 0.019_739)];

fn learned((id, k, value): (&'static str, usize, f64)) -> Claim {
    Claim::new(
        id,
        format!("γ² that is best for the digits with {k} latents: the mean of the other eigenvalues."),
        format!("{k} 个潜变量时对图像最好的 γ²：其余特征值的平均。"),
        near(value, 1e-5),
        NO_CHANCE[0],
        NO_CHANCE[1],
        Decimals(4)
            .of(move |_| -> Result<f64> { Ok(Pca::fit(Digits::all().points(), k)?.discarded() / (64 - k) as f64) }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_finds_the_formula_alive_collapsed_and_at_the_border() {
        for (lambda, beta) in [(2.0, 1.0), (0.6, 1.0), (0.4, 1.0), (2.0, 2.0), (2.0, 4.0)] {
            let ([w2, _, a], [exact_w2, exact_a]) = (least(lambda, beta), LinearVae::axis(lambda, GAMMA2, beta));
            // the root of the loss's rounding; at the border the loss is flat to the fourth order in w
            assert!((w2 - exact_w2).abs() < 1e-4 && (a - exact_a).abs() < 1e-4, "{lambda} {beta}: {w2} {a}");
        }
    }
}
