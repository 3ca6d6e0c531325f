//! Noising processes: equations that start at the data and end near noise.

use ndarray::{ArrayView2, ArrayViewMut2, azip};

use crate::distribution::GaussianMixture;
use crate::error::{Error, Result, agree, at_least_one, not_negative, positive};
use crate::sde::{Noise, Sde};

/// dY = f(r)·Y dr + τ(r) dW for r in [0, R], from the data: Y₀ = z, so Y(r) = α̃(r)·z + β̃(r)·ε with an independent
/// ε ~ N(0, I).
///
/// The moment equations α̃′ = f·α̃ and (β̃²)′ = 2f·β̃² + τ², from α̃ = 1 and β̃ = 0, give for the two kinds that papers
/// use
///
/// | | f | τ² | α̃ | β̃² |
/// |---|---|---|---|---|
/// | [`vp`](Noising::vp), variance preserving, B(r) = ∫₀ʳ b | −b/2 | b | e^(−B/2) | 1 − e^(−B) |
/// | [`ve`](Noising::ve), variance exploding | 0 | 2r | 1 | r² |
///
/// Time runs against that of the rest of the crate: r = 0 is the data. It is a Gaussian path all the same, on another
/// clock and scale. What a multiple of Y keeps is the ratio α̃/β̃; with t = α̃/(α̃ + β̃), the [`clock`](Noising::clock),
/// it is that of the linear path, and Y(r)/(α̃ + β̃) has the law of t·z + (1 − t)·x₀. So a process that stops at R comes
/// down to the clock(R), and not to t = 0: its end is near noise, not noise.
///
/// ```
/// use flowlab::process::Noising;
/// // dY = -Y/2 dr + dW from z = 2 to r = 1
/// let process = Noising::vp(1, 1.0, 1.0, 1.0)?;
/// let (t, factor) = (process.clock(1.0), process.factor(1.0));
/// assert!((2.0 * process.alpha(1.0) - 1.2131).abs() < 5e-5 && (process.beta(1.0).powi(2) - 0.6321).abs() < 5e-5);
/// // the law of the linear path at t = .4327, once it is divided by 1.4016
/// assert!((t - 0.4327).abs() < 5e-5 && (1.0 / factor - 1.4016).abs() < 5e-5);
/// assert!((factor * process.beta(1.0) - (1.0 - t)).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Turned around in time it is [`Reversed`](super::Reversed). With b = 1 the first kind is an
/// [`OrnsteinUhlenbeck`](super::OrnsteinUhlenbeck) process, with any other b the same on another clock.
///
/// Source: Song et al., *Score-Based Generative Modeling through Stochastic Differential Equations* (2021), and for τ² = 2r
/// Karras et al., *Elucidating the Design Space of Diffusion-Based Generative Models* (2022).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noising {
    dim: usize,
    end: f64,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Preserving(Line),
    Exploding,
}

/// b on a straight line from b0 at r = 0 to b1 at the end.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Line {
    b0: f64,
    b1: f64,
    end: f64,
}

impl Line {
    /// b(r).
    fn at(self, r: f64) -> f64 {
        self.b0 + (self.b1 - self.b0) * r / self.end
    }

    /// B(r) = ∫₀ʳ b.
    fn integral(self, r: f64) -> f64 {
        r * (self.b0 + 0.5 * (self.b1 - self.b0) * r / self.end)
    }

    /// The r at which B(r) is this: the root of b0·r + (b1 − b0)·r²/(2R) = B.
    fn reaches(self, integral: f64) -> f64 {
        let root = (self.b0 * self.b0 + 2.0 * (self.b1 - self.b0) * integral / self.end).max(0.0).sqrt();
        if integral == 0.0 { 0.0 } else { 2.0 * integral / (self.b0 + root) }
    }
}

