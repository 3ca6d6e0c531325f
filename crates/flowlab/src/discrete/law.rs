//! Laws over all strings of a few letters.

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

use super::language::{Language, Sentence};
use super::leap::{Next, Posterior};
use super::noise::LetterNoise;
use super::plan::Plan;
use crate::chunk;
use crate::error::{Error, Result};

/// A law on all Sᴷ strings of K letters, number by number.
///
/// [`exact`](StringLaw::exact) is the law of where [`tau_leap`](super::tau_leap) ends, without chance: what ten thousand
/// samples estimate to .01 it has to rounding.
///
/// ```
/// use flowlab::discrete::{Language, LetterNoise, MixturePath, Plan, StringLaw};
/// let coins = Language::coins(2)?;
/// let masks = MixturePath::new(coins.clone(), LetterNoise::Mask);
/// let law = StringLaw::exact(&masks, &Plan::even(4)?)?;
/// assert!((law.share_wrong(&coins) - 1.0 / 8.0).abs() < 1e-15); // 1/(2n): both in one step, then by chance
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct StringLaw {
    k: usize,
    s: usize,
    /// The string is a number in base S, its first letter the first digit.
    p: Vec<f64>,
    changes: f64,
}

impl StringLaw {
    /// The law of the ends of [`tau_leap`](super::tau_leap) with this model and plan.
    ///
    /// With masks a step costs (2A + 1)ᴷ products at most, with uniform noise A²ᴷ: a hundredth of a second or two for four
    /// digits.
    ///
    /// # Errors
    /// Those of [`tau_leap`](super::tau_leap), or more strings than memory holds.
    pub fn exact(model: &impl Posterior, plan: &Plan) -> Result<StringLaw> {
        plan.fits(model.noise(), model.n_letters())?;
        let noise = model.noise().law(model.n_symbols());
        let k = model.n_letters();
        let mut law = StringLaw::nothing(k, noise.len())?;
        law.add(1.0, &noise.repeat(k));
        for step in plan.steps() {
            // in a fixed number of jobs, so that sums have one order
            let mut parts = vec![StringLaw::nothing(k, noise.len())?; JOBS];
            chunk::for_each(parts.iter_mut().collect(), |job, part: &mut StringLaw| {
                let (mut next, mut dense) = (Next::new(model), Dense::default());
                let mine = law.p.iter().enumerate().skip(job).step_by(JOBS).filter(|(_, p)| **p > 0.0);
                for (number, &p) in mine {
                    let x = string(number, law.k, law.s);
                    let Some(letters) = next.after(step, &x) else {
                        part.p[number] += p;
                        continue;
                    };
                    match model.noise() {
                        LetterNoise::Mask => part.add(p, letters),
                        LetterNoise::Uniform => dense.add(p, letters, part),
                    }
                    let stays = |(i, x): (usize, &usize)| letters[i * law.s + x];
                    part.changes += p * x.iter().enumerate().map(|letter| 1.0 - stays(letter)).sum::<f64>();
                }
                dense.empty(part);
            });
            law.p.fill(0.0);
            for part in parts {
                law.p.iter_mut().zip(&part.p).for_each(|(p, part)| *p += part);
                law.changes += part.changes;
            }
        }
        Ok(law)
    }

    /// The probability of a string. A mask is a letter of its own, where there are masks.
    ///
    /// # Panics
    /// If x has another length, or a letter that these strings do not have.
    pub fn probability(&self, x: &[usize]) -> f64 {
        assert!(
            x.len() == self.k && x.iter().all(|letter| *letter < self.s),
            "{x:?}: {} letters below {}",
            self.k,
            self.s
        );
        self.p[self.place(x)]
    }

    /// The probability of all strings that are no sentences of the language.
    pub fn share_wrong(&self, language: &Language) -> f64 {
        self.iter().filter(|(x, _)| !language.contains(x)).fold(0.0, |sum, (_, p)| sum + p)
    }

    /// The expected number of letters that are changed on the way, in all steps together: K for masks, more for uniform
    /// noise, where a letter may change twice. 0 for a law that is not that of steps.
    pub fn mean_changes(&self) -> f64 {
        self.changes
    }

    /// No probability on any of the Sᴷ strings.
    pub(crate) fn nothing(k: usize, s: usize) -> Result<StringLaw> {
        let what = "strings";
        let n = u32::try_from(k).ok().and_then(|k| s.checked_pow(k)).ok_or(Error::TooMany { what, n: usize::MAX })?;
        Ok(StringLaw { k, s, p: chunk::repeated(what, n, 0.0)?, changes: 0.0 })
    }

    /// Adds `weight` times the law of independent letters, given row by row (K·S), of which many are impossible.
    pub(crate) fn add(&mut self, weight: f64, letters: &[f64]) {
        let [left, right] = self.halves(letters);
        let width = right.len();
        let possible: Vec<(usize, f64)> = right.into_iter().enumerate().filter(|(_, p)| *p != 0.0).collect();
        for (left, row) in left.iter().zip(self.p.chunks_exact_mut(width)).filter(|(p, _)| **p != 0.0) {
            possible.iter().for_each(|(place, p)| row[*place] += weight * left * p);
        }
    }

    /// The laws of the first and of the second half of the letters.
    fn halves(&self, letters: &[f64]) -> [Vec<f64>; 2] {
        let (left, right) = letters.split_at(self.k / 2 * self.s);
        [left, right].map(|letters| product(letters, self.s))
    }

    /// Each string with its probability.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Sentence, f64)> {
        self.p.iter().enumerate().map(|(number, p)| (string(number, self.k, self.s), *p))
    }

    fn place(&self, x: &[usize]) -> usize {
        x.iter().fold(0, |number, letter| number * self.s + letter)
    }
}

const JOBS: usize = 16;

/// Laws of independent letters that wait to be added, many at once: a product of matrices.
#[derive(Default)]
struct Dense {
    /// Of each law the two halves, the first times the law's weight.
    left: Vec<f64>,
    right: Vec<f64>,
    n: usize,
}

impl Dense {
    fn add(&mut self, weight: f64, letters: &[f64], law: &mut StringLaw) {
        let [left, right] = law.halves(letters);
        self.left.extend(left.iter().map(|p| weight * p));
        self.right.extend(right);
        self.n += 1;
        if self.n == chunk::CHUNK {
            self.empty(law);
        }
    }

    /// Adds all that wait.
    fn empty(&mut self, law: &mut StringLaw) {
        if self.n > 0 {
            let [left, right] = [&self.left, &self.right]
                .map(|half| ArrayView2::from_shape((self.n, half.len() / self.n), half).expect("n rows"));
            let shape = (left.ncols(), right.ncols());
            let mut all = ArrayViewMut2::from_shape(shape, &mut law.p).expect("a string is two halves");
            general_mat_mul(1.0, &left.t(), &right, 1.0, &mut all);
            *self = Dense::default();
        }
    }
}

/// The string of k letters whose number in base s this is.
pub(crate) fn string(number: usize, k: usize, s: usize) -> Sentence {
    let mut x = vec![0; k];
    x.iter_mut().rev().fold(number, |rest, letter| {
        *letter = rest % s;
        rest / s
    });
    x
}

/// The law of independent letters, whose laws on s symbols are given row by row.
fn product(letters: &[f64], s: usize) -> Vec<f64> {
    letters
        .chunks_exact(s)
        .fold(vec![1.0], |law, letter| law.iter().flat_map(|p| letter.iter().map(move |q| p * q)).collect())
}
