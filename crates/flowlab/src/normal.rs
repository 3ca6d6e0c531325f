//! Draws from N(0, 1) by the ziggurat method: one table lookup and one comparison for 98.8 % of them.
//!
//! The area under exp(−x²/2) to the right of 0 is covered by 256 pieces of equal area: rectangles stacked on each
//! other, and at the bottom one more with the tail beyond x = R. A draw takes a piece, then a point along its width;
//! left of the next piece's width the point is under the curve for sure, and only the rest is looked at more closely.
//!
//! The steps, and from the same random bits the draws up to the last bit of the table, are those of
//! [`StandardNormal`](rand_distr::StandardNormal). It is written out here because the first step must be laid into the
//! caller's loop, where the generator stays in registers: that doubles the speed of the solvers.
//!
//! Source: Marsaglia and Tsang, *The ziggurat method for generating random variables* (2000).

use std::sync::LazyLock;

use rand::{Rng, RngCore};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Where the tail starts, and the area of a piece; they fix each other for 256 pieces.
const R: f64 = 3.654_152_885_361_009;
const AREA: f64 = 0.004_928_673_233_99;

/// The widths of the pieces from the bottom to the top, and the heights of the curve at them.
struct Ziggurat {
    x: [f64; 257],
    y: [f64; 257],
}

static ZIGGURAT: LazyLock<Ziggurat> = LazyLock::new(|| {
    let mut x = [0.0; 257];
    (x[0], x[1]) = (AREA / curve(R), R);
    for i in 2..256 {
        x[i] = (-2.0 * (AREA / x[i - 1] + curve(x[i - 1])).ln()).sqrt();
    }
    Ziggurat { x, y: x.map(curve) }
});

fn curve(x: f64) -> f64 {
    (-x * x / 2.0).exp()
}

/// Fills a buffer with independent draws from N(0, 1).
pub(crate) fn fill(out: &mut [f64], rng: &mut Xoshiro256PlusPlus) {
    let ziggurat = &*ZIGGURAT;
    let mut local = rng.clone();
    out.fill_with(|| ziggurat.draw(&mut local));
    *rng = local;
}

/// One draw from N(0, 1). For many, [`fill`] is faster.
pub(crate) fn one(rng: &mut Xoshiro256PlusPlus) -> f64 {
    ZIGGURAT.draw(rng)
}

impl Ziggurat {
    #[inline(always)]
    fn draw(&self, rng: &mut Xoshiro256PlusPlus) -> f64 {
        let bits = rng.next_u64();
        let (i, u) = split(bits);
        let x = u * self.x[i];
        if x.abs() < self.x[i + 1] { x } else { self.look_closer(bits, rng) }
    }

    /// The draw of these bits, if its point is under the curve, else the next one.
    #[cold]
    #[inline(never)]
    fn look_closer(&self, mut bits: u64, rng: &mut Xoshiro256PlusPlus) -> f64 {
        loop {
            let (i, u) = split(bits);
            let x = u * self.x[i];
            if x.abs() < self.x[i + 1] {
                return x;
            }
            if i == 0 {
                return tail(rng).copysign(u);
            }
            let height = self.y[i + 1] + (self.y[i] - self.y[i + 1]) * rng.random::<f64>();
            if height < curve(x) {
                return x;
            }
            bits = rng.next_u64();
        }
    }
}

/// A piece, by 8 of the bits, and a point in (−1, 1) along its width, by 52 others.
#[inline(always)]
fn split(bits: u64) -> (usize, f64) {
    const TWO: u64 = 0x4000_0000_0000_0000; // the bits of 2.0: with 52 bits of fraction a number in [2, 4)
    (bits as usize & 0xff, f64::from_bits(TWO | (bits >> 12)) - 3.0)
}

/// A draw from the tail beyond R (Marsaglia, 1964).
fn tail(rng: &mut Xoshiro256PlusPlus) -> f64 {
    loop {
        let x = (1.0 - rng.random::<f64>()).ln() / R;
        let y = (1.0 - rng.random::<f64>()).ln();
        if -2.0 * y >= x * x {
            return R - x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, metrics};
    use ndarray::ArrayView1;
    use rand_distr::StandardNormal;
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn the_pieces_have_equal_areas_and_reach_the_top() {
        let Ziggurat { x, y } = &*ZIGGURAT;
        for i in 1..256 {
            assert!((x[i] * (y[i + 1] - y[i]) / AREA - 1.0).abs() < 1e-8, "{i}"); // rounding of the small differences
        }
        let tail = (2.0 * std::f64::consts::PI).sqrt() * Normal::standard().sf(R);
        assert!(((R * y[1] + tail) / AREA - 1.0).abs() < 1e-10); // the digits of R and of the area
    }

    #[test]
    fn the_draws_are_those_of_the_library_but_for_the_tail() {
        let (mut ours, mut theirs) = (Seed(1).stream(0), Seed(1).stream(0));
        for _ in 0..2000 {
            let (a, b): (f64, f64) = (one(&mut ours), theirs.sample(StandardNormal));
            assert!((a - b).abs() < 1e-12, "{a} {b}"); // the tables' last bits
        }
    }

    #[test]
    fn a_million_draws_are_normal_in_the_middle_and_in_the_tail() {
        let n = 1_000_000;
        let mut draws = vec![0.0; n];
        fill(&mut draws, &mut Seed(4).stream(0));
        let law = Normal::standard();
        let distance = metrics::ks(&ArrayView1::from(&draws), |x| law.cdf(x)).unwrap();
        assert!(distance < metrics::ks_threshold(n, 1e-6).unwrap(), "{distance}");
        for (low, high) in [(3.0, 3.5), (R, 4.0), (4.0, f64::INFINITY)] {
            let expected = 2.0 * n as f64 * (law.sf(low) - law.sf(high));
            let seen = draws.iter().filter(|x| (low..high).contains(&x.abs())).count() as f64;
            // Poisson: sd √expected; 5 of them are passed once in a million seeds
            assert!((seen - expected).abs() < 5.0 * expected.sqrt(), "{low}: {seen} {expected}");
        }
    }
}
