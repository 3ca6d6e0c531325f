//! A little TeX, read into pieces: what the pages of the course write, short of matrices and braces under a formula.

/// A piece of mathematics.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// A sign in one of the faces.
    Sign(char, Face),
    /// Upright words.
    Words(String),
    /// The name of a function.
    Function(&'static str),
    /// What stands below and above the sign before it.
    Scripts { below: Vec<Piece>, above: Vec<Piece> },
    /// A root over its content.
    Root(Vec<Piece>),
    /// A fraction: what stands over its bar, and under it.
    Fraction(Vec<Piece>, Vec<Piece>),
    /// An accent over its content.
    Accent(char, Vec<Piece>),
    /// An empty space, in sizes of the type.
    Space(f32),
}

/// The face of a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// Digits, relations, capital Greek.
    Upright,
    /// Letters, small Greek.
    Italic,
    /// As in \mathbb{R}.
    Blackboard,
    /// As in \mathcal{N}.
    Calligraphic,
}

/// Why a formula cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A command that is not known here, with its backslash.
    Command(String),
    /// A brace that is not closed or not opened, or nothing behind `_`, `^` or a command that needs it.
    Brace,
}

const SMALL_GREEK: [(&str, char); 29] = [
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ϵ'),
    ("varepsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("vartheta", 'ϑ'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("pi", 'π'),
    ("varpi", 'ϖ'),
    ("rho", 'ρ'),
    ("varrho", 'ϱ'),
    ("sigma", 'σ'),
    ("varsigma", 'ς'),
    ("tau", 'τ'),
    ("upsilon", 'υ'),
    ("phi", 'ϕ'),
    ("varphi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
];

const UPRIGHT: [(&str, char); 79] = [
    ("Gamma", 'Γ'),
    ("Delta", 'Δ'),
    ("Theta", 'Θ'),
    ("Lambda", 'Λ'),
    ("Xi", 'Ξ'),
    ("Pi", 'Π'),
    ("Sigma", 'Σ'),
    ("Upsilon", 'Υ'),
    ("Phi", 'Φ'),
    ("Psi", 'Ψ'),
    ("Omega", 'Ω'),
    ("sim", '∼'),
    ("simeq", '≃'),
    ("approx", '≈'),
    ("equiv", '≡'),
    ("propto", '∝'),
    ("le", '≤'),
    ("leq", '≤'),
    ("ge", '≥'),
    ("geq", '≥'),
    ("ll", '≪'),
    ("gg", '≫'),
    ("ne", '≠'),
    ("neq", '≠'),
    ("lt", '<'),
    ("gt", '>'),
    ("to", '→'),
    ("rightarrow", '→'),
    ("leftarrow", '←'),
    ("leftrightarrow", '↔'),
    ("Rightarrow", '⇒'),
    ("mapsto", '↦'),
    ("uparrow", '↑'),
    ("downarrow", '↓'),
    ("in", '∈'),
    ("subset", '⊂'),
    ("cup", '∪'),
    ("cap", '∩'),
    ("forall", '∀'),
    ("exists", '∃'),
    ("emptyset", '∅'),
    ("perp", '⊥'),
    ("top", '⊤'),
    ("mid", '∣'),
    ("parallel", '∥'),
    ("pm", '±'),
    ("mp", '∓'),
    ("times", '×'),
    ("div", '÷'),
    ("cdot", '⋅'),
    ("circ", '∘'),
    ("odot", '⊙'),
    ("oplus", '⊕'),
    ("otimes", '⊗'),
    ("ast", '∗'),
    ("star", '⋆'),
    ("bullet", '∙'),
    ("infty", '∞'),
    ("partial", '∂'),
    ("nabla", '∇'),
    ("hbar", 'ℏ'),
    ("ell", 'ℓ'),
    ("Re", 'ℜ'),
    ("Im", 'ℑ'),
    ("sum", 'Σ'),
    ("prod", 'Π'),
    ("int", '∫'),
    ("ldots", '…'),
    ("dots", '…'),
    ("cdots", '⋯'),
    ("langle", '⟨'),
    ("rangle", '⟩'),
    ("lfloor", '⌊'),
    ("rfloor", '⌋'),
    ("lceil", '⌈'),
    ("rceil", '⌉'),
    ("prime", '′'),
    ("dagger", '†'),
    ("backslash", '\\'),
];

/// Signs with a name for each side, or for either.
const BARS: [(&str, char); 7] =
    [("lvert", '|'), ("rvert", '|'), ("vert", '|'), ("lVert", '∥'), ("rVert", '∥'), ("Vert", '∥'), ("|", '∥')];

const FUNCTIONS: [&str; 26] = [
    "log", "ln", "lg", "exp", "sin", "cos", "tan", "cot", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "max",
    "min", "sup", "inf", "lim", "arg", "det", "dim", "ker", "deg", "gcd", "Pr",
];

const ACCENTS: [(&str, char); 10] = [
    ("hat", 'ˆ'),
    ("widehat", 'ˆ'),
    ("tilde", '˜'),
    ("widetilde", '˜'),
    ("bar", 'ˉ'),
    ("overline", 'ˉ'),
    ("dot", '˙'),
    ("ddot", '¨'),
    ("vec", '\u{20d7}'),
    ("check", 'ˇ'),
];

const SPACES: [(&str, f32); 8] =
    [(",", 0.17), (":", 0.22), (";", 0.28), ("!", -0.17), (" ", 0.25), ("quad", 1.0), ("qquad", 2.0), ("enspace", 0.5)];

/// Commands that only make what follows larger or say on which side it stands: all is set in one size here.
const SIZES: [&str; 18] = [
    "left",
    "right",
    "middle",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "bigm",
    "Bigl",
    "Bigr",
    "Bigm",
    "biggl",
    "biggr",
    "displaystyle",
    "textstyle",
    "limits",
];

/// Reads TeX.
pub(super) fn read(tex: &str) -> Result<Vec<Piece>, Fault> {
    let mut rest = tex;
    let mut pieces = Vec::new();
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            ' ' | '~' => {}
            '_' | '^' => script(&mut pieces, character, argument(&mut rest)?),
            '\'' => script(&mut pieces, '^', vec![Piece::Sign('′', Face::Upright)]),
            '\\' => pieces.extend(command(&mut rest)?),
            '{' => {
                let inner = braced(&mut rest)?;
                pieces.extend(read(inner)?);
            }
            '}' => return Err(Fault::Brace),
            '-' => pieces.push(Piece::Sign('−', Face::Upright)),
            _ if character.is_ascii_alphabetic() => pieces.push(Piece::Sign(character, Face::Italic)),
            _ => pieces.push(Piece::Sign(character, Face::Upright)),
        }
    }
    Ok(pieces)
}

