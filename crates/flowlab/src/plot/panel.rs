//! A panel: axes on plotters, and the marks that a picture is made of, in the panel's own coordinates.

use std::ops::Range;

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, EmptyElement, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBAColor, ShapeStyle, TextStyle};

use super::backend::{Area, HALO, SceneBackend, cause, px};
use super::colour::{Colour, ink};
use super::style::Style;
use crate::digits::decimals;
use crate::{Error, Result};

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its ink.
    pub colour: Colour,
    /// Its width in CSS pixels.
    pub width: f64,
}

impl Stroke {
    /// A line of this ink and width.
    pub const fn new(colour: Colour, width: f64) -> Stroke {
        Stroke { colour, width }
    }

    fn shape(self) -> ShapeStyle {
        ShapeStyle { color: self.colour.into(), filled: false, stroke_width: px(self.width).max(1) }
    }
}

/// Where a label stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The label is centred on the point.
    Centre,
    /// Above, centred.
    Above,
    /// Below, centred.
    Below,
    /// To the left.
    Left,
    /// To the right.
    Right,
}

impl Anchor {
    fn pos(self) -> Pos {
        match self {
            Anchor::Centre => Pos::new(HPos::Center, VPos::Center),
            Anchor::Above => Pos::new(HPos::Center, VPos::Bottom),
            Anchor::Below => Pos::new(HPos::Center, VPos::Top),
            Anchor::Left => Pos::new(HPos::Right, VPos::Center),
            Anchor::Right => Pos::new(HPos::Left, VPos::Center),
        }
    }
}

/// Describes a [`Panel`] before it is drawn.
#[derive(Clone)]
pub struct PanelBuilder<'a> {
    area: &'a Area,
    style: Style,
    title: String,
    x: (Range<f64>, String),
    y: (Range<f64>, String),
    ticks: (usize, usize),
    font: f64,
    axes: bool,
    equal: bool,
    margin: f64,
}

/// Axes with a title, labels and a light grid, ready to be drawn on.
///
/// # Errors
/// Every mark has those of the backend.
pub struct Panel<'a> {
    chart: ChartContext<'a, SceneBackend, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    style: Style,
    font: f64,
    x: Range<f64>,
    y: Range<f64>,
}

impl<'a> Panel<'a> {
    /// Describes a panel that fills an area.
    pub fn on(area: &'a Area, style: &Style) -> PanelBuilder<'a> {
        PanelBuilder {
            area,
            style: *style,
            title: String::new(),
            x: (0.0..1.0, String::new()),
            y: (0.0..1.0, String::new()),
            ticks: (6, 6),
            font: 12.0,
            axes: true,
            equal: false,
            margin: 10.0,
        }
    }
}

impl<'a> PanelBuilder<'a> {
    /// The words above the panel.
    pub fn title(mut self, title: &str) -> Self {
        self.title = title.to_string();
        self
    }

    /// The range of the horizontal axis and its label.
    pub fn x(mut self, range: Range<f64>, label: &str) -> Self {
        self.x = (range, label.to_string());
        self
    }

    /// The range of the vertical axis and its label.
    pub fn y(mut self, range: Range<f64>, label: &str) -> Self {
        self.y = (range, label.to_string());
        self
    }

    /// About how many ticks each axis has.
    pub fn ticks(mut self, x: usize, y: usize) -> Self {
        self.ticks = (x, y);
        self
    }

    /// The size of the type in CSS pixels.
    pub fn font(mut self, size: f64) -> Self {
        self.font = size;
        self
    }

    /// Leaves the axes out.
    pub fn bare(mut self) -> Self {
        self.axes = false;
        self
    }

    /// Makes a unit as long on both axes, by widening one range.
    pub fn equal(mut self) -> Self {
        self.equal = true;
        self
    }

    /// The empty space around the panel in CSS pixels.
    pub fn margin(mut self, margin: f64) -> Self {
        self.margin = margin;
        self
    }

