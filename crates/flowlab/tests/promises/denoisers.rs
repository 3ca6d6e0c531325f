//! Steps by guesses of data and noise: DDIM beside Euler's method, DDPM beside the laws of the path.

use crate::common::{distance, normal_quantiles, two_bumps};
use flowlab::Error;
use flowlab::ndarray::{Array1, Array2, array};
use flowlab::path::{Coefficients, PointField};
use flowlab::prelude::*;
use flowlab::train::{Clean, Matching, Noise, Target, Velocity};

fn unit(n_steps: usize) -> TimeGrid {
    TimeGrid::uniform(0.0, 1.0, n_steps).unwrap()
}

fn exact(schedule: Schedule, data: impl Into<GaussianMixture>) -> MarginalField {
    MarginalField::new(GaussianPath::new(schedule), data)
}

/// A schedule that starts slowly and ends in a little noise.
fn own() -> Schedule {
    let coefficients =
        |t: f64| Coefficients { alpha: t * t, beta: 1.0 - 0.95 * t, alpha_dot: 2.0 * t, beta_dot: -0.95 };
    Schedule::own("slow to .05", coefficients).unwrap()
}

fn schedules() -> impl Iterator<Item = Schedule> {
    Schedule::ALL.into_iter().chain([own()])
}

/// The times of the linear path that hold data and noise in the same ratios.
fn clocks(schedule: Schedule, grid: &TimeGrid) -> TimeGrid {
    let clock = |t: &f64| {
        let Coefficients { alpha, beta, .. } = schedule.coefficients(*t);
        alpha / (alpha + beta)
    };
    TimeGrid::from_knots(grid.knots().iter().map(clock).collect::<Vec<_>>()).unwrap()
}

#[test]
fn ddim_is_euler_on_the_linear_path_on_the_knots_of_its_clock() {
    let (x0, points) = (normal_quantiles(600), array![[-1.0], [0.5], [2.0]]);
    for schedule in schedules() {
        for grid in [unit(1), unit(10), TimeGrid::from_knots([0.0, 0.02, 0.3, 0.35, 0.9, 1.0]).unwrap()] {
            let knots = clocks(schedule, &grid);
            // in the scale of that path: X/(α + β)
            let Coefficients { alpha, beta, .. } = schedule.coefficients(1.0);
            let check = |steps: Trajectory, euler: Trajectory| {
                assert!(distance(&(steps.last() / (alpha + beta)), &euler.last()) < 1e-12, "{schedule:?} {grid:?}");
            };
            let linear = exact(Schedule::Linear, two_bumps());
            check(
                ddim(&exact(schedule, two_bumps()), &grid, &x0).unwrap(),
                simulate_ode(&linear, &Euler, &knots, &x0).unwrap(),
            );
            let of = |schedule| PointField::new(GaussianPath::new(schedule), points.clone()).unwrap();
            check(
                ddim(&of(schedule), &grid, &x0).unwrap(),
                simulate_ode(&of(Schedule::Linear), &Euler, &knots, &x0).unwrap(),
            );
        }
    }
}

/// DDIM and Euler's method with the field that a target learns along the linear path.
fn check_target<K: Target>() {
    let settings = Settings { hidden: vec![16], steps: 60, batch: 128, ..Settings::default() };
    let mut training = Matching::<K, f64>::in_precision(two_bumps(), settings).unwrap();
    training.fit(|_| std::ops::ControlFlow::Continue(())).unwrap();
    let (field, x0, grid) = (training.field(), normal_quantiles(100), unit(10));
    let (steps, euler) =
        (ddim(&field, &grid, &x0).unwrap().last(), simulate_ode_final(&field, &Euler, &grid, &x0).unwrap());
    assert!(distance(&steps, &euler) < 1e-12, "{}", K::NAME); // some roundings of 10 a step
    // the guess is that of the velocity
    let (t, u) = (0.3, field.at(0.3, &x0));
    assert!(distance(&field.posterior_mean(t, &x0).unwrap(), &(&x0 + (1.0 - t) * &u)) < 1e-13);
}