impl Noising {
    /// dY = −½·b(r)·Y dr + √b(r) dW in `dim` dimensions, with b on a straight line from `b0` at r = 0 to `b1` at r = `end`:
    /// data of covariance I keep it.
    ///
    /// From 0.1 to 20 on [0, 1] it is the equation of Song et al. (2021).
    ///
    /// # Errors
    /// `dim` = 0, a b0 or b1 that is negative or not finite, both of them 0, or an end that is not above zero.
    pub fn vp(dim: usize, b0: f64, b1: f64, end: f64) -> Result<Noising> {
        let line = Line { b0: not_negative("b0", b0)?, b1: not_negative("b1", b1)?, end };
        positive("b0 + b1", b0 + b1)?;
        Noising::new(dim, end, Kind::Preserving(line))
    }

    /// dY = √(2r) dW in `dim` dimensions on [0, `end`]: at r the noise has the size r.
    ///
    /// Whatever τ is, dY = τ dW is this process on another clock, which shows ∫τ² as r².
    ///
    /// # Errors
    /// `dim` = 0, or an end that is not above zero.
    pub fn ve(dim: usize, end: f64) -> Result<Noising> {
        Noising::new(dim, end, Kind::Exploding)
    }

    fn new(dim: usize, end: f64, kind: Kind) -> Result<Noising> {
        Ok(Noising { dim: at_least_one("dimensions", dim)?, end: positive("end", end)?, kind })
    }

    /// The end R.
    pub fn end(&self) -> f64 {
        self.end
    }

    /// The scale α̃(r): what is left of the data. NaN outside [0, R].
    pub fn alpha(&self, r: f64) -> f64 {
        let alpha = match self.kind {
            Kind::Preserving(b) => (-0.5 * b.integral(r)).exp(),
            Kind::Exploding => 1.0,
        };
        self.within(r, alpha)
    }

    /// The size β̃(r) of the noise. NaN outside [0, R].
    pub fn beta(&self, r: f64) -> f64 {
        let beta = match self.kind {
            Kind::Preserving(b) => (-(-b.integral(r)).exp_m1()).sqrt(),
            Kind::Exploding => r,
        };
        self.within(r, beta)
    }

    /// The rate f(r) of the drift. NaN outside [0, R].
    pub fn rate(&self, r: f64) -> f64 {
        let f = match self.kind {
            Kind::Preserving(b) => -0.5 * b.at(r),
            Kind::Exploding => 0.0,
        };
        self.within(r, f)
    }

    /// The diffusion coefficient τ(r). NaN outside [0, R].
    pub fn tau(&self, r: f64) -> f64 {
        let square = match self.kind {
            Kind::Preserving(b) => b.at(r),
            Kind::Exploding => 2.0 * r,
        };
        self.within(r, square.sqrt())
    }

    /// t = α̃/(α̃ + β̃), the time at which the linear path holds data and noise in the same ratio. NaN outside [0, R].
    pub fn clock(&self, r: f64) -> f64 {
        self.alpha(r) * self.factor(r)
    }

    /// 1/(α̃ + β̃): times this, Y(r) has the law of the linear path at the time [`clock`](Noising::clock)(r), whatever the
    /// data. NaN outside [0, R].
    pub fn factor(&self, r: f64) -> f64 {
        1.0 / (self.alpha(r) + self.beta(r))
    }

    /// The r at which the [`clock`](Noising::clock) shows t.
    ///
    /// ```
    /// use flowlab::process::Noising;
    /// let process = Noising::vp(1, 0.1, 20.0, 1.0)?;
    /// let r = process.time(0.5)?;
    /// assert!((process.clock(r) - 0.5).abs() < 1e-15 && (r - 0.2590).abs() < 5e-5);
    /// let message = process.time(0.001).unwrap_err().to_string();
    /// assert!(message.starts_with("t = 0.001: the clock of this process goes from 1 down to 0.0065"), "{message}");
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A t above 1, or below the clock at the end, where the process never comes.
    pub fn time(&self, t: f64) -> Result<f64> {
        let least = self.clock(self.end);
        if !(least..=1.0).contains(&t) {
            return Err(Error::OutsideClock { t, least });
        }
        let noise = (1.0 - t) / t; // β̃/α̃
        let r = match self.kind {
            Kind::Preserving(b) => b.reaches((noise * noise).ln_1p()), // e^B = 1 + (β̃/α̃)²
            Kind::Exploding => noise,
        };
        Ok(r.min(self.end)) // rounding
    }

