//! Type: a line of words and mathematics as glyph outlines.
//!
//! Between `$` signs stands a little TeX: letters are set in KaTeX's italic, `_` and `^` with one sign or `{..}`,
//! `\sqrt{..}`, `\mathrm{..}`, Greek letters and the usual relations. Outside, words in Source Sans and Noto Sans SC.

use std::sync::OnceLock;

use tiny_skia::{Path, PathBuilder, Rect, Transform};
use ttf_parser::{Face, OutlineBuilder};

use crate::{Error, Result};

/// Height above the baseline that a line takes, in sizes.
pub const ASCENT: f32 = 0.76;
/// Depth below the baseline that a line takes, in sizes.
pub const DESCENT: f32 = 0.24;
/// How far the baseline lies below the middle of a capital or a digit, in sizes.
pub const MIDDLE: f32 = 0.33;

/// Weight of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// For labels.
    Regular,
    /// For titles.
    Semibold,
}

/// A line of type: outlines relative to the start of its baseline, y downwards.
#[derive(Debug)]
pub struct Line {
    /// Glyphs and rules.
    pub outlines: Vec<Path>,
    /// Distance to the end of the line.
    pub width: f32,
}

/// Sets a line of type.
///
/// # Errors
/// [`Error::MissingGlyph`] for a character that no embedded font has, or a TeX command that is not known here (its
/// backslash is named).
pub fn set(text: &str, size: f32, weight: Weight) -> Result<Line> {
    let mut setter = Setter { text, line: Line { outlines: Vec::new(), width: 0.0 } };
    let words = if weight == Weight::Semibold { &faces().semibold } else { &faces().sans };
    for (index, part) in text.split('$').enumerate() {
        if index % 2 == 1 {
            let tokens = tokens(part).ok_or_else(|| setter.missing('\\'))?;
            setter.math(&tokens, size, 0.0)?;
        } else {
            for character in part.chars() {
                setter.glyph(words, character, size, 0.0)?;
            }
        }
    }
    Ok(setter.line)
}

struct Faces {
    sans: Face<'static>,
    semibold: Face<'static>,
    main: Face<'static>,
    math: Face<'static>,
    chinese: Face<'static>,
}

fn faces() -> &'static Faces {
    static FACES: OnceLock<Faces> = OnceLock::new();
    #[cfg(feature = "cjk")]
    const CHINESE: &[u8] = include_bytes!("../../fonts/NotoSansSC-GB2312.otf");
    #[cfg(not(feature = "cjk"))]
    const CHINESE: &[u8] = include_bytes!("../../fonts/NotoSansSC-Words.otf");
    let parse = |bytes: &'static [u8]| Face::parse(bytes, 0).expect("the embedded fonts are whole");
    FACES.get_or_init(|| Faces {
        sans: parse(include_bytes!("../../fonts/SourceSans3-Regular.ttf")),
        semibold: parse(include_bytes!("../../fonts/SourceSans3-Semibold.ttf")),
        main: parse(include_bytes!("../../fonts/KaTeX-Main.ttf")),
        math: parse(include_bytes!("../../fonts/KaTeX-Math.ttf")),
        chinese: parse(CHINESE),
    })
}

/// A piece of mathematics.
enum Token {
    /// A sign, upright or italic.
    Sign { character: char, italic: bool },
    /// What stands below and above the sign before it.
    Script { below: Vec<Token>, above: Vec<Token> },
    /// A root over its content.
    Root(Vec<Token>),
    /// Upright words.
    Upright(String),
}

const COMMANDS: [(&str, char); 30] = [
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("Delta", 'Δ'),
    ("varepsilon", 'ε'),
    ("epsilon", 'ϵ'),
    ("theta", 'θ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("pi", 'π'),
    ("rho", 'ρ'),
    ("sigma", 'σ'),
    ("Sigma", 'Σ'),
    ("tau", 'τ'),
    ("varphi", 'φ'),
    ("phi", 'ϕ'),
    ("omega", 'ω'),
    ("sim", '∼'),
    ("approx", '≈'),
    ("le", '≤'),
    ("ge", '≥'),
    ("to", '→'),
    ("mapsto", '↦'),
    ("pm", '±'),
    ("times", '×'),
    ("cdot", '⋅'),
    ("infty", '∞'),
    ("in", '∈'),
    ("partial", '∂'),
];

/// Reads TeX; `None` for a command that is not known here or a brace that is not closed.
fn tokens(tex: &str) -> Option<Vec<Token>> {
    let mut rest = tex;
    let mut tokens = Vec::new();
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            ' ' => {}
            '_' | '^' => {
                let script = group(&mut rest)?;
                let (mut below, mut above) = match tokens.pop() {
                    Some(Token::Script { below, above }) => (below, above),
                    other => {
                        tokens.extend(other);
                        (Vec::new(), Vec::new())
                    }
                };
                if character == '_' {
                    below = script
                } else {
                    above = script
                }
                tokens.push(Token::Script { below, above });
            }
            '\\' => tokens.push(command(&mut rest)?),
            '{' | '}' => return None,
            '-' => tokens.push(Token::Sign { character: '−', italic: false }),
            _ => tokens.push(Token::Sign { character, italic: character.is_ascii_alphabetic() }),
        }
    }
    Some(tokens)
}