#[test]
fn a_trained_field_of_any_target_takes_ddim_steps_and_they_are_algorithm_1() {
    check_target::<Velocity>();
    check_target::<Noise>();
    check_target::<Clean>();
}

#[test]
fn eta_leads_from_ddim_to_the_ancestral_step() {
    let x0 = normal_quantiles(600);
    for schedule in schedules() {
        let field = exact(schedule, two_bumps());
        let with = |variance| ancestral(&field, variance, &unit(7), &x0, Seed(3)).unwrap().last();
        assert!(distance(&with(Variance::Eta(0.0)), &ddim(&field, &unit(7), &x0).unwrap().last()) < 1e-13);
        // √(1 − (1 − k²)) for k: a rounding of 1 under the root is one of √1e-16 near t = 0
        assert!(distance(&with(Variance::Eta(1.0)), &with(Variance::Posterior)) < 1e-6, "{schedule:?}");
    }
}

#[test]
fn a_step_has_the_mean_and_the_variance_that_bayes_gives() {
    // the chain of one z: X(t') = α'z + β'ε, X(t) = a·X(t') + √c·ξ
    let (n, z) = (400_000, 0.7);
    for schedule in schedules() {
        let path = GaussianPath::new(schedule);
        let (t, t_next) = (0.4, 0.6);
        let (from, to) = (path.coefficients(t), path.coefficients(t_next));
        let a = from.alpha / to.alpha;
        let c = from.beta.powi(2) - a * a * to.beta.powi(2);
        let next = to.alpha * z + to.beta * Gaussian::standard(1).unwrap().sample(Seed(4), n).unwrap();
        let now = a * &next + c.sqrt() * Gaussian::standard(1).unwrap().sample(Seed(5), n).unwrap();
        // the step from where the chain is now has the law of where it was: given z, the guess is exact
        let point = PointField::new(path, array![[z]]).unwrap();
        let grid = TimeGrid::from_knots([t, t_next]).unwrap();
        let back = ancestral(&point, Variance::Posterior, &grid, &now, Seed(6)).unwrap().last();
        let moments = |x: &Array2<f64>| {
            let (x, now) = (x - to.alpha * z, &now - from.alpha * z);
            [(&x * &x).mean().unwrap(), (&x * &now).mean().unwrap(), x.mean().unwrap()]
        };
        // sd of a product of two normal numbers of variance 1 at most: √2; 5 standard errors of a difference
        let gaps = Array1::from(moments(&next).to_vec()) - Array1::from(moments(&back).to_vec());
        assert!(gaps.iter().all(|gap| gap.abs() < 5.0 * 2.0 / (n as f64).sqrt()), "{schedule:?}: {gaps}");
    }
}

#[test]
fn for_more_than_a_point_the_mean_is_right_and_the_variance_too_small() {
    let (n, t, t_next) = (400_000, 0.4, 0.6);
    for schedule in schedules() {
        let field = exact(schedule, two_bumps());
        let (from, to) = (field.path().coefficients(t), field.path().coefficients(t_next));
        let a = from.alpha / to.alpha;
        let c = from.beta.powi(2) - a * a * to.beta.powi(2);
        let z = two_bumps().sample(Seed(7), n).unwrap();
        let eps = |seed| Gaussian::standard(1).unwrap().sample(Seed(seed), n).unwrap();
        let next = to.alpha * &z + to.beta * eps(8);
        let now = a * &next + c.sqrt() * eps(9);
        let guess = field.posterior_mean(t, &now).unwrap();
        let mean = (a * to.beta.powi(2) * &now + to.alpha * c * &guess) / from.beta.powi(2);
        let off = &next - &mean;
        // what is left has no correlation with any function of X(t)
        for of_now in [now.mapv(|_| 1.0), now.clone(), now.mapv(f64::sin), now.mapv(|x| (3.0 * x).cos())] {
            let products = &off * &of_now;
            let error = products.std(0.0) / (n as f64).sqrt();
            assert!(products.mean().unwrap().abs() < 5.0 * error, "{schedule:?}");
        }
        // and the variance that the step lacks is (α'c/β²)²·Var(z | X(t))
        let small = c * to.beta.powi(2) / from.beta.powi(2);
        let lacks =
            off.mapv(|x| x * x - small) - (&z - &guess).mapv(|x| x * x) * (to.alpha * c / from.beta.powi(2)).powi(2);
        assert!(lacks.mean().unwrap().abs() < 5.0 * lacks.std(0.0) / (n as f64).sqrt(), "{schedule:?}");
    }
}

