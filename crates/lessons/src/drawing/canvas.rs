//! A sheet without axes, whose units are CSS pixels: for diagrams.

use flowlab::Result;
use flowlab::plot::{Area, Panel, Style};

/// A bare panel over the whole area, in CSS pixels from its left lower corner.
pub fn canvas<'a>(area: &'a Area, (width, height): (u32, u32), font: f64, style: &Style) -> Result<Panel<'a>> {
    let panel = Panel::on(area, style).bare().margin(0.0).font(font);
    panel.x(0.0..f64::from(width), "").y(0.0..f64::from(height), "").draw()
}
