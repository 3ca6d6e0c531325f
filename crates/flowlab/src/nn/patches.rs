//! A picture as a row of tokens.

use ndarray::{Array2, Array3, ArrayRef2, ArrayRef3};

use super::real::Real;
use crate::error::{Error, Result, agree, at_least_one};

/// Pictures of `side` × `side` pixels with some channels, cut into patches of p × p pixels, the *tokens*.
///
/// A picture is a row of side²·channels numbers: pixel after pixel, row by row, the channels of each together. Its
/// (side/p)² tokens stand row by row too, and each holds p²·channels numbers in the same order. So cutting is a
/// permutation of coordinates: noise stays N(0, I), and every distance is what it was.
///
/// ```
/// use flowlab::ndarray::{Array2, array};
/// use flowlab::nn::Patches;
/// let patches = Patches::new(4, 1, 2)?;
/// let picture = Array2::from_shape_fn((1, 16), |(_, pixel)| pixel as f64);
/// let tokens = patches.cut(&picture)?; // (1, 4, 4)
/// assert_eq!(tokens.slice(flowlab::ndarray::s![0, .., ..]),
///            array![[0.0, 1.0, 4.0, 5.0], [2.0, 3.0, 6.0, 7.0], [8.0, 9.0, 12.0, 13.0], [10.0, 11.0, 14.0, 15.0]]);
/// assert_eq!(patches.glue(&tokens)?, picture);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Dosovitskiy and others, *An Image is Worth 16x16 Words* (2021).
#[doc(alias("patchify", "unpatchify", "tokens"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patches {
    n_tokens: usize,
    /// The number of the picture that stands at each place of the tokens, token after token.
    order: Vec<usize>,
}

impl Patches {
    /// How to cut pictures of this side into patches of the side p.
    ///
    /// # Errors
    /// A size of 0, or a side that is no multiple of p.
    pub fn new(side: usize, channels: usize, p: usize) -> Result<Patches> {
        at_least_one("pixels in a row", side)?;
        at_least_one("channels", channels)?;
        at_least_one("pixels in a row of a patch", p)?;
        if !side.is_multiple_of(p) {
            let (what, other) = ("the side of the picture modulo that of a patch", "the rest of a cut without one");
            return Err(Error::Mismatch { what, got: side % p, other, expected: 0 });
        }
        let across = side / p;
        let mut order = Vec::with_capacity(side * side * channels);
        for token in 0..across * across {
            for place in 0..p * p {
                let row = token / across * p + place / p;
                let column = token % across * p + place % p;
                order.extend((0..channels).map(|channel| (row * side + column) * channels + channel));
            }
        }
        Ok(Patches { n_tokens: across * across, order })
    }

    /// The number T of tokens of a picture.
    pub fn n_tokens(&self) -> usize {
        self.n_tokens
    }

    /// The numbers in a token.
    pub fn token_len(&self) -> usize {
        self.order.len() / self.n_tokens
    }

    /// The place in the picture of each number of the tokens, token after token.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The tokens (n, T, length) of pictures (n, d).
    ///
    /// # Errors
    /// Pictures of another size.
    pub fn cut<T: Real>(&self, x: &ArrayRef2<T>) -> Result<Array3<T>> {
        agree("the width of the batch", x.ncols(), "the size of a picture", self.order.len())?;
        let (n_tokens, length) = (self.n_tokens, self.token_len());
        Ok(Array3::from_shape_fn((x.nrows(), n_tokens, length), |(i, token, place)| {
            x[[i, self.order[token * length + place]]]
        }))
    }

    /// The pictures (n, d) of tokens (n, T, length).
    ///
    /// # Errors
    /// Tokens of another number or size.
    pub fn glue<T: Real>(&self, tokens: &ArrayRef3<T>) -> Result<Array2<T>> {
        let (n, n_tokens, length) = tokens.dim();
        agree("the number of tokens", n_tokens, "that of a picture", self.n_tokens)?;
        agree("the length of a token", length, "that of a patch", self.token_len())?;
        let mut x = Array2::zeros((n, self.order.len()));
        for ((i, token, place), value) in tokens.indexed_iter() {
            x[[i, self.order[token * length + place]]] = *value;
        }
        Ok(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Digits;
    use ndarray::s;

    #[test]
    fn the_first_tokens_of_a_digit_are_the_known_pixels() {
        let patches = Patches::new(8, 1, 2).unwrap();
        assert_eq!((patches.n_tokens(), patches.token_len()), (16, 4));
        let token = |k: usize| &patches.order()[4 * k..4 * k + 4];
        assert_eq!([token(0), token(1), token(4)], [[0, 1, 8, 9], [2, 3, 10, 11], [16, 17, 24, 25]]);
    }

    #[test]
    fn cut_and_glued_a_picture_is_as_it_was() {
        let x = Digits::all().points().slice(s![..50, ..]).to_owned();
        for (side, channels, p) in [(8, 1, 1), (8, 1, 2), (8, 1, 4), (8, 1, 8), (4, 4, 2)] {
            let patches = Patches::new(side, channels, p).unwrap();
            assert_eq!(patches.glue(&patches.cut(&x).unwrap()).unwrap(), x, "{side} {channels} {p}");
        }
    }

    #[test]
    fn the_channels_of_a_pixel_stay_together() {
        let patches = Patches::new(2, 3, 1).unwrap();
        assert_eq!(patches.order(), (0..12).collect::<Vec<_>>());
        let coarse = Patches::new(4, 2, 2).unwrap();
        assert_eq!(coarse.order()[..8], [0, 1, 2, 3, 8, 9, 10, 11]);
    }
}
