//! Seeds: where all chance in the crate comes from.
//!
//! A [`Seed`] is a number. From it come as many independent streams of random numbers as anyone asks for:
//! `seed.stream(k)` is the k-th. Each fixed chunk of particles draws from its own stream, so a result does not depend
//! on the number of threads. The generator is xoshiro256++ (Blackman and Vigna, 2021), named because the one behind
//! `rand`'s `StdRng` may change from version to version.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// The source of all random numbers of one experiment: the same seed, the same numbers.
///
/// Each kind of draw (Brownian motion, its refinement, Gaussians, mixtures) takes its own branch of the seed, so
/// start points and a Brownian path from one seed are independent. Two draws of the same kind from the same seed are
/// the same numbers: give them different seeds.
///
/// ```
/// use flowlab::Seed;
/// use flowlab::rand::Rng;
/// let first: f64 = Seed(7).stream(0).random();
/// let again: f64 = Seed(7).stream(0).random();
/// let other: f64 = Seed(7).stream(1).random();
/// assert_eq!(first, again);
/// assert_ne!(first, other);
/// ```
///
/// A whole array from one stream, by the crate `ndarray-rand` (feature of the same name). Version 0.16.0 deals the numbers
/// out in the order of the memory, so an array that is laid out column by column gets them in other places:
///
/// ```
/// # #[cfg(feature = "ndarray-rand")] {
/// use flowlab::Seed;
/// use flowlab::ndarray::Array2;
/// use flowlab::ndarray_rand::RandomExt;
/// use flowlab::rand_distr::StandardNormal;
/// let eps: Array2<f64> = Array2::random_using((10_000, 2), StandardNormal, &mut Seed(7).stream(0));
/// assert!(eps.mean().unwrap().abs() < 5.0 / 20_000_f64.sqrt()); // sd 1/√(n·d)
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seed(pub u64);

impl Seed {
    /// The k-th stream: for one seed, different k give generators that start from different states.
    pub fn stream(self, k: u64) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(mix(mix(self.0).wrapping_add(k.wrapping_mul(GOLDEN))))
    }

    /// The branch of this seed for one kind of draw, by its name.
    pub(crate) fn branch(self, kind: &str) -> Seed {
        kind.bytes().fold(self, |seed, byte| seed.numbered(u64::from(byte)))
    }

    /// The branch of this seed with a number.
    pub(crate) fn numbered(self, number: u64) -> Seed {
        Seed(mix(mix(self.0).wrapping_add(number.wrapping_add(1).wrapping_mul(GOLDEN))))
    }
}

/// 2⁶⁴ divided by the golden ratio, odd: multiples of it are spread evenly.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): a bijection of 64 bits that changes half of them when
/// one input bit changes.
fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;
    use rand::RngCore;
    use rand_distr::StandardNormal;

    #[test]
    fn streams_of_nearby_seeds_and_numbers_start_differently() {
        let mut first: Vec<u64> =
            (0..64).flat_map(|seed| (0..64).map(move |k| Seed(seed).stream(k).next_u64())).collect();
        first.sort_unstable();
        first.dedup();
        assert_eq!(first.len(), 64 * 64); // a chance collision among 4096 of 2⁶⁴ has probability 5e-13
    }

    #[test]
    fn streams_are_uncorrelated() {
        let n = 100_000;
        for (a, b) in [(Seed(0).stream(0), Seed(0).stream(1)), (Seed(0).stream(0), Seed(1).stream(0))] {
            let normals = |rng: Xoshiro256PlusPlus| rng.sample_iter::<f64, _>(StandardNormal).take(n);
            let correlation = normals(a).zip(normals(b)).map(|(x, y)| x * y).sum::<f64>() / n as f64;
            // sd 1/sqrt(n); 5 sd: a false alarm has probability 6e-7
            assert!(correlation.abs() < 5.0 / (n as f64).sqrt(), "{correlation}");
        }
    }

    #[test]
    fn branches_differ_from_each_other_and_from_the_seed() {
        let seeds = [Seed(3), Seed(3).branch("a"), Seed(3).branch("b"), Seed(3).branch("a").branch("a")];
        let mut first: Vec<u64> = seeds.iter().map(|seed| seed.stream(0).next_u64()).collect();
        first.sort_unstable();
        first.dedup();
        assert_eq!(first.len(), seeds.len());
    }
}
