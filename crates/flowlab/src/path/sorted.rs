//! The exact field of minibatch transport on a line: of pairs that are joined by order in small batches.

use std::f64::consts::FRAC_1_SQRT_2;

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::distribution::{Gaussian, GaussianMixture};
use crate::error::{Error, Result, agree, at_least_one, unit_time};
use crate::gaussian_path::{GaussianPath, Schedule};
use crate::{VectorField, chunk};

/// u(t, x) = E[z − x₀ | Xₜ = x] on the linear path, for pairs on a line that are joined in batches of B: B draws of
/// x₀ ~ N(0, 1) and B of z, the least with the least, and so on. These are the pairs of
/// [`in_groups`](crate::train::coupling::in_groups)`(B, `[`sorted`](crate::train::coupling::sorted)`)`.
///
/// A pair chosen at random from its batch has the density f(x₀)·g(z)·c(F(x₀), G(z)), where f, g are the densities of x₀
/// and z, F, G their distribution functions, and
///
/// c(p, q) = B·P(J = K), J ~ Bin(B − 1, p) and K ~ Bin(B − 1, q) independent:
///
/// of the other B − 1, as many lie below x₀ as below z. On the line Xₜ = x the pairs differ by v = z − x₀ alone,
/// x₀ = x − tv and z = x + (1 − t)v, and u is the mean of v, here by the trapezoidal rule.
///
/// With B = 1 it is the [`MarginalField`](super::MarginalField). **The law at t = 1 is that of the data for every B**: only
/// the way there is straighter. No score follows from u for B > 1.
///
/// A velocity costs of the order √B places, each with √B terms, in proportion to the width of the law over that of its
/// narrowest component: some 10 µs for B = 4, 100 µs for B = 256. Beyond 9 standard deviations it stays as it is there.
///
/// ```
/// use flowlab::VectorField;
/// use flowlab::distribution::Gaussian;
/// use flowlab::ndarray::array;
/// use flowlab::path::SortedField;
/// // From N(0, 1) to N(0, 1). At t = 0, X is x₀: alone it meets any z, and the mean of z − x₀ is −x₀.
/// let x = array![[1.0]];
/// assert!((SortedField::new(Gaussian::standard(1)?, 1)?.at(0.0, &x)[[0, 0]] + 1.0).abs() < 1e-12);
/// // Of two the greater goes with the greater of two, whose mean is 1/√π, the lesser with the lesser; x = 1 is the greater
/// // with probability Φ(1) = .8413.
/// let of_two = SortedField::new(Gaussian::standard(1)?, 2)?.at(0.0, &x)[[0, 0]];
/// let by_hand = (2.0 * Gaussian::standard(1)?.cdf(1.0) - 1.0) / std::f64::consts::PI.sqrt() - 1.0; // −.6148
/// assert!((of_two - by_hand).abs() < 1e-12);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SortedField {
    data: GaussianMixture,
    batch: usize,
    hills: Vec<Hill>,
    /// ln C(B − 1, k) for k = 0, 1, …, B − 1.
    log_choices: Vec<f64>,
    /// Between these lie all z of any weight.
    reach: [f64; 2],
    /// The least standard deviation of a component.
    narrowest: f64,
}

/// A component of the data.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Hill {
    weight: f64,
    mean: f64,
    sd: f64,
}

/// Standard deviations beyond which no pair counts: the density is e⁻⁴⁰ there.
const REACH: f64 = 9.0;

