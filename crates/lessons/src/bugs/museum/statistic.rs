//! Eight statistics, each with its value for the right program and how far one run may be from that.

use flowlab::metrics;
use flowlab::ndarray::Array1;
use flowlab::rand::Rng;
use flowlab::{Seed, Text};

use super::{Bug, Ddpm, Draw, Law, Sampler, normals};

/// Particles whose ends are looked at, by their moments and by their law.
const ENDS: usize = 5_000;
const OF_LAW: usize = 40_000;
/// Numbers that are looked at otherwise.
const PARTICLES: usize = 20_000;
/// Seeds, and particles in a cloud of each, where clouds are compared.
const SEEDS: usize = 400;
const CLOUD: usize = 100;
/// Steps.
const N: usize = 100;
/// Steps where a test is exact.
const FEW: usize = 10;
/// The dial where spreads are looked at: at 1 σ and σ² differ little.
const DIAL: f64 = 2.0;
/// What a test with an exact answer may be off by: rounding.
const ROUNDING: f64 = 1e-9;

/// A number that a program is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// The mean of 5000 ends for N(1, 4), g = 2.
    Mean,
    /// Their standard deviation.
    Spread,
    /// Kolmogorov and Smirnov's distance of 40 000 ends from the two hills, g = 1.
    Ks,
    /// The kurtosis of one increment dW, over 20 000 seeds.
    IncrementKurtosis,
    /// The standard deviation, over 400 seeds, of the mean of a cloud of 100 ends for N(0, 1), g = 1.
    MeanOverSeeds,
    /// The loss of the best network of flow matching with labels: four hills in the plane, each coordinate one of the two
    /// with a label of its own, 20 000 pairs.
    Loss,
    /// The root mean square distance of the ends from the only data point, n = 10: the sampler's at g = 0 and DDPM's.
    PointDistance,
    /// How far the constant field 1 moves, n = 10.
    ConstantField,
}

impl Statistic {
    /// All of them.
    pub const ALL: [Statistic; 8] = [
        Statistic::Mean,
        Statistic::Spread,
        Statistic::Ks,
        Statistic::IncrementKurtosis,
        Statistic::MeanOverSeeds,
        Statistic::Loss,
        Statistic::PointDistance,
        Statistic::ConstantField,
    ];

    /// Its name, short.
    pub fn name(self) -> Text {
        match self {
            Statistic::Mean => Text::new("mean", "均值"),
            Statistic::Spread => Text::new("spread", "标准差"),
            Statistic::Ks => Text::new("KS", "KS"),
            Statistic::IncrementKurtosis => Text::new("kurtosis of dW", "dW 的峰度"),
            Statistic::MeanOverSeeds => Text::new("mean over seeds", "各种子的均值"),
            Statistic::Loss => Text::new("loss, floor", "损失与下限"),
            Statistic::PointDistance => Text::new("one point", "单个点"),
            Statistic::ConstantField => Text::new("constant field", "常数向量场"),
        }
    }

    /// Its value for the right program.
    pub fn right(self) -> f64 {
        match self {
            Statistic::Mean => asymmetric(None).moments()[0],
            Statistic::Spread => asymmetric(None).moments()[1],
            Statistic::Ks | Statistic::PointDistance => 0.0,
            Statistic::IncrementKurtosis => 3.0,
            Statistic::MeanOverSeeds => cloud(None).moments()[1] / (CLOUD as f64).sqrt(),
            Statistic::Loss => std::f64::consts::FRAC_PI_2, // a coordinate of standard deviation 1/2 costs π/4
            Statistic::ConstantField => 1.0,
        }
    }

