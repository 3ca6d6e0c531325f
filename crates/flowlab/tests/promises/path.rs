//! Schedules, the two conversions between velocity and score, and the noise dial.

use std::f64::consts::FRAC_PI_2;

use crate::common::{distance, two_bumps};
use flowlab::ndarray::{Array1, Array2, array, s};
use flowlab::path::Coefficients;
use flowlab::prelude::*;
use flowlab::statrs::distribution::{ContinuousCDF, Normal};

fn points() -> Array2<f64> {
    Array1::linspace(-4.0, 4.0, 33).insert_axis(Axis(1))
}

fn exact(schedule: Schedule, data: impl Into<GaussianMixture>) -> (GaussianPath, MarginalField) {
    let path = GaussianPath::new(schedule);
    (path, MarginalField::new(path, data))
}

#[test]
fn schedules_start_at_the_noise_and_end_at_the_data_to_the_bit() {
    for schedule in Schedule::ALL {
        let (start, end) = (schedule.coefficients(0.0), schedule.coefficients(1.0));
        assert_eq!((start.alpha, start.beta, end.alpha, end.beta), (0.0, 1.0, 1.0, 0.0), "{schedule:?}");
    }
}

#[test]
fn derivatives_are_the_slopes_of_the_schedule() {
    let step = 1e-5;
    for schedule in Schedule::ALL {
        for t in [0.01, 0.2, 0.5, 0.77, 0.95] {
            let (low, high, at) = (t - step, t + step, schedule.coefficients(t));
            let slope = |of: fn(Coefficients) -> f64| {
                (of(schedule.coefficients(high)) - of(schedule.coefficients(low))) / (high - low)
            };
            // step² times a sixth of the third derivative (300 for √(1 - t²) at t = .95), and rounding 1e-16/step
            assert!((slope(|c| c.alpha) - at.alpha_dot).abs() < 1e-8, "{schedule:?} at {t}");
            assert!((slope(|c| c.beta) - at.beta_dot).abs() < 3e-8, "{schedule:?} at {t}");
        }
    }
}

#[test]
fn two_schedules_preserve_the_variance_and_differ_by_a_clock() {
    for t in Array1::linspace(0.0, 1.0, 101) {
        for schedule in [Schedule::Trigonometric, Schedule::LinearVp] {
            let Coefficients { alpha, beta, .. } = schedule.coefficients(t);
            assert!((alpha * alpha + beta * beta - 1.0).abs() < 1e-15, "{schedule:?} at {t}"); // some roundings of 1
        }
        let (a, b) = (Schedule::LinearVp.coefficients(t), Schedule::Trigonometric.coefficients(t.asin() / FRAC_PI_2));
        // β loses what the arcsine rounds: 1e-16, times its slope, which is below √(1/1e-16)·1e-16 = 1e-8 at the end
        assert!((a.alpha - b.alpha).abs() < 1e-15 && (a.beta - b.beta).abs() < 1e-14);
    }
}

#[test]
fn the_speed_of_the_noise_is_infinite_where_the_documentation_says_so_and_nowhere_else() {
    assert_eq!(Schedule::LinearVp.coefficients(1.0).beta_dot, f64::NEG_INFINITY);
    assert!(Schedule::LinearVp.coefficients(1.0 - 1e-15).beta_dot.is_finite());
    for schedule in [Schedule::Linear, Schedule::Trigonometric] {
        assert!([0.0, 0.5, 1.0].iter().all(|t| schedule.coefficients(*t).beta_dot.is_finite()));
    }
}

#[test]
fn every_schedule_has_a_finite_marginal_field_at_both_ends() {
    for schedule in Schedule::ALL {
        let (_, field) = exact(schedule, two_bumps());
        for t in [0.0, 1.0] {
            // the field is continuous up to the end: its slope there is below 100
            let (at, near) = (field.at(t, &points()), field.at((t - 1e-9_f64).abs(), &points()));
            assert!(distance(&at, &near) < 1e-7, "{schedule:?} at {t}: {}", distance(&at, &near));
        }
    }
}

