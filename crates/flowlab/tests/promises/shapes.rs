//! The shapes in the plane: the laws that their documentation states.

use std::f64::consts::{FRAC_PI_4, PI, SQRT_2, TAU};

use flowlab::ndarray::{Array1, Array2, Axis, Zip, array};
use flowlab::prelude::*;
use flowlab::statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

const N: usize = 100_000;

/// The sample mean and second moments are within 5 standard errors, which come from the sample itself: five numbers, a
/// false alarm has probability 3e-6.
fn has_mean_0_and_covariance(shape: &impl Sample, seed: Seed, covariance: [[f64; 2]; 2]) {
    let z = shape.sample(seed, N).unwrap();
    let (x, y) = (z.column(0), z.column(1));
    let within = |what: &str, values: Array1<f64>, expected: f64| {
        let (mean, error) = (values.mean().unwrap(), values.std(0.0) / (N as f64).sqrt());
        assert!((mean - expected).abs() < 5.0 * error, "{what}: {mean}, expected {expected} with error {error}");
    };
    within("mean of x", x.to_owned(), 0.0);
    within("mean of y", y.to_owned(), 0.0);
    within("variance of x", &x * &x, covariance[0][0]);
    within("covariance", &x * &y, covariance[0][1]);
    within("variance of y", &y * &y, covariance[1][1]);
    assert_eq!(covariance[0][1], covariance[1][0]);
}

/// The counts of equally likely cells pass the chi-square test: a false alarm has probability 1e-6.
fn equally_likely(counts: &[usize]) {
    even(counts, &vec![1.0 / counts.len() as f64; counts.len()]);
}

/// The counts of cells with these probabilities pass the chi-square test: a false alarm has probability 1e-6.
fn even(counts: &[usize], probabilities: &[f64]) {
    assert_eq!(counts.len(), probabilities.len());
    let n = counts.iter().sum::<usize>() as f64;
    let cell = |(&count, &p): (&usize, &f64)| (count as f64 - n * p).powi(2) / (n * p);
    let chi_square: f64 = counts.iter().zip(probabilities).map(cell).sum();
    let p_value = ChiSquared::new(counts.len() as f64 - 1.0).unwrap().sf(chi_square);
    assert!(p_value > 1e-6, "chi-square {chi_square} of {} cells", counts.len());
}

/// How many of the numbers, all in [0, 1), fall into each of 32 equal cells.
fn histogram(values: impl Iterator<Item = f64>) -> Vec<usize> {
    let mut counts = vec![0; 32];
    values.for_each(|v| counts[(32.0 * v) as usize] += 1);
    counts
}

/// The largest distance between the empirical distribution function and that of N(0, 1), times √n: above 2.75 with
/// probability 5e-7.
fn distance_from_normal(mut values: Vec<f64>) -> f64 {
    let (normal, n) = (Normal::new(0.0, 1.0).unwrap(), values.len() as f64);
    values.sort_by(f64::total_cmp);
    let gap = |(i, v): (usize, &f64)| {
        let p = normal.cdf(*v);
        (p - i as f64 / n).max((i as f64 + 1.0) / n - p)
    };
    values.iter().enumerate().map(gap).fold(0.0, f64::max) * n.sqrt()
}

/// What the noise added to the points of the same seed without noise, in its own units.
fn noise_of(with: &impl Sample, without: &impl Sample, noise: f64) -> Vec<f64> {
    let gap = with.sample(Seed(7), 20_000).unwrap() - without.sample(Seed(7), 20_000).unwrap();
    (gap / noise).into_raw_vec_and_offset().0
}

#[test]
fn moons_have_the_stated_mean_and_covariance() {
    let c = 0.5 - 4.0 / PI;
    for (noise, seed) in [(0.0, Seed(1)), (0.2, Seed(2))] {
        let v = noise * noise;
        let covariance = [[3.0 + v, c], [c, 2.25 - 4.0 / PI + v]];
        has_mean_0_and_covariance(&Moons::new(noise).unwrap(), seed, covariance);
    }
}

#[test]
fn circles_have_the_stated_mean_and_covariance() {
    for (noise, seed) in [(0.0, Seed(3)), (0.2, Seed(4))] {
        let v = 45.0 / 16.0 + noise * noise;
        has_mean_0_and_covariance(&Circles::new(noise).unwrap(), seed, [[v, 0.0], [0.0, v]]);
    }
}

