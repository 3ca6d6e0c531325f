//! Metrics against closed forms, their invariances, and what true samples show at a stated false-alarm rate.

use std::f64::consts::{FRAC_2_PI, LN_2, PI};

use flowlab::metrics::{
    ChiSquare, chi_square, energy_distance, energy_distance_null, kolmogorov_tail, ks, ks_threshold,
    ks_threshold_two_sample, ks_two_sample, kurtosis, lag_correlation, median_distance, mmd, mmd_null, null, quantiles,
    sliced_wasserstein, straightness, wasserstein_1d, wasserstein_to_law, wasserstein_to_law_null,
};
use flowlab::ndarray::{ArrayRef2, concatenate};
use flowlab::prelude::*;
use flowlab::statrs::distribution::{ContinuousCDF, Normal};
use flowlab::{Result, convergence};

fn phi(x: f64) -> f64 {
    Normal::standard().cdf(x)
}

/// The distribution function of half N(-2, 1/4), half N(2, 1/4).
fn two_bumps_cdf(x: f64) -> f64 {
    0.5 * (phi((x + 2.0) / 0.5) + phi((x - 2.0) / 0.5))
}

fn two_bumps() -> GaussianMixture {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5).unwrap()
}

fn normals(seed: u64, n: usize, d: usize) -> Array2<f64> {
    Gaussian::standard(d).unwrap().sample(Seed(seed), n).unwrap()
}

/// The n evenly spread points of N(0, 1), as a batch.
fn even(n: usize) -> Array2<f64> {
    quantiles(n, phi).unwrap().insert_axis(Axis(1))
}

