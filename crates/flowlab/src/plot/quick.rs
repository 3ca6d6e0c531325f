//! A plot in a few lines, for notebook cells and first looks.

use super::colour::{Colour, ColourMap, ink};
use super::panel::{Panel, Stroke};
use super::scene::Scene;
use super::style::Style;
use crate::{Error, Lang, Result};

/// Width and height of a quick plot in CSS pixels.
const SIZE: (u32, u32) = (560, 360);

#[derive(Clone, Debug)]
enum Layer {
    Band { x: Vec<f64>, low: Vec<f64>, high: Vec<f64> },
    Line { points: Vec<(f64, f64)>, kind: Kind },
    Points(Vec<(f64, f64)>),
    Bars { edges: Vec<f64>, heights: Vec<f64> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Strong,
    Faint,
    Truth,
}

/// A plot of lines, bands, points and histograms; the axes fit what is drawn.
///
/// The words may hold mathematics between `$` signs. Strong lines take colours in turn; the truth is grey.
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

    /// The histogram of some values in `n_bins` bins, scaled to area 1 so that a density can be drawn over it.
    pub fn histogram<'a>(mut self, values: impl IntoIterator<Item = &'a f64>, n_bins: usize) -> Plot {
        let values = copy(values);
        let (low, high) = ends(values.iter().copied());
        if let Some(value) = values.iter().find(|value| !value.is_finite()) {
            self.bad = Some(format!("a histogram with the value {value}: give finite values"));
            return self;
        }
        if low >= high || n_bins == 0 {
            self.bad = Some(format!(
                "a histogram of {} values in {n_bins} bins: it needs two different values and a bin",
                values.len()
            ));
            return self;
        }
        let width = (high - low) / n_bins as f64;
        let mut heights = vec![0.0; n_bins];
        for value in &values {
            heights[(((value - low) / width) as usize).min(n_bins - 1)] += 1.0 / (values.len() as f64 * width);
        }
        let edges = (0..=n_bins).map(|k| low + k as f64 * width).collect();
        self.layers.push(Layer::Bars { edges, heights });
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
    /// [`Error::Plot`] if there is nothing to draw, a value is not finite or lengths differ; [`Error::MissingGlyph`]
    /// for a character that no embedded font has.
    pub fn scene(&self) -> Result<Scene> {
        if let Some(bad) = &self.bad {
            return Err(Error::Plot(bad.clone()));
        }
        let style = self.style.unwrap_or_else(Style::current);
        let (x, y) = self.ranges()?;
        Scene::draw(SIZE.0, SIZE.1, &style, |area| {
            let [x_label, y_label] = &self.labels;
            let mut panel = Panel::on(area, &style).title(&self.title).x(x, x_label).y(y, y_label).draw()?;
            let mut strong = 0;
            for layer in &self.layers {
                let taken = draw(layer, &mut panel, &style, strong)?;
                strong += usize::from(taken);
            }
            Ok(())
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

    fn same_length(&mut self, what: &str, lengths: &[usize]) {
        if lengths.iter().any(|n| n != &lengths[0]) {
            self.bad = Some(format!("a {what} of lists of lengths {lengths:?}: give lists of one length"));
        }
    }

    /// The ranges that hold every layer, with a twentieth to spare above and below.
    fn ranges(&self) -> Result<(std::ops::Range<f64>, std::ops::Range<f64>)> {
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for layer in &self.layers {
            match layer {
                Layer::Band { x, low, high } => {
                    xs.extend(x);
                    ys.extend(low.iter().chain(high));
                }
                Layer::Line { points, .. } | Layer::Points(points) => {
                    xs.extend(points.iter().map(|point| point.0));
                    ys.extend(points.iter().map(|point| point.1));
                }
                Layer::Bars { edges, heights } => {
                    xs.extend(edges);
                    ys.push(0.0);
                    ys.extend(heights);
                }
            }
        }
        if xs.is_empty() {
            return Err(Error::Plot(
                "an empty plot (nothing to draw): add a line, points, a band or a histogram".into(),
            ));
        }
        if let Some(value) = xs.iter().chain(&ys).find(|value| !value.is_finite()) {
            return Err(Error::Plot(format!("the value {value}: give finite values")));
        }
        let range = |values: &[f64], spare: f64| {
            let (low, high) = ends(values.iter().copied());
            let room = if high > low { spare * (high - low) } else { 0.5 };
            low - room..high + room
        };
        Ok((range(&xs, 0.0), range(&ys, 0.05)))
    }
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
        Layer::Bars { edges, heights } => {
            for (pair, height) in edges.windows(2).zip(heights) {
                panel.tile((pair[0], 0.0), (pair[1], *height), colour.alpha(0.55))?;
            }
            Ok(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_has_area_one() {
        let plot = Plot::new().histogram(&[0.0, 0.1, 0.2, 1.0], 5);
        let Layer::Bars { edges, heights } = &plot.layers[0] else { panic!("bars") };
        let area: f64 = edges.windows(2).zip(heights).map(|(pair, height)| (pair[1] - pair[0]) * height).sum();
        assert!((area - 1.0).abs() < 1e-12);
    }

    #[test]
    fn bad_input_is_named() {
        for (plot, word) in [
            (Plot::new(), "nothing"),
            (Plot::new().line(&[0.0, 1.0], &[0.0]), "[2, 1]"),
            (Plot::new().line(&[0.0, 1.0], &[0.0, f64::NAN]), "NaN"),
            (Plot::new().histogram(&[1.0, 1.0], 3), "2 values"),
            (Plot::new().histogram(&[1.0, f64::INFINITY], 3), "inf"),
        ] {
            let message = plot.scene().unwrap_err().to_string();
            assert!(message.contains(word), "{message}");
        }
    }
}
