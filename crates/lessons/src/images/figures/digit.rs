//! A digit as a square of 8 × 8 tiles.

use flowlab::Result;
use flowlab::distribution::Digits;
use flowlab::ndarray::ArrayView1;
use flowlab::plot::{Colour, Panel, Style, ink};

/// Draws the picture z (64), each of its pixels `pixel` units of the panel wide and high, with its upper left corner at the
/// place. Numbers beyond −1 and 1 are drawn as −1 and 1.
pub fn digit(
    panel: &mut Panel<'_>,
    (left, top): (f64, f64),
    pixel: f64,
    z: ArrayView1<'_, f64>,
    colour: Colour,
    style: &Style,
) -> Result<()> {
    let (paper, edge) = (paper(colour, style), pixel * Digits::SIDE as f64);
    panel.tile((left, top), (left + edge, top - edge), paper)?;
    for (k, z) in z.iter().enumerate() {
        let ink = share_of_ink(*z);
        if ink > 0.0 {
            let corner = (left + pixel * (k % Digits::SIDE) as f64, top - pixel * (k / Digits::SIDE) as f64);
            panel.tile(corner, (corner.0 + pixel, corner.1 - pixel), paper.mix(colour, ink as f32))?;
        }
    }
    Ok(())
}

/// The ground of a picture, set off a little from that of the page.
fn paper(colour: Colour, style: &Style) -> Colour {
    ink::ground(style).mix(colour, 0.08)
}

/// How much of a pixel is ink, from 0 to 1.
fn share_of_ink(z: f64) -> f64 {
    (0.5 * (z + 1.0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_has_no_ink_and_numbers_out_of_range_have_that_of_its_ends() {
        assert_eq!([-1.5, -1.0, 0.0, 1.0, 1.5].map(share_of_ink), [0.0, 0.0, 0.5, 1.0, 1.0]);
    }
}
