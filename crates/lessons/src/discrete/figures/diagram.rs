//! Path, field and loss, above for one data point and below on average: the frame of two diagrams.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Colour, Scene, Stroke, Style, ink};

use super::letters::plate;
use crate::drawing::canvas;

pub const SIZE: (u32, u32) = (720, 330);
/// In CSS pixels: the middles of columns and rows, and the size of a box.
const COLUMNS: [f64; 3] = [122.0, 360.0, 598.0];
const ROWS: [f64; 2] = [228.0, 72.0];
const BOX: (f64, f64) = (224.0, 92.0);

/// A box: a formula and words below it.
pub struct Entry {
    pub formula: &'static str,
    pub words: Text,
}

/// The titles of the columns, and for each the boxes above and below.
pub fn draw(columns: &[(Text, [Entry; 2]); 3], style: &Style) -> Result<Scene> {
    let (text, muted) = (ink::text(style), ink::muted(style));
    let inks: [Colour; 3] = [ink::noise(style), ink::data(style), ink::method(style)];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 15.0, style)?;
        for (((title, entries), x), colour) in columns.iter().zip(COLUMNS).zip(inks) {
            panel.label(title.get(style.lang), (x, f64::from(SIZE.1) - 24.0), (0.0, 0.0), Anchor::Centre, colour)?;
            for (entry, y) in entries.iter().zip(ROWS) {
                plate(&mut panel, (x, y), BOX, ink::ground(style), Stroke::new(colour, 1.6))?;
                panel.label(entry.formula, (x, y), (0.0, -14.0), Anchor::Centre, text)?;
                panel.label(entry.words.get(style.lang), (x, y), (0.0, 25.0), Anchor::Centre, muted)?;
            }
            let (from, to) = (ROWS[0] - BOX.1 / 2.0 - 5.0, ROWS[1] + BOX.1 / 2.0 + 5.0);
            panel.arrow((x, from), (x, to), Stroke::new(colour, 1.8))?;
        }
        let middle = (ROWS[0] + ROWS[1]) / 2.0;
        let words = [
            Text::new("mean over $z$", "对 $z$ 取平均"),
            Text::new("mean over $z$ given $X_t = x$", "给定 $X_t = x$，对 $z$ 取平均"),
            Text::new("minimise", "求最小"),
        ];
        words.iter().zip(COLUMNS).try_for_each(|(words, x)| {
            panel.label(words.get(style.lang), (x, middle), (9.0, 0.0), Anchor::Right, muted)
        })
    })
}
