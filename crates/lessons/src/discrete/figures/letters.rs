//! Strings of letters, and plates, on a sheet whose units are pixels.

use flowlab::Result;
use flowlab::plot::{Anchor, Colour, Panel, Stroke};

/// Letters in a row, `pitch` apart, the first one centred at `at`: of each its sign and its ink.
pub fn letters(
    panel: &mut Panel<'_>,
    at: (f64, f64),
    pitch: f64,
    signs: impl IntoIterator<Item = (String, Colour)>,
) -> Result<()> {
    signs.into_iter().enumerate().try_for_each(|(i, (sign, ink))| {
        panel.label(&sign, (at.0 + pitch * i as f64, at.1), (0.0, 0.0), Anchor::Centre, ink)
    })
}

/// The sign of a letter below A; the mask is a dot in the middle of the line.
pub fn sign(letter: usize, mask: usize) -> String {
    if letter == mask { "·".to_string() } else { letter.to_string() }
}

/// A rectangle around a middle, filled and with a rim.
pub fn plate(
    panel: &mut Panel<'_>,
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    fill: Colour,
    rim: Stroke,
) -> Result<()> {
    let (left, right, low, high) = (x - width / 2.0, x + width / 2.0, y - height / 2.0, y + height / 2.0);
    panel.tile((left, low), (right, high), fill)?;
    panel.line([(left, low), (right, low), (right, high), (left, high), (left, low)], rim)
}
