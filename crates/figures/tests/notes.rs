//! `--notes PAGE.md`: the pictures of a page, beside the page.

mod common;

use std::fs;

use common::{files, run};
use tempfile::tempdir;

const PAGE: &str = r#"---
cover:
    image: "<image path/url>" # image path/url
---

轨迹与向量场：<img src="Bao.jpg" width="300"/>

<img src="Traj.png" alt="Trajectory" width="300"/> ![向量场](img/vector_field.png)

{{< figure src="flow.gif" >}} ![](https://example.org/a.png) ![](../b.png) `![](c.png)`
"#;

#[test]
fn every_picture_comes_under_the_page_s_own_spelling() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("notes.zh.md"), PAGE).unwrap();
    let (code, out, err) = run(folder.path(), &["--notes", "notes.zh.md", "--quick"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let names: Vec<String> = files(folder.path()).into_keys().collect();
    assert_eq!(names, ["Bao.jpg", "Traj.png", "flow.gif", "notes.zh.md"]);
    assert!(folder.path().join("img/vector_field.png").exists());
    for skipped in ["<image path/url>", "https://example.org/a.png", "../b.png", "c.png"] {
        assert!(out.contains(&format!("skipped  {skipped} (line ")), "{skipped}: {out}");
    }
    let (code, out, _) = run(folder.path(), &["--notes", "notes.zh.md", "--quick"]);
    assert!(code == Some(0) && out.contains("4 files written"), "our own pictures are drawn again: {out}");
}

#[test]
fn the_page_s_language_is_taken_unless_one_is_named() {
    let folder = tempdir().unwrap();
    let draw = |page: &str, args: &[&str]| {
        fs::write(folder.path().join(page), "<img src=ode.png>").unwrap();
        assert_eq!(run(folder.path(), &[&["--notes", page, "--quick"], args].concat()).0, Some(0));
        fs::read(folder.path().join("ode.png")).unwrap()
    };
    let (en, zh) = (draw("a.md", &[]), draw("a.zh.md", &[]));
    assert_eq!(en, draw("a.zh.md", &["--lang", "en"]));
    assert_eq!(zh, draw("a.md", &["--lang", "zh"]));
    let words = |lang| flowlab::plot::Style { theme: flowlab::plot::Theme::Light, lang };
    let drawn = flowlab::Lang::ALL.map(|lang| {
        figures::encode(figures::by_id("flow_process").unwrap(), &words(lang), figures::Extension::Png, true).unwrap()
    });
    assert_ne!(drawn[0], drawn[1], "a diagram has words");
}

#[test]
fn a_picture_of_the_author_is_kept_and_force_moves_it_aside() {
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("notes.zh.md"), PAGE).unwrap();
    fs::write(at("Bao.jpg"), "my own photograph").unwrap();
    let (code, out, _) = run(folder.path(), &["--notes", "notes.zh.md", "--quick"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("kept     Bao.jpg") && out.contains("3 files written") && out.contains("; 1 kept"), "{out}");
    assert_eq!(fs::read_to_string(at("Bao.jpg")).unwrap(), "my own photograph");

    // Retouched: the mark is there, the picture is another.
    let mut retouched = fs::read(at("Traj.png")).unwrap();
    let middle = retouched.len() / 2;
    retouched[middle] ^= 1;
    fs::write(at("Traj.png"), &retouched).unwrap();
    fs::write(at("Bao.jpg.orig"), "an older one").unwrap();
    let (code, out, _) = run(folder.path(), &["--notes", "notes.zh.md", "--quick"]);
    assert!(code == Some(0) && out.contains("kept     Traj.png"), "{out}");
    assert_eq!(run(folder.path(), &["--notes", "notes.zh.md", "--quick", "--force"]).0, Some(0));
    assert_eq!(fs::read(at("Traj.png.orig")).unwrap(), retouched);
    assert_eq!(fs::read_to_string(at("Bao.jpg.orig")).unwrap(), "an older one");
    assert_eq!(fs::read_to_string(at("Bao.jpg.orig.1")).unwrap(), "my own photograph");
    assert!(fs::read(at("Bao.jpg")).unwrap().starts_with(&[0xff, 0xd8]));
}

#[test]
fn the_rule_holds_in_a_given_folder_and_for_a_link() {
    let (folder, elsewhere) = (tempdir().unwrap(), tempdir().unwrap());
    let target = elsewhere.path().join("traj.png");
    fs::write(&target, "theirs").unwrap();
    fs::create_dir(folder.path().join("new")).unwrap();
    std::os::unix::fs::symlink(&target, folder.path().join("new/traj.png")).unwrap();
    fs::write(folder.path().join("new/ode.png"), "theirs").unwrap();
    let (code, out, _) = run(folder.path(), &["traj", "ode", "--quick", "--out", "new"]);
    assert!(code == Some(0) && out.contains("kept     traj.png") && out.contains("kept     ode.png"), "{out}");
    assert_eq!(fs::read_to_string(&target).unwrap(), "theirs");
    assert!(folder.path().join("new/traj.png").is_symlink());
}

#[test]
fn an_image_that_nobody_draws_is_listed_and_the_others_are_written() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("page.md"), "![](trja.png) ![](mine.png) ![](traj.gif) ![](ode.png)").unwrap();
    fs::write(folder.path().join("mine.png"), "mine").unwrap();
    let (code, out, err) = run(folder.path(), &["--notes", "page.md", "--quick", "--out", "new"]);
    assert_eq!(code, Some(1));
    let names: Vec<String> = files(&folder.path().join("new")).into_keys().collect();
    assert_eq!(names, ["ode.png"]);
    for line in [
        "trja.png (line 1): no figure draws it, and the file is missing: nearest are traj",
        "mine.png (line 1): no figure draws it; the page has its own",
        "traj.gif (line 1): the figure traj is not drawn as .gif",
    ] {
        assert!(out.contains(&format!("undrawn  {line}")), "{line}: {out}");
    }
    assert!(err.contains("trja.png, mine.png, traj.gif") && err.lines().count() == 1, "{err}");
}

#[test]
fn a_bad_page_is_named_in_one_line() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("latin.md"), b"caf\xe9 <img src=traj.png>").unwrap();
    for page in ["latin.md", "missing.md", ".", "latin.md/page.md"] {
        let (code, out, err) = run(folder.path(), &["--notes", page, "--quick"]);
        assert_eq!((code, out.as_str(), err.lines().count()), (Some(1), "", 1), "{page}: {err}");
        assert!(err.contains(page), "{err}");
    }
    assert_eq!(files(folder.path()).len(), 1);
}
