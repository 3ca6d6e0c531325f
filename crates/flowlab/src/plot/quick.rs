//! A plot in a few lines, for notebook cells and first looks.

use std::ops::Range;

use ndarray::ArrayRef2;

use super::colour::{Colour, ColourMap, ink};
use super::panel::{Anchor, Panel, Stroke};
use super::scene::Scene;
use super::style::Style;
use crate::{Error, Lang, Result};

/// Width and height of a quick plot in CSS pixels.
const SIZE: (u32, u32) = (560, 360);
/// A phone shows a plot at 350 of its 560 pixels: there the type has a size of 10.
const FONT: f64 = 16.0;

/// The most bins of a histogram.
const MOST_BINS: usize = 1 << 20;

#[derive(Clone, Debug)]
enum Layer {
    Band { x: Vec<f64>, low: Vec<f64>, high: Vec<f64> },
    Line { points: Vec<(f64, f64)>, kind: Kind },
    Points(Vec<(f64, f64)>),
    Arrows(Vec<[(f64, f64); 2]>), // from, to
    Bars { edges: Vec<f64>, heights: Vec<f64>, left_out: usize },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Strong,
    Faint,
    Truth,
}

/// A plot of lines, bands, points and histograms; the axes fit what is drawn.
///
/// The words may hold mathematics between `$` signs. Strong lines take colours in turn; the truth is grey. Values that are
/// not finite are left out (a line has a gap there), and the plot says how many.
///
/// ```
/// use flowlab::plot::Plot;
/// let t = [0.0, 0.5, 1.0];
/// let plot = Plot::new().title("$x_t = t^2$").x_label("$t$").y_label("$x_t$").line(&t, &t.map(|t| t * t));
/// assert!(plot.scene().is_ok());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Plot {
    style: Option<Style>,
    title: String,
    labels: [String; 2],
    equal: bool,
    layers: Vec<Layer>,
    bad: Option<String>,
}

impl Plot {
    /// An empty plot in the style of the process ([`Style::current`]).
    pub fn new() -> Plot {
        Plot::default()
    }

    /// Uses this theme and language.
    pub fn style(mut self, style: Style) -> Plot {
        self.style = Some(style);
        self
    }

    /// The words above the plot.
    pub fn title(mut self, text: &str) -> Plot {
        self.title = text.to_string();
        self
    }

    /// The words below the horizontal axis.
    pub fn x_label(mut self, text: &str) -> Plot {
        self.labels[0] = text.to_string();
        self
    }

    /// The words beside the vertical axis.
    pub fn y_label(mut self, text: &str) -> Plot {
        self.labels[1] = text.to_string();
        self
    }

    /// Makes a unit as long on both axes, by widening one of them: for a plane, where circles are to be round.
    pub fn equal(mut self) -> Plot {
        self.equal = true;
        self
    }

