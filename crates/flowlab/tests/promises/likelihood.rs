//! The density that a trained field gives to data, and what its loss says of it.

use std::ops::ControlFlow;

use flowlab::path::{Trace, log_likelihood};
use flowlab::prelude::*;
use flowlab::train::{least_loss, loss};

fn hills() -> GaussianMixture {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5).unwrap()
}

/// log of the density at time t of a flow that starts in N(0, 1).
fn log_density(field: &impl VectorField, t: f64, x: &Array2<f64>) -> Array1<f64> {
    let back = TimeGrid::uniform(t, 0.0, 40).unwrap();
    log_likelihood(field, &Rk4, &back, x, &Gaussian::standard(1).unwrap(), Trace::Exact).unwrap()
}

/// With u the exact field of pₜ and v the trained one of qₜ, both from N(0, 1), the continuity equations give
/// d/dt KL(pₜ‖qₜ) = E[(u − v)·(∇log pₜ − ∇log qₜ)] under pₜ. So the mean of log p₁ − log q₁ over data, KL(p₁‖q₁), is the
/// integral of that, and by Cauchy and Schwarz at most √(excess of the loss)·√(∫E|∇log pₜ − ∇log qₜ|² dt), since the excess
/// is ∫E|u − v|² dt.
#[test]
fn the_likelihood_of_a_trained_field_is_as_far_from_the_exact_one_as_its_loss_explains() {
    let settings = Settings { hidden: vec![32, 32], steps: 800, learning_rate: 5e-3, ..Settings::default() };
    let mut training = FlowMatching::<f64>::in_precision(hills(), settings).unwrap();
    training.fit(|_| ControlFlow::Continue(())).unwrap();
    let (field, exact) = (training.field(), MarginalField::new(training.path(), hills()));

    let n = 20_000;
    let data = hills().sample(Seed(1), n).unwrap();
    let gap = hills().log_density(&data) - log_density(&field, 1.0, &data);
    let (divergence, error) = (gap.mean().unwrap(), gap.std(0.0) / (n as f64).sqrt());

    let pairs = 200_000;
    let excess = loss(&field, training.path(), hills(), Seed(2), pairs).unwrap().mean
        - least_loss(&exact, Seed(2), pairs).unwrap().mean; // on the same pairs, so their chance nearly cancels

    let (times, points, step) = (20, 200, 1e-3);
    let (mut rate, mut scores, mut velocities) = (Vec::new(), Vec::new(), Vec::new());
    for k in 0..times {
        let t = (f64::from(k) + 0.5) / f64::from(times);
        let x = exact.law(t).unwrap().sample(Seed(10 + k as u64), points).unwrap();
        let slope = (log_density(&field, t, &(&x + step)) - log_density(&field, t, &(&x - step))) / (2.0 * step);
        let scores_apart = &exact.score(t, &x).unwrap().column(0) - &slope;
        let fields_apart = &exact.at(t, &x).column(0) - &field.at(t, &x).column(0);
        rate.extend(&fields_apart * &scores_apart);
        scores.extend(scores_apart.mapv(|s| s * s));
        velocities.extend(fields_apart.mapv(|u| u * u));
    }
    let mean = |of: Vec<f64>| {
        (Array1::from(of.clone()).mean().unwrap(), Array1::from(of).std(0.0) / (points as f64 * 20.0).sqrt())
    };
    let ((rate, rate_error), (scores, _), (velocities, velocities_error)) =
        (mean(rate), mean(scores), mean(velocities));
    // the loss counts what the fields are apart
    assert!((excess - velocities).abs() < 5.0 * velocities_error + 0.1 * velocities, "{excess} {velocities}");
    // the divergence is the integral of its rate: 5 standard errors of both
    assert!((divergence - rate).abs() < 5.0 * error.hypot(rate_error), "{divergence} {rate} {error} {rate_error}");
    let bound = (excess * scores).sqrt();
    assert!(divergence > 0.0 && divergence < bound, "{divergence} {bound}");
}

/// Probes have no error of their own: they do not loosen the tolerance of the steps.
#[test]
fn many_probes_do_not_loosen_an_adaptive_solver() {
    let (field, source) =
        (MarginalField::new(GaussianPath::new(Schedule::Linear), hills()), Gaussian::standard(1).unwrap());
    let (x, back) = (hills().sample(Seed(1), 30).unwrap(), TimeGrid::uniform(1.0, 0.0, 1).unwrap());
    let method = Dopri5 { rtol: 1e-5, atol: 1e-5 };
    let worst = |trace| {
        let found = log_likelihood(&field, &method, &back, &x, &source, trace).unwrap();
        (found - hills().log_density(&x)).iter().fold(0.0_f64, |worst, gap| worst.max(gap.abs()))
    };
    // in one dimension ε² = 1, so both are one equation
    assert!(worst(Trace::Hutchinson { probes: 500, seed: Seed(2) }) < 2.0 * worst(Trace::Exact));
}

#[test]
fn sums_and_scales_of_fields_know_what_their_parts_know() {
    let field = || Field::of(MarginalField::new(GaussianPath::new(Schedule::Linear), hills()));
    let other = GaussianPath::new(Schedule::Trigonometric);
    for field in [field(), 1.0 * field(), field() + field()] {
        assert!(Extended::dial(other, field.clone(), 1.0).is_err());
        let beyond = TimeGrid::uniform(0.0, 1.5, 3).unwrap();
        assert!(simulate_ode_final(&field, &Euler, &TimeGrid::uniform(1.2, 1.5, 3).unwrap(), &array![[1.0]]).is_err());
        assert!(simulate_ode_final(&field, &Rk4, &beyond, &array![[1.0]]).is_err());
    }
}
