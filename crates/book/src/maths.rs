//! Formulas, set when the book is built: HTML for the eye and MathML for the ear, by KaTeX.

use katex::{KatexContext, Settings, render_to_string};

/// Sets formulas; made once, since KaTeX's tables are large.
pub struct Typesetter {
    context: KatexContext,
}

impl Typesetter {
    /// A typesetter with KaTeX's own commands.
    pub fn new() -> Typesetter {
        Typesetter { context: KatexContext::default() }
    }

    /// A formula as HTML that can stand in Markdown. What a displayed one sets apart by `\qquad` are formulas of their
    /// own in one row, which a narrow page breaks between them.
    ///
    /// # Errors
    /// KaTeX's message for a formula that it cannot read.
    pub fn set(&self, tex: &str, display: bool) -> Result<String, String> {
        let settings = Settings::builder().display_mode(display).throw_on_error(true).build();
        let set = |tex: &str| {
            render_to_string(&self.context, &braced_roots(tex), &settings).map_err(|error| one_line(&error.to_string()))
        };
        let whole = set(tex)?;
        if !display || !tex.contains(APART) {
            return Ok(shielded(&whole));
        }
        // Inside braces, an environment or a pair of brackets, a part is no formula by itself: then the whole stays one.
        let parts = tex.split(APART).map(|part| bare(&set(part).ok()?)).collect::<Option<Vec<_>>>();
        Ok(shielded(&parts.map_or(whole, |parts| format!("{OPEN}{}{CLOSE}", parts.concat()))))
    }
}

/// What sets formulas apart that are displayed together.
const APART: &str = "\\qquad";
/// How KaTeX begins and ends what is displayed.
const OPEN: &str = "<span class=\"katex-display\">";
const CLOSE: &str = "</span>";

/// A displayed formula without its frame.
fn bare(html: &str) -> Option<String> {
    Some(html.strip_prefix(OPEN)?.strip_suffix(CLOSE)?.to_string())
}

