//! The solvers of stochastic equations against exact solutions and exact moments: strong and weak orders.

use crate::common::{distance, implementers, log_slope, without_noise};
use flowlab::grid::Step;
use flowlab::ndarray::{Array2, ArrayView2, ArrayViewMut2, array};
use flowlab::prelude::*;
use flowlab::sde::SOLVERS;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn mean(x: &Array2<f64>) -> f64 {
    x.mean().unwrap()
}

fn rms(x: &Array2<f64>) -> f64 {
    mean(&x.mapv(|x| x * x)).sqrt()
}

/// A path of n particles in one dimension on [0, 1].
fn path(seed: u64, n_steps: usize, n: usize) -> BrownianPath {
    BrownianPath::sample(Seed(seed), &TimeGrid::uniform(0.0, 1.0, n_steps).unwrap(), n, 1).unwrap()
}

/// dX = X/2 dt + sqrt(1 + X²) dW, whose solution from sinh a is sinh(a + W). Its σ' is left to the central difference.
struct Sinh {
    dim: usize,
}

impl Sde for Sinh {
    fn dim(&self) -> usize {
        self.dim
    }

    fn drift(&self, _t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.assign(&(0.5 * &x));
    }

    fn diffusion(&self, _t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.assign(&x.mapv(|x| x.hypot(1.0)));
    }

    fn noise(&self) -> Noise {
        Noise::Multiplicative
    }
}

#[test]
fn without_noise_each_method_is_its_ode_method() {
    let field = Field::new(2, |t, x, mut out| out.assign(&x.mapv(|x| (3.0 * x - t).cos())));
    let grid = TimeGrid::uniform(0.0, 1.0, 37).unwrap();
    let x0 = Gaussian::standard(2).unwrap().sample(Seed(1), 700).unwrap();
    let brownian = BrownianPath::sample(Seed(2), &grid, 700, 2).unwrap();
    let sde = AdditiveSde::new(field.clone(), |_| 0.0);
    for (name, solver) in SOLVERS {
        let expected = simulate_ode(&field, without_noise(name), &grid, &x0).unwrap();
        assert_eq!(simulate_sde(&sde, solver, &brownian, &x0).unwrap(), expected, "{name}"); // to the bit
    }
}

#[test]
fn milstein_with_additive_noise_is_euler_maruyama() {
    let field = Field::new(1, |t, x, mut out| out.assign(&x.mapv(|x| (3.0 * x - t).cos())));
    let (sde, brownian, x0) = (AdditiveSde::new(field, |t| 1.0 + t), path(2, 37, 700), Array2::zeros((700, 1)));
    let expected = simulate_sde(&sde, &EulerMaruyama, &brownian, &x0).unwrap();
    assert_eq!(simulate_sde(&sde, &Milstein, &brownian, &x0).unwrap(), expected); // to the bit
}

#[test]
fn heun_is_refused_where_the_noise_depends_on_the_state() {
    let (process, brownian, one) = (GeometricBrownian::new(1, 0.5, 1.0).unwrap(), path(2, 4, 1), array![[1.0]]);
    let named = |error: flowlab::Error| assert!(error.to_string().contains("Stratonovich"), "{error}");
    named(StochasticHeun.strong_order(Noise::Multiplicative).unwrap_err());
    named(StochasticHeun.weak_order(Noise::Multiplicative).unwrap_err());
    named(simulate_sde(&process, &StochasticHeun, &brownian, &one).unwrap_err());
    named(simulate_sde_final(&process, &StochasticHeun, brownian.grid(), &one, Seed(1)).unwrap_err());
}

#[test]
fn heun_never_asks_for_sigma_at_the_end() {
    let sde = AdditiveSde::new(LinearOde::new(1, 1.0).unwrap(), |t| 1.0 / (1.0 - t).sqrt());
    let end = simulate_sde(&sde, &StochasticHeun, &path(2, 8, 1), &array![[1.0]]).unwrap();
    assert_eq!(end.first_non_finite(), None);
}

#[test]
fn without_drift_and_with_constant_noise_the_solution_is_scaled_brownian_motion() {
    let still = Field::new(2, |_, _, mut out| out.fill(0.0));
    let grid = TimeGrid::uniform(0.0, 2.0, 64).unwrap();
    let brownian = BrownianPath::sample(Seed(3), &grid, 5, 2).unwrap();
    let sde = AdditiveSde::new(still, |_| 0.5);
    let x = simulate_sde(&sde, &EulerMaruyama, &brownian, &Array2::zeros((5, 2))).unwrap();
    let gaps = x.states - 0.5 * brownian.values();
    assert!(gaps.iter().all(|gap| gap.abs() < 1e-13)); // 64 roundings of numbers below 10
}

