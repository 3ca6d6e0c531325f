//! Fences of colons, which no Markdown parser knows: MyST writes `:::{figure} ode.png`, others `:::note`.

/// A line that opens or closes a block.
struct Fence {
    /// Backtick, tilde or colon.
    sign: u8,
    /// How many of them.
    length: usize,
    /// Where they stand in the line.
    start: usize,
    /// Whether nothing stands behind them.
    is_bare: bool,
    /// Whether `{name}` stands behind colons.
    is_directive: bool,
}

/// Makes `:::{name}` and the `:::` that closes it fences of tildes, in a text that is as long.
pub fn to_tildes(text: &mut [u8]) {
    let mut open: Vec<Fence> = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = text[start..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| start + at);
        let Some(fence) = fence(&text[start..end]) else {
            start = end + 1;
            continue;
        };
        let signs = start + fence.start..start + fence.start + fence.length;
        start = end + 1;
        match open.last() {
            Some(last) if last.sign == fence.sign && fence.is_bare && fence.length >= last.length => {
                if last.is_directive {
                    text[signs].fill(b'~');
                }
                open.pop();
            }
            Some(code) if code.sign != b':' => {}
            _ if fence.sign == b':' && fence.is_bare => {}
            _ => {
                if fence.is_directive {
                    text[signs].fill(b'~');
                }
                open.push(fence);
            }
        }
    }
}

fn fence(line: &[u8]) -> Option<Fence> {
    let start = containers(line);
    let sign = *line.get(start).filter(|sign| b"`~:".contains(sign))?;
    let length = line[start..].iter().take_while(|byte| **byte == sign).count();
    let rest = line[start + length..].trim_ascii();
    // ```code``` in one line is no fence.
    if length < 3 || sign == b'`' && rest.contains(&b'`') {
        return None;
    }
    let is_directive = sign == b':' && matches!(rest, [b'{', letter, ..] if letter.is_ascii_alphabetic());
    Some(Fence { sign, length, start, is_bare: rest.is_empty(), is_directive })
}

/// The length of what a line starts with: blanks, marks of quotes and of lists.
fn containers(line: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        at += match (rest, &rest[digits..]) {
            ([b' ' | b'\t' | b'>', ..], _) => 1,
            ([b'-' | b'*' | b'+', b' ', ..], _) => 2,
            (_, [b'.' | b')', b' ', ..]) if digits > 0 => digits + 2,
            _ => return at,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colons_of_directives_alone_become_fences() {
        for (text, expected) in [
            (":::{figure} a.png\n:::\n", "~~~{figure} a.png\n~~~\n"),
            ("::::{grid}\n:::{figure} a.png\n:::\n::::\n", "~~~~{grid}\n~~~{figure} a.png\n~~~\n~~~~\n"),
            ("> :::{note}\n> :::\n1. :::{note}", "> ~~~{note}\n> ~~~\n1. ~~~{note}"),
            (":::note\n:::{image} a.png\n:::\n:::\n", ":::note\n~~~{image} a.png\n~~~\n:::\n"),
            ("::: {.column}\ntext\n:::\n", "::: {.column}\ntext\n:::\n"),
            ("```\n:::{note}\n:::\n```\n:::{note}\n", "```\n:::{note}\n:::\n```\n~~~{note}\n"),
        ] {
            let mut bytes = text.as_bytes().to_vec();
            to_tildes(&mut bytes);
            assert_eq!(String::from_utf8(bytes).unwrap(), expected, "{text}");
        }
    }
}
