//! The built pages: links and fragments, pictures, other hosts, and what the build should have replaced.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chapters::chapter::LONE_DOLLAR;
use flowlab::Lang;

use crate::files::{self, Fault};
use crate::html::{self, Page, Tag};
use crate::url::{decode_percent, resolve};
use crate::words;

/// The site as it was built.
pub struct Site {
    folder: PathBuf,
    pages: BTreeMap<PathBuf, Page>,
    styles: BTreeMap<PathBuf, String>,
}

impl Site {
    /// Reads all pages and stylesheets of a folder; the crates' documentation only as a place to link to.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn read(folder: &Path) -> anyhow::Result<Site> {
        let mut site = Site { folder: folder.to_path_buf(), pages: BTreeMap::new(), styles: BTreeMap::new() };
        site.walk(folder)?;
        Ok(site)
    }

    fn walk(&mut self, folder: &Path) -> anyhow::Result<()> {
        for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let path = entry?.path();
            let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if path != self.folder.join("doc") {
                    self.walk(&path)?;
                }
            } else if kind == "html" {
                self.pages.insert(path.clone(), html::read(&fs::read_to_string(&path)?));
            } else if kind == "css" {
                self.styles.insert(path.clone(), fs::read_to_string(&path)?);
            }
        }
        Ok(())
    }

    /// The addresses of the pages that a reader opens, from the top of the site.
    pub fn addresses(&self) -> Vec<String> {
        let address =
            |path: &PathBuf| path.strip_prefix(&self.folder).map(|path| path.to_string_lossy().replace('\\', "/"));
        self.pages.keys().filter_map(|path| address(path).ok()).collect()
    }

    /// Everything that is wrong with the pages.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (path, page) in &self.pages {
            let within = path.strip_prefix(&self.folder).unwrap_or(path);
            let mut ids = HashSet::new();
            for tag in &page.tags {
                faults.extend(self.tag(path, tag).map(|what| self.fault(within, tag.line, tag_needle(tag), what)));
                if let Some(id) = tag.get("id").filter(|id| !ids.insert(id.to_string())) {
                    let what =
                        format!("two places of the page are called `{id}`: a link finds the first alone, rename one");
                    faults.push(self.fault(within, tag.line, id, what));
                }
            }
            for (line, style) in &page.styles {
                faults.extend(find_foreign(style).map(|what| Fault::new(path, *line, what)));
            }
            for (line, text) in &page.texts {
                let what = find_leftover(text);
                faults.extend(what.map(|what| self.fault(within, *line, text.trim(), what)));
            }
            let what = self.language(within, page);
            faults.extend(what.map(|what| Fault::new(path, 1, what)));
        }
        for (path, style) in &self.styles {
            for (number, line) in style.lines().enumerate() {
                faults.extend(find_foreign(line).map(|what| Fault::new(path, number + 1, what)));
            }
        }
        faults
    }

    /// What is wrong with the language that a page declares, or with its twin in the other.
    fn language(&self, within: &Path, page: &Page) -> Option<String> {
        let folder = within.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned())?;
        let lang = Lang::ALL.into_iter().find(|lang| lang.code() == folder)?;
        let declared = page.tags.iter().find(|tag| tag.name == "html").and_then(|tag| tag.get("lang"));
        if declared != Some(words::tag(lang)) {
            let tag = words::tag(lang);
            return Some(format!(
                "the page says lang={declared:?}, not `{tag}`: see book/theme/page.html and words.rs"
            ));
        }
        let twins: Vec<&str> = page
            .tags
            .iter()
            .filter(|tag| tag.name == "link" && tag.get("hreflang").is_some())
            .filter_map(|tag| tag.get("href"))
            .collect();
        let name = within.file_name().unwrap_or_default().to_string_lossy();
        for lang in Lang::ALL {
            let (code, tag) = (lang.code(), words::tag(lang));
            if !twins.iter().any(|address| address.ends_with(&format!("/{code}/{name}"))) {
                return Some(format!("the page names no twin with hreflang={tag}: see template.rs"));
            }
            if !self.folder.join(code).join(&*name).is_file() {
                return Some(format!(
                    "the page has no twin {code}/{name}: write its chapter and list it in SUMMARY.md"
                ));
            }
        }
        None
    }

    /// A fault at the line of the chapter where its cause stands, if it can be found there; else at the page's.
    fn fault(&self, within: &Path, line: usize, needle: &str, what: String) -> Fault {
        let mut parts = within.components();
        let lang = parts.next().and_then(|part| Lang::from_code(&part.as_os_str().to_string_lossy()));
        let chapter = lang.map(|lang| files::sources(lang).join("src").join(parts.as_path()).with_extension("md"));
        if let Some(chapter) = chapter
            && let Ok(text) = fs::read_to_string(&chapter)
        {
            let needles = [needle.to_string(), needle.replace(".html", ".md")];
            let found =
                text.lines().position(|line| needles.iter().any(|n| !n.is_empty() && line.contains(n.as_str())));
            if let Some(number) = found {
                return Fault::new(&chapter, number + 1, what);
            }
        }
        Fault::new(&self.folder.join(within), line, what)
    }

    /// What is wrong with a tag of the page at `path`.
    fn tag(&self, path: &Path, tag: &Tag) -> Option<String> {
        let name = tag.name.as_str();
        if name == "img" && tag.get("alt").is_none_or(|alt| alt.trim().is_empty()) {
            let source = tag.get("src").unwrap_or_default();
            return Some(format!("the picture `{source}` has no alternative text: write what it tells"));
        }
        let source = tag.get("src").or(tag.get("srcset")).or(tag.get("data"));
        let names_only = matches!(tag.get("rel"), Some("alternate" | "canonical"));
        let loaded = if name == "link" { tag.get("href").filter(|_| !names_only) } else { source };
        if let Some(address) = loaded.filter(|address| is_foreign(address)) {
            return Some(format!("`{address}` is asked from another host: keep a copy in the book"));
        }
        let address = loaded.or(tag.get("href").filter(|_| name == "a" || name == "area"))?;
        self.unresolved(path, address).map(|why| format!("`{address}` leads nowhere: {why}"))
    }

    /// Why an address on the page at `path` leads nowhere.
    fn unresolved(&self, path: &Path, address: &str) -> Option<String> {
        let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
        if is_foreign(address) || (!scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphabetic())) {
            return None;
        }
        let (file, fragment) = address.split_once('#').unwrap_or((address, ""));
        let file = decode_percent(file.split('?').next().unwrap_or_default());
        let mut target = if file.is_empty() { path.to_path_buf() } else { resolve(path, &file) };
        if !target.starts_with(&self.folder) {
            return Some("it points outside the site".into());
        }
        if target.is_dir() {
            target.push("index.html");
        }
        if !target.is_file() {
            return Some("there is no such file; correct the address".into());
        }
        if fragment.is_empty() {
            return None;
        }
        let has = |page: &Page| {
            let ids: HashSet<&str> = page.tags.iter().filter_map(|tag| tag.get("id")).collect();
            ids.contains(decode_percent(fragment).as_str())
        };
        let found = match self.pages.get(&target) {
            Some(page) => has(page),
            None => fs::read_to_string(&target).is_ok_and(|text| has(&html::read(&text))),
        };
        (!found).then(|| format!("the page has no place called `{fragment}`; correct the part after #"))
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |names: &[&str]| {
            self.pages.values().flat_map(|page| &page.tags).filter(|tag| names.contains(&tag.name.as_str())).count()
        };
        write!(f, "{} pages, {} links, {} pictures", self.pages.len(), count(&["a"]), count(&["img"]))
    }
}

