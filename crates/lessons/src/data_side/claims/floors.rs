//! Least losses of guessing noise, data and velocity.

use flowlab::distribution::Sample;
use flowlab::ndarray::array;
use flowlab::path::{Coefficients, Schedule};
use flowlab::rand::Rng;
use flowlab::train::least_loss;
use flowlab::{Result, Seed};

use super::{TRIGONOMETRIC, TWO_HILLS, field};
use crate::Digits::Decimals;
use crate::claim::{Claim, noise, normal, standard_error};
use crate::models::mixture;

/// Pairs over which a loss is measured.
const PAIRS: usize = 200_000;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(FLOORS.map(floor));
    claims.push(floor_of_velocity());
    claims
}

/// What is guessed.
#[derive(Clone, Copy, PartialEq)]
enum Guessed {
    Noise,
    Data,
}

/// Id, the schedule, what is guessed, the least loss, and the standard deviation of the loss of one pair, which a test
/// integrates.
const FLOORS: [(&str, Schedule, Guessed, f64, f64); 4] = [
    ("data-side-floor-noise", Schedule::Linear, Guessed::Noise, 0.4987, 1.02),
    ("data-side-floor-data", Schedule::Linear, Guessed::Data, 1.3831, 2.52),
    ("data-side-floor-trigonometric-noise", Schedule::Trigonometric, Guessed::Noise, 0.4978, 1.03),
    ("data-side-floor-trigonometric-data", Schedule::Trigonometric, Guessed::Data, 1.2659, 2.45),
];