#[test]
fn the_spiral_has_the_stated_mean_and_covariance() {
    let c = 1.0 / (36.0 * PI) - PI / 6.0;
    for (noise, seed) in [(0.0, Seed(5)), (0.1, Seed(6))] {
        let (v, w) = (PI * PI / 4.0 + noise * noise, 1.0 / 12.0);
        has_mean_0_and_covariance(&Spiral::new(noise).unwrap(), seed, [[v + w, c], [c, v - w]]);
    }
}

#[test]
fn the_checkerboard_has_the_stated_mean_and_covariance() {
    has_mean_0_and_covariance(&Checkerboard, Seed(7), [[16.0 / 3.0, 1.0], [1.0, 16.0 / 3.0]]);
}

#[test]
fn eight_gaussians_have_the_stated_mean_and_covariance() {
    has_mean_0_and_covariance(&EightGaussians, Seed(8), [[4.125, 0.0], [0.0, 4.125]]);
}

#[test]
fn labels_come_with_their_probabilities() {
    let mixture = GaussianMixture::isotropic(array![0.2, 0.5, 0.3], Array2::zeros((3, 1)), 1.0).unwrap();
    let shapes: [(&dyn SampleLabelled, usize, usize); 7] = [
        (&Moons::new(0.2).unwrap(), 2, N),
        (&Circles::new(0.2).unwrap(), 2, N),
        (&Spiral::new(0.1).unwrap(), 2, N),
        (&Checkerboard, 8, N),
        (&EightGaussians, 8, N),
        (&mixture, 3, N),
        (&Cats::new(1, 1).unwrap(), 6, 5000),
    ];
    for (shape, n_classes, n) in shapes {
        let (z, labels) = shape.sample_labelled(Seed(9), n).unwrap();
        assert_eq!(z, shape.sample(Seed(9), n).unwrap());
        assert_eq!((z.dim(), labels.len()), ((n, shape.dim()), n));
        assert_eq!(shape.n_classes(), n_classes);
        let mut counts = vec![0; n_classes];
        labels.iter().for_each(|label| counts[*label] += 1);
        even(&counts, &shape.class_probabilities().to_vec());
    }
}

#[test]
fn moons_without_noise_lie_on_their_half_circles_at_uniform_angles() {
    let (z, labels) = Moons::new(0.0).unwrap().sample_labelled(Seed(10), N).unwrap();
    for class in 0..2 {
        let side = if class == 0 { 1.0 } else { -1.0 };
        let rows = z.rows().into_iter().zip(&labels).filter(|(_, label)| **label == class);
        let turns = rows.map(|(z, _)| {
            let (x, y) = (side * z[0] + 1.0, side * z[1] + 0.5);
            assert!((x.hypot(y) - 2.0).abs() < 1e-14 && y >= -1e-14, "label {class}: {z}"); // some roundings of 3
            (y.max(0.0).atan2(x) / PI).min(1.0 - f64::EPSILON)
        });
        equally_likely(&histogram(turns));
    }
}

#[test]
fn circles_without_noise_lie_on_their_circles_at_uniform_angles() {
    let (z, labels) = Circles::new(0.0).unwrap().sample_labelled(Seed(11), N).unwrap();
    for (class, radius) in Circles::RADII.into_iter().enumerate() {
        let rows = z.rows().into_iter().zip(&labels).filter(|(_, label)| **label == class);
        let turns = rows.map(|(z, _)| {
            assert!((z[0].hypot(z[1]) - radius).abs() < 1e-14, "label {class}: {z}"); // some roundings of 3
            (z[1].atan2(z[0]) / TAU).rem_euclid(1.0)
        });
        equally_likely(&histogram(turns));
    }
}

#[test]
fn circles_with_noise_have_the_stated_law_of_the_squared_radius() {
    let noise = 0.3;
    let (z, labels) = Circles::new(noise).unwrap().sample_labelled(Seed(12), N).unwrap();
    for (class, radius) in Circles::RADII.into_iter().enumerate() {
        let rows: Vec<usize> = (0..N).filter(|i| labels[*i] == class).collect();
        let r2 = z.select(Axis(0), &rows).map_axis(Axis(1), |z| z.dot(&z));
        let (mean, v) = (radius * radius + 2.0 * noise * noise, noise * noise);
        let variance = 4.0 * radius * radius * v + 4.0 * v * v;
        let n = rows.len() as f64;
        // 5 standard errors of a mean and of a variance (from the sample's fourth moment), four numbers: 2.4e-6
        assert!((r2.mean().unwrap() - mean).abs() < 5.0 * (variance / n).sqrt());
        let squares = r2.mapv(|r2| (r2 - mean).powi(2));
        assert!((squares.mean().unwrap() - variance).abs() < 5.0 * squares.std(0.0) / n.sqrt());
    }
}

