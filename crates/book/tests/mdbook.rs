//! The book as an installed mdBook builds it.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

#[test]
fn an_installed_mdbook_builds_a_readable_book() {
    let version = Command::new("mdbook").arg("--version").output();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_string()).unwrap_or_default();
    if !version.starts_with("mdbook v0.5.") {
        eprintln!("skipped: no mdbook 0.5 on PATH, but `{version}`; `cargo install mdbook@0.5.4` installs it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let preprocessor = format!("{} preprocess", env!("CARGO_BIN_EXE_book"));
    for lang in ["en", "zh"] {
        let mut command = Command::new("mdbook");
        command.arg("build").arg(repo::root().join("book").join(lang)).arg("--dest-dir").arg(folder.path().join(lang));
        let output = command.env("MDBOOK_PREPROCESSOR__COURSE__COMMAND", &preprocessor).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stderr);
        // An mdBook without its feature `search` says twice that it ignores the setting that switches search off.
        let complaints: Vec<&str> =
            said.lines().filter(|line| line.contains("WARN") || line.contains("ERROR")).collect();
        assert!(complaints.iter().all(|line| line.contains("search")), "{said}");
        whole(&folder.path().join(lang));
    }
}

/// Text, formulas, code and figures of a lesson are there, and nothing is left of the directives.
fn whole(folder: &Path) {
    let page = fs::read_to_string(folder.join("10-brownian-motion.html")).unwrap();
    for part in [
        "<math",
        "class=\"katex-html\"",
        "<pre class=\"code\"><code>",
        "<i class=\"k\">let</i>",
        "<figure id=\"figure-stochastic_traj\"",
        "<img src=\"data:image/png;base64,",
        "<h2 id=",
        "href=\"09-flow-models.html\"",
        "class=\"claim\"",
    ] {
        assert!(page.contains(part), "{}: no {part}", folder.display());
    }
    assert!(!page.contains("{{#") && !page.contains("$$"), "{}", folder.display());
    let fonts = fs::read_dir(folder.join("fonts")).unwrap().flatten().map(|entry| entry.file_name());
    let names: Vec<String> = fonts.map(|name| name.to_string_lossy().into_owned()).collect();
    for font in ["fonts", "KaTeX_Main-Regular"] {
        assert!(names.iter().any(|name| name.starts_with(font)), "no {font} in {names:?}");
    }
}
