//! The names of dense layers: `0.weight`, `0.bias`, `2.weight`, .. in a `Sequential`, much the same in other modules.

use std::collections::{BTreeMap, BTreeSet};

/// The layers of a `Sequential` under a prefix: every second module is a `Linear`, the others are activations.
pub fn sequential(prefix: &str, n_layers: usize) -> Vec<String> {
    (0..n_layers).map(|l| format!("{prefix}{}.", 2 * l)).collect()
}

/// The name of a layer's W.
pub fn weight_of(layer: &str) -> String {
    format!("{layer}weight")
}

/// The name of a layer's b.
pub fn bias_of(layer: &str) -> String {
    format!("{layer}bias")
}

/// The layer that a W is of: `0.` for `0.weight`, nothing for `weight`.
pub fn layer_of(weight: &str) -> Option<&str> {
    weight.strip_suffix("weight").filter(|layer| layer.is_empty() || layer.ends_with('.'))
}

/// The layers in their order, where the names tell it: they must differ in one number alone.
///
/// What stands before that number and behind it does not matter, and numbers may be left out, since activations and
/// dropouts have no tensors. With two numbers there is more than one order to go through them, and perhaps more than one
/// network.
pub fn in_order(layers: &[String]) -> Option<Vec<String>> {
    let texts: BTreeSet<String> = layers.iter().map(|layer| without_numbers(layer)).collect();
    let ordered: BTreeMap<Vec<u64>, &String> = layers.iter().map(|layer| (numbers_in(layer), layer)).collect();
    let most = ordered.keys().map(Vec::len).max().unwrap_or(0);
    let differs = |j: &usize| ordered.keys().map(|numbers| numbers.get(*j)).collect::<BTreeSet<_>>().len() > 1;
    let told = texts.len() == 1 && ordered.len() == layers.len() && (0..most).filter(differs).count() <= 1;
    told.then(|| ordered.into_values().cloned().collect())
}

/// A name with 0 for each of its numbers.
fn without_numbers(name: &str) -> String {
    let runs = name.as_bytes().chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    runs.map(|run| if run[0].is_ascii_digit() { "0".into() } else { String::from_utf8_lossy(run) }).collect()
}

/// The numbers in a name; one beyond all numbers counts as the largest.
fn numbers_in(name: &str) -> Vec<u64> {
    let digits = name.split(|sign: char| !sign.is_ascii_digit()).filter(|digits| !digits.is_empty());
    digits.map(|digits| digits.parse().unwrap_or(u64::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(layers: &[&str]) -> Option<Vec<String>> {
        in_order(&layers.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn one_number_puts_layers_in_order() {
        for layers in [
            ["0.", "2.", "10."],
            ["net.0.", "net.3.", "net.6."],
            ["module.net2.layers.0.fc.", "module.net2.layers.1.fc.", "module.net2.layers.11.fc."],
            ["fc1.", "fc2.", "fc10."],
        ] {
            let mut mixed = layers;
            mixed.rotate_left(2);
            assert_eq!(ordered(&mixed).unwrap(), layers);
        }
        assert_eq!(ordered(&[""]).unwrap(), [""]);
        assert_eq!(ordered(&["head."]).unwrap(), ["head."]);
    }

    #[test]
    fn more_than_one_number_or_text_does_not() {
        for layers in [["0.0.", "0.2.", "1.0."], ["actor.0.", "actor.2.", "critic.0."], ["a1.", "a01.", "a2."]] {
            assert_eq!(ordered(&layers), None, "{layers:?}");
        }
        assert_eq!(ordered(&["a#.", "a1."]), None);
        assert_eq!(ordered(&[]), None);
    }
}
