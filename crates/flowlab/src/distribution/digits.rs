//! Digits: 1797 small pictures that people wrote.
//!
//! The laws beside this one draw fresh samples without end. Real data are a set that somebody collected: there are no more
//! of them, and no formula says how likely each is. What is known of their law is what a part of the set, held out from
//! training, tells.

use ndarray::{Array2, ArrayRef2};

use super::Dataset;
use crate::Seed;

/// Handwritten digits, 8 × 8 pixels each, with what they say, 0 to 9, for their labels.
///
/// A pixel counts the inked ones among 4 × 4 of a scan, 0 to 16; here it is z = pixel/8 − 1, so −1 is paper and 1 is ink. A
/// picture is a row of 64 such numbers: entry 8·i + j is the pixel in row i, column j. No two pictures are the same. Pixels
/// 0, 32 and 39 never change in these, so their covariance has rank 61.
///
/// Thirteen people wrote them, one after the other, and a picture does not say who: the first half of the set and the
/// second are for the most part by different hands, and as laws they differ. Both parts of a [`split`](Digits::split) hold pictures of the
/// same hands, which makes the held-out ones easier than those of another writer would be.
///
/// ```
/// use flowlab::distribution::{Digits, Sample, SampleLabelled};
/// let digits = Digits::all();
/// assert_eq!((digits.len(), digits.dim(), digits.n_classes()), (1797, 64, 10));
/// let ones = digits.labels().iter().filter(|label| **label == 1).count();
/// assert_eq!(ones, 182);
/// ```
///
/// Source: Alpaydin and Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository (1998), data
/// set 80, <https://doi.org/10.24432/C50P49>: the test part of it, as scikit-learn ships it. Licensed under
/// [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits;

impl Digits {
    /// Height and width of a picture in pixels.
    pub const SIDE: usize = 8;

    /// All 1797 of them, in the order of the source.
    pub fn all() -> Dataset {
        let n = TEXT.lines().count();
        let (mut points, mut labels) = (Array2::zeros((n, Digits::SIDE * Digits::SIDE)), Vec::with_capacity(n));
        for (line, mut z) in TEXT.lines().zip(points.rows_mut()) {
            let mut signs = line.chars().map(|sign| sign.to_digit(INKS));
            labels.extend(signs.next().flatten().map(|label| label as usize));
            let pixels = signs.skip(1).flatten();
            z.iter_mut().zip(pixels).for_each(|(z, pixel)| *z = f64::from(pixel) / 8.0 - 1.0);
        }
        Dataset::new(points, labels).expect(WHOLE)
    }

    /// 1197 to train on, and 600 held out: the same ones each time.
    ///
    /// ```
    /// use flowlab::distribution::Digits;
    /// let (training, held_out) = Digits::split();
    /// assert_eq!((training.len(), held_out.len()), (1197, 600));
    /// ```
    pub fn split() -> (Dataset, Dataset) {
        Digits::all().split(Seed(0), 1197.0 / 1797.0).expect(WHOLE)
    }

    /// Pictures (n, 64) as greys from 0, ink, to 1, paper, for [`Image::sheet`](crate::plot::Image::sheet): (1 − z)/2.
    /// Numbers outside [−1, 1], which a model may make, lie outside [0, 1].
    ///
    /// ```
    /// use flowlab::distribution::Digits;
    /// let greys = Digits::greys(Digits::all().points());
    /// assert_eq!(greys[[0, 0]], 1.0); // a corner without ink
    /// # #[cfg(feature = "plot")] {
    /// use flowlab::{ndarray::s, plot::Image};
    /// let sheet = Image::sheet(&greys.slice(s![..16, ..]), (Digits::SIDE, Digits::SIDE), 8)?;
    /// # assert_eq!(sheet.rgb[3 * (8 * sheet.width + 8) as usize], 255);
    /// # }
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    pub fn greys(z: &ArrayRef2<f64>) -> Array2<f64> {
        z.mapv(|z| 0.5 * (1.0 - z))
    }
}

