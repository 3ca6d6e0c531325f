//! Laws that come in classes: moons, circles, spirals, boards, cats.

use flowlab::distribution::{
    Breed, Cats, Checkerboard, Circles, Density, EightGaussians, Moons, Portrait, Sample, SampleLabelled, Spiral,
};

use crate::input::Input;
use crate::promise::{answer, finite};

/// Shapes with any noise.
pub fn noisy(input: &mut Input<'_>) {
    let (which, noise) = (input.byte() % 3, input.number());
    let valid = noise >= 0.0 && (noise * noise).is_finite();
    match which {
        0 => _ = answer(Moons::new(noise), valid).map(|moons| check_samples(&moons, input)),
        1 => _ = answer(Circles::new(noise), valid).map(|circles| check_samples(&circles, input)),
        _ => _ = answer(Spiral::new(noise), valid).map(|spiral| check_samples(&spiral, input)),
    }
}

/// Shapes without parameters, each with a density that is positive where it is drawn.
pub fn fixed(input: &mut Input<'_>) {
    check_samples(&EightGaussians, input);
    check_samples(&Checkerboard, input);
    let n = input.size(8) + 1;
    let seed = input.seed();
    if let Some(samples) = answer(Checkerboard.sample(seed, n), true) {
        assert!(finite(&Checkerboard.log_density(&samples)));
    }
    if let Some(samples) = answer(EightGaussians.sample(seed, n), true) {
        assert!(finite(&EightGaussians.log_density(&samples)) && finite(&EightGaussians.score(&samples)));
    }
    let any = input.matrix(n, 2);
    assert!(Checkerboard.log_density(&any).iter().all(|p| !p.is_nan()));
}

/// Cats of any size; small ones are drawn.
pub fn cats(input: &mut Input<'_>) {
    let sides = [0, 1, 2, 5, 7, Cats::MAX_SIDE, Cats::MAX_SIDE + 1, usize::MAX];
    let (height, width) = (input.pick(&sides), input.pick(&sides));
    let fits = |side: usize| (1..=Cats::MAX_SIDE).contains(&side);
    let Some(cats) = answer(Cats::new(height, width), fits(height) && fits(width)) else { return };
    assert_eq!((cats.height(), cats.width(), cats.dim()), (height, width, 3 * height * width));
    if height.max(width) < 8 {
        check_samples(&cats, input);
        let n = input.wild_size(3);
        let pictures = answer(cats.sample_given(input.pick(&Breed::ALL), input.seed(), n), (1..4).contains(&n));
        assert!(pictures.is_none_or(|pictures| pictures.iter().all(|z| (0.0..=1.0).contains(z))));
        let portraits: Vec<Portrait> = (0..input.size(2)).map(|_| portrait(input)).collect();
        let finite = portraits.iter().all(|cat| cat.values().iter().all(|value| value.is_finite()));
        if let Some(pictures) = answer(cats.render(&portraits), !portraits.is_empty() && finite) {
            assert_eq!(pictures.dim(), (portraits.len(), cats.dim()));
            assert!(pictures.iter().all(|z| (0.0..=1.0).contains(z)), "{portraits:?}");
        }
    }
}

/// A cat with any parameters, also such as no law gives.
fn portrait(input: &mut Input<'_>) -> Portrait {
    let breed = input.pick(&Breed::ALL);
    let cat = Cats::portraits_given(breed, input.seed(), 1)[0];
    let values = cat.values().map(|value| if input.byte().is_multiple_of(4) { input.number() } else { value });
    let cat = Portrait::new(breed, cat.mirrored, cat.collar, values);
    assert!(!cat.values().iter().all(|value| value.is_finite()) || !cat.log_density().is_nan(), "{cat:?}");
    cat
}

/// Samples of any number have their shape and one label each, and are the samples without labels. The labels.
pub fn check_samples(law: &impl SampleLabelled, input: &mut Input<'_>) -> Vec<usize> {
    let probabilities = law.class_probabilities();
    assert!((probabilities.sum() - 1.0).abs() <= 1e-9 && probabilities.len() == law.n_classes());
    let (n, seed) = (input.wild_size(6), input.seed());
    let valid = (1..7).contains(&n);
    let samples = answer(law.sample(seed, n), valid);
    let Some((z, labels)) = answer(law.sample_labelled(seed, n), valid) else { return Vec::new() };
    assert!(z.dim() == (n, law.dim()) && labels.len() == n && finite(&z));
    assert!(labels.iter().all(|label| *label < law.n_classes()));
    assert_eq!(samples, Some(z));
    labels
}
