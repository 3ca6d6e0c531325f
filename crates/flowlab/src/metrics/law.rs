//! W₁ from a sample to a law: the area between two distribution functions.
//!
//! Laws are given by their distribution function F alone, the same closure as for [`ks`](super::ks): quantiles come
//! from it by bisection, areas by integration between points that are dense where F rises.

use ndarray::{Array1, ArrayRef1};

use super::{cdf_at, sorted};
use crate::error::{Error, Result, at_least_one, finite};
use crate::{bisect, chunk};

/// W₁ = ∫ |Fₙ(x) − F(x)| dx from a sample in one dimension to the law with the distribution function F.
///
/// The integral is computed to about 1e-10 of the width of the law, with jumps of F too: between two neighbours of the
/// sample Fₙ is constant, and where F crosses it the piece is cut in two. Each jump costs about a thousand values of F.
/// The law needs a mean.
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// use flowlab::statrs::distribution::{ContinuousCDF, Normal};
/// let uniform = |x: f64| x.clamp(0.0, 1.0);
/// assert!((metrics::wasserstein_to_law(&array![0.5], uniform)? - 0.25).abs() < 1e-9); // the mean of |U − 1/2|
/// let normal = Normal::standard();
/// let value = metrics::wasserstein_to_law(&array![0.0], |x| normal.cdf(x))?;
/// assert!((value - (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-9); // the mean of |Z|
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// N true samples show [`wasserstein_to_law_null`] on average. From sample to sample, and for other orders than 1:
/// [`wasserstein_1d`](super::wasserstein_1d).
///
/// # Errors
/// No samples, a sample that is not finite, or a `cdf` that is no distribution function.
pub fn wasserstein_to_law(sample: &ArrayRef1<f64>, cdf: impl Fn(f64) -> f64) -> Result<f64> {
    let x = sorted("sample", sample)?;
    let (mut points, range) = points(&cdf, |f| f, &x)?;
    let tolerance = 1e-12 * range;
    points.extend(&x);
    points.sort_unstable_by(f64::total_cmp);
    points.dedup();
    let (mut area, mut below, mut start) = (0.0, 0, known(&cdf, points[0], 0.0)?);
    for &end in &points[1..] {
        below += x[below..].iter().take_while(|x| **x <= start.x).count();
        let level = below as f64 / x.len() as f64;
        let end = known(&cdf, end, start.f)?;
        let area_between =
            |start, end| -> Result<f64> { Ok(integral(&cdf, &|f| level - f, start, end, tolerance, CUTS)?.abs()) };
        area += if start.f < level && level < end.f {
            let crossing = known(&cdf, solve(&cdf, level, start.x, end.x), start.f)?;
            area_between(start, crossing)? + area_between(crossing, end)?
        } else {
            area_between(start, end)?
        };
        start = end;
    }
    finite("the distance", area)
}

/// What [`wasserstein_to_law`] of n true samples is on average, in the limit of large n:
/// √(2/(πn))·∫ √(F(1 − F)) dx.
///
/// At each x the share of samples below it is F(x) with the sd √(F(1 − F)/n), and the mean of |Z| is √(2/π). So √n
/// times it tends to 1.288 for N(0, 1), and to 2.061 for half N(−2, 1/4), half N(2, 1/4).
///
/// ```
/// use flowlab::metrics;
/// let uniform = |x: f64| x.clamp(0.0, 1.0);
/// let value = metrics::wasserstein_to_law_null(100, uniform)?;
/// // ∫ √(x(1 − x)) dx = π/8
/// assert!((value - (2.0 / std::f64::consts::PI).sqrt() * std::f64::consts::PI / 8.0 / 10.0).abs() < 1e-9);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// The integral is infinite for laws with very heavy tails (moments up to 2 only); it is computed to about 1e-6, up to
/// the point where F comes within 1e-14 of 0 or 1.
///
/// # Errors
/// n = 0, or a `cdf` that is no distribution function.
pub fn wasserstein_to_law_null(n: usize, cdf: impl Fn(f64) -> f64) -> Result<f64> {
    at_least_one("samples", n)?;
    let (points, range) = points(&cdf, f64::sqrt, &[])?;
    let spread = |f: f64| (f * (1.0 - f)).sqrt();
    let (mut area, mut start) = (0.0, known(&cdf, points[0], 0.0)?);
    for &end in &points[1..] {
        let end = known(&cdf, end, start.f)?;
        area += integral(&cdf, &spread, start, end, 1e-9 * range, CUTS)?;
        start = end;
    }
    finite("the mean distance", area * (std::f64::consts::FRAC_2_PI / n as f64).sqrt())
}

