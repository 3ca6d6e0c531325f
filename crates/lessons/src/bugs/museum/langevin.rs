//! Langevin's equation for N(0, 1), with and without the logarithm.

use std::f64::consts::TAU;

use flowlab::ndarray::Array1;
use flowlab::{Normals, Seed};

use super::{Draw, normals};

/// Time, and how many steps it is cut into.
const LAST: f64 = 10.0;
const STEPS: usize = 1000;

/// Ends at T = 10 of dX = ½·(log p)′·dt + dW for the density p of N(0, 1), from N(0, 1), by 1000 steps of Euler and
/// Maruyama; without the logarithm the slope is that of p itself ([`Bug::NoLogarithm`](super::Bug::NoLogarithm)).
pub fn langevin(logarithm: bool, seed: Seed, particles: usize) -> Array1<f64> {
    let h = LAST / STEPS as f64;
    let mut x = normals(seed, Draw::Start, particles);
    let (mut noise, mut eps) = (Normals::new(seed, Draw::Noise as u64), vec![0.0; particles]);
    for _ in 0..STEPS {
        noise.fill(&mut eps);
        x.iter_mut().zip(&eps).for_each(|(x, eps)| {
            let slope = if logarithm { -*x } else { -*x * (-*x * *x / 2.0).exp() / TAU.sqrt() };
            *x += h * 0.5 * slope + h.sqrt() * eps;
        });
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_the_logarithm_the_law_stays() {
        // the recursion v = (1 − h/2)²·v + h rests at 1/(1 − h/4)
        let spread = (1.0_f64 / (1.0 - 0.0025)).sqrt();
        let ends = langevin(true, Seed(1), 2000);
        assert!((ends.std(0.0) - spread).abs() < 5.0 * spread / 4000_f64.sqrt()); // 5 standard errors
    }
}
