//! The front matter of a page, YAML between `---` or TOML between `+++`, as far as the cover image goes.

/// Where the front matter ends, and the cover's address with its place.
pub struct FrontMatter {
    /// Start of the page's body; 0 if there is no front matter.
    pub end: usize,
    /// The address of the cover image.
    pub cover: Option<(usize, String)>,
}

/// Reads the front matter of a page.
pub fn of(page: &str) -> FrontMatter {
    let none = FrontMatter { end: 0, cover: None };
    let start = page.len() - page.trim_start_matches('\u{feff}').len();
    let mut lines = with_places(page, start);
    let Some(fence @ ("---" | "+++")) = lines.next().map(|(_, line)| line.trim_end()) else { return none };
    let mut head = Vec::new();
    for (at, line) in lines {
        if line.trim_end() == fence {
            return FrontMatter { end: at + line.len(), cover: cover(&head, fence == "---") };
        }
        head.push((at, line));
    }
    none
}

fn with_places(page: &str, start: usize) -> impl Iterator<Item = (usize, &str)> {
    page[start..].split_inclusive('\n').scan(start, |at, line| {
        let here = *at;
        *at += line.len();
        Some((here, line))
    })
}

/// `cover: {image: A}`, `cover: A`, or `image: A` on the lines below `cover:` or `[cover]`; in TOML also `cover.image`.
fn cover(head: &[(usize, &str)], yaml: bool) -> Option<(usize, String)> {
    let assign = if yaml { ':' } else { '=' };
    let mut in_cover = false;
    for (at, line) in head {
        let (indented, text) = (line.starts_with([' ', '\t']), line.trim());
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if !yaml && text.starts_with('[') {
            in_cover = text.trim_matches(['[', ']', ' ']) == "cover";
            continue;
        }
        if yaml && !indented {
            in_cover = false;
        }
        let Some((key, value)) = text.split_once(assign).map(|(key, value)| (key.trim(), value.trim())) else {
            continue;
        };
        let address = match key {
            "cover" if value.starts_with('{') => inline_image(value, assign),
            "cover" if value.is_empty() || value.starts_with('#') => {
                in_cover = true;
                None
            }
            "image" if in_cover => Some(scalar(value, &[])),
            "cover" | "cover.image" if !indented => Some(scalar(value, &[])),
            _ => None,
        };
        if let Some(address) = address {
            return Some((*at, address));
        }
    }
    None
}

/// The `image` of `{image: A, alt: B}`.
fn inline_image(table: &str, assign: char) -> Option<String> {
    let mut rest = table.trim_start_matches('{');
    loop {
        let (key, value) = rest.split_once(assign)?;
        let value = value.trim_start();
        if key.trim_matches([' ', ',', '"', '\'']) == "image" {
            return Some(scalar(value, &[',', '}']));
        }
        let quoted = value.starts_with(['"', '\'']);
        let length = if quoted { scalar(value, &[]).len() + 2 } else { value.find([',', '}'])? };
        rest = value.get(length..)?;
    }
}

/// A value without its quotes and the comment behind it; a bare one ends at `stops`.
fn scalar(value: &str, stops: &[char]) -> String {
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default().to_string(),
        _ => {
            let bare = value.split(" #").next().unwrap_or_default();
            bare.split(stops).next().unwrap_or_default().trim().to_string()
        }
    }
}
