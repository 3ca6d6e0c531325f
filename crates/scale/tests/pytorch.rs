//! The transformer against PyTorch, where that is installed: `SCALE_PYTHON` names the Python, `python3` is asked else.

mod common;

use std::path::Path;
use std::process::Command;

use burn::tensor::{Device, Tensor, TensorData};
use scale::net::{Dit, Network};
use scale::settings::Target;
use scale::weights;

fn python() -> Option<String> {
    let python = std::env::var("SCALE_PYTHON").unwrap_or_else(|_| "python3".to_string());
    let has_torch =
        Command::new(&python).args(["-c", "import torch"]).output().is_ok_and(|output| output.status.success());
    has_torch.then_some(python)
}

#[test]
fn pytorch_says_the_same_with_our_weights_and_we_say_the_same_with_its() {
    let Some(python) = python() else {
        println!("skipped: no Python with torch (SCALE_PYTHON names one)");
        return;
    };
    let folder = scale::scratch::Scratch::new();
    let file = |name: &str| folder.path().join(name);
    let (net, (x, times, labels)) = (common::net(), common::inputs());
    weights::save(&net, Target::Velocity, &file("ours.safetensors")).unwrap();
    let rows: Vec<&[f32]> = x.chunks(72).collect();
    let inputs = serde_json::json!({ "x": rows, "t": times, "y": labels });
    std::fs::write(file("inputs.json"), inputs.to_string()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference.py");
    let files = ["ours.safetensors", "inputs.json", "outputs.json", "theirs.safetensors"].map(file);
    let status = Command::new(python).arg(script).arg("forward").args(files).status().unwrap();
    assert!(status.success());
    let outputs = std::fs::read_to_string(file("outputs.json")).unwrap();
    let outputs: [Vec<Vec<f32>>; 2] = serde_json::from_str(&outputs).unwrap();
    let (theirs, _) = weights::load::<Dit>(&file("theirs.safetensors"), &Device::flex()).unwrap();
    for (net, expected) in [net, theirs].iter().zip(outputs) {
        let input = Tensor::<2>::from_data(TensorData::new(x.clone(), [5, 72]), &Device::flex());
        let made: Vec<f32> = net.forward(input, &times, &labels).into_data().iter::<f32>().collect();
        for (made, expected) in made.iter().zip(expected.concat()) {
            assert!((made - expected).abs() < 1e-5 * expected.abs().max(1.0), "{made} {expected}");
        }
    }
}