/// One number in one dimension: W₁ of the first columns.
fn w1(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<f64> {
    wasserstein_1d(1, &a.column(0), &b.column(0))
}

type Metric = fn(&ArrayRef2<f64>, &ArrayRef2<f64>) -> Result<f64>;

/// All metrics of two batches.
const METRICS: [(&str, Metric); 6] = [
    ("KS", |a, b| ks_two_sample(&a.column(0), &b.column(0))),
    ("W1", w1),
    ("W2", |a, b| wasserstein_1d(2, &a.column(0), &b.column(0))),
    ("sliced W2", |a, b| sliced_wasserstein(2, a, b, 8, Seed(5))),
    ("energy", |a, b| energy_distance(a, b)),
    ("MMD", |a, b| mmd(a, b, 1.3)),
];

#[test]
fn a_sample_is_0_away_from_itself_in_any_order_and_not_from_another() {
    let (a, b) = (normals(1, 300, 2), normals(2, 300, 2));
    let reversed = a.slice(s![..;-1, ..]);
    for (name, metric) in METRICS {
        assert!(metric(&a, &reversed).unwrap() < 1e-12, "{name}"); // sums of 1e5 terms in two orders
        assert!(metric(&a, &b).unwrap() > 1e-4, "{name}");
    }
}

#[test]
fn metrics_are_symmetric_and_blind_to_the_order_of_the_rows() {
    let (a, b) = (normals(1, 150, 3), normals(2, 400, 3));
    for (name, metric) in METRICS {
        let value = metric(&a, &b).unwrap();
        for other in [metric(&b, &a), metric(&a.slice(s![..;-1, ..]), &b)] {
            assert!((value - other.unwrap()).abs() < 1e-12, "{name}");
        }
    }
}

#[test]
fn a_sample_twice_over_is_the_same_sample() {
    let (a, b) = (normals(1, 150, 2), normals(2, 100, 2));
    let twice = concatenate![Axis(0), a, a];
    for (name, metric) in METRICS {
        assert!((metric(&a, &b).unwrap() - metric(&twice, &b).unwrap()).abs() < 1e-12, "{name}");
    }
}

#[test]
fn distances_grow_with_the_unit_of_length_except_those_that_have_none() {
    let (a, b, c) = (normals(1, 200, 2), normals(2, 200, 2), 2.5);
    for ((name, metric), factor) in METRICS.into_iter().zip([1.0, c, c, c, c]) {
        let (small, large) = (metric(&a, &b).unwrap(), metric(&(c * &a), &(c * &b)).unwrap());
        assert!((large / small / factor - 1.0).abs() < 1e-10, "{name}"); // the energy distance is a small difference
    }
    assert!((mmd(&a, &b, 0.8).unwrap() - mmd(&(c * &a), &(c * &b), 0.8 * c).unwrap()).abs() < 1e-12);
    assert!((median_distance(&a, &b).unwrap() * c - median_distance(&(c * &a), &(c * &b)).unwrap()).abs() < 1e-12);
}

#[test]
fn a_shift_by_c_is_c_away_for_every_order() {
    let a = normals(1, 777, 1).remove_axis(Axis(1));
    for c in [-3.0, 0.01, 1e3] {
        for p in [1, 2, 5] {
            let value = wasserstein_1d(p, &a, &(&a + c)).unwrap();
            assert!((value / f64::abs(c) - 1.0).abs() < 1e-12, "{p} {c}"); // rounding of a + c
        }
    }
}

#[test]
fn w2_of_gaussians_is_the_distance_of_their_means_and_deviations() {
    let x = quantiles(50_000, phi).unwrap();
    for (mean, sd) in [(1.0, 1.0), (0.0, 3.0), (-2.0, 0.25), (0.5, 0.0)] {
        let exact = f64::hypot(mean, sd - 1.0);
        // the quantiles of N(mean, sd²) are mean + sd·x; the even points lack some 6e-5 of the variance 1, in the tails
        let value = wasserstein_1d(2, &x, &x.mapv(|x| mean + sd * x)).unwrap();
        assert!((value / exact - 1.0).abs() < 1e-4, "{value} {exact}");
    }
}

#[test]
fn sizes_that_differ_are_no_other_distance() {
    let (a, b) = (quantiles(1000, phi).unwrap(), quantiles(1501, |x| phi(x - 0.7)).unwrap());
    for p in [1, 2] {
        // even points are off their law by at most a range of 8 over 4n in W1, and 1/√(n·ln n) or so in W2
        assert!((wasserstein_1d(p, &a, &b).unwrap() - 0.7).abs() < 0.004);
    }
}

#[test]
fn in_one_dimension_slices_are_the_whole() {
    let (a, b) = (normals(1, 300, 1), normals(2, 200, 1) * 2.0);
    for p in [1, 2] {
        let whole = wasserstein_1d(p, &a.column(0), &b.column(0)).unwrap();
        assert!((sliced_wasserstein(p, &a, &b, 3, Seed(1)).unwrap() - whole).abs() < 1e-14);
    }
}

#[test]
fn sliced_w2_of_a_stretched_cloud_is_the_mean_over_directions() {
    // along the angle v the squared W2 of N(0, I) and N(0, diag(9, 1)) is (√(1 + 8 cos² v) − 1)²
    let steps = 1000;
    let along = |k: i32| ((1.0 + 8.0 * (PI * f64::from(k) / f64::from(steps)).cos().powi(2)).sqrt() - 1.0).powi(2);
    let exact = ((0..steps).map(along).sum::<f64>() / f64::from(steps)).sqrt();
    let a = normals(1, 5000, 2);
    let value = sliced_wasserstein(2, &a, &(&a * &array![3.0, 1.0]), 1000, Seed(1)).unwrap();
    // the squared value has the relative sd 0.8/√1000 over directions and about 2/√5000 over samples: 4 sd of the root
    assert!((value / exact - 1.0).abs() < 0.08, "{value} {exact}");
}

#[test]
fn the_energy_distance_of_gaussians_has_a_closed_form() {
    // E|N(m, v)| = m (2 Φ(m/√v) − 1) + √(2v/π) exp(−m²/(2v))
    let folded =
        |m: f64, v: f64| m * (2.0 * phi(m / v.sqrt()) - 1.0) + (FRAC_2_PI * v).sqrt() * (-m * m / (2.0 * v)).exp();
    let x = even(20_000);
    for (m, sd) in [(0.5, 1.0), (0.0, 2.0), (3.0, 0.5)] {
        let exact = 2.0 * folded(m, 1.0 + sd * sd) - folded(0.0, 2.0) - folded(0.0, 2.0 * sd * sd);
        let value = energy_distance(&x, &x.mapv(|x| m + sd * x)).unwrap();
        // 2·∫ (F − G)²: both functions are off by at most 1/(2n), over a range of about 10
        assert!((value - exact).abs() < 1e-3 * exact, "{value} {exact}");
    }
}

#[test]
fn the_energy_distance_is_twice_the_square_of_the_gap_of_the_distribution_functions() {
    let (a, b) = (array![0.0, 1.0, 1.5, 4.0], array![-1.0, 1.2]);
    let mut points = concatenate![Axis(0), a, b].to_vec();
    points.sort_unstable_by(f64::total_cmp);
    let share = |x: &Array1<f64>, at: f64| x.iter().filter(|x| **x <= at).count() as f64 / x.len() as f64;
    let square = |pair: &[f64]| 2.0 * (share(&a, pair[0]) - share(&b, pair[0])).powi(2) * (pair[1] - pair[0]);
    let area: f64 = points.windows(2).map(square).sum();
    let value = energy_distance(&a.insert_axis(Axis(1)), &b.insert_axis(Axis(1))).unwrap();
    assert!((value - area).abs() < 1e-14);
}

#[test]
fn a_line_in_the_plane_is_as_far_as_a_line() {
    // one dimension is sorted, two are summed over all pairs
    let (a, b) = (normals(1, 700, 1), normals(2, 300, 1) + 0.3);
    let in_the_plane = |x: &Array2<f64>| concatenate![Axis(1), 0.6 * x, 0.8 * x];
    let (line, plane) = ((&a, &b), (&in_the_plane(&a), &in_the_plane(&b)));
    let difference = energy_distance(line.0, line.1).unwrap() - energy_distance(plane.0, plane.1).unwrap();
    assert!(difference.abs() < 1e-13);
    let null = energy_distance_null(line.0, line.1).unwrap() - energy_distance_null(plane.0, plane.1).unwrap();
    assert!(null.abs() < 1e-13);
}

#[test]
fn the_mmd_of_gaussians_has_a_closed_form() {
    // E k(X, Y) of N(0, 1) and N(m, s²): √(w/(w + 1 + s²)) exp(−m²/(2 (w + 1 + s²))), w = bandwidth²
    let kernel = |m: f64, v: f64, w: f64| (w / (w + v)).sqrt() * (-m * m / (2.0 * (w + v))).exp();
    let x = even(3000);
    for (m, sd, bandwidth) in [(0.5, 1.0, 1.0), (0.0, 2.0, 0.7), (3.0, 0.5, 4.0)] {
        let w = bandwidth * bandwidth;
        let exact = kernel(0.0, 2.0, w) + kernel(0.0, 2.0 * sd * sd, w) - 2.0 * kernel(m, 1.0 + sd * sd, w);
        let value = mmd(&x, &x.mapv(|x| m + sd * x), bandwidth).unwrap();
        // even points integrate a smooth function to about 1/n²; what they lack in the tails is below 1e-3 of it
        assert!((value - exact).abs() < 1e-3 * exact, "{value} {exact}");
    }
}

#[test]
fn the_median_distance_of_normal_pairs_is_that_of_a_normal_law_of_variance_2() {
    let (a, b) = (normals(1, 700, 1), normals(2, 800, 1));
    // the median of |N(0, 2)| is √2·0.67449; its sd is about that of 1500/2 independent pairs, 0.035; 4 sd
    let value = median_distance(&a, &b).unwrap();
    assert!((value - 2.0_f64.sqrt() * 0.67449).abs() < 0.14, "{value}");
    let many = median_distance(&normals(3, 5000, 1), &normals(4, 5000, 1)).unwrap();
    assert!((many - 2.0_f64.sqrt() * 0.67449).abs() < 0.12, "{many}"); // 2000 of them
}

#[test]
fn true_samples_stay_under_the_thresholds_of_kolmogorov() {
    let (n, seeds) = (1000, 100);
    let under = |alpha: f64| {
        let threshold = ks_threshold(n, alpha).unwrap();
        let distances = (0..seeds).map(|seed| {
            let x = two_bumps().sample(Seed(seed), n).unwrap();
            ks(&x.column(0), two_bumps_cdf).unwrap()
        });
        distances.filter(|distance| *distance < threshold).count()
    };
    // 99 expected: fewer than 95 have probability 5e-4
    assert!(under(0.01) >= 95);
    // 95 expected: fewer than 87 have probability 5e-4
    assert!((87..=100).contains(&under(0.05)), "{}", under(0.05));
    // half of them, sd 5: 4 sd
    assert!((30..=70).contains(&under(0.5)), "{}", under(0.5));
}

#[test]
fn two_true_samples_stay_under_the_thresholds_of_kolmogorov() {
    let (n, m, seeds) = (800, 1100, 100);
    let threshold = ks_threshold_two_sample(n, m, 0.01).unwrap();
    let distances = (0..seeds).map(|seed| {
        let (a, b) = (normals(2 * seed, n, 1), normals(2 * seed + 1, m, 1));
        ks_two_sample(&a.column(0), &b.column(0)).unwrap()
    });
    assert!(distances.filter(|distance| *distance < threshold).count() >= 95); // as above
}

#[test]
fn the_p_value_of_a_true_sample_is_uniform() {
    let (n, seeds) = (2000, 200);
    let p_values: Array1<f64> = (0..seeds)
        .map(|seed| (n as f64).sqrt() * ks(&normals(seed, n, 1).column(0), phi).unwrap())
        .map(kolmogorov_tail)
        .collect();
    // the distance of 200 uniform numbers from uniform: a false alarm has probability 1e-3; Kolmogorov's law is off by
    // 1/(6√n) = .0037 in x, which is below .007 in p
    let distance = ks(&p_values, |p| p.clamp(0.0, 1.0)).unwrap();
    assert!(distance < ks_threshold(200, 1e-3).unwrap() + 0.007, "{distance}");
}

#[test]
fn even_points_are_as_near_in_ks_as_n_points_can_be() {
    let x = quantiles(500, two_bumps_cdf).unwrap();
    assert!((ks(&x, two_bumps_cdf).unwrap() - 1.0 / 1000.0).abs() < 1e-14);
}

/// The mean of a metric over independent pairs of samples of N(0, I), with its standard error.
fn mean(pairs: u64, metric: impl Fn(u64) -> f64) -> (f64, f64) {
    let values: Array1<f64> = (0..pairs).map(metric).collect();
    (values.mean().unwrap(), values.std(1.0) / (pairs as f64).sqrt())
}

#[test]
fn the_mean_distance_of_true_samples_to_their_law_falls_as_the_root_of_their_number() {
    let sizes = [32, 128, 512, 2048];
    let normal = GaussianMixture::from(Gaussian::standard(1).unwrap());
    for (law, cdf, constant) in [(two_bumps(), two_bumps_cdf as fn(f64) -> f64, 2.061), (normal, phi, 1.288)] {
        let means = sizes.map(|n| {
            let (mean, error) = mean(200, |seed| {
                let x = law.sample(Seed(seed), n).unwrap();
                wasserstein_to_law(&x.column(0), cdf).unwrap()
            });
            // 4 standard errors, and 2 % for the finite n
            let expected = wasserstein_to_law_null(n, cdf).unwrap();
            assert!((mean - expected).abs() < 4.0 * error + 0.02 * expected, "{n}: {mean} {expected} {error}");
            assert!((expected * (n as f64).sqrt() - constant).abs() < 5e-4);
            mean
        });
        let slope = convergence::order(&sizes.map(|n| n as f64), &means).unwrap();
        assert!((slope + 0.5).abs() < 0.05, "{slope}"); // one mean has a relative sd of .4/√200: of the slope, .009
    }
}

#[test]
fn the_mean_ks_of_true_samples_is_that_of_kolmogorovs_law() {
    let n = 1000;
    let (mean, error) = mean(400, |seed| (n as f64).sqrt() * ks(&normals(seed, n, 1).column(0), phi).unwrap());
    // 4 standard errors, and 1/(6√n) for the finite n
    assert!((mean - (PI / 2.0).sqrt() * LN_2).abs() < 4.0 * error + 0.006, "{mean}");
}

#[test]
fn two_true_samples_show_the_mean_energy_distance_and_mmd_of_the_formula() {
    let (n, m) = (150, 250);
    let sizes = 1.0 / n as f64 + 1.0 / m as f64;
    let samples = |seed: u64| (normals(2 * seed, n, 2), normals(2 * seed + 1, m, 2));
    // in two dimensions |X − X'| is √2 times a Rayleigh variable, of mean √(π/2): together √π
    let energy = mean(200, |seed| energy_distance(&samples(seed).0, &samples(seed).1).unwrap());
    assert!((energy.0 - sizes * PI.sqrt()).abs() < 4.0 * energy.1, "{energy:?}");
    // E k = w/(w + 2) in two dimensions
    let discrepancy = mean(200, |seed| mmd(&samples(seed).0, &samples(seed).1, 1.0).unwrap());
    assert!((discrepancy.0 - sizes * (1.0 - 1.0 / 3.0)).abs() < 4.0 * discrepancy.1, "{discrepancy:?}");
    // and what one pair says of that mean: 400 points know E|X − X'| to 3 %, 4 sd
    let (a, b) = samples(7);
    assert!((energy_distance_null(&a, &b).unwrap() / (sizes * PI.sqrt()) - 1.0).abs() < 0.12);
    assert!((mmd_null(&a, &b, 1.0).unwrap() / (sizes * 2.0 / 3.0) - 1.0).abs() < 0.12);
}

#[test]
fn dealing_out_anew_finds_the_mean_that_the_formula_knows() {
    let (a, b) = (normals(1, 60, 2), normals(2, 90, 2) + 1.0); // of different laws: the pooled rows alone matter
    let energy = null(energy_distance, &a, &b, 2000, Seed(1)).unwrap();
    let discrepancy = null(|a, b| mmd(a, b, 1.0), &a, &b, 2000, Seed(1)).unwrap();
    for (null, exact) in
        [(energy, energy_distance_null(&a, &b).unwrap()), (discrepancy, mmd_null(&a, &b, 1.0).unwrap())]
    {
        let values = Array1::from(null.values().to_vec());
        assert!((null.mean() - exact).abs() < 4.0 * values.std(1.0) / 2000_f64.sqrt(), "{} {exact}", null.mean());
    }
}

#[test]
fn two_true_samples_are_called_different_as_rarely_as_stated() {
    for (name, metric) in METRICS {
        let alarms = (0..100).filter(|seed| {
            let (a, b) = (normals(2 * seed, 40, 2), normals(2 * seed + 1, 50, 2));
            let null = null(metric, &a, &b, 99, Seed(1000 + seed)).unwrap();
            null.p_value(metric(&a, &b).unwrap()) <= 0.05
        });
        // at most 5 of 100 expected: more than 15 have probability 4e-5
        let alarms = alarms.count();
        assert!(alarms <= 15, "{name}: {alarms}");
        // and it is no test that never speaks: a shift by 1.5 is seen
        let (a, b) = (normals(1, 40, 2), normals(2, 50, 2) + 1.5);
        let shifted = null(metric, &a, &b, 99, Seed(1)).unwrap();
        let seen = metric(&a, &b).unwrap();
        assert!(shifted.p_value(seen) == 0.01 && seen > shifted.threshold(0.01).unwrap(), "{name}");
    }
}

#[test]
fn class_counts_of_a_mixture_pass_and_those_of_another_do_not() {
    let weights = array![0.2, 0.5, 0.3];
    let means = array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]];
    let mixture = GaussianMixture::isotropic(weights, means, 1.0).unwrap();
    let n = 10_000;
    let found = |seed: u64, probabilities: &[f64]| -> ChiSquare {
        let mut counts = [0; 3];
        mixture.sample_labelled(Seed(seed), n).unwrap().1.into_iter().for_each(|label| counts[label] += 1);
        chi_square(&counts, probabilities).unwrap()
    };
    // one of 100 fails at level .001 with probability .1, three with 1.5e-4
    assert!((0..100).filter(|seed| found(*seed, &[0.2, 0.5, 0.3]).p_value < 0.001).count() < 3);
    let p_values: Array1<f64> = (0..100).map(|seed| found(seed, &[0.2, 0.5, 0.3]).p_value).collect();
    assert!(ks(&p_values, |p| p.clamp(0.0, 1.0)).unwrap() < ks_threshold(100, 1e-3).unwrap());
    // the mean statistic of wrong weights is about 2 + N·Σ (p − q)²/q = 2 + 10000·(.05²/.25 + .05²/.45) = 158 with an
    // sd of 25; 13.8 is enough
    assert!((0..100).all(|seed| found(seed, &[0.25, 0.45, 0.3]).p_value < 0.001));
}

