//! What the keys of a front matter mean, in the words of many themes.

use std::collections::BTreeMap;

use flowlab::Lang;

use super::Leaf;
use crate::notes::address::is_picture;

/// What a text means.
pub enum Meaning {
    /// The address of a picture.
    Picture,
    /// The page's language.
    Language,
    /// Words that the page shows.
    Words,
}

/// A key that ends so names a picture: `cover`, `featured_image`, `ogImage`, `header.teaser`, ..
const PICTURES: [&str; 22] = [
    "image",
    "images",
    "img",
    "imgs",
    "cover",
    "covers",
    "thumbnail",
    "thumbnails",
    "thumb",
    "banner",
    "hero",
    "teaser",
    "poster",
    "picture",
    "pictures",
    "photo",
    "photos",
    "gallery",
    "preview",
    "featured",
    "feature",
    "background",
];

/// Keys of a picture's address in what stands for a picture, or in an element of `resources`.
const ADDRESSES: [&str; 8] = ["src", "url", "path", "file", "filename", "href", "link", "source"];

/// Keys below which a theme keeps its own.
const FOLDERS: [&str; 10] =
    ["params", "extra", "header", "page", "seo", "social", "og", "opengraph", "twitter", "metadata"];

/// What the text behind these keys means.
pub fn meaning(path: &[String]) -> Option<Meaning> {
    let path: Vec<&str> = path.iter().map(String::as_str).filter(|name| name.parse::<usize>().is_err()).collect();
    let (last, above) = path.split_last()?;
    let is_picture = |key: &str| {
        let bare = ADDRESSES.iter().find_map(|ending| key.strip_suffix(ending)).unwrap_or(key);
        PICTURES.iter().any(|ending| bare.ends_with(ending))
    };
    let (parent, folders) = above.split_last().map_or(("", above), |(parent, folders)| (*parent, folders));
    let is_folder = |key: &&str| FOLDERS.contains(key);
    match *last {
        "lang" | "language" | "languagecode" | "locale" if above.iter().all(is_folder) => Some(Meaning::Language),
        "title" | "description" | "subtitle" | "summary" if above.is_empty() => Some(Meaning::Words),
        key if is_picture(key) && above.iter().all(|key| is_folder(key) || is_picture(key)) => Some(Meaning::Picture),
        key if ADDRESSES.contains(&key) && (is_picture(parent) || parent == "resources") => {
            folders.iter().all(|key| is_folder(key) || is_picture(key)).then_some(Meaning::Picture)
        }
        _ => None,
    }
}

/// The address in a text that should be one: it names a picture, or a host, or nothing yet. `cover: true` is none.
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    // Obsidian's `[[a.png|300]]`
    let link = text.trim_start_matches('!').strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    let text = link.map_or(text, |link| link.split('|').next().unwrap_or_default());
    let is_placeholder = text.starts_with('<') && text.ends_with('>') || text.contains("{{");
    let is_address = is_picture(text) || text.contains("://") || text.starts_with("//") || text.starts_with("data:");
    (is_address || is_placeholder).then(|| text.to_string())
}

/// The language that a page names: by a code, or by a word for it.
pub fn language(text: &str) -> Option<Lang> {
    match text.trim().to_lowercase().as_str() {
        "chinese" | "中文" | "简体中文" | "汉语" => Some(Lang::Zh),
        "english" | "英文" | "英语" => Some(Lang::En),
        code => Lang::from_code(code),
    }
}

/// Name and address of each element of `resources`.
pub fn resources(leaves: &[Leaf]) -> Vec<(String, String)> {
    let of = |key: &'static str| {
        leaves.iter().filter_map(move |leaf| match leaf.path.as_slice() {
            [list, number, name] if list == "resources" && name == key => Some((number.as_str(), leaf.text.as_str())),
            _ => None,
        })
    };
    let sources: BTreeMap<&str, &str> = of("src").collect();
    of("name").filter_map(|(number, name)| Some((name.to_string(), sources.get(number)?.to_string()))).collect()
}