/// What of a tag may stand in the chapter too.
fn tag_needle(tag: &Tag) -> &str {
    tag.get("href").or(tag.get("src")).unwrap_or_default()
}

fn is_foreign(address: &str) -> bool {
    ["http:", "https:", "//"].iter().any(|start| address.trim_start().starts_with(start))
}

/// What the build or Markdown should have replaced in a text.
fn find_leftover(text: &str) -> Option<String> {
    let what = if text.contains("{{#") {
        "a directive is left over: check its spelling"
    } else if text.contains('$') {
        LONE_DOLLAR
    } else if text.contains("**") {
        "a `**` is left over: put a space or a full stop beside the emphasis"
    } else {
        return None;
    };
    Some(what.to_string())
}

/// What is wrong with a line of a stylesheet.
fn find_foreign(line: &str) -> Option<&'static str> {
    let mut addresses = line.split("url(").skip(1).map(|rest| rest.trim_start_matches(['"', '\'']));
    let foreign = addresses.any(is_foreign) || line.contains("@import");
    foreign.then_some("the stylesheet asks another host or imports: keep the file in book/theme")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The faults of a site with one page `en/a.html` with this body, beside `en/b.html` that has the place `there`.
    fn faults(body: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("en")).unwrap();
        fs::create_dir(folder.path().join("zh")).unwrap();
        for (lang, tag) in [("en", "en"), ("zh", "zh-Hans")] {
            for (name, body) in [("a.html", if lang == "en" { body } else { "" }), ("b.html", "<p id=\"there\">")] {
                let twin =
                    |lang: &str| format!("<link rel=alternate hreflang={lang} href=\"https://h/{lang}/{name}\">");
                let page = format!("<html lang=\"{tag}\">{}{}\n<body>{body}</body>", twin("en"), twin("zh"));
                fs::write(folder.path().join(lang).join(name), page).unwrap();
            }
        }
        fs::write(folder.path().join("en/c.png"), "").unwrap();
        Site::read(folder.path()).unwrap().faults().into_iter().map(|fault| fault.to_string()).collect()
    }

    #[test]
    fn a_whole_page_has_no_fault() {
        let body = "<a href=\"b.html#there\">x</a> <a href=\"https://example.org/\">y</a> <a href=\"b.html?q#there\">z</a>\
                    <img src=\"c.png\" alt=\"c\"><img src=\"data:image/png;base64,AA\" alt=\"d\"><code>$$ {{#cell ** </code>";
        assert_eq!(faults(body), Vec::<String>::new());
    }

    #[test]
    fn each_kind_of_fault_is_found() {
        let cases = [
            ("<a href=\"gone.html\">x</a>", "`gone.html` leads nowhere: there is no such file"),
            ("<a href=\"b.html#gone\">x</a>", "has no place called `gone`"),
            ("<a href=\"#gone\">x</a>", "has no place called `gone`"),
            ("<a href=\"../../etc/passwd\">x</a>", "points outside the site"),
            ("<img src=\"gone.png\" alt=\"c\">", "`gone.png` leads nowhere"),
            ("<picture><source srcset=\"gone.png\"></picture>", "`gone.png` leads nowhere"),
            ("<img src=\"c.png\">", "has no alternative text"),
            ("<img src=\"c.png\" alt=\" \">", "has no alternative text"),
            ("<img src=\"https://example.org/c.png\" alt=\"c\">", "is asked from another host"),
            ("<script src=\"//example.org/x.js\"></script>", "is asked from another host"),
            ("<link rel=stylesheet href=\"https://example.org/x.css\">", "is asked from another host"),
            ("<style>p { background: url(https://example.org/p.png) }</style>", "the stylesheet asks another host"),
            ("<style>@import 'a.css';</style>", "asks another host or imports"),
            ("<p id=a><p id=a>", "two places of the page are called `a`"),
            ("<iframe src=\"http://example.org/\"></iframe>", "is asked from another host"),
            ("<p>{{#cell x}}</p>", "a directive is left over"),
            ("<p>$$ x</p>", LONE_DOLLAR),
            ("<p>**词</p>", "a `**` is left over"),
        ];
        for (body, expected) in cases {
            let found = faults(&format!("\n{body}"));
            assert_eq!(found.len(), 1, "{body}: {found:?}");
            assert!(found[0].contains("en/a.html:3: ") && found[0].contains(expected), "{body}: {found:?}");
        }
    }

    #[test]
    fn a_dangling_link_is_shown_where_the_chapter_writes_it() {
        let chapter =
            lessons::LESSONS.iter().map(|lesson| files::sources(Lang::En).join("src").join(lesson.file_stem() + ".md"));
        let mut linked = chapter.filter_map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let (line, link) =
                text.lines().enumerate().find_map(|(line, text)| Some((line + 1, text.split_once(".md)")?.0)))?;
            Some((path.clone(), line, link.rsplit_once('(')?.1.to_string() + ".html"))
        });
        let (path, line, link) = linked.next_back().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("en").join(path.with_extension("html").file_name().unwrap());
        fs::create_dir(folder.path().join("en")).unwrap();
        fs::write(&page, format!("<html lang=\"en\"><body>\n\n\n<a href=\"{link}\">x</a></body>")).unwrap();
        let faults = Site::read(folder.path()).unwrap().faults();
        let found = faults.iter().find(|fault| fault.what.contains(&format!("`{link}` leads nowhere"))).unwrap();
        assert!(path.ends_with(&found.file) && found.line == line, "{found}");
    }

    #[test]
    fn a_page_without_its_twin_is_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("en")).unwrap();
        let twin = |lang: &str| format!("<link rel=alternate hreflang={lang} href=\"https://h/{lang}/a.html\">");
        let whats = |head: &str| {
            fs::write(folder.path().join("en/a.html"), format!("<html lang=\"en\">{head}")).unwrap();
            Site::read(folder.path()).unwrap().faults().into_iter().map(|fault| fault.what).collect::<Vec<_>>()
        };
        assert!(whats(&twin("en"))[0].contains("no twin with hreflang=zh-Hans"));
        assert!(whats(&(twin("en") + &twin("zh")))[0].contains("no twin zh/a.html: write its chapter"));
    }

    #[test]
    fn a_page_in_the_wrong_language_and_a_foreign_font_are_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("zh")).unwrap();
        fs::write(folder.path().join("zh/a.html"), "<html lang=\"en\">").unwrap();
        fs::write(folder.path().join("zh/a.css"), "\n@font-face { src: url(\"https://example.org/a.woff2\"); }")
            .unwrap();
        let faults = Site::read(folder.path()).unwrap().faults();
        assert!(faults[0].what.contains("lang=Some(\"en\")") && faults[0].what.contains("zh-Hans"), "{faults:?}");
        assert!(faults[1].file.ends_with("a.css") && faults[1].line == 2, "{faults:?}");
    }
}