/// KaTeX's message on one line, without the strokes that it draws under the letters of a mistake.
fn one_line(message: &str) -> String {
    message.replace('\u{332}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Braces around a bare argument of `\sqrt`: without them katex-rs 0.3.0 draws `\sqrt h` with the sign over the letter.
fn braced_roots(tex: &str) -> String {
    let mut out = String::with_capacity(tex.len() + 8);
    let mut rest = tex;
    while let Some(place) = rest.find("\\sqrt") {
        let (before, root) = rest.split_at(place + "\\sqrt".len());
        out.push_str(before);
        rest = root.trim_start();
        let spaced = rest.len() < root.len();
        let first = rest.chars().next();
        if first.is_none_or(|c| matches!(c, '{' | '[' | '}') || (c.is_ascii_alphabetic() && !spaced)) {
            rest = root;
            continue;
        }
        let letters = rest[1..].find(|c: char| !c.is_ascii_alphabetic()).map_or(rest.len(), |end| end + 1);
        let length = match first {
            Some('\\') => letters.max(2).min(rest.len()),
            first => first.map_or(0, char::len_utf8),
        };
        out.push_str(&format!("{{{}}}", &rest[..length]));
        rest = &rest[length..];
    }
    out + rest
}

/// HTML in which a Markdown reader finds nothing to interpret: punctuation of text nodes as entities, all on one line.
fn shielded(html: &str) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        match c {
            '\n' | '\r' => out.push(' '),
            '|' => out.push_str("&#124;"),
            '\\' | '*' | '_' | '~' | '[' | ']' | '\'' | '"' | '-' | '`' | '!' | '(' | ')' | '{' | '}' | '$' | ':'
            | '.' | '+' | '=' | '^'
                if !in_tag =>
            {
                out.push_str(&format!("&#{};", c as u32));
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Event, Options, Parser};

    const FORMULAS: [&str; 6] = [
        r#"a_b * c_d ~ [x](y) `z` \text{--- "q" *r*}"#,
        r"X_t \xrightarrow{d} \mathcal{N}(0, \sigma^2 I_d)",
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"f(x) = \begin{cases} 1 & \text{若 } |x| < 1 \\ 0 & \text{否则} \end{cases}",
        r"\mathbb{E}\left[\left\|u_t^\theta(x) - u_t(x)\right\|^2\right]",
        r"\underbrace{\int_0^1 \sqrt{\hat{x}}\,dt}_{\ge 0}",
    ];

    /// What a Markdown reader makes of the text nodes, without the tags.
    fn words(html: &str) -> String {
        let events = Parser::new_ext(html, Options::all());
        events.fold(String::new(), |out, event| match event {
            Event::Text(text) => out + &text,
            Event::Start(_) | Event::End(_) | Event::InlineHtml(_) => out,
            other => panic!("Markdown found {other:?}"),
        })
    }

    #[test]
    fn a_formula_passes_through_markdown_unchanged() {
        let setter = Typesetter::new();
        for tex in FORMULAS {
            let settings = Settings::builder().display_mode(true).build();
            let plain = render_to_string(&setter.context, tex, &settings).unwrap();
            let mut expected = String::new();
            for piece in plain.split('<') {
                expected.push_str(piece.split_once('>').map_or("", |(_, text)| text));
            }
            let expected = expected.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            let expected = expected.replace("&#x27;", "'").replace("&#39;", "'").replace("&amp;", "&");
            assert_eq!(words(&setter.set(tex, true).unwrap()), expected, "{tex}");
        }
    }

    #[test]
    fn formulas_set_apart_stand_in_one_row() {
        let formulas = |tex: &str| Typesetter::new().set(tex, true).unwrap().matches("class=\"katex\"").count();
        assert_eq!(formulas(r"a = b, \qquad c = \frac{d}{e}, \qquad f"), 3);
        assert_eq!(formulas(r"a = b \quad (c = d)"), 1);
        for whole in [r"{a \qquad b}", r"\left( a \qquad b \right)", r"\begin{cases} a \qquad b \\ c \end{cases}"] {
            assert_eq!(formulas(whole), 1, "{whole}");
        }
        let row = Typesetter::new().set(r"a \qquad b", true).unwrap();
        assert_eq!(row.matches("katex-display").count(), 1);
        assert_eq!(row.matches("<span").count(), row.matches("</span").count());
    }

    #[test]
    fn a_formula_keeps_its_cell_of_a_table() {
        let html = Typesetter::new().set(r"|x| \le 1", false).unwrap();
        let table = format!("| a | b |\n|---|---|\n| {html} | y |\n");
        let cells = Parser::new_ext(&table, Options::all())
            .filter(|event| matches!(event, Event::Start(pulldown_cmark::Tag::TableCell)));
        assert_eq!(cells.count(), 4);
    }

    #[test]
    fn a_bare_root_gets_its_braces() {
        let cases = [
            (r"\sqrt h\,x", r"\sqrt{h}\,x"),
            (r"\sqrt2", r"\sqrt{2}"),
            (r"\sqrt \alpha_t", r"\sqrt{\alpha}_t"),
            (r"\sqrt{n} + \sqrt[3]{x} + \sqrt 8", r"\sqrt{n} + \sqrt[3]{x} + \sqrt{8}"),
            (r"\sqrtx", r"\sqrtx"),
            (r"\sqrt", r"\sqrt"),
        ];
        for (from, to) in cases {
            assert_eq!(braced_roots(from), to);
        }
        assert_eq!(Typesetter::new().set(r"\sqrt h", false).unwrap().matches("padding-left").count(), 1);
    }

    #[test]
    fn a_formula_that_cannot_be_read_is_refused() {
        for tex in [r"\frac{a}{", r"\nosuchcommand", r"x^a^b"] {
            assert!(Typesetter::new().set(tex, false).is_err(), "{tex}");
        }
    }
}