/// The quantiles of a law at the levels (i + 1/2)/n: the n points that lie as evenly in the law as n points can.
///
/// Q(v) is the least x with F(x) ≥ v, found by bisection to the last bit at any scale, so it is as exact as the `cdf`
/// that is given. (That of statrs' normal law is good to 10 digits beyond 0.7 standard deviations;
/// [`Gaussian::cdf`](crate::distribution::Gaussian::cdf) is to all.) Their Fₙ is 1/(2n) away from F in
/// [`ks`](super::ks), the least there is. As start points they take chance out of an experiment, and as a sample they
/// stand for the law in [`wasserstein_1d`](super::wasserstein_1d).
///
/// ```
/// use flowlab::metrics;
/// let exponential = |x: f64| if x > 0.0 { 1.0 - (-x).exp() } else { 0.0 };
/// let median = metrics::quantiles(1, exponential)?[0];
/// assert!((median - 2.0_f64.ln()).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// n = 0, more quantiles than memory holds, or a `cdf` that is no distribution function.
pub fn quantiles(n: usize, cdf: impl Fn(f64) -> f64) -> Result<Array1<f64>> {
    at_least_one("quantiles", n)?;
    let level = |i: usize| (i as f64 + 0.5) / n as f64;
    let mut low = beyond(-1.0, &cdf, |f| f < level(0))?;
    let high = beyond(1.0, &cdf, |f| f >= level(n - 1))?;
    let mut found = chunk::repeated("quantiles", n, low)?;
    for (i, x) in found.iter_mut().enumerate() {
        if cdf_at(&cdf, low, 0.0)? < level(i) {
            low = solve(&cdf, level(i), low, high);
        }
        *x = low;
    }
    Ok(found.into())
}

/// The first of start·1, start·2, start·4, … at which F is as it is wanted.
fn beyond(start: f64, cdf: impl Fn(f64) -> f64, wanted: impl Fn(f64) -> bool) -> Result<f64> {
    let mut x = start;
    loop {
        let value = cdf_at(&cdf, x, 0.0)?;
        if wanted(value) {
            return Ok(x);
        }
        if x.abs() == f64::MAX {
            return Err(Error::NotACdf { x, value });
        }
        x = (2.0 * x).clamp(f64::MIN, f64::MAX);
    }
}

/// The least x in (low, high] with F(x) ≥ level, where F(high) is.
fn solve(cdf: impl Fn(f64) -> f64, level: f64, low: f64, high: f64) -> f64 {
    bisect::least(|x| cdf(x) >= level, low, high)
}

/// What is taken for nothing.
const TINY: f64 = 1e-14;

/// F, but 0 and 1 where it comes very near to them: a sum of rounded terms need not reach 1.
fn inner(f: f64) -> f64 {
    if f < TINY {
        0.0
    } else if f > 1.0 - TINY {
        1.0
    } else {
        f
    }
}

/// Points that cut the line into panels on which a function of F can be integrated: quantiles, and beyond them points
/// farther and farther apart, until `size` of what is left of F is negligible and the sample lies between them. With
/// them the width of the law.
fn points(cdf: impl Fn(f64) -> f64, size: impl Fn(f64) -> f64, sample: &[f64]) -> Result<(Vec<f64>, f64)> {
    let mut points = quantiles(64, &cdf)?.to_vec();
    let (first, last) = (points[0], points[points.len() - 1]);
    let range = if last > first { (last - first).min(f64::MAX) } else { 1.0 };
    for (end, sign) in [(first, -1.0), (last, 1.0)] {
        let farthest = sample.iter().map(|x| sign * (x - end)).fold(0.0, f64::max).min(f64::MAX);
        let mut away = range / 16.0;
        loop {
            let x = (end + sign * away).clamp(f64::MIN, f64::MAX);
            points.push(x);
            let value = cdf_at(&cdf, x, 0.0)?;
            let f = inner(value);
            let left = size(if sign < 0.0 { f } else { 1.0 - f });
            if left * away <= TINY * range && away >= farthest {
                break;
            }
            if away == f64::MAX {
                return Err(Error::NotACdf { x, value });
            }
            away = (2.0 * away).min(f64::MAX);
        }
    }
    points.sort_unstable_by(f64::total_cmp);
    points.dedup();
    Ok((points, range))
}

