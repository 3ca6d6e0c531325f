//! The front matter of a page: YAML between `---`, TOML between `+++`, or a JSON object.

mod json;
mod keys;
mod toml;
mod yaml;

use std::ops::Range;

use flowlab::Lang;

/// The front matter of a page, as far as pictures and words go.
#[derive(Default)]
pub struct FrontMatter {
    /// Where the page's body starts; 0 if there is no front matter.
    pub end: usize,
    /// Place and address of each picture that a key such as `cover` or `featured_image` names, in the page's order.
    pub pictures: Vec<(usize, String)>,
    /// Name and address of what `resources` lists.
    pub resources: Vec<(String, String)>,
    /// The page's own word for its language.
    pub lang: Option<Lang>,
    /// Title and description.
    pub words: String,
    /// The place of what cannot be read, and what is wrong there.
    pub fault: Option<(usize, String)>,
}

/// A text in the front matter.
struct Leaf {
    /// Its place.
    at: usize,
    /// The keys that lead to it, in small letters without `_` and `-`; a place in a list is a number.
    path: Vec<String>,
    text: String,
}

/// What is wrong, and where.
type Fault = (usize, String);

/// Reads the front matter of a page.
pub fn read(page: &str) -> FrontMatter {
    let Some((read, head, end)) = split(page) else { return FrontMatter::default() };
    let mut front = FrontMatter { end, ..FrontMatter::default() };
    match read(&page[head.clone()]) {
        Err((at, why)) => front.fault = Some((head.start + at, why)),
        Ok(mut leaves) => {
            leaves.sort_by_key(|leaf| leaf.at);
            leaves.iter().for_each(|leaf| front.take(leaf, head.start));
            front.resources = keys::resources(&leaves);
        }
    }
    front
}

impl FrontMatter {
    fn take(&mut self, leaf: &Leaf, start: usize) {
        match keys::meaning(&leaf.path) {
            Some(keys::Meaning::Picture) => {
                self.pictures.extend(keys::address(&leaf.text).map(|address| (start + leaf.at, address)));
            }
            Some(keys::Meaning::Language) => self.lang = self.lang.or(keys::language(&leaf.text)),
            Some(keys::Meaning::Words) => self.words += &format!("{}\n", leaf.text),
            None => {}
        }
    }
}

type Reader = fn(&str) -> Result<Vec<Leaf>, Fault>;

/// How the front matter is read, where it stands without its fences, and where the body starts.
fn split(page: &str) -> Option<(Reader, Range<usize>, usize)> {
    let mark = page.len() - page.trim_start_matches('\u{feff}').len();
    let mut lines = page[mark..].split_inclusive('\n');
    let first = lines.next()?;
    let (read, fences): (Reader, &[&str]) = match first.trim_end() {
        "---" => (yaml::leaves, &["---", "..."]),
        "+++" => (toml::leaves, &["+++"]),
        _ => return json::end(&page[mark..]).map(|end| (json::leaves as Reader, mark..mark + end, mark + end)),
    };
    let start = mark + first.len();
    let mut at = start;
    for line in lines {
        if fences.contains(&line.trim_end()) {
            return Some((read, start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// A key as keys are compared.
fn key(spelled: &str) -> String {
    spelled.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}
