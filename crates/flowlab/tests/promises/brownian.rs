//! Brownian paths: their law, and that they stay the same path at every step size.

use std::f64::consts::PI;

use flowlab::ndarray::{Array1, Axis};
use flowlab::prelude::*;

fn unit(n_steps: usize) -> TimeGrid {
    TimeGrid::uniform(0.0, 1.0, n_steps).unwrap()
}

/// Checks E W_s W_t = min(s - t0, t - t0) at all pairs of knots.
fn has_the_covariance_of_brownian_motion(path: &BrownianPath) {
    let (n, grid) = (path.n_particles() as f64, path.grid());
    for i in 1..=grid.n_steps() {
        for j in i..=grid.n_steps() {
            let (s, t) = (grid.t(i) - grid.t0(), grid.t(j) - grid.t0());
            let product = (path.state(i) * path.view(j)).sum() / n;
            let sd = ((s * t + s * s) / n).sqrt(); // var(W_s W_t) = s t + min(s, t)²
            // 5 sd at 36 pairs: a false alarm has probability below 2.1e-5
            assert!((product - s).abs() < 5.0 * sd, "E W_{s} W_{t} = {product}");
        }
    }
}

#[test]
fn the_covariance_is_the_lesser_time() {
    let grid = TimeGrid::uniform(0.5, 2.5, 8).unwrap(); // W starts at 0 wherever the grid starts
    has_the_covariance_of_brownian_motion(&BrownianPath::sample(Seed(21), &grid, 20_000, 1).unwrap());
}

#[test]
fn a_refined_path_is_brownian_motion_too() {
    for (n_steps, k) in [(1, 8), (2, 4), (4, 2)] {
        let coarse = BrownianPath::sample(Seed(22), &unit(n_steps), 20_000, 1).unwrap();
        has_the_covariance_of_brownian_motion(&coarse.refine(k, Seed(22)).unwrap());
    }
    let twice = BrownianPath::sample(Seed(22), &unit(1), 20_000, 1).unwrap();
    let twice = twice.refine(2, Seed(23)).unwrap().refine(4, Seed(23)).unwrap(); // one seed for both is no harm
    has_the_covariance_of_brownian_motion(&twice);
}

#[test]
fn on_given_knots_the_path_its_refinement_and_its_coarsening_are_brownian_motion() {
    let knots = TimeGrid::from_knots([-0.5, -0.4, 0.1, 0.2, 1.5]).unwrap();
    let path = BrownianPath::sample(Seed(33), &knots, 20_000, 1).unwrap();
    has_the_covariance_of_brownian_motion(&path);
    let fine = path.refine(2, Seed(34)).unwrap();
    has_the_covariance_of_brownian_motion(&fine);
    assert_eq!(fine.coarsen(2).unwrap(), path); // values and times
    let coarse = path.coarsen(2).unwrap();
    assert_eq!((coarse.grid().knots(), coarse.state(1)), (&[-0.5, 0.1, 1.5][..], path.state(2)));
}

#[test]
fn quadratic_variation_tends_to_the_length_of_the_interval() {
    let (n_paths, n) = (1000, 1000);
    let dw = BrownianPath::sample(Seed(24), &unit(n), n_paths, 1).unwrap().increments();
    let quadratic = dw.mapv(|dw| dw * dw).sum_axis(Axis(0)); // (n_paths, 1)
    let sd = (2.0 / n as f64).sqrt();
    // 5 sd of a mean and of an sd: a false alarm has probability 1.2e-6
    assert!((quadratic.mean().unwrap() - 1.0).abs() < 5.0 * sd / (n_paths as f64).sqrt());
    assert!((quadratic.std(1.0) / sd - 1.0).abs() < 5.0 / (2.0 * n_paths as f64).sqrt());
}

