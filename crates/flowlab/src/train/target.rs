//! What the network is asked for.

use crate::error::{Error, Result};
use crate::path::{Coefficients, Schedule};

/// What a network learns of a pair (x₀, z), and the velocity that follows from it: [`Velocity`], [`Noise`] or [`Clean`].
///
/// All is linear: the target is p·z + q·x₀, the velocity r·x + s·(output), with numbers that depend on the time alone.
pub trait Target: Send + Sync + Copy + Default + std::fmt::Debug + 'static {
    /// The name in files.
    const NAME: &'static str;

    /// Refuses a path along which the target's mean square is infinite.
    ///
    /// # Errors
    /// For [`Velocity`], [`Schedule::LinearVp`]: its pairs arrive with infinite mean squared speed.
    fn check(schedule: Schedule) -> Result<()>;

    /// p and q at time t.
    fn pair(schedule: Schedule, t: f64) -> [f64; 2];

    /// The weight of the squared distance to the target in the loss.
    fn weight(schedule: Schedule, t: f64) -> f64;

    /// r and s at time t: finite at both ends of [0, 1] too.
    fn velocity(schedule: Schedule, t: f64) -> [f64; 2];

    /// The numbers r and s at time t with which r·x + s·(output) is the guess of the data, E[z given Xₜ = x]. Those of
    /// [`Velocity`] are not finite where Q = α̇β − αβ̇ is 0, as at t = 0 on a schedule that starts with α̇ = 0.
    ///
    /// ```
    /// use flowlab::path::Schedule;
    /// use flowlab::train::{Target, Velocity};
    /// assert_eq!(Velocity::data(Schedule::Linear, 0.25), [1.0, 0.75]); // x + (1 − t)·u
    /// ```
    fn data(schedule: Schedule, t: f64) -> [f64; 2];

    /// How many times as large as the error of what is guessed, the velocity, the noise or the data, that of the velocity is
    /// which follows: 1, −Q/α or Q/β with Q = α̇β − αβ̇. So plain squares of the three weigh one error of the field by 1,
    /// (α/Q)² and (β/Q)²; as the score is −(guess of the noise)/β, its factor is βQ/α. Infinite at t = 0 for the noise, and at
    /// t = 1 for the data.
    ///
    /// ```
    /// use flowlab::path::Schedule;
    /// use flowlab::train::{Clean, Noise, Target};
    /// let t = 0.2;
    /// assert_eq!(Noise::error_factor(Schedule::Linear, t), -1.0 / t);
    /// assert_eq!(Clean::error_factor(Schedule::Linear, t), 1.0 / (1.0 - t));
    /// ```
    fn error_factor(schedule: Schedule, t: f64) -> f64;
}

/// The velocity of the pair, α̇·z + β̇·x₀: flow matching.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Velocity;

/// The least β by which is divided.
const LEAST: f64 = 0.05;

impl Target for Velocity {
    const NAME: &'static str = "velocity";

    fn check(schedule: Schedule) -> Result<()> {
        if schedule == Schedule::LinearVp { Err(Error::InfiniteLoss) } else { Ok(()) }
    }

    fn pair(schedule: Schedule, t: f64) -> [f64; 2] {
        let Coefficients { alpha_dot, beta_dot, .. } = schedule.coefficients(t);
        [alpha_dot, beta_dot]
    }

    fn weight(_: Schedule, _: f64) -> f64 {
        1.0
    }

    fn velocity(_: Schedule, _: f64) -> [f64; 2] {
        [0.0, 1.0]
    }

    fn data(schedule: Schedule, t: f64) -> [f64; 2] {
        let at = schedule.coefficients(t);
        [-at.beta_dot / at.q(), at.beta / at.q()]
    }

    fn error_factor(_: Schedule, _: f64) -> f64 {
        1.0
    }
}

/// The noise of the pair, x₀: score matching, since the score is −E[x₀ given Xₜ = x]/β.
///
/// The guess of x₀ is β·x + α·N with the network's output N, so at t = 0, where x is x₀ itself, it is exact. The loss
/// |guess − x₀|² is α²·|N − target|² with the target (x₀ − β·x)/α = ((1 − β²)/α)·x₀ − β·z. The velocity
/// (α̇·x − Q·guess)/α with Q = α̇β − αβ̇ is then ((α̇ − Qβ)/α)·x − Q·N, with nothing to divide by at t = 0. For
/// [`Schedule::LinearVp`] Q = 1/β is infinite at t = 1, where N tends to 0 with β for data that have a density, but only as
/// nearly as it was learned: at least .05 is taken for β. That concerns t > .9987, and moves the end of a trajectory by some
/// .025 of N there.
///
/// Source of this form of the network: Salimans and Ho, *Progressive Distillation for Fast Sampling of Diffusion Models*
/// (2022).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noise;

impl Target for Noise {
    const NAME: &'static str = "noise";

    fn check(_: Schedule) -> Result<()> {
        Ok(())
    }

    fn pair(schedule: Schedule, t: f64) -> [f64; 2] {
        let Coefficients { alpha, beta, .. } = schedule.coefficients(t);
        // (1 − β²)/α, where α² + β² = 1 it is α
        let noise = match schedule {
            Schedule::Linear => 2.0 - t,
            Schedule::Trigonometric | Schedule::LinearVp => alpha,
            Schedule::Own(_) => after_start(schedule, t).1,
        };
        [-beta, noise]
    }