/// A solver that takes one step of dX = -X dt + dW to a(h) X + b(h) dW.
struct Linear {
    a: fn(f64) -> f64,
    b: fn(f64) -> f64,
}

impl Linear {
    fn of(name: &str) -> Linear {
        match name {
            "EulerMaruyama" | "Milstein" => Linear { a: |h| 1.0 - h, b: |_| 1.0 },
            "StochasticHeun" => Linear { a: |h| 1.0 - h + h * h / 2.0, b: |h| 1.0 - h / 2.0 },
            other => panic!("say what a step of {other} is"),
        }
    }

    /// (E|X̂ - X|²)^½ at T = 1 from 1: both ends are 1's image plus an integral of a kernel over dW, so the mean square
    /// is the squared difference of the images plus the integral of the squared difference of the kernels.
    fn rms_error(&self, h: f64) -> f64 {
        let (n, a) = ((1.0 / h).round() as i32, (self.a)(h));
        let image = a.powi(n) - (-1.0_f64).exp();
        let kernels: f64 = (0..n)
            .map(|i| {
                let (k, r) = ((self.b)(h) * a.powi(n - 1 - i), (-(1.0 - f64::from(i) * h)).exp()); // e^(-(1 - t_i))
                k * k * h - 2.0 * k * r * (h.exp() - 1.0) + r * r * ((2.0 * h).exp() - 1.0) / 2.0
            })
            .sum();
        (image * image + kernels).sqrt()
    }

    /// The mean and the variance of X̂ at T = 1 from 1.
    fn moments(&self, h: f64) -> (f64, f64) {
        let (n, a, b) = ((1.0 / h).round() as i32, (self.a)(h), (self.b)(h));
        (a.powi(n), b * b * h * (1.0 - a.powi(2 * n)) / (1.0 - a * a))
    }
}

#[test]
fn strong_order_is_1_for_additive_noise() {
    let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap();
    let (n, finest) = (4000, path(11, 256, 4000));
    let one = Array2::ones((n, 1));
    let exact = process.exact(&finest, &one, Seed(12)).unwrap().last();
    for (name, solver) in SOLVERS {
        let (linear, declared) = (Linear::of(name), solver.strong_order(process.noise()).unwrap());
        let (mut measured, mut closed) = (Vec::new(), Vec::new());
        for k in [1, 2, 4, 8, 16, 32] {
            let brownian = finest.coarsen(k).unwrap();
            let h = brownian.grid().h();
            let error = rms(&(simulate_sde(&process, solver, &brownian, &one).unwrap().last() - &exact));
            // the error is Gaussian; its square has relative sd sqrt(2/n), so 5 sd of the root are 5/sqrt(2n) = .056:
            // of 12 different numbers one is outside with probability 7e-6
            assert!((error / linear.rms_error(h) - 1.0).abs() < 0.056, "{name}, h = {h}: {error}");
            measured.push((h, error));
            closed.push((h, linear.rms_error(h)));
        }
        assert!((log_slope(&measured) - declared).abs() < 0.1, "{}", log_slope(&measured));
        assert!((log_slope(&closed) - declared).abs() < 0.012, "{}", log_slope(&closed)); // 1.0116, and Heun's 1.0004
    }
}

#[test]
fn strong_order_is_1_for_additive_noise_also_where_the_drift_is_not_linear_and_sigma_moves() {
    let (finest, x0) = (path(18, 4096, 1000), Array2::zeros((1000, 1)));
    let field = Field::new(1, |t, x, mut out| out.assign(&x.mapv(|x| (2.0 * x - t).sin())));
    let sde = AdditiveSde::new(field, |t| 1.0 + t);
    let reference = simulate_sde(&sde, &StochasticHeun, &finest, &x0).unwrap().last();
    for (name, solver) in SOLVERS {
        let errors = [32, 64, 128, 256].map(|k| {
            let brownian = finest.coarsen(k).unwrap();
            let end = simulate_sde(&sde, solver, &brownian, &x0).unwrap().last();
            (brownian.grid().h(), rms(&(end - &reference)))
        });
        // the reference is wrong by 1/32 of the least error; over 40 seeds the slope was .984 with sd .014 and, for
        // Heun, .999 with sd .018: 5 sd, a false alarm is rarer than 1e-6
        let slope = log_slope(&errors);
        assert!((slope - solver.strong_order(Noise::Additive).unwrap()).abs() < 0.1, "{name}: {slope}");
    }
}