#[test]
fn the_exact_field_of_every_schedule_is_the_mean_velocity_of_the_pairs() {
    // E[velocity | X_t = x] by quadrature over z, with the weight p(z)·phi((x - αz)/β), for each x
    let z = Array1::linspace(-8.0, 8.0, 16_001).insert_axis(Axis(1));
    let density = two_bumps().log_density(&z).mapv(f64::exp);
    for schedule in Schedule::ALL {
        let (path, field) = exact(schedule, two_bumps());
        for t in [0.1, 0.5, 0.8] {
            let Coefficients { alpha, beta, .. } = path.coefficients(t);
            let expected = points().mapv(|x| {
                let x0 = z.mapv(|z| (x - alpha * z) / beta);
                let weight = &density * &x0.column(0).mapv(|x0| (-0.5 * x0 * x0).exp());
                path.velocity(t, &x0, &z).column(0).dot(&weight) / weight.sum()
            });
            // a plain sum of smooth weights that vanish at the ends is exact to rounding: 16000 terms, over β
            assert!(distance(&field.at(t, &points()), &expected) < 1e-9, "{schedule:?} at {t}");
        }
    }
}

#[test]
fn an_ode_with_the_field_of_every_schedule_ends_at_the_data() {
    // from the quantiles of N(0, 1): the flow on the line is the quantile map, whatever the schedule
    let starts = crate::common::normal_quantiles(101);
    for schedule in Schedule::ALL {
        let (_, field) = exact(schedule, two_bumps());
        let grid = TimeGrid::uniform(0.0, 1.0, 400).unwrap();
        let ends = simulate_ode(&field, &Rk4, &grid, &starts).unwrap().last();
        for (i, end) in ends.iter().enumerate() {
            let expected = crate::common::two_bumps_quantile((i as f64 + 0.5) / 101.0);
            // RK4 at h = 1/400; near the middle the flow stretches distances by about 20
            assert!((end - expected).abs() < 1e-6, "{schedule:?}, {i}: {end} {expected}");
        }
    }
}

#[test]
fn the_field_does_not_depend_on_the_layout_of_the_batch_or_on_its_other_rows() {
    let components = vec![
        Gaussian::isotropic(array![-2.0, 0.0], 0.5).unwrap(),
        Gaussian::new(array![1.0, 1.0], array![[1.0, 0.4], [0.4, 0.5]]).unwrap(),
    ];
    let (_, field) = exact(Schedule::Linear, GaussianMixture::new(array![0.4, 0.6], components).unwrap());
    let x = Gaussian::standard(2).unwrap().sample(Seed(1), 150).unwrap(); // more than two blocks
    let u = field.at(0.3, &x);
    let mut transposed = Array2::zeros((2, 150));
    field.eval(0.3, x.t().to_owned().t(), transposed.view_mut().reversed_axes());
    assert_eq!(transposed.t(), u);
    for i in 0..150 {
        assert_eq!(field.at(0.3, &x.slice(s![i..i + 1, ..])), u.slice(s![i..i + 1, ..]));
    }
    let mut mean = array![1.0, 7.0, 2.0, 7.0];
    mean.slice_collapse(s![..;-2]); // (7, 7) in memory steps of -2
    let (_, backward) = exact(Schedule::Linear, Gaussian::isotropic(mean.clone(), 0.5).unwrap());
    let (_, forward) = exact(Schedule::Linear, Gaussian::isotropic(mean.to_vec().into(), 0.5).unwrap());
    assert_eq!(backward.at(0.3, &x), forward.at(0.3, &x));
}

/// A mixture in the plane with a slanted component.
fn slanted() -> GaussianMixture {
    let components = vec![
        Gaussian::isotropic(array![-2.0, 0.0], 0.5).unwrap(),
        Gaussian::new(array![1.0, 1.0], array![[1.0, 0.4], [0.4, 0.5]]).unwrap(),
    ];
    GaussianMixture::new(array![0.4, 0.6], components).unwrap()
}

/// The largest entry, up to sign.
fn size(x: &Array2<f64>) -> f64 {
    x.iter().fold(0.0_f64, |size, x| size.max(x.abs()))
}

