//! Languages that are small enough to be enumerated.

use crate::error::{Error, Result};

/// The letters of a sentence as numbers; in a language of A symbols A stands for a mask.
pub type Sentence = Vec<usize>;

/// A list of sentences of K letters from A symbols, all of them equally likely.
///
/// ```
/// use flowlab::discrete::Language;
/// let sums = Language::sums(); // 6 + 7 = 13 is 6713
/// assert_eq!((sums.n_letters(), sums.n_symbols(), sums.sentences().len()), (4, 10, 100));
/// assert!(sums.contains(&sums.read("6713")?) && !sums.contains(&sums.read("6714")?));
/// assert!((sums.entropy() - 100_f64.ln()).abs() < 1e-15);
/// // the tens: 1 in 45 of 100 sums
/// let tens = -(0.45 * 0.45_f64.ln() + 0.55 * 0.55_f64.ln());
/// assert!((sums.letter_entropy(2) - tens).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Language {
    symbols: Vec<char>,
    /// Sorted.
    sentences: Vec<Sentence>,
}

impl Language {
    /// The language of these sentences, written with these symbols: `Language::new("01", &["00", "11"])`.
    ///
    /// # Errors
    /// No symbols, a symbol that is `?` or stands twice, no sentences or such as have no letters, two that are equal or
    /// differ in length, or a letter that is no symbol.
    pub fn new(symbols: &str, sentences: &[&str]) -> Result<Language> {
        let bad = |why: String| Err(Error::Language { why });
        let symbols: Vec<char> = symbols.chars().collect();
        let twice = symbols.iter().enumerate().find(|(i, symbol)| **symbol == MASK || symbols[..*i].contains(symbol));
        match (twice, symbols.first().zip(sentences.first())) {
            (Some((_, symbol)), _) => return bad(format!("the symbol {symbol:?} is the mask or stands twice")),
            (_, None) => return bad("symbols or sentences are missing".into()),
            _ => (),
        }
        let mut language = Language { symbols, sentences: Vec::new() };
        for text in sentences {
            let sentence: Option<Sentence> = text.chars().map(|letter| language.letter(letter)).collect();
            match sentence {
                None => return bad(format!("{text:?} has a letter that is no symbol")),
                Some(sentence) => language.sentences.push(sentence),
            }
        }
        let k = language.n_letters();
        if k == 0 || language.sentences.iter().any(|sentence| sentence.len() != k) {
            return bad("sentences without letters, or of different lengths".into());
        }
        language.sentences.sort();
        match language.sentences.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => bad(format!("{:?} stands twice", language.write(&pair[0]))),
            None => Ok(language),
        }
    }

    /// All 100 sums a + b = cd of digits, as four letters: 6 + 7 = 13 is 6713.
    pub fn sums() -> Language {
        digits(|a, b| a + b)
    }

    /// All 100 products a·b = cd of digits, as four letters: 6·7 = 42 is 6742.
    pub fn products() -> Language {
        digits(|a, b| a * b)
    }

    /// k coins that agree: 00…0 and 11…1.
    ///
    /// # Errors
    /// k = 0, or k above 16.
    pub fn coins(k: usize) -> Result<Language> {
        bits(k, |ones| ones == 0 || ones == k)
    }

    /// k bits with an even number of ones.
    ///
    /// # Errors
    /// k = 0, or k above 16.
    pub fn parity(k: usize) -> Result<Language> {
        bits(k, |ones| ones % 2 == 0)
    }

    /// The number K of letters in a sentence.
    pub fn n_letters(&self) -> usize {
        self.sentences[0].len()
    }

    /// The number A of symbols.
    pub fn n_symbols(&self) -> usize {
        self.symbols.len()
    }

    /// The letter that stands for a mask: A.
    pub fn mask(&self) -> usize {
        self.n_symbols()
    }

    /// The sentences, in the order of their letters.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Whether these letters are a sentence.
    pub fn contains(&self, x: &[usize]) -> bool {
        self.sentences.binary_search_by(|sentence| sentence.as_slice().cmp(x)).is_ok()
    }

    /// The share of the strings that are no sentences: of samples of a model, the share of wrong ones. NaN of none.
    pub fn share_wrong(&self, strings: &[Sentence]) -> f64 {
        strings.iter().filter(|x| !self.contains(x)).count() as f64 / strings.len() as f64
    }

    /// The entropy of the language: ln of the number of sentences.
    pub fn entropy(&self) -> f64 {
        (self.sentences.len() as f64).ln()
    }

    /// The entropy of letter i alone.
    ///
    /// # Panics
    /// If there is no letter i.
    pub fn letter_entropy(&self, i: usize) -> f64 {
        let mut p = vec![0.0; self.n_symbols()];
        self.sentences.iter().for_each(|sentence| p[sentence[i]] += 1.0 / self.sentences.len() as f64);
        entropy(&p)
    }

    /// The letters of a text; `?` is the mask.
    ///
    /// # Errors
    /// Another number of letters than a sentence has, or one that is no symbol.
    pub fn read(&self, text: &str) -> Result<Sentence> {
        let letter = |letter| if letter == MASK { Some(self.mask()) } else { self.letter(letter) };
        let sentence: Option<Sentence> = text.chars().map(letter).collect();
        let sentence = sentence.filter(|sentence| sentence.len() == self.n_letters());
        sentence.ok_or_else(|| Error::Text { text: text.escape_debug().collect(), k: self.n_letters() })
    }

    /// The letters as text; the mask is `?`.
    pub fn write(&self, x: &[usize]) -> String {
        x.iter().map(|letter| self.symbols.get(*letter).copied().unwrap_or(MASK)).collect()
    }

    fn letter(&self, symbol: char) -> Option<usize> {
        self.symbols.iter().position(|other| *other == symbol)
    }
}

/// How a mask is written.
const MASK: char = '?';

/// The entropy −Σ p ln p of a law, with 0 ln 0 = 0.
///
/// ```
/// use flowlab::discrete::entropy;
/// assert_eq!(entropy(&[0.5, 0.0, 0.5]), 2_f64.ln());
/// ```
pub fn entropy(p: &[f64]) -> f64 {
    -p.iter().filter(|p| **p > 0.0).map(|p| p * p.ln()).sum::<f64>()
}

/// Two digits and the two digits of what `of` makes of them.
fn digits(of: impl Fn(usize, usize) -> usize) -> Language {
    let sentence = |k: usize| vec![k / 10, k % 10, of(k / 10, k % 10) / 10, of(k / 10, k % 10) % 10];
    Language { symbols: ('0'..='9').collect(), sentences: (0..100).map(sentence).collect() }
}

/// The strings of k bits whose number of ones passes.
fn bits(k: usize, passes: impl Fn(usize) -> bool) -> Result<Language> {
    if !(1..=16).contains(&k) {
        return Err(Error::Language { why: format!("{k} bits: give 1 to 16") });
    }
    let sentence = |number: usize| (0..k).rev().map(|i| number >> i & 1).collect();
    let sentences = (0..1_usize << k).filter(|number| passes(number.count_ones() as usize)).map(sentence);
    Ok(Language { symbols: vec!['0', '1'], sentences: sentences.collect() })
}
