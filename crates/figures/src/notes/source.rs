//! A text that was gathered from a page, and where on the page each part of it stands.

use std::ops::Range;

/// A text made of parts of a page.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The text.
    pub text: String,
    /// Where each part starts in the text and on the page, in the order of the text.
    parts: Vec<(usize, usize)>,
}

impl Source {
    /// A part of the page.
    pub fn new(at: usize, part: &str) -> Source {
        Source { text: part.to_string(), parts: vec![(0, at)] }
    }

    /// Appends what stands at a place of the page.
    pub fn push(&mut self, at: usize, part: &str) {
        self.parts.push((self.text.len(), at));
        self.text.push_str(part);
    }

    /// Appends a range of another text with its places.
    pub fn extend(&mut self, other: &Source, range: Range<usize>) {
        let mut from = range.start;
        while from < range.end {
            let next = other.parts.partition_point(|(start, _)| *start <= from);
            let to = other.parts.get(next).map_or(range.end, |(start, _)| range.end.min(*start));
            self.push(other.place(from), &other.text[from..to]);
            from = to;
        }
    }

    /// The place on the page of a place in the text.
    pub fn place(&self, at: usize) -> usize {
        let last = self.parts.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.parts.get(last).map_or(at, |(start, place)| place + at - start)
    }

    /// The stretch of the page from the first to the last byte of a range of the text.
    pub fn places(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        start..if range.is_empty() { start } else { self.place(range.end - 1) + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_knows_its_place_through_two_gatherings() {
        let page = "one two three four";
        let mut source = Source::default();
        for word in ["two", "four", "one"] {
            source.push(page.find(word).unwrap(), word);
        }
        assert_eq!(source.text, "twofourone");
        let mut piece = Source::default();
        piece.extend(&source, 2..8);
        assert_eq!(piece.text, "ofouro");
        for at in 0..piece.text.len() {
            assert_eq!(piece.text.as_bytes()[at], page.as_bytes()[piece.place(at)], "byte {at}");
        }
        assert_eq!(piece.places(&(1..5)), 14..18);
        assert_eq!(Source::default().places(&(0..0)), 0..0);
    }
}