#[test]
fn the_score_from_the_velocity_is_the_score() {
    let plane = Gaussian::standard(2).unwrap().sample(Seed(2), 100).unwrap() * 2.0;
    let wide = GaussianMixture::from(Gaussian::isotropic(array![1.0], 2.0).unwrap());
    for (data, x) in [(two_bumps(), points()), (wide, points()), (slanted(), plane)] {
        for schedule in Schedule::ALL {
            let (path, field) = exact(schedule, data.clone());
            // Relative to the largest score. With the linear schedule t u and x nearly cancel at the end, and what is
            // left, some roundings of u, is divided by 1 - t: some 1e-15/(1 - t), more where the score is small.
            for (t, tolerance) in [(0.0, 2e-15), (0.3, 2e-15), (0.9, 1e-14), (0.99, 1e-12), (0.999, 1e-11)] {
                let (u, score) = (field.at(t, &x), field.score(t, &x).unwrap());
                let gap = distance(&path.score_from_velocity(t, &x, &u), &score) / size(&score);
                assert!(gap < tolerance, "{schedule:?} at {t}: {gap:e}");
            }
        }
    }
}

#[test]
fn the_velocity_from_the_score_is_the_velocity() {
    for schedule in Schedule::ALL {
        let (path, field) = exact(schedule, two_bumps());
        // α̇x and D·score nearly cancel where α is small, and what is left of their rounding is divided by α
        for (t, tolerance) in [(0.01, 1e-12), (0.1, 1e-13), (0.5, 1e-14), (0.9, 2e-15), (1.0, 2e-15)] {
            let (u, score) = (field.at(t, &points()), field.score(t, &points()).unwrap());
            let gap = distance(&path.velocity_from_score(t, &points(), &score), &u) / size(&u).max(1.0);
            assert!(gap < tolerance, "{schedule:?} at {t}: {gap:e}");
        }
    }
}

#[test]
fn the_conversion_holds_for_one_pair_as_well() {
    // the law of X_t given z is a Gaussian path too: its velocity at x is that of the pair, its score is -x0/β
    let (x0, z) = (array![[1.3, -0.7]], array![[5.1, 2.9]]);
    for schedule in Schedule::ALL {
        let path = GaussianPath::new(schedule);
        for t in [0.2, 0.5, 0.9] {
            let (x, u) = (path.sample(t, &x0, &z), path.velocity(t, &x0, &z));
            // a few roundings of numbers below 10, over D·β
            assert!(distance(&path.score_from_velocity(t, &x, &u), &path.score(t, &x0)) < 1e-12, "{schedule:?} at {t}");
        }
    }
}

#[test]
fn the_conversions_are_singular_where_the_documentation_says_so() {
    let (x, u) = (array![[1.0]], array![[2.0]]);
    for schedule in [Schedule::Linear, Schedule::Trigonometric] {
        assert!(!GaussianPath::new(schedule).score_from_velocity(1.0, &x, &u)[[0, 0]].is_finite());
    }
    assert_eq!(GaussianPath::new(Schedule::LinearVp).score_from_velocity(1.0, &x, &u), array![[1.0]]); // t u - x
    for schedule in Schedule::ALL {
        assert!(!GaussianPath::new(schedule).velocity_from_score(0.0, &x, &u)[[0, 0]].is_finite());
        assert!(GaussianPath::new(schedule).score_from_velocity(0.0, &x, &u)[[0, 0]].is_finite());
        assert!(GaussianPath::new(schedule).velocity_from_score(1.0, &x, &u)[[0, 0]].is_finite());
    }
}

/// The drift of an equation as a new array.
fn drift(sde: &impl Sde, t: f64, x: &Array2<f64>) -> Array2<f64> {
    let mut out = Array2::zeros(x.dim());
    sde.drift(t, x.view(), out.view_mut());
    out
}

#[test]
fn the_drift_is_the_velocity_and_half_sigma_squared_times_the_score() {
    for schedule in Schedule::ALL {
        let (path, field) = exact(schedule, two_bumps());
        let dial = Extended::dial(path, field.clone(), 1.7).unwrap();
        let free = Extended::new(path, &field, |t| 0.7 + t);
        for t in [0.0, 0.3, 0.8, 0.99] {
            let (u, score) = (field.at(t, &points()), field.score(t, &points()).unwrap());
            for (drift, sigma) in [(drift(&dial, t, &points()), dial.sigma(t)), (drift(&free, t, &points()), 0.7 + t)] {
                let expected = &u + &(0.5 * sigma * sigma * &score);
                assert!(distance(&drift, &expected) < 1e-13 * size(&expected), "{schedule:?} at {t}");
            }
        }
    }
}