    /// How far one run of the right program may be from that: four standard errors, beyond which one in 16 000 is.
    pub fn tolerance(self) -> f64 {
        let n = PARTICLES as f64;
        match self {
            Statistic::Mean => 4.0 * asymmetric(None).moments()[1] / (ENDS as f64).sqrt(),
            Statistic::Spread => 4.0 * asymmetric(None).moments()[1] / (2.0 * ENDS as f64).sqrt(),
            // what true samples exceed once in 10 000, and the .003 by which 100 steps are off
            Statistic::Ks => metrics::ks_threshold(OF_LAW, 1e-4).expect("a probability") + 0.003,
            Statistic::IncrementKurtosis => 4.0 * (24.0 / n).sqrt(),
            Statistic::MeanOverSeeds => 4.0 * self.right() / (2.0 * SEEDS as f64).sqrt(),
            Statistic::Loss => 4.0 * LOSS_SPREAD / n.sqrt(),
            Statistic::PointDistance | Statistic::ConstantField => ROUNDING,
        }
    }

    /// Its value for one run of the program with this bug, or with none; NaN where it has none.
    pub fn of(self, bug: Option<Bug>, seed: Seed) -> f64 {
        match self {
            Statistic::Mean => mean(&asymmetric(bug).ends(seed, ENDS)),
            Statistic::Spread => asymmetric(bug).ends(seed, ENDS).std(0.0),
            Statistic::Ks => {
                let sampler = Sampler { law: Law::Hills, g: 1.0, n: N, bug };
                metrics::ks(&sampler.ends(seed, OF_LAW), |x| Law::Hills.cdf(x)).unwrap_or(f64::NAN)
            }
            Statistic::IncrementKurtosis => {
                let one = Sampler { law: Law::Normal, g: 1.0, n: 2, bug };
                let first = |i: u64| one.increments(later(seed, i), 1)[[0, 0]];
                metrics::kurtosis(&(0..PARTICLES as u64).map(first).collect::<Array1<f64>>()).unwrap_or(f64::NAN)
            }
            Statistic::MeanOverSeeds => {
                let of_seed = |i: u64| mean(&cloud(bug).ends(later(seed, i), CLOUD));
                (0..SEEDS as u64).map(of_seed).collect::<Array1<f64>>().std(0.0)
            }
            Statistic::Loss => loss(bug, seed),
            Statistic::PointDistance if bug == Some(Bug::NoiseInLastStep) => {
                distance(&Ddpm { mean: 1.0, sd: 0.0, n: FEW, large: true, last_noise: true }.ends(seed, PARTICLES))
            }
            Statistic::PointDistance => {
                distance(&Sampler { law: Law::Point, g: 0.0, n: FEW, bug }.ends(seed, PARTICLES))
            }
            Statistic::ConstantField => Sampler { law: Law::Normal, g: 0.0, n: FEW, bug }.travelled(),
        }
    }

    /// Whether one run of the program with this bug gives it away.
    pub fn sees(self, bug: Bug, seed: Seed) -> bool {
        if !self.knows(bug) {
            return false;
        }
        let off = (self.of(Some(bug), seed) - self.right()).abs();
        off > self.tolerance() || off.is_nan()
    }

    /// Whether its program has a switch for this bug: with any other it is the right program, which passes.
    fn knows(self, bug: Bug) -> bool {
        match self {
            Statistic::Loss => [Bug::DataFed, Bug::MeanOverCoordinates, Bug::LabelsShuffled].contains(&bug),
            Statistic::PointDistance => Sampler::knows(bug) || bug == Bug::NoiseInLastStep,
            _ => Sampler::knows(bug),
        }
    }
}

fn asymmetric(bug: Option<Bug>) -> Sampler {
    Sampler { law: Law::Asymmetric, g: DIAL, n: N, bug }
}

fn cloud(bug: Option<Bug>) -> Sampler {
    Sampler { law: Law::Normal, g: 1.0, n: N, bug }
}

/// The seed so many places behind one.
fn later(seed: Seed, places: u64) -> Seed {
    Seed(seed.0.wrapping_add(places))
}

fn mean(x: &Array1<f64>) -> f64 {
    x.sum() / x.len() as f64
}

/// The root mean square distance from the point 1.
fn distance(x: &Array1<f64>) -> f64 {
    mean(&x.mapv(|x| (x - 1.0).powi(2))).sqrt()
}

/// The standard deviation of one pair's loss: given the time both residues are normal with the variance
/// ¼/((1 − t)² + ¼t²).
const LOSS_SPREAD: f64 = 1.860;