/// E (X̂ - X)² at T = 1 for dX = mu X dt + sigma X dW from 1: three products over independent steps.
fn geometric_mean_square(process: &GeometricBrownian, solver: &dyn SdeSolver, h: f64) -> f64 {
    let (n, mu, sigma2) = ((1.0 / h).round() as i32, process.mu(), process.sigma().powi(2));
    // Milstein's factor has sigma² (dW² - h)/2 more: its square is on average sigma⁴ h²/2, and so is its product with
    // the exact factor e^(sigma dW - ...), under which dW ~ N(sigma h, h)
    let more =
        if solver.strong_order(Noise::Multiplicative).unwrap() == 1.0 { sigma2 * sigma2 * h * h / 2.0 } else { 0.0 };
    let scheme = ((1.0 + mu * h).powi(2) + sigma2 * h + more).powi(n);
    let mixed = ((mu * h).exp() * (1.0 + mu * h + sigma2 * h + more)).powi(n);
    scheme - 2.0 * mixed + (2.0 * mu + sigma2).exp()
}

/// The solvers of equations whose noise depends on the state.
fn for_any_noise() -> impl Iterator<Item = (&'static str, &'static dyn SdeSolver)> {
    SOLVERS.into_iter().filter(|(_, solver)| solver.strong_order(Noise::Multiplicative).is_ok())
}

#[test]
fn every_solver_is_in_the_list_and_in_the_table() {
    let mut names: Vec<&str> = SOLVERS.map(|(name, _)| name).to_vec();
    let page = include_str!("../../src/sde/mod.rs");
    assert!(names.iter().all(|name| page.contains(&format!("//! | [`{name}`] |"))), "the table lacks one of {names:?}");
    names.sort_unstable();
    assert_eq!(implementers("sde", &["SdeSolver"]), names);
}

#[test]
fn strong_order_for_noise_that_depends_on_the_state_in_closed_form() {
    // at sigma = 1 the tails are so heavy that the slope of 20000 paths has sd .04 at these h
    let process = GeometricBrownian::new(1, 0.5, 1.0).unwrap();
    for (name, solver) in for_any_noise() {
        let expected = match name {
            "EulerMaruyama" => 0.5005,
            "Milstein" => 0.9960,
            other => panic!("say what slope {other} has"),
        };
        let errors: Vec<(f64, f64)> =
            (6..=12).map(|k| 0.5_f64.powi(k)).map(|h| (h, geometric_mean_square(&process, solver, h).sqrt())).collect();
        let slope = log_slope(&errors);
        assert!((slope - expected).abs() < 1e-4, "{name}: {slope}"); // the digits that are stated
        assert!((slope - solver.strong_order(Noise::Multiplicative).unwrap()).abs() < 0.05, "{name}: {slope}");
    }
}

#[test]
fn strong_order_for_noise_that_depends_on_the_state_is_measured_where_tails_are_light() {
    let (n, finest, process) = (20_000, path(13, 256, 20_000), GeometricBrownian::new(1, 0.0, 0.5).unwrap());
    let one = Array2::ones((n, 1));
    let exact = process.exact(&finest, &one).unwrap().last();
    for (name, solver) in for_any_noise() {
        let errors = [1, 2, 4, 8, 16].map(|k| {
            let brownian = finest.coarsen(k).unwrap();
            let h = brownian.grid().h();
            let end = simulate_sde(&process, solver, &brownian, &one).unwrap().last();
            let squares = (end - &exact).mapv(|error| error * error);
            let expected = geometric_mean_square(&process, solver, h);
            // 6 sd, as the sd is itself measured and the squares lean to the right: a false alarm is rarer than 1e-5
            let sd = squares.std(0.0) / (n as f64).sqrt();
            assert!((mean(&squares) - expected).abs() < 6.0 * sd, "{name}, h = {h}: {} {expected}", mean(&squares));
            (h, mean(&squares).sqrt())
        });
        let slope = log_slope(&errors);
        // over 40 seeds the slope was .499 with sd .004 and .998 with sd .006: 7 sd, a false alarm is rarer than 1e-9
        assert!((slope - solver.strong_order(Noise::Multiplicative).unwrap()).abs() < 0.05, "{name}: {slope}");
    }
}

