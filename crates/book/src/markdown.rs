//! The Markdown of the chapters, as mdBook reads it, with formulas.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

/// The events of a text and where each stands in it: mdBook's dialect, with `$..$` and `$$..$$`.
pub fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH;
    Parser::new_ext(text, options).into_offset_iter()
}

/// The line of a place in a text whose first line has the number `first`.
pub fn line_at(text: &str, place: usize, first: usize) -> usize {
    first + text[..place].matches('\n').count()
}

/// Text for an HTML page or attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