#[test]
fn each_variance_is_exact_for_its_normal_law_at_every_knot() {
    let (n, grid) = (100_000, unit(5));
    let start = Gaussian::standard(1).unwrap().sample(Seed(10), n).unwrap();
    let variances = |states: Trajectory, z: f64, path: GaussianPath| -> Vec<f64> {
        let of_knot = |i: usize| {
            let mean = path.coefficients(grid.t(i)).alpha * z;
            states.state(i).mapv(|x| (x - mean).powi(2)).mean().unwrap()
        };
        (0..5).map(of_knot).collect()
    };
    for schedule in Schedule::ALL {
        let path = GaussianPath::new(schedule);
        let point = PointField::new(path, array![[2.0]]).unwrap();
        let states = ancestral(&point, Variance::Posterior, &grid, &start, Seed(11)).unwrap();
        for (i, variance) in variances(states, 2.0, path).into_iter().enumerate() {
            let exact = path.coefficients(grid.t(i)).beta.powi(2);
            assert!((variance / exact - 1.0).abs() < 5.0 * (2.0 / n as f64).sqrt(), "{schedule:?} {i}"); // 5 sd
        }
    }
    for schedule in [Schedule::Trigonometric, Schedule::LinearVp] {
        let field = exact(schedule, Gaussian::standard(1).unwrap());
        let states = ancestral(&field, Variance::Chain, &grid, &start, Seed(12)).unwrap();
        for variance in variances(states, 0.0, field.path()) {
            assert!((variance - 1.0).abs() < 5.0 * (2.0 / n as f64).sqrt(), "{schedule:?}");
        }
    }
}

#[test]
fn at_the_start_the_place_does_not_matter() {
    let (here, there) = (Array2::zeros((600, 1)), Array2::from_elem((600, 1), 100.0));
    for schedule in schedules() {
        let field = exact(schedule, Gaussian::isotropic(array![3.0], 0.5).unwrap());
        for variance in [Variance::Posterior, Variance::Chain] {
            let run = |x0| ancestral(&field, variance, &unit(4), x0, Seed(13)).unwrap();
            let (a, b) = (run(&here), run(&there));
            assert_eq!((a.state(1), a.last()), (b.state(1), b.last()));
            assert_eq!(a.first_non_finite(), None);
        }
        // N(α'·E z, β'²) is drawn: 5 standard errors of the mean
        let first = ancestral(&field, Variance::Posterior, &unit(4), &here, Seed(13)).unwrap().state(1);
        let to = field.path().coefficients(0.25);
        assert!((first.mean().unwrap() - 3.0 * to.alpha).abs() < 5.0 * to.beta / 600_f64.sqrt());
    }
}

#[test]
fn many_steps_end_in_the_law_of_the_data() {
    // 400 steps: an error of the size 1/400 of the distribution function, and 20 000 samples
    let (n, grid) = (20_000, unit(400));
    let start = Gaussian::standard(1).unwrap().sample(Seed(14), n).unwrap();
    let law = two_bumps();
    for schedule in schedules() {
        let end = exact(schedule, two_bumps()).law(1.0).unwrap();
        for variance in [Variance::Posterior, Variance::Chain, Variance::Eta(0.5)] {
            let states = ancestral(&exact(schedule, law.clone()), variance, &grid, &start, Seed(15)).unwrap();
            let distance = metrics::ks(&states.last().column(0), |x| end.cdf(x)).unwrap();
            assert!(distance < metrics::ks_threshold(n, 1e-3).unwrap() + 0.01, "{schedule:?} {variance:?}: {distance}");
        }
    }
}

