use flowlab::prelude::*;

/// Steps of a curve in the window [0, 1/zoom].
pub const STEPS: usize = 512;

/// A Brownian path in the window, up to zoom 512: 512 steps over [0, 1], each cut in 8 until the
/// window has as many. The old values stay, the new ones come from the Brownian bridge between them.
pub fn path(zoom: usize, seed: u64) -> flowlab::Result<Array1<f64>> {
    let mut path = BrownianPath::sample(Seed(seed), &TimeGrid::uniform(0.0, 1.0, STEPS)?, 1, 1)?;
    for details in [31, 32, 33] {
        if path.grid().n_steps() < STEPS * zoom {
            path = path.refine(8, Seed(details))?;
        }
    }
    let path = path.coarsen(path.grid().n_steps() / (STEPS * zoom))?;
    Ok(path.values().slice(s![..=STEPS, 0, 0]).to_owned())
}

/// The smooth function t cos 9t in the window.
pub fn smooth(zoom: usize) -> Array1<f64> {
    let t = Array1::linspace(0.0, 1.0 / zoom as f64, STEPS + 1);
    t.mapv(|t| t * (9.0 * t).cos())
}

/// Of a curve in the window: its quadratic variation by the length of the window, and the mean of
/// |ΔW|/h over its steps. A Brownian path has 1 and √(2/(πh)) on average.
pub fn brownian_zoom(zoom: usize, w: &Array1<f64>) -> (f64, f64) {
    let h = 1.0 / (STEPS * zoom) as f64;
    let dw = &w.slice(s![1..]) - &w.slice(s![..-1]);
    ((&dw * &dw).sum() * zoom as f64, dw.mapv(f64::abs).sum() / (STEPS as f64 * h))
}