    fn weight(schedule: Schedule, t: f64) -> f64 {
        schedule.coefficients(t).alpha.powi(2)
    }

    fn velocity(schedule: Schedule, t: f64) -> [f64; 2] {
        let Coefficients { beta, .. } = schedule.coefficients(t);
        match schedule {
            Schedule::Own(_) => {
                let (Coefficients { alpha, beta, alpha_dot, beta_dot }, noise) = after_start(schedule, t);
                [alpha_dot * noise + beta * beta_dot, alpha * beta_dot - alpha_dot * beta]
            }
            Schedule::Linear => [1.0, -1.0],
            Schedule::Trigonometric => [0.0, -std::f64::consts::FRAC_PI_2],
            Schedule::LinearVp => [0.0, -1.0 / beta.max(LEAST)],
        }
    }

    fn data(schedule: Schedule, t: f64) -> [f64; 2] {
        // the data behind x and the guess βx + αN of the noise: (x − β·guess)/α
        let [of_z, of_noise] = Noise::pair(schedule, t);
        [of_noise, of_z]
    }

    fn error_factor(schedule: Schedule, t: f64) -> f64 {
        let at = schedule.coefficients(t);
        -at.q() / at.alpha
    }
}

/// The coefficients of a schedule of one's own, and (1 − β²)/α, which is 0/0 at t = 0: what it is just after stands for it.
fn after_start(schedule: Schedule, t: f64) -> (Coefficients, f64) {
    let at = schedule.coefficients(t.max(1e-6));
    (at, (1.0 - at.beta) * (1.0 + at.beta) / at.alpha)
}

/// The data point of the pair, z: the network guesses the clean point in the noisy one.
///
/// For data on few directions of many, such as pictures, that is the easiest thing to say: all noise is left out, while a
/// velocity holds it in every direction. The velocity is α̇·N + β̇·(x − α·N)/β with the network's output N, and the loss is
/// that of flow matching, |velocity − (α̇·z + β̇·x₀)|² = (Q/β)²·|N − z|² with Q = α̇β − αβ̇. Both divide by β, for which at
/// least .05 is taken.
///
/// Source: Li and He, *Back to Basics: Let Denoising Generative Models Denoise* (2025).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clean;

impl Target for Clean {
    const NAME: &'static str = "data";

    fn check(schedule: Schedule) -> Result<()> {
        Velocity::check(schedule)
    }

    fn pair(_: Schedule, _: f64) -> [f64; 2] {
        [1.0, 0.0]
    }

    fn weight(schedule: Schedule, t: f64) -> f64 {
        let [_, of_output] = Clean::velocity(schedule, t);
        of_output * of_output
    }

    fn velocity(schedule: Schedule, t: f64) -> [f64; 2] {
        let Coefficients { alpha, beta, alpha_dot, beta_dot } = schedule.coefficients(t);
        let slope = beta_dot / beta.max(LEAST);
        [slope, alpha_dot - alpha * slope]
    }

    fn data(_: Schedule, _: f64) -> [f64; 2] {
        [0.0, 1.0]
    }

    fn error_factor(schedule: Schedule, t: f64) -> f64 {
        let at = schedule.coefficients(t);
        at.q() / at.beta
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The noise's formulas as they are written above, with their division by α.
    #[test]
    fn the_numbers_are_those_of_the_formulas() {
        let bent = |t: f64| Coefficients { alpha: t * t, beta: 1.0 - t, alpha_dot: 2.0 * t, beta_dot: -1.0 };
        let own = Schedule::own("bent", bent).unwrap();
        for schedule in Schedule::ALL.into_iter().chain([own]) {
            for t in [0.1, 0.5, 0.9] {
                let Coefficients { alpha, beta, alpha_dot, beta_dot } = schedule.coefficients(t);
                let q = alpha_dot * beta - alpha * beta_dot;
                let (pair, velocity) = (Noise::pair(schedule, t), Noise::velocity(schedule, t));
                let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-14, "{schedule:?} {t}: {a} {b}");
                close(pair[1], (1.0 - beta * beta) / alpha);
                close(velocity[0], (alpha_dot - q * beta) / alpha);
                close(velocity[1], -q);
                // of one pair, with the target for output, the velocity is the pair's own
                let (x0, z) = (0.7, -1.9);
                let (x, output) = (alpha * z + beta * x0, pair[0] * z + pair[1] * x0);
                close(velocity[0] * x + velocity[1] * output, alpha_dot * z + beta_dot * x0);
                close(beta * x + alpha * output, x0);
                let [of_x, of_output] = Clean::velocity(schedule, t);
                close(of_x * x + of_output * z, alpha_dot * z + beta_dot * x0);
                close(Clean::weight(schedule, t), (q / beta).powi(2));
                // and the data are guessed to be the pair's own
                let [of_x, of_output] = Noise::data(schedule, t);
                close(of_x * x + of_output * output, z);
                let [of_x, of_u] = Velocity::data(schedule, t);
                close(of_x * x + of_u * (alpha_dot * z + beta_dot * x0), z);
                assert_eq!(Clean::data(schedule, t), [0.0, 1.0]);
                // an error of a guess is one of the velocity α̇·(data) + β̇·(noise) with x = α·(data) + β·(noise) kept
                let (of_noise, of_data) = (Noise::error_factor(schedule, t), Clean::error_factor(schedule, t));
                close(of_noise, beta_dot - alpha_dot * beta / alpha);
                close(of_data, alpha_dot - beta_dot * alpha / beta);
            }
        }
    }
}