/// The loss of the best network that is given what the program gives it.
fn loss(bug: Option<Bug>, seed: Seed) -> f64 {
    // both hills take turns, in the second coordinate at half the pace: all four meet equally often
    let sign = |i: usize, axis: usize| if (i >> axis).is_multiple_of(2) { -1.0 } else { 1.0 };
    let mut sum = 0.0;
    for axis in 0..2 {
        let of_axis = later(seed, axis as u64);
        let (noise, within) = (normals(of_axis, Draw::Start, PARTICLES), normals(of_axis, Draw::Within, PARTICLES));
        for (i, (x0, within)) in noise.iter().zip(&within).enumerate() {
            let (mean, sd) = (2.0 * sign(i, axis), 0.5);
            let z = mean + sd * within;
            // even times, in an order that has nothing to do with the labels
            let t = ((i * 7919) % PARTICLES) as f64 / PARTICLES as f64 + 0.5 / PARTICLES as f64;
            let (x, v) = ((1.0 - t) * x0 + t * z, z - x0);
            let guess = match bug {
                Some(Bug::DataFed) => z,                                // of x0 it knows nothing
                Some(Bug::LabelsShuffled) => Law::Hills.velocity(t, x), // of the label neither
                _ => {
                    let variance = (1.0 - t).powi(2) + (sd * t).powi(2);
                    mean + (sd * sd * t - (1.0 - t)) * (x - t * mean) / variance
                }
            };
            sum += (v - guess).powi(2);
        }
    }
    let coordinates = if bug == Some(Bug::MeanOverCoordinates) { 2.0 } else { 1.0 };
    sum / (PARTICLES as f64 * coordinates)
}

/// A program whose bug is not told: it can be measured, and a guess be made.
#[derive(Clone, Copy)]
pub struct Closed(Bug);

impl Closed {
    /// One of the bugs that at least one [`Statistic`] sees.
    pub fn draw(seed: Seed) -> Closed {
        Closed(SEEN[seed.stream(0).random_range(0..SEEN.len())])
    }

    /// A statistic of one run.
    pub fn measure(&self, statistic: Statistic, seed: Seed) -> f64 {
        statistic.of(Some(self.0), seed)
    }

    /// Whether it has this bug.
    pub fn is(&self, bug: Bug) -> bool {
        self.0 == bug
    }
}

/// The bugs that a statistic sees.
const SEEN: [Bug; 17] = [
    Bug::NoiseTimesH,
    Bug::NoiseDrawnTwice,
    Bug::OneNoiseForAll,
    Bug::SameNoiseEachStep,
    Bug::PointsForSteps,
    Bug::WhileBelowOne,
    Bug::ScoreLeftOut,
    Bug::ScoreSign,
    Bug::VarianceForSigma,
    Bug::NoLogarithm,
    Bug::ClockReversed,
    Bug::PairSwapped,
    Bug::DataFed,
    Bug::NoiseInLastStep,
    Bug::MeanOverCoordinates,
    Bug::LabelsShuffled,
    Bug::NotScaled,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Which statistics see a bug.
    fn seen_by(bug: Bug, seed: Seed) -> Vec<Statistic> {
        Statistic::ALL.into_iter().filter(|statistic| statistic.sees(bug, seed)).collect()
    }

    #[test]
    fn the_right_program_passes() {
        for statistic in Statistic::ALL {
            let off = (statistic.of(None, Seed(3)) - statistic.right()).abs();
            assert!(
                off <= statistic.tolerance(),
                "{statistic:?} is off by {off}, {} is let pass",
                statistic.tolerance()
            );
        }
    }

    #[test]
    fn no_statistic_sees_every_bug_and_those_that_are_seen_are() {
        for bug in Bug::ALL {
            let seen = seen_by(bug, Seed(4));
            println!("{:2} {bug:?}: {seen:?}", bug.room());
            assert_eq!(!seen.is_empty(), SEEN.contains(&bug), "{bug:?}");
        }
    }
}
