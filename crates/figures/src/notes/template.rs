//! The tags of template languages, which are read before the Markdown around them: `{{< name a k="v" >}}` and
//! `{{% .. %}}` of Hugo, `{% .. %}` of Jekyll and Hexo, `{{ expression }}`.

use std::collections::BTreeMap;
use std::ops::Range;

/// A tag, such as `{{< figure src="a.png" >}}`.
pub struct Tag {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// Its first word.
    pub name: String,
    /// The words after it.
    pub values: Vec<Value>,
}

/// A value of a tag, some with a name.
pub struct Value {
    /// `src` in `src="a.png"`.
    pub name: Option<String>,
    /// `a.png`, without its quotes.
    pub text: String,
}

/// What a text holds of templates.
#[derive(Default)]
pub struct Template {
    /// The tags that stand alone or open something.
    pub tags: Vec<Tag>,
    /// What stands between the two tags of `highlight`, `raw`, `comment` and their kin.
    pub code: Vec<Range<usize>>,
    /// `{{ .. }}`, and tags that are shown and not run: `{{</* .. */>}}`.
    pub expressions: Vec<Range<usize>>,
}

/// Tags whose content is shown as it is, or not at all.
const CODE: [&str; 8] = ["highlight", "raw", "comment", "code", "codeblock", "code-block", "verbatim", "prism"];

/// Opening and closing signs. Of two that fit, the first is meant.
const SIGNS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")];

/// Finds the tags of a text.
pub fn read(text: &str) -> Template {
    let mut template = Template::default();
    let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('{').map(|found| from + found) {
        from = start + 1;
        let Some((sign, end)) = SIGNS.into_iter().find(|(sign, _)| text[start..].starts_with(sign)) else { continue };
        let inner = &text[start + sign.len()..];
        let length = match sign {
            "{{" => expression(inner),
            _ if inner.starts_with("/*") => inner.find(&format!("*/{end}")).map(|at| at + 2 + end.len()),
            _ => None,
        };
        if let Some(length) = length {
            from = start + sign.len() + length;
            template.expressions.push(start..from);
            continue;
        }
        let Some((mut values, length)) = (sign != "{{").then(|| values(inner, end)).flatten() else { continue };
        from = start + sign.len() + length;
        if values.is_empty() {
            continue;
        }
        let name = values.remove(0).text;
        let closed = name.strip_prefix('/').or(name.strip_prefix("end"));
        if let Some(opened) = closed.and_then(|name| open.get_mut(name)?.pop()) {
            template.code.push(opened..start);
        }
        if CODE.contains(&name.as_str()) {
            open.entry(name.clone()).or_default().push(from);
        }
        template.tags.push(Tag { range: start..from, name, values });
    }
    template
}

/// The length of an expression with its closing sign: one line, no code, no braces.
fn expression(inner: &str) -> Option<usize> {
    let end = inner.find(['\n', '`', '{', '}'])?;
    inner[end..].starts_with("}}").then_some(end + 2)
}

/// The values up to the closing sign, and the length of all. None if the sign is missing: a quote is left open, or
/// another tag opens first.
fn values(text: &str, end: &str) -> Option<(Vec<Value>, usize)> {
    let mut values = Vec::new();
    let (mut name, mut value): (Option<String>, Option<String>) = (None, None);
    // `{%-` takes the blanks before it away.
    let mut at = usize::from(text.starts_with('-'));
    loop {
        let rest = &text[at..];
        let c = rest.chars().next()?;
        let closing = [rest, rest.trim_start_matches(['-', '/'])].into_iter().find(|rest| rest.starts_with(end));
        if closing.is_some() || c.is_whitespace() || c == ',' {
            if name.is_some() || value.is_some() {
                values.push(Value { name: name.take(), text: value.take().unwrap_or_default() });
            }
            match closing {
                Some(closing) => return Some((values, text.len() - closing.len() + end.len())),
                None => at += c.len_utf8(),
            }
            continue;
        }
        if SIGNS[..3].iter().any(|(sign, _)| rest.starts_with(sign)) {
            return None;
        }
        if let Some((text, length)) = if value.is_none() { quoted(rest)? } else { None } {
            value = Some(text);
            at += length;
        } else if c == '=' && name.is_none() && value.is_some() {
            name = value.take();
            at += 1;
        } else {
            value.get_or_insert_default().push(c);
            at += c.len_utf8();
        }
    }
}

