//! The path from noise to sentences, and its posterior by enumeration.

use ndarray::Array2;
use rand::Rng;

use super::language::{Language, Sentence, entropy};
use super::law::StringLaw;
use super::leap::Posterior;
use super::noise::LetterNoise;
use crate::Seed;
use crate::error::{Error, Result, agree};

/// A sentence, and what a path has made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The probability with which each letter was kept.
    pub kappa: f64,
    /// The sentence.
    pub z: Sentence,
    /// The same with noise.
    pub x: Sentence,
}

/// The path of a language: given a sentence z, each letter alone is zᵢ with probability κ, else noise. At κ = 0 all is
/// noise, at κ = 1 nothing.
///
/// How κ grows with the time is a matter of the [`Plan`](super::Plan); all else depends on κ alone. As a [`Posterior`] it
/// is exact, by Bayes' rule over all sentences: for masks over those that agree with the visible letters,
/// whatever κ is; for uniform noise with the weights Π (κ·1\[xᵢ = zᵢ\] + (1 − κ)/A).
///
/// ```
/// use flowlab::discrete::{Language, LetterNoise, MixturePath};
/// let coins = Language::coins(2)?;
/// let x = coins.read("0?")?;
/// let masks = MixturePath::new(coins, LetterNoise::Mask);
/// assert_eq!(masks.posterior(0.3, &x)?[[1, 0]], 1.0); // the other coin agrees
/// // noise may show 01: 00 and 11 are equally likely
/// let uniform = MixturePath::new(Language::coins(2)?, LetterNoise::Uniform);
/// assert_eq!(uniform.posterior(0.3, &[0, 1])?[[0, 0]], 0.5);
/// // 00 from 00 with ((1 + κ)/2)², from 11 with ((1 − κ)/2)²: .65² and .35²
/// let seen = uniform.posterior(0.3, &[0, 0])?[[0, 0]];
/// assert!((seen - 0.4225 / (0.4225 + 0.1225)).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MixturePath {
    language: Language,
    noise: LetterNoise,
}

impl MixturePath {
    /// The path from this noise to this language.
    pub fn new(language: Language, noise: LetterNoise) -> MixturePath {
        MixturePath { language, noise }
    }

    /// The language.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// P(zᵢ = y | X = x) at κ: (K, A), row i for letter i. Where no sentence leads to x, each letter is as likely as every
    /// other.
    ///
    /// # Errors
    /// A κ outside of [0, 1], or an x of another length or with a letter that this noise does not have.
    pub fn posterior(&self, kappa: f64, x: &[usize]) -> Result<Array2<f64>> {
        agree("the number of letters of x", x.len(), "that of a sentence", self.language.n_letters())?;
        let n = self.noise.n_states(self.language.n_symbols());
        if let Some(&given) = x.iter().find(|letter| **letter >= n) {
            return Err(Error::NoSuch { what: "letter", given, n });
        }
        let mut posterior = Array2::zeros((x.len(), self.language.n_symbols()));
        self.letters(probability(kappa)?, x, posterior.as_slice_mut().expect("made here, row after row"));
        Ok(posterior)
    }

    /// The law of X at κ, over all strings.
    ///
    /// # Errors
    /// A κ outside of [0, 1], or more strings than memory holds.
    pub fn law(&self, kappa: f64) -> Result<StringLaw> {
        probability(kappa)?;
        let (k, a) = (self.language.n_letters(), self.language.n_symbols());
        let noise: Vec<f64> = self.noise.law(a).iter().map(|p| (1.0 - kappa) * p).collect();
        let mut law = StringLaw::nothing(k, noise.len())?;
        for z in self.language.sentences() {
            let mut letters = noise.repeat(k);
            z.iter().enumerate().for_each(|(i, letter)| letters[i * noise.len() + letter] += kappa);
            law.add(1.0 / self.language.sentences().len() as f64, &letters);
        }
        Ok(law)
    }

    /// Σᵢ H(zᵢ | X) at κ: no model of the letters has a smaller cross-entropy there. Letters that are seen through masks
    /// are known, and add 0.
    ///
    /// # Errors
    /// As [`law`](MixturePath::law).
    pub fn floor(&self, kappa: f64) -> Result<f64> {
        let a = self.language.n_symbols();
        let mut letters = vec![0.0; self.language.n_letters() * a];
        let law = self.law(kappa)?;
        let parts = law.iter().filter(|(_, p)| *p > 0.0).map(|(x, p)| {
            self.letters(kappa, &x, &mut letters);
            p * letters.chunks(a).map(entropy).sum::<f64>()
        });
        Ok(parts.sum())
    }

    /// n sentences, each with a κ of its own, uniform in [0, 1), and the noise of that: what a network is trained on.
    ///
    /// # Errors
    /// More pairs than memory holds.
    pub fn pairs(&self, seed: Seed, n: usize) -> Result<Vec<Pair>> {
        let (seed, a) = (seed.branch("noised letters"), self.language.n_symbols());
        let mut pairs = crate::chunk::repeated("pairs", n, Pair { kappa: 0.0, z: Vec::new(), x: Vec::new() })?;
        for (k, block) in pairs.chunks_mut(crate::chunk::CHUNK).enumerate() {
            let mut rng = seed.stream(k as u64);
            for pair in block {
                pair.kappa = rng.random();
                pair.z = self.language.sentences()[rng.random_range(0..self.language.sentences().len())].clone();
                let letter = |z: &usize| match (rng.random::<f64>() < pair.kappa, rng.random()) {
                    (true, _) => *z,
                    (false, u) => self.noise.letter(a, u),
                };
                pair.x = pair.z.iter().map(letter).collect();
            }
        }
        Ok(pairs)
    }
}

impl Posterior for MixturePath {
    fn n_letters(&self) -> usize {
        self.language.n_letters()
    }

    fn n_symbols(&self) -> usize {
        self.language.n_symbols()
    }

    fn noise(&self) -> LetterNoise {
        self.noise
    }

    fn letters(&self, kappa: f64, x: &[usize], out: &mut [f64]) {
        let a = self.language.n_symbols();
        // the likelihood of a letter that differs from z's over that of one that agrees
        let ratio = match self.noise {
            LetterNoise::Mask => 0.0,
            LetterNoise::Uniform => (1.0 - kappa) / (a as f64 * kappa + 1.0 - kappa),
        };
        let weights: Vec<f64> = (0..=x.len()).map(|differ| ratio.powi(differ as i32)).collect();
        out.fill(0.0);
        let mut sum = 0.0;
        for z in self.language.sentences() {
            let weight = weights[x.iter().zip(z).filter(|(x, z)| x != z && **x != a).count()];
            if weight > 0.0 {
                sum += weight;
                z.iter().zip(out.chunks_mut(a)).for_each(|(letter, p)| p[*letter] += weight);
            }
        }
        if sum > 0.0 { out.iter_mut().for_each(|p| *p /= sum) } else { out.fill(1.0 / a as f64) }
    }
}

/// Refuses a κ that is not in [0, 1].
fn probability(kappa: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&kappa) { Ok(kappa) } else { Err(Error::Kappa { kappa }) }
}