/// The message of a refusal, checked to be one line that holds the named value.
fn refused<T>(outcome: Result<T>, value: &str) {
    let message = outcome.err().expect("a bad input was taken").to_string();
    assert!(message.contains(value) && !message.contains('\n'), "`{message}` does not name `{value}`");
}

#[test]
fn the_straightness_of_normal_laws_is_theirs() {
    let grid = TimeGrid::uniform(0.0, 1.0, 200).unwrap();
    for sd in [0.5, 1.0, 2.0] {
        let law = Gaussian::isotropic(array![1.0], sd).unwrap();
        let field = MarginalField::new(GaussianPath::new(Schedule::Linear), law);
        let mean = straightness(&simulate_ode(&field, &Rk4, &grid, &even(2000)).unwrap()).unwrap().mean().unwrap();
        // E∫u² - E(φ(x) - x)² with E∫u² = 2s + 1 + (s - 1)² - (π/2)s; the variance of the points lacks some 1/2000
        assert!((mean - sd * (2.0 - PI / 2.0)).abs() < 2e-3 * sd, "{sd}: {mean}");
    }
}

#[test]
fn least_loss_straightness_and_what_is_moved_are_the_cost_of_the_pairs() {
    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), two_bumps());
    let x0 = even(2000);
    let trajectory = simulate_ode(&field, &Rk4, &TimeGrid::uniform(0.0, 1.0, 400).unwrap(), &x0).unwrap();
    let moved = (trajectory.last() - &x0).mapv(|gap| gap * gap).mean().unwrap();
    let bent = straightness(&trajectory).unwrap().mean().unwrap();
    let loss = train::least_loss(&field, Seed(1), 50_000).unwrap();
    assert!((loss.mean + bent + moved - 5.25).abs() < 5.0 * loss.error + 0.01, "{loss:?} {bent} {moved}");
}

