//! A widget: its dials, what to try, and the picture that they give.

use flowlab::Text;

use crate::{Dial, Fault, Picture, Settings};

/// A picture that a reader can touch.
#[derive(Clone, Copy, Debug)]
pub struct Widget {
    /// The id of the still figure that it stands under.
    pub id: &'static str,
    /// What it is about, in a sentence.
    pub says: Text,
    /// What a reader sets.
    pub dials: &'static [Dial],
    /// Three things to try.
    pub tries: [Try; 3],
    /// The Rust that computes its numbers: the source of the function that it calls.
    pub code: &'static str,
    /// What the dials give.
    pub picture: fn(&Settings) -> Result<Picture, Fault>,
}

impl Widget {
    /// What the program for the browser holds of it: the words, which stand in the page already, and the code are left out.
    pub const fn shipped(self) -> Widget {
        if !cfg!(target_arch = "wasm32") {
            return self;
        }
        const NOTHING: Text = Text::new("", "");
        const NO_TRY: Try = Try { does: NOTHING, sets: "", expects: NOTHING, holds: |_| false };
        Widget { says: NOTHING, tries: [NO_TRY; 3], code: "", ..self }
    }

    /// The picture that these settings give.
    ///
    /// # Errors
    /// A formula or a drawing among the settings is none; the line says why.
    pub fn picture(&self, settings: &Settings) -> Result<Picture, Fault> {
        (self.picture)(settings)
    }

    /// The picture at the settings of an address that is right.
    #[cfg(test)]
    pub(crate) fn at(&self, address: &str) -> Picture {
        Settings::read(self.dials, address).and_then(|settings| self.picture(&settings)).unwrap()
    }
}

/// Something to try, and what will happen.
#[derive(Clone, Copy, Debug)]
pub struct Try {
    /// What to do.
    pub does: Text,
    /// The settings after it, as an address.
    pub sets: &'static str,
    /// What will be seen.
    pub expects: Text,
    /// Whether it is to be seen in a picture: not in the first one, and in the one of these settings.
    pub holds: fn(&Picture) -> bool,
}
