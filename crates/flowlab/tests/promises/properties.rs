//! Laws that hold for all inputs, on random ones.
//!
//! The inputs are the same in every run. A longer search, elsewhere: `PROPTEST_CASES=20000 PROPTEST_RNG_SEED=7 cargo
//! test -p flowlab --test promises properties`. A failure names the smallest input that was found.

use crate::common::{distance, without_noise};
use flowlab::ndarray::concatenate;
use flowlab::prelude::*;
use flowlab::{ode, sde};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let rng_seed = if default.rng_seed == RngSeed::Random { RngSeed::Fixed(1) } else { default.rng_seed };
    ProptestConfig { rng_seed, failure_persistence: None, ..default }
}

/// n points in d dimensions with coordinates in [-5, 5].
fn batch(n: usize, d: usize) -> impl Strategy<Value = Array2<f64>> {
    vec(-5.0..5.0, n * d).prop_map(move |x| Array2::from_shape_vec((n, d), x).unwrap())
}

/// A sample of up to `most` numbers in [-5, 5].
fn sample(most: usize) -> impl Strategy<Value = Array1<f64>> {
    vec(-5.0..5.0, 1..=most).prop_map(Array1::from)
}

/// A batch of up to `most` points in d dimensions.
fn cloud(most: usize, d: usize) -> impl Strategy<Value = Array2<f64>> {
    (1..=most).prop_flat_map(move |n| batch(n, d))
}

/// A matrix with entries in [-1, 1], so of norm at most d.
fn matrix(d: usize) -> impl Strategy<Value = Array2<f64>> {
    batch(d, d).prop_map(|a| a / 5.0)
}

/// A covariance in d dimensions with eigenvalues in [1/2, 1/2 + d²].
fn covariance(d: usize) -> impl Strategy<Value = Array2<f64>> {
    matrix(d).prop_map(move |a| a.dot(&a.t()) + 0.5 * Array2::<f64>::eye(d))
}

/// A mixture of up to three Gaussians with means in [-2, 2].
fn mixture(d: usize) -> impl Strategy<Value = GaussianMixture> {
    let component = (matrix(d), covariance(d)).prop_map(|(a, c)| Gaussian::new(2.0 * &a.row(0), c).unwrap());
    vec((0.1..1.0, component), 1..=3).prop_map(|parts: Vec<(f64, Gaussian)>| {
        let weights: Array1<f64> = parts.iter().map(|(weight, _)| *weight).collect();
        let total = weights.sum();
        GaussianMixture::new(weights / total, parts.into_iter().map(|(_, component)| component).collect()).unwrap()
    })
}

/// A smooth field whose slope is at most 2 everywhere: coordinate j is aⱼ·sin(x₀ + … + bⱼ·t)/d + cⱼ·xⱼ.
fn smooth(d: usize, autonomous: bool) -> impl Strategy<Value = Field> {
    let term = (-1.0..1.0_f64, -3.0..3.0_f64, -1.0..1.0_f64);
    vec(term, d).prop_map(move |terms| {
        Field::new(d, move |t, x, mut out| {
            let t = if autonomous { 0.0 } else { t };
            for (x, mut out) in x.rows().into_iter().zip(out.rows_mut()) {
                let sum = x.sum();
                for (j, (a, b, c)) in terms.iter().enumerate() {
                    out[j] = a * (sum + b * t).sin() / d as f64 + c * x[j];
                }
            }
        })
    })
}

/// A grid of up to 20 steps, forward or back.
fn grid() -> impl Strategy<Value = TimeGrid> {
    let times = (-2.0..2.0, 0.1..2.0, any::<bool>(), 1..=20_usize);
    times.prop_map(|(start, length, forward, n_steps)| {
        let (t0, t1) = if forward { (start, start + length) } else { (start + length, start) };
        TimeGrid::uniform(t0, t1, n_steps).unwrap()
    })
}

fn forward_grid() -> impl Strategy<Value = TimeGrid> {
    grid().prop_map(|grid| {
        let (a, b) = (grid.t0().min(grid.t1()), grid.t0().max(grid.t1()));
        TimeGrid::uniform(a, b, grid.n_steps()).unwrap()
    })
}