    /// A strong line through the points `(x, y)`.
    pub fn line<'a>(self, x: impl IntoIterator<Item = &'a f64>, y: impl IntoIterator<Item = &'a f64>) -> Plot {
        self.any_line(x, y, Kind::Strong)
    }

    /// A thin, pale line: one of many.
    pub fn faint<'a>(self, x: impl IntoIterator<Item = &'a f64>, y: impl IntoIterator<Item = &'a f64>) -> Plot {
        self.any_line(x, y, Kind::Faint)
    }

    /// A grey line: what theory predicts.
    pub fn truth<'a>(self, x: impl IntoIterator<Item = &'a f64>, y: impl IntoIterator<Item = &'a f64>) -> Plot {
        self.any_line(x, y, Kind::Truth)
    }

    /// The band between `low` and `high`.
    pub fn band<'a>(
        mut self,
        x: impl IntoIterator<Item = &'a f64>,
        low: impl IntoIterator<Item = &'a f64>,
        high: impl IntoIterator<Item = &'a f64>,
    ) -> Plot {
        let (x, low, high) = (copy(x), copy(low), copy(high));
        self.same_length("band", &[x.len(), low.len(), high.len()]);
        self.layers.push(Layer::Band { x, low, high });
        self
    }

    /// A dot at each point `(x, y)`.
    pub fn points<'a>(mut self, x: impl IntoIterator<Item = &'a f64>, y: impl IntoIterator<Item = &'a f64>) -> Plot {
        let (x, y) = (copy(x), copy(y));
        self.same_length("points", &[x.len(), y.len()]);
        self.layers.push(Layer::Points(x.into_iter().zip(y).collect()));
        self
    }

    /// A grey arrow at each place, a row of `x` (n, 2), along its velocity, the same row of `u` (n, 2).
    ///
    /// Each arrow has its middle at its place. All have one scale: the longest is nearly as long as n places that fill
    /// the plot evenly are apart.
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::plot::Plot;
    /// let (x, u) = (array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], array![[0.0, 2.0], [1.0, 0.0], [0.0, 0.0]]);
    /// assert!(Plot::new().equal().arrows(&x, &u).scene().is_ok());
    /// ```
    pub fn arrows(mut self, x: &ArrayRef2<f64>, u: &ArrayRef2<f64>) -> Plot {
        if x.dim() != u.dim() || x.ncols() != 2 {
            let (x, u) = (x.dim(), u.dim());
            return self.refuse(format!(
                "arrows of a {u:?} array of velocities at a {x:?} array of places: give two arrays (n, 2)"
            ));
        }
        let half = arrow_scale(x, u) / 2.0;
        let arrows = x.rows().into_iter().zip(u.rows()).map(|(x, u)| {
            let end = |half: f64| (x[0] + half * u[0], x[1] + half * u[1]);
            [end(-half), end(half)]
        });
        self.layers.push(Layer::Arrows(arrows.collect()));
        self
    }

    /// The histogram of some values in `n_bins` bins, scaled to area 1 so that a density can be drawn over it. Values that
    /// are all the same make one bar. A plot takes up to 2²⁰ bins, far more than it is pixels wide.
    pub fn histogram<'a>(mut self, values: impl IntoIterator<Item = &'a f64>, n_bins: usize) -> Plot {
        let (finite, rest): (Vec<f64>, Vec<f64>) = copy(values).into_iter().partition(|value| value.is_finite());
        let n = finite.len();
        if n == 0 || n_bins == 0 {
            return self.refuse(format!(
                "a histogram of {n} finite values in {n_bins} bins: it needs a finite value and a bin"
            ));
        }
        if n_bins > MOST_BINS {
            return self.refuse(format!("a histogram in {n_bins} bins: give at most {MOST_BINS}"));
        }
        let (low, high) = ends(finite.iter().copied());
        // All the same: one bar, in the middle of three.
        let (low, high, n_bins) = match room_around(low, high) {
            Some(room) => (low - room, high + room, 3),
            None => (low, high, n_bins),
        };
        let width = (high - low) / n_bins as f64;
        let mut heights = vec![0.0; n_bins];
        for value in &finite {
            heights[(((value - low) / width) as usize).min(n_bins - 1)] += 1.0 / (n as f64 * width);
        }
        let edges = (0..=n_bins).map(|k| low + k as f64 * width).collect();
        self.layers.push(Layer::Bars { edges, heights, left_out: rest.len() });
        self
    }

    /// The title in plain words, or what the axes show where there is none.
    pub fn text(&self) -> String {
        let [x, y] = &self.labels;
        let words = match (self.title.is_empty(), x.is_empty() && y.is_empty(), Lang::current()) {
            (false, _, _) => self.title.clone(),
            (true, true, _) => String::new(),
            (true, false, Lang::En) => format!("{y} against {x}"),
            (true, false, Lang::Zh) => format!("{y} 随 {x} 的变化"),
        };
        words.replace('$', "")
    }

    /// Draws the plot.
    ///
    /// # Errors
    /// [`Error::Plot`] if there is nothing finite to draw, lengths differ or values are farther apart than a number says;
    /// [`Error::MissingGlyph`] and [`Error::Tex`] for words that cannot be set.
    pub fn scene(&self) -> Result<Scene> {
        if let Some(bad) = &self.bad {
            return Err(Error::Plot(bad.clone()));
        }
        let style = self.style.unwrap_or_else(Style::current);
        let (x, y) = self.ranges()?;
        Scene::draw(SIZE.0, SIZE.1, &style, |area| {
            let [x_label, y_label] = &self.labels;
            let builder = Panel::on(area, &style).font(FONT).title(&self.title).x(x, x_label).y(y, y_label);
            let mut panel = if self.equal { builder.equal() } else { builder }.draw()?;
            let mut strong = 0;
            for layer in &self.layers {
                let taken = draw(layer, &mut panel, &style, strong)?;
                strong += usize::from(taken);
            }
            let (right, top) = (panel.x().end, panel.y().end);
            match left_out(self.layers.iter().map(Layer::left_out).sum(), style.lang) {
                Some(words) => panel.label(&words, (right, top), (-6.0, 0.9 * FONT), Anchor::Left, ink::muted(&style)),
                None => Ok(()),
            }
        })
    }

    fn any_line<'a>(
        mut self,
        x: impl IntoIterator<Item = &'a f64>,
        y: impl IntoIterator<Item = &'a f64>,
        kind: Kind,
    ) -> Plot {
        let (x, y) = (copy(x), copy(y));
        self.same_length("line", &[x.len(), y.len()]);
        self.layers.push(Layer::Line { points: x.into_iter().zip(y).collect(), kind });
        self
    }

    fn refuse(mut self, bad: String) -> Plot {
        self.bad = Some(bad);
        self
    }

    fn same_length(&mut self, what: &str, lengths: &[usize]) {
        if lengths.iter().any(|n| n != &lengths[0]) {
            self.bad = Some(format!("a {what} of lists of lengths {lengths:?}: give lists of one length"));
        }
    }

    /// The ranges that hold every layer, with a twentieth to spare above and below.
    fn ranges(&self) -> Result<(Range<f64>, Range<f64>)> {
        let places: Vec<(f64, f64)> = self.layers.iter().flat_map(Layer::places).filter(is_finite).collect();
        if places.is_empty() {
            return Err(Error::Plot(
                "an empty plot (nothing finite to draw): add a line, points, a band or a histogram".into(),
            ));
        }
        let range = |axis: fn(&(f64, f64)) -> f64, spare: f64| {
            let (low, high) = ends(places.iter().map(axis));
            let room = room_around(low, high).unwrap_or(spare * (high - low));
            let range = low - room..high + room;
            if (range.end - range.start).is_finite() {
                Ok(range)
            } else {
                Err(Error::Plot(format!("from {low:e} to {high:e}: no number says how far that is; divide by a scale")))
            }
        };
        Ok((range(|place| place.0, if self.equal { 0.05 } else { 0.0 })?, range(|place| place.1, 0.05)?))
    }
}

