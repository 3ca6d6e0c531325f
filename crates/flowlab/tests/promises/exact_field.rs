//! The exact field of a Gaussian path against routes that share no formula with it.

use crate::common::{distance, normal_quantiles, two_bumps, two_bumps_quantile};
use flowlab::ndarray::{Array1, Array2, Zip, array};
use flowlab::prelude::*;

fn linear() -> GaussianPath {
    GaussianPath::new(Schedule::Linear)
}

fn points() -> Array2<f64> {
    Array1::linspace(-4.0, 4.0, 33).insert_axis(Axis(1))
}

/// A mixture in the plane with a slanted component.
fn slanted() -> GaussianMixture {
    let components = vec![
        Gaussian::isotropic(array![-2.0, 0.0], 0.5).unwrap(),
        Gaussian::new(array![1.0, 1.0], array![[1.0, 0.4], [0.4, 0.5]]).unwrap(),
    ];
    GaussianMixture::new(array![0.4, 0.6], components).unwrap()
}

#[test]
fn gaussian_data_on_the_line_have_the_known_field() {
    // X_t ~ N(t mu, v), v = t² s² + (1 - t)²; the flow is affine: u = mu + (v'/2v)(x - t mu)
    let (mu, s) = (1.5, 2.0);
    let field = MarginalField::new(linear(), Gaussian::isotropic(array![mu], s).unwrap());
    for t in [0.0, 0.2, 0.5, 0.9, 1.0] {
        let v = t * t * s * s + (1.0 - t) * (1.0 - t);
        let v_dot = 2.0 * t * s * s - 2.0 * (1.0 - t);
        let expected = points().mapv(|x| mu + v_dot / (2.0 * v) * (x - t * mu));
        assert!(distance(&field.at(t, &points()), &expected) < 1e-13); // some roundings of numbers below 20
    }
}

#[test]
fn mixture_data_have_the_field_of_the_conditional_expectation() {
    // u(t, x) = E[z - x0 | t z + (1 - t) x0 = x] by quadrature over z: weight p(z) phi((x - t z)/(1 - t)), and
    // z - x0 = z - (x - t z)/(1 - t). For smooth weights that vanish at the ends a plain sum is exact to rounding.
    let (field, data) = (MarginalField::new(linear(), two_bumps()), two_bumps());
    let z = Array1::linspace(-8.0, 8.0, 16_001).insert_axis(Axis(1));
    let density = data.log_density(&z).mapv(f64::exp);
    for t in [0.1, 0.5, 0.8, 0.95] {
        let expected = points().mapv(|x| {
            let (mut top, mut bottom) = (0.0, 0.0);
            Zip::from(z.column(0)).and(&density).for_each(|z, p| {
                let x0 = (x - t * z) / (1.0 - t);
                let weight = p * (-0.5 * x0 * x0).exp();
                top += weight * (z - x0);
                bottom += weight;
            });
            top / bottom
        });
        // rounding of 16000 terms, times 1/(1 - t)
        assert!(distance(&field.at(t, &points()), &expected) < 1e-9, "t = {t}");
    }
}

#[test]
fn mixture_data_in_the_plane_have_the_field_of_the_conditional_expectation() {
    // the same by Monte Carlo over the samples of z, which needs no formula of the slanted Gaussian
    let (n, t) = (200_000, 0.4);
    let (field, z) = (MarginalField::new(linear(), slanted()), slanted().sample(Seed(51), n).unwrap());
    for x in [array![[-0.8, 0.0]], array![[0.5, 0.7]], array![[0.0, -0.5]]] {
        let x0 = (&x - &(t * &z)) / (1.0 - t);
        let weight = x0.map_axis(Axis(1), |x0| (-0.5 * x0.dot(&x0)).exp());
        let velocity = &z - &x0;
        let mean = weight.dot(&velocity) / weight.sum();
        let u = field.at(t, &x);
        for j in 0..2 {
            // sd of a weighted mean: sqrt(sum w² (v - mean)²) / sum w; 5 sd, six numbers: 3.4e-6
            let deviation = velocity.column(j).mapv(|v| v - mean[j]) * &weight;
            let sd = deviation.dot(&deviation).sqrt() / weight.sum();
            assert!((u[[0, j]] - mean[j]).abs() < 5.0 * sd, "{u} {mean}");
        }
    }
}

#[test]
fn the_score_is_the_slope_of_the_log_density_of_x_t() {
    let (field, step) = (MarginalField::new(linear(), slanted()), 1e-5);
    let x = array![[-1.0, 0.3], [0.2, 0.9], [2.0, -3.0]];
    for t in [0.0, 0.3, 0.9, 1.0] {
        let (law, score) = (field.law(t).unwrap(), field.score(t, &x).unwrap());
        for j in 0..2 {
            let shift = Array2::from_shape_fn((1, 2), |(_, k)| if k == j { step } else { 0.0 });
            let slope = (law.log_density(&(&x + &shift)) - law.log_density(&(&x - &shift))) / (2.0 * step);
            // step² times a third derivative (below 100), and rounding 1e-14/step
            Zip::from(&slope).and(score.column(j)).for_each(|a, b| assert!((a - b).abs() < 2e-8, "t = {t}: {a} {b}"));
        }
    }
}

