//! The notebook format: nbformat 4.5 as types, read from any notebook and written in one normal form.
//!
//! The crate `nbformat` has the same types, but writes no normal form, and brings uuid, chrono and Jupyter's protocol.
//!
//! The normal form is Jupyter's own: keys in alphabetical order, one space of indentation, texts as lists of lines, a
//! newline at the end. So a notebook that a learner saves in JupyterLab and the one that we write differ only where
//! their content does.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use anyhow::Context;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A whole notebook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notebook {
    /// Its cells, in order.
    pub cells: Vec<Cell>,
    /// Kernel and language, and the digest of the executed code.
    pub metadata: BTreeMap<String, Value>,
    /// Always 4.
    pub nbformat: u32,
    /// 5: cells have ids.
    pub nbformat_minor: u32,
}

/// A cell of a notebook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "cell_type", rename_all = "lowercase")]
pub enum Cell {
    /// Code for the kernel.
    Code(Code),
    /// Prose.
    Markdown(Markdown),
}

/// A cell with code, and what it showed when it ran.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// Place in the run, from 1; none before the first run.
    pub execution_count: Option<u32>,
    /// The cell's or the exercise's name.
    pub id: String,
    /// Empty in what we write.
    #[serde(default)]
    pub metadata: BTreeMap<String, Value>,
    /// What the kernel answered.
    pub outputs: Vec<Shown>,
    /// The code.
    pub source: Lines,
}

/// A cell with prose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Markdown {
    /// Name, from what stands before it.
    pub id: String,
    /// Empty in what we write.
    #[serde(default)]
    pub metadata: BTreeMap<String, Value>,
    /// The text.
    pub source: Lines,
}

/// One output of a code cell, as the notebook stores it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "output_type", rename_all = "snake_case")]
pub enum Shown {
    /// What was printed.
    Stream {
        /// `stdout` or `stderr`.
        name: String,
        /// The text.
        text: Lines,
    },
    /// A value or a picture in several forms, by media type.
    DisplayData {
        /// The forms.
        #[serde(serialize_with = "forms")]
        data: BTreeMap<String, Lines>,
        /// Empty in what we write.
        #[serde(default)]
        metadata: BTreeMap<String, Value>,
    },
    /// The value of a cell's last expression.
    ExecuteResult {
        /// The forms.
        #[serde(serialize_with = "forms")]
        data: BTreeMap<String, Lines>,
        /// Place in the run.
        execution_count: Option<u32>,
        /// Empty in what we write.
        #[serde(default)]
        metadata: BTreeMap<String, Value>,
    },
    /// A failure.
    Error {
        /// Its kind.
        ename: String,
        /// Its message.
        evalue: String,
        /// The message for the reader, line by line.
        traceback: Vec<String>,
    },
}

/// A text that the format stores as a list of lines, each with its newline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(pub String);

impl Serialize for Lines {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.split_inclusive('\n'))
    }
}

/// Texts as lists of lines, all else (a picture in base64) as one text.
fn forms<S: Serializer>(data: &BTreeMap<String, Lines>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(data.len()))?;
    for (media, text) in data {
        if media.starts_with("text/") {
            map.serialize_entry(media, text)?;
        } else {
            map.serialize_entry(media, &text.0)?;
        }
    }
    map.end()
}

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Lines, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Whole(String),
            Split(Vec<String>),
        }
        Ok(Lines(match Stored::deserialize(deserializer)? {
            Stored::Whole(text) => text,
            Stored::Split(lines) => lines.concat(),
        }))
    }
}

impl Notebook {
    /// Reads a notebook from a file.
    ///
    /// # Errors
    /// The file cannot be read, or holds no notebook of format 4.5.
    pub fn read(path: &Path) -> anyhow::Result<Notebook> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is not a notebook of format 4.5", path.display()))
    }

    /// Reads a notebook from a file, or gives `None` if there is no such file.
    ///
    /// # Errors
    /// As [`Notebook::read`].
    pub fn read_if_there(path: &Path) -> anyhow::Result<Option<Notebook>> {
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            _ => Notebook::read(path).map(Some),
        }
    }

    /// The text of the file in normal form.
    ///
    /// # Errors
    /// None that a notebook made of these types can cause.
    pub fn to_text(&self) -> anyhow::Result<String> {
        let mut bytes = Vec::new();
        let format = serde_json::ser::PrettyFormatter::with_indent(b" ");
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, format);
        sorted(serde_json::to_value(self)?).serialize(&mut serializer)?;
        bytes.push(b'\n');
        Ok(String::from_utf8(bytes)?)
    }

    /// The code cells, in order.
    pub fn code(&self) -> impl Iterator<Item = &Code> {
        self.cells.iter().filter_map(|cell| match cell {
            Cell::Code(code) => Some(code),
            Cell::Markdown(_) => None,
        })
    }

    /// The code cells, in order, to be changed.
    pub fn code_mut(&mut self) -> impl Iterator<Item = &mut Code> {
        self.cells.iter_mut().filter_map(|cell| match cell {
            Cell::Code(code) => Some(code),
            Cell::Markdown(_) => None,
        })
    }
}

/// The same value with the keys of every object in alphabetical order.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let by_key: BTreeMap<String, Value> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            Value::Object(by_key.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORMAL: &str = r##"{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "one",
   "metadata": {},
   "outputs": [
    {
     "data": {
      "image/png": "aWJ=",
      "text/plain": [
       "a\n",
       "b"
      ]
     },
     "execution_count": 1,
     "metadata": {},
     "output_type": "execute_result"
    }
   ],
   "source": [
    "let a = 1;\n",
    "show(a);"
   ]
  },
  {
   "cell_type": "markdown",
   "id": "two",
   "metadata": {},
   "source": []
  }
 ],
 "metadata": {
  "kernelspec": {
   "name": "rust"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
"##;

    #[test]
    fn the_normal_form_is_read_and_written_unchanged() {
        let notebook: Notebook = serde_json::from_str(NORMAL).unwrap();
        assert_eq!(notebook.to_text().unwrap(), NORMAL);
    }

    #[test]
    fn texts_in_one_piece_and_keys_in_another_order_are_brought_to_normal_form() {
        let other = NORMAL.replace("[\n    \"let a = 1;\\n\",\n    \"show(a);\"\n   ]", "\"let a = 1;\\nshow(a);\"");
        let other =
            other.replace(" \"nbformat\": 4,\n \"nbformat_minor\": 5\n", " \"nbformat_minor\": 5, \"nbformat\": 4");
        assert_ne!(other, NORMAL);
        let notebook: Notebook = serde_json::from_str(&other).unwrap();
        assert_eq!(notebook.to_text().unwrap(), NORMAL);
    }
}
