use flowlab::prelude::*;

/// 4000 sums from this noise by the steps of a plan: the share of wrong ones, and the states of the
/// first twelve before the first step and after each.
pub fn sums(noise: LetterNoise, plan: &Plan, seed: u64) -> flowlab::Result<(f64, Vec<Vec<Sentence>>)> {
    let path = MixturePath::new(Language::sums(), noise);
    let ends = tau_leap(&path, plan, Seed(seed), 4000)?;
    let states = tau_leap_steps(&path, plan, Seed(seed), 12)?; // of the same draws
    Ok((path.language().share_wrong(&ends), states))
}
