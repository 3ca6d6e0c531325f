//! A panel: axes on plotters, and the marks that a picture is made of, in the panel's own coordinates.

use std::ops::Range;

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, EmptyElement, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBAColor, ShapeStyle, TextStyle};

use super::backend::{Area, HALO, SceneBackend, cause, px};
use super::clip::Window;
use super::colour::{Colour, ink};
use super::layout::{Axis, Layout, Wish, line_height};
use super::style::Style;
use crate::digits::decimals;
use crate::{Error, Lang, Result};

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

/// Numbers on an axis, with ticks of our own.
struct Numbers {
    range: RangedCoordf64,
    ticks: Vec<f64>,
}

impl Ranged for Numbers {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.range.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.range.range()
    }
}

/// Axes with a title, labels and a light grid, ready to be drawn on.
///
/// What lies outside the ranges is not drawn: lines, arrows and areas end at the frame. Where a line has a point that is
/// not finite, it has a gap.
///
/// # Errors
/// Every mark has those of the backend.
pub struct Panel<'a> {
    chart: ChartContext<'a, SceneBackend, Cartesian2d<Numbers, Numbers>>,
    style: Style,
    font: f64,
    window: Window,
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

    /// The most ticks of each axis; it has fewer where their numbers would touch.
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
    /// Numbers that would be long leave out a factor or a common part, which then stands behind the axis' words. A title
    /// that is too long is set smaller and then broken, words of an axis are set smaller.
    ///
    /// # Errors
    /// [`Error::Plot`] for a range that is empty or not finite, or where the words leave no room; [`Error::MissingGlyph`]
    /// and [`Error::Tex`] for words that cannot be set.
    pub fn draw(self) -> Result<Panel<'a>> {
        let PanelBuilder { area, style, x: (x, x_label), y: (y, y_label), font, margin, .. } = &self;
        for (name, range) in [("x", x), ("y", y)] {
            if !(range.start < range.end && (range.end - range.start).is_finite()) {
                return Err(Error::Plot(format!(
                    "on the {name} range {range:?}: give two finite ends in growing order"
                )));
            }
        }
        let (width, height) = area.dim_in_pixel();
        let layout = Layout::of(&Wish {
            size: (f64::from(width) / f64::from(px(1.0)), f64::from(height) / f64::from(px(1.0))),
            margin: *margin,
            font: *font,
            title: &self.title,
            x: (x, x_label),
            y: (y, y_label),
            ticks: self.ticks,
            axes: self.axes,
            equal: self.equal,
            brackets: if style.lang == Lang::Zh { ["（", "）"] } else { [" (", ")"] },
        })?;
        let title = words(layout.title.1, ink::text(style), Anchor::Below, FontStyle::Bold);
        for (index, line) in layout.title.0.iter().enumerate() {
            let top = px(margin + index as f64 * line_height(layout.title.1)) + 5;
            area.draw_text(line, &title, (width as i32 / 2, top as i32)).map_err(cause)?;
        }
        let Layout { x, y, .. } = &layout;
        let mut chart = ChartBuilder::on(area)
            .margin(px(*margin))
            .margin_top(px(margin + layout.above))
            .margin_right(px(margin + layout.right))
            .x_label_area_size(px(layout.below))
            .y_label_area_size(px(layout.left))
            .build_cartesian_2d(numbers(x), numbers(y))
            .map_err(cause)?;
        if self.axes {
            let quiet = words(*font, ink::muted(style), Anchor::Centre, FontStyle::Normal);
            let named = words(layout.words, ink::text(style), Anchor::Centre, FontStyle::Normal);
            chart
                .configure_mesh()
                .light_line_style(RGBAColor::from(Colour::hex(0).alpha(0.0)))
                .bold_line_style(Stroke::new(ink::grid(style), 0.8).shape())
                .axis_style(Stroke::new(ink::muted(style), 0.9).shape())
                .set_all_tick_mark_size(px(3.5))
                .x_label_formatter(&|value| written(x, *value))
                .y_label_formatter(&|value| written(y, *value))
                .label_style(quiet)
                .axis_desc_style(named)
                .x_desc(x.words.as_str())
                .y_desc(y.words.as_str())
                .draw()
                .map_err(cause)?;
        }
        let window = Window { x: x.range.clone(), y: y.range.clone() };
        Ok(Panel { chart, style: *style, font: *font, window })
    }
}

fn numbers(axis: &Axis) -> Numbers {
    Numbers { range: axis.range.clone().into(), ticks: axis.ticks.values.clone() }
}

/// The number at a tick.
fn written(axis: &Axis, value: f64) -> String {
    let index = axis.ticks.values.iter().position(|tick| *tick == value);
    index.map(|index| axis.ticks.labels[index].clone()).unwrap_or_default()
}