#[test]
fn the_dial_of_the_linear_schedule_is_the_documented_formula() {
    let (path, field) = exact(Schedule::Linear, two_bumps());
    let g = 0.8;
    let sde = Extended::dial(path, &field, g).unwrap();
    for t in [0.0, 0.4, 1.0] {
        assert!((sde.sigma(t).powi(2) - 2.0 * g * (1.0 - t)).abs() < 1e-15);
        let expected = (1.0 + g * t) * field.at(t, &points()) - g * &points();
        assert!(distance(&drift(&sde, t, &points()), &expected) < 1e-14); // some roundings of numbers below 20
    }
}

#[test]
fn the_dial_is_finite_at_the_end_and_other_noise_only_where_the_documentation_says_so() {
    for schedule in Schedule::ALL {
        let (path, field) = exact(schedule, two_bumps());
        let finite = |sde: &Extended<&MarginalField>| drift(sde, 1.0, &points()).iter().all(|u| u.is_finite());
        assert!(finite(&Extended::dial(path, &field, 2.0).unwrap()));
        assert!(finite(&Extended::new(path, &field, |t| 1.0 - t)));
        assert_eq!(finite(&Extended::new(path, &field, |_| 1.0)), schedule == Schedule::LinearVp);
    }
}

#[test]
fn the_dial_at_zero_is_the_ode_to_the_bit() {
    let x0 = Gaussian::standard(2).unwrap().sample(Seed(3), 700).unwrap();
    let grid = TimeGrid::uniform(0.0, 1.0, 20).unwrap();
    let brownian = BrownianPath::sample(Seed(4), &grid, 700, 2).unwrap();
    for schedule in Schedule::ALL {
        let (path, field) = exact(schedule, slanted());
        let ode = simulate_ode(&field, &Euler, &grid, &x0).unwrap();
        let dial = Extended::dial(path, &field, 0.0).unwrap();
        assert_eq!(simulate_sde(&dial, &EulerMaruyama, &brownian, &x0).unwrap(), ode);
        let silent = Extended::new(path, &field, |_| 0.0);
        assert_eq!(simulate_sde(&silent, &EulerMaruyama, &brownian, &x0).unwrap(), ode);
    }
}

#[test]
fn a_field_known_only_by_its_values_is_extended_as_the_exact_one_is() {
    let (path, field) = exact(Schedule::Linear, two_bumps());
    let inner = field.clone();
    let known = Extended::dial(path, Field::new(1, move |t, x, out| inner.eval(t, x, out)), 0.5).unwrap();
    let exact = Extended::dial(path, field, 0.5).unwrap();
    assert_eq!(drift(&known, 0.4, &points()), drift(&exact, 0.4, &points()));
}

/// The distance of Kolmogorov and Smirnov between the batch and `two_bumps`.
fn ks(x: Array2<f64>) -> f64 {
    let normal = Normal::new(0.0, 1.0).unwrap();
    let mut x = x.into_raw_vec_and_offset().0;
    x.sort_by(f64::total_cmp);
    let n = x.len() as f64;
    let gap = |(i, x): (usize, &f64)| {
        let p = 0.5 * (normal.cdf((x + 2.0) / 0.5) + normal.cdf((x - 2.0) / 0.5));
        (p - i as f64 / n).max((i as f64 + 1.0) / n - p)
    };
    x.iter().enumerate().map(gap).fold(0.0, f64::max)
}

const N: usize = 60_000;

/// The distance between `two_bumps` and the law of Euler-Maruyama's end points, N of them, in 200 steps from N(0, 1).
fn ks_of_ends(sde: &impl Sde, seed: u64) -> f64 {
    let grid = TimeGrid::uniform(0.0, 1.0, 200).unwrap();
    let x0 = Gaussian::standard(1).unwrap().sample(Seed(seed), N).unwrap();
    ks(simulate_sde_final(sde, &EulerMaruyama, &grid, &x0, Seed(seed)).unwrap())
}