#[test]
fn a_trajectory_without_an_end_has_no_straightness() {
    let grow = Field::pointwise(1, |_, x, out| out[0] = x[0] * x[0]);
    let trajectory = simulate_ode(&grow, &Euler, &TimeGrid::uniform(0.0, 20.0, 20).unwrap(), &array![[0.0], [9.0]]);
    refused(straightness(&trajectory.unwrap()), "particle 1 at knot");
    let far = simulate_ode(
        &Field::new(1, |_, _, mut out| out.fill(1e200)),
        &Euler,
        &TimeGrid::uniform(0.0, 1.0, 3).unwrap(),
        &array![[0.0]],
    );
    assert_eq!(straightness(&far.unwrap()).unwrap().len(), 1);
}

#[test]
fn the_kurtosis_of_true_samples_is_that_of_their_law() {
    let n = 100_000;
    let x = normals(1, n, 1).column(0).to_owned();
    assert!((kurtosis(&x).unwrap() - 3.0).abs() < 5.0 * (24.0 / n as f64).sqrt()); // 5 standard errors
    let uniform = quantiles(n, |x| x.clamp(0.0, 1.0)).unwrap();
    assert!((kurtosis(&uniform).unwrap() - 1.8).abs() < 1e-8); // the even points lack some 1/n² of it
    let product = &x * &normals(2, n, 1).column(0);
    // the eighth moment is 105² = 11 025, and the fourth 9: √(11 025 − 81)/√n, and somewhat more for the spread below
    assert!((kurtosis(&product).unwrap() - 9.0).abs() < 5.0 * 110.0 / (n as f64).sqrt());
}

