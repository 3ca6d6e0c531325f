//! In which steps letters are opened.

use super::noise::LetterNoise;
use crate::error::{Error, Result, at_least_one};

/// The steps of a sampler: by a clock, in which each letter is opened or not by chance, or group by group.
///
/// In a step of the clock from κ to κ⁺ each letter alone is opened with probability (κ⁺ − κ)/(1 − κ): with n equal steps
/// that is 1/(n − i) in step i = 0, 1, …, and the last step opens all that is left.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// κ goes from the one number to the other.
    Leap(f64, f64),
    /// These letters are opened.
    Open(Vec<usize>),
}

impl Step {
    /// κ at the start of the step. Groups are for masks, whose posterior does not ask for it.
    pub fn kappa(&self) -> f64 {
        match self {
            Step::Leap(kappa, _) => *kappa,
            Step::Open(_) => 0.0,
        }
    }

    /// The probability that letter i is opened, if it is not yet.
    pub fn chance(&self, i: usize) -> f64 {
        match self {
            Step::Leap(kappa, next) => (next - kappa) / (1.0 - kappa),
            Step::Open(letters) => f64::from(u8::from(letters.contains(&i))),
        }
    }
}

impl Plan {
    /// n equal steps of κ from 0 to 1.
    ///
    /// # Errors
    /// n = 0.
    pub fn even(n: usize) -> Result<Plan> {
        Plan::clock(n, |t| t)
    }

    /// n equal steps of the time t from 0 to 1, with this κ of t.
    ///
    /// # Errors
    /// n = 0, or a κ that does not rise from 0 to 1.
    pub fn clock(n: usize, kappa: impl Fn(f64) -> f64) -> Result<Plan> {
        at_least_one("steps", n)?;
        Plan::knots(&(0..=n).map(|i| kappa(i as f64 / n as f64)).collect::<Vec<f64>>())
    }

    /// Steps between these values of κ. The first and the last may miss 0 and 1 by rounding.
    ///
    /// # Errors
    /// Fewer than two knots, or knots that do not rise from 0 to 1.
    pub fn knots(knots: &[f64]) -> Result<Plan> {
        let last = at_least_one("steps", knots.len().saturating_sub(1))?;
        let mut knots = knots.to_vec();
        for (i, end) in [(0, 0.0), (last, 1.0)] {
            let near = (knots[i] - end).abs() < 1e-12;
            if !near {
                return Err(Error::Knots { i, kappa: knots[i] });
            }
            knots[i] = end;
        }
        let rises = |i: usize| knots[i] > knots[i - 1];
        match (1..=last).find(|i| !rises(*i)) {
            Some(i) => Err(Error::Knots { i, kappa: knots[i] }),
            None => Ok(Plan { steps: knots.windows(2).map(|pair| Step::Leap(pair[0], pair[1])).collect() }),
        }
    }

    /// One group of letters after the other, for masks: `Plan::groups(&[&[0], &[1, 2], &[3]])` opens the first letter, then
    /// two at once, then the last.
    ///
    /// # Errors
    /// No groups. That each letter of a sentence is in one of them is asked where the plan is used.
    pub fn groups(groups: &[&[usize]]) -> Result<Plan> {
        at_least_one("groups of letters", groups.len())?;
        Ok(Plan { steps: groups.iter().map(|letters| Step::Open(letters.to_vec())).collect() })
    }

    /// The number of steps: how often a model is asked.
    pub fn n_steps(&self) -> usize {
        self.steps.len()
    }

    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Refuses groups that are not for this noise, or do not open each of the k letters once.
    pub(crate) fn fits(&self, noise: LetterNoise, k: usize) -> Result<()> {
        let mut opened = Vec::new();
        for step in &self.steps {
            match step {
                Step::Leap(..) => return Ok(()),
                Step::Open(letters) => opened.extend_from_slice(letters),
            }
        }
        opened.sort_unstable();
        match noise {
            LetterNoise::Uniform => Err(Error::GroupsWantMasks),
            LetterNoise::Mask if opened.iter().copied().eq(0..k) => Ok(()),
            LetterNoise::Mask => Err(Error::Groups { k }),
        }
    }
}
