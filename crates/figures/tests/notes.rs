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
    fs::write(folder.path().join("page.md"), "![](trja.png) ![](mine.png) ![](traj.gif) ![](ode.png) flow.gif")
        .unwrap();
    fs::write(folder.path().join("mine.png"), "mine").unwrap();
    let (code, out, err) = run(folder.path(), &["--notes", "page.md", "--quick", "--out", "new"]);
    assert_eq!(code, Some(1));
    let names: Vec<String> = files(&folder.path().join("new")).into_keys().collect();
    assert_eq!(names, ["ode.png"]);
    for line in [
        "undrawn  trja.png (line 1): no figure draws it, and the file is missing: nearest are traj",
        "own      mine.png (line 1): the page's own",
        "undrawn  traj.gif (line 1): the figure traj is not drawn as .gif",
        "named    flow.gif (line 1): in the text, not as an image",
        "; 1 image of the page's own; 1 picture named, but not as an image",
    ] {
        assert!(out.contains(line), "{line}: {out}");
    }
    assert!(err.contains("no figure draws 2 images: traj.gif, trja.png") && err.lines().count() == 1, "{err}");
}

#[test]
fn a_picture_of_the_page_s_own_and_one_that_is_only_named_fail_nothing() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("page.md"), "![](mine.png)\n\n@figure(traj.png)").unwrap();
    fs::write(folder.path().join("mine.png"), "mine").unwrap();
    let (code, out, err) = run(folder.path(), &["--notes", "page.md", "--quick"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("named    traj.png (line 3)") && out.contains("0 files written"), "{out}");
}

#[test]
fn a_name_that_figures_writes_is_drawn_in_its_language_and_on_its_ground() {
    let folder = tempdir().unwrap();
    let at = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let names = ["flow_process.png", "flow_process.zh.png", "flow_process.dark.png", "flow_process.zh.dark.png"];
    let page: String = names.map(|name| format!("![]({name})\n")).concat();
    fs::write(folder.path().join("page.md"), page).unwrap();
    assert_eq!(run(folder.path(), &["--notes", "page.md", "--quick"]).0, Some(0));
    for (name, style) in names.into_iter().zip([
        [].as_slice(),
        &["--lang", "zh"],
        &["--theme", "dark"],
        &["--lang", "zh", "--theme", "dark"],
    ]) {
        let args = [&["flow_process", "--quick", "--out", "alone"], style].concat();
        assert_eq!(run(folder.path(), &args).0, Some(0));
        assert!(at(name) == at(&format!("alone/{name}")), "{name}");
    }
}

#[test]
fn two_languages_of_a_bundle_do_not_fight_over_a_file() {
    let folder = tempdir().unwrap();
    let at = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("index.md", "---\nlang: zh\n---\n![](flow_process.png) ![](ode.png)");
    write("index.en.md", "Words. ![](flow_process.png) ![](ode.png) ![](traj.png)");
    let line = "shared   flow_process.png and 1 more: shown by index.md (zh) and index.en.md (en), drawn in zh; for both \
                languages write flow_process.zh.png in index.md, for one of them call with --lang";
    let mut drawn = Vec::new();
    for page in ["index.md", "index.en.md", "."] {
        let (code, out, err) = run(folder.path(), &["--notes", page, "--quick"]);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
        assert!(out.lines().any(|told| told == line), "{page}: {out}");
        drawn.push(at("flow_process.png"));
    }
    assert!(drawn.iter().all(|picture| *picture == drawn[0]), "whichever page is drawn, the file is the same");

    let (_, out, _) = run(folder.path(), &["--notes", "index.en.md", "--quick", "--lang", "en"]);
    assert!(!out.contains("shared"), "{out}");
    let english = at("flow_process.png");
    assert!(english != drawn[0], "--lang is a way out");

    write("index.md", "---\nlang: zh\n---\n![](flow_process.zh.png) ![](ode.zh.png)");
    let (_, out, _) = run(folder.path(), &["--notes", ".", "--quick"]);
    assert!(!out.contains("shared"), "{out}");
    assert!(at("flow_process.png") == english && at("flow_process.zh.png") == drawn[0], "so is a name for each");
}

#[test]
fn a_folder_of_pages_is_drawn_in_one_run() {
    let folder = tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("notes/a.md", "Words ![](b/traj.png)");
    write("notes/b/index.md", "Words ![](traj.png) ![](./img/ode.png)");
    write("notes/c/page.markdown", "Words ![](img/traj.png) ![](nobody.png)");
    write("notes/c/latin.md", "");
    fs::write(folder.path().join("notes/c/latin.md"), b"caf\xe9").unwrap();
    write("notes/.hidden/page.md", "![](flow.gif)");
    write("notes/node_modules/page.md", "![](flow.gif)");
    let (code, out, err) = run(folder.path(), &["--notes", "notes", "--quick"]);
    assert_eq!(code, Some(1), "{out}");
    for line in ["wrote    b/traj.png", "wrote    b/img/ode.png", "wrote    c/img/traj.png", "page     c/page.markdown"]
    {
        assert!(out.lines().any(|told| told == line), "{line}: {out}");
    }
    assert!(out.contains("3 files written in ") && out.contains(" to notes/ for 3 pages"), "{out}");
    assert!(err.contains("latin.md is not UTF-8") && err.contains("no figure draws 1 image: c/nobody.png"), "{err}");
    let at = |name: &str| fs::read(folder.path().join("notes").join(name)).unwrap();
    assert!(at("b/traj.png") == at("c/img/traj.png"));

    let (code, out, _) = run(folder.path(), &["--notes", "notes/b", "--quick", "--out", "new"]);
    assert!(code == Some(0) && folder.path().join("new/img/ode.png").exists(), "{out}");
    fs::create_dir(folder.path().join("empty")).unwrap();
    let (code, _, err) = run(folder.path(), &["--notes", "empty"]);
    assert!(code == Some(1) && err.contains("no page in the folder empty") && err.lines().count() == 1, "{err}");
}

