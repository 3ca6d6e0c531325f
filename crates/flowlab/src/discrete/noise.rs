//! What stands in the place of a letter that is not known yet.

/// What a letter is before it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterNoise {
    /// A mask, which tells nothing and is known to be noise. A letter that is opened stays.
    Mask,
    /// A letter of the alphabet, each as likely as every other. It may change again and again.
    Uniform,
}

impl LetterNoise {
    /// Both.
    pub const ALL: [LetterNoise; 2] = [LetterNoise::Mask, LetterNoise::Uniform];

    /// What can stand in the place of a letter of A symbols.
    pub(crate) fn n_states(self, n_symbols: usize) -> usize {
        n_symbols + usize::from(self == LetterNoise::Mask)
    }

    /// A letter of noise, for u uniform in [0, 1).
    pub(crate) fn letter(self, n_symbols: usize, u: f64) -> usize {
        match self {
            LetterNoise::Mask => n_symbols,
            LetterNoise::Uniform => (u * n_symbols as f64) as usize,
        }
    }

    /// The law of a letter of noise, over what can stand in its place.
    pub(crate) fn law(self, n_symbols: usize) -> Vec<f64> {
        match self {
            LetterNoise::Mask => (0..=n_symbols).map(|letter| f64::from(u8::from(letter == n_symbols))).collect(),
            LetterNoise::Uniform => vec![1.0 / n_symbols as f64; n_symbols],
        }
    }
}
