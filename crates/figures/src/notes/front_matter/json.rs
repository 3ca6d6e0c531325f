//! The texts of a JSON object at the top of a page.

use serde_json::{Deserializer, Value};

use super::{Fault, Leaf, key};

/// Where the object ends that a page starts with: an object behind which a line ends. One that is broken ends at the
/// first line that is a brace.
pub fn end(page: &str) -> Option<usize> {
    let mut values = Deserializer::from_str(page).into_iter::<Value>();
    if !page.trim_start().starts_with('{') {
        return None;
    }
    if let Some(Ok(Value::Object(_))) = values.next() {
        let end = values.byte_offset();
        let line = page[end..].split_inclusive('\n').next().unwrap_or_default();
        return line.trim().is_empty().then_some(end + line.len());
    }
    let mut lines = page.split_inclusive('\n');
    let mut end = lines.next().filter(|line| line.trim() == "{")?.len();
    for line in lines {
        end += line.len();
        if line.trim_end() == "}" {
            return Some(end);
        }
    }
    None
}

/// All strings with the keys that lead to them.
pub fn leaves(head: &str) -> Result<Vec<Leaf>, Fault> {
    let root: Value = serde_json::from_str(head).map_err(|error| {
        let line_start = head.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        (line_start, format!("no JSON: {error}"))
    })?;
    let mut leaves = Vec::new();
    gather(&root, &[], head, &mut leaves);
    Ok(leaves)
}

fn gather(value: &Value, path: &[String], head: &str, leaves: &mut Vec<Leaf>) {
    let below = |name: String| [path, &[name]].concat();
    match value {
        Value::String(text) => {
            // Where it is spelled otherwise than we would spell it, the object's first line has to do.
            let at = head.find(&value.to_string()).unwrap_or(0);
            leaves.push(Leaf { at, path: path.to_vec(), text: text.clone() });
        }
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(at, value)| gather(value, &below(at.to_string()), head, leaves));
        }
        Value::Object(values) => {
            values.iter().for_each(|(name, value)| gather(value, &below(key(name)), head, leaves));
        }
        _ => {}
    }
}
