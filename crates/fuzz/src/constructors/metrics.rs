//! Metrics of arbitrary samples.

use std::cell::Cell;

use flowlab::distribution::Dataset;
use flowlab::ndarray::{Array2, ArrayRef, Dimension};
use flowlab::statrs::distribution::{ContinuousCDF, Normal};
use flowlab::{Result, metrics};

use crate::input::Input;
use crate::promise::{answer, answer_within, attempt, finite};

/// Whether all numbers are small enough for sums of their squares.
fn moderate<D: Dimension>(array: &ArrayRef<f64, D>) -> bool {
    array.iter().all(|x| x.abs() < 1e100)
}

/// Samples of one dimension: metrics of two of them, thresholds, counts of classes.
pub fn on_a_line(input: &mut Input<'_>) {
    let (n, m, p) = (input.size(6), input.size(6), input.pick(&[0, 1, 2, 3, 7, 1000, u32::MAX]));
    let (a, b) = (input.vector(n), input.vector(m));
    let comparable = n > 0 && m > 0 && finite(&a) && finite(&b);
    if let Some(ks) = answer(metrics::ks_two_sample(&a, &b), comparable) {
        assert!((0.0..=1.0).contains(&ks) && Ok(ks) == metrics::ks_two_sample(&b, &a));
        assert_eq!(metrics::ks_two_sample(&a, &a), Ok(0.0));
    }
    let possibly = comparable && p > 0;
    let surely = possibly && p < 3 && moderate(&a) && moderate(&b);
    check_distance(metrics::wasserstein_1d(p, &a, &b), surely, possibly, f64::MAX);
    if possibly {
        assert_eq!(metrics::wasserstein_1d(p, &a, &a), Ok(0.0));
    }
    let differ = n > 0 && finite(&a) && a.iter().any(|x| *x != a[0]);
    if let Some(kurtosis) = answer(metrics::kurtosis(&a), differ) {
        assert!((1.0 - 1e-9..=n as f64 + 1e-9).contains(&kurtosis), "a kurtosis of {kurtosis} from {n} samples");
    }
    let lag = input.size(6);
    if let Some(correlation) = answer(metrics::lag_correlation(&a, lag), differ && lag < n) {
        assert!(correlation.abs() <= 1.0 + 1e-9, "a correlation of {correlation}");
    }
    let (n, m, alpha) = (input.wild_size(200), input.wild_size(200), input.number());
    let probability = alpha > 0.0 && alpha < 1.0;
    answer(metrics::kolmogorov_quantile(alpha), probability);
    answer(metrics::ks_threshold(n, alpha), probability && n > 0);
    answer(metrics::ks_threshold_two_sample(n, m, alpha), probability && n > 0 && m > 0);
    assert!(alpha.is_nan() || (0.0..=1.0).contains(&metrics::kolmogorov_tail(alpha)));
    check_chi_square(input);
}

/// Counts of classes, and probabilities that need not be any.
fn check_chi_square(input: &mut Input<'_>) {
    let k = input.size(5);
    let counts: Vec<usize> = (0..k).map(|_| input.wild_size(200)).collect();
    let n_probabilities = if input.byte().is_multiple_of(8) { input.size(5) } else { k };
    let mut probabilities = input.numbers(n_probabilities);
    if !input.byte().is_multiple_of(4) {
        let sum: f64 = probabilities.iter().map(|p| p.abs()).sum();
        probabilities.iter_mut().for_each(|p| *p = p.abs() / sum);
    }
    if let Some(found) = attempt(metrics::chi_square(&counts, &probabilities)) {
        assert!(found.statistic >= 0.0 && (0.0..=1.0).contains(&found.p_value) && found.degrees < k, "{found:?}");
    }
}

/// A function that may be a distribution function.
#[derive(Clone, Copy)]
struct Law {
    kind: u8,
    place: f64,
    scale: f64,
}

/// More evaluations than a law needs: a metric that asks for more does not end in any useful time.
const MOST_EVALUATIONS: usize = 1_000_000;

impl Law {
    fn any(input: &mut Input<'_>) -> Law {
        Law { kind: input.byte() % 8, place: input.tame(), scale: input.fraction() }
    }

    fn at(self, x: f64) -> f64 {
        let z = (x - self.place) / self.scale;
        match self.kind {
            0 | 1 => Normal::standard().cdf(z),
            2 => z.clamp(0.0, 1.0),
            3 => f64::from(z >= 0.0),
            4 => 0.5 * (f64::from(z >= -1.0) + Normal::standard().cdf(z)),
            5 if z > 1.0 => 1.0 - z.powf(-2.5),
            5 => 0.0,
            6 => (-z * z).exp(),
            _ => z.ln(),
        }
    }

    /// The function, which may be asked so often.
    fn cdf(self) -> impl Fn(f64) -> f64 {
        let evaluations = Cell::new(0);
        move |x| {
            evaluations.set(evaluations.get() + 1);
            assert!(evaluations.get() <= MOST_EVALUATIONS, "the distribution function is asked without end");
            self.at(x)
        }
    }
}

