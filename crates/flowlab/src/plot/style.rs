//! The look of a figure: theme and language, and the palette with one meaning per colour.

use crate::lang::Lang;

/// Light or dark ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Theme {
    /// Dark ink on a light ground.
    #[default]
    Light,
    /// Light ink on a dark ground.
    Dark,
}

impl Theme {
    /// Both themes, light first.
    pub const ALL: [Theme; 2] = [Theme::Light, Theme::Dark];

    /// `light` or `dark`.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// How a figure is drawn: its theme and its language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// Light or dark ground.
    pub theme: Theme,
    /// Language of the words.
    pub lang: Lang,
}

impl Style {
    /// The style of this process: light, and the language of [`Lang::current`].
    pub fn current() -> Style {
        Style { theme: Theme::Light, lang: Lang::current() }
    }
}