#[test]
fn the_lag_correlation_of_a_chain_falls_by_one_factor() {
    let (n, keeps) = (100_000, 0.8_f64);
    let mut x = normals(3, n, 1).column(0).to_owned();
    for i in 1..n {
        x[i] = keeps * x[i - 1] + (1.0 - keeps * keeps).sqrt() * x[i];
    }
    for lag in [0, 1, 2, 5] {
        // Bartlett: at most √((1 + keeps²)/(1 − keeps²)/n) = 2.2/√n
        let off = lag_correlation(&x, lag).unwrap() - keeps.powi(lag as i32);
        assert!(off.abs() < 5.0 * 2.2 / (n as f64).sqrt(), "{lag}: {off}");
    }
    let independent = normals(4, n, 1).column(0).to_owned();
    assert!(lag_correlation(&independent, 1).unwrap().abs() < 5.0 / (n as f64).sqrt());
}

#[test]
fn what_cannot_be_compared_is_refused_by_name() {
    let (x, none) = (array![0.0, f64::NAN], Array1::<f64>::zeros(0));
    refused(ks(&none, phi), "no samples");
    refused(ks(&x, phi), "sample[1] = NaN");
    refused(ks(&array![0.0, 1.0], |x| 1.0 - phi(x)), "cdf(1) = 0.158");
    refused(ks(&array![0.5], |_| 1.5), "cdf(0.5) = 1.5");
    refused(ks_two_sample(&array![0.0], &x), "b[1] = NaN");
    refused(ks_threshold(0, 0.1), "no samples");
    refused(kurtosis(&none), "no samples");
    refused(kurtosis(&x), "sample[1] = NaN");
    refused(kurtosis(&array![2.0, 2.0]), "the spread of the sample = 0");
    refused(lag_correlation(&array![2.0, 2.0], 1), "the spread of the sample = 0");
    refused(lag_correlation(&array![1.0, 2.0], 2), "no pairs of numbers that far apart");
    refused(ks_threshold(10, 1.0), "alpha = 1");
    refused(ks_threshold_two_sample(10, 0, 0.1), "no samples");
    refused(wasserstein_1d(0, &array![0.0], &array![0.0]), "p = 0");
    refused(wasserstein_1d(1, &array![f64::INFINITY], &array![0.0]), "a[0] = inf");
    refused(wasserstein_to_law(&none, phi), "no samples");
    refused(quantiles(0, phi), "no quantiles");
    let (a, wide, empty) = (array![[0.0], [1.0]], array![[0.0, 1.0]], Array2::<f64>::zeros((0, 1)));
    for (name, metric) in METRICS.into_iter().skip(3) {
        refused(metric(&a, &wide), "the number of columns of b is 2");
        refused(metric(&a, &empty), "no samples");
        refused(metric(&Array2::zeros((2, 0)), &Array2::zeros((2, 0))), "no dimensions");
        refused(metric(&array![[0.0], [f64::NAN]], &a), "a[1, 0] = NaN");
        assert!(metric(&a, &a).is_ok(), "{name}");
    }
    refused(sliced_wasserstein(1, &a, &a, 0, Seed(0)), "no projections");
    refused(mmd(&a, &a, 0.0), "bandwidth = 0");
    refused(mmd_null(&a, &a, f64::NAN), "bandwidth = NaN");
    refused(median_distance(&array![[1.0]], &array![[1.0]]), "the median distance = 0");
    refused(null(w1, &a, &a, 0, Seed(0)), "no repetitions");
    refused(null(|_, _| Ok(f64::NAN), &a, &a, 9, Seed(0)), "the metric = NaN");
    refused(null(|a, b| mmd(a, b, -1.0), &a, &a, 9, Seed(0)), "bandwidth = -1");
    refused(chi_square(&[], &[]), "no classes");
    refused(chi_square(&[1, 2], &[1.0]), "the number of probabilities is 1");
    refused(chi_square(&[0, 0], &[0.5, 0.5]), "no counts above zero");
    refused(chi_square(&[1, 2], &[0.5, 0.6]), "1.1");
    refused(chi_square(&[1, 2], &[1.5, -0.5]), "probabilities[1] = -0.5");
}