#[test]
fn the_spiral_without_noise_lies_on_its_arms_and_its_squared_radius_is_uniform() {
    let (z, labels) = Spiral::new(0.0).unwrap().sample_labelled(Seed(13), N).unwrap();
    for class in 0..2 {
        let side = if class == 0 { 1.0 } else { -1.0 };
        let rows = z.rows().into_iter().zip(&labels).filter(|(_, label)| **label == class);
        let shares = rows.map(|(z, _)| {
            let r = z[0].hypot(z[1]);
            let (sin, cos) = (3.0 * r).sin_cos();
            // the angle is known to some roundings of 3π, times r
            assert!((side * z[0] - r * cos).abs() < 1e-14 && (side * z[1] - r * sin).abs() < 1e-14, "{z}");
            (r / PI).powi(2).min(1.0 - f64::EPSILON)
        });
        equally_likely(&histogram(shares));
    }
}

#[test]
fn noise_moves_each_point_by_a_gaussian() {
    let moons = noise_of(&Moons::new(0.2).unwrap(), &Moons::new(0.0).unwrap(), 0.2);
    let circles = noise_of(&Circles::new(0.5).unwrap(), &Circles::new(0.0).unwrap(), 0.5);
    let spiral = noise_of(&Spiral::new(0.1).unwrap(), &Spiral::new(0.0).unwrap(), 0.1);
    for noise in [moons, circles, spiral] {
        let (x, y): (Vec<f64>, Vec<f64>) = noise.chunks_exact(2).map(|z| (z[0], z[1])).unzip();
        let correlation = x.iter().zip(&y).map(|(x, y)| x * y).sum::<f64>() / x.len() as f64;
        assert!(correlation.abs() < 5.0 / (x.len() as f64).sqrt()); // 5 sd
        for coordinate in [x, y] {
            let distance = distance_from_normal(coordinate);
            assert!(distance < 2.75, "{distance}"); // nine numbers in all: 5e-6
        }
    }
}

#[test]
fn the_checkerboard_is_uniform_on_the_dark_squares_and_nowhere_else() {
    let (z, labels) = Checkerboard.sample_labelled(Seed(14), N).unwrap();
    let mut counts = vec![0; 16 * 16]; // cells of side 1/2
    for (z, &label) in z.rows().into_iter().zip(&labels) {
        let (i, j) = ((2.0 * (z[0] + 4.0)) as usize, (2.0 * (z[1] + 4.0)) as usize);
        counts[16 * i + j] += 1;
        // columns from the left, two dark squares in each, from below
        assert_eq!(label, 2 * (i / 4) + j / 8, "{z}");
    }
    let dark = |k: &usize| (k / 16 / 4 + k % 16 / 4).is_multiple_of(2);
    let (dark, light): (Vec<usize>, Vec<usize>) = (0..16 * 16).partition(dark);
    assert!(light.iter().all(|k| counts[*k] == 0));
    equally_likely(&dark.iter().map(|k| counts[*k]).collect::<Vec<_>>());
}

#[test]
fn the_density_of_the_checkerboard_is_that_of_its_samples_and_has_integral_1() {
    let z = Checkerboard.sample(Seed(15), 10_000).unwrap();
    assert!(Checkerboard.log_density(&z).iter().all(|log_p| *log_p == -32.0_f64.ln()));
    let middles = Array2::from_shape_fn((24 * 24, 2), |(k, j)| [k / 24, k % 24][j] as f64 * 0.5 - 5.75);
    let integral = Checkerboard.log_density(&middles).mapv(f64::exp).sum() * 0.25;
    assert!((integral - 1.0).abs() < 1e-14); // 128 terms
    let edges = array![[-4.0, -4.0], [4.0, 3.0], [f64::NAN, 0.0], [-2.0, -2.0], [-2.0, -4.0]];
    let dark = Checkerboard.log_density(&edges).mapv(f64::is_finite);
    assert_eq!(dark.to_vec(), [true, false, false, true, false]);
}