impl Layer {
    /// All places that are drawn.
    fn places(&self) -> Vec<(f64, f64)> {
        match self {
            Layer::Band { x, low, high } => {
                let places = x.iter().zip(low).zip(high).filter(|((_, low), high)| (*low + *high).is_finite());
                places.flat_map(|((x, low), high)| [(*x, *low), (*x, *high)]).collect()
            }
            Layer::Line { points, .. } | Layer::Points(points) => points.clone(),
            Layer::Arrows(arrows) => arrows.iter().flatten().copied().collect(),
            Layer::Bars { edges, heights, .. } => {
                let heights = heights.iter().copied().chain([0.0]);
                edges.iter().copied().zip(heights).chain([(edges[0], 0.0)]).collect()
            }
        }
    }

    /// How many of its values are not finite, and so left out.
    fn left_out(&self) -> usize {
        let count = |finite: &mut dyn Iterator<Item = bool>| finite.filter(|finite| !finite).count();
        match self {
            Layer::Band { x, low, high } => {
                count(&mut x.iter().zip(low).zip(high).map(|((x, low), high)| (x + low + high).is_finite()))
            }
            Layer::Line { points, .. } | Layer::Points(points) => count(&mut points.iter().map(is_finite)),
            Layer::Arrows(arrows) => count(&mut arrows.iter().map(|ends| ends.iter().all(is_finite))),
            Layer::Bars { left_out, .. } => *left_out,
        }
    }
}

fn is_finite((x, y): &(f64, f64)) -> bool {
    x.is_finite() && y.is_finite()
}

/// What is said of values that are not finite.
fn left_out(count: usize, lang: Lang) -> Option<String> {
    match (count, lang) {
        (0, _) => None,
        (1, Lang::En) => Some("1 value that is not finite is left out".into()),
        (_, Lang::En) => Some(format!("{count} values that are not finite are left out")),
        (_, Lang::Zh) => Some(format!("略去 {count} 个非有限值")),
    }
}

