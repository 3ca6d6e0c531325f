use flowlab::prelude::*;

/// One step of length h for dX = -X dt + dW: the drift -x for the time h, and noise of some size,
/// times a draw ε from N(0, 1). The Euler-Maruyama method has the size √h.
pub fn step(x: f64, h: f64, size: f64, eps: f64) -> f64 {
    x - h * x + size * eps
}

/// 4000 paths from X = 2 up to t = 1, whose noise has the size scale(h) in each step: the first 60
/// of them, a row for each time, and the standard deviation of all at the end.
pub fn euler_maruyama_step(h: f64, scale: fn(f64) -> f64, seed: u64) -> (Array2<f64>, f64) {
    let n = (1.0 / h).round() as usize;
    let mut x = Array1::from_elem(4000, 2.0);
    let mut paths = Array2::from_elem((n + 1, 60), 2.0);
    let mut normals = flowlab::Normals::new(Seed(seed), 0);
    let mut eps = vec![0.0; 4000];
    for i in 0..n {
        normals.fill(&mut eps);
        x.iter_mut().zip(&eps).for_each(|(x, eps)| *x = step(*x, h, scale(h), *eps));
        paths.row_mut(i + 1).assign(&x.slice(s![..60]));
    }
    (paths, x.std(0.0))
}