    /// The law of Y(r) for these data: the mixture of N(α̃μₖ, α̃²Σₖ + β̃²I).
    ///
    /// ```
    /// use flowlab::distribution::{Gaussian, GaussianMixture};
    /// use flowlab::process::Noising;
    /// let data = GaussianMixture::from(Gaussian::standard(1)?);
    /// let law = Noising::vp(1, 0.1, 20.0, 1.0)?.law(0.3, &data)?;
    /// assert!((law.covariance()[[0, 0]] - 1.0).abs() < 1e-15); // the variance is preserved
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// An r outside [0, R], or data of another dimension.
    pub fn law(&self, r: f64, data: &GaussianMixture) -> Result<GaussianMixture> {
        self.check_drift(r)?;
        agree("the dimension of the data", data.dim(), "that of the process", self.dim)?;
        let (alpha, beta) = (self.alpha(r), self.beta(r));
        let components = data.components().iter().map(|component| component.blended(alpha, beta));
        GaussianMixture::new(data.weights().clone(), components.collect::<Result<_>>()?)
    }

    /// A number of the process at r; NaN where there is none.
    fn within(&self, r: f64, number: f64) -> f64 {
        if (0.0..=self.end).contains(&r) { number } else { f64::NAN }
    }
}

impl Sde for Noising {
    fn dim(&self) -> usize {
        self.dim
    }

    fn drift(&self, r: f64, y: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        let f = self.rate(r);
        azip!((out in out, &y in y) *out = f * y);
    }

    fn diffusion(&self, r: f64, _y: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.fill(self.tau(r));
    }

    fn noise(&self) -> Noise {
        Noise::Additive
    }