#[test]
fn eight_gaussians_are_a_mixture_with_the_stated_means() {
    let mixture = GaussianMixture::from(EightGaussians);
    for (k, component) in mixture.components().iter().enumerate() {
        let angle = k as f64 * FRAC_PI_4;
        let mean = array![angle.cos(), angle.sin()] * 2.0 * SQRT_2;
        assert!((component.mean() - &mean).iter().all(|gap| gap.abs() < 1e-14)); // some roundings of 3
        assert!((component.covariance() - Array2::<f64>::eye(2) / 8.0).iter().all(|gap| gap.abs() < 1e-16));
    }
    let x = array![[2.0, 2.0], [0.0, 0.0], [-3.0, 0.4]];
    assert_eq!(EightGaussians.log_density(&x), mixture.log_density(&x));
    assert_eq!(EightGaussians.score(&x), mixture.score(&x));
    assert_eq!(EightGaussians.sample_labelled(Seed(16), 100), mixture.sample_labelled(Seed(16), 100));
}

#[test]
fn the_exact_field_leads_to_the_eight_gaussians() {
    let x0 = Gaussian::standard(2).unwrap().sample(Seed(17), 4000).unwrap();
    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), EightGaussians);
    let grid = TimeGrid::uniform(0.0, 1.0, 100).unwrap();
    let end = simulate_ode(&field, &Rk4, &grid, &x0).unwrap().last();
    let mixture = GaussianMixture::from(EightGaussians);
    let mut counts = vec![0; 8];
    let mut distances = Vec::new();
    for z in end.rows() {
        let distance2 = |k: usize| (&z - mixture.components()[k].mean()).mapv(|gap| gap * gap).sum();
        let nearest = (0..8).min_by(|&i, &j| distance2(i).total_cmp(&distance2(j))).unwrap();
        counts[nearest] += 1;
        // in units of the sd the square is chi-square with 2 degrees of freedom: its distribution function is uniform
        distances.push(1.0 - (-4.0 * distance2(nearest)).exp());
    }
    // the nearest mean is another one's for 1 in 200 points; the cells are too wide for that to show in 4000
    equally_likely(&counts);
    equally_likely(&histogram(distances.into_iter()));
}

#[test]
fn each_shape_draws_from_its_own_branch_of_the_seed() {
    let (a, b) = (Moons::new(0.2).unwrap(), Circles::new(0.2).unwrap());
    let (a, b) = (a.sample_labelled(Seed(18), N).unwrap().1, b.sample_labelled(Seed(18), N).unwrap().1);
    let equal = a.iter().zip(&b).filter(|(a, b)| a == b).count() as f64;
    assert!((equal - 0.5 * N as f64).abs() < 5.0 * 0.5 * (N as f64).sqrt()); // binomial(N, 1/2), 5 sd
}

#[cfg(feature = "parallel")]
#[test]
fn shapes_are_equal_to_the_bit_at_1_2_and_4_threads() {
    let shapes = || {
        let shapes: [&dyn SampleLabelled; 5] = [
            &Moons::new(0.2).unwrap(),
            &Circles::new(0.2).unwrap(),
            &Spiral::new(0.1).unwrap(),
            &Checkerboard,
            &EightGaussians,
        ];
        shapes.map(|shape| shape.sample_labelled(Seed(19), 1700).unwrap())
    };
    let with = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(shapes);
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(4));
}

#[test]
fn all_shapes_fit_the_same_window() {
    let shapes: [&dyn Sample; 5] = [
        &Moons::new(0.2).unwrap(),
        &Circles::new(0.2).unwrap(),
        &Spiral::new(0.1).unwrap(),
        &Checkerboard,
        &EightGaussians,
    ];
    for shape in shapes {
        let z = shape.sample(Seed(20), 1000).unwrap();
        // the farthest are the eight Gaussians: 2√2 + 5.8 sd
        assert!(Zip::from(&z).all(|z| z.abs() < 4.9));
    }
}

#[test]
fn bad_noise_and_no_samples_are_refused_by_name() {
    let message = |error: Option<flowlab::Error>| error.expect("a bad input was taken").to_string();
    assert!(message(Moons::new(-0.1).err()).contains("noise = -0.1"));
    assert!(message(Circles::new(f64::NAN).err()).contains("noise = NaN"));
    assert!(message(Spiral::new(f64::INFINITY).err()).contains("noise = inf"));
    assert!(message(Moons::new(1e200).err()).contains("the square of the noise = inf"));
    assert!(message(Checkerboard.sample(Seed(0), 0).err()).contains("no samples"));
    assert!(message(EightGaussians.sample(Seed(0), 0).err()).contains("no samples"));
}
