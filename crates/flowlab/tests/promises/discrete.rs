//! Chains that jump, and words that are opened: laws against samples, rates against laws, enumeration against closed forms.

use flowlab::discrete::entropy;
use flowlab::ndarray::{Array1, array};
use flowlab::prelude::*;

fn two_states() -> RateMatrix {
    RateMatrix::new(array![[-2.0, 1.0], [2.0, -1.0]]).unwrap()
}

fn path(language: Language, noise: LetterNoise) -> MixturePath {
    MixturePath::new(language, noise)
}

/// The share of wrong strings after n equal steps.
fn wrong(language: &Language, noise: LetterNoise, n: usize) -> f64 {
    let law = StringLaw::exact(&path(language.clone(), noise), &Plan::even(n).unwrap()).unwrap();
    law.share_wrong(language)
}

#[test]
fn the_law_of_a_chain_obeys_the_forward_equation() {
    let rates = RateMatrix::new(array![[-3.0, 1.0, 0.5], [1.0, -1.5, 0.0], [2.0, 0.5, -0.5]]).unwrap();
    let p0 = array![0.2, 0.5, 0.3];
    let h = 1e-4;
    for t in [0.1, 1.0, 5.0] {
        let [before, now, after] = [t - h, t, t + h].map(|t| rates.law(&p0, t).unwrap());
        let slope = (after - before) / (2.0 * h);
        // curvature h²·|u³p|/6, |u| < 6; rounding 1e-16/h
        assert!((slope - rates.flow(&now)).iter().all(|gap| gap.abs() < 1e-6), "{t}");
        assert!((now.sum() - 1.0).abs() < 1e-14);
    }
}

#[test]
fn paths_that_jump_have_the_law_of_the_forward_equation() {
    let (rates, n) = (two_states(), 20_000);
    let paths = rates.paths(0, 2.0, Seed(3), n).unwrap();
    for t in [0.1, 0.5, 2.0] {
        let p = rates.law(&array![1.0, 0.0], t).unwrap()[1];
        let share = paths.iter().filter(|path| path.at(t) == 1).count() as f64 / n as f64;
        assert!((share - p).abs() < 4.0 * (p * (1.0 - p) / n as f64).sqrt(), "{t}: {share} and {p}");
    }
    // the first holding time has the mean ½: it is exponential, cut at 2
    let first = paths.iter().map(|path| path.jumps().first().map_or(2.0, |jump| jump.0));
    let mean = first.sum::<f64>() / n as f64;
    assert!((mean - 0.5 * (1.0 - (-4.0_f64).exp())).abs() < 4.0 * 0.5 / (n as f64).sqrt(), "{mean}");
    assert!(
        paths.iter().all(|path| path.jumps().windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 != pair[1].1))
    );
}

#[test]
fn a_state_that_nothing_leaves_is_kept() {
    let rates = RateMatrix::new(array![[0.0, 0.0], [0.0, 0.0]]).unwrap();
    assert!(rates.paths(1, 1e300, Seed(1), 3).unwrap().iter().all(|path| path.jumps().is_empty() && path.at(5.0) == 1));
}

#[test]
fn two_coins_behind_masks_are_wrong_once_in_2n() {
    for n in 1..=9 {
        let share = wrong(&Language::coins(2).unwrap(), LetterNoise::Mask, n);
        assert!((share - 0.5 / n as f64).abs() < 1e-14, "{n}: {share}");
    }
}

#[test]
fn a_string_of_independent_letters_needs_one_step() {
    let free = Language::new("abc", &["aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc"]).unwrap();
    let law = StringLaw::exact(&path(free.clone(), LetterNoise::Mask), &Plan::even(1).unwrap()).unwrap();
    assert!(free.sentences().iter().all(|z| (law.probability(z) - 1.0 / 9.0).abs() < 1e-15));
}

#[test]
fn one_letter_at_a_time_is_without_error_in_every_order() {
    let sums = Language::sums();
    let masks = path(sums.clone(), LetterNoise::Mask);
    for order in [[0, 1, 2, 3], [3, 1, 2, 0], [2, 0, 3, 1]] {
        let groups: Vec<&[usize]> = order.chunks(1).collect();
        let law = StringLaw::exact(&masks, &Plan::groups(&groups).unwrap()).unwrap();
        // the chain rule: not only a sentence, but each as likely as every other
        assert!(sums.sentences().iter().all(|z| (law.probability(z) - 0.01).abs() < 1e-15), "{order:?}");
        assert_eq!(sums.share_wrong(&tau_leap(&masks, &Plan::groups(&groups).unwrap(), Seed(1), 500).unwrap()), 0.0);
    }
}

