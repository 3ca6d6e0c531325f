//! The texts of a YAML document.

use saphyr_parser::{Event, Parser};

use super::{Fault, Leaf, key};

/// A part of the document that is not closed yet.
enum Open {
    /// With the number of the element that comes next.
    Sequence(usize),
    /// With the key whose value comes next; without one, a key comes next.
    Mapping(Option<String>),
}

/// All scalars with the keys that lead to them.
pub fn leaves(head: &str) -> Result<Vec<Leaf>, Fault> {
    let starts: Vec<usize> = [0].into_iter().chain(head.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let line_start = |line: usize| starts[line.clamp(1, starts.len()) - 1];
    let mut open: Vec<Open> = Vec::new();
    let mut leaves = Vec::new();
    for event in Parser::new_from_str(head) {
        let (event, span) =
            event.map_err(|error| (line_start(error.marker().line()), format!("no YAML: {}", error.info())))?;
        match event {
            Event::MappingStart(..) => open.push(Open::Mapping(None)),
            Event::SequenceStart(..) => open.push(Open::Sequence(0)),
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                pass(&mut open, "");
            }
            Event::Scalar(text, ..) => {
                if !matches!(open.last(), Some(Open::Mapping(None)) | None) {
                    let path = open.iter().map(Open::name).collect();
                    leaves.push(Leaf { at: line_start(span.start.line()), path, text: text.to_string() });
                }
                pass(&mut open, &text);
            }
            Event::Alias(_) => pass(&mut open, ""),
            _ => {}
        }
    }
    Ok(leaves)
}

/// Passes over a key or a value of the innermost part.
fn pass(open: &mut [Open], text: &str) {
    match open.last_mut() {
        Some(Open::Mapping(name)) => *name = if name.is_some() { None } else { Some(key(text)) },
        Some(Open::Sequence(number)) => *number += 1,
        None => {}
    }
}

impl Open {
    /// The key or the number of what is being read in it.
    fn name(&self) -> String {
        match self {
            Open::Sequence(number) => number.to_string(),
            Open::Mapping(name) => name.clone().unwrap_or_default(),
        }
    }
}
