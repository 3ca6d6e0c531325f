//! The indented bodies of MkDocs: four columns below `!!! note`, `??? note` and `=== "tab"` stands more of the page, not
//! code.

use super::source::Source;

/// Columns by which a body is indented.
const INDENT: usize = 4;

/// The text with its bodies moved to the left.
pub fn move_out(source: &Source) -> Source {
    // The depth in quotes and the column of each body that is open.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut moved = Source::default();
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let (depth, quote) = quotes(line);
        let content = &line[quote..];
        let blanks = content.len() - content.trim_start_matches([' ', '\t']).len();
        let is_blank = content.trim().is_empty();
        if !is_blank {
            let column = column(&content[..blanks]);
            let holds = |(at, left): &(usize, usize)| *at == depth && column >= left + INDENT;
            while open.last().is_some_and(|body| !holds(body)) {
                open.pop();
            }
        }
        let cut = columns(&content[..blanks], INDENT * open.len());
        moved.extend(source, start..start + quote);
        moved.extend(source, start + quote + cut..start + line.len());
        if opens(&content[blanks..]) {
            open.push((depth, column(&content[..blanks])));
            // An empty line, lest the body go on with the paragraph above it.
            moved.extend(source, start..start + quote);
            moved.push(source.place(start), "\n");
        }
        start += line.len();
    }
    moved
}

/// Whether a line opens a body.
fn opens(line: &str) -> bool {
    let note = line.strip_prefix("!!!").or(line.strip_prefix("???"));
    if let Some(rest) = note.map(|rest| rest.strip_prefix('+').unwrap_or(rest)) {
        return rest.trim_start_matches(' ').starts_with(|c: char| c.is_alphanumeric() || c == '"');
    }
    let tab = line.strip_prefix("===").map(|rest| rest.trim_start_matches(['!', '+']));
    tab.is_some_and(|rest| rest.starts_with(' ') && rest.trim_start().starts_with('"'))
}

/// The depth in quotes of a line, and the length of their marks.
fn quotes(line: &str) -> (usize, usize) {
    let (mut depth, mut at) = (0, 0);
    loop {
        let rest = &line[at..];
        let content = rest.trim_start_matches(' ');
        if rest.len() - content.len() >= INDENT || !content.starts_with('>') {
            return (depth, at);
        }
        at = line.len() - content.len() + 1;
        at += usize::from(line[at..].starts_with(' '));
        depth += 1;
    }
}

/// The column behind blanks; tabs stand every four columns.
fn column(blanks: &str) -> usize {
    blanks.bytes().fold(0, |column, byte| if byte == b'\t' { (column / INDENT + 1) * INDENT } else { column + 1 })
}

/// How many of the blanks make up so many columns.
fn columns(blanks: &str, wanted: usize) -> usize {
    (0..=blanks.len()).find(|length| column(&blanks[..*length]) >= wanted).unwrap_or(blanks.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_move_out_of_every_depth_and_nothing_else_moves() {
        for (page, expected) in [
            ("!!! note \"x\"\n    a\n\n        code\nb\n", "!!! note \"x\"\n\na\n\n    code\nb\n"),
            ("=== \"A\"\n\n    ??? tip\n        a\n    b\n", "=== \"A\"\n\n\n??? tip\n\na\nb\n"),
            ("> ???+ note\n>     a\n> b\n    c\n", "> ???+ note\n> \n> a\n> b\n    c\n"),
            ("- item\n\n    !!! note\n\n        a\n", "- item\n\n    !!! note\n\n\n    a\n"),
            ("!!! note\n\ta\n", "!!! note\n\na\n"),
            ("!!! \n    a\n===\n    b\n??? \n    c\n", "!!! \n    a\n===\n    b\n??? \n    c\n"),
        ] {
            let source = Source::new(0, page);
            let moved = move_out(&source);
            assert_eq!(moved.text, expected, "{page}");
            for (at, letter) in moved.text.char_indices().filter(|(_, letter)| letter.is_alphabetic()) {
                assert!(page[moved.place(at)..].starts_with(letter), "{page}: {letter}");
            }
        }
    }
}