#[test]
fn samples_have_the_exact_law_of_their_steps() {
    let n = 20_000;
    for noise in LetterNoise::ALL {
        let parity = path(Language::parity(3).unwrap(), noise);
        let plan = Plan::clock(5, |t| t * t).unwrap();
        let law = StringLaw::exact(&parity, &plan).unwrap();
        let ends = tau_leap(&parity, &plan, Seed(7), n).unwrap();
        let mut total = 0.0;
        for number in 0..8_usize {
            let x = [number >> 2 & 1, number >> 1 & 1, number & 1];
            let p = law.probability(&x);
            let share = ends.iter().filter(|end| end[..] == x).count() as f64 / n as f64;
            assert!((share - p).abs() < 4.5 * (p * (1.0 - p) / n as f64).sqrt(), "{noise:?} {x:?}: {share} and {p}");
            total += p;
        }
        assert!((total - 1.0).abs() < 1e-14);
    }
}

#[test]
fn the_law_of_the_path_is_that_of_its_pairs() {
    let n = 40_000;
    for noise in LetterNoise::ALL {
        let coins = path(Language::coins(2).unwrap(), noise);
        let pairs = coins.pairs(Seed(2), n).unwrap();
        // E over κ: the law is a polynomial of degree 2, for which Simpson's rule is exact
        let [start, middle, end] = [0.0, 0.5, 1.0].map(|kappa| coins.law(kappa).unwrap());
        for x in [[0, 0], [0, 1], [1, 0], [1, 1]] {
            let p = (start.probability(&x) + 4.0 * middle.probability(&x) + end.probability(&x)) / 6.0;
            let share = pairs.iter().filter(|pair| pair.x[..] == x).count() as f64 / n as f64;
            assert!((share - p).abs() <= 4.0 * (p * (1.0 - p) / n as f64).sqrt(), "{noise:?} {x:?}: {share} and {p}");
        }
    }
}

/// T3: ṗ(y) = Σ over letters of the flow in, less the flow out, with the rates (P(zᵢ = y | x) − 1[y = xᵢ])/(1 − κ).
#[test]
fn the_marginal_rate_makes_the_law_of_the_path() {
    for noise in LetterNoise::ALL {
        let language = Language::parity(3).unwrap();
        let parity = path(language, noise);
        let s = if noise == LetterNoise::Mask { 3 } else { 2 };
        let strings: Vec<Sentence> =
            (0..s * s * s).map(|number| vec![number / s / s, number / s % s, number % s]).collect();
        let (kappa, h) = (0.4, 1e-4);
        let [before, now, after] = [kappa - h, kappa, kappa + h].map(|kappa| parity.law(kappa).unwrap());
        let mut flow = Array1::<f64>::zeros(strings.len());
        for x in &strings {
            let posterior = parity.posterior(kappa, x).unwrap();
            for i in (0..3).filter(|i| noise == LetterNoise::Uniform || x[*i] == 2) {
                for letter in 0..2 {
                    let moved = now.probability(x) * posterior[[i, letter]] / (1.0 - kappa);
                    let mut y = x.clone();
                    y[i] = letter;
                    let place = |x: &Sentence| x.iter().fold(0, |number, letter| s * number + letter);
                    flow[place(&y)] += moved;
                    flow[place(x)] -= moved;
                }
            }
        }
        for (x, flow) in strings.iter().zip(flow) {
            let slope = (after.probability(x) - before.probability(x)) / (2.0 * h);
            assert!((slope - flow).abs() < 1e-7, "{noise:?} {x:?}: {slope} and {flow}"); // a cubic: h²·p‴/6
        }
    }
}

#[test]
fn the_posterior_of_masks_does_not_know_the_time() {
    let sums = Language::sums();
    let x = sums.read("6?1?").unwrap();
    let masks = path(sums, LetterNoise::Mask);
    let early = masks.posterior(0.1, &x).unwrap();
    assert_eq!(early, masks.posterior(0.9, &x).unwrap());
    // b is 4 to 9, and then d is b − 4
    assert!(
        (4..10).all(|b| (early[[1, b]] - 1.0 / 6.0).abs() < 1e-15 && (early[[3, b - 4]] - 1.0 / 6.0).abs() < 1e-15)
    );
}

