//! Axes, keys and outlines that a panel does not draw itself.

use flowlab::Result;
use flowlab::plot::{Anchor, Area, Colour, ColourMap, Panel, PanelBuilder, Stroke, Style, ink, number};

use super::SMALL_FONT;

/// Numbers of an axis, each with its words.
pub fn numbered(at: &[f64]) -> Vec<(f64, String)> {
    at.iter().map(|value| (*value, number(*value))).collect()
}

/// Numbers of a horizontal axis, below its height.
pub fn numbers_below(panel: &mut Panel<'_>, at: &[f64], height: f64, style: &Style) -> Result<()> {
    numbered(at)
        .iter()
        .try_for_each(|(x, words)| panel.label(words, (*x, height), (0.0, 6.0), Anchor::Below, ink::muted(style)))
}

/// Numbers of a vertical axis, to the left of its place.
pub fn numbers_left(panel: &mut Panel<'_>, at: &[f64], place: f64, style: &Style) -> Result<()> {
    numbered(at)
        .iter()
        .try_for_each(|(y, words)| panel.label(words, (place, *y), (-7.0, 0.0), Anchor::Left, ink::muted(style)))
}

/// Grid lines and numbers of axes that a panel does not draw itself, such as logarithmic ones: each tick is a value of
/// the panel's own axis and its words. The axes run along the sides of the window.
pub fn ticks(
    panel: &mut Panel<'_>,
    window: [(f64, f64); 2],
    [across, up]: [&[(f64, String)]; 2],
    style: &Style,
) -> Result<()> {
    let [(left, right), (low, high)] = window;
    let (grid, muted) = (Stroke::new(ink::grid(style), 0.8), ink::muted(style));
    for (x, words) in across {
        panel.line([(*x, low), (*x, high)], grid)?;
        panel.label(words, (*x, low), (0.0, 6.0), Anchor::Below, muted)?;
    }
    for (y, words) in up {
        panel.line([(left, *y), (right, *y)], grid)?;
        panel.label(words, (left, *y), (-6.0, 0.0), Anchor::Left, muted)?;
    }
    panel.line([(left, high), (left, low), (right, low)], Stroke::new(muted, 0.9))
}

/// A panel over a window, with named axes on which [`ticks`] stand.
pub fn with_ticks<'a>(
    panel: PanelBuilder<'a>,
    window: [(f64, f64); 2],
    [x, y]: [&str; 2],
    marks: [&[(f64, String)]; 2],
    style: &Style,
) -> Result<Panel<'a>> {
    let [(left, right), (low, high)] = window;
    let mut panel = panel.x(left..right, x).y(low..high, y).ticks(0, 0).font(13.0).draw()?;
    ticks(&mut panel, window, marks, style)?;
    Ok(panel)
}

/// Powers of ten as ticks of a logarithmic axis.
pub fn powers_of_ten(exponents: impl IntoIterator<Item = i32>) -> Vec<(f64, String)> {
    exponents.into_iter().map(|k| (f64::from(k), format!("$10^{{{k}}}$"))).collect()
}

/// The plane around the swirl, in a small picture.
pub fn plane<'a>(area: &'a Area, style: &Style) -> Result<Panel<'a>> {
    let panel = Panel::on(area, style).x(-3.0..3.0, "$x_1$").y(-2.5..2.5, "$x_2$").ticks(7, 5);
    panel.font(SMALL_FONT).margin(8.0).equal().draw()
}

/// A colour bar of the time from 0 to 1 that stands in the panel between two corners, with its numbers below.
pub fn time_bar(
    panel: &mut Panel<'_>,
    (left, low): (f64, f64),
    (right, high): (f64, f64),
    colours: &ColourMap,
    ink: Colour,
) -> Result<()> {
    const PIECES: usize = 48;
    let edge = |k: usize| left + (right - left) * k as f64 / PIECES as f64;
    for k in 0..PIECES {
        panel.tile((edge(k), low), (edge(k + 1), high), colours.at((k as f64 + 0.5) / PIECES as f64))?;
    }
    panel.label("0", (left, low), (0.0, 1.0), Anchor::Below, ink)?;
    panel.label("1", (right, low), (0.0, 1.0), Anchor::Below, ink)?;
    panel.label("$t$", ((left + right) / 2.0, low), (0.0, 1.0), Anchor::Below, ink)
}

/// The sides of a window: its times and its places.
pub fn outline(panel: &mut Panel<'_>, [(t0, t1), (low, high)]: [(f64, f64); 2], stroke: Stroke) -> Result<()> {
    panel.line([(t0, low), (t1, low), (t1, high), (t0, high), (t0, low)], stroke)
}

/// A short piece of line and, beside it, the words for what it shows.
pub fn key(panel: &mut Panel<'_>, at: (f64, f64), stroke: Stroke, words: &str, ink: Colour) -> Result<()> {
    let length = 18.0 / panel.scale().0;
    panel.line([at, (at.0 + length, at.1)], stroke)?;
    panel.label(words, (at.0 + length, at.1), (5.0, 0.0), Anchor::Right, ink)
}