#[test]
fn what_no_step_can_do_is_refused_in_words() {
    let (field, x0) = (exact(Schedule::Linear, two_bumps()), array![[0.0]]);
    let message = |made: flowlab::Result<Trajectory>| made.unwrap_err().to_string();
    let back = TimeGrid::uniform(1.0, 0.0, 4).unwrap();
    assert!(message(ddim(&field, &back, &x0)).starts_with("beta at t = 1, where a step starts, = 0"));
    let back = TimeGrid::uniform(0.9, 0.0, 4).unwrap();
    assert!(message(ancestral(&field, Variance::Chain, &back, &x0, Seed(1))).contains("t0 = 0.9 > t1 = 0"));
    let beyond = TimeGrid::uniform(0.0, 1.5, 4).unwrap();
    assert_eq!(message(ddim(&field, &beyond, &x0)), "t = 1.5: a path runs from t = 0 to t = 1");
    assert!(message(ddim(&field, &unit(4), &array![[0.0, 1.0]])).contains("columns of x0 is 2"));
    assert!(message(ddim(&field, &unit(4), &array![[f64::NAN]])).contains("x0[0, 0] = NaN"));
    for eta in [-0.1, 1.1, f64::NAN] {
        let refused = ancestral(&field, Variance::Eta(eta), &unit(4), &x0, Seed(1)).unwrap_err().to_string();
        assert!(refused.starts_with(&format!("eta = {eta}: 0 is the DDIM step")), "{refused}");
    }
    // pairs that are not independent: their guesses mix, but their chain is another
    let coupled = Data::new(two_bumps()).coupled(train::coupling::sorted);
    let settings = Settings { hidden: vec![8], steps: 10, ..Settings::default() };
    let learned = FlowMatching::new(coupled, settings).unwrap().field();
    assert!(ddim(&learned, &unit(4), &x0).is_ok());
    let refused = ancestral(&learned, Variance::Posterior, &unit(4), &x0, Seed(1));
    assert_eq!(refused.unwrap_err(), Error::NoScore);
    // where the path stands still a velocity says nothing; data and noise do
    let settings = Settings { hidden: vec![8], steps: 10, schedule: own(), ..Settings::default() };
    let velocity = FlowMatching::new(two_bumps(), settings.clone()).unwrap().field();
    assert_eq!(ddim(&velocity, &unit(4), &x0).unwrap_err(), Error::NoGuess { t: 0.0 });
    let later = TimeGrid::uniform(0.1, 1.0, 4).unwrap();
    assert!(ddim(&velocity, &later, &x0).is_ok());
    assert!(ddim(&Denoising::new(two_bumps(), settings.clone()).unwrap().field(), &unit(4), &x0).is_ok());
    assert!(ddim(&ScoreMatching::new(two_bumps(), settings).unwrap().field(), &unit(4), &x0).is_ok());
}

#[test]
fn steps_run_back_too_and_there_and_back_is_the_start_for_short_ones() {
    let (field, x0) = (exact(Schedule::Trigonometric, two_bumps()), normal_quantiles(50));
    let there = ddim(&field, &TimeGrid::uniform(0.0, 0.9, 4000).unwrap(), &x0).unwrap().last();
    let back = ddim(&field, &TimeGrid::uniform(0.9, 0.0, 4000).unwrap(), &there).unwrap().last();
    // two errors of the size h, magnified by the way back, which draws the valley out
    assert!(distance(&back, &x0) < 0.02, "{}", distance(&back, &x0));
}