#[test]
fn the_weighted_floor_of_masks_is_the_entropy() {
    let sums = Language::sums();
    let masks = path(sums.clone(), LetterNoise::Mask);
    // floor/(1 − κ) is a polynomial of degree 3, for which the three-point Gauss rule is exact
    let node = 0.6_f64.sqrt() / 2.0;
    let at = |kappa: f64| masks.floor(kappa).unwrap() / (1.0 - kappa);
    let mean = (5.0 * at(0.5 - node) + 8.0 * at(0.5) + 5.0 * at(0.5 + node)) / 18.0;
    assert!((mean - sums.entropy()).abs() < 1e-12, "{mean}");
    // and the floor itself, of degree 4, is the loss of the exact posterior
    let weighted = |kappa: f64| masks.floor(kappa).unwrap();
    let mean = (5.0 * weighted(0.5 - node) + 8.0 * weighted(0.5) + 5.0 * weighted(0.5 + node)) / 18.0;
    assert!((mean - mask_loss(&masks, &sums)).abs() < 1e-12, "{mean}");
}

#[test]
fn the_floor_of_uniform_noise_is_between_none_and_all() {
    let coins = path(Language::coins(2).unwrap(), LetterNoise::Uniform);
    assert!((coins.floor(0.0).unwrap() - 2.0 * 2_f64.ln()).abs() < 1e-15);
    assert!(coins.floor(1.0).unwrap().abs() < 1e-15);
    // by hand at ½: equal letters with ⅝, then 9 : 1; else ½ : ½
    let by_hand = 2.0 * (0.625 * entropy(&[0.9, 0.1]) + 0.375 * 2_f64.ln());
    assert!((coins.floor(0.5).unwrap() - by_hand).abs() < 1e-15);
}

#[test]
fn masks_are_changed_once_and_other_letters_more_often() {
    let coins = Language::coins(3).unwrap();
    for (noise, n, least, most) in [(LetterNoise::Mask, 4, 3.0, 3.0), (LetterNoise::Uniform, 4, 1.5, 2.0)] {
        let law = StringLaw::exact(&path(coins.clone(), noise), &Plan::even(n).unwrap()).unwrap();
        let changes = law.mean_changes();
        assert!(changes > least - 1e-12 && changes < most + 1e-12, "{noise:?}: {changes}");
    }
}

#[test]
fn more_redundancy_corrects_errors_of_uniform_noise_and_not_of_masks() {
    let three = Language::coins(3).unwrap();
    let ratio = |noise| wrong(&three, noise, 16) / wrong(&three, noise, 32);
    assert!((ratio(LetterNoise::Mask) - 2.0).abs() < 1e-12); // ¾/n
    assert!((ratio(LetterNoise::Uniform) - 4.0).abs() < 0.4); // order 2, nearly
}

#[test]
fn steps_start_in_noise_and_end_where_the_ends_are() {
    let masks = path(Language::sums(), LetterNoise::Mask);
    let plan = Plan::even(6).unwrap();
    let steps = tau_leap_steps(&masks, &plan, Seed(4), 600).unwrap();
    assert_eq!(steps.len(), 7);
    assert!(steps[0].iter().flatten().all(|letter| *letter == 10));
    assert_eq!(steps[6], tau_leap(&masks, &plan, Seed(4), 600).unwrap());
    // the first strings do not depend on how many there are
    assert_eq!(steps[6][..5], tau_leap(&masks, &plan, Seed(4), 5).unwrap());
}

#[test]
fn a_network_without_weights_knows_nothing_but_the_masks() {
    let coins = Language::coins(2).unwrap();
    let learned = Learned::new(&Mlp::zeros(&[6, 4], Activation::Silu).unwrap(), &coins).unwrap();
    // two fair letters one by one: ½ wrong; ln 2 for each masked letter, one of two on the average
    let law = StringLaw::exact(&learned, &Plan::groups(&[&[0], &[1]]).unwrap()).unwrap();
    assert_eq!(law.share_wrong(&coins), 0.5);
    assert!((mask_loss(&learned, &coins) - 2_f64.ln()).abs() < 1e-7); // in f32
}