#[test]
fn a_name_means_a_figure_by_the_call_or_by_the_file_beside_the_page() {
    let folder = tempdir().unwrap();
    let at = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let draw = |args: &[&str]| run(folder.path(), &[&["--notes", "page.md", "--quick"], args].concat());
    fs::write(folder.path().join("page.md"), "---\ncover: cover.png\n---\n![](cover.dark.png) ![](traj.png)").unwrap();
    let (code, out, _) = draw(&[]);
    assert!(code == Some(1) && out.contains("undrawn  cover.png (line 2)"), "{out}");

    let (code, out, err) = draw(&["--as", "cover.png=traj"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(at("cover.png") == at("traj.png") && at("cover.dark.png") != at("traj.png"));

    fs::write(folder.path().join("figures.toml"), "\"cover.png\" = \"ode\"\n").unwrap();
    assert_eq!(draw(&[]).0, Some(0));
    assert!(at("cover.png") != at("traj.png"));
    assert_eq!(draw(&["--as", "cover.png=traj"]).0, Some(0));
    assert!(at("cover.png") == at("traj.png"), "the call comes first");

    let (code, out, err) = draw(&["--as", "covr.png=traj"]);
    assert_eq!((code, out.as_str(), err.lines().count()), (Some(1), "", 1), "{err}");
    assert!(err.contains("--as covr.png=traj: no page shows an image of this name"), "{err}");
    fs::write(folder.path().join("figures.toml"), "\n\"cover.png\" = \"oed\"\n").unwrap();
    let (code, out, err) = draw(&[]);
    assert_eq!((code, out.as_str(), err.lines().count()), (Some(1), "", 1), "{err}");
    assert!(err.contains("figures.toml (line 2): no figure `oed`: nearest are "), "{err}");
}

#[test]
fn where_a_site_looks_is_said_and_out_writes_there() {
    let folder = tempdir().unwrap();
    fs::create_dir_all(folder.path().join("site/content/posts/flow")).unwrap();
    let page = "Words ![](traj.png) ![](/images/ode.png)";
    for name in ["flow.md", "flow/index.md"] {
        fs::write(folder.path().join("site/content/posts").join(name), page).unwrap();
    }
    let (code, out, _) = run(folder.path(), &["--notes", "site/content/posts/flow.md", "--quick"]);
    assert_eq!(code, Some(0));
    let note = "note     flow.md is no page bundle: Hugo looks for its pictures in static/posts/flow, or beside it once it \
                is posts/flow/index.md; --out static/posts/flow writes them there";
    assert!(out.lines().any(|told| told == note), "{out}");
    let skipped =
        "skipped  /images/ode.png (line 1): an absolute path; --out static writes it to static/images/ode.png";
    assert!(out.lines().any(|told| told.starts_with(skipped)), "{out}");

    let (_, out, _) = run(folder.path(), &["--notes", "site/content/posts/flow/index.md", "--quick"]);
    assert!(!out.contains("note ") && out.contains(skipped), "a bundle: {out}");
    for (to, written) in [("site/static/posts/flow", "posts/flow/traj.png"), ("site/static", "traj.png")] {
        let (_, out, _) = run(folder.path(), &["--notes", "site/content/posts/flow.md", "--quick", "--out", to]);
        assert!(!out.contains("skipped") && !out.contains("note "), "{out}");
        for name in [written, "images/ode.png"] {
            assert!(fs::remove_file(folder.path().join("site/static").join(name)).is_ok(), "{to}: {name}");
        }
    }
    fs::create_dir(folder.path().join("_posts")).unwrap();
    fs::write(folder.path().join("_posts/2026-01-05-flow.md"), page).unwrap();
    let (_, out, _) = run(folder.path(), &["--notes", "_posts", "--quick"]);
    assert!(
        out.contains("Jekyll publishes no pictures from _posts, and Hexo looks in _posts/2026-01-05-flow;"),
        "{out}"
    );
    fs::write(folder.path().join("README.md"), page).unwrap();
    assert!(!run(folder.path(), &["--notes", "README.md", "--quick"]).1.contains("note "), "no site");
}

#[test]
fn a_bad_page_is_named_in_one_line() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("latin.md"), b"caf\xe9 <img src=traj.png>").unwrap();
    for page in ["latin.md", "missing.md", "latin.md/page.md"] {
        let (code, out, err) = run(folder.path(), &["--notes", page, "--quick"]);
        assert_eq!((code, out.as_str(), err.lines().count()), (Some(1), "", 1), "{page}: {err}");
        assert!(err.contains(page), "{err}");
    }
    assert_eq!(files(folder.path()).len(), 1);
}
