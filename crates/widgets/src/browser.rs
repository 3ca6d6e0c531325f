//! What the page's worker calls.

use flowlab::Lang;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Settings, by_id, write};

/// A picture for the page: its words in JSON, and the points of all marks.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Drawn {
    words: String,
    numbers: Vec<f64>,
}

#[wasm_bindgen]
impl Drawn {
    /// `{panels, readings, call}`, or `{fault}` with one line that says what is wrong.
    #[wasm_bindgen(getter)]
    pub fn words(&self) -> String {
        self.words.clone()
    }

    /// x and y of all points, mark by mark.
    #[wasm_bindgen(getter)]
    pub fn numbers(&self) -> Vec<f64> {
        self.numbers.clone()
    }
}

/// The picture of a widget at these settings, `name=value&name=value`.
#[wasm_bindgen]
pub fn picture(id: &str, settings: &str, lang: &str) -> Drawn {
    let lang = Lang::from_code(lang).unwrap_or_default();
    let Some(widget) = by_id(id) else {
        return Drawn { words: format!("{{\"fault\":{}}}", write::text(id)), numbers: Vec::new() };
    };
    match Settings::read(widget.dials, settings).and_then(|settings| widget.picture(&settings)) {
        Ok(picture) => {
            let (words, numbers) = write::picture(&picture, lang);
            Drawn { words, numbers }
        }
        Err(fault) => Drawn { words: format!("{{\"fault\":{}}}", write::text(fault.get(lang))), numbers: Vec::new() },
    }
}

/// [`crate::random_words`], for the check that a browser draws the same numbers.
#[wasm_bindgen]
pub fn random_words(seed: u64, stream: u64, n: usize) -> Vec<u64> {
    crate::random_words(seed, stream, n)
}