#[test]
fn total_variation_grows_with_the_root_of_the_number_of_steps() {
    let n_paths = 1000;
    for (n, expected) in [(100, 7.979), (1000, 25.23)] {
        let dw = BrownianPath::sample(Seed(25), &unit(n), n_paths, 1).unwrap().increments();
        let total = dw.mapv(f64::abs).sum_axis(Axis(0)).mean().unwrap();
        let sd = (1.0 - 2.0 / PI).sqrt() / (n_paths as f64).sqrt(); // of the mean, .019
        assert!((total - expected).abs() < 5.0 * sd + 0.005, "{total}"); // a false alarm: 6e-7; .005: the stated digits
    }
}

#[test]
fn the_mean_distance_from_the_start_is_the_root_of_two_over_pi() {
    let n = 50_000;
    let end = BrownianPath::sample(Seed(26), &unit(3), n, 1).unwrap().last();
    let mean = end.mapv(f64::abs).mean().unwrap();
    let sd = ((1.0 - 2.0 / PI) / n as f64).sqrt();
    assert!((mean - (2.0 / PI).sqrt()).abs() < 5.0 * sd, "{mean}"); // a false alarm has probability 6e-7
}

#[test]
fn refining_keeps_the_coarse_path_to_the_bit() {
    let coarse = BrownianPath::sample(Seed(27), &TimeGrid::uniform(0.3, 1.7, 7).unwrap(), 1100, 2).unwrap();
    for k in [1, 2, 3, 64] {
        let fine = coarse.refine(k, Seed(28)).unwrap();
        assert_eq!(fine.grid().n_steps(), 7 * k);
        assert_eq!(fine.coarsen(k).unwrap(), coarse); // values and times
    }
}

#[test]
fn coarsening_twice_is_coarsening_once() {
    let fine = BrownianPath::sample(Seed(29), &unit(24), 3, 1).unwrap();
    assert_eq!(fine.coarsen(2).unwrap().coarsen(3).unwrap(), fine.coarsen(6).unwrap());
    assert_eq!(fine.coarsen(1).unwrap(), fine);
    assert_eq!(fine.coarsen(24).unwrap().last(), fine.last());
}

#[test]
fn coordinates_and_particles_are_independent_also_across_chunks() {
    let n = 20_000;
    let end = BrownianPath::sample(Seed(30), &unit(1), n, 2).unwrap().last();
    let correlation = |a: &Array1<f64>, b: &Array1<f64>| (a * b).sum() / a.len() as f64;
    let (first, second) = (end.column(0).to_owned(), end.column(1).to_owned());
    // the same place in the next chunk
    let shifted = Array1::from_iter(first.iter().copied().cycle().skip(512).take(n));
    // 5 sd, twice: a false alarm has probability 1.2e-6
    assert!(correlation(&first, &second).abs() < 5.0 / (n as f64).sqrt());
    assert!(correlation(&first, &shifted).abs() < 5.0 / (n as f64).sqrt());
}

#[test]
fn one_seed_gives_independent_starts_and_paths() {
    let n = 20_000;
    let x0 = Gaussian::standard(1).unwrap().sample(Seed(31), n).unwrap();
    let w = BrownianPath::sample(Seed(31), &unit(1), n, 1).unwrap().last();
    let z = GaussianMixture::from(Gaussian::standard(1).unwrap()).sample(Seed(31), n).unwrap();
    for (a, b) in [(&x0, &w), (&x0, &z), (&w, &z)] {
        assert!(((a * b).sum() / n as f64).abs() < 5.0 / (n as f64).sqrt()); // 5 sd, thrice: 1.8e-6
    }
}

#[test]
fn increments_add_up_to_the_path() {
    let path = BrownianPath::sample(Seed(32), &unit(64), 4, 3).unwrap();
    let end = path.increments().sum_axis(Axis(0));
    assert!((end - path.last()).iter().all(|gap| gap.abs() < 1e-14)); // 64 roundings of numbers below 4
    assert_eq!(path.particle(2).row(64), path.last().row(2));
}

