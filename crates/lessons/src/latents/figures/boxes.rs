//! Shapes and boxes of a diagram.

use flowlab::Result;
use flowlab::plot::{Anchor, Colour, Panel, Stroke, Style, ink};

/// A closed shape through these corners: a pale ground and a rim.
pub fn shape(panel: &mut Panel<'_>, corners: &[(f64, f64)], colour: Colour, style: &Style) -> Result<()> {
    panel.polygon(corners.iter().copied(), ink::ground(style).mix(colour, 0.13))?;
    panel.line(corners.iter().chain(corners.first()).copied(), Stroke::new(colour, 1.3))
}

/// A box around a place, half as wide and high as said on each side, with words in its middle, one line below the other.
pub fn labelled_box(
    panel: &mut Panel<'_>,
    (x, y): (f64, f64),
    (half_width, half_height): (f64, f64),
    words: &[&str],
    colour: Colour,
    style: &Style,
) -> Result<()> {
    let (left, right, low, high) = (x - half_width, x + half_width, y - half_height, y + half_height);
    shape(panel, &[(left, low), (right, low), (right, high), (left, high)], colour, style)?;
    for (k, line) in words.iter().enumerate() {
        let down = 16.0 * (k as f64 - 0.5 * (words.len() as f64 - 1.0));
        panel.label(line, (x, y), (0.0, down), Anchor::Centre, ink::text(style))?;
    }
    Ok(())
}
