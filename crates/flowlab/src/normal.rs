//! Draws from N(0, 1) in bulk, by the method of Box and Muller on sixteen streams side by side.
//!
//! With u uniform in (0, 1] and θ uniform on the circle, r = √(−2·ln u) gives two independent draws r·sin θ and r·cos θ.
//! There is no branch in it: the logarithm, the root and both functions of the angle are arithmetic that the machine's
//! vectors do for 4 or 8 numbers at once, and so is the generator, if each lane of the vectors has a stream of its own.
//! The method that is fastest one draw at a time, the ziggurat of Marsaglia and Tsang (2000), looks into a table at
//! random and now and then draws again, which no vector does well.
//!
//! u has 52 bits, so no draw is beyond 8.49 standard deviations, a chance of 2·10⁻¹⁷. With fused products the numbers are
//! the same on every machine; where there are none, in a browser, the last bits may differ.
//!
//! Source: Box and Muller, *A note on the generation of random normal deviates* (1958).

use std::f64::consts::{FRAC_PI_4, LN_2};

use pulp::{Arch, Simd, WithSimd};
use rand::RngCore;

use crate::Seed;
use crate::lanes::{is_fused, mul_add, polynomial};

/// Streams side by side: two of the widest vectors, so that one is computed while the other is waited for.
const LANES: usize = 16;

/// Draws that come at once.
const BLOCK: usize = 2 * LANES;

/// A stream of independent draws from N(0, 1), fast for many at a time.
///
/// ```
/// use flowlab::{Normals, Seed};
/// let (mut first, mut second) = ([0.0; 1000], [0.0; 1000]);
/// Normals::new(Seed(1), 0).fill(&mut first);
/// // The numbers do not depend on how many are asked for at a time.
/// let mut normals = Normals::new(Seed(1), 0);
/// second.chunks_mut(7).for_each(|few| normals.fill(few));
/// assert_eq!(first, second);
/// let mean = first.iter().sum::<f64>() / 1000.0;
/// assert!(mean.abs() < 5.0 / 1000_f64.sqrt()); // sd 1/√n
/// ```
#[derive(Clone, Debug)]
pub struct Normals {
    streams: Streams,
    /// The last draws, of which so many at the end are still to be handed out.
    block: [f64; BLOCK],
    left: usize,
}

impl Normals {
    /// The k-th stream of a seed: as [`Seed::stream`], of normal numbers.
    pub fn new(seed: Seed, k: u64) -> Normals {
        let mut rng = seed.branch("normals").stream(k);
        let mut state = [[0; LANES]; 4];
        state.iter_mut().flatten().for_each(|word| *word = rng.next_u64());
        Normals { streams: Streams(state), block: [0.0; BLOCK], left: 0 }
    }

    /// Fills a buffer with the next draws.
    pub fn fill(&mut self, out: &mut [f64]) {
        self.deal(
            out.len(),
            #[inline(always)]
            |i, draws| out[i..i + draws.len()].copy_from_slice(draws),
        );
    }

    /// Hands out the next n draws in pieces: `take(i, draws)` gets those from the i-th on, up to [`BLOCK`] of them.
    ///
    /// A `take` that is `#[inline(always)]` is compiled into the loop that draws, for the machine's widest vectors.
    #[inline(always)]
    pub(crate) fn deal(&mut self, n: usize, mut take: impl FnMut(usize, &[f64])) {
        let kept = self.left.min(n);
        take(0, &self.block[BLOCK - self.left..][..kept]);
        self.left -= kept;
        let whole = (n - kept) / BLOCK * BLOCK;
        if whole > 0 {
            Arch::new().dispatch(Deal { streams: &mut self.streams, from: kept, to: kept + whole, take: &mut take });
        }
        let rest = n - kept - whole;
        if rest > 0 {
            let block = &mut self.block;
            let keep = |_: usize, draws: &[f64]| block.copy_from_slice(draws);
            Arch::new().dispatch(Deal { streams: &mut self.streams, from: 0, to: BLOCK, take: keep });
            take(kept + whole, &self.block[..rest]);
            self.left = BLOCK - rest;
        }
    }
}

/// Whole blocks of draws, each given to `take` with its place.
struct Deal<'a, F> {
    streams: &'a mut Streams,
    from: usize,
    to: usize,
    take: F,
}