/// Sets something below or above the last piece, beside what stands there already.
fn script(pieces: &mut Vec<Piece>, side: char, script: Vec<Piece>) {
    if !matches!(pieces.last(), Some(Piece::Scripts { .. })) {
        pieces.push(Piece::Scripts { below: Vec::new(), above: Vec::new() });
    }
    if let Some(Piece::Scripts { below, above }) = pieces.last_mut() {
        if side == '_' { below.extend(script) } else { above.extend(script) }
    }
}

/// Reads the command behind a backslash.
fn command(rest: &mut &str) -> Result<Option<Piece>, Fault> {
    let name = take_name(rest)?;
    let known = |table: &[(&str, char)]| table.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign);
    if let Some(sign) = known(&SMALL_GREEK) {
        return Ok(Some(Piece::Sign(sign, Face::Italic)));
    }
    if let Some(sign) = known(&UPRIGHT).or_else(|| known(&BARS)) {
        return Ok(Some(Piece::Sign(sign, Face::Upright)));
    }
    if let Some(accent) = known(&ACCENTS) {
        return Ok(Some(Piece::Accent(accent, argument(rest)?)));
    }
    if let Some((_, width)) = SPACES.iter().find(|(known, _)| *known == name) {
        return Ok(Some(Piece::Space(*width)));
    }
    if let Some(function) = FUNCTIONS.iter().find(|function| **function == name) {
        return Ok(Some(Piece::Function(function)));
    }
    if SIZES.contains(&name) {
        *rest = rest.strip_prefix('.').unwrap_or(rest); // the side of \left. and \right. that shows nothing
        return Ok(None);
    }
    Ok(Some(match name {
        "frac" | "dfrac" | "tfrac" => Piece::Fraction(argument(rest)?, argument(rest)?),
        "sqrt" => Piece::Root(argument(rest)?),
        "mathrm" | "text" | "operatorname" | "mathsf" | "textrm" => Piece::Words(words(rest)?),
        "mathbb" => return letters(rest, Face::Blackboard),
        "mathcal" => return letters(rest, Face::Calligraphic),
        "{" | "}" | "%" | "$" | "_" | "&" | "#" => Piece::Sign(name.chars().next().unwrap_or_default(), Face::Upright),
        _ => return Err(Fault::Command(format!("\\{name}"))),
    }))
}

