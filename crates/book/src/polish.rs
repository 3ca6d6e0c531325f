//! What mdBook cannot be told by its configuration: the page's twin in the other language, and the labels of its
//! buttons in the page's language.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use flowlab::Lang;
use flowlab::lang::Text;

use crate::words;

/// What mdBook writes, and what stands there instead.
const LABELS: [(&str, Text); 12] = [
    ("title=\"Toggle Table of Contents\"", Text::new("title=\"Contents\"", "title=\"目录\"")),
    ("aria-label=\"Toggle Table of Contents\"", Text::new("aria-label=\"Contents\"", "aria-label=\"目录\"")),
    ("title=\"Change theme\"", Text::new("title=\"Light or dark\"", "title=\"浅色或深色\"")),
    ("aria-label=\"Change theme\"", Text::new("aria-label=\"Light or dark\"", "aria-label=\"浅色或深色\"")),
    (">Auto</button>", Text::new(">As the system</button>", ">跟随系统</button>")),
    (">Light</button>", Text::new(">Light</button>", ">浅色</button>")),
    (">Navy</button>", Text::new(">Dark</button>", ">深色</button>")),
    ("aria-label=\"Themes\"", Text::new("aria-label=\"Light or dark\"", "aria-label=\"浅色或深色\"")),
    ("aria-label=\"Table of contents\"", Text::new("aria-label=\"Contents\"", "aria-label=\"目录\"")),
    ("aria-label=\"Page navigation\"", Text::new("aria-label=\"Previous and next\"", "aria-label=\"上一页与下一页\"")),
    (">Keyboard shortcuts<", Text::new(">Keys<", ">快捷键<")),
    (
        "<p>Press <kbd>←</kbd> or <kbd>→</kbd> to navigate between chapters</p>",
        Text::new(
            "<p><kbd>←</kbd> <kbd>→</kbd> previous and next chapter</p>",
            "<p><kbd>←</kbd> <kbd>→</kbd> 上一章与下一章</p>",
        ),
    ),
];

/// Labels that a page has only if it has a page before or after it.
const LABELS_OF_NEIGHBOURS: [(&str, Text); 4] = [
    ("title=\"Previous chapter\"", Text::new("title=\"Previous\"", "title=\"上一页\"")),
    ("aria-label=\"Previous chapter\"", Text::new("aria-label=\"Previous\"", "aria-label=\"上一页\"")),
    ("title=\"Next chapter\"", Text::new("title=\"Next\"", "title=\"下一页\"")),
    ("aria-label=\"Next chapter\"", Text::new("aria-label=\"Next\"", "aria-label=\"下一页\"")),
];

/// Polishes all pages of one language.
///
/// # Errors
/// A page cannot be read or written, or mdBook's template has changed.
pub fn language(folder: &Path, lang: Lang) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".html") && name != "toc.html" {
            let page = fs::read_to_string(&path)?;
            let polished = page_of(&page, &name, lang).with_context(|| path.display().to_string())?;
            fs::write(&path, polished)?;
        }
    }
    Ok(())
}

fn page_of(page: &str, name: &str, lang: Lang) -> anyhow::Result<String> {
    let mut page = page.to_string();
    for (theirs, ours) in LABELS {
        ensure!(page.contains(theirs), "mdBook's template no longer has `{theirs}`: see polish.rs");
        page = page.replace(theirs, ours.get(lang));
    }
    for (theirs, ours) in LABELS_OF_NEIGHBOURS {
        page = page.replace(theirs, ours.get(lang));
    }
    let twins = Lang::ALL.map(|lang| {
        let (tag, code) = (words::tag(lang), lang.code());
        format!("<link rel=\"alternate\" hreflang=\"{tag}\" href=\"../{code}/{name}\">\n        ")
    });
    let charset = "<meta charset=\"UTF-8\">\n        ";
    ensure!(page.contains(charset), "mdBook's template no longer has `{}`: see polish.rs", charset.trim());
    Ok(page.replacen(charset, &format!("{charset}{}", twins.concat()), 1))
}
