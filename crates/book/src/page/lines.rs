//! The ends of lines inside a paragraph. A browser shows each as a space, and Chinese has none between its characters.

use std::ops::Range;

use chapters::chapter::Item;
use flowlab::Lang;
use pulldown_cmark::Event;

/// What Markdown sees in a text, and where.
pub(super) type Items = Vec<(Item, Range<usize>)>;

/// Marks that have the width of a Chinese character among Chinese ones, and are narrow in English.
const NARROW_MARKS: [char; 7] = ['“', '”', '‘', '’', '…', '—', '·'];

/// Takes the line's ends out of a text at which a space would be wrong.
pub(super) fn join(mut items: Items, lang: Lang) -> Items {
    let seen: Vec<Option<(char, char)>> = items.iter().map(|(item, _)| edges(item)).collect();
    let is_joined = |place: usize| {
        let before = seen[..place].iter().rev().find_map(|seen| Some(seen.as_ref()?.1));
        let after = seen[place + 1..].iter().find_map(|seen| Some(seen.as_ref()?.0));
        before.zip(after).is_some_and(|(before, after)| needs_no_space(before, after, lang))
    };
    let mut place = 0;
    items.retain(|(item, _)| {
        place += 1;
        !(matches!(item, Item::Markdown(Event::SoftBreak)) && is_joined(place - 1))
    });
    items
}

/// The first and the last character that a reader sees of an item; nothing for what only frames others.
fn edges(item: &Item) -> Option<(char, char)> {
    let text = match item {
        Item::Markdown(Event::Text(text) | Event::Code(text)) => text,
        Item::Markdown(Event::InlineMath(_) | Event::DisplayMath(_)) => "$",
        Item::Claim { printed, .. } => printed,
        Item::Markdown(_) => return None,
    };
    text.chars().next().zip(text.chars().next_back())
}

/// Whether nothing stands between two characters of a Chinese text, of which neither is Latin unless the other is a mark
/// that brings its own space.
fn needs_no_space(before: char, after: char, lang: Lang) -> bool {
    let is_chinese = |c: char| is_wide(c) || (lang == Lang::Zh && NARROW_MARKS.contains(&c));
    is_wide_mark(before) || is_wide_mark(after) || (is_chinese(before) && is_chinese(after))
}

/// Chinese characters and the marks of their width.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Full stop, comma, brackets and the like of the width of a Chinese character.
fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301b}' | '！'..='／' | '：'..='＠' | '［'..='｀' | '｛'..='｠')
}

#[cfg(test)]
mod tests {
    use chapters::chapter;
    use pulldown_cmark::html::push_html;

    use super::*;

    fn joined(text: &str, lang: Lang) -> String {
        let blocks = chapter::parse(text, lang, |id| Some(id.to_string())).unwrap().blocks;
        let items: Items = blocks.iter().flat_map(|block| block.items()).cloned().collect();
        let events = join(items, lang).into_iter().map(|(item, _)| match item {
            Item::Markdown(event) => event,
            Item::Claim { printed, .. } => Event::Text(printed.into()),
        });
        let mut html = String::new();
        push_html(&mut html, events);
        html
    }

    #[test]
    fn chinese_lines_are_joined_whatever_frames_their_ends() {
        for (text, html) in [
            ("第一行\n第二行", "<p>第一行第二行</p>\n"),
            ("第一行，\r\n第二行", "<p>第一行，第二行</p>\n"),
            ("*第一*\n**第二**行", "<p><em>第一</em><strong>第二</strong>行</p>\n"),
            ("[第一](a)\n[第二](b)", "<p><a href=\"a\">第一</a><a href=\"b\">第二</a></p>\n"),
            ("> 第一行\n> 第二行", "<blockquote>\n<p>第一行第二行</p>\n</blockquote>\n"),
            ("- 第一行\n  第二行", "<ul>\n<li>第一行第二行</li>\n</ul>\n"),
            ("第一行。\n`x`", "<p>第一行。<code>x</code></p>\n"),
            ("`x`\n（第二行）", "<p><code>x</code>（第二行）</p>\n"),
            ("第一行：\n$x$", "<p>第一行：<span class=\"math math-inline\">x</span></p>\n"),
            ("第一行，\n{{#claim 3}}", "<p>第一行，3</p>\n"),
            ("“第一”\n“第二”", "<p>“第一”“第二”</p>\n"),
            ("第一……\n第二——\n第三", "<p>第一……第二——第三</p>\n"),
            ("第一<b>\n第二</b>", "<p>第一<b>第二</b></p>\n"),
            ("𠮷\n㐀", "<p>𠮷㐀</p>\n"),
        ] {
            assert_eq!(joined(text, Lang::Zh), html, "{text}");
        }
        assert_eq!(joined("the notes 流匹配\n模型", Lang::En), "<p>the notes 流匹配模型</p>\n");
    }

    #[test]
    fn a_space_stays_beside_latin_letters_numbers_and_formulas() {
        for text in ["第一行\nnext", "next\n第二行", "第\n$i$\n行", "第\n`x`\n行", "共\n{{#claim 3}}\n个", "one\ntwo"]
        {
            let breaks = text.matches('\n').count();
            assert_eq!(joined(text, Lang::Zh).trim_end().matches('\n').count(), breaks, "{text}");
        }
        assert_eq!(joined("a \"b\"\n\"c\" …\n…", Lang::En), "<p>a “b”\n“c” …\n…</p>\n");
        assert_eq!(joined("第一行  \n第二行", Lang::Zh), "<p>第一行<br />\n第二行</p>\n");
        assert_eq!(joined("```\n第一行\n第二行\n```", Lang::Zh), "<pre><code>第一行\n第二行\n</code></pre>\n");
    }
}
