//! Chains that jump, and strings that are opened.

use flowlab::discrete::{Language, LetterNoise, MixturePath, Plan, RateMatrix, StringLaw, tau_leap};

use crate::input::Input;
use crate::promise::{answer, attempt};

/// Rates of any kind; those that are mended are a chain.
pub fn chain(input: &mut Input<'_>) {
    let n = input.size(4);
    let mut u = input.matrix(n, n);
    if input.flag() {
        u.mapv_inplace(f64::abs);
        u.diag_mut().fill(0.0);
        let leaving: Vec<f64> = u.columns().into_iter().map(|column| column.sum()).collect();
        u.diag_mut().iter_mut().zip(leaving).for_each(|(rate, leaving)| *rate = -leaving);
    }
    let Some(rates) = attempt(RateMatrix::new(u)) else { return };
    let fastest = (0..n).map(|x| -rates.rate(x, x)).fold(0.0, f64::max);
    let (x0, t1) = (input.size(4), input.number());
    let possible = x0 < n && t1 >= 0.0 && t1.is_finite();
    if possible && fastest * t1 > 1e3 {
        return; // jump by jump that takes long
    }
    if let Some(paths) = answer(rates.paths(x0, t1, input.seed(), 3), possible) {
        for path in paths {
            assert_eq!(path.at(-1.0), x0);
            assert!(path.jumps().iter().all(|(t, x)| *t < t1 && *x < n));
        }
    }
}

/// Small languages by any plan.
pub fn words(input: &mut Input<'_>) {
    let k = input.size(5);
    let made = if input.flag() { Language::coins(k) } else { Language::parity(k) };
    let Some(language) = answer(made, k > 0) else { return };
    let path = MixturePath::new(language.clone(), input.pick(&LetterNoise::ALL));
    let kappa = input.number();
    if let Some(law) = answer(path.law(kappa), (0.0..=1.0).contains(&kappa)) {
        let right: f64 = language.sentences().iter().map(|z| law.probability(z)).sum();
        assert!((right + law.share_wrong(&language) - 1.0).abs() < 1e-12);
    }
    let letters: Vec<usize> = (0..input.size(5)).map(|_| input.size(3)).collect();
    if let Some(posterior) = attempt(path.posterior(kappa, &letters)) {
        assert!(posterior.rows().into_iter().all(|p| (p.sum() - 1.0).abs() < 1e-12));
    }
    let knots: Vec<f64> = (0..input.size(5)).map(|_| input.fraction()).collect();
    let knots = [vec![0.0], knots, vec![1.0]].concat();
    let rises = knots.windows(2).all(|pair| pair[0] < pair[1]);
    let Some(plan) = answer(Plan::knots(&knots), rises) else { return };
    if let Some(law) = answer(StringLaw::exact(&path, &plan), true) {
        let ends = answer(tau_leap(&path, &plan, input.seed(), 5), true).unwrap_or_default();
        assert!(ends.iter().all(|end| law.probability(end) > 0.0));
    }
}
