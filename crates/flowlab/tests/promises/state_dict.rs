//! Weights of other programs: names as PyTorch's modules give them, and what cannot be loaded.

use std::collections::BTreeMap;
use std::path::Path;

use flowlab::prelude::*;
use safetensors::tensor::{Dtype, TensorView};

/// Tensors by name: shape and values.
type State = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// A network of the widths 3, 20, 17, 2, and its state under these names of its layers.
fn network(layers: [&str; 3]) -> (Mlp<f32>, State) {
    let net = Mlp::new(&[3, 20, 17, 2], Activation::Silu, Seed(5)).unwrap();
    let mut state = State::new();
    for (l, layer) in layers.iter().enumerate() {
        let (weight, bias) = (net.weight(l), net.bias(l));
        state.insert(format!("{layer}weight"), (weight.shape().to_vec(), weight.iter().copied().collect()));
        state.insert(format!("{layer}bias"), (bias.shape().to_vec(), bias.to_vec()));
    }
    (net, state)
}

/// Writes a state as other programs do: without our lines.
fn save(state: &State, file: &Path) {
    let bytes: BTreeMap<&String, Vec<u8>> =
        state.iter().map(|(name, (_, values))| (name, values.iter().flat_map(|v| v.to_le_bytes()).collect())).collect();
    let views = state.iter().map(|(name, (shape, _))| {
        (name, TensorView::new(Dtype::F32, shape.clone(), &bytes[name]).expect("shapes and values agree"))
    });
    std::fs::write(file, safetensors::serialize(views, None).unwrap()).unwrap();
}

fn load(state: &State) -> Result<Mlp<f32>, flowlab::Error> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("net.safetensors");
    save(state, &file);
    Mlp::load(&file, Activation::Silu)
}

/// The refusal of a state: one line, the same each time, that tells what was found and what is expected.
fn refused(state: &State) -> String {
    let why = || load(state).expect_err("this must be refused").to_string().split_once(": ").unwrap().1.to_string();
    let said = why();
    assert!(!said.contains('\n') && (0..5).all(|_| why() == said), "{said}");
    said
}

#[test]
fn layers_are_found_under_every_prefix_and_with_gaps_in_their_numbers() {
    for layers in [
        ["0.", "2.", "4."],
        ["net.0.", "net.2.", "net.4."],
        ["_orig_mod.0.", "_orig_mod.2.", "_orig_mod.4."],
        ["module.0.", "module.2.", "module.4."],
        ["module._orig_mod.net.0.", "module._orig_mod.net.2.", "module._orig_mod.net.4."],
        ["layers.0.", "layers.1.", "layers.2."],
        ["0.", "3.", "6."], // a dropout or two between
        ["net.1.", "net.9.", "net.10."],
        ["blocks.0.linear.", "blocks.1.linear.", "blocks.2.linear."],
        ["v2.fc1.", "v2.fc2.", "v2.fc10."],
    ] {
        let (net, state) = network(layers);
        assert_eq!(load(&state).unwrap_or_else(|error| panic!("{layers:?}: {error}")), net);
    }
    let net = Mlp::<f32>::new(&[4, 2], Activation::Silu, Seed(1)).unwrap();
    let (weight, bias) = (net.weight(0).iter().copied().collect(), net.bias(0).to_vec());
    let alone = [("weight".into(), (vec![2, 4], weight)), ("bias".into(), (vec![2], bias))];
    assert_eq!(load(&alone.into()).unwrap(), net);
}

#[test]
fn where_names_do_not_tell_the_layers_they_are_told_and_what_is_expected() {
    let state = |layers: [&str; 3]| network(layers).1;
    for layers in [
        ["actor.0.", "actor.2.", "critic.0."],
        ["0.0.", "0.1.", "1.0."],
        ["input.", "hidden.", "output."],
        ["1.", "01.", "2."],
    ] {
        let said = refused(&state(layers));
        let found = format!("found `{}bias`", layers.iter().min().unwrap());
        assert!(said.contains("order the names do not tell") && said.contains(&found), "{said}");
        assert!(said.contains("expected `N.weight` (out, in) and `N.bias` (out)"), "{said}");
    }
    let with = |name: &str, shape: Vec<usize>| {
        let mut state = state(["net.0.", "net.2.", "net.4."]);
        let values = vec![0.0; shape.iter().product()];
        state.insert(name.to_string(), (shape, values));
        refused(&state)
    };
    assert!(with("net.1.weight", vec![20]).contains("has no tensor `net.1.bias`"));
    assert!(with("net.1.running_mean", vec![20]).contains("has `net.1.running_mean`, which is no dense layer's"));
    assert!(with("a\nb", vec![1]).contains("has `a\u{fffd}b`"));
    let mut state = state(["0.", "2.", "4."]);
    state.insert("1.weight".into(), (vec![20], vec![1.0; 20]));
    state.insert("1.bias".into(), (vec![20], vec![1.0; 20]));
    let norm = refused(&state);
    assert!(norm.contains("has `1.weight` in the shape [20], which is no dense layer's; found `0.bias`"), "{norm}");
    assert!(norm.contains("`2.bias`, `2.weight`, 2 more; expected"), "{norm}");
    assert!(refused(&State::new()).contains("found no tensors; expected `N.weight`"));
}

#[test]
fn layers_that_do_not_fit_one_another_are_refused_and_transposed_ones_are_told_apart() {
    let (_, mut state) = network(["0.", "2.", "4."]);
    state.insert("2.weight".into(), (vec![17, 19], vec![0.0; 17 * 19]));
    assert!(refused(&state).contains("has `2.weight` of 19 inputs after a layer of 20 outputs; found `0.bias`"));
    let (_, mut state) = network(["0.", "2.", "4."]);
    for (shape, _) in state.values_mut() {
        shape.reverse();
    }
    let said = refused(&state);
    assert!(said.contains("W is stored as (in, out)") && said.contains("np.ascontiguousarray(W.T)"), "{said}");
}