#[test]
fn score_and_field_tell_the_same() {
    // linear path: score = (t u - x)/(1 - t)
    for data in [two_bumps(), GaussianMixture::from(Gaussian::isotropic(array![1.0], 2.0).unwrap())] {
        let field = MarginalField::new(linear(), data);
        for (t, tolerance) in [(0.0, 1e-14), (0.5, 1e-14), (0.9, 1e-13), (0.99, 1e-12)] {
            let (u, score) = (field.at(t, &points()), field.score(t, &points()).unwrap());
            let from_u = (t * &u - points()) / (1.0 - t);
            let size = score.iter().fold(1.0_f64, |size, s| size.max(s.abs()));
            // t u and x nearly cancel as t -> 1, and what is left is divided by 1 - t
            assert!(distance(&score, &from_u) < tolerance * size, "t = {t}: {}", distance(&score, &from_u) / size);
        }
    }
}

#[test]
fn the_law_of_x_t_is_that_of_the_sampled_path() {
    let (n, t, data) = (50_000, 0.6, slanted());
    let (x0, z) = (Gaussian::standard(2).unwrap().sample(Seed(52), n).unwrap(), data.sample(Seed(53), n).unwrap());
    let x = linear().sample(t, &x0, &z);
    let law = MarginalField::new(linear(), data).law(t).unwrap();
    let mean = x.mean_axis(Axis(0)).unwrap();
    for j in 0..2 {
        let sd = x.column(j).std(0.0) / (n as f64).sqrt();
        assert!((mean[j] - law.mean()[j]).abs() < 5.0 * sd); // 5 sd, twice: 1.2e-6
    }
    // and in shape: under p itself, and no density of another width, E x.score(x) = -d
    let score = law.score(&x);
    let products = (&x * &score).sum_axis(Axis(1));
    let sd = products.std(0.0) / (n as f64).sqrt();
    assert!((products.mean().unwrap() + 2.0).abs() < 5.0 * sd); // integration by parts; 6e-7
}

/// The end points of Euler's method from the quantiles of N(0, 1).
fn euler_ends(data: impl Into<GaussianMixture>, n_steps: usize, starts: &Array2<f64>) -> Array2<f64> {
    let field = MarginalField::new(linear(), data);
    simulate_ode(&field, &Euler, &TimeGrid::uniform(0.0, 1.0, n_steps).unwrap(), starts).unwrap().last()
}

#[test]
fn the_ladder_of_distances_halves_with_the_step() {
    let n = 10_000;
    let starts = normal_quantiles(n);
    let target: Vec<f64> = (0..n).map(|i| two_bumps_quantile((i as f64 + 0.5) / n as f64)).collect();
    for (n_steps, expected) in [(1, 2.062), (2, 0.756), (4, 0.352), (8, 0.178), (16, 0.0904), (32, 0.0455)] {
        let mut ends = euler_ends(two_bumps(), n_steps, &starts).into_raw_vec_and_offset().0;
        ends.sort_by(f64::total_cmp);
        let w2 = (ends.iter().zip(&target).map(|(a, b)| (a - b).powi(2)).sum::<f64>() / n as f64).sqrt();
        assert!((w2 - expected).abs() < 5e-4, "{n_steps}: {w2}"); // the stated digits, and the 10000 quantiles
    }
}

#[test]
fn one_euler_step_sends_every_start_to_the_mean_of_the_data() {
    let ends = euler_ends(slanted(), 1, &array![[0.3, -2.0], [1.0, 1.0], [-5.0, 0.0]]);
    let mean = slanted().mean();
    assert!(ends.rows().into_iter().all(|end| (&end - &mean).iter().all(|gap| gap.abs() < 1e-14)));
}

#[test]
fn in_one_dimension_the_flow_is_the_quantile_map() {
    let starts = normal_quantiles(101);
    let grid = TimeGrid::uniform(0.0, 1.0, 400).unwrap();
    let ends = simulate_ode(&MarginalField::new(linear(), two_bumps()), &Rk4, &grid, &starts).unwrap().last();
    for (i, end) in ends.iter().enumerate() {
        // RK4 at h = 1/400; near the middle the flow stretches distances by about 20
        assert!((end - two_bumps_quantile((i as f64 + 0.5) / 101.0)).abs() < 1e-6, "{i}: {end}");
    }
}

#[test]
fn noise_to_noise_breathes() {
    // phi_t(x) = sqrt(t² + (1 - t)²) x
    let field = MarginalField::new(linear(), Gaussian::standard(1).unwrap());
    let grid = TimeGrid::uniform(0.0, 1.0, 100).unwrap();
    let path = simulate_ode(&field, &Rk4, &grid, &array![[3.0]]).unwrap().particle(0);
    for (i, x) in path.iter().enumerate() {
        let t = grid.t(i);
        let expected = 3.0 * (t * t + (1.0 - t) * (1.0 - t)).sqrt();
        assert!((x - expected).abs() < 1e-7); // h⁴ = 1e-8, times a constant below 10
    }
    assert!((path[[50, 0]] / 3.0 - std::f64::consts::FRAC_1_SQRT_2).abs() < 1e-7);
}

#[test]
fn euler_to_a_wider_gaussian_scales_as_stated() {
    let mu = 1.0;
    for (n, m) in [(1, 0.0), (2, 0.8), (4, 1.362162), (8, 1.659138)] {
        let ends = euler_ends(Gaussian::isotropic(array![mu], 2.0).unwrap(), n, &array![[0.0], [1.0]]);
        assert!((ends[[0, 0]] - mu).abs() < 1e-14);
        assert!((ends[[1, 0]] - ends[[0, 0]] - m).abs() < 5e-7); // the stated digits
    }
}

#[test]
fn a_point_far_outside_gets_a_finite_velocity() {
    let field = MarginalField::new(linear(), two_bumps());
    for t in [0.0, 0.5, 1.0] {
        assert!(field.at(t, &array![[1e6], [-1e6]]).iter().all(|u| u.is_finite()));
    }
}