/// A point, and F there.
#[derive(Clone, Copy)]
struct Known {
    x: f64,
    f: f64,
}

fn known(cdf: &impl Fn(f64) -> f64, x: f64, before: f64) -> Result<Known> {
    Ok(Known { x, f: cdf_at(cdf, x, before)? })
}

/// ∫ g(F(x)) dx from one point to another, to about `tolerance`: the rules of Lobatto with 4 points and of Kronrod with
/// 7, which contains them. Where the two differ by more, the same on the 6 pieces between the 7 points (Gander and
/// Gautschi, 2000). An F that never falls is soon done with, so one that does is refused on the way.
///
/// Both rules are symmetric, so two equal jumps left and right of the middle at unequal distances from it deceive them
/// alike. Hence the odd part must fit as well: a sum of differences that is 0 for x and for x³ has to be small. For no
/// set of equal jumps it is, as its coefficients are not in a ratio of whole numbers.
fn integral(
    cdf: &impl Fn(f64) -> f64,
    g: &impl Fn(f64) -> f64,
    start: Known,
    end: Known,
    tolerance: f64,
    cuts: u32,
) -> Result<f64> {
    let (middle, half) = (0.5 * (start.x + end.x), 0.5 * (end.x - start.x));
    let (far, near) = ((2.0_f64 / 3.0).sqrt() * half, 0.2_f64.sqrt() * half);
    let mut points = [start; 7];
    for (i, away) in [-far, -near, 0.0, near, far].into_iter().enumerate() {
        points[i + 1] = known(cdf, middle + away, points[i].f)?;
    }
    points[6] = Known { x: end.x, f: cdf_at(|_| end.f, end.x, points[5].f)? };
    let [a, y1, y2, y3, y4, y5, b] = points.map(|point| g(inner(point.f)));
    let four = half / 6.0 * (a + b + 5.0 * (y2 + y4));
    let seven = half / 1470.0 * (77.0 * (a + b) + 432.0 * (y1 + y5) + 625.0 * (y2 + y4) + 672.0 * y3);
    // what the rules themselves are rounded by: on a long piece it is more than the tolerance
    let rounding =
        4.0 * f64::EPSILON * half * [a, y1, y2, y3, y4, y5, b].iter().fold(0.0, |most: f64, y| most.max(y.abs()));
    let odd = half / 4.0 * (1.4 * (b - a) - 2.4 * 1.5_f64.sqrt() * (y5 - y1) + 5.0_f64.sqrt() * (y4 - y2));
    if cuts == 0 || (four - seven).abs().max(odd.abs()) <= tolerance.max(rounding) {
        return Ok(seven);
    }
    points.windows(2).map(|piece| integral(cdf, g, piece[0], piece[1], tolerance, cuts - 1)).sum()
}

