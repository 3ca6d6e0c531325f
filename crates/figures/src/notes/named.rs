//! The net below the reader: names of pictures that stand on a page and are none of its images.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::address::{Skip, ends_in, file_name, is_picture, local};
use super::reading::{Found, Hidden};

/// The name of a picture that a page holds, but does not show as far as we can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Line of the page, from 1.
    pub line: usize,
    /// The name, with the path before it.
    pub name: String,
    /// Where it stands, in words.
    pub place: &'static str,
}

/// The names on a page with their places, each once, without those that stand in an image or mean the file of one.
pub fn names<'a>(
    page: &'a str,
    body: usize,
    found: &[Found],
    hidden: &[(Range<usize>, Hidden)],
) -> Vec<(usize, &'a str, &'static str)> {
    let mut by_name: BTreeMap<String, Vec<&Found>> = BTreeMap::new();
    found.iter().for_each(|image| by_name.entry(file_name(&image.address)).or_default().push(image));
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for (at, name) in tokens(page) {
        let hides = hidden.iter().rfind(|(range, _)| range.contains(&at)).map(|(_, hidden)| *hidden);
        let place = match hides {
            Some(Hidden::Code) => "in code",
            Some(Hidden::Comment) => "in a comment",
            Some(Hidden::Script) => "in a script",
            None if at < body => "in the front matter",
            None => "in the text",
        };
        let means = |image: &Found| {
            // Of an address that is no file here, the name alone is too little: another file may have it.
            let is_file = local(&image.address).is_ok() || name.contains('/') || !image.address.contains('/');
            let is_code = image.skip == Some(Skip::Code);
            is_file && (!is_code || hides == Some(Hidden::Code)) && ends_in(&image.address, name)
        };
        let is_shown = by_name.get(&file_name(name)).is_some_and(|images| images.iter().any(|image| means(image)))
            || found.iter().any(|image| image.range.contains(&at));
        if !is_shown && seen.insert(name) {
            names.push((at, name, place));
        }
    }
    names
}

/// All names of pictures in a text.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_-./~%".contains(c);
    let runs = text.split(move |c: char| !is_of_name(c));
    let start = text.as_ptr().addr();
    let names = runs.map(move |run| (run.as_ptr().addr() - start, run.trim_end_matches(['.', '-', '/'])));
    names.filter(|(_, name)| is_picture(name) && local(name.trim_start_matches('/')).is_ok_and(|name| name.len() > 4))
}