#[test]
fn milstein_has_order_1_also_with_a_numerical_derivative_and_in_the_plane() {
    let (n, sde) = (20_000, Sinh { dim: 2 });
    let finest = BrownianPath::sample(Seed(19), &TimeGrid::uniform(0.0, 0.25, 64).unwrap(), n, 2).unwrap();
    let exact = finest.last().mapv(f64::sinh);
    for (name, solver) in for_any_noise() {
        let errors = [1, 2, 4, 8].map(|k| {
            let brownian = finest.coarsen(k).unwrap();
            let end = simulate_sde(&sde, solver, &brownian, &Array2::zeros((n, 2))).unwrap().last();
            (brownian.grid().h(), rms(&(end - &exact)))
        });
        let slope = log_slope(&errors);
        // over 40 seeds it was .524 with sd .008 (the drift's error is of the size h) and .993 with sd .004: 7 sd
        assert!((slope - solver.strong_order(Noise::Multiplicative).unwrap()).abs() < 0.08, "{name}: {slope}");
    }
}

#[test]
fn the_default_derivative_of_sigma_is_the_derivative() {
    let x = array![[0.0, -1e-3], [1.0, -7.0], [300.0, 1e6]];
    let (mut derivative, mut work) = (x.clone(), vec![x.clone(), x.clone()]);
    Sinh { dim: 2 }.diffusion_dx(0.0, x.view(), derivative.view_mut(), &mut work);
    let exact = x.mapv(|x| x / x.hypot(1.0));
    assert!(distance(&derivative, &exact) < 1e-10); // δ² and 1e-16/δ, relative to the size of x
}

