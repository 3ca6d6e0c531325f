//! The museum of bugs: a small sampler on the line, written twice over: right, and with one of 25 mistakes.
//!
//! Nothing here is used to sample anything. Flowlab has its own solvers; this is a copy to be broken, in which a [`Bug`] is
//! a switch. Beside the [`Sampler`] of the noise dial there is one of DDPM, [`Ddpm`], and eight [`Statistic`]s with what
//! each is for the right program, how far one run may be from that, and so which bugs it sees. Not every bug lives in a
//! sampler: those that do not leave the switch alone, which is what the statistics then say.
//!
//! One copy serves the cells, the exercises, the numbers and the pictures of the lesson.

mod bug;
mod ddpm;
mod langevin;
mod law;
mod sampler;
mod statistic;

use flowlab::ndarray::Array1;
use flowlab::{Normals, Seed};

pub use bug::Bug;
pub use ddpm::Ddpm;
pub use langevin::langevin;
pub use law::Law;
pub use sampler::Sampler;
pub use statistic::{Closed, Statistic};

/// What numbers are drawn for: each kind has a stream of its own.
#[derive(Clone, Copy)]
enum Draw {
    Start,
    Noise,
    Twice,
    Data,
    Within,
}

/// n numbers of N(0, 1).
fn normals(seed: Seed, kind: Draw, n: usize) -> Array1<f64> {
    let mut eps = vec![0.0; n];
    Normals::new(seed, kind as u64).fill(&mut eps);
    eps.into()
}
