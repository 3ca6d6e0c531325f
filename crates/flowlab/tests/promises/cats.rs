//! The cats: one picture at every size, values that a screen can show, and the laws that the documentation states.

use flowlab::Seed;
use flowlab::distribution::{Breed, Cats, Law, Portrait, Sample, SampleLabelled};
use flowlab::ndarray::{Array1, Array2, Array3, Axis, s};
use flowlab::statrs::distribution::{ChiSquared, ContinuousCDF};

/// Means over blocks of `k` by `k` pixels.
fn block_means(picture: &Array3<f64>, k: usize) -> Array3<f64> {
    let (height, width, channels) = picture.dim();
    Array3::from_shape_fn((height / k, width / k, channels), |(i, j, c)| {
        picture.slice(s![i * k..(i + 1) * k, j * k..(j + 1) * k, c]).mean().unwrap()
    })
}

#[test]
fn a_small_picture_is_the_block_means_of_a_large_one() {
    // Edges are linear ramps one point wide: right on average for a straight edge, and off by a part of the contrast
    // where several edges share a point. Bounds: 1.5 times the largest gaps over 400 cats of another seed (mean .0052
    // in all; worst .13 where a pixel averages several points, .30 where it is one point and an eye's light is as small).
    for (large, small, bound) in [(64, 16, 0.2), (112, 28, 0.2), (320, 64, 0.45)] {
        for cat in Cats::portraits(Seed(1), 20) {
            let gap = (block_means(&cat.render(large, large), large / small) - cat.render(small, small)).abs();
            let (mean, worst) = (gap.mean().unwrap(), gap.fold(0.0_f64, |m, &v| m.max(v)));
            assert!(mean < 0.008 && worst < bound, "{large} to {small}: mean {mean}, worst {worst}");
        }
    }
}

#[test]
fn a_wide_picture_holds_the_square_one_in_its_middle() {
    let cat = Cats::portraits(Seed(2), 1)[0];
    assert_eq!(cat.render(16, 40).slice(s![.., 12..28, ..]), cat.render(16, 16));
    assert_eq!(cat.render(40, 16).slice(s![12..28, .., ..]), cat.render(16, 16));
}

#[test]
fn every_value_lies_between_0_and_1() {
    let pictures = Cats::new(20, 24).unwrap().sample(Seed(3), 500).unwrap();
    assert!(pictures.iter().all(|v| (0.0..=1.0).contains(v)));
    let shut = Portrait { openness: 0.0, ..Cats::portraits(Seed(3), 1)[0] };
    assert!(shut.render(64, 64).iter().all(|v| (0.0..=1.0).contains(v)));
}

#[test]
fn breeds_come_with_their_probabilities() {
    let n = 20_000;
    let cats = Cats::portraits(Seed(4), n);
    let chi_square: f64 = Breed::ALL
        .iter()
        .map(|&breed| {
            let seen = cats.iter().filter(|cat| cat.breed == breed).count() as f64;
            let expected = n as f64 * breed.probability();
            (seen - expected).powi(2) / expected
        })
        .sum();
    let p_value = 1.0 - ChiSquared::new(5.0).unwrap().cdf(chi_square);
    assert!(p_value > 1e-6, "chi-square {chi_square}: a false alarm has probability 1e-6");
}

#[test]
fn coins_are_fair_and_independent() {
    let n = 20_000;
    let cats = Cats::portraits(Seed(5), n);
    let heads = |coin: fn(&Portrait) -> bool| cats.iter().filter(|cat| coin(cat)).count() as f64;
    // the two coins, and whether they agree: three counts of mean n/2 and sd sqrt(n)/2; 5 sd
    for seen in [heads(|cat| cat.mirrored), heads(|cat| cat.collar), heads(|cat| cat.mirrored == cat.collar)] {
        assert!((seen - 0.5 * n as f64).abs() < 5.0 * 0.5 * (n as f64).sqrt(), "{seen} of {n}");
    }
}