/// E f(X̂) after one step of size h from x at time t: the step is taken at √h·z for z on a fine grid, and summed
/// against the normal density, which is exact to rounding.
fn expected_after_a_step(solver: &dyn SdeSolver, sde: &dyn Sde, (t, x, h): (f64, f64, f64), f: fn(f64) -> f64) -> f64 {
    let (n, spacing) = (400, 0.05); // |z| up to 10
    let z = Array2::from_shape_fn((n + 1, 1), |(i, _)| spacing * (i as f64 - 0.5 * n as f64));
    let (dw, start, mut end) = (h.sqrt() * &z, Array2::from_elem((n + 1, 1), x), Array2::zeros((n + 1, 1)));
    let mut work = vec![Array2::zeros((n + 1, 1)); solver.n_buffers()];
    solver.step(&sde, Step { t, t_next: t + h, h }, start.view(), dw.view(), end.view_mut(), &mut work);
    let weights = z.mapv(|z| spacing * (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt());
    (weights * end.mapv(f)).sum()
}

#[test]
fn the_expectation_of_a_step_is_right_up_to_one_power_of_h_more_than_the_weak_order() {
    // E f(X) after h is f + h Lf + h²/2 L²f + O(h³), L f = df/dt + u f' + sigma²/2 f''. Here f = x² and u = sin x. For
    // sigma = 1 + t: Lf = 2xu + sigma², L²f = 2 sigma + u (2u + 2xu') + sigma²/2 (4u' + 2xu'')
    let field = Field::new(1, |_, x, mut out| out.assign(&x.mapv(f64::sin)));
    let sde = AdditiveSde::new(field, |t| 1.0 + t);
    let (t, x) = (0.3_f64, 0.8_f64);
    let (u, u1, u2, sigma) = (x.sin(), x.cos(), -x.sin(), 1.0 + t);
    let once = 2.0 * x * u + sigma * sigma;
    let twice = 2.0 * sigma + u * (2.0 * u + 2.0 * x * u1) + 0.5 * sigma * sigma * (4.0 * u1 + 2.0 * x * u2);
    for (name, solver) in SOLVERS {
        let errors = [0.04, 0.02, 0.01, 0.005].map(|h| {
            let expected = x * x + h * once + 0.5 * h * h * twice;
            (h, (expected_after_a_step(solver, &sde, (t, x, h), |x| x * x) - expected).abs())
        });
        let slope = log_slope(&errors);
        // the next term is up to 3h times the first
        assert!((slope - 1.0 - solver.weak_order(Noise::Additive).unwrap()).abs() < 0.1, "{name}: {slope}");
    }
    // for dX = X/2 dt + sqrt(1 + X²) dW: L x² = 1 + 2x², L² x² = 2 (1 + 2x²)
    for (name, solver) in for_any_noise() {
        let errors = [0.04, 0.02, 0.01, 0.005].map(|h| {
            let expected = x * x + (h + h * h) * (1.0 + 2.0 * x * x);
            (h, (expected_after_a_step(solver, &Sinh { dim: 1 }, (t, x, h), |x| x * x) - expected).abs())
        });
        let slope = log_slope(&errors);
        assert!((slope - 1.0 - solver.weak_order(Noise::Multiplicative).unwrap()).abs() < 0.1, "{name}: {slope}");
    }
}

#[test]
fn weak_order_for_additive_noise_in_closed_form() {
    // dX = -X dt + dW from 1: the laws of scheme and process are Gaussian, with known mean and variance
    let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap();
    for (name, solver) in SOLVERS {
        let (linear, h) = (Linear::of(name), 0.1);
        for f in [|x| x, |x| x * x] as [fn(f64) -> f64; 2] {
            // a(h) x + b(h) dW, in mean and mean square: so the moments below are the scheme's
            let expected = if f(2.0) == 2.0 {
                3.0 * (linear.a)(h)
            } else {
                (3.0 * (linear.a)(h)).powi(2) + (linear.b)(h).powi(2) * h
            };
            assert!((expected_after_a_step(solver, &process, (0.0, 3.0, h), f) - expected).abs() < 1e-13);
        }
        let steps = [0.1, 0.05, 0.025, 0.0125];
        let mean_errors = steps.map(|h| (h, (linear.moments(h).0 - (-1.0_f64).exp()).abs()));
        let variance_errors = steps.map(|h| (h, (linear.moments(h).1 - process.variance(1.0)).abs()));
        let order = solver.weak_order(Noise::Additive).unwrap();
        // the next term of the error is h times smaller
        assert!((log_slope(&mean_errors) - order).abs() < 0.05, "{}", log_slope(&mean_errors));
        assert!((log_slope(&variance_errors) - order).abs() < 0.05, "{}", log_slope(&variance_errors));
    }
}

#[test]
fn weak_order_is_1_for_noise_that_depends_on_the_state_in_closed_form() {
    // for dX = mu X dt + sigma X dW a step multiplies the mean by 1 + mu h, so the scheme's is (1 + mu h)^(1/h)
    let process = GeometricBrownian::new(1, 0.5, 1.0).unwrap();
    for (name, solver) in for_any_noise() {
        let errors = [10, 20, 40, 80].map(|n| {
            let h = 1.0 / f64::from(n);
            let factor = expected_after_a_step(solver, &process, (0.0, 1.0, h), |x| x);
            assert!((factor - 1.0 - 0.5 * h).abs() < 1e-14);
            (h, process.mean(1.0, &array![[1.0]])[[0, 0]] - factor.powi(n))
        });
        let slope = log_slope(&errors);
        // the next term of the error is h times smaller
        assert!((slope - solver.weak_order(Noise::Multiplicative).unwrap()).abs() < 0.03, "{name}: {slope}");
    }
}

#[test]
fn ornstein_uhlenbeck_moments_are_those_of_the_scheme_and_near_the_process() {
    let (n, n_steps, x0) = (20_000, 100, 2.0);
    let process = OrnsteinUhlenbeck::new(1, 1.5, 0.8).unwrap();
    let grid = TimeGrid::uniform(0.0, 1.0, n_steps).unwrap();
    let brownian = BrownianPath::sample(Seed(15), &grid, n, 1).unwrap();
    let start = Array2::from_elem((n, 1), x0);
    let end = simulate_sde(&process, &EulerMaruyama, &brownian, &start).unwrap().last();
    // the scheme's own law: Gaussian, mean q^n x0, variance sigma² h (1 - q^2n)/(1 - q²), q = 1 - lambda h
    let (h, q) = (grid.h(), 1.0 - 1.5 * grid.h());
    let own_mean = q.powi(n_steps as i32) * x0;
    let own_variance = 0.64 * h * (1.0 - q.powi(2 * n_steps as i32)) / (1.0 - q * q);
    let variance = end.var(0.0);
    // 5 sd of a mean and of a variance: a false alarm has probability 1.2e-6
    assert!((mean(&end) - own_mean).abs() < 5.0 * (own_variance / n as f64).sqrt());
    assert!((variance / own_variance - 1.0).abs() < 5.0 * (2.0 / n as f64).sqrt());
    // weak order 1: the scheme's law is within C h of the process's, here C < 2
    assert!((own_mean - process.mean(1.0, &start)[[0, 0]]).abs() < 2.0 * h);
    assert!((own_variance - process.variance(1.0)).abs() < 2.0 * h);
}

#[test]
fn euler_maruyama_has_its_own_stationary_variance() {
    // sigma²/(2 lambda - lambda² h) = .6667 at lambda = sigma = 1, h = 1/2, where the process has 1/2
    let (n, process) = (20_000, OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap());
    let grid = TimeGrid::uniform(0.0, 15.0, 30).unwrap(); // the start is forgotten up to 2^-60
    let brownian = BrownianPath::sample(Seed(16), &grid, n, 1).unwrap();
    let end = simulate_sde(&process, &EulerMaruyama, &brownian, &Array2::zeros((n, 1))).unwrap().last();
    let variance = end.var(0.0);
    let sd = 2.0 / 3.0 * (2.0 / n as f64).sqrt(); // .0067
    assert!((variance - 2.0 / 3.0).abs() < 5.0 * sd, "{variance}"); // a false alarm has probability 6e-7
    assert_eq!(process.stationary().unwrap().covariance(), array![[0.5]]);
}

#[test]
fn the_exact_law_can_be_sampled_in_place_of_the_path() {
    let (n, process) = (40_000, OrnsteinUhlenbeck::new(2, 1.0, 1.0).unwrap());
    let end = process.law(0.7, &array![3.0, -1.0]).unwrap().sample(Seed(17), n).unwrap();
    let expected = process.mean(0.7, &array![[3.0, -1.0]]);
    let variance = process.variance(0.7);
    for j in 0..2 {
        // 5 sd, four numbers: a false alarm has probability 2.4e-6
        assert!((end.column(j).mean().unwrap() - expected[[0, j]]).abs() < 5.0 * (variance / n as f64).sqrt());
        assert!((end.column(j).var(0.0) / variance - 1.0).abs() < 5.0 * (2.0 / n as f64).sqrt());
    }
}

#[test]
fn the_exact_ornstein_uhlenbeck_process_has_its_law_on_given_knots() {
    let (n, process) = (20_000, OrnsteinUhlenbeck::new(1, 2.0, 1.0).unwrap());
    let knots = TimeGrid::from_knots([0.0, 0.05, 0.1, 0.7]).unwrap();
    let brownian = BrownianPath::sample(Seed(35), &knots, n, 1).unwrap();
    let x0 = Array2::ones((n, 1));
    for solution in [process.sample_exact(&knots, &x0, Seed(36)), process.exact(&brownian, &x0, Seed(37))] {
        let solution = solution.unwrap();
        for (i, &t) in knots.knots().iter().enumerate().skip(1) {
            let (x, variance) = (solution.state(i), process.variance(t));
            // 5 sd of a mean and of a variance, twelve numbers: a false alarm has probability 7e-6
            assert!((mean(&x) - process.mean(t, &x0)[[0, 0]]).abs() < 5.0 * (variance / n as f64).sqrt(), "{t}");
            assert!((x.var(0.0) / variance - 1.0).abs() < 5.0 * (2.0 / n as f64).sqrt(), "{t}");
        }
    }
}

#[test]
fn states_at_chosen_times_are_those_of_the_whole_path_up_to_rounding() {
    let (process, x0) = (GeometricBrownian::new(2, 0.5, 1.0).unwrap(), Array2::ones((1100, 2)));
    for grid in [TimeGrid::uniform(0.0, 1.0, 20).unwrap(), TimeGrid::from_knots([0.0, 0.1, 0.5, 0.6, 0.8]).unwrap()] {
        let path = BrownianPath::sample(Seed(38), &grid, 1100, 2).unwrap();
        for (name, solver) in for_any_noise() {
            let whole = simulate_sde(&process, solver, &path, &x0).unwrap();
            let times = [grid.t(0), grid.t(3), grid.t(4)];
            let kept = simulate_sde_at(&process, solver, &grid, &times, &x0, Seed(38)).unwrap();
            assert_eq!(kept.state(0), x0);
            for (i, place) in [(1, 3), (2, 4)] {
                assert!(distance(&kept.state(i), &whole.state(place)) < 1e-12, "{name}"); // roundings of numbers < 100
            }
        }
        let all = simulate_sde_at(&process, &EulerMaruyama, &grid, grid.knots(), &x0, Seed(38)).unwrap();
        let end = simulate_sde_final(&process, &EulerMaruyama, &grid, &x0, Seed(38)).unwrap();
        assert_eq!(all.last(), end); // to the bit
    }
    let grid = TimeGrid::uniform(0.0, 1.0, 4).unwrap();
    let refused = simulate_sde_at(&process, &Milstein, &grid, &[0.3, 0.5], &x0, Seed(1)).unwrap_err().to_string();
    assert!(refused.starts_with("t = 0.3 is no knot of the grid"), "{refused}");
}

/// dX = G dW with the 2 x 3 matrix G: correlated Brownian motion.
struct Correlated {
    g: Array2<f64>,
}

impl Sde for Correlated {
    fn dim(&self) -> usize {
        self.g.nrows()
    }

    fn drift(&self, _t: f64, _x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.fill(0.0);
    }

    fn diffusion(&self, _t: f64, _x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.fill(0.0);
    }

    fn noise(&self) -> Noise {
        Noise::Matrix
    }

    fn n_noises(&self) -> usize {
        self.g.ncols()
    }

    fn apply_noise(&self, _t: f64, _x: ArrayView2<'_, f64>, dw: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.assign(&dw.dot(&self.g.t()));
    }
}

#[test]
fn correlated_brownian_motion_is_the_matrix_times_the_path_and_has_its_covariance() {
    let (n, sde) = (20_000, Correlated { g: array![[1.0, 0.5, 0.0], [-0.3, 0.8, 0.6]] });
    let grid = TimeGrid::from_knots([0.0, 0.2, 0.9, 2.0]).unwrap();
    let brownian = BrownianPath::sample(Seed(41), &grid, n, 3).unwrap();
    let end = simulate_sde(&sde, &EulerMaruyama, &brownian, &Array2::zeros((n, 2))).unwrap().last();
    assert!(distance(&end, &brownian.last().dot(&sde.g.t())) < 1e-14); // three roundings of numbers below 10
    let fresh = simulate_sde_final(&sde, &EulerMaruyama, &grid, &Array2::zeros((n, 2)), Seed(41)).unwrap();
    assert!(distance(&fresh, &end) < 1e-14);
    let (measured, exact) = (end.t().dot(&end) / n as f64, sde.g.dot(&sde.g.t()) * 2.0);
    for ((i, j), &c) in exact.indexed_iter() {
        let sd = ((exact[[i, i]] * exact[[j, j]] + c * c) / n as f64).sqrt();
        // 5 sd, three numbers: a false alarm has probability 1.7e-6
        assert!((measured[[i, j]] - c).abs() < 5.0 * sd, "{i} {j}: {}", measured[[i, j]]);
    }
}

/// dX = -X/2 dt + J X dW with J a quarter turn: the solution is the start turned by the angle W.
struct Turn;

impl Sde for Turn {
    fn dim(&self) -> usize {
        2
    }

    fn drift(&self, _t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.assign(&(-0.5 * &x));
    }

    fn diffusion(&self, _t: f64, _x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.fill(0.0);
    }

    fn noise(&self) -> Noise {
        Noise::Matrix
    }

    fn n_noises(&self) -> usize {
        1
    }

    fn apply_noise(&self, _t: f64, x: ArrayView2<'_, f64>, dw: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.column_mut(0).assign(&(-&x.column(1) * dw.column(0)));
        out.column_mut(1).assign(&(&x.column(0) * &dw.column(0)));
    }
}

#[test]
fn a_turn_by_brownian_motion_is_followed_with_strong_order_one_half() {
    let (n, finest) = (4000, path(42, 1024, 4000));
    let x0 = Array2::from_shape_fn((n, 2), |(_, j)| [1.0, 0.0][j]);
    let angle = finest.last();
    let exact = Array2::from_shape_fn((n, 2), |(k, j)| [angle[[k, 0]].cos(), angle[[k, 0]].sin()][j]);
    let errors = [1, 2, 4, 8, 16].map(|k| {
        let brownian = finest.coarsen(k).unwrap();
        let h = brownian.grid().h();
        let end = simulate_sde(&Turn, &EulerMaruyama, &brownian, &x0).unwrap().last();
        // a step multiplies the mean square radius by (1 - h/2)² + h = 1 + h²/4, and the mean product with the exact
        // solution by e^(-h/2) (1 - h/2 + h): the mean square distance is 1 + (1 + h²/4)^(1/h) less twice that power
        let steps = 1.0 / h;
        let square = 1.0 + (1.0 + h * h / 4.0).powf(steps) - 2.0 * ((-h / 2.0).exp() * (1.0 + h / 2.0)).powf(steps);
        let error = rms(&(end - &exact)) * 2.0_f64.sqrt();
        // the error is about Gaussian with one direction: 5 sd of the root of a mean square are 5/sqrt(2n) = .056
        assert!((error / square.sqrt() - 1.0).abs() < 0.06, "h = {h}: {error} {}", square.sqrt());
        (h, error)
    });
    let slope = log_slope(&errors);
    assert!((slope - EulerMaruyama.strong_order(Noise::Matrix).unwrap()).abs() < 0.05, "{slope}"); // .02 by the noise
}

#[test]
fn a_matrix_that_is_diagonal_is_diagonal_noise() {
    /// Geometric Brownian motion by the way of a matrix.
    struct ByMatrix(GeometricBrownian);
    impl Sde for ByMatrix {
        fn dim(&self) -> usize {
            Sde::dim(&self.0)
        }
        fn drift(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
            self.0.drift(t, x, out);
        }
        fn diffusion(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
            self.0.diffusion(t, x, out);
        }
        fn noise(&self) -> Noise {
            Noise::Matrix
        }
    }
    let (process, brownian, x0) = (GeometricBrownian::new(1, 0.5, 1.0).unwrap(), path(43, 32, 9), Array2::ones((9, 1)));
    let expected = simulate_sde(&process, &EulerMaruyama, &brownian, &x0).unwrap();
    assert_eq!(simulate_sde(&ByMatrix(process), &EulerMaruyama, &brownian, &x0).unwrap(), expected); // to the bit
}

#[test]
fn a_matrix_is_refused_by_methods_that_do_not_know_it_and_needs_a_path_of_its_width() {
    let (x0, grid) = (array![[1.0, 0.0]], TimeGrid::uniform(0.0, 1.0, 4).unwrap());
    for (name, solver) in SOLVERS.into_iter().filter(|(name, _)| *name != "EulerMaruyama") {
        let error = simulate_sde_final(&Turn, solver, &grid, &x0, Seed(1)).unwrap_err().to_string();
        assert_eq!(error, format!("{name} knows diagonal noise alone: take EulerMaruyama where sigma is a matrix"));
        assert!(solver.weak_order(Noise::Matrix).is_err());
    }
    let wide = BrownianPath::sample(Seed(1), &grid, 1, 2).unwrap();
    let error = simulate_sde(&Turn, &EulerMaruyama, &wide, &x0).unwrap_err().to_string();
    assert!(error.contains("Brownian path is 2, but the dimension of the equation's noise is 1"), "{error}");
}

fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let rng_seed = if default.rng_seed == RngSeed::Random { RngSeed::Fixed(1) } else { default.rng_seed };
    ProptestConfig { rng_seed, failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_run_over_given_knots_is_its_steps_one_by_one(steps in vec(0.001..0.5_f64, 1..=12), seed: u64) {
        let sums = steps.iter().scan(0.0, |t, h| {
            *t += h;
            Some(*t)
        });
        let grid = TimeGrid::from_knots([0.0].into_iter().chain(sums).collect::<Vec<f64>>()).unwrap();
        let path = BrownianPath::sample(Seed(seed), &grid, 3, 1).unwrap();
        let field = Field::new(1, |t, x, mut out| out.assign(&x.mapv(|x| (2.0 * x - t).sin())));
        let sde = AdditiveSde::new(field, |t| 1.0 + t);
        for (name, solver) in SOLVERS {
            let trajectory = simulate_sde(&sde, solver, &path, &Array2::zeros((3, 1))).unwrap();
            for (i, pair) in grid.knots().windows(2).enumerate() {
                let dw = path.increments().slice(s![i..=i, .., ..]).to_owned();
                let step = BrownianPath::from_increments(&TimeGrid::from_knots(pair).unwrap(), &dw).unwrap();
                let next = simulate_sde(&sde, solver, &step, &trajectory.state(i)).unwrap().last();
                prop_assert_eq!(next, trajectory.state(i + 1), "{}", name); // to the bit
            }
        }
    }
}
