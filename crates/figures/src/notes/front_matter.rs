//! The front matter of a page: YAML between `---` or TOML between `+++`.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

/// The front matter of a page, as far as the cover goes.
#[derive(Default)]
pub struct FrontMatter {
    /// Where the page's body starts; 0 if there is no front matter.
    pub end: usize,
    /// The place and the address of the cover: of `cover`, or of `image` in it.
    pub cover: Option<(usize, String)>,
    /// The place of what is no YAML or TOML, and what is wrong there.
    pub fault: Option<(usize, String)>,
}

type Cover = Option<(usize, String)>;
type Fault = (usize, String);

/// Reads the front matter of a page.
pub fn read(page: &str) -> FrontMatter {
    let Some((fence, head, end)) = split(page) else { return FrontMatter::default() };
    let read = if fence == "---" { yaml_cover } else { toml_cover };
    let placed = |(at, text): (usize, String)| (head.start + at, text);
    match read(&page[head.clone()]) {
        Ok(cover) => FrontMatter { end, cover: cover.map(placed), fault: None },
        Err(fault) => FrontMatter { end, cover: None, fault: Some(placed(fault)) },
    }
}

/// The fence of the front matter, where it stands without its fences, and where the body starts.
fn split(page: &str) -> Option<(&str, Range<usize>, usize)> {
    let mut lines = page.split_inclusive('\n');
    let first = lines.next()?;
    let fence = first.trim_start_matches('\u{feff}').trim_end();
    if !matches!(fence, "---" | "+++") {
        return None;
    }
    let mut at = first.len();
    for line in lines {
        if line.trim_end() == fence {
            return Some((fence, first.len()..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// A part of a YAML text that is not closed yet.
enum Open {
    Sequence,
    /// With the key whose value comes next; without one, a key comes next.
    Mapping(Option<String>),
}

fn yaml_cover(head: &str) -> Result<Cover, Fault> {
    let line_start = |line: usize| head.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(head) {
        let (event, span) =
            event.map_err(|error| (line_start(error.marker().line()), format!("no YAML: {}", error.info())))?;
        match event {
            Event::MappingStart(..) => open.push(Open::Mapping(None)),
            Event::SequenceStart(..) => open.push(Open::Sequence),
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                pass(&mut open, String::new());
            }
            Event::Scalar(text, style, ..) => {
                let is_null = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                if is_cover(&open) && !is_null {
                    return Ok(Some((line_start(span.start.line()), text.into_owned())));
                }
                pass(&mut open, text.into_owned());
            }
            Event::Alias(_) => pass(&mut open, String::new()),
            _ => {}
        }
    }
    Ok(None)
}

/// Passes over a key or a value of the innermost part.
fn pass(open: &mut [Open], text: String) {
    if let Some(Open::Mapping(key)) = open.last_mut() {
        *key = if key.is_some() { None } else { Some(text) };
    }
}

fn is_cover(open: &[Open]) -> bool {
    let keys = open.iter().map(|part| match part {
        Open::Mapping(Some(key)) => key,
        _ => "",
    });
    keys.clone().eq(["cover"]) || keys.eq(["cover", "image"])
}

fn toml_cover(head: &str) -> Result<Cover, Fault> {
    let root = toml_span::parse(head).map_err(|error| (error.span.start, format!("no TOML: {error}")))?;
    let values = ["/cover", "/cover/image"].into_iter().filter_map(|path| root.pointer(path));
    let mut addresses = values.filter_map(|value| Some((value.span.start, value.as_str()?.to_string())));
    Ok(addresses.next())
}