#[test]
fn values_and_increments_of_a_path_make_it_again() {
    let path = BrownianPath::sample(Seed(39), &unit(64), 4, 3).unwrap();
    assert_eq!(BrownianPath::from_values(path.grid(), path.values().clone()).unwrap(), path);
    let again = BrownianPath::from_increments(path.grid(), &path.increments()).unwrap();
    assert!((again.values() - path.values()).iter().all(|gap| gap.abs() < 1e-14)); // 64 roundings of numbers below 4
}

#[test]
fn the_mean_of_a_solution_and_its_mirror_image_has_no_noise_where_the_equation_is_linear() {
    // with -W in place of W the noise of dX = -X dt + dW changes its sign: the mean of both is Euler's solution
    let (process, x0) = (OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap(), Array2::ones((50, 1)));
    let path = BrownianPath::sample(Seed(40), &unit(64), 50, 1).unwrap();
    let mirrored = BrownianPath::from_increments(path.grid(), &-path.increments()).unwrap();
    let end = |path: &BrownianPath| simulate_sde(&process, &EulerMaruyama, path, &x0).unwrap().last();
    let euler = simulate_ode_final(&LinearOde::new(1, 1.0).unwrap(), &Euler, path.grid(), &x0).unwrap();
    let gap = (end(&path) + end(&mirrored)) / 2.0 - euler;
    assert!(gap.iter().all(|gap| gap.abs() < 1e-14)); // 64 roundings of numbers below 4
}

#[test]
fn along_a_smooth_path_the_solution_is_that_of_the_ode() {
    // W = sin t: dX = -X dt + 2 dW is dX/dt = -X + 2 cos t
    let process = OrnsteinUhlenbeck::new(1, 1.0, 2.0).unwrap();
    let ode = Field::new(1, |t, x, mut out| out.assign(&(2.0 * t.cos() - &x)));
    let exact = simulate_ode_final(&ode, &Rk4, &unit(100), &array![[1.0]]).unwrap()[[0, 0]];
    let gaps = [100, 200].map(|n| {
        let grid = unit(n);
        let values = Array3::from_shape_fn((n + 1, 1, 1), |(i, _, _)| grid.t(i).sin());
        let smooth = BrownianPath::from_values(&grid, values).unwrap();
        (simulate_sde(&process, &EulerMaruyama, &smooth, &array![[1.0]]).unwrap().last()[[0, 0]] - exact).abs()
    });
    // the error is C h, with C = 0.2, and the next power of h
    assert!(gaps[0] < 0.01 && (gaps[0] / gaps[1] - 2.0).abs() < 0.05, "{gaps:?}");
}

#[test]
fn what_is_no_path_is_refused_by_place_and_value() {
    let message = |values: Array3<f64>| BrownianPath::from_values(&unit(2), values).unwrap_err().to_string();
    assert_eq!(message(Array3::ones((3, 1, 2))), "values[0, 0, 0] = 1: W starts at 0");
    assert!(message(Array3::zeros((2, 1, 1))).starts_with("the length of values is 2"));
    assert!(message(Array3::zeros((3, 0, 1))).starts_with("no particles"));
    assert!(message(Array3::zeros((3, 1, 0))).starts_with("no dimensions"));
    let mut values = Array3::zeros((3, 1, 1));
    values[[2, 0, 0]] = f64::NAN;
    assert!(message(values).starts_with("values[2, 0, 0] = NaN"));
    let dw = |value| BrownianPath::from_increments(&unit(2), &Array3::from_elem((2, 1, 1), value));
    assert!(dw(f64::INFINITY).unwrap_err().to_string().starts_with("dw[0, 0, 0] = inf"));
    assert!(dw(1e308).unwrap_err().to_string().starts_with("values[2, 0, 0] = inf"));
    let back = TimeGrid::uniform(1.0, 0.0, 2).unwrap();
    assert!(BrownianPath::from_values(&back, Array3::zeros((3, 1, 1))).is_err());
}
