//! The pictures that a tag of a template shows.

use super::address::{candidates, is_picture};
use super::template::{Tag, Value};

/// Tags that show a picture even where no value looks like one; of an `include`, the name of what is included.
const IMAGES: [&str; 10] = [
    "figure",
    "img",
    "image",
    "imgproc",
    "picture",
    "photo",
    "gallery",
    "asset_img",
    "responsive_image",
    "figure-dynamic",
];

/// Tags that only compute.
const LOGIC: [&str; 8] = ["assign", "capture", "if", "elsif", "unless", "for", "case", "when"];

/// Names of values that are words, or the address of something else.
const WORDS: [&str; 13] =
    ["alt", "caption", "title", "link", "href", "class", "id", "target", "rel", "attr", "attrlink", "style", "label"];

/// Names of the value that says which picture.
const SOURCES: [&str; 8] = ["src", "path", "url", "image", "image_path", "name", "match", "dir"];

impl Tag {
    /// The pictures: every value that is named as a picture is; of a tag for images otherwise the one that says which, in
    /// words of the site: `{{< img name="hero" >}}`, `{% include figure path=page.cover %}`.
    pub fn pictures(&self) -> Vec<&str> {
        let mut name = self.name.as_str();
        let mut values = self.values.as_slice();
        if LOGIC.contains(&name) {
            return Vec::new();
        }
        if name.starts_with("include")
            && let Some((included, rest)) = values.split_first().filter(|(first, _)| first.name.is_none())
        {
            name = included.text.rsplit('/').next().unwrap_or_default();
            name = name.split('.').next().unwrap_or_default();
            values = rest;
        }
        let is_image = IMAGES.contains(&name);
        let named = |value: &&Value| {
            !value.name.as_deref().is_some_and(|name| WORDS.contains(&name.to_ascii_lowercase().as_str()))
        };
        let values = || values.iter().filter(named);
        let pictures: Vec<&str> = values().flat_map(|value| addresses(&value.text, is_image)).collect();
        if !pictures.is_empty() || !is_image {
            return pictures;
        }
        let by_name = |source: &str| values().find(|value| value.name.as_deref() == Some(source));
        let first = SOURCES.into_iter().find_map(by_name).or_else(|| values().find(|value| value.name.is_none()));
        first.map(|value| value.text.as_str()).into_iter().collect()
    }

    /// The words that it shows: caption, title and text for those who do not see the picture.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let shown =
            self.values.iter().filter(|value| matches!(value.name.as_deref(), Some("alt" | "caption" | "title")));
        shown.map(|value| value.text.as_str())
    }
}

/// The addresses of pictures in a value: one, or a list with commas. Blanks belong to a name only in a tag for images.
fn addresses(text: &str, with_blanks: bool) -> Vec<&str> {
    let fits = |address: &&str| is_picture(address) && (with_blanks || !address.contains(char::is_whitespace));
    if text.contains(',') {
        let listed = text.trim_matches(['{', '}', '[', ']']);
        return candidates(listed).into_iter().flat_map(|part| part.split(',')).filter(fits).collect();
    }
    Some(text.trim()).into_iter().filter(fits).collect()
}
