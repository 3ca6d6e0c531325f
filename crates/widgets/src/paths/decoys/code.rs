use flowlab::prelude::*;
use flowlab::statrs::distribution::{ContinuousCDF, Normal};

/// Mean and standard deviation of each of the normal laws, equally likely, that make up the data.
pub fn parts(law: &str) -> &'static [[f64; 2]] {
    match law {
        "normal" => &[[0.0, 1.0]],
        "asymmetric" => &[[1.0, 2.0]],
        _ => &[[-2.0, 0.5], [2.0, 0.5]],
    }
}

/// The ends of 4000 paths after n steps, their distance KS from the data, and the kurtosis of the last increments.
pub fn decoys(bug: &str, law: &str, g: f64, n: usize) -> flowlab::Result<(Array1<f64>, f64, f64)> {
    let (h, steps) = (1.0 / n as f64, n - usize::from(bug == "points"));
    let size = if bug == "h" { h } else { h.sqrt() };
    let pull = if bug == "sign" { -1.0 } else { f64::from(bug != "missing") };
    let mut normals = flowlab::Normals::new(Seed(22), 0);
    let mut draw = || {
        let mut eps = vec![0.0; 4000];
        normals.fill(&mut eps);
        Array1::from(eps)
    };
    let (mut x, mut dw) = (draw(), Array1::zeros(4000));
    for k in 0..steps {
        let t = k as f64 / steps as f64;
        let (clock, variance) = (if bug == "clock" { 1.0 - t } else { t }, 2.0 * g * (1.0 - t));
        let sigma = if bug == "variance" { variance } else { variance.sqrt() };
        dw = size * draw() * if bug == "twice" { draw() } else { Array1::ones(4000) };
        for (x, dw) in x.iter_mut().zip(&dw) {
            let (mut sum, mut u, mut s) = (0.0, 0.0, 0.0);
            for [mean, sd] in parts(law) {
                let (off, v) = (*x - clock * mean, (1.0 - clock).powi(2) + (clock * sd).powi(2));
                let weight = (-0.5 * off * off / v).exp() / v.sqrt() + 1e-300; // far out they count alike
                sum += weight;
                u += weight * (mean + (sd * sd * clock - (1.0 - clock)) * off / v);
                s -= weight * off / v;
            }
            *x += h * (u + 0.5 * variance * pull * s) / sum + sigma * dw;
        }
    }
    let below = |x: f64| parts(law).iter().map(|[mean, sd]| Normal::standard().cdf((x - mean) / sd)).sum::<f64>();
    let ks = metrics::ks(&x, |x| below(x) / parts(law).len() as f64)?;
    Ok((x, ks, metrics::kurtosis(&dw)?))
}
