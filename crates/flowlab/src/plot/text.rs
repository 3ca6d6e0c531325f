//! Type: a line of words and mathematics as glyph outlines.
//!
//! Between `$` signs stands mathematics, in KaTeX's faces; outside, words in Source Sans and Noto Sans SC. A `$` without
//! a partner, or behind a backslash, is a dollar.

use std::sync::OnceLock;

use tiny_skia::{Path, PathBuilder, Rect, Transform};
use ttf_parser::{Face, OutlineBuilder};

use super::tex::{self, Face as Letters, Fault, Piece};
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
/// [`Error::MissingGlyph`] for a character that no embedded font has; [`Error::Tex`] for mathematics that cannot be read.
pub fn set(text: &str, size: f32, weight: Weight) -> Result<Line> {
    let mut setter = Setter { text, line: Line { outlines: Vec::new(), width: 0.0 } };
    let words = if weight == Weight::Semibold { &faces().semibold } else { &faces().sans };
    for part in parts(text) {
        match part {
            Part::Words(part) => part.chars().try_for_each(|character| setter.glyph(words, character, size, 0.0))?,
            Part::Mathematics(part) => {
                let pieces = tex::read(part).map_err(|fault| setter.fault(fault))?;
                setter.math(&pieces, size, 0.0)?;
            }
        }
    }
    Ok(setter.line)
}

/// A stretch of a line.
#[derive(Debug, PartialEq)]
pub(super) enum Part<'a> {
    /// As it stands.
    Words(&'a str),
    /// TeX, without its `$` signs.
    Mathematics(&'a str),
}

/// A line as words and mathematics in turn.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut signs = Vec::new();
    let mut escaped = false;
    for (index, character) in text.char_indices() {
        if character == '$' && !escaped {
            signs.push(index);
        }
        escaped = character == '\\' && !escaped;
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for pair in signs.chunks_exact(2) {
        push_words(&mut parts, &text[from..pair[0]]);
        parts.push(Part::Mathematics(&text[pair[0] + 1..pair[1]]));
        from = pair[1] + 1;
    }
    push_words(&mut parts, &text[from..]);
    parts
}

/// Words, without the backslash before a dollar.
fn push_words<'a>(parts: &mut Vec<Part<'a>>, words: &'a str) {
    let pieces = words.split("\\$").enumerate();
    for (index, piece) in pieces {
        if index > 0 {
            parts.push(Part::Words("$"));
        }
        if !piece.is_empty() {
            parts.push(Part::Words(piece));
        }
    }
}

struct Faces {
    sans: Face<'static>,
    semibold: Face<'static>,
    main: Face<'static>,
    math: Face<'static>,
    blackboard: Face<'static>,
    calligraphic: Face<'static>,
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
        blackboard: parse(include_bytes!("../../fonts/KaTeX-Blackboard.ttf")),
        calligraphic: parse(include_bytes!("../../fonts/KaTeX-Calligraphic.ttf")),
        chinese: parse(CHINESE),
    })
}

struct Setter<'a> {
    text: &'a str,
    line: Line,
}