#[test]
fn a_distance_beyond_all_numbers_is_an_error_and_not_0() {
    let (farthest, far) = (array![1e308, -1e308], array![[1e200, 0.0], [-1e200, 0.0]]);
    let near = array![[0.0, 0.0], [1.0, 0.0]];
    refused(wasserstein_1d(2, &farthest, &array![-1e308]), "the distance = inf");
    assert!((wasserstein_1d(2, &far.column(0), &near.column(0)).unwrap() / 1e200 - 1.0).abs() < 1e-14);
    refused(energy_distance(&array![[1e308]], &array![[-1e308]]), "the energy distance = inf"); // 4e308
    refused(energy_distance_null(&array![[1e308]], &array![[-1e308]]), "the mean energy distance = inf");
    refused(sliced_wasserstein(1, &array![[1e308, 1e308]], &array![[-1e308, -1e308]], 3, Seed(1)), "the distance = ");
    // a kernel is 0 there: each point is alone, 1/2 + 1/2
    assert_eq!(mmd(&far, &near, 1e-200).unwrap(), 1.0);
}

#[test]
fn distances_whose_squares_are_no_numbers_are_as_exact_as_others() {
    let (a, b) = (array![[0.3, 0.0], [-1.0, 2.0]], array![[0.0, 0.5], [1.0, 0.25], [-0.7, 1.0]]);
    for scale in [1e-300, 1e-200, 1e200, 1e300] {
        let (far, near) = (&a * scale, &b * scale);
        let ratios = [
            energy_distance(&far, &near).unwrap() / energy_distance(&a, &b).unwrap(),
            energy_distance_null(&far, &near).unwrap() / energy_distance_null(&a, &b).unwrap(),
            median_distance(&far, &near).unwrap() / median_distance(&a, &b).unwrap(),
        ];
        assert!(ratios.iter().all(|ratio| (ratio / scale - 1.0).abs() < 1e-12), "{ratios:?}"); // roundings of sums
        for (seen, expected) in [
            (mmd(&far, &near, scale).unwrap(), mmd(&a, &b, 1.0).unwrap()),
            (mmd_null(&far, &near, scale).unwrap(), mmd_null(&a, &b, 1.0).unwrap()),
        ] {
            assert!((seen / expected - 1.0).abs() < 1e-12, "{scale}: {seen} {expected}");
        }
    }
    // an outlier does not hide the others
    let most = array![[0.0, 1.0], [0.0, 1.5], [0.0, 0.0], [0.0, 3.0], [0.0, 4.5]]; // of 15 distances 5 are the outlier's
    assert_eq!(median_distance(&most, &array![[1e200, 1.0]]).unwrap(), 3.0);
    // on a line too: 2·MAX·1/3 - MAX·4/9, where a sum of all pairs is no number
    let largest = energy_distance(&array![[0.0], [0.0], [f64::MAX]], &array![[0.0]]).unwrap();
    assert!((largest / f64::MAX - 2.0 / 9.0).abs() < 1e-15, "{largest}");
}

