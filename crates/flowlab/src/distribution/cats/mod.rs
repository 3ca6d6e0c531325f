//! Cats: small portraits as data, from a law that is known exactly.
//!
//! A cat is a [`Portrait`]: a breed (the label), two coin tosses and sixteen real numbers, all independent, each with
//! the law that its field states. Its picture is a function of these, drawn at any size. So here is a p_data on
//! pictures that can be sampled without end, counted (P(breed), the law of each parameter) and conditioned on exactly:
//! z ~ p_data( · | y) draws everything but the breed. What it does not have is a density in pixel space, as the
//! pictures fill only a surface of dimension at most 16 there; [`Portrait::log_density`] is that of the parameters.
//!
//! Good for pictures as vectors, sampling, data sets and guidance. The picture `Bao.jpg` is one large sample.

mod body;
mod breed;
mod drawing;
mod face;
mod head;
mod palette;
mod picture;
mod portrait;
mod shapes;

pub use breed::Breed;
pub use portrait::{Law, Portrait};

use ndarray::{Array1, Array2, ArrayViewMut1};

use super::{Sample, SampleLabelled};
use crate::error::{Error, Result, at_least_one};
use crate::{Seed, chunk};

/// Portraits of cats as vectors: the picture of height H and width W is a point of ℝᵈ, d = 3 H W.
///
/// A row of a batch (n, d) is a picture, row by row, each pixel red, green, blue in [0, 1] (sRGB):
/// entry 3 (W i + j) + c is channel c of the pixel in row i, column j. Cat k of a seed is the same cat in a batch of
/// any length and at any size.
///
/// ```
/// use flowlab::Seed;
/// use flowlab::distribution::{Breed, Cats, SampleLabelled};
///
/// let cats = Cats::new(16, 16)?;
/// let (pictures, labels) = cats.sample_labelled(Seed(1), 1000)?;
/// assert_eq!(pictures.dim(), (1000, 768)); // 16 * 16 * 3
/// let black = labels.iter().filter(|&&label| label == Breed::Black.label()).count();
/// // binomial(1000, 0.15): mean 150, sd 11.3
/// assert!((black as f64 - 150.0).abs() < 5.0 * 11.3);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cats {
    height: usize,
    width: usize,
}

impl Cats {
    /// The cat of `Bao.jpg`, a tuxedo with a red collar: the first cat of this seed.
    pub const BAO: Seed = Seed(54);

    /// The longest side that a picture may have, in pixels.
    pub const MAX_SIDE: usize = 8192;

    /// Portraits of this height and width in pixels.
    ///
    /// # Errors
    /// A side of zero, or longer than [`Cats::MAX_SIDE`].
    pub fn new(height: usize, width: usize) -> Result<Cats> {
        for (what, side) in [("height", height), ("width", width)] {
            if side == 0 {
                return Err(Error::NotPositive { what: what.to_string(), value: 0.0 });
            }
            if side > Cats::MAX_SIDE {
                return Err(Error::PictureSide { what, value: side, most: Cats::MAX_SIDE });
            }
        }
        Ok(Cats { height, width })
    }

    /// Height of a picture in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Width of a picture in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The parameters of the first n cats of a seed. Cat k does not depend on n.
    ///
    /// ```
    /// use flowlab::Seed;
    /// use flowlab::distribution::Cats;
    /// let many = Cats::portraits(Seed(1), 100);
    /// assert_eq!(many[..3], Cats::portraits(Seed(1), 3));
    /// ```
    ///
    /// # Panics
    /// If memory does not hold n portraits.
    pub fn portraits(seed: Seed, n: usize) -> Vec<Portrait> {
        Cats::drawn(None, seed, n).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The parameters of n cats given their breed. As the parameters are independent, these are the cats of
    /// [`Cats::portraits`] with other fur: cat k differs from cat k there in its breed alone.
    ///
    /// # Panics
    /// If memory does not hold n portraits.
    pub fn portraits_given(breed: Breed, seed: Seed, n: usize) -> Vec<Portrait> {
        Cats::drawn(Some(breed), seed, n).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The first n cats of a seed, or these with other fur.
    fn drawn(breed: Option<Breed>, seed: Seed, n: usize) -> Result<Vec<Portrait>> {
        let mut cats = Vec::new();
        cats.try_reserve_exact(n).map_err(|_| Error::TooMany { what: "portraits", n })?;
        let cat = |k| Portrait::draw(seed, k);
        cats.extend((0..n as u64).map(cat).map(|cat| Portrait { breed: breed.unwrap_or(cat.breed), ..cat }));
        Ok(cats)
    }

    /// The pictures of these cats: (n, d).
    ///
    /// # Errors
    /// No cats, more than memory holds, or a parameter that is not finite.
    pub fn render(&self, portraits: &[Portrait]) -> Result<Array2<f64>> {
        let n = at_least_one("samples", portraits.len())?;
        for (k, cat) in portraits.iter().enumerate() {
            let mut named = Portrait::LAWS.iter().zip(cat.values());
            if let Some(((name, _), value)) = named.find(|(_, value)| !value.is_finite()) {
                return Err(Error::NotFinite { what: format!("{name} of cat {k}"), value });
            }
        }
        let mut pictures = chunk::batch(n, self.dim())?;
        let rows: Vec<ArrayViewMut1<f64>> = pictures.outer_iter_mut().collect();
        chunk::for_each(rows, |k, row| {
            let row = row.into_slice().expect("rows of a new array are contiguous");
            portraits[k].render_into(self.height, self.width, row);
        });
        Ok(pictures)
    }

    /// n independent pictures of cats of one breed, z ~ p_data( · | y): (n, d).
    ///
    /// # Errors
    /// n = 0, or more samples than memory holds.
    pub fn sample_given(&self, breed: Breed, seed: Seed, n: usize) -> Result<Array2<f64>> {
        self.room(n)?;
        self.render(&Cats::drawn(Some(breed), seed, n)?)
    }

    /// Refuses more pictures than memory holds, before their cats are drawn one by one.
    fn room(&self, n: usize) -> Result<()> {
        chunk::batch(n, self.dim()).map(drop)
    }
}

impl Sample for Cats {
    fn dim(&self) -> usize {
        3 * self.height * self.width
    }

    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        self.room(n)?;
        self.render(&Cats::drawn(None, seed, n)?)
    }
}

impl SampleLabelled for Cats {
    /// The share of each breed, in the order of [`Breed::ALL`].
    fn class_probabilities(&self) -> Array1<f64> {
        Breed::ALL.iter().map(|breed| breed.probability()).collect()
    }

    /// n independent pictures and their labels: (n, d) and n numbers, places in [`Breed::ALL`].
    fn sample_labelled(&self, seed: Seed, n: usize) -> Result<(Array2<f64>, Vec<usize>)> {
        self.room(n)?;
        let portraits = Cats::drawn(None, seed, n)?;
        let labels = portraits.iter().map(|cat| cat.breed.label()).collect();
        Ok((self.render(&portraits)?, labels))
    }
}
