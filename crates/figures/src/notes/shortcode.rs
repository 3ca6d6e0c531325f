//! Hugo's shortcodes.

/// The place and the image of each shortcode `figure` or `img`: its `src`, else its first value without a name.
pub fn images(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("{{") {
        let inner = &text[at + 2..];
        let end = match inner.chars().next() {
            Some('<') => ">}}",
            Some('%') => "%}}",
            _ => continue,
        };
        let mut values = values(&inner[1..], end).into_iter();
        let Some((None, name)) = values.next() else { continue };
        if matches!(name.as_str(), "figure" | "img") {
            let (named, bare): (Vec<_>, Vec<_>) = values.partition(|(name, _)| name.is_some());
            let source = named.into_iter().find(|(name, _)| name.as_deref() == Some("src"));
            found.extend(source.or_else(|| bare.into_iter().next()).map(|(_, address)| (at, address)));
        }
    }
    found
}

/// The values up to `end`, some with a name. A value stands in any quotes or in none.
fn values(text: &str, end: &str) -> Vec<(Option<String>, String)> {
    let mut values = Vec::new();
    let (mut name, mut value, mut quote) = (None, String::new(), None);
    for (at, c) in text.char_indices() {
        let ends = quote.is_none() && text[at..].starts_with(end);
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => value.push(c),
            None if ends || c.is_whitespace() => {
                if name.is_some() || !value.is_empty() {
                    values.push((name.take(), std::mem::take(&mut value)));
                }
                if ends {
                    break;
                }
            }
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if c == '=' && name.is_none() => name = Some(std::mem::take(&mut value)),
            None => value.push(c),
        }
    }
    values
}
