//! Addresses of pictures: which file beside the page they mean, if any.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Why an image is no file beside the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// `https://..`, `//host/..`, `data:..`
    Address,
    /// `/img/a.png`, or below a name that the site knows: `@/img/a.png`, `~/img/a.png`.
    Absolute,
    /// `../a.png`
    Outside,
    /// Between backticks, in a code block, in a shortcode for code.
    Code,
    /// `<image path/url>`, `{{ .. }}`, `*.png`, or nothing at all.
    Placeholder,
}

impl Skip {
    /// The reason in words.
    pub fn why(self) -> &'static str {
        match self {
            Skip::Address => "an address",
            Skip::Absolute => "an absolute path",
            Skip::Outside => "leads out of the page's folder",
            Skip::Code => "in code",
            Skip::Placeholder => "a placeholder",
        }
    }
}

/// Endings of the names of pictures.
const ENDINGS: [&str; 11] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "apng", "bmp", "tif", "tiff"];

/// Whether an address names a picture, by its ending.
pub fn is_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().trim_end();
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// The path below the page's folder that an address means, with `/` between names.
///
/// # Errors
/// Why it means none.
pub fn local(address: &str) -> Result<String, Skip> {
    let address = address.trim();
    let is_template = ["{{", "{%", "*"].iter().any(|sign| address.contains(sign));
    if is_template || address.contains(['<', '>']) || address.chars().any(char::is_control) {
        return Err(Skip::Placeholder);
    }
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    if is_scheme || address.starts_with("//") {
        return Err(Skip::Address);
    }
    let path = path(address);
    // a backslash parts names on Windows, and browsers read it as a slash
    let drive = path.as_bytes().get(..2).is_some_and(|drive| drive[0].is_ascii_alphabetic() && drive[1] == b':');
    let alias = path.split_once('/').is_some_and(|(first, _)| first == "~" || first.starts_with('@'));
    if path.starts_with(['/', '\\']) || drive || alias {
        return Err(Skip::Absolute);
    }
    let names: Vec<&str> = path.split(['/', '\\']).filter(|name| !matches!(*name, "" | ".")).collect();
    if names.contains(&"..") {
        return Err(Skip::Outside);
    }
    if names.is_empty() || path.chars().any(char::is_control) {
        return Err(Skip::Placeholder);
    }
    Ok(names.join("/"))
}

/// The path below the site's root that an absolute address such as `/img/a.png` means.
pub fn below_root(address: &str) -> Option<String> {
    local(path(address.trim()).strip_prefix('/')?).ok()
}

/// The last name of an address.
pub fn file_name(address: &str) -> String {
    path(address).rsplit(['/', '\\']).next().unwrap_or_default().to_string()
}

/// Whether an address ends in these names: `img/a.png` in `./img/a.png`, and so does `a.png`.
pub fn ends_in(address: &str, names: &str) -> bool {
    let (address, names) = (path(address), path(names));
    let parts = |path: &str| path.rsplit(['/', '\\']).map(str::to_string).collect::<Vec<_>>();
    let wanted: Vec<String> = parts(&names).into_iter().filter(|name| !matches!(name.as_str(), "" | ".")).collect();
    parts(&address).starts_with(&wanted)
}

/// An address without its query and its escapes: `my%20traj.png?x=1` is `my traj.png`; what is no UTF-8 is no escape.
fn path(address: &str) -> Cow<'_, str> {
    let spelled = address.split(['?', '#']).next().unwrap_or_default();
    percent_decode_str(spelled).decode_utf8().unwrap_or(Cow::Borrowed(spelled))
}

/// The addresses of a `srcset`: `a.png 1x, b.png 2x`.
pub fn candidates(srcset: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = srcset.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    while !rest.is_empty() {
        // An address may hold commas, as `data:image/png;base64,..` does; one at its end parts it from the next.
        let (address, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let bare = address.trim_end_matches(',');
        found.push(bare);
        let descriptor = if bare.len() < address.len() { 0 } else { after.find(',').unwrap_or(after.len()) };
        rest = after[descriptor..].trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_sources_is_parted_as_a_browser_parts_it() {
        assert_eq!(candidates("a.png 1x, b.png 2x"), ["a.png", "b.png"]);
        assert_eq!(candidates(" ,a.png,\n b.png 300w ,c.png"), ["a.png", "b.png", "c.png"]);
        assert_eq!(candidates("data:image/png;base64,AA 1x, a.png"), ["data:image/png;base64,AA", "a.png"]);
        assert_eq!(candidates(" , "), [""; 0]);
    }

    #[test]
    fn an_address_ends_in_whole_names() {
        for (address, names) in [
            ("img/a.png", "a.png"),
            ("{{ site.baseurl }}/a.png", "/a.png"),
            ("my%20a.png?x", "my a.png"),
            ("https://example.org/img/a.png", "img/a.png"),
            ("a.png", "./a.png"),
        ] {
            assert!(ends_in(address, names), "{address} in {names}");
        }
        assert!(!ends_in("my_a.png", "a.png") && !ends_in("a.png", "img/a.png"));
    }

    #[test]
    fn an_absolute_path_stands_below_the_root() {
        assert_eq!(below_root("/img/a.png?x").as_deref(), Some("img/a.png"));
        for other in ["a.png", "//host/a.png", "/../a.png", "/"] {
            assert_eq!(below_root(other), None, "{other}");
        }
    }
}
