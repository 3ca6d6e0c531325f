//! The files that a page refers to: beside it in the site, or inside it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Takes the files of one language's pages and gives their addresses.
#[derive(Debug)]
pub enum Assets {
    /// Files beside the pages, kept until the site's folder is ready for them.
    Beside(RefCell<BTreeMap<String, Vec<u8>>>),
    /// Files inside the pages, for an installed mdbook: it copies nothing for us.
    Inside,
}

impl Assets {
    /// An empty store of files beside the pages.
    pub fn beside() -> Assets {
        Assets::Beside(RefCell::default())
    }

    /// Takes a file and gives its address, as a page at the top of its language's folder writes it.
    pub fn place(&self, name: &str, bytes: Vec<u8>) -> String {
        match self {
            Assets::Beside(files) => {
                files.borrow_mut().insert(name.to_string(), bytes);
                name.to_string()
            }
            Assets::Inside => format!("data:{};base64,{}", media_type(name), STANDARD.encode(bytes)),
        }
    }

    /// Writes the files into a folder.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let Assets::Beside(files) = self else { return Ok(()) };
        for (name, bytes) in files.borrow().iter() {
            let path = folder.join(name);
            let written =
                path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, bytes));
            written.with_context(|| format!("{} cannot be written", path.display()))?;
        }
        Ok(())
    }
}

/// The media type of a file, by its name.
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

/// Width and height of a PNG, GIF or JPEG picture, from its first bytes.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let big =
        |at: usize, n: usize| Some(bytes.get(at..at + n)?.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)));
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((big(16, 4)?, big(20, 4)?));
    }
    if bytes.starts_with(b"GIF8") {
        let little = |at: usize| Some(u32::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
        return Some((little(6)?, little(8)?));
    }
    let mut at = 2;
    while bytes.starts_with(&[0xff, 0xd8]) {
        let marker = big(at, 2)?;
        if matches!(marker, 0xffc0..=0xffc2) {
            return Some((big(at + 7, 2)?, big(at + 5, 2)?));
        }
        at += 2 + big(at + 2, 2)? as usize;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_from_the_first_bytes() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\x90";
        assert_eq!(size(png), Some((640, 400)));
        assert_eq!(size(b"GIF89a\x58\x02\xc2\x01"), Some((600, 450)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x10\0\x20";
        assert_eq!(size(jpeg), Some((32, 16)));
        assert_eq!(size(&jpeg[..9]), None);
        assert_eq!(size(b"nothing"), None);
    }

    #[test]
    fn a_file_is_beside_the_page_or_inside_it() {
        assert_eq!(Assets::beside().place("a/b.png", vec![1]), "a/b.png");
        assert_eq!(Assets::Inside.place("a/b.png", vec![1, 2, 3]), "data:image/png;base64,AQID");
    }
}