fn command(rest: &mut &str) -> Option<Token> {
    if let Some(after) = rest.strip_prefix(',') {
        *rest = after;
        return Some(Token::Upright("\u{2009}".into()));
    }
    let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (name, after) = rest.split_at(length);
    *rest = after.trim_start_matches(' ');
    match name {
        "sqrt" => Some(Token::Root(group(rest)?)),
        "mathrm" | "text" => Some(Token::Upright(braced(rest)?.to_string())),
        _ => {
            let (_, character) = COMMANDS.iter().find(|(command, _)| *command == name)?;
            Some(Token::Sign { character: *character, italic: ('α'..='ϵ').contains(character) })
        }
    }
}

/// The argument of a script or a command: one sign or what stands in braces.
fn group(rest: &mut &str) -> Option<Vec<Token>> {
    if rest.starts_with('{') {
        return tokens(braced(rest)?);
    }
    let length = match rest.strip_prefix('\\') {
        Some(name) => 1 + name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len()),
        None => rest.chars().next()?.len_utf8(),
    };
    let (sign, after) = rest.split_at(length);
    *rest = after;
    tokens(sign)
}

fn braced<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let inner = rest.strip_prefix('{')?;
    let mut depth = 1;
    for (index, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            *rest = &inner[index + 1..];
            return Some(&inner[..index]);
        }
    }
    None
}

struct Setter<'a> {
    text: &'a str,
    line: Line,
}

impl Setter<'_> {
    fn missing(&self, character: char) -> Error {
        Error::MissingGlyph { character, text: self.text.to_string() }
    }

    /// Sets one glyph from the wished face, or the first other that has it, `rise` above the baseline.
    fn glyph(&mut self, wished: &Face<'static>, character: char, size: f32, rise: f32) -> Result<()> {
        if matches!(character, '\u{2009}' | '\u{200A}') {
            self.line.width += 0.17 * size;
            return Ok(());
        }
        let faces = faces();
        let found = [wished, &faces.main, &faces.chinese]
            .into_iter()
            .find_map(|face| Some((face, face.glyph_index(character)?)))
            .ok_or_else(|| self.missing(character))?;
        let (face, glyph) = found;
        let scale = size / f32::from(face.units_per_em());
        let mut outline = Outline(PathBuilder::new());
        face.outline_glyph(glyph, &mut outline);
        let transform = Transform::from_row(scale, 0.0, 0.0, -scale, self.line.width, -rise);
        self.line.outlines.extend(outline.0.finish().and_then(|path| path.transform(transform)));
        self.line.width += f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
        Ok(())
    }

    fn math(&mut self, tokens: &[Token], size: f32, rise: f32) -> Result<()> {
        let faces = faces();
        let mut after_operand = false;
        for token in tokens {
            match token {
                Token::Sign { character, italic } => {
                    let space = size * space_around(*character, after_operand);
                    self.line.width += space;
                    let face = if *italic { &faces.math } else { &faces.main };
                    self.glyph(face, *character, size, rise)?;
                    self.line.width += if *character == ',' { 0.17 * size } else { space };
                    after_operand = character.is_alphanumeric() || matches!(character, ')' | ']' | '∞' | '|');
                }
                Token::Upright(words) => {
                    for character in words.chars() {
                        self.glyph(&faces.main, character, size, rise)?;
                    }
                    after_operand = true;
                }
                Token::Script { below, above } => {
                    let (start, small) = (self.line.width, 0.7 * size);
                    self.math(below, small, rise - 0.18 * size)?;
                    let end = std::mem::replace(&mut self.line.width, start);
                    self.math(above, small, rise + 0.38 * size)?;
                    self.line.width = self.line.width.max(end) + 0.04 * size;
                    after_operand = true;
                }
                Token::Root(content) => {
                    self.glyph(&faces.main, '√', size, rise)?;
                    let start = self.line.width;
                    self.math(content, size, rise)?;
                    self.line.width += 0.05 * size;
                    let top = -rise - 0.8 * size;
                    let rule = Rect::from_ltrb(start - 0.02 * size, top, self.line.width, top + 0.05 * size);
                    self.line.outlines.extend(rule.map(PathBuilder::from_rect));
                    after_operand = true;
                }
            }
        }
        Ok(())
    }
}

/// TeX's spaces around relations and, between operands, around operators, in sizes.
fn space_around(character: char, after_operand: bool) -> f32 {
    match character {
        '=' | '∼' | '<' | '>' | '≤' | '≥' | '≈' | '→' | '↦' | '∈' => 0.25,
        '+' | '−' | '±' | '×' | '⋅' if after_operand => 0.2,
        _ => 0.0,
    }
}

struct Outline(PathBuilder);

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(text: &str) -> f32 {
        set(text, 10.0, Weight::Regular).unwrap().width
    }

    #[test]
    fn scripts_share_their_place_and_widths_add_up() {
        assert!((width("ab") - width("a") - width("b")).abs() < 1e-4);
        assert!(width("$X_1^2$") < width("$X_1$") + width("$X^2$") - width("$X$"));
        assert!(width("$a=b$") > width("$ab$") + width("$=$") - 1e-4);
    }

    #[test]
    fn every_command_has_a_glyph() {
        for (name, _) in COMMANDS {
            assert!(width(&format!("$\\{name}$")) > 1.0, "{name}");
        }
        assert!(width(r"$\sqrt{t}\,\mathrm{sd}_{t+h}$") > 10.0);
    }

    #[test]
    fn what_cannot_be_set_is_named() {
        for (text, expected) in [("a𓀀b", '𓀀'), (r"$\nope$", '\\'), ("$a_{b$", '\\')] {
            match set(text, 10.0, Weight::Regular) {
                Err(Error::MissingGlyph { character, .. }) => assert_eq!(character, expected),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