/// W₁ in one dimension.
fn w1(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    metrics::wasserstein_1d(1, a, b).unwrap()
}

/// Every distance of two batches, each made a metric (the energy distance and the MMD are squares of one).
fn distances(a: &Array2<f64>, b: &Array2<f64>) -> [f64; 4] {
    [
        metrics::energy_distance(a, b).unwrap().sqrt(),
        metrics::mmd(a, b, 1.5).unwrap().sqrt(),
        metrics::sliced_wasserstein(1, a, b, 8, Seed(5)).unwrap(),
        metrics::sliced_wasserstein(2, a, b, 8, Seed(5)).unwrap(),
    ]
}

proptest! {
    #![proptest_config(config())]

    // Time grids and Brownian paths

    #[test]
    fn a_finer_grid_keeps_the_knots_to_the_bit(grid in grid(), k in 1..30_usize) {
        let fine = TimeGrid::uniform(grid.t0(), grid.t1(), k * grid.n_steps()).unwrap();
        for (i, t) in grid.knots().iter().enumerate() {
            prop_assert_eq!(fine.t(k * i).to_bits(), t.to_bits());
        }
        let ordered = |pair: &[f64]| (pair[1] - pair[0]).signum() == grid.h().signum();
        prop_assert!(fine.knots().windows(2).all(ordered));
    }

    #[test]
    fn refining_and_coarsening_a_path_is_nothing_to_the_bit(
        grid in forward_grid(), k in 1..8_usize, l in 1..4_usize, seed: u64,
    ) {
        let path = BrownianPath::sample(Seed(seed), &grid, 3, 2).unwrap();
        let fine = path.refine(k * l, Seed(seed)).unwrap();
        prop_assert_eq!(&fine.coarsen(k * l).unwrap(), &path);
        prop_assert_eq!(fine.coarsen(k).unwrap().coarsen(l).unwrap(), path);
    }

    // Flows and solvers

    #[test]
    fn an_autonomous_flow_forth_and_back_is_nothing(field in smooth(2, true), x0 in batch(3, 2), t1 in 0.1..1.5_f64) {
        let (forth, back) = (TimeGrid::uniform(0.0, t1, 300).unwrap(), TimeGrid::uniform(t1, 0.0, 300).unwrap());
        let there = simulate_ode_final(&field, &Rk4, &forth, &x0).unwrap();
        let again = simulate_ode_final(&field, &Rk4, &back, &there).unwrap();
        // 600 steps of h <= 1/200, each wrong by less than (2h)^5 times the velocity, 10, and magnified by e^(2·2·1.5)
        prop_assert!(distance(&x0, &again) < 600.0 * 0.01_f64.powi(5) * 10.0 * 400.0);
        let dopri5 = Dopri5 { rtol: 1e-10, atol: 1e-10 };
        let there = simulate_ode_final(&field, &dopri5, &forth, &x0).unwrap();
        let again = simulate_ode_final(&field, &dopri5, &back, &there).unwrap();
        prop_assert!(distance(&x0, &again) < 1e-5); // some 50 steps, wrong by 1e-10·|x| each, magnified by e^6 = 400
    }

    #[test]
    fn the_flow_of_a_matrix_is_a_group_and_changes_volumes_by_its_trace(a in matrix(2), s in -2.0..2.0_f64, t in -2.0..2.0_f64) {
        let ode = MatrixOde::new(a.clone()).unwrap();
        let bound = 1e-13 * 8.0_f64.exp(); // roundings, magnified by the norm of e^(sA) and of e^(tA): at most e^4 each
        prop_assert!(distance(&ode.exp(s + t), &ode.exp(s).dot(&ode.exp(t))) < bound);
        let e = ode.exp(t);
        prop_assert!((e[[0, 0]] * e[[1, 1]] - e[[0, 1]] * e[[1, 0]] - (t * a.diag().sum()).exp()).abs() < bound);
    }

    #[test]
    fn solvers_are_linear_on_linear_fields(
        a in matrix(3), x in batch(2, 3), y in batch(2, 3), c in -2.0..2.0_f64, grid in grid(),
    ) {
        let linear = MatrixOde::new(a).unwrap();
        for (_, solver) in ode::SOLVERS {
            let end = |x0: &Array2<f64>| simulate_ode_final(&linear, solver, &grid, x0).unwrap();
            let (whole, parts) = (end(&(&x + &(c * &y))), end(&x) + c * end(&y));
            // roundings of 20 steps in numbers of at most 15·e^(3·2)
            prop_assert!(distance(&whole, &parts) < 20.0 * 1e-15 * 15.0 * 400.0);
        }
    }

    #[test]
    fn on_one_path_additive_noise_cancels_in_differences(
        a in matrix(2), x in batch(2, 2), y in batch(2, 2), sigma in 0.0..3.0_f64, grid in forward_grid(), seed: u64,
    ) {
        let ode = MatrixOde::new(a).unwrap();
        let sde = AdditiveSde::new(ode.clone(), move |t: f64| sigma * t.cos().abs());
        let path = BrownianPath::sample(Seed(seed), &grid, 2, 2).unwrap();
        let end = |x0: &Array2<f64>| simulate_sde(&sde, &EulerMaruyama, &path, x0).unwrap().last();
        let difference = simulate_ode_final(&ode, &Euler, &grid, &(&x - &y)).unwrap();
        // roundings of 20 steps in numbers of at most 5 + 3·|W|, magnified by e^(2·2)
        prop_assert!(distance(&(end(&x) - end(&y)), &difference) < 20.0 * 1e-15 * 50.0 * 60.0);
    }

    #[test]
    fn without_noise_every_solver_is_that_of_the_ode_to_the_bit(
        field in smooth(2, false), x0 in batch(3, 2), grid in forward_grid(), seed: u64,
    ) {
        let path = BrownianPath::sample(Seed(seed), &grid, 3, 2).unwrap();
        let silent = AdditiveSde::new(field.clone(), |_| 0.0);
        for (name, solver) in sde::SOLVERS {
            let ode = simulate_ode(&field, without_noise(name), &grid, &x0).unwrap();
            prop_assert_eq!(&simulate_sde(&silent, solver, &path, &x0).unwrap(), &ode);
            prop_assert_eq!(simulate_sde_final(&silent, solver, &grid, &x0, Seed(seed)).unwrap(), ode.last());
        }
    }

    #[test]
    fn the_end_alone_is_the_end_of_the_trajectory(
        field in smooth(2, false), x0 in batch(2, 2), grid in grid(), sigma in 0.0..1.0_f64, seed: u64,
    ) {
        for (_, method) in ode::methods() {
            let end = simulate_ode_final(&field, method, &grid, &x0).unwrap();
            prop_assert_eq!(end, simulate_ode(&field, method, &grid, &x0).unwrap().last());
        }
        if grid.h() > 0.0 {
            let noisy = AdditiveSde::new(field, move |_| sigma);
            let path = BrownianPath::sample(Seed(seed), &grid, 2, 2).unwrap();
            for (_, solver) in sde::SOLVERS {
                let end = simulate_sde_final(&noisy, solver, &grid, &x0, Seed(seed)).unwrap();
                // the path's increments are differences, wrong by a rounding of W; magnified by e^(2·2)
                prop_assert!(distance(&end, &simulate_sde(&noisy, solver, &path, &x0).unwrap().last()) < 1e-11);
            }
        }
    }

    #[test]
    fn the_grid_of_an_adaptive_method_only_reads_off(field in smooth(2, false), x0 in batch(2, 2), grid in grid(), k in 2..6_usize) {
        let fine = TimeGrid::uniform(grid.t0(), grid.t1(), k * grid.n_steps()).unwrap();
        let (coarse, fine) = (
            simulate_ode(&field, &Dopri5::default(), &grid, &x0).unwrap(),
            simulate_ode(&field, &Dopri5::default(), &fine, &x0).unwrap(),
        );
        for i in 0..=grid.n_steps() {
            prop_assert_eq!(coarse.state(i), fine.state(k * i));
        }
    }

    #[test]
    fn a_wind_bends_no_trajectory_nor_does_the_way_back(field in smooth(2, false), x0 in batch(3, 2), grid in grid(), wind in batch(1, 2)) {
        let mut trajectory = simulate_ode(&field, &Euler, &grid, &x0).unwrap();
        let bent = metrics::straightness(&trajectory).unwrap();
        let knots: Vec<f64> = grid.knots().iter().rev().copied().collect();
        let mut back = trajectory.states.clone();
        back.invert_axis(Axis(0));
        let back = Trajectory { grid: TimeGrid::from_knots(knots).unwrap(), states: back };
        for (t, mut state) in grid.knots().iter().zip(trajectory.states.axis_iter_mut(Axis(0))) {
            state += &(*t * &wind);
        }
        for other in [metrics::straightness(&back).unwrap(), metrics::straightness(&trajectory).unwrap()] {
            // squares of differences of numbers of some hundreds, over steps of at least 1e-2
            prop_assert!(bent.iter().zip(&other).all(|(a, b)| (a - b).abs() <= 1e-7 * (1.0 + a)), "{} {}", bent, other);
        }
    }

    #[test]
    fn particles_in_another_order_have_the_same_paths_in_that_order(
        field in smooth(2, false), x0 in batch(7, 2), shift in 0..7_usize, grid in grid(),
    ) {
        let order: Vec<usize> = (0..7).map(|i| (3 * i + shift) % 7).collect();
        for (_, method) in ode::methods() {
            let (states, ordered) = (
                simulate_ode(&field, method, &grid, &x0).unwrap().states,
                simulate_ode(&field, method, &grid, &x0.select(Axis(0), &order)).unwrap().states,
            );
            prop_assert_eq!(states.select(Axis(1), &order), ordered);
        }
    }

    #[test]
    fn the_first_particles_of_many_chunks_are_those_of_few(
        field in smooth(1, false), x0 in batch(1100, 1), few in 1..1100_usize,
    ) {
        let grid = TimeGrid::uniform(0.0, 1.0, 3).unwrap();
        let first = x0.slice(s![..few, ..]);
        for (_, solver) in ode::SOLVERS {
            let many = simulate_ode_final(&field, solver, &grid, &x0).unwrap();
            prop_assert_eq!(simulate_ode_final(&field, solver, &grid, &first).unwrap(), many.slice(s![..few, ..]));
        }
    }

    #[test]
    fn exact_solutions_from_two_starts_differ_by_the_flow(
        lambda in -2.0..2.0_f64, sigma in 0.0..2.0_f64, x in batch(2, 2), y in batch(2, 2), grid in forward_grid(), seed: u64,
    ) {
        let process = OrnsteinUhlenbeck::new(2, lambda, sigma).unwrap();
        let path = BrownianPath::sample(Seed(seed), &grid, 2, 2).unwrap();
        let end = |x0: &Array2<f64>| process.exact(&path, x0, Seed(seed)).unwrap().last();
        let flow = LinearOde::new(2, lambda).unwrap().flow(grid.t1() - grid.t0(), &(&x - &y));
        // roundings of 20 steps in numbers of at most 10 + 2·|W|, magnified by e^(2·2)
        prop_assert!(distance(&(end(&x) - end(&y)), &flow) < 20.0 * 1e-15 * 50.0 * 60.0);
    }

    #[test]
    fn geometric_brownian_motion_is_proportional_to_its_start(
        mu in -2.0..2.0_f64, sigma in 0.0..2.0_f64, x0 in batch(2, 2), c in -3.0..3.0_f64, grid in forward_grid(), seed: u64,
    ) {
        let process = GeometricBrownian::new(2, mu, sigma).unwrap();
        let path = BrownianPath::sample(Seed(seed), &grid, 2, 2).unwrap();
        let states = |x0: &Array2<f64>| process.exact(&path, x0).unwrap().states;
        for (whole, part) in states(&(c * &x0)).into_iter().zip(c * states(&x0)) {
            prop_assert!((whole - part).abs() <= 1e-15 * whole.abs()); // two products, rounded
        }
    }

    // Distributions

    #[test]
    fn a_covariance_is_put_together_again_and_its_samples_are_finite(c in covariance(4), mean in batch(1, 4), seed: u64) {
        let gaussian = Gaussian::new(mean.row(0).to_owned(), c.clone()).unwrap();
        prop_assert!(distance(&gaussian.covariance(), &c) < 1e-13); // some ulps of 16
        prop_assert_eq!(gaussian.mean(), &mean.row(0));
        prop_assert!(gaussian.sample(Seed(seed), 20).unwrap().iter().all(|x| x.is_finite()));
    }

    #[test]
    fn the_score_is_the_slope_of_the_log_density(mixture in mixture(3), x in batch(4, 3)) {
        let (score, step) = (mixture.score(&x), 1e-5);
        for j in 0..3 {
            let moved = |by: f64| {
                let mut x = x.clone();
                x.column_mut(j).mapv_inplace(|x| x + by);
                mixture.log_density(&x)
            };
            let slope = (moved(step) - moved(-step)) / (2.0 * step);
            for (slope, score) in slope.iter().zip(score.column(j)) {
                // step²/6 times a third derivative of at most some (7/(1/2))³; rounding of log p, 1e-16·300, over step
                prop_assert!((slope - score).abs() < 1e-6, "{} {}", slope, score);
            }
        }
    }

    #[test]
    fn a_mixture_is_the_sum_of_its_components(mixture in mixture(2), x in batch(3, 2)) {
        let parts = mixture.weights().iter().zip(mixture.components());
        let density = parts.fold(Array1::<f64>::zeros(3), |sum, (w, c)| sum + *w * c.log_density(&x).mapv(f64::exp));
        for (sum, log) in density.iter().zip(&mixture.log_density(&x)) {
            prop_assert!((sum.ln() - log).abs() < 1e-11); // exponents of at most some hundred, rounded
        }
    }

    #[test]
    fn velocity_and_score_of_a_path_tell_the_same(mixture in mixture(2), x in batch(3, 2), t in 0.05..0.95_f64, which in 0..3_usize) {
        let path = GaussianPath::new(Schedule::ALL[which]);
        let field = MarginalField::new(path, mixture);
        let (u, score) = (field.at(t, &x), field.score(t, &x).unwrap());
        // cancellation of numbers of at most 100, over t or 1 - t
        prop_assert!(distance(&path.score_from_velocity(t, &x, &u), &score) < 1e-11);
        prop_assert!(distance(&path.velocity_from_score(t, &x, &score), &u) < 1e-11);
    }

    // Metrics

    #[test]
    fn distances_are_metrics(a in cloud(6, 2), b in cloud(6, 2), c in cloud(6, 2)) {
        let (ab, ba, ac, cb, aa) =
            (distances(&a, &b), distances(&b, &a), distances(&a, &c), distances(&c, &b), distances(&a, &a));
        for k in 0..4 {
            // the roots of what rounding leaves of a difference of sums, 1e-15·10
            let slack = 1e-6;
            prop_assert!(ab[k] >= 0.0 && aa[k] < slack);
            prop_assert!((ab[k] - ba[k]).abs() < slack);
            prop_assert!(ab[k] <= ac[k] + cb[k] + slack, "{k}: {} > {} + {}", ab[k], ac[k], cb[k]);
        }
    }

    #[test]
    fn distances_on_the_line_are_metrics(a in sample(8), b in sample(8), c in sample(8)) {
        let ks = |a: &Array1<f64>, b: &Array1<f64>| metrics::ks_two_sample(a, b).unwrap();
        for metric in [&w1 as &dyn Fn(&Array1<f64>, &Array1<f64>) -> f64, &ks] {
            let slack = 1e-14; // sums of some ten numbers below 10
            prop_assert!(metric(&a, &b) >= 0.0 && metric(&a, &a) == 0.0);
            prop_assert!((metric(&a, &b) - metric(&b, &a)).abs() < slack);
            prop_assert!(metric(&a, &b) <= metric(&a, &c) + metric(&c, &b) + slack);
        }
        prop_assert!(ks(&a, &b) <= 1.0);
    }

    #[test]
    fn a_shift_moves_no_distance_and_a_scale_scales_it(a in sample(8), b in sample(8), shift in -9.0..9.0_f64, scale in 0.1..9.0_f64) {
        let moved = |x: &Array1<f64>| scale * x + shift;
        for p in [1, 2, 3] {
            let distance = |a: &Array1<f64>, b: &Array1<f64>| metrics::wasserstein_1d(p, a, b).unwrap();
            // a rounding of numbers below 60; where the distance is 0 its p-th root is larger
            prop_assert!((distance(&moved(&a), &moved(&b)) - scale * distance(&a, &b)).abs() < 1e-12);
            prop_assert!((distance(&a, &(&a + shift)) - f64::abs(shift)).abs() < 1e-12);
        }
        let batch = |x: &Array1<f64>| x.clone().insert_axis(Axis(1));
        let energy = |a: &Array1<f64>, b: &Array1<f64>| metrics::energy_distance(&batch(a), &batch(b)).unwrap();
        prop_assert!((energy(&moved(&a), &moved(&b)) - scale * energy(&a, &b)).abs() < 1e-12);
    }

    #[test]
    fn a_shift_and_a_scale_leave_kurtosis_and_lag_correlation(x in sample(8), shift in -9.0..9.0_f64, scale in 0.1..9.0_f64) {
        prop_assume!(x.std(0.0) > 1e-3); // else rounding is all that is left of the deviations
        let moved = &x * scale + shift;
        let (before, after) = (metrics::kurtosis(&x).unwrap(), metrics::kurtosis(&moved).unwrap());
        prop_assert!((before - after).abs() < 1e-9 && (1.0 - 1e-9..=x.len() as f64 + 1e-9).contains(&before));
        for lag in 0..x.len() {
            let (before, after) = (metrics::lag_correlation(&x, lag).unwrap(), metrics::lag_correlation(&moved, lag).unwrap());
            prop_assert!((before - after).abs() < 1e-9 && before.abs() < 1.0 + 1e-9);
        }
    }

    #[test]
    fn ks_is_blind_to_every_increasing_change_of_scale(a in sample(9), b in sample(9)) {
        let (x, y) = (a.mapv(|x| x.exp()), b.mapv(|x| x.exp()));
        prop_assert_eq!(metrics::ks_two_sample(&x, &y), metrics::ks_two_sample(&a, &b));
        let cdf = |x: f64| 1.0 / (1.0 + (-x).exp());
        let (on_a, on_x) = (metrics::ks(&a, cdf).unwrap(), metrics::ks(&x, |x| cdf(x.ln())).unwrap());
        prop_assert!((on_a - on_x).abs() < 1e-14); // the logarithm of the exponential, rounded
        // no n points are nearer to a continuous law than 1/(2n)
        prop_assert!((0.5 / a.len() as f64 - 1e-15..=1.0).contains(&on_a));
    }

    #[test]
    fn a_sample_given_twice_is_as_far_as_once(a in cloud(6, 2), b in cloud(6, 2)) {
        let twice = concatenate![Axis(0), a.view(), a.view()];
        for (once, twice) in distances(&a, &b).iter().zip(distances(&twice, &b)) {
            prop_assert!((once - twice).abs() < 1e-6); // the root of a rounding
        }
    }

    #[test]
    fn quantiles_undo_every_distribution_function(mean in -5.0..5.0_f64, scale in 0.01..10.0_f64, n in 1..40_usize) {
        let cdf = |x: f64| 1.0 / (1.0 + (-(x - mean) / scale).exp());
        for (i, x) in metrics::quantiles(n, cdf).unwrap().iter().enumerate() {
            let level = (i as f64 + 0.5) / n as f64;
            prop_assert!((cdf(*x) - level).abs() < 1e-12, "{} {}", cdf(*x), level); // an ulp of x <= 50 over .01
        }
    }

    #[test]
    fn the_order_of_a_power_is_its_exponent(p in -2.0..6.0_f64, c in 0.01..100.0_f64, n in 2..8_i32) {
        let h: Vec<f64> = (0..n).map(|k| 0.5_f64.powi(k)).collect();
        let errors: Vec<f64> = h.iter().map(|h: &f64| c * h.powf(p)).collect();
        prop_assert!((convergence::order(&h, &errors).unwrap() - p).abs() < 1e-12); // roundings of logarithms below 40
    }

    // Refusals

    #[test]
    fn a_number_that_is_none_is_named_with_its_place(x0 in batch(4, 3), i in 0..4_usize, j in 0..3_usize, which in 0..3_usize) {
        let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY][which];
        let (mut x0, grid) = (x0, TimeGrid::uniform(0.0, 1.0, 2).unwrap());
        x0[[i, j]] = bad;
        let message = format!("[{i}, {j}] = {bad}: give a finite number");
        let ode = LinearOde::new(3, 1.0).unwrap();
        let refused = [
            ("x0", simulate_ode_final(&ode, &Rk4, &grid, &x0).unwrap_err()),
            ("x0", simulate_ode(&ode, &Dopri5::default(), &grid, &x0).unwrap_err()),
            ("a", metrics::energy_distance(&x0, &Array2::zeros((1, 3))).unwrap_err()),
            ("b", metrics::mmd(&Array2::zeros((1, 3)), &x0, 1.0).unwrap_err()),
        ];
        for (what, error) in refused {
            prop_assert_eq!(error.to_string(), format!("{what}{message}"));
        }
    }

    #[test]
    fn weights_that_are_no_probabilities_are_refused_with_their_sum(weights in vec(0.0..1.0, 1..5), more in 0.001..2.0_f64) {
        let total: f64 = weights.iter().sum();
        let weights: Array1<f64> = weights.iter().map(|w| w * (1.0 + more) / total).collect();
        prop_assume!(weights.iter().all(|w| w.is_finite()));
        let refused = GaussianMixture::isotropic(weights.clone(), Array2::zeros((weights.len(), 1)), 1.0).unwrap_err();
        prop_assert!(refused.to_string().contains(&weights.sum().to_string()), "{}", refused);
    }

    #[test]
    fn a_matrix_with_a_negative_eigenvalue_is_no_covariance(a in matrix(3), least in 0.01..5.0_f64) {
        // I + A·Aᵀ - (1 + least + |column|²)·e·eᵀ for the first coordinate: its entry there is -least
        let mut c = Array2::eye(3) + a.dot(&a.t());
        c[[0, 0]] = -least;
        let refused = Gaussian::new(Array1::zeros(3), c.clone()).unwrap_err().to_string();
        prop_assert!(refused.starts_with("the covariance has the eigenvalue -"), "{}", refused);
        c[[0, 1]] += 0.5;
        let refused = Gaussian::new(Array1::zeros(3), c.clone()).unwrap_err().to_string();
        let place = format!("covariance[0, 1] = {}, but covariance[1, 0] = {}", c[[0, 1]], c[[1, 0]]);
        prop_assert!(refused.starts_with(&place), "{}", refused);
    }

    #[test]
    fn a_factor_that_does_not_divide_is_refused_by_name(n_steps in 1..40_usize, k in 0..60_usize) {
        let grid = TimeGrid::uniform(0.0, 1.0, n_steps).unwrap();
        let path = BrownianPath::sample(Seed(1), &grid, 1, 1).unwrap();
        match path.coarsen(k) {
            Ok(coarse) => prop_assert_eq!(coarse.grid().n_steps() * k, n_steps),
            Err(error) => {
                prop_assert!(k == 0 || n_steps % k != 0);
                let message = format!("cannot coarsen {n_steps} steps by {k}: ");
                prop_assert!(error.to_string().starts_with(&message));
            }
        }
    }
}