/// The value in quotes at the start of a text, as Hugo reads it, and its length: `"a \"b\""`, `` `a "b"` ``, `\"a\"`; `'a'`
/// for the other languages. `Some(None)` if no quote starts there, `None` if one does that does not end.
fn quoted(text: &str) -> Option<Option<(String, usize)>> {
    let sign = ["\\\"", "\"", "`", "'"].into_iter().find(|sign| text.starts_with(sign));
    let Some(sign) = sign else { return Some(None) };
    let inner = &text[sign.len()..];
    let line = if sign == "`" { inner } else { inner.split('\n').next().unwrap_or_default() };
    let end = match sign {
        "\"" => line.match_indices('"').find(|(at, _)| !line[..*at].ends_with('\\')).map(|(at, _)| at),
        _ => line.find(sign),
    };
    match end {
        Some(end) => Some(Some((inner[..end].replace("\\\"", "\""), end + 2 * sign.len()))),
        // an apostrophe is no quote
        None if sign == "'" => Some(None),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<String> {
        let shown = |value: &Value| match &value.name {
            Some(name) => format!("{name}={}", value.text),
            None => value.text.clone(),
        };
        let tag = |tag: &Tag| [tag.name.clone()].into_iter().chain(tag.values.iter().map(shown)).collect::<Vec<_>>();
        read(text).tags.iter().map(|each| tag(each).join("|")).collect()
    }

    #[test]
    fn quotes_are_those_of_hugo() {
        for (text, expected) in [
            (r#"{{< img src="a.png" >}}"#, "img|src=a.png"),
            (r#"{{< img caption="say \"a\"" src="a.png" >}}"#, r#"img|caption=say "a"|src=a.png"#),
            (r#"{{< img caption=`say "a" >}}` src=`a.png` >}}"#, r#"img|caption=say "a" >}}|src=a.png"#),
            (r#"{{< img src=\"a.png\" >}}"#, "img|src=a.png"),
            ("{{< img 'a b.png' don't x>}}", "img|a b.png|don't|x"),
            ("{{% img\n  src=a.png\n/%}}", "img|src=a.png"),
            ("{%- include figure.html path=\"a.png\" -%}", "include|figure.html|path=a.png"),
            ("{% image \"a.png\", \"alt\" %}", "image|a.png|alt"),
        ] {
            assert_eq!(tags(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_does_not_end_is_no_tag() {
        assert_eq!(tags("{{< img \"a.png >}}\n\n{{< img b.png >}}"), ["img|b.png"]);
        assert_eq!(tags("{{< img {{< img b.png >}}"), ["img|b.png"]);
        assert_eq!(tags("{{</* img a.png */>}} {{< >}} {{ x }} {{< img"), [""; 0]);
    }

    #[test]
    fn code_stands_between_the_nearest_two_tags() {
        let code = |text: &str| read(text).code.into_iter().map(|range| text[range].to_string()).collect::<Vec<_>>();
        assert_eq!(code("{{< highlight go >}}a{{< /highlight >}} {% raw %}b{% endraw %}"), ["a", "b"]);
        assert_eq!(code("`{{< raw >}}` c {{< raw >}}d{{< /raw >}} {{< /raw"), ["d"]);
        assert_eq!(code("{{< /raw >}} {{< figure a.png >}}x{{< /figure >}}"), [""; 0]);
    }
}
