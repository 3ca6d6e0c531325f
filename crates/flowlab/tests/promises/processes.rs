//! The processes: exact solutions on a path, exact samplers, stationary laws, refusals.

use crate::common::{distance, two_bumps};
use flowlab::ndarray::{Array2, array};
use flowlab::prelude::*;

fn mean(x: &Array2<f64>) -> f64 {
    x.mean().unwrap()
}

fn unit(n_steps: usize) -> TimeGrid {
    TimeGrid::uniform(0.0, 1.0, n_steps).unwrap()
}

/// A path that starts at t = 1/2 and ends at t = 2.
fn late_path(seed: u64, n_steps: usize, n: usize, d: usize) -> BrownianPath {
    BrownianPath::sample(Seed(seed), &TimeGrid::uniform(0.5, 2.0, n_steps).unwrap(), n, d).unwrap()
}

/// Asserts that a measured mean of n values is the expected one, their variance given: 5 sd, false alarms 6e-7 each.
fn assert_mean(values: &Array2<f64>, expected: f64, variance: f64) {
    let sd = (variance / values.len() as f64).sqrt();
    assert!((mean(values) - expected).abs() < 5.0 * sd, "{} {expected} {sd}", mean(values));
}

/// Asserts that two centred Gaussians have the expected covariance: var(XY) = var X var Y + cov².
fn assert_covariance(x: &Array2<f64>, y: &Array2<f64>, expected: f64, (var_x, var_y): (f64, f64)) {
    assert_mean(&(x * y), expected, var_x * var_y + expected * expected);
}

#[test]
fn geometric_brownian_motion_is_the_same_on_a_coarser_path() {
    let process = GeometricBrownian::new(2, 0.5, 1.0).unwrap();
    let (path, x0) = (late_path(1, 12, 3, 2), array![[1.0, -2.0], [0.0, 3.0], [0.1, 0.2]]);
    let (fine, coarse) = (process.exact(&path, &x0).unwrap(), process.exact(&path.coarsen(4).unwrap(), &x0).unwrap());
    assert!((0..=3).all(|i| coarse.state(i) == fine.state(4 * i))); // to the bit
    assert_eq!(fine.state(0), x0);
    for (start, end) in x0.iter().zip(&fine.last()) {
        assert!(start * end > 0.0 || (*start == 0.0 && *end == 0.0), "X keeps its sign");
    }
}

#[test]
fn geometric_brownian_motion_has_its_law() {
    let (n, process) = (40_000, GeometricBrownian::new(1, 0.5, 0.7).unwrap());
    let end = process.exact(&late_path(2, 1, n, 1), &Array2::from_elem((n, 1), 2.0)).unwrap().last();
    let (logs, t) = (end.mapv(f64::ln), 1.5); // from t0, not from 0
    let (log_mean, log_variance) = (2.0_f64.ln() + (0.5 - 0.245) * t, 0.49 * t);
    assert_mean(&logs, log_mean, log_variance);
    let centred = logs.mapv(|x| x - log_mean);
    assert_covariance(&centred, &centred, log_variance, (log_variance, log_variance));
    let start = array![[2.0]];
    // the tails are heavy, but 40000 values of a law with sd 1.04 of the logarithm are many enough for the mean
    assert_mean(&end, process.mean(t, &start)[[0, 0]], process.variance(t, &start)[[0, 0]]);
}

#[test]
fn the_solution_of_ornstein_uhlenbeck_has_the_right_joint_law_with_its_path() {
    let (n, x0) = (40_000, 2.0);
    for (lambda, n_steps) in [(2.0, 1), (2.0, 3), (1e-6, 2), (-0.8, 2)] {
        let process = OrnsteinUhlenbeck::new(1, lambda, 0.7).unwrap();
        let brownian = BrownianPath::sample(Seed(3), &unit(n_steps), n, 1).unwrap();
        let start = Array2::from_elem((n, 1), x0);
        let end = process.exact(&brownian, &start, Seed(4)).unwrap().last();
        let (expected, variance) = (process.mean(1.0, &start)[[0, 0]], process.variance(1.0));
        assert_mean(&end, expected, variance);
        let centred = end.mapv(|x| x - expected);
        assert_covariance(&centred, &centred, variance, (variance, variance));
        // Cov(X, W) at t = 1 is the integral of sigma e^(-lambda (1 - s)) ds
        let covariance = 0.7 * -(-lambda).exp_m1() / lambda;
        assert_covariance(&centred, &brownian.last(), covariance, (variance, 1.0));
    }
}