impl SortedField {
    /// The field to these data, of batches of `batch` pairs.
    ///
    /// # Errors
    /// Data of more dimensions than one, no pairs in a batch, or more than memory holds.
    pub fn new(data: impl Into<GaussianMixture>, batch: usize) -> Result<SortedField> {
        let data = data.into();
        at_least_one("pairs in a batch", batch)?;
        agree("the dimension of the data", data.dim(), "that of the line, where pairs can be sorted,", 1)?;
        let components = data.components().iter().zip(data.weights()).filter(|(_, weight)| **weight > 0.0);
        let hill = |(of, &weight): (&Gaussian, &f64)| Hill { weight, mean: of.mean()[0], sd: of.variances()[0].sqrt() };
        let hills: Vec<Hill> = components.map(hill).collect();
        let low = hills.iter().map(|hill| hill.mean - REACH * hill.sd).fold(f64::INFINITY, f64::min);
        let high = hills.iter().map(|hill| hill.mean + REACH * hill.sd).fold(f64::NEG_INFINITY, f64::max);
        let narrowest = hills.iter().map(|hill| hill.sd).fold(f64::INFINITY, f64::min);
        let mut log_choices = chunk::repeated("pairs in a batch", batch, 0.0)?;
        for k in 1..batch {
            log_choices[k] = log_choices[k - 1] + ((batch - k) as f64 / k as f64).ln();
        }
        Ok(SortedField { data, batch, hills, log_choices, reach: [low, high], narrowest })
    }

    /// The law of z, at t = 1.
    pub fn data(&self) -> &GaussianMixture {
        &self.data
    }

    /// The number B of pairs that are joined together.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// The mean of v at one place.
    fn velocity(&self, t: f64, x: f64) -> f64 {
        let (s, [z_low, z_high]) = (1.0 - t, self.reach);
        // no pair leads to places beyond
        let x = x.clamp(s * -REACH + t * z_low, s * REACH + t * z_high);
        let low = f64::max((x - REACH) / t, (z_low - x) / s);
        let high = f64::min((x + REACH) / t, (z_high - x) / s);
        let n = ((high - low) / self.step(t)).ceil().max(1.0) as usize;
        let [mut sum, mut of_v] = [0.0; 2];
        for v in (0..=n).map(|i| low + (high - low) * i as f64 / n as f64) {
            let weight = self.density(x - t * v, x + s * v);
            (sum, of_v) = (sum + weight, of_v + weight * v);
        }
        of_v / sum
    }

    /// The step in v: three fifths of the width of the narrowest bell that the density of the pairs can have. The
    /// trapezoidal rule then errs by rounding.
    fn step(&self, t: f64) -> f64 {
        let (of_x0, of_z) = (t, (1.0 - t) / self.narrowest);
        // ln P(J = K) falls like −(B − 1)(p − q)²/(4p(1 − p)), and f/√(F(1 − F)) is at most √(2/π) = .8
        let of_order = 0.5 * (self.batch - 1) as f64 * (0.8 * (of_x0 + of_z)).powi(2);
        0.6 / (of_x0 * of_x0 + of_z * of_z + of_order).sqrt()
    }

    /// The density of a pair, but for a factor that is the same for all.
    fn density(&self, x0: f64, z: f64) -> f64 {
        let [mut g, mut below, mut above] = [0.0; 3];
        for Hill { weight, mean, sd } in &self.hills {
            let y = (z - mean) / sd;
            let [less, more] = tails(y);
            g += weight / sd * (-0.5 * y * y).exp();
            (below, above) = (below + weight * less, above + weight * more);
        }
        (-0.5 * x0 * x0).exp() * g * same_rank(&self.log_choices, tails(x0), [below, above])
    }
}

/// P(Z ≤ y) and P(Z > y) for Z ~ N(0, 1): the smaller of both to all digits.
fn tails(y: f64) -> [f64; 2] {
    let smaller = 0.5 * libm::erfc(y.abs() * FRAC_1_SQRT_2);
    if y < 0.0 { [smaller, 1.0 - smaller] } else { [1.0 - smaller, smaller] }
}

