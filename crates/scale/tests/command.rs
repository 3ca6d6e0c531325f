//! What is typed wrongly gets one clear line.

use std::process::Command;

fn scale(line: &str, folder: &std::path::Path) -> (String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_scale")).args(line.split(' ')).current_dir(folder).output().unwrap();
    (String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

#[test]
fn what_does_not_fit_is_refused_in_one_line() {
    let folder = scale::scratch::Scratch::new();
    for (line, words) in [
        ("digits --side 8", "scale: --side: digits have 8 x 8 pixels"),
        ("digits --patch 3", "scale: --patch 3: pictures of 8 pixels are no whole number"),
        ("digits --heads 5", "scale: --heads 5: --dim 128 cannot be shared"),
        ("digits --dim 7", "scale: --dim 7: give an even number"),
        ("digits --net conv --width 6", "scale: --width 6: give a multiple of 4"),
        ("digits --steps 0", "scale: --steps 0: give at least one"),
        ("digits --rate 0", "scale: --rate 0: give a number above 0"),
        ("digits --heun 0", "scale: --heun 0: give at least one step"),
        ("digits --device moon", "scale: --device moon: give cpu, gpu"),
        ("digits --resume", "scale: runs/digits holds no run to go on with"),
        ("cats --side 7", "scale: --side 7: cats are learned with 8 to 64"),
        ("folder absent", "scale: cannot read the folder absent"),
        ("judge absent", "scale: cannot read absent"),
        ("agree --steps 100", "scale: --steps 100: give fewer than 100"),
    ] {
        let (message, code) = scale(line, folder.path());
        assert!(message.starts_with(words) && message.lines().count() == 1 && code == 1, "{line}: {message}");
    }
}

#[test]
fn a_run_goes_on_and_none_is_replaced_by_another() {
    let folder = scale::scratch::Scratch::new();
    let run = "digits --steps 3 --batch 4 --dim 8 --heads 2 --blocks 1 --guidance 1 --heun 1";
    assert_eq!(scale(run, folder.path()), (String::new(), 0));
    let (message, code) = scale(run, folder.path());
    assert!(
        message.contains("runs/digits holds a run of digits, at step 3 of 3: add --resume") && code == 1,
        "{message}"
    );
    let (message, _) = scale("digits --resume --dim 16", folder.path());
    assert!(message.starts_with("scale: --dim: the run in the folder has another value"), "{message}");
    let (message, _) = scale("digits --resume --net conv", folder.path());
    assert!(message.contains("its network is of the kind dit, not conv"), "{message}");
    assert_eq!(scale("digits --resume --steps 5 --guidance 1 --heun 1", folder.path()), (String::new(), 0));
    for file in ["checkpoint.safetensors", "weights.safetensors", "log.csv", "samples.png"] {
        assert!(folder.path().join("runs/digits").join(file).exists(), "{file}");
    }
}