#[test]
fn real_parameters_have_the_mean_and_variance_of_their_law() {
    let n = 20_000;
    let cats = Cats::portraits(Seed(6), n);
    for (k, (name, law)) in Portrait::LAWS.into_iter().enumerate() {
        let v: Array1<f64> = cats.iter().map(|cat| cat.values()[k]).collect();
        let (mean, variance) = (v.mean().unwrap(), v.var(1.0));
        // 5 sd; the sample variance of a normal has sd sqrt(2/n) of its value, that of a uniform less
        assert!((mean - law.mean()).abs() < 5.0 * (law.variance() / n as f64).sqrt(), "{name}: mean {mean}");
        assert!((variance / law.variance() - 1.0).abs() < 5.0 * (2.0 / n as f64).sqrt(), "{name}: variance {variance}");
    }
}

#[test]
fn real_parameters_are_uncorrelated() {
    let n = 20_000;
    let cats = Cats::portraits(Seed(7), n);
    let laws = Portrait::LAWS.map(|(_, law)| law);
    for i in 0..laws.len() {
        for j in 0..i {
            let product = |cat: &Portrait| (cat.values()[i] - laws[i].mean()) * (cat.values()[j] - laws[j].mean());
            let covariance = cats.iter().map(product).sum::<f64>() / n as f64;
            let bound = 6.0 * (laws[i].variance() * laws[j].variance() / n as f64).sqrt(); // 6 sd for 120 pairs
            assert!(covariance.abs() < bound, "{} and {}", Portrait::LAWS[i].0, Portrait::LAWS[j].0);
        }
    }
}

#[test]
fn the_mean_log_density_is_minus_the_entropy() {
    let n = 20_000;
    let v: Array1<f64> = Cats::portraits(Seed(8), n).iter().map(Portrait::log_density).collect();
    let breeds: f64 = Breed::ALL.iter().map(|breed| -breed.probability() * breed.probability().ln()).sum();
    let real: f64 = Portrait::LAWS
        .iter()
        .map(|&(_, law)| match law {
            Law::Normal(_, sd) => 0.5 * (std::f64::consts::TAU * std::f64::consts::E * sd * sd).ln(),
            Law::Uniform(low, high) => (high - low).ln(),
        })
        .sum();
    let entropy = breeds + 2.0 * 2.0_f64.ln() + real;
    assert!((v.mean().unwrap() + entropy).abs() < 5.0 * (v.var(1.0) / n as f64).sqrt()); // 5 sd
}

#[test]
fn a_cat_outside_its_laws_has_density_zero() {
    let cat = Cats::portraits(Seed(9), 1)[0];
    assert!(cat.log_density().is_finite());
    assert_eq!(Portrait { tone: 1.5, ..cat }.log_density(), f64::NEG_INFINITY);
}

#[test]
fn cat_k_does_not_depend_on_the_number_of_cats_or_of_threads() {
    let cats = Cats::new(8, 8).unwrap();
    let many = cats.sample(Seed(10), 40).unwrap();
    assert_eq!(cats.sample(Seed(10), 7).unwrap(), many.slice(s![..7, ..]));
    // one after the other on this thread
    for (row, cat) in many.outer_iter().zip(Cats::portraits(Seed(10), 40)) {
        assert_eq!(row.to_vec(), cat.render(8, 8).into_raw_vec_and_offset().0);
    }
}

#[test]
fn labels_are_those_of_the_portraits() {
    let (_, labels) = Cats::new(4, 4).unwrap().sample_labelled(Seed(11), 50).unwrap();
    let breeds = Cats::portraits(Seed(11), 50).into_iter().map(|cat| cat.breed);
    assert!(labels.iter().map(|&label| Breed::ALL[label]).eq(breeds));
}

/// Mean of each column, and the square of its standard error.
fn column_means(x: &Array2<f64>) -> (Array1<f64>, Array1<f64>) {
    (x.mean_axis(Axis(0)).unwrap(), x.var_axis(Axis(0), 1.0) / x.nrows() as f64)
}

