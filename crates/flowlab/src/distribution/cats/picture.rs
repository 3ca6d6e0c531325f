//! The picture of a cat: the drawing, point by point.

use ndarray::Array3;

use super::drawing::Drawing;
use super::portrait::Portrait;
use crate::chunk;

/// A picture is computed on at least this many points a side.
const FINE: usize = 32;

impl Portrait {
    /// The picture, (height, width, 3), sRGB values in [0, 1].
    ///
    /// The cat fits the shorter side; the ground goes on beyond it. Edges are one pixel wide; small pictures average
    /// several points a pixel, so a picture is close to the block averages of a larger one.
    ///
    /// # Panics
    /// If memory does not hold the picture.
    pub fn render(&self, height: usize, width: usize) -> Array3<f64> {
        let Ok(mut picture) = chunk::zeros(height, width, 3) else {
            panic!("a picture of {height} x {width} pixels does not fit in memory: give shorter sides")
        };
        let pixels = picture.as_slice_mut().expect("a new array is contiguous");
        self.render_into(height, width, pixels);
        picture
    }

    /// As [`Portrait::render`], into `out`, height * width * 3 values, row by row.
    pub(super) fn render_into(&self, height: usize, width: usize, out: &mut [f64]) {
        let side = height.min(width).max(1);
        let fine = FINE.div_ceil(side);
        let pixel = 2.0 / (side * fine) as f64;
        let share = 1.0 / (fine * fine) as f64;
        let drawing = Drawing::new(self, pixel);
        let place = |i: usize, n: usize| (i as f64 + 0.5 - 0.5 * (n * fine) as f64) * pixel;
        for (at, rgb) in out.chunks_exact_mut(3).enumerate() {
            let (row, column) = (at / width, at % width);
            let mut sum = [0.0; 3];
            for (i, j) in (0..fine * fine).map(|k| (k / fine, k % fine)) {
                let c = drawing.colour([place(column * fine + j, width), place(row * fine + i, height)]);
                (0..3).for_each(|k| sum[k] += c[k]);
            }
            // a cat of the size 1e-320 has no colour where it would be
            (0..3).for_each(|k| rgb[k] = if sum[k].is_nan() { 0.0 } else { (share * sum[k]).clamp(0.0, 1.0) });
        }
    }
}
