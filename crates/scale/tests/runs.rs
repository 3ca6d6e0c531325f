//! Whole runs: of pictures of one's own, and on any number of threads.

use std::fs;
use std::path::Path;
use std::process::Command;

use burn::tensor::Device;
use image::{Rgb, RgbImage};
use scale::net::Dit;
use scale::scratch::Scratch;
use scale::weights;

const SMALL: &str = "--batch 8 --dim 8 --heads 2 --blocks 1 --guidance 1 --heun 1";

/// What a run says, by so many threads.
fn run(line: &str, folder: &Path, threads: usize) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scale"));
    command.args(line.split(' ')).args(SMALL.split(' ')).current_dir(folder);
    let output = command.env("RAYON_NUM_THREADS", threads.to_string()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_folder_of_pictures_is_learned_and_gone_on_with() {
    let folder = Scratch::new();
    let pictures = folder.path().join("mine");
    for (k, class) in ["circles", "squares"].into_iter().enumerate() {
        fs::create_dir_all(pictures.join(class)).unwrap();
        for i in 0..12 {
            let shade = |x: u32, y: u32| if (x / 4 + y / 4) % 2 == k as u32 { 255 } else { 20 * i as u8 };
            let picture = RgbImage::from_fn(10, 8, |x, y| Rgb([shade(x, y), 100, 255 - shade(x, y)]));
            picture.save(pictures.join(class).join(format!("{i}.png"))).unwrap();
        }
    }
    fs::write(pictures.join("circles/broken.png"), b"no picture").unwrap();
    let said = run("folder mine --side 8 --steps 6", folder.path(), 2);
    for words in ["broken.png: cannot be read as a picture", "24 pictures with 2 labels, 24 of them cut", "step 6 of 6"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(said.contains("right labels") && said.contains("nearer to training"), "{said}");
    let said = run("folder mine --side 8 --steps 9 --resume", folder.path(), 2);
    assert!(said.contains("step 6 of 9") && said.contains("step 9 of 9"), "{said}");
    for file in ["checkpoint.safetensors", "weights.safetensors", "log.csv", "samples.png"] {
        assert!(folder.path().join("runs/folder").join(file).exists(), "{file}");
    }
}

#[test]
fn losses_and_weights_are_the_same_on_any_number_of_threads() {
    let folder = Scratch::new();
    let of = |threads: usize| {
        let out = format!("by-{threads}");
        run(&format!("digits --steps 20 --out {out}"), folder.path(), threads);
        let out = folder.path().join(out);
        let net = weights::load::<Dit>(&out.join("weights.safetensors"), &Device::flex()).unwrap().0;
        (fs::read(out.join("log.csv")).unwrap(), weights::of(&net), fs::read(out.join("samples.png")).unwrap())
    };
    let by_one = of(1);
    assert!(by_one == of(2) && by_one == of(3));
}
