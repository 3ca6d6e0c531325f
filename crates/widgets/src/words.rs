//! The random words behind all chance.

use flowlab::Seed;
use flowlab::rand::RngCore;

/// The first n words of a stream of a seed. They are integers, so a browser gives the same, to the bit.
///
/// ```
/// assert_eq!(widgets::random_words(1, 0, 3)[..2], widgets::random_words(1, 0, 2));
/// assert_ne!(widgets::random_words(1, 0, 1), widgets::random_words(1, 1, 1));
/// ```
pub fn random_words(seed: u64, stream: u64, n: usize) -> Vec<u64> {
    let mut rng = Seed(seed).stream(stream);
    (0..n).map(|_| rng.next_u64()).collect()
}
