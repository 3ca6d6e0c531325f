//! The directives of MyST: a fence of backticks or colons behind whose opening stands `{name} argument`.

use super::source::Source;

/// What a fenced block is.
#[derive(Debug, PartialEq, Eq)]
pub enum Block {
    /// Shown as it is.
    Code,
    /// More of the page.
    Prose,
    /// The picture with this address; what stands in the block is its caption.
    Picture(String),
}

/// Directives that show a picture.
const PICTURES: [&str; 3] = ["figure", "image", "thumbnail"];

/// Directives that hold more of the page.
const PROSE: [&str; 45] = [
    "note",
    "tip",
    "hint",
    "warning",
    "caution",
    "danger",
    "error",
    "attention",
    "important",
    "seealso",
    "admonition",
    "topic",
    "sidebar",
    "margin",
    "aside",
    "epigraph",
    "container",
    "div",
    "dropdown",
    "details",
    "tab-set",
    "tab-item",
    "grid",
    "grid-item",
    "grid-item-card",
    "card",
    "card-carousel",
    "figure-md",
    "subfigure",
    "table",
    "list-table",
    "exercise",
    "solution",
    "proof",
    "theorem",
    "lemma",
    "definition",
    "corollary",
    "proposition",
    "remark",
    "example",
    "versionadded",
    "versionchanged",
    "deprecated",
    "only",
];

/// Directives that hold code even between colons, which are made for prose.
const CODE: [&str; 11] = [
    "code",
    "code-block",
    "code-cell",
    "sourcecode",
    "literalinclude",
    "parsed-literal",
    "math",
    "raw",
    "mermaid",
    "graphviz",
    "eval-rst",
];

/// What the block behind an info string such as `{figure} ode.png` is. A directive that we do not know holds code
/// between backticks, prose between colons.
pub fn block(info: &str, has_colons: bool) -> Block {
    let info = info.trim();
    if info == "{=html}" {
        return Block::Prose;
    }
    let Some((name, argument)) = info.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return Block::Code;
    };
    match name.rsplit(':').next().unwrap_or_default() {
        name if PICTURES.contains(&name) => Block::Picture(argument.trim().to_string()),
        name if PROSE.contains(&name) || has_colons && !CODE.contains(&name) => Block::Prose,
        _ => Block::Code,
    }
}

/// The content of a directive without its options: lines `:width: 300px`, or YAML between `---`.
pub fn body(content: &Source) -> Source {
    let mut at = 0;
    let mut in_yaml = false;
    for line in content.text.split_inclusive('\n') {
        let is_fence = line.trim() == "---" && (at == 0 || in_yaml);
        let name = line.trim_start().strip_prefix(':').and_then(|rest| rest.split_once(':')).map(|(name, _)| name);
        let is_option = name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        if !(is_fence || in_yaml || is_option) {
            break;
        }
        in_yaml ^= is_fence;
        at += line.len();
    }
    let mut body = Source::default();
    body.extend(content, at..content.text.len());
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directive_says_what_its_block_is() {
        for (info, expected) in [
            ("{figure} ode.png", Block::Picture("ode.png".to_string())),
            ("{image}   img/ode.png ", Block::Picture("img/ode.png".to_string())),
            ("{note}", Block::Prose),
            ("{prf:theorem} Title", Block::Prose),
            ("{=html}", Block::Prose),
            ("{code-block} html", Block::Code),
            ("{python}", Block::Code),
            ("{.python}", Block::Code),
            ("rust", Block::Code),
            ("", Block::Code),
        ] {
            assert_eq!(block(info, false), expected, "{info}");
        }
        assert_eq!(["{tab} A", "{code-block} html"].map(|info| block(info, true)), [Block::Prose, Block::Code]);
    }

    #[test]
    fn options_are_no_body() {
        for content in [":width: 300px\n:name: x\nbody\n", "---\nwidth: 3\n---\nbody\n", "body\n"] {
            assert_eq!(body(&Source::new(0, content)).text, "body\n", "{content}");
        }
        let nested = ":::{figure} a.png\n:::\n";
        assert_eq!(body(&Source::new(0, nested)).text, nested);
    }
}