#[test]
fn conditioning_on_a_breed_is_filtering() {
    let cats = Cats::new(12, 12).unwrap();
    let (pictures, labels) = cats.sample_labelled(Seed(12), 4000).unwrap();
    for breed in Breed::ALL {
        assert!(Cats::portraits_given(breed, Seed(13), 20).iter().all(|cat| cat.breed == breed));
        let rows: Vec<usize> = (0..labels.len()).filter(|&k| labels[k] == breed.label()).collect();
        let (a, a_error) = column_means(&pictures.select(Axis(0), &rows));
        let (b, b_error) = column_means(&cats.sample_given(breed, Seed(13), 500).unwrap());
        for k in 0..cats.dim() {
            // 6 standard errors of the difference, 2592 comparisons: a false alarm has probability 5e-6;
            // 1e-12 for pixels that are the same in every cat
            let bound = 6.0 * (a_error[k] + b_error[k]).sqrt() + 1e-12;
            assert!((a[k] - b[k]).abs() < bound, "{breed:?}, entry {k}: {} and {}", a[k], b[k]);
        }
    }
}

#[test]
fn the_nearest_class_mean_tells_the_breeds_apart() {
    let cats = Cats::new(16, 16).unwrap();
    let means = Breed::ALL.map(|breed| cats.sample_given(breed, Seed(14), 100).unwrap().mean_axis(Axis(0)).unwrap());
    let (pictures, labels) = cats.sample_labelled(Seed(15), 1000).unwrap();
    let right = pictures.outer_iter().zip(&labels).filter(|(picture, label)| {
        let distance = means.each_ref().map(|mean| (picture - mean).mapv(|v| v * v).sum());
        let nearest = (0..means.len()).min_by(|&i, &j| distance[i].total_cmp(&distance[j]));
        nearest == Some(**label)
    });
    let accuracy = right.count() as f64 / labels.len() as f64;
    assert!(accuracy > 0.98, "{accuracy}");
}

#[test]
fn bao_stays_the_same_cat() {
    let bao = Cats::portraits(Cats::BAO, 1)[0];
    assert_eq!((bao.breed, bao.collar, bao.mirrored), (Breed::Tuxedo, true, false));
}

#[test]
fn a_cat_with_a_parameter_that_is_none_is_named_and_a_cat_of_no_size_is_drawn() {
    let (cats, cat) = (Cats::new(8, 8).unwrap(), Cats::portraits(Seed(1), 1)[0]);
    let message = |cat: Portrait| cats.render(&[cat, cat]).unwrap_err().to_string();
    assert_eq!(message(Portrait { tilt: f64::NAN, ..cat }), "tilt of cat 0 = NaN: give a finite number");
    assert_eq!(message(Portrait { tail: f64::INFINITY, ..cat }), "tail of cat 0 = inf: give a finite number");
    let invisible = cats.render(&[Portrait { size: 5e-324, ..cat }, Portrait { width: -0.0, ..cat }]).unwrap();
    assert!(invisible.iter().all(|z| (0.0..=1.0).contains(z)));
}

#[test]
#[should_panic(expected = "18446744073709551615 portraits do not fit in memory")]
fn more_portraits_than_memory_holds_panic_in_words() {
    Cats::portraits(Seed(1), usize::MAX);
}

#[test]
#[should_panic(expected = "1152921504606846976 portraits do not fit in memory")]
fn more_portraits_of_a_breed_than_memory_holds_panic_in_words() {
    Cats::portraits_given(Breed::Grey, Seed(1), 1 << 60);
}

#[test]
#[should_panic(expected = "a picture of 4294967296 x 4294967296 pixels does not fit in memory")]
fn a_portrait_larger_than_memory_panics_in_words() {
    Cats::portraits(Seed(1), 1)[0].render(1 << 32, 1 << 32);
}

#[test]
fn a_bad_size_is_named() {
    let message = |height, width| Cats::new(height, width).unwrap_err().to_string();
    assert!(message(0, 16).contains("height = 0"));
    assert!(message(16, 0).contains("width = 0"));
    assert!(message(10_000_000, 16).contains("height = 10000000"), "{}", message(10_000_000, 16));
    let cats = Cats::new(8, 8).unwrap();
    assert!(cats.sample(Seed(1), 0).unwrap_err().to_string().contains("samples"));
    assert!(cats.sample(Seed(1), usize::MAX).unwrap_err().to_string().starts_with("18446744073709551615 particles"));
    // a picture of one pixel takes less room than the parameters of its cat
    assert!(Cats::new(1, 1).unwrap().sample(Seed(1), 1 << 59).is_err());
}