/// How often a piece is cut: the longest of its pieces is 2.7 times shorter, so a jump is left in a piece of 1e-13.
const CUTS: u32 = 30;

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use statrs::distribution::{ContinuousCDF, Normal};
    use std::f64::consts::PI;

    fn normal(x: f64) -> f64 {
        Normal::standard().cdf(x)
    }

    fn two_bumps(x: f64) -> f64 {
        0.5 * (normal((x + 2.0) / 0.5) + normal((x - 2.0) / 0.5))
    }

    #[test]
    fn the_rule_of_7_points_is_exact_to_degree_9() {
        let whole = |g: fn(f64) -> f64| {
            let ends = [0.0, 1.0].map(|x| Known { x, f: x });
            integral(&|x| x, &g, ends[0], ends[1], f64::INFINITY, CUTS).unwrap()
        };
        assert!((whole(|x| x.powi(9)) - 0.1).abs() < 1e-15 && (whole(|x| x.powi(8)) - 1.0 / 9.0).abs() < 1e-15);
        assert!((whole(|x| x.powi(10)) - 1.0 / 11.0).abs() > 1e-7);
    }

    #[test]
    fn cuts_find_the_jump_of_a_step() {
        let step = |x: f64| if x < 0.3 { 0.0 } else { 1.0 };
        let ends = [0.0, 1.0].map(|x| Known { x, f: step(x) });
        let area = integral(&step, &|f| f, ends[0], ends[1], 1e-13, CUTS).unwrap();
        assert!((area - 0.7).abs() < 1e-12);
    }

    #[test]
    fn a_function_that_swings_is_refused_and_not_followed() {
        let swinging = |x: f64| (0.5 + 0.5 * (x / 4.0).tanh() + 1e-3 * (1e9 * x).sin()).clamp(0.0, 1.0);
        let message = wasserstein_to_law(&array![0.0], swinging).unwrap_err().to_string();
        assert!(message.starts_with("cdf("), "{message}");
    }

    #[test]
    fn one_point_is_as_far_from_a_normal_law_as_the_law_is_from_it_on_average() {
        for c in [-30.0, -1.5, 0.0, 0.3, 4.0, 1e6] {
            // E|Z − c| = 2 φ(c) + c (2 Φ(c) − 1)
            let exact = 2.0 * (-c * c / 2.0_f64).exp() / (2.0 * PI).sqrt() + c * (2.0 * normal(c) - 1.0);
            let value = wasserstein_to_law(&array![c], normal).unwrap();
            assert!((value / exact - 1.0).abs() < 1e-9, "{c}: {value} {exact}");
        }
    }

    #[test]
    fn a_law_of_any_place_and_scale_is_integrated_alike() {
        let x = array![-1.0, 0.2, 0.5, 3.0];
        let value = wasserstein_to_law(&x, normal).unwrap();
        for (scale, shift) in [(1e-9, 0.0), (1e9, -3.0), (1.0, 1e4)] {
            let moved = wasserstein_to_law(&(scale * &x + shift), |x| normal((x - shift) / scale)).unwrap();
            // 1e-9 of the rule; at the shift of 1e4 the sample itself is rounded to 1e-12
            assert!((moved / scale / value - 1.0).abs() < 3e-9, "{scale} {shift}");
        }
    }

    #[test]
    fn the_area_equals_the_cost_of_carrying_the_sample_to_many_quantiles() {
        let x = array![-2.5, -2.0, 0.1, 1.0, 1.7, 4.0];
        let many = quantiles(200_000, two_bumps).unwrap();
        let (area, cost) = (wasserstein_to_law(&x, two_bumps).unwrap(), super::super::wasserstein_1d(1, &x, &many));
        // a cell of mass 1/n is off its quantile by 1/(4n) times its width: in all at most a range of 9 over 4n
        assert!((area - cost.unwrap()).abs() < 9.0 / 4.0 / 200_000.0);
    }

    #[test]
    fn laws_with_jumps_gaps_and_heavy_tails_are_integrated_too() {
        let coin = |x: f64| {
            if x < 0.0 {
                0.0
            } else if x < 1.0 {
                0.5
            } else {
                1.0
            }
        };
        assert!((wasserstein_to_law(&array![0.0, 0.0, 0.0, 1.0], coin).unwrap() - 0.25).abs() < 1e-9);
        // density (5/2) x^(−7/2) on x > 1: the mean distance from 1 is 5/3 − 1
        let pareto = |x: f64| if x > 1.0 { 1.0 - x.powf(-2.5) } else { 0.0 };
        assert!((wasserstein_to_law(&array![1.0], pareto).unwrap() - 2.0 / 3.0).abs() < 1e-7);
        // weights that sum to less than 1 by rounding
        let rounded = |x: f64| 0.6 * normal(x) + 0.3 * normal(x) + 0.1 * normal(x);
        assert_ne!(rounded(50.0), 1.0);
        assert!((wasserstein_to_law(&array![0.0], rounded).unwrap() - (2.0 / PI).sqrt()).abs() < 1e-9);
    }

    #[test]
    fn a_law_of_2000_jumps_is_integrated_too() {
        let atoms = quantiles(2000, two_bumps).unwrap();
        let (few, uneven) = (array![-2.5, -2.0, 0.1, 1.0, 1.7, 4.0], atoms.mapv(|x| x * x.abs()));
        for atoms in [atoms, uneven] {
            let cdf = |x: f64| atoms.as_slice().unwrap().partition_point(|atom| *atom <= x) as f64 / 2000.0;
            let exact = super::super::wasserstein_1d(1, &few, &atoms).unwrap();
            let width = atoms[1999] - atoms[0];
            assert!((wasserstein_to_law(&few, cdf).unwrap() - exact).abs() < 1e-10 * width);
        }
    }

    #[test]
    fn quantiles_are_exact_to_the_last_bit_at_any_scale() {
        let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
        for scale in [1e-300, 1e-80, 1.0, 1e80, 1e300, 4e307] {
            for (i, x) in quantiles(5, |x| logistic(x / scale)).unwrap().into_iter().enumerate() {
                let level = (i as f64 + 0.5) / 5.0;
                assert!(logistic(x / scale) >= level && logistic(x.next_down() / scale) < level, "{scale} {i}");
            }
        }
        let x = array![-1.0, 0.2, 0.5, 3.0];
        let value = wasserstein_to_law(&x, logistic).unwrap();
        for scale in [1e-250, 1e250] {
            let scaled = wasserstein_to_law(&(scale * &x), |x| logistic(x / scale)).unwrap();
            assert!((scaled / scale / value - 1.0).abs() < 1e-9, "{scale}"); // of the rule
        }
        let atom = |x: f64| if x < 5e-324 { 0.0 } else { 1.0 };
        assert_eq!(quantiles(2, atom).unwrap(), array![5e-324, 5e-324]);
    }

    #[test]
    fn a_distribution_function_that_is_known_to_few_digits_or_by_steps_does_as_well_as_it_can() {
        let x = array![-1.0, 0.2, 0.5, 3.0];
        let exact = wasserstein_to_law(&x, normal).unwrap();
        let rough = |x: f64| normal(x) + 1e-7 * normal(x) * normal(-x) * (1e5 * x).sin();
        assert!((wasserstein_to_law(&x, rough).unwrap() - exact).abs() < 1e-7); // 1e-7/4 over a range of about 4
        let steps = |x: f64| normal((x * 1e3).floor() / 1e3); // moved to the right by 1/2000 on average
        let moved = wasserstein_to_law(&x, |x| normal(x - 5e-4)).unwrap();
        assert!((wasserstein_to_law(&x, steps).unwrap() - moved).abs() < 1e-6);
    }

    #[test]
    fn the_mean_distance_of_true_samples_is_the_stated_one() {
        let constant = |cdf: fn(f64) -> f64| wasserstein_to_law_null(10_000, cdf).unwrap() * 100.0;
        assert!((constant(normal) - 1.288).abs() < 5e-4, "{}", constant(normal));
        assert!((constant(two_bumps) - 2.061).abs() < 5e-4, "{}", constant(two_bumps));
    }

    #[test]
    fn quantiles_undo_the_distribution_function() {
        let n = 1000;
        for (i, x) in quantiles(n, two_bumps).unwrap().iter().enumerate() {
            let level = (i as f64 + 0.5) / n as f64;
            // x is the nearest number above: F is off by its slope times an ulp, and by its own rounding
            assert!((two_bumps(*x) - level).abs() < 1e-15, "{i}");
        }
        assert_eq!(quantiles(4, |x| if x < 3.0 { 0.0 } else { 1.0 }).unwrap(), array![3.0, 3.0, 3.0, 3.0]);
    }

    #[test]
    fn a_density_is_not_taken_for_a_distribution_function() {
        let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * PI).sqrt();
        for refused in [
            wasserstein_to_law(&array![0.0, 1.0], density),
            wasserstein_to_law_null(10, density),
            super::super::ks(&array![0.0, 1.0], density),
        ] {
            let message = refused.unwrap_err().to_string();
            assert!(message.starts_with("cdf(") && message.contains("density"), "{message}");
        }
        assert!(quantiles(10, |_| f64::NAN).unwrap_err().to_string().starts_with("cdf(-1) = NaN"));
    }
}