impl<F: FnMut(usize, &[f64])> WithSimd for Deal<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        if is_fused::<S>() { self.run::<true>() } else { self.run::<false>() }
    }
}

impl<F: FnMut(usize, &[f64])> Deal<'_, F> {
    #[inline(always)]
    fn run<const FUSED: bool>(mut self) {
        let mut streams = self.streams.clone(); // in registers while the loop runs
        let mut i = self.from;
        while i < self.to {
            let (of_radius, of_angle) = (streams.next(), streams.next());
            let mut draws = [0.0; BLOCK];
            for lane in 0..LANES {
                let r = radius::<FUSED>(of_radius[lane]);
                let [sin, cos] = direction::<FUSED>(of_angle[lane]);
                (draws[lane], draws[LANES + lane]) = (r * sin, r * cos);
            }
            (self.take)(i, &draws);
            i += BLOCK;
        }
        *self.streams = streams;
    }
}

/// The generators xoshiro256++ (Blackman and Vigna, 2021), one for each lane: word w of lane l is `self.0[w][l]`.
#[derive(Clone, Debug)]
struct Streams([[u64; LANES]; 4]);

impl Streams {
    /// The next 64 bits of each.
    #[inline(always)]
    fn next(&mut self) -> [u64; LANES] {
        let [s0, s1, s2, s3] = &mut self.0;
        let mut bits = [0; LANES];
        for l in 0..LANES {
            bits[l] = s0[l].wrapping_add(s3[l]).rotate_left(23).wrapping_add(s0[l]);
            let shifted = s1[l] << 17;
            s2[l] ^= s0[l];
            s3[l] ^= s1[l];
            s1[l] ^= s2[l];
            s0[l] ^= s3[l];
            s2[l] ^= shifted;
            s3[l] = s3[l].rotate_left(45);
        }
        bits
    }
}

/// The bits of 1.0 and 2.0; with 52 bits of fraction a number in [1, 2), in [2, 4).
const ONE: u64 = 0x3ff0_0000_0000_0000;
const TWO: u64 = 0x4000_0000_0000_0000;

/// √(−2·ln u) for a u in (0, 1], from 52 of the bits.
///
/// u = 2^e·m with m in [√½, √2); ln m = 2·artanh s for s = (m − 1)/(m + 1), |s| < 0.172.
#[inline(always)]
fn radius<const FUSED: bool>(bits: u64) -> f64 {
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd; // the bits of √½
    const MAGIC: u64 = 0x4338_0000_0000_0000; // those of a number whose last bits are whole numbers
    let u = 2.0 - f64::from_bits(ONE | (bits >> 12));
    let e = ((u.to_bits().wrapping_sub(ROOT_HALF) as i64) >> 52) as u64;
    let m = f64::from_bits(u.to_bits().wrapping_sub(e << 52));
    let e = f64::from_bits(MAGIC.wrapping_add(e)) - f64::from_bits(MAGIC);
    let s = (m - 1.0) / (m + 1.0);
    let s2 = s * s;
    let artanh = mul_add::<_, FUSED>(s * s2, polynomial::<_, FUSED, _>(&ARTANH, s2), s);
    mul_add::<_, FUSED>(e, -2.0 * LN_2, -4.0 * artanh).sqrt()
}

/// sin θ and cos θ for an angle anywhere on the circle: 52 of the bits give it within an eighth turn to both sides of 0,
/// and three others the quarter, by an exchange of the two and by their signs.
#[inline(always)]
fn direction<const FUSED: bool>(bits: u64) -> [f64; 2] {
    let theta = FRAC_PI_4 * (f64::from_bits(TWO | (bits >> 12)) - 3.0);
    let theta2 = theta * theta;
    let sin = (theta * polynomial::<_, FUSED, _>(&SINE, theta2)).to_bits();
    let cos = polynomial::<_, FUSED, _>(&COSINE, theta2).to_bits();
    let exchange = (sin ^ cos) & 0_u64.wrapping_sub(bits & 1);
    [sin ^ exchange ^ ((bits & 2) << 62), cos ^ exchange ^ ((bits & 4) << 61)].map(f64::from_bits)
}