    fn check_drift(&self, r: f64) -> Result<()> {
        if (0.0..=self.end).contains(&r) { Ok(()) } else { Err(Error::OutsideProcess { r, end: self.end }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Gaussian;
    use crate::path::{GaussianPath, MarginalField, Schedule};
    use ndarray::array;

    fn kinds() -> [Noising; 4] {
        [
            Noising::vp(1, 0.1, 20.0, 1.0).unwrap(),
            Noising::vp(1, 3.0, 0.0, 2.0).unwrap(),
            Noising::vp(1, 0.0, 5.0, 0.7).unwrap(),
            Noising::ve(1, 80.0).unwrap(),
        ]
    }

    #[test]
    fn scale_and_noise_solve_the_moment_equations() {
        for process in kinds() {
            let (r, step) = (0.4 * process.end(), 1e-5 * process.end());
            let slope = |of: &dyn Fn(f64) -> f64| (of(r + step) - of(r - step)) / (2.0 * step);
            let (f, tau, v) = (process.rate(r), process.tau(r), process.beta(r).powi(2));
            // step² times a third derivative of some 100, and rounding 1e-16/step of numbers up to 1000
            let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-7 * b.abs().max(1.0), "{process:?}: {a} {b}");
            close(slope(&|r| process.alpha(r)), f * process.alpha(r));
            close(slope(&|r| process.beta(r).powi(2)), 2.0 * f * v + tau * tau);
            assert_eq!((process.alpha(0.0), process.beta(0.0), process.clock(0.0)), (1.0, 0.0, 1.0));
        }
    }

    #[test]
    fn the_clock_and_its_inverse_undo_each_other() {
        for process in kinds() {
            for share in [0.0, 1e-6, 0.1, 0.5, 0.999, 1.0] {
                let r = share * process.end();
                let back = process.time(process.clock(r)).unwrap();
                // the clock is rounded by 1e-16, and r is worth 1/|slope of the clock| of that: much near the end of a
                // rate that falls to 0, where the clock stands still
                assert!((process.clock(back) - process.clock(r)).abs() < 1e-15, "{process:?} at {r}: {back}");
            }
        }
    }

    #[test]
    fn once_multiplied_the_law_is_that_of_the_linear_path() {
        let components = vec![Gaussian::isotropic(array![-2.0], 0.5).unwrap(), Gaussian::standard(1).unwrap()];
        let data = GaussianMixture::new(array![0.3, 0.7], components).unwrap();
        let field = MarginalField::new(GaussianPath::new(Schedule::Linear), data.clone());
        for process in kinds() {
            for share in [0.0, 0.01, 0.3, 1.0] {
                let r = share * process.end();
                let (of_y, of_x) = (process.law(r, &data).unwrap(), field.law(process.clock(r)).unwrap());
                let k = process.factor(r);
                for (y, x) in of_y.components().iter().zip(of_x.components()) {
                    assert!((k * y.mean()[0] - x.mean()[0]).abs() < 1e-15); // some roundings of 1
                    assert!((k * k * y.covariance()[[0, 0]] - x.covariance()[[0, 0]]).abs() < 1e-15);
                }
            }
        }
    }

    #[test]
    fn fields_correspond_by_the_chain_rule() {
        // x = k·y and t = clock(r): u(t, x) = (k'/k·x + k·v(r, x/k))/t', v = f·y − ½τ²·score of Y(r)
        use crate::VectorField;
        use crate::distribution::Density;
        let data = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5).unwrap();
        let field = MarginalField::new(GaussianPath::new(Schedule::Linear), data.clone());
        for process in kinds() {
            let (r, step, x) = (0.3 * process.end(), 1e-5 * process.end(), array![[0.4], [-1.7]]);
            let slope = |of: &dyn Fn(f64) -> f64| (of(r + step) - of(r - step)) / (2.0 * step);
            let (k, k_dot, t_dot) = (process.factor(r), slope(&|r| process.factor(r)), slope(&|r| process.clock(r)));
            let y = &x / k;
            let score = process.law(r, &data).unwrap().score(&y);
            let v = process.rate(r) * &y - 0.5 * process.tau(r).powi(2) * score;
            let u = (k_dot / k * &x + k * v) / t_dot;
            let gap = u - field.at(process.clock(r), &x);
            // the differences: step² and rounding, over t', which is 1e-3 at the least
            assert!(gap.iter().all(|gap| gap.abs() < 1e-5), "{process:?}: {gap}");
        }
    }

    #[test]
    fn what_is_no_process_and_what_is_outside_of_one_is_refused_by_its_value() {
        let refused = |made: Result<Noising>| made.unwrap_err().to_string();
        assert!(refused(Noising::vp(0, 1.0, 1.0, 1.0)).contains("no dimensions"));
        assert!(refused(Noising::vp(1, -1.0, 2.0, 1.0)).starts_with("b0 = -1"));
        assert!(refused(Noising::vp(1, 0.0, 0.0, 1.0)).starts_with("b0 + b1 = 0"));
        assert!(refused(Noising::vp(1, 1.0, f64::INFINITY, 1.0)).starts_with("b1 = inf"));
        assert!(refused(Noising::ve(1, 0.0)).starts_with("end = 0"));
        let data = GaussianMixture::from(Gaussian::standard(1).unwrap());
        for process in kinds() {
            for r in [-0.1, process.end().next_up(), f64::NAN] {
                let message = process.law(r, &data).unwrap_err().to_string();
                assert!(message.starts_with(&format!("r = {r}: this process runs from r = 0 to")), "{message}");
                let numbers = [Noising::alpha, Noising::beta, Noising::rate, Noising::tau, Noising::clock];
                assert!(numbers.iter().all(|number| number(&process, r).is_nan()));
            }
            for t in [1.1, 0.9 * process.clock(process.end()), f64::NAN] {
                assert!(process.time(t).unwrap_err().to_string().starts_with(&format!("t = {t}: the clock")));
            }
        }
        let plane = GaussianMixture::from(Gaussian::standard(2).unwrap());
        assert!(kinds()[0].law(0.1, &plane).unwrap_err().to_string().starts_with("the dimension of the data is 2"));
    }
}