#[test]
fn on_a_fine_path_the_solution_of_ornstein_uhlenbeck_is_the_integral_over_it() {
    // e^(-lambda t) x0 + sigma W - lambda sigma times the integral of e^(-lambda (t - s)) W ds, by parts
    let (lambda, sigma, n_steps) = (3.0, 2.0, 4096);
    let process = OrnsteinUhlenbeck::new(1, lambda, sigma).unwrap();
    let brownian = BrownianPath::sample(Seed(5), &unit(n_steps), 20, 1).unwrap();
    let end = process.exact(&brownian, &Array2::ones((20, 1)), Seed(6)).unwrap().last();
    let h = brownian.grid().h();
    for k in 0..20 {
        let w = brownian.particle(k);
        let at = |i: usize| (-lambda * (1.0 - i as f64 * h)).exp() * w[[i, 0]];
        let integral: f64 = (0..n_steps).map(|i| 0.5 * h * (at(i) + at(i + 1))).sum();
        let by_parts = (-lambda).exp() + sigma * w[[n_steps, 0]] - lambda * sigma * integral;
        // the trapezium rule misses a normal of variance h³/12 in each step: sd h sqrt(1/12), here at most 4e-4
        assert!((end[[k, 0]] - by_parts).abs() < 6.0 * lambda * sigma * h / 12.0_f64.sqrt());
    }
}

#[test]
fn the_exact_sampler_has_the_law_of_the_process_at_every_step_size() {
    let (n, x0) = (40_000, 2.0);
    for (lambda, n_steps) in [(2.0, 2), (2.0, 6), (0.0, 4), (-0.8, 2)] {
        let process = OrnsteinUhlenbeck::new(1, lambda, 0.7).unwrap();
        let start = Array2::from_elem((n, 1), x0);
        let trajectory = process.sample_exact(&unit(n_steps), &start, Seed(7)).unwrap();
        let centred = |i: usize, t: f64| trajectory.state(i) - process.mean(t, &start);
        let (half, end) = (centred(n_steps / 2, 0.5), centred(n_steps, 1.0));
        let (early, late) = (process.variance(0.5), process.variance(1.0));
        assert_mean(&half, 0.0, early);
        assert_mean(&end, 0.0, late);
        assert_covariance(&end, &end, late, (late, late));
        // Cov(X_s, X_t) = e^(-lambda (t - s)) v(s)
        assert_covariance(&half, &end, (-0.5 * lambda).exp() * early, (early, late));
    }
}

#[test]
fn seeds_make_the_exact_draws_again_and_two_draws_differ() {
    let process = OrnsteinUhlenbeck::new(2, 1.0, 1.0).unwrap();
    let x0 = Array2::zeros((700, 2));
    let draw = |seed| process.sample_exact(&unit(3), &x0, Seed(seed)).unwrap();
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let last = draw(1).last();
    assert!(last.row(0) != last.row(512) && last[[0, 0]] != last[[0, 1]], "chunks and coordinates are independent");
}

#[test]
fn langevin_of_a_gaussian_is_ornstein_uhlenbeck() {
    let process = OrnsteinUhlenbeck::new(2, 3.0, 0.8).unwrap();
    let langevin = Langevin::new(2, process.stationary().unwrap(), 0.8).unwrap();
    let x = array![[1.0, -2.0], [0.3, 40.0], [0.0, 0.0]];
    let (mut a, mut b) = (x.clone(), x.clone());
    process.drift(0.0, x.view(), a.view_mut());
    langevin.drift(0.0, x.view(), b.view_mut());
    assert!(distance(&a, &b) < 1e-13); // a few roundings of 120
    process.diffusion(0.0, x.view(), a.view_mut());
    langevin.diffusion(0.0, x.view(), b.view_mut());
    assert_eq!(a, b);
    assert_eq!((process.noise(), Sde::dim(&process)), (langevin.noise(), langevin.dim()));
}