/// The room on either side of values that are all the same, up to rounding: half their size, or a half around 0.
fn room_around(low: f64, high: f64) -> Option<f64> {
    let size = low.abs().max(high.abs());
    (high - low <= 1e-13 * size).then_some(if size == 0.0 { 0.5 } else { size / 2.0 })
}

/// By what a velocity is multiplied to be an arrow: the fastest of n, in units of the ranges of the places, gets the
/// length 0.9/√n.
fn arrow_scale(x: &ArrayRef2<f64>, u: &ArrayRef2<f64>) -> f64 {
    let side = |axis: usize| {
        let (low, high) = ends(x.column(axis).iter().copied());
        if high > low { high - low } else { 1.0 }
    };
    let (width, height) = (side(0), side(1));
    let fastest = u.rows().into_iter().fold(0.0, |most: f64, u| most.max((u[0] / width).hypot(u[1] / height)));
    if fastest > 0.0 { 0.9 / (x.nrows() as f64).sqrt() / fastest } else { 0.0 }
}

fn copy<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<f64> {
    values.into_iter().copied().collect()
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// Draws a layer and says whether it took one of the strong colours.
fn draw(layer: &Layer, panel: &mut Panel<'_>, style: &Style, strong: usize) -> Result<bool> {
    let colours = [ink::data(style), ink::noise(style), ink::method(style), ink::other_method(style)];
    let colour =
        if strong < colours.len() { colours[strong] } else { ColourMap::place(style).at(strong as f64 * 0.618 % 1.0) };
    match layer {
        Layer::Band { x, low, high } => {
            panel.band(x, low, high, Colour::alpha(ink::truth(style), 0.22)).map(|()| false)
        }
        Layer::Line { points, kind } => {
            let stroke = match kind {
                Kind::Strong => Stroke::new(colour, 1.5),
                Kind::Faint => Stroke::new(ink::truth(style).alpha(0.4), 0.8),
                Kind::Truth => Stroke::new(ink::truth(style), 2.0),
            };
            panel.line(points.iter().copied(), stroke).map(|()| *kind == Kind::Strong)
        }
        Layer::Points(points) => panel.dots(points.iter().copied(), 2.5, colour).map(|()| true),
        Layer::Arrows(arrows) => {
            for [from, to] in arrows.iter().filter(|ends| ends.iter().all(is_finite)) {
                panel.arrow(*from, *to, Stroke::new(ink::truth(style), 1.0))?;
            }
            Ok(false)
        }
        Layer::Bars { edges, heights, .. } => {
            for (pair, height) in edges.windows(2).zip(heights).filter(|(_, height)| **height > 0.0) {
                panel.tile((pair[0], 0.0), (pair[1], *height), colour.alpha(0.55))?;
            }
            Ok(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Mark;
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn a_histogram_has_area_one() {
        let plot = Plot::new().histogram(&[0.0, 0.1, 0.2, 1.0], 5);
        let Layer::Bars { edges, heights, .. } = &plot.layers[0] else { panic!("bars") };
        let area: f64 = edges.windows(2).zip(heights).map(|(pair, height)| (pair[1] - pair[0]) * height).sum();
        assert!((area - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_histogram_of_very_many_bins_is_drawn() {
        let plot = Plot::new().histogram(&[0.0, 0.1, 0.2, 1.0], 1 << 20);
        assert_eq!(count(&plot, |mark| matches!(mark, Mark::Tile { .. })), 4);
    }

    #[test]
    fn arrows_lie_about_their_places_along_their_velocities_on_one_scale() {
        let (x, u) = (
            array![[0.0, 0.0], [4.0, 0.0], [0.0, 2.0], [4.0, 2.0]],
            array![[8.0, 0.0], [0.0, 2.0], [0.0, 0.0], [-4.0, 1.0]],
        );
        let plot = Plot::new().arrows(&x, &u);
        let Layer::Arrows(arrows) = &plot.layers[0] else { panic!("arrows") };
        // the fastest, 8 of a width of 4, is 0.9/√4 of the width long: a scale of 0.225
        for (([from, to], x), u) in arrows.iter().zip(x.rows()).zip(u.rows()) {
            let along = [to.0 - from.0 - 0.225 * u[0], to.1 - from.1 - 0.225 * u[1]];
            let middle = [from.0 + to.0 - 2.0 * x[0], from.1 + to.1 - 2.0 * x[1]];
            assert!(along.into_iter().chain(middle).all(|gap| gap.abs() < 1e-14)); // ulps of 4
        }
    }

    #[test]
    fn one_to_the_right_is_as_far_as_one_up_where_units_are_equal() {
        let scene = Plot::new().equal().points(&[0.0, 1.0, 0.0], &[0.0, 0.0, 1.0]).scene().unwrap();
        let dots = scene.marks.iter().filter_map(|mark| match mark {
            Mark::Disc { x, y, .. } => Some((*x, *y)),
            _ => None,
        });
        let dots: Vec<_> = dots.collect();
        let [origin, right, up] = dots[..] else { panic!("three dots") };
        assert!((right.0 - origin.0 - (origin.1 - up.1)).abs() < 0.3); // places are rounded to 1/8
    }

    #[test]
    fn bad_input_is_named() {
        for (plot, word) in [
            (Plot::new(), "nothing"),
            (Plot::new().line(&[0.0, 1.0], &[0.0]), "[2, 1]"),
            (Plot::new().line(&[0.0, 1.0], &[f64::INFINITY, f64::NAN]), "nothing finite"),
            (Plot::new().line(&[0.0, 1.0], &[-1e308, 1e308]), "-1e308"),
            (Plot::new().histogram(&[1.0, f64::NAN], 0), "1 finite"),
            (Plot::new().arrows(&Array2::zeros((3, 2)), &Array2::zeros((4, 2))), "(4, 2)"),
            (Plot::new().arrows(&Array2::zeros((3, 1)), &Array2::zeros((3, 1))), "(3, 1)"),
            (Plot::new().histogram(&[f64::INFINITY], 3), "0 finite"),
            (Plot::new().histogram(&[0.0, 1.0], (1 << 20) + 1), "1048577 bins: give at most 1048576"),
            (Plot::new().histogram(&[0.0, 1.0], usize::MAX), "18446744073709551615 bins"),
            (Plot::new().title(r"$\nope$").line(&[0.0, 1.0], &[0.0, 1.0]), r"\nope"),
        ] {
            let message = plot.scene().unwrap_err().to_string();
            assert!(message.contains(word), "{message}");
        }
    }

    /// The lines, dots and filled outlines of a plot.
    fn count(plot: &Plot, of: fn(&Mark) -> bool) -> usize {
        plot.scene().unwrap().marks.iter().filter(|mark| of(mark)).count()
    }

    #[test]
    fn what_is_not_finite_is_a_gap_and_a_word() {
        let (x, y) = ([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 1.0, f64::NAN, 1.0, 0.0]);
        let whole = Plot::new().line(&x, &[0.0, 1.0, 1.0, 1.0, 0.0]);
        let gap = Plot::new().line(&x, &y);
        let lines = |plot: &Plot| count(plot, |mark| matches!(mark, Mark::Line { width, .. } if *width == 1.5));
        assert_eq!((lines(&whole), lines(&gap)), (1, 2));
        assert_eq!(left_out(gap.layers[0].left_out(), Lang::En).unwrap(), "1 value that is not finite is left out");
        let type_of = |plot: &Plot| count(plot, |mark| matches!(mark, Mark::Fill { .. }));
        assert!(type_of(&gap) > type_of(&whole) + 20, "the words are drawn");
        let alone = Plot::new().line(&[1.0], &[2.0]);
        assert_eq!(count(&alone, |mark| matches!(mark, Mark::Disc { .. })), 1);
    }

    #[test]
    fn values_that_are_all_the_same_make_one_bar_of_area_one() {
        for value in [0.0, 2.5, -1e300, 1e-300] {
            let plot = Plot::new().histogram(&[value, value, f64::NAN], 7);
            let Layer::Bars { edges, heights, left_out } = &plot.layers[0] else { panic!("bars") };
            assert!((edges[1]..edges[2]).contains(&value) && heights[0] == 0.0 && heights[2] == 0.0, "{edges:?}");
            assert!(((edges[2] - edges[1]) * heights[1] - 1.0).abs() < 1e-12);
            assert_eq!(*left_out, 1);
            assert_eq!(count(&plot, |mark| matches!(mark, Mark::Tile { .. })), 1);
        }
    }
}