impl Setter<'_> {
    fn fault(&self, fault: Fault) -> Error {
        let what = match fault {
            Fault::Command(command) => format!("the command {command} is not drawn"),
            Fault::Brace => "a brace without its partner, or nothing where something must follow".into(),
        };
        Error::Tex { what, text: self.text.to_string() }
    }

    /// Sets one glyph from the wished face, or the first other that has it, `rise` above the baseline.
    fn glyph(&mut self, wished: &Face<'static>, character: char, size: f32, rise: f32) -> Result<()> {
        if matches!(character, '\u{2009}' | '\u{200A}') {
            self.line.width += 0.17 * size;
            return Ok(());
        }
        let faces = faces();
        if character == '≠' {
            return self.struck('=', size, rise);
        }
        let found = [wished, &faces.main, &faces.chinese]
            .into_iter()
            .find_map(|face| Some((face, face.glyph_index(character)?)))
            .ok_or_else(|| Error::MissingGlyph { character, text: self.text.to_string() })?;
        let (face, glyph) = found;
        let scale = size / f32::from(face.units_per_em());
        let mut outline = Outline(PathBuilder::new());
        face.outline_glyph(glyph, &mut outline);
        let transform = Transform::from_row(scale, 0.0, 0.0, -scale, self.line.width, -rise);
        self.line.outlines.extend(outline.0.finish().and_then(|path| path.transform(transform)));
        self.line.width += f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
        Ok(())
    }

    /// Sets a sign with a stroke through it, for which the faces have no glyph.
    fn struck(&mut self, sign: char, size: f32, rise: f32) -> Result<()> {
        let main = &faces().main;
        let start = self.line.width;
        self.glyph(main, sign, size, rise)?;
        let end = self.line.width;
        let stroke = self.width(&[Piece::Sign('/', Letters::Upright)], size)?;
        self.line.width = (start + end - stroke) / 2.0;
        self.glyph(main, '/', size, rise)?;
        self.line.width = end;
        Ok(())
    }

    fn math(&mut self, pieces: &[Piece], size: f32, rise: f32) -> Result<()> {
        let faces = faces();
        let (mut after_operand, mut after_function) = (false, false);
        for piece in pieces {
            let opens =
                matches!(piece, Piece::Sign('(' | '[' | '{' | '|', _) | Piece::Scripts { .. } | Piece::Space(_));
            if after_function && !opens {
                self.line.width += 0.17 * size;
            }
            after_function = match piece {
                Piece::Function(_) => true,
                Piece::Scripts { .. } => after_function,
                _ => false,
            };
            match piece {
                Piece::Sign(character, face) => {
                    let space = size * space_around(*character, after_operand);
                    self.line.width += space;
                    let face = match face {
                        Letters::Upright => &faces.main,
                        Letters::Italic => &faces.math,
                        Letters::Blackboard => &faces.blackboard,
                        Letters::Calligraphic => &faces.calligraphic,
                    };
                    self.glyph(face, *character, size, rise)?;
                    self.line.width += if *character == ',' { 0.17 * size } else { space };
                    after_operand = character.is_alphanumeric() || matches!(character, ')' | ']' | '∞' | '|');
                }
                Piece::Words(words) => {
                    words.chars().try_for_each(|character| self.glyph(&faces.main, character, size, rise))?;
                    after_operand = true;
                }
                Piece::Function(name) => {
                    self.line.width += if after_operand { 0.17 * size } else { 0.0 };
                    name.chars().try_for_each(|character| self.glyph(&faces.main, character, size, rise))?;
                    after_operand = true;
                }
                Piece::Scripts { below, above } => {
                    let (start, small) = (self.line.width, 0.7 * size);
                    self.math(below, small, rise - 0.18 * size)?;
                    let end = std::mem::replace(&mut self.line.width, start);
                    self.math(above, small, rise + 0.38 * size)?;
                    self.line.width = self.line.width.max(end) + 0.04 * size;
                    after_operand = true;
                }
                Piece::Root(content) => {
                    self.glyph(&faces.main, '√', size, rise)?;
                    let start = self.line.width;
                    self.math(content, size, rise)?;
                    self.line.width += 0.05 * size;
                    self.rule(start - 0.02 * size, rise + 0.8 * size, 0.05 * size);
                    after_operand = true;
                }
                Piece::Fraction(over, under) => {
                    let (start, small) = (self.line.width + 0.08 * size, 0.7 * size);
                    let (wide, narrow) = (self.width(over, small)?, self.width(under, small)?);
                    let width = wide.max(narrow);
                    self.line.width = start + (width - wide) / 2.0;
                    self.math(over, small, rise + 0.4 * size)?;
                    self.line.width = start + (width - narrow) / 2.0;
                    self.math(under, small, rise - 0.34 * size)?;
                    self.line.width = start + width;
                    self.rule(start, rise + 0.27 * size, 0.045 * size);
                    self.line.width += 0.08 * size;
                    after_operand = true;
                }
                Piece::Accent(accent, content) => {
                    let start = self.line.width;
                    self.math(content, size, rise)?;
                    let end = self.line.width;
                    // The accents of the face stand over small letters.
                    let tall = matches!(content.first(), Some(Piece::Sign(letter, _)) if is_tall(*letter));
                    let lift = if tall { 0.25 * size } else { 0.0 };
                    let wide = self.width(&[Piece::Sign(*accent, Letters::Upright)], size)?;
                    self.line.width = (start + end - wide) / 2.0 + 0.04 * size;
                    self.glyph(&faces.main, *accent, size, rise + lift)?;
                    self.line.width = end;
                    after_operand = true;
                }
                Piece::Space(width) => self.line.width += width * size,
            }
        }
        Ok(())
    }

    /// How wide some mathematics is.
    fn width(&self, pieces: &[Piece], size: f32) -> Result<f32> {
        let mut alone = Setter { text: self.text, line: Line { outlines: Vec::new(), width: 0.0 } };
        alone.math(pieces, size, 0.0)?;
        Ok(alone.line.width)
    }

    /// A rule from a place to the end of the line, its upper edge at a height above the baseline.
    fn rule(&mut self, start: f32, height: f32, thickness: f32) {
        let rule = Rect::from_ltrb(start, -height, self.line.width, -height + thickness);
        self.line.outlines.extend(rule.map(PathBuilder::from_rect));
    }
}

