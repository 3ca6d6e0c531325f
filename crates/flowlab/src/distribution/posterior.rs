//! Which component a point comes from, and what it then says: the means behind every score and every exact field.
//!
//! Points are taken a block at a time, laid side by side, so that each line of the formulas is one loop over the block,
//! which the machine does for 4 or 8 points at once.

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView2, ArrayViewMut2, CowArray, Ix2};
use pulp::{Arch, Simd, WithSimd};

use super::regression::LN_TAU;
use super::{Gaussian, Regression};
use crate::lanes::{Lanes, is_fused, mul_add};

/// Points that are looked at together.
const BLOCK: usize = 128;

/// A number for each point of a block.
type Block = [f64; BLOCK];

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
        assert_eq!(x.dim(), out.dim(), "x and out must have one shape");
        let Some(flat) = out.as_slice_mut() else {
            let mut standard = Array2::zeros(x.dim());
            self.write((components, weights), x, standard.view_mut());
            return out.assign(&standard);
        };
        let x = in_order(&x, d);
        let parts = self.parts((components, weights));
        let (mut points, mut sums) = (vec![[0.0; BLOCK]; d], vec![[0.0; BLOCK]; d]);
        for (x, out) in x.as_slice().expect(IN_ORDER).chunks(BLOCK * d).zip(flat.chunks_mut(BLOCK * d)) {
            Arch::new().dispatch(OfBlock {
                parts: &parts,
                x,
                points: &mut points,
                wanted: Wanted::Map(out, &mut sums),
            });
        }
    }

    /// The logarithm of the density of X at each row of the batch. There is at least one component.
    ///
    /// # Panics
    /// If the batch has another width.
    pub(crate) fn log_density(
        self,
        (components, weights): (&[Gaussian], &ArrayRef1<f64>),
        x: &ArrayRef2<f64>,
    ) -> Array1<f64> {
        let d = components[0].dim();
        let x = in_order(x, d);
        let parts = self.parts((components, weights));
        let (mut points, mut logs) = (vec![[0.0; BLOCK]; d], vec![0.0; x.len() / d]);
        for (x, logs) in x.as_slice().expect(IN_ORDER).chunks(BLOCK * d).zip(logs.chunks_mut(BLOCK)) {
            Arch::new().dispatch(OfBlock { parts: &parts, x, points: &mut points, wanted: Wanted::LogDensity(logs) });
        }
        logs.into()
    }

    /// The components that have a share.
    fn parts<'a>(self, (components, weights): (&'a [Gaussian], &ArrayRef1<f64>)) -> Vec<Part<'a>> {
        let present = components.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
        present.map(|(component, weight)| Part::new(component, *weight, self)).collect()
    }
}

/// Why what [`in_order`] gives is one slice.
const IN_ORDER: &str = "the standard layout is one slice";

/// The batch with its rows one after the other in memory.
///
/// # Panics
/// If its width is not d.
fn in_order(x: &ArrayRef2<f64>, d: usize) -> CowArray<'_, f64, Ix2> {
    assert_eq!(x.ncols(), d, "points have {} columns, the law {d} dimensions", x.ncols());
    x.as_standard_layout()
}

/// What the components together say of the points of a block.
struct OfBlock<'a> {
    parts: &'a [Part<'a>],
    /// (n, d) in one slice, n ≤ BLOCK.
    x: &'a [f64],
    /// Room for the points, coordinate by coordinate.
    points: &'a mut [Block],
    wanted: Wanted<'a>,
}

/// What is asked for, with its place.
enum Wanted<'a> {
    /// The mean of the map (n, d), and room for it, coordinate by coordinate.
    Map(&'a mut [f64], &'a mut [Block]),
    /// log p (n).
    LogDensity(&'a mut [f64]),
}

impl WithSimd for OfBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        if is_fused::<S>() { self.run::<true>() } else { self.run::<false>() }
    }
}

