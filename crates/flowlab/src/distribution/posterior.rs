//! Which component a point comes from, and what it then says: the means behind every score and every exact field.

use ndarray::{Array2, ArrayRef1, ArrayView2, ArrayViewMut2};

use super::{Gaussian, Regression};

impl Regression {
    /// Writes for each row x of the batch the mean of the map over the components, each weighted by its probability
    /// given X = x. There is at least one component.
    ///
    /// # Panics
    /// If a shape is not (n, d).
    pub(crate) fn write(
        self,
        (components, weights): (&[Gaussian], &ArrayRef1<f64>),
        x: ArrayView2<'_, f64>,
        mut out: ArrayViewMut2<'_, f64>,
    ) {
        let d = components[0].dim();
        assert_eq!(x.ncols(), d, "points have {} columns, the law {d} dimensions", x.ncols());
        assert_eq!(x.dim(), out.dim(), "x and out must have one shape");
        let Some(flat) = out.as_slice_mut() else {
            let mut standard = Array2::zeros(x.dim());
            self.write((components, weights), x, standard.view_mut());
            return out.assign(&standard);
        };
        let x = x.as_standard_layout();
        let x = x.as_slice().expect("the standard layout is one slice");
        // for at most BLOCK points, one after the other in memory
        for (x, out) in x.chunks(BLOCK * d).zip(flat.chunks_mut(BLOCK * d)) {
            let mut posteriors = [Posterior::default(); BLOCK];
            out.fill(0.0);
            for (component, &weight) in components.iter().zip(weights) {
                component.add_regression(weight, self, x, out, &mut posteriors);
            }
            out.chunks_exact_mut(d).zip(&posteriors).for_each(|(out, posterior)| posterior.divide(out));
        }
    }
}

impl Gaussian {
    /// Adds the map of this component, times its share, to each point of the block.
    fn add_regression(&self, weight: f64, map: Regression, x: &[f64], out: &mut [f64], posteriors: &mut [Posterior]) {
        let d = self.dim();
        let mean = self.mean().as_slice().expect("constructors make the mean contiguous");
        let variances = self.variances();
        let log_norm = weight.ln() - 0.5 * variances.iter().map(|&v| map.spread(v).ln()).sum::<f64>();
        let points = x.chunks_exact(d).zip(out.chunks_exact_mut(d)).zip(posteriors);
        match self.axes() {
            None => {
                let (half_precision, slope) = (0.5 / map.spread(variances[0]), map.slope(variances[0]));
                for ((x, out), posterior) in points {
                    let distance2: f64 = x.iter().zip(mean).map(|(x, mu)| (x - map.alpha * mu).powi(2)).sum();
                    let share = posterior.add(log_norm - half_precision * distance2, out);
                    for ((out, x), mu) in out.iter_mut().zip(x).zip(mean) {
                        *out += share * (slope * (x - map.alpha * mu) + map.mean * mu);
                    }
                }
            }
            Some(axes) => {
                for ((x, out), posterior) in points {
                    let along = |i: usize| -> f64 { (0..d).map(|j| axes[[j, i]] * (x[j] - map.alpha * mean[j])).sum() };
                    let distance2: f64 = (0..d).map(|i| along(i).powi(2) / map.spread(variances[i])).sum();
                    let share = posterior.add(log_norm - 0.5 * distance2, out);
                    for i in 0..d {
                        let stretched = map.slope(variances[i]) * along(i);
                        (0..d).for_each(|j| out[j] += share * stretched * axes[[j, i]]);
                    }
                    (0..d).for_each(|j| out[j] += share * map.mean * mean[j]);
                }
            }
        }
    }
}

/// Points for which the constants of a component are computed once.
const BLOCK: usize = 64;

/// A sum over components, each with the share exp(log weight), that neither overflows nor underflows: all shares are
/// relative to the largest so far.
#[derive(Clone, Copy)]
pub(crate) struct Posterior {
    largest: f64,
    total: f64,
}

impl Default for Posterior {
    fn default() -> Posterior {
        Posterior { largest: f64::NEG_INFINITY, total: 0.0 }
    }
}

impl Posterior {
    /// Takes the next component and gives its share, by which what it adds to `out` is to be multiplied. Where it is
    /// the largest so far, what `out` holds is made smaller to fit.
    pub(crate) fn add(&mut self, log_weight: f64, out: &mut [f64]) -> f64 {
        if log_weight == f64::NEG_INFINITY {
            return 0.0;
        }
        if log_weight > self.largest {
            let shrink = if self.total > 0.0 { (self.largest - log_weight).exp() } else { 0.0 };
            self.largest = log_weight;
            self.total = self.total * shrink + 1.0;
            out.iter_mut().for_each(|out| *out *= shrink);
            return 1.0;
        }
        let share = (log_weight - self.largest).exp();
        self.total += share;
        share
    }

    /// The logarithm of the sum of all weights.
    pub(crate) fn log_total(&self) -> f64 {
        self.largest + self.total.ln()
    }

    /// Makes of the weighted sum in `out` a mean.
    pub(crate) fn divide(&self, out: &mut [f64]) {
        out.iter_mut().for_each(|out| *out /= self.total);
    }
}
