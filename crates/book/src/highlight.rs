//! Rust code in colours, set when the book is built: a page shows them without JavaScript.
//!
//! A lexer of ours, since a highlighter with its grammars (syntect) is many times its size, and seven kinds are all
//! that help the eye: `<i class="K">` with one letter for each [`Kind`].

use crate::html::escape;

/// A word of code that is shown in a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Comment,
    Text,
    Number,
    Keyword,
    Macro,
    Type,
    Function,
}

impl Kind {
    /// The class in the stylesheet.
    fn class(self) -> char {
        match self {
            Kind::Comment => 'c',
            Kind::Text => 's',
            Kind::Number => 'n',
            Kind::Keyword => 'k',
            Kind::Macro => 'm',
            Kind::Type => 't',
            Kind::Function => 'f',
        }
    }
}

const KEYWORDS: [&str; 34] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static",
    "struct", "trait", "true", "use", "where", "while",
];
const PRIMITIVES: [&str; 13] =
    ["bool", "char", "f32", "f64", "i32", "i64", "isize", "str", "u16", "u32", "u64", "u8", "usize"];

/// Rust code as HTML.
pub fn rust(code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let (length, kind) = token(rest, first);
        let (word, after) = rest.split_at(length);
        match kind {
            Some(kind) => out.push_str(&format!("<i class=\"{}\">{}</i>", kind.class(), escape(word))),
            None => out.push_str(&escape(word)),
        }
        rest = after;
    }
    out
}

/// The length of the token at the start of `rest`, and its kind if it has a colour.
fn token(rest: &str, first: char) -> (usize, Option<Kind>) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), Some(Kind::Comment));
    }
    if rest.starts_with("/*") {
        return (rest.find("*/").map_or(rest.len(), |end| end + 2), Some(Kind::Comment));
    }
    if let Some(hashes) = raw_text(rest) {
        let close = format!("\"{}", "#".repeat(hashes));
        let open = hashes + 2;
        return (rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len()), Some(Kind::Text));
    }
    match first {
        '"' => (quoted(rest, '"'), Some(Kind::Text)),
        '\'' => character(rest),
        _ if first.is_ascii_digit() => (number(rest), Some(Kind::Number)),
        _ if is_word(first) => {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            (length, kind_of_word(&rest[..length], &rest[length..]))
        }
        _ => (first.len_utf8(), None),
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn kind_of_word(word: &str, after: &str) -> Option<Kind> {
    if KEYWORDS.contains(&word) {
        Some(Kind::Keyword)
    } else if PRIMITIVES.contains(&word) || word.starts_with(char::is_uppercase) {
        Some(Kind::Type)
    } else if after.starts_with('!') && !after.starts_with("!=") {
        Some(Kind::Macro)
    } else if after.starts_with('(') {
        Some(Kind::Function)
    } else {
        None
    }
}

/// The number of `#` of a raw text such as `r#"..."#` at the start of `rest`.
fn raw_text(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('r')?;
    let hashes = inner.len() - inner.trim_start_matches('#').len();
    inner[hashes..].starts_with('"').then_some(hashes)
}

/// The length of a quoted text, up to its closing quote.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (place, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return place + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A character such as `'a'`, or a lifetime such as `'a`.
fn character(rest: &str) -> (usize, Option<Kind>) {
    let is_char = rest.starts_with("'\\") || rest.chars().nth(2) == Some('\'');
    if is_char {
        return (quoted(rest, '\''), Some(Kind::Text));
    }
    let length = rest[1..].find(|c| !is_word(c)).map_or(rest.len(), |end| end + 1);
    (length, Some(Kind::Type))
}

/// The length of a number such as `10_000`, `2.0_f64` or `1e-3`; the dots of `0..n` are no part of it.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        let next_is_digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        let goes_on = match byte {
            b'.' => next_is_digit && !rest[..end].contains('.'),
            b'-' | b'+' => next_is_digit && matches!(bytes.get(end.wrapping_sub(1)), Some(b'e' | b'E')),
            _ => byte == b'_' || byte.is_ascii_alphanumeric(),
        };
        if !goes_on {
            break;
        }
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_class() {
        let cases = [
            ("// a < b\nx", "<i class=\"c\">// a &lt; b</i>\nx"),
            ("/* a */x", "<i class=\"c\">/* a */</i>x"),
            ("\"a\\\"b\"", "<i class=\"s\">&quot;a\\&quot;b&quot;</i>"),
            ("r#\"a\"b\"#;", "<i class=\"s\">r#&quot;a&quot;b&quot;#</i>;"),
            ("'x' '\\n' &'a", "<i class=\"s\">'x'</i> <i class=\"s\">'\\n'</i> &amp;<i class=\"t\">'a</i>"),
            ("0..10_000", "<i class=\"n\">0</i>..<i class=\"n\">10_000</i>"),
            ("1e-3 - 2.0_f64", "<i class=\"n\">1e-3</i> - <i class=\"n\">2.0_f64</i>"),
            ("let t", "<i class=\"k\">let</i> t"),
            ("show!(a) != b", "<i class=\"m\">show</i>!(a) != b"),
            ("Seed(3)", "<i class=\"t\">Seed</i>(<i class=\"n\">3</i>)"),
            ("h.sqrt()", "h.<i class=\"f\">sqrt</i>()"),
            ("路径 = 1", "路径 = <i class=\"n\">1</i>"),
            ("\"open", "<i class=\"s\">&quot;open</i>"),
        ];
        for (code, html) in cases {
            assert_eq!(rust(code), html, "{code}");
        }
    }

    #[test]
    fn no_letter_of_the_code_is_lost() {
        for lesson in lessons::LESSONS.iter() {
            let code = lesson.cells;
            let mut shown = String::new();
            for piece in rust(code).split('<') {
                shown.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
            }
            let shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            assert_eq!(shown, code);
        }
    }
}