impl OfBlock<'_> {
    /// Shares are relative to the largest, so they neither overflow nor all underflow: a first pass finds it.
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let OfBlock { parts, x, points, mut wanted } = self;
        let d = points.len();
        for (i, x) in x.chunks_exact(d).enumerate() {
            points.iter_mut().zip(x).for_each(|(point, x)| point[i] = *x);
        }
        let (mut largest, mut shares, mut along) = ([f64::NEG_INFINITY; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
        for part in parts {
            part.log_shares::<FUSED>(points, &mut along, &mut shares);
            largest.iter_mut().zip(&shares).for_each(|(largest, log)| *largest = largest.max(*log));
        }
        let mut total = [0.0; BLOCK];
        if let Wanted::Map(_, sums) = &mut wanted {
            // where no component has a share, as at NaN, the answer is NaN, which is 0 times −∞
            total.iter_mut().zip(&largest).for_each(|(total, largest)| *total = 0.0 * largest);
            sums.fill([0.0; BLOCK]);
        }
        for part in parts {
            part.log_shares::<FUSED>(points, &mut along, &mut shares);
            for ((share, total), largest) in shares.iter_mut().zip(&mut total).zip(&largest) {
                *share = (*share - largest.max(f64::MIN)).exponential::<FUSED>();
                *total += *share;
            }
            if let Wanted::Map(_, sums) = &mut wanted {
                part.add::<FUSED>(points, &shares, &mut along, sums);
            }
        }
        match wanted {
            Wanted::Map(out, sums) => {
                for sum in &mut *sums {
                    sum.iter_mut().zip(&total).for_each(|(sum, total)| *sum /= total);
                }
                for (i, out) in out.chunks_exact_mut(d).enumerate() {
                    out.iter_mut().zip(&*sums).for_each(|(out, sum)| *out = sum[i]);
                }
            }
            Wanted::LogDensity(logs) => {
                let common = 0.5 * d as f64 * LN_TAU;
                let terms = largest.iter().zip(&total);
                logs.iter_mut().zip(terms).for_each(|(log, (largest, total))| *log = largest + total.ln() - common);
            }
        }
    }
}

/// A component, and the map's numbers for it.
struct Part<'a> {
    /// The mean, and the axes where they are not the coordinates'.
    component: &'a Gaussian,
    /// α, and what the map makes of the mean.
    alpha: f64,
    mean: f64,
    /// The logarithm of its share at its own mean, but for a number that all components have in common.
    log_peak: f64,
    /// Along each axis −1/(2s), for the spread s of X, and how the map stretches.
    scales: Vec<[f64; 2]>,
}

/// The nearest finite number: a spread below 10⁻³⁰⁸ has no reciprocal.
fn finite(x: f64) -> f64 {
    x.clamp(f64::MIN, f64::MAX)
}

impl Part<'_> {
    fn new(component: &Gaussian, weight: f64, map: Regression) -> Part<'_> {
        let variances = component.variances();
        let log_spreads: f64 = variances.iter().map(|&v| map.spread(v).ln()).sum();
        Part {
            component,
            alpha: map.alpha,
            mean: map.mean,
            log_peak: weight.ln() - 0.5 * log_spreads,
            scales: variances.iter().map(|&v| [-0.5 / map.spread(v), map.slope(v)].map(finite)).collect(),
        }
    }

    /// Writes the logarithm of this component's share at each point.
    #[inline(always)]
    fn log_shares<const FUSED: bool>(&self, points: &[Block], along: &mut Block, logs: &mut Block) {
        logs.fill(self.log_peak);
        for (i, [half_precision, _]) in self.scales.iter().enumerate() {
            let (point, mean) = self.along::<FUSED>(points, i, along);
            for (log, x) in logs.iter_mut().zip(point) {
                let gap = x - mean;
                *log = mul_add::<_, FUSED>(half_precision * gap, gap, *log);
            }
        }
    }

    /// Where each point is along the i-th axis, and the mean of X: as differences from it in `along`, if the axes are not the
    /// coordinates'.
    #[inline(always)]
    fn along<'b, const FUSED: bool>(&self, points: &'b [Block], i: usize, along: &'b mut Block) -> (&'b Block, f64) {
        let mean = |j: usize| self.alpha * self.component.mean()[j];
        let Some(axes) = self.component.axes() else { return (&points[i], mean(i)) };
        along.fill(0.0);
        for (j, point) in points.iter().enumerate() {
            let (axis, mean) = (axes[[j, i]], mean(j));
            for (along, x) in along.iter_mut().zip(point) {
                *along = mul_add::<_, FUSED>(axis, x - mean, *along);
            }
        }
        (along, 0.0)
    }

    /// Adds the map of this component, times its share, at each point.
    #[inline(always)]
    fn add<const FUSED: bool>(&self, points: &[Block], shares: &Block, along: &mut Block, sums: &mut [Block]) {
        for (i, [_, slope]) in self.scales.iter().enumerate() {
            let mapped_mean = self.mean * self.component.mean()[i];
            let (point, mean) = self.along::<FUSED>(points, i, along);
            let add = |sum: &mut Block, slope: f64, start: f64| {
                for ((sum, x), share) in sum.iter_mut().zip(point).zip(shares) {
                    *sum = mul_add::<_, FUSED>(*share, mul_add::<_, FUSED>(slope, x - mean, start), *sum);
                }
            };
            match self.component.axes() {
                None => add(&mut sums[i], *slope, mapped_mean),
                Some(axes) => {
                    for (j, sum) in sums.iter_mut().enumerate() {
                        add(sum, slope * axes[[j, i]], if i == j { mapped_mean } else { 0.0 });
                    }
                }
            }
        }
    }
}