#[test]
fn noise_with_the_score_term_keeps_the_law() {
    // Perfect samples stay below 2.75/sqrt(N) = .0112, with a false alarm of probability 5e-7; the error of 200 steps,
    // largest without noise, is .0027 (from 2000000 end points).
    let bound = 2.75 / (N as f64).sqrt() + 0.0027;
    let (path, field) = exact(Schedule::Linear, two_bumps());
    for g in [0.0, 0.5, 1.0, 2.0] {
        let ks = ks_of_ends(&Extended::dial(path, &field, g).unwrap(), 10);
        assert!(ks < bound, "g = {g}: {ks}");
    }
    let ks = ks_of_ends(&Extended::new(path, &field, |t| 1.5 * t), 11);
    assert!(ks < bound, "sigma = 1.5 t: {ks}");
    for schedule in [Schedule::Trigonometric, Schedule::LinearVp] {
        let (path, field) = exact(schedule, two_bumps());
        let ks = ks_of_ends(&Extended::dial(path, &field, 1.0).unwrap(), 12);
        assert!(ks < bound, "{schedule:?}: {ks}");
    }
}

#[test]
fn noise_without_the_score_term_changes_the_law() {
    // Expected: from 2000000 end points. Where the distance is taken the empirical distribution function has at most
    // the sd .5/sqrt(N); 5 sd, three numbers: a false alarm has probability 2e-6.
    let (_, field) = exact(Schedule::Linear, two_bumps());
    for (g, expected) in [(0.5, 0.0579), (1.0, 0.0938), (2.0, 0.1380)] {
        let ks = ks_of_ends(&AdditiveSde::new(&field, move |t| (2.0 * g * (1.0 - t)).sqrt()), 13);
        assert!((ks - expected).abs() < 2.5 / (N as f64).sqrt(), "g = {g}: {ks}");
    }
}

#[test]
fn a_bad_dial_is_refused_by_name() {
    let (path, field) = exact(Schedule::Linear, two_bumps());
    let message = |g| Extended::dial(path, &field, g).expect_err("a bad g was taken").to_string();
    assert!(message(-0.5).contains("g = -0.5"));
    assert!(message(f64::NAN).contains("g = NaN"));
    let grid = TimeGrid::uniform(0.0, 1.0, 4).unwrap();
    let below = Extended::new(path, &field, |t| 0.4 - t);
    let refused = simulate_sde_final(&below, &EulerMaruyama, &grid, &points(), Seed(0)).unwrap_err().to_string();
    assert!(refused.contains("sigma at t = 0.5"), "{refused}");
}

#[test]
fn the_reverse_time_equation_of_a_path_is_the_dial_at_1_over_alpha() {
    // dY = f·Y dr + τ dW backwards along the path: f = −α̇/α, τ² = 2D/α; turned around −f·x + τ²·score
    let d = |schedule: Schedule, t: f64| match schedule {
        Schedule::Linear => 1.0 - t,
        Schedule::Trigonometric => FRAC_PI_2 * (FRAC_PI_2 * t).cos(),
        _ => 1.0,
    };
    for schedule in Schedule::ALL {
        let (path, field) = exact(schedule, two_bumps());
        let alpha = move |t: f64| schedule.coefficients(t).alpha;
        let sde = Extended::new(path, field.clone(), move |t| (2.0 * d(schedule, t) / alpha(t)).sqrt());
        for t in [0.1, 0.5, 0.9] {
            let at = schedule.coefficients(t);
            let (f, tau) = (-at.alpha_dot / at.alpha, sde.sigma(t));
            let reversed = -f * points() + tau * tau * field.score(t, &points()).unwrap();
            let mut drift = Array2::zeros(points().dim());
            sde.drift(t, points().view(), drift.view_mut());
            assert!(distance(&drift, &reversed) < 1e-11, "{schedule:?} {t}"); // numbers of some 1000, rounded
            let dial = Extended::dial(path, field.clone(), 1.0 / at.alpha).unwrap();
            assert!((dial.sigma(t) - tau).abs() < 1e-14 && (tau * tau - 2.0 * d(schedule, t) / at.alpha).abs() < 1e-13);
        }
    }
}

#[test]
fn the_flow_map_is_the_same_for_every_schedule() {
    let x0 = points();
    let end = |schedule| {
        let grid = TimeGrid::uniform(0.0, 1.0, 1000).unwrap();
        simulate_ode_final(&exact(schedule, two_bumps()).1, &Rk4, &grid, &x0).unwrap()
    };
    for schedule in [Schedule::Trigonometric, Schedule::LinearVp] {
        assert!(distance(&end(schedule), &end(Schedule::Linear)) < 1e-9, "{schedule:?}"); // h⁴, times some 100
    }
}
