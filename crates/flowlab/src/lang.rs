//! The two languages in which the crate speaks, and a text in both.
//!
//! The language of a message or a figure comes from its `Style`; where none is given, from the environment
//! variable `FLOWLAB_LANG` (`en` or `zh`), else from the working folder: below `notebooks/zh` it is Chinese.

use std::fmt;

/// A language of messages and figures.
///
/// ```
/// use flowlab::Lang;
/// assert_eq!(Lang::ALL.map(Lang::code), ["en", "zh"]);
/// assert_eq!(Lang::default(), Lang::En);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// Both languages, English first.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// The short code: `en` or `zh`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }

    /// The language for a code such as `zh`, `zh-CN`, `zh_CN.UTF-8` or `en`; `None` for any other.
    ///
    /// ```
    /// use flowlab::Lang;
    /// assert_eq!(Lang::from_code("zh-CN"), Some(Lang::Zh));
    /// assert_eq!(Lang::from_code("fr"), None);
    /// ```
    pub fn from_code(code: &str) -> Option<Lang> {
        let primary = code.split(['-', '_', '.']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Lang::En),
            "zh" => Some(Lang::Zh),
            _ => None,
        }
    }

    /// The language of this process: `FLOWLAB_LANG` if set, else Chinese below a folder `notebooks/zh`, else English.
    pub fn current() -> Lang {
        if let Some(lang) = std::env::var("FLOWLAB_LANG").ok().and_then(|code| Lang::from_code(&code)) {
            return lang;
        }
        let Ok(folder) = std::env::current_dir() else { return Lang::En };
        let names: Vec<_> = folder.components().map(|part| part.as_os_str().to_owned()).collect();
        let below = names.windows(2).any(|pair| pair[0] == "notebooks" && pair[1] == "zh");
        if below { Lang::Zh } else { Lang::En }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One text in both languages.
///
/// ```
/// use flowlab::{Lang, Text};
/// const NOISE: Text = Text::new("noise", "噪声");
/// assert_eq!((NOISE.get(Lang::En), NOISE.get(Lang::Zh)), ("noise", "噪声"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// The English text.
    pub en: &'static str,
    /// The Chinese text.
    pub zh: &'static str,
}

impl Text {
    /// A text from its two versions.
    pub const fn new(en: &'static str, zh: &'static str) -> Text {
        Text { en, zh }
    }

    /// The text in one language.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}