#[test]
fn langevin_keeps_its_target() {
    // the generator of dX = u dt + sigma dW has mean zero under the stationary law: E [u f' + sigma²/2 f''] = 0
    let langevin = Langevin::new(1, two_bumps(), 1.3).unwrap();
    let (step, n) = (0.005, 4000); // the sum over a grid is exact to rounding for such smooth densities
    let x = Array2::from_shape_fn((n + 1, 1), |(i, _)| step * (i as f64 - n as f64 / 2.0));
    let density = langevin.target().log_density(&x).mapv(f64::exp);
    let mut u = x.clone();
    langevin.drift(0.0, x.view(), u.view_mut());
    let half = 0.5 * 1.3 * 1.3;
    let (mut square, mut cosine, mut exponential) = (0.0, 0.0, 0.0);
    for i in 0..=n {
        let (x, u, p) = (x[[i, 0]], u[[i, 0]], step * density[i]);
        square += p * (u * 2.0 * x + half * 2.0);
        cosine += p * (-u * x.sin() - half * x.cos());
        exponential += p * (u + half) * x.exp();
    }
    // 4000 roundings of terms that are at most e³ here
    assert!([square, cosine, exponential].iter().all(|sum: &f64| sum.abs() < 1e-11), "{square} {cosine} {exponential}");
}

#[test]
fn matrix_ode_with_a_multiple_of_the_identity_is_linear_ode() {
    let (matrix, linear) = (MatrixOde::new(array![[-2.0, 0.0], [0.0, -2.0]]).unwrap(), LinearOde::new(2, 2.0).unwrap());
    let x = array![[1.0, -3.0], [0.0, 0.5]];
    assert_eq!(matrix.at(0.0, &x), linear.at(0.0, &x));
    assert!(distance(&matrix.flow(0.7, &x), &linear.flow(0.7, &x)) < 1e-15); // some ulps of .7
}

#[test]
fn the_flow_of_a_matrix_solves_its_equation() {
    let ode = MatrixOde::new(array![[-0.5, -3.0, 0.0], [3.0, -0.5, 1.0], [0.2, 0.0, -0.1]]).unwrap();
    let x0 = array![[1.0, 0.0, 0.0], [0.3, -2.0, 1.0]];
    let solved = simulate_ode(&ode, &Rk4, &unit(200), &x0).unwrap();
    for i in [50, 100, 200] {
        let gap = distance(&solved.state(i), &ode.flow(solved.grid.t(i), &x0));
        assert!(gap < 3e-8, "{gap}"); // |A|⁵ h⁴/120 times |x| < 3
    }
}

#[test]
fn noise_whose_square_is_no_number_takes_geometric_brownian_motion_to_0() {
    let (path, x0) = (late_path(3, 4, 5, 2), Array2::from_elem((5, 2), -3.0));
    let states = GeometricBrownian::new(2, 0.5, 1e200).unwrap().exact(&path, &x0).unwrap();
    assert_eq!(states.state(0), x0);
    assert!(states.last().iter().all(|x| *x == 0.0)); // exp(-σ²t/2), whatever W is
}

#[test]
fn within_the_smallest_number_ornstein_uhlenbeck_stays_where_it_is() {
    let (grid, x0) = (TimeGrid::uniform(0.0, 5e-324, 2).unwrap(), array![[1.5], [-2.0]]);
    let path = BrownianPath::sample(Seed(1), &grid, 2, 1).unwrap();
    for lambda in [-1.0, 0.0, 3.0] {
        let process = OrnsteinUhlenbeck::new(1, lambda, 1.0).unwrap();
        let end = process.exact(&path, &x0, Seed(2)).unwrap().last();
        assert!((end - &x0).iter().all(|gap| gap.abs() < 1e-15));
    }
}

/// The message of a refusal, checked to hold the named value.
fn refused<T>(outcome: flowlab::Result<T>, value: &str) {
    let message = outcome.err().expect("a bad input was taken").to_string();
    assert!(message.contains(value) && !message.contains('\n'), "`{message}` does not name `{value}`");
}

