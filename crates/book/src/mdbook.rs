//! The preprocessor of an installed mdBook: each chapter becomes its page in one block of HTML.

use std::io;

use anyhow::Context;
use flowlab::Lang;
use mdbook_preprocessor::parse_input;

use crate::outline::Outline;
use crate::page::Course;

/// Reads a book of mdBook from standard input and writes it with its pages to standard output.
///
/// # Errors
/// The book is not one of ours, or a chapter has a fault.
pub fn preprocess() -> anyhow::Result<()> {
    let (context, mut book) = parse_input(io::stdin())?;
    let code = context.config.book.language.clone().unwrap_or_default();
    let lang = Lang::from_code(&code).with_context(|| format!("book.toml: language `{code}` is neither en nor zh"))?;
    let pages = Course { inside: true, ..Course::new()? }.pages(lang, &Outline::read(lang)?)?;
    book.for_each_chapter_mut(|chapter| {
        let stem = chapter.source_path.as_deref().map(|path| path.with_extension(""));
        if let Some(page) =
            pages.iter().find(|page| stem.as_deref().is_some_and(|stem| stem.as_os_str() == &*page.stem))
        {
            chapter.content = html_block(&page.html);
        }
    });
    serde_json::to_writer(io::stdout(), &book)?;
    Ok(())
}

/// HTML as one block for Markdown, which an empty line would end: a line's end before an empty line is an entity.
fn html_block(html: &str) -> String {
    let mut block = String::from("<div class=\"page\">");
    for line in html.lines() {
        block.push_str(if line.trim().is_empty() { "&#10;" } else { "\n" });
        block.push_str(line);
    }
    block + "\n</div>\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html;

    #[test]
    fn a_page_is_one_block_that_says_the_same() {
        let page = "<p>a</p>\n\n<pre>b\n\n\nc\n  \n# d</pre>";
        let block = html_block(page);
        assert!(block.lines().all(|line| !line.trim().is_empty()), "{block}");
        let mut shown = String::new();
        pulldown_cmark::html::push_html(&mut shown, pulldown_cmark::Parser::new(&block));
        assert_eq!(shown, block);
        assert_eq!(html::read(&block).unbalanced, None);
        assert!(block.contains("b&#10;&#10;\nc&#10;  \n# d"), "{block}");
    }
}
