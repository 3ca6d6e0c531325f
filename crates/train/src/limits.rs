//! How large a run may be: a signal is answered within three seconds, also where others are at work, so neither a step nor
//! a checkpoint may take long.

use anyhow::{Result, ensure};
use flowlab::train::Settings;

/// Hidden layers.
const LAYERS: usize = 64;
/// Weights: a checkpoint holds four numbers for each, 16 bytes, and is on the disk in half a second.
const WEIGHTS: f64 = 2.5e6;
/// Pairs times weights of a step: some 6 operations each, together a quarter of a second on two cores.
const WORK: f64 = 1.5e9;
/// A number that a pair leaves in a layer, on its way there and back, costs as much as so many weights.
const NUMBER: f64 = 100.0;
/// Numbers to which a network pads the rows that it computes in.
const PAD: f64 = 16.0;

/// Refuses a run on data in so many dimensions, with so many labels, that could not be stopped in time.
///
/// # Errors
/// More layers, weights or pairs than that; the message names the most.
pub fn check(settings: &Settings, dim: usize, n_labels: usize) -> Result<()> {
    let Settings { hidden, frequencies, batch, .. } = settings;
    ensure!(hidden.len() <= LAYERS, "--hidden of {} layers: give at most {LAYERS}", hidden.len());
    let input = (dim + n_labels) as f64 + 1.0 + 2.0 * *frequencies as f64;
    let widths: Vec<f64> =
        [input].into_iter().chain(hidden.iter().map(|width| *width as f64)).chain([dim as f64]).collect();
    let weights: f64 = widths.windows(2).map(|pair| (pair[0] + 1.0) * pair[1]).sum();
    let way = "so that Ctrl-C can save within 3 seconds";
    ensure!(
        weights <= WEIGHTS,
        "--hidden and --frequencies ask for {weights} weights: at most {WEIGHTS} are taken, {way}; give smaller layers"
    );
    let padded = |width: f64| (width / PAD).ceil() * PAD;
    let products: f64 = widths.windows(2).map(|pair| padded(pair[0]) * padded(pair[1])).sum();
    let numbers: f64 = widths.iter().map(|width| padded(*width)).sum();
    let most = (WORK / (products + NUMBER * numbers)).floor();
    ensure!(
        *batch as f64 <= most,
        "--batch {batch}: with {weights} weights at most {most} pairs are taken in a step, {way}; give fewer or smaller layers"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_take_long_are_refused_by_name_and_ordinary_ones_are_not() {
        let with = |hidden: Vec<usize>, batch: usize, frequencies: usize| {
            check(&Settings { hidden, batch, frequencies, ..Settings::default() }, 2, 0)
                .map_err(|error| error.to_string())
        };
        assert_eq!(with(vec![128; 3], 1024, 0), Ok(()));
        assert_eq!(with(vec![700; 3], 1024, 16), Ok(()));
        assert_eq!(with(vec![1024; 3], 512, 0), Ok(()));
        assert_eq!(with(vec![64; 2], 16_384, 0), Ok(()));
        assert!(with(vec![1; 65], 1, 0).unwrap_err().contains("of 65 layers: give at most 64"));
        // (3 + 1)·4000 + (4000 + 1)·4000 + (4000 + 1)·2
        assert!(with(vec![4000; 2], 1, 0).unwrap_err().contains("16028002 weights: at most 2500000"));
        assert!(with(vec![8], 1, usize::MAX).unwrap_err().contains("--frequencies"));
        assert!(with(vec![usize::MAX; 2], 1, 0).is_err());
        let most = with(vec![128; 3], usize::MAX, 0).unwrap_err();
        let most: usize = most.split("at most ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert_eq!(with(vec![128; 3], most, 0), Ok(()));
        assert!(with(vec![128; 3], most + 1, 0).is_err());
    }
}