#[test]
fn a_kernel_of_the_largest_width_sees_large_differences_alone() {
    let between = |x: f64| mmd(&array![[x, 0.0]], &array![[-x, 5.0]], 1e308).unwrap();
    assert_eq!(between(1.0), 0.0);
    assert!((between(5e307) - 2.0 * (1.0 - (-0.5_f64).exp())).abs() < 1e-15); // a distance of one bandwidth
}

#[test]
fn an_outlier_is_as_far_as_it_is_and_soon_found() {
    use std::cell::Cell;
    let step = |x: f64| if x < 0.3 { 0.0 } else { 1.0 };
    let half_step = |x: f64| 0.5 * (step(x) + phi(x));
    for outlier in [1e16, -1e155, 1e200, 1e308] {
        for (name, law) in [("normal", &phi as &dyn Fn(f64) -> f64), ("step", &step), ("half a step", &half_step)] {
            let asked = Cell::new(0);
            let cdf = |x: f64| {
                asked.set(asked.get() + 1);
                law(x)
            };
            let distance = wasserstein_to_law(&array![0.0, outlier], cdf).unwrap();
            assert!((distance / (outlier.abs() / 2.0) - 1.0).abs() < 1e-9, "{name} {outlier}: {distance}");
            assert!(asked.get() < 200_000, "{name} {outlier}: {}", asked.get()); // 1000 doublings, a few cuts in each
        }
    }
}