    /// Draws the axes.
    ///
    /// # Errors
    /// [`Error::Plot`] for a range that is empty or not finite; [`Error::MissingGlyph`] for a character without a glyph.
    pub fn draw(self) -> Result<Panel<'a>> {
        let PanelBuilder { area, style, title, x: (mut x, x_label), y: (mut y, y_label), font, .. } = self;
        for (name, range) in [("x", &x), ("y", &y)] {
            if !(range.start.is_finite() && range.end.is_finite() && range.start < range.end) {
                return Err(Error::Plot(format!(
                    "on the {name} range {range:?}: give two finite ends in growing order"
                )));
            }
        }
        let (below, left) = match (self.axes, x_label.is_empty(), y_label.is_empty()) {
            (false, _, _) => (0.0, 0.0),
            (true, no_x, no_y) => (if no_x { 1.9 } else { 2.9 } * font, if no_y { 2.6 } else { 3.9 } * font),
        };
        let above = if title.is_empty() { 0.0 } else { 2.0 * font };
        if self.equal {
            let (width, height) = area.dim_in_pixel();
            let room = |side: u32, taken: f64| f64::from(side) - f64::from(px(taken + 2.0 * self.margin));
            widen(&mut x, &mut y, room(width, left) / room(height, below + above));
        }
        let mut builder = ChartBuilder::on(area);
        builder.margin(px(self.margin)).x_label_area_size(px(below)).y_label_area_size(px(left));
        if above > 0.0 {
            // plotters makes the band as high as the words and half as much again.
            builder.caption(&title, words(1.08 * font, ink::text(&style), Anchor::Centre, FontStyle::Bold));
        }
        let mut chart = builder.build_cartesian_2d(x.clone(), y.clone()).map_err(cause)?;
        if self.axes {
            let tick = |value: &f64| number(*value);
            let quiet = words(font, ink::muted(&style), Anchor::Centre, FontStyle::Normal);
            let named = words(1.1 * font, ink::text(&style), Anchor::Centre, FontStyle::Normal);
            chart
                .configure_mesh()
                .light_line_style(RGBAColor::from(Colour::hex(0).alpha(0.0)))
                .bold_line_style(Stroke::new(ink::grid(&style), 0.8).shape())
                .axis_style(Stroke::new(ink::muted(&style), 0.9).shape())
                .set_all_tick_mark_size(px(3.5))
                .x_labels(self.ticks.0)
                .y_labels(self.ticks.1)
                .x_label_formatter(&tick)
                .y_label_formatter(&tick)
                .label_style(quiet)
                .axis_desc_style(named)
                .x_desc(x_label)
                .y_desc(y_label)
                .draw()
                .map_err(cause)?;
        }
        Ok(Panel { chart, style, font, x, y })
    }
}

/// Widens the shorter range about its middle until width over height, in units, is `aspect`.
fn widen(x: &mut Range<f64>, y: &mut Range<f64>, aspect: f64) {
    let (width, height) = (x.end - x.start, y.end - y.start);
    let grow = |range: &mut Range<f64>, to: f64| {
        let middle = (range.start + range.end) / 2.0;
        *range = middle - to / 2.0..middle + to / 2.0;
    };
    if width < aspect * height { grow(x, aspect * height) } else { grow(y, width / aspect) }
}

/// A number as the axes write it: at most six decimals, no more than it needs, with a true minus sign.
pub fn number(value: f64) -> String {
    decimals(value, 6).replace('-', "−")
}

fn words(size: f64, colour: Colour, anchor: Anchor, weight: FontStyle) -> TextStyle<'static> {
    let font = ("sans-serif", f64::from(px(size))).into_font().style(weight);
    TextStyle { font, color: RGBAColor::from(colour).to_backend_color(), pos: anchor.pos() }
}

fn words_over_lines(size: f64, colour: Colour, anchor: Anchor) -> TextStyle<'static> {
    let font = (HALO, f64::from(px(size))).into_font();
    TextStyle { font, ..words(size, colour, anchor, FontStyle::Normal) }
}

