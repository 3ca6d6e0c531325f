//! Three panels in a row that say: this field and that one make a third.

use flowlab::Result;
use flowlab::ndarray::Array2;
use flowlab::plot::{Anchor, Colour, Panel, Scene, Stroke, Style, ink, px};

use super::hills::{Hills, REACH, arrows, cells, frame, square};

const SIZE: (u32, u32) = (480, 184);
/// Side of a panel and the room between two, in CSS pixels.
const SIDE: f64 = 142.0;
const GAP: f64 = 22.0;
const TOP: f64 = 36.0;
/// Arrows in a row.
const ARROWS: usize = 6;

/// What is behind the arrows of a panel.
pub enum Ground {
    /// The density of all data.
    Density,
    /// That of the class.
    DensityOfClass,
    /// What a classifier says.
    Posterior,
    Nothing,
}

/// A panel: its title, the ink of title and arrows, the arrows at the places of the grid (n, 2), what is behind them.
pub struct Term {
    pub title: &'static str,
    pub ink: Colour,
    pub arrows: Array2<f64>,
    pub ground: Ground,
}

/// The places of the arrows: (n, 2).
pub fn places() -> Array2<f64> {
    cells(ARROWS)
}

/// Three panels with a sign between each two.
pub fn draw(hills: &Hills, terms: &[Term; 3], signs: [&str; 2], style: &Style) -> Result<Scene> {
    let text = ink::text(style);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let whole = Panel::on(area, style).bare().margin(0.0).font(22.0);
        let mut whole = whole.x(0.0..f64::from(SIZE.0), "").y(-f64::from(SIZE.1)..0.0, "").draw()?;
        for (k, sign) in signs.into_iter().enumerate() {
            let right = left(k) + SIDE + GAP / 2.0;
            whole.label(sign, (right, -TOP - SIDE / 2.0), (0.0, 0.0), Anchor::Centre, text)?;
        }
        for (k, term) in terms.iter().enumerate() {
            let place = area.clone().shrink((px(left(k)), px(TOP)), (px(SIDE), px(SIDE)));
            let mut panel = square(&place, 16.0, style)?;
            match term.ground {
                Ground::Density => hills.shade_density(&mut panel, false, ink::truth(style))?,
                Ground::DensityOfClass => hills.shade_density(&mut panel, true, ink::data(style))?,
                Ground::Posterior => hills.shade_posterior(&mut panel, ink::other_method(style), style)?,
                Ground::Nothing => {}
            }
            arrows(&mut panel, &places(), &term.arrows, Stroke::new(term.ink.alpha(0.75), 1.1))?;
            frame(&mut panel, style)?;
            panel.label(term.title, (0.0, REACH), (0.0, -6.0), Anchor::Above, term.ink)?;
        }
        Ok(())
    })
}

/// Left side of a panel.
fn left(k: usize) -> f64 {
    5.0 + (SIDE + GAP) * k as f64
}
