//! Gaussians and mixtures of them.

use flowlab::distribution::{Density, Gaussian, GaussianMixture, Sample};
use flowlab::ndarray::{Array1, Array2};

use super::shapes::check_samples;
use crate::input::Input;
use crate::promise::{answer, attempt, finite};

/// N(μ, Σ) for a Σ that need not be a covariance.
pub fn any_covariance(input: &mut Input<'_>) {
    let d = input.size(3);
    let (rows, columns) = if input.byte().is_multiple_of(8) { (input.size(3), input.size(3)) } else { (d, d) };
    let (mean, mut covariance) = (input.vector(d), input.matrix(rows, columns));
    if rows == columns && input.flag() {
        for i in 0..rows {
            (0..i).for_each(|j| covariance[[i, j]] = covariance[[j, i]]);
        }
    }
    if let Some(gaussian) = attempt(Gaussian::new(mean.clone(), covariance.clone())) {
        assert!((rows, columns) == (d, d) && d > 0 && finite(&mean) && finite(&covariance));
        check_gaussian(&gaussian, &mean, &covariance, input);
    }
}

/// N(μ, Σ) for Σ = scale·(I + A·Aᵀ), which is a covariance at every scale.
pub fn made_covariance(input: &mut Input<'_>) {
    let d = input.size(3) + 1;
    let (mean, a) = (input.tame_matrix(1, d).row(0).to_owned(), input.tame_matrix(d, d));
    // the largest entry is below 64·4 + 1, and all of them are numbers to full precision
    let scale = 10_f64.powi(i32::from(input.byte() as i8).clamp(-128, 127) * 2);
    let covariance = scale * (Array2::eye(d) + a.dot(&a.t()));
    if let Some(gaussian) = answer(Gaussian::new(mean.clone(), covariance.clone()), true) {
        check_gaussian(&gaussian, &mean, &covariance, input);
    }
}

/// N(μ, sd²·I), and N(0, I) in any dimension.
pub fn isotropic(input: &mut Input<'_>) {
    let (d, sd) = (input.size(3), input.number());
    let mean = input.vector(d);
    let variance = sd * sd;
    let valid = d > 0 && finite(&mean) && sd > 0.0 && variance > 0.0 && variance.is_finite();
    if let Some(gaussian) = answer(Gaussian::isotropic(mean.clone(), sd), valid) {
        check_gaussian(&gaussian, &mean, &(variance * Array2::eye(d)), input);
    }
    let d = input.wild_size(4);
    answer(Gaussian::standard(d), (1..5).contains(&d));
}

/// A mixture of Gaussians of one dimension or of several.
pub fn mixture(input: &mut Input<'_>) {
    let (k, d) = (input.size(4), input.size(3));
    let n_weights = if input.byte().is_multiple_of(8) { input.size(4) } else { k };
    let mut weights = input.vector(n_weights);
    if !input.byte().is_multiple_of(4) {
        weights.mapv_inplace(f64::abs);
        weights /= weights.sum();
    }
    let mixture = if input.flag() {
        let mut gaussian = || {
            let d = if input.byte().is_multiple_of(16) { input.size(3) } else { d };
            Gaussian::isotropic(input.vector(d), input.fraction())
        };
        (0..k).map(|_| gaussian()).collect::<flowlab::Result<_>>().and_then(|all| GaussianMixture::new(weights, all))
    } else {
        GaussianMixture::isotropic(weights, input.matrix(k, d), input.number())
    };
    let Some(mixture) = attempt(mixture) else { return };
    assert!((mixture.weights().sum() - 1.0).abs() <= 1e-9);
    assert_eq!(mixture.weights().len(), mixture.components().len());
    assert!(mixture.components().iter().all(|component| component.dim() == mixture.dim()));
    assert_eq!(mixture.mean().len(), mixture.dim());
    check_density(&mixture, mixture.dim(), input);
    let impossible = check_samples(&mixture, input).into_iter().find(|label| mixture.weights()[*label] == 0.0);
    assert_eq!(impossible, None, "a component of weight 0 was drawn");
}

/// A Gaussian has the mean and the covariance that it was given, samples, and a density.
fn check_gaussian(gaussian: &Gaussian, mean: &Array1<f64>, covariance: &Array2<f64>, input: &mut Input<'_>) {
    assert_eq!((gaussian.dim(), gaussian.mean()), (mean.len(), mean));
    let scale = covariance.iter().fold(0.0_f64, |scale, c| scale.max(c.abs()));
    let error = (gaussian.covariance() - covariance).mapv(f64::abs);
    let bound = 1e-12 * scale + f64::MIN_POSITIVE; // below it numbers have fewer digits
    assert!(error.iter().all(|e| *e <= bound), "{covariance:e} became {:e}", gaussian.covariance());
    let n = input.wild_size(5);
    if let Some(samples) = answer(gaussian.sample(input.seed(), n), (1..6).contains(&n)) {
        assert!(samples.dim() == (n, mean.len()) && finite(&samples));
    }
    check_density(gaussian, mean.len(), input);
}

/// Density and score have their shapes, and are no NaN at points that are not far out.
fn check_density(law: &impl Density, d: usize, input: &mut Input<'_>) {
    let n = input.size(3);
    let (near, any) = (input.tame_matrix(n, d), input.matrix(n, d));
    assert_eq!((law.log_density(&any).len(), law.score(&any).dim()), (n, (n, d)));
    assert!(law.log_density(&near).iter().all(|p| !p.is_nan()));
}
