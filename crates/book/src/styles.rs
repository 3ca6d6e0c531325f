//! The stylesheets, put into the pages: a page is painted without asking for another file first.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::check::joined;

const LINK: &str = "<link rel=\"stylesheet\" href=\"";

/// The stylesheets of the pages of one folder.
pub struct Styles<'a> {
    folder: &'a Path,
    known: BTreeMap<PathBuf, String>,
}

impl<'a> Styles<'a> {
    /// No stylesheet yet.
    pub fn new(folder: &'a Path) -> Styles<'a> {
        Styles { folder, known: BTreeMap::new() }
    }

    /// The page, which stands in the folder, with its stylesheets inside it.
    ///
    /// # Errors
    /// A stylesheet cannot be read.
    pub fn inlined(&mut self, page: &str) -> anyhow::Result<String> {
        let mut pieces = page.split(LINK);
        let mut out = pieces.next().unwrap_or_default().to_string();
        for piece in pieces {
            let (address, rest) = piece.split_once('"').unwrap_or((piece, ""));
            let rest = rest.split_once('>').map_or(rest, |(_, rest)| rest);
            out.push_str(&format!("<style>{}</style>{rest}", self.read(address)?));
        }
        Ok(out)
    }

    fn read(&mut self, address: &str) -> anyhow::Result<&str> {
        let path = joined(&self.folder.join("page.html"), address);
        if !self.known.contains_key(&path) {
            let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            // The addresses in fonts/fonts.css are seen from its folder, those in a page from one above.
            self.known.insert(path.clone(), small(&text).replace("url(\"../fonts/", "url(\"fonts/"));
        }
        Ok(&self.known[&path])
    }

    /// Removes the files that are now in the pages.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub fn remove(self) -> anyhow::Result<()> {
        for path in self.known.keys().filter(|path| path.starts_with(self.folder)) {
            fs::remove_file(path).with_context(|| format!("{} cannot be removed", path.display()))?;
        }
        Ok(())
    }
}

/// A stylesheet without comments and without spaces that mean nothing. Its texts must hold no `/*`.
fn small(css: &str) -> String {
    let mut bare = String::with_capacity(css.len());
    for (number, piece) in css.split("/*").enumerate() {
        bare.push_str(if number == 0 { piece } else { piece.split_once("*/").map_or("", |(_, rest)| rest) });
    }
    let mut out = String::with_capacity(bare.len());
    for word in bare.split_whitespace() {
        let tight = out.ends_with(['{', '}', ';', ',']) || out.is_empty() || word.starts_with(['{', '}']);
        if !tight {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.replace(";}", "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_stylesheet_says_the_same() {
        let css = "/* a */\n.a > .b,\n.c:has(> i) {\n  margin: 0 1px;\n  width: calc(1px + 2px);\n}\n@media print { .d { color: red; } }\n";
        let small = small(css);
        assert_eq!(small, ".a > .b,.c:has(> i){margin: 0 1px;width: calc(1px + 2px)}@media print{.d{color: red}}");
    }

    #[test]
    fn a_page_holds_its_stylesheets_and_their_files_go() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("fonts")).unwrap();
        let file = folder.path().join("fonts/a.css");
        fs::write(&file, "i { src: url(\"../fonts/a.woff2\"); }").unwrap();
        let mut styles = Styles::new(folder.path());
        let page = styles.inlined("<head><link rel=\"stylesheet\" href=\"fonts/a.css\">\n<p>").unwrap();
        assert_eq!(page, "<head><style>i{src: url(\"fonts/a.woff2\")}</style>\n<p>");
        assert!(styles.inlined("<link rel=\"stylesheet\" href=\"gone.css\">").is_err());
        styles.remove().unwrap();
        assert!(!file.exists());
    }
}
