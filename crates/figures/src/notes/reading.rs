//! What the reader finds on a page.

use std::ops::Range;

use super::address::Skip;

/// A picture as it stands on a page.
pub struct Found {
    /// What of the page shows it.
    pub range: Range<usize>,
    /// Its address, as spelled.
    pub address: String,
    /// Why it is none to draw, if that is known before its address is looked at.
    pub skip: Option<Skip>,
}

/// A stretch of the page that shows no pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Code shows its text.
    Code,
    /// A comment shows nothing.
    Comment,
    /// A script or a style sheet.
    Script,
}

/// What stands on a page, in no order.
#[derive(Default)]
pub struct Reading {
    /// Its pictures.
    pub found: Vec<Found>,
    /// Where none are shown.
    pub hidden: Vec<(Range<usize>, Hidden)>,
    /// Its prose.
    pub prose: String,
    /// Other words: those of links, of captions, and for those who do not see a picture.
    pub aside: String,
}

impl Reading {
    /// Appends words, to the prose or to the others.
    pub fn say(&mut self, words: impl Iterator<Item = char>, is_aside: bool) {
        let said = if is_aside { &mut self.aside } else { &mut self.prose };
        said.extend(words);
        said.push('\n');
    }
}
