//! τ-leaping: letters that are opened in steps, each from its posterior given all that stood there before the step.

use rand::Rng;

use super::language::Sentence;
use super::noise::LetterNoise;
use super::plan::{Plan, Step};
use crate::error::Result;
use crate::{Seed, chunk};

/// What a model says of each letter, given the whole string: P(zᵢ = y | X = x). All that a sampler asks for.
pub trait Posterior: Sync {
    /// The number K of letters.
    fn n_letters(&self) -> usize;

    /// The number A of symbols.
    fn n_symbols(&self) -> usize;

    /// What stands in the place of a letter that is not yet opened.
    fn noise(&self) -> LetterNoise;

    /// Writes the posterior at κ of the string `x` (K), row by row for letter after letter (K·A). Of letters that are seen
    /// through masks nothing is asked.
    fn letters(&self, kappa: f64, x: &[usize], out: &mut [f64]);
}

/// The law of each letter after one step from a string.
pub(crate) struct Next<'a, M> {
    model: &'a M,
    posterior: Vec<f64>,
    /// (K, S), with S what can stand in the place of a letter.
    letters: Vec<f64>,
    n_states: usize,
}

impl<M: Posterior> Next<'_, M> {
    pub fn new(model: &M) -> Next<'_, M> {
        let (k, a) = (model.n_letters(), model.n_symbols());
        let n_states = model.noise().n_states(a);
        Next { model, posterior: vec![0.0; k * a], letters: vec![0.0; k * n_states], n_states }
    }

    /// Each letter alone: with the chance of the step from its posterior given the old string, else as it is. Nothing where
    /// no letter can change: then the model is not asked.
    pub fn after(&mut self, step: &Step, x: &[usize]) -> Option<&[f64]> {
        let a = self.model.n_symbols();
        let open = |i: usize| self.model.noise() == LetterNoise::Uniform || x[i] == a;
        let chance = |i: usize| if open(i) { step.chance(i) } else { 0.0 };
        if (0..x.len()).all(|i| chance(i) == 0.0) {
            return None;
        }
        self.model.letters(step.kappa(), x, &mut self.posterior);
        let rows = self.letters.chunks_exact_mut(self.n_states).zip(self.posterior.chunks_exact(a));
        for (i, (next, posterior)) in rows.enumerate() {
            next.fill(0.0);
            next.iter_mut().zip(posterior).for_each(|(next, p)| *next = chance(i) * p);
            next[x[i]] += 1.0 - chance(i);
        }
        Some(&self.letters)
    }
}

/// n strings by the steps of the plan, from noise: where they end.
///
/// In each step each letter alone is opened by chance, or because it is in the group, and drawn from its posterior given
/// the *old* string: only letters that are opened in one step can disagree. For masks one letter at a time has no error,
/// and n steps of a clock one of the order 1/n. String k takes its own stream of random numbers.
///
/// ```
/// use flowlab::Seed;
/// use flowlab::discrete::{Language, LetterNoise, MixturePath, Plan, tau_leap};
/// let coins = Language::coins(2)?; // 00 and 11
/// let masks = MixturePath::new(coins.clone(), LetterNoise::Mask);
/// // both in one step: wrong in half of the cases; sd .5/√n = .005
/// let at_once = tau_leap(&masks, &Plan::even(1)?, Seed(1), 10_000)?;
/// assert!((coins.share_wrong(&at_once) - 0.5).abs() < 0.02);
/// let in_turn = tau_leap(&masks, &Plan::groups(&[&[1], &[0]])?, Seed(1), 10_000)?;
/// assert_eq!(coins.share_wrong(&in_turn), 0.0);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Gillespie, *Approximate accelerated stochastic simulation of chemically reacting systems* (2001), for the name;
/// Campbell et al. (2022) for letters.
///
/// # Errors
/// Groups of letters with uniform noise, or that do not hold each letter once; more strings than memory holds.
pub fn tau_leap(model: &impl Posterior, plan: &Plan, seed: Seed, n: usize) -> Result<Vec<Sentence>> {
    let mut ends = chunk::repeated("strings", n, Vec::new())?;
    leap_all(model, plan, seed, &mut ends, |end: &mut Sentence, x| end.clone_from(x))?;
    Ok(ends)
}

/// The strings of [`tau_leap`] before the first step and after each: \[step 0 to n\]\[string\]\[letter\].
///
/// # Errors
/// As [`tau_leap`].
pub fn tau_leap_steps(model: &impl Posterior, plan: &Plan, seed: Seed, n: usize) -> Result<Vec<Vec<Sentence>>> {
    let mut paths = chunk::repeated("strings", n, Vec::new())?;
    leap_all(model, plan, seed, &mut paths, |path: &mut Vec<Sentence>, x| path.push(x.clone()))?;
    Ok((0..=plan.n_steps()).map(|i| paths.iter().map(|path| path[i].clone()).collect()).collect())
}

/// Opens a string for each place and shows it there, at the start and after each step.
fn leap_all<T: Send>(
    model: &impl Posterior,
    plan: &Plan,
    seed: Seed,
    places: &mut [T],
    show: impl Fn(&mut T, &Sentence) + Sync,
) -> Result<()> {
    plan.fits(model.noise(), model.n_letters())?;
    let seed = seed.branch("opened letters");
    chunk::for_each(places.chunks_mut(chunk::CHUNK).collect(), |k, places: &mut [T]| {
        let mut next = Next::new(model);
        for (place, j) in places.iter_mut().zip(k * chunk::CHUNK..) {
            let mut rng = seed.stream(j as u64);
            let noise = |_| model.noise().letter(model.n_symbols(), rng.random());
            let mut x: Sentence = (0..model.n_letters()).map(noise).collect();
            show(place, &x);
            for step in plan.steps() {
                if let Some(letters) = next.after(step, &x) {
                    let laws = letters.chunks(letters.len() / x.len());
                    x.iter_mut().zip(laws).for_each(|(letter, law)| *letter = pick(law, rng.random()));
                }
                show(place, &x);
            }
        }
    });
    Ok(())
}

/// The letter of this law for u uniform in [0, 1): the last possible one where rounding leaves a rest.
fn pick(law: &[f64], mut u: f64) -> usize {
    let mut last = 0;
    for (letter, p) in law.iter().enumerate().filter(|(_, p)| **p > 0.0) {
        last = letter;
        u -= p;
        if u < 0.0 {
            break;
        }
    }
    last
}
