//! What a measured number of the prose is, and what the experiments of several lessons share.
//!
//! A lesson writes a claim with [`Claim::new`]; the claim's place there gives it the rest, a lesson and a seed.

use std::fmt;

use flowlab::distribution::{Gaussian, Sample};
use flowlab::ndarray::Array2;
use flowlab::{Lang, Seed, Text, TimeGrid};

use crate::{Chance, Digits, Law};

/// An experiment: a number from a seed.
pub type Experiment = Box<dyn Fn(Seed) -> flowlab::Result<f64> + Send + Sync>;

/// One measured number of the prose.
pub struct Claim {
    /// Name by which a chapter asks for it.
    pub id: &'static str,
    /// Slug of the lesson that states it; empty until [`claims`](crate::claims) fills it in.
    pub lesson: &'static str,
    /// What is measured.
    pub statement: Wording,
    /// What the theory predicts.
    pub law: Law,
    /// What part chance has, and how often it puts a correct program outside the law.
    pub chance: Chance,
    /// Why this law and this tolerance.
    pub reason: Wording,
    /// The seed of the number in the ledger.
    pub seed: Seed,
    /// The digits that the prose prints.
    pub digits: Digits,
    /// The experiment.
    pub run: Experiment,
    /// Whether the seed is the claim's own choice, not that of its place.
    chosen: bool,
}

impl Claim {
    /// A claim as its lesson writes it: what is measured, in English and in Chinese, what the theory predicts, why so, in
    /// both languages, and the measurement; of its decimals the prose prints no more than the tolerance allows.
    pub fn new(
        id: &'static str,
        en: impl Into<String>,
        zh: impl Into<String>,
        Prediction { law, chance }: Prediction,
        reason_en: impl Into<String>,
        reason_zh: impl Into<String>,
        Measurement { digits, run, seed }: Measurement,
    ) -> Claim {
        let statement = Wording { en: en.into(), zh: zh.into() };
        let reason = Wording { en: reason_en.into(), zh: reason_zh.into() };
        let (chosen, seed) = (seed.is_some(), seed.unwrap_or(Seed(0)));
        let digits = match law {
            Law::Near { tolerance, .. } => digits.within(tolerance),
            Law::AtMost { .. } => digits,
        };
        Claim { id, lesson: "", statement, law, chance, reason, seed, digits, run, chosen }
    }
}

impl Claim {
    /// The claim of a lesson, with the next of the lesson's seeds where it has none of its own.
    pub(crate) fn placed(self, lesson: &'static str, seeds: &mut impl Iterator<Item = Seed>) -> Claim {
        let seed = if self.chosen { self.seed } else { seeds.next().expect("they have no end") };
        Claim { lesson, seed, ..self }
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.law)
    }
}

/// What the theory predicts, and what part chance has.
pub struct Prediction {
    law: Law,
    chance: Chance,
}

/// A measurement is within `tolerance` of `expected`.
pub fn near(expected: f64, tolerance: f64) -> Prediction {
    Prediction { law: Law::near(expected, tolerance), chance: Chance::None }
}

/// A measurement is `expected` to the last bit.
pub fn exact(expected: f64) -> Prediction {
    near(expected, 0.0)
}

/// A measurement is not above `bound`.
pub fn at_most(bound: f64) -> Prediction {
    Prediction { law: Law::at_most(bound), chance: Chance::None }
}

/// A measurement is normal about `expected`, and so within four standard errors of it.
pub fn normal(expected: f64, standard_error: f64) -> Prediction {
    Prediction { law: Law::near(expected, 4.0 * standard_error), chance: Chance::FourErrors }
}

/// The mean square of `n` normal numbers of mean 0 is near their variance; [`SQUARES`] is the reason.
pub(crate) fn normal_variance(variance: f64, n: usize) -> Prediction {
    normal(variance, standard_error(2_f64.sqrt() * variance, n))
}

/// Why [`normal_variance`] holds.
pub(crate) const SQUARES: Text = Text::new(
    "Four standard errors: the square of a normal number of variance v has the standard deviation √2·v; a correct program falls outside for about 6 seeds in 100 000.",
    "四倍标准误差：方差为 v 的正态随机变量，其平方的标准差为 √2·v；正确的程序每 10 万个种子约有 6 个越界。",
);

impl Prediction {
    /// Chance puts a correct program outside for at most this share of the seeds.
    pub fn false_alarms(self, rate: f64) -> Prediction {
        Prediction { chance: Chance::AtMost(rate), ..self }
    }
}

/// An experiment, and the digits that the prose prints of it.
pub struct Measurement {
    digits: Digits,
    run: Experiment,
    seed: Option<Seed>,
}

impl Digits {
    /// The measurement that an experiment makes.
    pub fn of(self, run: impl Fn(Seed) -> flowlab::Result<f64> + Send + Sync + 'static) -> Measurement {
        Measurement { digits: self, run: Box::new(run), seed: None }
    }
}

impl Measurement {
    /// With this seed in the ledger, not that of the claim's place.
    pub fn from_seed(self, seed: u64) -> Measurement {
        Measurement { seed: Some(Seed(seed)), ..self }
    }
}

/// A text of a claim in both languages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wording {
    en: String,
    zh: String,
}

impl Wording {
    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// The standard error of a mean over `n` independent numbers of standard deviation `sd`.
pub(crate) fn standard_error(sd: f64, n: usize) -> f64 {
    sd / (n as f64).sqrt()
}

/// The standard error of a share of n independent draws.
pub(crate) fn standard_error_of_share(share: f64, n: usize) -> f64 {
    standard_error((share * (1.0 - share)).sqrt(), n)
}

/// The standard error of a standard deviation, measured as a root mean square distance from the known mean over `n`
/// independent numbers of this kurtosis (3 for normal ones).
pub(crate) fn standard_error_of_sd(sd: f64, kurtosis: f64, n: usize) -> f64 {
    sd * ((kurtosis - 1.0) / n as f64).sqrt() / 2.0
}

/// The greatest of the absolute values; NaN where one of them is.
pub(crate) fn greatest(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().map(f64::abs).fold(0.0, |most, x| if x > most || x.is_nan() { x } else { most })
}

/// The mean of the squares.
pub(crate) fn mean_square(values: &Array2<f64>) -> f64 {
    values.mapv(|x| x * x).sum() / values.len() as f64
}

/// How many numbers differ from their counterparts in any bit.
pub(crate) fn count_unequal<'a>(
    these: impl IntoIterator<Item = &'a f64>,
    those: impl IntoIterator<Item = &'a f64>,
) -> f64 {
    these.into_iter().zip(those).filter(|(a, b)| a.to_bits() != b.to_bits()).count() as f64
}

/// The weights by which a least squares line through points (log x, y) makes its slope of the y.
pub(crate) fn slope_weights(x: &[f64]) -> Vec<f64> {
    let logs: Vec<f64> = x.iter().map(|x| x.ln()).collect();
    let mean = logs.iter().sum::<f64>() / logs.len() as f64;
    let spread: f64 = logs.iter().map(|log| (log - mean).powi(2)).sum();
    logs.iter().map(|log| (log - mean) / spread).collect()
}

/// n steps of one length from 0 to 1.
pub(crate) fn unit_grid(n_steps: usize) -> flowlab::Result<TimeGrid> {
    TimeGrid::uniform(0.0, 1.0, n_steps)
}

/// `n` numbers from N(0, 1): (n, 1).
pub(crate) fn noise(seed: Seed, n: usize) -> flowlab::Result<Array2<f64>> {
    Gaussian::standard(1)?.sample(seed, n)
}
