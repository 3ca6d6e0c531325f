//! Gaussian paths: schedules, exact fields, the noise dial.

use flowlab::distribution::GaussianMixture;
use flowlab::ndarray::{Array1, Array2};
use flowlab::ode::Dopri5;
use flowlab::path::{Classified, Coefficients, Extended, GaussianPath, Guided, MarginalField, Schedule, SortedField};
use flowlab::sde::{EulerMaruyama, StochasticHeun};
use flowlab::{Sde, TimeGrid, VectorField, simulate_ode_final, simulate_sde_final};

use crate::input::Input;
use crate::promise::{answer, answer_within, attempt, finite};

/// A schedule at any time, and what a path makes of any pair.
pub fn schedule(input: &mut Input<'_>) {
    let (schedule, t) = (input.pick(&Schedule::ALL), input.number());
    let Coefficients { alpha, beta, .. } = schedule.coefficients(t);
    if (0.0..=1.0).contains(&t) {
        assert!((0.0..=1.0).contains(&alpha) && (0.0..=1.0).contains(&beta), "{schedule:?} at {t}: {alpha} {beta}");
    }
    let path = GaussianPath::new(schedule);
    let (n, d) = (input.size(3), input.size(3));
    let (x, y) = (input.matrix(n, d), input.matrix(n, d));
    for made in [
        path.sample(t, &x, &y),
        path.velocity(t, &x, &y),
        path.score(t, &x),
        path.score_from_velocity(t, &x, &y),
        path.velocity_from_score(t, &x, &y),
    ] {
        assert_eq!(made.dim(), (n, d));
    }
}

/// The exact field of a mixture, its law at any time, and the field with noise.
pub fn marginal_field(input: &mut Input<'_>) {
    let (k, d) = (input.size(2) + 1, input.size(2) + 1);
    let weights = Array1::from_elem(k, 1.0 / k as f64);
    let sd = if input.flag() { input.fraction() } else { input.number() };
    let Some(data) = attempt(GaussianMixture::isotropic(weights, input.tame_matrix(k, d), sd)) else { return };
    let path = GaussianPath::new(input.pick(&Schedule::ALL));
    let field = MarginalField::new(path, data);
    let t = if input.flag() { input.fraction() } else { input.number() };
    let x = input.tame_matrix(2, d);
    let u = field.at(t, &x);
    assert_eq!(u.dim(), (2, d));
    // beyond these widths of the data squares of their ratios to 1 are no numbers
    let in_reach = (1e-100..1e100).contains(&sd) && (0.0..=1.0).contains(&t);
    if in_reach {
        assert!(finite(&u), "the field at t = {t} is {u}");
    }
    if let Some(law) = answer(field.law(t), (0.0..=1.0).contains(&t)).filter(|_| in_reach) {
        assert_eq!(law.dim(), d);
        assert!(law.components().iter().all(|component| finite(component.mean()) && finite(&component.covariance())));
    }
    if let Some(score) = answer(field.score(t, &x), (0.0..=1.0).contains(&t)) {
        assert!(score.dim() == (2, d) && (!in_reach || finite(&score)));
    }

    let g = input.number();
    let Some(sde) = answer(Extended::dial(path, field, g), g >= 0.0 && g.is_finite()) else { return };
    assert_eq!(sde.dim(), d);
    if (0.0..=1.0).contains(&t) && g < 1e100 {
        assert!(sde.sigma(t) >= 0.0 && sde.sigma(t).is_finite(), "sigma at t = {t} is {}", sde.sigma(t));
    }
    let Ok(grid) = TimeGrid::uniform(0.0, 1.0, input.size(7) + 1) else { return };
    let seed = input.seed();
    let ends = [
        answer_within(simulate_sde_final(&sde, &EulerMaruyama, &grid, &x, seed), g < 1e100, true),
        answer_within(simulate_sde_final(&sde, &StochasticHeun, &grid, &x, seed), g < 1e100, true),
        answer(simulate_ode_final(sde.field(), &Dopri5::default(), &grid, &x), true),
    ];
    assert!(ends.iter().flatten().all(|end| end.dim() == (2, d)));
    if (1e-3..1e3).contains(&sd) && g < 10.0 {
        assert!(ends.iter().flatten().all(|end| finite(end)), "from {x} to {ends:?}");
    }
    guided(path, sde.field(), t, &x, input);
    on_a_line(sde.field(), t, input);
}

/// The exact flow on a line, and the field of sorted pairs.
fn on_a_line(field: &MarginalField, t: f64, input: &mut Input<'_>) {
    let (r, x) = (input.number(), Array2::from_elem((1, 1), input.number()));
    let line = field.dim() == 1;
    let times = [t, r].iter().all(|t| (0.0..=1.0).contains(t));
    // where the width of the data is far from 1, laws on the way may have none
    if let Some(arrived) = answer_within(field.flow(t, r, &x), false, line && times && finite(&x)) {
        assert!(!arrived[[0, 0]].is_nan());
        assert_eq!(field.mean_velocity(t, r, &x).expect("the flow is known").dim(), (1, 1));
    }
    let batch = input.size(40);
    let Some(sorted) = answer(SortedField::new(field.data().clone(), batch), line && batch > 0) else { return };
    let narrowest = field.data().components()[0].covariance()[[0, 0]].sqrt();
    if narrowest > 1e-2 && narrowest < 1e2 && (0.0..=1.0).contains(&t) {
        assert_eq!(sorted.at(t, &x)[[0, 0]].is_nan(), x[[0, 0]].is_nan());
    }
}

/// The field led to a label, whichever way.
fn guided(path: GaussianPath, field: &MarginalField, t: f64, x: &Array2<f64>, input: &mut Input<'_>) {
    let k = field.data().components().len();
    let (label, w, t0, t1) = (input.size(3), input.number(), input.fraction(), input.fraction());
    let Some(one) = answer(field.with_label(label), label < k) else { return };
    let Some(guided) = answer(Guided::new(field, one, w), w.is_finite()) else { return };
    assert_eq!(guided.at(t, x).dim(), x.dim());
    if let Some(guided) = answer(guided.between(t0, t1), t0 < t1) {
        assert_eq!(guided.at(t, x).dim(), x.dim());
    }
    let Some(gradient) = answer(field.classifier(label), true) else { return };
    let Some(led) = answer(Classified::new(path, field, gradient, w), true) else { return };
    assert_eq!(led.at(t, x).dim(), x.dim());
}
