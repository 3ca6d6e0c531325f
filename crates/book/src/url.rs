//! Addresses: where the site will stand on the web, what a link on a page leads to, and the media types of files.

use std::path::{Component, Path, PathBuf};

use anyhow::ensure;
use percent_encoding::percent_decode_str;

/// The address of the site's top folder, with a slash at its end. Some addresses (twins, site map, preview picture)
/// must be written in full.
#[derive(Clone, Debug)]
pub struct Address {
    top: String,
    public: bool,
}

/// The port of `book -- serve`.
pub const PORT: u16 = 3000;

impl Address {
    /// An address such as `https://name.github.io/course`.
    ///
    /// # Errors
    /// It does not begin with `http://` or `https://`, or holds a character that an address cannot hold.
    pub fn new(top: &str) -> anyhow::Result<Address> {
        let host = top.strip_prefix("https://").or(top.strip_prefix("http://"));
        let good = host.is_some_and(|host| {
            !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/%".contains(c))
        });
        ensure!(good, "`{top}` is no address: write it in full, such as https://name.github.io/course");
        Ok(Address { top: format!("{}/", top.trim_end_matches('/')), public: true })
    }

    /// Where `book -- serve` shows the site.
    pub fn local(port: u16) -> Address {
        Address { top: format!("http://127.0.0.1:{port}/"), public: false }
    }

    /// The full address of a file of the site.
    pub fn of(&self, file: &str) -> String {
        format!("{}{file}", self.top)
    }

    /// The path of the site's top folder on its host.
    pub fn path(&self) -> &str {
        let host = self.top.find("://").map_or(0, |place| place + 3);
        self.top[host..].find('/').map_or("/", |place| &self.top[host + place..])
    }

    /// Whether others than this machine can ask it.
    pub fn is_public(&self) -> bool {
        self.public
    }
}

/// The path that `address` names on the page at `path`, without `..`.
pub fn resolve(path: &Path, address: &str) -> PathBuf {
    let mut out = path.parent().unwrap_or(path).to_path_buf();
    for part in Path::new(address).components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::Normal(name) => out.push(name),
            _ => {}
        }
    }
    out
}

/// An address with its `%XX` read.
pub fn decode_percent(address: &str) -> String {
    percent_decode_str(address).decode_utf8_lossy().into_owned()
}

/// The media type of a file, by its name. A table of ours, since browsers want the letters of a text named with it.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        "ipynb" => "application/x-ipynb+json",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_below_the_top() {
        for top in ["https://example.org/course", "https://example.org/course/"] {
            let address = Address::new(top).unwrap();
            assert_eq!(address.of("en/index.html"), "https://example.org/course/en/index.html");
            assert_eq!(address.path(), "/course/");
            assert!(address.is_public());
        }
        assert_eq!(Address::local(PORT).path(), "/");
        assert_eq!(Address::local(PORT).of("a.html"), "http://127.0.0.1:3000/a.html");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for top in ["example.org", "ftp://example.org", "https://", "https://a b", "https://a\"b"] {
            assert!(Address::new(top).is_err(), "{top}");
        }
    }

    #[test]
    fn addresses_are_decoded_and_resolved() {
        assert_eq!(decode_percent("%E8%AF%8D%20a%2"), "词 a%2");
        assert_eq!(resolve(Path::new("en/a.html"), "../zh/./b.html"), Path::new("zh/b.html"));
    }
}
