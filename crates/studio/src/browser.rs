//! What the page's worker calls.

use flowlab::Lang;
use flowlab::ndarray::ArrayRef2;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Fault, Session, Settings};

/// A session for the page: numbers go out in arrays, faults as a line in the page's language.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Studio {
    session: Session,
    lang: Lang,
}

/// x before y, row by row.
fn numbers(rows: &ArrayRef2<f64>) -> Vec<f32> {
    rows.iter().map(|x| *x as f32).collect()
}

fn pairs(entries: &[(f64, f64)]) -> Vec<f32> {
    entries.iter().flat_map(|(step, loss)| [*step as f32, *loss as f32]).collect()
}

#[wasm_bindgen]
impl Studio {
    /// A run with the settings of an address.
    #[wasm_bindgen(constructor)]
    pub fn new(address: &str, lang: &str) -> Result<Studio, String> {
        let lang = Lang::from_code(lang).unwrap_or_default();
        let session = Settings::read(address).and_then(Session::new);
        session.map(|session| Studio { session, lang }).map_err(|fault| fault.get(lang).to_string())
    }

    fn said<T>(&self, result: Result<T, Fault>) -> Result<T, String> {
        result.map_err(|fault| fault.get(self.lang).to_string())
    }

    /// Takes over other settings; whether another run begins.
    pub fn set(&mut self, address: &str) -> Result<bool, String> {
        let set = Settings::read(address).and_then(|settings| self.session.set(settings));
        self.said(set)
    }

    /// One step of training.
    pub fn step(&mut self) -> Result<f64, String> {
        let step = self.session.step();
        self.said(step)
    }

    /// Steps done.
    pub fn steps(&self) -> usize {
        self.session.steps()
    }

    /// Whether the run is at its end.
    pub fn finished(&self) -> bool {
        self.session.is_finished()
    }

    /// Finds the floors of the loss more exactly; whether there is more to find.
    pub fn floors(&mut self) -> Result<bool, String> {
        let more = self.session.find_floors();
        self.said(more)
    }

    /// Measures the held-out loss, if it is time.
    pub fn test(&mut self) -> Result<(), String> {
        let tested = self.session.test();
        self.said(tested)
    }

    /// Loss, held-out loss, the floor of the law, the floor of the training points: NaN for what is not known.
    pub fn losses(&self) -> Vec<f64> {
        let [law, points] = self.session.floors();
        let held_out = self.session.tested().last().map_or(f64::NAN, |(_, loss)| *loss);
        vec![self.session.loss(), held_out, law, points]
    }

    /// The mean losses along the run, each after the step at its middle.
    pub fn history(&self) -> Vec<f32> {
        pairs(self.session.history().entries())
    }

    /// The held-out losses along the run, each after its step.
    pub fn tested(&self) -> Vec<f32> {
        pairs(self.session.tested())
    }

    /// True samples of the law.
    pub fn samples(&self) -> Vec<f32> {
        numbers(self.session.samples())
    }

    /// The training points, none where they are new in every step.
    pub fn points(&self) -> Vec<f32> {
        self.session.points().map(numbers).unwrap_or_default()
    }

    /// Whether the particles follow what is being trained.
    pub fn trained(&self) -> bool {
        !self.session.settings().exact
    }

    /// Sends the particles on their way anew; few of them while training goes on. Gives their starts.
    pub fn begin(&mut self, few: bool) -> Result<Vec<f32>, String> {
        let begun = self.session.begin(few);
        self.said(begun)?;
        Ok(self.session.motion().map(|motion| numbers(motion.places())).unwrap_or_default())
    }

    /// Takes some particles a step further; all places when it is the last of a step.
    pub fn advance(&mut self) -> Option<Vec<f32>> {
        self.session.motion()?.advance().map(|places| numbers(places))
    }

    /// Whether all particles have arrived.
    pub fn arrived(&mut self) -> bool {
        self.session.motion().is_none_or(|motion| motion.is_done())
    }

    /// The energy distance of the ends, what true samples show, and the share of copies; nothing before they have arrived.
    pub fn measure(&mut self) -> Option<Vec<f64>> {
        self.session.measure().map(|found| vec![found.energy, found.null, found.copied])
    }

    /// The field at time t on a grid: x, y and the velocity there.
    pub fn arrows(&self, t: f64) -> Result<Vec<f32>, String> {
        self.said(self.session.arrows(t).map(|arrows| numbers(&arrows)))
    }

    /// The trained field as a safetensors file.
    pub fn weights(&self) -> Result<Vec<u8>, String> {
        self.said(self.session.weights())
    }
}
