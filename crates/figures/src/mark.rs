//! The mark that tells this program's files from everybody else's.
//!
//! Each file carries a comment with a digest of all its other bytes: a PNG in a `tEXt` chunk before `IEND`, a GIF in a
//! comment extension before the trailer, a JPEG in a `COM` segment after the `APPn` segments, text (SVG, Markdown) in
//! a comment at the end. A picture that somebody retouched has another digest, even where the comment survived: it is
//! theirs.

use repo::fnv1a;

/// A kind of file, by its first bytes; what is no picture is text.
#[derive(Clone, Copy)]
enum Kind {
    Png,
    Gif,
    Jpeg,
    Text,
}

impl Kind {
    fn of(file: &[u8]) -> Kind {
        match file {
            [0x89, b'P', b'N', b'G', ..] => Kind::Png,
            [b'G', b'I', b'F', b'8', ..] => Kind::Gif,
            [0xff, 0xd8, 0xff, ..] => Kind::Jpeg,
            _ => Kind::Text,
        }
    }

    /// Where the mark belongs in a file that has `length` bytes without it.
    fn place(self, file: &[u8], length: usize) -> Option<usize> {
        let (iend, trailer) = (12, 1);
        match self {
            Kind::Png => length.checked_sub(iend),
            Kind::Gif => length.checked_sub(trailer),
            Kind::Jpeg => {
                let mut at = 2;
                while let Some([0xff, 0xe0..=0xef, high, low]) = file.get(at..at + 4) {
                    at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
                }
                (at <= length).then_some(at)
            }
            Kind::Text => Some(length),
        }
    }

    /// The mark between the parts of a file. Its length depends on the kind alone.
    fn mark(self, before: &[u8], after: &[u8]) -> Vec<u8> {
        let words = format!("drawn by figures {:016x}", fnv1a(before.iter().chain(after)));
        match self {
            Kind::Png => {
                let body = [b"tEXtComment\0", words.as_bytes()].concat();
                let length = (body.len() - 4) as u32;
                [&length.to_be_bytes(), body.as_slice(), &crc32fast::hash(&body).to_be_bytes()].concat()
            }
            Kind::Gif => [&[0x21, 0xfe, words.len() as u8], words.as_bytes(), &[0]].concat(),
            Kind::Jpeg => [&[0xff, 0xfe, 0, words.len() as u8 + 2], words.as_bytes()].concat(),
            Kind::Text => format!("<!-- {words} -->\n").into_bytes(),
        }
    }
}

/// The file with this program's mark in it.
pub fn seal(file: &[u8]) -> Vec<u8> {
    let kind = Kind::of(file);
    let (before, after) = file.split_at(kind.place(file, file.len()).unwrap_or(file.len()));
    [before, &kind.mark(before, after), after].concat()
}

/// Whether this program made the file, and nobody changed it since.
pub fn is_ours(file: &[u8]) -> bool {
    let kind = Kind::of(file);
    let length = kind.mark(&[], &[]).len();
    let Some(at) = file.len().checked_sub(length).and_then(|rest| kind.place(file, rest)) else { return false };
    let (before, rest) = file.split_at(at);
    rest.split_at_checked(length).is_some_and(|(mark, after)| mark == kind.mark(before, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{difference, samples};

    fn all() -> Vec<(&'static str, Vec<u8>)> {
        let text = b"<svg></svg>\n".to_vec();
        vec![
            ("png", samples::png(40, 30, |x, y| [x as u8, y as u8, 7])),
            ("gif", samples::gif(&[[1, 2, 3], [200, 0, 0]])),
            ("jpg", samples::jpeg()),
            ("svg", text),
        ]
    }

    #[test]
    fn only_a_sealed_file_is_ours() {
        for (kind, file) in all() {
            assert!(!is_ours(&file), "{kind}");
            assert!(is_ours(&seal(&file)), "{kind}");
        }
        assert!(!is_ours(b""));
    }

    #[test]
    fn a_file_with_any_changed_byte_is_theirs() {
        for (kind, file) in all() {
            let sealed = seal(&file);
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert!(!is_ours(&changed), "{kind}, byte {at}");
            }
            for length in 0..sealed.len() {
                assert!(!is_ours(&sealed[..length]), "{kind} cut to {length} bytes");
            }
            assert!(!is_ours(&[sealed, b"x".to_vec()].concat()), "{kind} with a byte more");
        }
    }

    #[test]
    fn the_mark_survives_in_a_retouched_picture_and_does_not_make_it_ours() {
        let (old, new) = (samples::png(8, 8, |_, _| [9; 3]), samples::png(8, 8, |_, _| [200; 3]));
        let length = Kind::Png.mark(&[], &[]).len();
        let mark = seal(&old)[old.len() - 12..][..length].to_vec();
        let (before, end) = new.split_at(new.len() - 12);
        assert!(!is_ours(&[before, &mark, end].concat()));
    }

    #[test]
    fn a_sealed_picture_shows_the_same_pixels() {
        for (kind, file) in all().into_iter().filter(|(kind, _)| *kind != "svg") {
            assert_eq!(difference(&file, &seal(&file)), None, "{kind}");
        }
    }
}