/// A number for a label: at most six decimals, no more than it needs, with a true minus sign.
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
        self.window.x.clone()
    }

    /// The range of the vertical axis.
    pub fn y(&self) -> Range<f64> {
        self.window.y.clone()
    }

    /// How many CSS pixels one unit of each axis takes.
    pub fn scale(&self) -> (f64, f64) {
        let (width, height) = self.chart.plotting_area().dim_in_pixel();
        let length = |side: u32, range: &Range<f64>| f64::from(side) / f64::from(px(1.0)) / (range.end - range.start);
        (length(width, &self.window.x), length(height, &self.window.y))
    }

    /// A line through points. One that is alone, such as between two that are not finite, is a dot.
    pub fn line(&mut self, points: impl IntoIterator<Item = (f64, f64)>, stroke: Stroke) -> Result<()> {
        let (alone, pieces): (Vec<_>, Vec<_>) =
            self.window.line(points).into_iter().partition(|piece| piece.len() == 1);
        self.dots(alone.into_iter().flatten(), 1.6 * stroke.width, stroke.colour)?;
        let pieces = pieces.into_iter().map(|piece| PathElement::new(piece, stroke.shape()));
        self.chart.draw_series(pieces).map_err(cause).map(|_| ())
    }

    /// A line that is broken in dashes and gaps of these lengths in CSS pixels.
    pub fn dashes(
        &mut self,
        points: impl IntoIterator<Item = (f64, f64)>,
        stroke: Stroke,
        (dash, gap): (f64, f64),
    ) -> Result<()> {
        for piece in self.window.line(points) {
            self.dashed(&piece, stroke, (dash, gap))?;
        }
        Ok(())
    }

    fn dashed(&mut self, points: &[(f64, f64)], stroke: Stroke, (dash, gap): (f64, f64)) -> Result<()> {
        let scale = self.scale();
        let (mut piece, mut drawn, mut left) = (Vec::new(), true, dash);
        let mut from = points[0];
        piece.push(from);
        for &to in &points[1..] {
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
    ///
    /// # Errors
    /// Also [`Error::Plot`] for a corner that is not finite.
    pub fn polygon(&mut self, corners: impl IntoIterator<Item = (f64, f64)>, colour: Colour) -> Result<()> {
        let corners: Vec<(f64, f64)> = corners.into_iter().collect();
        if let Some(corner) = corners.iter().find(|corner| !(corner.0.is_finite() && corner.1.is_finite())) {
            return Err(Error::Plot(format!("a polygon with the corner {corner:?}: give finite numbers")));
        }
        match self.window.polygon(corners) {
            corners if corners.is_empty() => Ok(()),
            corners => self.element(Polygon::new(corners, RGBAColor::from(colour))),
        }
    }

    /// The band between two curves over the same points; where one of them is not finite, it has a gap.
    pub fn band(&mut self, x: &[f64], low: &[f64], high: &[f64], colour: Colour) -> Result<()> {
        let places: Vec<[f64; 3]> = x.iter().zip(low).zip(high).map(|((x, low), high)| [*x, *low, *high]).collect();
        for piece in places.split(|place| place.iter().any(|number| !number.is_finite())) {
            let there = piece.iter().map(|[x, _, high]| (*x, *high));
            let back = piece.iter().rev().map(|[x, low, _]| (*x, *low));
            self.polygon(there.chain(back), colour)?;
        }
        Ok(())
    }

    /// Filled discs of a radius in CSS pixels.
    pub fn dots(&mut self, points: impl IntoIterator<Item = (f64, f64)>, radius: f64, colour: Colour) -> Result<()> {
        let ink = ShapeStyle { color: colour.into(), filled: true, stroke_width: 0 };
        let window = self.window.clone();
        let seen = points.into_iter().filter(|point| window.holds(*point));
        let dots = seen.map(|point| Circle::new(point, px(radius), ink));
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
        let Window { x, y } = &self.window;
        let (left, right) = (corner.0.min(opposite.0).max(x.start), corner.0.max(opposite.0).min(x.end));
        let (low, high) = (corner.1.min(opposite.1).max(y.start), corner.1.max(opposite.1).min(y.end));
        if !(left <= right && low <= high) {
            return Ok(());
        }
        self.element(Rectangle::new([(left, high), (right, low)], ink))
    }

    /// An arrow; its head shrinks with a short shaft. An arrow that leaves the window has no head.
    pub fn arrow(&mut self, from: (f64, f64), to: (f64, f64), stroke: Stroke) -> Result<()> {
        if !self.window.holds(to) {
            return self.line([from, to], stroke);
        }
        let Some([from, to]) = self.window.segment(from, to) else { return Ok(()) };
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
    fn every_word_lies_in_the_picture_and_no_line_beyond_the_frame() {
        use super::super::scene::{Mark, Scene};
        let mut rng = crate::Seed(3).stream(0);
        let title = "A title that is longer than the picture is wide, of numbers of any size";
        for _ in 0..200 {
            let (x, y) = (super::super::ticks::any_range(&mut rng), super::super::ticks::any_range(&mut rng));
            let style = Style::default();
            let scene = Scene::draw(300, 250, &style, |area| {
                let mut panel =
                    Panel::on(area, &style).title(title).x(x.clone(), "time").y(y.clone(), "place").draw()?;
                let far = |range: &Range<f64>| (range.start / 2.0 - range.end, 2.0 * range.end - range.start / 2.0);
                let ((left, right), (low, high)) = (far(&x), far(&y));
                panel.line([(left, low), (right, high)], Stroke::new(ink::data(&style), 7.0))
            });
            let mut lines = 0;
            for mark in scene.unwrap().marks {
                match mark {
                    Mark::Fill { path, .. } => {
                        let bounds = path.bounds();
                        let inside = bounds.left() >= 0.0 && bounds.right() <= 300.0;
                        assert!(inside && bounds.top() >= 0.0 && bounds.bottom() <= 250.0, "{x:?} {y:?} {bounds:?}");
                    }
                    Mark::Line { path, width: 7.0, .. } => {
                        let bounds = path.bounds();
                        lines += 1;
                        assert!(
                            bounds.left() > 30.0 && bounds.right() < 292.0 && bounds.bottom() < 225.0,
                            "{bounds:?}"
                        );
                    }
                    _ => {}
                }
            }
            assert!(lines <= 1);
        }
    }
}