fn floor((id, schedule, guessed, least, sd): (&'static str, Schedule, Guessed, f64, f64)) -> Claim {
    let (decimals, [what, what_zh]) = match guessed {
        Guessed::Noise => (3, ["noise", "噪声"]),
        Guessed::Data => (2, ["data point", "数据点"]),
    };
    let [along, along_zh] =
        if schedule == Schedule::Linear { ["linear", "线性"] } else { [TRIGONOMETRIC.en, TRIGONOMETRIC.zh] };
    Claim::new(
        id,
        format!(
            "Least loss of guessing the {what} along the {along} schedule, that of the exact conditional mean, over 200 000 pairs at uniform times; data {}; in theory, by integration, {least}.",
            TWO_HILLS.en
        ),
        format!(
            "沿{along_zh}调度猜测{what_zh}的损失的最小值，即精确的条件均值的损失；对 200 000 对取平均，时刻均匀分布；数据为 {}；由数值积分得理论值 {least}。",
            TWO_HILLS.zh
        ),
        normal(least, standard_error(sd, PAIRS)),
        format!("Four standard errors: the loss of one pair has a standard deviation of {sd}."),
        format!("四倍标准误差：单对样本的损失标准差为 {sd}。"),
        Decimals(decimals).of(move |seed| least_of(schedule, guessed, seed)),
    )
}

fn least_of(schedule: Schedule, guessed: Guessed, seed: Seed) -> Result<f64> {
    let (z, x0) = (mixture()?.sample(seed, PAIRS)?, noise(seed, PAIRS)?);
    let (field, mut rng) = (field(schedule, mixture()?), seed.stream(0));
    let mut sum = 0.0;
    for (z, x0) in z.iter().zip(&x0) {
        let t = rng.random();
        let Coefficients { alpha, beta, .. } = schedule.coefficients(t);
        let x = alpha * z + beta * x0;
        let guess = field.posterior_mean(t, &array![[x]])?[[0, 0]];
        let gap = match guessed {
            Guessed::Data => guess - z,
            Guessed::Noise => (x - alpha * guess) / beta - x0,
        };
        sum += gap * gap;
    }
    Ok(sum / PAIRS as f64)
}

/// The least loss of the velocity along the trigonometric schedule, and the standard deviation of the loss of one pair.
const LEAST_VELOCITY: f64 = 4.3518;
const SD_VELOCITY: f64 = 7.14;

fn floor_of_velocity() -> Claim {
    Claim::new(
        "data-side-floor-trigonometric-velocity",
        format!(
            "Least flow-matching loss along the trigonometric schedule, that of the exact field, over 200 000 pairs; data {}; in theory, by integration, {LEAST_VELOCITY}.",
            TWO_HILLS.en
        ),
        format!(
            "沿三角调度的流匹配损失的最小值，即精确向量场的损失，对 200 000 对取平均；数据为 {}；由数值积分得理论值 {LEAST_VELOCITY}。",
            TWO_HILLS.zh
        ),
        normal(LEAST_VELOCITY, standard_error(SD_VELOCITY, PAIRS)),
        format!("Four standard errors: the loss of one pair has a standard deviation of {SD_VELOCITY}."),
        format!("四倍标准误差：单对样本的损失标准差为 {SD_VELOCITY}。"),
        Decimals(2).of(|seed| Ok(least_loss(&field(Schedule::Trigonometric, mixture()?), seed, PAIRS)?.mean)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_side::claims::guess;
    use crate::models::MEAN;
    use flowlab::ndarray::Array1;

    /// The mean and the standard deviation of a function of one pair of the right hill at a uniform time, from z and
    /// its guess.
    fn over_pairs(schedule: Schedule, loss: impl Fn(Coefficients, [f64; 2]) -> f64) -> [f64; 2] {
        let (times, normals) = (400, Array1::linspace(-6.0, 6.0, 161));
        let density = normals.mapv(|x: f64| (-0.5 * x * x).exp());
        let total = density.sum();
        let [mut mean, mut square] = [0.0; 2];
        for k in 0..times {
            let at = schedule.coefficients((f64::from(k) + 0.5) / f64::from(times));
            for (eps, of_eps) in normals.iter().zip(&density) {
                let z = MEAN + 0.5 * eps;
                for (x0, of_x0) in normals.iter().zip(&density) {
                    let weight = of_eps * of_x0 / (total * total * f64::from(times));
                    let loss = loss(at, [z, guess(at.alpha, at.beta, at.alpha * z + at.beta * x0)]);
                    mean += weight * loss;
                    square += weight * loss * loss;
                }
            }
        }
        [mean, (square - mean * mean).sqrt()]
    }

    #[test]
    fn the_least_losses_and_their_spreads_are_those_of_integration() {
        for (id, schedule, guessed, least, sd) in FLOORS {
            let found = over_pairs(schedule, |at, [z, guess]| match guessed {
                Guessed::Data => (guess - z).powi(2),
                Guessed::Noise => (at.alpha * (z - guess) / at.beta).powi(2),
            });
            // half a unit of the last digit; the standard deviations are given to three digits
            assert!((found[0] - least).abs() < 1e-4 && (found[1] / sd - 1.0).abs() < 0.005, "{id}: {found:?}");
        }
        let found = over_pairs(Schedule::Trigonometric, |at, [z, guess]| {
            let of_noise = at.alpha * (z - guess) / at.beta; // what the guess of the noise has too much
            (at.alpha_dot * (guess - z) + at.beta_dot * of_noise).powi(2)
        });
        assert!((found[0] - LEAST_VELOCITY).abs() < 2e-4 && (found[1] / SD_VELOCITY - 1.0).abs() < 0.005, "{found:?}");
    }

    #[test]
    fn least_losses_of_normal_laws_have_closed_forms() {
        // Var(z | X_t) = s²β²/v and Var(x₀ | X_t) = α²s²/v with v = α²s² + β²; the velocity has s²Q²/v
        let means = |schedule: Schedule, s: f64| {
            let n = 100_000;
            (0..n).fold([0.0; 3], |[velocity, noise, data], i| {
                let Coefficients { alpha, beta, alpha_dot, beta_dot } =
                    schedule.coefficients((f64::from(i) + 0.5) / f64::from(n));
                let (q, share) = (alpha_dot * beta - alpha * beta_dot, s * s / (alpha * alpha * s * s + beta * beta));
                let n = f64::from(n);
                [velocity + q * q * share / n, noise + alpha * alpha * share / n, data + beta * beta * share / n]
            })
        };
        let pi_half = std::f64::consts::FRAC_PI_2;
        for (schedule, s, stated) in [
            (Schedule::Linear, 1.0, [pi_half, 0.5, 0.5]),
            (Schedule::Linear, 2.0, [2.0 * pi_half, 0.6448, 1.4207]),
            (Schedule::Trigonometric, 1.0, [pi_half * pi_half, 0.5, 0.5]),
            (Schedule::Trigonometric, 2.0, [pi_half * pi_half * 2.0, 2.0 / 3.0, 4.0 / 3.0]),
        ] {
            let found = means(schedule, s);
            assert!(found.iter().zip(stated).all(|(a, b)| (a - b).abs() < 5e-5), "{schedule:?} {s}: {found:?}");
            assert!((found[2] - s * s * (1.0 - found[1])).abs() < 1e-9);
        }
        // the score at t = .9 on the two hills: α²/β⁴ times what is left of z within a hill
        let left = 0.25 * 0.01 / (0.81 * 0.25 + 0.01);
        assert!((0.81 / 1e-4 * left - 95.3_f64).abs() < 0.05);
    }
}
