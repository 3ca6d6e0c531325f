//! Euler-Maruyama against exact solutions and exact moments.

mod common;

use common::log_slope;
use flowlab::ndarray::{Array2, ArrayView2, ArrayViewMut2, Zip, array};
use flowlab::prelude::*;
use flowlab::rand::Rng;
use flowlab::rand_distr::StandardNormal;

fn mean(x: &Array2<f64>) -> f64 {
    x.mean().unwrap()
}

fn rms(x: &Array2<f64>) -> f64 {
    mean(&x.mapv(|x| x * x)).sqrt()
}

/// dX = mu X dt + sigma X dW.
struct Geometric {
    mu: f64,
    sigma: f64,
}

impl Sde for Geometric {
    fn dim(&self) -> usize {
        1
    }

    fn drift(&self, _t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.assign(&(self.mu * &x));
    }

    fn diffusion(&self, _t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.assign(&(self.sigma * &x));
    }

    fn noise(&self) -> Noise {
        Noise::Multiplicative
    }
}

#[test]
fn euler_maruyama_without_noise_is_euler() {
    let field = Field::new(2, |t, x, mut out| out.assign(&x.mapv(|x| (3.0 * x - t).cos())));
    let grid = TimeGrid::uniform(0.0, 1.0, 37).unwrap();
    let x0 = Gaussian::standard(2).unwrap().sample(Seed(1), 700).unwrap();
    let brownian = BrownianPath::sample(Seed(2), &grid, 700, 2).unwrap();
    let ode = simulate_ode(&field, &Euler, &grid, &x0).unwrap();
    let sde = simulate_sde(&AdditiveSde::new(field, |_| 0.0), &EulerMaruyama, &brownian, &x0).unwrap();
    assert_eq!(ode, sde); // to the bit
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

/// X_T of dX = -X dt + dW from 1, exactly, on a path known at the knots: given W, the integral of e^(-(T-s)) dW over a
/// step is Gaussian, with what the step's increment does not tell drawn anew.
fn exact_end(brownian: &BrownianPath, seed: Seed) -> Array2<f64> {
    let (h, mut rng) = (brownian.grid().h(), seed.stream(0));
    let with_increment = 1.0 - (-h).exp(); // cov(integral, dW) over a step, at the step's end
    let variance = (1.0 - (-2.0 * h).exp()) / 2.0;
    let left = (variance - with_increment.powi(2) / h).sqrt();
    let mut x = Array2::ones((brownian.n_particles(), 1));
    for dw in brownian.increments().outer_iter() {
        Zip::from(&mut x).and(&dw).for_each(|x, dw| {
            let eps: f64 = rng.sample(StandardNormal);
            *x = (-h).exp() * *x + with_increment / h * dw + left * eps;
        });
    }
    x
}

#[test]
fn strong_order_is_1_for_additive_noise() {
    let ode_with_noise = OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap();
    let (n, grid) = (4000, TimeGrid::uniform(0.0, 1.0, 256).unwrap());
    let finest = BrownianPath::sample(Seed(11), &grid, n, 1).unwrap();
    let exact = exact_end(&finest, Seed(12));
    let mut errors = Vec::new();
    for k in [1, 2, 4, 8, 16, 32] {
        let brownian = finest.coarsen(k).unwrap();
        let h = brownian.grid().h();
        let end = simulate_sde(&ode_with_noise, &EulerMaruyama, &brownian, &Array2::ones((n, 1))).unwrap().last();
        let error = rms(&(end - &exact));
        // the error is Gaussian; its square has relative sd sqrt(2/n), so 5 sd of the root are 5/sqrt(2n) = .056
        assert!((error / exact_rms_error(h) - 1.0).abs() < 0.056, "h = {h}: {error}");
        errors.push((h, error));
    }
    let declared = EulerMaruyama.strong_order(ode_with_noise.noise());
    assert!((log_slope(&errors) - declared).abs() < 0.1, "{}", log_slope(&errors));
    let closed: Vec<(f64, f64)> = errors.iter().map(|(h, _)| (*h, exact_rms_error(*h))).collect();
    assert!((log_slope(&closed) - 1.012).abs() < 5e-4, "{}", log_slope(&closed)); // the digits that are stated
}

/// (E|X̂ - X|²)^½ at T = 1 for dX = -X dt + dW from 1: both ends are 1's image plus an integral of a kernel over dW, so
/// the mean square is the squared difference of the images plus the integral of the squared difference of the kernels.
fn exact_rms_error(h: f64) -> f64 {
    let n = (1.0 / h).round() as i32;
    let image = (1.0 - h).powi(n) - (-1.0_f64).exp();
    let kernels: f64 = (0..n)
        .map(|i| {
            let (a, r) = ((1.0 - h).powi(n - 1 - i), (-(1.0 - f64::from(i) * h)).exp()); // e^(-(1 - t_i))
            a * a * h - 2.0 * a * r * (h.exp() - 1.0) + r * r * ((2.0 * h).exp() - 1.0) / 2.0
        })
        .sum();
    (image * image + kernels).sqrt()
}

/// E (X̂ - X)² at T = 1 for dX = mu X dt + sigma X dW from 1: three products over independent steps.
fn geometric_mean_square(Geometric { mu, sigma }: Geometric, h: f64) -> f64 {
    let n = (1.0 / h).round() as i32;
    let (scheme, exact) = (((1.0 + mu * h).powi(2) + sigma * sigma * h).powi(n), (2.0 * mu + sigma * sigma).exp());
    // E dW e^(sigma dW) = sigma h e^(sigma² h/2)
    let mixed = ((mu * h).exp() * (1.0 + mu * h + sigma * sigma * h)).powi(n);
    scheme - 2.0 * mixed + exact
}

#[test]
fn strong_order_is_one_half_for_noise_that_depends_on_the_state() {
    // in closed form: at sigma = 1 the slope that 4000 paths measure has sd .03 already
    let errors = [64, 256, 1024, 4096].map(|n| {
        let h = 1.0 / f64::from(n);
        (h, geometric_mean_square(Geometric { mu: 0.5, sigma: 1.0 }, h).sqrt())
    });
    let slope = log_slope(&errors);
    // the next term of the error is √h times smaller
    assert!((slope - EulerMaruyama.strong_order(Noise::Multiplicative)).abs() < 0.05, "{slope}");
    // and the scheme has these errors, measured where its tails are light enough to average over
    let (n, sde) = (20_000, Geometric { mu: 0.5, sigma: 0.3 });
    let finest = BrownianPath::sample(Seed(13), &TimeGrid::uniform(0.0, 1.0, 256).unwrap(), n, 1).unwrap();
    let exact = finest.last().mapv(|w| (0.5 - 0.045 + 0.3 * w).exp()); // e^((mu - sigma²/2) T + sigma W_T)
    for k in [1, 8, 64] {
        let brownian = finest.coarsen(k).unwrap();
        let end = simulate_sde(&sde, &EulerMaruyama, &brownian, &Array2::ones((n, 1))).unwrap().last();
        let squares = (end - &exact).mapv(|error| error * error);
        let expected = geometric_mean_square(Geometric { mu: 0.5, sigma: 0.3 }, brownian.grid().h());
        // 6 sd, as the sd is itself measured and the squares lean to the right: a false alarm is rarer than 1e-5
        let sd = squares.std(0.0) / (n as f64).sqrt();
        assert!((mean(&squares) - expected).abs() < 6.0 * sd, "{}: {} {expected}", brownian.grid().h(), mean(&squares));
    }
}

#[test]
fn weak_order_is_1_in_closed_form() {
    // for dX = mu X dt + sigma X dW the scheme's mean is (1 + mu h)^(1/h): no sampling
    let errors = [0.1, 0.05, 0.025, 0.0125].map(|h: f64| {
        let mean = (1.0 + 0.5 * h).powi((1.0 / h).round() as i32);
        (h, 0.5_f64.exp() - mean)
    });
    for noise in [Noise::Additive, Noise::Multiplicative] {
        assert!((log_slope(&errors) - EulerMaruyama.weak_order(noise)).abs() < 0.03); // next term: h times smaller
    }
    // and the scheme has that mean: its states are 1's products of 1 + mu h + sigma dW
    let (n, h) = (40_000, 0.1_f64);
    let grid = TimeGrid::uniform(0.0, 1.0, 10).unwrap();
    let brownian = BrownianPath::sample(Seed(14), &grid, n, 1).unwrap();
    let sde = Geometric { mu: 0.5, sigma: 0.2 };
    let end = simulate_sde(&sde, &EulerMaruyama, &brownian, &Array2::ones((n, 1))).unwrap().last();
    let second_moment = ((1.0 + 0.5 * h) * (1.0 + 0.5 * h) + 0.04 * h).powi(10);
    let expected = (1.0 + 0.5 * h).powi(10);
    let sd = ((second_moment - expected * expected) / n as f64).sqrt();
    assert!((mean(&end) - expected).abs() < 5.0 * sd); // a false alarm has probability 6e-7
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