/// P(J = K) for J ~ Bin(n, p) and K ~ Bin(n, q), each probability with what it lacks to 1, from ln C(n, k) for all k.
fn same_rank(log_choices: &[f64], p: [f64; 2], q: [f64; 2]) -> f64 {
    let last = log_choices.len() - 1;
    if last == 0 {
        return 1.0;
    }
    // P(J = K = k) = C(n, k)²·(pq)^k·((1 − p)(1 − q))^(n − k): up and down from the greatest
    let n = last as f64;
    let [below, above] = [0, 1].map(|side| p[side].max(LEAST).sqrt() * q[side].max(LEAST).sqrt());
    let odds = below / above;
    let growth = |k: usize| ((n - k as f64) / (k as f64 + 1.0) * odds).powi(2); // from k to k + 1
    let mode = ((n * odds - 1.0) / (1.0 + odds)).round().clamp(0.0, n) as usize;
    let log = log_choices[mode] + mode as f64 * below.ln() + (last - mode) as f64 * above.ln();
    let (mut sum, mut term) = (1.0, 1.0);
    for k in mode..last {
        term *= growth(k);
        sum += term;
        if term < TINY {
            break;
        }
    }
    term = 1.0;
    for k in (0..mode).rev() {
        term /= growth(k);
        sum += term;
        if term < TINY {
            break;
        }
    }
    sum * (2.0 * log).exp()
}

/// A share that adds nothing to 1.
const TINY: f64 = 1e-18;
/// Less than this is no probability here: its logarithm is to be a number.
const LEAST: f64 = f64::MIN_POSITIVE;

impl VectorField for SortedField {
    fn dim(&self) -> usize {
        1
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        assert_eq!((x.ncols(), x.dim()), (1, out.dim()), "the batch and the buffer are (n, 1)");
        out.zip_mut_with(&x, |out, &x| *out = self.velocity(t, x));
    }

    fn check_time(&self, t: f64) -> Result<()> {
        unit_time(t).map(drop)
    }

