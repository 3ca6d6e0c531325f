//! The book at a glance, as mdBook's files say it: its title in book.toml, its contents in SUMMARY.md.

use anyhow::{Context, bail};
use flowlab::Lang;
use mdbook_preprocessor::config::Config;
use mdbook_summary::{SummaryItem, parse_summary};

use crate::files;

/// The contents of the book in one language.
#[derive(Debug, Default)]
pub struct Outline {
    /// The title of the book.
    pub title: String,
    /// The contents, in order.
    pub entries: Vec<Entry>,
}

/// A line of the contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The title of a part.
    Part(String),
    /// A page.
    Page(Link),
    /// The line before the reference pages.
    Separator,
}

/// A page as the contents name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its title.
    pub title: String,
    /// The lesson's number.
    pub number: Option<String>,
    /// The name of its file without ending.
    pub stem: String,
}

impl Outline {
    /// Reads `book/LANG/book.toml` and `book/LANG/src/SUMMARY.md`.
    ///
    /// # Errors
    /// One of them cannot be read, or SUMMARY.md lists a page without a file.
    pub fn read(lang: Lang) -> anyhow::Result<Outline> {
        let config = Config::from_disk(files::sources(lang).join("book.toml"))?;
        let path = files::chapter(lang, "SUMMARY");
        let summary = parse_summary(&files::read(&path)?).with_context(|| repo::shown(&path))?;
        let mut entries = Vec::new();
        for item in [summary.prefix_chapters, summary.numbered_chapters, summary.suffix_chapters].concat() {
            collect(&item, &mut entries).with_context(|| repo::shown(&path))?;
        }
        Ok(Outline { title: config.book.title.unwrap_or_default(), entries })
    }

    /// The pages, in order.
    pub fn pages(&self) -> impl Iterator<Item = &Link> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Page(link) => Some(link),
            _ => None,
        })
    }

    /// The title of the part in which a page stands; nothing outside the parts.
    pub fn part_of(&self, stem: &str) -> &str {
        let mut part = "";
        for entry in &self.entries {
            match entry {
                Entry::Part(title) => part = title,
                Entry::Separator => part = "",
                Entry::Page(link) if link.stem == stem => return part,
                Entry::Page(_) => {}
            }
        }
        ""
    }
}

fn collect(item: &SummaryItem, entries: &mut Vec<Entry>) -> anyhow::Result<()> {
    match item {
        SummaryItem::PartTitle(title) => entries.push(Entry::Part(title.clone())),
        SummaryItem::Separator => entries.push(Entry::Separator),
        SummaryItem::Link(link) => {
            let Some(path) = &link.location else {
                bail!("`{}` has no file: write its chapter and name it between the brackets", link.name);
            };
            let number = link.number.as_ref().map(|number| number.to_string().trim_end_matches('.').to_string());
            let stem = path.with_extension("").to_string_lossy().replace('\\', "/");
            entries.push(Entry::Page(Link { title: link.name.clone(), number, stem }));
            link.nested_items.iter().try_for_each(|item| collect(item, entries))?;
        }
        other => bail!("{other:?} is no line of the contents"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_stands_in_the_part_above_it_until_the_line() {
        let page = |stem: &str| Entry::Page(Link { title: stem.into(), number: None, stem: stem.into() });
        let entries = vec![page("index"), Entry::Part("One".into()), page("a"), Entry::Separator, page("z")];
        let outline = Outline { title: String::new(), entries };
        assert_eq!(["index", "a", "z"].map(|stem| outline.part_of(stem)), ["", "One", ""]);
    }

    #[test]
    fn a_page_without_a_file_is_refused() {
        let summary = parse_summary("# Summary\n\n- [A](a.md)\n- [B]()\n").unwrap();
        let mut entries = Vec::new();
        let found: anyhow::Result<()> =
            summary.numbered_chapters.iter().try_for_each(|item| collect(item, &mut entries));
        assert!(found.unwrap_err().to_string().contains("`B` has no file"));
        let a = Link { title: "A".into(), number: Some("1".into()), stem: "a".into() };
        assert_eq!(entries, [Entry::Page(a)]);
    }
}