#[test]
fn bad_inputs_are_refused() {
    refused(GeometricBrownian::new(0, 0.5, 1.0), "no dimensions");
    refused(GeometricBrownian::new(1, f64::NAN, 1.0), "mu = NaN");
    refused(GeometricBrownian::new(1, 0.5, -1.0), "sigma = -1");
    let growth = GeometricBrownian::new(1, 0.5, 1.0).unwrap();
    refused(growth.law(1.0, -2.0), "x0 = -2");
    refused(growth.law(0.0, 2.0), "t = 0");
    refused(GeometricBrownian::new(1, 0.5, 0.0).unwrap().law(1.0, 2.0), "sigma = 0");
    refused(GeometricBrownian::new(1, 5.0, 1.0).unwrap().law(1e308, 2.0), "ln X = inf");
    let path = late_path(0, 2, 3, 1);
    refused(growth.exact(&path, &Array2::ones((2, 1))), "rows of x0 is 2");
    refused(growth.exact(&late_path(0, 2, 3, 2), &Array2::ones((3, 1))), "Brownian path is 2");
    refused(growth.exact(&path, &array![[1.0], [f64::NAN], [1.0]]), "x0[1, 0] = NaN");

    let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap();
    refused(process.exact(&path, &Array2::ones((4, 1)), Seed(0)), "rows of x0 is 4");
    refused(process.sample_exact(&unit(2), &Array2::ones((4, 2)), Seed(0)), "columns of x0 is 2");
    refused(process.sample_exact(&TimeGrid::uniform(1.0, 0.0, 2).unwrap(), &array![[1.0]], Seed(0)), "t0 = 1 > t1 = 0");

    refused(Langevin::new(0, two_bumps(), 1.0), "no dimensions");
    refused(Langevin::new(1, two_bumps(), -1.0), "sigma = -1");
    refused(MatrixOde::new(Array2::zeros((0, 0))), "no dimensions");
    refused(MatrixOde::new(Array2::zeros((2, 3))), "columns of A is 3");
    refused(MatrixOde::new(array![[1.0, f64::INFINITY], [0.0, 1.0]]), "A[0, 1] = inf");
}

#[test]
fn noising_from_one_point_has_its_law() {
    // by Euler-Maruyama, whose error is of the size h; 5 standard errors of 40 000 paths
    let (n, n_steps) = (40_000, 500);
    for process in
        [Noising::vp(1, 1.0, 1.0, 1.0).unwrap(), Noising::vp(1, 0.1, 20.0, 1.0).unwrap(), Noising::ve(1, 3.0).unwrap()]
    {
        let grid = TimeGrid::uniform(0.0, process.end(), n_steps).unwrap();
        let start = Array2::from_elem((n, 1), 2.0);
        let ends = simulate_sde_final(&process, &EulerMaruyama, &grid, &start, Seed(31)).unwrap();
        let (m, v) = (2.0 * process.alpha(process.end()), process.beta(process.end()).powi(2));
        let (bias, h) = (20.0 / n_steps as f64, 1.0 / (n as f64).sqrt());
        assert!((mean(&ends) - m).abs() < 5.0 * v.sqrt() * h + bias * m.max(0.1), "{process:?}: {}", mean(&ends));
        let spread = mean(&ends.mapv(|y| (y - m).powi(2)));
        assert!((spread / v - 1.0).abs() < 5.0 * 2.0_f64.sqrt() * h + bias, "{process:?}: {spread}");
    }
}

#[test]
fn the_dictionary_of_papers_in_times_of_the_linear_path() {
    let process = Noising::vp(1, 0.1, 20.0, 1.0).unwrap();
    for (t, r) in [(0.1, 0.6605), (0.25, 0.4761), (0.5, 0.2590), (0.75, 0.0980), (0.9, 0.0304)] {
        assert!((process.time(t).unwrap() - r).abs() < 5e-5, "{t}"); // half a unit of the last digit
    }
    assert!((process.alpha(1.0) - 0.006572).abs() < 5e-7);
    let exploding = Noising::ve(1, 80.0).unwrap();
    assert!((exploding.clock(80.0) - 0.01235).abs() < 5e-6 && (exploding.clock(0.002) - 0.9980).abs() < 5e-5);
    // log-normal sizes of noise in training, ln β̃ ~ N(−1.2, 1.2²): the median
    assert!((exploding.clock((-1.2_f64).exp()) - 0.7685).abs() < 5e-5);
}