/// A line for each picture: its label, a space, its pixels as signs. `digits.py` beside it makes it.
const TEXT: &str = include_str!("../../data/digits.txt");
/// Counts that a pixel may have, 0 to 16: the digits of that many are its signs.
const INKS: u32 = 17;
const WHOLE: &str = "the embedded digits are whole";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Sample, SampleLabelled};
    use ndarray::Axis;

    /// Facts that are known of the set, each rounded to its last digit here.
    #[test]
    fn they_are_the_known_set() {
        let digits = Digits::all();
        assert_eq!((digits.len(), digits.dim()), (1797, 64));
        let counts = (digits.class_probabilities() * 1797.0).mapv(f64::round);
        assert_eq!(counts.to_vec(), [178.0, 182.0, 177.0, 183.0, 181.0, 182.0, 181.0, 179.0, 174.0, 180.0]);
        let pixels = digits.points().mapv(|z| 8.0 * (z + 1.0));
        assert!(pixels.iter().all(|pixel| pixel.fract() == 0.0 && (0.0..=16.0).contains(pixel)));
        assert!((pixels.mean().unwrap() - 4.884).abs() < 5e-4 && (pixels.std(0.0) - 6.017).abs() < 5e-4);
        let zeros = pixels.iter().filter(|pixel| **pixel == 0.0).count() as f64;
        assert!((zeros / pixels.len() as f64 - 0.489).abs() < 5e-4);
        let variances = digits.points().var_axis(Axis(0), 0.0);
        let constant: Vec<usize> = (0..64).filter(|j| variances[*j] == 0.0).collect();
        assert_eq!(constant, [0, 32, 39]);
        let mean = digits.points().mean_axis(Axis(0)).unwrap();
        assert!((variances.sum() - 18.773).abs() < 5e-4 && (mean.dot(&mean) - 27.137).abs() < 5e-4);
    }

    #[test]
    fn each_picture_has_its_pixels_in_their_places() {
        let digits = Digits::all();
        // the first, a zero: its second row is "00dfaf50" in the file
        let row: Vec<f64> = digits.points().row(0).iter().skip(8).take(8).map(|z| 8.0 * (z + 1.0)).collect();
        assert_eq!((digits.labels()[0], &row[..]), (0, &[0.0, 0.0, 13.0, 15.0, 10.0, 15.0, 5.0, 0.0][..]));
        assert_eq!(digits.labels()[1790..], [8, 4, 9, 0, 8, 9, 8]); // its last lines
    }

    #[test]
    fn nearest_neighbours_are_as_far_apart_as_is_known_and_no_picture_stands_twice() {
        let digits = Digits::all();
        let points = digits.points();
        let nearest = |i: usize| {
            let others = points.rows().into_iter().enumerate().filter(|(k, _)| *k != i);
            let squares = others.map(|(_, z)| points.row(i).iter().zip(z).map(|(a, b)| (a - b) * (a - b)).sum());
            squares.fold(f64::INFINITY, f64::min).sqrt()
        };
        let mut distances: Vec<f64> = (0..digits.len()).map(nearest).collect();
        distances.sort_unstable_by(f64::total_cmp);
        let [least, middle, most] = [0, 898, 1796].map(|k| distances[k]);
        assert!((least - 0.66).abs() < 5e-3 && (middle - 2.02).abs() < 5e-3 && (most - 4.01).abs() < 5e-3);
    }

    #[test]
    fn the_split_keeps_the_shares_of_the_classes() {
        let (training, held_out) = Digits::split();
        assert_eq!((training.len(), held_out.len()), (1197, 600));
        // 600 of 1797: a count of some 60 has a standard deviation of 6 (hypergeometric)
        for (share, all) in held_out.class_probabilities().iter().zip(Digits::all().class_probabilities()) {
            assert!((share - all).abs() < 4.0 * 6.0 / 600.0);
        }
    }
}