/// artanh s = s + s³·(a₀ + a₁·s² + …) for |s| < 0.172, nearly 1/3, 1/5, …
///
/// The polynomials of this module agree with their functions at the 7 Chebyshev points of the interval in s² or θ². To
/// the last bits this takes two terms fewer than the series of Taylor.
const ARTANH: [f64; 7] = [
    0.3333333333333335,
    0.19999999999949752,
    0.14285714312987743,
    0.1111110556739754,
    0.09091444562630861,
    0.07665860800278021,
    0.07308224842521703,
];

/// sin θ = θ·(a₀ + a₁·θ² + …) for |θ| ≤ π/4, nearly 1, −1/3!, …
const SINE: [f64; 7] = [
    1.0,
    -0.16666666666666616,
    0.008333333333320363,
    -0.000198412698286503,
    2.755731337640013e-6,
    -2.5050716974102745e-8,
    1.5894736651849094e-10,
];

/// cos θ = a₀ + a₁·θ² + … likewise, nearly 1, −1/2!, …
const COSINE: [f64; 7] = [
    1.0,
    -0.4999999999999925,
    0.041666666666472306,
    -0.0013888888869978658,
    2.4801578538562985e-5,
    -2.755523388484742e-7,
    2.0630454379662294e-9,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics;
    use ndarray::ArrayView1;
    use statrs::distribution::{ContinuousCDF, Normal};

    fn draws(seed: u64, n: usize) -> Vec<f64> {
        let mut draws = vec![0.0; n];
        Normals::new(Seed(seed), 0).fill(&mut draws);
        draws
    }

    #[test]
    fn the_radius_is_that_of_the_logarithm_to_the_last_bits() {
        let mut rng = Seed(1).stream(0);
        for i in 0..100_000 {
            // every power of two comes: u near 1 with the first bits 0, u near 0 with the first bits 1
            let bits = [rng.next_u64() >> (i % 52), !(rng.next_u64() >> (i % 52))][i % 2];
            let u = 2.0 - f64::from_bits(ONE | (bits >> 12));
            let exact = (-2.0 * u.ln()).sqrt();
            for near in [radius::<true>(bits), radius::<false>(bits)] {
                assert!((near - exact).abs() <= 4.0 * f64::EPSILON * exact, "{u} {near} {exact}");
            }
        }
    }

    #[test]
    fn the_direction_is_on_the_circle_and_every_eighth_of_it_is_as_likely() {
        let (mut rng, n) = (Seed(2).stream(0), 80_000);
        let mut counts = [0_usize; 8];
        for _ in 0..n {
            let bits = rng.next_u64();
            let [sin, cos] = direction::<true>(bits);
            assert!((sin.hypot(cos) - 1.0).abs() < 4.0 * f64::EPSILON);
            let exact = (FRAC_PI_4 * (f64::from_bits(TWO | (bits >> 12)) - 3.0)).sin().abs();
            let small = if bits & 1 == 0 { sin } else { cos };
            assert!((small.abs() - exact).abs() <= 4.0 * f64::EPSILON * exact);
            let turn = sin.atan2(cos).rem_euclid(std::f64::consts::TAU);
            counts[(turn / FRAC_PI_4) as usize % 8] += 1;
        }
        let chi_square = metrics::chi_square(&counts, &[0.125; 8]).unwrap();
        assert!(chi_square.p_value > 1e-6, "{counts:?}");
    }

    #[test]
    fn without_fused_products_the_draws_differ_in_the_last_bits_alone() {
        let mut rng = Seed(3).stream(0);
        for _ in 0..10_000 {
            let (of_radius, of_angle) = (rng.next_u64(), rng.next_u64());
            let draws = |r: f64, direction: [f64; 2]| direction.map(|x| r * x);
            let fused = draws(radius::<true>(of_radius), direction::<true>(of_angle));
            let plain = draws(radius::<false>(of_radius), direction::<false>(of_angle));
            let close = |(x, y): (&f64, &f64)| (x - y).abs() <= 8.0 * f64::EPSILON * x.abs();
            assert!(fused.iter().zip(&plain).all(close), "{fused:?} {plain:?}");
        }
    }

    /// The number of draws in each of the cells of equal probability, and those beyond some standard deviations.
    #[test]
    fn a_million_draws_are_normal_in_the_middle_and_in_the_tail() {
        let (n, law) = (1_000_000, Normal::standard());
        let draws = draws(4, n);
        let distance = metrics::ks(&ArrayView1::from(&draws), |x| law.cdf(x)).unwrap();
        assert!(distance < metrics::ks_threshold(n, 1e-6).unwrap(), "{distance}");
        for (low, high) in [(3.0, 3.5), (3.5, 4.0), (4.0, f64::INFINITY)] {
            let expected = 2.0 * n as f64 * (law.sf(low) - law.sf(high));
            let seen = draws.iter().filter(|x| (low..high).contains(&x.abs())).count() as f64;
            // Poisson: sd √expected; 5 of them are passed once in a million seeds
            assert!((seen - expected).abs() < 5.0 * expected.sqrt(), "{low}: {seen} {expected}");
        }
    }

    /// Sums of which each has mean 0 and a known variance, in units of its standard deviation.
    fn normalised_sums(draws: &[f64]) -> Vec<(String, f64)> {
        let n = draws.len() as f64;
        let powers: [(i32, f64, f64); 6] = [
            (1, 0.0, 1.0),
            (2, 1.0, 2.0),
            (3, 0.0, 15.0),
            (4, 3.0, 96.0),
            (6, 15.0, 10_170.0),
            (8, 105.0, 2_016_000.0),
        ];
        let moments = powers.iter().map(|&(power, mean, variance)| {
            let sum: f64 = draws.iter().map(|x| x.powi(power) - mean).sum();
            (format!("E x^{power}"), sum / (n * variance).sqrt())
        });
        // the two draws of a pair are LANES apart, those of a lane BLOCK
        let lags = [1, 2, LANES - 1, LANES, LANES + 1, BLOCK, 2 * BLOCK];
        let lagged = lags.iter().flat_map(|&lag| {
            let pairs = || draws.iter().zip(&draws[lag..]);
            let products: f64 = pairs().map(|(x, y)| x * y).sum();
            let squares: f64 = pairs().map(|(x, y)| (x * x - 1.0) * (y * y - 1.0)).sum();
            [(format!("lag {lag}"), products / n.sqrt()), (format!("squares, lag {lag}"), squares / (4.0 * n).sqrt())]
        });
        moments.chain(lagged).collect()
    }

    #[test]
    fn moments_are_those_of_the_law_and_no_draw_knows_of_another() {
        for (what, sds) in normalised_sums(&draws(5, 1_000_000)) {
            assert!(sds.abs() < 5.0, "{what}: {sds} sd");
        }
    }

    #[test]
    #[ignore = "a thousand million draws, by hand: cargo test --release -p flowlab thousand_million -- --ignored --nocapture"]
    fn a_thousand_million_draws_are_normal_up_to_six_standard_deviations() {
        let (n, law, cells) = (1_000_000_000_usize, Normal::standard(), 4096);
        let edges: Vec<f64> = (1..cells).map(|i| law.inverse_cdf(i as f64 / cells as f64)).collect();
        let tails = [4.0, 4.5, 5.0, 5.5, 6.0];
        let (mut counts, mut beyond) = (vec![0_usize; cells], [0_usize; 5]);
        let (mut normals, mut block) = (Normals::new(Seed(6), 0), vec![0.0; 1_000_000]);
        let mut sums: Vec<(String, f64)> = Vec::new();
        for _ in 0..n / block.len() {
            normals.fill(&mut block);
            for x in &block {
                counts[edges.partition_point(|edge| edge <= x)] += 1;
                tails.iter().zip(&mut beyond).for_each(|(tail, beyond)| *beyond += usize::from(x.abs() > *tail));
            }
            let of_block = normalised_sums(&block);
            if sums.is_empty() {
                sums = of_block;
            } else {
                sums.iter_mut().zip(of_block).for_each(|(sum, (_, of_block))| sum.1 += of_block);
            }
        }
        let chi_square = metrics::chi_square(&counts, &vec![1.0 / cells as f64; cells]).unwrap();
        println!("chi-square of {cells} cells: {chi_square:?}");
        assert!(chi_square.p_value > 1e-6);
        for (tail, beyond) in tails.iter().zip(beyond) {
            let expected = 2.0 * n as f64 * law.sf(*tail);
            println!("beyond {tail} sd: {beyond} of {expected:.1} expected");
            assert!((beyond as f64 - expected).abs() < 5.0 * expected.sqrt() + 2.0);
        }
        for (what, sum) in sums {
            let sds = sum / (n as f64 / block.len() as f64).sqrt();
            println!("{what}: {sds:.2} sd");
            assert!(sds.abs() < 5.0);
        }
    }
}
