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

    /// A formula as HTML. What a displayed one sets apart by `\qquad` are formulas of their
    /// own in one row, which a narrow page breaks between them.
    ///
    /// # Errors
    /// KaTeX's message for a formula that it cannot read.
    pub fn set(&self, tex: &str, display: bool) -> Result<String, String> {
        let settings = Settings::builder().display_mode(display).throw_on_error(true).build();
        let set = |tex: &str| {
            let html = render_to_string(&self.context, &braced_roots(tex), &settings);
            html.map(|html| in_order(&html)).map_err(|error| one_line(&error.to_string()))
        };
        let whole = set(tex)?;
        if !display || !tex.contains(APART) {
            return Ok(whole);
        }
        // Inside braces, an environment or a pair of brackets, a part is no formula by itself: then the whole stays one.
        let parts = tex.split(APART).filter(|part| !part.trim().is_empty());
        let parts = parts.map(|part| bare(&set(part).ok()?)).collect::<Option<Vec<_>>>();
        Ok(parts.map_or(whole, |parts| format!("{OPEN}{}{CLOSE}", parts.concat())))
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

/// HTML with the attributes of each tag in alphabetical order: katex-rs 0.3.0 writes them in another order each time.
fn in_order(html: &str) -> String {
    let mut pieces = html.split('<');
    let mut out = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        // The values of the attributes stand between quotation marks, and hold neither these nor angle brackets.
        let mut parts: Vec<&str> = tag.split('"').collect();
        let end = parts.pop().unwrap_or_default();
        let (name, first) = parts.first().and_then(|part| part.split_once(' ')).unwrap_or_default();
        let mut attributes: Vec<(&str, &str)> = parts.chunks_exact(2).map(|part| (part[0].trim(), part[1])).collect();
        if let Some(attribute) = attributes.first_mut() {
            attribute.0 = first;
        }
        attributes.sort_unstable();
        let attributes: String = attributes.iter().map(|(key, value)| format!(" {key}\"{value}\"")).collect();
        out.push_str(&format!("<{name}{attributes}{end}>{text}"));
    }
    out
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_set_apart_stand_in_one_row() {
        let formulas = |tex: &str| Typesetter::new().set(tex, true).unwrap().matches("class=\"katex\"").count();
        assert_eq!(formulas(r"a = b, \qquad c = \frac{d}{e}, \qquad f"), 3);
        assert_eq!(formulas(r"a = b \quad (c = d)"), 1);
        assert_eq!(formulas(r"a = b, \qquad\qquad c = d"), 2);
        for whole in [r"{a \qquad b}", r"\left( a \qquad b \right)", r"\begin{cases} a \qquad b \\ c \end{cases}"] {
            assert_eq!(formulas(whole), 1, "{whole}");
        }
        let row = Typesetter::new().set(r"a \qquad b", true).unwrap();
        assert_eq!(row.matches("katex-display").count(), 1);
        assert_eq!(row.matches("<span").count(), row.matches("</span").count());
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
    fn a_formula_is_the_same_each_time() {
        let typesetter = Typesetter::new();
        // What is drawn or has a size, and so more than one attribute.
        let tex = concat!(
            r"\begin{pmatrix} a & \sqrt{b} \\ \hline \overbrace{c}^{n} & \widehat{xyz} \end{pmatrix} \xrightarrow{k}",
            r"\left( \dfrac{a}{b} \right) \color{red}{q} \rule{1em}{2em} \boxed{z} \stackrel{!}{=} \sum_{i=1}^n x_i",
        );
        let first = typesetter.set(tex, true).unwrap();
        assert!((0..50).all(|_| typesetter.set(tex, true).unwrap() == first));
    }

    #[test]
    fn attributes_are_sorted_and_nothing_else_is_changed() {
        let cases = [
            (r#"a<b>c</b>"#, r#"a<b>c</b>"#),
            (r#"<p z="1" a="x y">&lt;"q" r="s"</p>"#, r#"<p a="x y" z="1">&lt;"q" r="s"</p>"#),
            (r#"<path d=" M0 0" b=""/><i>"#, r#"<path b="" d=" M0 0"/><i>"#),
        ];
        for (html, sorted) in cases {
            assert_eq!(in_order(html), sorted);
        }
        let typesetter = Typesetter::new();
        let settings = Settings::builder().display_mode(true).build();
        let raw = render_to_string(&typesetter.context, r"\widehat{a} \sqrt{b}", &settings).unwrap();
        let letters = |html: &str| {
            let mut letters: Vec<char> = html.chars().collect();
            letters.sort_unstable();
            letters
        };
        assert_eq!(letters(&in_order(&raw)), letters(&raw));
    }

    #[test]
    fn a_formula_that_cannot_be_read_is_refused() {
        for tex in [r"\frac{a}{", r"\nosuchcommand", r"x^a^b"] {
            assert!(Typesetter::new().set(tex, false).is_err(), "{tex}");
        }
    }
}