/// Whether a letter is as high as a capital.
fn is_tall(letter: char) -> bool {
    letter.is_uppercase() || letter.is_ascii_digit() || "bdfhklβδθλξ".contains(letter)
}

/// TeX's spaces around relations and, between operands, around operators, in sizes.
fn space_around(character: char, after_operand: bool) -> f32 {
    match character {
        '=' | '∼' | '<' | '>' | '≤' | '≥' | '≈' | '→' | '↦' | '∈' | '≠' | '≡' | '∝' | '≪' | '≫' | '≃' | '←' | '⇒'
        | '↔' | '⊂' | '∣' => 0.25,
        '+' | '−' | '±' | '∓' | '×' | '÷' | '⋅' | '∘' | '⊙' | '⊕' | '⊗' | '∗' if after_operand => {
            0.2
        }
        'Σ' | 'Π' | '∫' if after_operand => 0.1,
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
        for name in tex::names() {
            assert!(width(&format!("${name}$")) > 1.0, "{name}");
        }
        assert!(width(r"$\sqrt{t}\,\mathrm{sd}_{t+h}$") > 10.0);
        assert!(width(r"$\mathbb{E}[\hat x] = \mathcal{N}(0, \tfrac12)$") > 40.0);
    }

    #[test]
    fn a_fraction_is_as_wide_as_its_wider_side_and_an_accent_takes_no_room() {
        assert_eq!(width(r"$\frac{1}{abc}$"), width(r"$\frac{abc}{1}$"));
        assert_eq!(width(r"$\hat{x}$"), width("$x$"));
    }

    #[test]
    fn a_dollar_is_mathematics_in_pairs_only() {
        assert_eq!(parts("a $x$ b"), [Part::Words("a "), Part::Mathematics("x"), Part::Words(" b")]);
        assert_eq!(parts("costs $5"), [Part::Words("costs $5")]);
        assert_eq!(parts(r"\$5 and $x$"), [Part::Words("$"), Part::Words("5 and "), Part::Mathematics("x")]);
    }

    #[test]
    fn what_cannot_be_set_is_named() {
        for (text, expected) in [("a𓀀b", "'𓀀'"), (r"$\nope$", r"\nope"), ("$a_{b$", "brace")] {
            let message = set(text, 10.0, Weight::Regular).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    #[cfg(feature = "cjk")]
    fn rarer_characters_and_wide_forms_are_drawn() {
        assert!(width("阈值与熵，鞅，薛定谔桥【２】Ａ") > 100.0);
    }
}
