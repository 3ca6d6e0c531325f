//! The texts of a TOML document.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Fault, Leaf, key};

/// All strings with the keys that lead to them.
pub fn leaves(head: &str) -> Result<Vec<Leaf>, Fault> {
    let root = DeTable::parse(head).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (at, format!("no TOML: {}", error.message()))
    })?;
    let mut leaves = Vec::new();
    for (name, value) in root.get_ref() {
        gather(value, &[key(name.get_ref())], &mut leaves);
    }
    Ok(leaves)
}

fn gather(value: &Spanned<DeValue>, path: &[String], leaves: &mut Vec<Leaf>) {
    let below = |name: String| [path, &[name]].concat();
    match value.get_ref() {
        DeValue::String(text) => {
            leaves.push(Leaf { at: value.span().start, path: path.to_vec(), text: text.to_string() });
        }
        DeValue::Array(values) => {
            (0..).zip(values.iter()).for_each(|(number, value)| gather(value, &below(i32::to_string(&number)), leaves));
        }
        DeValue::Table(table) => {
            table.iter().for_each(|(name, value)| gather(value, &below(key(name.get_ref())), leaves));
        }
        _ => {}
    }
}
