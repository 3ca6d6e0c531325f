//! What stands in a cell, and what stands above a column.

use super::shown::significant;
use crate::{Lang, Text};

/// What stands in one cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number, shown in full.
    Whole(i64),
    /// A number, shown with few digits.
    Number(f64),
    /// A word.
    Word(String),
    /// Nothing.
    Empty,
}

impl Value {
    /// The cell in words, a number with at most this many significant digits.
    pub(crate) fn text(&self, digits: usize) -> String {
        match self {
            Value::Whole(n) => n.to_string(),
            Value::Number(x) => significant(*x, digits),
            Value::Word(word) => word.clone(),
            Value::Empty => String::new(),
        }
    }
}

/// Each type, and its variant.
macro_rules! values {
    ($($type:ty => $value:expr),* $(,)?) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Value {
                let value_of: fn($type) -> Value = $value;
                value_of(value)
            }
        }

        impl From<&$type> for Value {
            fn from(value: &$type) -> Value {
                value.clone().into()
            }
        }
    )*};
}

values! {
    f64 => Value::Number,
    f32 => |x| Value::Number(x.into()),
    i32 => |n| Value::Whole(n.into()),
    i64 => Value::Whole,
    u8 => |n| Value::Whole(n.into()),
    u32 => |n| Value::Whole(n.into()),
    u64 => |n| i64::try_from(n).map_or(Value::Number(n as f64), Value::Whole),
    usize => |n| i64::try_from(n).map_or(Value::Number(n as f64), Value::Whole),
    String => Value::Word,
    &str => |word| Value::Word(word.to_string()),
    Text => |word| Value::Word(word.get(Lang::current()).to_string()),
    Option<f64> => |x| x.map_or(Value::Empty, Value::Number),
}

/// What stands above a column, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The English text: also the column's name in a data frame.
    pub en: String,
    /// The Chinese text.
    pub zh: String,
}

impl Header {
    /// The text in the language of the process.
    pub(crate) fn current(&self) -> &str {
        match Lang::current() {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

impl From<String> for Header {
    fn from(text: String) -> Header {
        Header { en: text.clone(), zh: text }
    }
}

impl From<&str> for Header {
    fn from(text: &str) -> Header {
        text.to_string().into()
    }
}

impl From<Text> for Header {
    fn from(text: Text) -> Header {
        Header { en: text.en.to_string(), zh: text.zh.to_string() }
    }
}