/// The name of a command: letters, or one other sign.
fn take_name<'a>(rest: &mut &'a str) -> Result<&'a str, Fault> {
    let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let length = if letters > 0 { letters } else { rest.chars().next().ok_or(Fault::Brace)?.len_utf8() };
    let (name, after) = rest.split_at(length);
    *rest = if letters > 0 { after.trim_start_matches(' ') } else { after };
    Ok(name)
}

/// One letter of a face of its own: only single letters are asked for.
fn letters(rest: &mut &str, face: Face) -> Result<Option<Piece>, Fault> {
    let word = words(rest)?;
    let mut letters = word.chars().filter(|letter| *letter != ' ');
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_uppercase() => Ok(Some(Piece::Sign(letter, face))),
        _ => {
            Err(Fault::Command(format!("\\{}{{{word}}}", if face == Face::Blackboard { "mathbb" } else { "mathcal" })))
        }
    }
}

/// The argument of a script or a command: one sign, one command with its own arguments, or what stands in braces.
fn argument(rest: &mut &str) -> Result<Vec<Piece>, Fault> {
    *rest = rest.trim_start_matches(' ');
    if rest.starts_with('{') {
        *rest = &rest[1..];
        return read(braced(rest)?);
    }
    if let Some(after) = rest.strip_prefix('\\') {
        *rest = after;
        return Ok(command(rest)?.into_iter().collect());
    }
    let sign = rest.chars().next().filter(|sign| !matches!(sign, '}' | '_' | '^')).ok_or(Fault::Brace)?;
    let (one, after) = rest.split_at(sign.len_utf8());
    *rest = after;
    read(one)
}

/// The words of a command that sets words: what stands in braces, or one sign.
fn words(rest: &mut &str) -> Result<String, Fault> {
    if let Some(inner) = rest.strip_prefix('{') {
        *rest = inner;
        return braced(rest).map(str::to_string);
    }
    let sign = rest.chars().next().ok_or(Fault::Brace)?;
    *rest = &rest[sign.len_utf8()..];
    Ok(sign.to_string())
}

/// What stands before the brace that closes; the one that opens is read already.
fn braced<'a>(rest: &mut &'a str) -> Result<&'a str, Fault> {
    let mut depth = 1;
    let mut escaped = false;
    for (index, character) in rest.char_indices() {
        match character {
            _ if escaped => {}
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        escaped = character == '\\' && !escaped;
        if depth == 0 {
            let inner = &rest[..index];
            *rest = &rest[index + 1..];
            return Ok(inner);
        }
    }
    Err(Fault::Brace)
}

/// Every command that stands for itself, with an argument where it needs one.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = String> {
    let signs = SMALL_GREEK.iter().chain(&UPRIGHT).chain(&BARS).map(|(name, _)| format!("\\{name}"));
    let accents = ACCENTS.iter().map(|(name, _)| format!("\\{name} x"));
    signs.chain(accents).chain(FUNCTIONS.map(|name| format!("\\{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(character: char) -> Piece {
        Piece::Sign(character, if character.is_ascii_alphabetic() { Face::Italic } else { Face::Upright })
    }

    #[test]
    fn arguments_are_signs_commands_and_groups() {
        let half = Piece::Fraction(vec![sign('1')], vec![sign('2')]);
        for tex in [r"\frac{1}{2}", r"\frac12", r"\tfrac 1 2", r"\dfrac{1}2"] {
            assert_eq!(read(tex), Ok(vec![half.clone()]), "{tex}");
        }
        let power = |above| vec![sign('x'), Piece::Scripts { below: Vec::new(), above }];
        assert_eq!(read(r"x^\frac12"), Ok(power(vec![half])));
        assert_eq!(read("x''"), Ok(power(vec![sign('′'), sign('′')])));
        assert_eq!(read(r"\hat x"), Ok(vec![Piece::Accent('ˆ', vec![sign('x')])]));
        assert_eq!(read(r"\left. x \right\}"), Ok(vec![sign('x'), sign('}')]));
        assert_eq!(read(r"\mathbb E"), Ok(vec![Piece::Sign('E', Face::Blackboard)]));
    }

    #[test]
    fn what_is_not_known_is_named() {
        assert_eq!(read(r"a + \begin{pmatrix}"), Err(Fault::Command(r"\begin".into())));
        assert_eq!(read(r"\mathbb{RE}"), Err(Fault::Command(r"\mathbb{RE}".into())));
        for tex in ["a_{b", "a}", "x_", r"\frac{1}", "x^}", r"a\"] {
            assert_eq!(read(tex), Err(Fault::Brace), "{tex}");
        }
    }
}
