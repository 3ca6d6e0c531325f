//! Finds the pictures that a page of notes shows: a Markdown file in the dialects that people write.
//!
//! | dialect | what of it is read |
//! |---|---|
//! | CommonMark, Typora | `![]()`, `![][]`, HTML: `<img src srcset>`, `<source>`, `<video poster>`, `<object data>` |
//! | Hugo | shortcodes with a picture among their values; `highlight`, `raw`, `comment` are code; `resources` |
//! | Jekyll, Hexo | `{% include figure path="a.png" %}`, `{% asset_img a.png %}`, `{% raw %}`; `{{ .. }}` is a placeholder |
//! | MkDocs | bodies of `!!! note`, `??? note`, `=== "tab"`, HTML with the attribute `markdown` |
//! | MyST | `{figure}` and `{image}`, bodies of other directives, between backticks or colons |
//! | Obsidian | `![[a.png\|300]]` |
//!
//! And in all: footnotes, definition lists, the pictures of the front matter. Comments, scripts and style sheets show
//! nothing. Code shows its text: an image in it is listed, and skipped. What none of this finds is named: [`Named`].

mod address;
mod colons;
mod directive;
mod formula;
mod front_matter;
mod html;
mod indented;
mod language;
mod mask;
mod named;
mod reader;
mod reading;
mod source;
mod tag;
mod template;

use flowlab::Lang;

pub use address::{Skip, below_root};
pub use language::language_of_name;
pub use named::Named;
use reading::Found;
use source::Source;

/// A page of notes, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notes {
    /// Its images in the order in which they stand there, each once.
    pub images: Vec<Image>,
    /// Names of pictures that are none of these images, each once.
    pub named: Vec<Named>,
    /// What is wrong with the front matter, and in which line: its cover is not among the images then.
    pub fault: Option<(usize, String)>,
    /// The page's own word for its language.
    own_lang: Option<Lang>,
    /// The language of most of its words.
    lang_of_words: Lang,
    /// Whether it has shortcodes of Hugo.
    pub is_hugo: bool,
}

/// An image of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Line of the page, from 1.
    pub line: usize,
    /// The address as the page spells it.
    pub spelled: String,
    /// The file, as a path below the page's folder with `/` between names; else why there is none to draw.
    pub file: Result<String, Skip>,
}

impl Notes {
    /// Reads a page.
    pub fn read(page: &str) -> Notes {
        let front = front_matter::read(page);
        let body = &page[front.end..];
        let reading = reader::read(&Source::new(front.end, body), &front.resources);
        let cover = |(at, address): (usize, String)| Found { range: at..at, address, skip: None };
        let mut found: Vec<Found> = front.pictures.into_iter().map(cover).chain(reading.found).collect();
        found.sort_by_key(|image| image.range.start);
        let lines = Lines::of(page);
        let mut images: Vec<Image> = Vec::new();
        for Found { range, address, skip } in &found {
            let file = skip.map_or_else(|| address::local(address), Err);
            let same = |other: &Image| other.file == file && (file.is_ok() || other.spelled == *address);
            if !images.iter().any(same) {
                images.push(Image { line: lines.at(range.start), spelled: address.clone(), file });
            }
        }
        let named = named::names(page, front.end, &found, &reading.hidden).into_iter();
        let words = [&reading.prose, &reading.aside, &front.words];
        Notes {
            images,
            named: named.map(|(at, name, place)| Named { line: lines.at(at), name: name.to_string(), place }).collect(),
            fault: front.fault.map(|(at, why)| (lines.at(at), why)),
            own_lang: front.lang,
            lang_of_words: words.into_iter().find_map(|words| language::language_of_words(words)).unwrap_or_default(),
            is_hugo: body.contains("{{<") || body.contains("{{%"),
        }
    }

    /// The language of the page in the file of this name: its own word for it, else that of its name, else that of its
    /// prose; where there is none, that of its captions and its title.
    pub fn lang(&self, file_name: &str) -> Lang {
        self.own_lang.or_else(|| language_of_name(file_name)).unwrap_or(self.lang_of_words)
    }
}

/// Where the lines of a page start.
struct Lines(Vec<usize>);

impl Lines {
    fn of(page: &str) -> Lines {
        Lines(page.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    /// The line of a place, from 1.
    fn at(&self, place: usize) -> usize {
        1 + self.0.partition_point(|start| *start <= place)
    }
}

#[cfg(test)]
mod tests;
