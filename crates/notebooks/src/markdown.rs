//! Prose of a chapter as a notebook shows it: links that lead from the notebook's folder, and admonitions as
//! quotations with a title, which JupyterLab, VS Code and GitHub all render. Code fences are left alone.

use flowlab::Lang;
use flowlab::lang::Text;

/// The kinds of admonition, and the title of each.
const ADMONITIONS: [(&str, Text); 5] = [
    ("NOTE", Text::new("Note", "注意")),
    ("TIP", Text::new("Tip", "提示")),
    ("IMPORTANT", Text::new("Important", "重要")),
    ("WARNING", Text::new("Warning", "警告")),
    ("CAUTION", Text::new("Caution", "当心")),
];

/// The prose with its admonitions titled in the language and each link's target replaced by what `target` gives.
pub fn for_notebook(prose: &str, lang: Lang, target: impl Fn(&str) -> String) -> String {
    let mut fence: Option<&str> = None;
    let lines = prose.lines().map(|line| {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(close)) if open == close => fence = None,
            (None, None) => return with_targets(&titled(line, lang), &target),
            _ => {}
        }
        line.to_string()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `> [!NOTE]` becomes `> **Note**` and an empty line of the quotation.
fn titled(line: &str, lang: Lang) -> String {
    let kind = line.trim().strip_prefix('>').map(str::trim_start);
    let kind = kind.and_then(|rest| rest.strip_prefix("[!")).and_then(|rest| rest.strip_suffix(']'));
    let title = kind.and_then(|kind| ADMONITIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind)));
    title.map_or_else(|| line.to_string(), |(_, title)| format!("> **{}**\n>", title.get(lang)))
}

/// Replaces the targets of the links and pictures of one line; a code span is left alone.
fn with_targets(line: &str, target: &impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(line.len());
    for (index, piece) in line.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        if index % 2 == 1 {
            out.push_str(piece);
            continue;
        }
        let mut rest = piece;
        while let Some((before, after)) = rest.split_once("](") {
            let end = after.find([')', ' ']).unwrap_or(after.len());
            out.push_str(before);
            out.push_str("](");
            out.push_str(&target(&after[..end]));
            rest = &after[end..];
        }
        out.push_str(rest);
    }
    out
}

/// A block that the reader opens, with Markdown inside.
pub fn fold_out(summary: &str, body: &str) -> String {
    format!("<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>")
}

/// Text between `![` and `]`, or in a table: without what would end it.
pub fn alternative(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrow(target: &str) -> String {
        format!("->{target}")
    }

    #[test]
    fn an_admonition_gets_its_title_in_the_language() {
        let prose = "> [!NOTE]\n> text\n\n> a quotation [!NOTE]";
        assert_eq!(for_notebook(prose, Lang::En, arrow), "> **Note**\n>\n> text\n\n> a quotation [!NOTE]");
        assert!(for_notebook(prose, Lang::Zh, arrow).starts_with("> **注意**\n>\n"));
    }

    #[test]
    fn links_are_replaced_outside_code() {
        let prose = "see [a](b.md) and ![p](q.png \"t\") not `[c](d)`\n```text\n[e](f)\n> [!NOTE]\n```\n[g](h#i)";
        let expected =
            "see [a](->b.md) and ![p](->q.png \"t\") not `[c](d)`\n```text\n[e](f)\n> [!NOTE]\n```\n[g](->h#i)";
        assert_eq!(for_notebook(prose, Lang::En, arrow), expected);
    }
}