/// A sample of one dimension, and a law that need not be one.
pub fn to_a_law(input: &mut Input<'_>) {
    let n = input.size(5);
    let (sample, law, n) = (input.vector(n), Law::any(input), input.wild_size(20));
    if let Some(ks) = attempt(metrics::ks(&sample, law.cdf())) {
        assert!((-1e-9..=1.0 + 1e-9).contains(&ks) && finite(&sample)); // the slack that a computed function has
    }
    if let Some(distance) = attempt(metrics::wasserstein_to_law(&sample, law.cdf())) {
        assert!(distance >= 0.0 && distance.is_finite(), "W_1 = {distance}");
    }
    if let Some(distance) = attempt(metrics::wasserstein_to_law_null(n, law.cdf())) {
        assert!(distance >= 0.0 && distance.is_finite(), "the null of W_1 = {distance}");
    }
    if let Some(quantiles) = attempt(metrics::quantiles(n, law.cdf())) {
        assert!(quantiles.len() == n && finite(&quantiles));
        assert!(quantiles.windows(2).into_iter().all(|pair| pair[0] <= pair[1]));
    }
}

/// Batches of any dimension.
pub fn in_space(input: &mut Input<'_>) {
    let (n, m, d) = (input.size(5), input.size(5), input.size(3));
    let e = if input.byte().is_multiple_of(8) { input.size(3) } else { d };
    let (a, b) = (input.matrix(n, d), input.matrix(m, e));
    let (bandwidth, p, repetitions) = (input.number(), input.pick(&[0, 1, 2, 5]), input.wild_size(4));
    let (projections, seed) = (input.wild_size(4), input.seed());
    let comparable = n > 0 && m > 0 && d > 0 && d == e && finite(&a) && finite(&b);
    let moderate = comparable && moderate(&a) && moderate(&b);
    let kernel = bandwidth > 0.0 && bandwidth.is_finite();

    check_distance(metrics::energy_distance(&a, &b), moderate, comparable, f64::MAX);
    check_distance(metrics::energy_distance_null(&a, &b), moderate, comparable, f64::MAX);
    let (surely, possibly) = (moderate && kernel, comparable && kernel);
    check_distance(metrics::mmd(&a, &b, bandwidth), surely, possibly, 2.0 + 1e-9);
    check_distance(metrics::mmd_null(&a, &b, bandwidth), surely, possibly, 2.0 + 1e-9);
    let directions = p > 0 && (1..5).contains(&projections);
    let sliced = metrics::sliced_wasserstein(p, &a, &b, projections, seed);
    check_distance(sliced, moderate && p < 3 && directions, comparable && directions, f64::MAX);
    if let Some((rows, distances)) = answer_within(metrics::nearest(&a, &b), moderate, comparable) {
        assert!(
            rows.len() == n && rows.iter().all(|row| *row < m) && distances.iter().all(|distance| *distance >= 0.0)
        );
        let share = metrics::share_nearer(&a, &b, &a).expect("both sets are near enough");
        assert!((0.0..=0.5).contains(&share), "copies are nearest: {share}");
    }
    let halves = |n: usize| -> Vec<usize> { (0..n).map(|row| row % 2).collect() };
    if let Ok(training) = Dataset::new(b.clone(), halves(m)) {
        if let Some(share) = answer_within(metrics::label_agreement(&a, &training, 1), moderate, comparable) {
            assert_eq!(share, 1.0, "one neighbour agrees with itself");
        }
        if let Some(marks) = attempt(metrics::PictureMarks::of(&a, &halves(n), [&training, &training], 1)) {
            assert!(comparable && marks.distance >= 0.0, "{marks:?}");
            assert!((0.0..=1.0).contains(&marks.accuracy) && (0.0..=0.5).contains(&marks.nearer), "{marks:?}");
        }
    }
    if let Some(median) = attempt(metrics::median_distance(&a, &b)) {
        assert!(comparable && median > 0.0, "the median distance {median}");
    }
    if comparable {
        // lengths in the unit of the longest: what is seen there does not vanish here
        let unit = a.iter().chain(&b).fold(1e-100_f64, |unit, x| unit.max(x.abs()));
        let (a1, b1) = (&a / unit, &b / unit);
        for p in [1, 2] {
            let sliced = |a: &Array2<f64>, b: &Array2<f64>| metrics::sliced_wasserstein(p, a, b, 2, seed);
            check_not_lost(sliced(&a1, &b1), sliced(&a, &b));
        }
        check_not_lost(metrics::energy_distance(&a1, &b1), metrics::energy_distance(&a, &b));
        let outcome = metrics::null(metrics::energy_distance, &a, &b, repetitions, seed);
        if let Some(null) = attempt(outcome) {
            assert_eq!(null.values().len(), repetitions);
            let alpha = input.number();
            answer(null.threshold(alpha), alpha > 0.0 && alpha < 1.0);
            assert!((0.0..=1.0).contains(&null.p_value(input.number())) && null.mean() >= 0.0);
        }
    }
}

/// A distance is from 0 to `most`.
#[track_caller]
fn check_distance(outcome: Result<f64>, surely: bool, possibly: bool, most: f64) {
    if let Some(distance) = answer_within(outcome, surely, possibly) {
        assert!((0.0..=most).contains(&distance), "a distance of {distance}");
    }
}

/// Where one distance is clearly not 0, the other is not 0 either.
#[track_caller]
fn check_not_lost(one: Result<f64>, other: Result<f64>) {
    assert!(one.is_ok_and(|one| one < 1e-6) || other != Ok(0.0), "a distance of 0 between samples that differ");
}
