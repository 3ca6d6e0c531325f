//! Weights go to PyTorch and come from it, with the same answers.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flowlab::distribution::{Gaussian, Sample};
use flowlab::nn::{Activation, Mlp};
use flowlab::prelude::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/promises/torch")
}

/// Rows of numbers, one a line.
fn rows(text: &str) -> Array2<f32> {
    let rows: Vec<Vec<f32>> =
        text.lines().map(|line| line.split(',').map(|number| number.parse().unwrap()).collect()).collect();
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j])
}

/// Answers of size 1 in f32: rounding 6e-8 in each of some 20 terms of three layers.
fn close(ours: &Array2<f32>, theirs: &Array2<f32>) {
    assert_eq!(ours.dim(), theirs.dim());
    let error = (ours - theirs).iter().fold(0.0_f32, |most, e| most.max(e.abs()));
    assert!(error < 1e-5, "{error}");
}

#[test]
fn a_network_of_pytorchs_gives_pytorchs_answers() {
    let net = Mlp::<f32>::load(folder().join("net.safetensors"), Activation::Silu).unwrap();
    assert_eq!(net.widths(), [3, 20, 17, 2]);
    let table = rows(&std::fs::read_to_string(folder().join("net.csv")).unwrap());
    close(&net.at(&table.slice(s![.., ..3])), &table.slice(s![.., 3..]).to_owned());
}

/// The Python that `FLOWLAB_TORCH` names, else `python3`, where it has torch.
fn python_with_torch() -> Option<String> {
    let python = std::env::var("FLOWLAB_TORCH").unwrap_or_else(|_| "python3".to_string());
    let found = Command::new(&python).args(["-c", "import torch, safetensors.torch"]).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success()).then_some(python)
}

#[test]
fn pytorch_gives_the_answers_of_a_network_of_ours() {
    let Some(python) = python_with_torch() else {
        println!("skipped: no Python with torch and safetensors; FLOWLAB_TORCH=PATH names one");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut training = FlowMatching::new(
        Moons::new(0.1).unwrap(),
        Settings { hidden: vec![33, 16], steps: 50, ..Settings::default() },
    )
    .unwrap();
    training.fit(|_| std::ops::ControlFlow::Continue(())).unwrap();
    for (name, net) in [("net", training.net()), ("field", training.field().net())] {
        let file = folder.path().join(name);
        if name == "net" {
            net.save(&file).unwrap()
        } else {
            training.field().save(&file).unwrap()
        }
        let x = Gaussian::standard(3).unwrap().sample(Seed(1), 50).unwrap().mapv(|x| x as f32);
        let lines: Vec<String> =
            x.rows().into_iter().map(|row| row.iter().map(f32::to_string).collect::<Vec<_>>().join(",")).collect();
        let mut asked = Command::new(&python)
            .arg(self::folder().join("ask.py"))
            .arg(&file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        asked.stdin.take().unwrap().write_all(lines.join("\n").as_bytes()).unwrap();
        let output = asked.wait_with_output().unwrap();
        assert!(output.status.success());
        close(&net.at(&x), &rows(&String::from_utf8(output.stdout).unwrap()));
    }
}