    fn check_score(&self, path: GaussianPath) -> Result<()> {
        if self.batch > 1 {
            return Err(Error::NoScore);
        }
        GaussianPath::new(Schedule::Linear).agrees(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::Sample;
    use crate::ode::Rk4;
    use crate::path::MarginalField;
    use crate::train::coupling;
    use crate::{TimeGrid, simulate_ode_final};
    use ndarray::{Array2, Axis, array};
    use statrs::function::factorial::ln_binomial;

    fn uneven() -> GaussianMixture {
        let components =
            [(-2.0, 0.5), (1.0, 0.3), (3.0, 1.0)].map(|(mean, sd)| Gaussian::isotropic(array![mean], sd).unwrap());
        GaussianMixture::new(array![0.3, 0.5, 0.2], components.into()).unwrap()
    }

    fn exact() -> MarginalField {
        MarginalField::new(GaussianPath::new(Schedule::Linear), uneven())
    }

    #[test]
    fn alone_in_its_batch_a_pair_is_independent() {
        let (alone, x) = (SortedField::new(uneven(), 1).unwrap(), array![[-4.0], [-1.0], [0.2], [2.0], [5.0]]);
        for t in [0.0, 0.1, 0.5, 0.93, 1.0] {
            let gap = alone.at(t, &x) - exact().at(t, &x);
            assert!(gap.iter().all(|gap| gap.abs() < 1e-11), "{t}: {gap}"); // what lies beyond 9 sd
        }
    }

    #[test]
    fn the_chance_of_one_rank_is_the_sum_over_the_ranks() {
        for (n, p, q) in [(1, 0.3, 0.9), (5, 0.3, 0.6), (30, 0.999, 0.99), (12, 1e-12, 0.5), (60, 0.5, 0.5)] {
            let choices: Vec<f64> = (0..=n).map(|k| ln_binomial(n, k)).collect();
            let bin =
                |p: f64, k: usize| (choices[k] + k as f64 * p.ln() + (n as f64 - k as f64) * (1.0 - p).ln()).exp();
            let sum: f64 = (0..=n as usize).map(|k| bin(p, k) * bin(q, k)).sum();
            let found = same_rank(&choices, [p, 1.0 - p], [q, 1.0 - q]);
            assert!((found / sum - 1.0).abs() < 1e-12, "{n} {p} {q}: {found} {sum}");
        }
        let field = SortedField::new(uneven(), 256).unwrap();
        assert!((1..256).all(|k| (field.log_choices[k] - ln_binomial(255, k as u64)).abs() < 1e-11));
        assert_eq!(same_rank(&field.log_choices, [0.0, 1.0], [1.0, 0.0]), 0.0);
    }

    #[test]
    fn it_leaves_nothing_of_the_pairs_that_the_place_could_tell() {
        let (n, batch) = (40_000, 4);
        let field = SortedField::new(uneven(), batch).unwrap();
        let noise = Gaussian::standard(1).unwrap().sample(Seed(1), n).unwrap();
        let z = uneven().sample(Seed(2), n).unwrap();
        let order = coupling::in_groups(batch, coupling::sorted)(&noise, &z).unwrap();
        let v = &z - &noise.select(Axis(0), &order);
        for t in [0.2, 0.7] {
            let x = &z - (1.0 - t) * &v;
            let left = &v - field.at(t, &x);
            // uncorrelated with any function of x; pairs of one batch go together: twice 5 standard errors
            for of_x in [x.mapv(|_| 1.0), x.mapv(f64::sin), x.mapv(|x| x.clamp(-1.0, 1.0)), x.mapv(|x| x * x)] {
                let products = &left * &of_x;
                assert!(products.mean().unwrap().abs() < 10.0 * products.std(0.0) / (n as f64).sqrt(), "{t}");
            }
        }
    }

    #[test]
    fn batches_of_every_size_lead_to_the_data() {
        let (x0, grid) = (array![[-2.5], [-0.8], [0.1], [0.7], [2.0]], TimeGrid::uniform(0.0, 1.0, 200).unwrap());
        let right = exact().flow(0.0, 1.0, &x0).unwrap();
        for batch in [2, 4, 30] {
            let end = simulate_ode_final(&SortedField::new(uneven(), batch).unwrap(), &Rk4, &grid, &x0).unwrap();
            // h⁴ = 2e-9 times a fifth derivative, some 1e4
            assert!((&end - &right).iter().all(|gap| gap.abs() < 1e-4), "{batch}: {end} {right}");
        }
    }

    #[test]
    fn pairs_of_a_large_batch_go_straight() {
        let (x0, field) = (array![[-1.5], [0.3], [1.2]], SortedField::new(uneven(), 2000).unwrap());
        let way = exact().flow(0.0, 1.0, &x0).unwrap() - &x0;
        for t in [0.0, 0.4, 1.0] {
            let gap = field.at(t, &(&x0 + t * &way)) - &way;
            // ranks differ by some √1000 of 2000, which moves z by some hundredths, and its mean by their square
            assert!(gap.iter().all(|gap| gap.abs() < 0.01), "{t}: {gap}");
        }
    }

    #[test]
    fn it_has_a_value_everywhere_and_no_score() {
        let field = SortedField::new(uneven(), 8).unwrap();
        let x = array![[-1e300], [-50.0], [50.0], [f64::INFINITY]];
        for t in [0.0, 0.5, 1.0] {
            assert!(field.at(t, &x).iter().all(|u| u.is_finite()), "{t}: {}", field.at(t, &x));
        }
        assert!(field.at(0.5, &array![[f64::NAN]])[[0, 0]].is_nan());
        let path = GaussianPath::new(Schedule::Linear);
        assert_eq!(field.check_score(path), Err(Error::NoScore));
        assert_eq!(SortedField::new(uneven(), 1).unwrap().check_score(path), Ok(()));
        assert!(SortedField::new(uneven(), 0).unwrap_err().to_string().contains("no pairs in a batch"));
        assert!(SortedField::new(Gaussian::standard(2).unwrap(), 3).unwrap_err().to_string().contains("sorted"));
        assert!(field.check_time(1.5).is_err());
        let (x, t) = (Array2::zeros((3, 1)), 0.25);
        assert_eq!(field.at(t, &x), Array2::from_elem((3, 1), field.at(t, &array![[0.0]])[[0, 0]]));
    }
}
