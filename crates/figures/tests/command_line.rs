//! The contract of the command line: ids, lists, styles, formats and what goes wrong.

mod common;

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::LazyLock;

use common::{Files, answer, figures, files, run};
use tempfile::tempdir;

#[test]
fn an_unknown_id_is_refused_with_the_nearest_before_anything_is_written() {
    let folder = tempdir().unwrap();
    let (code, out, err) = run(folder.path(), &["traj", "vectr_field", "--out", "new"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.contains("`vectr_field`") && err.contains("nearest are vector_field") && err.lines().count() == 1,
        "{err}"
    );
    assert!(!folder.path().join("new").exists());
}

#[test]
fn only_the_named_figures_are_drawn_and_the_last_line_sums_up() {
    let folder = tempdir().unwrap();
    let (code, out, err) = run(folder.path(), &["traj", "Bao", "--quick", "--out", "new/pictures"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let names: Vec<String> = files(&folder.path().join("new/pictures")).into_keys().collect();
    assert_eq!(names, ["Bao.jpg", "traj.png"]);
    let last = out.lines().last().unwrap();
    assert!(last.starts_with("2 files written in ") && last.ends_with(" to new/pictures/"), "{last}");
}

#[test]
fn names_tell_language_theme_and_format() {
    let folder = tempdir().unwrap();
    let styled =
        ["traj", "flow", "Bao", "--quick", "--out", ".", "--lang", "zh", "--theme", "dark", "--format", "svg,png"];
    assert_eq!(run(folder.path(), &styled).0, Some(0));
    let names: Vec<String> = files(folder.path()).into_keys().collect();
    let expected = [
        "Bao.zh.dark.jpg",
        "flow.zh.dark.gif",
        "flow.zh.dark.png",
        "flow.zh.dark.svg",
        "traj.zh.dark.png",
        "traj.zh.dark.svg",
    ];
    assert_eq!(names, expected);
    for kind in ["light", "dark"] {
        assert_eq!(run(folder.path(), &["traj", "--quick", "--out", kind, "--theme", kind]).0, Some(0));
    }
    let light = fs::read(folder.path().join("light/traj.png")).unwrap();
    assert_ne!(light, fs::read(folder.path().join("dark/traj.dark.png")).unwrap());
}

#[test]
fn every_figure_is_listed_in_lines_and_in_json() {
    let folder = tempdir().unwrap();
    let (code, lines, _) = run(folder.path(), &["--list"]);
    assert_eq!(code, Some(0));
    let (code, json, _) = run(folder.path(), &["--list", "--json", "--lang", "zh"]);
    assert_eq!(code, Some(0));
    let json: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!((lines.lines().count(), json.len()), (figures::figures().count(), figures::figures().count()));
    for ((line, object), figure) in lines.lines().zip(&json).zip(figures::figures()) {
        let lesson = lessons::of_figure(figure.id).unwrap().slug;
        assert!(line.starts_with(figure.id) && line.ends_with(figure.caption.en) && line.contains(lesson), "{line}");
        for (key, value) in
            [("id", figure.id), ("file", &figure.file()), ("lesson", lesson), ("caption", figure.caption.zh)]
        {
            assert_eq!(object[key], value);
        }
    }
}

#[test]
fn an_output_that_is_closed_early_is_no_error_and_a_full_one_is() {
    let folder = tempdir().unwrap();
    for args in [&["--list"][..], &["traj", "--quick", "--out", "new"], &["--help"]] {
        let mut child = figures(folder.path(), args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let (code, _, err) = answer(child.wait_with_output().unwrap());
        assert_eq!((code, err.as_str()), (Some(0), ""), "{args:?}");
    }
    assert!(folder.path().join("new/traj.png").exists(), "the work goes on");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let (code, _, err) = answer(figures(folder.path(), &["--list"]).stdout(full).output().unwrap());
    assert_eq!((code, err.lines().count()), (Some(1), 1), "{err}");
}

#[test]
fn calls_that_contradict_themselves_are_refused() {
    let folder = tempdir().unwrap();
    for args in [
        &["--check", "--notes", "a.md"][..],
        &["--check", "--force"],
        &["traj", "--notes", "a.md"],
        &["--notes", "a.md", "--format", "svg"],
        &["--as", "cover.png=traj"],
        &["--notes", "a.md", "--as", "cover.png"],
        &["--notes", "a.md", "--as", "cover.png=trja"],
        &["--json"],
        &["--list", "--check"],
        &["--theme", "blue"],
        &["--lang", "fr"],
        &["--format", "gif"],
    ] {
        let (code, out, err) = run(folder.path(), args);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}");
        assert!(err.starts_with("error: "), "{err}");
    }
    assert!(files(folder.path()).is_empty());
}

/// All pictures, drawn quickly by so many threads.
fn drawn(folder: &Path, threads: usize) -> Files {
    let mut figures = figures(folder, &["--quick", "--out", "."]);
    assert!(figures.env("RAYON_NUM_THREADS", threads.to_string()).output().unwrap().status.success());
    files(folder)
}

static BY_ONE_THREAD: LazyLock<Files> = LazyLock::new(|| drawn(tempdir().unwrap().path(), 1));

#[test]
fn the_same_bytes_come_from_any_number_of_threads() {
    let folder = tempdir().unwrap();
    assert!(BY_ONE_THREAD.len() >= figures::figures().count());
    assert!(*BY_ONE_THREAD == drawn(folder.path(), 3));
}

#[test]
fn check_names_each_file_that_is_stale_missing_or_stray_and_writes_nothing() {
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    BY_ONE_THREAD.iter().for_each(|(name, bytes)| fs::write(at(name), bytes).unwrap());
    fs::copy(at("ode.png"), at("traj.png")).unwrap();
    fs::write(at("Bao.jpg"), "no picture").unwrap();
    fs::remove_file(at("flow.gif")).unwrap();
    fs::write(at("old_idea.png"), "x").unwrap();
    fs::write(at("README.md"), "a gallery may stand here").unwrap();
    let before = files(folder.path());
    let (code, out, err) = run(folder.path(), &["--check", "--quick", "--out", "."]);
    assert_eq!(code, Some(1));
    let named: Vec<&str> = out.lines().map(|line| line.split_inclusive(": ").take(2).last().unwrap()).collect();
    assert_eq!(
        out.lines().map(|line| line.split(':').next().unwrap()).collect::<Vec<_>>(),
        ["old_idea.png", "Bao.jpg", "flow.gif", "traj.png"]
    );
    assert_eq!(named, ["stray: ", "stale: ", "missing", "stale: "]);
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(before == files(folder.path()));

    let (code, out, _) = run(folder.path(), &["ode", "--check", "--quick", "--out", "."]);
    assert_eq!(code, Some(0), "a named figure is checked alone: {out}");
    let (code, _, err) = run(folder.path(), &["--check", "--quick", "--out", "nowhere"]);
    assert_eq!((code, err.lines().count()), (Some(1), 1), "{err}");
    assert!(!at("nowhere").exists());
}

#[test]
fn check_sees_a_changed_frame_of_an_animation() {
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    assert_eq!(run(folder.path(), &["flow", "--quick", "--out", "."]).0, Some(0));
    let other = ["flow", "--quick", "--out", "dark", "--theme", "dark"];
    assert_eq!(run(folder.path(), &other).0, Some(0));
    fs::copy(at("dark/flow.dark.gif"), at("flow.gif")).unwrap();
    let (code, out, _) = run(folder.path(), &["flow", "--check", "--quick", "--out", "."]);
    assert_eq!(code, Some(1));
    assert!(out.starts_with("flow.gif: stale: ") && out.lines().count() == 1, "{out}");
}
