//! A network in place of enumeration, for masks.

use ndarray::{Array2, s};

use super::language::Language;
use super::law::string;
use super::leap::Posterior;
use super::noise::LetterNoise;
use crate::chunk;
use crate::error::{Error, Result, agree};
use crate::nn::{Mlp, softmax};

/// The posterior that a network has learned from masked sentences.
///
/// The network takes K blocks of A + 1 numbers, a 1 in each at the place of its letter (A for the mask) and 0 elsewhere, to
/// K blocks of A numbers, whose [`softmax`] is the law of the letter. It is asked once at each of the (A + 1)ᴷ strings and
/// kept as a table: then [`StringLaw::exact`](super::StringLaw::exact) has its errors without chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    k: usize,
    a: usize,
    /// For each string, a number in base A + 1, K·A probabilities.
    table: Vec<f64>,
}

impl Learned {
    /// Asks the network at all strings.
    ///
    /// # Errors
    /// Widths at the ends of the network other than K·(A + 1) and K·A, or more strings than memory holds.
    pub fn new(net: &Mlp<f32>, language: &Language) -> Result<Learned> {
        let (k, a) = (language.n_letters(), language.n_symbols());
        agree("the width of the network's input", net.widths()[0], "K (A + 1)", k * (a + 1))?;
        agree("the width of its output", net.widths()[net.n_layers()], "K A", k * a)?;
        let what = "strings";
        let n =
            u32::try_from(k).ok().and_then(|k| (a + 1).checked_pow(k)).ok_or(Error::TooMany { what, n: usize::MAX })?;
        let mut table = chunk::repeated(what, n.saturating_mul(k * a), 0.0)?;
        chunk::for_each(table.chunks_mut(k * a * chunk::CHUNK).collect(), |job, rows: &mut [f64]| {
            let mut inputs = Array2::<f32>::zeros((rows.len() / (k * a), k * (a + 1)));
            for (mut input, number) in inputs.rows_mut().into_iter().zip(job * chunk::CHUNK..) {
                string(number, k, a + 1).iter().enumerate().for_each(|(i, letter)| input[i * (a + 1) + letter] = 1.0);
            }
            for (logits, row) in net.at(&inputs).rows().into_iter().zip(rows.chunks_mut(k * a)) {
                for (i, p) in row.chunks_mut(a).enumerate() {
                    p.iter_mut()
                        .zip(softmax(&logits.slice(s![i * a..(i + 1) * a])))
                        .for_each(|(p, q)| *p = f64::from(q));
                }
            }
        });
        Ok(Learned { k, a, table })
    }
}

impl Posterior for Learned {
    fn n_letters(&self) -> usize {
        self.k
    }

    fn n_symbols(&self) -> usize {
        self.a
    }

    fn noise(&self) -> LetterNoise {
        LetterNoise::Mask
    }

    fn letters(&self, _kappa: f64, x: &[usize], out: &mut [f64]) {
        let number = x.iter().fold(0, |number, letter| number * (self.a + 1) + letter);
        let size = self.k * self.a;
        out.copy_from_slice(&self.table[number * size..(number + 1) * size]);
    }
}

/// The cross-entropy E Σ −ln p̂(zᵢ | X) of a model of masks, over the masked letters, for κ uniform in [0, 1]: exactly, by
/// all sentences and all sets of masks. A set of m masks has the probability ∫ κᴷ⁻ᵐ(1 − κ)ᵐ dκ, one in K + 1 of those
/// with m masks.
///
/// ```
/// use flowlab::discrete::{Language, LetterNoise, MixturePath, mask_loss};
/// let coins = Language::coins(2)?;
/// let masks = MixturePath::new(coins.clone(), LetterNoise::Mask);
/// // both are masked in a third of the cases and cost ln 2 each; one alone is known
/// assert!((mask_loss(&masks, &coins) - 2.0 / 3.0 * 2_f64.ln()).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Panics
/// If the model is of another language or of uniform noise.
pub fn mask_loss(model: &impl Posterior, language: &Language) -> f64 {
    let (k, a) = (language.n_letters(), language.n_symbols());
    assert!((k, a, LetterNoise::Mask) == (model.n_letters(), model.n_symbols(), model.noise()), "a model of masks");
    let mut p = vec![0.0; k * a];
    let mut sum = 0.0;
    for masked in 1..1_usize << k {
        let is_masked = |i: &usize| masked >> i & 1 == 1;
        // 1/((K + 1)·(K choose m))
        let m = masked.count_ones() as usize;
        let share = (1..=m).fold(1.0, |share, j| share * j as f64 / (k + 1 - j) as f64) / (k + 1) as f64;
        for z in language.sentences() {
            let x: Vec<usize> = (0..k).map(|i| if is_masked(&i) { a } else { z[i] }).collect();
            model.letters(0.0, &x, &mut p);
            sum -= share * (0..k).filter(is_masked).map(|i| p[i * a + z[i]].ln()).sum::<f64>();
        }
    }
    sum / language.sentences().len() as f64
}