#[cfg(feature = "parallel")]
#[test]
fn values_are_equal_to_the_bit_at_1_2_and_4_threads() {
    let everything = || -> Vec<f64> {
        let (a, b) = (normals(1, 1700, 3), normals(2, 900, 3));
        let mut values: Vec<f64> = METRICS.iter().map(|(_, metric)| metric(&a, &b).unwrap()).collect();
        let (a, b) = (a.slice(s![..100, ..]), b.slice(s![..80, ..]));
        values.extend(null(energy_distance, &a, &b, 20, Seed(3)).unwrap().values());
        values.extend([energy_distance_null(&a, &b).unwrap(), mmd_null(&a, &b, 1.0).unwrap()]);
        values
    };
    let with = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(everything);
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(4));
}

#[test]
fn true_digits_show_the_null_of_the_frechet_distance() {
    let digits = Digits::all();
    let null = |n: usize| metrics::frechet_null(digits.points(), n, n).unwrap();
    // 2/n·(Σλ + ½Σλλ/(λ + λ) + ¼Σλ) with the 61 eigenvalues of their covariance
    for (n, known) in [(50, 5.12), (100, 2.56), (200, 1.28), (400, 0.640), (898, 0.285)] {
        assert!((null(n) - known).abs() < 0.5 * 10_f64.powi(if n < 400 { -2 } else { -3 }), "{n} {}", null(n));
    }
    // pictures are no normal law, and 200 of them not many beside 61 eigenvalues: within 5 %
    let halves = |seed: u64| {
        let (some, _) = digits.split(Seed(seed), 400.0 / 1797.0).unwrap();
        let (a, b) = some.split(Seed(seed), 0.5).unwrap();
        metrics::frechet(a.points(), b.points()).unwrap()
    };
    let values = Array1::from_shape_fn(20, |k| halves(k as u64));
    let bound = 4.0 * values.std(1.0) / 20_f64.sqrt() + 0.05 * null(200);
    assert!((values.mean().unwrap() - null(200)).abs() < bound, "{values}");
    // in the order of the set they are by different hands
    let (first, second) = digits.points().view().split_at(Axis(0), 898);
    assert!(metrics::frechet(&first, &second).unwrap() > 3.0 * null(898)); // 1.18 beside .285
}
