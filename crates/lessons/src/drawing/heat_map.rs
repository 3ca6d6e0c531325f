//! Numbers as colours over a window.

use flowlab::Result;
use flowlab::ndarray::Array2;
use flowlab::plot::{Colour, ColourMap, Panel, Style, Theme};

/// Colours for a number from -1 to 1: purple below zero, close to the ground at zero, green above.
pub fn signed(style: &Style) -> ColourMap {
    ColourMap::new(
        &match style.theme {
            Theme::Light => [0x7A4BA8, 0xC3A9DC, 0xF6F6F8, 0x97CFBA, 0x128062],
            Theme::Dark => [0x9A6CD0, 0x5E4484, 0x1C1F26, 0x1F6A55, 0x2FA683],
        }
        .map(Colour::hex),
    )
}

/// Numbers from -1 to 1 as colours over a window, (columns, rows) from its left lower corner, in the colours of
/// [`signed`].
pub fn heat_map(panel: &mut Panel<'_>, window: [(f64, f64); 2], values: &Array2<f64>, style: &Style) -> Result<()> {
    const SHADES: f64 = 160.0;
    let colours = signed(style);
    tiles(panel, window, values.dim(), |column, row| {
        colours.at(((values[[column, row]] + 1.0) / 2.0 * SHADES).round() / SHADES)
    })
}

/// A window in tiles, (columns, rows) from its left lower corner, neighbours of one colour in one piece.
pub fn tiles(
    panel: &mut Panel<'_>,
    window: [(f64, f64); 2],
    (columns, rows): (usize, usize),
    colour: impl Fn(usize, usize) -> Colour,
) -> Result<()> {
    let at = |axis: usize, k: usize, n: usize| {
        window[axis].0 + (window[axis].1 - window[axis].0) * k.min(n) as f64 / n as f64
    };
    for column in 0..columns {
        let (mut from, mut piece) = (0, colour(column, 0));
        for row in 1..=rows {
            let next = if row == rows { None } else { Some(colour(column, row)) };
            if next != Some(piece) {
                // Each piece reaches under the next ones, so that no seam shines through.
                let corner = (at(0, column, columns), at(1, from, rows));
                panel.tile(corner, (at(0, column + 2, columns), at(1, row + 1, rows)), piece)?;
                from = row;
            }
            piece = next.unwrap_or(piece);
        }
    }
    Ok(())
}