impl Panel<'_> {
    /// The range of the horizontal axis.
    pub fn x(&self) -> Range<f64> {
        self.x.clone()
    }

    /// The range of the vertical axis.
    pub fn y(&self) -> Range<f64> {
        self.y.clone()
    }

    /// How many CSS pixels one unit of each axis takes.
    pub fn scale(&self) -> (f64, f64) {
        let (width, height) = self.chart.plotting_area().dim_in_pixel();
        let length = |side: u32, range: &Range<f64>| f64::from(side) / f64::from(px(1.0)) / (range.end - range.start);
        (length(width, &self.x), length(height, &self.y))
    }

    /// A line through points.
    pub fn line(&mut self, points: impl IntoIterator<Item = (f64, f64)>, stroke: Stroke) -> Result<()> {
        let points: Vec<(f64, f64)> = points.into_iter().collect();
        self.element(PathElement::new(points, stroke.shape()))
    }

    /// A line that is broken in dashes and gaps of these lengths in CSS pixels.
    pub fn dashes(
        &mut self,
        points: impl IntoIterator<Item = (f64, f64)>,
        stroke: Stroke,
        (dash, gap): (f64, f64),
    ) -> Result<()> {
        let scale = self.scale();
        let (mut piece, mut drawn, mut left) = (Vec::new(), true, dash);
        let mut points = points.into_iter();
        let Some(mut from) = points.next() else { return Ok(()) };
        piece.push(from);
        for to in points {
            let mut length = ((to.0 - from.0) * scale.0).hypot((to.1 - from.1) * scale.1);
            while length > left {
                let share = left / length;
                from = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
                length -= left;
                piece.push(from);
                if drawn {
                    self.line(std::mem::take(&mut piece), stroke)?;
                }
                drawn = !drawn;
                left = if drawn { dash } else { gap };
                piece = vec![from];
            }
            left -= length;
            piece.push(to);
            from = to;
        }
        if drawn && piece.len() > 1 { self.line(piece, stroke) } else { Ok(()) }
    }

    /// A line whose colour changes from point to point.
    pub fn shaded_line(&mut self, points: &[(f64, f64)], width: f64, colour: impl Fn(usize) -> Colour) -> Result<()> {
        for (k, pair) in points.windows(2).enumerate() {
            self.line(pair.iter().copied(), Stroke::new(colour(k), width))?;
        }
        Ok(())
    }

    /// A filled polygon.
    pub fn polygon(&mut self, corners: impl IntoIterator<Item = (f64, f64)>, colour: Colour) -> Result<()> {
        let corners: Vec<(f64, f64)> = corners.into_iter().collect();
        self.element(Polygon::new(corners, RGBAColor::from(colour)))
    }

    /// The band between two curves over the same points.
    pub fn band(&mut self, x: &[f64], low: &[f64], high: &[f64], colour: Colour) -> Result<()> {
        let there = x.iter().copied().zip(high.iter().copied());
        let back = x.iter().copied().zip(low.iter().copied()).rev();
        self.polygon(there.chain(back).collect::<Vec<_>>(), colour)
    }

    /// Filled discs of a radius in CSS pixels.
    pub fn dots(&mut self, points: impl IntoIterator<Item = (f64, f64)>, radius: f64, colour: Colour) -> Result<()> {
        let ink = ShapeStyle { color: colour.into(), filled: true, stroke_width: 0 };
        let dots = points.into_iter().map(|point| Circle::new(point, px(radius), ink));
        self.chart.draw_series(dots).map_err(cause).map(|_| ())
    }

    /// A disc with a rim in the colour of the ground, which sets it off from what lies below.
    pub fn knob(&mut self, point: (f64, f64), radius: f64, colour: Colour) -> Result<()> {
        let ground = ink::ground(&self.style);
        self.dots([point], radius + 1.4, ground)?;
        self.dots([point], radius, colour)
    }

    /// A filled rectangle between two corners.
    pub fn tile(&mut self, corner: (f64, f64), opposite: (f64, f64), colour: Colour) -> Result<()> {
        let ink = ShapeStyle { color: colour.into(), filled: true, stroke_width: 0 };
        let (left, right) = (corner.0.min(opposite.0), corner.0.max(opposite.0));
        let (low, high) = (corner.1.min(opposite.1), corner.1.max(opposite.1));
        self.element(Rectangle::new([(left, high), (right, low)], ink))
    }

    /// An arrow; its head shrinks with a short shaft.
    pub fn arrow(&mut self, from: (f64, f64), to: (f64, f64), stroke: Stroke) -> Result<()> {
        let (start, end) = (self.chart.backend_coord(&from), self.chart.backend_coord(&to));
        let (dx, dy) = (f64::from(end.0 - start.0), f64::from(end.1 - start.1));
        let length = dx.hypot(dy);
        if length < 1.0 {
            return Ok(());
        }
        let (ux, uy) = (dx / length, dy / length);
        let head = (f64::from(px(3.2 + 2.2 * stroke.width))).min(0.6 * length);
        let at = |along: f64, across: f64| {
            ((along * ux - across * uy).round() as i32, (along * uy + across * ux).round() as i32)
        };
        let shaft = PathElement::new(vec![at(0.0, 0.0), at(length - 0.8 * head, 0.0)], stroke.shape());
        let corners = vec![
            at(length, 0.0),
            at(length - head, 0.42 * head),
            at(length - 0.8 * head, 0.0),
            at(length - head, -0.42 * head),
        ];
        let tip = Polygon::new(corners, RGBAColor::from(stroke.colour));
        self.element(EmptyElement::at(from) + shaft + tip)
    }

    /// Words at a point, moved by an offset in CSS pixels (right, down), in the panel's size of type.
    ///
    /// # Errors
    /// Also [`Error::MissingGlyph`].
    pub fn label(
        &mut self,
        text: &str,
        point: (f64, f64),
        (right, down): (f64, f64),
        anchor: Anchor,
        colour: Colour,
    ) -> Result<()> {
        let fine = |length: f64| (length * f64::from(px(1.0))).round() as i32;
        let style = words_over_lines(self.font, colour, anchor);
        let words = Text::new(text.to_string(), (fine(right), fine(down)), style);
        self.element(EmptyElement::at(point) + words)
    }

    fn element<E>(&mut self, element: E) -> Result<()>
    where
        for<'b> &'b E: plotters::element::PointCollection<'b, (f64, f64)>,
        E: plotters::element::Drawable<SceneBackend>,
    {
        self.chart.draw_series(std::iter::once(element)).map_err(cause).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_have_no_more_digits_than_they_need() {
        for (value, expected) in [(-2.0, "−2"), (0.1 + 0.2, "0.3"), (-1e-17, "0"), (1000.0, "1000")] {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn equal_units_keep_the_middle() {
        let (mut x, mut y) = (0.0..2.0, -1.0..3.0);
        widen(&mut x, &mut y, 1.5);
        assert_eq!((x, y), (-2.0..4.0, -1.0..3.0));
    }
}