#[test]
fn one_point_holds_the_law_of_the_linear_path_after_a_factor() {
    // z = 2 at r = 1: Y/1.4016 ~ N(.8655, .5673²), the linear path at t = .4327
    let process = Noising::vp(1, 1.0, 1.0, 1.0).unwrap();
    let factor = process.factor(1.0);
    for (number, stated) in [
        (1.0 / factor, 1.4016),
        (process.clock(1.0), 0.4327),
        (factor * 2.0 * process.alpha(1.0), 0.8655),
        (factor * process.beta(1.0), 0.5673),
    ] {
        assert!((number - stated).abs() < 6e-5, "{number} {stated}");
    }
}

#[test]
fn reversed_processes_end_in_the_data_with_any_noise() {
    let n = 20_000;
    let law = two_bumps();
    for process in [Noising::vp(1, 0.1, 20.0, 1.0).unwrap(), Noising::ve(1, 10.0).unwrap()] {
        for k in [0.0, 1.0, 2.0] {
            let reversed = Reversed::new(process, law.clone(), k).unwrap();
            let start = reversed.law(0.0).unwrap().sample(Seed(32), n).unwrap();
            let grid = TimeGrid::uniform(0.0, process.end(), 500).unwrap();
            let ends = simulate_sde_final(&reversed, &EulerMaruyama, &grid, &start, Seed(33)).unwrap();
            let distance = metrics::ks(&ends.column(0), |x| law.cdf(x)).unwrap();
            // 1 seed in 1000, and the steps, of 1/500 of a time in which the drift's rate is 20 or so
            assert!(distance < metrics::ks_threshold(n, 1e-3).unwrap() + 0.015, "{process:?} {k}: {distance}");
            assert_eq!(reversed.law(process.end()).unwrap(), law);
        }
    }
}

#[test]
fn only_anderson_s_noise_gives_the_ends_the_correlation_that_the_noising_gave_them() {
    // data N(0, 1), B = 2: e^(−B/2) forward, e^(−kB/2) back
    let (n, process) = (100_000, Noising::vp(1, 2.0, 2.0, 1.0).unwrap());
    let start = Gaussian::standard(1).unwrap().sample(Seed(34), n).unwrap();
    let correlation = |sde: &dyn Sde| {
        let end = simulate_sde_final(sde, &EulerMaruyama, &unit(400), &start, Seed(35)).unwrap();
        mean(&(&start * &end)) / (mean(&(&start * &start)) * mean(&(&end * &end))).sqrt()
    };
    // 5 standard errors (1 − ρ²)/√n, and the steps' k²/800 of ρ
    let close = |found: f64, rho: f64| assert!((found - rho).abs() < 5.0 / (n as f64).sqrt() + 0.002, "{found} {rho}");
    close(correlation(&process), (-1.0_f64).exp());
    for k in [0.0, 1.0, 2.0] {
        close(correlation(&Reversed::new(process, Gaussian::standard(1).unwrap(), k).unwrap()), f64::exp(-k));
    }
}

#[test]
fn a_reversed_process_is_refused_outside_of_its_time_and_with_data_of_another_dimension() {
    let process = Noising::vp(1, 1.0, 1.0, 2.0).unwrap();
    let reversed = Reversed::new(process, Gaussian::standard(1).unwrap(), 1.0).unwrap();
    assert!(reversed.law(2.1).unwrap_err().to_string().starts_with("r = 2.1: this process runs from r = 0 to r = 2"));
    let grid = TimeGrid::uniform(0.0, 4.0, 4).unwrap();
    let refused = simulate_sde_final(&reversed, &EulerMaruyama, &grid, &array![[0.0]], Seed(1));
    assert!(refused.unwrap_err().to_string().starts_with("sigma at t = 3 = NaN"));
    let refused = Reversed::new(process, Gaussian::standard(2).unwrap(), 1.0).unwrap_err().to_string();
    assert!(refused.starts_with("the dimension of the data is 2"), "{refused}");
    let refused = Reversed::new(process, Gaussian::standard(1).unwrap(), -1.0).unwrap_err().to_string();
    assert!(refused.starts_with("k = -1"), "{refused}");
}
