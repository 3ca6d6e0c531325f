//! Claims on seeds that nobody chose: a claim that holds on its own seed alone holds by luck.

use flowlab::{Result, Seed};
use rayon::prelude::*;
use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF, DiscreteCDF};

use crate::{Chance, Claim, Law};

/// How rarely correct claims are to be called wrong here, each time that one is asked.
const FALSE_ALARM: f64 = 1e-6;

/// What a claim did on fresh seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Seeds that were tried.
    pub n: usize,
    /// Seeds for which the measurement was outside the law.
    pub outside: usize,
    /// What is wrong, if anything is.
    pub complaint: Option<String>,
}

/// Measures a claim on `n` seeds beside its own. `None` where chance has no part.
///
/// More seeds outside the law than the claim's false-alarm rate explains are a complaint. Where the tolerance is four
/// standard errors, so is a sum of squared distances in standard errors that is no chi-square number: a tolerance that
/// is too wide proves nothing. A correct claim is called wrong once in a million times by each of the two.
///
/// # Errors
/// The experiment fails.
pub fn check(claim: &Claim, n: usize) -> Result<Option<Report>> {
    if claim.chance == Chance::None {
        return Ok(None);
    }
    let seeds = 1..=n as u64;
    let measured = seeds.into_par_iter().map(|k| (claim.run)(Seed(claim.seed.0.wrapping_add(1000 * k))));
    let measured: Vec<f64> = measured.collect::<Result<_>>()?;
    let outside = measured.iter().filter(|x| !claim.law.holds(**x)).count();
    let most = most_outside(n, claim.chance.rate());
    let mut complaint =
        (outside > most).then(|| format!("outside its law on {outside} of {n} fresh seeds, at most {most} are chance"));
    if let (Law::Near { expected, tolerance }, Chance::FourErrors) = (claim.law, claim.chance) {
        let sum: f64 = measured.iter().map(|x| (4.0 * (x - expected) / tolerance).powi(2)).sum();
        let law = ChiSquared::new(n as f64).expect("at least one seed");
        // By the distribution function: statrs' quantiles of a chi-square number are wrong far out.
        if law.cdf(sum).min(law.sf(sum)) < FALSE_ALARM / 2.0 {
            let text = format!("the tolerance is not four standard errors: chi-square {sum:.1} for {n} seeds");
            complaint.get_or_insert(text);
        }
    }
    Ok(Some(Report { n, outside, complaint }))
}

/// The most seeds of `n` outside the law that chance explains.
fn most_outside(n: usize, rate: f64) -> usize {
    let law = Binomial::new(rate, n as u64).expect("a rate is a probability");
    (0..n).find(|k| law.sf(*k as u64) < FALSE_ALARM).unwrap_or(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::rand::Rng;
    use flowlab::rand_distr::StandardNormal;
    use lessons::{Prediction, near, normal};

    use crate::Digits;

    /// A claim on a normal number of standard deviation 1 and mean 0.
    fn claim(prediction: Prediction) -> Claim {
        let run = |seed: Seed| Ok(seed.stream(0).sample(StandardNormal));
        Claim::new("test", "", "", prediction, "", "", Digits::Decimals(1).of(run).from_seed(1))
    }

    #[test]
    fn a_true_claim_passes_and_a_wrong_value_or_tolerance_does_not() {
        let complaint = |prediction| check(&claim(prediction), 40).unwrap().unwrap().complaint;
        assert_eq!(complaint(normal(0.0, 1.0)), None);
        assert!(complaint(normal(3.0, 1.0)).is_some());
        assert!(complaint(normal(0.0, 0.25)).is_some());
        assert!(complaint(normal(0.0, 10.0)).unwrap().contains("chi-square"));
        assert_eq!(complaint(near(0.0, 2.0).false_alarms(0.05)), None);
        assert_eq!(check(&claim(near(9.0, 0.0)), 40).unwrap(), None);
    }

    #[test]
    fn one_of_twenty_outside_four_errors_is_chance_and_two_are_not() {
        assert_eq!(most_outside(20, Chance::FourErrors.rate()), 1); // P(two or more) = 7.8e-7
        assert_eq!(most_outside(20, 0.0), 0);
    }
}
