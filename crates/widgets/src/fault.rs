//! What is wrong with a setting, in both languages.

use std::fmt;

use flowlab::Lang;

/// One line for the reader that names the value and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    en: String,
    zh: String,
}

impl Fault {
    /// A fault from its two versions.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Fault {
        Fault { en: en.into(), zh: zh.into() }
    }

    /// The line in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Fault {}

/// The settings of a widget keep clear of flowlab's errors: this is shown only if one does not.
impl From<flowlab::Error> for Fault {
    fn from(error: flowlab::Error) -> Fault {
        Fault::new(error.to_string(), error.to_string())
    }
}
